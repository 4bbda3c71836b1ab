/* C library calls that matter for an ELF file's facts: those with a checked variant (fortify), those that cannot be
 * given a bound, those that open a program to the network. Constant tables; owns nothing. */
#ifndef HF_ASSESS_ELF_CALLS_H
#define HF_ASSESS_ELF_CALLS_H

#include "core/base/bytes.h"

/* True for NAME where glibc exports __NAME_chk. The name comes without leading underscores. */
bool elf_call_is_fortifiable(struct bytes name);
bool elf_call_is_unbounded(struct bytes name);
bool elf_call_is_network(struct bytes name);

#endif
