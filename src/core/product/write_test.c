#include "core/product/write.h"

#include "core/product/product_testkit.h"
#include "core/sys/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

struct kit {
	struct arena arena;
	struct writer out;
	struct product p;
	struct error e;
};

static void begin(struct kit *k)
{
	arena_init(&k->arena, 0);
	k->out = writer_of(8 << 20, "product file");
}

static void end(struct kit *k)
{
	writer_free(&k->out);
	arena_done(&k->arena);
}

static void parse(struct kit *k, struct bytes text)
{
	if (!product_parse(text, "p.yaml", &k->arena, &k->p, &k->e))
		fail_msg("%s\n%.*s", k->e.text, (int)text.len, (const char *)text.at);
}

static const char *written(struct kit *k, const struct product_style *style)
{
	writer_reset(&k->out);
	if (!product_write(k->p.items, k->p.count, style, &k->out, &k->e))
		fail_msg("%s", k->e.text);
	return arena_str(&k->arena, writer_bytes(&k->out));
}

static int by_content(const void *left, const void *right)
{
	const struct product_item *a = left, *b = right;
	int ret = strcmp(a->table, b->table);

	if (!ret)
		ret = strcmp(a->id, b->id);
	if (!ret)
		ret = strcmp(a->key, b->key);
	return ret ? ret : (a->offset < b->offset ? -1 : a->offset > b->offset);
}

/* The same tables, entries, keys and values; lists in the same order. */
static void assert_same_items(struct product *a, struct product *b)
{
	assert_int_equal(a->count, b->count);
	if (!a->count)
		return;
	qsort((void *)(uintptr_t)a->items, a->count, sizeof *a->items, by_content);
	qsort((void *)(uintptr_t)b->items, b->count, sizeof *b->items, by_content);
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (strcmp(a->items[i].table, b->items[i].table) != 0 || strcmp(a->items[i].id, b->items[i].id) != 0 ||
		    strcmp(a->items[i].key, b->items[i].key) != 0 || strcmp(a->items[i].value, b->items[i].value) != 0)
			fail_msg("%s.%s.%s: '%s' became %s.%s.%s: '%s'", a->items[i].table, a->items[i].id,
				 a->items[i].key, a->items[i].value, b->items[i].table, b->items[i].id, b->items[i].key,
				 b->items[i].value);
}

static void round_trip(const char *text, const struct product_style *style)
{
	struct product first;
	struct kit k;

	begin(&k);
	parse(&k, bytes_str(text));
	first = k.p;
	text = written(&k, style);
	parse(&k, bytes_str(text));
	assert_same_items(&first, &k.p);
	end(&k);
}

static void what_is_written_loads_again_as_the_same_items(void **state)
{
	static const struct product_style plain = {0}, hints = {.hints = true, .head = "one\ntwo"},
					  profile = {.profile = "smart-lock"};

	(void)state;
	round_trip(kit_small, &plain);
	round_trip(kit_small, &hints);
	round_trip(kit_small, &profile);
	round_trip("holdfast: 1\nproduct: {name: x}\nics: {default: Y, V3.1.3: {default: N/A, 5.3-4A: Y}}\n", &plain);
	round_trip("holdfast: 1\nixit: {LogIntf: [], PhyIntf: [{id: a}]}\n", &hints);
	round_trip("holdfast: 1\n", &hints);
}

static void the_examples_are_written_and_load_again(void **state)
{
	static const char *const names[] = {"smart-lock", "camera"};
	static const struct product_style plain = {0}, hints = {.hints = true}, lock = {.profile = "smart-lock"};
	const char *source = getenv("HOLDFAST_SOURCE");

	(void)state;
	if (!source)
		skip();
	for (size_t i = 0; i < 2; i++) {
		struct bytes text;
		struct error e;
		char path[512];
		char *copy;

		snprintf(path, sizeof path, "%s/examples/%s/product.yaml", source, names[i]);
		assert_true(file_read(path, PRODUCT_BYTES_MAX, &text, &e));
		copy = strndup((const char *)text.at, text.len);
		assert_non_null(copy);
		round_trip(copy, &plain);
		round_trip(copy, &hints);
		round_trip(copy, &lock);
		free(copy);
		free((void *)(uintptr_t)text.at);
	}
}

