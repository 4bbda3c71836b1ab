/* A fresh folder for each test that writes files: cmocka's *state is its path. Header only, tests only. */
#ifndef HF_SYS_SCRATCH_TESTKIT_H
#define HF_SYS_SCRATCH_TESTKIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* For cmocka_unit_test_setup_teardown(). */
static inline int scratch_new(void **state)
{
	*state = mkdtemp(strdup("/tmp/holdfast-test-XXXXXX"));
	return *state ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
	char line[128];
	int rc;

	snprintf(line, sizeof line, "rm -rf '%s'", (char *)*state);
	rc = chdir("/") || system(line);
	free(*state);
	return rc;
}

/* Runs shell commands in the folder. */
static inline void scratch_shell(void **state, const char *commands)
{
	char line[1024];

	snprintf(line, sizeof line, "cd '%s' && { %s ; }", (char *)*state, commands);
	if (system(line) != 0)
		fail_msg("%s", line);
}

#endif
