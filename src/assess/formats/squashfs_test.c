#include "assess/formats/format_testkit.h"
#include "assess/formats/squashfs_testimage.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_squashfs;

static size_t lines_with(const char *listing, const char *what)
{
	size_t count = 0;

	for (const char *at = strstr(listing, what); at; at = strstr(at + 1, what))
		count++;
	return count;
}

static void compare_with_files_tsv(const char *name, const char *compression)
{
	struct bytes in = testkit_corpus(name);
	struct claim claim = {0};
	const char *difference;
	char *listing;

	if (!in.at)
		skip();
	assert_true(format_squashfs.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	assert_int_equal(claim.sure, 100);
	difference = testkit_compare_files_tsv(&format_squashfs, in, true);
	if (difference)
		fail_msg("%s: %s", name, difference);
	listing = testkit_listing(&format_squashfs, in);
	assert_non_null(strstr(listing, compression));
	assert_null(strstr(listing, "unread"));
	assert_null(strstr(listing, "unloadable"));
	free(listing);
	free((void *)in.at);
}

static void gzip_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("formats/rootfs.gzip.squashfs", "property compression = gzip\n");
}
static void xz_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("formats/rootfs.xz.squashfs", "property compression = xz\n");
}
static void lzma_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("formats/rootfs.lzma.squashfs", "property compression = lzma\n");
}
static void lzo_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("formats/rootfs.lzo.squashfs", "property compression = lzo\n");
}
static void lz4_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("formats/rootfs.lz4.squashfs", "property compression = lz4\n");
}
static void zstd_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("formats/rootfs.zstd.squashfs", "property compression = zstd\n");
}
static void camera_image_has_every_file(void **state)
{
	(void)state;
	compare_with_files_tsv("firmware/rraycom-camera-rootfs.squashfs", "property created = 2020-12-09T08:00:36Z\n");
}

/* The listing of an image inside a firmware file, after checks that all of it could be read. */
static char *embedded(const char *name, size_t at, size_t want_len, size_t want_nodes)
{
	struct bytes in = testkit_corpus(name), part;
	struct claim claim = {0};
	size_t nodes = 0;
	char *listing;

	if (!in.at)
		skip();
	part = bytes_part(in, at, SIZE_MAX);
	assert_true(format_squashfs.probe(part, &claim));
	assert_int_equal(claim.sure, 100);
	assert_false(claim.truncated);
	if (want_len)
		assert_int_equal(claim.len, want_len);
	listing = testkit_listing(&format_squashfs, part);
	assert_null(strstr(listing, "unread"));
	assert_null(strstr(listing, "unloadable"));
	assert_null(strstr(listing, "error: "));
	assert_null(strstr(listing, "size differs"));
	for (const char *line = listing; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		nodes += line[1] == ' ';
	assert_int_equal(nodes, want_nodes);
	free((void *)in.at);
	return listing;
}

static void lzma_with_five_byte_headers_is_read(void **state)
{
	char *listing = embedded("firmware/dlink-dir300-revb5-2.15b01.bin", 0x12008c, 0, 1473);

	(void)state;
	assert_non_null(strstr(listing, "property compression = lzma, 5-byte headers (the header says lzma)\n"));
	assert_non_null(strstr(listing, "/etc/init0.d/S80telnetd.sh"));
	free(listing);
}
static void librarybox_image_is_read(void **state)
{
	char *listing = embedded("firmware/librarybox-openwrt-tl-wr703n.bin", 0xed044, 0, 864);

	(void)state;
	assert_non_null(strstr(listing, " /usr/lib/opkg/status\n"));
	free(listing);
}
static void tplink_image_is_read(void **state)
{
	char *listing = embedded("firmware/tplink-mt7628-flash-0-3e0000.bin", 0x100000, 0, 552);

	(void)state;
	assert_non_null(strstr(listing, " /etc/passwd.bak\n"));
	free(listing);
}

static void smallest_image_is_read(void **state)
{
	char *listing = embedded("signatures/squashfs.bin", 0, 4096, 2);

	(void)state;
	assert_int_equal(lines_with(listing, "\nd "), 1);
	assert_int_equal(lines_with(listing, "\nf "), 1);
	free(listing);
}

static void setuid_setgid_and_sticky_are_kept(void **state)
{
	char *listing = embedded("kat/fact/file_system_metadata/squashfs.img", 0, 4096, 6);

	(void)state;
	assert_true(lines_with(listing, "f 4") + lines_with(listing, "f 6") > 0);
	assert_true(lines_with(listing, "f 2") > 0 || lines_with(listing, "f 6") > 0);
	assert_true(lines_with(listing, "f 1") + lines_with(listing, "d 1") > 0);
	free(listing);
}

/* --- images made here --- */

static void all_kinds_of_nodes_come_back(void **state)
{
	struct bytes in =
		testkit_make("mkdir \"$2/r\" && cd \"$2/r\" && mkdir -p a/b && printf hello > a/f && ln a/f a/g && "
			     "ln -s ../x a/l && : > empty && head -c 300000 /dev/zero > hole && "
			     "mksquashfs . \"$1\" -noappend -no-progress -mkfs-time 86400 -all-time 5 "
			     "-p 'dev c 600 0 0 5 1' -p 'disk b 660 0 6 8 300' -p 'pipe i 644 1 2 f' "
			     "-p 'sock i 644 1 2 s'");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_squashfs, in);
	assert_non_null(strstr(listing, " 5 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 "
					"/a/f\n"));
	assert_non_null(strstr(listing, " /a/g -> /a/f\n"));
	assert_non_null(strstr(listing, " 0 - /a/l -> ../x\n"));
	assert_non_null(strstr(listing, "c 0600 0 0 0 - /dev\n"));
	assert_non_null(strstr(listing, "b 0660 0 6 0 - /disk\n"));
	assert_non_null(strstr(listing, "p 0644 1 2 0 - /pipe\n"));
	assert_non_null(strstr(listing, "s 0644 1 2 0 - /sock\n"));
	assert_non_null(
		strstr(listing, " 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 /empty\n"));
	assert_non_null(strstr(listing, " 300000 "));
	assert_non_null(strstr(listing, "property created = 1970-01-02T00:00:00Z\n"));
	assert_null(strstr(listing, "unread"));
	assert_null(strstr(listing, "unloadable"));
	free(listing);
	free((void *)in.at);
}

