/* Code that erases user data or brings back the factory state. Serves 5.11-1 (deleting user data), 5.4-4. */
#include "assess/observe/observer.h"
#include "assess/observe/shell.h"
#include "core/base/text.h"

static void emit(const struct file_view *f, const struct shell_command *c, const char *what, struct bytes scope,
		 struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_RESET, c->offset, c->text.len);

	fact_put_str(&d, RESET_WHAT, what);
	if (scope.len)
		fact_put(&d, RESET_SCOPE, bytes_part(scope, 0, 200));
	fact_put(&d, RESET_CODE, bytes_part(c->text, 0, 200));
	fact_excerpt(&d, c->text);
	fact_end(&d);
	(void)f;
}

static bool is_user_partition(struct bytes name)
{
	static const char *const names[] = {"rootfs_data", "overlay", "config",   "nvram",  "cfg",
					    "user",        "data",    "settings", "persist"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (bytes_find_nocase(name, names[i]) != SIZE_MAX)
			return true;
	return false;
}

static void erase_by_mtd(const struct file_view *f, const struct shell_command *c, struct fact_sink *out)
{
	for (size_t i = 1; i + 1 < c->count; i++)
		if (bytes_is(c->words[i], "erase"))
			emit(f, c, "mtd-erase", c->words[i + 1], out);
}

/* Recursive removal of a place that holds settings. */
static void remove_files(const struct file_view *f, const struct shell_command *c, struct fact_sink *out)
{
	static const char *const places[] = {"/overlay*",     "/mnt/jffs2/*", "/jffs*",     "/config/*",
					     "/data/*",       "/mnt/data/*",  "/nvram/*",   "/mnt/flash/data*",
					     "/etc/config/*", "/userdata/*",  "/persist/*", "/mnt/mtd/Config*"};
	bool recursive = false;

	for (size_t i = 1; i < c->count; i++) {
		struct bytes w = c->words[i];

		if (w.len > 1 && *w.at == '-')
			recursive |= memchr(w.at, 'r', w.len) || memchr(w.at, 'R', w.len);
		for (size_t k = 0; recursive && k < ARRAY_LEN(places); k++) {
			if (text_glob(places[k], w)) {
				emit(f, c, bytes_starts(w, "/overlay") ? "overlay-erase" : "file-delete", w, out);
				return;
			}
		}
	}
}

static void one_command(const struct file_view *f, const struct shell_command *c, struct fact_sink *out)
{
	static const char *const restorers[] = {"restore_defaults", "restore_default",  "factory_reset",
						"factoryreset",     "factory-reset",    "load_default",
						"loaddefault",      "reset_to_default", "ralink_init",
						"default_settings", "restore_factory"};
	struct bytes base = text_basename(c->words[0]);

	if (c->assignment)
		return;
	if (bytes_is(base, "jffs2reset")) {
		emit(f, c, "jffs2reset", bytes_str("overlay"), out);
	} else if (bytes_is(base, "firstboot") && !(c->count > 1 && bytes_is(c->words[1], "switch2jffs"))) {
		/* switch2jffs makes the overlay the root; it erases nothing */
		emit(f, c, "overlay-erase", bytes_str("overlay"), out);
	} else if (bytes_is(base, "mtd")) {
		erase_by_mtd(f, c, out);
	} else if (bytes_is(base, "flash_eraseall") || bytes_is(base, "flash_erase")) {
		emit(f, c, "mtd-erase", c->count > 1 ? c->words[c->count - 1] : bytes_of(NULL, 0), out);
	} else if (bytes_is(base, "rm")) {
		remove_files(f, c, out);
	} else if (bytes_is(base, "nvram") && c->count > 1 &&
		   (bytes_starts(c->words[1], "restore") || bytes_is(c->words[1], "erase") ||
		    bytes_is(c->words[1], "default"))) {
		emit(f, c, "config-restore", bytes_str("nvram"), out);
	} else if (bytes_is(base, "deluser") || bytes_is(base, "userdel")) {
		emit(f, c, "account-delete", c->count > 1 ? c->words[c->count - 1] : bytes_of(NULL, 0), out);
	} else if ((bytes_is(base, "mkfs.ext4") || bytes_is(base, "mkfs.ext3") || bytes_is(base, "mkfs.f2fs")) &&
		   c->count > 1 && is_user_partition(c->words[c->count - 1])) {
		emit(f, c, "overlay-erase", c->words[c->count - 1], out);
	} else {
		for (size_t i = 0; i < ARRAY_LEN(restorers); i++)
			if (bytes_starts(base, restorers[i]))
				emit(f, c, "config-restore", bytes_of(NULL, 0), out);
	}
}

static bool wants(const struct file_view *f)
{
	if (f->data.len == 0 || f->data.len > (1u << 20) || file_is_elf(f) || file_is_documentation(f) ||
	    !file_is_text(f))
		return false;
	return bytes_ends(f->base, ".sh") || text_glob("/lib/firstboot/*", f->path) ||
	       text_glob("/etc/rc.button/*", f->path) ||
	       (file_is_script(f) && bytes_find_str(bytes_part(f->data, 0, 64), "sh") != SIZE_MAX);
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	struct shell_script s;
	struct arena a;

	arena_init(&a, 64u << 20);
	if (!shell_read(f->data, &a, &s))
		out->failed = true;
	for (size_t i = 0; i < s.count && !out->failed && out->count < 200; i++)
		one_command(f, &s.commands[i], out);
	arena_done(&a);
}

const struct observer observer_reset = {"reset", wants, observe, false};
