/* The engine in this process, without a sandbox: what it finds in raw bytes and how it accounts for them. */
#include "assess/unpack/engine.h"

#include "assess/formats/format_testkit.h"
#include "assess/unpack/wire.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

struct outcome {
	struct facts *facts;
	struct wire_totals totals;
	bool done;
};

struct drain {
	int fd;
	struct writer bytes;
};

static void *drain_pipe(void *arg)
{
	struct drain *d = arg;

	for (;;) {
		uint8_t *to = writer_reserve(&d->bytes, 65536);
		ssize_t n = to ? read(d->fd, to, 65536) : -1;

		if (n <= 0)
			return NULL;
		writer_commit(&d->bytes, (size_t)n);
	}
}

static struct outcome run(struct bytes input, const struct limits *limits)
{
	struct shared *shared = calloc(1, sizeof *shared);
	struct drain drain = {.bytes = writer_of(1u << 28, "records")};
	struct outcome out = {.facts = facts_new()};
	struct bytes left;
	pthread_t thread;
	struct error e;
	int fds[2];

	shared->limits = *limits;
	shared->threads = 2;
	shared->input_size = input.len;
	snprintf(shared->name, sizeof shared->name, "img");
	assert_int_equal(pipe(fds), 0);
	drain.fd = fds[0];
	assert_int_equal(pthread_create(&thread, NULL, drain_pipe, &drain), 0);
	if (!engine_run(shared, input, -1, fds[1], &e))
		fail_msg("%s", e.text);
	close(fds[1]);
	pthread_join(thread, NULL);
	close(fds[0]);
	for (left = writer_bytes(&drain.bytes); left.len >= 5;) {
		size_t len = left.at[0] | (size_t)left.at[1] << 8 | (size_t)left.at[2] << 16 | (size_t)left.at[3] << 24;
		struct bytes payload = bytes_part(left, 5, len - 1);

		if (left.at[4] == WIRE_NODE)
			assert_true(wire_read_node(payload, out.facts, &e));
		else
			out.done = wire_read_done(payload, &out.totals, &e);
		left = bytes_part(left, 4 + len, UINT64_MAX);
	}
	assert_true(out.done);
	assert_true(facts_sort(out.facts, &e));
	writer_free(&drain.bytes);
	free(shared);
	return out;
}

static bool has_node(const struct facts *f, const char *chain)
{
	for (size_t i = 0; i < facts_node_count(f); i++)
		if (bytes_is(facts_node_at(f, (uint32_t)i)->chain, chain))
			return true;
	return false;
}

/* A cpio archive with one file, made by hand so that no tool is needed. */
static void write_cpio(struct writer *w, const char *name, const char *content)
{
	const char *const names[] = {name, "TRAILER!!!"};
	const char *const contents[] = {content, ""};

	for (unsigned i = 0; i < 2; i++) {
		write_fmt(w, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 1 + i, i ? 0 : 0100644, 0, 0,
			  1, 0, (unsigned)strlen(contents[i]), 0, 0, 0, 0, (unsigned)strlen(names[i]) + 1, 0);
		write_bytes(w, bytes_of(names[i], strlen(names[i]) + 1));
		while (w->len % 4)
			write_u8(w, 0);
		write_str(w, contents[i]);
		while (w->len % 4)
			write_u8(w, 0);
	}
}

static void containers_are_found_at_any_offset_and_gaps_are_said(void **state)
{
	struct limits limits = limits_default();
	struct writer w = writer_of(1u << 20, "image");
	struct outcome out;
	size_t second;

	(void)state;
	write_fill(&w, 0xff, 4096);
	for (unsigned i = 0; i < 5000; i++)
		write_u8(&w, (uint8_t)(i * 7 + i / 13 + 1));
	write_fill(&w, 0, 4096 * 3 - w.len);
	write_cpio(&w, "etc/motd", "hello");
	second = (w.len + 511) / 512 * 512;
	write_fill(&w, 0, second - w.len);
	write_cpio(&w, "etc/other", "hello");
	write_fill(&w, 0xff, 65536 - w.len);
	out = run(writer_bytes(&w), &limits);
	assert_true(has_node(out.facts, "img!0x3000:cpio!/etc/motd"));
	assert_int_equal(facts_count(out.facts, FACT_REGION), 1);
	assert_true(has_node(out.facts, "img!0x1000:data"));
	assert_int_equal(out.totals.bytes, 65536);
	/* everything but the region, which is trimmed of padding */
	assert_int_equal(out.totals.explained, 65536 - facts_at(out.facts, FACT_REGION, 0)->len);
	assert_true(facts_at(out.facts, FACT_REGION, 0)->len <= 5000);
	facts_free(out.facts);
	writer_free(&w);
}

