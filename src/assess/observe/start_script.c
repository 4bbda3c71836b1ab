/* Part of start.c. */
#include "assess/observe/start.h"

#include "assess/observe/services.h"
#include "assess/observe/shell.h"
#include "core/base/text.h"

static bool is_one_of(struct bytes word, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is(word, names[i]))
			return true;
	return false;
}

/* Programs that run the command behind them and their options that take a value. */
struct wrapper {
	const char *name, *valued; /* letters of options with a value */
	unsigned skip;             /* plain arguments before the command */
};
static const struct wrapper wrappers[] = {
	{"exec", "a", 0},          {"nohup", "", 0},
	{"nice", "n", 0},          {"ionice", "cn", 0},
	{"setsid", "", 0},         {"env", "uC", 0},
	{"sudo", "ug", 0},         {"busybox", "", 0},
	{"command", "", 0},        {"taskset", "", 1},
	{"chrt", "", 1},           {"timeout", "stk", 1},
	{"chroot", "", 1},         {"stdbuf", "ioe", 0},
	{"daemonize", "pluoe", 0}, {"daemon", "nu", 0},
	{"service_start", "", 0},  {"chpst", "uUbenoptmdfc/", 0},
	{"run_daemon", "", 0},     {"softlimit", "acdflmoprst", 0},
	{"cgexec", "g", 0},        {"eval", "", 0},
	{"strace", "eo", 0},       {"script", "", 0},
};

static const struct wrapper *wrapper_of(struct bytes name)
{
	for (size_t i = 0; i < ARRAY_LEN(wrappers); i++)
		if (bytes_is(name, wrappers[i].name))
			return &wrappers[i];
	return NULL;
}

/* start-stop-daemon -S -x PROGRAM -c USER -- ARGUMENTS */
static bool start_stop_daemon(const struct bytes *words, size_t count, struct start_program *ret)
{
	struct bytes program = {NULL, 0};
	bool stop = false;

	for (size_t i = 1; i < count && !bytes_is(words[i], "--"); i++) {
		struct bytes w = words[i];
		size_t equals = bytes_find_str(w, "=");
		struct bytes value = equals != SIZE_MAX && bytes_starts(w, "--") ? bytes_part(w, equals + 1, w.len)
				     : i + 1 < count                             ? words[i + 1]
										 : bytes_of("", 0);

		if (bytes_is(w, "-K") || bytes_is(w, "--stop") || bytes_is(w, "-T") || bytes_is(w, "--status"))
			stop = true;
		else if (bytes_starts(w, "--exec") || bytes_starts(w, "--startas"))
			program = value;
		else if (bytes_starts(w, "--chuid") || bytes_starts(w, "--user"))
			ret->user = value;
		else if (w.len > 1 && *w.at == '-' && w.at[1] != '-') {
			if (memchr(w.at, 'K', w.len))
				stop = true;
			if (w.at[w.len - 1] == 'x' || w.at[w.len - 1] == 'a')
				program = value;
			else if (w.at[w.len - 1] == 'c')
				ret->user = value;
		}
	}
	ret->program = program;
	return !stop && program.len;
}

static size_t skip_wrapper(const struct wrapper *w, const struct bytes *words, size_t count, size_t at,
			   struct bytes *user)
{
	unsigned skip = w->skip;

	for (at++; at < count; at++) {
		struct bytes word = words[at];
		size_t equals;

		if (bytes_is(word, "--"))
			return at + 1;
		if (word.len > 1 && *word.at == '-') {
			if (strchr(w->valued, word.at[word.len - 1]) && word.at[1] != '-' && at + 1 < count) {
				at++;
				if (word.at[word.len - 1] == 'u')
					*user = words[at];
			}
			continue;
		}
		equals = bytes_find_str(word, "=");
		if (equals != SIZE_MAX && (bytes_is(bytes_str(w->name), "env") || bytes_is(bytes_str(w->name), "sudo")))
			continue;
		if (skip == 0)
			break;
		skip--;
	}
	return at;
}

bool start_program_of(const struct bytes *words, size_t count, struct start_program *ret)
{
	size_t at = 0;

	*ret = (struct start_program){0};
	for (unsigned round = 0; round < 4 && at < count; round++) {
		struct bytes name = text_basename(words[at]);
		const struct wrapper *w = wrapper_of(name);

		if (bytes_is(name, "start-stop-daemon"))
			return start_stop_daemon(words + at, count - at, ret);
		if (bytes_is(name, "procd_set_param") || bytes_is(name, "procd_append_param")) {
			if (at + 2 >= count || !bytes_is(words[at + 1], "command") ||
			    bytes_is(name, "procd_append_param"))
				return false;
			at += 2;
			continue;
		}
		if (!w)
			break;
		at = skip_wrapper(w, words, count, at, &ret->user);
	}
	if (at >= count)
		return false;
	ret->program = words[at];
	return true;
}

