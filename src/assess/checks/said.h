/* Reading what a maker wrote in free text or as an address: enough to find what cannot be meant, never to judge prose.
 * Pure. */
#ifndef HF_ASSESS_SAID_H
#define HF_ASSESS_SAID_H

#include "core/base/bytes.h"

/* True where the text has these words as a whole, case aside: "apt" is not in "adapter". */
bool said_has(struct bytes text, struct bytes words);
/* True where a text answers nothing: "", "-", "n/a", "TBD", "to be defined", "not applicable", "xxx", "lorem ipsum". */
bool said_nothing(struct bytes text);
/* True where it says that there is none: "none", "no", "-", "n/a", "not applicable", "nothing needed". Where a thing
 * may be absent this is an answer, "TBD" is not. */
bool said_none(struct bytes text);
/* True where it only points to something else, without saying where in it: "see manual", "confidential". */
bool said_elsewhere(struct bytes text);
/* Host of an address as "https://host:1/path" has it, or of a bare host; empty where there is none. */
struct bytes said_host(const char *address);
/* True where an address in the text ("see https://www.maker.example/a") is on the host of this page, case and a leading
 * "www." aside. */
bool said_names_host(const char *text, const char *page);
/* Why not everybody can read this web page: "its host is local"; NULL where nothing speaks against it. */
const char *said_not_public(const char *url);
/* The first date (2031-12-31) in a text, as days since 1970-01-01. */
bool said_date(const char *text, int32_t *ret_days);
/* log2 in thousandths, rounded down; 0 for 0. */
uint64_t said_log2(uint64_t value);

#endif
