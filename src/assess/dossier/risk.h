/* The risk assessment, computed: threats.def's rules applied to the declaration give threats with actor, likelihood and
 * impact; the provisions against each have their verdicts in this case, and what is left of the risk follows from them.
 * Pure and deterministic: a person has to confirm it. The scales stand in the printed document (dossier_risk.c).
 * Serves CRA Art. 13(2) to (4), Annex I Part I (1). */
#ifndef HF_ASSESS_DOSSIER_RISK_H
#define HF_ASSESS_DOSSIER_RISK_H

#include "assess/judge/assessment.h"

enum risk_stride {
	STRIDE_SPOOFING,
	STRIDE_TAMPERING,
	STRIDE_REPUDIATION,
	STRIDE_DISCLOSURE,
	STRIDE_DENIAL,
	STRIDE_ELEVATION,
	STRIDES
};
/* From the farthest to the nearest; REACH: of the element. */
enum risk_actor {
	ACTOR_INTERNET,
	ACTOR_LOCAL,
	ACTOR_RADIO,
	ACTOR_PHYSICAL,
	ACTOR_OWNER,
	ACTOR_LATER_OWNER,
	ACTOR_SUPPLIER,
	ACTORS,
	ACTOR_REACH = ACTORS
};
enum risk_impact {
	IMPACT_CONTROL,
	IMPACT_FLEET,
	IMPACT_SECRET,
	IMPACT_PERSONAL,
	IMPACT_OUTAGE,
	IMPACT_OTHERS,
	IMPACT_INSIGHT,
	IMPACT_TRACE,
	IMPACTS
};
struct risk_rule {
	const char *id, *table;
	enum risk_stride stride;
	const char *when;
	enum risk_actor actor;
	enum risk_impact impact;
	const char *text, *provisions;
};
extern const struct risk_rule risk_rules[];
extern const size_t risk_rule_count;

/* How far a mitigation is shown to be there. */
enum risk_shown {
	SHOWN_ABSENT, /* it fails, or the maker does not claim it */
	SHOWN_NOT,    /* claimed or not, nothing is decided */
	SHOWN_DESIGN, /* some units pass, none fails, others are open */
	SHOWN_WHOLE,  /* the provision passes */
	SHOWN_NONE,   /* does not apply */
};
struct risk_mitigation {
	const struct provision_result *provision;
	enum risk_shown shown;
};

enum risk_level { RISK_LOW, RISK_MEDIUM, RISK_HIGH, RISK_VERY_HIGH, RISK_LEVELS };
enum { RISK_SCALE = 4 };

struct risk {
	char id[16]; /* "AM-S1", "AM-S1b": the rule, a letter where it gives several */
	const struct risk_rule *rule;
	enum risk_actor actor;
	unsigned likelihood, impact; /* 1 to RISK_SCALE */
	const char *likelihood_why, *impact_why;
	const struct declared_entry **elements;
	size_t element_count, element_room;
	const struct risk_mitigation *mitigations;
	size_t mitigation_count;
	enum risk_shown shown;        /* all mitigations together */
	unsigned residual_likelihood; /* the impact stays */
	const char *reason;
};
struct risks {
	const struct risk *items; /* not mitigated first; then by residual risk, worst first; then by id */
	size_t count;
};

/* `a` by V3.1.3, whose provisions the rules name. */
MUST_CHECK bool risk_assess(const struct assessment *a, struct arena *arena, struct risks *ret, struct error *e);
enum risk_level risk_level_of(unsigned likelihood, unsigned impact);
/* Who can get at an element of PhyIntf, LogIntf, SoftServ, AuthMech, SecComMech, UserIntf or UpdMech, or at what
 * SecParam and PersData declare to be communicated. */
enum risk_actor risk_reach(const struct declared *d, const struct declared_entry *e);

const char *risk_level_name(enum risk_level level);    /* "very high" */
const char *risk_stride_name(enum risk_stride stride); /* "spoofing" */
const char *risk_actor_name(enum risk_actor actor);    /* "somebody on the internet" */
const char *risk_actor_about(enum risk_actor actor);   /* capability, stated */
unsigned risk_actor_likelihood(enum risk_actor actor); /* where the scale begins */

#endif
