/* Part of html.c: the test units by provision, with the maker's claim, who decided each, and persons' answers. */
#include "assess/judge/ics.h"
#include "assess/judge/judge.h"
#include "assess/report/decided.h"
#include "assess/report/html_parts.h"
#include "core/base/text.h"

#include <string.h>

enum { PERSONS_MAX = 64 };

static const char *who_word(enum decided by)
{
	static const char *const words[] = {"program", "person", "open", "none"};

	return words[by];
}

/* The clause a provision belongs to: what stands in front of its first dash. */
static struct bytes clause_of(const char *provision)
{
	struct bytes rest = bytes_str(provision), clause;

	return text_split(&rest, '-', &clause) ? clause : bytes_str("");
}

void html_data(struct writer *out, const struct assessment *a, enum unit_id unit, enum verdict verdict)
{
	const struct unit *row = unit_find(a->edition, unit);
	const struct unit_result *u = decided_unit(a, unit);
	const struct provision_result *p = decided_provision(a, unit);
	const char *provision = row ? row->provision : "", *claim = p ? support_name(p->ics.support) : "";

	write_fmt(out, " data-verdict=\"%s\" data-provision=\"", verdict_name(verdict));
	html_str(out, provision, HTML_TITLE_MAX);
	write_str(out, "\" data-clause=\"");
	html_text(out, clause_of(provision), HTML_TITLE_MAX);
	write_fmt(out, "\" data-who=\"%s\" data-claim=\"%s\" data-stale=\"%s\"",
		  who_word(u ? decided_by(u) : DECIDED_NOT), claim[0] ? claim : "none",
		  u && decided_stale(u) ? "stale" : "");
}

/* ---- the claim of a provision ---- */

static void write_place(struct writer *out, const struct facts *facts, const struct fact *fact)
{
	if (!fact)
		return;
	write_str(out, " <span class=\"place\">");
	html_chain(out, fact_node_of(facts, fact)->chain);
	if (fact_line(fact))
		write_fmt(out, " line %llu", (unsigned long long)fact_line(fact));
	write_str(out, "</span>");
}

static const char *claim_words(enum support support)
{
	static const char *const words[] = {"Nothing claimed", "Claimed: Y (supported)", "Claimed: N (not supported)",
					    "Claimed: N/A (not applicable)"};

	return words[support];
}

static void write_claim(struct writer *out, const struct assessment *a, const struct provision_result *p)
{
	const struct ics_row *ics = &p->ics;

	write_fmt(out, "<p class=\"claim\"><span class=\"label\">%s</span>", claim_words(ics->support));
	if (ics->reason[0]) {
		write_str(out, ": ");
		html_str(out, ics->reason, HTML_TEXT_MAX);
	}
	write_place(out, a->facts, ics->fact);
	write_str(out, "</p>");
	if (ics->conditions[0]) {
		write_fmt(out, "<p class=\"claim muted\"><span class=\"label\">Applies only where</span> ");
		html_str(out, ics->conditions, HTML_TEXT_MAX);
		write_str(out, "</p>");
	}
	if (ics->problem) {
		write_str(out, "<p class=\"claim problem\"><span class=\"label\">Problem:</span> ");
		html_str(out, ics->problem, HTML_TEXT_MAX);
		write_place(out, a->facts, ics->problem_fact);
		write_str(out, "</p>");
	}
}

static void write_group(struct writer *out, const struct assessment *a, const char *id, bool first)
{
	const struct provision *row = provision_find(a->edition, id);

	write_fmt(out, "%s<tbody id=\"p-%s\"><tr><th class=\"group\" colspan=\"4\" scope=\"rowgroup\">%s ",
		  first ? "" : "</tbody>\n", id, id);
	html_str(out, row ? row->short_name : "", HTML_TITLE_MAX);
	if (row) {
		write_str(out, " <span class=\"status\">");
		html_str(out, row->status, HTML_TITLE_MAX);
		write_str(out, "</span>");
	}
	write_str(out, "</th></tr>\n");
	for (size_t i = 0; i < a->provision_count && declared_any(a->declared); i++)
		if (strcmp(a->provisions[i].provision->id, id) == 0) {
			write_str(out, "<tr class=\"ics\"><td colspan=\"4\">");
			write_claim(out, a, &a->provisions[i]);
			write_str(out, "</td></tr>\n");
		}
}

/* ---- a unit ---- */

