/* dossier_page.mjs HOLDFAST: the HTML documents of both examples' dossiers in a browser. Prints TAP. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import * as inPage from "./page_checks.mjs";

const BROWSER = "/usr/bin/chromium";
const [program] = process.argv.slice(2);

function skip(why) {
	console.log(`1..0 # SKIP ${why}`);
	process.exit(0);
}

if (!existsSync(BROWSER))
	skip(`no browser: ${BROWSER}`);
let chromium;
try {
	({ chromium } = await import("playwright-core"));
} catch {
	skip("no playwright-core: npm ci --prefix tests/e2e");
}

const folder = mkdtempSync(join(tmpdir(), "dossier-page-"));

function run(...words) {
	const done = spawnSync(program, words, { stdio: ["ignore", "ignore", "pipe"] });
	if (![0, 1, 3].includes(done.status))
		throw new Error(`${words.join(" ")}: status ${done.status}: ${done.stderr}`);
}

function pages(below) {
	return readdirSync(below).sort().flatMap((name) => {
		const full = join(below, name);
		return statSync(full).isDirectory() ? pages(full) : name.endsWith(".html") ? [full] : [];
	});
}

for (const example of ["smart-lock", "camera"]) {
	const kept = join(folder, example + ".case");
	run("assess", "--product", join(process.env.HOLDFAST_SOURCE, "examples", example, "product.yaml"), "--case", kept, "--quiet");
	run("file", kept, "-o", join(folder, example), "--no-pdf", "--date", "2026-11-21");
}
run("file", join(folder, "camera.case"), "-o", join(folder, "draft"), "--no-pdf", "--draft", "--only", "test-report,ics");
const all = ["smart-lock", "camera", "draft"].flatMap((name) => pages(join(folder, name)));

let number = 0, failed = 0;

async function test(sentence, body) {
	number++;
	try {
		await body();
		console.log(`ok ${number} - ${sentence}`);
	} catch (error) {
		failed++;
		console.log(`not ok ${number} - ${sentence}`);
		for (const line of String(error.stack || error).split("\n").slice(0, 12))
			console.log("# " + line);
	}
}

const profile = join(folder, "profile");
mkdirSync(profile);
const browser = await chromium.launch({ executablePath: BROWSER, args: ["--headless", "--no-sandbox", "--disable-gpu",
	"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
	env: { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile } });
const trouble = [];

async function each(options, body) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	for (const file of all) {
		const page = await context.newPage(), own = pathToFileURL(file).href, name = relative(folder, file);
		page.on("console", (message) => { if (["error", "warning"].includes(message.type())) trouble.push(`${name}: ${message.text()}`); });
		page.on("pageerror", (error) => trouble.push(`${name}: ${error.message}`));
		page.on("request", (request) => { if (request.url().split("#")[0] !== own) trouble.push(`${name}: asked for ${request.url().slice(0, 200)}`); });
		await page.goto(own);
		await body(page, name);
		await page.close();
	}
	await context.close();
}

await test(`${all.length} documents have a header, one main part, a footer, one title and headings without gaps`, async () => {
	if (all.length < 24)
		throw new Error(`only ${all.length} documents`);
	await each({}, async (page, name) => {
		const bad = await page.evaluate(() => {
			const found = [], count = (s) => document.querySelectorAll(s).length;
			for (const part of ["body > header", "body > main", "body > footer", "h1"])
				if (count(part) !== 1)
					found.push(`${count(part)} of ${part}`);
			let last = 0;
			for (const h of document.querySelectorAll("h1, h2, h3, h4, h5")) {
				const level = Number(h.tagName[1]);
				if (level > last + 1)
					found.push(`${h.tagName} "${h.textContent}" under H${last}`);
				if (!h.textContent.trim())
					found.push(`an empty ${h.tagName}`);
				last = level;
			}
			for (const link of document.querySelectorAll("a[href^='#']"))
				if (!document.getElementById(link.getAttribute("href").slice(1)))
					found.push(`${link.textContent} leads nowhere`);
			const ids = Array.from(document.querySelectorAll("[id]"), (n) => n.id);
			if (new Set(ids).size !== ids.length)
				found.push("an id twice");
			for (const table of document.querySelectorAll("table"))
				if (!table.querySelector("thead th[scope=col]") || !table.querySelector("tbody tr"))
					found.push("a table without header or rows");
			const heads = new Set(Array.from(document.querySelectorAll("h1, h2, h3, h4, h5"), (n) => n.textContent));
			for (const box of document.querySelectorAll(".scroll"))
				if (!heads.has((box.getAttribute("aria-label") || "").replace("Table: ", "")) || box.tabIndex !== 0)
					found.push(`a table's box is called ${box.getAttribute("aria-label")}`);
			for (const head of document.querySelectorAll("th"))
				if (!head.scope)
					found.push(`no scope: ${head.textContent}`);
			if (document.documentElement.lang !== "en" || !document.title)
				found.push("no language or title");
			return found;
		});
		if (bad.length)
			throw new Error(`${name}: ${bad.slice(0, 5).join("; ")}`);
	});
});

for (const [words, options] of [["a telephone", { viewport: { width: 380, height: 800 } }], ["a desk", {}]]) {
	await test(`no document is wider than the screen of ${words}`, async () => {
		await each(options, async (page, name) => {
			const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
			if (wide > screen)
				throw new Error(`${name}: ${wide} pixels on ${screen}`);
		});
	});
}

for (const scheme of ["light", "dark"]) {
	await test(`every text has enough contrast, ${scheme}`, async () => {
		await each({ colorScheme: scheme }, async (page, name) => {
			const { poor, tried } = await page.evaluate(inPage.contrast);
			const bad = poor.filter((p) => !p.includes('"DRAFT"'));
			if (bad.length || !tried)
				throw new Error(`${name}: ${bad.slice(0, 5).join("; ")} of ${tried}`);
		});
	});
}

await test("nothing was loaded, no script ran and the console stayed empty", async () => {
	if (trouble.length)
		throw new Error(trouble.slice(0, 10).join("\n"));
});

await browser.close();
rmSync(folder, { recursive: true, force: true });
console.log(`1..${number}`);
process.exit(failed ? 1 : 0);
