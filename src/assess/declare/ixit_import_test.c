#include "assess/declare/ixit_import.h"

#include "assess/declare/ixit_csv.h"
#include "core/catalogue/catalogue.h"
#include "core/product/write.h"
#include "core/sys/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static const char base[] = "holdfast: 1\nprofile: smart-lock\nproduct: {name: Lock}\n"
			   "ixit:\n  PhyIntf: [{id: p1, type: usb}]\n  ExtSens: [{id: e}]\n";

struct kit {
	struct arena arena;
	struct product p;
	struct ixit_text text;
	struct error e;
};

static bool import(struct kit *k, const char *name, const char *csv)
{
	const struct ixit_file file = {name, bytes_str(csv)};

	arena_init(&k->arena, (size_t)64 << 20);
	return ixit_merge(bytes_str(base), "in.yaml", &file, 1, &k->arena, &k->p, &k->text, &k->e);
}

static void done(struct kit *k)
{
	arena_done(&k->arena);
}

static void a_table_takes_the_place_of_that_in_the_product_file(void **state)
{
	struct kit k;

	(void)state;
	if (!import(&k, "15-PhyIntf.csv", "type,id,description\r\nuart,p2,\"the\nport\"\r\n,p3,\r\n"))
		fail_msg("%s", k.e.text);
	assert_string_equal(product_get(&k.p, "PhyIntf", "p1", "type"), "");
	assert_string_equal(product_get(&k.p, "PhyIntf", "p2", "type"), "uart");
	assert_string_equal(product_get(&k.p, "PhyIntf", "p2", "description"), "the\nport");
	assert_string_equal(product_get(&k.p, "PhyIntf", "p3", "id"), "p3");
	/* what no file is for stays */
	assert_string_equal(product_get(&k.p, "ExtSens", "e", "id"), "e");
	assert_string_equal(product_get(&k.p, "product", "", "name"), "Lock");
	assert_string_equal(k.p.profile, "smart-lock");
	done(&k);
	assert_true(import(&k, "LogIntf.csv", "id;access;port\nl1;p1;80\\; 443\n") || k.p.problem_count);
	done(&k);
	assert_true(import(&k, "LogIntf.csv", "id,access,port\nl1,p1,80; 443\n"));
	assert_string_equal(product_get(&k.p, "LogIntf", "l1", "port"), "80");
	done(&k);
	assert_true(import(&k, "UserInfo.csv", "key,value\nsupport-period,long\nsensors-url,\n"));
	assert_string_equal(product_get(&k.p, "UserInfo", "", "support-period"), "long");
	done(&k);
	assert_true(import(&k, "ExtSens.csv", "id,description\n"));
	assert_string_equal(product_get(&k.p, "ExtSens", "", "none"), "yes");
	assert_string_equal(product_get(&k.p, "ExtSens", "e", "id"), "");
	done(&k);
}

static void expect(const char *name, const char *csv, const char *what)
{
	struct kit k;
	bool found = false;

	assert_false(import(&k, name, csv));
	assert_int_equal(k.p.count, 0);
	for (size_t i = 0; i < k.p.problem_count; i++) {
		char text[1400];

		snprintf(text, sizeof text, "%s:%u:%u: %s", k.p.problems[i].file ? k.p.problems[i].file : k.p.name,
			 k.p.problems[i].line, k.p.problems[i].column, k.p.problems[i].text);
		found |= strstr(text, what) != NULL;
		if (!strstr(text, what))
			print_message("# %s\n", text);
	}
	if (!found)
		fail_msg("no: %s", what);
	done(&k);
}

