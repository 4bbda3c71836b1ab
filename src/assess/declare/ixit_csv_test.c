#include "assess/declare/ixit_csv.h"

#include "core/catalogue/catalogue.h"
#include "core/product/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const char file[] = "holdfast: 1\nixit:\n  PhyIntf:\n    - {id: p1, type: usb}\n  ExtSens: []\n"
			   "  LogIntf:\n    - id: l1\n      description: \"=cmd\\nsecond\"\n      port: [80, 443]\n"
			   "      endpoints: ['a;b', 'c\\d']\n    - {id: l2, access: p1}\n"
			   "  UserInfo: {support-period: five years, setup-check-steps: [look, 'listen, then']}\n"
			   "  Conf: []\n";

/* "": not declared. */
static void expect(const char *table, const char *with)
{
	struct writer out = writer_of(1 << 16, "csv");
	const struct product_item *items;
	struct arena arena;
	struct product p;
	struct error e;

	arena_init(&arena, 0);
	assert_true(product_parse(bytes_str(file), "p.yaml", &arena, &p, &e));
	items = product_arranged(p.items, p.count, &arena, &e);
	assert_non_null(items);
	assert_int_equal(ixit_csv_write(items, p.count, table, &out), with[0] != '\0');
	if (bytes_find_str(writer_bytes(&out), with) == SIZE_MAX && with[0])
		fail_msg("%.*s", (int)out.len, (const char *)out.at);
	assert_true(with[0] || out.len == 0);
	writer_free(&out);
	arena_done(&arena);
}

static void a_table_of_entries_has_a_line_an_entry(void **state)
{
	(void)state;
	expect("PhyIntf", "id,description,needed,type,");
	expect("PhyIntf", "\r\np1,,,usb,");
	expect("LogIntf", "\r\nl1,\"'=cmd\nsecond\",");
	expect("LogIntf", ",\"80; 443\",");
	expect("LogIntf", ",\"a\\;b; c\\\\d\",");
	expect("LogIntf", "\r\nl2,,p1,");
}

static void a_form_has_a_line_a_key(void **state)
{
	(void)state;
	expect("UserInfo", "key,value\r\n");
	expect("UserInfo", "\r\nsupport-period,five years\r\n");
	expect("UserInfo", "\r\nsetup-check-steps,\"look; listen, then\"\r\n");
	expect("UserInfo", "\r\nsensors-url,\r\n");
}

static void a_table_declared_empty_is_a_header_alone_and_an_undeclared_one_no_file(void **state)
{
	(void)state;
	expect("ExtSens", "id,description,class,documented\r\n");
	expect("Conf", "key,value\r\n");
	expect("SecBoot", "");
	expect("NoTable", "");
}

static void names_have_the_standards_number_and_lead_back(void **state)
{
	char name[IXIT_NAME_MAX];

	(void)state;
	ixit_csv_name("AuthMech", name);
	assert_string_equal(name, "01-AuthMech.csv");
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		if (!catalogue_declaration[i].ixit)
			continue;
		ixit_csv_name(catalogue_declaration[i].table, name);
		assert_string_equal(ixit_csv_table(name), catalogue_declaration[i].table);
	}
	assert_string_equal(ixit_csv_table("InpVal.csv"), "InpVal");
	assert_null(ixit_csv_table("product.csv"));
	assert_null(ixit_csv_table("AuthMech.txt"));
	assert_null(ixit_csv_table(".csv"));
}

static void lists_in_a_cell_come_back(void **state)
{
	static const char *const members[] = {"a", "b;c", "d\\e", "f g", "\\;"};
	struct writer out = writer_of(1024, "cell"), member = writer_of(1024, "member");
	struct bytes rest;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		ixit_list_write(&out, members[i], i == 0);
	rest = writer_bytes(&out);
	for (size_t i = 0; i < 5; i++) {
		assert_true(ixit_list_next(&rest, &member));
		assert_true(bytes_is(writer_bytes(&member), members[i]));
	}
	assert_false(ixit_list_next(&rest, &member));
	rest = bytes_str(" ;a ;; b\\");
	assert_true(ixit_list_next(&rest, &member) && member.len == 0);
	assert_true(ixit_list_next(&rest, &member) && bytes_is(writer_bytes(&member), "a"));
	assert_true(ixit_list_next(&rest, &member) && member.len == 0);
	assert_true(ixit_list_next(&rest, &member) && bytes_is(writer_bytes(&member), "b\\"));
	assert_false(ixit_list_next(&rest, &member));
	writer_free(&out);
	writer_free(&member);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_of_entries_has_a_line_an_entry),
		cmocka_unit_test(a_form_has_a_line_a_key),
		cmocka_unit_test(a_table_declared_empty_is_a_header_alone_and_an_undeclared_one_no_file),
		cmocka_unit_test(names_have_the_standards_number_and_lead_back),
		cmocka_unit_test(lists_in_a_cell_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
