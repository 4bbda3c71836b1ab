#include "assess/observe/scan_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_secret;

static void expect(const char *path, const char *text, const char *want)
{
	char *got = testkit_observe_scanned(&observer_secret, path, bytes_str(text));

	assert_string_equal(got, want);
	free(got);
}

static void expect_some(const char *path, const char *text, const char *want)
{
	char *got = testkit_observe_scanned(&observer_secret, path, bytes_str(text));

	if (!strstr(got, want))
		fail_msg("%s '%s': got '%s', want '%s'", path, text, got, want);
	free(got);
}

static void the_telnet_login_of_a_router_is_told_in_both_halves(void **state)
{
	(void)state;
	expect_some("/etc/init0.d/S80telnetd.sh",
		    "#!/bin/sh\nif [ \"$1\" = \"start\" ]; then\n\timage_sign=`cat /etc/config/image_sign`\n"
		    "\ttelnetd -l /usr/sbin/login -u Alphanetworks:$image_sign -i br0 &\nfi\n",
		    "class=credential name=/etc/config/image_sign value=$image_sign user=Alphanetworks service=telnetd "
		    "rule=telnetd-login confidence=high\n");
	expect("/etc/config/image_sign", "wrgn49_dlob_dir300b5\n",
	       "secret @0+20 class=value name=/etc/config/image_sign value=wrgn49_dlob_dir300b5 rule=small-file "
	       "confidence=low\n");
	expect("/etc/init.d/telnet", "#!/bin/sh\ntelnetd -u admin:qwe123 &\n# telnetd -u a:b1234\ntelnetd &\n",
	       "secret @10+25 class=password name=telnetd -u value=qwe123 user=admin service=telnetd "
	       "rule=telnetd-login "
	       "confidence=high\n");
}

static void tokens_are_known_by_their_shape(void **state)
{
	(void)state;
	/* put together here so that no scanner of this repository takes them for real ones */
	expect_some("/usr/bin/app",
		    "key="
		    "AKIA"
		    "Q3EGR7BWZ5LTN2VX"
		    "\n",
		    "class=cloud-key value=AKIAQ3EGR7BWZ5LTN2VX service=AWS");
	expect_some("/app.json",
		    "\"t\": \""
		    "ghp_"
		    "q1W2e3R4t5Y6u7I8o9P0aSdFgHjKlZxCvBnM"
		    "\"",
		    "class=token value=ghp_q1W2e3R4t5Y6u7I8o9P0aSdFgHjKlZxCvBnM service=GitHub");
	expect_some("/app.py",
		    "T='"
		    "987654321"
		    ":AAF"
		    "kq8Zx1Wc5Rt9Yb3Nm7Lp2Vd6Hs0Jg4-_"
		    "'",
		    "service=Telegram");
	expect_some("/app.conf",
		    "AccountName=x;"
		    "AccountKey="
		    "Zm9vYmFyMTIzNDU2Nzg5MHF3ZXJ0eXVpb3Bhc2RmZ2hqa2x6eGN2Ym5tUVdFUlRZVUlPUEFTREZHSEpLTFpYCQ=="
		    "\n",
		    "class=cloud-key name=AccountKey value=Zm9v");
	expect_some("/etc/mqtt.conf", "broker mqtt://cam42:Bx7qq@mq.acme.tld:1883\n",
		    "class=credential-url name=mqtt value=Bx7qq user=cam42 rule=SECRETS_URL confidence=high");
}

static void passwords_set_in_configuration_and_scripts_are_told(void **state)
{
	(void)state;
	expect("/etc/app.conf", "admin_password=Zk9!pass1\n",
	       "secret @0+24 class=password name=admin_password value=Zk9!pass1 rule=setting confidence=medium\n");
	expect_some("/etc/config/app", "config app\n\toption password 'letmein42'\n", "name=password value=letmein42");
	expect_some("/etc/app.json", "{\n\"user\": \"a\",\n\"password\": \"letmein42\",\n}",
		    "name=password value=letmein42");
	expect_some("/etc/app.xml", "<c>\n<AdminPassword>letmein42</AdminPassword>\n</c>",
		    "name=AdminPassword value=letmein42");
	expect_some("/www/cgi-bin/login.php", "<?php\n$db_password = 'letmein42';\n",
		    "name=db_password value=letmein42");
	expect_some("/usr/sbin/up.sh", "#!/bin/sh\nFTP_PASSWORD=letmein42\n", "name=FTP_PASSWORD value=letmein42");
	expect_some(
		"/etc/snmp/snmpd.conf", "rocommunity public\n",
		"class=snmp-community name=rocommunity value=public service=snmp rule=snmp-community confidence=high");
	expect_some("/etc/app.conf", "password = changeme\n", "value=changeme rule=setting confidence=low");
	expect_some("/sbin/tele", "#!/bin/sh\nmosquitto_pub -h h -u dev -P S3cr3t9 -t x\n",
		    "class=password name=mosquitto -P value=S3cr3t9 user=dev service=mqtt");
}

