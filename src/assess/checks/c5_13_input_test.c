#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_command_injection_in_a_web_page_fails",
	 .check = "unsafe-handler",
	 .facts = "script /www/cgi-bin/ping.sh | language=sh | pattern=command-injection | code=ping $QUERY_STRING | "
		  "line=4 | reach=web\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "/www/cgi-bin/ping.sh, line 4"},
	{.says = "the_older_edition_has_its_own_unit",
	 .check = "unsafe-handler-v2",
	 .facts = "script /www/cgi-bin/ping.sh | pattern=eval-input | code=eval $Q | line=4 | reach=web\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "eval-input"},
	{.says = "a_pattern_of_unknown_reach_is_left_open",
	 .check = "unsafe-handler",
	 .facts = "script /usr/bin/x.sh | pattern=command-injection | line=4 | reach=unknown\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "/usr/bin/x.sh"},
	{.says = "a_path_traversal_is_left_open",
	 .check = "unsafe-handler",
	 .facts = "script /www/x.lua | pattern=path-traversal | line=9 | reach=web\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "path-traversal"},
	{.says = "a_local_script_is_silent",
	 .check = "unsafe-handler",
	 .facts = "script /usr/bin/x.sh | pattern=command-injection | reach=local\n"
		  "script /www/a | pattern=tmp-race | reach=web\n"},
	{.says = "network_programs_with_risky_calls_are_one_finding",
	 .check = "risky-calls",
	 .facts = "elf /bin/httpd | network=accept | risky=strcpy system\n"
		  "elf /bin/upnpd | network=bind accept | risky=sprintf\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "2 network programs call functions",
	 .evidence = 2},
	{.says = "a_local_program_with_risky_calls_is_silent",
	 .check = "risky-calls",
	 .facts = "elf /bin/ls | risky=strcpy\n"
		  "elf /bin/sshd | network=accept\n"},
	{.says = "one_risky_network_program_is_one",
	 .check = "risky-calls-v2",
	 .facts = "elf /bin/httpd | network=accept | risky=strcpy\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "1 network program calls"},
};

int main(void)
{
	return kit_run_all("c5_13_input", cases, ARRAY_LEN(cases));
}
