/* Sensible starts for a kind of device: what usually holds for it, taken over by `profile: NAME` where the file says
 * nothing else. Only what follows from what such a device is; the maker confirms it by naming the profile. */
#ifndef HF_CORE_PRODUCT_PROFILE_H
#define HF_CORE_PRODUCT_PROFILE_H

#include <stddef.h>

struct profile_row {
	const char *profile; /* a value of product.kind */
	const char *feature; /* a short name of the ICS's conditions and features */
	const char *holds;   /* "yes" or "no" */
};

extern const struct profile_row profile_rows[];
extern const size_t profile_row_count;

#endif
