/* holdfast init: a product file to start from, by questions on a terminal, from a profile, or filled from an image. */
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/draft/init.h"
#include "core/base/text.h"
#include "core/catalogue/catalogue.h"
#include "core/product/product.h"
#include "core/product/suggest.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, FILE_BYTES_MAX = 4 << 20 };

/* What is asked on a terminal: who and what, support, and how to report: the rest is work at the desk. */
static const char *const asked[] = {"product", "maker", "support", "disclosure"};

static bool known_profile(const char *name)
{
	return id_list_has(declaration_find("product", "kind")->values, name);
}

static int no_profile(const char *name)
{
	const char *all = declaration_find("product", "kind")->values;
	struct suggestion near = suggestion_of(bytes_str(name));
	struct bytes rest = bytes_str(all), one;

	while (text_split(&rest, ';', &one))
		suggestion_offer(&near, text_trim(one));
	if (near.best.at)
		return cli_usage("init", "no profile '%s'; did you mean '%.*s'? There are: %s", name,
				 (int)near.best.len, (const char *)near.best.at, all);
	return cli_usage("init", "no profile '%s'; there are: %s", name, all);
}

/* The loader's own verdict on one value. */
static bool acceptable(const struct declaration_key *key, const char *value)
{
	struct writer text = writer_of(1 << 16, "answer");
	struct product product;
	struct arena arena;
	struct error e;
	bool ok;

	arena_init(&arena, 0);
	write_fmt(&text, "holdfast: 1\n%s:\n  %s: ", key->table, key->key);
	init_scalar(&text, value);
	write_str(&text, "\n");
	ok = writer_done(&text, &e) && product_parse(writer_bytes(&text), "answer", &arena, &product, &e);
	/* the place is that in a file that nobody sees */
	if (!ok)
		fprintf(stderr, "  %s\n", product.problem_count ? product.problems[0].text : e.text);
	writer_free(&text);
	arena_done(&arena);
	return ok;
}

static bool known_already(const struct found *f, const struct declaration_key *key)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->items[i].table, key->table) && !strcmp(f->items[i].key, key->key))
			return true;
	return false;
}

/* Lists are typed with commas between their members. */
static bool take(struct found *f, const struct declaration_key *key, struct bytes line, struct error *e)
{
	bool list = key->type == TYPE_LIST || key->type == TYPE_CHOICES || key->type == TYPE_NUMBERS;
	struct bytes part;

	while (line.len && text_split(&line, list ? ',' : '\n', &part)) {
		const char *value = arena_str(f->arena, text_trim(part));

		if (!value)
			return error_memory(e, "answers");
		if (value[0])
			found_add(f, key->table, "", key->key, value, "");
	}
	return !f->failed || error_memory(e, "answers");
}

/* False at the end of input: what was answered until then is kept. */
static bool ask(struct found *f, const struct declaration_key *key, bool *ret_more, struct error *e)
{
	char line[LINE_MAX_BYTES];

	for (;;) {
		struct bytes text, rest, part;
		bool list = key->type == TYPE_LIST || key->type == TYPE_CHOICES || key->type == TYPE_NUMBERS, ok = true;

		fprintf(stderr, "%s.%s: %s (%s%s%s%s)\n> ", key->table, key->key, key->meaning,
			init_expected(key->type), key->values[0] ? " " : "", key->values,
			list ? "; commas between them" : "");
		fflush(stderr);
		if (!fgets(line, sizeof line, stdin)) {
			*ret_more = false;
			return true;
		}
		text = text_trim(bytes_str(line));
		if (text.len && text.at[text.len - 1] == '\n')
			text.len--;
		text = text_trim(text);
		rest = text;
		while (ok && rest.len && text_split(&rest, list ? ',' : '\n', &part)) {
			char value[LINE_MAX_BYTES];

			part = text_trim(part);
			snprintf(value, sizeof value, "%.*s", (int)part.len, (const char *)part.at);
			ok = !value[0] || acceptable(key, value);
		}
		if (ok)
			return take(f, key, text, e);
	}
}

/* "key=value; value" of the same table. */
static bool asked_for(const struct found *f, const struct declaration_key *key)
{
	struct bytes words = bytes_str(key->when), name;

	if (key->required)
		return true;
	if (!key->when[0] || !text_split(&words, '=', &name))
		return false;
	for (size_t i = 0; i < f->count; i++) {
		struct bytes rest = words, word;

		if (strcmp(f->items[i].table, key->table) != 0 || !bytes_is(name, f->items[i].key))
			continue;
		while (text_split(&rest, ';', &word))
			if (bytes_is(text_trim(word), f->items[i].value))
				return true;
	}
	return false;
}

