/* How entries of the declaration hang together, with each other and with what was observed: references, files, programs
 * and ports, versions. Pure; borrows everything. Serves the rules of 5.4 to 5.6. */
#ifndef HF_ASSESS_LINKS_H
#define HF_ASSESS_LINKS_H

#include "assess/facts/declared.h"

/* True where an entry of `table` refers to `id` by list `key`. */
bool links_from(const struct declared *d, const char *table, const char *key, const char *id);
/* True where a text stands that could mean something: two words, or one of six letters, and neither a
 * placeholder nor a mere pointer to a manual. */
bool links_says(const struct declared_entry *e, const char *key);
/* True where all that a logical interface is said to talk ("mDNS", "DHCP and DNS") are protocols without which there is
 * no network, and in which a log-in has no place. */
bool links_basic(const struct declared_entry *interface);
/* True where one of these words is among what it is said to talk, case aside. */
bool links_talks(const struct declared_entry *interface, const char *words);
/* The entry of SecParam whose `paths` cover this path; NULL. */
const struct declared_entry *links_parameter(const struct declared *d, struct bytes path);

/* The service that names the listener's or starter's program; NULL. */
const struct declared_entry *links_service(const struct declared *d, struct bytes program);
/* The logical interface that a listener is, by port and transport, or through the service that names its program; an
 * enabled one where there are several; NULL. Where the port was not seen, the application protocol decides. */
const struct declared_entry *links_interface(const struct declared *d, const struct fact *listener);
/* True where a network reaches a logical interface: because it says so, or because a physical interface that it is
 * reached over is a network's. */
bool links_networked(const struct declared *d, const struct declared_entry *logical);
/* The key of a physical interface that its type contradicts, "air" or "network": Wi-Fi is both; NULL: none does. */
const char *links_misdeclared(const struct declared_entry *physical);
/* True where a listener is declared: as an interface, or (without a port that was seen) by its program. */
bool links_listener(const struct declared *d, const struct fact *listener);

/* True where component `c` stands for an observed component of that name: by `name`, or a pattern of `includes`. */
bool links_component(const struct declared_entry *c, struct bytes name);
/* "1.10" is not older than "1.9": compares numbers, ignores what is between them. */
bool links_not_older(const char *version, const char *than);
/* The same version, a revision of the packager's behind it allowed: "3.5.4" and "3.5.4-r1". */
bool links_same_version(const char *declared, struct bytes observed);

#endif
