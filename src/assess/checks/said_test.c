#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "assess/checks/said.h"
#include "core/base/text.h"
#include "core/base/day.h"

static void words_are_found_whole(void **state)
{
	(void)state;
	assert_true(said_has(bytes_str("RAUC, opkg"), bytes_str("rauc")));
	assert_true(said_has(bytes_str("the model hd-100."), bytes_str("HD-100")));
	assert_false(said_has(bytes_str("an adapter"), bytes_str("apt")));
	assert_false(said_has(bytes_str("HD-1000"), bytes_str("HD-100")));
	assert_false(said_has(bytes_str("x"), bytes_str("")));
	assert_false(said_has(bytes_str(""), bytes_str("x")));
}

static void that_there_is_none_is_told_from_what_is_still_to_come(void **state)
{
	const char *none[] = {"none", "No.", "n/a", "-", "\xe2\x80\x93", "not applicable", "Nothing needed"};
	const char *other[] = {"", "TBD", "?", "xxx", "none (yet)", "yes", "to be defined", "none of the others"};

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		if (!said_none(bytes_str(none[i])))
			fail_msg("'%s' does not say that there is none", none[i]);
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (said_none(bytes_str(other[i])))
			fail_msg("'%s' says that there is none", other[i]);
}

static void what_answers_nothing_is_told_from_answers(void **state)
{
	const char *nothing[] = {"",
				 " ",
				 "-",
				 "...",
				 "n/a",
				 "N.A.",
				 "TBD",
				 "tbc.",
				 "to be defined",
				 "Not needed",
				 "not applicable",
				 "none (yet)",
				 "xxx",
				 "?",
				 "todo",
				 "lorem ipsum dolor",
				 "as above",
				 "\xe2\x80\x94",
				 "No description"};
	const char *elsewhere[] = {"see manual",
				   "See user documentation.",
				   "confidential",
				   "available on request",
				   "refer to the data sheet",
				   "industry best practice",
				   "As described in the user documentation"};
	const char *something[] = {"none of the others",
				   "RSA",
				   "manual, chapter 5",
				   "Web page",
				   "see chapter 5",
				   "by a cable",
				   "7 days",
				   "not needed: it has no display",
				   "\xe8\xaf\xb4"};

	(void)state;
	for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
		if (!said_nothing(bytes_str(nothing[i])) || said_elsewhere(bytes_str(nothing[i])))
			fail_msg("'%s' counts as an answer", nothing[i]);
	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (said_nothing(bytes_str(elsewhere[i])) || !said_elsewhere(bytes_str(elsewhere[i])))
			fail_msg("'%s' does not count as pointing elsewhere", elsewhere[i]);
	for (size_t i = 0; i < sizeof something / sizeof something[0]; i++)
		if (said_nothing(bytes_str(something[i])) || said_elsewhere(bytes_str(something[i])))
			fail_msg("'%s' does not count as an answer", something[i]);
}

static void hosts_are_cut_out_of_addresses(void **state)
{
	(void)state;
	assert_true(bytes_is(said_host("https://example.com/a?b"), "example.com"));
	assert_true(bytes_is(said_host("https://u:p@example.com:8443/a"), "example.com"));
	assert_true(bytes_is(said_host("https://[fe80::1]:80/"), "[fe80::1]:80"));
	assert_true(bytes_is(said_host("updates.example.com"), "updates.example.com"));
	assert_true(bytes_is(said_host("updates.example.com:443"), "updates.example.com"));
	assert_int_equal(said_host("").len, 0);
	assert_int_equal(said_host("https://").len, 0);
}

static void a_text_names_a_host_in_any_of_its_addresses(void **state)
{
	const char *page = "https://www.maker.example/security";

	(void)state;
	assert_true(said_names_host("at https://WWW.Maker.example/a", page));
	assert_true(said_names_host("http://shop.example, or https://maker.example.", page));
	assert_false(said_names_host("https://maker.example.org/", page));
	assert_false(said_names_host("on www.maker.example", page));
	assert_false(said_names_host("", page));
	assert_false(said_names_host("https://", ""));
}

static void pages_that_not_everybody_can_read_are_told(void **state)
{
	const char *closed[] = {"ftp://example.com/a",
				"example.com/policy",
				"https://intranet/policy",
				"https://wiki.local/a",
				"https://192.168.1.2/a",
				"https://172.20.0.1/a",
				"https://a:b@example.com/",
				"https://example.com/login?next=policy",
				"https://example.com/members/policy",
				"https://10.0.0.1",
				"https://",
				""};
	const char *open[] = {"https://example.com/security", "http://example.com", "https://example.com/blogging/a",
			      "https://172.217.1.1/a", "https://example.com/login-security-policy"};

	(void)state;
	for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
		if (!said_not_public(closed[i]))
			fail_msg("%s counts as public", closed[i]);
	for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
		if (said_not_public(open[i]))
			fail_msg("%s: %s", open[i], said_not_public(open[i]));
}

static void the_first_date_in_a_text_is_found(void **state)
{
	int32_t days, same;

	(void)state;
	assert_true(said_date("until 2031-12-31, at least", &days));
	assert_true(day_parse(bytes_str("2031-12-31"), &same));
	assert_true(days == same);
	assert_false(said_date("until 2031-13-31", &days));
	assert_false(said_date("12031-12-31", &days));
	assert_false(said_date("2031-12-311", &days));
	assert_false(said_date("", &days));
}

static void logarithms_are_right_to_a_hundredth(void **state)
{
	(void)state;
	assert_int_equal(said_log2(0), 0);
	assert_int_equal(said_log2(1), 0);
	assert_int_equal(said_log2(2), 1000);
	assert_int_equal(said_log2(1024), 10000);
	assert_in_range(said_log2(10), 3320, 3322);
	assert_in_range(said_log2(62), 5952, 5955);
	assert_in_range(said_log2(94), 6553, 6555);
	assert_in_range(said_log2(UINT64_MAX), 63900, 64000);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(words_are_found_whole),
		cmocka_unit_test(a_text_names_a_host_in_any_of_its_addresses),
		cmocka_unit_test(what_answers_nothing_is_told_from_answers),
		cmocka_unit_test(that_there_is_none_is_told_from_what_is_still_to_come),
		cmocka_unit_test(hosts_are_cut_out_of_addresses),
		cmocka_unit_test(pages_that_not_everybody_can_read_are_told),
		cmocka_unit_test(the_first_date_in_a_text_is_found),
		cmocka_unit_test(logarithms_are_right_to_a_hundredth),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
