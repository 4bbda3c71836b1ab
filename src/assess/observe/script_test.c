#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_script;

static void has(const char *path, const char *content, const char *want)
{
	char *got = testkit_observe(&observer_script, path, 0755, bytes_str(content), NULL, 0);

	if (want ? !strstr(got, want) : *got != 0)
		fail_msg("wanted '%s', got '%s'", want ? want : "nothing", got);
	free(got);
}

static void request_variables_that_reach_a_shell_are_told(void **state)
{
	(void)state;
	has("/www/cgi-bin/x", "#!/bin/sh\nA=`echo $QUERY_STRING | cut -d= -f2`\neval $A\n",
	    "language=sh pattern=eval-input code=eval $A line=3 reach=web");
	has("/www/cgi-bin/x", "#!/bin/sh\nread POST\nsh -c \"ping $POST\"\n", "pattern=command-injection");
	has("/www/a.php", "<?php\n$ip = $_GET['ip'];\nsystem(\"ping \" . $ip);\n",
	    "language=php pattern=command-injection code=system(");
	has("/usr/lib/lua/luci/controller/a.lua",
	    "local h = luci.http.formvalue(\"h\")\nlocal r = io.popen(\"ping \" .. h)\n",
	    "language=lua pattern=command-injection");
	has("/www/cgi-bin/a.py",
	    "#!/usr/bin/python\nform = cgi.FieldStorage()\nx = form.getvalue('x')\nos.system('ping ' + x)\n",
	    "language=python pattern=command-injection code=os.system('ping ' + x) line=4");
}

static void what_is_cleaned_quoted_or_commented_is_not(void **state)
{
	(void)state;
	has("/www/a.php", "<?php\n$ip = escapeshellarg($_GET['ip']);\nsystem(\"ping \" . $ip);\n", NULL);
	has("/www/a.php", "<?php\n// system($_GET['x']);\n# eval($_GET['x']);\nsystem('uptime');\n", NULL);
	has("/www/cgi-bin/x", "#!/bin/sh\n# eval $QUERY_STRING\necho \"$QUERY_STRING\"\ngrep -q \"$HTTP_X\" /etc/x\n",
	    NULL);
	has("/usr/bin/x", "#!/bin/sh\nread A\neval $A\n", NULL);
	has("/usr/share/doc/a.php", "<?php system($_GET['x']);\n", NULL);
}

static void downloads_without_checks_and_programs_in_tmp_are_told(void **state)
{
	(void)state;
	has("/bin/x", "#!/bin/sh\ncurl -sk https://v.com/a\n",
	    "pattern=curl-insecure code=curl -sk https://v.com/a line=2 reach=local");
	has("/bin/x", "#!/bin/sh\nwget --no-check-certificate https://v.com\n", "pattern=no-verify");
	has("/bin/x", "#!/bin/sh\ncurl -s https://v.com/a-k -o k\n#curl -k x\necho curl -k x\n", NULL);
	has("/etc/init.d/x", "#!/bin/sh\n[ -x /tmp/debug.sh ] && /tmp/debug.sh\n",
	    "pattern=tmp-race code=/tmp/debug.sh");
	has("/etc/init.d/x", "#!/bin/sh\ncp /tmp/a /tmp/b\necho /tmp/x\n", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(request_variables_that_reach_a_shell_are_told),
		cmocka_unit_test(what_is_cleaned_quoted_or_commented_is_not),
		cmocka_unit_test(downloads_without_checks_and_programs_in_tmp_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
