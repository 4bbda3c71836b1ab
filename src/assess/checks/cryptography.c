#include "assess/checks/cryptography.h"

#include "core/base/text.h"

#include <ctype.h>
#include <string.h>

#define WORDS_MAX 96

/* Letters, numbers ("1.2") and the marks that write a value. */
struct words {
	struct bytes at[WORDS_MAX];
	size_t count;
	bool full;
};

/* Words that say nothing about strength. */
static const char fillers[] =
	"a an the and or of for with over on in at by per to from only as is its each using use used via mode key keys "
	"length long bit bits byte bytes certificate certificates cert certs x https http mqtt mqtts coap coaps ws wss "
	"ftps sftp rtsps rtsp smtps openssl mbedtls wolfssl gnutls libsodium signature signatures signed sign encrypt "
	"encryption encrypted authentication authenticated authenticate mutual client server device newer higher later "
	"above minimum least unique random salt salted salts hash hashed hashes cipher ciphers suite suites algorithm "
	"algorithms ephemeral session protocol version v ble bluetooth le wi fi wifi cms jwt jws jwe cose pem der pkcs "
	"csr ca root chain verified pinned pinning etm rounds iterations passes memory parallelism lanes threads "
	"openssh com libssh "
	"org m n t r p i c cost";

static bool digit(struct bytes in, size_t i)
{
	return i < in.len && in.at[i] >= '0' && in.at[i] <= '9';
}

static bool letter(struct bytes in, size_t i)
{
	return i < in.len && ((in.at[i] >= 'a' && in.at[i] <= 'z') || (in.at[i] >= 'A' && in.at[i] <= 'Z'));
}

/* "AES128-GCM" and "aes-128 gcm" are the same three words; a point stays inside a version: "1.2". */
static void cut(struct bytes in, struct words *ret)
{
	ret->count = 0;
	ret->full = false;
	for (size_t i = 0; i < in.len;) {
		size_t from = i;

		if (digit(in, i)) {
			while (digit(in, i) || (i < in.len && in.at[i] == '.' && digit(in, i + 1)))
				i++;
		} else if (letter(in, i)) {
			while (letter(in, i))
				i++;
		} else {
			i++;
			if (in.at[from] != '=' && in.at[from] != '^')
				continue;
		}
		if (ret->count == WORDS_MAX) {
			ret->full = true;
			return;
		}
		ret->at[ret->count++] = bytes_part(in, from, i - from);
	}
}

static bool same_word(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (tolower(a.at[i]) != tolower(b.at[i]))
			return false;
	return true;
}

static bool is_filler(struct bytes word)
{
	struct bytes rest = bytes_str(fillers), one;

	while (text_word(&rest, &one))
		if (same_word(word, one))
			return true;
	return false;
}

static bool is_word(const struct words *w, size_t i, const char *s)
{
	return i < w->count && text_equal_nocase(w->at[i], s);
}

/* How many words from `i` on are this spelling; 0: they are not. */
static size_t spelled(const struct words *w, size_t i, struct bytes name)
{
	struct words own;

	cut(name, &own);
	for (size_t k = 0; k < own.count; k++)
		if (i + k >= w->count || !same_word(w->at[i + k], own.at[k]))
			return 0;
	return own.count;
}

/* The row with the longest spelling that stands at `i`. */
static const struct crypto_row *row_at(const struct words *w, size_t i, size_t *ret_len)
{
	const struct crypto_row *ret = NULL;

	*ret_len = 0;
	for (size_t r = 0; r < catalogue_cryptography_count; r++) {
		struct bytes rest = bytes_str(catalogue_cryptography[r].names), name;

		while (text_split(&rest, ';', &name)) {
			size_t len;

			name = text_trim(name);
			while (name.len && !letter(name, 0) && !digit(name, 0)) /* "/dev/random" */
				name = bytes_part(name, 1, name.len);
			/* the first letter first: most rows end here */
			if (!name.len || tolower(name.at[0]) != tolower(w->at[i].at[0]))
				continue;
			len = spelled(w, i, name);
			if (len > *ret_len) {
				*ret_len = len;
				ret = &catalogue_cryptography[r];
			}
		}
	}
	return ret;
}