static void a_file_with_an_images_name_is_searched(void **state)
{
	struct limits limits = limits_default();
	struct outcome out;
	struct bytes image =
		testkit_make("cd \"$2\" && printf 'root::0:0::/:/bin/sh\\n' > passwd && gzip -n passwd && "
			     "(printf 'VENDOR\\001\\002%0120d' 7; cat passwd.gz) > update.bin && "
			     "cp update.bin update.dat && mkdir -p lib/firmware && cp update.bin lib/firmware && "
			     "tar cf \"$1\" update.bin update.dat lib");

	(void)state;
	if (!image.at)
		skip();
	out = run(image, &limits);
	assert_true(has_node(out.facts, "img!0x0:tar!/update.bin!0x80:gzip"));
	/* data of a program, and a chip's firmware, are not taken apart */
	assert_false(has_node(out.facts, "img!0x0:tar!/update.dat!0x80:gzip"));
	assert_false(has_node(out.facts, "img!0x0:tar!/lib/firmware/update.bin!0x80:gzip"));
	assert_int_equal(facts_count(out.facts, FACT_REGION), 0);
	facts_free(out.facts);
	free((void *)(uintptr_t)image.at);
}

/* A flash image with two partitions of plain data each: what is in them must not fall together. */
static void parts_of_one_container_keep_their_names(void **state)
{
	struct limits limits = limits_default();
	struct writer w = writer_of(1u << 20, "disk");
	struct outcome out;

	(void)state;
	/* a master boot record with two partitions, by hand: type 0xda, sectors 8 to 15 and 16 to 23 */
	write_fill(&w, 0, 446);
	for (unsigned i = 0; i < 4; i++) {
		static const uint8_t entry[8] = {0, 0, 2, 0, 0xda, 0, 3, 0};

		if (i < 2) {
			write_bytes(&w, bytes_of(entry, sizeof entry));
			write_u32le(&w, 8 + 8 * i);
			write_u32le(&w, 8);
		} else {
			write_fill(&w, 0, 16);
		}
	}
	write_str(&w, "\x55\xaa");
	write_fill(&w, 0, 8 * 512 - w.len);
	for (unsigned i = 0; i < 2 * 8 * 512; i++)
		write_u8(&w, (uint8_t)(i * (i < 8 * 512 ? 7 : 11) + i / 13 + 1));
	out = run(writer_bytes(&w), &limits);
	assert_true(has_node(out.facts, "img!0x0:mbr!p1!0x0:data"));
	assert_true(has_node(out.facts, "img!0x0:mbr!p2!0x0:data"));
	assert_int_equal(facts_count(out.facts, FACT_REGION), 2);
	facts_free(out.facts);
	writer_free(&w);
}

static void depth_is_a_budget(void **state)
{
	struct limits limits = limits_default();
	struct writer w = writer_of(1u << 20, "image");
	struct outcome out;
	char line[] = "cd \"$2\" && echo inner > f && for i in 1 2 3 4 5 6; do gzip -n -c f > g && mv g f; done && cp "
		      "f \"$1\"";
	struct bytes nested = testkit_make(line);
	bool said = false;

	(void)state;
	if (!nested.at)
		skip();
	limits.depth = 3;
	out = run(nested, &limits);
	FACTS_EACH (out.facts, FACT_UNREAD, fact) {
		said |= bytes_find_str(fact->field[UNREAD_WHY], "depth") != SIZE_MAX;
	}
	assert_true(said);
	facts_free(out.facts);
	limits.depth = 16;
	out = run(nested, &limits);
	assert_int_equal(facts_count(out.facts, FACT_UNREAD), 0);
	assert_int_equal(facts_count(out.facts, FACT_CONTAINER), 6);
	facts_free(out.facts);
	free((void *)(uintptr_t)nested.at);
	writer_free(&w);
}

static void every_prefix_of_an_image_is_survived(void **state)
{
	struct limits limits = limits_default();
	struct writer w = writer_of(1u << 20, "image");

	(void)state;
	write_cpio(&w, "etc/passwd", "root::0:0:root:/:/bin/sh\n");
	for (size_t len = 0; len < w.len; len += 3) {
		uint8_t *copy = malloc(len ? len : 1);
		struct outcome out;

		memcpy(copy, w.at, len);
		out = run(bytes_of(copy, len), &limits);
		assert_int_equal(out.totals.bytes, len);
		assert_true(out.totals.explained <= len);
		facts_free(out.facts);
		free(copy);
	}
	writer_free(&w);
}

