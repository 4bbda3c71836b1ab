/* Which programs will listen: START facts joined with the programs that are there, with what is reached at boot, with
 * the settings of services, and with accounts that need no password. */
#include "assess/derive/roots.h"
#include "assess/observe/services.h"
#include "core/base/text.h"

#include <stdio.h>

struct listen {
	struct bytes port, address, auth;
	const char *how;
};

struct maker {
	const struct facts *facts;
	struct derive_out *out;
	struct reach reach;
};

/* "-p 2222", "-p2222", "-p 10.0.0.1:22", "--port=80", "-b 10.0.0.1:23" in a command line. */
static bool split_port(struct bytes value, struct listen *l)
{
	size_t colon = value.len;
	uint64_t port;

	while (colon > 0 && value.at[colon - 1] != ':')
		colon--;
	if (!text_number(bytes_part(value, colon, value.len), &port) || port == 0 || port > 65535)
		return false;
	l->port = bytes_part(value, colon, value.len);
	if (colon > 1)
		l->address = bytes_part(value, 0, colon - 1);
	return true;
}

static bool is_shell(struct bytes base)
{
	return bytes_is(base, "sh") || bytes_is(base, "ash") || bytes_is(base, "bash") || bytes_is(base, "login.sh") ||
	       bytes_is(base, "dash");
}

static void read_arguments(struct bytes command, struct bytes program, const struct service *s, struct listen *l)
{
	size_t at = bytes_find(command, program);
	struct bytes rest = command, word, value;
	bool telnet = !strcmp(s->service, "telnet");

	/* "${PROG} -p 22": the program's name does not stand in its command */
	if (at != SIZE_MAX)
		rest = bytes_part(command, at + program.len, command.len);
	else
		(void)text_word(&rest, &word);
	if (bytes_find_str(rest, " -- ") != SIZE_MAX)
		rest = bytes_part(rest, bytes_find_str(rest, " -- ") + 4, rest.len);
	while (text_word(&rest, &word)) {
		struct bytes ahead = rest;

		if (bytes_starts(word, "--port=") || bytes_starts(word, "-port=")) {
			value = bytes_part(word, bytes_find_str(word, "=") + 1, word.len);
		} else if (bytes_is(word, "-p") || bytes_is(word, "--port") || bytes_is(word, "-port") ||
			   (telnet && (bytes_is(word, "-b") || bytes_is(word, "-i")))) {
			if (!text_word(&ahead, &value))
				continue;
		} else if (bytes_starts(word, "--listen-address=")) {
			value = bytes_part(word, bytes_find_str(word, "=") + 1, word.len);
			/* said more than once: one that is reached from outside counts */
			if (!l->address.len || bytes_starts(l->address, "127.") || bytes_is(l->address, "::1"))
				l->address = value;
			continue;
		} else if (bytes_starts(word, "-p") && word.len > 2) {
			value = bytes_part(word, 2, word.len);
		} else if (telnet && (bytes_is(word, "-l") || bytes_is(word, "-u"))) {
			if (!text_word(&ahead, &value))
				continue;
			if (bytes_is(word, "-u"))
				l->auth = bytes_str("password");
			else if (is_shell(text_basename(value)))
				l->auth = bytes_str("none");
			else if (!bytes_is(text_basename(value), "login"))
				l->auth = bytes_str("unknown");
			continue;
		} else {
			continue;
		}
		while (value.len && strchr("\"'", *value.at))
			value = bytes_part(value, 1, value.len);
		while (value.len && strchr("\"';&", value.at[value.len - 1]))
			value.len--;
		if (split_port(value, l))
			l->how = "argument";
		else if (value.len && telnet && (bytes_is(word, "-b") || bytes_is(word, "-i")))
			l->address = value;
		else if (value.len && memchr(value.at, '$', value.len) && !l->port.len)
			l->how = "argument"; /* some port, not known which */
	}
}

/* A login that asks for a password nobody has set is none. */
static bool root_is_open(const struct maker *m, const struct fact *start)
{
	bool open = false;

	FACTS_EACH (m->facts, FACT_ACCOUNT, account) {
		if (!facts_same_root(m->facts, start, account) ||
		    !(fact_is(account, ACCOUNT_UID, "0") || fact_is(account, ACCOUNT_NAME, "root")))
			continue;
		if (fact_is(account, ACCOUNT_STATE, "empty") &&
		    (fact_is(account, ACCOUNT_SOURCE, "passwd") || fact_is(account, ACCOUNT_SOURCE, "shadow")))
			open = true;
	}
	return open;
}

