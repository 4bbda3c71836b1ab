/* Cases of the rules on identities, secrets in source code and how secrets are made. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "whether_a_secret_stands_in_source_code_has_to_be_said",
	 .check = "source-code-replaced",
	 .edition = EDITION_V3_1_3,
	 .facts = "@SecParam P-1 | kind=private-key | type=critical\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "source code"},
	{.says = "an_identity_that_is_declared_passes",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n"
		  "@features hard-coded-identity | holds=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_feature_without_an_identity_fails",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@features hard-coded-identity | holds=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no parameter is declared as one"},
	{.says = "an_identity_against_the_feature_fails",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n"
		  "@features hard-coded-identity | holds=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "says there is none"},
	{.says = "an_identity_that_all_devices_share_fails",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=no | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "same on every device"},
	{.says = "an_identity_in_fuses_that_is_not_declared_fails",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=fuses | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "not declared as hard-coded"},
	{.says = "an_identity_that_may_change_is_left_open",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "after manufacture"},
	{.says = "no_identity_is_no_pass",
	 .check = "identity-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"},
	{.says = "resistance_that_is_promised_passes",
	 .check = "identity-guarantees",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "resistance_that_is_not_promised_fails",
	 .check = "identity-guarantees",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=integrity | protection-scheme=file "
		  "of the account web, mode 0600 | storage=secure-element | paths=/data/web.key | provisioning=made at "
		  "first start | provisioned-by=factory | remote=no | protects=service-communication | "
		  "generation=kernel random generator | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not promise"},
	{.says = "no_guarantees_of_an_identity_are_left_open",
	 .check = "identity-guarantees",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | protection-scheme=file of the account web, mode "
		  "0600 | storage=secure-element | paths=/data/web.key | provisioning=made at first start | "
		  "provisioned-by=factory | remote=no | protects=service-communication | generation=kernel random "
		  "generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes | "
		  "tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no guarantees"},
	{.says = "a_secure_element_resists",
	 .check = "identity-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_file_resists_nothing",
	 .check = "identity-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=protected-file | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not resist tampering"},
	{.says = "an_identity_that_software_can_change_fails",
	 .check = "identity-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "software can change"},
	{.says = "a_trusted_execution_environment_resists_no_probe",
	 .check = "identity-storage",
	 .facts =
		 "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		 "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		 "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=trusted-execution "
		 "| paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		 "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		 "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "physical attacks"},
	{.says = "attacks_that_are_not_mentioned_are_left_open",
	 .check = "identity-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=software\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "not said to resist"},
	{.says = "no_word_on_tampering_is_left_open",
	 .check = "identity-storage",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "which attacks"},
	{.says = "an_identity_in_the_image_fails",
	 .check = "identity-in-image",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n"
		  "key /data/web.key | class=private | state=present\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "lies in the image"},
	{.says = "another_key_in_the_image_is_silent",
	 .check = "identity-in-image",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=identity | type=critical | "
		  "hard-coded-identity=yes | hard-coded-in-source=no | guarantees=confidentiality & integrity & "
		  "tamper-resistance | protection-scheme=file of the account web, mode 0600 | storage=secure-element | "
		  "paths=/data/web.key | provisioning=made at first start | provisioned-by=factory | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | tamper-resistance=physical & electrical & software\n"
		  "key /etc/x.key | class=private | state=present\n"},
	{.says = "secrets_from_elsewhere_pass",
	 .check = "source-code-declared",
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
	{.says = "a_secret_from_source_code_that_is_not_declared_fails",
	 .check = "source-code-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=source-code | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "declared as not hard-coded"},
	{.says = "a_constant_that_is_not_declared_fails",
	 .check = "source-code-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=constant | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "is a constant"},
	{.says = "a_secret_that_lies_in_the_image_fails",
	 .check = "source-code-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "key /data/web.key | class=private | state=present\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "lies in the image"},
	{.says = "a_secret_from_nowhere_is_left_open",
	 .check = "source-code-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | remote=no | protects=service-communication | generation=kernel "
		  "random generator | generation-by=csprng | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "where its value comes from"},
	{.says = "a_secret_that_is_replaced_passes",
	 .check = "source-code-replaced",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=yes | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | used-in-operation=no\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_secret_that_is_used_in_operation_fails",
	 .check = "source-code-replaced",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=yes | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | used-in-operation=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "used in operation"},
	{.says = "a_secret_that_nothing_replaces_fails",
	 .check = "source-code-replaced",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=yes | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=source-code | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes | used-in-operation=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "only source code"},
	{.says = "a_secret_of_unknown_use_is_left_open",
	 .check = "source-code-replaced",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=yes | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "not declared"},
	{.says = "generation_that_is_declared_passes",
	 .check = "generation-declared",
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
	{.says = "generation_that_is_not_declared_is_left_open",
	 .check = "generation-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "does not say how"},
	{.says = "a_feature_without_secrets_fails",
	 .check = "generation-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | protects=storage | "
		  "generation=kernel random generator | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes\n"
		  "@features update-or-service-secrets | holds=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "SecParam lists none"},
	{.says = "secrets_against_the_feature_fail",
	 .check = "generation-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=yes\n"
		  "@features update-or-service-secrets | holds=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "says no secret does"},
	{.says = "a_MAC_key_that_is_not_declared_as_secret_fails",
	 .check = "generation-declared",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | protects=storage | "
		  "generation=kernel random generator | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes\n"
		  "@UpdMech UM-1 | verify=mac | trust-anchor=SP-1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "by a MAC"},
	{.says = "a_random_key_of_128_bits_passes",
	 .check = "generation",
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
	{.says = "a_key_that_all_devices_share_fails",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=128 | unique-per-device=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "same on every device"},
	{.says = "a_key_from_the_serial_number_fails",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | "
		  "generation-by=derived-from-public | generation-bits=128 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "derived from public data"},
	{.says = "a_key_of_64_bits_fails",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=64 | unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "64 bits"},
	{.says = "a_key_of_112_bits_passes_until_2030",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=112 | unique-per-device=yes\n"
		  "@support - | end=2029-12-31\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_key_of_112_bits_beyond_2030_is_left_open",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "generation-bits=112 | unique-per-device=yes\n"
		  "@support - | end=2034-12-31\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "accepted until 2030"},
	{.says = "a_key_of_unknown_strength_is_left_open",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | "
		  "protects=service-communication | generation=kernel random generator | generation-by=csprng | "
		  "unique-per-device=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "how many bits"},
	{.says = "no_secret_for_services_is_no_pass",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | description=Private key of the web page | kind=private-key | type=critical | "
		  "hard-coded-identity=no | hard-coded-in-source=no | guarantees=confidentiality & integrity | "
		  "protection-scheme=file of the account web, mode 0600 | storage=protected-file | paths=/data/web.key "
		  "| provisioning=made at first start | provisioned-by=device | remote=no | protects=storage | "
		  "generation=kernel random generator | generation-by=csprng | generation-bits=128 | "
		  "unique-per-device=yes\n"},
	{.says = "a_token_that_calls_itself_public_is_a_secret_all_the_same",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | kind=token | type=public | protects=service-communication | unique-per-device=no | "
		  "generation-by=csprng | generation-bits=128\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "same on every device"},
	{.says = "a_key_in_the_image_that_no_entry_lists_fails",
	 .check = "source-code-declared",
	 .facts = "@SecParam SP-1 | kind=private-key | type=critical | hard-coded-in-source=no | "
		  "provisioned-by=factory | paths=/data/own.key\n"
		  "key /etc/ssl/server.key | class=private | algorithm=rsa | bits=2048 | encrypted=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "does not declare it as hard-coded"},
	{.says = "where_no_secret_protects_services_nothing_is_shown",
	 .check = "generation",
	 .facts = "@SecParam SP-1 | kind=public-key | type=public | protects=updates\n"},
};

int main(void)
{
	return kit_run_all("c5_04_generation", cases, sizeof cases / sizeof cases[0]);
}
