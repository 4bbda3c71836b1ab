/* Cases of the rules on stored parameters. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_private_key_that_is_critical_agrees",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = "agree"},
	{.says = "a_private_key_that_is_public_fails",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=public | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "SP-1 is a private-key and declared public"},
	{.says = "a_public_key_that_is_critical_fails",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | description=Key of the vendor | kind=public-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "it is public"},
	{.says = "a_description_that_speaks_of_another_thing_is_left_open",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | description=certificate with its private key | kind=certificate | type=public | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "speaks of a secret"},
	{.says = "a_parameter_without_kind_is_left_open",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | type=critical | hard-coded-identity=no | "
		  "hard-coded-in-source=no | guarantees=confidentiality & integrity | protection-scheme=file of the "
		  "account web, mode 0600 | storage=protected-file | paths=/data/web.key | provisioning=made at first "
		  "start | provisioned-by=device | remote=no | protects=service-communication | generation=kernel "
		  "random generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say what it is"},
	{.says = "without_a_product_file_nothing_is_said", .check = "parameter-type", .facts = "# nothing\n"},
	{.says = "critical_and_confidential_passes",
	 .check = "parameter-guarantees",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "critical_and_not_confidential_fails",
	 .check = "parameter-guarantees",
	 .facts =
		 "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		 "hard-coded-identity=no | hard-coded-in-source=no | guarantees=integrity | protection-scheme=file of "
		 "the account web, mode 0600 | storage=protected-file | paths=/data/web.key | provisioning=made at "
		 "first start | provisioned-by=device | remote=no | protects=service-communication | generation=kernel "
		 "random generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "not kept confidential"},
	{.says = "public_and_not_intact_fails",
	 .check = "parameter-guarantees",
	 .facts =
		 "@SecParam SP-1 | description=Private key of the web page | kind=public-key | type=public | "
		 "hard-coded-identity=no | hard-coded-in-source=no | guarantees=availability | protection-scheme=file "
		 "of the account web, mode 0600 | storage=protected-file | paths=/data/web.key | provisioning=made at "
		 "first start | provisioned-by=device | remote=no | protects=service-communication | generation=kernel "
		 "random generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "not kept from being changed"},
	{.says = "no_guarantees_are_left_open",
	 .check = "parameter-guarantees",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | protection-scheme=file of the account web, mode "
		  "0600 | storage=protected-file | paths=/data/web.key | provisioning=made at first start | "
		  "provisioned-by=device | remote=no | protects=service-communication | generation=kernel random "
		  "generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no guarantees"},
	{.says = "a_file_kept_by_its_rights_passes",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_plain_file_for_a_private_key_fails",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=plain-file | paths=/data/web.key | "
		  "provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "kept in the open"},
	{.says = "a_file_does_not_resist_tampering",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=protected-file | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "tamper-resistance"},
	{.says = "fuses_may_be_read",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=fuses | paths=/data/web.key | "
		  "provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "depends on the part"},
	{.says = "an_encrypted_file_under_a_key_that_is_listed_passes",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=encrypted-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@SecParam SP-2 | description=Key of the storage | kind=symmetric-key | type=critical | "
		  "guarantees=confidentiality & integrity | storage=tpm | protection-scheme=in the TPM | "
		  "protects=storage\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "an_encrypted_file_under_no_key_is_left_open",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=encrypted-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not list"},
	{.says = "an_encrypted_file_under_a_key_in_the_open_fails",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=encrypted-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@SecParam SP-2 | description=Key of the storage | kind=symmetric-key | type=critical | "
		  "guarantees=confidentiality & integrity | storage=plain-file | protection-scheme=in the TPM | "
		  "protects=storage\n",
	 .count = 2,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "lies in the open"},
	{.says = "a_scheme_that_says_nothing_is_left_open",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=x | storage=protected-file | paths=/data/web.key | provisioning=made at first "
		  "start | provisioned-by=device | remote=no | protects=service-communication | generation=kernel "
		  "random generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no protection scheme"},
	{.says = "a_list_without_gaps_passes",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@SecComMech CM-1 | peer=app | cryptography=TLS 1.3\n@AuthMech none\n@UpdMech none\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "complete_against_tables_that_nobody_filled_in_cannot_be_told",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | kind=private-key | type=critical | storage=protected-file\n"},
	{.says = "a_password_that_is_not_listed_fails",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@AuthMech AM-1 | factor=password | used-when-initialised=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "AM-1 uses a password"},
	{.says = "a_password_of_the_factory_state_only_needs_none",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@AuthMech AM-1 | factor=password | used-when-initialised=no\n@UpdMech none\n@SecComMech none\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "more_passwords_than_are_listed_are_left_open",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=password | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | protects=user-login | "
		  "generation=kernel random generator | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes\n"
		  "@AuthMech AM-1 | factor=password\n"
		  "@AuthMech AM-2 | factor=pin\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "is one missing"},
	{.says = "an_update_key_that_is_not_listed_fails",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@UpdMech UM-1 | verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "verifies updates"},
	{.says = "an_update_key_that_does_not_exist_fails",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@UpdMech UM-1 | verify=signature | trust-anchor=SP-9\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "trusts SP-9"},
	{.says = "communication_without_any_key_fails",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | protects=boot | "
		  "generation=kernel random generator | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes\n"
		  "@SecComMech CM-1 | peer=app | cryptography=TLS 1.3\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no key that it could use"},
	{.says = "secure_boot_without_a_key_fails",
	 .check = "parameters-listed",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@SecBoot SB-1 | detects-by=signature-chain\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "verifies signatures"},
	{.says = "a_declared_key_in_the_image_is_silent",
	 .check = "parameter-in-image",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "key /data/web.key | class=private | algorithm=rsa | encrypted=no | state=present\n"},
	{.says = "a_key_that_the_table_omits_fails",
	 .check = "parameter-in-image",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "key /etc/ssl/other.key | class=private | algorithm=rsa | encrypted=no | state=present\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "/etc/ssl/other.key and SecParam does not list it"},
	{.says = "a_key_that_lies_open_against_the_table_fails",
	 .check = "parameter-in-image",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=tpm | paths=/data/web.key | "
		  "provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "key /data/web.key | class=private | algorithm=rsa | encrypted=no | state=present\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "lies open in /data/web.key"},
	{.says = "a_protected_file_that_all_can_read_fails",
	 .check = "parameter-in-image",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "permission /data/web.key | issue=secret-readable | mode=0644\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "mode 0644"},
	{.says = "a_key_in_the_image_without_a_table_is_silent_here",
	 .check = "parameter-in-image",
	 .facts = "key /etc/x.key | class=private | state=present\n"},
	{.says = "what_is_encrypted_under_itself_is_left_to_a_person",
	 .check = "parameter-storage",
	 .facts = "@SecParam SP-1 | kind=symmetric-key | type=critical | protects=storage | storage=encrypted-file | "
		  "guarantees=confidentiality & integrity | protection-scheme=encrypted with AES\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "is itself"},
	{.says = "a_parameter_that_nobody_described_is_not_passed",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | description=n/a | kind=private-key | type=critical\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "not described"},
	{.says = "a_public_setting_that_is_drawn_at_random_is_asked_about",
	 .check = "parameter-type",
	 .facts = "@SecParam SP-1 | kind=setting | type=public | generation-by=csprng\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "is it no secret"},
};

int main(void)
{
	return kit_run_all("c5_04_declared", cases, sizeof cases / sizeof cases[0]);
}
