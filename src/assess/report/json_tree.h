/* JSON documents out of jansson values, shared by every report in that form. A tree is whole or NULL: where memory is
 * out, json_put() and json_add() free what they were given and return NULL, which goes on up to the root, so that no
 * report ever lacks a part silently. A value given away is owned by the tree. */
#ifndef HF_ASSESS_JSON_TREE_H
#define HF_ASSESS_JSON_TREE_H

#include "core/base/writer.h"

#include <jansson.h>

/* `object` with one more key; NULL where either is NULL or memory is out. */
MUST_CHECK json_t *json_put(json_t *object, const char *key, json_t *value);
/* `array` with one more item. */
MUST_CHECK json_t *json_add(json_t *array, json_t *value);

/* Bytes from the input: valid UTF-8 and harmless to print. */
json_t *json_safe(struct bytes value);
/* Text of our own; NULL is "". */
json_t *json_text(const char *value);

/* Writes the document and a line end, and frees it. `what` names it in the error. */
MUST_CHECK bool json_write(json_t *root, const char *what, struct writer *out, struct error *e);

#endif
