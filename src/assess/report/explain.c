#include "assess/report/explain.h"

#include "assess/checks/check.h"
#include "assess/report/standard.h"
#include "core/base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS 100
#define KEY_MAX 32
#define SUGGESTIONS 5

/* The default edition first. */
static const enum edition editions[] = {EDITION_V3_1_3, EDITION_V2_1_1};

/* One spelling for all: numbers, letters of suffixes and of units, parted by dots: "5.1-1-2 b", "5_1_1_2_b" and
 * "5.1-1-2b" give "5.1.1.2.b", "5.3-4A" gives "5.3.4A". False where it does not fit. */
static bool key_of(const char *id, char ret[KEY_MAX])
{
	size_t len = 0;
	char last = '.';

	for (; *id; id++) {
		bool mark = !isalnum((unsigned char)*id), unit = islower((unsigned char)*id) && last != '.';

		if (mark && !strchr(" ._-\t", *id))
			return false;
		if ((mark || unit) && last != '.')
			ret[len++] = last = '.';
		if (!mark)
			ret[len++] = last = *id;
		if (len + 2 >= KEY_MAX)
			return false;
	}
	if (len && ret[len - 1] == '.')
		len--;
	ret[len] = '\0';
	return len > 0;
}

static bool same(const char *id, const char *key)
{
	char other[KEY_MAX];

	return key_of(id, other) && !strcmp(other, key);
}

/* Words of `text` in lines of at most COLUMNS, each behind `indent` blanks; `lead` stands in front of the first. */
static void wrap(struct writer *out, size_t indent, const char *lead, const char *text)
{
	struct bytes rest = bytes_str(text), word;
	size_t column = indent + strlen(lead);
	bool fresh = true;

	write_fill(out, ' ', indent);
	write_str(out, lead);
	while (text_word(&rest, &word)) {
		if (!fresh && column + 1 + word.len > COLUMNS) {
			write_str(out, "\n");
			write_fill(out, ' ', indent + strlen(lead));
			column = indent + strlen(lead);
			fresh = true;
		}
		if (!fresh) {
			write_str(out, " ");
			column++;
		}
		write_bytes(out, word);
		column += word.len;
		fresh = false;
	}
	write_str(out, "\n");
}

static const char *how(const struct check *row)
{
	return row->decides                   ? "decides: passes or fails"
	       : row->automation == AUTOMATIC ? "refutes: fails on evidence"
	       : row->automation == ASSISTED  ? "assists"
					      : "by hand";
}

static void print_rows(struct writer *out, const struct unit *unit)
{
	const struct check *person = NULL;

	for (size_t i = 0; i < checks_count; i++) {
		const struct check *row = &checks[i];

		if (row->unit != unit->id || !check_serves(row, unit->edition))
			continue;
		if (row->question)
			person = row;
		if (!row->run)
			continue;
		write_fmt(out, "         check %s (%s), reads", row->name, how(row));
		for (unsigned kind = 0; kind < FACT_KINDS; kind++)
			if (row->needs & NEEDS(kind))
				write_fmt(out, " %s", fact_kind_name((enum fact_kind)kind));
		write_str(out, "\n");
	}
	if (!person)
		return;
	wrap(out, 9, "asks a person: ", person->question);
	wrap(out, 9,
	     standard_reach(unit) == REACH_DECIDED   ? "where the declaration does not decide it: "
	     : standard_reach(unit) == REACH_REFUTED ? "can be refuted by a machine; to pass it needs: "
						     : "needs: ",
	     person->missing);
}

