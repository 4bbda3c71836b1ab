#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* A row for the tests: says a RESET for every FILE it sees, and how many RESETs it saw meanwhile. */
static void tell_each_file(const struct facts *facts, struct derive_out *out)
{
	FACTS_EACH (facts, FACT_FILE, file) {
		struct bytes fields[] = {bytes_str("file-delete"), {NULL, 0}, {NULL, 0}};
		char seen[24];

		snprintf(seen, sizeof seen, "%zu", facts_count(facts, FACT_RESET));
		fields[2] = bytes_str(seen);
		derive_fact(out, file, FACT_RESET, fields, 3);
	}
}
static const struct derivation each_file = {"each-file", tell_each_file};

static void tell_without_base(const struct facts *facts, struct derive_out *out)
{
	(void)facts;
	derive_fact(out, NULL, FACT_SENSOR, NULL, 0);
}
static const struct derivation no_base = {"no-base", tell_without_base};

static void a_derived_fact_points_at_what_it_rests_on(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/a", 0644, 0, "x");
	world_file(&w, "/b", 0644, 0, "y");
	assert_true(world_derive(&w, &each_file));
	text = world_facts(&w, FACT_RESET);
	assert_string_equal(text, "/a @0+0 what=file-delete code=0\n/b @0+0 what=file-delete code=0\n");
	free(text);
	assert_true(world_derive(&w, &no_base));
	assert_int_equal(facts_count(w.facts, FACT_SENSOR), 1);
	assert_int_equal(facts_at(w.facts, FACT_SENSOR, 0)->node, NODE_NONE);
	world_free(&w);
}

static void a_row_sees_what_rows_before_it_derived_but_not_its_own(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/a", 0644, 0, "x");
	world_file(&w, "/b", 0644, 0, "y");
	assert_true(world_derive(&w, &each_file));
	assert_true(world_derive(&w, &each_file));
	text = world_facts(&w, FACT_RESET);
	assert_true(WORLD_HAS(text, "/a", "code=0"));
	assert_true(WORLD_HAS(text, "/a", "code=2"));
	assert_true(WORLD_HAS(text, "/b", "code=2"));
	assert_false(WORLD_HAS(text, "code=1"));
	free(text);
	world_free(&w);
}

static void run_it(void *ctx)
{
	struct world *w = ctx;
	struct error e = {0};

	if (!derive_run(w->facts, &each_file, &e) && e.code != ERROR_ENVIRONMENT)
		w->failed = true;
}

static void exhausted_memory_is_an_error_and_no_crash(void **state)
{
	struct world w = world_new();
	struct error e;

	(void)state;
	for (int i = 0; i < 300; i++) {
		char path[16];

		snprintf(path, sizeof path, "/f%d", i);
		world_file(&w, path, 0644, 0, "x");
	}
	assert_false(w.failed);
	assert_true(facts_sort(w.facts, &e));
	assert_true(testkit_failing_each(run_it, &w, 1) > 0);
	assert_false(w.failed);
	world_free(&w);
}

static void all_rows_run_over_an_empty_image(void **state)
{
	struct world w = world_new();

	(void)state;
	assert_true(world_derive_all(&w));
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		assert_int_equal(facts_count(w.facts, (enum fact_kind)kind), 0);
	world_free(&w);
}

static void every_row_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < derivations_count; i++) {
		assert_non_null(derivations[i]->derive);
		assert_true(strlen(derivations[i]->name) > 0);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(derivations[i]->name, derivations[k]->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_derived_fact_points_at_what_it_rests_on),
		cmocka_unit_test(a_row_sees_what_rows_before_it_derived_but_not_its_own),
		cmocka_unit_test(exhausted_memory_is_an_error_and_no_crash),
		cmocka_unit_test(all_rows_run_over_an_empty_image),
		cmocka_unit_test(every_row_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
