/* Part of shell.c. */
#include "assess/observe/shell_calls.h"

#include <stdio.h>

enum { CALLS_MAX = 6 };

struct caller {
	struct shell_script *out;
	struct arena *arena;
	bool failed;
};

struct bytes shell_join(struct arena *arena, struct bytes a, const char *mark, struct bytes b, bool *failed)
{
	char line[SHELL_CONDITION_MAX + 1];
	int len;
	struct bytes ret;

	if (!a.len && !*mark)
		return b;
	if (!b.len)
		return a;
	len = snprintf(line, sizeof line, "%.*s%s%.*s", (int)a.len, a.len ? (const char *)a.at : "", a.len ? mark : "",
		       (int)(b.len < SHELL_CONDITION_MAX ? b.len : SHELL_CONDITION_MAX), (const char *)b.at);
	if (len > SHELL_CONDITION_MAX)
		len = SHELL_CONDITION_MAX;
	ret = arena_copy(arena, bytes_of(line, len < 0 ? 0 : (size_t)len));
	if (!ret.at)
		*failed = true;
	return ret;
}

static struct bytes join(struct caller *p, struct bytes a, const char *mark, struct bytes b)
{
	return shell_join(p->arena, a, mark, b, &p->failed);
}

static struct bytes both(struct caller *p, struct bytes a, struct bytes b)
{
	return a.len ? join(p, a, " && ", b) : b;
}

/* Functions that init systems call by name. */
static bool is_entry(struct bytes name)
{
	static const char *const names[] = {"start", "boot",      "start_service", "do_start",        "start_instance",
					    "main",  "start_pre", "start_post",    "service_started", "run"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (bytes_is(name, names[i]))
			return true;
	return false;
}

static bool is_exit_entry(struct bytes name)
{
	return bytes_is(name, "stop") || bytes_is(name, "shutdown") || bytes_is(name, "do_stop") ||
	       bytes_is(name, "stop_service") || bytes_is(name, "stop_pre") || bytes_is(name, "stop_post");
}

/* "A" and "! A". */
static bool opposite(struct bytes a, struct bytes b)
{
	if (bytes_starts(b, "! ")) {
		struct bytes swap = a;

		a = b;
		b = swap;
	}
	return bytes_starts(a, "! ") && b.len && bytes_equal(bytes_part(a, 2, a.len), b);
}

struct call {
	bool found;
	enum shell_phase phase;
	struct bytes condition;
};

/* How a function is reached: its best call, SHELL_RUN and unconditional before others. */
static struct call best_call(struct caller *p, struct bytes name, unsigned depth, size_t *work)
{
	struct call best = {.phase = SHELL_OTHER};

	if (is_entry(name))
		return (struct call){true, SHELL_RUN, {NULL, 0}};
	if (is_exit_entry(name))
		best = (struct call){true, SHELL_STOP, {NULL, 0}};
	for (size_t i = 0; i < p->out->count && depth < CALLS_MAX; i++) {
		const struct shell_command *c = &p->out->commands[i];
		struct call one = {true, c->phase, c->condition};
		bool named = false, first = bytes_equal(c->words[0], name);

		if ((*work += c->count) > 4000000)
			break;
		for (size_t k = 0; k < c->count && !named; k++)
			named = bytes_equal(c->words[k], name);
		if (!named || bytes_equal(c->function, name))
			continue;
		if (c->function.len) {
			struct call outer = best_call(p, c->function, depth + 1, work);

			if (outer.phase != SHELL_RUN)
				one.phase = outer.phase;
			one.condition = both(p, outer.condition, c->condition);
		}
		/* named to somebody who may call it: boot_hook_add failsafe NAME */
		if (!first && !bytes_is(c->words[0], "config_foreach") &&
		    !bytes_is(c->words[0], "config_list_foreach") && !bytes_is(c->words[0], "eval") &&
		    !bytes_is(c->words[0], "for"))
			one.condition = both(p, one.condition, join(p, bytes_str("called by"), " ", c->text));
		/* both branches of an if call it */
		if (best.found && best.phase == one.phase && opposite(best.condition, one.condition))
			one.condition = bytes_of(NULL, 0);
		if (!best.found || one.phase < best.phase ||
		    (one.phase == best.phase && best.condition.len && !one.condition.len))
			best = one;
		if (best.phase == SHELL_RUN && !best.condition.len)
			break;
	}
	return best;
}

/* Conditions and phases of functions' bodies come from where they are called. */
bool shell_follow_calls(struct shell_script *script, struct arena *a)
{
	struct caller here = {script, a, false}, *p = &here;
	struct call *calls = arena_array(p->arena, p->out->count + 1, sizeof *calls);
	size_t work = 0;

	if (!calls)
		return false;
	for (size_t i = 0; i < p->out->count; i++) {
		const struct shell_command *c = &p->out->commands[i];

		if (i && bytes_equal(c->function, c[-1].function))
			calls[i] = calls[i - 1];
		else if (c->function.len)
			calls[i] = best_call(p, c->function, 0, &work);
	}
	for (size_t i = 0; i < p->out->count; i++) {
		struct shell_command *c = &p->out->commands[i];

		if (!c->function.len)
			continue;
		if (calls[i].phase != SHELL_RUN)
			c->phase = calls[i].phase;
		c->condition = both(p, calls[i].condition, c->condition);
	}
	return !p->failed;
}