static void one_secret_is_told_once(void **state)
{
	static const char line[] = "aws_access_key=\""
				   "AKIA"
				   "Q3EGR7BWZ5LTN2VX"
				   "\"\n";
	char *got = testkit_observe_scanned(&observer_secret, "/etc/aws.conf", bytes_str(line));
	const char *first = strstr(got, "class=cloud-key");

	(void)state;
	assert_non_null(first);
	assert_null(strstr(first + 1, "class="));
	free(got);
	expect_some("/etc/aws.conf", "aws_secret_access_key=wJalrXUtnFEMI7K7MDENGbPxRfiCY1q2w3e4r5t6\n",
		    "class=cloud-key name=aws_secret_access_key");
}

static void what_is_no_secret_is_not_told(void **state)
{
	static const char *const lines[][2] = {
		{"/etc/app.conf", "# password=letmein42\n"},
		{"/etc/app.conf", "password=\n"},
		{"/etc/app.conf", "password=$ADMIN_PW\npassword=${X}\npassword=%s\npassword=@PW@\n"},
		{"/etc/app.conf", "password=<your password>\npasswd=your_password\n"},
		{"/etc/app.conf", "PasswordAuthentication=no\npassword_file=/etc/pw\nmin_password=8\n"},
		{"/etc/config/dropbear",
		 "config dropbear\n\toption PasswordAuth 'on'\n\toption RootPasswordAuth 'on'\n"},
		{"/etc/nsswitch.conf", "passwd: files\nshadow: files\n"},
		{"/etc/pam.d/common", "password requisite pam_unix.so\n"},
		{"/lib/wifi/hostapd.sh",
		 "#!/bin/sh\nappend \"$var\" \"wpa_psk=$psk\" \"$N\"\npassword=\"$(get pw)\"\n"},
		{"/bin/box.sh",
		 "#!/bin/sh\n_set_password_() {\nlocal cmd=passwd\necho \"Please enter your password. Now\"\n"},
		{"/web/main/password.htm", "var password = \"abcdefgh\";\n"},
		{"/usr/share/doc/x/app.conf", "password=letmein42\n"},
		{"/usr/lib/opkg/status", "Conffiles:\n /etc/passwd 0123456789abcdef\nPassword: abcdefgh\n"},
		{"/usr/bin/a.py", "#!/usr/bin/python\npassword = getpass()\ntoken = self.token\n"},
		{"/etc/a.conf", "AKIAIOSFODNN7EXAMPLE\nhttp://user:pass@host/\nhttps://%s:%s@h\n"},
		{"/etc/hosts.conf", "url=http://host.name:80/a@b\n"},
		{"/etc/app.conf", "token=abc\nsecret=short\napi_key=\n"},
		{"/etc/config/hostname_sign", ""},
		{"/etc/a.xml", "<c>\n<!-- sample\n<password>letmein42</password>\n-->\n</c>"},
		{"/usr/bin/uscan", "#!/bin/sh\nu=https://e.com/1879a@b\nv=https://e.com:1879@b\n"},
		{"/etc/env.conf",
		 "SESSION_TOKEN=SESSION_TOKEN\nx_token=auth-request-type/at\nA_PASSWORD=OTHER_PASSWORD\n"},
		{"/www/a.php", "$x = \"passwd=\".$passwd.\"\\n\".\n\"passwd=\".$passwd.\"\\n\".\n"},
		{"/usr/bin/b.py", "SET_PASSWORD = 'SetPassword'\nu = 'https://***:***@host.com'\n"},
		{"/share/man/man5/apt_auth.conf.5", "https://apt:debian42@host.com/\n"},
		{"/lib/x-1.0.dist-info/METADATA", "https://apt:debian42@host.com/\n"},
		{"/etc/profile", "export HOME=$(grep -e \"^${USER:-root}:\" /etc/passwd | cut -d \":\" -f 6)\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		char *got = testkit_observe_scanned(&observer_secret, lines[i][0], bytes_str(lines[i][1]));

		if (*got)
			fail_msg("%s '%s': got '%s'", lines[i][0], lines[i][1], got);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_telnet_login_of_a_router_is_told_in_both_halves),
		cmocka_unit_test(tokens_are_known_by_their_shape),
		cmocka_unit_test(passwords_set_in_configuration_and_scripts_are_told),
		cmocka_unit_test(one_secret_is_told_once),
		cmocka_unit_test(what_is_no_secret_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
