#include "assess/report/standard.h"

#include "assess/checks/check.h"

#include <stdio.h>
#include <string.h>

#define CLAUSES_MAX 64

static const enum edition editions[] = {EDITION_V3_1_3, EDITION_V2_1_1};

/* The clauses of both editions, each once, in the standard's order. */
static size_t clauses(const char *ret[CLAUSES_MAX], const char *titles[CLAUSES_MAX])
{
	const char *first[CLAUSES_MAX];
	size_t count = 0;

	for (size_t e = 0; e < ARRAY_LEN(editions); e++) {
		size_t provisions;
		const struct provision *p = provisions_of(editions[e], &provisions);

		for (size_t i = 0; i < provisions; i++) {
			size_t at = 0;

			while (at < count && strcmp(ret[at], p[i].clause) != 0)
				at++;
			if (at < count || count == CLAUSES_MAX)
				continue;
			/* a clause stands where its first provision does: "4" before "5.0" */
			for (at = count; at > 0 && provision_compare(p[i].id, first[at - 1]) < 0; at--) {
				ret[at] = ret[at - 1];
				titles[at] = titles[at - 1];
				first[at] = first[at - 1];
			}
			ret[at] = p[i].clause;
			titles[at] = p[i].clause_title;
			first[at] = p[i].id;
			count++;
		}
	}
	return count;
}

size_t standard_count(void)
{
	const char *ids[CLAUSES_MAX], *titles[CLAUSES_MAX];

	return 1 + clauses(ids, titles);
}

void standard_name(size_t i, char ret[32])
{
	const char *ids[CLAUSES_MAX], *titles[CLAUSES_MAX];
	size_t count = clauses(ids, titles);

	if (i == 0 || i > count)
		snprintf(ret, 32, "README.md");
	else
		snprintf(ret, 32, "%.20s.md", ids[i - 1]);
}

/* ------------------------------------------------------------------------------------------ one unit */

static bool serves(const struct check *row, const struct unit *u)
{
	return row->unit == u->id && check_serves(row, u->edition);
}

enum reach standard_reach(const struct unit *u)
{
	enum reach best = REACH_BY_HAND;

	for (size_t i = 0; i < checks_count; i++) {
		const struct check *row = &checks[i];
		enum reach reach = row->decides                   ? REACH_DECIDED
				   : row->automation == AUTOMATIC ? REACH_REFUTED
				   : row->automation == ASSISTED  ? REACH_ASSISTED
								  : REACH_BY_HAND;

		if (serves(row, u) && reach > best)
			best = reach;
	}
	return best;
}

static const char *how(enum reach reach)
{
	static const char *const names[REACHES] = {"by hand", "assisted", "refuted", "decided"};

	return names[reach];
}

/* Text inside a table's cell. */
static void cell(struct writer *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '|' || *text == '<')
			write_str(out, "\\");
		write_u8(out, *text == '\n' ? ' ' : (uint8_t)*text);
	}
}

static void unit_checks(struct writer *out, const struct unit *u)
{
	bool any = false;

	for (size_t i = 0; i < checks_count; i++) {
		const struct check *row = &checks[i];
		bool first = true;

		if (!serves(row, u) || !row->run)
			continue;
		write_fmt(out, "%s`%s` from", any ? "; " : "", row->name);
		for (unsigned kind = 0; kind < FACT_KINDS; kind++) {
			if (!(row->needs & NEEDS(kind)))
				continue;
			write_fmt(out, "%s %s", first ? "" : ",", fact_kind_name((enum fact_kind)kind));
			first = false;
		}
		any = true;
	}
	if (!any)
		write_str(out, "none");
}

static void unit_row(struct writer *out, const struct unit *u)
{
	const struct check *person = NULL;

	for (size_t i = 0; i < checks_count; i++)
		if (serves(&checks[i], u) && checks[i].question)
			person = &checks[i];
	write_fmt(out, "| %s | %s | ", u->name, how(standard_reach(u)));
	cell(out, u->text);
	write_str(out, " | ");
	unit_checks(out, u);
	write_str(out, " | ");
	if (person) {
		cell(out, person->question);
		if (person->missing) {
			write_str(out, " Needs: ");
			cell(out, person->missing);
			write_str(out, ".");
		}
	}
	write_str(out, " |\n");
}

