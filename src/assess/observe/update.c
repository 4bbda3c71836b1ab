/* What updates the product: settings of update agents, package feeds, and scripts that write images to flash, with what
 * they check before. Serves 5.3-1 to 5.3-10. */
#include "assess/observe/observer.h"
#include "assess/observe/shell.h"
#include "core/base/text.h"

struct update_row {
	const char *agent, *transport, *verify, *rollback, *detail;
	struct bytes url, key;
};

static void emit(const struct file_view *f, const struct update_row *r, struct bytes text, struct fact_sink *out)
{
	bool inside = text.len && text.at >= f->data.at && text.at + text.len <= f->data.at + f->data.len;
	struct fact_draft d =
		fact_begin(out, FACT_UPDATE, inside ? (uint64_t)(text.at - f->data.at) : 0, inside ? text.len : 0);

	fact_put_str(&d, UPDATE_AGENT, r->agent);
	fact_put_str(&d, UPDATE_TRANSPORT, r->transport ? r->transport : "unknown");
	if (r->url.len)
		fact_put(&d, UPDATE_URL, bytes_part(r->url, 0, 512));
	fact_put_str(&d, UPDATE_VERIFY, r->verify);
	if (r->key.len)
		fact_put(&d, UPDATE_KEY, bytes_part(r->key, 0, 256));
	fact_put_str(&d, UPDATE_ROLLBACK, r->rollback ? r->rollback : "unknown");
	fact_put_str(&d, UPDATE_AUTOMATIC, "unknown");
	fact_put_str(&d, UPDATE_DETAIL, r->detail);
	fact_excerpt(&d, text);
	fact_end(&d);
}

static const char *transport_of(struct bytes url)
{
	static const char *const schemes[] = {"https", "http", "ftp", "tftp", "mqtt"};
	static const char *const names[] = {"https", "http", "ftp", "tftp", "mqtt"};
	size_t at = bytes_find_str(url, "://");

	for (size_t i = 0; at != SIZE_MAX && i < ARRAY_LEN(schemes); i++)
		if (text_equal_nocase(bytes_part(url, 0, at), schemes[i]))
			return names[i];
	if (bytes_starts(url, "file:") || bytes_starts(url, "/"))
		return "local";
	return "unknown";
}

/* The value behind `key` and = or : in the first line that has it; empty where none has. */
static struct bytes setting(struct bytes text, const char *key, struct bytes *ret_line)
{
	struct bytes line;

	while (text_split(&text, '\n', &line)) {
		struct bytes trimmed = text_trim(line), value;

		while (trimmed.len && (*trimmed.at == '"' || *trimmed.at == '\''))
			trimmed = bytes_part(trimmed, 1, trimmed.len);
		if (!bytes_starts(trimmed, key))
			continue;
		value = text_trim(bytes_part(trimmed, strlen(key), trimmed.len));
		while (value.len && strchr("\"' \t:=", *value.at))
			value = bytes_part(value, 1, value.len);
		while (value.len && strchr("\"';, \t\r", value.at[value.len - 1]))
			value.len--;
		if (!value.len)
			continue;
		*ret_line = text_trim(line);
		return value;
	}
	return bytes_of(NULL, 0);
}

/* RAUC checks a CMS signature always; without a keyring no bundle installs. */
static void rauc(const struct file_view *f, struct fact_sink *out)
{
	struct bytes line = bytes_part(f->data, 0, 200), other;
	struct update_row r = {.agent = "rauc", .verify = "signature"};
	size_t keyring = bytes_find_str(f->data, "[keyring]");

	if (bytes_find_str(f->data, "[system]") == SIZE_MAX)
		return;
	if (keyring != SIZE_MAX)
		r.key = setting(bytes_part(f->data, keyring, f->data.len), "path", &line);
	r.rollback = bytes_find_str(f->data, "bootname") != SIZE_MAX ? "yes" : "unknown";
	r.detail = setting(f->data, "compatible", &other).len ? "system.conf with slots and a compatible string"
							      : "system.conf";
	emit(f, &r, line, out);
}

static void swupdate(const struct file_view *f, struct fact_sink *out)
{
	struct bytes line = bytes_part(f->data, 0, 120), other;
	struct update_row r = {.agent = "swupdate"};

	r.key = setting(f->data, "public-key-file", &line);
	r.verify = r.key.len ? "signature" : "unknown";
	r.url = setting(f->data, "url", &other);
	r.transport = transport_of(r.url);
	r.detail = r.key.len ? "public-key-file is set" : "no public-key-file in this file";
	emit(f, &r, line, out);
}

static void mender(const struct file_view *f, struct fact_sink *out)
{
	struct bytes line = bytes_part(f->data, 0, 120), other;
	struct update_row r = {.agent = "mender", .rollback = "yes"};

	r.url = setting(f->data, "ServerURL", &line);
	r.transport = transport_of(r.url);
	r.key = setting(f->data, "ArtifactVerifyKey", &other);
	r.verify = r.key.len ? "signature" : "checksum";
	r.detail = bytes_is(setting(f->data, "SkipVerify", &other), "true")
			   ? "SkipVerify: the server's certificate is not checked"
			   : NULL;
	emit(f, &r, line, out);
}

