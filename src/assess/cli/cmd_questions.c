/* holdfast questions: what is left for a person, in the order a laboratory would work through it: answers that no
 * longer count, then documents at the desk, then the device on the bench; mandatory provisions before recommendations.
 */
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/json/json_text.h"
#include "core/sys/file.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct open_unit {
	const struct unit_result *result;
	const struct unit *unit;
	const struct provision *provision;
	int stage; /* 0 stale, 1 documents, 2 documents and device, 3 device */
};

static const char *const stages[] = {
	"Answered before, but what the answer was given about has changed",
	"At the desk: documents and declaration",
	"Documents and device",
	"On the device",
};

static int stage_of(const struct unit_result *u, const struct unit *unit)
{
	if (u->stale)
		return 0;
	return strcmp(unit->kind, "conceptual") == 0 ? 1 : strcmp(unit->kind, "functional") == 0 ? 3 : 2;
}

static int in_order(const void *left, const void *right)
{
	const struct open_unit *a = left, *b = right;

	if (a->stage != b->stage)
		return a->stage - b->stage;
	if (a->provision->mandatory != b->provision->mandatory)
		return a->provision->mandatory ? -1 : 1;
	return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static size_t collect(const struct assessment *a, struct open_unit *ret)
{
	size_t count = 0;

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		const struct unit *unit = unit_find(a->edition, u->unit);

		if (u->verdict != VERDICT_INCONCLUSIVE && !(u->stale && u->verdict != VERDICT_NOT_APPLICABLE))
			continue;
		ret[count++] =
			(struct open_unit){u, unit, provision_find(a->edition, unit->provision), stage_of(u, unit)};
	}
	if (count)
		qsort(ret, count, sizeof *ret, in_order);
	return count;
}

/* Walks the tables of the declaration that a unit reads. */
struct reading {
	struct bytes tables, name; /* those still to come; the standard's name of this one */
	const char *last;
	size_t at;
};

static struct reading reading_of(const struct unit *unit)
{
	return (struct reading){.tables = bytes_str(unit->ixit), .last = "", .at = SIZE_MAX};
}

/* The next table, by its name in product.yaml; NULL at the end. A table of the standard may be several of ours. */
static const char *next_table(const struct assessment *a, struct reading *r)
{
	for (;;) {
		for (; r->name.len && r->at < catalogue_declaration_count; r->at++) {
			const struct declaration_key *row = &catalogue_declaration[r->at];

			if (bytes_is(r->name, row->std_table[a->edition]) && strcmp(r->last, row->table) != 0)
				return r->last = row->table;
		}
		if (!text_split(&r->tables, ',', &r->name))
			return NULL;
		r->name = text_trim(r->name);
		r->last = "";
		r->at = 0;
	}
}

/* The entries of the declaration the unit reads, as ids: the material to lay beside the question. */
static void print_material(const struct assessment *a, const struct unit *unit, struct writer *out)
{
	struct reading r = reading_of(unit);
	const char *table;

	while ((table = next_table(a, &r))) {
		write_fmt(out, "    %.*s:%s", (int)r.name.len, (const char *)r.name.at,
			  declared_count(a->declared, table)  ? ""
			  : declared_none(a->declared, table) ? " (none)"
							      : " (not declared)");
		DECLARED_EACH (a->declared, table, e) {
			write_str(out, " ");
			text_print_safe(out, bytes_str(e->id[0] ? e->id : "declared"));
		}
		write_str(out, "\n");
	}
}

static void print_text(const struct assessment *a, const struct open_unit *all, size_t count, struct writer *out)
{
	int stage = -1;

	if (!count) {
		write_fmt(out, "Nothing is left to decide (EN 303 645 %s).\n", edition_name(a->edition));
		return;
	}
	write_fmt(out, "%zu test units are left to decide (EN 303 645 %s).\n", count, edition_name(a->edition));
	for (size_t i = 0; i < count; i++) {
		const struct open_unit *q = &all[i];

		if (q->stage != stage)
			write_fmt(out, "\n%s\n", stages[stage = q->stage]);
		write_fmt(out, "\n  %s  %s (%s)\n", q->unit->name, q->provision->short_name, q->provision->status);
		write_fmt(out, "    %s\n    now: ", q->result->question ? q->result->question : q->unit->text);
		text_print_safe(out, bytes_str(q->result->reason));
		write_str(out, "\n");
		print_material(a, q->unit, out);
	}
	write_str(out,
		  "\nYes passes and no fails, where a question does not say otherwise. What the standard asks, and all "
		  "that "
		  "is declared and\nwas found about a unit: holdfast questions CASE --unit \"UNIT\". Evidence to "
		  "attach: of a "
		  "document or page a copy with its\ndate; of a device a photograph, a screen, a log or a capture.\n");
	write_str(out, "Record a verdict: holdfast answer CASE \"UNIT\" pass|fail|inconclusive --by NAME --note TEXT "
		       "[--attach "
		       "FILE]\n");
}

