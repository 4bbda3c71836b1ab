#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_reset;

static void has(const char *content, const char *want)
{
	char *got = testkit_observe(&observer_reset, "/sbin/x.sh", 0755, bytes_str(content), NULL, 0);

	if (want ? !strstr(got, want) : *got != 0)
		fail_msg("wanted '%s', got '%s'", want ? want : "nothing", got);
	free(got);
}

static void erasing_settings_is_told(void **state)
{
	(void)state;
	has("#!/bin/sh\njffs2reset -y && reboot\n", "reset @10+13 what=jffs2reset scope=overlay code=jffs2reset -y");
	has("mtd -r erase rootfs_data\n", "what=mtd-erase scope=rootfs_data code=mtd -r erase rootfs_data");
	has("rm -rf /overlay/*\n", "what=overlay-erase scope=/overlay/*");
	has("nvram restore_default\n", "what=config-restore scope=nvram");
}

static void mentions_and_other_removals_are_not(void **state)
{
	(void)state;
	has("#jffs2reset\necho firstboot\nrm -rf /tmp/x\nrm /overlay/x\nmtd write a b\nfirstboot switch2jffs\n", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(erasing_settings_is_told),
		cmocka_unit_test(mentions_and_other_removals_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
