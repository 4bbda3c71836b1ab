/* Unsafe patterns in scripts: request variables that reach a shell or eval in web handlers, downloads that do not check
 * the server, and files in /tmp that get executed. Follows values by name through assignments of one file, no further:
 * what it tells was seen, what it does not tell may still be there. Serves 5.13-1 (input validation), 5.5-1. */
#include "assess/observe/observer.h"
#include "assess/observe/shell.h"
#include "core/base/text.h"

enum { NAMES_MAX = 64, PER_FILE = 100, LINE_LEN = 2000 };

struct language {
	const char *name, *comment;
	const char *sources[10], *sinks[12], *evals[4], *cleaners[6];
};
static const struct language languages[] = {
	{"php",
	 "//",
	 {"$_GET", "$_POST", "$_REQUEST", "$_COOKIE", "$_SERVER['QUERY_STRING']", "php://input", NULL},
	 {"shell_exec(", "passthru(", "popen(", "proc_open(", "system(", "exec(", NULL},
	 {"eval(", "assert(", NULL},
	 {"escapeshellarg(", "escapeshellcmd(", "intval(", "(int)", NULL}},
	{"lua",
	 "--",
	 {"formvalue(", "formvaluetable(", "QUERY_STRING", "getenv(", "http.content(", NULL},
	 {"os.execute(", "io.popen(", "sys.exec(", "sys.call(", "fork_exec(", NULL},
	 {"loadstring(", NULL},
	 {"shellquote", "tonumber(", NULL}},
	{"python",
	 "#",
	 {".getvalue(", "FieldStorage(", "QUERY_STRING", "request.args", "request.form", NULL},
	 {"os.system(", "os.popen(", "shell=True", "commands.getoutput(", NULL},
	 {"eval(", "exec(", NULL},
	 {"shlex.quote(", "pipes.quote(", "int(", NULL}},
	{"perl",
	 "#",
	 {"param(", "QUERY_STRING", "$ENV{'QUERY", NULL},
	 {"system(", "exec(", "qx", "`", "open(", NULL},
	 {"eval ", "eval(", NULL},
	 {"quotemeta(", NULL}},
};

static bool has_any(struct bytes in, const char *const *words)
{
	for (; *words; words++)
		if (bytes_find_str(in, *words) != SIZE_MAX)
			return true;
	return false;
}

static bool is_word_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct names {
	struct bytes name[NAMES_MAX];
	size_t count;
};

static bool names_in(const struct names *n, struct bytes text)
{
	for (size_t i = 0; i < n->count; i++) {
		struct bytes rest = text;
		size_t at;

		while ((at = bytes_find(rest, n->name[i])) != SIZE_MAX) {
			size_t end = at + n->name[i].len;

			if ((at == 0 || !is_word_char(rest.at[at - 1])) &&
			    (end >= rest.len || !is_word_char(rest.at[end])))
				return true;
			rest = bytes_part(rest, end, rest.len);
		}
	}
	return false;
}

static void names_add(struct names *n, struct bytes name)
{
	if (!name.len || n->count == NAMES_MAX)
		return;
	for (size_t i = 0; i < n->count; i++)
		if (bytes_equal(n->name[i], name))
			return;
	n->name[n->count++] = name;
}

/* "local $x = ...": the word before the first single =. */
static struct bytes assigned(struct bytes line)
{
	for (size_t i = 0; i + 1 < line.len; i++) {
		size_t to = i, from;

		if (line.at[i] == '(')
			return bytes_of(NULL, 0);
		if (line.at[i] != '=' || line.at[i + 1] == '=')
			continue;
		while (to > 0 && (line.at[to - 1] == ' ' || line.at[to - 1] == '\t'))
			to--;
		for (from = to; from > 0 && is_word_char(line.at[from - 1]); from--)
			;
		return bytes_part(line, from, to - from);
	}
	return bytes_of(NULL, 0);
}

static void emit(const struct file_view *f, struct bytes code, const char *language, const char *pattern, uint32_t line,
		 const char *reach, struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_SCRIPT, (uint64_t)(code.at - f->data.at), code.len);

	fact_put_str(&d, SCRIPT_LANGUAGE, language);
	fact_put_str(&d, SCRIPT_PATTERN, pattern);
	fact_put(&d, SCRIPT_CODE, bytes_part(code, 0, 200));
	fact_put_number(&d, SCRIPT_LINE, line);
	fact_put_str(&d, SCRIPT_REACH, reach);
	fact_excerpt(&d, code);
	fact_end(&d);
}

static void by_lines(const struct file_view *f, const struct language *l, struct fact_sink *out)
{
	struct bytes rest = f->data, line;
	struct names tainted = {.count = 0};
	uint32_t number = 0;
	size_t told = 0;

	while (told < PER_FILE && number < 100000 && text_split(&rest, '\n', &line)) {
		struct bytes code = bytes_part(text_trim(line), 0, LINE_LEN);
		bool reached;

		number++;
		if (bytes_starts(code, l->comment) || bytes_starts(code, "#") || bytes_starts(code, "*"))
			continue;
		reached = has_any(code, l->sources) || names_in(&tainted, code);
		if (!reached)
			continue;
		if (has_any(code, l->cleaners))
			continue;
		if (has_any(code, l->sinks)) {
			emit(f, code, l->name, "command-injection", number, "web", out);
			told++;
		} else if (has_any(code, l->evals)) {
			emit(f, code, l->name, "eval-input", number, "web", out);
			told++;
		}
		names_add(&tainted, assigned(code));
	}
}