/* ------------------------------------------------------------------------------------------ one unit, all of it */

static void print_field(struct writer *out, const char *label, const char *text)
{
	if (!text || !text[0])
		return;
	write_fmt(out, "%s: ", label);
	text_print_safe(out, bytes_str(text));
	write_str(out, "\n");
}

static void print_entry(struct writer *out, const struct declared_entry *e)
{
	write_str(out, "\n  ");
	text_print_safe(out, bytes_str(e->id[0] ? e->id : e->table));
	write_str(out, "\n");
	for (size_t i = 0; i < e->count; i++) {
		if (strcmp(e->values[i].key, "id") == 0)
			continue;
		write_fmt(out, "    line %-5llu %s: ", (unsigned long long)fact_line(e->values[i].fact),
			  e->values[i].key);
		text_print_safe(out, bytes_str(e->values[i].value));
		write_str(out, "\n");
	}
}

/* Every entry of the tables the unit reads, key by key. */
static void print_tables(const struct assessment *a, const struct unit *unit, struct writer *out)
{
	struct reading r = reading_of(unit);
	const char *table;

	while ((table = next_table(a, &r))) {
		write_fmt(out, "\nDeclared in %.*s%s\n", (int)r.name.len, (const char *)r.name.at,
			  declared_count(a->declared, table)  ? ""
			  : declared_none(a->declared, table) ? ": none"
							      : ": nothing");
		DECLARED_EACH (a->declared, table, e)
			print_entry(out, e);
	}
}

static void print_seen(const struct assessment *a, enum unit_id unit, struct writer *out)
{
	bool any = false;

	for (size_t i = 0; i < a->finding_count; i++) {
		const struct finding *f = &a->findings[i];

		if (f->unit != unit)
			continue;
		if (!any)
			write_str(out, "\nWhat the program found\n");
		any = true;
		write_fmt(out, "\n  %s: ", f->verdict == VERDICT_INCONCLUSIVE ? "look" : verdict_name(f->verdict));
		text_print_safe(out, bytes_str(f->title));
		write_str(out, "\n    ");
		text_print_safe(out, bytes_str(f->detail));
		for (size_t k = 0; k < f->evidence_count; k++) {
			write_str(out, "\n    ");
			text_print_safe(out, fact_node_of(a->facts, f->evidence[k])->chain);
			if (fact_line(f->evidence[k]))
				write_fmt(out, ":%llu", (unsigned long long)fact_line(f->evidence[k]));
		}
		write_str(out, "\n");
	}
}

/* A unit with all its material: what a person needs to decide it. */
static bool print_unit(const struct assessment *a, const char *name, struct writer *out, struct error *e)
{
	const struct unit_result *u = NULL;
	const struct provision *p;
	const struct unit *unit;
	enum unit_id id;

	unit = unit_by_name(name, &id) ? unit_find(a->edition, id) : NULL;
	if (!unit)
		return error_set(e, ERROR_USAGE, "EN 303 645 %s has no test unit '%s': write it as \"5.2-1-2 b\"",
				 edition_name(a->edition), name);
	for (size_t i = 0; i < a->unit_count; i++)
		if (a->units[i].unit == id)
			u = &a->units[i];
	p = provision_find(a->edition, unit->provision);
	write_fmt(out, "%s  %s (%s), %s\n", unit->name, p->short_name, p->status, unit->kind);
	print_field(out, "provision", p->requirement);
	print_field(out, "case asks", unit->purpose);
	print_field(out, "unit asks", unit->text);
	print_field(out, "case passes where", unit->pass_rule);
	print_field(out, "question", u->question);
	print_field(out, "verdict now", verdict_name(u->verdict));
	print_field(out, "because", u->reason);
	if (u->answer) {
		write_fmt(out, "answered: %s by ", verdict_name(u->answer->verdict));
		text_print_safe(out, bytes_str(u->answer->by));
		write_fmt(out, ", %s%s\n", u->answer->at, u->stale ? " (no longer counts)" : "");
		for (size_t i = 0; i < u->answer->attachment_count; i++)
			print_field(out, "attached", u->answer->attachments[i].name);
	}
	print_seen(a, id, out);
	print_tables(a, unit, out);
	return true;
}

static bool print_json(const struct assessment *a, const struct open_unit *all, size_t count, struct writer *out,
		       struct error *e)
{
	json_t *root = json_object(), *rows = json_array();
	bool failed = json_object_set_new(root, "schema", json_string("holdfast-questions-1")) != 0;
	char *text;