static void print_units(struct writer *out, enum edition edition, const char *provision, const char *key)
{
	size_t count;
	const struct unit *units = units_of(edition, &count);
	const char *last = "";

	for (size_t i = 0; i < count; i++) {
		const struct unit *u = &units[i];
		char lead[16] = "       a  ";

		if (strcmp(u->provision, provision) || (key && !same(u->test_case, key) && !same(u->name, key)))
			continue;
		if (strcmp(last, u->test_case)) {
			write_fmt(out, "\n    Test case %s, %s\n", u->test_case, u->kind);
			wrap(out, 6, "", u->purpose);
			wrap(out, 6, "PASS where: ", u->pass_rule);
			if (u->ixit[0])
				wrap(out, 6, "IXIT: ", u->ixit);
			last = u->test_case;
		}
		lead[7] = u->letter;
		wrap(out, 0, lead, u->text);
		print_rows(out, u);
	}
}

/* What the numbers and letters of a status mean. */
static void print_conditions(struct writer *out, const struct provision *p)
{
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];
		const char *refs = !strcmp(c->kind, "condition") ? p->condition_refs
				   : !strcmp(c->kind, "feature") ? p->feature_refs
								 : "";
		char list[64], lead[40];
		size_t len = 0;

		if (c->edition != p->edition || strncmp(c->source_table, "EN ", 3))
			continue;
		/* The references may be parted by ", " as in the status. */
		for (; *refs && len + 3 < sizeof list; refs++) {
			if (*refs == ',')
				list[len++] = ';';
			else
				list[len++] = *refs;
		}
		list[len] = '\0';
		if (!id_list_has(list, c->ref))
			continue;
		snprintf(lead, sizeof lead, "%s (%s): ", c->kind, c->ref);
		wrap(out, 4, lead, c->meaning);
	}
}

static void print_provision(struct writer *out, const struct provision *p, const char *key)
{
	write_fmt(out, "\n  %s in EN 303 645 %s, tested by TS 103 701 %s\n", p->id, edition_name(p->edition),
		  edition_tests(p->edition));
	write_fmt(out, "    Status %s: %s. Acts: %s.\n", p->status, p->mandatory ? "mandatory" : "recommended",
		  p->addressee);
	wrap(out, 4, "", p->requirement);
	print_conditions(out, p);
	if (strcmp(p->related, p->id))
		wrap(out, 4, "In the other edition: ", p->related);
	if (p->change_note[0])
		wrap(out, 4, "Changed: ", p->change_note);
	if (strcmp(p->confidence, "sure"))
		wrap(out, 4, "Confidence of this row: ", p->confidence);
	print_units(out, p->edition, p->id, key);
}

static void print_void(struct writer *out, enum edition edition, const char *id)
{
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];

		if (c->edition == edition && !strcmp(c->kind, "void-provision") && !strcmp(c->ref, id))
			write_fmt(out, "\n  %s is void in EN 303 645 %s: see %s\n", id, edition_name(edition),
				  c->used_by);
	}
}

static void print_regimes(struct writer *out, const char *id)
{
	bool any = false;

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *r = &catalogue_regimes[i];
		char lead[80];

		if (!id_list_has(r->ids_v3, id) && !id_list_has(r->ids_v2, id))
			continue;
		if (!any)
			write_str(out, "\n  Laws and schemes that this helps to meet (our own mapping)\n");
		any = true;
		snprintf(lead, sizeof lead, "%s %s: ", r->regime, r->id);
		wrap(out, 4, lead, r->requirement[0] ? r->requirement : r->short_name);
	}
}

static bool print_clause(struct writer *out, const char *key)
{
	bool found = false;

	for (size_t e = 0; e < ARRAY_LEN(editions); e++) {
		size_t count;
		const struct provision *p = provisions_of(editions[e], &count);
		bool first = true;

		for (size_t i = 0; i < count; i++) {
			char lead[48];

			if (!same(p[i].clause, key))
				continue;
			if (!found)
				write_fmt(out, "%s %s\n", p[i].clause, p[i].clause_title);
			if (first)
				write_fmt(out, "\n  EN 303 645 %s\n", edition_name(editions[e]));
			found = true;
			first = false;
			snprintf(lead, sizeof lead, "%-8s%-14s", p[i].id, p[i].status);
			wrap(out, 4, lead, p[i].requirement);
		}
	}
	return found;
}

