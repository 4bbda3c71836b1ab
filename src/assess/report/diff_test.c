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

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_assessment_does_not_differ_from_itself),
		cmocka_unit_test(what_got_worse_is_counted_and_named),
		cmocka_unit_test(turned_round_it_got_better),
		cmocka_unit_test(the_same_thing_in_several_places_is_one_thing),
		cmocka_unit_test(two_editions_are_not_compared),
		cmocka_unit_test(what_is_unread_is_not_taken_for_gone),
		cmocka_unit_test(hostile_text_loses_no_change_and_steers_no_terminal),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
