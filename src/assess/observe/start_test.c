#include "assess/observe/scan_testkit.h"

#include "assess/observe/services.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

extern const struct observer observer_start;

static char *start(const char *path, const char *content)
{
	return testkit_observe(&observer_start, path, 0755, bytes_str(content), NULL, 0);
}

static void expect(const char *path, const char *content, const char *want)
{
	char *got = start(path, content);

	assert_string_equal(got, want);
	free(got);
}

static void a_daemon_in_the_background_of_a_boot_script_is_found(void **state)
{
	(void)state;
	expect("/etc/init.d/S80network", "#!/bin/sh\nipaddr=1\ntelnetd&\n\nhostname ipc\n",
	       "start @19+7 program=telnetd command=telnetd when=boot system=sysv enabled=unknown unit=S80network "
	       "line=3\n");
}

static void mentions_of_a_daemon_are_no_starts(void **state)
{
	(void)state;
	expect("/etc/init.d/S80",
	       "#!/bin/sh\n#telnetd &\necho telnetd\necho \"telnetd &\"\nkillall telnetd\nps | grep telnetd\n"
	       "cat <<EOF\ntelnetd\nEOF\nX='telnetd &'\nstart-stop-daemon -K -x telnetd\n",
	       "");
	expect("/usr/share/doc/telnet/examples/run.sh", "#!/bin/sh\ntelnetd &\n", "");
	expect("/etc/init.d/README", "telnetd &\n", "");
}

static void stop_and_restart_are_no_boot(void **state)
{
	(void)state;
	expect("/etc/init.d/x", "#!/bin/sh\ncase $1 in\nstop) /bin/a ;;\nrestart) /bin/b;;\nstart) /bin/c;;\nesac\n",
	       "start @27+6 program=a command=/bin/a when=shutdown system=sysv enabled=unknown unit=x line=3\n"
	       "start @46+6 program=b command=/bin/b when=manual system=sysv enabled=unknown unit=x line=4\n"
	       "start @62+6 program=c command=/bin/c when=boot system=sysv enabled=unknown unit=x line=5\n");
}

static void conditions_and_users_are_told(void **state)
{
	char *got =
		start("/etc/init.d/y", "#!/bin/sh\n[ -f /tmp/debug ] && telnetd -l /bin/sh\n"
				       "start-stop-daemon -S -b -c www:www -x /usr/sbin/lighttpd -- -f /etc/l.conf\n");

	(void)state;
	assert_string_equal(
		got, "start @31+18 program=telnetd command=telnetd -l /bin/sh when=boot condition=[ -f /tmp/debug ] "
		     "system=sysv enabled=unknown unit=y line=2\n"
		     "start @50+74 program=lighttpd command=start-stop-daemon -S -b -c www:www -x /usr/sbin/lighttpd "
		     "-- -f /etc/l.conf user=www:www when=boot system=sysv enabled=unknown unit=y line=3\n");
	free(got);
}

static void a_loop_over_scripts_is_told_as_its_pattern(void **state)
{
	(void)state;
	expect("/etc/init.d/rcS",
	       "for i in /etc/init.d/S[0-9][0-9]*\ndo\n $i start\ndone\nfor p in /proc/[0-9]*; do x; done\n",
	       "start @0+33 program=S[0-9][0-9]* command=/etc/init.d/S[0-9][0-9]* when=boot system=rc enabled=unknown "
	       "unit=rcS "
	       "line=1\n");
	expect("/etc/rc.local", "run-parts /etc/rc.local.d\n",
	       "start @0+25 program=* command=/etc/rc.local.d/* when=boot system=rc enabled=unknown unit=rc.local "
	       "line=1\n");
}

static void procd_and_openrc_services_are_read(void **state)
{
	(void)state;
	expect("/etc/init.d/z",
	       "#!/bin/sh /etc/rc.common\nstart_service() {\n\tprocd_open_instance\n"
	       "\tprocd_set_param command /usr/sbin/uhttpd -f -p 8080\n\tprocd_close_instance\n}\n",
	       "start @65+51 program=uhttpd command=procd_set_param command /usr/sbin/uhttpd -f -p 8080 when=boot "
	       "system=procd "
	       "enabled=unknown unit=z line=4\n");
	expect("/etc/init.d/sshd", "#!/sbin/openrc-run\ncommand=/usr/sbin/sshd\ncommand_user=\"x\"\n",
	       "start @19+22 program=sshd command=command=/usr/sbin/sshd user=x when=boot system=openrc "
	       "enabled=unknown "
	       "unit=sshd line=2\n");
}

