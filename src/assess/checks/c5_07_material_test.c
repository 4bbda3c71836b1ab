#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "data_to_be_created_is_listed_once",
	 .check = "material-5-11-1-2-a",
	 .facts = "@PersData P-1 | description=Log of entries | stored-on=device\n"
		  "@PersData P-2 | description=Account | stored-on=service\n"
		  "@PersData P-3 | description=Names | stored-on=device & app\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "Create data of each kind on the device: P-1, P-3"},
	{.says = "decisions_to_be_triggered_are_listed",
	 .check = "material-5-12-1-2-a",
	 .facts = "@UserDec D-1 | description=x\n"
		  "@UserDec D-2 | description=x\n"
		  "@UserDec D-3 | description=x\n"
		  "@UserDec D-4 | description=x\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "Trigger each decision and compare: D-1, D-2, D-3 ..."},
	{.says = "steps_to_follow_are_listed",
	 .check = "material-5-12-3-2-b",
	 .facts = "@UserInfo - | setup-check-steps=open settings & see that updates are on\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "Follow the steps",
	 .edition = EDITION_V3_1_3},
	{.says = "nothing_declared_leaves_nothing_to_list",
	 .check = "material-5-12-3-2-b",
	 .facts = "@UserInfo - | setup-url=https://x.example/\n",
	 .edition = EDITION_V3_1_3},
	{.says = "consent_of_the_one_that_rests_on_it_is_listed",
	 .check = "material-6-2-2-a",
	 .facts = "@PersData P-1 | legal-basis=contract\n"
		  "@PersData P-2 | legal-basis=consent | obtaining-consent=question in the app\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "See consent obtained as described: P-2"},
	{.says = "without_a_product_file_nothing_is_listed",
	 .check = "material-6-2-2-a",
	 .facts = "file /x | type=file\n"},
};

int main(void)
{
	return kit_run_all("c5_07_material", cases, ARRAY_LEN(cases));
}
