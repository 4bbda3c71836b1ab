/* Cases of the rules on debug interfaces. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_console_of_which_nobody_said_when_it_is_needed_is_open",
	 .check = "debug-never-needed",
	 .edition = EDITION_V3_1_3,
	 .facts = "@PhyIntf P-1 | type=uart | debug=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "when it is needed"},
	{.says = "pads_that_software_switches_off_pass",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "pads_that_software_cannot_switch_off_fail",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=no | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "cannot be switched off"},
	{.says = "pads_without_a_word_are_left_open",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | exposed=no | protection=inside the casing "
		  "under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "whether software"},
	{.says = "JTAG_that_is_no_debug_interface_fails",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=jtag | network=no | air=no | "
		  "status=disabled | debug=no | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no debug interface"},
	{.says = "a_serial_port_without_debugging_is_left_open",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=no | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "what is it for"},
	{.says = "never_needed_and_off_for_good_passes",
	 .check = "debug-never-needed-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "never_needed_and_on_fails",
	 .check = "debug-never-needed-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "not off for good"},
	{.says = "never_needed_and_unsaid_is_left_open",
	 .check = "debug-never-needed-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | software-disable=yes | exposed=no | protection=inside the casing "
		  "under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "kept off"},
	{.says = "needed_at_times_and_off_passes",
	 .check = "debug-at-times-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=at-times | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "needed_at_times_and_on_fails",
	 .check = "debug-at-times-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=at-times | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "on by default"},
	{.says = "needed_at_times_and_unsaid_is_left_open",
	 .check = "debug-at-times-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=at-times | type=uart | network=no | air=no | "
		  "debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | protection=inside the "
		  "casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "on by default"},
	{.says = "off_needs_no_guard",
	 .check = "debug-guard",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "no_guard_fails",
	 .check = "debug-guard",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=none | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "nothing guards"},
	{.says = "a_guard_is_left_to_a_person",
	 .check = "debug-guard",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=authenticated | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "best practice"},
	{.says = "on_against_its_protection_fails",
	 .check = "debug-guard",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "says it is off"},
	{.says = "a_debug_interface_against_the_feature_fails",
	 .check = "debug-guard",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "@features debug-interfaces | holds=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "feature debug-interfaces says no",
	 .edition = EDITION_V3_1_3},
	{.says = "an_exposed_debug_interface_against_the_feature_fails_in_the_older_edition",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=yes | "
		  "protection=inside the casing under a shield\n"
		  "@features accessible-debug-interface | holds=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "feature accessible-debug-interface says no"},
	{.says = "a_debug_interface_inside_the_casing_is_no_accessible_one",
	 .check = "debug-software-disable-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "@features accessible-debug-interface | holds=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "no_debug_interface_is_no_pass",
	 .check = "debug-guard",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"},
	{.says = "a_switch_passes",
	 .check = "debug-software-disable",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "no_switch_fails",
	 .check = "debug-software-disable",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=no | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "a_blown_fuse_in_the_place_of_a_switch_is_left_to_a_person",
	 .check = "debug-software-disable",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=fused-off | software-disable=no | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "off beyond recall"},
	{.says = "no_word_of_a_switch_is_left_open",
	 .check = "debug-software-disable",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | exposed=no | protection=inside the casing "
		  "under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "off_for_good_passes",
	 .check = "debug-never-needed",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "guarded_is_not_off_for_good",
	 .check = "debug-never-needed",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=authenticated | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "off_by_default_passes",
	 .check = "debug-at-times",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=at-times | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "on_by_default_fails",
	 .check = "debug-at-times",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=at-times | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "a_shielded_port_passes",
	 .check = "debug-port-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "an_exposed_port_fails",
	 .check = "debug-port-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=yes | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "without opening"},
	{.says = "a_port_without_a_word_is_left_open",
	 .check = "debug-port-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | protection=inside "
		  "the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "shields"},
	{.says = "a_shell_on_a_port_that_is_declared_off_fails",
	 .check = "declared-console",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "console /etc/inittab | device=ttyS0 | program=sh | login=no | source=inittab\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "PI-2 is declared off, and the image starts a shell on ttyS0"},
	{.says = "the_older_edition_fails_it_too",
	 .check = "declared-console-v2",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "console /etc/inittab | device=/dev/ttyS0 | program=getty | login=yes | source=inittab\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "a log-in"},
	{.says = "kernel_messages_are_no_log-in",
	 .check = "declared-console",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "console - | device=ttyS0 | login=yes | source=cmdline\n"},
	{.says = "a_screen_is_no_serial_port",
	 .check = "declared-console",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "console /etc/inittab | device=tty1 | login=yes | source=inittab\n"},
	{.says = "a_port_that_is_declared_on_is_silent",
	 .check = "declared-console",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "console /etc/inittab | device=ttyS0 | login=no | source=inittab\n"},
	{.says = "a_console_that_the_table_omits_fails",
	 .check = "undeclared-console",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "console /etc/inittab | device=ttyS0 | login=no | source=inittab\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "lists no serial port"},
	{.says = "a_console_that_the_table_omits_fails_in_the_older_edition",
	 .check = "undeclared-console-v2",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "console /etc/inittab | device=ttyAMA0 | login=yes | source=inittab\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "ttyAMA0"},
	{.says = "a_declared_serial_port_is_silent",
	 .check = "undeclared-console",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "console /etc/inittab | device=ttyS0 | login=no | source=inittab\n"},
	{.says = "a_console_without_a_table_is_silent_here",
	 .check = "undeclared-console",
	 .facts = "console /etc/inittab | device=ttyS0 | login=no | source=inittab\n"},
	{.says = "off_is_not_assumed_where_nobody_says_so",
	 .check = "debug-guard",
	 .facts = "@PhyIntf P-1 | type=uart | needed=never | debug=yes | debug-protection=disabled | "
		  "software-disable=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say whether it is off",
	 .edition = EDITION_V3_1_3},
	{.says = "jtag_that_is_called_no_debug_interface_is_looked_at_all_the_same",
	 .check = "debug-port-exposure",
	 .facts = "@PhyIntf P-1 | type=jtag | debug=no | exposed=yes\n"
		  "@PhyIntf P-2 | type=uart | debug=yes | exposed=no | protection=inside the casing\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "P-1 is a debug port",
	 .edition = EDITION_V3_1_3},
	{.says = "a_fuse_is_no_software_and_no_fault",
	 .check = "debug-software-disable",
	 .facts = "@PhyIntf P-1 | type=jtag | needed=never | status=disabled | debug=yes | debug-protection=fused-off "
		  "| software-disable=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "beyond recall",
	 .edition = EDITION_V3_1_3},
	{.says = "a_logical_debug_interface_says_nothing_of_ports",
	 .check = "debug-software-disable",
	 .facts = "@PhyIntf P-1 | type=wifi | debug=no\n"
		  "@LogIntf L-1 | debug=yes | debug-protection=disabled | status=disabled\n",
	 .edition = EDITION_V3_1_3},
	{.says = "debugging_through_the_air_shields_no_port",
	 .check = "debug-port-exposure",
	 .facts = "@PhyIntf P-1 | type=bluetooth | air=yes | debug=yes | exposed=yes | protection=pairing by button\n",
	 .edition = EDITION_V3_1_3},
};

int main(void)
{
	return kit_run_all("c5_06_debug", cases, sizeof cases / sizeof cases[0]);
}
