#include "assess/report/json_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void assert_written(json_t *root, const char *want)
{
	struct writer out = writer_of(1000, "JSON");
	struct error e;

	assert_true(json_write(root, "test", &out, &e));
	assert_int_equal(out.len, strlen(want));
	assert_memory_equal(out.at, want, out.len);
	writer_free(&out);
}

static void a_tree_is_written_in_the_order_it_was_made(void **state)
{
	json_t *list = json_array(), *root = json_object();

	(void)state;
	list = json_add(list, json_text("x"));
	list = json_add(list, json_text(NULL));
	root = json_put(root, "b", json_integer(1));
	root = json_put(root, "a", list);
	assert_written(root, "{\n \"b\": 1,\n \"a\": [\n  \"x\",\n  \"\"\n ]\n}\n");
}

static void a_missing_part_makes_the_whole_tree_missing(void **state)
{
	struct writer out = writer_of(1000, "JSON");
	json_t *root = json_object(), *list = json_array();
	struct error e;

	(void)state;
	root = json_put(root, "first", json_text("kept until the next one fails"));
	root = json_put(root, "second", NULL);
	assert_null(root);
	root = json_put(root, "third", json_text("freed"));
	assert_null(root);
	list = json_add(list, NULL);
	assert_null(list);
	assert_false(json_write(root, "test", &out, &e));
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
	writer_free(&out);
}

static void bytes_of_the_input_become_text_that_is_safe(void **state)
{
	(void)state;
	assert_written(json_add(json_array(), json_safe(bytes_str("a\x1b[31m\xff"))),
		       "[\n \"a\\\\x1b[31m\\\\xff\"\n]\n");
	assert_written(json_add(json_array(), json_safe(bytes_of(NULL, 0))), "[\n \"\"\n]\n");
}

static void a_document_that_does_not_fit_is_an_error(void **state)
{
	struct writer out = writer_of(8, "JSON");
	struct error e;

	(void)state;
	assert_false(json_write(json_add(json_array(), json_text("longer than eight")), "test", &out, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	writer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_written_in_the_order_it_was_made),
		cmocka_unit_test(a_missing_part_makes_the_whole_tree_missing),
		cmocka_unit_test(bytes_of_the_input_become_text_that_is_safe),
		cmocka_unit_test(a_document_that_does_not_fit_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
