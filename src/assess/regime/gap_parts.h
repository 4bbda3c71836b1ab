/* Part of gap.h: what its text and JSON forms share. */
#ifndef HF_ASSESS_GAP_PARTS_H
#define HF_ASSESS_GAP_PARTS_H

#include "assess/regime/gap.h"

#include <jansson.h>

/* Words, broken at the width, each line after the first indented; made safe to print. */
void part_wrapped(struct writer *out, const char *words, unsigned indent, unsigned columns);
const char *part_state_paint(bool colour, enum regime_state state);
const char *part_paint(bool colour, const char *code);

/* NULL where memory is out. */
json_t *part_text(const char *value);
json_t *part_texts(const char *const *values, size_t count);
json_t *part_fact(const struct facts *facts, const struct fact *fact);
json_t *part_decision(const struct scope_decision *d, const struct facts *facts); /* null for NULL */
void part_put(bool *failed, json_t *row, const char *key, json_t *value);
void part_append(bool *failed, json_t *rows, json_t *value);
/* Takes `root`. */
MUST_CHECK bool part_print(json_t *root, bool failed, struct writer *out, struct error *e);

#endif
