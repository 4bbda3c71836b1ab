#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "assess/formats/format_testkit.h"
#include "assess/observe/rpmdb.h"
#include "core/base/text.h"
#include "core/base/writer.h"

/* Packages of three sizes are installed into an empty database: within a page, over several, and with an epoch. */
#define INSTALL                                                                                                        \
	"for n in 1 2 3; do { printf 'Name: hf-%s\\nVersion: 1.%s\\nRelease: 4\\nEpoch: 2\\nSummary: s\\n' $n $n;"     \
	" printf 'License: MIT AND Zlib\\nVendor: OpenEmbedded\\nGroup: x\\nBuildArch: noarch\\n';"                    \
	" printf 'Requires: libz >= 1.2, /bin/sh\\n%%description\\n'; seq 1 $((n * n * 1000));"                        \
	" printf '%%files\\n'; } > \"$2/$n.spec\";"                                                                    \
	" rpmbuild -bb --define \"_topdir $2\" \"$2/$n.spec\"; done;"                                                  \
	" rpm --define '_db_backend sqlite' --dbpath \"$2/db\" --justdb --nodeps --ignoreos -i "                       \
	"\"$2\"/RPMS/noarch/*.rpm; "
#define SQLITE INSTALL "cp \"$2/db/rpmdb.sqlite\" \"$1\""
#define BERKELEY                                                                                                       \
	INSTALL "{ printf 'VERSION=3\\nformat=bytevalue\\ntype=hash\\nh_nelem=4\\ndb_pagesize=4096\\nHEADER=END\\n';"  \
		" printf ' 00000000\\n 04000000\\n';"                                                                  \
		" sqlite3 \"$2/db/rpmdb.sqlite\" \"select printf(' %02x000000', hnum) || char(10) || ' ' || "          \
		"lower(hex(blob)) from Packages\"; printf 'DATA=END\\n'; } > \"$2/dump\"; db5.3_load -f \"$2/dump\" "  \
		"\"$1\""

struct listing {
	struct bytes in;
	struct writer out;
	size_t packages, unread;
};

static void on_package(void *ctx, const struct rpm_package *p)
{
	struct listing *l = ctx;
	const struct bytes fields[] = {p->name, p->version, p->release, p->arch, p->licence, p->vendor, p->source};

	l->packages++;
	assert_true(p->offset <= l->in.len && p->len <= l->in.len - p->offset);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		text_print_safe(&l->out, fields[i]);
		write_str(&l->out, "|");
	}
	write_fmt(&l->out, "%s%u|", p->has_epoch ? "epoch " : "", p->epoch);
	for (size_t i = 0; i < p->requires.len; i++)
		write_u8(&l->out, p->requires.at[i] ? p->requires.at[i] : ',');
	write_str(&l->out, "\n");
}

static void on_unread(void *ctx, uint64_t offset, const char *why)
{
	struct listing *l = ctx;

	assert_true(offset <= l->in.len);
	l->unread++;
	write_fmt(&l->out, "unread: %s\n", why);
}

/* All packages as text; to be freed. */
static char *list(struct bytes in, size_t *ret_packages)
{
	struct listing l = {.in = in, .out = writer_of(1u << 24, "listing")};
	struct error e;

	if (!rpmdb_read(in, &(struct rpmdb_visitor){&l, on_package, on_unread}, &e))
		write_fmt(&l.out, "error: %s\n", e.text);
	write_u8(&l.out, 0);
	if (ret_packages)
		*ret_packages = l.packages;
	return (char *)writer_take(&l.out).at;
}

static void has(struct bytes in, const char *wanted)
{
	char *text = list(in, NULL);

	if (!text || !strstr(text, wanted))
		fail_msg("'%s' is not in:\n%.2000s", wanted, text ? text : "nothing");
	free(text);
}

/* A header with a name, a version, an epoch and two requirements. */
static struct bytes header(const char *name)
{
	struct writer w = writer_of(4096, "header");
	uint32_t len = (uint32_t)strlen(name) + 1;

	write_u32be(&w, 4);
	write_u32be(&w, len + 4 + 4 + 9);
	const uint32_t index[][4] = {{1000, 6, 0, 1}, {1001, 6, len, 1}, {1003, 4, len + 4, 1}, {1049, 8, len + 8, 2}};
	for (size_t i = 0; i < ARRAY_LEN(index); i++)
		for (size_t k = 0; k < 4; k++)
			write_u32be(&w, index[i][k]);
	write_bytes(&w, bytes_of(name, len));
	write_bytes(&w, bytes_of("1.0", 4));
	write_u32be(&w, 7);
	write_bytes(&w, bytes_of("libc\0sh\0x", 9));
	return writer_take(&w);
}

/* One slot page, two packages in blocks behind it. */
static struct bytes ndb(void)
{
	struct writer w = writer_of(1 << 16, "ndb");
	const char *names[] = {"one", "two"};

	write_str(&w, "RpmP");
	write_u32le(&w, 0);
	write_u32le(&w, 5);
	write_u32le(&w, 1);
	write_u32le(&w, 3);
	write_fill(&w, 0, 12);
	for (uint32_t i = 0; i < 254; i++) {
		write_str(&w, "Slot");
		write_u32le(&w, i < 2 ? i + 1 : 0);
		write_u32le(&w, i < 2 ? 256 + i * 10 : 0);
		write_u32le(&w, i < 2 ? 10 : 0);
	}
	for (uint32_t i = 0; i < 2; i++) {
		struct bytes blob = header(names[i]);
		size_t from = w.len;

		write_str(&w, "BlbS");
		write_u32le(&w, i + 1);
		write_u32le(&w, 5);
		write_u32le(&w, (uint32_t)blob.len);
		write_bytes(&w, blob);
		write_fill(&w, 0, 160 - (w.len - from));
		free((void *)blob.at);
	}
	return writer_take(&w);
}

