#include "assess/report/diff_parts.h"

#include "assess/judge/judge.h"
#include "core/base/text.h"

#include "core/json/json_text.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const change_names[] = {"worse", "better", "changed"};

void diff_add(struct rows *rows, struct row row)
{
	if (!row.what || !row.before || !row.after ||
	    !arena_grow(&rows->arena, &rows->at, rows->count, &rows->room, sizeof row)) {
		rows->failed = true;
		return;
	}
	if (!row.because)
		row.because = "";
	rows->at[rows->count++] = row;
}

int diff_badness(enum verdict verdict)
{
	return verdict == VERDICT_FAIL ? 2 : verdict == VERDICT_INCONCLUSIVE ? 1 : 0;
}

static void compare_provisions(struct rows *rows, const struct assessment *a, const struct assessment *b)
{
	/* one edition, so both lists are the catalogue's */
	for (size_t i = 0; i < a->provision_count && i < b->provision_count; i++) {
		enum verdict before = a->provisions[i].verdict, after = b->provisions[i].verdict;
		const struct provision *p = b->provisions[i].provision;

		if (before != after)
			diff_add(rows,
				 (struct row){diff_badness(after) > diff_badness(before) ? CHANGE_WORSE : CHANGE_BETTER,
					      "provision", p->id, p->short_name, verdict_name(before),
					      verdict_name(after)});
	}
}

static const struct finding *same_finding(const struct assessment *a, const struct finding *f)
{
	for (size_t i = 0; i < a->finding_count; i++)
		if (strcmp(a->findings[i].id, f->id) == 0)
			return &a->findings[i];
	return NULL;
}

static void findings_only_in(struct rows *rows, const struct assessment *a, const struct assessment *other, bool gone)
{
	for (size_t i = 0; i < a->finding_count; i++) {
		const struct finding *f = &a->findings[i], *was = same_finding(other, f);
		const struct unit *unit = unit_find(a->edition, f->unit);
		const char *provision = unit ? unit->provision : "";

		if (f->verdict != VERDICT_FAIL || (was && was->verdict == VERDICT_FAIL))
			continue;
		if (gone)
			diff_add(rows, (struct row){CHANGE_BETTER, "finding", provision, f->title, "FAIL", "gone"});
		else
			diff_add(rows, (struct row){CHANGE_WORSE, "finding", provision, f->title,
						    was ? verdict_name(was->verdict) : "absent", "FAIL"});
	}
}

/* Facts of a kind are the same thing where these fields are. */
struct identity {
	enum fact_kind kind;
	const char *name;
	const char *provision;
	unsigned fields[3];
	unsigned count;
	unsigned shown; /* a field whose change is told; FACT_FIELDS_MAX: none */
	bool new_is_worse;
};
static const struct identity identities[] = {
	{FACT_LISTENER,
	 "listener",
	 "5.6-1",
	 {LISTENER_PROGRAM, LISTENER_PROTOCOL, LISTENER_PORT},
	 3,
	 LISTENER_ENABLED,
	 true},
	{FACT_ACCOUNT, "account", "5.1-1", {ACCOUNT_NAME, ACCOUNT_SOURCE}, 2, ACCOUNT_STATE, true},
	{FACT_COMPONENT, "component", "", {COMPONENT_NAME, COMPONENT_HOW}, 2, COMPONENT_VERSION, false},
};

static const char *subject(struct rows *rows, const struct identity *id, const struct fact *fact)
{
	struct writer w = writer_of(4096, "subject");
	const char *ret;

	for (unsigned i = 0; i < id->count; i++) {
		if (i && fact->field[id->fields[i]].len)
			write_str(&w, " ");
		text_print_safe(&w, fact->field[id->fields[i]]);
	}
	ret = arena_str(&rows->arena, writer_bytes(&w));
	writer_free(&w);
	return ret;
}

struct item {
	const char *subject, *shown;
};

static int compare_items(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int order = strcmp(a->subject, b->subject);

	return order ? order : strcmp(a->shown, b->shown);
}

