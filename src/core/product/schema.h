/* The JSON Schema of product files, from the catalogue: editors complete and check a file while it is written. What it
 * accepts, product_parse() loads, but for what a schema cannot say: unique ids, references, real dates. */
#ifndef HF_CORE_PRODUCT_SCHEMA_H
#define HF_CORE_PRODUCT_SCHEMA_H

#include "core/base/writer.h"

void product_schema(struct writer *out);

#endif