static void each_edition_of_the_ics_is_written_once_where_both_say_the_same(void **state)
{
	static const struct product_style plain = {0};
	const char *text;
	struct kit k;

	(void)state;
	begin(&k);
	parse(&k, bytes_str(kit_small));
	text = written(&k, &plain);
	assert_non_null(
		strstr(text, "ics:\n  default: Y\n  5.3-1:\n    support: N\n    reason: no room\n  5.3-4: N/A\n"));
	assert_non_null(strstr(text, "  V2.1.1:\n    5.1-1: N\n  V3.1.3:\n    5.1-1: Y\n"));
	end(&k);
}

static void small_things_stay_small(void **state)
{
	static const struct product_style plain = {0};
	const char *text;
	struct kit k;

	(void)state;
	begin(&k);
	parse(&k, bytes_str(kit_small));
	text = written(&k, &plain);
	assert_non_null(strstr(text, "  markets: [UK, EU]\n"));
	assert_non_null(strstr(text, "  passwords-used: yes\n"));
	assert_non_null(strstr(text, "      access: radio\n"));
	assert_non_null(strstr(text, "  ExtSens: []\n"));
	assert_non_null(strstr(text, "    - id: AM-1\n      subject: user\n      factor: [pin, key]\n"));
	assert_non_null(strstr(text, "  name: 'Bolt & Sons: Ltd'\n"));
	assert_non_null(strstr(text, "      description: |-\n        lock control\n        over the air\n"));
	end(&k);
}

static void a_profile_says_what_need_not_be_said_again(void **state)
{
	static const struct product_style profile = {.profile = "smart-lock"};
	const char *text;
	struct kit k;

	(void)state;
	begin(&k);
	parse(&k, bytes_str(kit_small));
	text = written(&k, &profile);
	assert_non_null(strstr(text, "holdfast: 1\nprofile: smart-lock\n"));
	assert_null(strstr(text, "user-authentication"));
	assert_null(strstr(text, "kind:"));
	assert_non_null(strstr(text, "passwords-used: yes"));
	end(&k);
}

static void hints_say_what_is_missing_and_what_it_means(void **state)
{
	static const struct product_style hints = {.hints = true, .head = "A lock."};
	const char *text;
	struct kit k;

	(void)state;
	begin(&k);
	parse(&k, bytes_str(kit_small));
	text = written(&k, &hints);
	assert_int_equal(strncmp(text, "# A lock.\nholdfast: 1\n", 22), 0);
	assert_non_null(strstr(text, "      # default-status: On or off by default. One of: enabled, disabled\n"));
	assert_non_null(strstr(text, "\n      # set-by: ")); /* needed as a PIN is used */
	assert_non_null(strstr(text, "  # SecParam: not declared yet; [] where there is none\n"));
	assert_null(strstr(text, "# generation-length")); /* the condition does not hold */
	end(&k);
}

static const char *note_price(const struct product_item *item, const void *ctx)
{
	return strcmp(item->key, "type") == 0 || strcmp(item->value, "EU") == 0 ? ctx : NULL;
}

static void notes_stand_behind_their_values(void **state)
{
	static const struct product_style noted = {.note = note_price, .ctx = "found:\nx"};
	const char *text;
	struct kit k;

	(void)state;
	begin(&k);
	parse(&k, bytes_str(kit_small));
	text = written(&k, &noted);
	assert_non_null(strstr(text, "type: bluetooth # found:\\nx\n"));
	assert_non_null(strstr(text, "    - EU # found:\\nx\n"));
	end(&k);
	round_trip(kit_small, &noted);
}