static struct item *items_of(struct rows *rows, const struct identity *id, const struct assessment *a,
			     size_t *ret_count)
{
	size_t total = facts_count(a->facts, id->kind), count = 0;
	struct item *items = arena_array(&rows->arena, total + 1, sizeof *items);

	*ret_count = 0;
	if (!items) {
		rows->failed = true;
		return NULL;
	}
	FACTS_EACH (a->facts, id->kind, fact) {
		struct item item = {subject(rows, id, fact), text_safe(&rows->arena, fact->field[id->shown], 200)};

		if (item.subject)
			items[count++] = item;
		else
			rows->failed = true;
	}
	qsort(items, count, sizeof *items, compare_items);
	/* the same thing in several places is one thing */
	for (size_t i = 0; i < count; i++)
		if (*ret_count == 0 || compare_items(&items[*ret_count - 1], &items[i]) != 0)
			items[(*ret_count)++] = items[i];
	return items;
}

static void compare_identity(struct rows *rows, const struct identity *id, const struct assessment *a,
			     const struct assessment *b)
{
	size_t n, m, i = 0, k = 0;
	struct item *before = items_of(rows, id, a, &n), *after = items_of(rows, id, b, &m);
	enum change appears = id->new_is_worse ? CHANGE_WORSE : CHANGE_OTHER;
	enum change goes = id->new_is_worse ? CHANGE_BETTER : CHANGE_OTHER;

	while (before && after && (i < n || k < m)) {
		int order = i == n ? 1 : k == m ? -1 : strcmp(before[i].subject, after[k].subject);

		if (order < 0) {
			diff_add(rows, (struct row){goes, id->name, id->provision, before[i].subject, before[i].shown,
						    "gone"});
			i++;
		} else if (order > 0) {
			diff_add(rows, (struct row){appears, id->name, id->provision, after[k].subject, "absent",
						    after[k].shown});
			k++;
		} else {
			if (strcmp(before[i].shown, after[k].shown) != 0)
				diff_add(rows, (struct row){CHANGE_OTHER, id->name, id->provision, after[k].subject,
							    before[i].shown, after[k].shown});
			i++;
			k++;
		}
	}
}

static bool collect(struct rows *rows, const struct assessment *a, const struct assessment *b, struct diff_summary *ret,
		    struct error *e)
{
	if (a->edition != b->edition)
		return error_set(e, ERROR_USAGE, "the two were judged by different editions");
	compare_provisions(rows, a, b);
	findings_only_in(rows, b, a, false);
	findings_only_in(rows, a, b, true);
	for (size_t i = 0; i < ARRAY_LEN(identities); i++)
		compare_identity(rows, &identities[i], a, b);
	diff_declared(rows, a, b);
	diff_units(rows, a, b);
	if (rows->failed)
		return error_memory(e, "comparison");
	*ret = (struct diff_summary){.again = rows->again_count, .kept = rows->kept};
	for (size_t i = 0; i < rows->count; i++) {
		/* a unit's verdict is counted with its provision */
		bool counts = strcmp(rows->at[i].kind, "unit") != 0;

		ret->worse += counts && rows->at[i].change == CHANGE_WORSE;
		ret->better += counts && rows->at[i].change == CHANGE_BETTER;
	}
	return true;
}

static void print_rows(const struct rows *rows, struct writer *out, enum change change, const char *title)
{
	bool any = false;

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *r = &rows->at[i];

		if (r->change != change)
			continue;
		if (!any)
			write_fmt(out, "%s\n", title);
		any = true;
		write_fmt(out, "  %-7s %-10s %s: %s -> %s", r->provision, r->kind, r->what, r->before, r->after);
		write_fmt(out, r->because[0] ? " (%s)\n" : "%s\n", r->because);
	}
	if (any)
		write_str(out, "\n");
}

