/* Cases of the rules on services, code, privileges, memory and development. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_needed_service_is_left_to_a_person",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_service_without_a_reason_fails",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | allows-configuration=yes | authentication=AM-1 | "
		  "entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no reason"},
	{.says = "a_reason_without_words_is_left_open",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=web | allows-configuration=yes | "
		  "authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "says nothing"},
	{.says = "a_dash_is_no_reason",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=- | allows-configuration=yes | "
		  "authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no reason"},
	{.says = "a_debugger_that_is_on_fails",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=gdbserver | network=yes | "
		  "network-when-initialised=yes | interface=LI-1 | status=enabled | runs-as=web | justification=set-up "
		  "needs it | allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "tool"},
	{.says = "a_service_of_disabled_interfaces_fails",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=disabled | status-reason=the app needs it | disclosed=a certificate | "
		  "disclosed-relevant=no | debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "every interface"},
	{.says = "a_service_that_starts_against_the_table_fails",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=disabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "start /etc/init.d/S1 | program=httpd | when=boot | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "starts httpd"},
	{.says = "a_service_that_starts_as_declared_is_left_to_a_person",
	 .check = "service-necessity",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "start /etc/init.d/S1 | program=httpd | when=boot | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "code_that_is_taken_out_is_left_to_a_person",
	 .check = "code-minimisation",
	 .facts = "@CodeMin CMN-1 | description=built from a list | techniques=build-configuration & image-audit\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "code_that_is_only_looked_for_fails",
	 .check = "code-minimisation",
	 .facts = "@CodeMin CMN-1 | description=built from a list | techniques=static-analysis & image-audit\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "takes code out"},
	{.says = "a_debugger_in_the_image_fails",
	 .check = "code-minimisation",
	 .facts = "@CodeMin CMN-1 | description=built from a list | techniques=build-configuration & image-audit\n"
		  "file /usr/bin/strace | type=file | content=elf\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "/usr/bin/strace"},
	{.says = "a_technique_without_words_is_left_open",
	 .check = "code-minimisation",
	 .facts = "@CodeMin CMN-1 | description=- | techniques=build-configuration & image-audit\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "not described"},
	{.says = "an_empty_table_of_techniques_fails",
	 .check = "code-minimisation",
	 .facts = "@CodeMin none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "No technique"},
	{.says = "services_with_accounts_of_their_own_pass",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_root_service_that_is_not_named_fails",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=root | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@SoftServ SS-2 | status=enabled | runs-as=updater\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "does not name it"},
	{.says = "a_root_service_with_a_reason_is_left_to_a_person",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp | root-services=SS-1 | "
		  "root-reason=sets the network address\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=root | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@SoftServ SS-2 | status=enabled | runs-as=updater\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "a person weighs"},
	{.says = "one_user_for_all_services_keeps_nothing_apart",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=process-isolation\n"
		  "@SoftServ SS-1 | status=enabled | runs-as=firmware\n@SoftServ SS-2 | status=enabled | "
		  "runs-as=firmware\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "what keeps their privileges apart"},
	{.says = "services_with_users_of_their_own_pass",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users\n"
		  "@SoftServ SS-1 | status=enabled | runs-as=web\n@SoftServ SS-2 | status=enabled | runs-as=ntp\n",
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "a_root_service_without_a_reason_fails",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp | root-services=SS-1\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=root | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "gives no reason"},
	{.says = "separate_users_that_are_all_root_fail",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp | root-services=SS-1 & "
		  "SS-2 | root-reason=it is simple so\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=root | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@SoftServ SS-2 | status=enabled | runs-as=root\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "every service runs as root"},
	{.says = "a_service_without_a_user_is_left_open",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | justification=set-up needs it | allows-configuration=yes | "
		  "authentication=AM-1 | entitled=owner | configured-by=owner\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "as whom it runs"},
	{.says = "a_user_against_the_image_fails",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp\n"
		  "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | user=root | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "starts it as root"},
	{.says = "no_services_are_no_pass",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users & seccomp\n"},
	{.says = "hardware_passes",
	 .check = "memory-control-hardware",
	 .facts = "@AccCtrl AC-1 | description=MMU | hardware=mmu | operating-system-support=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "no_hardware_fails",
	 .check = "memory-control-hardware",
	 .facts = "@AccCtrl AC-1 | description=MMU | hardware=none | operating-system-support=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "does not sit in hardware"},
	{.says = "unknown_hardware_is_left_open",
	 .check = "memory-control-hardware",
	 .facts = "@AccCtrl AC-1 | description=MMU | operating-system-support=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "which hardware"},
	{.says = "hardware_that_is_used_passes",
	 .check = "memory-control",
	 .facts = "@AccCtrl AC-1 | description=MMU | hardware=mmu | operating-system-support=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "hardware_that_is_not_used_fails",
	 .check = "memory-control",
	 .facts = "@AccCtrl AC-1 | description=MMU | hardware=mmu | operating-system-support=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "does not use it"},
	{.says = "a_kernel_without_MMU_fails",
	 .check = "memory-control",
	 .facts = "@AccCtrl AC-1 | description=MMU | hardware=mmu | operating-system-support=yes\n"
		  "kconfig - | option=MMU | value=n\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "CONFIG_MMU=n"},
	{.says = "support_without_a_word_is_left_open",
	 .check = "memory-control",
	 .facts = "@AccCtrl AC-1 | description=MMU | hardware=mmu\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "development_that_is_covered_is_left_to_a_person",
	 .check = "secure-development",
	 .facts = "@SecDev SD-1 | description=process QM-07 | covers=training & requirements & design & coding & "
		  "tooling & testing & review & archiving & deployment & third-parties\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "an_area_that_is_not_covered_fails",
	 .check = "secure-development",
	 .facts = "@SecDev SD-1 | description=process QM-07 | covers=training & requirements & design & coding & "
		  "tooling & testing & review & archiving & deployment\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "covers third-parties"},
	{.says = "development_without_words_is_left_open",
	 .check = "secure-development",
	 .facts = "@SecDev SD-1 | description=- | covers=training & requirements & design & coding & tooling & testing "
		  "& review & archiving & deployment & third-parties\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "development_that_is_confirmed_passes",
	 .check = "secure-development-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-development=yes\n@SecDev D-1 | covers=testing\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "development_that_is_not_confirmed_fails",
	 .check = "secure-development-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-development=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = ""},
	{.says = "development_without_a_confirmation_is_left_open",
	 .check = "secure-development-confirmed",
	 .facts = "@product - | name=x\n"},
	{.says = "root_is_root_however_it_is_written",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users\n"
		  "@SoftServ S-1 | status=enabled | runs-as=Root (uid 0)\n"
		  "@SoftServ S-2 | status=enabled | runs-as=web\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "S-1 runs with all privileges"},
	{.says = "a_user_to_be_named_is_no_user",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users\n"
		  "@SoftServ S-1 | status=enabled | runs-as=not root\n"
		  "@SoftServ S-2 | status=enabled | runs-as=web\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no user that it could run as"},
	{.says = "services_that_are_all_off_keep_nothing_apart",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=separate-users\n"
		  "@SoftServ S-1 | status=disabled | runs-as=web\n"},
	{.says = "fewer_rights_alone_separate_nothing",
	 .check = "privileges",
	 .facts = "@PrivlCtrl PC-1 | description=accounts | mechanisms=capabilities\n"
		  "@SoftServ S-1 | status=enabled | runs-as=mdns\n"
		  "@SoftServ S-2 | status=enabled | runs-as=web\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "keeps parts of the software apart"},
	{.says = "a_confirmation_of_what_is_to_be_defined_confirms_nothing",
	 .check = "secure-development-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-development=yes\n"
		  "@SecDev SD-1 | description=TBD\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say as what"},
};

int main(void)
{
	return kit_run_all("c5_06_software", cases, sizeof cases / sizeof cases[0]);
}
