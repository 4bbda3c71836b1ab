/* 5.3 declared against observed: update mechanisms and components that the image shows and the tables do not. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "assess/checks/updates.h"
#include "core/base/text.h"

#include <string.h>

static bool host_listed(const struct declared *d, const char *table, struct bytes host)
{
	DECLARED_EACH (d, table, e)
		for (size_t i = 0; i < entry_count(e, "endpoints"); i++) {
			struct bytes declared = said_host(entry_at(e, "endpoints", i));
			char pattern[256];

			if (declared.len >= sizeof pattern)
				continue;
			memcpy(pattern, declared.at, declared.len);
			pattern[declared.len] = '\0';
			if (declared.len && text_glob(pattern, host))
				return true;
		}
	return false;
}

static struct bytes host_of(struct finding_sink *out, struct bytes url)
{
	const char *text = arena_str(out->arena, url);

	out->failed |= !text;
	return bytes_find_str(url, "://") == SIZE_MAX ? bytes_of(NULL, 0) : said_host(text ? text : "");
}

/* The declared mechanism that names this agent. An entry without an agent may be any. */
static bool agent_declared(const struct declared *d, struct bytes agent, bool *ret_unnamed)
{
	*ret_unnamed = false;
	DECLARED_EACH (d, "UpdMech", e) {
		if (update_names(e, agent))
			return true;
		*ret_unnamed |= !entry_has(e, "agent");
	}
	return false;
}

static void tables(const struct declared *d, struct finding_sink *out, struct finding *f)
{
	const struct fact *none = declared_none(d, "UpdMech");

	if (none)
		finding_evidence(out, f, none);
	DECLARED_EACH (d, "UpdMech", e)
		finding_evidence(out, f, entry_fact(e, entry_has(e, "endpoints") ? "endpoints" : "agent"));
}

void rule_5_3_10_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (!declared_count(d, "UpdMech") && !declared_none(d, "UpdMech"))
		return;
	FACTS_EACH (facts, FACT_UPDATE, u) {
		struct bytes agent = fact_get(u, UPDATE_AGENT), host = host_of(out, fact_get(u, UPDATE_URL));
		bool unnamed, network = look_among(u, UPDATE_TRANSPORT, "https http ftp tftp mqtt");
		struct finding *f;

		if (finding_full(out) || !network)
			continue;
		if (!agent_declared(d, agent, &unnamed)) {
			const char *name = look_field(u, UPDATE_AGENT, "an updater", out);

			if (unnamed) {
				rule_open(out, NULL, look_print(out, "agent %s", name),
					  "%s fetches updates; UpdMech does not name its agent", name);
				continue;
			}
			f = rule_fail_fact(out, u, look_print(out, "agent %s", name), SEVERITY_HIGH,
					   "%s fetches updates over the network and is not declared: %s", name,
					   look_path(facts, u, out));
			finding_remedy(
				out, f,
				"5.3-10: take %s and its settings out of %s, or declare it in UpdMech with what it "
				"verifies.",
				name, look_path(facts, u, out));
		} else if (host.len && !host_listed(d, "UpdMech", host)) {
			f = rule_fail_fact(out, u, look_print(out, "host %s", finding_text(out, host)), SEVERITY_MEDIUM,
					   "Updates come from a host that is not declared: %s in %s",
					   finding_text(out, host), look_path(facts, u, out));
			finding_remedy(out, f, "5.3-10: name the host in UpdMech.endpoints, or take it out of %s.",
				       look_path(facts, u, out));
		} else {
			continue;
		}
		tables(d, out, f);
	}
	FACTS_EACH (facts, FACT_ENDPOINT, p) {
		struct bytes host = fact_get(p, ENDPOINT_HOST);

		if (finding_full(out) || !fact_is(p, ENDPOINT_USE, "update") || !host.len ||
		    host_listed(d, "UpdMech", host) || host_listed(d, "LogIntf", host))
			continue;
		finding_evidence(
			out,
			rule_open(out, NULL, "update endpoints",
				  "Addresses that look like update servers and are not declared: %s and others",
				  look_field(p, ENDPOINT_HOST, "", out)),
			p);
	}
}

/* Components. */

static bool stands_for(const struct declared_entry *e, struct bytes name)
{
	if (text_equal_nocase(name, entry_get(e, "name")) || text_equal_nocase(name, e->id))
		return true;
	for (size_t i = 0; i < entry_count(e, "includes"); i++)
		if (text_equal_nocase(name, entry_at(e, "includes", i)) || text_glob(entry_at(e, "includes", i), name))
			return true;
	return false;
}

static bool component_declared(const struct declared *d, const struct fact *c)
{
	DECLARED_EACH (d, "SoftComp", e)
		if (stands_for(e, fact_get(c, COMPONENT_NAME)) ||
		    (fact_get(c, COMPONENT_SOURCE).len && stands_for(e, fact_get(c, COMPONENT_SOURCE))))
			return true;
	return false;
}

