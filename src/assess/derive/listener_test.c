#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_listener;

static char *listeners(struct world *w)
{
	assert_true(world_derive(w, &derivation_listener));
	return world_facts(w, FACT_LISTENER);
}

static struct world busybox_world(void)
{
	struct world w = world_new();

	world_file(&w, "/etc/inittab", 0644, 0, "::sysinit:/etc/init.d/rcS\n");
	world_file(&w, "/etc/init.d/rcS", 0755, 0,
		   "#!/bin/sh\nfor i in /etc/init.d/S[0-9][0-9]*\ndo\n if [ -x $i ]; then\n $i\n fi\ndone\n");
	world_file(&w, "/bin/busybox", 0755, 0,
		   "\x7f"
		   "ELF");
	world_link(&w, "/usr/sbin/telnetd", "../../bin/busybox");
	return w;
}

static void what_the_boot_scripts_loop_starts_is_enabled(void **state)
{
	struct world w = busybox_world();
	char *text;

	(void)state;
	world_file(&w, "/etc/init.d/S80network", 0755, 0, "#!/bin/sh\ntelnetd&\n");
	world_fact(&w, "/etc/shadow", FACT_ACCOUNT, "name=root\nstate=empty\nsource=shadow");
	text = listeners(&w);
	assert_string_equal(text,
			    "/etc/init.d/S80network @10+7 program=telnetd protocol=tcp port=23 service=telnet "
			    "started_by=/etc/init.d/S80network enabled=yes auth=none cleartext=yes how=default-port\n");
	free(text);
	world_free(&w);
}

static void a_script_nobody_calls_is_unknown_and_an_absent_program_no_listener(void **state)
{
	struct world w = busybox_world();
	char *text;

	(void)state;
	world_file(&w, "/usr/bin/debug.sh", 0755, 0, "#!/bin/sh\ntelnetd -p 9000\n");
	world_file(&w, "/etc/init.d/S90", 0755, 0, "#!/bin/sh\nadbd &\n# telnetd\necho telnetd\n");
	text = listeners(&w);
	assert_string_equal(text,
			    "/usr/bin/debug.sh @10+15 program=telnetd protocol=tcp port=9000 service=telnet "
			    "started_by=/usr/bin/debug.sh enabled=unknown auth=password cleartext=yes how=argument\n");
	free(text);
	world_free(&w);
}

static void links_in_rc_d_lead_to_scripts_and_stop_links_do_not(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/etc/inittab", 0644, 0,
		   "::sysinit:/etc/init.d/rcS S boot\n::shutdown:/etc/init.d/rcS K stop\n");
	world_file(&w, "/etc/init.d/rcS", 0755, 0, "#!/bin/sh\nfor i in /etc/rc.d/$1*; do\n[ -x $i ] && $i $2\ndone\n");
	world_file(&w, "/etc/init.d/dropbear", 0755, 0,
		   "#!/bin/sh /etc/rc.common\nPROG=/usr/sbin/dropbear\nstart() {\n${PROG} -p 2222\n}\nstop() {\n "
		   "killall x\n}\n");
	world_file(&w, "/etc/init.d/ftp", 0755, 0, "#!/bin/sh /etc/rc.common\nstart() {\nvsftpd\n}\n");
	world_link(&w, "/etc/rc.d/S50dropbear", "../init.d/dropbear");
	world_link(&w, "/etc/rc.d/K50ftp", "../init.d/ftp");
	world_file(&w, "/usr/sbin/dropbear", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/sbin/vsftpd", 0755, 0,
		   "\x7f"
		   "ELF");
	text = listeners(&w);
	assert_true(WORLD_HAS(text, "program=dropbear", "port=2222", "enabled=conditional", "how=argument") ||
		    WORLD_HAS(text, "program=dropbear", "port=2222", "enabled=yes", "how=argument"));
	assert_true(WORLD_HAS(text, "program=vsftpd", "enabled=unknown"));
	free(text);
	world_free(&w);
}

