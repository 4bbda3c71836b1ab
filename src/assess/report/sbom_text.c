/* Part of sbom.c: licence expressions, time stamps, what is missing in words, and what both printers need. */
#include "assess/report/sbom_part.h"

#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <stdio.h>
#include <stdlib.h>

/* ------------------------------------------------------------------------------------------ licences */

static const char *const spdx_ids[] = {
#define ID(name) name,
#include "assess/report/spdx_ids.def"
#undef ID
};

static int compare_id(const void *key, const void *item)
{
	return bytes_compare(*(const struct bytes *)key, bytes_str(*(const char *const *)item));
}

static bool known_id(struct bytes word)
{
	if (bytes_starts(word, "LicenseRef-") && word.len > 11) {
		for (size_t i = 0; i < word.len; i++) {
			uint8_t c = word.at[i];

			if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '-' &&
			    c != '.')
				return false;
		}
		return true;
	}
	if (bsearch(&word, spdx_ids, ARRAY_LEN(spdx_ids), sizeof spdx_ids[0], compare_id))
		return true;
	/* "GPL-2.0+": or any later version (SPDX 2.3 annex D) */
	return word.len > 1 && word.at[word.len - 1] == '+' && known_id(bytes_part(word, 0, word.len - 1));
}

static bool next_token(struct bytes *rest, struct bytes *ret)
{
	*rest = text_trim(*rest);
	if (!rest->len)
		return false;
	ret->at = rest->at;
	ret->len = 1;
	if (rest->at[0] != '(' && rest->at[0] != ')')
		while (ret->len < rest->len && !strchr(" \t\r\n()", rest->at[ret->len]))
			ret->len++;
	*rest = bytes_part(*rest, ret->len, rest->len);
	return true;
}

/* operand [operator operand]..., with brackets; WITH joins a licence and an exception, which the list holds too. */
bool sbom_licence_valid(struct bytes text)
{
	struct bytes token;
	unsigned depth = 0;
	bool want_operand = true;

	if (memchr(text.at ? (const char *)text.at : "", 0, text.len))
		return false;
	while (next_token(&text, &token)) {
		if (bytes_is(token, "(")) {
			if (!want_operand)
				return false;
			depth++;
		} else if (bytes_is(token, ")")) {
			if (want_operand || depth == 0)
				return false;
			depth--;
		} else if (want_operand) {
			if (!known_id(token))
				return false;
			want_operand = false;
		} else {
			if (!bytes_is(token, "AND") && !bytes_is(token, "OR") && !bytes_is(token, "WITH"))
				return false;
			want_operand = true;
		}
	}
	return !want_operand && depth == 0;
}

/* ------------------------------------------------------------------------------------------ time */

static bool number_at(const char *text, size_t at, size_t len, int least, int most, int *ret)
{
	uint64_t value;

	if (!text_number(bytes_of(text + at, len), &value) || value < (uint64_t)least || value > (uint64_t)most)
		return false;
	*ret = (int)value;
	return true;
}

bool sbom_time(const char *text, time_t *ret)
{
	struct tm tm = {0}, back;
	size_t len = strlen(text);
	int hours = 0, minutes = 0, sign = 0;
	time_t t;

	if ((len != 20 && len != 25) || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
	    text[16] != ':')
		return false;
	if (!number_at(text, 0, 4, 1970, 9999, &tm.tm_year) || !number_at(text, 5, 2, 1, 12, &tm.tm_mon) ||
	    !number_at(text, 8, 2, 1, 31, &tm.tm_mday) || !number_at(text, 11, 2, 0, 23, &tm.tm_hour) ||
	    !number_at(text, 14, 2, 0, 59, &tm.tm_min) || !number_at(text, 17, 2, 0, 59, &tm.tm_sec))
		return false;
	if (len == 25) {
		sign = text[19] == '+' ? 1 : text[19] == '-' ? -1 : 0;
		if (!sign || text[22] != ':' || !number_at(text, 20, 2, 0, 23, &hours) ||
		    !number_at(text, 23, 2, 0, 59, &minutes))
			return false;
	} else if (text[19] != 'Z') {
		return false;
	}
	tm.tm_year -= 1900;
	tm.tm_mon--;
	back = tm;
	t = timegm(&back);
	/* the 31st of February becomes another day */
	if (back.tm_mday != tm.tm_mday || back.tm_mon != tm.tm_mon)
		return false;
	*ret = t - sign * (hours * 3600 + minutes * 60);
	return *ret >= 0;
}

