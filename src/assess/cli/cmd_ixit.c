/* holdfast ixit: the tables of a declaration as CSV or XLSX, and from CSV back into a product file. */
#include "assess/cli/cli.h"
#include "assess/cli/declaring.h"
#include "assess/cli/pipeline.h"
#include "assess/declare/csv.h"
#include "assess/declare/ixit_csv.h"
#include "assess/declare/ixit_import.h"
#include "assess/dossier/workbook.h"
#include "core/base/text.h"
#include "core/catalogue/catalogue.h"
#include "core/product/write.h"
#include "core/sys/file.h"
#include "core/sys/folder_write.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

struct wanted {
	const char *csv, *xlsx, *import, *product, *output;
};

/* The declaration in facts, from a case or a product file. EXIT_OK, or the status to end with, said already. */
static int open_declaration(struct session *s, const char *path)
{
	struct bytes text = {0};
	struct product p;
	struct error e;
	bool ok;

	if (session_is_case(path)) {
		if (!session_load(s, path, &e))
			return cli_fail("ixit", &e);
		if (!facts_count(s->facts, FACT_DECLARED)) {
			error_set(&e, ERROR_INPUT,
				  "'%s' holds no declaration: give it one with holdfast judge --product", path);
			return cli_fail("ixit", &e);
		}
		return EXIT_OK;
	}
	if (!declaring_load("ixit", path, s->run.no_sandbox, DECLARING_QUIET, &s->arena, &p, &text))
		return EXIT_CANNOT;
	ok = session_begin(s, NULL, &e) && session_declare(s, &p, text, &e);
	free((void *)(uintptr_t)text.at);
	return ok ? EXIT_OK : cli_fail("ixit", &e);
}

static bool path_in(char ret[PATH_BYTES], const char *folder, const char *name, struct error *e)
{
	int len = snprintf(ret, PATH_BYTES, "%s/%s", folder, name);

	return (len > 0 && len < PATH_BYTES) || error_set(e, ERROR_USAGE, "'%s': the path is too long", folder);
}

/* A table that is not declared any more would come back with the next import. */
static bool no_leftovers(const char *folder, const struct product *p, struct error *e)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool ok = true;

	if (!dir)
		return error_errno(e, "'%s'", folder);
	while (ok && (entry = readdir(dir)) != NULL) {
		const char *table = ixit_csv_table(entry->d_name);
		char fresh[IXIT_NAME_MAX];
		bool declared = false;

		if (!table)
			continue;
		ixit_csv_name(table, fresh);
		for (size_t i = 0; i < p->count && !declared; i++)
			declared = strcmp(p->items[i].table, table) == 0;
		if (!declared || strcmp(entry->d_name, fresh) != 0)
			ok = error_set(e, ERROR_INPUT, "'%s' holds %s, which is not written: take an empty folder",
				       folder, entry->d_name);
	}
	closedir(dir);
	return ok;
}

/* All tables, in memory: what is then written is written whole or not at all. `folder` in front of the names; "". */
static bool make_tables(const char *folder, const struct product_item *items, size_t count, struct arena *arena,
			struct file_part *ret, size_t *ret_count, struct error *e)
{
	char name[IXIT_NAME_MAX];
	bool ok = true;

	*ret_count = 0;
	for (size_t i = 0; ok && i < catalogue_declaration_count; i++) {
		const struct declaration_key *row = &catalogue_declaration[i];
		struct writer out = writer_of(CSV_BYTES_MAX, "table");
		struct file_part *part = &ret[*ret_count];

		if (!row->ixit || (i && strcmp(row[-1].table, row->table) == 0))
			continue;
		if (ixit_csv_write(items, count, row->table, &out)) {
			ixit_csv_name(row->table, name);
			ok = writer_done(&out, e);
			part->path = arena_printf(arena, "%s%s%s", folder, folder[0] ? "/" : "", name);
			part->content = ok ? arena_copy(arena, writer_bytes(&out)) : part->content;
			ok = ok && ((part->path && part->content.at) || error_memory(e, "tables"));
			*ret_count += ok;
		}
		writer_free(&out);
	}
	return ok;
}

