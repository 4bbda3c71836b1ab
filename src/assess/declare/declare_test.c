#include "assess/declare/declare.h"

#include "assess/facts/declared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static const char first_file[] = "holdfast: 1\nproduct:\n  name: One\n  markets: [UK, EU]\n"
				 "ixit:\n  PhyIntf:\n    - id: p2\n      type: usb\n    - id: p1\n      type: uart\n"
				 "  ExtSens: []\n";
static const char second_file[] = "holdfast: 1\nproduct: {name: Two}\n";

struct kit {
	struct facts *facts;
	struct arena arena;
	struct error e;
};

static void begin(struct kit *k)
{
	arena_init(&k->arena, 0);
	k->facts = facts_new();
	assert_non_null(k->facts);
	assert_true(facts_sort(k->facts, &k->e));
}

static void end(struct kit *k)
{
	facts_free(k->facts);
	arena_done(&k->arena);
}

/* Something that was observed. */
static void observe(struct kit *k, const char *chain, const char *name)
{
	struct fact_node node = {.chain = bytes_str(chain), .root = bytes_str("fw"), .path = bytes_str("/etc/passwd")};
	struct fact fact = {.kind = FACT_ACCOUNT};

	assert_true(facts_node(k->facts, &node, &fact.node, &k->e));
	fact.field[ACCOUNT_NAME] = bytes_str(name);
	assert_true(facts_add(k->facts, &fact, &k->e));
	assert_true(facts_sort(k->facts, &k->e));
}

static void declare_file(struct kit *k, const char *text, const char *name)
{
	struct product p;

	assert_true(product_parse(bytes_str(text), name, &k->arena, &p, &k->e));
	assert_true(declare(&k->facts, &p, bytes_str(text), &k->e));
}

static void items_become_facts_with_their_place(void **state)
{
	struct kit k;
	bool found = false;

	(void)state;
	begin(&k);
	declare_file(&k, first_file, "product.yaml");
	FACTS_EACH (k.facts, FACT_DECLARED, f) {
		if (!fact_is(f, DECLARED_TABLE, "product") || !fact_is(f, DECLARED_FIELD, "name"))
			continue;
		found = true;
		assert_true(fact_is(f, DECLARED_VALUE, "One"));
		assert_true(fact_is(f, DECLARED_LINE, "3"));
		assert_true(bytes_is(f->excerpt, "One"));
		assert_int_equal(f->offset, strstr(first_file, "One") - first_file);
		assert_true(bytes_is(fact_node_of(k.facts, f)->chain, "product.yaml"));
		assert_int_equal(fact_node_of(k.facts, f)->size, strlen(first_file));
		assert_true(fact_node_of(k.facts, f)->has_sha256);
	}
	assert_true(found);
	assert_ptr_equal(declare_source(k.facts), fact_node_of(k.facts, facts_at(k.facts, FACT_DECLARED, 0)));
	end(&k);
}

static void the_view_over_the_facts_has_entries_in_the_order_of_the_file(void **state)
{
	const struct declared *d;
	struct kit k;

	(void)state;
	begin(&k);
	declare_file(&k, first_file, "product.yaml");
	d = declared_of(k.facts, &k.arena);
	assert_int_equal(declared_count(d, "PhyIntf"), 2);
	assert_string_equal(declared_at(d, "PhyIntf", 0)->id, "p2");
	assert_string_equal(declared_at(d, "PhyIntf", 1)->id, "p1");
	assert_string_equal(entry_at(declared_one(d, "product"), "markets", 1), "EU");
	assert_non_null(declared_none(d, "ExtSens"));
	assert_null(declared_none(d, "LogIntf"));
	end(&k);
}

static void a_new_declaration_replaces_the_old_and_leaves_what_was_observed(void **state)
{
	struct kit k;

	(void)state;
	begin(&k);
	observe(&k, "fw!/etc/passwd", "root");
	declare_file(&k, first_file, "product.yaml");
	declare_file(&k, second_file, "product.yaml");
	assert_int_equal(facts_count(k.facts, FACT_DECLARED), 1);
	assert_true(fact_is(facts_at(k.facts, FACT_DECLARED, 0), DECLARED_VALUE, "Two"));
	assert_int_equal(declare_source(k.facts)->size, strlen(second_file));
	assert_int_equal(facts_node_count(k.facts), 2);
	assert_int_equal(facts_count(k.facts, FACT_ACCOUNT), 1);
	assert_true(bytes_is(fact_node_of(k.facts, facts_at(k.facts, FACT_ACCOUNT, 0))->chain, "fw!/etc/passwd"));
	assert_true(declare_remove(&k.facts, &k.e));
	assert_int_equal(facts_count(k.facts, FACT_DECLARED), 0);
	assert_int_equal(facts_node_count(k.facts), 1);
	assert_null(declare_source(k.facts));
	assert_true(declare_remove(&k.facts, &k.e));
	end(&k);
}

static void a_node_that_other_facts_name_stays(void **state)
{
	struct kit k;

	(void)state;
	begin(&k);
	observe(&k, "product.yaml", "root");
	declare_file(&k, second_file, "product.yaml");
	assert_true(declare_remove(&k.facts, &k.e));
	assert_int_equal(facts_node_count(k.facts), 1);
	assert_int_equal(facts_count(k.facts, FACT_ACCOUNT), 1);
	end(&k);
}

static void a_declaration_is_carried_over_whole(void **state)
{
	struct kit from, to;

	(void)state;
	begin(&from);
	begin(&to);
	declare_file(&from, first_file, "product.yaml");
	observe(&from, "old!/etc/passwd", "old");
	observe(&to, "new!/etc/passwd", "new");
	assert_true(declare_carry(to.facts, from.facts, &to.e));
	assert_int_equal(facts_count(to.facts, FACT_DECLARED), facts_count(from.facts, FACT_DECLARED));
	assert_int_equal(facts_count(to.facts, FACT_ACCOUNT), 1);
	assert_memory_equal(declare_source(to.facts)->sha256, declare_source(from.facts)->sha256, 32);
	end(&from);
	end(&to);
}

static void facts_give_the_items_back(void **state)
{
	struct product p, again;
	struct kit k;

	(void)state;
	begin(&k);
	assert_true(product_parse(bytes_str(first_file), "product.yaml", &k.arena, &p, &k.e));
	assert_true(declare(&k.facts, &p, bytes_str(first_file), &k.e));
	assert_true(declare_items(k.facts, &k.arena, &again, &k.e));
	assert_int_equal(again.count, p.count);
	assert_string_equal(again.name, "product.yaml");
	for (size_t i = 0; i < p.count; i++) {
		assert_string_equal(again.items[i].table, p.items[i].table);
		assert_string_equal(again.items[i].id, p.items[i].id);
		assert_string_equal(again.items[i].key, p.items[i].key);
		assert_string_equal(again.items[i].value, p.items[i].value);
		assert_int_equal(again.items[i].line, p.items[i].line);
	}
	end(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_become_facts_with_their_place),
		cmocka_unit_test(the_view_over_the_facts_has_entries_in_the_order_of_the_file),
		cmocka_unit_test(a_new_declaration_replaces_the_old_and_leaves_what_was_observed),
		cmocka_unit_test(a_node_that_other_facts_name_stays),
		cmocka_unit_test(facts_give_the_items_back),
		cmocka_unit_test(a_declaration_is_carried_over_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
