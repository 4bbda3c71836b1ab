#include "assess/dossier/risk.h"

#include "assess/dossier/proforma.h"
#include "core/base/text.h"
#include "core/base/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RISKS_MAX = 2000, MITIGATIONS_MAX = 8, REASON_MAX = 16 << 10, DEPTH_MAX = 3, SERVICES_MAX = 1000 };

const struct risk_rule risk_rules[] = {
#define THREAT(id, table, stride, when, actor, impact, text, provisions)                                               \
	{id, table, STRIDE_##stride, when, ACTOR_##actor, IMPACT_##impact, text, provisions},
#include "assess/dossier/threats.def"
#undef THREAT
};
const size_t risk_rule_count = ARRAY_LEN(risk_rules);

static const struct {
	const char *name, *about;
	unsigned likelihood;
} actors[] = {
	[ACTOR_INTERNET] = {"somebody on the internet",
			    "Anywhere in the world, at no cost of being there; public tools, known weaknesses, "
			    "automated attacks on many units",
			    4},
	[ACTOR_LOCAL] = {"somebody on the local network",
			 "A guest, or malicious software on another device in the home; public tools, known "
			 "weaknesses",
			 3},
	[ACTOR_RADIO] = {"somebody in radio range",
			 "A neighbour or passer-by with a laptop and radio hardware for consumers", 3},
	[ACTOR_PHYSICAL] = {"somebody with the product in hand",
			    "A visitor, burglar or repairer; hand tools and hardware for some hundred euros, an hour",
			    2},
	[ACTOR_OWNER] = {"the owner, by mistake", "No bad intent and no special knowledge; wants the product to work",
			 2},
	[ACTOR_LATER_OWNER] = {"an earlier or later owner or user",
			       "Has had, or gets, the product or an account with full rights; public tools", 3},
	[ACTOR_SUPPLIER] = {"a supplier or insider",
			    "Works at the maker, a supplier or the operator of a service, with the access of that post",
			    2},
};

const char *risk_actor_name(enum risk_actor actor)
{
	return actors[actor].name;
}

const char *risk_actor_about(enum risk_actor actor)
{
	return actors[actor].about;
}

unsigned risk_actor_likelihood(enum risk_actor actor)
{
	return actors[actor].likelihood;
}

const char *risk_stride_name(enum risk_stride stride)
{
	static const char *const names[STRIDES] = {"spoofing",   "tampering",         "repudiation",
						   "disclosure", "denial of service", "elevation of privilege"};

	return names[stride];
}

const char *risk_level_name(enum risk_level level)
{
	static const char *const names[RISK_LEVELS] = {"low", "medium", "high", "very high"};

	return names[level];
}

enum risk_level risk_level_of(unsigned likelihood, unsigned impact)
{
	unsigned product = likelihood * impact;

	return product >= 12 ? RISK_VERY_HIGH : product >= 8 ? RISK_HIGH : product >= 4 ? RISK_MEDIUM : RISK_LOW;
}

/* A term with "!=" holds where the key is absent. */
static bool term_holds(const struct declared *d, const struct declared_entry *e, struct bytes term)
{
	char text[200];
	char *mark;

	snprintf(text, sizeof text, "%.*s", term.len < 199 ? (int)term.len : 199, (const char *)term.at);
	mark = strstr(text, "!=");
	if (mark) {
		memmove(mark, mark + 1, strlen(mark));
		return !proforma_holds(d, e, text);
	}
	return proforma_holds(d, e, text);
}

static bool rule_applies(const struct declared *d, const struct declared_entry *e, const struct risk_rule *rule)
{
	struct bytes rest = bytes_str(rule->when), term;

	if (!rest.len)
		return true;
	while (text_split(&rest, '&', &term))
		if (!term_holds(d, e, text_trim(term)))
			return false;
	return true;
}

static enum risk_actor nearer(enum risk_actor a, enum risk_actor b)
{
	return a < b ? a : b;
}

static enum risk_actor reach_of(const struct declared *d, const struct declared_entry *e, unsigned depth);

/* The widest reach of what a key refers to; `otherwise` where it refers to nothing. */
static enum risk_actor reach_through(const struct declared *d, const struct declared_entry *e, const char *key,
				     const char *table, enum risk_actor otherwise, unsigned depth)
{
	enum risk_actor ret = ACTORS;

	for (size_t i = 0; depth < DEPTH_MAX && i < entry_count(e, key); i++) {
		const struct declared_entry *to = declared_find(d, table, entry_at(e, key, i));

		if (to)
			ret = nearer(ret, reach_of(d, to, depth + 1));
	}
	return ret == ACTORS ? otherwise : ret;
}

static enum risk_actor reach_of_port(const struct declared *d, const struct declared_entry *e)
{
	if (entry_among(e, "type", "cellular lora"))
		return ACTOR_INTERNET;
	if (entry_among(e, "type", "ethernet wifi")) /* a router's outer side faces the internet */
		return entry_is(declared_one(d, "product"), "kind", "router") ? ACTOR_INTERNET : ACTOR_LOCAL;
	if (entry_yes(e, "air") || entry_among(e, "type", "bluetooth zigbee thread z-wave nfc rfid infrared sub-ghz"))
		return ACTOR_RADIO;
	return ACTOR_PHYSICAL;
}

/* A mechanism is reached where the services are that ask for it. */
static enum risk_actor reach_of_login(const struct declared *d, const struct declared_entry *e, unsigned depth)
{
	enum risk_actor ret = ACTORS;

	if (!entry_yes(e, "network"))
		return ACTOR_PHYSICAL;
	for (size_t i = 0; i < declared_count(d, "SoftServ") && i < SERVICES_MAX; i++) {
		const struct declared_entry *service = declared_at(d, "SoftServ", i);

		if (entry_lists(service, "authentication", e->id))
			ret = nearer(ret, reach_of(d, service, depth + 1));
	}
	return ret >= ACTOR_PHYSICAL ? ACTOR_LOCAL : ret;
}

static enum risk_actor reach_of(const struct declared *d, const struct declared_entry *e, unsigned depth)
{
	if (depth > DEPTH_MAX)
		return ACTOR_LOCAL;
	if (strcmp(e->table, "PhyIntf") == 0)
		return reach_of_port(d, e);
	if (strcmp(e->table, "LogIntf") == 0 && entry_yes(e, "network") && entry_has(e, "endpoints"))
		return ACTOR_INTERNET;
	if (strcmp(e->table, "LogIntf") == 0)
		return reach_through(d, e, "access", "PhyIntf", entry_yes(e, "network") ? ACTOR_LOCAL : ACTOR_PHYSICAL,
				     depth);
	if (strcmp(e->table, "SecComMech") == 0 && entry_yes(e, "remote"))
		return ACTOR_INTERNET;
	if (strcmp(e->table, "SecComMech") == 0 || strcmp(e->table, "SoftServ") == 0)
		return reach_through(d, e, "interface", "LogIntf", ACTOR_LOCAL, depth);
	/* on its way over what carries it; nothing declared about that is the worst */
	if (strcmp(e->table, "SecParam") == 0 || strcmp(e->table, "PersData") == 0)
		return reach_through(d, e, "communication", "SecComMech", ACTOR_INTERNET, depth);
	if (strcmp(e->table, "AuthMech") == 0)
		return reach_of_login(d, e, depth);
	if (strcmp(e->table, "UpdMech") == 0)
		return entry_yes(e, "network") ? ACTOR_INTERNET : ACTOR_PHYSICAL;
	return entry_among(e, "type", "web-page app") ? ACTOR_LOCAL : ACTOR_PHYSICAL;
}

enum risk_actor risk_reach(const struct declared *d, const struct declared_entry *e)
{
	return reach_of(d, e, 0);
}

static unsigned likelihood_of(const struct declared_entry *e, enum risk_actor actor, const char **why)
{
	unsigned base = actors[actor].likelihood;

	/* the declaration has no word on where a component is reached from */
	*why = strcmp(e->table, "SoftComp") == 0 && actor == ACTOR_INTERNET
		       ? "of the worst actor: where a component is reached from is not declared"
		       : "of this actor";
	if (entry_is(e, "status", "disabled") && base > 1) {
		*why = "of this actor, one lower: off unless it is switched on";
		return base - 1;
	}
	if (actor == ACTOR_PHYSICAL && entry_no(e, "exposed") && base > 1) {
		*why = "of this actor, one lower: not to be reached without opening the product";
		return base - 1;
	}
	if (strcmp(e->table, "SoftServ") == 0 && entry_yes(e, "network") && !entry_has(e, "authentication") &&
	    base < RISK_SCALE) {
		*why = "of this actor, one higher: no authentication is declared";
		return base + 1;
	}
	return base;
}

/* A product that others rely on for their security, or that a law names so. */
static bool protects_people(const struct declared *d)
{
	return entry_yes(declared_one(d, "cra"), "security-function") ||
	       entry_among(declared_one(d, "product"), "kind", "smart-lock alarm");
}

static unsigned impact_of_secret(const struct declared_entry *e, const char **why)
{
	if (entry_no(e, "unique-per-device")) {
		*why = "the same on every unit";
		return 4;
	}
	if (entry_lists(e, "protects", "updates") || entry_lists(e, "protects", "boot")) {
		*why = "what the product runs depends on it";
		return 4;
	}
	*why = entry_is(e, "type", "public") ? "no secret, and one unit alone" : "a secret of one unit";
	return entry_is(e, "type", "public") ? 2 : 3;
}

/* What is declared about persons, looked at once. */
struct personal {
	bool any, sensitive;
};

static struct personal personal_of(const struct declared *d)
{
	struct personal ret = {declared_count(d, "PersData") > 0, false};

	DECLARED_EACH (d, "PersData", e)
		ret.sensitive |= entry_yes(e, "sensitive");
	return ret;
}

/* What of it a connection carries, or telemetry refers to; other elements may show all there is. */
static struct personal personal_at(const struct declared *d, const struct personal *all, const struct declared_entry *e)
{
	bool connection = strcmp(e->table, "SecComMech") == 0, telemetry = strcmp(e->table, "TelData") == 0;
	struct personal ret = {false, false};

	if (strcmp(e->table, "PersData") == 0)
		return (struct personal){true, entry_yes(e, "sensitive")};
	if (!connection && !telemetry)
		return *all;
	DECLARED_EACH (d, "PersData", data) {
		if (!(connection ? entry_lists(data, "communication", e->id)
				 : entry_lists(e, "personal-data", data->id)))
			continue;
		ret.any = true;
		ret.sensitive |= entry_yes(data, "sensitive");
	}
	return ret;
}

static unsigned impact_of_personal(const struct declared *d, const struct personal *all, const struct declared_entry *e,
				   const char **why)
{
	struct personal at = personal_at(d, all, e);
	bool sensitive = at.sensitive, any = at.any;

	*why = sensitive ? "sensitive personal data" : any ? "personal data" : "no personal data is declared for it";
	return sensitive ? 4 : any ? 3 : 2;
}

static unsigned impact_of(const struct declared *d, const struct personal *all, const struct declared_entry *e,
			  enum risk_impact impact, const char **why)
{
	bool people = protects_people(d);

	switch (impact) {
	case IMPACT_CONTROL:
		*why = people ? "control of a product that protects people or things" : "control of one unit";
		return people ? 4 : 3;
	case IMPACT_FLEET:
		*why = "many units at once";
		return 4;
	case IMPACT_SECRET:
		return impact_of_secret(e, why);
	case IMPACT_PERSONAL:
		return impact_of_personal(d, all, e, why);
	case IMPACT_OUTAGE:
		*why = people ? "a protection fails while it lasts" : "functions fail while it lasts";
		return people ? 3 : 2;
	case IMPACT_OTHERS:
		*why = "services that others use fail while it lasts";
		return 3;
	case IMPACT_INSIGHT:
		*why = entry_yes(e, "disclosed-relevant") ? "what is told matters for security"
							  : "helps to prepare an attack";
		return entry_yes(e, "disclosed-relevant") ? 3 : 2;
	case IMPACT_TRACE:
	case IMPACTS:
		break;
	}
	*why = "what happened cannot be found out";
	return 2;
}

static enum risk_shown shown_of(const struct provision_result *p)
{
	if (p->ics.support == SUPPORT_NO || p->verdict == VERDICT_FAIL)
		return SHOWN_ABSENT;
	if (p->verdict == VERDICT_NOT_APPLICABLE)
		return SHOWN_NONE;
	if (p->verdict == VERDICT_PASS)
		return SHOWN_WHOLE;
	return p->units_pass && !p->units_fail ? SHOWN_DESIGN : SHOWN_NOT;
}

static const struct provision_result *result_of(const struct assessment *a, struct bytes id)
{
	for (size_t i = 0; i < a->provision_count; i++)
		if (bytes_is(id, a->provisions[i].provision->id))
			return &a->provisions[i];
	return NULL;
}

/* All together: what is missing counts; then what is shown. */
static enum risk_shown together(const struct risk *r)
{
	size_t count[SHOWN_NONE + 1] = {0};

	for (size_t i = 0; i < r->mitigation_count; i++)
		count[r->mitigations[i].shown]++;
	if (count[SHOWN_ABSENT])
		return SHOWN_ABSENT;
	if (count[SHOWN_NONE] == r->mitigation_count)
		return SHOWN_NONE;
	if (count[SHOWN_WHOLE] + count[SHOWN_NONE] == r->mitigation_count)
		return SHOWN_WHOLE;
	return count[SHOWN_WHOLE] + count[SHOWN_DESIGN] ? SHOWN_DESIGN : SHOWN_NOT;
}

/* "5.1-5, 5.1-3 and 5.5-1": those that are shown so, or at least so. Returns how many. */
static size_t list_mitigations(struct writer *out, const struct risk *r, enum risk_shown shown)
{
	size_t count = 0, put = 0;

	for (unsigned pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < r->mitigation_count; i++) {
			enum risk_shown own = r->mitigations[i].shown;

			if (own != shown && !(shown == SHOWN_DESIGN && own == SHOWN_WHOLE))
				continue;
			if (pass == 0) {
				count++;
				continue;
			}
			write_fmt(out, "%s%s",
				  put == 0           ? ""
				  : put + 1 == count ? " and "
						     : ", ",
				  r->mitigations[i].provision->provision->id);
			put++;
		}
	}
	return count;
}

