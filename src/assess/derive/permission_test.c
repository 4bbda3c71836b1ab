#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_permission;

static void a_writable_boot_script_is_told_by_name_and_the_rest_is_counted(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/etc/inittab", 0644, 0, "::sysinit:/etc/init.d/rcS\n");
	world_file(&w, "/etc/init.d/rcS", 0777, 1001, "#!/bin/sh\n/usr/bin/app &\n");
	world_file(&w, "/usr/bin/app", 0777, 1001,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/bin/a", 0777, 1001, "x");
	world_file(&w, "/usr/bin/b", 0666, 0, "x");
	world_file(&w, "/usr/bin/c", 0755, 0, "x");
	world_link(&w, "/usr/bin/d", "a");
	assert_true(world_derive(&w, &derivation_permission));
	text = world_facts(&w, FACT_PERMISSION);
	assert_string_equal(text,
			    "/etc/init.d/rcS @0+0 issue=foreign-owner mode=0777 uid=1001 count=3\n"
			    "/etc/init.d/rcS @0+0 issue=world-writable-script mode=0777 uid=1001 started=yes count=1\n"
			    "/usr/bin/a @0+0 issue=world-writable mode=0777 uid=1001 count=2\n"
			    "/usr/bin/app @0+0 issue=world-writable mode=0777 uid=1001 started=yes count=1\n");
	free(text);
	world_free(&w);
}

static void suid_secrets_devices_and_folders_are_told(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/bin/su", 04755, 0, "x");
	world_file(&w, "/etc/shadow", 0644, 0, "root::1::::::\n");
	world_file(&w, "/etc/dropbear/dropbear_rsa_host_key", 0644, 0, "");
	world_file(&w, "/etc/ssh/ssh_host_rsa_key.pub", 0644, 0, "x");
	world_other(&w, "/tmp", NODE_DIR, 01777, 0);
	world_other(&w, "/data", NODE_DIR, 0777, 0);
	world_other(&w, "/dev/mtd0", NODE_CHAR, 0666, 0);
	world_other(&w, "/dev/null", NODE_CHAR, 0666, 0);
	assert_true(world_derive(&w, &derivation_permission));
	text = world_facts(&w, FACT_PERMISSION);
	assert_int_equal(facts_count(w.facts, FACT_PERMISSION), 4);
	assert_true(WORLD_HAS(text, "/bin/su", "issue=suid"));
	assert_true(WORLD_HAS(text, "/etc/shadow", "issue=secret-readable mode=0644"));
	assert_true(WORLD_HAS(text, "/data", "issue=world-writable-folder"));
	assert_true(WORLD_HAS(text, "/dev/mtd0", "issue=device-writable"));
	free(text);
	world_free(&w);
}

/* A file that often holds a secret is judged by whether this one does. */
static void a_configuration_without_a_secret_may_be_read(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/etc/wpa_supplicant.conf", 0644, 0, "network={\n\tssid=\"x\"\n\tkey_mgmt=NONE\n}\n");
	world_file(&w, "/etc/hostapd.conf", 0644, 0, "ssid=Router\nwpa=2\nwpa_passphrase=router1234\n");
	assert_true(world_derive(&w, &derivation_permission));
	text = world_facts(&w, FACT_PERMISSION);
	assert_int_equal(facts_count(w.facts, FACT_PERMISSION), 1);
	assert_true(WORLD_HAS(text, "/etc/hostapd.conf", "issue=secret-readable"));
	free(text);
	world_free(&w);
}

static void the_camera_s_files_are_counted_together(void **state)
{
	struct bytes in = testkit_corpus("firmware/rraycom-camera-rootfs.squashfs");
	struct world w = world_new();
	char *text;

	(void)state;
	if (!in.at) {
		world_free(&w);
		skip();
		return;
	}
	assert_true(world_image(&w, "squashfs", in));
	assert_true(world_derive(&w, &derivation_permission));
	text = world_facts(&w, FACT_PERMISSION);
	if (!WORLD_HAS(text, "/etc/init.d/rcS", "issue=world-writable-script", "started=yes") ||
	    !WORLD_HAS(text, "issue=foreign-owner", "uid=1001") || facts_count(w.facts, FACT_PERMISSION) > 60)
		fail_msg("%s", text);
	free(text);
	free((void *)in.at);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_writable_boot_script_is_told_by_name_and_the_rest_is_counted),
		cmocka_unit_test(suid_secrets_devices_and_folders_are_told),
		cmocka_unit_test(a_configuration_without_a_secret_may_be_read),
		cmocka_unit_test(the_camera_s_files_are_counted_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