/* ------------------------------------------------------------------------------------------ words */

const char *sbom_field_name(enum sbom_field field)
{
	static const char *const names[] = {
		[SBOM_CREATOR] = "component creator",
		[SBOM_VERSION] = "component version",
		[SBOM_FILENAME] = "filename",
		[SBOM_HASH] = "hash of the deployable component (SHA-512)",
		[SBOM_LICENCE] = "distribution licence",
		[SBOM_EXECUTABLE] = "executable property",
		[SBOM_ARCHIVE] = "archive property",
		[SBOM_STRUCTURED] = "structured property",
	};

	return names[field];
}

struct way {
	const char *how, *technique;
	double confidence;
};
static const struct way ways[] = {
	{"package-db", "manifest-analysis", 0.9},
	{"manifest", "manifest-analysis", 0.9},
	{"kernel-banner", "binary-analysis", 0.9},
	{"header", "binary-analysis", 0.9},
	{"module-vermagic", "binary-analysis", 0.8},
	{"pattern", "binary-analysis", 0.8},
	{"soname", "filename", 0.6},
};

static const struct way *way_of(const char *how)
{
	static const struct way other = {"", "other", 0.5};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (!strcmp(ways[i].how, how))
			return &ways[i];
	return &other;
}

double sbom_confidence(const char *how)
{
	return way_of(how)->confidence;
}

const char *sbom_technique(const char *how)
{
	return way_of(how)->technique;
}

/* ------------------------------------------------------------------------------------------ gaps */

#define GAP_LINES_MAX 50 /* of one kind; the rest is counted */

static void missing_lines(const struct sbom *s, void (*line)(void *ctx, const char *key, const char *text), void *ctx)
{
	char text[160];

	if (!s->input.creator)
		line(ctx, "holdfast:missing", "SBOM creator: not given (--creator)");
	if (!s->product.version)
		line(ctx, "holdfast:missing", "version of the product: not given (--product-version)");
	line(ctx, "holdfast:missing",
	     "creator, distribution licence and executable property of the product: not shown");
	if (!s->input.sha512)
		line(ctx, "holdfast:missing", "hash of the product (SHA-512): the input is a folder or a case");
	for (unsigned field = 0; field < SBOM_FIELDS; field++) {
		if (!s->missing[field])
			continue;
		snprintf(text, sizeof text, "%s: not shown for %zu of %zu components",
			 sbom_field_name((enum sbom_field)field), s->missing[field], s->count);
		line(ctx, "holdfast:missing", text);
	}
}

