#include "assess/observe/observer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static bool text(const char *data, size_t len)
{
	struct file_view view = {.data = bytes_of(data, len)};

	return file_is_text(&view);
}

static void text_is_told_from_data(void **state)
{
	static char erased[4096];

	(void)state;
	memset(erased, 0xff, sizeof erased);
	assert_true(text("", 0));
	assert_true(text("root:x:0:0\n", 11));
	assert_true(text("gr\xc3\xbc\xc3\x9f Gott\n", 12));
	assert_true(text("an old caf\xe9 on the corner\n", 26)); /* ISO 8859-1 */
	assert_false(text("abc\0def", 7));
	assert_false(text(erased, sizeof erased));
	assert_false(text("\x01\x02\x03\x04\x05", 5));
}

static bool documentation(const char *path)
{
	struct file_view view = {.path = bytes_str(path)};

	return file_is_documentation(&view);
}

static void documentation_is_known_by_its_place(void **state)
{
	(void)state;
	assert_true(documentation("/usr/share/doc/openssl/key.pem"));
	assert_true(documentation("/opt/x/examples/config"));
	assert_false(documentation("/etc/ssl/key.pem"));
	assert_false(documentation("/usr/share/docker/key.pem"));
}

static void hits_are_found_by_their_id(void **state)
{
	static const struct pattern_hit hits[] = {{2, 10}, {2, 20}, {5, 1}, {9, 3}};
	struct file_view view = {.hits = hits, .hit_count = 4}, none = {0};
	const struct pattern_hit *first;

	(void)state;
	assert_int_equal(file_hits(&view, 2, &first), 2);
	assert_ptr_equal(first, &hits[0]);
	assert_int_equal(file_hits_between(&view, 3, 9, &first), 2);
	assert_ptr_equal(first, &hits[2]);
	assert_int_equal(file_hits(&view, 1, &first), 0);
	assert_int_equal(file_hits(&view, 10, &first), 0);
	assert_int_equal(file_hits(&none, 2, &first), 0);
}

static void every_observer_is_whole(void **state)
{
	(void)state;
	assert_true(observers_count > 10);
	for (size_t i = 0; i < observers_count; i++) {
		assert_non_null(observers[i]->wants);
		assert_non_null(observers[i]->observe);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(observers[i]->name, observers[k]->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_told_from_data),
		cmocka_unit_test(documentation_is_known_by_its_place),
		cmocka_unit_test(hits_are_found_by_their_id),
		cmocka_unit_test(every_observer_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
