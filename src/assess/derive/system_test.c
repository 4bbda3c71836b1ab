#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_system;

static void an_overlay_is_no_root_file_system(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_other(&w, "/etc", NODE_DIR, 0755, 0);
	world_file(&w, "/etc/passwd", 0644, 0, "root:x:0:0::/:/bin/sh\n");
	assert_true(world_derive(&w, &derivation_system));
	text = world_facts(&w, FACT_SYSTEM);
	assert_string_equal(text, "/etc/passwd @0+0 kind=linux-overlay init=unknown\n");
	free(text);
	world_free(&w);
}

static void a_partition_for_etc_is_an_overlay(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/passwd", 0644, 0, "root:x:0:0::/:/bin/sh\n");
	world_file(&w, "/group", 0644, 0, "root:x:0:\n");
	world_file(&w, "/inittab", 0644, 0, "::sysinit:/etc/init.d/rcS\n");
	assert_true(world_derive(&w, &derivation_system));
	text = world_facts(&w, FACT_SYSTEM);
	assert_string_equal(text, "/passwd @0+0 kind=linux-overlay init=unknown\n");
	free(text);
	world_free(&w);
}

static void files_without_a_system_make_none(void **state)
{
	struct world w = world_new();

	(void)state;
	world_file(&w, "/readme", 0644, 0, "x");
	world_file(&w, "/web/index.html", 0644, 0, "x");
	assert_true(world_derive(&w, &derivation_system));
	assert_int_equal(facts_count(w.facts, FACT_SYSTEM), 0);
	world_free(&w);
}

static void expect_corpus(const char *name, size_t offset, const char *const *words)
{
	struct bytes in = testkit_corpus(name);
	struct world w = world_new();
	char *text;

	if (!in.at) {
		world_free(&w);
		skip();
		return;
	}
	assert_true(world_image(&w, "squashfs", bytes_part(in, offset, in.len)));
	assert_true(world_derive(&w, &derivation_system));
	text = world_facts(&w, FACT_SYSTEM);
	if (!world_has(text, words))
		fail_msg("%s", text);
	free(text);
	free((void *)in.at);
	world_free(&w);
}

static void real_roots_are_named(void **state)
{
	(void)state;
	expect_corpus("firmware/librarybox-openwrt-tl-wr703n.bin", 0xed044,
		      (const char *const[]){"kind=linux-rootfs", "name=OpenWrt_backports", "version=12.09.2",
					    "init=busybox", NULL});
	expect_corpus("firmware/rraycom-camera-rootfs.squashfs", 0,
		      (const char *const[]){"kind=linux-rootfs", "init=busybox", NULL});
	expect_corpus("firmware/tplink-mt7628-flash-0-3e0000.bin", 0x100000,
		      (const char *const[]){"kind=linux-rootfs", "init=busybox", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_overlay_is_no_root_file_system),
		cmocka_unit_test(a_partition_for_etc_is_an_overlay),
		cmocka_unit_test(files_without_a_system_make_none),
		cmocka_unit_test(real_roots_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
