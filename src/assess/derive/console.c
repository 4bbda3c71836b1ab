/* Shells and logins on serial ports and screens: inittab rows, systemd's getty units, the kernel's console=.
 * Serves 5.6-4 (debug interfaces) and 5.4. */
#include "assess/derive/roots.h"
#include "core/base/text.h"

static bool is_shell(struct bytes base)
{
	return bytes_is(base, "sh") || bytes_is(base, "ash") || bytes_is(base, "bash") || bytes_is(base, "-sh") ||
	       bytes_is(base, "-ash") || bytes_is(base, "sulogin") || bytes_is(base, "cttyhack");
}

static bool is_getty(struct bytes base)
{
	return bytes_ends(base, "getty") || bytes_is(base, "login") || bytes_is(base, "login.sh");
}

static bool is_tty(struct bytes word)
{
	return bytes_starts(word, "tty") || bytes_is(word, "console") || bytes_starts(word, "hvc") ||
	       bytes_starts(word, "/dev/tty");
}

static void emit(struct derive_out *out, const struct fact *base, struct bytes device, struct bytes program,
		 const char *login, const char *source)
{
	struct bytes fields[CONSOLE_FIELDS] = {{NULL, 0}};

	fields[CONSOLE_DEVICE] = device.len ? device : bytes_str("console");
	if (program.len)
		fields[CONSOLE_PROGRAM] = program;
	fields[CONSOLE_LOGIN] = bytes_str(login);
	fields[CONSOLE_SOURCE] = bytes_str(source);
	derive_fact(out, base, FACT_CONSOLE, fields, CONSOLE_FIELDS);
}

static void from_start(const struct fact *start, struct derive_out *out)
{
	struct bytes program = fact_get(start, START_PROGRAM), rest = fact_get(start, START_COMMAND), word, value;
	struct bytes device = {NULL, 0};
	bool inittab = fact_is(start, START_SYSTEM, "inittab"), shell = is_shell(program);
	const char *login = shell || bytes_is(program, "login.sh") ? "no" : "yes";

	if (fact_is(start, START_WHEN, "shutdown") || !(shell || is_getty(program)))
		return;
	/* "S" rows and sulogin are single-user mode; a script run by a shell is no console */
	if (inittab && !fact_is(start, START_WHEN, "respawn") && !fact_is(start, START_WHEN, "boot"))
		return;
	while (text_word(&rest, &word)) {
		struct bytes ahead = rest;

		if (is_tty(word))
			device = text_basename(word);
		if (shell && word.len > 1 && *word.at == '/' && !is_shell(text_basename(word)))
			return;
		if (bytes_is(word, "-c") && shell)
			return;
		/* getty -n -l PROGRAM, agetty --autologin root */
		if (bytes_is(word, "-l") && text_word(&ahead, &value) && !bytes_is(text_basename(value), "login"))
			login = is_shell(text_basename(value)) || bytes_is(text_basename(value), "login.sh")
					? "no"
					: "unknown";
		if (bytes_starts(word, "--autologin") || (bytes_is(word, "-a") && bytes_is(program, "agetty")))
			login = "no";
	}
	if (inittab && !device.len && is_tty(fact_get(start, START_UNIT)))
		device = fact_get(start, START_UNIT);
	if (inittab || device.len)
		emit(out, start, device, program, login,
		     inittab                                   ? "inittab"
		     : fact_is(start, START_SYSTEM, "systemd") ? "systemd"
							       : "script");
}

/* systemd: enabled by a link such as getty.target.wants/serial-getty@ttyS0.service. */
static void from_unit_link(const struct facts *f, const struct fact *file, struct derive_out *out)
{
	struct bytes path = fact_node_of(f, file)->path, base = text_basename(path);
	size_t at = bytes_find_str(base, "getty@");

	if (!text_glob("*/systemd/system/*.wants/*", path))
		return;
	if (bytes_is(base, "debug-shell.service"))
		emit(out, file, bytes_str("tty9"), bytes_str("sh"), "no", "systemd");
	else if (at != SIZE_MAX && bytes_ends(base, ".service") && base.len > at + 6 + 8)
		emit(out, file, bytes_part(base, at + 6, base.len - at - 6 - 8), bytes_str("agetty"), "yes", "systemd");
}

static void from_cmdline(const struct fact *property, const char *source, struct derive_out *out)
{
	struct bytes rest = fact_get(property, PROPERTY_VALUE), word;
	struct bytes init = bytes_of("", 0);

	while (text_word(&rest, &word))
		if (bytes_starts(word, "init="))
			init = bytes_part(word, 5, word.len);
	rest = fact_get(property, PROPERTY_VALUE);
	while (text_word(&rest, &word)) {
		struct bytes device = {NULL, 0}, value;

		if (!bytes_starts(word, "console="))
			continue;
		value = bytes_part(word, 8, word.len);
		if (text_split(&value, ',', &device) && device.len && !bytes_is(device, "null"))
			emit(out, property, device, is_shell(text_basename(init)) ? init : bytes_of(NULL, 0),
			     is_shell(text_basename(init)) ? "no" : "unknown", source);
	}
}

static void derive_consoles(const struct facts *facts, struct derive_out *out)
{
	FACTS_EACH (facts, FACT_START, start)
		from_start(start, out);
	FACTS_EACH (facts, FACT_FILE, file)
		if (fact_is(file, FILE_TYPE, "symlink"))
			from_unit_link(facts, file, out);
	FACTS_EACH (facts, FACT_PROPERTY, property) {
		if (fact_is(property, PROPERTY_KEY, "cmdline"))
			from_cmdline(property, "cmdline", out);
		else if (fact_is(property, PROPERTY_KEY, "env.bootargs"))
			from_cmdline(property, "boot-env", out);
	}
}

const struct derivation derivation_console = {"console", derive_consoles};
