#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/codec.h"
#include "assess/formats/parts_testkit.h"

extern const struct format format_iso9660;

#define TREE                                                                                                           \
	"cd \"$2\" && mkdir -p r/etc/init.d r/a/b/c/d/e/f/g/h/i && echo root > r/etc/passwd && "                       \
	"printf 'a long name' > \"r/etc/A name that is long, longer, and Longer still.conf\" && "                      \
	"ln -s ../etc/passwd r/a/link && ln -s /etc r/abs && chmod 600 r/etc/passwd && : > r/empty && "                \
	"echo deep > r/a/b/c/d/e/f/g/h/i/deep.txt && seq 1 3000 > r/many && "                                          \
	"for i in $(seq 1 120); do echo $i > r/etc/init.d/script-$i; done && "

static struct bytes made(const char *command)
{
	struct bytes in = testkit_make(command);

	if (!in.at)
		skip();
	return in;
}

static void is(struct bytes in, const char *path, const char *content)
{
	struct bytes member = testkit_member(&format_iso9660, in, path);

	if (!bytes_is(member, content))
		fail_msg("%s: %.*s", path, (int)member.len, member.at ? (const char *)member.at : "missing");
	KIT_FREE(member);
}

static void rock_ridge_names_modes_and_links_are_read(void **state)
{
	(void)state;
	static const char *const makers[] = {
		TREE "genisoimage -quiet -R -V SAMPLE -o \"$1\" r",
		TREE "xorriso -as mkisofs -quiet -R -J -V SAMPLE -o \"$1\" r",
	};

	for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
		struct bytes in = made(makers[i]);
		struct claim claim = {0};

		assert_true(format_iso9660.probe(in, &claim));
		assert_int_equal(claim.len % 2048, 0);
		assert_false(claim.truncated);
		kit_lists(&format_iso9660, in, "property name = SAMPLE\n");
		kit_lists(&format_iso9660, in, "property type = Rock Ridge\n");
		kit_lists_not(&format_iso9660, in, "unread");
		kit_lists_not(&format_iso9660, in, "error");
		is(in, "/etc/passwd", "root\n");
		is(in, "/etc/A name that is long, longer, and Longer still.conf", "a long name");
		is(in, "/a/b/c/d/e/f/g/h/i/deep.txt", "deep\n");
		is(in, "/etc/init.d/script-120", "120\n");
		kit_lists(&format_iso9660, in, "f 0600 ");
		kit_lists(&format_iso9660, in, "/a/link -> ../etc/passwd\n");
		kit_lists(&format_iso9660, in, "/abs -> /etc\n");
		if (i == 0)
			kit_survives(&format_iso9660, in);
		KIT_FREE(in);
	}
}

static void joliet_and_plain_names_are_read(void **state)
{
	(void)state;
	struct bytes in = made(TREE "rm -rf r/a/b/c/d/e/f && genisoimage -quiet -J -o \"$1\" r");

	kit_lists(&format_iso9660, in, "property type = Joliet\n");
	kit_lists_not(&format_iso9660, in, "unread");
	is(in, "/etc/passwd", "root\n");
	is(in, "/etc/A name that is long, longer, and Longer still.conf", "a long name");
	KIT_FREE(in);
	in = made(TREE "rm -rf r/a/b/c/d/e/f && genisoimage -quiet -o \"$1\" r");
	kit_lists(&format_iso9660, in, "property type = plain\n");
	kit_lists_not(&format_iso9660, in, "unread");
	is(in, "/etc/passwd", "root\n");
	KIT_FREE(in);
}

/* Every byte of the directories damaged, one after the other. */
static void damage_neither_crashes_nor_hangs(void **state)
{
	(void)state;
	struct bytes in = made("cd \"$2\" && mkdir -p r/a/b && echo x > r/a/b/c && ln -s c r/a/b/l && "
			       "genisoimage -quiet -R -no-pad -o \"$1\" r");
	uint8_t *copy = kit_copy(in);
	size_t said = 0;

	for (size_t at = 0x8000; at < in.len; at++) {
		char *listing;

		if (in.at[at] == 0 && at % 16)
			continue;
		copy[at] ^= 0x55;
		listing = testkit_listing(&format_iso9660, bytes_of(copy, in.len));
		assert_non_null(listing);
		said += strstr(listing, "unread") || strstr(listing, "error");
		free(listing);
		copy[at] = in.at[at];
	}
	assert_true(said > 0);
	free(copy);
	KIT_FREE(in);
}

static void a_directory_that_holds_itself_is_walked_once(void **state)
{
	(void)state;
	struct bytes in = made("cd \"$2\" && mkdir -p r/loop && echo x > r/loop/file && "
			       "genisoimage -quiet -o \"$1\" r");
	uint8_t *at = (uint8_t *)in.at;
	size_t name = bytes_find(in, bytes_of("\x04LOOP", 5)), root = 0x8000 + 156 + 2;

	/* the record's name stands 32 bytes behind its beginning: the directory's place becomes the root's */
	assert_true(name != SIZE_MAX && name > 32);
	while (name != SIZE_MAX) {
		memcpy(at + name - 32 + 2, at + root, 8);
		size_t next = bytes_find(bytes_part(in, name + 1, in.len), bytes_of("\x04LOOP", 5));
		name = next == SIZE_MAX ? SIZE_MAX : name + 1 + next;
	}
	kit_lists(&format_iso9660, in, "unread /loop @0x");
	kit_lists(&format_iso9660, in, "or a loop\n");
	KIT_FREE(in);
}

static struct bytes unpacked(const char *name)
{
	struct bytes in = testkit_corpus(name), ret = {NULL, 0};
	struct writer out = writer_of(1u << 28, "sample");
	struct error e;
	size_t used;

	if (in.at && codec_stream(CODEC_COMPRESS, NULL, in, &out, &used, &e))
		ret = writer_take(&out);
	writer_free(&out);
	KIT_FREE(in);
	return ret;
}

static void looped_continuations_and_fuzzed_images_end(void **state)
{
	(void)state;
	struct bytes loop = unpacked("robust/libarchive/test_read_format_iso_rockridge_ce_loop.iso.Z");
	struct bytes fuzzed = unpacked("robust/libarchive/test_fuzz_1.iso.Z");
	struct claim claim = {0};

	if (!loop.at || !fuzzed.at)
		skip();
	assert_true(format_iso9660.probe(loop, &claim));
	assert_int_equal(claim.len % 2048, 0);
	kit_lists(&format_iso9660, loop, "Rock Ridge: damaged, or continued without end\n");
	free(testkit_listing(&format_iso9660, fuzzed));
	assert_true(testkit_all_prefixes(&format_iso9660, fuzzed, 64, fuzzed.len / 64 + 1) > 0);
	KIT_FREE(loop);
	KIT_FREE(fuzzed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rock_ridge_names_modes_and_links_are_read),
		cmocka_unit_test(joliet_and_plain_names_are_read),
		cmocka_unit_test(damage_neither_crashes_nor_hangs),
		cmocka_unit_test(a_directory_that_holds_itself_is_walked_once),
		cmocka_unit_test(looped_continuations_and_fuzzed_images_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
