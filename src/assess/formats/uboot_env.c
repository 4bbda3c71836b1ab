/* U-Boot's environment: a CRC-32, in redundant layouts a flags byte, then KEY=VALUE texts that end in NUL and, all
 * together, in a second NUL; the CRC covers everything behind it up to the environment's size, which is stored nowhere
 * and is found by trying. The same texts without a CRC are the default environment compiled into a boot loader. Only
 * properties come out: the bytes hold nothing else. */
#include "assess/formats/parts.h"

#define BACK_MAX 65536u /* how far before a hit an environment may begin */
#define SIZE_MAX_ENV 262144u
#define SIZE_STEP 256u /* sizes are multiples of a flash page or block; small steps would invite chance matches */
#define VARIABLES_MAX 4096
#define VARIABLES_LEAST 4 /* fewer, without a CRC, may be any program's texts */

struct env {
	uint64_t data_at, data_end; /* texts, without the last NUL */
	uint64_t len;               /* of the whole */
	bool checked, redundant, big_endian, knows_boot;
	size_t count;
};

static bool key_char(uint8_t c, bool first)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

	return letter || (!first && ((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '#' || c == ','));
}

static bool text_char(uint8_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r' || c >= 0x80;
}

/* The variable at `at`: KEY=VALUE and a NUL behind it, inside `in`. */
static bool next_variable(struct bytes in, uint64_t at, struct bytes *key, struct bytes *value)
{
	uint64_t i = at, equals;

	while (i < in.len && i - at < 64 && key_char(in.at[i], i == at))
		i++;
	if (i == at || i >= in.len || in.at[i] != '=')
		return false;
	equals = i++;
	while (i < in.len && text_char(in.at[i]))
		i++;
	if (i >= in.len || in.at[i] != 0)
		return false;
	*key = bytes_part(in, at, equals - at);
	*value = bytes_part(in, equals + 1, i - equals - 1);
	return true;
}

/* The texts from `at` to their double NUL. */
static bool read_texts(struct bytes in, uint64_t at, struct env *env)
{
	static const char *const boot[] = {"bootcmd", "bootargs", "bootdelay"};
	struct bytes key, value;

	*env = (struct env){.data_at = at};
	in = bytes_part(in, 0, at + SIZE_MAX_ENV);
	while (env->count < VARIABLES_MAX && next_variable(in, at, &key, &value)) {
		env->count++;
		for (size_t i = 0; i < ARRAY_LEN(boot); i++)
			env->knows_boot |= bytes_is(key, boot[i]);
		at += key.len + value.len + 2;
	}
	env->data_end = at;
	env->len = at + 1;
	return env->count > 0 && at < in.len && in.at[at] == 0;
}

static bool matches(struct bytes in, uint64_t at, uint32_t crc, bool *big_endian)
{
	struct reader r = reader_of(bytes_part(in, at, 4), "crc");
	uint32_t le = read_u32le(&r, "crc");

	*big_endian = crc != le;
	return reader_ok(&r) && (crc == le || crc == __builtin_bswap32(le));
}

/* Tries every size for texts that begin at `at` with a CRC 4 or 5 bytes before. */
static bool find_crc(struct bytes in, uint64_t at, struct env *env)
{
	uint32_t crc[2] = {0, 0};

	if (!read_texts(in, at, env))
		return false;
	for (uint64_t total = SIZE_STEP, done[2] = {0, 0}; total <= SIZE_MAX_ENV; total += SIZE_STEP)
		for (unsigned flag = 0; flag < 2; flag++) {
			uint64_t len = total - 4 - flag;
			bool big_endian;

			if (at < 4 + flag || at + len > in.len || (flag && in.at[at - 1] > 1))
				continue;
			crc[flag] = parts_crc32(crc[flag], bytes_part(in, at + done[flag], len - done[flag]));
			done[flag] = len;
			if (at + len > env->data_end && matches(in, at - 4 - flag, crc[flag], &big_endian)) {
				env->checked = true;
				env->redundant = flag;
				env->big_endian = big_endian;
				env->len = total;
				return true;
			}
		}
	return false;
}

static uint64_t uboot_env_locate(struct bytes region, uint64_t hit)
{
	uint64_t start = hit, first = OFFSET_UNKNOWN;
	struct env env;

	if (hit >= region.len)
		return OFFSET_UNKNOWN;
	/* back over plain texts and single NULs */
	while (start > 0 && hit - start < BACK_MAX &&
	       ((text_char(region.at[start - 1]) && region.at[start - 1] < 0x80) ||
		(region.at[start - 1] == 0 && region.at[start] != 0)))
		start--;
	if (start < hit && region.at[start] == 0)
		start++;
	/* the CRC's own bytes may look like text */
	for (uint64_t at = start; at <= hit && at < start + 7; at++)
		if (key_char(region.at[at], true) && find_crc(region, at, &env))
			return at - 4 - env.redundant;
	/* no CRC: the first of the unbroken row of variables that the hit belongs to */
	for (uint64_t at = start; at <= hit;) {
		struct bytes key, value;

		if (next_variable(region, at, &key, &value)) {
			if (first == OFFSET_UNKNOWN)
				first = at;
			at += key.len + value.len + 2;
			continue;
		}
		first = OFFSET_UNKNOWN;
		while (at <= hit && region.at[at] != 0)
			at++;
		at++;
	}
	return first;
}

static bool find(struct bytes in, struct env *ret)
{
	return find_crc(in, 4, ret) || find_crc(in, 5, ret) ||
	       (read_texts(in, 0, ret) && ret->count >= VARIABLES_LEAST && ret->knows_boot);
}

static bool uboot_env_probe(struct bytes in, struct claim *ret)
{
	struct env env;

	if (in.len < 16 || !find(in, &env))
		return false;
	*ret = (struct claim){.len = env.len, .sure = env.checked ? 100 : 70};
	return true;
}

static bool uboot_env_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct bytes key, value;
	struct env env;

	if (!find(p->in, &env))
		return error_set(e, ERROR_INPUT, "boot environment: no variables");
	if (env.checked) {
		parts_check(v, "checksum", "crc32", true, 0, 4);
		visit_property_fmt(v, "type", 0, env.data_at, "%s, CRC %s-endian",
				   env.redundant ? "redundant" : "single", env.big_endian ? "big" : "little");
	} else {
		visit_property(v, "checksum", bytes_str("crc32: absent"), 0, 0);
		visit_property(v, "origin", bytes_str("compiled-in default"), 0, 0);
	}
	for (uint64_t at = env.data_at; next_variable(p->in, at, &key, &value); at += key.len + value.len + 2) {
		char name[4 + 64 + 1] = "env.";

		memcpy(name + 4, key.at, key.len);
		name[4 + key.len] = 0;
		visit_property(v, name, value, at, key.len + 1 + value.len);
		if (bytes_is(key, "bootargs"))
			visit_property(v, "cmdline", value, at, key.len + 1 + value.len);
	}
	return true;
}

static const struct magic uboot_env_magics[] = {
	{"bootcmd=", 8, 0}, {"bootdelay=", 10, 0}, {"bootargs=", 9, 0}, {"baudrate=", 9, 0}, {"ethaddr=", 8, 0},
};

const struct format format_uboot_env = {
	.name = "uboot_env",
	.title = "U-Boot environment",
	.flags = FORMAT_CARVE,
	.magics = uboot_env_magics,
	.magic_count = ARRAY_LEN(uboot_env_magics),
	.probe = uboot_env_probe,
	.locate = uboot_env_locate,
	.open = parts_open,
	.walk = uboot_env_walk,
};
