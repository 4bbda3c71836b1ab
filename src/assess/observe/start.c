#include "assess/observe/start.h"

#include "assess/observe/patterns.h"
#include "assess/observe/services.h"
#include "assess/observe/shell.h"
#include "assess/observe/strings.h"
#include "core/base/text.h"

void start_fact(const struct file_view *f, const struct start_row *row, struct bytes text, struct fact_sink *out)
{
	bool inside = text.at >= f->data.at && text.at + text.len <= f->data.at + f->data.len;
	struct fact_draft d =
		fact_begin(out, FACT_START, inside ? (uint64_t)(text.at - f->data.at) : 0, inside ? text.len : 0);
	struct bytes program = row->program, rest = row->command;
	struct bytes command = bytes_part(row->command, 0, 400);

	if (!program.len && !text_word(&rest, &program))
		program = row->command;
	fact_put(&d, START_PROGRAM, text_basename(program));
	fact_put(&d, START_COMMAND, command);
	if (row->user.len)
		fact_put(&d, START_USER, row->user);
	fact_put_str(&d, START_WHEN, row->when);
	if (row->condition.len)
		fact_put(&d, START_CONDITION, row->condition);
	fact_put_str(&d, START_SYSTEM, row->system);
	fact_put_str(&d, START_ENABLED, row->enabled);
	if (row->unit.len)
		fact_put(&d, START_UNIT, row->unit);
	if (row->line)
		fact_put_number(&d, START_LINE, row->line);
	fact_excerpt(&d, text);
	fact_end(&d);
}

struct table_row {
	const char *glob;
	void (*read)(const struct file_view *f, struct fact_sink *out);
};
/* Files that are no scripts, by path. */
static const struct table_row tables[] = {
	{"*/etc/inittab", start_inittab},     {"*/systemd/*.service", start_unit},
	{"*/systemd/*.socket", start_unit},   {"*/etc/inetd.conf", start_inetd},
	{"*/etc/inetd.d/*", start_inetd},     {"*/etc/xinetd.conf", start_xinetd},
	{"*/etc/xinetd.d/*", start_xinetd},   {"*/etc/crontab", start_cron},
	{"*/etc/cron.d/*", start_cron},       {"*/crontabs/*", start_cron},
	{"*/etc/init/*.conf", start_upstart}, {"*/udev/rules.d/*.rules", start_udev},
	{"*/etc/mdev.conf", start_udev},      {"*/etc/hotplug2*.rules", start_udev},
	{"/*init*.rc", start_android},
};

struct script_row {
	const char *glob;
	struct start_place place;
};
/* Where scripts run by themselves. */
static const struct script_row scripts[] = {
	{"*/etc/rcS", {"rc", "boot"}},
	{"*/etc/rc", {"rc", "boot"}},
	{"*/etc/rc.local", {"rc", "boot"}},
	{"*/etc/rc.sysinit", {"rc", "boot"}},
	{"*/etc/init.d/rcS", {"rc", "boot"}},
	{"*/etc/init?.d/rcS", {"rc", "boot"}},
	{"*/etc/init.d/rc*", {"rc", "boot"}},
	{"*/etc/init.d/*", {"sysv", "boot"}},
	{"*/etc/init?.d/*", {"sysv", "boot"}},
	{"*/etc/rc.d/*", {"sysv", "boot"}},
	{"*/etc/rc?.d/*", {"sysv", "boot"}},
	{"*/etc/rc.d/init.d/*", {"sysv", "boot"}},
	{"*/etc_ro/rcS", {"rc", "boot"}},
	{"*/etc_ro/init.d/*", {"sysv", "boot"}},
	{"*/etc/runit/*", {"runit", "boot"}},
	{"*/etc/service/*/run", {"runit", "boot"}},
	{"*/etc/sv/*/run", {"runit", "boot"}},
	{"*/etc/preinit", {"rc", "boot"}},
	{"*/lib/preinit/*", {"rc", "boot"}},
	{"*/etc/uci-defaults/*", {"rc", "boot"}},
	{"/init", {"rc", "boot"}},
	{"/linuxrc", {"rc", "boot"}},
	{"/sbin/init", {"rc", "boot"}},
	{"*/etc/hotplug.d/*", {"udev", "hotplug"}},
	{"*/etc/hotplug/*", {"udev", "hotplug"}},
	{"*/etc/cron.hourly/*", {"cron", "cron"}},
	{"*/etc/cron.daily/*", {"cron", "cron"}},
	{"*/etc/cron.weekly/*", {"cron", "cron"}},
	{"*/etc/cron.monthly/*", {"cron", "cron"}},
};