void crypto_begin(struct crypto *c, struct arena *arena)
{
	memset(c, 0, sizeof *c);
	c->arena = arena;
}

static struct crypto_item *add(struct crypto *c, const struct crypto_row *row, struct bytes text)
{
	struct crypto_item *item = &c->items[c->count < CRYPTO_ITEMS_MAX ? c->count++ : CRYPTO_ITEMS_MAX - 1];
	char *copy = arena_str(c->arena, text);

	/* the last place stands for all that had no room: unknown, so never accepted */
	if (c->count == CRYPTO_ITEMS_MAX)
		row = NULL;
	c->failed |= !copy;
	*item = (struct crypto_item){.row = row, .text = copy ? copy : "?"};
	return item;
}

static bool wants(const struct crypto_item *item)
{
	return item->row && item->row->unit[0] && !item->parameter;
}

/* Which unit a value named "m" or followed by "MiB" is in; "" for one that says nothing (t, p). */
static const char *unit_of_key(struct bytes key)
{
	static const char *const keys[][2] = {{"m", "MiB"},
					      {"memory", "MiB"},
					      {"n", "N"},
					      {"iterations", "iterations"},
					      {"i", "iterations"},
					      {"c", "iterations"},
					      {"rounds", "iterations"},
					      {"cost", "cost"},
					      {"bits", "bits"},
					      {"key", "bits"}};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (text_equal_nocase(key, keys[i][0]))
			return keys[i][1];
	return "";
}

static uint64_t value_of(const struct words *w, size_t *i)
{
	uint64_t value = 0, power = 0;

	if (!text_number(w->at[*i], &value))
		value = 0; /* "1.5" or beyond 64 bits */
	(*i)++;
	if (is_word(w, *i, "^") && *i + 1 < w->count && text_number(w->at[*i + 1], &power)) {
		uint64_t base = value;

		/* 0 and 1 stay what they are, whatever the power: no reason to count it down */
		for (value = power && base < 2 ? base : 1; power && base >= 2 && base < 1024; power--) {
			if (value >= UINT64_MAX / 1024)
				break;
			value *= base;
		}
		*i += 2;
	} else if (is_word(w, *i, "000") && value && value < 1000000) {
		value *= 1000; /* "600 000" */
		(*i)++;
	}
	return value;
}

/* Gives a number to the last item of this text that wants one; true where one took it. */
static bool give(struct crypto *c, size_t first, const char *unit, uint64_t value, const struct words *w, size_t i,
		 bool keyed)
{
	struct crypto_item *taker = NULL;

	for (size_t k = c->count; k > first && !taker; k--)
		if (wants(&c->items[k - 1]) && (!keyed || strcmp(c->items[k - 1].row->unit, unit) == 0))
			taker = &c->items[k - 1];
	for (size_t k = c->count; k > first && !taker; k--) { /* "AES 128/256": a second one */
		const struct crypto_item *old = &c->items[k - 1];

		if (!old->row || !old->row->unit[0] || (keyed && strcmp(old->row->unit, unit) != 0))
			continue;
		taker = add(c, old->row, bytes_str(old->row->name));
	}
	if (!taker || !taker->row)
		return false;
	if (!strcmp(taker->row->unit, "bits") && (is_word(w, i, "byte") || is_word(w, i, "bytes")))
		value = value < 1 << 20 ? value * 8 : 0;
	if (!strcmp(taker->row->unit, "MiB")) { /* Argon2's own notation counts KiB */
		if (is_word(w, i, "gib") || is_word(w, i, "gb"))
			value = value < 1 << 20 ? value * 1024 : 0;
		else if (!is_word(w, i, "mib") && !is_word(w, i, "mb"))
			value /= 1024;
	}
	/* nothing is smaller than what was said so small that it rounds to nothing */
	taker->parameter = value ? value : 1;
	taker->text = arena_printf(c->arena, "%s %llu%s%s", taker->row->name, (unsigned long long)taker->parameter,
				   strcmp(taker->row->unit, "bits") ? " " : "",
				   strcmp(taker->row->unit, "bits") ? taker->row->unit : "");
	c->failed |= !taker->text;
	if (!taker->text)
		taker->text = taker->row->name;
	return true;
}

