#include "assess/observe/scan_testkit.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_account;

static char *observe(const char *path, const char *text)
{
	return testkit_observe_scanned(&observer_account, path, bytes_str(text));
}

static void expect(const char *path, const char *text, const char *want)
{
	char *got = observe(path, text);

	assert_string_equal(got, want);
	free(got);
}

static size_t lines_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void a_router_backup_has_an_account_with_an_unsalted_hash(void **state)
{
	(void)state;
	expect("/etc/passwd.bak",
	       "admin:$1$$iC.dUsGpxNNJGeOm1dFio/:0:0:root:/:/bin/sh\n"
	       "dropbear:x:500:500:dropbear:/var/dropbear:/bin/sh\nnobody:*:0:0:nobody:/:/bin/sh\n",
	       "account @0+51 name=admin uid=0 gid=0 shell=/bin/sh home=/ state=hash scheme=md5crypt "
	       "hash=$1$$iC.dUsGpxNNJGeOm1dFio/ salt=no source=backup login=yes\n"
	       "account @52+49 name=dropbear uid=500 gid=500 shell=/bin/sh home=/var/dropbear state=elsewhere "
	       "source=backup login=yes\n"
	       "account @102+29 name=nobody uid=0 gid=0 shell=/bin/sh home=/ state=locked source=backup login=yes\n");
}

static void empty_locked_and_elsewhere_are_told_apart(void **state)
{
	(void)state;
	expect("/etc/shadow", "root::10933:0:99999:7:::\n",
	       "account @0+24 name=root state=empty password= source=shadow\n");
	expect("/etc/shadow",
	       "root:x:0:0:99999:7:::\nftp:*:0:0:99999:7:::\nold:!$1$abcdefgh$l/LAqC8oJERu7Cmx6trtY/:1::::::\n",
	       "account @0+21 name=root state=locked source=shadow\n"
	       "account @22+20 name=ftp state=locked source=shadow\n"
	       "account @43+47 name=old state=locked scheme=md5crypt hash=$1$abcdefgh$l/LAqC8oJERu7Cmx6trtY/ salt=yes "
	       "source=shadow\n");
	expect("/etc/passwd", "root::0:0:root:/root:/bin/ash\nd:*LK*:1:1:d:/:/bin/false\n",
	       "account @0+29 name=root uid=0 gid=0 shell=/bin/ash home=/root state=empty password= source=passwd "
	       "login=yes\n"
	       "account @30+25 name=d uid=1 gid=1 shell=/bin/false home=/ state=locked source=passwd login=no\n");
}

static void web_server_users_are_found(void **state)
{
	(void)state;
	expect("/www/.htpasswd", "max:$apr1$nMebU24m$ofpVAehRJU5Jq8KUcsVYj1\n",
	       "account @0+41 name=max state=hash scheme=apr1 hash=$apr1$nMebU24m$ofpVAehRJU5Jq8KUcsVYj1 salt=yes "
	       "source=htpasswd\n");
	expect("/etc/lighttpd.user", "admin:letmein\n",
	       "account @0+13 name=admin state=known scheme=plain password=letmein source=htpasswd\n");
	expect("/etc/htdigest", "admin:realm:b0e2bac38418dc35a829b615e73f96d6\n",
	       "account @0+44 name=admin state=hash scheme=htdigest hash=admin:realm:b0e2bac38418dc35a829b615e73f96d6 "
	       "salt=fixed source=htdigest\n");
	expect("/etc/httpd.conf", "A:*\n/:admin:1234\n/cgi-bin:root:$p$root\n*.php:/usr/bin/php\n",
	       "account @4+12 name=admin state=known scheme=plain password=1234 source=config\n"
	       "account @17+21 name=root state=elsewhere source=config\n");
	expect("/etc/samba/smbpasswd",
	       "root:0:XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX:8846F7EAEE8FB117AD06BDD830B7586C:[U          ]:LCT-00000001:\n",
	       "account @0+100 name=root uid=0 state=hash scheme=ntlm hash=8846F7EAEE8FB117AD06BDD830B7586C salt=no "
	       "source=config\n");
	expect("/etc/ppp/chap-secrets", "# client server secret\n\"isp\" * \"s3cret\" *\nx * $PASS *\n",
	       "account @23+18 name=isp state=known scheme=plain password=s3cret source=config\n");
}

static void lines_inside_scripts_and_binaries_are_found_by_the_engine(void **state)
{
	char *got;

	(void)state;
	expect("/etc/init.d/rcS", "#!/bin/sh\necho \"root:abJnggxhB/yWI:0:0:root:/:/bin/sh\" > /etc/passwd\n",
	       "account @16+37 name=root uid=0 gid=0 shell=/bin/sh home=/ state=hash scheme=descrypt "
	       "hash=abJnggxhB/yWI salt=yes source=script login=yes\n");
	expect("/sbin/setpw",
	       "#!/bin/sh\necho \"root:hunter2\" | chpasswd\n# echo root:x1 | chpasswd\necho $U:$P | chpasswd\n",
	       "account @16+12 name=root state=known scheme=plain password=hunter2 source=script\n");
	got = testkit_observe_scanned(&observer_account, "/lib/libx.so",
				      bytes_of("\x7f"
					       "ELF\0\0root::0:0:root:/root:/bin/sh\n\0x",
					       37));
	assert_string_equal(got, "account @6+28 name=root uid=0 gid=0 shell=/bin/sh home=/root state=empty password= "
				 "source=binary login=yes\n");
	free(got);
}

static void the_samples_of_another_project_give_their_known_answers(void **state)
{
	static const char *const names[] = {"passwd_test", "passwd.bin", "passwd_FP_test"};
	static const size_t accounts[] = {12, 2, 0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[64];
		struct bytes data;
		char *got;

		snprintf(path, sizeof path, "kat/fact/users_and_passwords/%s", names[i]);
		data = testkit_corpus(path);
		if (!data.at)
			skip();
		snprintf(path, sizeof path, "/etc/%s", names[i]);
		got = testkit_observe_scanned(&observer_account, path, data);
		assert_int_equal(lines_of(got), accounts[i]);
		if (i == 0) {
			assert_non_null(strstr(got, "name=test state=hash scheme=mosquitto-sha512"));
			assert_non_null(strstr(got, "name=vboxadd state=locked"));
			assert_non_null(strstr(
				got, "name=nosalt state=hash scheme=md5crypt hash=$1$$oCLuEVgI1iAqOA8pwkzAg1 salt=no"));
		}
		free(got);
		free((void *)data.at);
	}
}

static void text_about_passwords_is_no_account(void **state)
{
	(void)state;
	expect("/etc/pam.d/passwd", "#%PAM-1.0\npassword   include  system-auth\nauth required pam_unix.so\n", "");
	expect("/usr/share/doc/passwd", "root::0:0:root:/root:/bin/sh\n", "");
	expect("/lib/functions.sh",
	       "#!/bin/sh\necho \"${name}:x:${uid}:${gid}:${desc}:${home}:${shell}\" >> /etc/passwd\n", "");
	expect("/etc/services", "kerberos 88/tcp\n", "");
	expect("/usr/lib/opkg/info/base-files.list", "/etc/passwd\n/etc/shadow\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_router_backup_has_an_account_with_an_unsalted_hash),
		cmocka_unit_test(empty_locked_and_elsewhere_are_told_apart),
		cmocka_unit_test(web_server_users_are_found),
		cmocka_unit_test(lines_inside_scripts_and_binaries_are_found_by_the_engine),
		cmocka_unit_test(the_samples_of_another_project_give_their_known_answers),
		cmocka_unit_test(text_about_passwords_is_no_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
