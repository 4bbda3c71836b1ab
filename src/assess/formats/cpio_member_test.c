#include "assess/formats/cpio_member.h"

#include "core/base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void newc(struct writer *w, const char *name, const char *content)
{
	write_fmt(w, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", 7u, 0100644u, 1u, 2u, 1u, 0x5eu,
		  strlen(content), 8u, 1u, 0u, 0u, strlen(name) + 1, 0u);
	write_str(w, name);
	do
		write_u8(w, 0);
	while (w->len % 4);
	write_str(w, content);
	while (w->len % 4)
		write_u8(w, 0);
}

static void a_member_is_read_with_its_owner_and_place(void **state)
{
	struct writer w = writer_of(1000, "cpio");
	struct cpio_member m;

	(void)state;
	newc(&w, "etc/passwd", "hello");
	assert_true(cpio_member_at(writer_bytes(&w), 0, &m));
	assert_true(bytes_is(m.name, "etc/passwd"));
	assert_int_equal(m.mode, 0100644);
	assert_int_equal(m.uid, 1);
	assert_int_equal(m.gid, 2);
	assert_int_equal(m.size, 5);
	assert_memory_equal(w.at + m.offset, "hello", 5);
	assert_int_equal(m.next, w.len);
	assert_false(cpio_is_trailer(&m));
	writer_free(&w);
}

static void the_old_text_form_is_read(void **state)
{
	struct writer w = writer_of(200, "cpio");
	struct cpio_member m;

	(void)state;
	write_fmt(&w, "070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o", 1u, 2u, 0100644u, 3u, 4u, 1u, 0u, 0u, 6u, 5u);
	write_bytes(&w, bytes_of("a.txt\0world", 11));
	assert_true(cpio_member_at(writer_bytes(&w), 0, &m));
	assert_true(bytes_is(m.name, "a.txt"));
	assert_int_equal(m.size, 5);
	assert_int_equal(m.mode, 0100644);
	assert_memory_equal(w.at + m.offset, "world", 5);
	writer_free(&w);
}

static void an_archive_ends_behind_its_trailer_and_padding(void **state)
{
	struct writer w = writer_of(4096, "cpio");
	uint64_t count;
	bool whole;

	(void)state;
	newc(&w, "a", "1");
	newc(&w, "b", "22");
	assert_int_equal(cpio_length(writer_bytes(&w), &whole, &count), w.len);
	assert_false(whole);
	newc(&w, "TRAILER!!!", "");
	while (w.len % 512)
		write_u8(&w, 0);
	write_str(&w, "what follows is another's");
	assert_int_equal(cpio_length(writer_bytes(&w), &whole, &count), 512);
	assert_true(whole);
	assert_int_equal(count, 2);
	writer_free(&w);
}

static void a_prefix_of_the_header_is_no_member_and_a_huge_one_is_cut(void **state)
{
	struct writer w = writer_of(1000, "cpio");
	struct cpio_member m;
	uint64_t count;
	bool whole;

	(void)state;
	newc(&w, "name", "content");
	for (size_t len = 0; len < 6 + 13 * 8 + 5; len++) {
		uint8_t *exact = malloc(len ? len : 1);

		assert_non_null(exact);
		memcpy(exact, w.at, len);
		assert_false(cpio_member_at(bytes_of(exact, len), 0, &m));
		free(exact);
	}
	memcpy(w.at + 6 + 6 * 8, "ffffffff", 8);
	assert_int_equal(cpio_length(writer_bytes(&w), &whole, &count), w.len);
	assert_false(whole);
	memcpy(w.at + 6 + 6 * 8, "xyzxyzxy", 8);
	assert_false(cpio_member_at(writer_bytes(&w), 0, &m));
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_is_read_with_its_owner_and_place),
		cmocka_unit_test(the_old_text_form_is_read),
		cmocka_unit_test(an_archive_ends_behind_its_trailer_and_padding),
		cmocka_unit_test(a_prefix_of_the_header_is_no_member_and_a_huge_one_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