static bool is_memory(const struct words *w, size_t i)
{
	return is_word(w, i, "mib") || is_word(w, i, "mb") || is_word(w, i, "kib") || is_word(w, i, "kb") ||
	       is_word(w, i, "gib") || is_word(w, i, "gb");
}

static bool is_count(const struct words *w, size_t i)
{
	return is_word(w, i, "iterations") || is_word(w, i, "passes") || is_word(w, i, "rounds") ||
	       is_word(w, i, "lanes") || is_word(w, i, "threads");
}

/* A number, with the name in front of it where it has one. */
static void read_number(struct crypto *c, size_t first, const struct words *w, size_t *i, struct bytes key,
			bool after_filler)
{
	struct bytes text = w->at[*i];
	uint64_t value = value_of(w, i);
	bool keyed = key.len > 0;
	const char *unit = keyed ? unit_of_key(key) : "";

	if (is_memory(w, *i)) {
		unit = "MiB";
		keyed = true;
	}
	if (!keyed && is_count(w, *i)) { /* "64 MiB, 3 passes" */
		unit = "iterations";
		if (!give(c, first, unit, value, w, *i, true) && !crypto_has_kind(c, "password-hash"))
			(void)add(c, NULL, text);
		return;
	}
	if (keyed && !unit[0])
		return; /* t=3 p=4 */
	if (!give(c, first, unit, value, w, *i, keyed) && !after_filler && !keyed)
		(void)add(c, NULL, text);
	*i += is_memory(w, *i);
}

/* "TLS 1.2/1.3": the second version belongs to the protocol in front of it. */
static const struct crypto_row *other_version(const struct crypto *c, size_t first, struct bytes version)
{
	struct words w, own;

	if (c->count == first || !c->items[c->count - 1].row || strcmp(c->items[c->count - 1].row->kind, "protocol") ||
	    bytes_find_str(version, ".") == SIZE_MAX)
		return NULL;
	cut(bytes_str(c->items[c->count - 1].row->name), &w);
	if (w.count < 2)
		return NULL;
	for (size_t r = 0; r < catalogue_cryptography_count; r++) {
		cut(bytes_str(catalogue_cryptography[r].name), &own);
		if (own.count == 2 && same_word(own.at[0], w.at[0]) && same_word(own.at[1], version))
			return &catalogue_cryptography[r];
	}
	return NULL;
}

void crypto_read(struct crypto *c, const char *declared)
{
	size_t first = c->count, i = 0;
	bool after_filler = false;
	struct words w;

	cut(bytes_str(declared), &w);
	while (i < w.count) {
		size_t len;
		const struct crypto_row *row;
		bool number = digit(w.at[i], 0), assigned = is_word(&w, i + 1, "=");

		row = assigned ? NULL : row_at(&w, i, &len);
		if (row) {
			/* The MAC of a cipher suite: "AES128-CBC-SHA". */
			if (!strcmp(row->name, "SHA-1") && c->count > first && c->items[c->count - 1].row &&
			    strstr("cipher mode", c->items[c->count - 1].row->kind))
				for (size_t r = 0; r < catalogue_cryptography_count; r++)
					if (!strcmp(catalogue_cryptography[r].name, "HMAC-SHA-1"))
						row = &catalogue_cryptography[r];
			(void)add(c, row, bytes_str(row->name));
			i += len;
			after_filler = false;
		} else if (assigned && i + 2 < w.count && digit(w.at[i + 2], 0)) {
			struct bytes key = w.at[i];

			i += 2;
			read_number(c, first, &w, &i, key, false);
		} else if (number && (row = other_version(c, first, w.at[i]))) {
			(void)add(c, row, bytes_str(row->name));
			i++;
		} else if (number) {
			read_number(c, first, &w, &i, bytes_of("", 0), after_filler);
			after_filler = false;
		} else if (is_filler(w.at[i]) || is_word(&w, i, "=") || is_word(&w, i, "^")) {
			after_filler = true;
			i++;
		} else {
			(void)add(c, NULL, w.at[i++]);
			after_filler = true; /* its number is unknown with it */
		}
	}
	if (w.full)
		(void)add(c, NULL, bytes_str("more words than are read"));
}