static bool interview(struct found *f, struct error *e)
{
	bool more = true;

	fprintf(stderr, "An empty line leaves a question for later; the end of input leaves all that follow.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		size_t count;
		const struct declaration_key *keys = declaration_table(asked[i], &count);

		/* what an answer asks for comes behind it */
		for (unsigned round = 0; round < 2; round++)
			for (size_t k = 0; more && k < count; k++)
				if ((keys[k].required ? round == 0 : round == 1) && asked_for(f, &keys[k]) &&
				    !known_already(f, &keys[k]))
					TRY(ask(f, &keys[k], &more, e));
	}
	return true;
}

static bool add_image_hash(const struct session *s, struct found *f)
{
	char sum[65];

	if (!s->observed)
		return true;
	text_hex(bytes_of(s->result.sha256, sizeof s->result.sha256), sum);
	found_add(f, "product", "", "image", arena_str(f->arena, bytes_str(sum)), "");
	return !f->failed;
}

/* Everything that is printed must load: what does not is our fault, and is said before a file is written. */
static bool loads(struct bytes text, struct arena *arena, struct error *e)
{
	struct product product;

	return product_parse(text, "product.yaml", arena, &product, e) ||
	       error_add(e, "the file made here would not load");
}

static void say_next(const char *to, const char *from, size_t count)
{
	cli_say("%s: %zu value%s filled in; next: fill in the lines that begin with #, then:", to, count,
		count == 1 ? "" : "s");
	if (from && session_is_case(from))
		cli_say("  holdfast judge %s --product %s", from, to);
	else
		cli_say("  holdfast assess %s --product %s --case product.case", from ? from : "IMAGE", to);
	cli_say("  holdfast gap %s", to);
}

static bool make(struct session *s, const char *from, const char *profile, bool all, bool questions, const char *to,
		 struct error *e)
{
	struct found found = {.arena = &s->arena};
	struct init_input in = {.found = &found, .profile = profile, .from = from ? s->name : NULL, .all = all};
	struct writer out = writer_of(FILE_BYTES_MAX, "product file");
	bool ok;

	if (from) {
		s->no_guess = true;
		TRY(session_open(s, from, e));
		in.from = s->name;
		TRY(found_in(s->facts, &s->arena, &found, e));
		if (!add_image_hash(s, &found))
			return error_memory(e, "product file");
	}
	if (profile)
		found_add(&found, "product", "", "kind", profile, "");
	if (questions)
		TRY(interview(&found, e));
	if (found.failed)
		return error_memory(e, "product file");
	init_write(&in, &out);
	ok = writer_done(&out, e) && loads(writer_bytes(&out), &s->arena, e) && file_write(to, writer_bytes(&out), e);
	writer_free(&out);
	if (ok && strcmp(to, "-") != 0)
		say_next(to, from, found.count);
	return ok;
}

int cmd_init(int argc, char **argv)
{
	struct session s = session_of();
	const char *from = NULL, *profile = NULL, *to = "product.yaml";
	bool help, all = false, force = false, no_questions = false;
	struct stat there;
	struct error e;
	int count, status;
	const struct option_row rows[] = {
		{"--from", "IMAGE", OPTION_TEXT, &from,
		 "fill it from a firmware image, folder or case: all to be confirmed"},
		{"--profile", "KIND", OPTION_TEXT, &profile, "start from what is usual for this kind of device"},
		{"--all", NULL, OPTION_FLAG, &all, "name optional keys too"},
		{"--no-questions", NULL, OPTION_FLAG, &no_questions, "ask nothing, even on a terminal"},
		{"--force", NULL, OPTION_FLAG, &force, "write over a file that is there"},
		{"-o", "FILE", OPTION_TEXT, &to, "where to; default: product.yaml; '-' is standard output"},
		SESSION_OPTIONS_OBSERVE(s),
	};

	if (!options_parse("init", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 0)
		return cli_usage("init", "no argument belongs here; see 'holdfast init --help'");
	if (profile && !known_profile(profile))
		return no_profile(profile);
	if (strcmp(to, "-") != 0 && stat(to, &there) == 0 && S_ISDIR(there.st_mode))
		return cli_usage("init", "'%s' is a folder: -o names the file to write", to);
	if (strcmp(to, "-") != 0 && !force && access(to, F_OK) == 0)
		return cli_usage("init", "'%s' is there already: --force writes over it, -o names another file", to);
	status = make(&s, from, profile, all, !no_questions && isatty(STDIN_FILENO), to, &e) ? EXIT_OK
											     : cli_fail("init", &e);
	session_done(&s);
	return status;
}
