#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_fat;

static struct bytes sample(const char *options)
{
	char command[1024];

	snprintf(command, sizeof command,
		 "cd \"$2\" && /sbin/mkfs.vfat -C -n VOLUME --invariant %s >/dev/null && export MTOOLS_SKIP_CHECK=1 && "
		 "seq 1 900 > a && seq 1 500 > b && echo hello > c && "
		 "mmd -i \"$1\" ::/sub && mcopy -m -i \"$1\" a '::/A rather long name of a file.text' && "
		 "mcopy -i \"$1\" c ::/SHORT.TXT && mcopy -i \"$1\" c ::/sub/grün.conf && "
		 "mcopy -i \"$1\" b ::/gap && mcopy -i \"$1\" c ::/after && mdel -i \"$1\" ::/gap && "
		 "mcopy -i \"$1\" a ::/pieces",
		 options);
	return testkit_make(command);
}

static void all_kinds_are_read(void **state)
{
	static const struct {
		const char *options, *type;
	} kinds[] = {
		{"-F 12 \"$1\" 320", "property type = FAT12\n"},
		{"-F 16 -s 1 \"$1\" 4096", "property type = FAT16\n"},
		{"-F 32 -s 1 \"$1\" 34000", "property type = FAT32\n"},
	};
	bool any = false;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct bytes in = sample(kinds[i].options);
		struct claim claim = {0};
		char *listing;

		if (!in.at)
			continue;
		any = true;
		assert_true(format_fat.probe(in, &claim));
		assert_int_equal(claim.len, in.len);
		assert_int_equal(claim.sure, 95);
		listing = testkit_listing(&format_fat, in);
		assert_non_null(strstr(listing, kinds[i].type));
		assert_non_null(strstr(listing, "property name = VOLUME\n"));
		assert_non_null(strstr(listing, " /A rather long name of a file.text\n"));
		assert_non_null(strstr(listing,
				       "f - - - 6 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 "
				       "/SHORT.TXT\n"));
		assert_non_null(strstr(listing, "6be03 /sub/gr"));
		assert_non_null(strstr(listing, "6be03 /after\n"));
		assert_null(strstr(listing, "/gap"));
		assert_null(strstr(listing, "unread"));
		assert_null(strstr(listing, "unloadable"));
		/* the same content in one piece and in several */
		assert_memory_equal(strstr(listing, " /A rather") - 64, strstr(listing, " /pieces") - 64, 64);
		free(listing);
		free((void *)in.at);
	}
	if (!any)
		skip();
}

static void first_partition_of_the_disk_is_read(void **state)
{
	struct bytes in = testkit_corpus("formats/disk.gpt.img"), content;

	(void)state;
	if (!in.at)
		skip();
	content = testkit_member(&format_fat, bytes_part(in, 1 << 20, SIZE_MAX), "/uEnv.txt");
	assert_non_null(content.at);
	assert_true(content.len > 0);
	free((void *)content.at);
	free((void *)in.at);
}

static void prefixes_and_failing_allocations_are_survived(void **state)
{
	struct bytes in = sample("-F 12 \"$1\" 320");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_fat, in, 600, 509) > 900);
	assert_true(testkit_failing_allocations(&format_fat, in, 5000) > 3);
	free((void *)in.at);
}

static void a_chain_that_ends_early_is_said(void **state)
{
	struct bytes in = sample("-F 16 -s 1 \"$1\" 4096");
	uint8_t *at = (uint8_t *)in.at;
	char *listing;
	size_t name;

	(void)state;
	if (!in.at)
		skip();
	name = bytes_find_str(in, "PIECES  ");
	assert_true(name < in.len);
	at[name + 30] = 0x10; /* 1 MiB more than its clusters hold */
	listing = testkit_listing(&format_fat, in);
	assert_non_null(strstr(listing, "unloadable /pieces (the cluster chain ends "));
	free(listing);
	at[14] = at[15] = 0; /* reserved sectors */
	assert_non_null(strstr(listing = testkit_listing(&format_fat, in), "error: probe says no"));
	free(listing);
	free(at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kinds_are_read),
		cmocka_unit_test(first_partition_of_the_disk_is_read),
		cmocka_unit_test(prefixes_and_failing_allocations_are_survived),
		cmocka_unit_test(a_chain_that_ends_early_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
