#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_missing_link_of_the_boot_chain_is_left_open",
	 .check = "boot-chain",
	 .facts = "boot - | topic=image-signature | value=none | risk=weak\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "Link missing"},
	{.says = "a_link_in_place_is_support",
	 .check = "boot-chain",
	 .facts = "boot - | topic=verity | value=root hash given | risk=strong\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "in place"},
	{.says = "with_a_declaration_a_missing_link_belongs_to_the_device",
	 .check = "boot-chain-observed",
	 .facts = "boot - | topic=image-signature | value=none | risk=weak\n"
		  "boot - | topic=verity | value=root hash given | risk=strong\n"
		  "@SecBoot SB-1 | protects=kernel\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "Link missing"},
	{.says = "with_a_declaration_the_design_is_judged_by_it",
	 .check = "boot-chain",
	 .facts = "boot - | topic=image-signature | value=none | risk=weak\n"
		  "@SecBoot SB-1 | protects=kernel\n"},
	{.says = "with_a_declaration_an_unsigned_image_belongs_to_the_device",
	 .check = "unsigned-boot-image-observed",
	 .facts = "container - | format=fit | title=FIT image\n"
		  "property - | key=signature | value=none\n"
		  "@SecBoot SB-1 | protects=kernel\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "FIT image"},
	{.says = "unsigned_modules_are_an_observation",
	 .check = "boot-chain",
	 .facts = "kconfig /c | option=MODULE_SIG | value=n\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_LOW,
	 .title = "modules without a signature"},
	{.says = "neutral_facts_and_other_topics_are_silent",
	 .check = "boot-chain",
	 .facts = "boot - | topic=verity | risk=neutral\n"
		  "boot - | topic=bootdelay | value=3 | risk=weak\n"
		  "kconfig /c | option=MODULE_SIG | value=y\n"},
	{.says = "an_unsigned_boot_image_is_left_open",
	 .check = "unsigned-boot-image",
	 .facts = "container - | format=fit | title=FIT image\n"
		  "property - | key=signature | value=none\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "FIT image"},
	{.says = "what_the_boot_chain_says_is_not_said_twice",
	 .check = "unsigned-boot-image",
	 .facts = "container - | format=uimage\n"
		  "property - | key=signature | value=none\n"
		  "boot - | topic=image-signature | value=none | risk=weak\n"},
	{.says = "what_the_boot_chain_leaves_open_is_said_here",
	 .check = "unsigned-boot-image",
	 .facts = "container - | format=android_boot | title=Android boot image\n"
		  "property - | key=signature | value=none (in the boot image itself)\n"
		  "boot - | topic=image-signature | value=none (in the boot image itself) | risk=neutral\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "Android boot image"},
	{.says = "a_signed_boot_image_is_silent",
	 .check = "unsigned-boot-image",
	 .facts = "container - | format=fit\n"
		  "property - | key=signature | value=rsa2048\n"},
	{.says = "an_unsigned_update_belongs_elsewhere",
	 .check = "unsigned-boot-image",
	 .facts = "container - | format=swupdate\n"
		  "property - | key=signature | value=none\n"},
	{.says = "a_hash_tree_that_does_not_match_fails",
	 .check = "verity",
	 .facts = "property - | key=verity.status | value=bad\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "dm-verity"},
	{.says = "a_hash_tree_that_matches_is_silent",
	 .check = "verity",
	 .facts = "property - | key=verity.status | value=ok\n"},
};

int main(void)
{
	return kit_run_all("c5_07_integrity", cases, ARRAY_LEN(cases));
}
