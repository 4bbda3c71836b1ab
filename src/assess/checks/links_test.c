#include "assess/checks/checks_testkit.h"
#include "assess/checks/links.h"

static const char table[] =
	"@SecParam SP-1 | paths=/data/*.key & etc/x\n"
	"@SoftServ SS-1 | program=/usr/sbin/httpd | interface=LI-1\n"
	"@SoftServ SS-2 | program=coapd | interface=LI-2\n"
	"@LogIntf LI-1 | direction=in | protocol=tcp | port=80 & 443 | service=https | status=enabled\n"
	"@LogIntf LI-2 | direction=in | protocol=udp | port=5684 | service=coaps | status=disabled\n"
	"@LogIntf LI-3 | direction=out | protocol=tcp | port=8883 | service=mqtt | status=enabled\n"
	"@SoftComp SC-1 | name=OpenSSL | includes=libssl* | version=1.10\n";

static void paths_are_patterns_with_or_without_a_slash(void **state)
{
	struct facts *facts = kit_facts(table);
	const struct declared *d;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	assert_non_null(links_parameter(d, bytes_str("/data/web.key")));
	assert_non_null(links_parameter(d, bytes_str("/etc/x")));
	assert_null(links_parameter(d, bytes_str("/etc/y")));
	assert_null(links_parameter(d, bytes_str("")));
	arena_done(&arena);
	facts_free(facts);
}

static void listeners_are_found_by_transport_and_port_or_by_their_program(void **state)
{
	static const struct {
		const char *fact, *interface;
	} rows[] = {
		{"listener /x | program=nginx | protocol=tcp | port=443 | enabled=yes", "LI-1"},
		{"listener /x | program=nginx | protocol=udp | port=443 | enabled=yes", ""},
		{"listener /x | program=httpd | protocol=tcp | port=8080 | enabled=yes", ""},
		{"listener /x | program=httpd | protocol=tcp | enabled=yes", "LI-1"},
		{"listener /x | program=coapd | protocol=udp | port=5684 | enabled=yes", "LI-2"},
		{"listener /x | program=broker | protocol=tcp | port=8883 | enabled=yes", ""},
		{"listener /x | program=other | protocol=tcp | service=https | enabled=yes", "LI-1"},
		{"listener /x | program=other | protocol=tcp | service=ftp | enabled=yes", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char text[1024];
		struct facts *facts;
		const struct declared_entry *e;
		struct arena arena;

		snprintf(text, sizeof text, "%s%s\n", table, rows[i].fact);
		facts = kit_facts(text);
		arena_init(&arena, 0);
		e = links_interface(declared_of(facts, &arena), facts_at(facts, FACT_LISTENER, 0));
		assert_string_equal(e ? e->id : "", rows[i].interface);
		arena_done(&arena);
		facts_free(facts);
	}
}

static void versions_compare_by_their_numbers(void **state)
{
	(void)state;
	assert_true(links_not_older("1.10", "1.9"));
	assert_true(links_not_older("2.7", "2.7"));
	assert_false(links_not_older("2.6", "2.7"));
	assert_false(links_not_older("", "2.7"));
	assert_true(links_not_older("2.11-r3", "2.11"));
	assert_true(links_same_version("3.5.4", bytes_str("3.5.4-r1")));
	assert_true(links_same_version("v3.5.4", bytes_str("3.5.4")));
	assert_false(links_same_version("3.5.4", bytes_str("3.5.40")));
	assert_false(links_same_version("3.5.4", bytes_str("3.5.4.1")));
	assert_false(links_same_version("", bytes_str("3.5.4")));
}

static void what_an_interface_talks_is_read_without_case(void **state)
{
	struct facts *facts =
		kit_facts("@LogIntf L-1 | service=mDNS\n@LogIntf L-2 | service=DHCP and DNS\n@LogIntf L-3 | "
			  "service=DNS, HTTPS\n@LogIntf L-4 | network=yes\n");
	const struct declared *d;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	assert_true(links_basic(declared_find(d, "LogIntf", "L-1")));
	assert_true(links_basic(declared_find(d, "LogIntf", "L-2")));
	assert_false(links_basic(declared_find(d, "LogIntf", "L-3")));
	assert_false(links_basic(declared_find(d, "LogIntf", "L-4")));
	assert_false(links_basic(NULL));
	assert_true(links_talks(declared_find(d, "LogIntf", "L-3"), "http https"));
	assert_false(links_talks(declared_find(d, "LogIntf", "L-3"), "http"));
	arena_done(&arena);
	facts_free(facts);
}

static void a_text_says_something_from_two_words_or_six_letters_on(void **state)
{
	struct facts *facts =
		kit_facts("@SoftServ SS-1 | a=x | b=fetches | c=no use | d=- - | e=see manual | f=not needed yet\n");
	const struct declared_entry *e;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	e = declared_find(declared_of(facts, &arena), "SoftServ", "SS-1");
	assert_false(links_says(e, "a"));
	assert_true(links_says(e, "b"));
	assert_true(links_says(e, "c"));
	assert_false(links_says(e, "d"));
	assert_false(links_says(e, "e"));
	assert_false(links_says(e, "f"));
	assert_false(links_says(e, "absent"));
	assert_false(links_says(NULL, "a"));
	arena_done(&arena);
	facts_free(facts);
}

static void components_go_by_name_and_pattern(void **state)
{
	struct facts *facts = kit_facts(table);
	const struct declared_entry *e;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	e = declared_find(declared_of(facts, &arena), "SoftComp", "SC-1");
	assert_true(links_component(e, bytes_str("openssl")));
	assert_true(links_component(e, bytes_str("libssl3")));
	assert_false(links_component(e, bytes_str("zlib")));
	assert_false(links_component(e, bytes_str("")));
	arena_done(&arena);
	facts_free(facts);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(paths_are_patterns_with_or_without_a_slash),
		cmocka_unit_test(listeners_are_found_by_transport_and_port_or_by_their_program),
		cmocka_unit_test(versions_compare_by_their_numbers),
		cmocka_unit_test(what_an_interface_talks_is_read_without_case),
		cmocka_unit_test(a_text_says_something_from_two_words_or_six_letters_on),
		cmocka_unit_test(components_go_by_name_and_pattern),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
