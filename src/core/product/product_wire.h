/* A struct product as bytes, for the way out of the confined process, and back: read as untrusted. */
#ifndef HF_CORE_PRODUCT_PRODUCT_WIRE_H
#define HF_CORE_PRODUCT_PRODUCT_WIRE_H

#include "core/base/writer.h"
#include "core/product/product.h"

void product_wire_write(struct writer *w, const struct product *p);
/* Items, problems, gaps, profile; the name, size and hash are the parent's to know. */
MUST_CHECK bool product_wire_read(struct bytes in, struct arena *arena, struct product *ret, struct error *e);

#endif
