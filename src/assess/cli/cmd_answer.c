/* holdfast answer: a person's verdict on a test unit goes into the case, with who, when, why and what is attached. */
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/facts/casefile.h"
#include "assess/judge/judge.h"
#include "assess/record/batch.h"
#include "core/base/day.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct request {
	const char *edition, *note, *by, *at, *from, *now;
	bool overrule;
	struct option_list attach;
};

/* The basis the answer is given on. */
static bool set_basis(struct session *s, struct answer *a, struct error *e)
{
	char basis[65];

	a->edition = s->assessment.edition;
	a->basis = unit_basis(&s->assessment, unit_find(a->edition, a->unit), basis)
			   ? arena_str(&s->arena, bytes_str(basis))
			   : NULL;
	return a->basis || error_memory(e, "answer");
}

static const struct unit_result *result_of(const struct assessment *a, enum unit_id unit)
{
	for (size_t i = 0; i < a->unit_count; i++)
		if (a->units[i].unit == unit)
			return &a->units[i];
	return NULL;
}

/* What would make the answer count for nothing is said now, not found out later. */
static bool sensible(const struct session *s, const struct answer *a, struct error *e)
{
	const struct unit_result *u = result_of(&s->assessment, a->unit);

	if (u && u->machine == VERDICT_FAIL && a->verdict != VERDICT_FAIL && !a->overrule)
		return error_set(e, ERROR_USAGE,
				 "%s: evidence stands against it (%.120s): --overrule with a --note says why "
				 "that is not so",
				 unit_name(a->unit), u->reason);
	if (a->overrule && !a->note[0])
		return error_set(e, ERROR_USAGE, "%s: to overrule what was found needs a note that says why",
				 unit_name(a->unit));
	return true;
}

/* That it counts for nothing now, and would where the provision applies. */
static void tell_idle(const struct session *s, const struct answer *a)
{
	const struct unit_result *u = result_of(&s->assessment, a->unit);

	if (u && u->verdict == VERDICT_NOT_APPLICABLE)
		cli_say("holdfast answer: %s: kept, and counts for nothing as long as the unit %.160s",
			unit_name(a->unit), u->reason);
}

/* Two rows of one table that say different things about a unit: one of them is a slip. */
static bool agree(const struct batch *b, size_t *ret_line, struct error *e)
{
	size_t first[UNIT_COUNT] = {0}; /* row, from 1 */

	for (size_t i = 0; i < b->count; i++) {
		const struct batch_row *row = &b->rows[i];
		size_t before = first[row->unit];

		*ret_line = row->line;
		if (before && b->rows[before - 1].verdict != row->verdict)
			return error_set(e, ERROR_USAGE, "%s: another verdict on it stands in line %zu",
					 unit_name(row->unit), b->rows[before - 1].line);
		first[row->unit] = before ? before : i + 1;
	}
	return true;
}

static bool answers_of(struct session *s, const struct batch *b, const struct request *q, struct answer *ret,
		       size_t *ret_line, struct error *e)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct batch_row *row = &b->rows[i];

		*ret_line = row->line;
		ret[i] = (struct answer){.unit = row->unit,
					 .verdict = row->verdict,
					 .by = row->by,
					 .note = row->note,
					 .overrule = row->overrule,
					 .at = q->at};
		TRY(set_basis(s, &ret[i], e) && sensible(s, &ret[i], e));
	}
	return true;
}

/* All rows are taken, or none. */
static bool batch(struct session *s, const char *path, const struct request *q, struct error *e)
{
	struct answer *all = NULL;
	struct batch rows = {0};
	struct bytes text;
	size_t line = 0;
	bool ok;

	TRY(file_read(q->from, BATCH_BYTES_MAX, &text, e));
	ok = batch_parse(text, s->assessment.edition, q->by, &s->arena, &rows, &line, e);
	free((void *)(uintptr_t)text.at);
	line = ok && !rows.count ? 0 : line;
	if (ok && !rows.count)
		ok = error_set(e, ERROR_USAGE, "no row has a verdict");
	if (ok) {
		all = arena_array(&s->arena, rows.count, sizeof *all);
		ok = (all || error_memory(e, "answers")) && agree(&rows, &line, e) &&
		     answers_of(s, &rows, q, all, &line, e);
	}
	if (!ok)
		return line ? error_add(e, "%s:%zu", q->from, line) : error_add(e, "%s", q->from);
	TRY(record_answers(path, all, rows.count, NULL, 0, q->now, e));
	for (size_t i = 0; i < rows.count; i++)
		tell_idle(s, &all[i]);
	printf("%zu answers recorded\n", rows.count);
	return true;
}