#define NAMES_MAX 500 /* distinct ones that are counted */

struct undeclared {
	struct bytes names[NAMES_MAX];
	size_t count;
	struct finding *finding;
};

static void undeclared(struct finding_sink *out, struct undeclared *u, const struct fact *fact, struct bytes name,
		       const struct fact *side)
{
	for (size_t i = 0; i < u->count; i++)
		if (bytes_equal(u->names[i], name))
			return;
	if (u->count == NAMES_MAX)
		return;
	if (!u->count) {
		u->finding = rule_fail_fact(out, fact, "undeclared", SEVERITY_MEDIUM, "undeclared");
		finding_evidence(out, u->finding, side);
	}
	finding_evidence(out, u->finding, fact);
	u->names[u->count++] = name;
}

/* Every component has to be updateable or excused: one that SoftComp does not list is neither. One finding for all. */
void rule_5_3_1_1_a_undeclared(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_at(d, "SoftComp", 0);
	const struct fact *side = first ? entry_fact(first, "id") : declared_none(d, "SoftComp");
	struct undeclared *u = arena_alloc(out->arena, sizeof *u);
	const char *names = "";

	out->failed |= !u;
	if (!side || !u)
		return;
	FACTS_EACH (facts, FACT_COMPONENT, c)
		if (!look_among(c, COMPONENT_RELATION, "links built-with") &&
		    !look_among(c, COMPONENT_STATUS, "removed deinstall") && fact_get(c, COMPONENT_NAME).len &&
		    !component_declared(d, c))
			undeclared(out, u, c, fact_get(c, COMPONENT_NAME), side);
	FACTS_EACH (facts, FACT_KERNEL, k) {
		bool listed = false;

		DECLARED_EACH (d, "SoftComp", e)
			listed |= stands_for(e, bytes_str("linux"));
		if (!listed)
			undeclared(out, u, k, bytes_str("linux"), side);
	}
	if (!u->count)
		return;
	for (size_t i = 0; i < u->count && i < 6; i++)
		names = look_print(out, "%s%s%s", names, i ? ", " : "", finding_text(out, u->names[i]));
	finding_title(out, u->finding, "%zu%s component%s not in SoftComp: %.80s%s", u->count,
		      u->count == NAMES_MAX ? " or more" : "",
		      u->count == 1 ? " of the image is" : "s of the image are", names, u->count > 6 ? " ..." : "");
	finding_detail(
		out, u->finding,
		"The image holds components that no entry of SoftComp stands for by name or includes: %s%s. Nothing "
		"says how they are updated, or why not.",
		names, u->count > 6 ? " and others" : "");
	finding_remedy(
		out, u->finding,
		"5.3-1: add them to an entry of SoftComp under includes (names, or patterns with *), each under the "
		"mechanism that updates it; or take them out of the image.");
}

/* "3.5.4" is "3.5.4-r1" and "3.5.4+git": what a packager appends makes no other version. */
static bool same_version(struct bytes observed, const char *declared)
{
	size_t len = strlen(declared);

	return bytes_starts(observed, declared) &&
	       (observed.len == len ||
		!((observed.at[len] >= '0' && observed.at[len] <= '9') || observed.at[len] == '.'));
}

/* Matching vulnerabilities against a version that the image does not hold tells nothing about the product. */
void rule_5_2_3_1_b_version(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SoftComp", e) {
		const struct fact *other = NULL;
		bool same = false;
		struct finding *f;

		if (!entry_has(e, "name") || !entry_has(e, "version") || finding_full(out))
			continue;
		FACTS_EACH (facts, FACT_COMPONENT, c) {
			if (look_among(c, COMPONENT_RELATION, "links built-with") ||
			    look_among(c, COMPONENT_STATUS, "removed deinstall") ||
			    !fact_get(c, COMPONENT_VERSION).len ||
			    !text_equal_nocase(fact_get(c, COMPONENT_NAME), entry_get(e, "name")))
				continue;
			same |= same_version(fact_get(c, COMPONENT_VERSION), entry_get(e, "version"));
			other = c;
		}
		if (!other || same)
			continue;
		f = rule_fail_fact(out, other, e->id, SEVERITY_MEDIUM, "%s: %s %s is declared, the image holds %s",
				   rule_name(out, e), entry_get(e, "name"), entry_get(e, "version"),
				   look_field(other, COMPONENT_VERSION, "", out));
		finding_evidence(out, f, entry_fact(e, "version"));
		finding_detail(out, f,
			       "%s is declared in version %s; %s shows version %s. Whether a vulnerability affects the "
			       "product is told from versions, and this one is not the product's.",
			       entry_get(e, "name"), finding_text(out, bytes_str(entry_get(e, "version"))),
			       look_path(facts, other, out), look_field(other, COMPONENT_VERSION, "", out));
		finding_remedy(out, f,
			       "5.2-3: correct the version in SoftComp (take it from the SBOM of each build), or "
			       "build the declared one.");
	}
}
