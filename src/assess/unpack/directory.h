/* A folder of the host as a container: for trees that were unpacked already. Symbolic links are reported, never
 * followed; other file systems mounted inside are not entered. Runs in a worker that can read beneath that folder and
 * nothing else. */
#ifndef HF_ASSESS_DIRECTORY_H
#define HF_ASSESS_DIRECTORY_H

#include "assess/formats/format.h"

/* Not in the table of formats: its input is a descriptor, not bytes. `open` is not used: call directory_open(). */
extern const struct format format_directory;
/* The state is freed by format_directory.close; dirfd stays the caller's. */
MUST_CHECK bool directory_open(int dirfd, void **ret_state, struct error *e);

#endif
