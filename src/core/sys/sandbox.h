/* Gives up what a worker does not need: one call, no way back. The worker keeps its open descriptors, memory and
 * threads; it can open nothing (or only read beneath one directory), connect nowhere, start nothing. A system call
 * outside the list kills the process (SIGSYS). Call it before the first untrusted byte is touched and before threads do
 * work; all threads are covered. Linux: no-new-privs, Landlock, seccomp. Serves 5.6-7 (least privilege) on ourselves.
 */
#ifndef HF_SYS_SANDBOX_H
#define HF_SYS_SANDBOX_H

#include "core/base/error.h"

#include <stdint.h>

enum sandbox_kind {
	SANDBOX_COMPUTE,        /* nothing but the open descriptors */
	SANDBOX_READ_DIRECTORY, /* also read files and directories beneath `dirfd` */
};

/* Takes effect on the whole process. False: the kernel lacks what is needed, nothing may be parsed. */
MUST_CHECK bool sandbox_enter(enum sandbox_kind kind, int dirfd, struct error *e);
/* For a process that parses a stranger's case or signature itself, with a library that others fuzz, and still has to
 * read and write its files: it can start no program, connect nowhere, look into no other process, and does not reach
 * the parts of the kernel that nothing here needs; what it tries is refused, not killed. Its children inherit it.
 * Nothing under a sanitizer, whose own work needs some of that. */
MUST_CHECK bool sandbox_fence(struct error *e);
/* Address space in bytes, CPU seconds, no core dump, no new files beyond what is open. */
MUST_CHECK bool sandbox_limit(uint64_t memory, uint64_t cpu_seconds, struct error *e);

#endif
