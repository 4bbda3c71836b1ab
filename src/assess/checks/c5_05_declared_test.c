/* Cases of the rules on communication. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "guarantees_that_suit_pass",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_secret_without_confidentiality_fails",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=app | remote=yes | interface=LI-1 | guarantees=authenticity & integrity | "
		  "cryptography=TLS 1.3 & AES-128-GCM | verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "critical parameters cross it"},
	{.says = "personal_data_without_confidentiality_fails",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=app | remote=yes | interface=LI-1 | guarantees=authenticity & integrity | "
		  "cryptography=TLS 1.3 & AES-128-GCM | verifies-peer=yes\n"
		  "@PersData PD-1 | communication=CM-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "personal data crosses it"},
	{.says = "local_traffic_without_secrets_needs_no_confidentiality",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=device | remote=yes | interface=LI-1 | guarantees=authenticity & integrity "
		  "| cryptography=TLS 1.3 & AES-128-GCM | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "settings_that_can_be_replayed_fail",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality | cryptography=TLS 1.3 & AES-128-GCM | verifies-peer=yes\n"
		  "@SoftServ SS-1 | interface=LI-1 | allows-configuration=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "replay-protection"},
	{.says = "no_guarantees_of_a_mechanism_are_left_open",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | cryptography=TLS 1.3 & "
		  "AES-128-GCM | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no guarantees"},
	{.says = "TLS_delivers_what_it_promises",
	 .check = "communication-delivers",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_hash_delivers_no_confidentiality",
	 .check = "communication-delivers",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& confidentiality | cryptography=HMAC-SHA-256 | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "claims confidentiality"},
	{.says = "Just_Works_authenticates_nobody",
	 .check = "communication-delivers",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& confidentiality | cryptography=LE Secure Connections Just Works | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "claims authenticity"},
	{.says = "what_is_unknown_may_deliver",
	 .check = "communication-delivers",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | "
		  "guarantees=confidentiality | cryptography=MegaCrypt | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "not to be told"},
	{.says = "an_unverified_peer_fails",
	 .check = "communication-delivers",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not verify its peer"},
	{.says = "accepted_cryptography_passes",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = "catalogue"},
	{.says = "TLS_1_0_fails",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.0 | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "relies on TLS 1.0"},
	{.says = "unknown_cryptography_is_left_open",
	 .check = "communication-cryptography",
	 .facts =
		 "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity & "
		 "integrity & confidentiality & replay-protection | cryptography=MegaCrypt 5000 | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "unknown cryptography"},
	{.says = "TLS_1_2_without_suites_is_left_open",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.2 | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "says too little"},
	{.says = "legacy_within_its_time_passes",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & RSA-2048 | "
		  "verifies-peer=yes\n"
		  "@product - | statement-date=2026-05-01\n"
		  "@support - | end=2029-01-01\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "legacy_beyond_its_time_is_left_open",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & RSA-2048 | "
		  "verifies-peer=yes\n"
		  "@product - | statement-date=2026-05-01\n"
		  "@support - | end=2031-01-01\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "support runs longer"},
	{.says = "legacy_whose_time_is_over_fails",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & RSA-2048 | "
		  "verifies-peer=yes\n"
		  "@product - | statement-date=2031-05-01\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "RSA 2048"},
	{.says = "nothing_declared_is_left_open",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "names no cryptography"},
	{.says = "no_known_attack_passes",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "BEAST_fails",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.0 ECDHE-RSA-AES128-CBC-SHA | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "CM-1 is open to BEAST"},
	{.says = "KRACK_is_left_open",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=WPA2-PSK | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "has to show that it resists KRACK"},
	{.says = "KRACK_that_was_thought_of_passes",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=WPA2-PSK | verifies-peer=yes | "
		  "threats=KRACK key reinstallation\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "KRACK_is_cleared_by_a_version",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=WPA2-PSK | verifies-peer=yes\n"
		  "@SoftComp SC-1 | name=wpa_supplicant | version=2.10\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "KRACK_is_not_cleared_by_an_older_version",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=WPA2-PSK | verifies-peer=yes\n"
		  "@SoftComp SC-1 | name=wpa_supplicant | version=2.6\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "KRACK"},
	{.says = "attacks_on_the_unknown_are_left_open",
	 .check = "communication-attacks",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=MegaCrypt | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "not in the table"},
	{.says = "secrets_that_are_encrypted_pass",
	 .check = "secrets-in-transit",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "secrets_over_TLS_1_0_fail",
	 .check = "secrets-in-transit",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.0 | verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n",
	 .count = 5,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "a_secret_that_no_mechanism_carries_fails",
	 .check = "secrets-in-transit",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | remote=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no mechanism"},
	{.says = "a_feature_without_carriers_fails",
	 .check = "secrets-in-transit",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@features parameters-transmitted | holds=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "names no mechanism"},
	{.says = "carriers_against_the_feature_fail",
	 .check = "secrets-in-transit",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n"
		  "@features parameters-transmitted | holds=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "says none is carried"},
	{.says = "no_secret_in_transit_is_no_pass",
	 .check = "secrets-in-transit",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"},
	{.says = "remote_secrets_that_are_encrypted_pass",
	 .check = "secrets-remote",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "remote_secrets_over_WEP_fail",
	 .check = "secrets-remote",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | "
		  "guarantees=confidentiality & authenticity & integrity | cryptography=WEP | verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n",
	 .count = 5,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "a_remote_mechanism_for_a_local_secret_fails",
	 .check = "secrets-remote",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "is remote"},
	{.says = "a_local_mechanism_is_no_remote_one",
	 .check = "secrets-remote",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=no | interface=LI-1 | guarantees=authenticity & "
		  "integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=no\n"},
	{.says = "a_mechanism_that_does_not_say_how_far_it_reaches_leaves_it_open",
	 .check = "secrets-remote",
	 .facts = "@SecComMech CM-1 | peer=associated-service | interface=LI-1 | guarantees=authenticity & "
		  "integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecComMech CM-2 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 & CM-2 | remote=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "remote"},
	{.says = "clear_text_on_a_protected_port_fails",
	 .check = "communication-in-image",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443 | status=enabled\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | service=http | enabled=yes | "
		  "cleartext=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "talks in the clear"},
	{.says = "an_address_in_the_clear_fails",
	 .check = "communication-in-image",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@LogIntf LI-1 | network=yes | direction=out | endpoints=api.x.example\n"
		  "endpoint /usr/bin/agent | url=http://api.x.example/v1 | scheme=http | host=api.x.example | "
		  "secure=no | use=cloud\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "http://api.x.example/v1"},
	{.says = "another_address_in_the_clear_is_silent",
	 .check = "communication-in-image",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@LogIntf LI-1 | network=yes | direction=out | endpoints=api.x.example\n"
		  "endpoint /usr/bin/agent | url=http://www.y.example/ | host=www.y.example | secure=no | use=cloud\n"},
	{.says = "secrets_in_the_clear_fail",
	 .check = "secrets-in-transit-in-image",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | enabled=yes | cleartext=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "clear_text_without_secrets_is_silent_there",
	 .check = "secrets-in-transit-in-image",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | enabled=yes | cleartext=yes\n"},
	{.says = "remote_secrets_in_the_clear_fail",
	 .check = "secrets-remote-in-image",
	 .facts = "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"
		  "@SecParam SP-1 | type=critical | communication=CM-1 | remote=yes\n"
		  "@LogIntf LI-1 | network=yes | direction=in | protocol=tcp | port=443\n"
		  "listener /etc/init.d/S1 | program=httpd | protocol=tcp | port=443 | enabled=yes | cleartext=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = ""},
	{.says = "an_interface_in_the_clear_that_no_mechanism_protects_is_asked_about",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=app | interface=LI-1 | guarantees=authenticity & integrity & "
		  "confidentiality & replay-protection\n"
		  "@LogIntf LI-2 | network=yes | status=enabled | direction=in | service=telnet\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "talks telnet"},
	{.says = "a_basic_protocol_on_the_interface_does_not_hide_commands",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=app | interface=LI-1 | guarantees=authenticity & integrity & "
		  "confidentiality\n"
		  "@SoftServ SS-1 | allows-configuration=yes | basic-protocol=yes | interface=LI-1\n"
		  "@SoftServ SS-2 | allows-configuration=yes | interface=LI-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "replay-protection"},
	{.says = "an_interface_that_encrypts_by_nobody_knows_what_is_asked_about",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=app | interface=LI-1 | guarantees=authenticity & integrity & "
		  "confidentiality & replay-protection\n"
		  "@LogIntf LI-2 | network=yes | status=enabled | direction=in | service=https\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "talks https"},
	{.says = "name_resolution_needs_no_mechanism",
	 .check = "communication-guarantees",
	 .facts = "@SecComMech CM-1 | peer=app | interface=LI-1 | guarantees=authenticity & integrity & "
		  "confidentiality & replay-protection\n"
		  "@LogIntf LI-2 | network=yes | status=enabled | direction=both | service=mdns\n",
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "what_travels_far_has_to_travel_by_a_mechanism_that_does",
	 .check = "secrets-remote",
	 .facts = "@SecParam SP-1 | type=critical | remote=yes | communication=CM-1\n"
		  "@SecComMech CM-1 | remote=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "none of the mechanisms"},
	{.says = "a_counter_that_no_algorithm_tells_of_is_left_to_a_person",
	 .check = "communication-delivers",
	 .facts = "@SecComMech CM-1 | peer=app | interface=LI-1 | guarantees=authenticity & integrity & "
		  "confidentiality & replay-protection | cryptography=AES-128-GCM | verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "replay-protection"},
};

int main(void)
{
	return kit_run_all("c5_05_declared", cases, sizeof cases / sizeof cases[0]);
}
