/* A tolerant reader of shell scripts: which commands stand in them, under which conditions. It runs nothing and knows
 * no semantics beyond what is needed to tell "telnetd is started here" from "telnetd is mentioned here": quotes,
 * comments, here-documents, lists, compound commands, functions, and variables with a literal value are followed.
 * Everything lives in the caller's arena. Serves 5.6-5 (enabled services), 5.3 (update scripts), 5.4 (consoles). */
#ifndef HF_ASSESS_OBSERVE_SHELL_H
#define HF_ASSESS_OBSERVE_SHELL_H

#include "core/base/arena.h"
#include "core/base/bytes.h"

enum shell_phase {
	SHELL_RUN,   /* runs when the script is started or called with "start" */
	SHELL_STOP,  /* runs when it is called with "stop" only */
	SHELL_OTHER, /* "restart", "reload", "status", or a function nobody calls in this file */
};

struct shell_command {
	struct bytes text;      /* as it stands in the script */
	struct bytes *words;    /* quotes removed, variables of known value filled in, others left as they stand */
	size_t count;           /* at least 1; words[0] is "for" for a loop's head: "for", name, items */
	struct bytes condition; /* what it stands under, as text; empty: always */
	struct bytes function;  /* empty outside functions */
	struct bytes output;    /* where its output is sent (> file), empty where it is not */
	enum shell_phase phase;
	uint64_t offset; /* of text in the script */
	uint32_t line;   /* from 1 */
	bool background; /* followed by & */
	bool piped;      /* its output goes into the next command */
	bool assignment; /* words[0] is NAME=value and nothing else stands there */
};

struct shell_script {
	struct shell_command *commands;
	size_t count;
	bool cut; /* too long: the rest was not read */
};

/* False only when memory is out. */
MUST_CHECK bool shell_read(struct bytes script, struct arena *a, struct shell_script *ret);

#endif
