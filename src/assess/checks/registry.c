/* The registry: every unit of both editions has a question for a person, and units that an image says something about
 * have checks. */
#include "assess/checks/check_rows.h"

#define BOTH 0u
#define V2 (1u << EDITION_V2_1_1)
#define V3 (1u << EDITION_V3_1_3)

#define PRODUCT_FILE "the product file"
#define LIVE_DEVICE "a live device"
#define TWO_UNITS "two units of the product"
#define CAPTURE "a capture of the device's traffic"
#define MANUAL "the user manual"
#define WEBSITE "the maker's website"
#define SERVICE "an account on the associated services"

const struct check checks[] = {
#define CHECK(id, in, row_name, how, kinds, function)                                                                  \
	{.unit = U_##id, .name = row_name, .automation = how, .needs = (kinds), .run = function, .editions = (in)},
#include "assess/checks/checks.def"
#undef CHECK
#define DECIDES .automation = AUTOMATIC, .decides = true
#define REFUTES .automation = AUTOMATIC
#define LAYS_OUT .automation = ASSISTED
#define RULE(id, in, row_name, how, kinds, function)                                                                   \
	{.unit = U_##id, .name = row_name, how, .needs = (kinds), .run = function, .editions = (in)},
#include "assess/checks/rules.def"
#undef RULE
#define QUESTION(id, in, what, text)                                                                                   \
	{.unit = U_##id,                                                                                               \
	 .name = "question-" #id "-" #in,                                                                              \
	 .automation = BY_HAND,                                                                                        \
	 .question = text,                                                                                             \
	 .missing = what,                                                                                              \
	 .editions = in},
#include "assess/checks/questions_5_00_to_5_02.def"
#include "assess/checks/questions_5_03.def"
#include "assess/checks/questions_5_04_to_5_05.def"
#include "assess/checks/questions_5_06_to_5_07.def"
#include "assess/checks/questions_5_08_to_5_11.def"
#include "assess/checks/questions_5_12_to_6.def"
#undef QUESTION
};
const size_t checks_count = ARRAY_LEN(checks);