	failed |= json_object_set_new(root, "edition", json_string(edition_name(a->edition))) != 0;
	for (size_t i = 0; i < count; i++) {
		const struct open_unit *q = &all[i];
		json_t *row = json_object();

		failed |= json_object_set_new(row, "unit", json_string(q->unit->name)) != 0;
		failed |= json_object_set_new(row, "provision", json_string(q->unit->provision)) != 0;
		failed |= json_object_set_new(row, "mandatory", json_boolean(q->provision->mandatory)) != 0;
		failed |= json_object_set_new(row, "stale", json_boolean(q->result->stale)) != 0;
		failed |= json_object_set_new(row, "stage", json_string(stages[q->stage])) != 0;
		failed |= json_object_set_new(row, "question", json_safe_text(q->result->question)) != 0;
		failed |= json_object_set_new(row, "reason", json_safe_text(q->result->reason)) != 0;
		failed |= json_array_append_new(rows, row) != 0;
	}
	failed |= json_object_set_new(root, "questions", rows) != 0;
	text = failed ? NULL : json_dumps(root, JSON_INDENT(1));
	json_decref(root);
	if (!text)
		return error_memory(e, "questions");
	write_str(out, text);
	write_str(out, "\n");
	free(text);
	return true;
}

/* Rows for `holdfast answer --from`, to be filled in; each under its question. */
static void print_sheet(const struct assessment *a, const struct open_unit *all, size_t count, struct writer *out)
{
	int stage = -1;

	write_fmt(out,
		  "# Test units left to decide, EN 303 645 %s. Behind each unit write, between tabs: pass, fail or "
		  "inconclusive;\n"
		  "# who decided (or give --by); what was seen. Rows that are left as they are stay open. Then:\n"
		  "# holdfast answer CASE --edition %s --by NAME --from THIS-FILE\n",
		  edition_name(a->edition), edition_name(a->edition));
	for (size_t i = 0; i < count; i++) {
		const struct open_unit *q = &all[i];

		if (q->stage != stage)
			write_fmt(out, "#\n# %s\n", stages[stage = q->stage]);
		write_fmt(out, "# %s: ", q->provision->short_name);
		text_print_safe(out, bytes_str(q->result->question ? q->result->question : q->unit->text));
		write_fmt(out, "\n%s\t\t\t\n", q->unit->name);
	}
}

int cmd_questions(int argc, char **argv)
{
	struct session s = session_of();
	struct writer out = writer_of(64 << 20, "questions");
	struct open_unit *all = NULL;
	const char *json = NULL, *sheet = NULL, *one = NULL;
	struct error e;
	bool help, ok;
	size_t left = 0;
	int count, status;
	const struct option_row rows[] = {
		{"--json", "FILE", OPTION_OUTPUT, &json, "write them as JSON; to standard output without FILE"},
		{"--sheet", "FILE", OPTION_OUTPUT, &sheet,
		 "write a row for each, to fill in and give to 'holdfast answer --from'"},
		{"--unit", "UNIT", OPTION_TEXT, &one,
		 "one unit with all that is declared and was found about it, decided or not"},
		{"--edition", "EDITION", OPTION_TEXT, &s.edition, "of EN 303 645: V3.1.3 (default) or V2.1.1 (UK law)"},
	};

	if (!options_parse("questions", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if ((json != NULL) + (sheet != NULL) + (one != NULL) > 1)
		return cli_usage("questions", "--json, --sheet and --unit: one of them at a time");
	if (count != 1)
		return cli_usage("questions", "one case file is needed; see 'holdfast questions --help'");
	ok = session_load(&s, argv[1], &e) && session_judge(&s, &e);
	if (ok) {
		all = arena_array(&s.arena, s.assessment.unit_count, sizeof *all);
		ok = all || error_memory(&e, "questions");
	}
	if (ok) {
		left = collect(&s.assessment, all);
		if (one)
			ok = print_unit(&s.assessment, one, &out, &e);
		else if (sheet)
			print_sheet(&s.assessment, all, left, &out);
		else if (json)
			ok = print_json(&s.assessment, all, left, &out, &e);
		else
			print_text(&s.assessment, all, left, &out);
		ok = ok && writer_done(&out, &e) &&
		     file_write(sheet  ? sheet
				: json ? json
				       : "-",
				writer_bytes(&out), &e);
	}
	status = !ok ? cli_fail("questions", &e) : left && !one ? EXIT_INCOMPLETE : EXIT_OK;
	writer_free(&out);
	session_done(&s);
	return status;
}