static void write_attachment(struct writer *out, const struct attachment *file)
{
	write_str(out, "<li>");
	html_str(out, file->name, HTML_TITLE_MAX);
	write_str(out, ", ");
	html_count(out, file->size, "byte", "bytes");
	write_str(out, ", SHA-256 <code title=\"");
	html_str(out, file->sha256, 64);
	write_str(out, "\">");
	html_text(out, bytes_part(bytes_str(file->sha256), 0, 12), 12);
	write_str(out, "&hellip;</code><button type=\"button\" class=\"copy\" data-copy=\"");
	html_str(out, file->sha256, 64);
	write_str(out, "\" aria-label=\"Copy SHA-256 of the attachment ");
	html_str(out, file->name, HTML_TITLE_MAX);
	write_str(out, "\">Copy</button></li>");
}

/* A person's answer: whether it counts, what it says, what is attached, and what the program alone says. */
static void write_answer(struct writer *out, const struct unit_result *u)
{
	const struct answer *answer = u->answer;
	bool counts = decided_takes_answer(u);

	if (!answer)
		return;
	write_fmt(out, "\n<p class=\"answer\">%s<span class=\"label\">%s</span> %s by ",
		  decided_stale(u) ? "<span class=\"stale\">stale</span> " : "",
		  counts             ? "Decided"
		  : decided_stale(u) ? "What it said:"
				     : "Answer that does not count:",
		  verdict_name(answer->verdict));
	html_str(out, answer->by, HTML_TITLE_MAX);
	write_str(out, ", ");
	html_str(out, answer->at, HTML_TITLE_MAX);
	if (answer->note[0]) {
		write_str(out, ": ");
		html_str(out, answer->note, HTML_TEXT_MAX);
	}
	write_str(out, "</p>");
	if (answer->attachment_count) {
		write_str(out, "\n<ul class=\"attached\" aria-label=\"Attachments\">");
		for (size_t i = 0; i < answer->attachment_count; i++)
			write_attachment(out, &answer->attachments[i]);
		write_str(out, "</ul>");
	}
	if (counts && u->machine != VERDICT_INCONCLUSIVE)
		write_fmt(out, "\n<p class=\"%s\"><span class=\"label\">The program alone</span> says %s%s</p>",
			  u->machine == u->verdict ? "muted" : "overruled", verdict_name(u->machine),
			  u->machine == u->verdict ? " as well"
			  : u->machine == VERDICT_FAIL
				  ? ": this answer overrules it; the findings stand above, with their evidence"
				  : ": this answer goes against it");
}

static void write_who(struct writer *out, const struct assessment *a, const struct unit_result *u)
{
	const struct provision_result *p = decided_provision(a, u->unit);

	switch (decided_by(u)) {
	case DECIDED_BY_PROGRAM:
		write_str(out, "by the program");
		break;
	case DECIDED_BY_PERSON:
		write_str(out, "by ");
		html_str(out, u->answer ? u->answer->by : "a person", HTML_TITLE_MAX);
		if (u->answer) {
			write_str(out, "<br>");
			html_text(out, bytes_part(bytes_str(u->answer->at), 0, 10), 10);
		}
		break;
	case DECIDED_BY_CLAIM:
		write_fmt(out, "%s",
			  p && p->ics.support == SUPPORT_NO ? "not assessed: not claimed" : "does not apply");
		break;
	case DECIDED_NOT:
	case DECIDED_KINDS:
		write_fmt(out, "open%s",
			  u->answer && !u->stale && u->answer->verdict == VERDICT_INCONCLUSIVE
				  ? ": looked at, undecided"
			  : u->automation == AUTOMATIC ? ""
						       : ": for a person");
		break;
	}
	if (decided_stale(u))
		write_str(out, "<br><span class=\"stale\">stale answer</span>");
}

static void write_unit(struct writer *out, const struct assessment *a, const struct unit_result *u)
{
	const struct unit *unit = unit_find(a->edition, u->unit);

	write_str(out, "<tr data-unit");
	html_data(out, a, u->unit, u->verdict);
	write_str(out, "><th scope=\"row\">");
	html_str(out, unit_name(u->unit), HTML_TITLE_MAX);
	write_str(out, "</th><td>");
	html_verdict(out, u->verdict);
	write_str(out, "</td><td>");
	if (unit) {
		write_str(out, "<p>");
		html_str(out, unit->text, HTML_TEXT_MAX);
		write_str(out, "</p>");
	}
	if (!decided_takes_answer(u)) {
		write_str(out, "\n<p class=\"muted\"><span class=\"label\">Why</span> ");
		html_str(out, u->reason, HTML_TEXT_MAX);
		write_str(out, "</p>");
	}
	write_answer(out, u);
	if (u->question && u->verdict == VERDICT_INCONCLUSIVE) {
		write_str(out, "\n<p class=\"muted\"><span class=\"label\">To answer</span> ");
		html_str(out, u->question, HTML_TEXT_MAX);
		write_str(out, "</p>");
	}
	write_str(out, "</td><td class=\"how\">");
	write_who(out, a, u);
	write_str(out, "</td></tr>\n");
}

