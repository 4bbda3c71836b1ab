/* The report page's viewer. The page stands without it: this adds charts, filter, search and the inventory's tables. The
 * report's strings come from a hostile image: they reach the page only as text nodes and attribute values. */
"use strict";
(() => {
	const PAGE_ROWS = 100; /* rows of an inventory table shown at once */
	const OPEN_FINDINGS = 12; /* findings that stand open when the page is loaded */
	const byId = (id) => document.getElementById(id);
	const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
	const report = JSON.parse(byId("report").textContent);
	const number = new Intl.NumberFormat("en");

	function build(tag, attributes = {}, ...children) {
		const node = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes))
			if (value !== null && value !== undefined && value !== false)
				node.setAttribute(name, value === true ? "" : String(value));
		node.append(...children);
		return node;
	}

	function draw(tag, attributes = {}, ...children) {
		const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
		for (const [name, value] of Object.entries(attributes))
			node.setAttribute(name, String(value));
		node.append(...children);
		return node;
	}

	/* said to who listens: one line, replaced */
	function say(text) {
		byId("said").textContent = "";
		setTimeout(() => { byId("said").textContent = text; }, 50);
	}

	const VERDICTS = { FAIL: "fail", PASS: "pass", INCONCLUSIVE: "open", "NOT APPLICABLE": "none" };
	const clauseOf = (id) => id.split("-")[0];

	/* ---- charts ---- */

	function figure(title, description, svg, legend) {
		svg.setAttribute("role", "img");
		svg.setAttribute("aria-label", title + ". " + description);
		const node = build("figure", {}, build("figcaption", {}, title));
		if (legend)
			node.append(legend);
		node.append(svg);
		return node;
	}

	function clauseChart() {
		const counts = new Map(report.clauses.map((c) => [c.id, { FAIL: 0, PASS: 0, INCONCLUSIVE: 0, "NOT APPLICABLE": 0 }]));
		for (const p of report.provisions) {
			const row = counts.get(clauseOf(p.id));
			if (row)
				row[p.verdict]++;
		}
		const most = Math.max(1, ...Array.from(counts.values(), (c) => c.FAIL + c.PASS + c.INCONCLUSIVE + c["NOT APPLICABLE"]));
		const height = 21, svg = draw("svg", { height: counts.size * height });
		const words = [];
		let y = 0;
		for (const [id, row] of counts) {
			svg.append(draw("text", { x: 0, y: y + height / 2 }, id));
			/* 8 % for the clause's number, the rest is the bar */
			let x = 8;
			for (const [verdict, count] of Object.entries(row)) {
				const width = 92 * count / most;
				if (!count)
					continue;
				svg.append(draw("rect", { x: x + "%", y: y + 2, width: width + "%", height: height - 4,
					class: "bar-" + VERDICTS[verdict] }));
				if (verdict === "NOT APPLICABLE")
					svg.append(draw("rect", { x: x + "%", y: y + 2, width: width + "%", height: height - 4, class: "bar-line" }));
				svg.append(draw("text", { x: (x + width / 2) + "%", y: y + height / 2,
					class: verdict === "FAIL" ? "on" : verdict === "PASS" ? "on-pass" : "on-open" }, String(count)));
				x += width;
			}
			words.push(`${id}: ${row.FAIL} fail, ${row.PASS} pass, ${row.INCONCLUSIVE} inconclusive` +
				(row["NOT APPLICABLE"] ? `, ${row["NOT APPLICABLE"]} not applicable` : ""));
			y += height;
		}
		const legend = build("ul", { class: "legend", "aria-hidden": "true" });
		for (const [verdict, kind] of Object.entries(VERDICTS)) {
			if (!report.provisions.some((p) => p.verdict === verdict))
				continue;
			const box = draw("svg", { width: 12, height: 12, class: "swatch" });
			box.append(draw("rect", { width: 12, height: 12, class: "bar-" + kind }));
			legend.append(build("li", {}, box, " " + verdict));
		}
		return figure("Provisions by clause", words.join("; "), svg, legend);
	}

	function severityChart() {
		const names = ["critical", "high", "medium", "low", "info"], height = 24;
		const rows = names.map((name) => [name, report.findings.filter((f) => f.severity === name).length]);
		const most = Math.max(1, ...rows.map((row) => row[1]));
		const svg = draw("svg", { height: rows.length * height });
		rows.forEach(([name, count], i) => {
			const y = i * height, width = 66 * count / most;
			svg.append(draw("text", { x: 0, y: y + height / 2 }, name));
			svg.append(draw("rect", { x: "24%", y: y + 4, width: width + "%", height: height - 8, class: "bar-" + name }));
			svg.append(draw("text", { x: (25.5 + width) + "%", y: y + height / 2, class: count ? "" : "dim" }, number.format(count)));
		});
		return figure("Findings by severity", rows.map(([name, count]) => `${count} ${name}`).join(", "), svg);
	}

	function coverageChart() {
		const c = report.coverage, share = c.bytes ? 100 * c.explained / c.bytes : 100;
		const svg = draw("svg", { height: 48 });
		const words = `${share.toFixed(1)} % of ${number.format(c.bytes)} bytes explained`;
		svg.append(draw("rect", { x: 0, y: 4, width: share + "%", height: 16, class: "bar-pass" }));
		svg.append(draw("rect", { x: 0.5, y: 4.5, width: "99.8%", height: 15, class: "bar-line" }));
		svg.append(draw("text", { x: 0, y: 36 }, words));
		return figure("Bytes of the input that a format explains", words +
			`; ${number.format(c.bytes - c.explained)} bytes unexplained`, svg);
	}

	/* ---- inventory: rows come from the report's JSON and are made when they are looked at ---- */

	const TABLES = {
		components: [["name", "Name"], ["version", "Version"], ["relation", "Relation"], ["how", "How it was seen"],
			["licence", "Licence"], ["purl", "Package URL"], ["path", "Where"]],
		accounts: [["name", "Name"], ["uid", "UID"], ["password_state", "Password"], ["scheme", "Scheme"],
			["password", "Known value"], ["login", "Login"], ["source", "Source"], ["path", "Where"]],
		listeners: [["program", "Program"], ["protocol", "Protocol"], ["port", "Port"], ["address", "Address"],
			["service", "Service"], ["auth", "Authentication"], ["enabled", "Enabled"], ["condition", "Condition"],
			["started_by", "Started by"], ["path", "Where"]],
		containers: [["format", "Format"], ["status", "Status"], ["size", "Size"], ["files", "Files"], ["path", "Where"]],
	};
	const SHORT = new Set(["uid", "protocol", "port", "relation", "how", "scheme", "login", "source", "enabled", "auth",
		"format", "status", "size", "files", "password_state"]);

	/* a path chain, breakable in front of each container; at most 1,000 characters of it */
	function chain(path) {
		const node = build("code", { class: "chain" });
		const shown = path.length > 1000 ? path.slice(0, 1000) + "\u2026" : path;
		shown.split("!").forEach((part, i) => {
			if (i)
				node.append(build("wbr"), build("b", {}, "!"));
			node.append(part);
		});
		return node;
	}

	function cellText(key, value) {
		if (value === null || value === undefined || value === "")
			return "";
		if (key === "path")
			return chain(value);
		const text = typeof value === "number" ? number.format(value) : String(value);
		return text.length > 400 ? text.slice(0, 400) + "\u2026" : text;
	}

	class Inventory {
		constructor(node) {
			this.node = node;
			this.name = node.dataset.table;
			this.rows = report[this.name];
			this.matching = this.rows;
			this.place = node.querySelector("div");
			this.made = null; /* the search its rows were made for */
			this.query = "";
			this.texts = null;
			node.addEventListener("toggle", () => this.show());
		}
		filter(words) {
			this.query = words.join(" ");
			if (words.length && !this.texts)
				this.texts = this.rows.map((row) => Object.values(row).join(" ").toLowerCase());
			this.matching = words.length ? this.rows.filter((_, i) => words.every((w) => this.texts[i].includes(w))) : this.rows;
			this.node.querySelector("summary .n").textContent = words.length
				? `${number.format(this.matching.length)} of ${number.format(this.rows.length)}` : number.format(this.rows.length);
			this.show();
		}
		show() {
			if (!this.node.open || this.made === this.query)
				return;
			this.made = this.query;
			this.place.replaceChildren();
			if (!this.matching.length) {
				this.place.append(build("p", { class: "empty" }, this.rows.length ? "No row has these words." : "None seen."));
				return;
			}
			const columns = TABLES[this.name].filter(([key]) => this.matching.some((row) => row[key] !== null && row[key] !== ""));
			const title = this.node.querySelector("summary .t").textContent;
			const head = build("tr", {}, ...columns.map(([, text]) => build("th", { scope: "col" }, text)));
			this.body = build("tbody");
			this.columns = columns;
			this.count = 0;
			const scroll = build("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title + ", table" },
				build("table", {}, build("caption", { class: "vh" }, title), build("thead", {}, head), this.body));
			this.more = build("button", { type: "button", class: "more" });
			this.more.addEventListener("click", () => {
				const first = this.count;
				this.add(PAGE_ROWS);
				const row = this.body.rows[first];
				if (row && this.more.hidden) {
					row.tabIndex = -1;
					row.focus();
				}
				say(`${number.format(this.count)} of ${number.format(this.matching.length)} rows shown`);
			});
			this.place.append(scroll, this.more);
			this.add(PAGE_ROWS);
		}
		add(count) {
			const rows = this.matching.slice(this.count, this.count + count);
			const part = document.createDocumentFragment();
			for (const row of rows)
				part.append(build("tr", {}, ...this.columns.map(([key], i) =>
					build(i ? "td" : "th", { scope: i ? null : "row", class: SHORT.has(key) ? "short" : null },
						cellText(key, row[key])))));
			this.body.append(part);
			this.count += rows.length;
			const left = this.matching.length - this.count;
			this.more.hidden = left <= 0;
			this.more.textContent = `Show ${number.format(Math.min(left, PAGE_ROWS))} more of ${number.format(left)}`;
		}
	}

	/* ---- filter ---- */

	const form = byId("filter"), search = byId("q"), clauseSelect = byId("clause");
	const findings = all(".finding"), units = all("#units tr[data-unit]");
	const groups = all("#units tbody");
	const inventories = all(".inv").map((node) => new Inventory(node));
	const textOf = new Map();
	const cells = new Map();
	const BOXES = ["verdict", "severity", "who", "stale", "claim"]; /* each the name of its boxes and of what they filter by */
	let provision = ""; /* a cell of the matrix that is pressed */

	function textIn(node) {
		let text = textOf.get(node);
		if (text === undefined) {
			text = node.textContent.toLowerCase();
			textOf.set(node, text);
		}
		return text;
	}

	const checked = (name) => new Set(all(`input[name="${name}"]:checked`, form).map((box) => box.value));

	function state() {
		const boxes = new Map(BOXES.map((name) => [name, checked(name)]).filter(([, values]) => values.size));
		return { words: search.value.toLowerCase().split(/\s+/).filter(Boolean), clause: clauseSelect.value, boxes, provision };
	}

	function matches(node, s, withSeverity) {
		const d = node.dataset;
		return (!s.clause || d.clause === s.clause) && (!s.provision || d.provision === s.provision) &&
			Array.from(s.boxes).every(([name, values]) => (name === "severity" && !withSeverity) || values.has(d[name])) &&
			s.words.every((w) => textIn(node).includes(w));
	}

	function apply() {
		const s = state();
		let found = 0, tested = 0;
		for (const node of findings) {
			node.hidden = !matches(node, s, true);
			found += !node.hidden;
		}
		for (const node of units) {
			node.hidden = !matches(node, s, false);
			tested += !node.hidden;
		}
		for (const group of groups)
			group.hidden = !group.querySelector("tr[data-unit]:not([hidden])");
		for (const inventory of inventories)
			inventory.filter(s.words);
		for (const [id, cell] of cells)
			cell.setAttribute("aria-pressed", String(id === provision));
		byId("count").textContent = `${number.format(found)} of ${number.format(findings.length)} findings, ` +
			`${number.format(tested)} of ${number.format(units.length)} test units` +
			(provision ? `, provision ${provision}` : "");
		const none = byId("none-left");
		if (none)
			none.hidden = found > 0 || !findings.length;
		const inUse = s.words.length || s.clause || s.boxes.size || provision;
		byId("clear").disabled = !inUse;
	}

	/* the page's address keeps the filter, so that it can be sent to somebody */
	function remember() {
		const s = new URLSearchParams();
		if (search.value.trim())
			s.set("q", search.value.trim());
		if (clauseSelect.value)
			s.set("clause", clauseSelect.value);
		for (const name of BOXES) {
			const values = Array.from(checked(name));
			if (values.length)
				s.set(name, values.join("."));
		}
		if (provision)
			s.set("provision", provision);
		try {
			history.replaceState(null, "", "#" + s.toString());
		} catch {
			/* a viewer that allows no address: the filter works all the same */
		}
	}

	function recall() {
		const text = location.hash.slice(1);
		if (text && !text.includes("="))
			return;
		const s = new URLSearchParams(text);
		search.value = (s.get("q") || "").slice(0, 1000);
		clauseSelect.value = report.clauses.some((c) => c.id === s.get("clause")) ? s.get("clause") : "";
		for (const name of BOXES) {
			const values = (s.get(name) || "").split(".");
			for (const box of all(`input[name="${name}"]`, form))
				box.checked = values.includes(box.value);
		}
		provision = cells.has(s.get("provision")) ? s.get("provision") : "";
	}

	function changed() {
		apply();
		remember();
	}

	function goTo(id) {
		const head = byId("h-" + id);
		byId(id).scrollIntoView();
		if (head)
			head.focus({ preventScroll: true });
	}

	function press(id) {
		provision = provision === id ? "" : id;
		changed();
		if (!provision)
			return;
		const open = findings.some((node) => !node.hidden);
		goTo(open ? "findings" : "units");
		say(`Showing provision ${id}: ` + byId("count").textContent);
	}

	/* ---- set up ---- */

	document.documentElement.classList.add("js");
	for (const link of all("a.cell")) {
		const id = link.dataset.provision;
		const button = build("button", { type: "button", class: link.className, title: link.title, "aria-pressed": "false" },
			...link.childNodes);
		button.addEventListener("click", () => press(id));
		link.replaceWith(button);
		cells.set(id, button);
	}
	for (const c of report.clauses)
		clauseSelect.append(build("option", { value: c.id }, `${c.id} ${c.title}`));
	/* who decided and what is claimed: only what this report has can be asked for */
	for (const box of all("input[name=who], input[name=stale], input[name=claim]", form))
		box.parentNode.hidden = !units.some((node) => node.dataset[box.name] === box.value);
	for (const group of all("fieldset", form))
		group.hidden = group.querySelectorAll(".chip:not([hidden])").length < 2;
	const charts = byId("charts");
	charts.append(build("div", {}, clauseChart()), build("div", {}, severityChart(), coverageChart()));
	charts.hidden = false;
	form.hidden = false;
	for (const node of all(".tools"))
		node.hidden = findings.length === 0;
	findings.forEach((node, i) => { node.querySelector("details").open = i < OPEN_FINDINGS; });
	for (const inventory of inventories)
		inventory.node.open = inventory.rows.length > 0 && inventory.rows.length <= 25;

	/* what is jumped to comes to stand below the filter, whose rows depend on the width */
	const below = Array.from(document.styleSheets[0].cssRules).find((rule) => rule.selectorText === "html.js");
	new ResizeObserver(() => { below.style.scrollPaddingTop = form.offsetHeight + 12 + "px"; }).observe(form);

	let wait = 0;
	search.addEventListener("input", () => {
		clearTimeout(wait);
		wait = setTimeout(changed, 120);
	});
	form.addEventListener("change", (event) => {
		if (event.target !== search)
			changed();
	});
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		clearTimeout(wait);
		changed();
		goTo("findings");
	});
	byId("clear").addEventListener("click", () => {
		form.reset();
		provision = "";
		changed();
		search.focus();
	});
	const openAll = (open) => {
		for (const node of findings)
			node.querySelector("details").open = open;
		say(open ? "All findings expanded" : "All findings collapsed");
	};
	byId("expand").addEventListener("click", () => openAll(true));
	byId("collapse").addEventListener("click", () => openAll(false));

	document.addEventListener("keydown", (event) => {
		const typing = event.target.closest && event.target.closest("input[type=search], select, textarea");
		if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
			event.preventDefault();
			search.focus();
			search.select();
		}
	});

	document.addEventListener("click", (event) => {
		const link = event.target.closest("a[href^='#']");
		const copy = event.target.closest("button.copy");
		if (link) {
			const id = link.getAttribute("href").slice(1);
			if (byId("h-" + id)) {
				event.preventDefault();
				goTo(id);
			}
		} else if (copy) {
			copyText(copy);
		}
	});

	async function copyText(button) {
		const text = button.dataset.copy;
		let done = true;
		try {
			await navigator.clipboard.writeText(text);
		} catch {
			const area = build("textarea", { class: "vh", readonly: true });
			area.value = text;
			document.body.append(area);
			area.select();
			done = document.execCommand("copy");
			area.remove();
			button.focus();
		}
		button.textContent = done ? "Copied" : "Not copied";
		say(done ? "SHA-256 copied" : "The SHA-256 could not be copied");
		setTimeout(() => { button.textContent = "Copy"; }, 1500);
	}

	/* paper shows everything that is not filtered away; afterwards the page is as it was */
	let before = [];
	window.addEventListener("beforeprint", () => {
		before = all("details:not([open])");
		for (const node of before)
			node.open = true;
		for (const inventory of inventories) {
			inventory.show();
			if (inventory.more && !inventory.more.hidden)
				inventory.add(1000);
		}
	});
	window.addEventListener("afterprint", () => {
		for (const node of before)
			node.open = false;
		before = [];
	});
	window.addEventListener("hashchange", () => {
		recall();
		apply();
	});
	recall();
	apply();
})();