/* The provision that a provision's, case's or unit's key belongs to. */
static const char *provision_of(const char *key, bool *ret_whole)
{
	for (size_t i = 0; i < catalogue_provision_count; i++)
		if (same(catalogue_provisions[i].id, key)) {
			*ret_whole = true;
			return catalogue_provisions[i].id;
		}
	for (size_t i = 0; i < catalogue_unit_count; i++)
		if (same(catalogue_units[i].test_case, key) || same(catalogue_units[i].name, key)) {
			*ret_whole = false;
			return catalogue_units[i].provision;
		}
	return NULL;
}

/* Levenshtein's distance of two short strings. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[KEY_MAX + 1];
	size_t len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = (unsigned)j;
	for (unsigned i = 1; *a; a++, i++) {
		unsigned before = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			unsigned cost = before + (*a != b[j - 1]);

			before = row[j];
			if (row[j - 1] + 1 < cost)
				cost = row[j - 1] + 1;
			if (before + 1 < cost)
				cost = before + 1;
			row[j] = cost;
		}
	}
	return row[len];
}

static void suggest(struct writer *out, const char *key)
{
	unsigned best[SUGGESTIONS];
	const char *ids[SUGGESTIONS];
	size_t count = 0;

	for (size_t i = 0; i < catalogue_provision_count; i++) {
		const char *id = catalogue_provisions[i].id;
		char other[KEY_MAX];
		unsigned d;
		size_t at;
		bool known = false;

		for (size_t j = 0; j < count; j++)
			known |= !strcmp(ids[j], id);
		if (known || !key_of(id, other))
			continue;
		d = distance(key, other);
		for (at = count; at > 0 && best[at - 1] > d; at--)
			if (at < SUGGESTIONS) {
				best[at] = best[at - 1];
				ids[at] = ids[at - 1];
			}
		if (at >= SUGGESTIONS)
			continue;
		best[at] = d;
		ids[at] = id;
		if (count < SUGGESTIONS)
			count++;
	}
	write_str(out, "Nearest:");
	for (size_t i = 0; i < count; i++)
		write_fmt(out, " %s", ids[i]);
	write_str(out, "\n");
}

/* "5.3-4a" is meant as 5.3-4A. */
static void capital(char *key)
{
	size_t len = strlen(key);

	for (size_t i = 1; i + 1 < len; i++)
		if (key[i] == '.' && islower((unsigned char)key[i + 1]) && isdigit((unsigned char)key[i - 1])) {
			memmove(key + i, key + i + 1, len - i);
			key[i] = (char)toupper((unsigned char)key[i]);
			return;
		}
}

bool explain_print(struct writer *out, const char *id)
{
	char key[KEY_MAX] = "";
	const char *provision = NULL;
	bool whole = false, ok = key_of(id, key);

	for (int attempt = 0; ok && attempt < 2 && !provision; attempt++) {
		if (attempt)
			capital(key);
		if (print_clause(out, key))
			return true;
		provision = provision_of(key, &whole);
	}
	if (!provision) {
		write_str(out, "Nothing in EN 303 645 or TS 103 701 is called '");
		text_print_safe(out, bytes_part(bytes_str(id), 0, 64));
		write_str(out, "'.\n");
		suggest(out, key);
		return false;
	}
	for (size_t e = 0, printed = 0; e < ARRAY_LEN(editions); e++) {
		const struct provision *p = provision_find(editions[e], provision);

		if (!printed++) {
			const struct provision *any = p ? p : provision_find(EDITION_V2_1_1, provision);

			write_fmt(out, "%s %s (%s %s)\n", any->id, any->short_name, any->clause, any->clause_title);
		}
		if (p)
			print_provision(out, p, whole ? NULL : key);
		else
			print_void(out, editions[e], provision);
	}
	if (whole)
		print_regimes(out, provision);
	return true;
}
