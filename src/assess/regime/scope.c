#include "assess/regime/scope.h"

#include <stdlib.h>

enum { MISSING_MAX = 16, REASONS_MAX = 16 };

enum truth { NO, YES, UNSAID };

static const char *const topics[SCOPE_TOPICS] = {
	[SCOPE_PSTI] = "PSTI",           [SCOPE_PSTI_ROLE] = "PSTI role", [SCOPE_CRA] = "CRA",
	[SCOPE_CRA_CLASS] = "CRA class", [SCOPE_CRA_ROUTE] = "CRA route", [SCOPE_CRA_ROLE] = "CRA role",
};

struct ask {
	const struct declared *d;
	const struct fact *speaks_ip; /* observed */
	const char *class;            /* of the CRA, once it is known; "" before */
	/* of the topic at hand */
	struct scope_reason reasons[REASONS_MAX];
	const char *missing[MISSING_MAX];
	size_t reason_count, missing_count;
};

static const char *scope_answer_name(enum scope_answer answer)
{
	static const char *const names[] = {"UNKNOWN", "IN", "PARTLY", "OUT"};

	return names[answer];
}

const struct regime_row *regime_row_find(const char *regime, const char *id)
{
	for (size_t i = 0; i < catalogue_regime_count; i++)
		if (strcmp(catalogue_regimes[i].regime, regime) == 0 && strcmp(catalogue_regimes[i].id, id) == 0)
			return &catalogue_regimes[i];
	return NULL;
}

bool scope_falls_on(const struct regime_row *row, const char *role)
{
	return strcmp(row->who, "all") == 0 || strcmp(row->who, "anyone") == 0 || strcmp(row->who, role) == 0 ||
	       (strcmp(row->who, "importer or distributor") == 0 &&
		(strcmp(role, "importer") == 0 || strcmp(role, "distributor") == 0));
}

/* A listener that speaks IP, of an image that was assessed: the product can be reached by an internet protocol. */
static const struct fact *ip_listener(const struct facts *facts)
{
	if (!facts)
		return NULL;
	FACTS_EACH (facts, FACT_LISTENER, fact) {
		if (fact_is(fact, LISTENER_ENABLED, "yes") &&
		    (fact_is(fact, LISTENER_PROTOCOL, "tcp") || fact_is(fact, LISTENER_PROTOCOL, "udp")))
			return fact;
	}
	return NULL;
}

static bool is_connection(const struct scope_term *t)
{
	return strcmp(t->table, "scope") == 0 && strcmp(t->key, "connection") == 0;
}

static const struct fact *term_fact(const struct ask *a, const struct scope_term *t)
{
	const struct declared_entry *entry = declared_one(a->d, t->table);

	if (entry_has(entry, t->key))
		return entry_fact(entry, t->key);
	return is_connection(t) ? a->speaks_ip : NULL;
}

/* Whether one of the values wanted is among those declared. */
static bool any_of(const struct ask *a, const struct scope_term *t)
{
	const struct declared_entry *entry = declared_one(a->d, t->table);

	if (strcmp(t->table, "derived") == 0)
		return id_list_has(t->values, a->class);
	if (is_connection(t) && !entry_has(entry, t->key))
		return a->speaks_ip && id_list_has(t->values, "ip-device");
	for (size_t i = 0; i < entry_count(entry, t->key); i++)
		if (id_list_has(t->values, entry_at(entry, t->key, i)))
			return true;
	return false;
}

static enum truth term_holds(const struct ask *a, const struct scope_term *t)
{
	const struct declared_entry *entry = declared_one(a->d, t->table);
	bool there = strcmp(t->table, "derived") == 0 ? a->class[0] != '\0'
						      : entry_has(entry, t->key) || (is_connection(t) && a->speaks_ip);
	bool negated = t->op == SCOPE_IS_NOT || t->op == SCOPE_FROM;

	if (!t->values[0])
		return there == negated ? YES : NO;
	if (strcmp(t->values, "*") == 0 && (there || t->optional))
		return there != negated ? YES : NO;
	if (!there)
		return !t->optional ? UNSAID : negated ? YES : NO;
	if (t->op == SCOPE_IS || t->op == SCOPE_IS_NOT)
		return any_of(a, t) != negated ? YES : NO;
	/* dates are 2031-12-31: the order of the text is that of time */
	return (strcmp(entry_get(entry, t->key), t->values) < 0) != negated ? YES : NO;
}

static enum truth rule_holds(const struct ask *a, const struct scope_rule *r)
{
	enum truth ret = YES;

	for (size_t i = 0; i < r->term_count; i++) {
		enum truth holds = term_holds(a, &r->terms[i]);

		if (holds == NO)
			return NO;
		if (holds == UNSAID)
			ret = UNSAID;
	}
	return ret;
}

static void add_reason(struct ask *a, const struct scope_rule *r)
{
	struct scope_reason reason = {.rule = r};

	for (size_t i = 0; i < r->term_count && !reason.fact; i++)
		reason.fact = term_fact(a, &r->terms[i]);
	if (a->reason_count < REASONS_MAX)
		a->reasons[a->reason_count++] = reason;
}

/* The keys a rule asks for and does not find, as "table.key", each once. */
static bool add_missing(struct ask *a, const struct scope_rule *r, struct arena *arena)
{
	for (size_t i = 0; i < r->term_count; i++) {
		const struct scope_term *t = &r->terms[i];
		bool asks = term_holds(a, t) == UNSAID || (!t->values[0] && strcmp(r->answer, "UNKNOWN") == 0);
		bool known = strcmp(t->table, "derived") == 0;
		const char *name = arena_printf(arena, "%s.%s", t->table, t->key);

		if (!name)
			return false;
		for (size_t k = 0; k < a->missing_count; k++)
			known |= strcmp(a->missing[k], name) == 0;
		if (asks && !known && a->missing_count < MISSING_MAX)
			a->missing[a->missing_count++] = name;
	}
	return true;
}

