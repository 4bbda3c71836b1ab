/* Build-time program: patterns_build OUT_IDS OUT_TABLE OUT_ASM OUT_DATABASE FILE.tsv... compiles the rows of all files
 * into one vectorscan database for any x86-64 with SSE4.2 and writes ids.h, the table of rows and an assembler file
 * that takes the database in. Runs on our own files: a mistake in one ends the build with file and line. */
#include <ctype.h>
#include <hs/hs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 8192, LINE_MAX_LEN = 4096 };

struct row {
	char file[64], name[96], flags[8];
	char *expression, *columns;
	unsigned line;
};

struct build {
	struct row *rows;
	size_t count;
};

static _Noreturn void fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void fail(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static char *copy(const char *text)
{
	char *ret = strdup(text);

	if (!ret)
		fail("out of memory");
	return ret;
}

static void read_row(struct build *b, const char *path, const char *file, char *line, unsigned number)
{
	struct row *r = &b->rows[b->count];
	char *name = strsep(&line, "\t"), *flags = strsep(&line, "\t"), *expression = strsep(&line, "\t");

	if (!flags || !expression || !*name || !*flags || !*expression)
		fail("%s:%u: wants name, flags, expression, note", path, number);
	if (b->count == ROWS_MAX)
		fail("%s:%u: more than %d rows", path, number, ROWS_MAX);
	if (strlen(name) >= sizeof r->name || strlen(flags) >= sizeof r->flags)
		fail("%s:%u: name or flags are too long", path, number);
	if (flags[strspn(flags, "ism1c-")])
		fail("%s:%u: unknown flag in '%s'", path, number, flags);
	snprintf(r->file, sizeof r->file, "%s", file);
	snprintf(r->name, sizeof r->name, "%s", name);
	snprintf(r->flags, sizeof r->flags, "%s", flags);
	for (char *c = r->name; *c; c++) {
		if (!isalnum((unsigned char)*c) && *c != '_' && *c != '-')
			fail("%s:%u: name '%s' wants letters, digits, - and _", path, number, name);
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	}
	for (size_t i = 0; i < b->count; i++)
		if (strcmp(b->rows[i].file, r->file) == 0 && strcmp(b->rows[i].name, r->name) == 0)
			fail("%s:%u: name '%s' is given twice", path, number, name);
	r->expression = copy(expression);
	strsep(&line, "\t"); /* the note is for readers of the file */
	r->columns = copy(line ? line : "");
	r->line = number;
	b->count++;
}

static void read_file(struct build *b, const char *path)
{
	FILE *in = fopen(path, "r");
	char line[LINE_MAX_LEN], file[64];
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t before = b->count;
	unsigned number = 0;

	if (!in)
		fail("cannot read %s", path);
	snprintf(file, sizeof file, "%.*s", (int)strcspn(base, "."), base);
	for (char *c = file; *c; c++)
		*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
	while (fgets(line, sizeof line, in)) {
		number++;
		if (!strchr(line, '\n'))
			fail("%s:%u: the line is too long or does not end", path, number);
		line[strcspn(line, "\n")] = 0;
		if (!*line || *line == '#')
			continue;
		read_row(b, path, file, line, number);
	}
	fclose(in);
	if (b->count == before)
		fail("%s: no rows", path);
}

static FILE *create(const char *path)
{
	FILE *out = fopen(path, "w");

	if (!out)
		fail("cannot write %s", path);
	return out;
}

static void finish(FILE *out, const char *path)
{
	if (ferror(out) || fclose(out))
		fail("cannot write %s", path);
}

static void write_ids(const struct build *b, const char *path)
{
	FILE *out = create(path);

	fprintf(out, "/* Made from observe/patterns/NAME.tsv. */\n#ifndef HF_ASSESS_PATTERN_IDS_H\n"
		     "#define HF_ASSESS_PATTERN_IDS_H\n\nenum pattern_id {\n");
	for (size_t i = 0; i < b->count; i++)
		fprintf(out, "\tPATTERN_%s_%s = %zu,\n", b->rows[i].file, b->rows[i].name, i);
	for (size_t i = 0; i < b->count; i++) {
		if (i == 0 || strcmp(b->rows[i - 1].file, b->rows[i].file) != 0)
			fprintf(out, "\tPATTERN_%s_FIRST = %zu,\n", b->rows[i].file, i);
		if (i + 1 == b->count || strcmp(b->rows[i + 1].file, b->rows[i].file) != 0)
			fprintf(out, "\tPATTERN_%s_LAST = %zu,\n", b->rows[i].file, i);
	}
	fprintf(out, "\tPATTERNS = %zu,\n};\n\n#endif\n", b->count);
	finish(out, path);
}

static void write_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void write_table(const struct build *b, const char *path)
{
	FILE *out = create(path);

	fprintf(out, "#include \"assess/observe/patterns_table.h\"\n\nconst struct pattern_row pattern_rows[] = {\n");
	for (size_t i = 0; i < b->count; i++) {
		const struct row *r = &b->rows[i];

		fprintf(out, "\t{\"%s_%s\", \"%s\", ", r->file, r->name, r->flags);
		write_text(out, r->expression);
		fprintf(out, ", ");
		write_text(out, r->columns);
		fprintf(out, "},\n");
	}
	fprintf(out, "};\n");
	finish(out, path);
}

static void write_database(const struct build *b, const char *path)
{
	const char **expressions = calloc(b->count, sizeof *expressions);
	unsigned *flags = calloc(b->count, sizeof *flags), *ids = calloc(b->count, sizeof *ids);
	/* no feature at all: the database must run wherever the library itself runs */
	hs_platform_info_t platform = {.tune = HS_TUNE_FAMILY_GENERIC, .cpu_features = 0};
	hs_database_t *db = NULL;
	hs_compile_error_t *error = NULL;
	char *serial = NULL;
	size_t len = 0;
	FILE *out = create(path);

	if (!expressions || !flags || !ids)
		fail("out of memory");
	for (size_t i = 0; i < b->count; i++) {
		const char *f = b->rows[i].flags;

		expressions[i] = b->rows[i].expression;
		ids[i] = (unsigned)i;
		flags[i] = (strchr(f, 'i') ? HS_FLAG_CASELESS : 0) | (strchr(f, 's') ? HS_FLAG_DOTALL : 0) |
			   (strchr(f, 'm') ? HS_FLAG_MULTILINE : 0) | (strchr(f, '1') ? HS_FLAG_SINGLEMATCH : 0);
	}
	if (hs_compile_multi(expressions, flags, ids, (unsigned)b->count, HS_MODE_BLOCK, &platform, &db, &error)) {
		int at = error->expression;

		if (at >= 0 && (size_t)at < b->count)
			fail("%s.tsv:%u: '%s': %s", b->rows[at].file, b->rows[at].line, b->rows[at].expression,
			     error->message);
		fail("vectorscan: %s", error->message);
	}
	if (hs_serialize_database(db, &serial, &len) || fwrite(serial, 1, len, out) != len)
		fail("cannot write the database");
	finish(out, path);
	free(serial);
	hs_free_database(db);
	free(expressions);
	free(flags);
	free(ids);
}

static void write_asm(const char *path, const char *database)
{
	FILE *out = create(path);

	fprintf(out,
		"\t.section .rodata.pattern_database,\"a\",@progbits\n\t.balign 64\n"
		"\t.globl pattern_database\n\t.hidden pattern_database\n\t.type pattern_database,@object\n"
		"pattern_database:\n\t.incbin \"%s\"\n"
		"\t.globl pattern_database_end\n\t.hidden pattern_database_end\npattern_database_end:\n\t.byte 0\n"
		"\t.section .note.GNU-stack,\"\",@progbits\n",
		database);
	finish(out, path);
}

int main(int argc, char **argv)
{
	struct build b = {.rows = calloc(ROWS_MAX, sizeof *b.rows)};
	char *database;

	if (!b.rows || argc < 6)
		fail("usage: patterns_build IDS TABLE ASM DATABASE FILE.tsv...");
	for (int i = 5; i < argc; i++)
		read_file(&b, argv[i]);
	write_ids(&b, argv[1]);
	write_table(&b, argv[2]);
	write_database(&b, argv[4]);
	database = realpath(argv[4], NULL);
	if (!database)
		fail("cannot find %s", argv[4]);
	write_asm(argv[3], database);
	free(database);
	for (size_t i = 0; i < b.count; i++) {
		free(b.rows[i].expression);
		free(b.rows[i].columns);
	}
	free(b.rows);
	return 0;
}