/* What a changed release leaves to do: nothing else needs a person. */
static void print_again(const struct rows *rows, struct writer *out)
{
	if (rows->again_count)
		write_str(out, "To be judged again\n");
	for (size_t i = 0; i < rows->again_count; i++) {
		const struct again *r = &rows->again[i];

		write_fmt(out, "  %-7s unit       %s: was %s by ", r->provision, r->unit, r->verdict);
		text_print_safe(out, bytes_str(r->by));
		write_fmt(out, ", %.10s (%s)\n", r->at, r->because);
	}
	if (rows->again_count)
		write_str(out, "\n");
	if (rows->kept)
		write_fmt(out,
			  "%zu earlier answer%s given about what is still the same, and %s missing from the second: "
			  "%s can be given again as %s.\n\n",
			  rows->kept, rows->kept == 1 ? " was" : "s were", rows->kept == 1 ? "is" : "are",
			  rows->kept == 1 ? "it" : "they", rows->kept == 1 ? "it is" : "they are");
}

bool diff_text(const struct assessment *before, const struct assessment *after, struct writer *out,
	       struct diff_summary *ret, struct error *e)
{
	struct rows rows = {.room = 0};
	bool ok;

	arena_init(&rows.arena, 0);
	ok = collect(&rows, before, after, ret, e);
	if (ok) {
		text_print_safe(out, bytes_str(before->input_name));
		write_fmt(out, " (%.12s) -> ", before->input_sha256);
		text_print_safe(out, bytes_str(after->input_name));
		write_fmt(out, " (%.12s), EN 303 645 %s\n\n", after->input_sha256, edition_name(after->edition));
		print_rows(&rows, out, CHANGE_WORSE, "Worse");
		print_rows(&rows, out, CHANGE_BETTER, "Better");
		print_rows(&rows, out, CHANGE_OTHER, "Changed");
		print_again(&rows, out);
		if (!before->coverage.complete || !after->coverage.complete)
			write_str(out,
				  "At least one of the two could not be read completely: what is absent from it may "
				  "only be unread.\n");
		write_fmt(out, "%zu worse, %zu better", ret->worse, ret->better);
		if (ret->again)
			write_fmt(out, ", %zu to be judged again", ret->again);
		write_str(out, "\n");
	}
	arena_done(&rows.arena);
	return ok && writer_done(out, e);
}

static int on_text(const char *buffer, size_t size, void *data)
{
	struct writer *out = data;

	write_bytes(out, bytes_of(buffer, size));
	return writer_ok(out) ? 0 : -1;
}

static json_t *side_json(const struct assessment *a)
{
	return json_pack("{s:o, s:s, s:s, s:b}", "name", json_safe_text(a->input_name), "sha256", a->input_sha256,
			 "verdict", verdict_name(a->overall), "complete", (int)a->coverage.complete);
}

static json_t *row_json(const struct row *r)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "change", change_names[r->change], "kind", r->kind,
			 "provision", r->provision, "what", json_safe_text(r->what), "before",
			 json_safe_text(r->before), "after", json_safe_text(r->after), "because",
			 json_safe_text(r->because));
}

static json_t *again_json(const struct again *r)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "unit", r->unit, "provision", r->provision, "verdict",
			 r->verdict, "by", json_safe_text(r->by), "at", json_safe_text(r->at), "because",
			 json_safe_text(r->because));
}

bool diff_json(const struct assessment *before, const struct assessment *after, struct writer *out,
	       struct diff_summary *ret, struct error *e)
{
	struct rows rows = {.room = 0};
	json_t *root, *list, *again;
	int rc = -1;
	bool ok, failed = false;

	arena_init(&rows.arena, 0);
	ok = collect(&rows, before, after, ret, e);
	if (ok) {
		list = json_array();
		for (size_t i = 0; i < rows.count; i++)
			failed |= json_array_append_new(list, row_json(&rows.at[i])) != 0;
		again = json_array();
		for (size_t i = 0; i < rows.again_count; i++)
			failed |= json_array_append_new(again, again_json(&rows.again[i])) != 0;
		root = json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:o, s:o, s:I}", "schema", "holdfast-diff/1",
				 "edition", edition_name(after->edition), "before", side_json(before), "after",
				 side_json(after), "worse", (json_int_t)ret->worse, "better", (json_int_t)ret->better,
				 "changes", list, "again", again, "kept", (json_int_t)ret->kept);
		rc = root && !failed ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;
		json_decref(root);
		write_str(out, "\n");
	}
	arena_done(&rows.arena);
	if (!ok)
		return false;
	return writer_done(out, e) && (rc == 0 || error_memory(e, "comparison"));
}