static struct bytes small_sample(const char *options)
{
	char command[1024];

	snprintf(
		command, sizeof command,
		"mkdir -p \"$2/r/d\" && cd \"$2/r\" && seq 1 4000 > big && seq 1 30 > d/small && seq 1 20 > d/other && "
		"ln -s small d/link && mksquashfs . \"$1\" -all-root -noappend -no-progress -b 4096 %s",
		options);
	return testkit_make(command);
}

static void unpacked_content_is_handed_out_in_place(void **state)
{
	struct bytes in = small_sample("-noD -noF"), packed = small_sample("-comp xz");
	char *one, *two;

	(void)state;
	if (!in.at || !packed.at)
		skip();
	one = testkit_listing(&format_squashfs, in);
	two = testkit_listing(&format_squashfs, packed);
	assert_string_equal(strstr(one, "\nd "), strstr(two, "\nd "));
	free(one);
	free(two);
	free((void *)in.at);
	free((void *)packed.at);
}

static void every_prefix_is_survived(void **state)
{
	static const char *const options[] = {"-comp gzip", "-comp xz", "-comp zstd", "-comp lzma"};
	bool any = false;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct bytes in = small_sample(options[i]);

		if (!in.at)
			continue;
		any = true;
		assert_true(testkit_all_prefixes(&format_squashfs, in, 600, 37) > 100);
		free((void *)in.at);
	}
	if (!any)
		skip();
}

static void failing_allocations_are_survived(void **state)
{
	struct bytes in = small_sample("-comp xz");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_failing_allocations(&format_squashfs, in, 5000) > 8);
	listing = testkit_listing(&format_squashfs, in);
	assert_null(strstr(listing, "error"));
	free(listing);
	free((void *)in.at);
}

static void a_truncated_image_says_so(void **state)
{
	struct bytes in = small_sample("");
	struct claim claim = {0};
	struct bytes half;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	half = bytes_part(in, 0, 500);
	assert_true(format_squashfs.probe(half, &claim));
	assert_true(claim.truncated);
	assert_int_equal(claim.len, 500);
	listing = testkit_listing(&format_squashfs, half);
	assert_non_null(strstr(listing, "property truncated = 500 of "));
	assert_non_null(strstr(listing, "unread / "));
	free(listing);
	free((void *)in.at);
}

