#include "core/base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void what_is_written_is_there(void **state)
{
	struct writer w = writer_of(1u << 20, "sample");
	struct bytes taken;

	(void)state;
	write_str(&w, "ab");
	write_u16le(&w, 0x0102);
	write_u32be(&w, 0x01020304);
	write_fmt(&w, "%d", 42);
	write_fill(&w, 'z', 3);
	taken = writer_take(&w);
	assert_int_equal(taken.len, 13);
	assert_memory_equal(taken.at,
			    "ab\x02\x01\x01\x02\x03\x04"
			    "42zzz",
			    13);
	assert_int_equal(w.len, 0);
	free((void *)(uintptr_t)taken.at);
	writer_free(&w);
}

static void the_cap_fails_the_writer_for_good(void **state)
{
	struct writer w = writer_of(10, "sample");
	struct error e;

	(void)state;
	write_str(&w, "0123456789");
	assert_true(writer_ok(&w));
	write_str(&w, "x");
	assert_false(writer_ok(&w));
	write_str(&w, "");
	assert_int_equal(w.len, 10);
	assert_false(writer_done(&w, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_null(writer_reserve(&w, 0));
	writer_reset(&w);
	write_str(&w, "again");
	assert_true(writer_done(&w, &e));
	assert_null(writer_reserve(&w, UINT64_MAX));
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_there),
		cmocka_unit_test(the_cap_fails_the_writer_for_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