/* ------------------------------------------------------------------------------------------ one clause */

static void provision_part(struct writer *out, const struct provision *p)
{
	size_t count;
	const struct unit *units = units_of(p->edition, &count);
	const char *test_case = "";
	bool any = false;

	write_fmt(out, "### EN 303 645 %s, TS 103 701 %s\n\n", edition_name(p->edition), edition_tests(p->edition));
	write_fmt(out, "Status %s: %s. Acts: %s.\n\n%s\n", p->status, p->mandatory ? "mandatory" : "recommended",
		  p->addressee, p->requirement);
	if (p->change_note[0])
		write_fmt(out, "\nChanged: %s\n", p->change_note);
	for (size_t i = 0; i < count; i++) {
		const struct unit *u = &units[i];

		if (strcmp(u->provision, p->id) != 0)
			continue;
		if (strcmp(test_case, u->test_case) != 0) {
			write_fmt(out, "\n**%s** (%s): %s PASS where: %s%s%s\n\n", u->test_case, u->kind, u->purpose,
				  u->pass_rule, u->ixit[0] ? " IXIT: " : "", u->ixit);
			write_str(out,
				  "| unit | how | what it asks | checks, and the facts they read | for a person |\n"
				  "|---|---|---|---|---|\n");
			test_case = u->test_case;
		}
		unit_row(out, u);
		any = true;
	}
	if (!any)
		write_str(out, "\nThis edition has no test units for it.\n");
	write_str(out, "\n");
}

static const char *const generated =
	"<!-- Generated by `holdfast explain --all` from catalogue/ and src/assess/checks; do not edit. -->\n\n";

static void clause_page(struct writer *out, const char *clause, const char *title)
{
	const char *last = "";

	write_fmt(out, "%s# %s %s\n\n", generated, clause, title);
	/* the order of ids over both editions, each once */
	for (;;) {
		const char *next = NULL;

		for (size_t i = 0; i < catalogue_provision_count; i++) {
			const struct provision *p = &catalogue_provisions[i];

			if (strcmp(p->clause, clause) == 0 && (!last[0] || provision_compare(p->id, last) > 0) &&
			    (!next || provision_compare(p->id, next) < 0))
				next = p->id;
		}
		if (!next)
			return;
		last = next;
		for (size_t e = 0, printed = 0; e < ARRAY_LEN(editions); e++) {
			const struct provision *p = provision_find(editions[e], next);

			if (!p || strcmp(p->clause, clause) != 0)
				continue;
			if (!printed++)
				write_fmt(out, "## %s %s\n\n", p->id, p->short_name);
			provision_part(out, p);
		}
	}
}

/* ------------------------------------------------------------------------------------------ the index */

struct counts {
	size_t provisions, units[REACHES];
};

static struct counts count_clause(enum edition edition, const char *clause)
{
	struct counts c = {0};
	size_t provisions, units;
	const struct provision *p = provisions_of(edition, &provisions);
	const struct unit *u = units_of(edition, &units);

	for (size_t i = 0; i < provisions; i++)
		c.provisions += !clause || !strcmp(p[i].clause, clause);
	for (size_t i = 0; i < units; i++) {
		const struct provision *of = provision_find(edition, u[i].provision);

		if (!clause || (of && !strcmp(of->clause, clause)))
			c.units[standard_reach(&u[i])]++;
	}
	return c;
}

static size_t sum(const size_t units[REACHES])
{
	size_t ret = 0;

	for (unsigned i = 0; i < REACHES; i++)
		ret += units[i];
	return ret;
}

static void count_row(struct writer *out, const struct counts *c)
{
	write_fmt(out, " %zu | %zu | %zu | %zu | %zu | %zu |\n", c->provisions, sum(c->units), c->units[REACH_DECIDED],
		  c->units[REACH_REFUTED], c->units[REACH_ASSISTED], c->units[REACH_BY_HAND]);
}