bool crypto_has_kind(const struct crypto *c, const char *kind)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].row && !strcmp(c->items[i].row->kind, kind))
			return true;
	return false;
}

bool crypto_names(const struct crypto *c, const char *row_name)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].row && !strcmp(c->items[i].row->name, row_name))
			return true;
	return false;
}

bool crypto_none(const struct crypto *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (!c->items[i].row || strcmp(c->items[i].row->kind, "none"))
			return false;
	return c->count > 0;
}

/* What a row needs beside it. Protocols bring modes and curves of their own. */
static bool met(const struct crypto *c, const struct crypto_item *item, struct bytes need)
{
	if (bytes_is(need, "mode"))
		return crypto_has_kind(c, "mode") || crypto_has_kind(c, "protocol") || crypto_has_kind(c, "mac") ||
		       crypto_has_kind(c, "rng");
	if (bytes_is(need, "curve"))
		return item->parameter || crypto_has_kind(c, "curve") || crypto_has_kind(c, "protocol") ||
		       crypto_names(c, "X25519");
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].row && bytes_is(need, c->items[i].row->kind))
			return true;
	return false;
}

static enum crypto_status by_parameter(struct crypto *c, struct crypto_item *item)
{
	const struct crypto_row *row = item->row;

	if (row->accepted && item->parameter >= row->accepted)
		return CRYPTO_ACCEPTED;
	if (row->legacy && item->parameter >= row->legacy)
		return CRYPTO_LEGACY;
	item->why = arena_printf(c->arena, "%s: %llu %s where at least %llu are asked for (%s)", row->name,
				 (unsigned long long)item->parameter, row->unit,
				 (unsigned long long)(row->legacy ? row->legacy : row->accepted), row->source);
	return CRYPTO_REFUSED;
}

static enum crypto_status by_status(const struct crypto_row *row)
{
	return !strcmp(row->status, "accepted") ? CRYPTO_ACCEPTED
	       : !strcmp(row->status, "legacy") ? CRYPTO_LEGACY
						: CRYPTO_REFUSED;
}

static enum crypto_status judge(struct crypto *c, struct crypto_item *item, unsigned year)
{
	const struct crypto_row *row = item->row;
	struct bytes rest, need;
	enum crypto_status ret;

