/* Part of html.c: what the input is, the result in figures, what the report does not say, and the verdict of each
 * provision. */
#include "assess/report/html_parts.h"

#include "assess/judge/judge.h"

static void write_term(struct writer *out, const char *term)
{
	write_fmt(out, "<dt>%s</dt><dd>", term);
}

void html_head(struct writer *out, const struct assessment *a)
{
	write_str(out, "<p class=\"kind\">Holdfast assessment report</p>\n<div class=\"top-row\"><div>\n"
		       "<h1 class=\"input\">");
	html_str(out, a->input_name, HTML_TITLE_MAX);
	write_str(out, "</h1>\n<dl class=\"meta\">\n");
	write_term(out, "Input");
	html_str(out, a->input_kind, HTML_TITLE_MAX);
	write_str(out, ", ");
	html_count(out, a->input_size, "byte", "bytes");
	write_str(out, "</dd>\n");
	if (a->input_sha256[0]) {
		write_term(out, "SHA-256");
		write_fmt(out,
			  "<code>%s</code><button type=\"button\" class=\"copy\" data-copy=\"%s\" aria-label=\"Copy "
			  "the SHA-256 of the input\">Copy</button></dd>\n",
			  a->input_sha256, a->input_sha256);
	}
	write_term(out, "Judged by");
	write_fmt(out, "ETSI EN 303 645 %s, test units of TS 103 701 %s</dd>\n", edition_name(a->edition),
		  edition_tests(a->edition));
	write_term(out, "Tool");
	write_str(out, "holdfast " HF_VERSION "</dd>\n</dl>\n</div>\n");
	write_fmt(out,
		  "<p class=\"overall v %s\"><small>Overall</small><span class=\"sign\" aria-hidden=\"true\">%s</span> "
		  "%s</p>\n",
		  html_verdict_class(a->overall), html_verdict_sign(a->overall), verdict_name(a->overall));
	write_str(out, "</div>\n");
}

struct tally {
	size_t by[VERDICT_NOT_APPLICABLE + 1];
};

static void write_figure(struct writer *out, const char *title, const struct tally *t)
{
	static const struct {
		enum verdict verdict;
		const char *text;
	} rows[] = {
		{VERDICT_FAIL, "FAIL"},
		{VERDICT_PASS, "PASS"},
		{VERDICT_INCONCLUSIVE, "INCONCLUSIVE"},
		{VERDICT_NOT_APPLICABLE, "N/A"},
	};

	write_fmt(out, "<div><h3>%s</h3><ul>", title);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t count = t->by[rows[i].verdict];

		if (rows[i].verdict == VERDICT_NOT_APPLICABLE && !count)
			continue;
		write_fmt(out, "<li%s><b>%zu</b>%s</li>", count ? "" : " class=\"zero\"", count, rows[i].text);
	}
	write_str(out, "</ul></div>\n");
}

static void write_severities(struct writer *out, const struct assessment *a)
{
	size_t by[SEVERITY_CRITICAL + 1] = {0};

	for (size_t i = 0; i < a->finding_count; i++)
		by[a->findings[i].severity]++;
	write_str(out, "<div><h3>Findings</h3><ul>");
	for (unsigned i = SEVERITY_CRITICAL + 1; i-- > 0;)
		write_fmt(out, "<li%s><b>%zu</b>%s</li>", by[i] ? "" : " class=\"zero\"", by[i],
			  severity_name((enum severity)i));
	write_str(out, "</ul></div>\n");
}