static void count_kind(enum edition edition, const char *kind, size_t ret[REACHES])
{
	size_t count;
	const struct unit *units = units_of(edition, &count);

	memset(ret, 0, REACHES * sizeof *ret);
	for (size_t i = 0; i < count; i++)
		if (!kind || strcmp(units[i].kind, kind) == 0)
			ret[standard_reach(&units[i])]++;
}

static void share(struct writer *out, size_t part, size_t all)
{
	write_fmt(out, " %zu (%.0f %%) |", part, 100.0 * (double)part / (double)all);
}

void standard_shares(struct writer *out)
{
	static const struct {
		const char *kind, *title;
	} kinds[] = {{"conceptual", "conceptual"},
		     {"functional", "functional"},
		     {"conceptual and functional", "both in one"},
		     {NULL, "all"}};

	write_str(out, "| edition | units | number | a machine decides | a machine can refute, a person passes | both: "
		       "a machine "
		       "has a verdict | assisted | by hand |\n|---|---|--:|--:|--:|--:|--:|--:|\n");
	for (size_t e = 0; e < ARRAY_LEN(editions); e++) {
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			size_t n[REACHES], all;

			count_kind(editions[e], kinds[k].kind, n);
			all = sum(n);
			if (!all)
				continue;
			write_fmt(out, "| %s | %s | %zu |", edition_tests(editions[e]), kinds[k].title, all);
			share(out, n[REACH_DECIDED], all);
			share(out, n[REACH_REFUTED], all);
			share(out, n[REACH_DECIDED] + n[REACH_REFUTED], all);
			share(out, n[REACH_ASSISTED], all);
			share(out, n[REACH_BY_HAND], all);
			write_str(out, "\n");
		}
	}
}

static void index_page(struct writer *out)
{
	const char *ids[CLAUSES_MAX], *titles[CLAUSES_MAX];
	size_t count = clauses(ids, titles);

	write_fmt(out, "%s# What is checked, provision by provision\n\n", generated);
	write_str(out, "The requirements are paraphrased; the standards themselves decide. *Decided*: a rule computes "
		       "the whole "
		       "pass rule\nof the unit from the declaration and what was observed, and passes or fails it. "
		       "*Refuted*: a "
		       "check fails the unit by\nitself where it finds evidence; a person passes it. *Assisted*: a "
		       "check brings "
		       "what a person needs to decide. *By\nhand*: a person answers; the report asks the question and "
		       "says what "
		       "is needed. The criteria the rules use stand in\n[criteria.md](../criteria.md), the accepted "
		       "cryptography in [cryptography.md](../cryptography.md).\n\n## Shares\n\n"
		       "As `holdfast explain --count` prints them, by edition of TS 103 701. A study of tests of EN "
		       "303 645 with "
		       "network tools\n(Kaksonen et al., ICISSP 2024) automated 52 % of 56 tests with basic tools and "
		       "70 % with "
		       "advanced ones.\n\n");
	standard_shares(out);
	for (size_t e = 0; e < ARRAY_LEN(editions); e++) {
		struct counts all = count_clause(editions[e], NULL);

		write_fmt(out, "\n## EN 303 645 %s, TS 103 701 %s\n\n", edition_name(editions[e]),
			  edition_tests(editions[e]));
		write_str(out, "| clause | provisions | units | decided | refuted | assisted | by hand "
			       "|\n|---|--:|--:|--:|--:|--:|--:|\n");
		for (size_t i = 0; i < count; i++) {
			struct counts c = count_clause(editions[e], ids[i]);

			if (!c.provisions)
				continue;
			write_fmt(out, "| [%s %s](%s.md) |", ids[i], titles[i], ids[i]);
			count_row(out, &c);
		}
		write_str(out, "| all |");
		count_row(out, &all);
	}
}

void standard_page(size_t i, struct writer *out)
{
	const char *ids[CLAUSES_MAX], *titles[CLAUSES_MAX];
	size_t count = clauses(ids, titles);

	if (i == 0 || i > count)
		index_page(out);
	else
		clause_page(out, ids[i - 1], titles[i - 1]);
}