	item->why = "";
	if (!row) {
		item->why = arena_printf(c->arena, "%s is not in the table of accepted cryptography", item->text);
		return CRYPTO_UNKNOWN;
	}
	if (!strcmp(row->kind, "none") && c->count > 1 && !crypto_none(c)) {
		/* a checksum beside a signature does no harm; "none" or "XOR" beside TLS is not to be understood */
		if (strcmp(row->name, "no secure encoding") == 0)
			return CRYPTO_ACCEPTED;
		item->why = arena_printf(c->arena, "says '%s' beside other cryptography", item->text);
		return CRYPTO_UNKNOWN;
	}
	ret = by_status(row);
	if (ret != CRYPTO_REFUSED && row->unit[0] && item->parameter)
		ret = by_parameter(c, item);
	else if (ret == CRYPTO_REFUSED)
		item->why = arena_printf(c->arena, "%s: %s", row->name, row->source);
	if (ret == CRYPTO_LEGACY && row->until && year > row->until) {
		item->why =
			arena_printf(c->arena, "%s was accepted until %u (%s)", item->text, row->until, row->source);
		ret = CRYPTO_REFUSED;
	} else if (ret == CRYPTO_LEGACY) {
		item->why = arena_printf(c->arena, "%s is legacy%s (%s)", item->text,
					 row->until ? arena_printf(c->arena, " and accepted until %u", row->until) : "",
					 row->source);
	}
	if (ret == CRYPTO_REFUSED)
		return ret;
	if (row->unit[0] && !item->parameter && !row->fixed) {
		item->why = arena_printf(c->arena, "%s is declared without its %s", row->name, row->unit);
		return CRYPTO_UNSAID;
	}
	rest = bytes_str(row->needs);
	while (text_split(&rest, ';', &need)) {
		need = text_trim(need);
		if (!need.len || met(c, item, need))
			continue;
		item->why = arena_printf(c->arena, "%s is declared without its %.*s", item->text, (int)need.len,
					 (const char *)need.at);
		return CRYPTO_UNSAID;
	}
	return ret;
}

enum crypto_status crypto_judge(struct crypto *c, unsigned year)
{
	enum crypto_status worst = c->count ? CRYPTO_ACCEPTED : CRYPTO_UNKNOWN;

	c->year = year;
	/* A size said once counts for the same algorithm named without: "ECDHE-RSA-..." and "RSA 3072". */
	for (size_t i = 0; i < c->count; i++)
		for (size_t k = 0; k < c->count && wants(&c->items[i]); k++)
			if (c->items[k].row == c->items[i].row && c->items[k].parameter)
				c->items[i].parameter = c->items[k].parameter;
	for (size_t i = 0; i < c->count; i++) {
		c->items[i].status = judge(c, &c->items[i], year);
		if (!c->items[i].why) {
			c->failed = true;
			c->items[i].why = "";
		}
		if (c->items[i].status > worst)
			worst = c->items[i].status;
	}
	return worst;
}

static unsigned goal_bit(struct bytes name)
{
	static const char *const names[] = {"authenticity", "integrity", "confidentiality", "replay-protection",
					    "forward-secrecy"};

	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		if (bytes_is(name, names[i]))
			return 1U << i;
	return 0;
}

unsigned crypto_goal(const char *name)
{
	return goal_bit(bytes_str(name));
}

unsigned crypto_goals(const struct crypto *c)
{
	unsigned ret = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct bytes rest, goal;

		if (!c->items[i].row || c->items[i].status == CRYPTO_REFUSED)
			continue;
		rest = bytes_str(c->items[i].row->goals);
		while (text_split(&rest, ';', &goal))
			ret |= goal_bit(text_trim(goal));
	}
	return ret;
}

static bool any_of(const struct crypto *c, struct bytes names, uint64_t below)
{
	struct bytes name;

	while (text_split(&names, '|', &name))
		for (size_t i = 0; i < c->count; i++)
			if (c->items[i].row && bytes_is(text_trim(name), c->items[i].row->name) &&
			    (!below || (c->items[i].parameter && c->items[i].parameter < below)))
				return true;
	return false;
}

const struct crypto_attack *crypto_attack(const struct crypto *c, size_t *i)
{
	while (*i < catalogue_attack_count) {
		const struct crypto_attack *a = &catalogue_attacks[(*i)++];
		struct bytes rest = bytes_str(a->when), part;
		uint64_t below = a->below;
		bool all = true;

		while (all && text_split(&rest, ';', &part)) {
			all = any_of(c, text_trim(part), below);
			below = 0;
		}
		if (all && !(a->unless[0] && any_of(c, bytes_str(a->unless), 0)))
			return a;
	}
	return NULL;
}
