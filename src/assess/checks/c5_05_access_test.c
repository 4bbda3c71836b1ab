/* Cases of the rules on access over a network. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_service_that_nothing_guards_has_no_mechanism_to_judge",
	 .check = "service-discrimination",
	 .edition = EDITION_V3_1_3,
	 .facts = "@SoftServ S-1 | network=yes | status=enabled | allows-configuration=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "no mechanism that could be judged"},
	{.says = "nor_a_protection_that_holds",
	 .check = "service-protection",
	 .edition = EDITION_V3_1_3,
	 .facts = "@SoftServ S-1 | network=yes | status=enabled | allows-configuration=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "no mechanism that could be judged"},
	{.says = "an_interface_that_no_service_stands_behind_is_open",
	 .check = "service-authentication",
	 .edition = EDITION_V3_1_3,
	 .facts = "@SoftServ S-1 | network=no | status=enabled\n@LogIntf L-1 | network=yes | status=enabled | "
		  "direction=in\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "lists no service on it"},
	{.says = "a_guarded_service_passes",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "settings_without_authentication_fail",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "settings be changed over a network without"},
	{.says = "a_service_without_authentication_or_reason_fails",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-2 | network=yes | network-when-initialised=yes | interface=LI-2 | status=enabled | "
		  "allows-configuration=no\n"
		  "@LogIntf LI-2 | network=yes | direction=both | protocol=udp | port=5353 | service=mdns | "
		  "status=enabled | disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no reason"},
	{.says = "a_basic_protocol_with_a_reason_passes",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-2 | network=yes | network-when-initialised=yes | interface=LI-2 | status=enabled | "
		  "allows-configuration=no | no-authentication-reason=only names and ports are told\n"
		  "@LogIntf LI-2 | network=yes | direction=both | protocol=udp | port=5353 | service=mdns | "
		  "status=enabled | disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "another_open_service_with_a_reason_is_left_open",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-2 | network=yes | network-when-initialised=yes | interface=LI-2 | status=enabled | "
		  "allows-configuration=no | no-authentication-reason=only names and ports are told\n"
		  "@LogIntf LI-2 | network=yes | direction=both | protocol=udp | port=5353 | service=http | "
		  "status=enabled | disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "good enough"},
	{.says = "an_open_service_that_discloses_is_left_open",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-2 | network=yes | network-when-initialised=yes | interface=LI-2 | status=enabled | "
		  "allows-configuration=no | no-authentication-reason=only names and ports are told\n"
		  "@LogIntf LI-2 | network=yes | direction=both | protocol=udp | port=5353 | service=mdns | "
		  "status=enabled | disclosed-relevant=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "may everybody see"},
	{.says = "a_device_that_only_calls_needs_no_log-in",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-2 | network=yes | network-when-initialised=yes | interface=LI-2 | status=enabled | "
		  "allows-configuration=no\n"
		  "@LogIntf LI-2 | network=yes | direction=out | protocol=udp | port=5353 | service=mdns | "
		  "status=enabled | disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_mechanism_that_does_not_exist_fails",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "refers to AM-1"},
	{.says = "a_hidden_network_service_fails",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=no | network-when-initialised=yes | "
		  "interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "declared as no network service"},
	{.says = "no_network_service_is_no_pass",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | network=no\n"},
	{.says = "a_mechanism_that_tells_apart_passes",
	 .check = "service-discrimination",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_mechanism_that_does_not_tell_apart_fails",
	 .check = "service-discrimination",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=no | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not tell subjects apart"},
	{.says = "a_mechanism_without_a_factor_fails",
	 .check = "service-discrimination",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=none | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no factor that could be wrong"},
	{.says = "a_mechanism_that_is_off_by_default_fails",
	 .check = "service-discrimination",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=disabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "off by default"},
	{.says = "a_mechanism_of_unknown_factor_is_left_open",
	 .check = "service-discrimination",
	 .facts =
		 "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes | "
		 "interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		 "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		 "@AuthMech AM-1 | subject=user | network=yes | default-status=enabled | guarantees=authenticity & "
		 "confidentiality | cryptography=TLS 1.3 | distinguishes=yes | authorisation=owners may do everything\n"
		 "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 | "
		 "status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no | "
		 "debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no authentication factor"},
	{.says = "a_local_mechanism_for_a_network_service_fails",
	 .check = "service-discrimination",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=no | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "not used over a network"},
	{.says = "protection_that_holds_passes",
	 .check = "service-protection",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_password_in_clear_fails",
	 .check = "service-protection",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity | cryptography=TLS 1.3 | distinguishes=yes | authorisation=owners may do "
		  "everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "confidential"},
	{.says = "weak_protection_fails",
	 .check = "service-protection",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 & MD5 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "MD5"},
	{.says = "unknown_protection_is_left_open",
	 .check = "service-protection",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 & MegaCrypt | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "MegaCrypt"},
	{.says = "those_entitled_are_declared_a_person_judges",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "anyone_fails",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=anyone | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "by anyone"},
	{.says = "guests_that_change_settings_fail",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner & guest\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "guests"},
	{.says = "a_maker_who_changes_settings_is_left_open",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner & maker\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "has the owner agreed"},
	{.says = "who_may_change_settings_unsaid_is_left_open",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "who may change"},
	{.says = "a_device_that_only_calls_entitles_nobody_a_person_judges",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=no | authentication=AM-1\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=out | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "no_word_of_who_is_entitled_is_left_open",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "who may use it"},
	{.says = "a_machine_that_is_not_entitled_fails",
	 .check = "service-authorisation",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=machine | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no machine is entitled"},
	{.says = "a_service_that_changes_settings_is_left_to_a_person",
	 .check = "configuration-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_disabled_service_that_changes_settings_unguarded_fails",
	 .check = "configuration-authentication",
	 .facts =
		 "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		 "| interface=LI-1 | status=disabled | runs-as=web | justification=set-up needs it | "
		 "allows-configuration=yes | entitled=owner | configured-by=owner\n"
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		 "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		 "authorisation=owners may do everything\n"
		 "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		 "| status=disabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		 "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = ""},
	{.says = "weak_authentication_of_settings_fails",
	 .check = "configuration-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=SSL 3.0 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 4,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "settings_with_an_unknown_cipher_are_left_open",
	 .check = "configuration-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 & MegaCrypt | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = ""},
	{.says = "no_service_for_settings_is_no_pass",
	 .check = "configuration-authentication",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=no | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"},
	{.says = "an_open_broker_that_is_declared_as_guarded_fails",
	 .check = "unguarded-service",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | service=mqtt | auth=none | "
		  "enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "asks for nothing"},
	{.says = "an_open_web_server_is_left_open",
	 .check = "unguarded-service",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | service=https | auth=none | "
		  "enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "asks for no log-in itself"},
	{.says = "a_guarded_listener_is_silent",
	 .check = "unguarded-service",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | service=mqtt | auth=password | "
		  "enabled=yes\n"},
	{.says = "open_settings_that_are_declared_as_guarded_fail",
	 .check = "unguarded-configuration",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=yes | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | service=mqtt | auth=none | "
		  "enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "an_open_service_without_settings_is_silent_there",
	 .check = "unguarded-configuration",
	 .facts = "@SoftServ SS-1 | description=web page | program=httpd | network=yes | network-when-initialised=yes "
		  "| interface=LI-1 | status=enabled | runs-as=web | justification=set-up needs it | "
		  "allows-configuration=no | authentication=AM-1 | entitled=owner | configured-by=owner\n"
		  "@AuthMech AM-1 | subject=user | network=yes | factor=password | default-status=enabled | "
		  "guarantees=authenticity & confidentiality | cryptography=TLS 1.3 | distinguishes=yes | "
		  "authorisation=owners may do everything\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | service=https | access=PI-1 "
		  "| status=enabled | status-reason=the app needs it | disclosed=a certificate | disclosed-relevant=no "
		  "| debug=no\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | service=mqtt | auth=none | "
		  "enabled=yes\n"},
	{.says = "a_basic_protocol_that_no_interface_shows_is_not_believed",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | network=yes | status=enabled | basic-protocol=yes | no-authentication-reason=it is "
		  "a basic protocol\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "is the reason good enough"},
	{.says = "a_service_that_is_off_on_an_interface_that_is_on_is_a_riddle",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | network=yes | status=disabled | interface=LI-1\n"
		  "@LogIntf LI-1 | network=yes | direction=in | status=enabled | service=telnet\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "who answers there"},
	{.says = "a_web_page_does_not_become_a_basic_protocol",
	 .check = "service-authentication",
	 .facts = "@SoftServ SS-1 | network=yes | status=enabled | interface=LI-1 | allows-configuration=yes | "
		  "basic-protocol=yes | no-authentication-reason=it is a basic protocol\n"
		  "@LogIntf LI-1 | network=yes | direction=in | status=enabled | service=https | "
		  "disclosed-relevant=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "without authentication"},
};

int main(void)
{
	return kit_run_all("c5_05_access", cases, sizeof cases / sizeof cases[0]);
}
