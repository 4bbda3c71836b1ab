/* Cases of the rules on cryptography itself; those of each unit stand with its clause. */
#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "each_refused_item_is_a_finding_of_its_own",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | cryptography=TLS 1.0 & RC4 & MD5\n",
	 .count = 3,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "SecComMech.CM-1 relies on TLS 1.0, which no catalogue accepts",
	 .evidence = 1},
	{.says = "a_name_full_of_control_characters_is_printed_safely",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-\x1b[2J | cryptography=TLS 1.0\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "x1b"},
	{.says = "one_mechanism_of_two_that_is_weak_fails",
	 .check = "communication-cryptography",
	 .facts = "@SecComMech CM-1 | cryptography=TLS 1.3\n@SecComMech CM-2 | cryptography=WEP\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "CM-2 relies on WEP"},
};

int main(void)
{
	return kit_run_all("cryptography_rule", cases, sizeof cases / sizeof cases[0]);
}
