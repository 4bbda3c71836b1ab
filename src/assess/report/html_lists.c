/* Part of html.c: the findings with their evidence, the inventory, and what could not be read. */
#include "assess/report/html_parts.h"

#include "assess/judge/judge.h"
#include "assess/report/decided.h"
#include "core/base/text.h"

enum { UNREAD_SHOWN = 500 };

/* An excerpt with its lines as lines; everything else that cannot be shown stands as an escape. */
static void write_excerpt(struct writer *out, struct bytes text)
{
	struct bytes rest = bytes_part(text, 0, HTML_TEXT_MAX), line;
	bool first = true;

	write_str(out, "<pre>");
	/* the parser of HTML drops a line end right behind <pre> */
	if (rest.len && rest.at[0] == '\n')
		write_str(out, "\n");
	while (text_split(&rest, '\n', &line)) {
		write_str(out, first ? "" : "\n");
		html_text(out, line, HTML_TEXT_MAX);
		first = false;
	}
	if (text.len > HTML_TEXT_MAX)
		write_fmt(out, "&hellip; (%zu bytes in all)", text.len);
	write_str(out, "</pre>");
}

/* Which value of the declaration it is: "AuthMech, keypad: method". */
static void write_declared_key(struct writer *out, const struct fact *fact)
{
	write_str(out, "<span><b class=\"label\">");
	html_text(out, fact->field[DECLARED_TABLE], HTML_TITLE_MAX);
	if (fact->field[DECLARED_ID].len) {
		write_str(out, ", ");
		html_text(out, fact->field[DECLARED_ID], HTML_TITLE_MAX);
	}
	write_str(out, ": ");
	html_text(out, fact->field[DECLARED_FIELD], HTML_TITLE_MAX);
	write_str(out, "</b></span>");
}

/* Where a fact of an image has only its bytes, a declared one has its line and what the maker wrote there. */
static void write_declared(struct writer *out, const struct fact_node *node, const struct fact *fact)
{
	write_str(out, "<li><span class=\"side\">Declared</span> ");
	html_chain(out, node->chain);
	write_fmt(out, " <b>line %llu</b><div class=\"where\">", (unsigned long long)fact_line(fact));
	write_declared_key(out, fact);
	write_str(out, "</div>");
	write_excerpt(out, fact->excerpt.len ? fact->excerpt : fact->field[DECLARED_VALUE]);
	write_str(out, "</li>\n");
}

static void write_evidence(struct writer *out, const struct facts *facts, const struct fact *fact, bool sides)
{
	const struct fact_node *node = fact_node_of(facts, fact);
	char sum[65];

	if (fact->kind == FACT_DECLARED) {
		write_declared(out, node, fact);
		return;
	}
	write_fmt(out, "<li>%s", sides ? "<span class=\"side\">Observed</span> " : "");
	html_chain(out, node->chain);
	write_str(out, "<div class=\"where\">");
	if (fact->len)
		write_fmt(out, "<span>offset 0x%llx</span><span>length ", (unsigned long long)fact->offset);
	else
		write_str(out, "<span>the whole file</span><span>");
	html_count(out, fact->len ? fact->len : node->size, "byte", "bytes");
	write_str(out, "</span>");
	if (node->has_sha256) {
		text_hex(bytes_of(node->sha256, sizeof node->sha256), sum);
		write_fmt(out,
			  "<span>SHA-256 of the file <code title=\"%s\">%.12s&hellip;</code><button type=\"button\" "
			  "class=\"copy\" data-copy=\"%s\" aria-label=\"Copy SHA-256 %.12s\">Copy</button></span>",
			  sum, sum, sum, sum);
	}
	write_str(out, "</div>");
	if (fact->excerpt.len)
		write_excerpt(out, fact->excerpt);
	write_str(out, "</li>\n");
}

/* What became of the finding: a person may have gone against it. */
static void write_outcome(struct writer *out, const struct answer *answer)
{
	if (!answer)
		return;
	write_str(out, "<p class=\"overruled\"><span class=\"label\">Overruled</span> by ");
	html_str(out, answer->by, HTML_TITLE_MAX);
	write_str(out, ", ");
	html_str(out, answer->at, HTML_TITLE_MAX);
	write_fmt(out, ", who decided %s: ", verdict_name(answer->verdict));
	html_str(out, answer->note, HTML_TEXT_MAX);
	write_str(out, "</p>\n");
}