static bool is_shell(const struct file_view *f)
{
	struct bytes line = bytes_part(f->data, 0, 64), first;

	if (!bytes_starts(line, "#!") || !text_split(&line, '\n', &first))
		return false;
	return bytes_find_str(first, "sh") != SIZE_MAX || bytes_find_str(first, "rc.common") != SIZE_MAX ||
	       bytes_find_str(first, "openrc-run") != SIZE_MAX || bytes_find_str(first, "runscript") != SIZE_MAX;
}

/* Command lines inside programs ("dropbear -p %d -r %s"): what a program may start, not what it does. */
static void start_binary(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, PATTERN_COMMANDS_FIRST, PATTERN_COMMANDS_LAST, &hits);
	struct bytes last = {NULL, 0};

	for (size_t i = 0; i < count && i < 1000; i++) {
		struct bytes run = hits[i].to ? strings_run(f->data, hits[i].to - 1, 300) : bytes_of("", 0);
		struct shell_script s;
		struct arena a;

		if (!run.len || run.at == last.at)
			continue;
		last = run;
		arena_init(&a, 4u << 20);
		if (!shell_read(run, &a, &s))
			out->failed = true;
		for (size_t k = 0; k < s.count && !out->failed; k++) {
			const struct shell_command *c = &s.commands[k];
			struct start_program p;

			if (c->assignment || !start_program_of(c->words, c->count, &p) ||
			    !service_of(text_basename(p.program)))
				continue;
			/* a sentence ("httpd start failed") is no command line */
			if (!c->background && !(c->count > 1 && c->words[1].len > 1 && *c->words[1].at == '-') &&
			    !bytes_starts(p.program, "/"))
				continue;
			start_fact(f,
				   &(struct start_row){.command = c->text,
						       .program = p.program,
						       .condition = c->condition,
						       .unit = f->base,
						       .system = "binary",
						       .enabled = "unknown"},
				   run, out);
		}
		arena_done(&a);
	}
}

static bool wants(const struct file_view *f)
{
	const struct pattern_hit *hits;

	if (file_is_elf(f))
		return file_hits_between(f, PATTERN_COMMANDS_FIRST, PATTERN_COMMANDS_LAST, &hits) > 0;
	if (f->data.len == 0 || f->data.len > (4u << 20) || !file_is_text(f))
		return false;
	/* /etc/sv/example/run is no example of anything */
	if (file_is_documentation(f) && !bytes_starts(f->path, "/etc/"))
		return false;
	if (is_shell(f) || bytes_ends(f->base, ".sh"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (text_glob(tables[i].glob, f->path))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
		if (text_glob(scripts[i].glob, f->path))
			return true;
	return false;
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	static const struct start_place elsewhere = {"script", NULL};

	if (file_is_elf(f)) {
		start_binary(f, out);
		return;
	}
	if (bytes_is(f->base, "README") || bytes_ends(f->base, ".md"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		if (text_glob(tables[i].glob, f->path)) {
			tables[i].read(f, out);
			return;
		}
	}
	if (bytes_starts(f->data, "[Unit]") || bytes_starts(f->data, "[Service]")) {
		start_unit(f, out);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		if (text_glob(scripts[i].glob, f->path)) {
			start_script(f, &scripts[i].place, out);
			return;
		}
	}
	start_script(f, &elsewhere, out);
}

const struct observer observer_start = {"start", wants, observe, false};