static bool is_web(const struct file_view *f)
{
	static const char *const places[] = {"*/cgi-bin/*",         "/www/*",        "/web/*",     "*/htdocs/*",
					     "*/wwwroot/*",         "/srv/www/*",    "/var/www/*", "*.cgi",
					     "/usr/lib/lua/luci/*", "/home/httpd/*", "/webs/*",    "/opt/*/www/*"};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (text_glob(places[i], f->path))
			return true;
	return false;
}

static bool is_request_variable(struct bytes word)
{
	static const char *const names[] = {
		"$QUERY_STRING", "${QUERY_STRING", "$REQUEST_URI", "$HTTP_", "${HTTP_",    "$FORM_", "${FORM_",
		"$POST_",        "${POST_",        "$GET_",        "${GET_", "$PATH_INFO", NULL};

	return has_any(word, names);
}

static bool is_downloader(struct bytes base)
{
	return bytes_is(base, "curl") || bytes_is(base, "wget");
}

static void shell_command(const struct file_view *f, const struct shell_command *c, bool web, struct names *tainted,
			  struct fact_sink *out)
{
	struct bytes base = text_basename(c->words[0]);
	bool reached = web && (is_request_variable(c->text) || names_in(tainted, c->text));

	if (c->assignment) {
		struct bytes name = bytes_part(c->words[0], 0, bytes_find_str(c->words[0], "="));

		if (reached)
			names_add(tainted, name);
		return;
	}
	if (web && bytes_is(base, "read"))
		for (size_t i = 1; i < c->count; i++)
			if (c->words[i].len && *c->words[i].at != '-')
				names_add(tainted, c->words[i]);
	if (reached && bytes_is(base, "eval"))
		emit(f, c->text, "sh", "eval-input", c->line, "web", out);
	else if (reached &&
		 (bytes_is(base, "sh") || bytes_is(base, "ash") || bytes_is(base, "bash") || bytes_is(base, "su")) &&
		 c->count > 2)
		emit(f, c->text, "sh", "command-injection", c->line, "web", out);
	else if (reached && *c->words[0].at == '$')
		emit(f, c->text, "sh", "command-injection", c->line, "web", out);
	if (is_downloader(base)) {
		for (size_t i = 1; i < c->count; i++) {
			struct bytes w = c->words[i];
			/* -k alone or among letters: -sk, -fsSLk */
			bool letters = w.len > 1 && w.len < 8 && *w.at == '-' && w.at[1] != '-';

			if (bytes_is(w, "--insecure") ||
			    (bytes_is(base, "curl") && letters && memchr(w.at, 'k', w.len))) {
				emit(f, c->text, "sh", "curl-insecure", c->line, web ? "web" : "local", out);
				break;
			}
			if (bytes_is(w, "--no-check-certificate")) {
				emit(f, c->text, "sh", "no-verify", c->line, web ? "web" : "local", out);
				break;
			}
		}
	}
	if (bytes_starts(c->words[0], "/tmp/") || bytes_starts(c->words[0], "/var/tmp/") ||
	    ((bytes_is(base, "sh") || bytes_is(base, ".") || bytes_is(base, "source")) && c->count > 1 &&
	     (bytes_starts(c->words[1], "/tmp/") || bytes_starts(c->words[1], "/var/tmp/"))))
		emit(f, c->text, "sh", "tmp-race", c->line, web ? "web" : "local", out);
}

static void by_commands(const struct file_view *f, struct fact_sink *out)
{
	bool web = is_web(f);
	struct names tainted = {.count = 0};
	struct shell_script s;
	struct arena a;

	arena_init(&a, 64u << 20);
	if (!shell_read(f->data, &a, &s))
		out->failed = true;
	for (size_t i = 0; i < s.count && !out->failed && out->count < PER_FILE; i++)
		shell_command(f, &s.commands[i], web, &tainted, out);
	arena_done(&a);
}

static const struct language *language_of(const struct file_view *f)
{
	struct bytes head = bytes_part(f->data, 0, 80), line = head;

	(void)!text_split(&head, '\n', &line);
	if (bytes_ends(f->base, ".php") || bytes_starts(f->data, "<?php"))
		return &languages[0];
	if (bytes_ends(f->base, ".lua") || (file_is_script(f) && bytes_find_str(line, "lua") != SIZE_MAX))
		return &languages[1];
	if (bytes_ends(f->base, ".py") || (file_is_script(f) && bytes_find_str(line, "python") != SIZE_MAX))
		return &languages[2];
	if (bytes_ends(f->base, ".pl") || (file_is_script(f) && bytes_find_str(line, "perl") != SIZE_MAX))
		return &languages[3];
	return NULL;
}

static bool is_shell(const struct file_view *f)
{
	return (file_is_script(f) && bytes_find_str(bytes_part(f->data, 0, 40), "sh") != SIZE_MAX) ||
	       bytes_ends(f->base, ".sh");
}

static bool wants(const struct file_view *f)
{
	if (f->data.len == 0 || f->data.len > (1u << 20) || file_is_elf(f) || file_is_documentation(f) ||
	    !file_is_text(f))
		return false;
	return (language_of(f) && is_web(f)) || is_shell(f);
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	const struct language *l = language_of(f);

	if (l)
		by_lines(f, l, out);
	else
		by_commands(f, out);
}

const struct observer observer_script = {"script", wants, observe, false};
