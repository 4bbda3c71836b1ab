#include "assess/archive/retention.h"

#include <stdio.h>

const struct retention_rule retention_rules[] = {
	{"psti-statement", "PSTI", "m-r8", "SI 2023/1007 reg. 8", 10, false, true, "statement of compliance"},
	{"psti-statement-importer", "PSTI", "i-15-3", "Act 2022 c.46 s. 15(3); SI 2023/1007 reg. 9", 10, false, true,
	 "statement of compliance, the importer's copy"},
	{"psti-record", "PSTI", "m-12", "Act 2022 c.46 s. 12(1)-(5)", 10, false, false,
	 "record of an investigation or compliance failure"},
	{"psti-record-importer", "PSTI", "i-20", "Act 2022 c.46 s. 20(1)-(4)", 10, false, false,
	 "the same, the importer's"},
	{"eu-declaration", "CRA", "Art13-13", "Regulation (EU) 2024/2847 Art. 13(13)", 10, true, true,
	 "EU declaration of conformity"},
	{"eu-declaration-importer", "CRA", "Art19-6", "Regulation (EU) 2024/2847 Art. 19(6)", 10, true, true,
	 "the same, the importer's copy"},
	{"eu-mandate", "CRA", "Art18", "Regulation (EU) 2024/2847 Art. 18", 10, true, true,
	 "what an authorised representative keeps"},
	{"technical-file", "CRA", "Art13-13", "Regulation (EU) 2024/2847 Art. 13(13)", 10, true, true,
	 "technical documentation (Annex VII)"},
	{"user-information", "CRA", "Art13-18", "Regulation (EU) 2024/2847 Art. 13(18)", 10, true, true,
	 "information and instructions to the user (Annex II)"},
	{"security-update", "CRA", "Art13-9", "Regulation (EU) 2024/2847 Art. 13(9)", 10, false, true,
	 "a security update that was issued"},
	{"other", NULL, NULL, "no law named", 10, false, true, "anything else worth keeping as long"},
};
const size_t retention_rule_count = ARRAY_LEN(retention_rules);

const struct retention_rule *retention_find(const char *kind)
{
	for (size_t i = 0; i < retention_rule_count; i++)
		if (strcmp(retention_rules[i].kind, kind) == 0)
			return &retention_rules[i];
	return NULL;
}

bool retention_until(const struct retention_rule *rule, const struct retention_dates *dates, int32_t *ret,
		     struct error *e)
{
	int32_t from = rule->from_placing ? dates->placed : dates->issued, until;

	if (dates->issued == RETENTION_UNKNOWN)
		return error_set(e, ERROR_USAGE, "the day of issue is needed (--issued)");
	if (from == RETENTION_UNKNOWN)
		return error_set(
			e, ERROR_USAGE,
			"%s counts from the placing on the market: the day, of the last product where there are "
			"many, is needed (--placed)",
			rule->source);
	/* without a law, without a support period: the years alone */
	if (rule->or_support && rule->regime && dates->support_end == RETENTION_UNKNOWN)
		return error_set(e, ERROR_USAGE, "%s counts the support period: its last day is needed (--support-end)",
				 rule->source);
	until = day_add_years(from, rule->years);
	if (rule->or_support && dates->support_end > until)
		until = dates->support_end;
	*ret = until;
	return true;
}

void retention_say(const struct retention_rule *rule, char *ret, size_t room)
{
	snprintf(ret, room, "%s: %u years from %s%s", rule->source, rule->years,
		 rule->from_placing ? "placing on the market" : "issue",
		 rule->or_support ? ", or to the end of the support period where that is later" : "");
}