static const char *reason_of(const struct risk *r, struct arena *arena)
{
	struct writer out = writer_of(REASON_MAX, "reason");
	unsigned lower = r->likelihood - r->residual_likelihood;
	const char *ret;
	bool one;

	if (lower)
		write_fmt(&out, "Likelihood %u lower: ", lower);
	else
		write_str(&out, r->shown == SHOWN_WHOLE || r->shown == SHOWN_DESIGN
					? "Likelihood is the lowest already: "
					: "No credit: ");
	one = list_mitigations(&out, r, r->shown) == 1;
	switch (r->shown) {
	case SHOWN_ABSENT:
		write_str(&out, one ? " is not met" : " are not met");
		break;
	case SHOWN_NOT:
		write_str(&out, one ? " is not decided yet" : " are not decided yet");
		break;
	case SHOWN_DESIGN:
		write_str(&out, one ? " is shown in part" : " are shown, at least in part");
		break;
	case SHOWN_WHOLE:
		write_str(&out, one ? " passes" : " pass");
		break;
	case SHOWN_NONE:
		write_str(&out, one ? " does not apply, see the ICS" : " do not apply, see the ICS");
		break;
	}
	write_str(&out, ".");
	ret = writer_ok(&out) ? arena_str(arena, writer_bytes(&out)) : NULL;
	writer_free(&out);
	return ret;
}