static bool write_new_folder(const char *path, const struct file_part *parts, size_t count, struct error *e)
{
	struct folder_new folder;
	bool ok = true;

	TRY(folder_begin(path, &folder, e));
	for (size_t i = 0; ok && i < count; i++)
		ok = folder_put(&folder, parts[i].path, parts[i].content, e);
	ok = ok && folder_commit(&folder, false, e);
	folder_end(&folder);
	return ok || error_add(e, "'%s'", path);
}

static bool export_csv(struct session *s, const char *folder, struct error *e)
{
	const struct product_item *items;
	bool there = access(folder, F_OK) == 0;
	struct file_part *parts;
	struct product p;
	size_t count;

	TRY(declare_items(s->facts, &s->arena, &p, e));
	items = product_arranged(p.items, p.count, &s->arena, e);
	if (!items)
		return false;
	parts = arena_array(&s->arena, catalogue_declaration_count, sizeof *parts);
	if (!parts)
		return error_memory(e, "tables");
	TRY(make_tables(there ? folder : "", items, p.count, &s->arena, parts, &count, e));
	if (there)
		return no_leftovers(folder, &p, e) && file_write_all(parts, count, e);
	return write_new_folder(folder, parts, count, e);
}

static bool export_xlsx(struct session *s, const char *path, struct error *e)
{
	struct bytes book;
	bool ok;

	TRY(session_judge(s, e) && workbook_make(&s->assessment, &s->arena, &book, e));
	ok = file_write(path, book, e);
	free((void *)(uintptr_t)book.at);
	return ok;
}

/* ------------------------------------------------------------------------------------------------ import */

struct folder {
	struct ixit_file files[IXIT_FILES_MAX];
	size_t count;
};

static int by_name(const void *left, const void *right)
{
	const struct ixit_file *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static bool read_folder(const char *path, struct arena *arena, struct folder *ret, struct error *e)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char full[PATH_BYTES];
	bool ok = true;

	if (!dir)
		return error_errno(e, "'%s'", path);
	while (ok && (entry = readdir(dir)) != NULL) {
		struct ixit_file *file = &ret->files[ret->count];

		if (!bytes_ends(bytes_str(entry->d_name), ".csv"))
			continue;
		if (ret->count >= IXIT_FILES_MAX) {
			ok = error_set(e, ERROR_INPUT, "'%s' holds more than %d tables", path, IXIT_FILES_MAX);
			break;
		}
		file->name = text_safe(arena, bytes_str(entry->d_name), 200);
		ok = path_in(full, path, entry->d_name, e) && file_read(full, CSV_BYTES_MAX, &file->content, e);
		ret->count += ok;
	}
	closedir(dir);
	if (ok && !ret->count)
		return error_set(e, ERROR_INPUT, "'%s' holds no CSV file", path);
	qsort(ret->files, ret->count, sizeof *ret->files, by_name);
	return ok;
}

/* A file that cannot be changed in place is written anew, without its comments: never over itself. */
static bool may_write(const struct wanted *want, const struct ixit_text *text, struct writer *messages, struct error *e)
{
	const char *why = text->text.at ? "they stand in a list or a table that is written anew" : "it is written anew";
	struct stat in, out;

	if (!text->comments_lost)
		return true;
	if (stat(want->product, &in) == 0 && stat(want->output, &out) == 0 && in.st_dev == out.st_dev &&
	    in.st_ino == out.st_ino)
		return error_set(e, ERROR_INPUT,
				 "'%s': %u of its comments would be lost: %s; name another file with -o", want->product,
				 text->comments_lost, why);
	write_fmt(messages, "holdfast ixit: %s: %u comments of %s are not in it: %s\n", want->output,
		  text->comments_lost, want->product, why);
	return true;
}