/* Never reached as far as seen is not the same as never: programs start programs too. */
static const char *enabled_of(const struct maker *m, const struct fact *start, struct bytes *ret_condition)
{
	struct bytes own = fact_get(start, START_CONDITION);

	*ret_condition = own;
	if (fact_is(start, START_ENABLED, "no"))
		return "no";
	switch ((enum reach_state)m->reach.state[start->node]) {
	case REACH_YES:
		if (fact_is(start, START_SYSTEM, "binary"))
			return "unknown";
		return own.len ? "conditional" : "yes";
	case REACH_CONDITIONAL:
		if (fact_is(start, START_SYSTEM, "binary"))
			return "unknown";
		if (!own.len)
			*ret_condition = m->reach.condition[start->node];
		return "conditional";
	case REACH_NOT_SEEN:
		break;
	}
	return "unknown";
}

static void emit(struct maker *m, const struct fact *start, const struct service *s, const struct listen *l,
		 struct bytes program)
{
	struct bytes fields[LISTENER_FIELDS] = {{NULL, 0}}, condition;
	const char *enabled = enabled_of(m, start, &condition);
	bool tls = bytes_is(l->port, "443") || bytes_is(l->port, "8443");

	fields[LISTENER_PROGRAM] = program;
	if (*s->protocol)
		fields[LISTENER_PROTOCOL] = bytes_str(s->protocol);
	if (l->port.len)
		fields[LISTENER_PORT] = l->port;
	if (l->address.len)
		fields[LISTENER_ADDRESS] = l->address;
	fields[LISTENER_SERVICE] = bytes_str(tls && !strcmp(s->service, "http") ? "https" : s->service);
	fields[LISTENER_STARTED_BY] = fact_node_of(m->facts, start)->path;
	fields[LISTENER_ENABLED] = bytes_str(enabled);
	if (condition.len)
		fields[LISTENER_CONDITION] = condition;
	fields[LISTENER_AUTH] = l->auth;
	fields[LISTENER_CLEARTEXT] = bytes_str(tls && !strcmp(s->service, "http") ? "no" : s->cleartext);
	if (fact_get(start, START_USER).len)
		fields[LISTENER_USER] = fact_get(start, START_USER);
	fields[LISTENER_HOW] = bytes_str(l->how);
	derive_fact(m->out, start, FACT_LISTENER, fields, LISTENER_FIELDS);
}

static bool config_is_for(const struct fact *config, struct bytes program)
{
	struct bytes service = fact_get(config, CONFIG_SERVICE);

	return bytes_equal(service, program) || (bytes_is(service, "samba") && bytes_is(program, "smbd")) ||
	       (bytes_is(service, "apache") && bytes_is(program, "apache2"));
}

static bool is_address(struct bytes value)
{
	return value.len && (strchr("0123456789:[", value.at[0]) || bytes_is(value, "localhost"));
}

/* The address that the same file binds the service to; empty: none, or a name that says nothing here ("lan"). */
static struct bytes bound_to(const struct maker *m, const struct fact *port, struct bytes program)
{
	FACTS_EACH (m->facts, FACT_CONFIG, config)
		if (config->node == port->node && fact_is(config, CONFIG_MEANING, "interface") &&
		    config_is_for(config, program) && is_address(fact_get(config, CONFIG_VALUE)))
			return fact_get(config, CONFIG_VALUE);
	return bytes_of("", 0);
}

/* Ports that the service's own configuration names: one listener each. */
static bool from_config(struct maker *m, const struct fact *start, const struct service *s, struct listen *l,
			struct bytes program)
{
	bool any = false;

	FACTS_EACH (m->facts, FACT_CONFIG, config) {
		struct listen one = *l;

		if (!fact_is(config, CONFIG_MEANING, "port") || !config_is_for(config, program) ||
		    !facts_same_root(m->facts, config, start) || !split_port(fact_get(config, CONFIG_VALUE), &one))
			continue;
		one.how = "config";
		if (!one.address.len)
			one.address = bound_to(m, config, program);
		emit(m, start, s, &one, program);
		any = true;
	}
	return any;
}

static bool is_there(struct maker *m, const struct fact *start, struct bytes path, const struct bytes *roots,
		     size_t count)
{
	if (roots_program(m->facts, fact_node_of(m->facts, start)->root, path))
		return true;
	/* a script on an application partition starts programs of the root file system */
	for (size_t i = 0; i < count && i < 64; i++)
		if (roots_program(m->facts, roots[i], path))
			return true;
	return false;
}

