#include "assess/observe/services.h"

#include "core/base/attributes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void a_program_is_known_by_its_whole_name(void **state)
{
	const struct service *s = service_of(bytes_str("dropbear"));

	(void)state;
	assert_non_null(s);
	assert_string_equal(s->service, "ssh");
	assert_string_equal(s->port, "22");
	assert_string_equal(s->cleartext, "no");
	assert_null(service_of(bytes_str("dropbearkey")));
	assert_null(service_of(bytes_str("dropbea")));
	assert_null(service_of(bytes_str("")));
}

static void a_service_is_known_by_its_name(void **state)
{
	const struct service *s = service_by_name(bytes_str("telnet"));

	(void)state;
	assert_non_null(s);
	assert_string_equal(s->port, "23");
	assert_string_equal(s->cleartext, "yes");
	assert_null(service_by_name(bytes_str("no such service")));
}

static void every_row_says_what_it_may_say(void **state)
{
	static const struct service rows[] = {
#define SERVICE(program, service, protocol, port, cleartext, auth) {program, service, protocol, port, cleartext, auth},
#include "assess/observe/services.def"
#undef SERVICE
	};
	static const char *const cleartext[] = {"yes", "no", "unknown"}, *const auth[] = {"none", "password", "key",
											  "unknown"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t good = 0;

		for (size_t k = 0; k < ARRAY_LEN(cleartext); k++)
			good += bytes_is(bytes_str(rows[i].cleartext), cleartext[k]);
		for (size_t k = 0; k < ARRAY_LEN(auth); k++)
			good += bytes_is(bytes_str(rows[i].auth), auth[k]);
		good += bytes_is(bytes_str(rows[i].protocol), "tcp") || bytes_is(bytes_str(rows[i].protocol), "udp") ||
			rows[i].protocol[0] == 0;
		if (good != 3 || !service_of(bytes_str(rows[i].program)))
			fail_msg("the row of '%s' (%s) is not sound", rows[i].program, rows[i].service);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_is_known_by_its_whole_name),
		cmocka_unit_test(a_service_is_known_by_its_name),
		cmocka_unit_test(every_row_says_what_it_may_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