static void damaged_content_is_named_and_the_rest_is_read(void **state)
{
	struct bytes in = small_sample("-comp gzip -no-fragments");
	uint8_t *at = (uint8_t *)in.at;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	memset(at + 96 + 20, 0xff, 100); /* in the first block of the first file */
	listing = testkit_listing(&format_squashfs, in);
	assert_non_null(strstr(listing, "unloadable /big (block at 0x60: zlib: the data is damaged)\n"));
	assert_non_null(strstr(listing, " /d/small\n"));
	assert_int_equal(lines_with(listing, "unloadable"), 1);
	free(listing);
	free(at);
}

static void inconsistent_headers_are_not_claimed(void **state)
{
	struct bytes in = small_sample("");
	static const size_t fields[] = {12, 20, 22, 28, 30, 32 + 3, 64 + 4, 72 + 4};
	struct claim claim;
	uint8_t *at = (uint8_t *)in.at;

	(void)state;
	if (!in.at)
		skip();
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		at[fields[i]] ^= 0x55;
		if (format_squashfs.probe(in, &claim))
			fail_msg("claimed with a changed byte at %zu", fields[i]);
		at[fields[i]] ^= 0x55;
	}
	assert_true(format_squashfs.probe(in, &claim));
	free(at);
}

/* --- versions 1 to 3 --- */

static void check_old(unsigned major, bool big_endian, enum testimage_packing packing)
{
	static const char *const notes[] = {
		"property compression = gzip\n", "property compression = gzip\n",
		"property compression = lzma, no headers, unusual properties (the header says gzip)\n"};
	struct bytes in = testimage_make(major, big_endian, packing), big;
	struct claim claim = {0};
	char *listing, version[64];

	assert_true(format_squashfs.probe(in, &claim));
	assert_int_equal(claim.sure, 100);
	assert_int_equal(claim.len, in.len);
	listing = testkit_listing(&format_squashfs, in);
	snprintf(version, sizeof version, "property version = %u.0\nproperty type = %s-endian", major,
		 big_endian ? "big" : "little");
	if (!strstr(listing, version) || !strstr(listing, notes[packing]) || strstr(listing, "unread") ||
	    strstr(listing, "unloadable"))
		fail_msg("%u %d %d: %s", major, big_endian, packing, listing);
	assert_non_null(strstr(listing, "property created = 1970-01-01T00:16:40Z\n"));
	assert_non_null(strstr(listing, "d 0755 70000 70000 0 - /d\n"));
	assert_non_null(strstr(listing, "f 0644 70000 70000 6 "
					"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 /d/f\n"));
	assert_non_null(strstr(listing, "l 0777 70000 70000 0 - /l -> d/f\n"));
	assert_non_null(strstr(listing, "c 0620 70000 70000 0 - /tty\n"));
	assert_non_null(strstr(listing, "p 0600 70000 70000 0 - /p\n"));
	assert_int_equal(strstr(listing, " /h -> /d/f\n") != NULL, major == 3);
	free(listing);
	big = testkit_member(&format_squashfs, in, "/big");
	assert_int_equal(big.len, 10000);
	for (size_t i = 0; i < big.len; i++)
		assert_int_equal(big.at[i], 'a' + i * 7 / 3 % 26);
	free((void *)big.at);
	free((void *)in.at);
}

static void versions_1_to_3_are_read_in_both_byte_orders(void **state)
{
	(void)state;
	for (unsigned major = 1; major <= 3; major++)
		for (int big_endian = 0; big_endian < 2; big_endian++)
			for (int packing = TESTIMAGE_STORED; packing <= TESTIMAGE_LZMA_BARE; packing++)
				check_old(major, big_endian, packing);
}

static void renamed_magics_are_known(void **state)
{
	static const char *const names[] = {"shsq", "qshs", "tqsh", "hsqt", "sqlz", "sqsh", "hsqs"};
	struct bytes in = testimage_make(3, true, TESTIMAGE_LZMA_BARE);
	struct claim claim;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		memcpy((void *)in.at, names[i], 4);
		assert_true(format_squashfs.probe(in, &claim));
		assert_int_equal(claim.sure, 100);
	}
	memcpy((void *)in.at, "nope", 4);
	assert_false(format_squashfs.probe(in, &claim));
	free((void *)in.at);
}

static void prefixes_of_old_versions_are_survived(void **state)
{
	(void)state;
	for (unsigned major = 1; major <= 3; major++) {
		struct bytes in = testimage_make(major, major == 2, TESTIMAGE_ZLIB);

		assert_true(testkit_all_prefixes(&format_squashfs, in, 130, 11) > 130);
		free((void *)in.at);
	}
}

