/* Cases of the rules on interfaces. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_table_of_a_serial_port_alone_says_nothing_of_air_interfaces",
	 .check = "unneeded-interface",
	 .edition = EDITION_V2_1_1,
	 .facts = "@PhyIntf P-1 | type=uart | network=no | air=no | needed=never | status=disabled\n"},
	{.says = "what_works_through_the_air_has_to_be_said",
	 .check = "unneeded-interface",
	 .edition = EDITION_V2_1_1,
	 .facts = "@PhyIntf P-1 | type=wifi | network=yes | needed=never\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "through the air"},
	{.says = "a_needed_interface_is_left_to_a_person",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "the_older_edition_looks_at_logical_interfaces_too",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | disclosed=a certificate | disclosed-relevant=no | debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "LI-1 is enabled, and no reason"},
	{.says = "the_newer_edition_has_a_unit_of_its_own_for_them_a_person_judges",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | disclosed=a certificate | disclosed-relevant=no | debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "network interface is needed",
	 .edition = EDITION_V3_1_3},
	{.says = "what_is_not_needed_is_off_in_the_newer_edition_through_the_air_or_not",
	 .check = "unneeded-interface",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "never needed and enabled",
	 .edition = EDITION_V3_1_3},
	{.says = "the_older_edition_asks_that_of_air_interfaces",
	 .check = "unneeded-interface",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=enabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "an_interface_that_is_never_needed_fails",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=never | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "never needed"},
	{.says = "an_interface_without_a_reason_fails",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no reason is given"},
	{.says = "a_reason_that_says_nothing_is_left_open",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=wifi | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "says nothing"},
	{.says = "an_interface_that_nothing_uses_fails",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-9 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "no enabled logical interface"},
	{.says = "no_table_of_logical_interfaces_is_no_pass",
	 .check = "interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"},
	{.says = "a_needed_logical_interface_is_left_to_a_person",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_logical_interface_that_nothing_serves_fails",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-9 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no enabled service"},
	{.says = "a_client_behind_a_protected_connection_is_left_to_a_person",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=out | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-9 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@SecComMech CM-1 | peer=updater | interface=LI-1\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "Nothing speaks against it"},
	{.says = "a_logical_interface_over_disabled_ones_fails",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=disabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "is disabled"},
	{.says = "a_debug_interface_that_is_enabled_fails",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=yes\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "for debugging"},
	{.says = "a_reason_of_a_dash_fails",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=- | disclosed=a certificate | disclosed-relevant=no | debug=no\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "says nothing"},
	{.says = "a_listener_that_is_declared_disabled_fails",
	 .check = "interface-state",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=disabled | status-reason=the app needs it | disclosed=a certificate | "
		  "disclosed-relevant=no | debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "declared disabled, and httpd (TCP port 443) listens"},
	{.says = "a_radio_that_is_declared_disabled_fails",
	 .check = "interface-state",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=disabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "start /etc/inittab | program=hostapd | when=boot | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "hostapd starts"},
	{.says = "a_listener_that_is_declared_enabled_is_silent",
	 .check = "interface-state",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | enabled=yes\n"},
	{.says = "a_radio_that_the_table_omits_fails",
	 .check = "undeclared-radio",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "start /etc/inittab | program=hostapd | when=boot | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "lists no such interface"},
	{.says = "a_radio_that_is_declared_is_silent",
	 .check = "undeclared-radio",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "start /etc/inittab | program=hostapd | when=boot | enabled=yes\n"},
	{.says = "a_radio_under_a_condition_is_silent",
	 .check = "undeclared-radio",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n"
		  "start /etc/inittab | program=hostapd | when=boot | enabled=yes | condition=test -f /x\n"},
	{.says = "a_listener_that_is_not_seen_is_an_observation",
	 .check = "interface-unseen",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=sshd | protocol=tcp | port=22 | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "shows no program"},
	{.says = "a_listener_that_is_seen_is_silent",
	 .check = "interface-unseen",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | enabled=yes\n"},
	{.says = "a_version_is_not_harmless",
	 .check = "disclosure-called-harmless",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=firmware version | "
		  "disclosed-relevant=no | debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "calls it harmless"},
	{.says = "a_certificate_is_left_to_a_person",
	 .check = "disclosure-called-harmless",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"},
	{.says = "no_word_of_what_is_disclosed_is_left_open",
	 .check = "disclosure-called-harmless",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed-relevant=no | debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "what it discloses"},
	{.says = "nothing_relevant_needs_no_reason",
	 .check = "disclosure-needed",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "something_relevant_without_a_reason_fails",
	 .check = "disclosure-needed",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | "
		  "disclosed-relevant=yes | debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "no reason"},
	{.says = "something_relevant_with_a_reason_is_left_open",
	 .check = "disclosure-needed",
	 .facts = "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | "
		  "disclosed-relevant=yes | debug=no | disclosed-reason=the app needs it\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does operation need"},
	{.says = "shielded_pads_pass",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "exposed_and_never_needed_fails",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=yes | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "without opening"},
	{.says = "an_exposed_JTAG_port_fails",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=at-times | type=jtag | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=yes | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "(jtag)"},
	{.says = "shielding_without_a_word_is_left_open",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=-\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "keeps it from"},
	{.says = "air_interfaces_are_not_held_back_by_a_casing",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@PhyIntf PI-2 | type=power | needed=always | air=no | exposed=yes | status=enabled | "
		  "status-reason=charging | protection=no data lines\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "what_is_not_needed_is_off",
	 .check = "unneeded-interface",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "@PhyIntf PI-2 | description=Test pads | needed=never | type=uart | network=no | air=no | "
		  "status=disabled | debug=yes | debug-protection=disabled | software-disable=yes | exposed=no | "
		  "protection=inside the casing under a shield\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "what_is_not_needed_and_on_fails",
	 .check = "unneeded-interface",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=never | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "never needed and enabled"},
	{.says = "unknown_need_is_left_open",
	 .check = "unneeded-interface",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | type=wifi | network=yes | air=yes | status=enabled | "
		  "status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "needed or enabled"},
	{.says = "radios_that_are_needed_always_pass",
	 .check = "air-interface-off",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_radio_that_stays_on_fails",
	 .check = "air-interface-off",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=at-times | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only | "
		  "off-when-unused=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "stays on"},
	{.says = "a_radio_that_is_off_in_between_passes",
	 .check = "air-interface-off",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=at-times | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only | "
		  "off-when-unused=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_radio_of_unknown_state_is_left_open",
	 .check = "air-interface-off",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=at-times | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "off in between"},
	{.says = "a_radio_state_against_the_table_fails",
	 .check = "radio-state",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=disabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "start /etc/inittab | program=wpa_supplicant | when=respawn | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "wpa_supplicant"},
	{.says = "a_radio_state_as_declared_is_silent",
	 .check = "radio-state",
	 .facts = "@PhyIntf PI-1 | description=Wi-Fi | needed=always | type=wifi | network=yes | air=yes | "
		  "status=enabled | status-reason=the app needs it | debug=no | exposed=yes | protection=WPA3 only\n"
		  "start /etc/inittab | program=wpa_supplicant | when=respawn | enabled=yes\n"},
	{.says = "a_table_of_radios_alone_says_nothing_of_ports",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf P-1 | type=wifi | network=yes | air=yes | exposed=yes | needed=always | status=enabled\n"},
	{.says = "a_radio_that_is_called_no_radio_fails",
	 .check = "unneeded-interface",
	 .facts = "@PhyIntf P-1 | type=wifi | network=yes | air=no | needed=never | status=enabled\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "declared with air: no",
	 .edition = EDITION_V2_1_1},
	{.says = "wi_fi_that_is_called_no_network_fails",
	 .check = "interface-reason",
	 .facts = "@LogIntf none\n"
		  "@PhyIntf P-1 | type=wifi | network=no | air=yes | needed=always | status=enabled\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "declared with network: no",
	 .edition = EDITION_V3_1_3},
	{.says = "an_interface_over_a_network_cannot_be_out_of_its_reach",
	 .check = "logical-interface-reason",
	 .facts = "@PhyIntf P-1 | type=ethernet | network=yes | air=no | status=enabled\n"
		  "@LogIntf L-1 | network=no | access=P-1 | protocol=tcp | status=enabled | status-reason=local "
		  "set-up\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "out of reach",
	 .edition = EDITION_V3_1_3},
	{.says = "an_exposed_serial_port_is_left_to_a_person",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf P-1 | type=uart | air=no | exposed=yes | needed=always | debug=no | status=enabled | "
		  "status-reason=to be there | protection=a rubber cap\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "serial port, can be reached"},
	{.says = "what_is_off_needs_no_exposure",
	 .check = "physical-exposure",
	 .facts = "@PhyIntf P-1 | type=usb | air=no | exposed=yes | needed=at-times | debug=no | status=disabled | "
		  "protection=a rubber cap\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "off and can be reached"},
	{.says = "nothing_said_of_what_is_disclosed_is_no_pass",
	 .check = "disclosure-needed",
	 .facts = "@LogIntf L-1 | network=yes | direction=in | status=enabled | disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say what it discloses"},
	{.says = "a_list_to_be_written_is_nothing_said",
	 .check = "disclosure-needed",
	 .facts =
		 "@LogIntf L-1 | network=yes | direction=in | status=enabled | disclosed=TBD | disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say what it discloses"},
	{.says = "none_is_an_answer_to_what_is_disclosed",
	 .check = "disclosure-needed",
	 .facts = "@LogIntf L-1 | network=yes | direction=in | status=enabled | disclosed=none | "
		  "disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = "No interface discloses"},
	{.says = "a_banner_with_a_version_is_not_harmless",
	 .check = "disclosure-called-harmless",
	 .facts = "@LogIntf L-1 | network=yes | direction=in | status=enabled | disclosed=nginx 1.18 banner | "
		  "disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "calls it harmless"},
	{.says = "interfaces_that_are_all_off_disclose_nothing_that_was_looked_at",
	 .check = "disclosure-needed",
	 .facts = "@LogIntf L-1 | network=yes | direction=in | status=disabled | disclosed-relevant=no\n"},
	{.says = "an_interface_that_hides_its_network_is_looked_at_all_the_same",
	 .check = "disclosure-needed",
	 .facts = "@PhyIntf P-1 | type=wifi | network=yes | air=yes\n"
		  "@LogIntf L-1 | network=no | access=P-1 | direction=in | status=enabled | disclosed=none | "
		  "disclosed-relevant=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "no reason is given"},
};

int main(void)
{
	return kit_run_all("c5_06_interfaces", cases, sizeof cases / sizeof cases[0]);
}
