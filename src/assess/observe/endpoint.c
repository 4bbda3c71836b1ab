/* Addresses the product may talk to, in text and in programs. What only names a namespace, a licence or a manual is
 * left out or told as such. Serves 5.5-1, 5.8 (personal data leaving), 5.3-7. */
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "assess/observe/strings.h"
#include "core/base/text.h"

enum { PER_FILE = 400, HOST_MAX = 253, URL_MAX = 512, SCHEME_MAX = 10 };

struct address {
	struct bytes url, scheme, host, port, path;
};

static bool wants(const struct file_view *f)
{
	const struct pattern_hit *hits;

	/* pages, style sheets and licences link to others without the product ever going there */
	static const char *const skipped[] = {"*.htm",
					      "*.html",
					      "*.css",
					      "*.svg",
					      "*.xsd",
					      "*.dtd",
					      "*.md",
					      "*/LICENSE*",
					      "*/COPYING*",
					      "*/licenses/*",
					      "*.po",
					      "*.txt",
					      "*/opkg/info/*.control",
					      "*/dpkg/*",
					      "*/opkg/status",
					      "*/apt/lists/*",
					      "*/opkg-lists/*",
					      "*/opkg/lists/*",
					      "*ca-certificates*",
					      "*ca-bundle*"};

	if (f->data.len == 0 || file_is_documentation(f))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(skipped); i++)
		if (text_glob(skipped[i], f->path))
			return false;
	return file_hits_between(f, PATTERN_ENDPOINTS_FIRST, PATTERN_ENDPOINTS_LAST, &hits) > 0;
}

static bool is_host_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_';
}

static bool is_url_char(uint8_t c)
{
	return c > 0x20 && c < 0x7f && !strchr("\"'<>`\\^{}|()[],;", c);
}

/* Four numbers; *ret_local for those that never leave the device or its network. */
static bool is_ipv4(struct bytes host, bool *ret_local)
{
	uint64_t n[4];
	struct bytes rest = host, part;
	size_t i = 0;

	while (text_split(&rest, '.', &part))
		if (i == 4 || !text_number(part, &n[i]) || n[i++] > 255)
			return false;
	if (i != 4)
		return false;
	*ret_local = n[0] == 127 || n[0] == 10 || n[0] == 0 || n[0] >= 224 || (n[0] == 192 && n[1] == 168) ||
		     (n[0] == 172 && n[1] >= 16 && n[1] < 32) || (n[0] == 169 && n[1] == 254);
	return true;
}

static bool is_name(struct bytes host)
{
	static const char *const reserved[] = {
		"*.example",   "example.com",   "*.example.com", "example.org", "*.example.org",
		"example.net", "*.example.net", "*.localhost",   "*.local",     "*.test",
		"*.invalid",   "*.lan",         "*.localdomain", "*..*",        ".*",
		"-*"};
	struct bytes last;

	if (bytes_find_str(host, ".") == SIZE_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(reserved); i++)
		if (text_glob(reserved[i], host))
			return false;
	last = host;
	for (size_t i = 0; i < host.len; i++)
		if (host.at[i] == '.')
			last = bytes_part(host, i + 1, host.len);
	if (last.len < 2 || last.len > 18)
		return false;
	for (size_t i = 0; i < last.len; i++)
		if (!((last.at[i] | 0x20) >= 'a' && (last.at[i] | 0x20) <= 'z'))
			return false;
	return true;
}

/* Names of schemas, standards and licences, and places that only documentation points to. */
static const char *plain_use(struct bytes host)
{
	static const char *const schema[] = {"*w3.org",
					     "*xmlsoap.org",
					     "*oasis-open.org",
					     "*onvif.org",
					     "*purl.org",
					     "*schemas.microsoft.com",
					     "*upnp.org",
					     "*iana.org",
					     "*openxmlformats.org",
					     "*json-schema.org",
					     "*sourceforge.net/projects/*",
					     "ns.adobe.com",
					     "*broadband-forum.org",
					     "*dmtf.org",
					     "*xmpp.org",
					     "*jabber.org",
					     "*omg.org",
					     "*relaxng.org",
					     "*purenetworks.com",
					     "*dslforum.org"};
	static const char *const papers[] = {"*gnu.org",         "*apache.org",
					     "*opensource.org",  "*fsf.org",
					     "*ietf.org",        "*wikipedia.org",
					     "*github.com",      "*gitlab.com",
					     "*sourceforge.net", "*kernel.org",
					     "*openssl.org",     "*busybox.net",
					     "*mozilla.org",     "*creativecommons.org",
					     "*jquery.*",        "*stackoverflow.com",
					     "*bugs.*",          "*lists.*",
					     "*rfc-editor.org",  "*php.net",
					     "*lua.org",         "*python.org",
					     "*openwrt.org",     "*thekelleys.org.uk",
					     "*zlib.net",        "*openldap.org",
					     "*curl.se",         "*curl.haxx.se",
					     "*netfilter.org",   "*debian.org",
					     "*freedesktop.org", "*lighttpd.net",
					     "*w1.fi",           "*sqlite.org",
					     "*libpng.org",      "*bugzilla.*",
					     "*launchpad.net",   "*docs.*"};

	for (size_t i = 0; i < ARRAY_LEN(schema); i++)
		if (text_glob(schema[i], host))
			return "schema";
	for (size_t i = 0; i < ARRAY_LEN(papers); i++)
		if (text_glob(papers[i], host))
			return "documentation";
	return NULL;
}

