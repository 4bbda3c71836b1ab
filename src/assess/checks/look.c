#include "assess/checks/look.h"

#include "assess/checks/finding.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool word_in(const char *words, struct bytes word)
{
	struct bytes rest = bytes_str(words), each;

	while (word.len && text_word(&rest, &each))
		if (bytes_equal(each, word))
			return true;
	return false;
}

bool look_among(const struct fact *fact, unsigned field, const char *words)
{
	return word_in(words, fact_get(fact, field));
}

bool look_yes(const struct fact *fact, unsigned field)
{
	return fact_is(fact, field, "yes");
}

const char *look_path(const struct facts *facts, const struct fact *fact, struct finding_sink *out)
{
	const struct fact_node *node = fact_node_of(facts, fact);

	if (!node->path.len && !node->chain.len)
		return "the input";
	return finding_text(out, node->path.len ? node->path : node->chain);
}

const char *look_field(const struct fact *fact, unsigned field, const char *otherwise, struct finding_sink *out)
{
	return fact_get(fact, field).len ? finding_text(out, fact_get(fact, field)) : otherwise;
}

const char *look_print(struct finding_sink *out, const char *fmt, ...)
{
	va_list args, again;
	char *ret;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	ret = len < 0 ? NULL : arena_alloc(out->arena, (size_t)len + 1);
	if (ret)
		vsnprintf(ret, (size_t)len + 1, fmt, args);
	else
		out->failed = true;
	va_end(args);
	return ret ? ret : "";
}

const struct fact *look_container(const struct facts *facts, const struct fact *fact)
{
	size_t low = 0, high = facts_count(facts, FACT_CONTAINER);

	/* Facts of one kind are sorted by node. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct fact *c = facts_at(facts, FACT_CONTAINER, mid);

		if (c->node == fact->node)
			return c;
		if (c->node < fact->node)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool look_listens(const struct fact *l)
{
	struct bytes address = fact_get(l, LISTENER_ADDRESS);

	return look_yes(l, LISTENER_ENABLED) && !fact_is(l, LISTENER_PROTOCOL, "unix") &&
	       !bytes_starts(address, "127.") && !bytes_is(address, "::1") && !bytes_is(address, "[::1]") &&
	       !bytes_is(address, "localhost") && !bytes_is(address, "lo");
}

bool look_debug(const struct fact *l)
{
	return look_among(l, LISTENER_SERVICE, "telnet adb gdb debug rsh rlogin rexec shell") ||
	       look_among(l, LISTENER_PROGRAM,
			  "telnetd utelnetd in.telnetd adbd gdbserver tddp rshd in.rshd rlogind rexecd");
}

bool look_cleartext(const struct fact *l)
{
	return look_yes(l, LISTENER_CLEARTEXT) ||
	       (!fact_is(l, LISTENER_CLEARTEXT, "no") &&
		(look_among(l, LISTENER_SERVICE, "telnet ftp tftp rsh rlogin rexec") ||
		 look_among(l, LISTENER_PROGRAM, "telnetd utelnetd in.telnetd")));
}

const char *look_listener(const struct fact *l, struct finding_sink *out)
{
	const char *program = look_field(l, LISTENER_PROGRAM, look_field(l, LISTENER_SERVICE, "a program", out), out);
	const char *protocol = fact_is(l, LISTENER_PROTOCOL, "udp") ? "UDP" : "TCP";

	if (!fact_get(l, LISTENER_PORT).len)
		return program;
	return look_print(out, "%s (%s port %s)", program, protocol, look_field(l, LISTENER_PORT, "", out));
}

/* "ttyS0", "ttyAMA0"; not a screen. */
static bool serial(const struct fact *c)
{
	static const char *const lines[] = {"ttyS", "ttyAMA", "ttymxc", "ttyO", "ttyMT", "ttyHS", "ttyLP", "ttyATH"};
	struct bytes device = text_basename(fact_get(c, CONSOLE_DEVICE));

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (bytes_starts(device, lines[i]))
			return !look_among(c, CONSOLE_SOURCE, "kernel-config");
	return false;
}

bool look_console(const struct fact *c)
{
	return serial(c) && (fact_is(c, CONSOLE_LOGIN, "no") ||
			     (fact_is(c, CONSOLE_LOGIN, "yes") && !look_among(c, CONSOLE_SOURCE, "cmdline boot-env")));
}

bool look_sensor(const struct fact *sensor)
{
	static const char *const hints[] = {"kernel module uvcvideo", "kernel module videodev",
					    "kernel module snd-usb-audio", "program arecord", "program gpsd"};

	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
		if (fact_is(sensor, SENSOR_HOW, hints[i]))
			return false;
	return true;
}

struct bytes look_collector(const struct fact *telemetry)
{
	static const char *const names[] = {"telemetry", "analytics", "metrics", "crash", "statistic",
					    "sentry",    "tracking",  "bugly",   "umeng"};
	struct bytes url = fact_get(telemetry, TELEMETRY_DESTINATION), host;
	size_t start = bytes_find_str(url, "://");

	host = bytes_part(url, start == SIZE_MAX ? 0 : start + 3, url.len);
	for (size_t i = 0; i < host.len; i++)
		if (strchr("/:?#", host.at[i]))
			host.len = i;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (bytes_find_nocase(host, names[i]) != SIZE_MAX)
			return host;
	return bytes_of(NULL, 0);
}

bool look_real_key(const struct fact *key)
{
	return !look_among(key, KEY_USE, "test-vector documentation example") &&
	       !look_among(key, KEY_STATE, "empty damaged");
}

bool look_example(const struct facts *facts, const struct fact *fact)
{
	static const char *const endings[] = {".example", ".sample", ".dist",    ".orig",
					      "-example", "-sample", ".template"};
	struct bytes path = fact_node_of(facts, fact)->path;

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (bytes_ends(path, endings[i]))
			return true;
	return false;
}

bool look_login(const struct fact *account)
{
	return !fact_is(account, ACCOUNT_LOGIN, "no");
}

bool look_root(const struct fact *account)
{
	return fact_is(account, ACCOUNT_UID, "0") ||
	       (!fact_get(account, ACCOUNT_UID).len && fact_is(account, ACCOUNT_NAME, "root"));
}

bool look_unused_backup(const struct facts *facts, const struct fact *account)
{
	struct bytes root = fact_node_of(facts, account)->root;
	const struct fact *passwd;

	if (!fact_is(account, ACCOUNT_SOURCE, "backup"))
		return false;
	passwd = facts_file(facts, root, "/etc/passwd");
	return passwd && fact_is(passwd, FILE_TYPE, "file");
}
