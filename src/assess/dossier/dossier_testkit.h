/* What tests of the dossier share: a case made from an example's product.yaml or from a text table of facts
 * (checks_testkit.h), judged by both editions, and its documents as plain text. Header only, tests only. */
#ifndef HF_ASSESS_DOSSIER_TESTKIT_H
#define HF_ASSESS_DOSSIER_TESTKIT_H

#include "assess/checks/checks_testkit.h"
#include "assess/declare/declare.h"
#include "assess/dossier/dossier.h"
#include "assess/judge/judge.h"

#include <stdlib.h>

struct desk {
	struct facts *facts;
	struct arena *arena; /* on the heap: the assessments point to it */
	struct assessment a[EDITIONS];
	struct record record;
	struct dossier_input in;
	const char *omitted;
	const struct document *last;
};

static inline void desk_judge(struct desk *k)
{
	struct error e;

	for (unsigned i = 0; i < EDITIONS; i++) {
		struct judge_input in = {.name = "lock.bin",
					 .size = 8192,
					 .sha256 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
					 .edition = (enum edition)i,
					 .answers = k->record.answers,
					 .answer_count = k->record.answer_count,
					 .coverage = {.bytes = 8192,
						      .explained = 6144,
						      .files = 17,
						      .containers = 1,
						      .sandboxed = true,
						      .complete = true}};

		assert_true(judge(k->facts, &in, k->arena, &k->a[i], &e));
	}
	k->in = (struct dossier_input){.a = {&k->a[0], &k->a[1]},
				       .record = &k->record,
				       .facts = k->facts,
				       .declared = k->a[0].declared,
				       .date = "2026-11-21",
				       .issuer = "",
				       .edition = EDITION_V3_1_3,
				       .arena = k->arena,
				       .omitted = &k->omitted};
}

/* Takes the facts. */
static inline void desk_open(struct desk *k, struct facts *facts)
{
	*k = (struct desk){.facts = facts, .arena = malloc(sizeof *k->arena)};
	assert_non_null(k->arena);
	arena_init(k->arena, 0);
	desk_judge(k);
}

static inline void desk_done(struct desk *k)
{
	arena_done(k->arena);
	free(k->arena);
	facts_free(k->facts);
}

static inline char *desk_read(const char *path)
{
	const char *source = getenv("HOLDFAST_SOURCE");
	char full[512], *text = calloc(1, 1 << 20);
	FILE *file;

	snprintf(full, sizeof full, "%s/%s", source ? source : ".", path);
	file = fopen(full, "rb");
	if (!file || !text)
		fail_msg("cannot read %s", full);
	assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
	fclose(file);
	return text;
}

/* Text of a product.yaml, with `from` once replaced by `to` ("" takes it out); NULL: as it is. */
static inline struct facts *desk_facts(const char *path, const char *from, const char *to)
{
	struct facts *facts = facts_new();
	char *text = desk_read(path);
	struct arena arena;
	struct product p;
	struct error e;

	if (from) {
		char *at = strstr(text, from), *fresh = malloc(strlen(text) + strlen(to) + 1);

		if (!at || !fresh)
			fail_msg("'%s' is not in %s", from, path);
		sprintf(fresh, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
		free(text);
		text = fresh;
	}
	arena_init(&arena, 0);
	assert_non_null(facts);
	assert_true(facts_sort(facts, &e));
	if (!product_parse(bytes_str(text), "product.yaml", &arena, &p, &e))
		fail_msg("%s", e.text);
	assert_true(declare(&facts, &p, bytes_str(text), &e));
	arena_done(&arena);
	free(text);
	return facts;
}

static inline void desk_example(struct desk *k, const char *name)
{
	char path[128];

	snprintf(path, sizeof path, "examples/%s/product.yaml", name);
	desk_open(k, desk_facts(path, NULL, NULL));
}

/* The document as words; free() it. k->last is the document, k->omitted why it is not needed. */
static inline char *desk_plain(struct desk *k, const char *stem, enum edition edition)
{
	struct writer out = writer_of(DOCUMENT_BYTES_MAX, "plain");
	const struct dossier_row *row = dossier_find(stem);
	struct document *doc;
	struct error e;

	if (!row)
		fail_msg("no document '%s'", stem);
	k->omitted = NULL;
	k->in.edition = edition;
	doc = dossier_document(&k->in, row, k->arena, &e);
	if (!doc)
		fail_msg("%s: %s", stem, e.text);
	k->last = doc;
	document_plain(doc, &out);
	write_u8(&out, 0);
	assert_true(writer_done(&out, &e));
	return (char *)(uintptr_t)writer_take(&out).at;
}

/* All of `words` stand in the text, in this order. */
static inline void desk_holds(const char *text, const char *const *words, size_t count)
{
	const char *at = text;

	for (size_t i = 0; i < count; i++) {
		const char *found = strstr(at, words[i]);

		if (!found)
			fail_msg("'%s' is missing%s", words[i],
				 strstr(text, words[i]) ? " behind what came before" : "");
		at = found + strlen(words[i]);
	}
}
#define DESK_HOLDS(text, ...)                                                                                          \
	desk_holds(text, (const char *const[]){__VA_ARGS__},                                                           \
		   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

#endif
