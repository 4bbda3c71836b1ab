/* Part of roots.c. What a root file system starts at boot, followed from program to program. */
#include "assess/derive/roots.h"

#include "core/base/text.h"

#include <stdio.h>

enum { CONDITION_LEN = 240 };

struct work {
	const struct facts *facts;
	struct arena *arena;
	struct reach *out;
	uint32_t *queue;
	size_t head, tail, room;
	struct bytes root;
	/* while looking below a folder */
	const char *glob;
	size_t glob_slash;
	enum reach_state state;
	struct bytes condition;
	bool starts_only;
	bool failed;
};

static void visit(struct work *w, const struct fact *file, enum reach_state state, struct bytes condition)
{
	if (!file || file->node >= w->out->nodes || w->out->state[file->node] >= state || w->failed)
		return;
	w->out->state[file->node] = (uint8_t)state;
	w->out->condition[file->node] = condition;
	if (w->tail == w->room) {
		/* each node can rise twice: the queue's size is fixed */
		return;
	}
	w->queue[w->tail++] = file->node;
}

static struct bytes both(struct work *w, struct bytes a, struct bytes b)
{
	char line[CONDITION_LEN * 2 + 8];
	struct bytes ret;
	int len;

	if (!a.len || bytes_equal(a, b))
		return b;
	if (!b.len)
		return a;
	len = snprintf(line, sizeof line, "%.*s && %.*s", (int)bytes_part(a, 0, CONDITION_LEN).len, (const char *)a.at,
		       (int)bytes_part(b, 0, CONDITION_LEN).len, (const char *)b.at);
	ret = arena_copy(w->arena, bytes_of(line, len < 0                       ? 0
						  : (size_t)len < CONDITION_LEN ? (size_t)len
										: CONDITION_LEN));
	if (!ret.at)
		w->failed = true;
	return ret;
}

static bool take_matching(void *ctx, const struct fact *file)
{
	struct work *w = ctx;
	struct bytes path = fact_node_of(w->facts, file)->path, base = text_basename(path);

	if (text_glob(w->glob, path) && text_dirname(path).len == w->glob_slash &&
	    (!w->starts_only || (base.len > 3 && *base.at == 'S' && base.at[1] >= '0' && base.at[1] <= '9'))) {
		const struct fact *target = roots_file(w->facts, w->root, path);

		visit(w, target ? target : file, w->state, w->condition);
	}
	return !w->failed;
}

/* Every file a pattern such as /etc/init.d/S[0-9][0-9]* or /etc/rc.d/$1* stands for. */
static void visit_pattern(struct work *w, struct bytes pattern, enum reach_state state, struct bytes condition)
{
	char glob[256], folder[256];
	size_t len = 0, slash = 0;
	bool variable = false;

	for (size_t i = 0; i < pattern.len && len + 2 < sizeof glob; i++) {
		uint8_t c = pattern.at[i];

		if (c == '[') {
			while (i + 1 < pattern.len && pattern.at[i] != ']')
				i++;
			glob[len++] = '?';
		} else if (c == '$') {
			while (i + 1 < pattern.len && !strchr("*/.[?", pattern.at[i + 1]))
				i++;
			variable = true;
			if (len == 0 || glob[len - 1] != '*')
				glob[len++] = '*';
		} else if (c == '*' && len && glob[len - 1] == '*') {
			continue;
		} else {
			if (c == '/')
				slash = len;
			glob[len++] = (char)c;
		}
	}
	glob[len] = 0;
	if (glob[0] != '/' || slash == 0)
		return;
	memcpy(folder, glob, slash + 1);
	folder[slash + 1] = 0;
	if (strpbrk(folder, "*?"))
		*strpbrk(folder, "*?") = 0;
	w->glob = glob;
	w->glob_slash = slash;
	w->state = state;
	w->condition = condition;
	/* "$1*" is called with S at boot and with K at the end; all of rc.d without letters would stop what it started
	 */
	w->starts_only = variable;
	roots_below(w->facts, w->root, folder, take_matching, w);
}

static bool take_any(void *ctx, const struct fact *file)
{
	struct work *w = ctx;
	const struct fact *target = roots_file(w->facts, w->root, fact_node_of(w->facts, file)->path);

	visit(w, target ? target : file, w->state, w->condition);
	return !w->failed;
}

static void visit_below(struct work *w, const char *prefix, enum reach_state state, struct bytes condition)
{
	w->state = state;
	w->condition = condition;
	roots_below(w->facts, w->root, prefix, take_any, w);
}

static void visit_path(struct work *w, const char *path, enum reach_state state)
{
	visit(w, roots_file(w->facts, w->root, bytes_str(path)), state, bytes_of(NULL, 0));
}

