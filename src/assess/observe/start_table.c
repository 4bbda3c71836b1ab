/* Part of start.c. */
#include "assess/observe/start.h"

#include "assess/observe/shell.h"
#include "core/base/text.h"

#include <stdio.h>

/* Lines of a file with their numbers; continued ones ("\" at the end) are left to the caller. */
struct lines {
	struct bytes rest, line;
	uint32_t number;
};

static bool next_line(struct lines *l)
{
	if (!text_split(&l->rest, '\n', &l->line))
		return false;
	l->number++;
	if (bytes_ends(l->line, "\r"))
		l->line.len--;
	return l->number < 100000;
}

static struct bytes from_word(struct bytes line, struct bytes word)
{
	return text_trim(bytes_part(line, (size_t)(word.at - line.at), line.len));
}

/* init(8): id:runlevels:action:process, both of busybox and of sysvinit. */
void start_inittab(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};

	while (next_line(&l)) {
		struct bytes field[3], rest = text_trim(l.line), line = rest;
		struct start_row row = {.system = "inittab", .enabled = "yes", .line = l.number, .when = "boot"};
		size_t count = 0;

		if (!line.len || *line.at == '#')
			continue;
		while (count < 3 && text_split(&rest, ':', &field[count]))
			count++;
		if (count < 3 || !rest.len)
			continue;
		row.unit = field[0];
		row.command = text_trim(rest);
		if (row.command.len && (*row.command.at == '-' || *row.command.at == '+' || *row.command.at == '@'))
			row.command = bytes_part(row.command, 1, row.command.len);
		if (bytes_is(field[2], "off") || bytes_is(field[2], "initdefault") || !row.command.len)
			continue;
		if (bytes_starts(field[2], "respawn") || bytes_starts(field[2], "askfirst") ||
		    bytes_is(field[2], "ondemand"))
			row.when = "respawn";
		else if (bytes_is(field[2], "shutdown") || bytes_starts(field[2], "power") ||
			 bytes_is(field[2], "restart") || bytes_is(field[1], "0") || bytes_is(field[1], "6"))
			row.when = "shutdown";
		else if (bytes_is(field[2], "ctrlaltdel") || bytes_is(field[2], "kbrequest") ||
			 bytes_is(field[1], "S") || bytes_is(field[1], "1"))
			row.when = "manual";
		if (bytes_is(field[2], "sysinit"))
			row.when = "boot";
		if (bytes_is(field[2], "askfirst"))
			row.condition = bytes_str("Enter pressed on the console");
		start_fact(f, &row, line, out);
	}
}

/* systemd units, systemd.syntax(7): ExecStart= and its like, ListenStream= and ListenDatagram=. */
void start_unit(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};
	struct bytes section = {NULL, 0}, user = {NULL, 0}, condition = {NULL, 0};
	bool socket = bytes_ends(f->base, ".socket");

	/* the user stands anywhere in the section */
	while (next_line(&l)) {
		if (bytes_starts(l.line, "User="))
			user = text_trim(bytes_part(l.line, 5, l.line.len));
		if (bytes_starts(l.line, "Condition") && bytes_find_str(l.line, "=") != SIZE_MAX)
			condition = text_trim(l.line);
	}
	l = (struct lines){.rest = f->data};
	while (next_line(&l)) {
		struct bytes line = text_trim(l.line), key, rest = line;
		struct start_row row = {.system = "systemd",
					.enabled = "unknown",
					.line = l.number,
					.unit = f->base,
					.user = user,
					.condition = condition,
					.when = "boot"};

		if (!line.len || *line.at == '#' || *line.at == ';')
			continue;
		if (*line.at == '[') {
			section = line;
			continue;
		}
		if (!text_split(&rest, '=', &key))
			continue;
		key = text_trim(key);
		rest = text_trim(rest);
		if (socket && bytes_is(section, "[Socket]") &&
		    (bytes_is(key, "ListenStream") || bytes_is(key, "ListenDatagram"))) {
			row.program = bytes_part(f->base, 0, f->base.len - 7);
			if (bytes_ends(row.program, "@"))
				row.program.len--;
			row.command = line;
			row.when = "socket";
			start_fact(f, &row, line, out);
			continue;
		}
		if (!bytes_starts(key, "Exec") || !bytes_is(section, "[Service]"))
			continue;
		if (bytes_starts(key, "ExecStop") || bytes_is(key, "ExecReload"))
			row.when = bytes_is(key, "ExecReload") ? "manual" : "shutdown";
		while (rest.len && strchr("-@:+!", *rest.at))
			rest = bytes_part(rest, 1, rest.len);
		if (!rest.len)
			continue;
		row.command = rest;
		start_fact(f, &row, line, out);
	}
}

