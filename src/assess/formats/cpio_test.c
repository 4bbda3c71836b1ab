#include "assess/formats/codec.h"
#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_cpio;

#define TREE                                                                                                           \
	"mkdir $2/t $2/t/sub && cd $2/t && echo hello > a.txt && seq 1 3000 > sub/big && ln -s ../a.txt sub/link && "  \
	"ln a.txt hard && chmod 4755 sub/big && find . | sort | cpio -o -R +0:+5 "

static void a_root_file_system_is_read_whole_from_every_compression(void **state)
{
	static const struct {
		const char *name;
		enum codec codec;
	} rows[] = {{"formats/rootfs.newc.cpio.gz", CODEC_GZIP},
		    {"formats/rootfs.newc.cpio.xz", CODEC_XZ},
		    {"formats/rootfs.newc.cpio.zst", CODEC_ZSTD}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = testkit_corpus(rows[i].name);
		struct writer out = writer_of(1u << 28, "sample");
		const char *differs;
		struct error e;
		size_t used;

		if (!in.at)
			skip();
		assert_true(codec_stream(rows[i].codec, NULL, in, &out, &used, &e));
		differs = testkit_compare_files_tsv(&format_cpio, writer_bytes(&out), true);
		if (differs)
			fail_msg("%s: %s", rows[i].name, differs);
		writer_free(&out);
		free((void *)in.at);
	}
}

static void every_encoding_is_read_and_its_end_found(void **state)
{
	static const char *const kinds[] = {"newc", "crc", "odc", "bin"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		char command[512], *listing;
		struct claim claim = {0};
		struct bytes in;
		uint8_t *more;

		snprintf(command, sizeof command, TREE "-H %s > $1", kinds[i]);
		in = testkit_make(command);
		if (!in.at)
			skip();
		more = malloc(in.len + 4096);
		memcpy(more, in.at, in.len);
		memset(more + in.len, 0xff, 4096);
		assert_true(format_cpio.probe(bytes_of(more, in.len + 4096), &claim));
		assert_int_equal(claim.len, in.len);
		assert_false(claim.truncated);
		listing = testkit_listing(&format_cpio, bytes_of(more, in.len + 4096));
		if (!strstr(listing, "/sub/link -> ../a.txt\n") || !strstr(listing, "f 4755 0 5 13893 ") ||
		    strstr(listing, "error") || strstr(listing, "unread"))
			fail_msg("%s: %s", kinds[i], listing);
		if (i < 2 && !strstr(listing, "h 0644 0 5 0 - /"))
			fail_msg("%s: %s", kinds[i], listing);
		free(listing);
		free(more);
		free((void *)in.at);
	}
}

static void a_wrong_member_checksum_is_told(void **state)
{
	struct bytes in = testkit_make(TREE "-H crc > $1");
	uint8_t *copy;
	char *listing;
	size_t at;

	(void)state;
	if (!in.at)
		skip();
	copy = malloc(in.len);
	memcpy(copy, in.at, in.len);
	at = bytes_find_str(in, "2998\n2999");
	assert_int_not_equal(at, SIZE_MAX);
	copy[at] = 'X';
	listing = testkit_listing(&format_cpio, bytes_of(copy, in.len));
	assert_non_null(strstr(listing, "unread /sub/big"));
	assert_non_null(strstr(listing, "property checksum = member sum: bad\n"));
	free(listing);
	free(copy);
	free((void *)in.at);
}

static void names_that_leave_the_container_are_told(void **state)
{
	struct bytes in =
		testkit_make("mkdir $2/t && cd $2/t && echo x > ../evil && echo ../evil | cpio -o -H newc > $1");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_cpio, in);
	assert_non_null(strstr(listing, "name leaves the container\n"));
	assert_non_null(strstr(listing, " /evil\n"));
	free(listing);
	free((void *)in.at);
}

static void a_cut_archive_yields_what_there_is_and_then_the_error(void **state)
{
	struct bytes in = testkit_make(TREE "-H newc > $1");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_cpio, bytes_part(in, 0, in.len / 2));
	assert_non_null(strstr(listing, " /a.txt"));
	assert_non_null(strstr(listing, "error: "));
	free(listing);
	assert_true(testkit_all_prefixes(&format_cpio, in, 700, 97) > 700);
	assert_true(testkit_failing_allocations(&format_cpio, in, 200) >= 3);
	free((void *)in.at);
}

static void a_number_that_is_none_is_refused(void **state)
{
	struct claim claim;

	(void)state;
	assert_false(
		format_cpio.probe(bytes_of("070701zzzzzzzz000081a400000000000000000000000100000000000000000000000000"
					   "0000000000000000000000000000000000000200000000a\0\0\0",
					   120),
				  &claim));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_file_system_is_read_whole_from_every_compression),
		cmocka_unit_test(every_encoding_is_read_and_its_end_found),
		cmocka_unit_test(a_wrong_member_checksum_is_told),
		cmocka_unit_test(names_that_leave_the_container_are_told),
		cmocka_unit_test(a_cut_archive_yields_what_there_is_and_then_the_error),
		cmocka_unit_test(a_number_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
