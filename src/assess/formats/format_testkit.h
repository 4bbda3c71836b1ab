/* What the tests of parsers share: corpus access, walking into a listing, all prefixes, failing allocations. Tests
 * only. */
#ifndef HF_ASSESS_FORMAT_TESTKIT_H
#define HF_ASSESS_FORMAT_TESTKIT_H

#include "assess/formats/format.h"

/* The file NAME of the corpus ("formats/rootfs.xz.squashfs") in an allocation of its exact size; .at NULL where the
 * corpus or the file is absent: the test then calls skip(). Free with free((void *)b.at). */
struct bytes testkit_corpus(const char *name);
/* A file by its path; .at NULL where absent. */
struct bytes testkit_file(const char *path);
/* Runs a shell command whose output is a file made in a fresh temporary folder: "$1" is the file to make, "$2" the
 * folder. For making samples with mksquashfs and its like; .at NULL where the tool is absent or failed. */
struct bytes testkit_make(const char *command);

/* Everything a walk yields, content loaded, as text: one line a node "type mode uid gid size sha256 path [-> link]",
 * then "unread PATH: WHY", "property KEY = VALUE", in the order of the walk. A format that fails gives its error as the
 * last line "error: ...". NUL-terminated, to be freed; NULL when memory is out. */
char *testkit_listing(const struct format *format, struct bytes in);
/* The content of one member, NULL .at where there is none. To be freed. */
struct bytes testkit_member(const struct format *format, struct bytes in, const char *path);
/* Compares with formats/FILES.tsv of the corpus: returns NULL where all entries are there with the same type, size
 * (and, where `modes`, mode and owner) and link target, else a message naming the first difference (static buffer). */
const char *testkit_compare_files_tsv(const struct format *format, struct bytes in, bool modes);
/* Probes, opens, walks and loads every prefix of `in` (each step bytes apart, and every length below `dense`), each in
 * its own exact allocation. Nothing may crash; returns how many prefixes were tried. */
size_t testkit_all_prefixes(const struct format *format, struct bytes in, size_t dense, size_t step);
/* Opens, walks and loads with the n-th allocation failing, for n = 0, 1, 2 ... until none fails or `max` is reached.
 * Returns how many failures were tried. */
size_t testkit_failing_allocations(const struct format *format, struct bytes in, size_t max);
/* The same for any function: runs it with the n-th allocation failing. */
size_t testkit_failing_each(void (*run)(void *ctx), void *ctx, size_t max);
/* The same for what allocates much: n = 0, 1 ... below `dense`, from there on every n further by a `part`-th of n. */
size_t testkit_failing_some(void (*run)(void *ctx), void *ctx, size_t dense, size_t part);

#endif
