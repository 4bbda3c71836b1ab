#include "core/sys/folder.h"

#include "core/base/writer.h"
#include "core/sys/scratch_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static bool collect(void *ctx, struct bytes in, struct error *e)
{
	(void)e;
	write_bytes(ctx, in);
	return true;
}

static bool stop(void *ctx, struct bytes in, struct error *e)
{
	(void)ctx;
	(void)in;
	return error_set(e, ERROR_LIMIT, "enough");
}

static void files_come_sorted_with_links_and_pipes_told_apart(void **state)
{
	static const char *const want[] = {"a-b", "a/deep/z", "a/x", "a0", "link", "pipe"};
	struct folder f;
	struct error e;

	scratch_shell(state,
		      "mkdir -p a/deep empty && printf 12345 >a/x && : >a/deep/z && : >a-b && : >a0 && ln -s / link && "
		      "mkfifo pipe");
	assert_true(folder_read(*state, &f, &e));
	assert_int_equal(f.count, ARRAY_LEN(want));
	for (size_t i = 0; i < f.count; i++) {
		assert_string_equal(f.files[i].path, want[i]);
		assert_int_equal(f.files[i].regular, i < 4);
	}
	assert_int_equal(f.files[2].size, 5);
	folder_done(&f);
	assert_true(folder_is(*state));
	assert_false(folder_is("/nonexistent"));
	assert_false(folder_read("/nonexistent", &f, &e));
	assert_false(folder_read("/dev/null", &f, &e));
}

static void a_file_is_read_whole_and_links_are_never_followed(void **state)
{
	struct writer w = writer_of(1 << 20, "test");
	struct folder f;
	struct error e;

	scratch_shell(
		state,
		"mkdir d && head -c 300000 /dev/zero >d/big && ln -s /etc/passwd out && ln -s d via && mkfifo pipe");
	assert_true(folder_read(*state, &f, &e));
	assert_true(folder_stream(&f, "d/big", collect, &w, &e));
	assert_int_equal(w.len, 300000);
	writer_free(&w);
	assert_false(folder_stream(&f, "d/big", stop, NULL, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_false(folder_stream(&f, "out", collect, &w, &e));
	assert_int_equal(e.code, ERROR_INPUT);
	assert_false(folder_stream(&f, "via/big", collect, &w, &e));
	assert_int_equal(e.code, ERROR_INPUT);
	assert_false(folder_stream(&f, "pipe", collect, &w, &e)); /* does not wait for a writer */
	assert_false(folder_stream(&f, "d", collect, &w, &e));
	assert_false(folder_stream(&f, "gone", collect, &w, &e));
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
	assert_false(folder_stream(&f, "../x", collect, &w, &e));
	folder_done(&f);
}

static void paths_that_leave_the_folder_are_refused(void **state)
{
	static const char *const good[] = {"a", "a/b", "...", "a/..b", "a b"};
	static const char *const bad[] = {"",   "/",   "/a",   "a/",   "a//b", ".",
					  "..", "a/.", "a/..", "../a", "./a",  "1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7"};
	char longest[FOLDER_PATH_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(folder_path_fits(bytes_str(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(folder_path_fits(bytes_str(bad[i])));
	memset(longest, 'a', sizeof longest);
	assert_true(folder_path_fits(bytes_of(longest, FOLDER_PATH_MAX)));
	assert_false(folder_path_fits(bytes_of(longest, FOLDER_PATH_MAX + 1)));
	assert_false(folder_path_fits(bytes_of("a\0b", 3)));
}

static void a_folder_nested_too_deep_is_refused(void **state)
{
	struct folder f;
	struct error e;

	scratch_shell(state, "mkdir -p 1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/ && : >1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/f");
	assert_true(folder_read(*state, &f, &e));
	assert_true(folder_path_fits(bytes_str(f.files[0].path)));
	folder_done(&f);
	scratch_shell(state, "mkdir -p 1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/");
	assert_false(folder_read(*state, &f, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_come_sorted_with_links_and_pipes_told_apart, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_file_is_read_whole_and_links_are_never_followed, scratch_new,
						scratch_remove),
		cmocka_unit_test(paths_that_leave_the_folder_are_refused),
		cmocka_unit_test_setup_teardown(a_folder_nested_too_deep_is_refused, scratch_new, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