static bool mitigate(const struct assessment *a, struct risk *r, struct arena *arena)
{
	struct risk_mitigation *all = arena_array(arena, MITIGATIONS_MAX, sizeof *all);
	struct bytes rest = bytes_str(r->rule->provisions), id;
	unsigned lower;

	if (!all)
		return false;
	while (text_split(&rest, ';', &id) && r->mitigation_count < MITIGATIONS_MAX) {
		const struct provision_result *p = result_of(a, text_trim(id));

		if (p)
			all[r->mitigation_count++] = (struct risk_mitigation){p, shown_of(p)};
	}
	r->mitigations = all;
	r->shown = together(r);
	lower = r->shown == SHOWN_WHOLE ? 3 : r->shown == SHOWN_DESIGN ? 1 : 0;
	r->residual_likelihood = r->likelihood > lower ? r->likelihood - lower : 1;
	r->reason = reason_of(r, arena);
	return r->reason != NULL;
}

struct list {
	const struct assessment *a;
	struct arena *arena;
	struct personal personal;
	struct risk *items;
	size_t count;
};

/* Elements that a rule finds under the same circumstances are one risk. */
static bool add(struct list *l, size_t from, const struct risk *fresh, const struct declared_entry *e)
{
	struct risk *r = NULL;

	for (size_t i = from; i < l->count && !r; i++)
		if (l->items[i].actor == fresh->actor && l->items[i].likelihood == fresh->likelihood &&
		    l->items[i].impact == fresh->impact && strcmp(l->items[i].impact_why, fresh->impact_why) == 0 &&
		    strcmp(l->items[i].likelihood_why, fresh->likelihood_why) == 0)
			r = &l->items[i];
	if (!r) {
		size_t letter = l->count - from;

		if (l->count == RISKS_MAX)
			return true; /* the table of rules cannot give so many from bounded tables of a few kinds */
		r = &l->items[l->count++];
		*r = *fresh;
		snprintf(r->id, sizeof r->id, letter ? "%s%c" : "%s", r->rule->id,
			 (char)('a' + (letter < 25 ? letter : 25)));
		if (!mitigate(l->a, r, l->arena))
			return false;
	}
	if (!arena_grow(l->arena, &r->elements, r->element_count, &r->element_room, sizeof *r->elements))
		return false;
	r->elements[r->element_count++] = e;
	return true;
}

