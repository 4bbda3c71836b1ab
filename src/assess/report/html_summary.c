/* Part of html.c: the result in figures, what the report does not say, and the verdict of each provision. */
#include "assess/report/html_parts.h"

#include "assess/judge/ics.h"
#include "assess/judge/judge.h"
#include "assess/report/decided.h"

#include <string.h>

struct tally {
	size_t by[VERDICT_NOT_APPLICABLE + 1];
	size_t unclaimed; /* of those not applicable: ruled out by a claim of N */
};

static void count_verdict(struct tally *t, enum verdict verdict, const struct provision_result *p)
{
	t->by[verdict]++;
	t->unclaimed += verdict == VERDICT_NOT_APPLICABLE && p && p->ics.support == SUPPORT_NO;
}

static void write_figure_row(struct writer *out, size_t count, const char *text)
{
	write_fmt(out, "<li%s><b>%zu</b>%s</li>", count ? "" : " class=\"zero\"", count, text);
}

static void write_figure(struct writer *out, const char *title, const struct tally *t)
{
	size_t none = t->by[VERDICT_NOT_APPLICABLE];

	write_fmt(out, "<div><h3>%s</h3><ul>", title);
	write_figure_row(out, t->by[VERDICT_FAIL], "FAIL");
	write_figure_row(out, t->by[VERDICT_PASS], "PASS");
	write_figure_row(out, t->by[VERDICT_INCONCLUSIVE], "INCONCLUSIVE");
	if (none > t->unclaimed)
		write_figure_row(out, none - t->unclaimed, "N/A");
	if (t->unclaimed)
		write_figure_row(out, t->unclaimed, "not claimed");
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

static void write_decided(struct writer *out, const struct assessment *a, const struct tally *units)
{
	size_t by[DECIDED_KINDS] = {0};

	for (size_t i = 0; i < a->unit_count; i++)
		by[decided_by(&a->units[i])]++;
	write_str(out, "<div><h3>Who decided the test units</h3><ul>");
	write_figure_row(out, by[DECIDED_BY_PROGRAM], "by the program");
	write_figure_row(out, by[DECIDED_BY_PERSON], "by persons");
	write_figure_row(out, by[DECIDED_NOT], "open");
	write_figure_row(out, by[DECIDED_BY_CLAIM] - units->unclaimed, "not applicable");
	if (units->unclaimed)
		write_figure_row(out, units->unclaimed, "not claimed");
	if (a->stale)
		write_fmt(out, "<li><b>%zu</b>stale answer%s</li>", a->stale, a->stale == 1 ? "" : "s");
	if (a->withheld)
		write_fmt(out, "<li><b>%zu</b>secret%s found, withheld here</li>", a->withheld,
			  a->withheld == 1 ? "" : "s");
	write_str(out, "</ul></div>\n");
}

static void write_claims(struct writer *out, const struct assessment *a)
{
	size_t by[SUPPORT_NOT_APPLICABLE + 1] = {0};

	if (!declared_any(a->declared))
		return;
	for (size_t i = 0; i < a->provision_count; i++)
		by[a->provisions[i].ics.support]++;
	write_str(out, "<div><h3>Claims of the maker (ICS)</h3><ul>");
	write_figure_row(out, by[SUPPORT_YES], "Y");
	write_figure_row(out, by[SUPPORT_NO], "N");
	write_figure_row(out, by[SUPPORT_NOT_APPLICABLE], "N/A");
	if (by[SUPPORT_UNSAID])
		write_figure_row(out, by[SUPPORT_UNSAID], "nothing claimed");
	if (a->ics_problems)
		write_fmt(out, "<li class=\"problem\"><b>%zu</b>problem%s</li>", a->ics_problems,
			  a->ics_problems == 1 ? "" : "s");
	write_str(out, "</ul></div>\n");
}

/* What was looked at, and what was taken from others. */
static void write_sources(struct writer *out, const struct assessment *a, size_t open)
{
	bool declared = declared_any(a->declared);
	size_t persons = 0;

	for (size_t i = 0; i < a->unit_count; i++)
		persons += decided_by(&a->units[i]) == DECIDED_BY_PERSON;
	write_str(out, "<li>This is not a certificate. ");
	write_str(out, html_declaration_only(a) ? "It records what a program could tell from the maker's declaration "
						  "alone: no firmware was looked at. "
		       : declared ? "It records what a program could see in this one input and in the maker's "
				    "declaration. "
				  : "It records what a program could see in this one input. ");
	write_str(out, "INCONCLUSIVE means neither met nor refuted.</li>\n");
	if (declared)
		write_str(out, "<li>What the maker declares was compared with itself and with what was seen; where "
			       "nothing was seen, it stands as the maker says it.</li>\n");
	if (persons) {
		write_str(out, "<li>");
		html_count(out, persons, "test unit is", "test units are");
		write_str(out, " decided by the answers of the persons named: the program did not check them.</li>\n");
	}
	write_fmt(out,
		  "<li>Not looked at by the program: the live device, its cloud services and apps%s. %zu of %zu test "
		  "units are still open for want of them or of a person's answer.</li>\n",
		  declared ? ", documents and processes beyond what is declared"
			   : ", the maker's documents and processes",
		  open, a->unit_count);
	if (a->stale)
		write_fmt(out,
			  "<li class=\"warn\">%zu answer%s no longer count%s: what %s given about has changed "
			  "since.</li>\n",
			  a->stale, a->stale == 1 ? "" : "s", a->stale == 1 ? "s" : "",
			  a->stale == 1 ? "it was" : "they were");
	if (a->ics_problems)
		write_fmt(out, "<li class=\"warn\">%zu claim%s of the maker cannot hold: see the test units.</li>\n",
			  a->ics_problems, a->ics_problems == 1 ? "" : "s");
}

/* What a reader must not take this report for. */
static void write_limits(struct writer *out, const struct assessment *a, size_t open)
{
	const struct coverage *c = &a->coverage;
	size_t unread = facts_count(a->facts, FACT_UNREAD) + facts_count(a->facts, FACT_REGION);

	write_str(out, "<div class=\"limits\">\n<h3>What this report does not say</h3>\n<ul>\n");
	write_sources(out, a, open);
	if (html_declaration_only(a)) {
		write_str(out, "</ul>\n</div>\n");
		return;
	}
	if (!a->judgeable)
		write_str(out,
			  "<li class=\"warn\">This input cannot be judged as a whole product: nothing seen in it is a "
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
	struct tally provisions = {.unclaimed = 0}, units = {.unclaimed = 0};

	for (size_t i = 0; i < a->provision_count; i++)
		count_verdict(&provisions, a->provisions[i].verdict, &a->provisions[i]);
	for (size_t i = 0; i < a->unit_count; i++)
		count_verdict(&units, a->units[i].verdict, decided_provision(a, a->units[i].unit));
	write_str(out, "<p>");
	html_str(out, a->input_about, HTML_TEXT_MAX);
	write_str(out, "</p>\n<div class=\"figures\">\n");
	write_figure(out, "Provisions", &provisions);
	write_figure(out, "Test units", &units);
	write_decided(out, a, &units);
	write_claims(out, a);
	write_severities(out, a);
	write_str(out, "</div>\n");
	html_persons(out, a);
	write_limits(out, a, units.by[VERDICT_INCONCLUSIVE]);
}

/* Colour never stands alone: a sign for a verdict, the word itself where nothing was assessed. */
static void write_cell(struct writer *out, const struct provision_result *p)
{
	const struct provision *row = p->provision;
	const char *claim = support_name(p->ics.support), *word = decided_provision_word(p);
	bool out_of_play = p->verdict == VERDICT_NOT_APPLICABLE;

	write_fmt(out, "<li><a class=\"cell %s%s%s\" href=\"#p-%s\" data-provision=\"%s\" title=\"%s (",
		  html_verdict_class(p->verdict), out_of_play && p->ics.support == SUPPORT_NO ? " v-unclaimed" : "",
		  p->ics.problem ? " invalid" : "", row->id, row->id, row->id);
	html_str(out, row->status, HTML_TITLE_MAX);
	write_str(out, ") ");
	html_str(out, row->short_name, HTML_TITLE_MAX);
	write_fmt(out, ": %s", word);
	if (claim[0])
		write_fmt(out, "; claimed: %s", claim);
	if (p->ics.problem) {
		write_str(out, "; problem: ");
		html_str(out, p->ics.problem, HTML_TITLE_MAX);
	}
	write_str(out, "\"><span class=\"id\">");
	write_fmt(out, row->mandatory ? "%s" : "<i>%s</i>", row->id);
	write_str(out, "</span>");
	if (p->ics.problem)
		write_str(out, "<span class=\"problem\" aria-hidden=\"true\">claim!</span>");
	if (out_of_play)
		write_fmt(out, "<span class=\"word\" aria-hidden=\"true\">%s</span>", word);
	else
		write_fmt(out, "<span class=\"sign\" aria-hidden=\"true\">%s</span>", html_verdict_sign(p->verdict));
	write_fmt(out, "<span class=\"vh\"> %s, %s: ", word, row->mandatory ? "mandatory" : "recommended");
	html_str(out, row->short_name, HTML_TITLE_MAX);
	if (p->ics.problem)
		write_str(out, ", a claim that cannot hold");
	write_str(out, "</span></a></li>\n");
}

/* What the matrix uses, in its words. */
static void write_legend(struct writer *out, const struct assessment *a)
{
	static const enum verdict order[] = {VERDICT_FAIL, VERDICT_PASS, VERDICT_INCONCLUSIVE};
	bool declared = declared_any(a->declared);

	write_str(out, "<ul class=\"legend\" aria-label=\"Legend\">\n");
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		write_str(out, "<li>");
		html_verdict(out, order[i]);
		write_str(out, "</li>\n");
	}
	write_str(out, "<li><span class=\"v v-none\">N/A</span> does not apply</li>\n");
	if (declared)
		write_str(out, "<li><span class=\"v v-none v-unclaimed\">not claimed</span> the maker does not support "
			       "it</li>\n");
	if (a->ics_problems)
		write_str(out, "<li><span class=\"problem\">claim!</span> a claim that cannot hold</li>\n");
	write_str(out, "<li><i>slanted number</i>: a recommendation</li>\n</ul>\n");
}

void html_matrix(struct writer *out, const struct assessment *a)
{
	write_legend(out, a);
	write_str(out, "<div class=\"matrix\">\n");
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