/* What a reader must not take this report for. */
static void write_limits(struct writer *out, const struct assessment *a, size_t open)
{
	const struct coverage *c = &a->coverage;
	size_t unread = facts_count(a->facts, FACT_UNREAD) + facts_count(a->facts, FACT_REGION);

	write_str(out, "<div class=\"limits\">\n<h3>What this report does not say</h3>\n<ul>\n"
		       "<li>This is not a certificate. It records what a program could see in this one input. "
		       "INCONCLUSIVE means neither met nor refuted.</li>\n");
	write_fmt(
		out,
		"<li>Not looked at: the live device, its cloud services and apps, the maker's documents and processes. "
		"%zu of %zu test units are still open for want of them or of a person's answer.</li>\n",
		open, a->unit_count);
	if (!a->judgeable)
		write_str(out, "<li class=\"warn\">This input cannot be judged as a whole product: nothing here is a "
			       "pass.</li>\n");
	if (c->complete) {
		write_str(out, "<li>Nothing that could matter was left unread");
	} else {
		write_str(out, "<li class=\"warn\">The input could not be read completely: what is absent from this "
			       "report may only be unread");
	}
	if (unread) {
		write_str(out, " (<a href=\"#coverage\">");
		html_count(out, unread, "part", "parts");
		write_str(out, " not read or not explained</a>)");
	}
	write_str(out, ".</li>\n");
	if (!c->sandboxed)
		write_str(out, "<li class=\"warn\">The input was read WITHOUT the sandbox.</li>\n");
	else
		write_str(out, "<li>The input was read inside the sandbox.</li>\n");
	if (c->restarts) {
		write_str(out, "<li class=\"warn\">");
		html_count(out, c->restarts, "worker process", "worker processes");
		write_str(out, " died while reading.</li>\n");
	}
	write_str(out, "</ul>\n</div>\n");
}

void html_result(struct writer *out, const struct assessment *a)
{
	struct tally provisions = {{0}}, units = {{0}};

	for (size_t i = 0; i < a->provision_count; i++)
		provisions.by[a->provisions[i].verdict]++;
	for (size_t i = 0; i < a->unit_count; i++)
		units.by[a->units[i].verdict]++;
	write_str(out, "<p>");
	html_str(out, a->input_about, HTML_TEXT_MAX);
	write_str(out, "</p>\n<div class=\"figures\">\n");
	write_figure(out, "Provisions", &provisions);
	write_figure(out, "Test units", &units);
	write_severities(out, a);
	write_str(out, "</div>\n");
	write_limits(out, a, units.by[VERDICT_INCONCLUSIVE]);
}

static void write_cell(struct writer *out, const struct provision_result *p)
{
	const struct provision *row = p->provision;

	write_fmt(out, "<li><a class=\"cell %s\" href=\"#p-%s\" data-provision=\"%s\" title=\"%s (",
		  html_verdict_class(p->verdict), row->id, row->id, row->id);
	html_str(out, row->status, HTML_TITLE_MAX);
	write_str(out, ") ");
	html_str(out, row->short_name, HTML_TITLE_MAX);
	write_fmt(out, ": %s\"><span class=\"id\">", verdict_name(p->verdict));
	write_fmt(out, row->mandatory ? "%s" : "<i>%s</i>", row->id);
	write_fmt(out, "</span><span class=\"sign\" aria-hidden=\"true\">%s</span><span class=\"vh\"> %s, %s: ",
		  html_verdict_sign(p->verdict), verdict_name(p->verdict),
		  row->mandatory ? "mandatory" : "recommended");
	html_str(out, row->short_name, HTML_TITLE_MAX);
	write_str(out, "</span></a></li>\n");
}

void html_matrix(struct writer *out, const struct assessment *a)
{
	static const enum verdict order[] = {VERDICT_FAIL, VERDICT_PASS, VERDICT_INCONCLUSIVE, VERDICT_NOT_APPLICABLE};

	write_str(out, "<ul class=\"legend\" aria-label=\"Legend\">\n");
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		write_str(out, "<li>");
		html_verdict(out, order[i]);
		write_str(out, "</li>\n");
	}
	write_str(out, "<li><i>slanted number</i>: a recommendation</li>\n</ul>\n<div class=\"matrix\">\n");
	for (size_t i = 0; i < a->clause_count; i++) {
		const struct clause_result *c = &a->clauses[i];

		write_str(out, "<div class=\"clause\"><h3><b>");
		html_str(out, c->clause, HTML_TITLE_MAX);
		write_str(out, "</b> ");
		html_str(out, c->title, HTML_TITLE_MAX);
		write_str(out, "</h3><div>");
		html_verdict(out, c->verdict);
		write_str(out, "</div><ul class=\"cells\">\n");
		for (size_t k = 0; k < a->provision_count; k++)
			if (strcmp(a->provisions[k].provision->clause, c->clause) == 0)
				write_cell(out, &a->provisions[k]);
		write_str(out, "</ul></div>\n");
	}
	write_str(out, "</div>\n");
}
