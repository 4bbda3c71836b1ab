/* Part of supervise.c: the other end of its pipe, tested there through a real process. */
#include "assess/unpack/worker.h"

#include "assess/unpack/engine.h"
#include "core/crypto/key.h"
#include "core/sys/sandbox.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int worker_fail(const char *what, int status)
{
	char line[300];
	int len = snprintf(line, sizeof line, "holdfast: worker: %s\n", what);

	/* the sandbox allows write but not what stdio may do besides */
	if (len > 0 && write(STDERR_FILENO, line, (size_t)len) < 0)
		return status;
	return status;
}

int worker_main(void)
{
	struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_SHARED, 0);
	struct bytes input = {(const uint8_t *)"", 0};
	struct stat st;
	struct error e;
	int dirfd = -1;

	if (shared == MAP_FAILED || fstat(WORKER_INPUT, &st))
		return worker_fail("not started by holdfast", 4);
	if (shared->directory) {
		dirfd = WORKER_INPUT;
	} else if (st.st_size) {
		void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, WORKER_INPUT, 0);

		if (map == MAP_FAILED)
			return worker_fail("cannot map the input", 4);
		madvise(map, (size_t)st.st_size, MADV_SEQUENTIAL);
		input = bytes_of(map, (size_t)st.st_size);
	}
	/* freed memory of large files goes back at once, so that the peak stays near the budget */
	mallopt(M_ARENA_MAX, (int)shared->threads + 1);
	mallopt(M_TRIM_THRESHOLD, 16 << 20);
	/* libraries read their configuration now or never */
	crypto_prepare();
	/* turning a time into text would look for the host's time zone */
	setenv("TZ", "UTC0", 1);
	tzset();
	if (!sandbox_limit(0, shared->limits.seconds * (shared->threads + 1), &e))
		return worker_fail(e.text, 4);
	if (shared->sandbox && !sandbox_enter(shared->directory ? SANDBOX_READ_DIRECTORY : SANDBOX_COMPUTE, dirfd, &e))
		return worker_fail(e.text, 3);
	if (!engine_run(shared, input, dirfd, WORKER_RESULTS, &e))
		return worker_fail(e.text, 4);
	return 0;
}
