/* A Linux kernel's own configuration (CONFIG_IKCONFIG): gzip between the marks IKCFG_ST and IKCFG_ED, in a kernel or in
 * the module configs.ko. */
#include "assess/formats/parts.h"

#include "core/base/text.h"

#define START "IKCFG_ST\x1f\x8b"
#define MARK_LEN 8
#define PACKED_MAX (1u << 20)
#define TEXT_MAX (4u << 20)
#define OPTIONS_MAX 40000
#define MODULE_MAX (4u << 20)

/* Where the block lies in `in`: at its beginning, or anywhere in a relocatable ELF file (a kernel module). */
static bool find_block(struct bytes in, uint64_t *ret_at, struct bytes *ret_packed, bool *ret_ended)
{
	size_t at = 0, end;
	struct bytes rest;

	if (in.len > 18 &&
	    bytes_starts(in, "\x7f"
			     "ELF") &&
	    in.at[in.at[5] == 2 ? 17 : 16] == 1) {
		at = bytes_find(bytes_part(in, 0, MODULE_MAX), bytes_str(START));
		if (at == SIZE_MAX)
			return false;
	} else if (!bytes_starts(in, START)) {
		return false;
	}
	rest = bytes_part(in, at + MARK_LEN, PACKED_MAX);
	end = bytes_find_str(rest, "IKCFG_ED");
	*ret_at = at;
	*ret_packed = bytes_part(rest, 0, end);
	*ret_ended = end != SIZE_MAX;
	return true;
}

static bool ikconfig_probe(struct bytes in, struct claim *ret)
{
	struct writer text;
	struct bytes packed;
	struct error why;
	uint64_t at;
	size_t used = 0;
	bool ok, ended;

	if (!find_block(in, &at, &packed, &ended))
		return false;
	/* With both marks the first lines are enough to judge by. Where the end mark is missing, only the whole stream
	 * says where the block ends. */
	text = writer_of(ended ? 65536 : TEXT_MAX, "configuration");
	ok = codec_stream(CODEC_GZIP, NULL, packed, &text, &used, &why) || (ended && text.len > 0);
	ok = ok && bytes_find_str(writer_bytes(&text), "CONFIG_") != SIZE_MAX;
	writer_free(&text);
	if (!ok)
		return false;
	*ret = (struct claim){.len = at ? in.len : ended ? packed.len + 2 * MARK_LEN : MARK_LEN + used, .sure = 95};
	return true;
}

/* "CONFIG_KEY=value" or "# CONFIG_KEY is not set". */
static bool parse_option(struct bytes line, struct bytes *key, struct bytes *value)
{
	static const char unset[] = " is not set";

	if (bytes_starts(line, "# CONFIG_") && bytes_ends(line, unset)) {
		*key = bytes_part(line, 9, line.len - 9 - (sizeof unset - 1));
		*value = bytes_str("n");
	} else if (bytes_starts(line, "CONFIG_") && memchr(line.at, '=', line.len)) {
		size_t equals = (size_t)((const uint8_t *)memchr(line.at, '=', line.len) - line.at);

		*key = bytes_part(line, 7, equals - 7);
		*value = bytes_part(line, equals + 1, line.len);
		if (value->len >= 2 && value->at[0] == '"' && value->at[value->len - 1] == '"')
			*value = bytes_part(*value, 1, value->len - 2);
	} else {
		return false;
	}
	for (size_t i = 0; i < key->len; i++)
		if (key->at[i] <= 0x20 || key->at[i] >= 0x7f)
			return false;
	return key->len > 0 && key->len < 96;
}

static bool ikconfig_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct writer text = writer_of(TEXT_MAX, "kernel configuration");
	struct bytes packed, rest, line, key, value;
	struct error why = {0};
	uint64_t at;
	size_t used, count = 0;
	bool ok, ended;

	if (!find_block(p->in, &at, &packed, &ended))
		return error_set(e, ERROR_INPUT, "kernel configuration: no start mark");
	if (!codec_stream(CODEC_GZIP, NULL, packed, &text, &used, &why))
		visit_unread(v, bytes_str("config"), at + MARK_LEN, why.text);
	rest = writer_bytes(&text);
	while (rest.len && count < OPTIONS_MAX && text_split(&rest, '\n', &line)) {
		char name[7 + 96] = "config.";

		if (!parse_option(line, &key, &value))
			continue;
		memcpy(name + 7, key.at, key.len);
		name[7 + key.len] = 0;
		visit_property(v, name, value, at + MARK_LEN, packed.len);
		count++;
	}
	ok = text.len == 0 || part_bytes(v, "config", writer_bytes(&text), e);
	writer_free(&text);
	return ok;
}

static const struct magic ikconfig_magics[] = {{START, 10, 0}};

const struct format format_ikconfig = {
	.name = "ikconfig",
	.title = "Embedded kernel configuration",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = ikconfig_magics,
	.magic_count = ARRAY_LEN(ikconfig_magics),
	.probe = ikconfig_probe,
	.open = parts_open,
	.walk = ikconfig_walk,
};
