#include "core/sys/memfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static void what_is_written_to_the_path_is_read_back(void **state)
{
	struct memfile m;
	struct bytes in;
	struct error e;
	FILE *file;

	(void)state;
	assert_true(memfile_open(&m, &e));
	file = fopen(m.path, "w+");
	assert_non_null(file);
	assert_true(fputs("some text", file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_true(memfile_read(&m, 100, &in, &e));
	assert_true(bytes_is(in, "some text"));
	free((void *)(uintptr_t)in.at);
	assert_false(memfile_read(&m, 5, &in, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	memfile_close(&m);
	assert_int_equal(access(m.path, F_OK), -1);
	memfile_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_written_to_the_path_is_read_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
