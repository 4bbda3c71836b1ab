/* Starts ourselves again as a worker (fork and exec, so that nothing of the parent's memory is in it) and tells how it
 * ended. Descriptors given to it appear as 3, 4, 5 ...; all others are closed. */
#ifndef HF_SYS_PROCESS_H
#define HF_SYS_PROCESS_H

#include <sys/types.h>

#include "core/base/error.h"

struct process {
	pid_t pid;
};

/* argv[0..] with a NULL behind it; argv[0] is what the worker sees as its name. fds: count descriptors to pass. */
MUST_CHECK bool process_start(struct process *ret, const char *const *argv, const int *fds, size_t count,
			      struct error *e);
/* Waits. True: it exited with status 0. Else *e says how it ended ("killed by signal 11 (Segmentation fault)"). */
MUST_CHECK bool process_wait(struct process *p, struct error *e);
void process_kill(struct process *p);

#endif