static void inetd_rows_and_sockets_tell_their_ports(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/etc/init.d/rcS", 0755, 0, "#!/bin/sh\ninetd\n");
	world_file(&w, "/etc/inetd.conf", 0644, 0,
		   "telnet stream tcp nowait root /usr/sbin/telnetd telnetd\n"
		   "2121 stream tcp nowait root /bin/ftpd ftpd -w\n"
		   "69 dgram udp nowait root tftpd-is-absent x\n");
	world_file(&w, "/usr/sbin/inetd", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/sbin/telnetd", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/bin/ftpd", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/lib/systemd/system/x.socket", 0644, 0, "[Socket]\nListenStream=127.0.0.1:8080\n");
	text = listeners(&w);
	assert_true(WORLD_HAS(text, "program=telnetd", "port=23", "enabled=yes", "how=inetd", "auth=password"));
	assert_true(WORLD_HAS(text, "program=ftpd", "port=2121", "protocol=tcp", "enabled=yes"));
	assert_true(
		WORLD_HAS(text, "program=x", "port=8080", "address=127.0.0.1", "how=socket-unit", "enabled=unknown"));
	assert_false(WORLD_HAS(text, "absent"));
	free(text);
	world_free(&w);
}

static void systemd_units_are_enabled_by_links(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/lib/systemd/system/sshd.service", 0644, 0, "[Service]\nExecStart=/usr/sbin/sshd -D\n");
	world_file(&w, "/lib/systemd/system/ftp.service", 0644, 0, "[Service]\nExecStart=/usr/sbin/vsftpd\n");
	world_link(&w, "/etc/systemd/system/multi-user.target.wants/sshd.service", "/lib/systemd/system/sshd.service");
	world_file(&w, "/usr/sbin/sshd", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/sbin/vsftpd", 0755, 0,
		   "\x7f"
		   "ELF");
	text = listeners(&w);
	assert_true(WORLD_HAS(text, "program=sshd", "enabled=yes"));
	assert_true(WORLD_HAS(text, "program=vsftpd", "enabled=unknown"));
	free(text);
	world_free(&w);
}

static void a_loop_of_links_ends(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_link(&w, "/etc/init.d/rcS", "rcS");
	world_link(&w, "/bin", "/sbin");
	world_link(&w, "/sbin", "/bin");
	world_file(&w, "/etc/inittab", 0644, 0, "::sysinit:/etc/init.d/rcS\n::respawn:/bin/telnetd\n");
	world_file(&w, "/etc/rc.local", 0755, 0, "#!/bin/sh\n. /etc/rc.local\ntelnetd\n");
	text = listeners(&w);
	assert_string_equal(text, "");
	free(text);
	world_free(&w);
}

/* The image NAME of the corpus from `offset` on as a SquashFS. */
static bool corpus_world(struct world *w, const char *name, size_t offset)
{
	struct bytes in = testkit_corpus(name);
	bool ok;

	*w = world_new();
	if (!in.at)
		return false;
	ok = world_image(w, "squashfs", bytes_part(in, offset, in.len));
	free((void *)in.at);
	assert_true(ok);
	return true;
}

static void the_camera_starts_telnetd_always(void **state)
{
	struct world w;
	char *text;

	(void)state;
	if (!corpus_world(&w, "firmware/rraycom-camera-rootfs.squashfs", 0)) {
		world_free(&w);
		skip();
		return;
	}
	text = listeners(&w);
	if (!WORLD_HAS(text, "program=telnetd", "port=23", "started_by=/etc/init.d/S80network", "cleartext=yes") ||
	    !(WORLD_HAS(text, "program=telnetd", "enabled=yes")))
		fail_msg("%s", text);
	free(text);
	world_free(&w);
}

static void the_openwrt_router_starts_telnetd_on_a_condition_and_dropbear(void **state)
{
	struct world w;
	char *text;

	(void)state;
	if (!corpus_world(&w, "firmware/librarybox-openwrt-tl-wr703n.bin", 0xed044)) {
		world_free(&w);
		skip();
		return;
	}
	text = listeners(&w);
	if (!WORLD_HAS(text, "program=telnetd", "started_by=/etc/init.d/telnet", "enabled=conditional", "auth=none",
		       "has_root_pwd") ||
	    !WORLD_HAS(text, "program=dropbear", "started_by=/etc/init.d/dropbear", "port=22") ||
	    WORLD_HAS(text, "program=telnetd", "enabled=yes"))
		fail_msg("%s", text);
	free(text);
	world_free(&w);
}

static void the_router_without_telnetd_has_none(void **state)
{
	struct world w;
	char *text;

	(void)state;
	if (!corpus_world(&w, "firmware/tplink-mt7628-flash-0-3e0000.bin", 0x100000)) {
		world_free(&w);
		skip();
		return;
	}
	text = listeners(&w);
	if (WORLD_HAS(text, "program=telnetd") || !WORLD_HAS(text, "program=tddp", "port=1040", "protocol=udp") ||
	    !WORLD_HAS(text, "program=dropbear", "enabled=unknown"))
		fail_msg("%s", text);
	free(text);
	world_free(&w);
}

static void the_router_in_its_default_state_has_telnetd(void **state)
{
	struct world w;
	char *text;

	(void)state;
	if (!corpus_world(&w, "firmware/dlink-dir300-revb5-2.15b01.bin", 0x12008c)) {
		world_free(&w);
		skip();
		return;
	}
	text = listeners(&w);
	if (!WORLD_HAS(text, "program=telnetd", "address=br0", "started_by=/etc/init0.d/S80telnetd.sh",
		       "enabled=conditional", "is_default", "auth=password"))
		fail_msg("%s", text);
	free(text);
	world_free(&w);
}

static void what_is_bound_to_the_device_itself_says_so(void **state)
{
	struct world w = busybox_world();
	char *text;

	(void)state;
	world_file(&w, "/usr/sbin/lighttpd", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/sbin/dnsmasq", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/etc/init.d/S80web", 0755, 0, "#!/bin/sh\nlighttpd -f /etc/lighttpd.conf\n");
	world_file(&w, "/etc/init.d/S81dns", 0755, 0, "#!/bin/sh\ndnsmasq --listen-address=127.0.0.1\n");
	world_fact(&w, "/etc/lighttpd.conf", FACT_CONFIG,
		   "service=lighttpd\nkey=server.port\nvalue=8080\nmeaning=port");
	world_fact(&w, "/etc/lighttpd.conf", FACT_CONFIG,
		   "service=lighttpd\nkey=server.bind\nvalue=127.0.0.1\nmeaning=interface");
	text = listeners(&w);
	assert_non_null(strstr(text, "program=lighttpd protocol=tcp port=8080 address=127.0.0.1 "));
	assert_non_null(strstr(text, "program=dnsmasq protocol=udp port=53 address=127.0.0.1 "));
	free(text);
	world_free(&w);
}

static void one_address_that_is_reached_from_outside_counts(void **state)
{
	struct world w = busybox_world();
	char *text;

	(void)state;
	world_file(&w, "/usr/sbin/dnsmasq", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/etc/init.d/S81dns", 0755, 0,
		   "#!/bin/sh\ndnsmasq --listen-address=127.0.0.1 --listen-address=192.168.1.1\n");
	text = listeners(&w);
	assert_non_null(strstr(text, "address=192.168.1.1 "));
	free(text);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_boot_scripts_loop_starts_is_enabled),
		cmocka_unit_test(what_is_bound_to_the_device_itself_says_so),
		cmocka_unit_test(one_address_that_is_reached_from_outside_counts),
		cmocka_unit_test(a_script_nobody_calls_is_unknown_and_an_absent_program_no_listener),
		cmocka_unit_test(links_in_rc_d_lead_to_scripts_and_stop_links_do_not),
		cmocka_unit_test(inetd_rows_and_sockets_tell_their_ports),
		cmocka_unit_test(systemd_units_are_enabled_by_links),
		cmocka_unit_test(a_loop_of_links_ends),
		cmocka_unit_test(the_camera_starts_telnetd_always),
		cmocka_unit_test(the_openwrt_router_starts_telnetd_on_a_condition_and_dropbear),
		cmocka_unit_test(the_router_without_telnetd_has_none),
		cmocka_unit_test(the_router_in_its_default_state_has_telnetd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
