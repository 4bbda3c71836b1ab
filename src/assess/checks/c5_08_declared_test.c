#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "data_over_a_cleartext_listener_fails",
	 .check = "personal-data-in-clear",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes | "
		  "cleartext=yes\n"
		  "@PersData P-1 | to-service=yes | communication=C-1\n"
		  "@SecComMech C-1 | interface=L-1\n"
		  "@LogIntf L-1 | port=80\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "is unencrypted"},
	{.says = "another_port_says_nothing_of_it",
	 .check = "personal-data-in-clear",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes | "
		  "cleartext=yes\n"
		  "@PersData P-1 | to-service=yes | communication=C-1\n"
		  "@SecComMech C-1 | interface=L-1\n"
		  "@LogIntf L-1 | port=443\n"},
	{.says = "a_mechanism_that_carries_no_personal_data_is_for_another_unit",
	 .check = "personal-data-in-clear",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes | "
		  "cleartext=yes\n"
		  "@PersData P-1 | to-service=yes | communication=C-2\n"
		  "@SecComMech C-1 | interface=L-1\n"
		  "@LogIntf L-1 | port=80\n"},
	{.says = "data_that_stays_local_counts_in_V2_only",
	 .check = "personal-data-in-clear",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes | "
		  "cleartext=yes\n"
		  "@PersData P-1 | to-service=no | communication=C-1\n"
		  "@SecComMech C-1 | interface=L-1\n"
		  "@LogIntf L-1 | port=80\n",
	 .edition = EDITION_V3_1_3},
	{.says = "data_that_stays_local_counts_in_V2",
	 .check = "personal-data-in-clear",
	 .facts = "listener /bin/httpd | program=httpd | protocol=tcp | port=80 | service=http | enabled=yes | "
		  "cleartext=yes\n"
		  "@PersData P-1 | to-service=no | communication=C-1\n"
		  "@SecComMech C-1 | interface=L-1\n"
		  "@LogIntf L-1 | port=80\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH},
	{.says = "a_cloud_address_without_encryption_fails",
	 .check = "sensitive-data-in-clear",
	 .facts =
		 "endpoint /bin/a | url=http://api.example/x | scheme=http | host=api.example | secure=no | use=cloud\n"
		 "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		 "@SecComMech C-1 | interface=L-1\n"
		 "@LogIntf L-1 | endpoints=api.example\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "without encryption"},
	{.says = "an_address_of_unknown_use_stays_open",
	 .check = "sensitive-data-in-clear",
	 .facts = "endpoint /bin/a | url=http://api.example/x | scheme=http | host=api.example | secure=no | "
		  "use=unknown\n"
		  "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		  "@SecComMech C-1 | interface=L-1\n"
		  "@LogIntf L-1 | endpoints=api.example\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "unencrypted address"},
	{.says = "data_that_is_not_sensitive_is_for_5.8_1",
	 .check = "sensitive-data-in-clear",
	 .facts =
		 "endpoint /bin/a | url=http://api.example/x | scheme=http | host=api.example | secure=no | use=cloud\n"
		 "@PersData P-1 | to-service=yes | sensitive=no | communication=C-1\n"
		 "@SecComMech C-1 | interface=L-1\n"
		 "@LogIntf L-1 | endpoints=api.example\n"},
	{.says = "a_sensor_that_is_not_documented_fails",
	 .check = "sensors-documented",
	 .facts = "@ExtSens S-1 | class=camera | documented=no\n"
		  "@UserInfo - | documentation-of-sensors=manual, chapter 2\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "not documented"},
	{.says = "documentation_that_says_nothing_fails",
	 .check = "sensors-documented",
	 .facts = "@ExtSens S-1 | class=camera | documented=yes\n"
		  "@UserInfo - | documentation-of-sensors=none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "says nothing"},
	{.says = "documented_sensors_leave_the_manual_to_a_reader",
	 .check = "sensors-documented",
	 .facts = "@ExtSens S-1 | class=camera | documented=yes\n"
		  "@UserInfo - | documentation-of-sensors=manual, chapter 2\n"},
	{.says = "video_without_a_camera_stays_open",
	 .check = "sensors-against-data",
	 .facts = "@ExtSens S-1 | class=motion\n"
		  "@PersData P-1 | description=Video of the room\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no camera"},
	{.says = "video_with_a_camera_is_consistent",
	 .check = "sensors-against-data",
	 .facts = "@ExtSens S-1 | class=camera\n"
		  "@PersData P-1 | description=Video of the room\n"},
	{.says = "a_declared_camera_that_the_image_does_not_show_is_an_observation",
	 .check = "sensors-against-data",
	 .facts = "system / | kind=linux-rootfs\n"
		  "@ExtSens S-1 | class=camera\n"
		  "@ExtSens S-2 | class=touch\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "shows no driver or program for a camera"},
	{.says = "a_declared_camera_that_the_image_shows_is_borne_out",
	 .check = "sensors-against-data",
	 .facts = "system / | kind=linux-rootfs\n"
		  "sensor /lib/modules/sensor_x.ko | class=camera | how=image sensor module\n"
		  "@ExtSens S-1 | class=camera\n"},
	{.says = "sensing_that_the_features_claim_and_the_table_denies_fails",
	 .check = "sensors-against-data",
	 .facts = "@ExtSens none\n"
		  "@features external-sensing | holds=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "declared empty"},
	{.says = "data_over_TLS_1.3_passes",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | communication=C-1\n"
		  "@SecComMech C-1 | remote=yes | verifies-peer=yes | guarantees=authenticity & integrity & "
		  "confidentiality | cryptography=TLS 1.3 & ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .edition = EDITION_V3_1_3},
	{.says = "a_mechanism_without_confidentiality_fails",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | communication=C-1\n"
		  "@SecComMech C-1 | remote=yes | verifies-peer=yes | guarantees=authenticity & integrity | "
		  "cryptography=TLS 1.3 & ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "confidentiality",
	 .edition = EDITION_V3_1_3},
	{.says = "a_weak_cipher_for_personal_data_fails",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | communication=C-1\n"
		  "@SecComMech C-1 | remote=yes | verifies-peer=yes | guarantees=authenticity & integrity & "
		  "confidentiality | cryptography=TLS 1.2 & ECDHE & ECDSA P-256 & RC4\n",
	 .count = 2,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "C-1",
	 .edition = EDITION_V3_1_3},
	{.says = "a_peer_that_nobody_authenticated_fails",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | communication=C-1\n"
		  "@SecComMech C-1 | remote=yes | verifies-peer=no | guarantees=authenticity & integrity & "
		  "confidentiality | cryptography=TLS 1.3 & ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not authenticate",
	 .edition = EDITION_V3_1_3},
	{.says = "data_without_a_mechanism_fails",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes\n"
		  "@SecComMech C-1 | guarantees=authenticity\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no mechanism is declared",
	 .edition = EDITION_V3_1_3},
	{.says = "data_whose_way_nobody_declared_stays_open",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | communication=C-1\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "to-service",
	 .edition = EDITION_V3_1_3},
	{.says = "data_that_stays_at_home_is_no_question_of_V3",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=no | communication=C-1\n"
		  "@SecComMech C-1 | guarantees=authenticity\n",
	 .edition = EDITION_V3_1_3},
	{.says = "data_that_stays_at_home_is_one_of_V2",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=no | communication=C-1\n"
		  "@SecComMech C-1 | remote=no | guarantees=authenticity & integrity | cryptography=TLS 1.3 & ECDSA "
		  "P-256 & X25519 "
		  "& AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "confidentiality"},
	{.says = "sensitive_data_over_TLS_1.3_passes",
	 .check = "sensitive-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		  "@SecComMech C-1 | remote=yes | verifies-peer=yes | guarantees=authenticity & integrity & "
		  "confidentiality | cryptography=TLS 1.3 & ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "sensitive_data_in_clear_fails",
	 .check = "sensitive-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		  "@SecComMech C-1 | remote=no | guarantees=authenticity & integrity | cryptography=TLS 1.3 & ECDSA "
		  "P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "confidentiality"},
	{.says = "data_that_is_not_sensitive_is_for_5.8_1_too",
	 .check = "sensitive-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | sensitive=no | communication=C-1\n"
		  "@SecComMech C-1 | guarantees=authenticity\n"},
	{.says = "who_brings_to_a_service_what_the_device_keeps_too_is_asked",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=no | stored-on=device & service | communication=C-1\n"
		  "@SecComMech C-1 | remote=no | guarantees=authenticity & integrity & confidentiality | "
		  "cryptography=TLS 1.3 & "
		  "ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "both keep it",
	 .edition = EDITION_V3_1_3},
	{.says = "what_telemetry_holds_went_there",
	 .check = "personal-data-confidential",
	 .facts = "@PersData P-1 | to-service=no | stored-on=device | communication=C-1\n"
		  "@TelData T-1 | personal-data=P-1\n"
		  "@SecComMech C-1 | remote=no | guarantees=authenticity & integrity & confidentiality | "
		  "cryptography=TLS 1.3 & "
		  "ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "telemetry holds it",
	 .edition = EDITION_V3_1_3},
	{.says = "a_mechanism_of_which_nobody_says_how_far_it_reaches_is_open",
	 .check = "sensitive-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		  "@SecComMech C-1 | peer=app | verifies-peer=no | guarantees=authenticity & integrity & "
		  "confidentiality | cryptography=TLS 1.3 & ECDSA P-256 & X25519 & AES-256-GCM\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say: remote"},
	{.says = "a_service_is_never_at_home",
	 .check = "sensitive-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		  "@SecComMech C-1 | guarantees=authenticity & integrity & confidentiality | cryptography=TLS 1.3 & "
		  "ECDSA P-256 & X25519 & AES-256-GCM | peer=associated-service | remote=no | verifies-peer=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not authenticate"},
	{.says = "a_peer_at_home_may_be_known_by_its_network",
	 .check = "sensitive-data-confidential",
	 .facts = "@PersData P-1 | to-service=yes | sensitive=yes | communication=C-1\n"
		  "@SecComMech C-1 | guarantees=authenticity & integrity & confidentiality | cryptography=TLS 1.3 & "
		  "ECDSA P-256 & X25519 & AES-256-GCM | peer=local-network | remote=no | verifies-peer=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = "keep it confidential"},
};

int main(void)
{
	return kit_run_all("c5_08_declared", cases, ARRAY_LEN(cases));
}
