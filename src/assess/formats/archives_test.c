#include "assess/formats/codec.h"
#include "assess/formats/format_testkit.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_tar, format_zip, format_ar, format_7z, format_rar, format_iso9660, format_arj;
static const struct format *const all[] = {&format_tar, &format_zip,     &format_ar, &format_7z,
					   &format_rar, &format_iso9660, &format_arj};

#define TREE                                                                                                           \
	"mkdir $2/t $2/t/sub && cd $2/t && echo hello > a.txt && seq 1 3000 > sub/big && ln -s ../a.txt sub/link && "  \
	"ln a.txt hard && chmod 4755 sub/big && "

static struct bytes decoded(const char *name, enum codec codec)
{
	struct bytes in = testkit_corpus(name), ret = {NULL, 0};
	struct writer out = writer_of(1u << 28, "sample");
	struct error e;
	size_t used;

	if (in.at && codec_stream(codec, NULL, in, &out, &used, &e))
		ret = writer_take(&out);
	writer_free(&out);
	free((void *)in.at);
	return ret;
}

static void a_root_file_system_in_a_tar_is_read_whole(void **state)
{
	struct bytes in = decoded("formats/rootfs.gnu.tar.gz", CODEC_GZIP);
	const char *differs;

	(void)state;
	if (!in.at)
		skip();
	differs = testkit_compare_files_tsv(&format_tar, in, true);
	if (differs)
		fail_msg("%s", differs);
	free((void *)in.at);
}

static void every_kind_of_tar_is_read_and_its_end_found(void **state)
{
	static const char *const kinds[] = {"gnu", "ustar", "pax", "v7", "oldgnu"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		char command[512], *listing;
		struct claim claim = {0};
		struct bytes in;
		uint8_t *more;

		snprintf(command, sizeof command, TREE "tar --format=%s --owner=0 --group=5 -cf $1 .", kinds[i]);
		in = testkit_make(command);
		if (!in.at)
			skip();
		more = malloc(in.len + 4096);
		memcpy(more, in.at, in.len);
		memset(more + in.len, 0xff, 4096);
		listing = testkit_listing(&format_tar, bytes_of(more, in.len + 4096));
		assert_true(format_tar.probe(bytes_of(more, in.len + 4096), &claim));
		assert_int_equal(claim.len, in.len);
		if (!strstr(listing, "/sub/link -> ../a.txt\n") || !strstr(listing, "f 4755 0 5 13893 ") ||
		    !strstr(listing, "h 0644 0 5 0 - /") || strstr(listing, "error") || strstr(listing, "unread"))
			fail_msg("%s: %s", kinds[i], listing);
		free(listing);
		free(more);
		free((void *)in.at);
	}
}