/* inetd.conf(5): service socket protocol wait user program arguments. */
void start_inetd(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};

	while (next_line(&l)) {
		struct bytes line = text_trim(l.line), rest = line, word[6];
		struct start_row row = {.system = "inetd", .enabled = "unknown", .line = l.number, .when = "inetd"};
		size_t count = 0;

		if (!line.len || *line.at == '#')
			continue;
		while (count < 6 && text_word(&rest, &word[count]))
			count++;
		if (count < 6 || !(bytes_is(word[1], "stream") || bytes_is(word[1], "dgram")))
			continue;
		row.unit = word[0];
		row.user = word[4];
		row.program = word[5];
		row.command = line;
		start_fact(f, &row, line, out);
	}
}

/* xinetd.conf(5): service NAME { attribute = value ... } */
void start_xinetd(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};
	struct start_row row = {.system = "xinetd", .when = "inetd", .enabled = "yes"};
	struct bytes text = {NULL, 0};
	struct bytes port = {NULL, 0};
	char command[256];

	while (next_line(&l)) {
		struct bytes line = text_trim(l.line), key, rest = line;

		if (!line.len || *line.at == '#')
			continue;
		if (bytes_starts(line, "service ") || bytes_starts(line, "service\t")) {
			row = (struct start_row){
				.system = "xinetd", .when = "inetd", .enabled = "yes", .line = l.number};
			row.unit = text_trim(bytes_part(line, 8, line.len));
			text = line;
			port = bytes_of(NULL, 0);
		} else if (*line.at == '}') {
			if (row.unit.len && row.program.len) {
				int len = snprintf(command, sizeof command, "%.*s port=%.*s",
						   (int)bytes_part(row.program, 0, 200).len,
						   (const char *)row.program.at, (int)bytes_part(port, 0, 8).len,
						   port.len ? (const char *)port.at : "");

				row.command = port.len ? bytes_of(command, len < 0 ? 0 : (size_t)len) : row.program;
				start_fact(f, &row, text, out);
			}
			row.unit = bytes_of(NULL, 0);
		} else if (text_split(&rest, '=', &key)) {
			key = text_trim(key);
			rest = text_trim(rest);
			if (bytes_is(key, "server"))
				row.program = rest;
			else if (bytes_is(key, "user"))
				row.user = rest;
			else if (bytes_is(key, "port"))
				port = rest;
			else if (bytes_is(key, "disable") && bytes_is(rest, "yes"))
				row.enabled = "no";
		}
	}
}

/* crontab(5): five fields or @when, in /etc/crontab and cron.d a user, then the command. */
void start_cron(const struct file_view *f, struct fact_sink *out)
{
	bool has_user = bytes_is(f->path, "/etc/crontab") || bytes_starts(f->path, "/etc/cron.d/");
	struct lines l = {.rest = f->data};

	while (next_line(&l)) {
		struct bytes line = text_trim(l.line), rest = line, word = {NULL, 0};
		struct start_row row = {
			.system = "cron", .when = "cron", .enabled = "unknown", .line = l.number, .unit = f->base};
		unsigned fields = 0, want = line.len && *line.at == '@' ? 1 : 5;

		if (!line.len || *line.at == '#' || !strchr("0123456789*@", *line.at))
			continue;
		while (fields < want && text_word(&rest, &word))
			fields++;
		if (has_user && text_word(&rest, &word))
			row.user = word;
		else if (!has_user)
			row.user = f->base; /* crontabs/USER */
		rest = text_trim(rest);
		if (fields < want || !rest.len)
			continue;
		row.command = rest;
		start_fact(f, &row, line, out);
	}
}