static void unread_lines(const struct sbom *s, void (*line)(void *ctx, const char *key, const char *text), void *ctx)
{
	size_t unread = facts_count(s->facts, FACT_UNREAD), shown = 0, regions = 0;
	uint64_t bytes = 0;
	char text[160];

	FACTS_EACH (s->facts, FACT_UNREAD, fact) {
		struct writer w = writer_of(4096, "gap");

		if (shown++ >= GAP_LINES_MAX)
			break;
		text_print_safe(&w, bytes_part(fact_node_of(s->facts, fact)->chain, 0, 512));
		write_str(&w, ": ");
		text_print_safe(&w, bytes_part(fact_get(fact, UNREAD_WHY), 0, 256));
		write_u8(&w, 0);
		line(ctx, "holdfast:unread", writer_ok(&w) ? (const char *)w.at : "something could not be read");
		writer_free(&w);
	}
	if (unread > GAP_LINES_MAX) {
		snprintf(text, sizeof text, "%zu more that could not be read", unread - GAP_LINES_MAX);
		line(ctx, "holdfast:unread", text);
	}
	FACTS_EACH (s->facts, FACT_REGION, fact) {
		if (fact_is(fact, REGION_CLASS, "padding") || fact_is(fact, REGION_CLASS, "zero"))
			continue;
		regions++;
		bytes += fact->len;
	}
	if (regions) {
		snprintf(text, sizeof text, "%llu bytes in %zu regions that no format explains",
			 (unsigned long long)bytes, regions);
		line(ctx, "holdfast:unread", text);
	}
	FACTS_EACH (s->facts, FACT_CONTAINER, fact) {
		struct writer w = writer_of(4096, "gap");

		if (fact_is(fact, CONTAINER_STATUS, "whole"))
			continue;
		text_print_safe(&w, bytes_part(fact_node_of(s->facts, fact)->chain, 0, 512));
		write_str(&w, ": container ");
		text_print_safe(&w, fact_get(fact, CONTAINER_STATUS));
		write_u8(&w, 0);
		line(ctx, "holdfast:unread", writer_ok(&w) ? (const char *)w.at : "a container is not whole");
		writer_free(&w);
	}
	if (!s->input.coverage.complete)
		line(ctx, "holdfast:unread", "the run ended before everything was read");
	if (s->input.coverage.restarts) {
		snprintf(text, sizeof text, "%llu workers died; what they died on is left out",
			 (unsigned long long)s->input.coverage.restarts);
		line(ctx, "holdfast:unread", text);
	}
}

void sbom_gaps(const struct sbom *s, void (*line)(void *ctx, const char *key, const char *text), void *ctx)
{
	char text[200];

	missing_lines(s, line, ctx);
	unread_lines(s, line, ctx);
	if (s->unattributed) {
		snprintf(text, sizeof text, "%zu programs and libraries hold no component that was recognised%s",
			 s->unattributed, s->count ? "; packages of a database may own some of them" : "");
		line(ctx, "holdfast:unattributed", text);
	}
	if (s->count == 0)
		line(ctx, "holdfast:empty", "no component was recognised: that does not mean that there is none");
}

static void print_line(void *ctx, const char *key, const char *text)
{
	(void)key;
	write_fmt(ctx, "  %s\n", text);
}

void sbom_summary(const struct sbom *s, struct writer *out)
{
	size_t files = 0, edges = 0;

	for (size_t i = 0; i < s->count; i++) {
		files += s->components[i].file_count;
		edges += s->components[i].depend_count;
	}
	write_fmt(out, "%zu components, %zu files, %zu dependencies; not in the SBOM:\n", s->count, files, edges);
	sbom_gaps(s, print_line, out);
}

/* ------------------------------------------------------------------------------------------ JSON */

json_t *sbom_text(struct bytes value)
{
	struct writer w = writer_of(1u << 20, "text");
	json_t *ret;

	text_print_safe(&w, value);
	ret = !writer_ok(&w) ? NULL : w.len ? json_stringn((const char *)w.at, w.len) : json_string("");
	writer_free(&w);
	return ret;
}

static int on_hash(const char *buffer, size_t size, void *data)
{
	hash_add(data, bytes_of(buffer, size));
	return 0;
}

bool sbom_uuid(const json_t *root, char ret[37])
{
	struct hash h = hash_begin(HASH_SHA256);
	uint8_t sum[SHA256_LEN];
	char hex[33];

	if (!root || json_dump_callback(root, on_hash, &h, JSON_COMPACT) != 0)
		return false;
	hash_end(&h, sum);
	sum[6] = (uint8_t)((sum[6] & 0x0f) | 0x80);
	sum[8] = (uint8_t)((sum[8] & 0x3f) | 0x80);
	text_hex(bytes_of(sum, 16), hex);
	snprintf(ret, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
	return true;
}

static int on_text(const char *buffer, size_t size, void *data)
{
	struct writer *out = data;

	write_bytes(out, bytes_of(buffer, size));
	return writer_ok(out) ? 0 : -1;
}

bool sbom_print(json_t *root, struct writer *out, struct error *e)
{
	int rc = root ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;

	json_decref(root);
	write_str(out, "\n");
	TRY(writer_done(out, e));
	return rc == 0 || error_memory(e, "SBOM");
}
