/* Text that came from outside as JSON: valid UTF-8 without control or bidirectional characters, as core/base/text.h
 * shows it. The values are the caller's. Serves 5.13-1A on ourselves. */
#ifndef HF_CORE_JSON_TEXT_H
#define HF_CORE_JSON_TEXT_H

#include "core/base/bytes.h"

#include <jansson.h>

/* NULL where memory is out. */
json_t *json_safe(struct bytes value);
/* The same; a NULL pointer gives "". */
json_t *json_safe_text(const char *value);

#endif