static void inittab_rows_of_both_kinds_are_read(void **state)
{
	(void)state;
	expect("/etc/inittab",
	       "# "
	       "comment\n::sysinit:/etc/init.d/rcS\nttyS1::askfirst:/bin/login\n#a::respawn:/bin/"
	       "sh\nid:2:initdefault:\n"
	       "l6:6:wait:/etc/init.d/rc 6\n::ctrlaltdel:/sbin/reboot\n",
	       "start @10+25 program=rcS command=/etc/init.d/rcS when=boot system=inittab enabled=yes line=2\n"
	       "start @36+26 program=login command=/bin/login when=respawn condition=Enter pressed on the console "
	       "system=inittab enabled=yes unit=ttyS1 line=3\n"
	       "start @101+26 program=rc command=/etc/init.d/rc 6 when=shutdown system=inittab enabled=yes unit=l6 "
	       "line=6\n"
	       "start @128+25 program=reboot command=/sbin/reboot when=manual system=inittab enabled=yes line=7\n");
}

static void a_script_of_debians_init_d_script_starts_its_daemon(void **state)
{
	(void)state;
	expect("/etc/init.d/x", "#!/usr/bin/env /lib/init/init-d-script\nDAEMON=/usr/sbin/x\n",
	       "start @39+18 program=x command=DAEMON=/usr/sbin/x when=boot system=sysv enabled=unknown unit=x "
	       "line=2\n");
	/* others use such a variable themselves, where the start stands */
	expect("/etc/init.d/x", "#!/bin/sh\nDAEMON=/usr/sbin/x\n", "");
	expect("/etc/init.d/x", "#!/usr/bin/env /lib/init/init-d-script\nDAEMON=$HERE/x\n", "");
}