/* What has to do with shells themselves, files and text starts nothing that stays or matters. */
static bool is_plain_tool(struct bytes base)
{
	static const char *const tools[] = {
		"[",           "[[",
		"test",        "echo",
		"printf",      "true",
		"false",       ":",
		"cat",         "grep",
		"egrep",       "fgrep",
		"sed",         "awk",
		"cut",         "head",
		"tail",        "sort",
		"uniq",        "wc",
		"tr",          "mkdir",
		"rmdir",       "rm",
		"cp",          "mv",
		"ln",          "touch",
		"chmod",       "chown",
		"ls",          "cd",
		"pwd",         "export",
		"unset",       "set",
		"shift",       "local",
		"read",        "return",
		"exit",        "break",
		"continue",    "trap",
		"wait",        "kill",
		"killall",     "pidof",
		"ps",          "mount",
		"umount",      "insmod",
		"modprobe",    "rmmod",
		"mknod",       "ifconfig",
		"route",       "ip",
		"iptables",    "ip6tables",
		"brctl",       "vconfig",
		"hostname",    "sleep",
		"usleep",      "date",
		"sync",        "find",
		"which",       "type",
		"basename",    "dirname",
		"expr",        "logger",
		"sysctl",      "mkfifo",
		"tar",         "gzip",
		"gunzip",      "zcat",
		"dd",          "df",
		"du",          "id",
		"uname",       "xargs",
		"tee",         "seq",
		"let",         "alias",
		"umask",       "ulimit",
		"getopts",     "declare",
		"typeset",     "readonly",
		"for",         "config_get",
		"config_load", "config_foreach",
		"uci",         "config_get_bool",
		"append",      "lock",
		"nvram",       "start",
		"stop",        "boot",
		"restart",     "reload",
		"md5sum",      "cmp",
		"diff",        "more",
		"less",        "clear",
		"stty",        "setserial",
		"hwclock",     "losetup",
		"swapon",      "swapoff",
		"free",        "top",
		"env",         "depmod",
		"lsmod",       "mdev",
		"udevadm",     "chroot",
		"ldconfig",    "pivot_root",
		"switch_root",
	};

	return is_one_of(base, tools, ARRAY_LEN(tools));
}

static bool is_interpreter(struct bytes base)
{
	static const char *const names[] = {"sh",  "ash",    "bash",    "dash", ".",       "source", "hush",
					    "lua", "python", "python3", "perl", "php-cgi", "php",    "node"};

	return is_one_of(base, names, ARRAY_LEN(names));
}

static bool is_updater(struct bytes base)
{
	static const char *const names[] = {"rauc",     "swupdate",      "mender",           "sysupgrade",
					    "opkg",     "ipkg",          "apt-get",          "fw_update",
					    "fwupdate", "fwupgrade",     "firmware_upgrade", "ota",
					    "otad",     "update_engine", "hawkbit",          "mtd",
					    "flashcp",  "nandwrite",     "flash_eraseall",   "crond",
					    "syslogd"};

	return is_one_of(base, names, ARRAY_LEN(names));
}

static void loop_items(const struct file_view *f, const struct shell_command *c, const struct start_place *place,
		       const char *when, struct fact_sink *out)
{
	for (size_t i = 3; i < c->count; i++) {
		if (bytes_find_str(c->words[i], "/") == SIZE_MAX ||
		    (bytes_find_str(c->words[i], "*") == SIZE_MAX && bytes_find_str(c->words[i], "[") == SIZE_MAX) ||
		    bytes_starts(c->words[i], "/proc") || bytes_starts(c->words[i], "/sys/") ||
		    bytes_starts(c->words[i], "/dev/"))
			continue;
		start_fact(f,
			   &(struct start_row){.command = c->words[i],
					       .program = c->words[i],
					       .when = when,
					       .system = place->system,
					       .condition = c->condition,
					       .enabled = "unknown",
					       .unit = f->base,
					       .line = c->line},
			   c->text, out);
	}
}

/* "/etc/init.d/x enabled" asks, "/etc/init.d/x stop" stops. */
static bool asks_only(const struct shell_command *c)
{
	static const char *const verbs[] = {"enabled", "stop", "status", "disable", "enable", "shutdown", "running"};

	return c->count > 1 && is_one_of(c->words[c->count - 1], verbs, ARRAY_LEN(verbs));
}

static void one_command(const struct file_view *f, const struct shell_command *c, const struct start_place *place,
			struct fact_sink *out)
{
	const char *when = c->phase == SHELL_STOP ? "shutdown" : c->phase == SHELL_OTHER ? "manual" : place->when;
	struct start_program p;
	struct bytes base;
	bool script;

