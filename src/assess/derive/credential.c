/* Joins the two halves of a credential that a script puts together at run time: telnetd -u USER:$X where X is read from
 * a file, and that file in the same root. Serves 5.1-1 and 5.4-4. */
#include "assess/derive/derive.h"

/* The SECRET that observe/secret.c told of the file `path` in the same root. */
static const struct fact *value_of(const struct facts *facts, const struct fact *credential, struct bytes path)
{
	FACTS_EACH (facts, FACT_SECRET, value)
		if (fact_is(value, SECRET_RULE, "small-file") && bytes_equal(fact_node_of(facts, value)->path, path) &&
		    facts_same_root(facts, credential, value))
			return value;
	return NULL;
}

static void credential_derive(const struct facts *facts, struct derive_out *out)
{
	FACTS_EACH (facts, FACT_SECRET, credential) {
		struct bytes fields[SECRET_FIELDS] = {{0}};
		const struct fact *value;

		if (!fact_is(credential, SECRET_CLASS, "credential") || fact_get(credential, SECRET_NAME).len == 0)
			continue;
		value = value_of(facts, credential, fact_get(credential, SECRET_NAME));
		if (!value)
			continue;
		fields[SECRET_CLASS] = bytes_str("password");
		fields[SECRET_NAME] = fact_get(credential, SECRET_NAME);
		fields[SECRET_VALUE] = fact_get(value, SECRET_VALUE);
		fields[SECRET_USER] = fact_get(credential, SECRET_USER);
		fields[SECRET_SERVICE] = fact_get(credential, SECRET_SERVICE);
		fields[SECRET_RULE] = fact_get(credential, SECRET_RULE);
		fields[SECRET_CONFIDENCE] = bytes_str("high");
		derive_fact(out, credential, FACT_SECRET, fields, SECRET_FIELDS);
	}
}

const struct derivation derivation_credential = {
	.name = "credential",
	.derive = credential_derive,
};
