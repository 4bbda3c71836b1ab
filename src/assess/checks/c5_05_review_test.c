/* Cases of the rules on reviews, updatable cryptography and the management of secrets. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "reviewed_implementations_pass",
	 .check = "implementations-reviewed",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "no_review_fails",
	 .check = "implementations-reviewed",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=none | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "was not reviewed"},
	{.says = "cryptography_without_a_review_is_left_open",
	 .check = "implementations-reviewed",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "@SoftComp SC-2 | cryptography=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "lists no review"},
	{.says = "no_report_is_left_open",
	 .check = "implementations-reviewed",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "no outcome"},
	{.says = "a_scope_that_fits_is_left_to_a_person",
	 .check = "review-scope",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n"},
	{.says = "a_review_of_another_version_fails",
	 .check = "review-scope",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.0.1 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "was reviewed as 3.0.1"},
	{.says = "a_protocol_that_no_review_covers_fails",
	 .check = "review-scope",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "covers TLS 1.3"},
	{.says = "a_review_of_a_protocol_without_its_version_is_left_to_a_person",
	 .check = "review-scope",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "covers its family"},
	{.says = "no_scope_is_left_open",
	 .check = "review-scope",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "what the review covered"},
	{.says = "the_reviewed_version_in_the_image_passes",
	 .check = "reviewed-version",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "component /usr/lib/libssl.so | name=openssl | version=3.5.4-r1 | relation=contains\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = "All 1 reviewed"},
	{.says = "another_version_in_the_image_fails",
	 .check = "reviewed-version",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "component /usr/lib/libssl.so | name=openssl | version=1.1.1k | relation=contains\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "the image has 1.1.1k"},
	{.says = "a_version_that_is_not_seen_is_left_open",
	 .check = "reviewed-version",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"},
	{.says = "a_version_that_is_only_like_it_fails",
	 .check = "reviewed-version",
	 .facts = "@NetSecImpl NI-1 | description=TLS | component=SC-1 | version=3.5.4 | method=review of each change "
		  "| method-kind=independent-review | scope=TLS 1.3 & X.509 | report=report PT-1\n"
		  "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "component /usr/lib/libssl.so | name=openssl | version=3.5.40 | relation=contains\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "3.5.40"},
	{.says = "cryptography_that_can_be_updated_passes",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "@UpdMech UM-1 | verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "cryptography_that_cannot_be_updated_fails",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "side-effects-considered=yes\n"
		  "@UpdMech UM-1 | verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "cannot be updated"},
	{.says = "immutable_cryptography_is_left_open",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "side-effects-considered=yes | immutable-for-security=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "immutable"},
	{.says = "an_update_mechanism_that_does_not_exist_fails",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "UpdMech does not list"},
	{.says = "encryption_without_a_component_fails",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=doord | version=3.5.4 | includes=blegated | cryptography=no | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n"
		  "@SecComMech CM-1 | peer=associated-service | remote=yes | interface=LI-1 | guarantees=authenticity "
		  "& integrity & confidentiality & replay-protection | cryptography=TLS 1.3 & AES-128-GCM | "
		  "verifies-peer=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "no component is declared to"},
	{.says = "side_effects_that_were_considered_pass",
	 .check = "side-effects",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=yes\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "side_effects_that_were_not_considered_fail",
	 .check = "side-effects",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1 | side-effects-considered=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_LOW,
	 .title = "not considered"},
	{.says = "side_effects_without_a_word_are_left_open",
	 .check = "side-effects",
	 .facts = "@SoftComp SC-1 | name=openssl | version=3.5.4 | includes=libssl* | cryptography=yes | "
		  "update-mechanism=UM-1\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_whole_life_that_is_covered_is_left_to_a_person",
	 .check = "secret-management",
	 .facts = "@SecMgmt SM-1 | description=key ceremony and destruction | covers=generation & provisioning & "
		  "storage & update & retirement & expiry & compromise\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_stage_that_is_not_covered_fails",
	 .check = "secret-management",
	 .facts = "@SecMgmt SM-1 | description=key ceremony and destruction | covers=generation & provisioning & "
		  "storage & update & retirement & expiry\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "covers the compromise"},
	{.says = "an_empty_table_of_processes_fails",
	 .check = "secret-management",
	 .facts = "@SecMgmt none\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "No process"},
	{.says = "no_table_of_processes_is_left_open", .check = "secret-management", .facts = "@product - | name=x\n"},
	{.says = "a_confirmation_passes",
	 .check = "secret-management-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-management=yes\n@SecMgmt M-1 | covers=storage\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO,
	 .title = ""},
	{.says = "a_confirmation_of_nothing_is_open",
	 .check = "secret-management-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-management=yes\n@SecMgmt none\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "describes nothing"},
	{.says = "what_is_widely_used_is_not_reviewed_by_that",
	 .check = "implementations-reviewed",
	 .facts = "@NetSecImpl N-1 | method-kind=widely-used-open-source | method=many people use it | report=no "
		  "outcome is published\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "no review by itself"},
	{.says = "no_confirmation_fails",
	 .check = "secret-management-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-management=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "does not confirm"},
	{.says = "no_word_of_confirmation_is_left_open",
	 .check = "secret-management-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-development=yes\n"},
	{.says = "a_library_of_cryptography_uses_cryptography_whatever_is_said",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=openssl | cryptography=no | no-update-reason=it never changes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "cannot be updated"},
	{.says = "where_no_component_encrypts_nothing_is_shown",
	 .check = "cryptography-updatable",
	 .facts = "@SoftComp SC-1 | name=doord | cryptography=no | update-mechanism=UM-1\n"},
	{.says = "a_report_that_is_confidential_names_no_outcome",
	 .check = "implementations-reviewed",
	 .facts = "@NetSecImpl N-1 | method-kind=certification | method=Common Criteria EAL 4 | report=confidential\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "names no outcome"},
	{.says = "a_confirmation_of_processes_to_be_defined_is_left_to_a_person",
	 .check = "secret-management-confirmed",
	 .facts = "@Conf - | confirmation-of-secure-management=yes\n"
		  "@SecMgmt SM-1 | description=to be defined\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "describes nothing"},
};

int main(void)
{
	return kit_run_all("c5_05_review", cases, sizeof cases / sizeof cases[0]);
}