	if (c->assignment)
		return;
	if (bytes_is(c->words[0], "for")) {
		loop_items(f, c, place, when, out);
		return;
	}
	if (!start_program_of(c->words, c->count, &p))
		return;
	base = text_basename(p.program);
	if (is_interpreter(base)) {
		/* sh FILE, . FILE: the file is what runs */
		size_t i = 1;

		while (i < c->count && (!c->words[i].len || *c->words[i].at == '-'))
			i++;
		if (i >= c->count || bytes_find_str(c->words[i], "/") == SIZE_MAX ||
		    bytes_find_str(c->words[i], " ") != SIZE_MAX)
			return;
		p.program = c->words[i];
		base = text_basename(p.program);
	} else if (bytes_is(base, "run-parts") && c->count > 1) {
		struct bytes folder = c->words[c->count - 1];
		char path[256];

		if (folder.len < 200) {
			memcpy(path, folder.at, folder.len);
			memcpy(path + folder.len, "/*", 2);
			start_fact(f,
				   &(struct start_row){.command = bytes_of(path, folder.len + 2),
						       .when = when,
						       .program = bytes_of(path, folder.len + 2),
						       .system = place->system,
						       .condition = c->condition,
						       .enabled = "unknown",
						       .unit = f->base,
						       .line = c->line},
				   c->text, out);
		}
		return;
	}
	if (!base.len || is_plain_tool(base) || memchr(base.at, '$', base.len) ||
	    memchr(p.program.at, '`', p.program.len) || bytes_starts(p.program, "$("))
		return;
	if (bytes_find_str(p.program, "/init.d/") != SIZE_MAX && asks_only(c))
		return;
	script = bytes_ends(base, ".sh") || bytes_starts(p.program, "/etc/") ||
		 bytes_find_str(p.program, "/init.d/") != SIZE_MAX;
	if (!script && !service_of(base) && !is_updater(base) && !c->background && !bytes_is(c->words[0], "exec") &&
	    !bytes_is(text_basename(c->words[0]), "start-stop-daemon") && !bytes_is(c->words[0], "procd_set_param") &&
	    !bytes_is(c->words[0], "service_start") && !bytes_starts(p.program, "/"))
		return;
	start_fact(f,
		   &(struct start_row){.command = c->text,
				       .program = p.program,
				       .user = p.user,
				       .condition = c->condition,
				       .unit = f->base,
				       .when = when,
				       .system = place->system,
				       .enabled = "unknown",
				       .line = c->line},
		   c->text, out);
}

/* OpenRC: command="/usr/sbin/x" command_args="..." in a script run by openrc-run. */
static void openrc_variables(const struct file_view *f, const struct shell_script *s, const struct start_place *place,
			     struct fact_sink *out)
{
	struct bytes user = {NULL, 0};

	for (size_t i = 0; i < s->count; i++)
		if (s->commands[i].assignment && bytes_starts(s->commands[i].words[0], "command_user="))
			user = bytes_part(s->commands[i].words[0], 13, SIZE_MAX);
	for (size_t i = 0; i < s->count; i++) {
		const struct shell_command *c = &s->commands[i];
		struct bytes program;

		if (!c->assignment || !bytes_starts(c->words[0], "command="))
			continue;
		program = bytes_part(c->words[0], 8, SIZE_MAX);
		if (program.len && !memchr(program.at, '$', program.len))
			start_fact(f,
				   &(struct start_row){.command = c->text,
						       .program = program,
						       .user = user,
						       .unit = f->base,
						       .condition = c->condition,
						       .when = place->when,
						       .system = "openrc",
						       .enabled = "unknown",
						       .line = c->line},
				   c->text, out);
	}
}

/* Debian: DAEMON=/usr/sbin/x in a script that /lib/init/init-d-script is sourced by or runs. */
static void debian_variables(const struct file_view *f, const struct shell_script *s, const struct start_place *place,
			     struct fact_sink *out)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct shell_command *c = &s->commands[i];
		struct bytes program;

		if (!c->assignment || !bytes_starts(c->words[0], "DAEMON="))
			continue;
		program = bytes_part(c->words[0], 7, SIZE_MAX);
		if (program.len && *program.at == '/' && !memchr(program.at, '$', program.len))
			start_fact(f,
				   &(struct start_row){.command = c->text,
						       .program = program,
						       .unit = f->base,
						       .condition = c->condition,
						       .when = place->when,
						       .system = place->system,
						       .enabled = "unknown",
						       .line = c->line},
				   c->text, out);
	}
}

void start_script(const struct file_view *f, const struct start_place *place, struct fact_sink *out)
{
	struct bytes head = bytes_part(f->data, 0, 128);
	struct start_place here = *place;
	struct shell_script s;
	struct arena a;

	arena_init(&a, 64u << 20);
	if (!shell_read(f->data, &a, &s)) {
		out->failed = true;
	} else {
		if (bytes_find_str(head, "openrc-run") != SIZE_MAX ||
		    bytes_find_str(head, "sbin/runscript") != SIZE_MAX) {
			here.system = "openrc";
			openrc_variables(f, &s, &here, out);
		} else if (bytes_find_str(bytes_part(f->data, 0, 512), "/lib/init/init-d-script") != SIZE_MAX) {
			debian_variables(f, &s, &here, out);
		}
		for (size_t i = 0; i < s.count; i++) {
			const char *system = here.system;

			if (bytes_starts(s.commands[i].words[0], "procd_"))
				here.system = "procd";
			one_command(f, &s.commands[i], &here, out);
			here.system = system;
		}
	}
	arena_done(&a);
}