static bool apply(struct list *l, const struct risk_rule *rule)
{
	const struct declared *d = l->a->declared;
	size_t from = l->count;

	DECLARED_EACH (d, rule->table, e) {
		struct risk r = {.rule = rule};

		if (!rule_applies(d, e, rule))
			continue;
		r.actor = rule->actor == ACTOR_REACH ? risk_reach(d, e) : rule->actor;
		r.likelihood = likelihood_of(e, r.actor, &r.likelihood_why);
		r.impact = impact_of(d, &l->personal, e, rule->impact, &r.impact_why);
		if (!add(l, from, &r, e))
			return false;
	}
	return true;
}

static int order(const void *left, const void *right)
{
	static const int ranks[] = {
		[SHOWN_ABSENT] = 0, [SHOWN_NONE] = 1, [SHOWN_NOT] = 2, [SHOWN_DESIGN] = 3, [SHOWN_WHOLE] = 4};
	const struct risk *a = left, *b = right;
	int ret = ranks[a->shown] - ranks[b->shown];

	if (!ret)
		ret = (int)(b->residual_likelihood * b->impact) - (int)(a->residual_likelihood * a->impact);
	return ret ? ret : strcmp(a->id, b->id);
}

bool risk_assess(const struct assessment *a, struct arena *arena, struct risks *ret, struct error *e)
{
	struct list l = {.a = a,
			 .arena = arena,
			 .personal = personal_of(a->declared),
			 .items = arena_array(arena, RISKS_MAX, sizeof *l.items)};

	if (!l.items)
		return error_memory(e, "risk assessment");
	for (size_t i = 0; i < risk_rule_count; i++)
		if (!apply(&l, &risk_rules[i]))
			return error_memory(e, "risk assessment");
	if (l.count)
		qsort(l.items, l.count, sizeof *l.items, order);
	*ret = (struct risks){l.items, l.count};
	return true;
}
