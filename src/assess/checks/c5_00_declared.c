/* 5.0-1 (4-1 in V2.1.1): a written reason beside every recommendation that is left out. Read from the ICS of the
 * edition that is judged. */
#include "assess/checks/check_rows.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

static void claim(struct finding_sink *out, const struct declared_entry *e, const struct provision *p)
{
	const char *support = entry_get(e, "support"), *reason = entry_get(e, "reason");
	struct finding *f;

	if (strcmp(support, "Y") == 0)
		return;
	if (!reason[0])
		f = rule_fail(out, e, "support", SEVERITY_MEDIUM, "%s is claimed %s without a reason", p->id, support);
	else if (rule_says_nothing(reason))
		f = rule_fail(out, e, "reason", SEVERITY_MEDIUM, "%s is claimed %s, and its reason says nothing: '%s'",
			      p->id, support, reason);
	else if (said_elsewhere(bytes_str(reason)))
		f = rule_open(out, e, "reason", "%s is claimed %s, and its reason only points elsewhere: '%s'", p->id,
			      support, reason);
	else
		return;
	finding_detail(
		out, f,
		"%s is a recommendation: %s. It may be left out, but the maker has to write down why it does not "
		"apply to this product or is not met.",
		p->id, p->short_name);
	finding_remedy(
		out, f,
		"Write beside %s in the ICS why the product does without it: what in its technology, use or risk "
		"speaks against it, and what is done instead.",
		p->id);
}

void rule_5_0_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	size_t count, unsaid = 0;
	const struct provision *rows = provisions_of(rule_edition(out), &count);
	const struct declared_entry *rest, *first = NULL;
	const char *first_unsaid = "";
	char table[32];

	snprintf(table, sizeof table, "ics %s", edition_name(rule_edition(out)));
	rest = declared_find(d, table, "default");
	if (!entry_is(rest, "support", "Y"))
		rest = NULL; /* only what is claimed as supported can be claimed for all at once */
	for (size_t i = 0; i < count; i++) {
		const struct declared_entry *e = declared_find(d, table, rows[i].id), *no;

		if (rows[i].mandatory)
			continue;
		if (e && entry_has(e, "support")) {
			claim(out, e, &rows[i]);
			first = first ? first : e;
			continue;
		}
		/* "default: Y" stands for the rest; what a condition rules out gets that condition as its reason. */
		no = rule_ruled_out(d, rows[i].edition, rows[i].id);
		if (rest && no && entry_has(no, "reason") && rule_says_nothing(entry_get(no, "reason")))
			rule_fail(out, no, "reason", SEVERITY_MEDIUM,
				  "%s does not apply, and the reason says nothing: '%s'", rows[i].id,
				  entry_get(no, "reason"));
		if (!rest && !unsaid++)
			first_unsaid = rows[i].id;
	}
	if (!declared_any(d))
		return;
	if (!declared_count(d, table)) {
		finding_missing(out, "the ICS of EN 303 645 %s in the product file", edition_name(rule_edition(out)));
		return;
	}
	if (unsaid)
		rule_open(out, first, "support", "The ICS claims nothing for %zu recommendations, %s first", unsaid,
			  first_unsaid);
	rule_pass(out, first ? first : rest, "support",
		  "Every recommendation that the ICS does not claim as supported has a reason");
}
