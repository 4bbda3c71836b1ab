/* Functions that run inside the page under test: each must stand alone. */

/* Names of everything Tab should reach, in the order of the page. */
export function focusable() {
	const all = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']");
	return Array.from(all).filter((n) => n.checkVisibility() && !n.disabled).map((n) =>
		(n.getAttribute("aria-label") || n.textContent).trim().slice(0, 60));
}

/* Where the focus is: its place among those, whether it shows and whether something lies over it. */
export function focused() {
	const at = document.activeElement;
	if (!at || at === document.body)
		return null;
	const all = Array.from(document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']"))
		.filter((n) => n.checkVisibility() && !n.disabled);
	const mark = at.closest(".chip") || at, style = getComputedStyle(mark), box = at.getBoundingClientRect();
	const x = box.left + Math.min(box.width, innerWidth - box.left) / 2, y = box.top + Math.min(box.height, 20) / 2;
	const over = document.elementFromPoint(x, y);
	return {
		index: all.indexOf(at), name: `${at.tagName} ${at.textContent.trim().slice(0, 40)}`,
		shows: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
		covered: !over || !(at.contains(over) || over.contains(at) || (mark !== at && mark.contains(over))),
	};
}

/* Every visible text against what lies behind it; WCAG 2.2, 1.4.3. */
export function contrast() {
	const colour = (text) => {
		const n = text.match(/[\d.]+/g).map(Number);
		return { r: n[0], g: n[1], b: n[2], a: n.length > 3 ? n[3] : 1 };
	};
	const light = ({ r, g, b }) => {
		const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * x + 0.7152 * y + 0.0722 * z;
	};
	const behind = (node) => {
		for (let n = node; n; n = n.parentElement) {
			const c = colour(getComputedStyle(n).backgroundColor);
			if (c.a > 0)
				return c;
		}
		return matchMedia("print").matches || !matchMedia("(prefers-color-scheme: dark)").matches
			? { r: 255, g: 255, b: 255 } : { r: 0, g: 0, b: 0 };
	};
	const poor = [];
	let tried = 0;
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const node = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || node.closest("script, option, noscript") || !node.checkVisibility())
			continue;
		const style = getComputedStyle(node), drawn = node instanceof SVGElement;
		const text = colour(drawn ? style.fill : style.color);
		let bar = drawn && /^on/.test(node.getAttribute("class") || "") ? node.previousElementSibling : null;
		if (bar && getComputedStyle(bar).fill === "none")
			bar = bar.previousElementSibling;
		const ground = bar ? colour(getComputedStyle(bar).fill) : behind(drawn ? node.closest("figure") : node);
		const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
		const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
		tried++;
		if (ratio < (large ? 3 : 4.5))
			poor.push(`${ratio.toFixed(2)} ${node.tagName}.${node.getAttribute("class")} "${walk.currentNode.data.trim().slice(0, 30)}"`);
	}
	for (const field of document.querySelectorAll("input[type=search]")) {
		const [a, b] = [light(colour(getComputedStyle(field, "::placeholder").color)), light(behind(field))].sort((x, y) => y - x);
		if (field.checkVisibility() && (a + 0.05) / (b + 0.05) < 4.5)
			poor.push("placeholder");
	}
	return { poor: poor.slice(0, 20), tried };
}

/* What a checker of accessibility would complain about. */
export function structure() {
	const bad = [], all = (s) => Array.from(document.querySelectorAll(s));
	const shown = (n) => n.checkVisibility();
	const name = (n) => (n.getAttribute("aria-label") || (n.labels && Array.from(n.labels, (l) => l.textContent).join(" ")) || n.textContent).trim();
	if (document.documentElement.lang !== "en" || !document.title)
		bad.push("no language or title");
	for (const [selector, count] of [["main", 1], ["h1", 1], ["body > header", 1], ["body > footer", 1], ["[role=search]", 1]])
		if (all(selector).length !== count)
			bad.push(`${all(selector).length} of ${selector}`);
	const ids = new Set();
	for (const node of all("[id]"))
		ids.has(node.id) ? bad.push(`id ${node.id} stands twice`) : ids.add(node.id);
	for (const node of all("[aria-labelledby]"))
		if (!document.getElementById(node.getAttribute("aria-labelledby")))
			bad.push(`nothing labels ${node.id}`);
	for (const node of all("a[href^='#']"))
		if (!document.getElementById(node.getAttribute("href").slice(1)))
			bad.push(`${node.getAttribute("href")} leads nowhere`);
	for (const node of all("button, a, input, select, summary, [role=img], [role=region], nav, form, section")) {
		const labelled = node.getAttribute("aria-labelledby");
		if (shown(node) && !name(node) && !labelled)
			bad.push(`${node.tagName} ${node.className} has no name`);
	}
	for (const node of all("fieldset"))
		if (node.firstElementChild.tagName !== "LEGEND")
			bad.push("a group without a legend");
	let level = 1;
	for (const node of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
		const now = Number(node.tagName[1]);
		if (now > level + 1)
			bad.push(`h${now} behind h${level}: ${node.textContent.slice(0, 30)}`);
		level = now;
	}
	for (const table of all("table")) {
		if (!table.caption || !table.caption.textContent.trim())
			bad.push("a table without a caption");
		for (const head of table.querySelectorAll("th"))
			if (!head.scope)
				bad.push(`a table's head without a scope: ${head.textContent}`);
	}
	for (const node of all("button, select, input[type=search], .chip, summary").filter(shown)) {
		const box = node.getBoundingClientRect();
		if (box.height < 24 || box.width < 24)
			bad.push(`${node.tagName} ${node.className} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
	}
	for (const node of all("[role=status]"))
		if (node.getAttribute("aria-live") !== "polite")
			bad.push("a status that is not announced");
	return bad.slice(0, 20);
}

/* The text of the box of figures with this heading. */
export function figure(title) {
	const head = Array.from(document.querySelectorAll(".figures h3")).find((n) => n.textContent === title);
	return head ? head.parentNode.textContent : "";
}

/* What the cells of the matrix say in words that show, by provision. */
export function cellWords() {
	const text = (cell, selector) => {
		const node = cell.querySelector(selector);
		return node && node.checkVisibility() ? node.textContent : "";
	};
	return Object.fromEntries(Array.from(document.querySelectorAll(".cell"), (cell) =>
		[cell.querySelector(".id").textContent, { word: text(cell, ".word"), claim: text(cell, ".problem") }]));
}

/* The row of a test unit. */
export function unitText(name) {
	const row = Array.from(document.querySelectorAll("tr[data-unit]")).find((n) => n.querySelector("th").textContent === name);
	return row ? row.textContent : "";
}