static void names_that_leave_the_container_are_told_and_kept_inside(void **state)
{
	struct bytes in = testkit_make(TREE "tar --transform 's,a.txt,../../etc/evil,' -Pcf $1 a.txt");
	struct bytes links = testkit_corpus("signatures/dirtraversal.tar");
	char *listing;

	(void)state;
	if (!in.at || !links.at)
		skip();
	listing = testkit_listing(&format_tar, in);
	if (!strstr(listing, "unread /etc/evil @0xffffffffffffffff: name leaves the container\n") ||
	    !strstr(listing, " /etc/evil\n") || strstr(listing, "/../"))
		fail_msg("%s", listing);
	free(listing);
	/* links that point outside are only data: nothing follows them on the host */
	listing = testkit_listing(&format_tar, links);
	if (!strstr(listing, " /subdir/foo2 -> ../../../../\n") || strstr(listing, "error"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
	free((void *)links.at);
}

static void a_tar_keeps_modes_and_owners(void **state)
{
	struct bytes in = testkit_corpus("kat/fact/file_system_metadata/test.tar");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_tar, in);
	/* a set-user-ID, a set-group-ID and a sticky member are what this sample is known for */
	if (!strstr(listing, "f 4") || !strstr(listing, "f 2") || strstr(listing, "error"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
}

static void a_zip_is_read_and_its_end_found(void **state)
{
	struct bytes in = testkit_make(TREE "zip -qry $1.zip . && mv $1.zip $1");
	struct claim claim = {0};
	uint8_t *more;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	more = malloc(in.len + 1000);
	memcpy(more, in.at, in.len);
	memset(more + in.len, 0xff, 1000);
	assert_true(format_zip.probe(bytes_of(more, in.len + 1000), &claim));
	assert_int_equal(claim.len, in.len);
	listing = testkit_listing(&format_zip, bytes_of(more, in.len + 1000));
	if (!strstr(listing, " 13893 ") || !strstr(listing, " /sub/link -> ../a.txt\n") || strstr(listing, "error"))
		fail_msg("%s", listing);
	free(listing);
	free(more);
	assert_true(testkit_all_prefixes(&format_zip, in, 100, 37) > 100);
	free((void *)in.at);
}

static void an_encrypted_member_is_named_and_not_read(void **state)
{
	struct bytes in = testkit_make(TREE "zip -qP secret $1.zip a.txt && mv $1.zip $1");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_zip, in);
	if (!strstr(listing, "unread /a.txt @0xffffffffffffffff: encrypted\n"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
}

static void a_cut_zip_yields_what_there_is_and_then_the_error(void **state)
{
	struct bytes in = testkit_corpus("signatures/zip_truncated.bin");
	struct claim claim = {0};
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_zip.probe(in, &claim));
	assert_true(claim.truncated);
	listing = testkit_listing(&format_zip, in);
	if (!strstr(listing, "f - - - ") || !strstr(listing, "before its central directory"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
}

static void an_ar_archive_is_read_and_its_end_found(void **state)
{
	struct bytes in = testkit_make(TREE "printf 2.0 > debian-binary && ar rc $1 debian-binary a.txt sub/big && "
					    "printf xxxxxxxx >> $1");
	struct claim claim = {0};
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_ar.probe(in, &claim));
	assert_int_equal(claim.len, in.len - 8);
	listing = testkit_listing(&format_ar, in);
	if (!strstr(listing, " /debian-binary\n") || !strstr(listing, " 13893 ") || strstr(listing, "error"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
}

static void seven_zip_and_arj_samples_are_known(void **state)
{
	struct bytes seven = testkit_corpus("signatures/7z.bin"), arj = testkit_corpus("signatures/arj.bin");
	struct claim claim = {0};
	char *listing;

	(void)state;
	if (!seven.at || !arj.at)
		skip();
	assert_true(format_7z.probe(seven, &claim));
	/* the sample has 13 other bytes in front */
	assert_true(format_arj.probe(bytes_part(arj, 13, arj.len), &claim));
	listing = testkit_listing(&format_7z, seven);
	if (!strstr(listing, "property type = 7-Zip\n"))
		fail_msg("%s", listing);
	free(listing);
	listing = testkit_listing(&format_arj, bytes_part(arj, 13, arj.len));
	assert_non_null(strstr(listing, "not opened"));
	free(listing);
	free((void *)seven.at);
	free((void *)arj.at);
}

static void hostile_archives_neither_crash_nor_hang(void **state)
{
	const char *root = getenv("HOLDFAST_CORPUS");
	char folder[4096], name[8192];
	struct dirent **names;
	int count;

	(void)state;
	snprintf(folder, sizeof folder, "%s/robust/libarchive", root ? root : "../shared/corpus");
	count = scandir(folder, &names, NULL, alphasort);
	if (count < 0)
		skip();
	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof name, "robust/libarchive/%s", names[i]->d_name);
		for (size_t f = 0; f < ARRAY_LEN(all) && names[i]->d_name[0] != '.'; f++) {
			struct bytes in = bytes_ends(bytes_str(name), ".Z") ? decoded(name, CODEC_COMPRESS)
									    : testkit_corpus(name);
			char *listing = testkit_listing(all[f], in);

			assert_non_null(listing);
			free(listing);
			free((void *)in.at);
		}
		free(names[i]);
	}
	free(names);
	assert_true(count > 10);
}

static void every_prefix_of_a_tar_is_survived(void **state)
{
	struct bytes in = testkit_make(TREE "tar --format=pax -cf $1 .");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_tar, in, 1100, 257) > 1100);
	assert_true(testkit_failing_allocations(&format_tar, in, 200) >= 3);
	free((void *)in.at);
}

static void what_only_looks_like_an_archive_is_refused(void **state)
{
	uint8_t tar[1024] = "name";
	struct claim claim;

	(void)state;
	memcpy(tar + 257, "ustar", 5);
	memcpy(tar + 148, "0001234", 8);
	assert_false(format_tar.probe(bytes_of(tar, sizeof tar), &claim));
	assert_false(format_zip.probe(
		bytes_of("PK\3\4\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
			 "\xff\xff\xff\xff\xff\xff\xff\xff",
			 30),
		&claim));
	assert_false(format_7z.probe(bytes_of("7z\xbc\xaf\x27\x1c\0\4aaaabbbbbbbbbbbbbbbbbbbb", 32), &claim));
	assert_false(format_ar.probe(bytes_str("!<arch>\nnot a member header at all, only text that is long enough\n"),
				     &claim));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_file_system_in_a_tar_is_read_whole),
		cmocka_unit_test(every_kind_of_tar_is_read_and_its_end_found),
		cmocka_unit_test(names_that_leave_the_container_are_told_and_kept_inside),
		cmocka_unit_test(a_tar_keeps_modes_and_owners),
		cmocka_unit_test(a_zip_is_read_and_its_end_found),
		cmocka_unit_test(an_encrypted_member_is_named_and_not_read),
		cmocka_unit_test(a_cut_zip_yields_what_there_is_and_then_the_error),
		cmocka_unit_test(an_ar_archive_is_read_and_its_end_found),
		cmocka_unit_test(seven_zip_and_arj_samples_are_known),
		cmocka_unit_test(hostile_archives_neither_crash_nor_hang),
		cmocka_unit_test(every_prefix_of_a_tar_is_survived),
		cmocka_unit_test(what_only_looks_like_an_archive_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
