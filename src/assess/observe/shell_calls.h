/* Which functions of a script are called, and under which conditions; used by shell.c alone. */
#ifndef HF_ASSESS_OBSERVE_SHELL_CALLS_H
#define HF_ASSESS_OBSERVE_SHELL_CALLS_H

#include "assess/observe/shell.h"

enum { SHELL_CONDITION_MAX = 240 };

/* "A && B" in the arena, cut to SHELL_CONDITION_MAX; *failed is set where memory is out. */
struct bytes shell_join(struct arena *arena, struct bytes a, const char *mark, struct bytes b, bool *failed);
/* Conditions and phases of functions' bodies come from where they are called. False: memory is out. */
MUST_CHECK bool shell_follow_calls(struct shell_script *script, struct arena *a);

#endif