static void a_header_gives_what_the_package_says_of_itself(void **state)
{
	(void)state;
	struct bytes blob = header("zlib");
	struct rpm_package p;
	struct error e;

	assert_true(rpm_header_read(blob, &p, &e));
	assert_true(bytes_is(p.name, "zlib") && bytes_is(p.version, "1.0"));
	assert_true(p.has_epoch && p.epoch == 7);
	/* the second requirement's end is there, what is behind it does not belong to it */
	assert_true(bytes_equal(p.requires, bytes_of("libc\0sh", 8)));
	for (size_t len = 0; len < blob.len; len++) {
		uint8_t *part = malloc(len + 1);

		memcpy(part, blob.at, len);
		assert_false(rpm_header_read(bytes_of(part, len), &p, &e));
		free(part);
	}
	((uint8_t *)blob.at)[8 + 3] = 1; /* the name's tag is another */
	assert_false(rpm_header_read(blob, &p, &e));
	assert_non_null(strstr(e.text, "no name"));
	free((void *)blob.at);
}

static void packages_of_an_ndb_database_are_found(void **state)
{
	(void)state;
	struct bytes in = ndb();
	size_t count;
	char *text = list(in, &count);

	assert_int_equal(count, 2);
	assert_string_equal(text, "one|1.0||||||epoch 7|libc,sh,\ntwo|1.0||||||epoch 7|libc,sh,\n");
	free(text);
	((uint8_t *)in.at)[4096 + 160] ^= 1;
	has(in, "one|1.0");
	has(in, "unread: NDB: a package's blob is damaged\n");
	((uint8_t *)in.at)[32] ^= 1;
	has(in, "error: RPM database (NDB): slot 0 is damaged\n");
	free((void *)in.at);
}

static struct bytes made(const char *command)
{
	struct bytes in = testkit_make(command);

	if (!in.at)
		skip();
	return in;
}

/* Every page's beginning, and every byte of the first, damaged: nothing may crash or run on. */
static void survives(struct bytes in)
{
	uint8_t *copy = malloc(in.len);

	assert_non_null(copy);
	for (size_t at = 0; at < in.len; at += at < 256 ? 1 : 4096 / 5) {
		memcpy(copy, in.at, in.len);
		copy[at] ^= 0xff;
		free(list(bytes_of(copy, in.len), NULL));
	}
	free(copy);
	for (size_t len = 0; len < in.len; len += len < 600 ? 1 : 4095) {
		copy = malloc(len + 1);
		memcpy(copy, in.at, len);
		free(list(bytes_of(copy, len), NULL));
		free(copy);
	}
}

static void packages_of_an_sqlite_database_are_found(void **state)
{
	(void)state;
	struct bytes in = made(SQLITE);
	size_t count;
	char *text = list(in, &count);

	assert_int_equal(rpmdb_kind_of(in), RPMDB_SQLITE);
	assert_int_equal(count, 3);
	assert_null(strstr(text, "unread"));
	free(text);
	has(in, "hf-1|1.1|4|noarch|MIT AND Zlib|OpenEmbedded|hf-1-1.1-4.src.rpm|epoch 2|/bin/sh,libz,");
	has(in, "hf-3|1.3|4|noarch|MIT AND Zlib|OpenEmbedded|hf-3-1.3-4.src.rpm|epoch 2|/bin/sh,libz,");
	survives(in);
	free((void *)in.at);
}

static void packages_of_a_berkeley_database_are_found(void **state)
{
	(void)state;
	struct bytes in = made(BERKELEY);
	size_t count;
	char *text = list(in, &count);

	if (count != 3)
		fail_msg("%zu packages: %.2000s", count, text);
	assert_int_equal(rpmdb_kind_of(in), RPMDB_BERKELEY);
	assert_null(strstr(text, "unread"));
	free(text);
	has(in, "hf-1|1.1|4|noarch|MIT AND Zlib|OpenEmbedded|hf-1-1.1-4.src.rpm|epoch 2|/bin/sh,libz,");
	has(in, "hf-3|1.3|4|noarch|MIT AND Zlib|OpenEmbedded|hf-3-1.3-4.src.rpm|epoch 2|/bin/sh,libz,");
	survives(in);
	free((void *)in.at);
}

static void what_is_no_database_is_said_to_be_none(void **state)
{
	(void)state;
	struct bytes in = ndb();

	has(bytes_str("nothing"), "error: RPM database: neither SQLite nor NDB nor Berkeley DB hash\n");
	survives(in);
	free((void *)in.at);
}

static void read_once(void *ctx)
{
	struct listing l = {.in = *(struct bytes *)ctx, .out = writer_of(1u << 24, "listing")};
	struct error e;

	if (!rpmdb_read(l.in, &(struct rpmdb_visitor){&l, on_package, on_unread}, &e))
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
	writer_free(&l.out);
}

static void failing_allocations_are_told(void **state)
{
	(void)state;
	struct bytes in = testkit_make(SQLITE);

	if (!in.at)
		in = ndb();
	assert_true(testkit_failing_each(read_once, &in, 200) > 1);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_gives_what_the_package_says_of_itself),
		cmocka_unit_test(packages_of_an_ndb_database_are_found),
		cmocka_unit_test(packages_of_an_sqlite_database_are_found),
		cmocka_unit_test(packages_of_a_berkeley_database_are_found),
		cmocka_unit_test(what_is_no_database_is_said_to_be_none),
		cmocka_unit_test(failing_allocations_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
