/* cases load PRODUCT.yaml | judge CASE | floor-yaml PRODUCT.yaml | floor-cases FOLDER: single parts of declaring and
 * judging, measured inside one process, and the least that such work needs. Prints seconds=BEST of 20. */
#include "assess/facts/casefile.h"
#include "assess/judge/judge.h"
#include "assess/record/record.h"
#include "core/product/product.h"
#include "core/sys/file.h"

#include <dirent.h>
#include <libfyaml.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { RUNS = 20 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool load(const char *path, struct error *e)
{
	struct product p;
	struct arena arena;
	bool ok;

	arena_init(&arena, 0);
	ok = product_load(path, false, &arena, &p, NULL, e);
	arena_done(&arena);
	return ok;
}

/* Judged by both editions, from a case in memory: what is left when nothing has to be read. */
static bool judge_case(const char *path, double *best, struct error *e)
{
	struct case_meta meta;
	struct record record;
	struct facts *facts;
	struct arena keep;

	arena_init(&keep, 0);
	TRY(case_load(path, &facts, &meta, e) && record_load(path, &keep, &record, e));
	for (int run = 0; run < RUNS; run++) {
		struct arena arena;
		double begin;

		arena_init(&arena, 0);
		begin = now();
		for (enum edition edition = 0; edition < EDITIONS; edition++) {
			struct judge_input in = {.name = "case",
						 .edition = edition,
						 .answers = record.answers,
						 .answer_count = record.answer_count,
						 .coverage = {.complete = true}};
			struct assessment a;

			TRY(judge(facts, &in, &arena, &a, e));
		}
		if (now() - begin < *best)
			*best = now() - begin;
		arena_done(&arena);
	}
	facts_free(facts);
	arena_done(&keep);
	return true;
}

/* The library alone: its document tree, unchecked. */
static bool parse_yaml(const char *path, struct error *e)
{
	struct fy_document *doc = fy_document_build_from_file(NULL, path);

	if (!doc)
		return error_set(e, ERROR_INPUT, "no YAML");
	fy_document_destroy(doc);
	return true;
}

/* Every case opened as a database, and one row read. */
static bool open_cases(const char *folder, struct error *e)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	if (!dir)
		return error_errno(e, "'%s'", folder);
	while ((entry = readdir(dir))) {
		char path[4096];
		sqlite3_stmt *s = NULL;
		sqlite3 *db;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) ||
		    sqlite3_prepare_v2(db, "SELECT value FROM meta WHERE key='name'", -1, &s, NULL) ||
		    sqlite3_step(s) != SQLITE_ROW) {
			closedir(dir);
			return error_set(e, ERROR_INPUT, "%.200s: no case", entry->d_name);
		}
		sqlite3_finalize(s);
		sqlite3_close(db);
	}
	closedir(dir);
	return true;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*run)(const char *, struct error *);
	} parts[] = {{"load", load}, {"floor-yaml", parse_yaml}, {"floor-cases", open_cases}};
	double best = 1e9;
	struct error e;

	if (argc == 3 && strcmp(argv[1], "judge") == 0) {
		if (!judge_case(argv[2], &best, &e))
			return fprintf(stderr, "cases: %s\n", e.text), 1;
		return printf("seconds=%.5f\n", best), 0;
	}
	for (size_t i = 0; argc == 3 && i < ARRAY_LEN(parts); i++) {
		if (strcmp(argv[1], parts[i].name) != 0)
			continue;
		for (int run = 0; run < RUNS; run++) {
			double begin = now();

			if (!parts[i].run(argv[2], &e))
				return fprintf(stderr, "cases: %s\n", e.text), 1;
			if (now() - begin < best)
				best = now() - begin;
		}
		return printf("seconds=%.5f\n", best), 0;
	}
	return fprintf(stderr, "usage: cases load|judge|floor-yaml|floor-cases PATH\n"), 2;
}
