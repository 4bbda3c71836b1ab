/* Settings of services that matter for security, by a table of files, keys and values (config_rows.def). Reads the
 * common shapes of such files: "key value", "key = value", "key: value;", uci's "option key 'value'".
 * Serves 5.5, 5.6, 5.1. */
#include "assess/observe/observer.h"
#include "core/base/text.h"

struct config_row {
	const char *files, *service, *key, *value, *meaning, *risk;
};
static const struct config_row rows[] = {
#define ROW(files, service, key, value, meaning, risk) {files, service, key, value, meaning, risk},
#include "assess/observe/config_rows.def"
#undef ROW
};

static bool wants(const struct file_view *f)
{
	const char *last = NULL;

	if (f->data.len == 0 || f->data.len > (1u << 20) || file_is_documentation(f) || !file_is_text(f))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].files == last)
			continue;
		last = rows[i].files;
		if (text_glob(last, f->path))
			return true;
	}
	return false;
}

static struct bytes unquoted(struct bytes v)
{
	v = text_trim(v);
	while (v.len && v.at[v.len - 1] == ';')
		v = text_trim(bytes_part(v, 0, v.len - 1));
	if (v.len >= 2 && (*v.at == '"' || *v.at == '\'') && v.at[v.len - 1] == *v.at)
		v = bytes_part(v, 1, v.len - 2);
	return v;
}

/* Lower case into a small buffer, so that a pattern can be compared without case. */
static struct bytes lower(struct bytes in, char *room, size_t size)
{
	size_t len = in.len < size ? in.len : size;

	for (size_t i = 0; i < len; i++)
		room[i] = (char)(in.at[i] >= 'A' && in.at[i] <= 'Z' ? in.at[i] + 32 : in.at[i]);
	return bytes_of(room, len);
}

static bool value_fits(const char *pattern, struct bytes value)
{
	return text_glob(pattern, value) || text_equal_nocase(value, pattern);
}

/* False for a line without a setting. */
static bool split_line(struct bytes line, bool uci, bool ini, struct bytes *key, struct bytes *value)
{
	size_t at = 0;

	line = text_trim(line);
	for (size_t i = 1; i < line.len; i++) {
		if (line.at[i] == '#' && (line.at[i - 1] == ' ' || line.at[i - 1] == '\t') &&
		    !memchr(line.at, '"', i)) {
			line = text_trim(bytes_part(line, 0, i));
			break;
		}
	}
	if (!line.len || *line.at == '#' || *line.at == ';' || bytes_starts(line, "//"))
		return false;
	if (uci) {
		struct bytes word;

		if (!text_word(&line, &word) || !(bytes_is(word, "option") || bytes_is(word, "list")) ||
		    !text_word(&line, key))
			return false;
		*key = unquoted(*key);
		*value = text_trim(line);
		/* option x 'y'  # why */
		if (value->len && *value->at == '\'') {
			const uint8_t *end = memchr(value->at + 1, '\'', value->len - 1);

			if (end)
				value->len = (size_t)(end - value->at) + 1;
		} else {
			struct bytes rest = *value;

			if (!text_word(&rest, value))
				return false;
		}
		*value = unquoted(*value);
		return true;
	}
	if (ini || memchr(line.at, '=', line.len)) {
		while (at < line.len && line.at[at] != '=')
			at++;
	} else {
		while (at < line.len && line.at[at] != ' ' && line.at[at] != '\t')
			at++;
	}
	*key = unquoted(bytes_part(line, 0, at));
	*value = unquoted(bytes_part(line, at + 1, line.len));
	return key->len > 0;
}

/* The number of "80 default_server", "[::]:443 ssl", "1883 127.0.0.1". */
static struct bytes port_of(struct bytes value)
{
	struct bytes word;

	return text_word(&value, &word) ? word : value;
}

static void one_setting(const struct file_view *f, struct bytes line, struct bytes key, struct bytes value,
			struct fact_sink *out)
{
	char room[64];
	struct bytes name = lower(key, room, sizeof room);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct config_row *r = &rows[i];
		struct fact_draft d;

		if (!text_glob(r->key, name) || !value_fits(r->value, value) || !text_glob(r->files, f->path))
			continue;
		d = fact_begin(out, FACT_CONFIG, (uint64_t)(line.at - f->data.at), line.len);
		fact_put_str(&d, CONFIG_SERVICE, r->service);
		fact_put(&d, CONFIG_KEY, bytes_part(key, 0, 128));
		fact_put(&d, CONFIG_VALUE,
			 bytes_part(bytes_is(bytes_str(r->meaning), "port") ? port_of(value) : value, 0, 256));
		fact_put_str(&d, CONFIG_MEANING, r->meaning);
		fact_put_str(&d, CONFIG_RISK, r->risk);
		fact_excerpt(&d, line);
		fact_end(&d);
		return;
	}
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	bool uci = text_glob("*/etc/config/*", f->path), ini = text_glob("*/smb*.conf", f->path);
	struct bytes rest = f->data, line, key, value;

	for (size_t n = 0; n < 20000 && text_split(&rest, '\n', &line); n++)
		if (split_line(line, uci, ini, &key, &value))
			one_setting(f, text_trim(line), key, value, out);
}

const struct observer observer_config = {"config", wants, observe, false};