static void the_published_fixtures_of_init_systems_are_read(void **state)
{
	static const struct {
		const char *file, *path, *has, *hasnt;
	} rows[] = {
		{"etc/inittab", "/etc/inittab", "program=mgetty command=/sbin/mgetty -x0 -D ttyS1", "initdefault"},
		{"etc/inittab.invalid", "/etc/inittab", NULL, "start"},
		{"etc/init/baz.conf", "/etc/init/baz.conf",
		 "program=baz command=/usr/local/bin/baz /home/foo/config.ru", "rm "},
		{"etc/init/baz.conf", "/etc/init/baz.conf", "program=baz.sh command=/bin/baz.sh -runonce", "rm "},
		{"etc/systemd/system/foobar", "/etc/systemd/system/foobar.service",
		 "program=foobar command=/usr/sbin/foobar -n when=boot", "rsyslogd"},
		{"etc/rc.local", "/etc/rc.local", "program=bar.sh command=/usr/local/bin/bar.sh when=boot", "nothing"},
		{"etc/rc.local", "/etc/rc.local", "program=foobar command=/etc/init.d/foobar start when=boot", "exit"},
		{"etc/sv/example/run", "/etc/sv/example/run", "program=foo-service.sh", "chpst when"},
		{"etc/init.d/README", "/etc/init.d/README", NULL, "start"},
		{"etc/init.d/skeleton", "/etc/init.d/skeleton", "program=daemonexecutablename", "program=Foo"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[128], *got;
		struct bytes data;

		snprintf(name, sizeof name, "kat/fact/init_systems/%s", rows[i].file);
		data = testkit_corpus(name);
		if (!data.at) {
			skip();
			return;
		}
		got = testkit_observe(&observer_start, rows[i].path, 0755, data, NULL, 0);
		if (rows[i].has && !strstr(got, rows[i].has))
			fail_msg("%s lacks '%s':\n%s", rows[i].file, rows[i].has, got);
		if (strstr(got, rows[i].hasnt))
			fail_msg("%s should lack '%s':\n%s", rows[i].file, rows[i].hasnt, got);
		free(got);
		free((void *)data.at);
	}
}

static void inetd_xinetd_cron_udev_and_android_are_read(void **state)
{
	(void)state;
	expect("/etc/inetd.conf",
	       "#telnet stream tcp nowait root /usr/sbin/telnetd telnetd\n"
	       "ftp stream tcp nowait root /usr/sbin/ftpd ftpd -w\n",
	       "start @57+49 program=ftpd command=ftp stream tcp nowait root /usr/sbin/ftpd ftpd -w user=root "
	       "when=inetd "
	       "system=inetd enabled=unknown unit=ftp line=2\n");
	expect("/etc/xinetd.d/telnet",
	       "service telnet\n{\n disable = yes\n user = root\n server = /usr/sbin/in.telnetd\n}\n",
	       "start @0+14 program=in.telnetd command=/usr/sbin/in.telnetd user=root when=inetd system=xinetd "
	       "enabled=no "
	       "unit=telnet line=1\n");
	expect("/etc/crontabs/root", "# x\n*/5 * * * * /usr/bin/check -a\n",
	       "start @4+29 program=check command=/usr/bin/check -a user=root when=cron system=cron enabled=unknown "
	       "unit=root "
	       "line=2\n");
	expect("/lib/udev/rules.d/9.rules", "KERNEL==\"sda\", RUN+=\"/bin/mnt.sh %k\"\n",
	       "start @0+36 program=mnt.sh command=/bin/mnt.sh %k when=hotplug system=udev enabled=yes unit=9.rules "
	       "line=1\n");
	expect("/init.rc", "on boot\n  x\nservice adbd /sbin/adbd --r\n  user shell\n  disabled\nservice b /bin/b\n",
	       "start @12+27 program=adbd command=/sbin/adbd --r user=shell when=manual system=android-init enabled=no "
	       "unit=adbd line=3\n"
	       "start @64+16 program=b command=/bin/b when=boot system=android-init enabled=yes unit=b line=6\n");
	expect("/lib/systemd/system/s.socket", "[Socket]\nListenStream=23\nAccept=yes\n",
	       "start @9+15 program=s command=ListenStream=23 when=socket system=systemd enabled=unknown unit=s.socket "
	       "line=2\n");
}

static void services_are_known_by_their_whole_name(void **state)
{
	(void)state;
	assert_string_equal(service_of(bytes_str("telnetd"))->port, "23");
	assert_null(service_of(bytes_str("telnet")));
	assert_null(service_of(bytes_str("telnetd2")));
	assert_string_equal(service_of(bytes_str("tddp"))->port, "1040");
}

static void command_lines_inside_programs_are_told_apart_from_sentences(void **state)
{
	static const char elf[] = "\x7f"
				  "ELF\0\0killall telnetd \0telnetd\0tddp &\0dropbear -p %d -r %s\0httpd started\0"
				  "/usr/sbin/telnetd -l /bin/sh\0";
	char *got = testkit_observe_scanned(&observer_start, "/usr/bin/cos", bytes_of(elf, sizeof elf - 1));

	(void)state;
	assert_non_null(strstr(got, "program=tddp command=tddp system=binary enabled=unknown unit=cos"));
	assert_non_null(strstr(got, "program=dropbear command=dropbear -p %d -r %s system=binary"));
	assert_non_null(strstr(got, "program=telnetd command=/usr/sbin/telnetd -l /bin/sh system=binary"));
	assert_null(strstr(got, "httpd"));
	assert_null(strstr(got, "killall"));
	assert_null(strstr(strstr(got, "program=telnetd") + 1, "program=telnetd"));
	free(got);
}

static void observe_once(void *ctx)
{
	free(start("/etc/init.d/x", ctx));
}

static void exhausted_memory_is_no_crash(void **state)
{
	(void)state;
	/* the arenas take their memory in few large blocks */
	assert_true(testkit_failing_each(
			    observe_once,
			    (void *)"#!/bin/sh\na() { telnetd & }\na\nfor i in /etc/rc.d/S*; do $i; done\n", 100) >= 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_daemon_in_the_background_of_a_boot_script_is_found),
		cmocka_unit_test(mentions_of_a_daemon_are_no_starts),
		cmocka_unit_test(stop_and_restart_are_no_boot),
		cmocka_unit_test(conditions_and_users_are_told),
		cmocka_unit_test(a_loop_over_scripts_is_told_as_its_pattern),
		cmocka_unit_test(procd_and_openrc_services_are_read),
		cmocka_unit_test(inittab_rows_of_both_kinds_are_read),
		cmocka_unit_test(a_script_of_debians_init_d_script_starts_its_daemon),
		cmocka_unit_test(the_published_fixtures_of_init_systems_are_read),
		cmocka_unit_test(inetd_xinetd_cron_udev_and_android_are_read),
		cmocka_unit_test(services_are_known_by_their_whole_name),
		cmocka_unit_test(command_lines_inside_programs_are_told_apart_from_sentences),
		cmocka_unit_test(exhausted_memory_is_no_crash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
