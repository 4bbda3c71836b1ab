/* Version numbers inside text. Borrows; allocates nothing. */
#ifndef HF_ASSESS_COMPONENT_VERSION_H
#define HF_ASSESS_COMPONENT_VERSION_H

#include "core/base/bytes.h"

/* The version number at the front of `in`: numbers with dots, with a short suffix such as 1.0.2g, 4.2.8p15, 1.3.8rc4,
 * 2.9.0dev.10, 9a. Empty where there is none, where it has fewer than `numbers` numbers, or where letters follow that
 * belong to no version. */
struct bytes version_at_front(struct bytes in, unsigned numbers);
/* The same for a text that is a version as a whole: "v1.2", "1.2.3-4ubuntu1", "version 1.2", "1.0.6, 6-Sept-2010".
 * Addresses and numbers that stand in most programs ("1.0", "127.0.0.1") are none. */
struct bytes version_of_text(struct bytes text);

#endif