static void mistakes_are_told_with_file_line_and_column(void **state)
{
	(void)state;
	expect("15-PhyIntf.csv", "id,type\np2,usb\np3,usd\n", "15-PhyIntf.csv:3:4: PhyIntf.p3.type: 'usd' is none of ");
	expect("PhyIntf.csv", "id,typ\np2,usb\n",
	       "PhyIntf.csv:1:4: PhyIntf: there is no key 'typ'; did you mean 'type'?");
	expect("PhyIntf.csv", "type\nusb\n", "PhyIntf.csv:1:1: PhyIntf: there is no column 'id'");
	expect("PhyIntf.csv", "id,type,type\na,usb,usb\n", "PhyIntf.csv:1:9: PhyIntf: two columns 'type'");
	expect("PhyIntf.csv", "id,type\na,usb\na,uart\n",
	       "PhyIntf.csv:3:1: PhyIntf: there are two entries 'a', the first in line 2");
	expect("PhyIntf.csv", "id,type\n,usb\n", "PhyIntf.csv:2:1: PhyIntf: an entry without id");
	expect("PhyIntf.csv", "id,type\na,usb,more\n", "PhyIntf.csv:2:7: PhyIntf: a cell beyond the header's last");
	expect("PhyIntf.csv", "id,\na,usb\n", "PhyIntf.csv:2:3: PhyIntf: a cell in a column without a name");
	expect("PhyIntf.csv", "id,type\na,\"usb\n", "PhyIntf.csv:2:3: a quote begins here that never ends");
	expect("PhyIntf.csv", "", "PhyIntf.csv:1:1: PhyIntf: the file is empty");
	expect("LogIntf.csv", "id,access\na,p9\n",
	       "LogIntf.csv:2:3: LogIntf.a.access: there is no entry 'p9' in PhyIntf; did you mean 'p1'?");
	expect("UserInfo.csv", "name,value\nx,y\n", "UserInfo.csv:1:1: UserInfo: the first line has to be 'key,value'");
	expect("UserInfo.csv", "key,value\nsuport-period,x\n",
	       "UserInfo.csv:2:1: UserInfo: there is no key 'suport-period'");
	expect("UserInfo.csv", "key,value\nsupport-period,x\nsupport-period,y\n",
	       "UserInfo.csv:3:1: UserInfo: 'support-period' stands here twice");
	expect("Nothing.csv", "id\n", "Nothing.csv:1:1: no IXIT table is called so");
}

static void a_mistake_that_a_table_brings_about_elsewhere_is_told_there(void **state)
{
	static const char yaml[] = "holdfast: 1\nixit: {LogIntf: {a: {access: p1}}, PhyIntf: {p1: {}}}\n";
	const struct ixit_file file = {"PhyIntf.csv", bytes_str("id\np2\n")}, twice[] = {file, file};
	struct kit k;

	(void)state;
	arena_init(&k.arena, 0);
	assert_false(ixit_merge(bytes_str(yaml), "in.yaml", &file, 1, &k.arena, &k.p, &k.text, &k.e));
	assert_string_equal(k.e.text,
			    "in.yaml:2:30: LogIntf.a.access: there is no entry 'p1' in PhyIntf; did you mean 'p2'?");
	assert_false(ixit_merge(bytes_str(base), "in.yaml", twice, 2, &k.arena, &k.p, &k.text, &k.e));
	assert_string_equal(k.e.text, "PhyIntf.csv:1:1: a second file for PhyIntf");
	assert_false(ixit_merge(bytes_str("a: ["), "in.yaml", &file, 1, &k.arena, &k.p, &k.text, &k.e));
	assert_non_null(strstr(k.e.text, "in.yaml:"));
	done(&k);
}

static int by_content(const void *left, const void *right)
{
	const struct product_item *a = left, *b = right;
	int ret = strcmp(a->table, b->table);

	if (!ret)
		ret = strcmp(a->id, b->id);
	if (!ret)
		ret = strcmp(a->key, b->key);
	return ret ? ret : strcmp(a->value, b->value);
}

