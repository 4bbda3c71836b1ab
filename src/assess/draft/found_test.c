#include "assess/checks/checks_testkit.h"
#include "assess/draft/found.h"
#include "assess/draft/init.h"
#include "assess/formats/format_testkit.h"

#include <stdlib.h>

static const struct found_item *item(const struct found *f, const char *table, const char *key, const char *value)
{
	for (size_t i = 0; i < f->count; i++)
		if (!strcmp(f->items[i].table, table) && !strcmp(f->items[i].key, key) &&
		    !strcmp(f->items[i].value, value))
			return &f->items[i];
	return NULL;
}

static size_t count_of(const struct found *f, const char *table, const char *key)
{
	size_t count = 0;

	for (size_t i = 0; i < f->count; i++)
		count += !strcmp(f->items[i].table, table) && !strcmp(f->items[i].key, key);
	return count;
}

static void both_slots_of_an_image_give_one_entry(void **state)
{
	struct facts *facts = kit_facts("listener /etc/a | program=uhttpd | protocol=tcp | port=80 | enabled=yes\n"
					"listener B:/etc/a | program=uhttpd | protocol=tcp | port=80 | enabled=yes\n"
					"update /a | agent=rauc | transport=https | verify=signature\n"
					"update B:/a | agent=rauc | transport=https | verify=signature\n"
					"component /bin/x | name=x | version=1 | how=pattern\n"
					"component B:/bin/x | name=x | version=1 | how=pattern\n");
	struct arena arena;
	struct found f;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(found_in(facts, &arena, &f, &e));
	assert_int_equal(count_of(&f, "LogIntf", "description"), 1);
	assert_int_equal(count_of(&f, "UpdMech", "description"), 1);
	assert_int_equal(count_of(&f, "SoftComp", "description"), 1);
	arena_done(&arena);
	facts_free(facts);
}

static void every_value_names_a_key_of_the_declaration_and_a_choice_it_has(void **state)
{
	struct facts *facts = kit_facts(
		"system - | kind=linux-rootfs | name=OpenWrt | version=12\n"
		"listener /etc/a | program=uhttpd | protocol=tcp | port=80 | enabled=yes | auth=password | user=www\n"
		"account /etc/shadow | name=root | state=hash | login=yes\n"
		"update /a | agent=rauc | transport=https | verify=signature\n"
		"component /bin/x | name=openssl | version=1 | how=pattern | supplier=a | licence=MIT\n"
		"component /p | name=zlib | how=package-db\n"
		"key /etc/k | class=symmetric\nsensor /s | class=strange\nsensor /t | class=microphone\n"
		"console /i | device=ttyS0\ntelemetry /t | program=p | destination=d\n");
	struct arena arena;
	struct found f;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(found_in(facts, &arena, &f, &e));
	assert_true(f.count > 40);
	for (size_t i = 0; i < f.count; i++) {
		const struct declaration_key *key = declaration_find(f.items[i].table, f.items[i].key);

		if (!key)
			fail_msg("%s has no key %s", f.items[i].table, f.items[i].key);
		if ((key->type == TYPE_CHOICE || key->type == TYPE_CHOICES) &&
		    !id_list_has(key->values, f.items[i].value))
			fail_msg("%s.%s cannot be %s", key->table, key->key, f.items[i].value);
	}
	assert_non_null(item(&f, "ExtSens", "class", "other"));
	assert_non_null(item(&f, "SecParam", "kind", "symmetric-key"));
	arena_done(&arena);
	facts_free(facts);
}

static void what_is_not_known_is_not_claimed(void **state)
{
	struct facts *facts = kit_facts("update /a | agent=mtd | transport=unknown | verify=unknown\n"
					"listener /etc/a | program=x | protocol=unix | enabled=yes\n");
	struct arena arena;
	struct found f;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(found_in(facts, &arena, &f, &e));
	assert_int_equal(count_of(&f, "UpdMech", "network"), 0);
	assert_int_equal(count_of(&f, "UpdMech", "verify"), 0);
	assert_int_equal(count_of(&f, "LogIntf", "description"), 0);
	assert_int_equal(count_of(&f, "features", "holds"), 2); /* an agent shows an update mechanism, no more */
	arena_done(&arena);
	facts_free(facts);
}

struct finding_run {
	const struct facts *facts;
	size_t cap;
	bool done;
};

static void find_and_write(void *ctx)
{
	struct writer out = writer_of(1 << 22, "product file");
	struct finding_run *t = ctx;
	struct arena arena;
	struct found f;
	struct error e = {0};

	arena_init(&arena, t->cap);
	t->done = found_in(t->facts, &arena, &f, &e);
	if (t->done) {
		const struct init_input in = {.found = &f, .profile = "smart-lock", .from = "x.img", .all = true};

		init_write(&in, &out);
		t->done = writer_done(&out, &e);
	}
	if (!t->done)
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
	writer_free(&out);
	arena_done(&arena);
}

static void every_allocation_may_fail(void **state)
{
	struct finding_run t = {
		.facts = kit_facts("listener /etc/a | program=uhttpd | protocol=tcp | port=80 | enabled=yes\n"
				   "update /a | agent=rauc | transport=https | verify=signature\n"
				   "account /etc/shadow | name=root | state=empty | source=shadow\n"
				   "component /bin/x | name=x | version=1 | how=pattern\n")};

	(void)state;
	assert_true(testkit_failing_some(find_and_write, &t, 100, 8) > 0);
	find_and_write(&t);
	assert_true(t.done);
	t.done = false;
	for (t.cap = 16; !t.done; t.cap += 16)
		find_and_write(&t);
	facts_free((struct facts *)(uintptr_t)t.facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_slots_of_an_image_give_one_entry),
		cmocka_unit_test(every_value_names_a_key_of_the_declaration_and_a_choice_it_has),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(what_is_not_known_is_not_claimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
