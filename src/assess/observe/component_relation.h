/* How a product stands to the program that carries a text about its version: part of it, or a library that it only
 * loads and whose headers' version stands in it. Borrows; allocates nothing. */
#ifndef HF_ASSESS_COMPONENT_RELATION_H
#define HF_ASSESS_COMPONENT_RELATION_H

#include "assess/observe/elf_file.h"
#include "assess/observe/observer.h"

/* "Compiled with OpenSSL 1.1.1n": the text around a version, which ends at `to`, speaks of what the program was built
 * against, not of itself. */
bool component_text_is_of_headers(struct bytes data, uint64_t to);
/* "contains" or "links". elf is NULL where the file is no ELF or a damaged one. sonames: the library's file names,
 * "libssl.so*|...", or empty; of_headers: nothing but such texts was seen. */
const char *component_relation(const struct file_view *f, const struct elf_file *elf, struct bytes product,
			       const char *sonames, struct bytes text, bool of_headers);

#endif
