#include "core/product/features.h"

#include "core/product/product.h"
#include "core/product/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static const char head[] = "holdfast: 1\nproduct: {name: x}\n";

/* "yes", "no" or "": what a file says of a feature in the end. */
static void expect(const char *yaml, const char *feature, const char *wanted)
{
	struct arena arena;
	struct product p;
	struct error e;
	const char *text;

	arena_init(&arena, 0);
	text = arena_printf(&arena, "%s%s", head, yaml);
	assert_non_null(text);
	if (!product_parse(bytes_str(text), "p.yaml", &arena, &p, &e))
		fail_msg("%s", e.text);
	if (strcmp(product_get(&p, "features", feature, "holds"), wanted) != 0)
		fail_msg("%s%s: '%s', not '%s'", yaml, feature, product_get(&p, "features", feature, "holds"), wanted);
	arena_done(&arena);
}

static void an_entry_that_shows_a_feature_says_it(void **state)
{
	(void)state;
	expect("ixit: {ExtSens: [{id: e}]}\n", "external-sensing", "yes");
	expect("ixit: {AuthMech: [{id: a, factor: [key, pin]}]}\n", "passwords-used", "yes");
	expect("ixit: {UpdMech: [{id: u, network: yes}]}\n", "network-updates", "yes");
	expect("ixit: {SoftComp: [{id: s, update-mechanism: u}], UpdMech: [{id: u}]}\n", "non-immutable-software",
	       "yes");
}

static void an_unfinished_entry_hides_none_that_shows_a_feature(void **state)
{
	(void)state;
	expect("ixit: {AuthMech: [{id: a}, {id: b, factor: pin}]}\n", "passwords-used", "yes");
	expect("ixit: {AuthMech: [{id: a}, {id: b, factor: key}, {id: c}]}\n", "passwords-used", "");
	expect("ixit: {UpdMech: [{id: u}, {id: v, network: yes}]}\n", "network-updates", "yes");
}

static void a_table_that_excludes_a_feature_says_that_it_does_not_hold(void **state)
{
	(void)state;
	expect("ixit: {ExtSens: []}\n", "external-sensing", "no");
	expect("ixit: {PersData: []}\n", "consent-based-processing", "no");
	expect("ixit: {PersData: [{id: p, legal-basis: contract}]}\n", "consent-based-processing", "no");
	expect("ixit: {AuthMech: [{id: a, factor: key}, {id: b, factor: none}]}\n", "passwords-used", "no");
	expect("ixit: {SecParam: [{id: s, hard-coded-identity: no}]}\n", "hard-coded-identity", "no");
	expect("ixit: {SoftComp: [{id: s, update-mechanism: u}], UpdMech: [{id: u}]}\n", "software-not-updateable",
	       "no");
}

static void what_is_left_out_excludes_nothing(void **state)
{
	(void)state;
	expect("", "external-sensing", "");
	expect("ixit: {PersData: [{id: p}]}\n", "consent-based-processing", "");
	expect("ixit: {AuthMech: [{id: a, factor: key}, {id: b}]}\n", "passwords-used", "");
	expect("ixit: {SecParam: [{id: s, hard-coded-identity: no}, {id: t}]}\n", "hard-coded-identity", "");
	/* one of two tables is not there */
	expect("ixit: {PhyIntf: [{id: p, debug: no}]}\n", "debug-interfaces", "");
	expect("ixit: {PhyIntf: [{id: p, debug: no}], LogIntf: []}\n", "debug-interfaces", "no");
	/* a component that nothing is said of yet is not one that cannot be updated */
	expect("ixit: {SoftComp: [{id: s}]}\n", "software-not-updateable", "");
}

static void what_is_said_goes_before_the_tables_and_these_before_the_profile(void **state)
{
	(void)state;
	expect("features: {external-sensing: yes}\nixit: {ExtSens: []}\n", "external-sensing", "yes");
	expect("features: {external-sensing: no}\nixit: {ExtSens: [{id: e}]}\n", "external-sensing", "no");
	expect("profile: sensor\n", "external-sensing", "yes");
	expect("profile: sensor\nixit: {ExtSens: []}\n", "external-sensing", "no");
}

/* Written anew, a file says each thing once, and the same. */
static void what_tables_show_is_not_written_again(void **state)
{
	static const char yaml[] =
		"holdfast: 1\nprofile: sensor\nproduct: {name: x}\n"
		"features: {tamper-detection: {holds: no, reason: none}, data-input: no, personal-data-processed: no}\n"
		"ixit: {ExtSens: [], TelData: [], PersData: []}\n";
	const struct product_style style = {.profile = "sensor"};
	struct writer out = writer_of(1 << 16, "file");
	struct arena arena;
	struct product p, again;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(product_parse(bytes_str(yaml), "p.yaml", &arena, &p, &e));
	assert_true(product_write(p.items, p.count, &style, &out, &e));
	write_u8(&out, 0);
	assert_null(strstr((const char *)out.at, "external-sensing"));
	assert_null(strstr((const char *)out.at, "telemetry-collected"));
	assert_non_null(strstr((const char *)out.at, "data-input: no"));
	assert_non_null(strstr((const char *)out.at, "tamper-detection"));
	/* what a person said too is kept */
	assert_non_null(strstr((const char *)out.at, "personal-data-processed: no"));
	out.len--;
	assert_true(product_parse(writer_bytes(&out), "p.yaml", &arena, &again, &e));
	assert_int_equal(p.count, again.count);
	assert_string_equal(product_get(&again, "features", "external-sensing", "holds"), "no");
	assert_string_equal(product_get(&again, "features", "external-sensing", "reason"),
			    "as IXIT table ExtSens declares");
	writer_free(&out);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_that_shows_a_feature_says_it),
		cmocka_unit_test(an_unfinished_entry_hides_none_that_shows_a_feature),
		cmocka_unit_test(a_table_that_excludes_a_feature_says_that_it_does_not_hold),
		cmocka_unit_test(what_is_left_out_excludes_nothing),
		cmocka_unit_test(what_is_said_goes_before_the_tables_and_these_before_the_profile),
		cmocka_unit_test(what_tables_show_is_not_written_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
