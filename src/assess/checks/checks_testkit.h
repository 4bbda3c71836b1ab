/* What tests of checks and of the judge share: facts from a text table, and cases that say what one check finds in
 * them. Header only, tests only. A line of the table: KIND PATH | FIELD=VALUE | FIELD=VALUE ...; PATH "-" is the
 * container itself, "B:/etc/passwd" stands in a second root called B. "#" at the front is a comment. */
#ifndef HF_ASSESS_CHECKS_TESTKIT_H
#define HF_ASSESS_CHECKS_TESTKIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "assess/checks/finding.h"
#include "core/base/text.h"

static inline void kit_declared(struct facts *facts, const char *table, struct bytes id, struct bytes key,
				struct bytes value)
{
	static const char chain[] = "product.yaml";
	struct fact_node node = {.chain = bytes_str(chain), .root = bytes_str(chain), .path = bytes_str("")};
	struct fact fact = {.kind = FACT_DECLARED, .len = value.len, .excerpt = value};
	struct error e;

	assert_true(facts_node(facts, &node, &fact.node, &e));
	fact.offset = (uintptr_t)value.at; /* the order of the text is the order of the file */
	fact.field[DECLARED_TABLE] = bytes_str(table);
	fact.field[DECLARED_ID] = id;
	fact.field[DECLARED_FIELD] = key;
	fact.field[DECLARED_VALUE] = value;
	fact.field[DECLARED_LINE] = bytes_str("1");
	assert_true(facts_add(facts, &fact, &e));
}

/* A line of a declaration: "@AuthMech AM-1 | factor=password | cryptography=TLS 1.3 & AES-128-GCM"; '&' between the
 * members of a list. "@product - | name=x": an entry without an id. "@NetSecImpl none": a table declared empty. */
static inline void kit_declare(struct facts *facts, struct bytes line)
{
	struct bytes rest = line, head, table_name, id, item, member;
	char table[64];

	assert_true(text_split(&rest, '|', &head));
	assert_true(text_word(&head, &table_name) && text_word(&head, &id));
	if (text_word(&head, &item) && bytes_is(table_name, "@ics")) /* "@ics V3.1.3 5.1-1 | support=Y" */
		snprintf(table, sizeof table, "ics %.*s", (int)id.len, (const char *)id.at), id = item;
	else
		snprintf(table, sizeof table, "%.*s", (int)table_name.len - 1, (const char *)table_name.at + 1);
	if (bytes_is(id, "none")) {
		kit_declared(facts, table, bytes_str(""), bytes_str("none"), bytes_str("yes"));
		return;
	}
	if (bytes_is(id, "-"))
		id = bytes_str("");
	else if (strncmp(table, "ics", 3) != 0 && strcmp(table, "features") != 0)
		kit_declared(facts, table, id, bytes_str("id"), id);
	while (text_split(&rest, '|', &item)) {
		struct bytes value = text_trim(item), key;

		assert_true(text_split(&value, '=', &key));
		while (text_split(&value, '&', &member))
			kit_declared(facts, table, id, key, text_trim(member));
	}
}

static inline void kit_line(struct facts *facts, struct bytes line)
{
	struct bytes rest = line, head, kind_name, path, item;
	struct fact fact = {.excerpt = line};
	struct fact_node node = {.has_sha256 = false};
	char root[64] = "image.bin!0x0:squashfs", chain[512];
	struct error e;

	if (line.len && line.at[0] == '@') {
		kit_declare(facts, line);
		return;
	}
	assert_true(text_split(&rest, '|', &head));
	assert_true(text_word(&head, &kind_name) && text_word(&head, &path));
	if (!fact_kind_by_name(kind_name, &fact.kind))
		fail_msg("no kind of fact '%.*s'", (int)kind_name.len, (const char *)kind_name.at);
	if (path.len > 2 && path.at[1] == ':') {
		snprintf(root, sizeof root, "image.bin!%c:squashfs", path.at[0]);
		path = bytes_part(path, 2, path.len);
	}
	if (bytes_is(path, "-"))
		path = bytes_str("");
	snprintf(chain, sizeof chain, "%s%s%.*s", root, path.len ? "!" : "", (int)path.len, (const char *)path.at);
	node.chain = bytes_str(chain);
	node.root = bytes_str(root);
	node.path = path;
	assert_true(facts_node(facts, &node, &fact.node, &e));
	while (text_split(&rest, '|', &item)) {
		struct bytes value = text_trim(item), name;
		unsigned field = 0;

		assert_true(text_split(&value, '=', &name));
		while (field < fact_kind_fields(fact.kind) && !bytes_is(name, fact_field_name(fact.kind, field)))
			field++;
		if (field == fact_kind_fields(fact.kind))
			fail_msg("%s has no field '%.*s'", fact_kind_name(fact.kind), (int)name.len,
				 (const char *)name.at);
		fact.field[field] = value.at ? value : bytes_of("", 0);
	}
	assert_true(facts_add(facts, &fact, &e));
}