static bool write_product(const struct product *p, const struct ixit_text *text, const char *path, struct error *e)
{
	const struct product_style style = {.profile = p->profile[0] ? p->profile : NULL};
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "product file");
	bool ok;

	if (text->text.at)
		ok = file_write(path, text->text, e);
	else
		ok = product_write(p->items, p->count, &style, &out, e) && file_write(path, writer_bytes(&out), e);
	writer_free(&out);
	return ok;
}

static bool merge_files(const struct wanted *want, bool open, struct arena *arena, struct product *p,
			struct ixit_text *text, struct error *e)
{
	struct folder folder = {0};
	struct bytes yaml = {0};
	bool ok = file_read(want->product, PRODUCT_BYTES_MAX, &yaml, e) &&
		  read_folder(want->import, arena, &folder, e) &&
		  ixit_import(yaml, text_safe(arena, text_basename(bytes_str(want->product)), 200), folder.files,
			      folder.count, open, arena, p, text, e);

	free((void *)(uintptr_t)yaml.at);
	for (size_t i = 0; i < folder.count; i++)
		free((void *)(uintptr_t)folder.files[i].content.at);
	return ok;
}

static int import_csv(struct session *s, const struct wanted *want)
{
	struct writer out = writer_of(1 << 20, "messages");
	struct product p = {.profile = ""};
	struct ixit_text text = {0};
	struct error e, ignored;
	bool ok = merge_files(want, s->run.no_sandbox, &s->arena, &p, &text, &e);

	if (!ok && !p.problem_count)
		write_fmt(&out, "holdfast ixit: %s\n", e.text);
	declaring_print(&out, "ixit", &p, s->quiet ? DECLARING_QUIET : DECLARING_SOME);
	if (ok && (!may_write(want, &text, &out, &e) || !write_product(&p, &text, want->output, &e))) {
		write_fmt(&out, "holdfast ixit: %s\n", e.text);
		ok = false;
	}
	if (!fd_write_all(STDERR_FILENO, writer_bytes(&out), &ignored))
		ok = false;
	writer_free(&out);
	return ok ? EXIT_OK : EXIT_CANNOT;
}

static int export(struct session *s, const struct wanted *want, const char *path)
{
	int status = open_declaration(s, path);
	struct error e;

	if (status != EXIT_OK)
		return status;
	if ((want->csv && !export_csv(s, want->csv, &e)) || (want->xlsx && !export_xlsx(s, want->xlsx, &e)))
		return cli_fail("ixit", &e);
	return EXIT_OK;
}

int cmd_ixit(int argc, char **argv)
{
	struct session s = session_of();
	struct wanted want = {0};
	int count, status;
	bool help;
	const struct option_row rows[] = {
		{"--csv", "DIR", OPTION_TEXT, &want.csv, "write a CSV file for each declared table, with our keys"},
		{"--xlsx", "FILE", OPTION_TEXT, &want.xlsx,
		 "write a workbook: ICS and the standard's tables, with its field names"},
		{"--edition", "EDITION", OPTION_TEXT, &s.edition, "of the workbook: V3.1.3 (default) or V2.1.1"},
		{"--import", "DIR", OPTION_TEXT, &want.import, "take the tables from these CSV files"},
		{"--product", "FILE", OPTION_TEXT, &want.product, "the product file they go into"},
		{"-o", "FILE", OPTION_TEXT, &want.output, "where the new product file goes"},
		{"--quiet", NULL, OPTION_FLAG, &s.quiet, "do not tell what the new file does not say yet"},
		{"--no-sandbox", NULL, OPTION_FLAG, &s.run.no_sandbox, "read files without confinement"},
	};

	if (!options_parse("ixit", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (want.import && (count || want.csv || want.xlsx || !want.product || !want.output))
		return cli_usage("ixit", "--import DIR takes --product FILE and -o FILE, and nothing else");
	if (!want.import && (count != 1 || want.product || want.output || (!want.csv && !want.xlsx)))
		return cli_usage("ixit", "a case or a product file is needed, and --csv DIR, --xlsx FILE or both");
	status = want.import ? import_csv(&s, &want) : export(&s, &want, argv[1]);
	session_done(&s);
	return status;
}
