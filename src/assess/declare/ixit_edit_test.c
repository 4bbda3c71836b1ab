#include "assess/declare/ixit_edit.h"

#include "assess/declare/ixit_import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static const char head[] = "# a file\nholdfast: 1 # the format\nproduct: {name: Lock}\nixit: # tables\n";

struct kit {
	struct arena arena;
	struct product p;
	struct ixit_text text;
	struct error e;
};

static void import(struct kit *k, const char *tables, const char *name, const char *csv)
{
	const struct ixit_file file = {name, bytes_str(csv)};
	const char *yaml;

	arena_init(&k->arena, (size_t)64 << 20);
	yaml = arena_printf(&k->arena, "%s%s", head, tables);
	assert_non_null(yaml);
	if (!ixit_merge(bytes_str(yaml), "in.yaml", &file, 1, &k->arena, &k->p, &k->text, &k->e))
		fail_msg("%s", k->e.text);
}

/* `tables` with the CSV put in gives `wanted`, with this many comments lost. */
static void expect_lost(const char *tables, const char *name, const char *csv, const char *wanted, unsigned lost)
{
	struct kit k;

	import(&k, tables, name, csv);
	if (!k.text.text.at)
		fail_msg("not in place: %s", tables);
	assert_memory_equal(k.text.text.at, head, sizeof head - 1);
	assert_string_equal((const char *)k.text.text.at + sizeof head - 1, wanted);
	assert_int_equal(k.text.comments_lost, lost);
	arena_done(&k.arena);
}

static void expect(const char *tables, const char *name, const char *csv, const char *wanted)
{
	expect_lost(tables, name, csv, wanted, 0);
}

static void a_value_is_changed_where_it_stands(void **state)
{
	(void)state;
	expect("  PhyIntf:\n    # ports\n    - type: usb # one\n      id: p1\n", "PhyIntf.csv", "id,type\np1,uart\n",
	       "  PhyIntf:\n    # ports\n    - type: uart # one\n      id: p1\n");
	expect("  PhyIntf:\n    p1: {type: usb, network: no} # one\n", "PhyIntf.csv", "id,type,network\np1,usb,yes\n",
	       "  PhyIntf:\n    p1: {type: usb, network: yes} # one\n");
	/* one entry without a list around it; a text in quotes, over lines, with a comment behind */
	expect("  PhyIntf:\n    id: p1\n    description: \"a # no comment\" # one\n", "PhyIntf.csv",
	       "id,description\np1,it's: a port\n", "  PhyIntf:\n    id: p1\n    description: 'it''s: a port' # one\n");
	expect("  UserInfo:\n    support-period: 'it''s ' # one\n", "UserInfo.csv", "key,value\nsupport-period,six\n",
	       "  UserInfo:\n    support-period: six # one\n");
	expect("  UserInfo:\n    support-period: >-\n      five\n      years\n\n    # where\n    sensors-url: "
	       "https://a.example/\n",
	       "UserInfo.csv", "key,value\nsupport-period,six\nsensors-url,https://a.example/\n",
	       "  UserInfo:\n    support-period: six\n\n    # where\n    sensors-url: https://a.example/\n");
}

static void keys_come_and_go(void **state)
{
	(void)state;
	expect("  PhyIntf:\n    - id: p1\n      network: no # why\n      # what for\n      air: no\n", "PhyIntf.csv",
	       "id,air,type,debug\np1,no,usb,yes\n",
	       "  PhyIntf:\n    - id: p1\n      type: usb\n      # what for\n      air: no\n      debug: yes\n");
	expect("  PhyIntf:\n    - {id: p1, network: no, air: no}\n", "PhyIntf.csv", "id,air,type\np1,no,usb\n",
	       "  PhyIntf:\n    - {id: p1, type: usb, air: no}\n");
	expect("  PhyIntf:\n    p1: {network: no, air: no}", "PhyIntf.csv", "id,air\np1,no\n",
	       "  PhyIntf:\n    p1: {air: no}");
}

static void lists_are_written_as_lists(void **state)
{
	static const char mech[] = "  AuthMech:\n    - id: a\n      factor: [pin, key] # both\n";

	(void)state;
	expect(mech, "AuthMech.csv", "id,factor\na,token\n", "  AuthMech:\n    - id: a\n      factor: token # both\n");
	expect(mech, "AuthMech.csv", "id,factor\na,token; pin; key\n",
	       "  AuthMech:\n    - id: a\n      factor: [token, pin, key] # both\n");
	expect_lost("  AuthMech:\n    - id: a\n      factor:\n        - pin # one\n        - key\n", "AuthMech.csv",
		    "id,factor\na,key; pin\n", "  AuthMech:\n    - id: a\n      factor: [key, pin]\n", 1);
}