static void write_finding(struct writer *out, const struct assessment *a, size_t number)
{
	const struct finding *f = &a->findings[number];
	const struct unit *unit = unit_find(a->edition, f->unit);
	const struct unit_result *u = decided_unit(a, f->unit);
	const struct answer *against = u && f->verdict == VERDICT_FAIL ? decided_overrules(u) : NULL;
	const char *severity = severity_name(f->severity);

	write_fmt(out, "<article class=\"finding %s\" id=\"f-%zu\" data-severity=\"%s\"", severity, number + 1,
		  severity);
	html_data(out, a, f->unit, f->verdict);
	write_fmt(out, ">\n<details open><summary><span class=\"sev sev-%s\">%s</span> ", severity, severity);
	html_verdict(out, f->verdict);
	write_str(out, " <h3>");
	html_str(out, f->title, HTML_TITLE_MAX);
	write_str(out, "</h3> <span class=\"unit\">");
	html_str(out, unit_name(f->unit), HTML_TITLE_MAX);
	if (against)
		write_str(out, ", overruled");
	write_str(out, "</span></summary>\n<div class=\"body\">\n<p>");
	html_str(out, f->detail, HTML_TEXT_MAX);
	write_str(out, "</p>\n");
	write_outcome(out, against);
	if (f->remedy && f->remedy[0]) {
		write_str(out, "<p class=\"remedy\"><span class=\"label\">Remedy</span> ");
		html_str(out, f->remedy, HTML_TEXT_MAX);
		write_str(out, "</p>\n");
	}
	if (f->evidence_count) {
		write_str(out, "<h4>Evidence</h4>\n<ul class=\"evidence\">\n");
		for (size_t i = 0; i < f->evidence_count; i++)
			write_evidence(out, a->facts, f->evidence[i], declared_any(a->declared));
		write_str(out, "</ul>\n");
	}
	write_str(out, "<p class=\"ident\">Finding <code>");
	html_str(out, f->id, HTML_TITLE_MAX);
	write_str(out, "</code>");
	if (unit) {
		write_str(out, ", which decides on: ");
		html_str(out, unit->text, HTML_TEXT_MAX);
	}
	write_str(out, "</p>\n</div></details></article>\n");
}

void html_findings(struct writer *out, const struct assessment *a)
{
	if (!a->finding_count) {
		write_str(out, "<p>No finding. That is not a pass: see the test units for what is still open.</p>\n");
		return;
	}
	write_str(out, "<p class=\"muted\">Worst first. An INCONCLUSIVE finding is worth a look by a person.</p>\n"
		       "<p id=\"none-left\" hidden>No finding matches the filter.</p>\n");
	for (size_t i = 0; i < a->finding_count; i++)
		write_finding(out, a, i);
}

void html_inventory(struct writer *out, const struct assessment *a)
{
	static const struct {
		const char *key, *title;
		enum fact_kind kind;
	} tables[] = {
		{"components", "Software components", FACT_COMPONENT},
		{"listeners", "Listening services", FACT_LISTENER},
		{"accounts", "Accounts", FACT_ACCOUNT},
		{"containers", "Containers", FACT_CONTAINER},
	};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		write_fmt(out,
			  "<details class=\"inv\" data-table=\"%s\"><summary><span class=\"t\">%s</span> (<span "
			  "class=\"n\">",
			  tables[i].key, tables[i].title);
		html_number(out, facts_count(a->facts, tables[i].kind));
		write_str(out, "</span>)</summary><div><noscript><p>The rows stand in the JSON report; this page needs "
			       "its script to show them.</p></noscript></div></details>\n");
	}
}

static void write_share(struct writer *out, const struct coverage *c)
{
	write_str(out, "<p>");
	html_number(out, c->explained);
	write_str(out, " of ");
	html_count(out, c->bytes, "byte is", "bytes are");
	write_fmt(out, " explained by a format (%.1f %%). ",
		  c->bytes ? 100.0 * (double)c->explained / (double)c->bytes : 100.0);
	html_count(out, c->files, "file", "files");
	write_str(out, " in ");
	html_count(out, c->containers, "container", "containers");
	write_str(out, " were read.</p>\n");
}

static void write_not_read(struct writer *out, const struct assessment *a, const struct fact *fact)
{
	write_str(out, "<li>");
	html_chain(out, fact_node_of(a->facts, fact)->chain);
	if (fact->kind == FACT_UNREAD) {
		write_str(out, ": not read: ");
		html_text(out, fact->field[UNREAD_WHY], HTML_TITLE_MAX);
		if (fact->field[UNREAD_LIMIT].len) {
			write_str(out, " (limit <code>");
			html_text(out, fact->field[UNREAD_LIMIT], HTML_TITLE_MAX);
			write_str(out, "</code>)");
		}
	} else {
		write_fmt(out, ": not explained: offset 0x%llx, ", (unsigned long long)fact->offset);
		html_count(out, fact->len, "byte", "bytes");
		write_str(out, " (");
		html_text(out, fact->field[REGION_CLASS], HTML_TITLE_MAX);
		write_str(out, ")");
	}
	write_str(out, "</li>\n");
}

void html_coverage(struct writer *out, const struct assessment *a)
{
	static const enum fact_kind kinds[] = {FACT_UNREAD, FACT_REGION};
	size_t shown = 0, total = facts_count(a->facts, FACT_UNREAD) + facts_count(a->facts, FACT_REGION);

	if (html_declaration_only(a)) {
		write_str(out, "<p>The declaration alone was judged; no firmware was looked at.</p>\n");
		return;
	}
	write_share(out, &a->coverage);
	if (!total) {
		write_str(out, "<p>Nothing was left unread or unexplained.</p>\n");
		return;
	}
	write_str(out, "<h3>Not read or not explained (");
	html_number(out, total);
	write_str(out, ")</h3>\n<ul class=\"unread\">\n");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		FACTS_EACH (a->facts, kinds[i], fact)
			if (shown++ < UNREAD_SHOWN)
				write_not_read(out, a, fact);
	write_str(out, "</ul>\n");
	if (total > UNREAD_SHOWN)
		write_fmt(out, "<p>%d are shown; the JSON report has all.</p>\n", UNREAD_SHOWN);
}
