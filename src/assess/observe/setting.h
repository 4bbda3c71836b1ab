/* One line of a configuration file or script as a key and a literal value: KEY=VALUE, "key": "value", option key
 * 'value', <Key>value</Key>, $key = 'value';, key: value, define('KEY', 'value'). Comments, references to variables,
 * calls and format strings are no literal values. Borrows. Serves the observers of 5.1 and 5.4. */
#ifndef HF_ASSESS_SETTING_H
#define HF_ASSESS_SETTING_H

#include "core/base/attributes.h"
#include "core/base/bytes.h"

struct setting {
	struct bytes key, value;
	bool quoted; /* the value stood in quotes */
	char mark;   /* what stood between: '=', ':', '>', ' ' (option, set) */
};

MUST_CHECK bool setting_read(struct bytes line, struct setting *ret);
/* True where the value stands for itself: no variable, call, format, placeholder in brackets, or path. */
bool setting_is_literal(struct bytes value);
/* The line of `data` that holds offset `at`; at most 1024 bytes to either side. */
struct bytes setting_line(struct bytes data, uint64_t at);
bool setting_is_comment(struct bytes line);

#endif