static bool single(struct session *s, const char *path, char **argv, const struct request *q, struct error *e)
{
	struct record_file files[OPTION_LIST_MAX];
	struct answer a = {.note = q->note, .by = q->by, .at = q->at, .overrule = q->overrule};
	size_t read = 0;
	bool ok;

	TRY(batch_unit(bytes_str(argv[0]), s->assessment.edition, &a.unit, e));
	if (!batch_verdict(bytes_str(argv[1]), &a.verdict))
		return error_set(e, ERROR_USAGE, "%s: a verdict is pass, fail or inconclusive", unit_name(a.unit));
	TRY(set_basis(s, &a, e));
	TRY(sensible(s, &a, e));
	for (ok = true; ok && read < q->attach.count; read += ok) {
		struct bytes name = text_basename(bytes_str(q->attach.items[read]));

		files[read].name = arena_str(&s->arena, name);
		ok = (files[read].name || error_memory(e, "attachment")) &&
		     file_read(q->attach.items[read], RECORD_ATTACHMENT_MAX, &files[read].content, e);
	}
	ok = ok && record_answers(path, &a, 1, files, read, q->now, e);
	for (size_t i = 0; i < read; i++)
		free((void *)(uintptr_t)files[i].content.at);
	if (ok) {
		tell_idle(s, &a);
		printf("%s (%s): %s by %s\n", unit_name(a.unit), edition_name(a.edition), verdict_name(a.verdict),
		       a.by);
	}
	return ok;
}

/* "2026-11-21T20:15:00Z", of a day that is over or today (where it was given it may be tomorrow already). */
static bool is_time(const char *text, const char *now)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
	int32_t day, today;

	for (size_t i = 0; i < sizeof form; i++)
		if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	return day_parse(bytes_of(text, 10), &day) && day_parse(bytes_of(now, 10), &today) && day <= today + 1 &&
	       memcmp(text + 11, "24", 2) < 0 && text[14] < '6' && text[17] < '6';
}

/* The lists of cases show the new state: judged again with the answer. The answer is in the case, so that this fails is
 * no reason to give it again: a list that finds the summary behind judges by itself. What the case came to is told:
 * whoever wrote the head down notices an answer that was taken off the end. */
static void refresh(const char *path, const char *edition)
{
	struct session s = session_of();
	struct case_summary summary;
	struct error e;
	bool ok;

	s.edition = edition;
	ok = session_load(&s, path, &e) && session_judge(&s, &e);
	if (ok) {
		printf("audit trail: %zu entries, head %s\n", s.record.trail_count, s.record.head);
		summary = session_summary(&s);
		ok = case_summary_save(path, &summary, &e);
	}
	if (!ok)
		cli_say("holdfast answer: recorded; the summary that lists show was not renewed: %s", e.text);
	session_done(&s);
}

int cmd_answer(int argc, char **argv)
{
	struct session s = session_of();
	struct request q = {.note = "", .by = ""};
	char now[32];
	struct error e;
	bool help, ok;
	int count, status;
	const struct option_row rows[] = {
		{"--by", "NAME", OPTION_TEXT, &q.by,
		 "the person who looked and decided; with --from where a row names none"},
		{"--note", "TEXT", OPTION_TEXT, &q.note, "what was seen, and why the verdict"},
		{"--attach", "FILE", OPTION_LIST, &q.attach,
		 "evidence to keep in the case; may be given more than once"},
		{"--overrule", NULL, OPTION_FLAG, &q.overrule, "against what was found; needs a note"},
		{"--at", "TIME", OPTION_TEXT, &q.at, "when, as 2026-11-21T20:15:00Z; default: now"},
		{"--from", "FILE", OPTION_TEXT, &q.from,
		 "many answers: rows of unit, verdict, name, note (and 'overrule'), between tabs; see questions "
		 "--sheet"},
		{"--edition", "EDITION", OPTION_TEXT, &q.edition, "of EN 303 645: V3.1.3 (default) or V2.1.1 (UK law)"},
	};

	if (!options_parse("answer", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != (q.from ? 1 : 3))
		return cli_usage("answer",
				 "a case, a unit and a verdict are needed (or a case and --from); see 'holdfast "
				 "answer --help'");
	if (q.from && (q.note[0] || q.attach.count || q.overrule))
		return cli_usage("answer",
				 "--note, --attach and --overrule belong to one answer: rows of --from have a note and "
				 "'overrule' of their own, and evidence is attached one answer at a time");
	if (!q.from && !q.by[0])
		return cli_usage("answer", "--by NAME is needed: an answer is a named person's");
	session_now(now);
	q.now = now;
	if (!q.at)
		q.at = now;
	else if (!is_time(q.at, now))
		return cli_usage("answer", "--at takes 2026-11-21T20:15:00Z, and no time that lies ahead");
	s.edition = q.edition;
	ok = session_load(&s, argv[1], &e) && session_judge(&s, &e) &&
	     (q.from ? batch(&s, argv[1], &q, &e) : single(&s, argv[1], argv + 2, &q, &e));
	if (ok)
		refresh(argv[1], q.edition);
	status = ok ? EXIT_OK : cli_fail("answer", &e);
	session_done(&s);
	return status;
}