static bool sets_signature_check(struct bytes text)
{
	struct bytes line;

	while (text_split(&text, '\n', &line)) {
		struct bytes word, rest = line;

		if (text_word(&rest, &word) && bytes_is(word, "option") && text_word(&rest, &word) &&
		    bytes_starts(word, "check_signature")) {
			if (!text_word(&rest, &word) || !bytes_is(word, "0"))
				return true;
		}
	}
	return false;
}

/* opkg: feeds are "src/gz NAME URL"; package lists carry hashes, signed only where check_signature is on. */
static void opkg(const struct file_view *f, struct fact_sink *out)
{
	bool sign = sets_signature_check(f->data);
	struct bytes rest = f->data, line;

	for (size_t n = 0; n < 1000 && text_split(&rest, '\n', &line); n++) {
		struct bytes words = line, kind, name, url;
		struct update_row r = {.agent = "opkg", .verify = sign ? "signature" : "checksum"};

		if (!text_word(&words, &kind) || !bytes_starts(kind, "src") || !text_word(&words, &name) ||
		    !text_word(&words, &url))
			continue;
		r.url = url;
		r.transport = transport_of(url);
		r.detail =
			sign ? "check_signature is on" : "package lists are not signed: hashes come over the same way";
		emit(f, &r, text_trim(line), out);
	}
}

static void apt(const struct file_view *f, struct fact_sink *out)
{
	struct bytes rest = f->data, line;

	for (size_t n = 0; n < 1000 && text_split(&rest, '\n', &line); n++) {
		struct bytes words = text_trim(line), word;
		struct update_row r = {.agent = "apt", .verify = "signature"};

		if (!bytes_starts(words, "deb ") && !bytes_starts(words, "deb-src ") && !bytes_starts(words, "deb\t"))
			continue;
		while (text_word(&words, &word) && bytes_find_str(word, "://") == SIZE_MAX)
			if (bytes_find_str(word, "trusted=yes") != SIZE_MAX)
				r.verify = "none";
		r.url = word;
		r.transport = transport_of(word);
		emit(f, &r, text_trim(line), out);
	}
}

/* What a script does with images. */
struct flow {
	const struct shell_command *fetch, *write, *check;
	struct bytes url;
	const char *verify;
	unsigned strength; /* 3 signature, 2 hash, 1 checksum */
};

static bool has_word(const struct shell_command *c, const char *start)
{
	for (size_t i = 1; i < c->count; i++)
		if (bytes_starts(c->words[i], start))
			return true;
	return false;
}

static bool writes_flash(const struct shell_command *c, struct bytes base)
{
	if (bytes_is(base, "mtd") || bytes_is(base, "mtd_write"))
		return has_word(c, "write") || bytes_is(base, "mtd_write");
	if (bytes_is(base, "flashcp") || bytes_is(base, "nandwrite") || bytes_is(base, "ubiupdatevol") ||
	    bytes_is(base, "flash_write") || bytes_is(base, "fw_update") || bytes_is(base, "flashw"))
		return true;
	if (bytes_is(base, "dd"))
		return has_word(c, "of=/dev/mtd") || has_word(c, "of=/dev/mmcblk") || has_word(c, "of=/dev/ubi");
	return (bytes_is(base, "cat") || bytes_is(base, "cp")) &&
	       (bytes_starts(c->output, "/dev/mtd") || bytes_starts(c->words[c->count - 1], "/dev/mtd"));
}

static unsigned checks_with(const struct shell_command *c, struct bytes base, const char **ret)
{
	static const struct {
		const char *program, *argument, *verify;
		unsigned strength;
	} rows[] = {
		{"openssl", "-verify", "signature", 3},
		{"openssl", "cms", "signature", 3},
		{"openssl", "smime", "signature", 3},
		{"usign", "-V", "signature", 3},
		{"signify", "-V", "signature", 3},
		{"gpg", "--verify", "signature", 3},
		{"gpgv", "", "signature", 3},
		{"ucert", "-V", "signature", 3},
		{"minisign", "-V", "signature", 3},
		{"fwtool_check_signature", "", "signature", 3},
		{"validate_firmware_image", "", "signature", 3},
		{"sha256sum", "", "hash", 2},
		{"sha512sum", "", "hash", 2},
		{"sha1sum", "", "hash", 2},
		{"openssl", "dgst", "hash", 2},
		{"md5sum", "", "checksum", 1},
		{"cksum", "", "checksum", 1},
		{"crc32", "", "checksum", 1},
		{"sum", "", "checksum", 1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!bytes_is(base, rows[i].program) || (*rows[i].argument && !has_word(c, rows[i].argument)))
			continue;
		*ret = rows[i].verify;
		return rows[i].strength;
	}
	return 0;
}

