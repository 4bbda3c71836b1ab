#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "input_that_is_declared_processed_is_processed",
	 .check = "unexpected-user-input",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=U-1 | unexpected=processed\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "processes unexpected",
	 .edition = EDITION_V3_1_3},
	{.says = "input_of_another_interface_is_for_another_unit",
	 .check = "unexpected-network-input",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=U-1 | unexpected=processed\n",
	 .edition = EDITION_V3_1_3},
	{.says = "input_that_is_declared_rejected_needs_the_device",
	 .check = "unexpected-input-v2",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=U-1 | unexpected=rejected\n"},
	{.says = "a_listener_that_LogIntf_omits_fails",
	 .check = "network-interfaces",
	 .facts = "listener /bin/mosquitto | program=mosquitto | protocol=tcp | port=1883 | enabled=yes\n"
		  "@LogIntf L-1 | protocol=udp | port=1883\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "LogIntf omits mosquitto (TCP port 1883)",
	 .edition = EDITION_V3_1_3},
	{.says = "a_listener_that_LogIntf_has_is_known",
	 .check = "network-interfaces",
	 .facts = "listener /bin/mosquitto | program=mosquitto | protocol=tcp | port=1883 | enabled=yes\n"
		  "@LogIntf L-1 | protocol=tcp | port=443 & 1883\n",
	 .edition = EDITION_V3_1_3},
	{.says = "a_listener_fails_where_no_interface_is_declared",
	 .check = "network-interfaces-v2",
	 .facts = "listener /bin/mosquitto | program=mosquitto | protocol=tcp | port=1883 | enabled=yes\n"
		  "@LogIntf none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "LogIntf omits"},
	{.says = "a_listener_on_the_loopback_is_none_of_the_network",
	 .check = "network-interfaces-v2",
	 .facts = "listener /bin/mosquitto | program=mosquitto | protocol=tcp | port=1883 | enabled=yes | "
		  "address=127.0.0.1\n"
		  "@LogIntf none\n"},
	{.says = "methods_for_every_user_interface_pass",
	 .check = "user-input-covered",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=U-1\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .edition = EDITION_V3_1_3},
	{.says = "a_user_interface_without_a_method_fails",
	 .check = "user-input-covered",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@UserIntf U-2 | type=web-page\n"
		  "@InpVal I-1 | source=U-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "U-2",
	 .edition = EDITION_V3_1_3},
	{.says = "no_validation_at_all_fails",
	 .check = "user-input-covered",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "U-1",
	 .edition = EDITION_V3_1_3},
	{.says = "without_a_table_of_interfaces_nothing_is_said_of_input",
	 .check = "user-input-covered",
	 .facts = "@InpVal I-1 | source=U-1\n",
	 .edition = EDITION_V3_1_3},
	{.says = "methods_for_every_network_interface_pass",
	 .check = "network-input-covered",
	 .facts = "@LogIntf L-1 | network=yes | status=enabled\n"
		  "@LogIntf L-2 | network=no | status=enabled\n"
		  "@LogIntf L-3 | network=yes | debug=yes | status=disabled\n"
		  "@InpVal I-1 | source=L-1\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .edition = EDITION_V3_1_3},
	{.says = "a_network_interface_without_a_method_fails",
	 .check = "network-input-covered",
	 .facts = "@LogIntf L-1 | network=yes | status=enabled\n"
		  "@LogIntf L-2 | network=yes | status=enabled\n"
		  "@InpVal I-1 | source=L-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "network interface L-2",
	 .edition = EDITION_V3_1_3},
	{.says = "a_network_interface_that_can_be_switched_on_counts",
	 .check = "network-input-covered",
	 .facts = "@LogIntf L-1 | network=yes | status=enabled\n"
		  "@LogIntf L-2 | network=yes | status=disabled\n"
		  "@InpVal I-1 | source=L-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "network interface L-2",
	 .edition = EDITION_V3_1_3},
	{.says = "V2_asks_for_both_kinds",
	 .check = "input-covered-v2",
	 .facts = "@LogIntf L-1 | network=yes | status=enabled\n"
		  "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=L-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "user interface U-1"},
	{.says = "V2_wants_both_tables",
	 .check = "input-covered-v2",
	 .facts = "@LogIntf L-1 | network=yes | status=enabled\n"
		  "@InpVal I-1 | source=L-1\n"},
	{.says = "V2_passes_with_both_kinds",
	 .check = "input-covered-v2",
	 .facts = "@LogIntf L-1 | network=yes | status=enabled\n"
		  "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=L-1 & U-1\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "a_method_that_checks_form_length_and_value_passes",
	 .check = "user-input-validation",
	 .facts =
		 "@UserIntf U-1 | type=app\n"
		 "@InpVal I-1 | source=U-1 | description=parser | checks=type & length & range | unexpected=rejected\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .edition = EDITION_V3_1_3},
	{.says = "a_schema_says_form_and_length_and_value",
	 .check = "network-input-validation",
	 .facts = "@LogIntf L-1 | network=yes\n"
		  "@InpVal I-1 | source=L-1 | description=parser | checks=schema | unexpected=rejected\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .edition = EDITION_V3_1_3},
	{.says = "a_method_without_a_length_fails",
	 .check = "user-input-validation",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=U-1 | description=parser | checks=type & range | unexpected=rejected\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "the length",
	 .edition = EDITION_V3_1_3},
	{.says = "a_method_without_values_fails",
	 .check = "user-input-validation",
	 .facts = "@UserIntf U-1 | type=app\n"
		  "@InpVal I-1 | source=U-1 | description=parser | checks=type & length | unexpected=rejected\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "the value",
	 .edition = EDITION_V3_1_3},
	{.says = "a_method_that_processes_what_is_unexpected_fails",
	 .check = "network-input-validation",
	 .facts = "@LogIntf L-1 | network=yes\n"
		  "@InpVal I-1 | source=L-1 | description=parser | checks=schema | unexpected=processed\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "processes unexpected",
	 .edition = EDITION_V3_1_3},
	{.says = "a_method_that_only_logs_is_for_a_person",
	 .check = "network-input-validation",
	 .facts = "@LogIntf L-1 | network=yes\n"
		  "@InpVal I-1 | source=L-1 | description=parser | checks=schema | unexpected=logged\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "logs",
	 .edition = EDITION_V3_1_3},
	{.says = "buttons_have_no_length",
	 .check = "user-input-validation",
	 .facts = "@UserIntf U-1 | type=buttons\n"
		  "@InpVal I-1 | source=U-1 | description=debounced | checks=rate | unexpected=ignored\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .edition = EDITION_V3_1_3},
	{.says = "checks_that_nobody_declared_stay_open",
	 .check = "input-validation-v2",
	 .facts = "@LogIntf L-1 | network=yes\n"
		  "@InpVal I-1 | source=L-1 | description=parser | unexpected=rejected\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "checks"},
	{.says = "methods_for_other_interfaces_say_nothing_of_users",
	 .check = "user-input-validation",
	 .facts = "@LogIntf L-1 | network=yes\n"
		  "@InpVal I-1 | source=L-1 | description=parser | checks=schema | unexpected=rejected\n",
	 .edition = EDITION_V3_1_3},
	{.says = "a_web_server_that_no_table_explains_fails",
	 .check = "user-interfaces",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes\n"
		  "@UserIntf U-1 | type=buttons\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "web pages",
	 .edition = EDITION_V3_1_3},
	{.says = "a_web_server_of_a_declared_API_is_no_user_interface",
	 .check = "user-interfaces",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes\n"
		  "@UserIntf U-1 | type=buttons\n"
		  "@LogIntf L-1 | port=80 | external-api=yes\n",
	 .edition = EDITION_V3_1_3},
	{.says = "a_web_server_of_a_declared_page_is_known",
	 .check = "user-interfaces",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes\n"
		  "@UserIntf U-1 | type=web-page\n",
	 .edition = EDITION_V3_1_3},
	{.says = "a_command_line_that_the_table_denies_fails",
	 .check = "user-interfaces-v2",
	 .facts = "listener /bin/sshd | program=sshd | protocol=tcp | port=22 | service=ssh | enabled=yes\n"
		  "@UserIntf none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "a command line"},
	{.says = "an_interface_that_hides_its_network_takes_input_all_the_same",
	 .check = "network-input-covered",
	 .facts = "@PhyIntf P-1 | type=wifi | network=yes\n"
		  "@LogIntf L-1 | network=no | access=P-1 | status=enabled\n"
		  "@InpVal none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "network interface L-1",
	 .edition = EDITION_V3_1_3},
	{.says = "interfaces_that_take_no_input_are_not_covered_by_that",
	 .check = "network-input-covered",
	 .facts = "@LogIntf L-1 | network=no | protocol=serial\n"
		  "@InpVal I-1 | source=L-1\n",
	 .edition = EDITION_V3_1_3},
	{.says = "an_interface_of_which_nobody_says_what_reaches_it_is_open",
	 .check = "network-input-covered",
	 .facts = "@LogIntf L-1 | network=yes\n"
		  "@LogIntf L-2 | status=enabled\n"
		  "@InpVal I-1 | source=L-1\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "LogIntf L-2 does not say: network",
	 .edition = EDITION_V3_1_3},
};

int main(void)
{
	return kit_run_all("c5_13_declared", cases, ARRAY_LEN(cases));
}