/* inetd.conf: the service's name or number says the port, the sixth word the program. */
static void from_inetd(struct maker *m, const struct fact *start)
{
	struct bytes unit = fact_get(start, START_UNIT), rest = fact_get(start, START_COMMAND), word, port;
	const struct service *s = service_of(fact_get(start, START_PROGRAM));
	struct bytes program = fact_get(start, START_PROGRAM);
	struct listen l = {.how = "inetd"};
	struct service row;
	uint64_t number;
	unsigned i = 0;
	char protocol[4] = "tcp";
	size_t at;

	while (text_word(&rest, &word)) {
		if (i == 2 && bytes_starts(word, "udp"))
			memcpy(protocol, "udp", 4);
		if (i == 6 && (bytes_is(program, "tcpd") || !s) && service_of(text_basename(word))) {
			program = text_basename(word);
			s = service_of(program);
		}
		i++;
	}
	if (!s)
		s = service_by_name(unit);
	row = s ? *s : (struct service){"", "unknown", protocol, "", "unknown", "unknown"};
	if (fact_is(start, START_SYSTEM, "inetd"))
		row.protocol = protocol;
	l.port = bytes_str(row.port);
	if (text_number(unit, &number))
		l.port = unit;
	at = bytes_find_str(fact_get(start, START_COMMAND), "port=");
	if (at != SIZE_MAX && fact_is(start, START_SYSTEM, "xinetd")) {
		port = bytes_part(fact_get(start, START_COMMAND), at + 5, 8);
		if (text_number(port, &number))
			l.port = port;
	}
	l.auth = bytes_str(row.auth);
	if (!strcmp(row.service, "telnet") && root_is_open(m, start))
		l.auth = bytes_str("none");
	emit(m, start, &row, &l, program);
}

static void from_socket(struct maker *m, const struct fact *start)
{
	struct bytes command = fact_get(start, START_COMMAND), value = command, key,
		     program = fact_get(start, START_PROGRAM);
	const struct service *known = service_of(program);
	struct listen l = {.how = "socket-unit"};
	struct service row;

	if (!text_split(&value, '=', &key))
		return;
	value = text_trim(value);
	row = known ? *known : (struct service){"", "unknown", "tcp", "", "unknown", "unknown"};
	if (bytes_is(text_trim(key), "ListenDatagram"))
		row.protocol = "udp";
	if (value.len && (*value.at == '/' || *value.at == '@')) {
		row.protocol = "unix";
		l.address = value;
	} else if (!split_port(value, &l)) {
		return;
	}
	l.auth = bytes_str(row.auth);
	emit(m, start, &row, &l, program);
}

static void from_start(struct maker *m, const struct fact *start, const struct bytes *roots, size_t count)
{
	struct bytes program = fact_get(start, START_PROGRAM), command = fact_get(start, START_COMMAND);
	const struct service *s = service_of(program);
	struct listen l = {.how = "default-port"};
	bool local_only;

	if (fact_is(start, START_WHEN, "shutdown"))
		return;
	if (fact_is(start, START_WHEN, "inetd")) {
		if (is_there(m, start, roots_path_in_command(command, program), roots, count))
			from_inetd(m, start);
		return;
	}
	if (fact_is(start, START_WHEN, "socket")) {
		from_socket(m, start);
		return;
	}
	/* a restart starts nothing that was not started; a service disabled in its own file is still worth telling */
	if (!s || !*s->protocol || (fact_is(start, START_WHEN, "manual") && !fact_is(start, START_ENABLED, "no")))
		return;
	/* a script of the same name */
	if (bytes_find_str(roots_path_in_command(command, program), "/init.d/") != SIZE_MAX)
		return;
	if (!is_there(m, start, roots_path_in_command(command, program), roots, count))
		return;
	l.auth = bytes_str(s->auth);
	read_arguments(command, program, s, &l);
	if (!strcmp(s->service, "telnet") && bytes_is(l.auth, "password") && root_is_open(m, start) &&
	    bytes_find_str(command, " -u ") == SIZE_MAX)
		l.auth = bytes_str("none");
	local_only = !strcmp(l.how, "argument");
	if (!local_only && from_config(m, start, s, &l, program))
		return;
	if (!l.port.len && !local_only)
		l.port = bytes_str(s->port);
	emit(m, start, s, &l, program);
}

static void derive_listeners(const struct facts *facts, struct derive_out *out)
{
	struct maker m = {.facts = facts, .out = out};
	struct bytes *roots;
	size_t count;

	if (facts_count(facts, FACT_START) == 0)
		return;
	if (!reach_build(facts, out->arena, &m.reach) || !roots_list(facts, out->arena, &roots, &count)) {
		out->failed = true;
		error_memory(out->error, "what runs at boot");
		return;
	}
	FACTS_EACH (facts, FACT_START, start)
		from_start(&m, start, roots, count);
}

const struct derivation derivation_listener = {"listener", derive_listeners};
