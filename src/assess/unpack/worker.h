/* The worker's main function: takes its descriptors (3 input, 4 results, 5 the shared page), enters the sandbox, runs
 * the engine. Started by supervise.c as `holdfast-worker`; never by a user. */
#ifndef HF_ASSESS_WORKER_H
#define HF_ASSESS_WORKER_H

#define WORKER_NAME "holdfast-worker"
enum { WORKER_INPUT = 3, WORKER_RESULTS = 4, WORKER_SHARED = 5 };

/* Returns the exit status: 0 all done, 3 the sandbox is not to be had, 4 anything else; why goes to standard error. */
int worker_main(void);

#endif
