#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_swu;

static void expect(const char *name, const char *const *want, const char *never)
{
	struct bytes in = testkit_corpus(name);
	char *listing;

	if (!in.at)
		skip();
	listing = testkit_listing(&format_swu, in);
	for (; *want; want++)
		if (!strstr(listing, *want))
			fail_msg("%s lacks '%s':\n%s", name, *want, listing);
	if (strstr(listing, never) || strstr(listing, "error"))
		fail_msg("%s:\n%s", name, listing);
	free(listing);
	free((void *)in.at);
}

static void a_signed_package_is_verified_and_its_hashes_checked(void **state)
{
	(void)state;
	expect("formats/signed.swu",
	       (const char *const[]){
		       "property version = 2020.12.1\n", "property hardware = 1.0\n",
		       "property signature.status = ", "property integrity = sha256: ok (rootfs.xz.squashfs)\n",
		       "property signature = cms", " rootfs.xz.squashfs\n", NULL},
	       "signature.status = bad");
}

static void an_unsigned_package_is_said_to_be_unsigned(void **state)
{
	(void)state;
	expect("formats/unsigned.swu",
	       (const char *const[]){"property signature = none\n", "property integrity = sha256: ", NULL},
	       "signature.status");
}

static void a_package_whose_hash_is_wrong_is_said_to_be_bad(void **state)
{
	(void)state;
	expect("formats/badhash.swu", (const char *const[]){"property integrity = sha256: bad (etc.jffs2)\n", NULL},
	       "sha256: ok");
}

static struct bytes package(const char *description)
{
	struct writer command = writer_of(1 << 16, "command");
	struct bytes ret;

	write_fmt(&command,
		  "cd $2 && cat > sw-description << 'EOF'\n%s\nEOF\necho hello > a && echo sig > sw-description.sig && "
		  "printf 'sw-description\\nsw-description.sig\\na\\n' | cpio -o -H crc > $1",
		  description);
	write_u8(&command, 0);
	ret = testkit_make((const char *)command.at);
	writer_free(&command);
	return ret;
}

static void the_description_is_read_with_comments_lists_and_nesting(void **state)
{
	struct bytes in =
		package("/* { */ software = { # version = \"0\"\n version = \"1.2\"; // }\n"
			"hardware-compatibility: [ \"A\", \"B\" ]; stable = { copy-1: { images: ( { filename = \"a\"; "
			"version = \"9\"; encrypted = true; }, { filename = \"absent\"; } ); }; }; };");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_swu, in);
	if (!strstr(listing, "version = 1.2\n") || strstr(listing, "version = 9") || strstr(listing, "version = 0") ||
	    !strstr(listing, "hardware = A\nproperty hardware = B\n") || !strstr(listing, "sha256: absent (a)\n") ||
	    !strstr(listing, "unread a @") || !strstr(listing, "unread absent @") ||
	    !strstr(listing, "signature = unknown\n"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
}

static void damage_is_survived_and_told(void **state)
{
	struct bytes in =
		package("software = { version = \"1\"; images: ( { filename = \"a\"; sha256 = \"00\"; } ); };");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_swu, bytes_part(in, 0, in.len - 600));
	assert_non_null(strstr(listing, "version = 1\n"));
	free(listing);
	assert_true(testkit_all_prefixes(&format_swu, in, 1200, 53) > 1000);
	assert_true(testkit_failing_allocations(&format_swu, in, 100) >= 1);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_package_is_verified_and_its_hashes_checked),
		cmocka_unit_test(an_unsigned_package_is_said_to_be_unsigned),
		cmocka_unit_test(a_package_whose_hash_is_wrong_is_said_to_be_bad),
		cmocka_unit_test(the_description_is_read_with_comments_lists_and_nesting),
		cmocka_unit_test(damage_is_survived_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