static bool has_any(struct bytes in, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_find_nocase(in, words[i]) != SIZE_MAX)
			return true;
	return false;
}

static const char *use_of(const struct address *a)
{
	static const char *const update[] = {"update", "upgrade",  "firmware", "ota.", "/ota", "-ota",
					     "fota",   "download", "packages", "/dl/", "fwdl"};
	static const char *const time[] = {"ntp", "time.", "pool.ntp"};
	static const char *const telemetry[] = {"telemetry", "analytics", "metrics", "crash", "statistic", "sentry.",
						"tracking",  "bugly",     "umeng",   "log.",  "/log",      "report"};
	static const char *const cloud[] = {"cloud",  "api.", "iot",  "amazonaws", "aliyun", "azure", "mqtt", "gateway",
					    "device", "tuya", "oss-", "push",      "relay",  "p2p",   "stun", "turn."};

	if (has_any(a->host, time, ARRAY_LEN(time)) || bytes_is(a->scheme, "ntp"))
		return "time";
	if (has_any(a->url, update, ARRAY_LEN(update)))
		return "update";
	if (plain_use(a->host))
		return plain_use(a->host);
	if (has_any(a->url, telemetry, ARRAY_LEN(telemetry)))
		return "telemetry";
	if (has_any(a->url, cloud, ARRAY_LEN(cloud)) || bytes_starts(a->scheme, "mqtt") ||
	    bytes_starts(a->scheme, "ws"))
		return "cloud";
	return "unknown";
}

static bool is_secure(struct bytes scheme)
{
	static const char *const safe[] = {"https", "mqtts", "wss", "coaps", "amqps", "ftps", "sftp", "rtsps", "ldaps"};

	for (size_t i = 0; i < ARRAY_LEN(safe); i++)
		if (text_equal_nocase(scheme, safe[i]))
			return true;
	return false;
}

/* In a binary, letters of whatever stands before an address run into its scheme ("chttps"): the longest scheme that the
 * letters end in counts. Empty where they end in none. */
static struct bytes known_scheme(struct bytes letters)
{
	static const char *const known[] = {
		"https", "http",  "mqtts", "mqtt",  "wss", "ws",   "ftps",  "ftp",  "tftp",  "sftp",  "rtsps", "rtsp",
		"rtmps", "rtmp",  "coaps", "coap",  "ntp", "ldap", "ldaps", "stun", "stuns", "turn",  "turns", "amqp",
		"amqps", "redis", "tcp",   "udp",   "ssl", "tls",  "sip",   "sips", "smtp",  "smtps", "p2p",   "telnet",
		"ssh",   "nats",  "imap",  "imaps", "svn", "git",  "rsync", "snmp", "tr069", "xmpp",
	};
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t len = strlen(known[i]);

		if (len > best && letters.len >= len &&
		    text_equal_nocase(bytes_part(letters, letters.len - len, len), known[i]))
			best = len;
	}
	return bytes_part(letters, letters.len - best, best);
}