void html_units(struct writer *out, const struct assessment *a)
{
	const char *group = NULL;

	write_fmt(out,
		  "<p class=\"muted\">The units of ETSI TS 103 701 %s: what each asks, its verdict and why, who "
		  "decided it, and the question for a person where a program cannot.</p>\n"
		  "<table>\n<caption class=\"vh\">Test units</caption>\n<thead><tr><th scope=\"col\">Unit</th>"
		  "<th scope=\"col\">Verdict</th><th scope=\"col\">What it asks, and why this verdict</th>"
		  "<th scope=\"col\" class=\"how\">Decided</th></tr></thead>\n",
		  edition_tests(a->edition));
	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit *unit = unit_find(a->edition, a->units[i].unit);
		const char *provision = unit ? unit->provision : "";

		if (!group || strcmp(group, provision) != 0) {
			write_group(out, a, provision, !group);
			group = provision;
		}
		write_unit(out, a, &a->units[i]);
	}
	write_fmt(out, "%s</table>\n", group ? "</tbody>\n" : "");
}

/* ---- who answered ---- */

struct person {
	const char *name, *first, *last;
	size_t decided, confirmed, stale, other;
};

static void count_answer(struct person *p, const struct unit_result *u)
{
	if (!p->first || strcmp(u->answer->at, p->first) < 0)
		p->first = u->answer->at;
	if (!p->last || strcmp(u->answer->at, p->last) > 0)
		p->last = u->answer->at;
	if (decided_stale(u))
		p->stale++;
	else if (decided_by(u) == DECIDED_BY_PERSON)
		p->decided++;
	else if (decided_by(u) == DECIDED_BY_PROGRAM && decided_takes_answer(u))
		p->confirmed++;
	else
		p->other++;
}

static void write_person(struct writer *out, const struct person *p)
{
	write_str(out, "<tr><th scope=\"row\">");
	html_str(out, p->name, HTML_TITLE_MAX);
	write_fmt(out,
		  "</th><td class=\"num\">%zu</td><td class=\"num\">%zu</td><td class=\"num\">%zu</td><td "
		  "class=\"num\">%zu</td><td>",
		  p->decided, p->confirmed, p->stale, p->other);
	html_text(out, bytes_part(bytes_str(p->first), 0, 10), 10);
	if (strncmp(p->first, p->last, 10) != 0) {
		write_str(out, " to ");
		html_text(out, bytes_part(bytes_str(p->last), 0, 10), 10);
	}
	write_str(out, "</td></tr>\n");
}

void html_persons(struct writer *out, const struct assessment *a)
{
	struct person persons[PERSONS_MAX] = {{0}};
	size_t count = 0, more = 0;

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		size_t n = 0;

		if (!u->answer)
			continue;
		while (n < count && strcmp(persons[n].name, u->answer->by) != 0)
			n++;
		if (n == PERSONS_MAX) {
			more++;
			continue;
		}
		if (n == count)
			persons[count++].name = u->answer->by;
		count_answer(&persons[n], u);
	}
	if (!count)
		return;
	write_str(out, "<h3>Persons who answered</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		       "aria-label=\"Persons who answered, table\"><table class=\"persons\">\n<caption class=\"vh\">"
		       "Persons who answered</caption>\n<thead><tr><th scope=\"col\">Name</th><th scope=\"col\" "
		       "class=\"num\">Decided</th><th scope=\"col\" class=\"num\">Confirmed</th><th scope=\"col\" "
		       "class=\"num\">Stale</th><th scope=\"col\" class=\"num\">Without effect</th><th scope=\"col\">"
		       "When</th></tr></thead>\n<tbody>\n");
	for (size_t n = 0; n < count; n++)
		write_person(out, &persons[n]);
	write_str(out, "</tbody></table></div>\n");
	if (more)
		write_fmt(out, "<p>%zu answers of further persons stand with their units.</p>\n", more);
}
