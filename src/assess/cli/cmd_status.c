/* holdfast status: many cases at a glance, from what each keeps of its last judging. Judged again is only a case whose
 * last answer was not judged yet: the power went between the two. */
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/facts/casefile.h"
#include "core/base/text.h"
#include "core/json/json_text.h"
#include "core/sys/file.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CASES_MAX = 100000, FOLDER_DEPTH_MAX = 8, AUDIT_AFTER_DAYS = 365 };

struct row {
	const char *path;
	struct case_summary summary;
	char next_audit[16];
	const char *problem; /* why it cannot be read; NULL */
};

struct list {
	struct arena *arena;
	struct row *rows;
	size_t count, room;
};

static bool judged_again(const char *path, struct case_summary *summary, struct error *e)
{
	struct session s = session_of();
	bool ok;

	s.edition = summary->edition;
	ok = session_load(&s, path, e) && session_judge(&s, e);
	if (ok)
		*summary = session_summary(&s);
	session_done(&s);
	return ok;
}

static struct row *new_row(struct list *list, const char *path, struct error *e)
{
	struct row *row;

	if (list->count == CASES_MAX) {
		error_set(e, ERROR_LIMIT, "more than %d cases", CASES_MAX);
		return NULL;
	}
	if (!arena_grow(list->arena, &list->rows, list->count, &list->room, sizeof *list->rows)) {
		error_memory(e, "status");
		return NULL;
	}
	row = &list->rows[list->count];
	*row = (struct row){.path = arena_str(list->arena, bytes_str(path))};
	if (!row->path) {
		error_memory(e, "status");
		return NULL;
	}
	list->count++;
	return row;
}

/* What cannot be looked at is a row, too: the others are listed, and nobody thinks that there was nothing. */
static bool add_problem(struct list *list, const char *path, const char *why, struct error *e)
{
	struct row *row = new_row(list, path, e);

	if (row)
		row->problem = arena_str(list->arena, bytes_str(why));
	return row && (row->problem || error_memory(e, "status"));
}

static bool add(struct list *list, const char *path, struct error *e)
{
	struct case_summary summary;
	struct error why;
	struct row *row;

	if (!case_summary_load(path, &summary, &why) ||
	    (summary.behind && summary.edition[0] && !judged_again(path, &summary, &why)))
		return add_problem(list, path, why.text, e);
	row = new_row(list, path, e);
	if (row)
		row->summary = summary;
	return row != NULL;
}

/* By its name or by what is in it. Links are followed to a file and to no folder. */
static bool is_case(const char *path, const struct stat *info)
{
	size_t len = strlen(path);
	bool named = len > 5 && strcmp(path + len - 5, ".case") == 0;
	struct stat target;

	if (S_ISREG(info->st_mode))
		return named || session_is_case(path);
	if (!S_ISLNK(info->st_mode))
		return named && !S_ISDIR(info->st_mode);
	return named && (stat(path, &target) != 0 || !S_ISDIR(target.st_mode));
}

static bool walk(struct list *list, const char *folder, unsigned depth, struct error *e)
{
	DIR *dir = depth > FOLDER_DEPTH_MAX ? NULL : opendir(folder);
	struct dirent *entry;
	struct error why;
	bool ok = true;

	if (!dir) {
		if (depth > FOLDER_DEPTH_MAX)
			error_set(&why, ERROR_LIMIT, "'%s': more than %d folders deep: not looked into", folder,
				  FOLDER_DEPTH_MAX);
		else
			error_errno(&why, "'%s'", folder);
		return add_problem(list, folder, why.text, e);
	}
	while (ok && (entry = readdir(dir))) {
		char *path;
		struct stat info;

		if (entry->d_name[0] == '.')
			continue;
		path = arena_printf(list->arena, "%s/%s", folder, entry->d_name);
		if (!path) {
			ok = error_memory(e, "status");
			break;
		}
		if (lstat(path, &info) != 0)
			continue;
		if (S_ISDIR(info.st_mode))
			ok = walk(list, path, depth + 1, e);
		else if (is_case(path, &info))
			ok = add(list, path, e);
	}
	closedir(dir);
	return ok;
}

static int by_product(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int ret = strcmp(a->summary.product, b->summary.product);

	if (!ret)
		ret = strcmp(a->summary.version, b->summary.version);
	return ret ? ret : strcmp(a->path, b->path);
}

/* As declared, or a year after the last judging. */
static void set_next_audit(struct row *row)
{
	int year, month, day;

	if (row->summary.audit_due[0])
		snprintf(row->next_audit, sizeof row->next_audit, "%.10s", row->summary.audit_due);
	else if (sscanf(row->summary.judged, "%4d-%2d-%2d", &year, &month, &day) == 3)
		snprintf(row->next_audit, sizeof row->next_audit, "%04d-%02d-%02d", (year + 1) % 10000, month % 100,
			 day % 100);
}

static void cell(struct writer *out, const char *text, unsigned width)
{
	struct writer safe = writer_of(4096, "cell");
	size_t shown = 0;

	text_print_safe(&safe, bytes_str(text));
	for (size_t i = 0; i < safe.len && shown < width;) {
		size_t len = text_utf8_len(bytes_of(safe.at + i, safe.len - i));

		write_bytes(out, bytes_of(safe.at + i, len ? len : 1));
		i += len ? len : 1;
		shown++;
	}
	write_fill(out, ' ', width - shown + 2);
	writer_free(&safe);
}

