#include "assess/report/diff.h"
#include "assess/report/report_testkit.h"

#include <jansson.h>

struct outcome {
	struct diff_summary summary;
	char *text;
	json_t *json;
};

static struct outcome compare(const struct assessment *before, const struct assessment *after)
{
	struct writer text = writer_of(REPORT_MAX, "text"), json = writer_of(REPORT_MAX, "json");
	struct diff_summary again;
	struct outcome o;
	struct error e;

	assert_true(diff_text(before, after, &text, &o.summary, &e));
	assert_true(diff_json(before, after, &json, &again, &e));
	assert_memory_equal(&o.summary, &again, sizeof again);
	write_u8(&text, 0);
	o.text = (char *)writer_take(&text).at;
	o.json = json_loadb((const char *)json.at, json.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o.json);
	writer_free(&json);
	return o;
}

static void outcome_done(struct outcome *o)
{
	free(o->text);
	json_decref(o->json);
}

static size_t changes_of(const struct outcome *o, const char *kind, const char *change)
{
	size_t count = 0, i;
	json_t *row;

	json_array_foreach(json_object_get(o->json, "changes"), i, row) count +=
		!strcmp(json_string_value(json_object_get(row, "kind")), kind) &&
		!strcmp(json_string_value(json_object_get(row, "change")), change);
	return count;
}

static const char good[] = "system - | kind=linux-rootfs\n"
			   "account /etc/shadow | name=root | state=locked | source=shadow\n"
			   "component /bin/busybox | name=busybox | version=1.22.1 | how=pattern\n";
static const char bad[] =
	"system - | kind=linux-rootfs\n"
	"account /etc/shadow | name=root | state=empty | source=shadow\n"
	"account /etc/shadow | name=guest | state=locked | source=shadow\n"
	"component /bin/busybox | name=busybox | version=1.36.1 | how=pattern\n"
	"listener /etc/inetd.conf | program=telnetd | service=telnet | protocol=tcp | port=23 | enabled=yes | "
	"auth=password | cleartext=yes\n";