/* --- several threads --- */

struct shared {
	const struct format *format;
	void *opened;
	struct {
		uint64_t cookie, size;
	} files[64];
	size_t count;
	uint64_t sums[4][64];
};

struct job {
	struct shared *shared;
	size_t number;
};

static bool shared_node(void *ctx, const struct node *n, struct error *e)
{
	struct shared *s = ctx;

	(void)e;
	if (n->kind == CONTENT_LAZY && s->count < 64) {
		s->files[s->count].cookie = n->cookie;
		s->files[s->count++].size = n->size;
	}
	return true;
}
static void shared_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	(void)ctx, (void)path, (void)offset;
	fail_msg("%s", why);
}
static void shared_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	(void)ctx, (void)key, (void)value, (void)offset, (void)len;
}

static void *shared_run(void *arg)
{
	const struct job *job = arg;
	struct shared *s = job->shared;
	struct writer out = writer_of(1 << 24, "content");
	struct error e;

	for (size_t round = 0; round < 8; round++)
		for (size_t i = 0; i < s->count; i++) {
			/* each thread in another order */
			size_t at = (i * (job->number * 2 + 1) + round) % s->count;

			writer_reset(&out);
			if (!s->format->load(s->opened, s->files[at].cookie, s->files[at].size, &out, &e))
				break;
			s->sums[job->number][at] = 1;
			for (size_t k = 0; k < out.len; k++)
				s->sums[job->number][at] = s->sums[job->number][at] * 31 + out.at[k];
		}
	writer_free(&out);
	return NULL;
}

static void threads_that_load_at_once_get_the_same(void **state)
{
	struct bytes in = testkit_make(
		"mkdir \"$2/r\" && cd \"$2/r\" && for i in $(seq 1 60); do seq $i $((i * 40)) > f$i; done && "
		"mksquashfs . \"$1\" -all-root -noappend -no-progress -b 4096");
	struct shared s = {.format = &format_squashfs};
	struct visitor v = {&s, shared_node, shared_unread, shared_property};
	struct limits limits = limits_default();
	pthread_t threads[4];
	struct job jobs[4];
	struct arena arena;
	struct error e;

	(void)state;
	if (!in.at)
		skip();
	arena_init(&arena, 0);
	assert_true(format_squashfs.open(in, &limits, &arena, &s.opened, &e));
	assert_true(format_squashfs.walk(s.opened, &v, &e));
	assert_true(s.count >= 50);
	for (size_t i = 0; i < 4; i++) {
		jobs[i] = (struct job){&s, i};
		assert_int_equal(pthread_create(&threads[i], NULL, shared_run, &jobs[i]), 0);
	}
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < s.count; i++) {
		assert_true(s.sums[0][i] > 1);
		for (size_t k = 1; k < 4; k++)
			assert_true(s.sums[k][i] == s.sums[0][i]);
	}
	format_squashfs.close(s.opened);
	arena_done(&arena);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gzip_image_has_every_file),
		cmocka_unit_test(xz_image_has_every_file),
		cmocka_unit_test(lzma_image_has_every_file),
		cmocka_unit_test(lzo_image_has_every_file),
		cmocka_unit_test(lz4_image_has_every_file),
		cmocka_unit_test(zstd_image_has_every_file),
		cmocka_unit_test(camera_image_has_every_file),
		cmocka_unit_test(lzma_with_five_byte_headers_is_read),
		cmocka_unit_test(librarybox_image_is_read),
		cmocka_unit_test(tplink_image_is_read),
		cmocka_unit_test(smallest_image_is_read),
		cmocka_unit_test(setuid_setgid_and_sticky_are_kept),
		cmocka_unit_test(all_kinds_of_nodes_come_back),
		cmocka_unit_test(unpacked_content_is_handed_out_in_place),
		cmocka_unit_test(every_prefix_is_survived),
		cmocka_unit_test(failing_allocations_are_survived),
		cmocka_unit_test(a_truncated_image_says_so),
		cmocka_unit_test(damaged_content_is_named_and_the_rest_is_read),
		cmocka_unit_test(versions_1_to_3_are_read_in_both_byte_orders),
		cmocka_unit_test(renamed_magics_are_known),
		cmocka_unit_test(prefixes_of_old_versions_are_survived),
		cmocka_unit_test(threads_that_load_at_once_get_the_same),
		cmocka_unit_test(inconsistent_headers_are_not_claimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