static void print_rows(const struct list *list, const char *today, struct writer *out)
{
	static const struct {
		const char *title;
		unsigned width;
	} columns[] = {{"PRODUCT", 24},     {"VERSION", 10},    {"VERDICT", 12}, {"PASS", 4},
		       {"FAIL", 4},         {"OPEN", 4},        {"STALE", 5},    {"OVERRULED", 9},
		       {"SUPPORT END", 12}, {"NEXT AUDIT", 11}, {"CASE", 20}};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		cell(out, columns[i].title, columns[i].width);
	write_str(out, "\n");
	for (size_t i = 0; i < list->count; i++) {
		const struct row *r = &list->rows[i];
		const struct case_summary *s = &r->summary;
		char number[5][16], end[24], due[24];

		if (r->problem) {
			text_print_safe(out, bytes_str(r->problem));
			write_str(out, "\n");
			continue;
		}
		snprintf(number[0], sizeof number[0], "%u", s->pass);
		snprintf(number[1], sizeof number[1], "%u", s->fail);
		snprintf(number[2], sizeof number[2], "%u", s->open);
		snprintf(number[3], sizeof number[3], "%u", s->stale);
		snprintf(number[4], sizeof number[4], "%u", s->overruled);
		snprintf(end, sizeof end, "%.10s%s", s->support_end[0] ? s->support_end : "-",
			 s->support_end[0] && strcmp(s->support_end, today) < 0 ? " !" : "");
		snprintf(due, sizeof due, "%.10s%s", r->next_audit[0] ? r->next_audit : "-",
			 r->next_audit[0] && strcmp(r->next_audit, today) < 0 ? "!" : "");
		cell(out, s->product[0] ? s->product : "(never judged)", 24);
		cell(out, s->version, 10);
		cell(out, s->verdict[0] ? s->verdict : "-", 12);
		for (unsigned k = 0; k < 3; k++)
			cell(out, number[k], 4);
		cell(out, number[3], 5);
		cell(out, number[4], 9);
		cell(out, end, 12);
		cell(out, due, 11);
		text_print_safe(out, bytes_str(r->path));
		write_str(out, "\n");
	}
	write_fmt(out, "%zu case%s. '!': the date has passed.\n", list->count, list->count == 1 ? "" : "s");
}

static bool put(json_t *row, const char *key, json_t *value)
{
	return json_object_set_new(row, key, value) == 0;
}

static bool print_json(const struct list *list, struct writer *out, struct error *e)
{
	json_t *root = json_object(), *rows = json_array();
	bool ok = put(root, "schema", json_string("holdfast-status-1"));
	char *text;

	for (size_t i = 0; i < list->count; i++) {
		const struct row *r = &list->rows[i];
		const struct case_summary *s = &r->summary;
		json_t *row = json_object();

		ok &= put(row, "case", json_safe_text(r->path)) && put(row, "product", json_safe_text(s->product)) &&
		      put(row, "model", json_safe_text(s->model)) && put(row, "version", json_safe_text(s->version)) &&
		      put(row, "maker", json_safe_text(s->maker)) && put(row, "edition", json_safe_text(s->edition)) &&
		      put(row, "verdict", json_safe_text(s->verdict)) &&
		      put(row, "judged", json_safe_text(s->judged)) &&
		      put(row, "support_end", json_safe_text(s->support_end)) &&
		      put(row, "next_audit", json_safe_text(r->next_audit)) &&
		      put(row, "pass", json_integer(s->pass)) && put(row, "fail", json_integer(s->fail)) &&
		      put(row, "open", json_integer(s->open)) &&
		      put(row, "not_applicable", json_integer(s->not_applicable)) &&
		      put(row, "stale", json_integer(s->stale)) && put(row, "overruled", json_integer(s->overruled)) &&
		      put(row, "answers", json_integer(s->answers)) &&
		      put(row, "problem", r->problem ? json_safe_text(r->problem) : json_null()) &&
		      json_array_append_new(rows, row) == 0;
	}
	ok &= put(root, "cases", rows);
	text = ok ? json_dumps(root, JSON_INDENT(1)) : NULL;
	json_decref(root);
	if (!text)
		return error_memory(e, "status");
	write_str(out, text);
	write_str(out, "\n");
	free(text);
	return true;
}

int cmd_status(int argc, char **argv)
{
	struct writer out = writer_of(256 << 20, "status");
	struct arena arena;
	struct list list = {.arena = &arena};
	const char *json = NULL;
	char now[32];
	struct error e;
	bool help, ok = true, broken = false, failed = false;
	int count, status;
	const struct option_row rows[] = {
		{"--json", "FILE", OPTION_OUTPUT, &json, "write the list as JSON; to standard output without FILE"},
	};

	if (!options_parse("status", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	arena_init(&arena, 0);
	for (int i = 1; ok && i <= (count ? count : 1); i++) {
		const char *path = count ? argv[i] : ".";
		struct stat info;

		if (stat(path, &info) != 0)
			ok = error_errno(&e, "'%s'", path);
		else
			ok = S_ISDIR(info.st_mode) ? walk(&list, path, 0, &e) : add(&list, path, &e);
	}
	if (ok && list.count)
		qsort(list.rows, list.count, sizeof *list.rows, by_product);
	for (size_t i = 0; ok && i < list.count; i++) {
		set_next_audit(&list.rows[i]);
		broken |= list.rows[i].problem != NULL;
		failed |= strcmp(list.rows[i].summary.verdict, "FAIL") == 0;
	}
	session_now(now);
	now[10] = '\0';
	if (ok && json)
		ok = print_json(&list, &out, &e);
	else if (ok)
		print_rows(&list, now, &out);
	ok = ok && writer_done(&out, &e) && file_write(json ? json : "-", writer_bytes(&out), &e);
	status = !ok ? cli_fail("status", &e) : broken ? EXIT_CANNOT : failed ? EXIT_FAILED : EXIT_OK;
	writer_free(&out);
	arena_done(&arena);
	return status;
}