struct step_state {
	bool passed, partly, open; /* open: a rule against it may hold, or a person has to read the law */
};

/* The rules [from, to) of one step. *ret_against: the rule that ends the topic. */
static bool run_step(struct ask *a, size_t from, size_t to, struct arena *arena, struct step_state *ret,
		     const struct scope_rule **ret_against)
{
	for (size_t i = from; i < to && !ret->passed; i++) {
		const struct scope_rule *r = &catalogue_scope[i];
		bool against = strcmp(r->answer, "OUT") == 0, partly = strcmp(r->answer, "PARTLY") == 0;
		enum truth holds = rule_holds(a, r);

		if (holds == NO)
			continue;
		if (holds == UNSAID) {
			ret->open |= against || partly;
			if ((against || partly) && !add_missing(a, r, arena))
				return false;
			continue;
		}
		if (against) {
			*ret_against = r;
			return true;
		}
		add_reason(a, r);
		if (strcmp(r->answer, "UNKNOWN") == 0) {
			ret->open = true;
			return add_missing(a, r, arena);
		}
		ret->partly |= partly;
		ret->passed = !partly;
	}
	/* nothing said yes: what would have */
	for (size_t i = from; i < to && !ret->passed && !ret->partly; i++)
		if (rule_holds(a, &catalogue_scope[i]) == UNSAID && !add_missing(a, &catalogue_scope[i], arena))
			return false;
	return true;
}

static int sureness(const char *confidence)
{
	return strcmp(confidence, "sure") == 0 ? 2 : strcmp(confidence, "likely") == 0;
}

/* Copies what was found into the decision. */
static bool settle(struct ask *a, struct scope_decision *ret, struct arena *arena)
{
	struct scope_reason *reasons = arena_array(arena, a->reason_count + 1, sizeof *reasons);
	const char **missing = arena_array(arena, a->missing_count + 1, sizeof *missing);

	if (!reasons || !missing)
		return false;
	ret->confidence = "sure";
	for (size_t i = 0; i < a->reason_count; i++) {
		reasons[i] = a->reasons[i];
		if (sureness(reasons[i].rule->confidence) < sureness(ret->confidence))
			ret->confidence = reasons[i].rule->confidence;
	}
	for (size_t i = 0; i < a->missing_count; i++)
		missing[i] = a->missing[i];
	ret->reasons = reasons;
	ret->reason_count = a->reason_count;
	ret->missing = missing;
	ret->missing_count = ret->answer == SCOPE_UNKNOWN ? a->missing_count : 0;
	return true;
}

/* PSTI and CRA: every step has to be passed; one rule against ends it, whatever is unknown elsewhere. */
static bool decide_scope(struct ask *a, struct scope_decision *ret, struct arena *arena)
{
	const struct scope_rule *against = NULL;
	bool open = false, partly = false;

	for (size_t from = 0, to; from < catalogue_scope_count && !against; from = to) {
		const struct scope_rule *first = &catalogue_scope[from];
		struct step_state state = {0};

		for (to = from + 1; to < catalogue_scope_count; to++)
			if (strcmp(catalogue_scope[to].topic, first->topic) != 0 ||
			    strcmp(catalogue_scope[to].step, first->step) != 0)
				break;
		if (strcmp(first->topic, ret->topic) != 0)
			continue;
		if (!run_step(a, from, to, arena, &state, &against))
			return false;
		open |= state.open || (!state.passed && !state.partly);
		partly |= state.partly;
	}
	if (against) {
		a->reason_count = 0;
		add_reason(a, against);
	}
	ret->answer = against ? SCOPE_OUT : open ? SCOPE_UNKNOWN : partly ? SCOPE_PARTLY : SCOPE_IN;
	ret->what = scope_answer_name(ret->answer);
	return settle(a, ret, arena);
}

/* Role, class and route: the first rule that holds says which. */
static bool decide_which(struct ask *a, struct scope_decision *ret, struct arena *arena)
{
	ret->what = "UNKNOWN";
	for (size_t i = 0; i < catalogue_scope_count; i++) {
		const struct scope_rule *r = &catalogue_scope[i];
		enum truth holds = strcmp(r->topic, ret->topic) == 0 ? rule_holds(a, r) : NO;

		if (holds != NO && (holds == UNSAID || strcmp(r->answer, "UNKNOWN") == 0) && !add_missing(a, r, arena))
			return false;
		if (holds != YES)
			continue;
		add_reason(a, r);
		ret->what = r->answer;
		ret->answer = strcmp(r->answer, "UNKNOWN") == 0 ? SCOPE_UNKNOWN : SCOPE_IN;
		break;
	}
	return settle(a, ret, arena);
}

bool scope_decide(const struct declared *d, const struct facts *facts, struct arena *arena, struct scope *ret,
		  struct error *e)
{
	struct ask a = {.d = d, .speaks_ip = ip_listener(facts), .class = ""};
	struct scope scope = {0};

	for (unsigned i = 0; i < SCOPE_TOPICS; i++) {
		struct scope_decision *decision = &scope.decision[i];

		decision->topic = topics[i];
		a.reason_count = a.missing_count = 0;
		if (!(i == SCOPE_PSTI || i == SCOPE_CRA ? decide_scope(&a, decision, arena)
							: decide_which(&a, decision, arena)))
			return error_memory(e, "decision on scope");
		if (i == SCOPE_CRA_CLASS && decision->answer == SCOPE_IN)
			a.class = decision->what;
	}
	*ret = scope;
	return true;
}