/* The address around "://", which stands just before `behind`. */
static bool read_address(struct bytes data, size_t behind, struct address *ret)
{
	size_t from, to = behind, host_at = behind, at;

	if (behind < 4 || behind > data.len)
		return false;
	from = behind - 3;
	while (from > 0 && behind - 3 - from < SCHEME_MAX && (data.at[from - 1] | 0x20) >= 'a' &&
	       (data.at[from - 1] | 0x20) <= 'z')
		from--;
	ret->scheme = known_scheme(bytes_part(data, from, behind - 3 - from));
	from = behind - 3 - ret->scheme.len;
	/* "https://a.b/c/usr/sbin:/usr/bin": texts that a compiler laid side by side */
	while (to < data.len && to - behind < URL_MAX && is_url_char(data.at[to]) &&
	       !(bytes_starts(bytes_part(data, to, 3), ":/") && !bytes_starts(bytes_part(data, to, 3), "://")))
		to++;
	while (to > behind && strchr(".,:;!?", data.at[to - 1]))
		to--;
	/* user:password@host: a credential is the secrets' business */
	for (at = behind; at < to && data.at[at] != '/'; at++)
		if (data.at[at] == '@')
			host_at = at + 1;
	for (at = host_at; at < to && is_host_char(data.at[at]); at++)
		;
	ret->host = bytes_part(data, host_at, at - host_at);
	ret->port = bytes_of(NULL, 0);
	if (at < to && data.at[at] == ':') {
		size_t digits = at + 1;

		while (digits < to && data.at[digits] >= '0' && data.at[digits] <= '9')
			digits++;
		ret->port = bytes_part(data, at + 1, digits - at - 1);
		at = digits;
	}
	/* "http://%s.host/": the name is made at run time */
	if (at < to && !strchr("/?#%", data.at[at]))
		return false;
	if (at < to && data.at[at] == '%')
		return false;
	ret->url = bytes_part(data, from, to - from);
	ret->path = bytes_part(data, at, to - at);
	return ret->host.len > 0 && ret->host.len <= HOST_MAX && ret->scheme.len >= 2;
}

struct seen {
	struct bytes url[PER_FILE];
	size_t count;
};

static bool is_new(struct seen *s, struct bytes url)
{
	for (size_t i = 0; i < s->count; i++)
		if (bytes_equal(s->url[i], url))
			return false;
	if (s->count == PER_FILE)
		return false;
	s->url[s->count++] = url;
	return true;
}

static void emit(const struct file_view *f, const struct address *a, struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_ENDPOINT, (uint64_t)(a->url.at - f->data.at), a->url.len);

	fact_put(&d, ENDPOINT_URL, a->url);
	fact_put(&d, ENDPOINT_SCHEME, a->scheme);
	fact_put(&d, ENDPOINT_HOST, a->host);
	if (a->port.len)
		fact_put(&d, ENDPOINT_PORT, a->port);
	fact_put_bool(&d, ENDPOINT_SECURE, is_secure(a->scheme));
	fact_put_str(&d, ENDPOINT_USE, use_of(a));
	fact_excerpt(&d, strings_run(f->data, (uint64_t)(a->url.at - f->data.at), 120));
	fact_end(&d);
}

/* A comment of a script or configuration is no address in use. */
static bool in_comment(const struct file_view *f, size_t at)
{
	size_t line = at;

	if (file_is_elf(f) || !file_is_text(f))
		return false;
	while (line > 0 && f->data.at[line - 1] != '\n' && at - line < 400)
		line--;
	while (line < at && (f->data.at[line] == ' ' || f->data.at[line] == '\t'))
		line++;
	return f->data.at[line] == '#' ||
	       (f->data.at[line] == '/' && line + 1 < at && strchr("/*", f->data.at[line + 1])) ||
	       f->data.at[line] == '*';
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, PATTERN_ENDPOINTS_FIRST, PATTERN_ENDPOINTS_LAST, &hits);
	struct seen seen = {.count = 0};

	for (size_t i = 0; i < count; i++) {
		size_t to = (size_t)hits[i].to;
		struct address a = {0};
		bool local = false;

		if (to == 0 || to > f->data.len || in_comment(f, to - 1))
			continue;
		if (hits[i].id == PATTERN_ENDPOINTS_NTP) {
			size_t from = to;

			while (from > 0 && to - from < HOST_MAX && is_host_char(f->data.at[from - 1]))
				from--;
			a.url = a.host = bytes_part(f->data, from, to - from);
			a.scheme = bytes_str("ntp");
			if (from > 2 && f->data.at[from - 1] == '/' && f->data.at[from - 2] == '/')
				continue;
		} else if (!read_address(f->data, hits[i].id == PATTERN_ENDPOINTS_WS ? to - 1 : to, &a)) {
			continue;
		}
		if (!(is_ipv4(a.host, &local) ? !local : is_name(a.host)))
			continue;
		if (plain_use(a.host) && !strcmp(plain_use(a.host), "schema"))
			continue;
		if (is_new(&seen, a.url))
			emit(f, &a, out);
	}
}

const struct observer observer_endpoint = {"endpoint", wants, observe, false};