static void follow(struct flow *w, const struct shell_command *c)
{
	struct bytes base = text_basename(c->words[0]);
	const char *verify = NULL;
	unsigned strength;

	if (c->assignment)
		return;
	if (bytes_is(base, "wget") || bytes_is(base, "curl") || bytes_is(base, "tftp") || bytes_is(base, "ftpget") ||
	    bytes_is(base, "uclient-fetch")) {
		if (!w->fetch)
			w->fetch = c;
		for (size_t i = 1; i < c->count; i++)
			if (!w->url.len && bytes_find_str(c->words[i], "://") != SIZE_MAX)
				w->url = c->words[i];
	}
	if (writes_flash(c, base) && !w->write)
		w->write = c;
	strength = checks_with(c, base, &verify);
	if (strength > w->strength) {
		w->strength = strength;
		w->verify = verify;
		w->check = c;
	}
}

static bool mentions_signature_check(struct bytes text)
{
	return bytes_find_str(text, "fwtool") != SIZE_MAX ||
	       bytes_find_str(text, "validate_firmware_image") != SIZE_MAX ||
	       bytes_find_str(text, "usign") != SIZE_MAX || bytes_find_str(text, "ucert") != SIZE_MAX;
}

static void script(const struct file_view *f, struct fact_sink *out)
{
	struct update_row r = {.agent = "mtd-write", .verify = "unknown"};
	struct flow w = {.verify = "none"};
	struct shell_script s;
	struct arena a;

	if (bytes_is(f->base, "sysupgrade") && bytes_find_str(f->data, "platform_check_image") != SIZE_MAX) {
		bool sign = mentions_signature_check(f->data);
		size_t at = bytes_find_str(f->data, sign ? "fwtool" : "platform_check_image");

		r.agent = "sysupgrade";
		r.transport = "local";
		r.verify = sign ? "signature" : "none";
		r.detail = sign ? "calls a check of the image's signature"
				: "platform_check_image looks at the image's form only";
		emit(f, &r, bytes_part(f->data, at == SIZE_MAX ? 0 : at, 60), out);
		return;
	}
	arena_init(&a, 64u << 20);
	if (!shell_read(f->data, &a, &s)) {
		out->failed = true;
	} else {
		for (size_t i = 0; i < s.count; i++)
			follow(&w, &s.commands[i]);
		if (w.write) {
			r.url = w.url;
			r.transport = w.url.len ? transport_of(w.url)
				      : w.fetch && bytes_is(text_basename(w.fetch->words[0]), "tftp")   ? "tftp"
				      : w.fetch && bytes_is(text_basename(w.fetch->words[0]), "ftpget") ? "ftp"
													: "unknown";
			/* only a script that fetches and writes shows the whole way from the network into flash */
			r.verify = w.strength ? w.verify : w.fetch ? "none" : "unknown";
			r.detail = w.fetch ? "fetches and writes to flash" : "writes to flash";
			emit(f, &r, w.write->text, out);
		} else if (bytes_find_str(f->data, "swupdate") != SIZE_MAX) {
			for (size_t i = 0; i < s.count; i++) {
				const struct shell_command *c = &s.commands[i];

				if (!bytes_is(text_basename(c->words[0]), "swupdate"))
					continue;
				r = (struct update_row){
					.agent = "swupdate", .transport = "unknown", .verify = "unknown"};
				for (size_t k = 1; k + 1 < c->count; k++)
					if (bytes_is(c->words[k], "-k") || bytes_is(c->words[k], "--key")) {
						r.key = c->words[k + 1];
						r.verify = "signature";
					}
				emit(f, &r, c->text, out);
				break;
			}
		}
	}
	arena_done(&a);
}

struct table_row {
	const char *glob;
	void (*read)(const struct file_view *f, struct fact_sink *out);
};
static const struct table_row tables[] = {
	{"*/rauc/system.conf", rauc},
	{"*/swupdate.cfg", swupdate},
	{"*/mender.conf", mender},
	{"*/opkg.conf", opkg},
	{"*/opkg/*.conf", opkg},
	{"*/etc/apt/sources.list", apt},
	{"*/etc/apt/sources.list.d/*", apt},
};

static bool wants(const struct file_view *f)
{
	if (f->data.len == 0 || f->data.len > (1u << 20) || file_is_elf(f) || file_is_documentation(f) ||
	    !file_is_text(f))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (text_glob(tables[i].glob, f->path))
			return true;
	return bytes_ends(f->base, ".sh") ||
	       (file_is_script(f) && bytes_find_str(bytes_part(f->data, 0, 64), "sh") != SIZE_MAX);
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		if (text_glob(tables[i].glob, f->path)) {
			tables[i].read(f, out);
			return;
		}
	}
	script(f, out);
}

const struct observer observer_update = {"update", wants, observe, false};