static void follow(struct work *w, const struct fact *start, enum reach_state state, struct bytes condition)
{
	struct bytes command = fact_get(start, START_COMMAND), program = fact_get(start, START_PROGRAM), path, own;
	const char *when[] = {"shutdown", "manual"};

	if (fact_is(start, START_WHEN, when[0]) || fact_is(start, START_WHEN, when[1]) ||
	    fact_is(start, START_ENABLED, "no"))
		return;
	own = fact_get(start, START_CONDITION);
	if (own.len) {
		state = REACH_CONDITIONAL;
		condition = both(w, condition, own);
	}
	if (memchr(program.at, '*', program.len) || memchr(program.at, '[', program.len)) {
		visit_pattern(w, command, state, condition);
		return;
	}
	path = roots_path_in_command(command, program);
	/* sysvinit: /etc/init.d/rc LEVEL runs /etc/rcLEVEL.d/S* */
	if (bytes_is(program, "rc") && command.len > 2 && strchr("2345S", command.at[command.len - 1]) &&
	    command.at[command.len - 2] == ' ') {
		char folder[] = "/etc/rcN.d/S*";

		folder[7] = (char)command.at[command.len - 1];
		visit_pattern(w, bytes_str(folder), state, condition);
	}
	visit(w, roots_program(w->facts, w->root, path), state, condition);
	if (bytes_is(program, "inetd")) {
		visit_path(w, "/etc/inetd.conf", state);
	} else if (bytes_is(program, "xinetd")) {
		visit_path(w, "/etc/xinetd.conf", state);
		visit_below(w, "/etc/xinetd.d/", state, condition);
	} else if (bytes_is(program, "crond") || bytes_is(program, "cron")) {
		visit_path(w, "/etc/crontab", state);
		visit_below(w, "/etc/cron.d/", state, condition);
		visit_below(w, "/etc/crontabs/", state, condition);
		visit_below(w, "/var/spool/cron/crontabs/", state, condition);
	}
}

static bool take_wanted(void *ctx, const struct fact *file)
{
	struct work *w = ctx;
	struct bytes path = fact_node_of(w->facts, file)->path;
	const struct fact *target;
	char unit[512];

	if (!text_glob("*.target.wants/*", path) && !text_glob("*.requires/*", path))
		return true;
	target = roots_file(w->facts, w->root, path);
	if (!target) {
		/* foo@tty1.service stands for foo@.service; a link may also name a unit by its base alone */
		struct bytes base = text_basename(path);

		snprintf(unit, sizeof unit, "/lib/systemd/system/%.*s", (int)bytes_part(base, 0, 200).len,
			 (const char *)base.at);
		target = roots_file(w->facts, w->root, bytes_str(unit));
	}
	visit(w, target, w->state, w->condition);
	return !w->failed;
}

static void seed(struct work *w)
{
	static const char *const first[] = {"/init", "/linuxrc", "/etc/preinit", "/init.rc",
					    "/system/etc/init/hw/init.rc"};
	static const char *const rc[] = {"/etc/init.d/rcS", "/etc/rc.d/rcS", "/etc/rcS", "/etc_ro/rcS",
					 "/etc/rc.sysinit"};
	struct bytes none = {NULL, 0};
	const struct fact *inittab = roots_file(w->facts, w->root, bytes_str("/etc/inittab"));

	for (size_t i = 0; i < ARRAY_LEN(first); i++)
		visit_path(w, first[i], REACH_YES);
	visit(w, inittab, REACH_YES, none);
	/* without inittab busybox init runs /etc/init.d/rcS */
	for (size_t i = 0; !inittab && i < ARRAY_LEN(rc); i++)
		visit_path(w, rc[i], REACH_YES);
	if (!inittab) {
		visit_pattern(w, bytes_str("/etc/rc2.d/S*"), REACH_YES, none);
		visit_pattern(w, bytes_str("/etc/rcS.d/S*"), REACH_YES, none);
	}
	visit_pattern(w, bytes_str("/etc/service/*"), REACH_YES, none);
	w->state = REACH_YES;
	w->condition = none;
	roots_below(w->facts, w->root, "/etc/systemd/system/", take_wanted, w);
	roots_below(w->facts, w->root, "/lib/systemd/system/", take_wanted, w);
	roots_below(w->facts, w->root, "/usr/lib/systemd/system/", take_wanted, w);
	visit_below(w, "/etc/runlevels/default/", REACH_YES, none);
	visit_below(w, "/etc/hotplug.d/", REACH_CONDITIONAL, bytes_str("a hotplug event"));
	visit_below(w, "/lib/preinit/", REACH_CONDITIONAL, bytes_str("a preinit stage"));
}

bool reach_build(const struct facts *f, struct arena *a, struct reach *ret)
{
	struct work w = {.facts = f, .arena = a, .out = ret};
	struct bytes *roots;
	size_t count;

	*ret = (struct reach){.nodes = facts_node_count(f)};
	ret->state = arena_array(a, ret->nodes + 1, 1);
	ret->condition = arena_array(a, ret->nodes + 1, sizeof *ret->condition);
	w.room = ret->nodes * 2 + 1;
	w.queue = arena_array(a, w.room, sizeof *w.queue);
	if (!ret->state || !ret->condition || !w.queue || !roots_list(f, a, &roots, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		w.root = roots[i];
		seed(&w);
		while (w.head < w.tail && !w.failed) {
			uint32_t node = w.queue[w.head++];
			size_t at, starts = roots_facts_of(f, FACT_START, node, &at);

			for (size_t k = 0; k < starts; k++)
				follow(&w, facts_at(f, FACT_START, at + k), (enum reach_state)ret->state[node],
				       ret->condition[node]);
		}
	}
	return !w.failed;
}
