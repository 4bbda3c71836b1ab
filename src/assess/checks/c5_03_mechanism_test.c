#include "assess/checks/checks_testkit.h"

/* A mechanism with nothing wrong, and the key it trusts. */
#define KEY                                                                                                            \
	"@SecParam SP-1 | kind=public-key | protects=updates | guarantees=integrity & authenticity | "                 \
	"storage=protected-file\n"
#define SIGNED                                                                                                         \
	"@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "      \
	"integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "  \
	"it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "    \
	"target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"

static const struct kit_case cases[] = {
	{.says = "no_mechanism_is_not_held_against_a_device_that_cannot_be_updated",
	 .check = "updates-misused",
	 .edition = EDITION_V3_1_3,
	 .facts = "@UpdMech none\n@features no-limit-update-mechanism | holds=no\n"},
	{.says = "a_hash_is_no_signature_whatever_is_said_to_be_verified",
	 .check = "authenticity-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | guarantees=authenticity & integrity | authenticity-by=device | "
	 "authenticity-how=the signature and the model | verify=signature | verifies=source & target & version & "
	 "whole-update | trust-anchor=SP-1 | cryptography=SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "names none"},
	{.says = "a_signed_bundle_with_a_kept_key_passes",
	 .check = "updates-misused",
	 .facts = KEY SIGNED,
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "no_verification_fails",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=none | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "shows nothing about who made"},
	{.says = "one_good_mechanism_is_enough",
	 .check = "updates-misused",
	 .facts = KEY SIGNED
	 "@UpdMech UM-2 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=none | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "a_key_that_is_not_for_updates_is_no_trust_anchor",
	 .check = "updates-misused",
	 .facts = "@SecParam SP-1 | kind=public-key | protects=boot | guarantees=integrity & authenticity | "
		  "storage=protected-file\n" SIGNED,
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "not declared to protect updates",
	 .evidence = 2},
	{.says = "a_private_key_in_the_device_fails",
	 .check = "updates-misused",
	 .facts = "@SecParam SP-1 | kind=private-key | protects=updates | guarantees=integrity & authenticity | "
		  "storage=protected-file\n" SIGNED,
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "private key that signs"},
	{.says = "a_mac_key_that_all_units_share_fails",
	 .check = "updates-misused",
	 .facts =
		 "@SecParam SP-1 | kind=symmetric-key | protects=updates | guarantees=integrity | "
		 "storage=secure-element | unique-per-device=no\n"
		 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity "
		 "& integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the "
		 "model in it | integrity-by=device | integrity-how=the signature covers all | verify=mac | "
		 "verifies=source & target & version & whole-update | trust-anchor=SP-1 | cryptography=HMAC-SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "all units share the key"},
	{.says = "a_key_that_is_not_declared_fails",
	 .check = "updates-misused",
	 .facts = SIGNED,
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "not declared in SecParam"},
	{.says = "a_key_in_a_plain_file_is_for_a_person",
	 .check = "updates-misused",
	 .facts = "@SecParam SP-1 | kind=public-key | protects=updates | guarantees=integrity & authenticity | "
		  "storage=plain-file\n" SIGNED,
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "plain file"},
	{.says = "broken_cryptography_fails",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=RSA 1024 & MD5\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no catalogue accepts"},
	{.says = "cryptography_that_nobody_knows_is_for_a_person",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=our own cipher\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "says too little"},
	{.says = "a_guarantee_that_is_missing_fails",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=integrity | "
	 "authenticity-by=device | authenticity-how=the signature and the model in it | integrity-by=device | "
	 "integrity-how=the signature covers all | verify=signature | verifies=source & target & version & "
	 "whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not guarantee"},
	{.says = "old_genuine_updates_are_for_a_person",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity | authenticity-by=device | authenticity-how=the signature and the model in it | "
	 "integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "older, genuine"},
	{.says = "a_service_that_checks_is_for_a_person",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=service | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "a service checks"},
	{.says = "an_update_for_any_product_fails",
	 .check = "updates-misused",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "for this product"},
	{.says = "the_image_shows_that_the_agent_does_not_verify",
	 .check = "updates-misused",
	 .facts = KEY SIGNED "update /etc/x | agent=rauc | verify=none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not verify what is declared",
	 .evidence = 2},
	{.says = "no_mechanism_at_all_fails",
	 .check = "updates-misused",
	 .facts = "@UpdMech none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no update mechanism"},
	{.says = "no_table_decides_nothing", .check = "updates-misused", .facts = KEY},
	{.says = "every_mechanism_a_component_refers_to_counts",
	 .check = "referenced-updates-misused",
	 .facts = KEY SIGNED
	 "@UpdMech UM-2 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=none | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"
	 "@SoftComp SC-1 | update-mechanism=UM-1 & UM-2\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "UM-2"},
	{.says = "one_that_nobody_refers_to_does_not_count",
	 .check = "referenced-updates-misused",
	 .facts = KEY SIGNED
	 "@UpdMech UM-2 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=none | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"
	 "@SoftComp SC-1 | update-mechanism=UM-1\n",
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "without_components_nothing_is_decided", .check = "referenced-updates-misused", .facts = KEY SIGNED},
	{.says = "declared_signed_and_seen_unverified_fails",
	 .check = "referenced-updates-contradicted",
	 .facts = "@SoftComp SC-1 | update-mechanism=UM-1\n" SIGNED "update /etc/x | agent=rauc | verify=checksum\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "declared to verify by signature, the image shows checksum",
	 .evidence = 2},
	{.says = "another_agent_is_not_this_mechanism",
	 .check = "referenced-updates-contradicted",
	 .facts = "@SoftComp SC-1 | update-mechanism=UM-1\n" SIGNED "update /etc/x | agent=apt | verify=none\n"},
	{.says = "nothing_seen_is_silent",
	 .check = "referenced-updates-contradicted",
	 .facts = "@SoftComp SC-1 | update-mechanism=UM-1\n" SIGNED},
	{.says = "all_mechanisms_contradicted_fail",
	 .check = "updates-contradicted",
	 .facts = SIGNED "update /etc/x | agent=rauc | verify=none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "the image shows none",
	 .evidence = 2},
	{.says = "one_that_resists_is_enough",
	 .check = "updates-contradicted",
	 .facts = SIGNED
	 "@UpdMech UM-2 | network=yes | agent=swupdate | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"
	 "update /etc/x | agent=rauc | verify=none\n"},
	{.says = "a_hash_takes_inauthentic_updates",
	 .check = "inauthentic-update-taken",
	 .facts = SIGNED "update /etc/x | agent=rauc | verify=hash\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "inauthentic",
	 .evidence = 2},
	{.says = "a_hash_refuses_altered_updates",
	 .check = "altered-update-taken",
	 .facts = SIGNED "update /etc/x | agent=rauc | verify=hash\n"},
	{.says = "no_check_takes_altered_updates",
	 .check = "altered-update-taken",
	 .facts = SIGNED "update /etc/x | agent=rauc | verify=none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "altered",
	 .evidence = 2},
	{.says = "source_and_target_verified_pass",
	 .check = "authenticity-verified",
	 .facts = KEY SIGNED,
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "a_checksum_shows_no_source",
	 .check = "authenticity-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=checksum | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "shows nothing"},
	{.says = "what_is_verified_has_to_be_said",
	 .check = "authenticity-verified",
	 .facts = KEY "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | "
		      "guarantees=authenticity & integrity & rollback-protection | authenticity-by=device | "
		      "authenticity-how=the signature and the model in it | integrity-by=device | integrity-how=the "
		      "signature covers all | verify=signature | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "source and target"},
	{.says = "how_has_to_be_said",
	 .check = "authenticity-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=n/a | integrity-by=device | "
	 "integrity-how=the signature covers all | verify=signature | verifies=source & target & version & "
	 "whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "n/a"},
	{.says = "a_hash_over_an_authenticated_channel_passes",
	 .check = "authenticity-verified",
	 .facts = "@SecComMech SM-1 | peer=updater | verifies-peer=yes | guarantees=authenticity & integrity\n"
		  "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | "
		  "guarantees=authenticity & integrity & rollback-protection | authenticity-by=device | "
		  "authenticity-how=the signature and the model in it | integrity-by=device | integrity-how=the "
		  "signature covers all | verify=hash | verifies=source & target & version & whole-update | "
		  "trust-anchor=SP-1 | cryptography=TLS 1.3 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "a_channel_to_anybody_does_not",
	 .check = "authenticity-verified",
	 .facts = "@SecComMech SM-1 | peer=updater | verifies-peer=no | guarantees=authenticity & integrity\n"
		  "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | "
		  "guarantees=authenticity & integrity & rollback-protection | authenticity-by=device | "
		  "authenticity-how=the signature and the model in it | integrity-by=device | integrity-how=the "
		  "signature covers all | verify=hash | verifies=source & target & version & whole-update | "
		  "trust-anchor=SP-1 | cryptography=TLS 1.3 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "who is at the other end",
	 .evidence = 2},
	{.says = "a_hash_over_nothing_does_not",
	 .check = "authenticity-verified",
	 .facts =
		 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity "
		 "& integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the "
		 "model in it | integrity-by=device | integrity-how=the signature covers all | verify=hash | "
		 "verifies=source & target & version & whole-update | trust-anchor=SP-1 | cryptography=SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no authenticated channel"},
	{.says = "the_whole_update_verified_passes",
	 .check = "integrity-verified",
	 .facts = KEY SIGNED,
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "half_an_update_verified_fails",
	 .check = "integrity-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "only part"},
	{.says = "a_checksum_can_be_made_again",
	 .check = "integrity-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=checksum | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "checksum can be made again"},
	{.says = "nobody_who_checks_fails",
	 .check = "integrity-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=none | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "nobody checks"},
	{.says = "over_the_network_both_are_needed",
	 .check = "network-update-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=none | integrity-how=the signature covers all | verify=signature | verifies=source & "
	 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "nobody checks"},
	{.says = "a_mechanism_by_cable_is_not_meant",
	 .check = "network-update-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=no | agent=rauc | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=none | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 0},
	{.says = "a_cable_that_names_hosts_is_a_network",
	 .check = "network-update-verified",
	 .facts = KEY
	 "@UpdMech UM-1 | network=no | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "
	 "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "
	 "it | integrity-by=device | integrity-how=the signature covers all | verify=none | verifies=source & target & "
	 "version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "nothing is verified"},
	{.says = "both_verified_pass",
	 .check = "network-update-verified",
	 .facts = KEY SIGNED,
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "the_device_checks",
	 .check = "authenticity-by-device",
	 .facts = SIGNED,
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "a_service_is_not_the_device",
	 .check = "authenticity-by-device",
	 .facts = "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | "
		  "guarantees=authenticity & integrity & rollback-protection | authenticity-by=service | "
		  "authenticity-how=the signature and the model in it | integrity-by=device | integrity-how=the "
		  "signature covers all | verify=signature | verifies=source & target & version & whole-update | "
		  "trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "not by the device"},
	{.says = "a_device_that_checks_nothing_contradicts_itself",
	 .check = "authenticity-by-device",
	 .facts = "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | "
		  "guarantees=authenticity & integrity & rollback-protection | authenticity-by=device | "
		  "authenticity-how=the signature and the model in it | integrity-by=device | integrity-how=the "
		  "signature covers all | verify=none | verifies=source & target & version & whole-update | "
		  "trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "verifies nothing"},
	{.says = "who_checks_has_to_be_said",
	 .check = "authenticity-by-device",
	 .facts =
		 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity "
		 "& integrity & rollback-protection | authenticity-how=the signature and the model in it | "
		 "integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "
		 "target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "authenticity-by"},
	{.says = "nobody_is_not_the_device",
	 .check = "integrity-by-device",
	 .facts = "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | "
		  "guarantees=authenticity & integrity & rollback-protection | authenticity-by=device | "
		  "authenticity-how=the signature and the model in it | integrity-by=none | integrity-how=the "
		  "signature covers all | verify=signature | verifies=source & target & version & whole-update | "
		  "trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "nobody"},
	{.says = "a_kept_key_is_a_trust_relationship",
	 .check = "trust-relationship",
	 .facts = KEY SIGNED,
	 .count = 1,
	 .verdict = VERDICT_PASS},
	{.says = "nothing_ties_a_checksum_to_a_maker",
	 .check = "trust-relationship",
	 .facts =
		 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity "
		 "& integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the "
		 "model in it | integrity-by=device | integrity-how=the signature covers all | verify=checksum | "
		 "verifies=source & target & version & whole-update | trust-anchor=SP-1 | cryptography=SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "no key and no authenticated channel"},
	{.says = "a_key_that_is_not_named_leaves_it_open",
	 .check = "trust-relationship",
	 .facts =
		 "@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity "
		 "& integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the "
		 "model in it | integrity-by=device | integrity-how=the signature covers all | verify=signature | "
		 "verifies=source & target & version & whole-update | cryptography=Ed25519 & SHA-256\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "which key it trusts"},
	{.says = "a_checksum_tells_the_device_nothing_of_the_maker",
	 .check = "authenticity-by-device",
	 .facts = "@UpdMech UM-1 | authenticity-by=device | verify=checksum\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "which anybody can make"},
	{.says = "a_MAC_key_of_which_nothing_is_said_may_be_everybodys",
	 .check = "trust-relationship",
	 .facts = "@UpdMech UM-1 | network=yes | verify=mac | trust-anchor=SP-1\n"
		  "@SecParam SP-1 | kind=symmetric-key | protects=updates | guarantees=integrity & confidentiality | "
		  "storage=secure-element\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "MAC key of its own"},
};

int main(void)
{
	return kit_run_all("c5_03_mechanism", cases, sizeof cases / sizeof cases[0]);
}
