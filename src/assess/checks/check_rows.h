/* The functions behind the rows of checks.def, and rules.def, declared from them. */
#ifndef HF_ASSESS_CHECK_ROWS_H
#define HF_ASSESS_CHECK_ROWS_H

#include "assess/checks/check.h"

#define CHECK(id, in, row_name, how, kinds, function)                                                                  \
	void function(const struct facts *facts, struct finding_sink *out);
#include "assess/checks/checks.def"
#undef CHECK
#define RULE(id, in, row_name, how, kinds, function) void function(const struct facts *facts, struct finding_sink *out);
#include "assess/checks/rules.def"
#undef RULE

#endif