/* Upstart, init(5): exec COMMAND, script ... end script, setuid, start on. */
void start_upstart(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};
	struct bytes user = {NULL, 0};
	const char *when = "manual", *phase = NULL;

	while (next_line(&l)) {
		struct bytes line = text_trim(l.line);

		if (bytes_starts(line, "start on "))
			when = "boot";
		if (bytes_starts(line, "setuid "))
			user = text_trim(bytes_part(line, 7, line.len));
	}
	l = (struct lines){.rest = f->data};
	while (next_line(&l)) {
		struct bytes line = text_trim(l.line), rest = line, word;
		struct start_row row = {.system = "upstart",
					.enabled = "unknown",
					.line = l.number,
					.unit = f->base,
					.user = user,
					.when = when};

		if (!line.len || *line.at == '#' || !text_word(&rest, &word))
			continue;
		if (bytes_ends(line, "script") && !bytes_starts(line, "end "))
			phase = bytes_find_str(line, "stop") != SIZE_MAX ? "shutdown" : when;
		else if (bytes_is(line, "end script"))
			phase = NULL;
		if (bytes_is(word, "pre-start") || bytes_is(word, "post-start") || bytes_is(word, "pre-stop") ||
		    bytes_is(word, "post-stop")) {
			if (bytes_ends(word, "stop"))
				row.when = "shutdown";
			if (!text_word(&rest, &word))
				continue;
		}
		if (!bytes_is(word, "exec") && !(phase && *word.at == '/'))
			continue;
		row.command = *word.at == '/' ? line : text_trim(rest);
		if (phase)
			row.when = phase;
		if (row.command.len)
			start_fact(f, &row, line, out);
	}
}

/* udev rules RUN+="..." ; mdev.conf rows: pattern user:group mode [@$*]command; hotplug2 rules: exec COMMAND. */
void start_udev(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};

	while (next_line(&l)) {
		struct bytes line = text_trim(l.line);
		struct start_row row = {
			.system = "udev", .when = "hotplug", .enabled = "yes", .line = l.number, .unit = f->base};
		size_t at;

		if (!line.len || *line.at == '#')
			continue;
		if (bytes_is(f->base, "mdev.conf")) {
			struct bytes rest = line, word;

			while (text_word(&rest, &word) && !strchr("@$*", *word.at))
				;
			if (!word.len || !strchr("@$*", *word.at))
				continue;
			row.command = from_word(line, word);
			row.command = bytes_part(row.command, 1, row.command.len);
		} else if ((at = bytes_find_str(line, "RUN")) != SIZE_MAX &&
			   (at = bytes_find_str(line, "RUN+=\"")) != SIZE_MAX) {
			struct bytes rest = bytes_part(line, at + 6, line.len);

			if (!text_split(&rest, '"', &row.command))
				continue;
		} else if (bytes_starts(line, "exec ")) {
			row.command = text_trim(bytes_part(line, 5, line.len));
			if (bytes_ends(row.command, ";"))
				row.command.len--;
		}
		if (row.command.len)
			start_fact(f, &row, line, out);
	}
}

/* Android init language: service NAME PATH ARGS with options behind it; disabled ones start only on request. */
void start_android(const struct file_view *f, struct fact_sink *out)
{
	struct lines l = {.rest = f->data};
	struct start_row row = {0};
	struct bytes text = {NULL, 0};
	bool more = true;

	while (more) {
		struct bytes line, rest, word;

		more = next_line(&l);
		line = rest = more ? text_trim(l.line) : bytes_str("end");
		if (!line.len || *line.at == '#' || !text_word(&rest, &word))
			continue;
		if (!more || bytes_is(word, "service") || bytes_is(word, "on") || bytes_is(word, "import")) {
			if (row.command.len)
				start_fact(f, &row, text, out);
			row = (struct start_row){0};
		}
		if (!more)
			break;
		if (bytes_is(word, "service") && text_word(&rest, &word)) {
			row = (struct start_row){.system = "android-init",
						 .when = "boot",
						 .enabled = "yes",
						 .line = l.number,
						 .unit = word,
						 .command = text_trim(rest)};
			text = line;
		} else if (bytes_is(word, "user") && row.command.len) {
			row.user = text_trim(rest);
		} else if (bytes_is(word, "disabled") && row.command.len) {
			row.enabled = "no";
			row.when = "manual";
		}
	}
}