/* Each table to CSV and back into a file without any. */
static void round_trip(struct bytes yaml)
{
	struct ixit_file files[IXIT_FILES_MAX];
	struct writer tables[IXIT_FILES_MAX];
	char names[IXIT_FILES_MAX][IXIT_NAME_MAX];
	const struct product_item *items;
	struct product first;
	size_t count = 0;
	struct kit k;

	arena_init(&k.arena, 0);
	assert_true(product_parse(yaml, "p.yaml", &k.arena, &first, &k.e));
	items = product_arranged(first.items, first.count, &k.arena, &k.e);
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *row = &catalogue_declaration[i];

		if (!row->ixit || strcmp(row[-1].table, row->table) == 0)
			continue;
		tables[count] = writer_of(1 << 20, "csv");
		if (!ixit_csv_write(items, first.count, row->table, &tables[count]))
			continue;
		ixit_csv_name(row->table, names[count]);
		files[count] = (struct ixit_file){names[count], writer_bytes(&tables[count])};
		count++;
	}
	assert_true(count > 2);
	if (!ixit_import(yaml, "p.yaml", files, count, false, &k.arena, &k.p, &k.text, &k.e))
		fail_msg("%s", k.e.text);
	assert_int_equal(k.p.count, first.count);
	qsort((void *)(uintptr_t)first.items, first.count, sizeof *items, by_content);
	qsort((void *)(uintptr_t)k.p.items, k.p.count, sizeof *items, by_content);
	for (size_t i = 0; i < first.count; i++)
		if (by_content(&first.items[i], &k.p.items[i]) != 0)
			fail_msg("%s.%s.%s: '%s' became %s.%s.%s: '%s'", first.items[i].table, first.items[i].id,
				 first.items[i].key, first.items[i].value, k.p.items[i].table, k.p.items[i].id,
				 k.p.items[i].key, k.p.items[i].value);
	for (size_t i = 0; i < count; i++)
		writer_free(&tables[i]);
	done(&k);
}

static void the_examples_come_back_from_csv_as_they_were(void **state)
{
	static const char *const names[] = {"examples/smart-lock/product.yaml", "examples/camera/product.yaml",
					    "tests/corpus/product/small.yaml"};
	const char *source = getenv("HOLDFAST_SOURCE");

	(void)state;
	if (!source)
		skip();
	for (size_t i = 0; i < 3; i++) {
		struct bytes text;
		struct error e;
		char path[512];

		snprintf(path, sizeof path, "%s/%s", source, names[i]);
		assert_true(file_read(path, PRODUCT_BYTES_MAX, &text, &e));
		round_trip(text);
		free((void *)(uintptr_t)text.at);
	}
}

static void the_confined_process_tells_the_same_mistakes(void **state)
{
	const struct ixit_file file = {"PhyIntf.csv", bytes_str("id,type\na,usd\n")};
	struct kit k;

	(void)state;
	arena_init(&k.arena, 0);
	assert_false(ixit_import(bytes_str(base), "in.yaml", &file, 1, false, &k.arena, &k.p, &k.text, &k.e));
	assert_int_equal(k.p.problem_count, 1);
	assert_string_equal(k.p.problems[0].file, "PhyIntf.csv");
	assert_int_equal(k.p.problems[0].line, 2);
	assert_int_equal(strncmp(k.e.text, "PhyIntf.csv:2:3: PhyIntf.a.type: 'usd' is none of ", 50), 0);
	done(&k);
}

static void an_exhausted_arena_is_an_error(void **state)
{
	const struct ixit_file file = {"PhyIntf.csv", bytes_str("id,type\na,usb\n")};
	bool whole = false;

	(void)state;
	for (size_t cap = 1; cap < 1 << 18 && !whole; cap += 101) {
		struct error e = {0};
		struct arena arena;
		struct ixit_text text;
		struct product p;

		arena_init(&arena, cap);
		whole = ixit_merge(bytes_str(base), "in.yaml", &file, 1, &arena, &p, &text, &e);
		assert_true(whole || e.code == ERROR_ENVIRONMENT);
		arena_done(&arena);
	}
	assert_true(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_takes_the_place_of_that_in_the_product_file),
		cmocka_unit_test(mistakes_are_told_with_file_line_and_column),
		cmocka_unit_test(a_mistake_that_a_table_brings_about_elsewhere_is_told_there),
		cmocka_unit_test(the_examples_come_back_from_csv_as_they_were),
		cmocka_unit_test(the_confined_process_tells_the_same_mistakes),
		cmocka_unit_test(an_exhausted_arena_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