static void entries_come_and_go(void **state)
{
	static const char list[] =
		"  PhyIntf:\n    # first\n    - id: p1\n      type: usb\n    # second\n    - id: p2\n"
		"      type: uart\n  ExtSens: [] # none\n";

	(void)state;
	expect(list, "PhyIntf.csv", "id,type\np2,uart\n",
	       "  PhyIntf:\n    # first\n    # second\n    - id: p2\n      type: uart\n  ExtSens: [] # none\n");
	expect(list, "PhyIntf.csv", "id,type\np3,nfc\np1,usb\np2,uart\n",
	       "  PhyIntf:\n    # first\n    - id: p1\n      type: usb\n    # second\n    - id: p2\n      type: uart\n"
	       "    - id: p3\n      type: nfc\n  ExtSens: [] # none\n");
	expect(list, "PhyIntf.csv", "id,type\np3,nfc\n",
	       "  PhyIntf:\n    # first\n    - id: p3\n      type: nfc\n    # second\n  ExtSens: [] # none\n");
	expect("  PhyIntf:\n      p1: {type: usb}", "PhyIntf.csv", "id,type,air\np1,usb,\np2,nfc,yes\n",
	       "  PhyIntf:\n      p1: {type: usb}\n      p2:\n        type: nfc\n        air: yes\n");
	/* the order of a spreadsheet's lines says nothing */
	expect(list, "PhyIntf.csv", "id,type\np2,uart\np1,usb\n", list);
}

static void tables_come_and_are_emptied(void **state)
{
	(void)state;
	expect("  ExtSens: [] # none\n# the end\n", "PhyIntf.csv", "id,type\np2,uart\n",
	       "  ExtSens: [] # none\n  PhyIntf:\n    - id: p2\n      type: uart\n# the end\n");
	expect("  ExtSens:\n    - id: e # one\n  PhyIntf: []\n", "ExtSens.csv", "id,class\n",
	       "  ExtSens: [] # one\n  PhyIntf: []\n");
	expect("  ExtSens: [] # none\n", "ExtSens.csv", "id,class\ne,camera\n",
	       "  ExtSens:\n    - id: e\n      class: camera # none\n");
	expect_lost("  ExtSens: [{id: e}, # one\n    {id: f}]\n", "ExtSens.csv", "id,class\ne,camera\nf,\n",
		    "  ExtSens:\n    - id: e\n      class: camera\n    - id: f\n", 1);
}

static void aliases_are_left_or_replaced_alone(void **state)
{
	static const char two[] = "  ExtSens:\n    - id: e\n      description: &d a lens\n    - id: f\n"
				  "      description: *d # the same\n";

	(void)state;
	expect(two, "ExtSens.csv", "id,description\ne,a lens\nf,an ear\n",
	       "  ExtSens:\n    - id: e\n      description: &d a lens\n    - id: f\n      description: an ear # the "
	       "same\n");
	expect(two, "ExtSens.csv", "id,description,class\ne,a lens,camera\nf,a lens,\n",
	       "  ExtSens:\n    - id: e\n      description: &d a lens\n      class: camera\n    - id: f\n"
	       "      description: *d # the same\n");
}

/* What would say something else than the tables, or cannot be told apart, is not tried: the comments are counted. */
static void what_cannot_be_changed_in_place_is_said(void **state)
{
	static const char *const tables[] = {
		"  ExtSens:\n    - id: e\n      description: &d a lens\n    - id: f\n      description: *d\n",
		"  ExtSens:\n    - &e {id: e, description: a lens}\n    - {<<: *e, id: f}\n",
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(tables); i++) {
		struct kit k;

		import(&k, tables[i], "ExtSens.csv", "id,description\ne,an eye\nf,a lens\n");
		assert_null(k.text.text.at);
		assert_int_equal(k.text.comments_lost, 3);
		assert_string_equal(product_get(&k.p, "ExtSens", "e", "description"), "an eye");
		arena_done(&k.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_changed_where_it_stands),
		cmocka_unit_test(keys_come_and_go),
		cmocka_unit_test(lists_are_written_as_lists),
		cmocka_unit_test(entries_come_and_go),
		cmocka_unit_test(tables_come_and_are_emptied),
		cmocka_unit_test(aliases_are_left_or_replaced_alone),
		cmocka_unit_test(what_cannot_be_changed_in_place_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