static void any_text_is_written_so_that_it_reads_as_itself(void **state)
{
	static const char *const texts[] = {"plain",
					    "a: b",
					    "a #b",
					    "a#b",
					    "#a",
					    "- a",
					    "-a",
					    "? a",
					    "*a",
					    "&a",
					    "!a",
					    "%a",
					    "@a",
					    "`a",
					    "'a'",
					    "\"a\"",
					    "it's",
					    "a\\b",
					    "[a]",
					    "{a}",
					    "a, b",
					    "a]",
					    "null",
					    "~",
					    "Null",
					    "yes",
					    "No",
					    "TRUE",
					    "off",
					    "y",
					    "1",
					    "1.0",
					    "1.0.3",
					    "1e3",
					    "0x1F",
					    "0o7",
					    "12:30",
					    "2031-12-31",
					    "2031-12-31 10:00:00",
					    ".5",
					    "-7",
					    "+7",
					    ".inf",
					    "1_000",
					    "=",
					    "<<",
					    "a:",
					    ":a",
					    "a\tb",
					    "two\nlines",
					    "two\n\n  indented\nlines",
					    "caf\xc3\xa9",
					    "| a",
					    "> a",
					    "...",
					    "---",
					    "--- a",
					    "http://a.example/?b=c#d",
					    "a\n# no comment",
					    "x\n- y",
					    "1 ",
					    "e\xcc\x81",
					    "\xf0\x9f\x94\x92",
					    "'",
					    "''",
					    "\"",
					    "a'b\"c",
					    "a  two blanks",
					    "=1+1",
					    "@SUM(A1)",
					    "\\n"};
	static const struct product_style plain = {0};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct product_item items[] = {
			{.table = "product", .id = "", .key = "description", .value = texts[i]},
			{.table = "maker", .id = "", .key = "name", .value = "x"},
			{.table = "product", .id = "", .key = "services", .value = texts[i]},
			{.table = "product", .id = "", .key = "services", .value = "other"},
		};
		size_t count = strpbrk(texts[i], "\n") ? 2 : 4; /* members of a list are one line */
		char *trimmed = strdup(texts[i]);
		struct kit k;

		begin(&k);
		assert_non_null(trimmed);
		if (texts[i][strlen(texts[i]) - 1] == ' ')
			trimmed[strlen(trimmed) - 1] = '\0'; /* blanks at the end go */
		assert_true(product_write(items, count, &plain, &k.out, &k.e));
		parse(&k, writer_bytes(&k.out));
		assert_string_equal(product_get(&k.p, "product", "", "description"), trimmed);
		if (count == 4)
			assert_string_equal(product_get(&k.p, "product", "", "services"), trimmed);
		free(trimmed);
		end(&k);
	}
}

static void long_texts_are_folded_and_come_back_whole(void **state)
{
	static const struct product_style plain = {0};
	char text[3000];
	struct product_item item = {.table = "product", .id = "", .key = "description", .value = text};
	struct kit k;

	(void)state;
	for (unsigned seed = 1; seed < 60; seed++) {
		size_t len = 0;
		unsigned random = seed;

		while (len < sizeof text - 200) {
			unsigned word = (random = random * 1103515245 + 12345) >> 16;

			len += (size_t)snprintf(text + len, 100, "%.*s%s", (int)(word % 23 + 1),
						"#word-of:some'length\"and[more]", word % 11 == 0 ? "  " : " ");
		}
		memcpy(text + len, "end", 4);
		text[0] = 'A';
		begin(&k);
		assert_true(product_write(&item, 1, &plain, &k.out, &k.e));
		for (size_t i = 0, line = 0; i < k.out.len; i++) {
			line = k.out.at[i] == '\n' ? 0 : line + 1;
			assert_true(line < 160);
		}
		parse(&k, writer_bytes(&k.out));
		assert_string_equal(product_get(&k.p, "product", "", "description"), text);
		end(&k);
	}
}

static void a_key_that_does_not_exist_is_refused(void **state)
{
	static const struct product_style plain = {0};
	const struct product_item bad[] = {{.table = "prodct", .id = "", .key = "name", .value = "x"},
					   {.table = "product", .id = "", .key = "nam", .value = "x"},
					   {.table = "ics V9", .id = "5.1-1", .key = "support", .value = "Y"}};
	struct kit k;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		begin(&k);
		assert_false(product_write(&bad[i], 1, &plain, &k.out, &k.e));
		assert_int_equal(k.e.code, ERROR_INPUT);
		end(&k);
	}
}

static void a_full_writer_is_an_error(void **state)
{
	static const struct product_style plain = {0};
	struct kit k;

	(void)state;
	begin(&k);
	parse(&k, bytes_str(kit_small));
	k.out.cap = 100;
	assert_false(product_write(k.p.items, k.p.count, &plain, &k.out, &k.e));
	assert_int_equal(k.e.code, ERROR_LIMIT);
	end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_loads_again_as_the_same_items),
		cmocka_unit_test(the_examples_are_written_and_load_again),
		cmocka_unit_test(each_edition_of_the_ics_is_written_once_where_both_say_the_same),
		cmocka_unit_test(small_things_stay_small),
		cmocka_unit_test(a_profile_says_what_need_not_be_said_again),
		cmocka_unit_test(hints_say_what_is_missing_and_what_it_means),
		cmocka_unit_test(notes_stand_behind_their_values),
		cmocka_unit_test(any_text_is_written_so_that_it_reads_as_itself),
		cmocka_unit_test(long_texts_are_folded_and_come_back_whole),
		cmocka_unit_test(a_key_that_does_not_exist_is_refused),
		cmocka_unit_test(a_full_writer_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
