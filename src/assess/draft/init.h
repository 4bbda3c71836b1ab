/* A product file to start from: every table and key of the declaration with its meaning as a comment, filled in where
 * something is known (given by the user, found in an image, usual for the kind of device). What is not known stands as
 * a comment, so that the file loads and `holdfast gap` says what is missing. Pure. */
#ifndef HF_ASSESS_INIT_H
#define HF_ASSESS_INIT_H

#include "assess/draft/found.h"
#include "core/base/writer.h"
#include "core/catalogue/catalogue.h"

struct init_input {
	const struct found *found; /* what is known; may be empty */
	const char *profile;       /* a value of product.kind; NULL: none */
	const char *from;          /* what it was filled from: an image's name; NULL */
	bool all;                  /* every key of every table, not only the required ones */
};
void init_write(const struct init_input *in, struct writer *out);
/* A text as a YAML scalar: plain where that is safe, else in double quotes. */
void init_scalar(struct writer *out, const char *text);

/* "yes or no", "a date such as 2031-12-31"; of choices what stands before them: "one of". */
const char *init_expected(enum declaration_type type);

#endif
