#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_console;

static void inittab_consoles_ask_for_a_login_or_do_not(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/etc/inittab", 0644, 0,
		   "::sysinit:/etc/init.d/rcS\nttyS1::askfirst:/bin/login\nconsole::respawn:/sbin/getty -L console "
		   "115200 vt100\n"
		   "ttyS0::askfirst:/bin/ash --login\n#ttyS9::respawn:/bin/sh\n::respawn:/sbin/getty -n -l /bin/sh "
		   "ttyS2 115200\n"
		   "::sysinit:/bin/sh /etc/rc.sh\n::ctrlaltdel:/sbin/reboot\n");
	assert_true(world_derive(&w, &derivation_console));
	text = world_facts(&w, FACT_CONSOLE);
	assert_int_equal(facts_count(w.facts, FACT_CONSOLE), 4);
	assert_true(WORLD_HAS(text, "device=ttyS1 program=login login=yes source=inittab"));
	assert_true(WORLD_HAS(text, "device=console program=getty login=yes"));
	assert_true(WORLD_HAS(text, "device=ttyS0 program=ash login=no"));
	assert_true(WORLD_HAS(text, "device=ttyS2 program=getty login=no"));
	free(text);
	world_free(&w);
}

static void the_kernel_command_line_and_systemd_tell_consoles(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_fact(&w, "", FACT_PROPERTY, "key=cmdline\nvalue=console=ttyS0,115200 root=/dev/mtdblock2 console=null");
	world_fact(&w, "", FACT_PROPERTY, "key=env.bootargs\nvalue=console=ttyS3 init=/bin/sh");
	world_link(&w, "/etc/systemd/system/getty.target.wants/serial-getty@ttyAMA0.service", "/lib/x");
	world_link(&w, "/lib/systemd/system/serial-getty@ttyX.service", "/lib/x");
	assert_true(world_derive(&w, &derivation_console));
	text = world_facts(&w, FACT_CONSOLE);
	assert_int_equal(facts_count(w.facts, FACT_CONSOLE), 3);
	assert_true(WORLD_HAS(text, "device=ttyS0 login=unknown source=cmdline"));
	assert_true(WORLD_HAS(text, "device=ttyS3 program=/bin/sh login=no source=boot-env"));
	assert_true(WORLD_HAS(text, "device=ttyAMA0 program=agetty login=yes source=systemd"));
	free(text);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inittab_consoles_ask_for_a_login_or_do_not),
		cmocka_unit_test(the_kernel_command_line_and_systemd_tell_consoles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
