#include "core/product/schema.h"

#include "core/catalogue/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void every_table_key_and_choice_stands_in_the_schema(void **state)
{
	struct writer out = writer_of(8 << 20, "schema");
	char quoted[128];

	(void)state;
	product_schema(&out);
	assert_true(writer_ok(&out));
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const char *const names[] = {catalogue_declaration[i].table, catalogue_declaration[i].key};

		for (unsigned k = 0; k < 2; k++) {
			assert_true(strlen(names[k]) < 100);
			quoted[0] = '"';
			memcpy(quoted + 1, names[k], strlen(names[k]));
			memcpy(quoted + 1 + strlen(names[k]), "\"", 2);
			assert_int_not_equal(bytes_find_str(writer_bytes(&out), quoted), SIZE_MAX);
		}
	}
	writer_free(&out);
}

static void brackets_match_and_no_comma_stands_alone(void **state)
{
	struct writer out = writer_of(8 << 20, "schema");
	struct bytes in;
	int depth = 0;
	bool text = false;

	(void)state;
	product_schema(&out);
	in = writer_bytes(&out);
	for (size_t i = 0; i < in.len; i++) {
		if (in.at[i] == '"' && in.at[i - 1] != '\\')
			text = !text;
		if (text)
			continue;
		depth += in.at[i] == '{' || in.at[i] == '[';
		depth -= in.at[i] == '}' || in.at[i] == ']';
		assert_true(depth > 0 || i + 2 >= in.len);
	}
	assert_int_equal(depth, 0);
	assert_int_equal(bytes_find_str(in, ",\n}"), SIZE_MAX);
	writer_free(&out);
}

static void a_full_writer_ends_the_writing(void **state)
{
	struct writer out = writer_of(1000, "schema");

	(void)state;
	product_schema(&out);
	assert_false(writer_ok(&out));
	writer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_table_key_and_choice_stands_in_the_schema),
		cmocka_unit_test(brackets_match_and_no_comma_stands_alone),
		cmocka_unit_test(a_full_writer_ends_the_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