static void an_assessment_does_not_differ_from_itself(void **state)
{
	struct bench a = bench_of(bad), b = bench_of(bad);
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	assert_int_equal(o.summary.worse, 0);
	assert_int_equal(o.summary.better, 0);
	assert_int_equal(json_array_size(json_object_get(o.json, "changes")), 0);
	kit_has(o.text, "0 worse, 0 better");
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void what_got_worse_is_counted_and_named(void **state)
{
	struct bench a = bench_of(good), b = bench_of(bad);
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	assert_true(changes_of(&o, "provision", "worse") >= 1);
	assert_true(changes_of(&o, "finding", "worse") >= 1);
	assert_int_equal(changes_of(&o, "listener", "worse"), 1);
	assert_int_equal(changes_of(&o, "account", "worse"), 1);
	assert_int_equal(changes_of(&o, "component", "changed"), 1);
	assert_int_equal(o.summary.better, 0);
	assert_int_equal(json_integer_value(json_object_get(o.json, "worse")), o.summary.worse);
	kit_has(o.text, "Worse\n");
	kit_has(o.text, "listener   telnetd tcp 23: absent -> yes");
	kit_has(o.text, "account    guest shadow: absent -> locked");
	kit_has(o.text, "component  busybox pattern: 1.22.1 -> 1.36.1");
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void turned_round_it_got_better(void **state)
{
	struct bench a = bench_of(good), b = bench_of(bad);
	struct outcome worse = compare(&a.a, &b.a), better = compare(&b.a, &a.a);

	(void)state;
	assert_int_equal(better.summary.worse, 0);
	assert_int_equal(better.summary.better, worse.summary.worse);
	kit_has(better.text, "telnetd tcp 23: yes -> gone");
	outcome_done(&worse);
	outcome_done(&better);
	bench_done(&a);
	bench_done(&b);
}

static void the_same_thing_in_several_places_is_one_thing(void **state)
{
	struct bench a = bench_of("system - | kind=linux-rootfs\n"),
		     b = bench_of("system - | kind=linux-rootfs\n"
				  "component /bin/a | name=zlib | version=1.3 | how=pattern\n"
				  "component /bin/b | name=zlib | version=1.3 | how=pattern\n");
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	assert_int_equal(changes_of(&o, "component", "changed"), 1);
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void two_editions_are_not_compared(void **state)
{
	struct bench a = bench_of(good), b = bench_of(good);
	struct writer out = writer_of(REPORT_MAX, "text");
	struct diff_summary summary;
	struct error e;

	(void)state;
	b.a.edition = EDITION_V2_1_1;
	assert_false(diff_text(&a.a, &b.a, &out, &summary, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_false(diff_json(&a.a, &b.a, &out, &summary, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	writer_free(&out);
	bench_done(&a);
	bench_done(&b);
}

static void what_is_unread_is_not_taken_for_gone(void **state)
{
	struct bench a = bench_of(good), b = bench_of(good);
	struct outcome o;

	(void)state;
	a.a.coverage.complete = b.a.coverage.complete = true;
	o = compare(&a.a, &b.a);
	kit_has_not(o.text, "may only be unread");
	outcome_done(&o);
	b.a.coverage.complete = false;
	o = compare(&a.a, &b.a);
	kit_has(o.text, "may only be unread");
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void hostile_text_loses_no_change_and_steers_no_terminal(void **state)
{
	struct bench a = bench_of(good), b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	assert_true(changes_of(&o, "listener", "worse") == 1);
	for (const char *c = o.text; *c; c++)
		assert_true(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
	assert_true(strstr(json_string_value(json_object_get(json_object_get(o.json, "after"), "name")), "\\xff"));
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static const char changed[] = "@product - | name=Lock\n"
			      "@ics V3.1.3 5.9-1 | support=N | reason=mains only\n"
			      "@AuthMech Auth-1 | subject=user | factor=password&key\n";
static const char unchanged[] = "@product - | name=Lock\n"
				"@ics V3.1.3 5.9-1 | support=N | reason=batteries only\n"
				"@AuthMech Auth-1 | subject=user | factor=password\n"
				"@AuthMech Auth-2 | subject=machine\n";

static void declared_values_that_changed_are_told_with_both_sides(void **state)
{
	struct bench a = bench_of(unchanged), b = bench_of(changed);
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	assert_int_equal(changes_of(&o, "declared", "changed"), 3);
	kit_has(o.text, "declared   AuthMech Auth-1: factor: password -> password, key\n");
	kit_has(o.text, "declared   AuthMech Auth-2: declared -> gone\n");
	kit_has(o.text, "5.9-1   declared   ics V3.1.3 5.9-1: reason: batteries only -> mains only\n");
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void a_declaration_beside_none_is_not_told_value_by_value(void **state)
{
	struct bench a = bench_of(good), b = bench_of(changed);
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	assert_int_equal(changes_of(&o, "declared", "changed"), 0);
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void units_that_changed_say_what_changed_them(void **state)
{
	static const char one[] = "@AuthMech Auth-1 | subject=user | factor=password | set-by=maker | "
				  "generation-unique=yes\n",
			  two[] = "@AuthMech Auth-1 | subject=user | factor=password | set-by=maker | "
				  "generation-unique=no\n";
	struct bench a = bench_of(one), b = bench_of(two);
	struct outcome o = compare(&a.a, &b.a);

	(void)state;
	kit_has(o.text, "unit       5.1-1-1 a: ");
	kit_has(o.text, "-> FAIL (declared: AuthMech)\n");
	outcome_done(&o);
	bench_done(&a);
	bench_done(&b);
}

static void only_what_an_answer_was_given_about_and_is_another_now_has_to_be_judged_again(void **state)
{
	char bases[3][65];
	const struct answer given[] = {kit_answer(U_5_1_1_2_a, VERDICT_PASS, unchanged, bases[0]),
				       kit_answer(U_5_2_1_2_b, VERDICT_PASS, unchanged, bases[1])};
	const struct answer anew = kit_answer(U_5_1_1_2_a, VERDICT_FAIL, changed, bases[2]);
	struct bench a = bench_answered(kit_facts(unchanged), "old.bin", given, ARRAY_LEN(given)),
		     b = bench_of(changed),
		     carried = bench_answered(kit_facts(changed), "new.bin", given, ARRAY_LEN(given)),
		     judged = bench_answered(kit_facts(changed), "new.bin", &anew, 1);
	struct outcome bare = compare(&a.a, &b.a), both = compare(&a.a, &carried.a), again = compare(&a.a, &judged.a);
	const json_t *row = json_array_get(json_object_get(bare.json, "again"), 0);

	(void)state;
	assert_int_equal(bare.summary.again, 1);
	assert_int_equal(bare.summary.kept, 1);
	assert_string_equal(json_string_value(json_object_get(row, "unit")), "5.1-1-2 a");
	assert_string_equal(json_string_value(json_object_get(row, "by")), "A. Tester");
	assert_string_equal(json_string_value(json_object_get(row, "because")), "declared: AuthMech");
	kit_has(bare.text, "To be judged again\n  5.1-1   unit       5.1-1-2 a: was PASS by A. Tester, 2026-11-21 "
			   "(declared: AuthMech)\n");
	kit_has(bare.text, "1 earlier answer was given about what is still the same");
	kit_has(bare.text, ", 1 to be judged again\n");
	/* in the second case too: stale there */
	assert_int_equal(both.summary.again, 1);
	assert_int_equal(both.summary.kept, 0);
	/* and given there anew */
	assert_int_equal(again.summary.again, 0);
	kit_has(again.text, "unit       5.1-1-2 a: PASS -> FAIL (declared: AuthMech)\n");
	outcome_done(&bare);
	outcome_done(&both);
	outcome_done(&again);
	bench_done(&a);
	bench_done(&b);
	bench_done(&carried);
	bench_done(&judged);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_assessment_does_not_differ_from_itself),
		cmocka_unit_test(what_got_worse_is_counted_and_named),
		cmocka_unit_test(turned_round_it_got_better),
		cmocka_unit_test(the_same_thing_in_several_places_is_one_thing),
		cmocka_unit_test(two_editions_are_not_compared),
		cmocka_unit_test(what_is_unread_is_not_taken_for_gone),
		cmocka_unit_test(declared_values_that_changed_are_told_with_both_sides),
		cmocka_unit_test(a_declaration_beside_none_is_not_told_value_by_value),
		cmocka_unit_test(units_that_changed_say_what_changed_them),
		cmocka_unit_test(only_what_an_answer_was_given_about_and_is_another_now_has_to_be_judged_again),
		cmocka_unit_test(hostile_text_loses_no_change_and_steers_no_terminal),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