static void identical_files_share_what_was_observed(void **state)
{
	struct limits limits = limits_default();
	struct bytes image = testkit_make("cd \"$2\" && mkdir a b && cp /bin/true a/one && cp /bin/true b/two && "
					  "tar cf \"$1\" a b");
	const struct fact *one, *two;
	struct outcome out;

	(void)state;
	if (!image.at)
		skip();
	out = run(image, &limits);
	assert_int_equal(facts_count(out.facts, FACT_ELF), 2);
	one = facts_at(out.facts, FACT_ELF, 0);
	two = facts_at(out.facts, FACT_ELF, 1);
	assert_true(bytes_is(fact_node_of(out.facts, one)->path, "/a/one"));
	assert_true(bytes_is(fact_node_of(out.facts, two)->path, "/b/two"));
	for (unsigned i = 0; i < ELF_FIELDS; i++)
		assert_true(bytes_equal(one->field[i], two->field[i]));
	facts_free(out.facts);
	free((void *)(uintptr_t)image.at);
}

/* A kernel that is not compressed: its banner and 300 KiB of nothing much. */
static void write_kernel(struct writer *w)
{
	write_fill(w, 0x24, 5000);
	write_str(w, "%s version %s (someone@somewhere)");
	write_fill(w, 0, 16);
	write_str(w, "Linux version 5.10.7 (someone@somewhere) (gcc 9) #7 SMP Tue Jan 5\n");
	write_fill(w, 0x25, 300u << 10);
}

static void a_kernel_is_observed_once_wherever_it_lies(void **state)
{
	struct limits limits = limits_default();
	struct bytes archive = testkit_make("cd \"$2\" && { head -c 5000 /dev/zero | tr '\\0' x; printf "
					    "'%%s version %%s (a@b)\\0Linux version 5.10.7 (a@b) (gcc 9) #7 SMP\\n'; "
					    "head -c 300000 /dev/zero | tr '\\0' y; } > Image && tar cf \"$1\" Image");
	struct writer w = writer_of(1u << 20, "image");
	struct outcome out;

	(void)state;
	write_kernel(&w);
	out = run(writer_bytes(&w), &limits);
	assert_int_equal(facts_count(out.facts, FACT_CONTAINER), 1);
	assert_true(has_node(out.facts, "img!0x0:linux!/vmlinux"));
	facts_free(out.facts);
	writer_free(&w);
	if (!archive.at)
		skip();
	/* as a file it is observed under its own name, and opened for what is built into it */
	out = run(archive, &limits);
	assert_int_equal(facts_count(out.facts, FACT_CONTAINER), 2);
	assert_true(has_node(out.facts, "img!0x0:tar!/Image!0x0:linux"));
	assert_true(has_node(out.facts, "img!0x0:tar!/Image"));
	assert_false(has_node(out.facts, "img!0x0:tar!/Image!0x0:linux!/vmlinux"));
	facts_free(out.facts);
	free((void *)(uintptr_t)archive.at);
}

/* The files of a settings archive: a/one and b/two are identical and have this many places that look like addresses. */
static void expect_dropped(unsigned places, size_t files)
{
	struct limits limits = limits_default();
	struct writer text = writer_of(1u << 20, "text"), image = writer_of(1u << 21, "image");
	struct outcome out;

	for (unsigned i = 0; i < places; i++)
		write_str(&text, "ftp://x.example/\n");
	write_u8(&text, 0);
	write_cpio(&image, "etc/one", (const char *)writer_bytes(&text).at);
	write_cpio(&image, "etc/two", (const char *)writer_bytes(&text).at);
	out = run(writer_bytes(&image), &limits);
	assert_int_equal(facts_count(out.facts, FACT_UNREAD), files);
	for (size_t i = 0; i < files; i++) {
		const struct fact *unread = facts_at(out.facts, FACT_UNREAD, i);

		assert_true(bytes_starts(fact_node_of(out.facts, unread)->path, "/etc/"));
		assert_int_not_equal(bytes_find_str(fact_get(unread, UNREAD_WHY), "ENDPOINTS_FTP"), SIZE_MAX);
	}
	facts_free(out.facts);
	writer_free(&text);
	writer_free(&image);
}

/* Each of them once; the archive around them, which holds the same bytes, is read whole. */
static void places_that_the_engine_dropped_are_said_to_be_unread(void **state)
{
	(void)state;
	expect_dropped(4096, 0);
	expect_dropped(4097, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_are_found_at_any_offset_and_gaps_are_said),
		cmocka_unit_test(a_file_with_an_images_name_is_searched),
		cmocka_unit_test(parts_of_one_container_keep_their_names),
		cmocka_unit_test(depth_is_a_budget),
		cmocka_unit_test(every_prefix_of_an_image_is_survived),
		cmocka_unit_test(a_kernel_is_observed_once_wherever_it_lies),
		cmocka_unit_test(identical_files_share_what_was_observed),
		cmocka_unit_test(places_that_the_engine_dropped_are_said_to_be_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
