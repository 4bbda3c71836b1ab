#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_way_to_the_telemetry_page_that_says_nothing_fails",
	 .check = "telemetry-way",
	 .facts = "@UserInfo - | documentation-of-telemetry-data=-\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "says nothing"},
	{.says = "a_stated_way_to_the_telemetry_page_is_for_a_reader",
	 .check = "telemetry-way",
	 .facts = "@UserInfo - | documentation-of-telemetry-data=privacy page\n"},
	{.says = "an_examination_passes",
	 .check = "telemetry-examined",
	 .facts = "@TelData T-1 | examined=yes | examination=weekly by the security team | examination-interval=7 days "
		  "| signals=restarts\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "no_examination_at_all_fails",
	 .check = "telemetry-examined",
	 .facts = "@TelData T-1 | examined=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "No telemetry is examined"},
	{.says = "one_examination_of_two_is_enough",
	 .check = "telemetry-examined",
	 .facts = "@TelData T-1 | examined=no\n"
		  "@TelData T-2 | examined=yes | examination=daily, rules and a person | examination-interval=1 day | "
		  "signals=restarts\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "an_examination_that_nobody_describes_stays_open",
	 .check = "telemetry-examined",
	 .facts = "@TelData T-1 | examined=yes\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "examination"},
	{.says = "no_telemetry_has_no_examination", .check = "telemetry-examined", .facts = "@TelData none\n"},
	{.says = "telemetry_that_suits_passes",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=failed-logins & performance | examination-interval=7 days | "
		  "retention=30 days\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "telemetry_of_speed_alone_shows_no_anomaly",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=performance & version-inventory | examination-interval=7 days "
		  "| retention=30 days\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "nothing that shows an anomaly"},
	{.says = "telemetry_that_is_gone_before_it_is_examined_fails",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=failed-logins | examination-interval=7 days | retention=3 "
		  "days\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "kept for"},
	{.says = "an_examination_once_a_year_is_too_late",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=failed-logins | examination-interval=1 year | retention=2 "
		  "years\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "too late"},
	{.says = "an_examination_once_a_month_is_for_a_person",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=failed-logins | examination-interval=1 month | retention=2 "
		  "years\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "soon enough"},
	{.says = "an_interval_that_nobody_declared_stays_open",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=failed-logins | retention=2 years\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "examination-interval"},
	{.says = "telemetry_without_personal_data_is_minimal",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "no_telemetry_is_minimal", .check = "telemetry-minimal", .facts = "@product - | name=x\n"},
	{.says = "personal_data_as_it_is_stays_open",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability | personal-data=P-1 | "
		  "personal-data-necessary=crashes are told "
		  "apart by account | retention=30 days\n"
		  "@PersData P-1 | retention=30 days | to-service=yes | anonymization=no\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "A person judges"},
	{.says = "anonymised_data_in_telemetry_passes",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability | personal-data=P-1 | "
		  "personal-data-necessary=crashes are counted "
		  "by region | retention=30 days\n"
		  "@PersData P-1 | retention=30 days | to-service=yes | anonymization=yes | "
		  "anonymization-techniques=aggregation\n",
	 .count = 1,
	 .verdict = VERDICT_PASS,
	 .severity = SEVERITY_INFO},
	{.says = "data_that_only_got_other_names_is_for_a_person",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability | personal-data=P-1 | "
		  "personal-data-necessary=crashes are counted "
		  "by region | retention=30 days\n"
		  "@PersData P-1 | retention=30 days | to-service=yes | anonymization=yes | "
		  "anonymization-techniques=hashing\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "as it is"},
	{.says = "data_that_telemetry_keeps_longer_fails",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability | personal-data=P-1 | "
		  "personal-data-necessary=crashes are counted "
		  "by region | retention=1 year\n"
		  "@PersData P-1 | retention=30 days | to-service=yes | anonymization=yes | "
		  "anonymization-techniques=aggregation\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "longer than"},
	{.says = "data_that_is_to_stay_at_home_fails_in_telemetry",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability | personal-data=P-1 | "
		  "personal-data-necessary=crashes are counted "
		  "by region | retention=30 days\n"
		  "@PersData P-1 | retention=30 days | to-service=no | anonymization=yes | "
		  "anonymization-techniques=aggregation\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "stay away from services"},
	{.says = "data_without_a_reason_stays_open",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=counts of crashes | purpose=stability | personal-data=P-1\n"
		  "@PersData P-1 | retention=30 days\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "personal-data-necessary"},
	{.says = "a_page_that_tells_all_is_left_to_a_person",
	 .check = "telemetry-told",
	 .facts = "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "a person judges",
	 .severity = SEVERITY_INFO},
	{.says = "a_page_that_leaves_out_who_fails",
	 .check = "telemetry-told",
	 .facts =
		 "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & purpose\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "parties"},
	{.says = "a_page_of_unknown_content_stays_open",
	 .check = "telemetry-told",
	 .facts = "@UserInfo - | documentation-of-telemetry-data=privacy page\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "telemetry-covers"},
	{.says = "without_user_information_nothing_is_told_and_nothing_found",
	 .check = "telemetry-told",
	 .facts = "@product - | name=x\n"},
	{.says = "a_telemetry_host_that_the_table_omits_fails",
	 .check = "telemetry-not-declared",
	 .facts = "telemetry /bin/agent | program=agent | destination=https://telemetry.other.example/v1 | what=usage\n"
		  "@TelData T-1 | destination=t.example\n"
		  "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "telemetry.other.example"},
	{.says = "a_telemetry_host_fails_where_none_is_declared",
	 .check = "telemetry-not-declared",
	 .facts = "telemetry /bin/agent | program=agent | destination=https://telemetry.other.example/v1 | what=usage\n"
		  "@TelData none\n"
		  "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "telemetry.other.example"},
	{.says = "a_host_whose_name_says_nothing_is_left_to_a_person",
	 .check = "telemetry-not-declared",
	 .facts = "telemetry /bin/agent | program=agent | destination=https://www.other.example/login | what=an "
		  "address whose name says so\n"
		  "@TelData none\n"
		  "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n"},
	{.says = "a_telemetry_host_that_is_declared_is_known",
	 .check = "telemetry-not-declared",
	 .facts = "telemetry /bin/agent | program=agent | destination=https://t.example:443/v1 | what=usage\n"
		  "@TelData T-1 | destination=t.example\n"
		  "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n"},
	{.says = "a_program_that_could_send_is_left_to_a_person",
	 .check = "telemetry-not-declared",
	 .facts = "telemetry /bin/collectd | program=collectd | what=system measurements\n"
		  "@TelData none\n"
		  "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n"},
	{.says = "use_that_is_not_told_fails",
	 .check = "telemetry-use-told",
	 .facts = "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & parties & "
		  "purpose\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "use"},
	{.says = "a_purpose_that_says_nothing_fails",
	 .check = "telemetry-purposes",
	 .facts = "@TelData T-1 | purpose=tbd\n"
		  "@UserInfo - | documentation-of-telemetry-data=privacy page | telemetry-covers=data & use & parties "
		  "& purpose\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "purpose"},
	{.says = "an_examination_still_to_come_is_none",
	 .check = "telemetry-examined",
	 .facts = "@TelData T-1 | examined=yes | examination=a tool for it is planned | examination-interval=7 days | "
		  "signals=restarts\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "still to come"},
	{.says = "a_tick_is_no_examination",
	 .check = "telemetry-examined",
	 .facts = "@TelData T-1 | examined=yes | examination=weekly by the security team\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "examination-interval"},
	{.says = "an_examination_in_no_time_cannot_be_meant",
	 .check = "telemetry-suits",
	 .facts = "@TelData T-1 | examined=yes | signals=restarts | examination-interval=0 hours | retention=30 days\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "cannot be meant"},
	{.says = "telemetry_that_speaks_of_persons_holds_something_of_them",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=IP address and usage of each function | purpose=statistics\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_INFO,
	 .title = "speaks of 'ip address'"},
	{.says = "telemetry_that_nobody_describes_is_not_minimal",
	 .check = "telemetry-minimal",
	 .facts = "@TelData T-1 | description=TBD | purpose=statistics\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "says nothing under description"},
};

int main(void)
{
	return kit_run_all("c5_10_declared", cases, ARRAY_LEN(cases));
}