static inline bool kit_wanted(struct bytes line, uint64_t kinds)
{
	enum fact_kind kind = FACT_KINDS;
	struct bytes word;

	if (line.at[0] == '@')
		return kinds & NEEDS(FACT_DECLARED);
	return text_word(&line, &word) && (!fact_kind_by_name(word, &kind) || (kinds & NEEDS(kind)));
}

/* Only the lines of these kinds. */
static inline struct facts *kit_facts_of(const char *table, uint64_t kinds)
{
	struct facts *facts = facts_new();
	struct bytes rest = bytes_str(table), line;
	struct error e;

	assert_non_null(facts);
	while (text_split(&rest, '\n', &line)) {
		line = text_trim(line);
		if (line.len && line.at[0] != '#' && kit_wanted(line, kinds))
			kit_line(facts, line);
	}
	assert_true(facts_sort(facts, &e));
	return facts;
}

static inline struct facts *kit_facts(const char *table)
{
	return kit_facts_of(table, UINT64_MAX);
}

static inline const struct check *kit_check(const char *name)
{
	for (size_t i = 0; i < checks_count; i++)
		if (!strcmp(checks[i].name, name))
			return &checks[i];
	fail_msg("no check is called %s", name);
	return NULL;
}

struct kit_case {
	const char *says;  /* the sentence: name of the test */
	const char *check; /* name of the row */
	const char *facts;
	size_t count; /* how many findings; of the first: */
	enum verdict verdict;
	enum severity severity;
	const char *title;    /* part of the title; NULL: any */
	size_t evidence;      /* how many facts stand behind it; 0: any */
	enum edition edition; /* V2.1.1 where left out */
};

/* What must hold of every finding of every check. */
static inline void kit_sound(const struct finding *f)
{
	const char *texts[] = {f->id, f->check, f->title, f->detail, f->remedy};

	assert_true(f->verdict == VERDICT_INCONCLUSIVE || f->evidence_count > 0);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		assert_true(texts[i] && texts[i][0]);
		for (const char *c = texts[i]; *c; c++)
			assert_true((unsigned char)*c >= 0x20);
	}
	assert_null(strchr(f->title, '\n'));
	if (strlen(f->title) > 160)
		fail_msg("title is %zu long: %s", strlen(f->title), f->title);
}

static inline void kit_test(void **state)
{
	const struct kit_case *c = *state;
	/* A check sees no more than the kinds its row names: a kind it forgot shows here. */
	struct facts *facts = kit_facts_of(c->facts, kit_check(c->check)->needs);
	struct finding_sink out;
	struct arena arena;

	arena_init(&arena, 0);
	out = finding_sink_of(&arena);
	out.edition = c->edition;
	check_run(kit_check(c->check), facts, &out);
	assert_false(out.failed);
	for (size_t i = 0; i < out.count; i++) {
		kit_sound(out.findings[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(out.findings[i]->id, out.findings[j]->id);
	}
	if (out.count != c->count)
		fail_msg("%zu findings where %zu belong; first: %s", out.count, c->count,
			 out.count ? out.findings[0]->title : "none");
	if (c->count) {
		const struct finding *f = out.findings[0];

		if (f->verdict != c->verdict || f->severity != c->severity)
			fail_msg("verdict %d severity %d where %d %d belong: %s", f->verdict, f->severity, c->verdict,
				 c->severity, f->title);
		if (c->title && !strstr(f->title, c->title))
			fail_msg("'%s' is not in title '%s'", c->title, f->title);
		if (c->evidence)
			assert_int_equal(f->evidence_count, c->evidence);
	}
	arena_done(&arena);
	facts_free(facts);
}

static inline int kit_run_all(const char *group, const struct kit_case *cases, size_t count)
{
	static struct CMUnitTest tests[128];

	if (count > 128)
		return 1;
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){cases[i].says, kit_test, NULL, NULL, (void *)(uintptr_t)&cases[i]};
	return _cmocka_run_group_tests(group, tests, count, NULL, NULL);
}

#endif
