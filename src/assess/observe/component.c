/* Versions of the components inside stripped binaries, by the texts that stand in them: rows of patterns/versions.tsv
 * say which text and where the version stands; component_products.def says what else is known. A program that only
 * mentions a product, or links it, does not contain it. Linux banners become kernel facts too. */
#include "assess/observe/component_relation.h"
#include "assess/observe/component_version.h"
#include "assess/observe/elf_file.h"
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "assess/observe/strings.h"
#include "core/base/text.h"

#include <stdlib.h>

#define FOUND_MAX 64 /* components of one file */
#define HITS_MAX 64  /* hits looked at for one row */
#define RUN_MAX 512
#define VERSIONS_MAX 4 /* of one product in one file */

struct product {
	const char *name, *cpe, *sonames;
};

static const struct product products[] = {
#define PRODUCT(name, cpe, sonames) {name, cpe, sonames},
#include "assess/observe/component_products.def"
#undef PRODUCT
};

struct found {
	struct bytes product, version, evidence;
	bool built;
	bool headers; /* nothing but texts about what the program was built against */
};

struct component_view {
	const struct file_view *file;
	struct elf_file elf;
	bool is_elf;
	struct bytes note_name, note_version; /* of its package note */
	struct found found[FOUND_MAX];
	size_t count;
};

static bool wants(const struct file_view *f)
{
	static const char *const others[] = {"\x89PNG",          "\xff\xd8\xff",     "GIF8", "\x1f\x8b", "PK\x03\x04",
					     "\xde\x12\x04\x95", "\x95\x04\x12\xde", "wOFF", "OTTO"};

	if (f->data.len < 16 || file_is_documentation(f) || (file_is_text(f) && !file_is_elf(f)))
		return false;
	/* compiled scripts and tables of other programs' marks only mention */
	if (bytes_ends(f->base, ".pyc") || bytes_ends(f->base, ".mgc") || bytes_ends(f->base, ".ppu"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (bytes_starts(f->data, others[i]))
			return false;
	return true;
}

static const struct product *product_of(struct bytes name)
{
	for (size_t i = 0; i < ARRAY_LEN(products); i++)
		if (bytes_is(name, products[i].name))
			return &products[i];
	return NULL;
}

/* The length of what a row's expression matches, where it is a plain literal; 0 where it is not. */
static size_t literal_len(const char *expression)
{
	size_t len = 0;

	for (const char *c = expression; *c; c++, len++) {
		if (*c == '\\' && c[1] == 'x' && c[2] && c[3])
			c += 3;
		else if (*c == '\\' && c[1])
			c++;
		else if (strchr("^$|?*+()[]{}.", *c))
			return 0;
	}
	return len;
}

/* Where the match of a hit begins, or UINT64_MAX. */
static uint64_t hit_start(const struct component_view *v, const struct pattern_hit *hit)
{
	size_t len = literal_len(pattern_expression(hit->id));
	struct bytes whole;

	if (len)
		return hit->to - len;
	if (pattern_confirm(v->file->data, hit, 256, 0, &whole, 1))
		return (uint64_t)(whole.at - v->file->data.at);
	return UINT64_MAX;
}

static bool is_letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A text must not begin in the middle of another word: "curl-" in "libcurl-7.1" is no curl and "glib-" in
 * "libjson-glib-1.0" no GLib; nor be part of a path. */
static bool begins_word(struct bytes data, uint64_t start, bool path_too)
{
	uint8_t first, before;

	if (start == 0 || start >= data.len)
		return start == 0;
	first = data.at[start];
	before = data.at[start - 1];
	if (!is_letter(first) && !(first >= '0' && first <= '9'))
		return true;
	if (before == '-' && start > 1 && is_letter(data.at[start - 2]))
		return false;
	return !is_letter(before) && !(before >= '0' && before <= '9') && before != '_' &&
	       (path_too || (before != '/' && before != '.'));
}

/* A version alone, in one of the `steps` texts in front of or behind the run, the nearest first. */
static struct bytes version_near(struct bytes data, struct bytes run, unsigned steps)
{
	struct bytes before = run, behind = run;

	for (unsigned i = 0; i < steps; i++) {
		struct bytes version;

		if (before.len)
			before = strings_before(data, before, 3, 40, RUN_MAX);
		version = version_of_text(before);
		if (version.len)
			return version;
		if (behind.len)
			behind = strings_behind(data, behind, 3, 40, RUN_MAX);
		version = version_of_text(behind);
		if (version.len)
			return version;
	}
	return bytes_part(data, 0, 0);
}

/* "1.1.1d  10 Sep 2019": OpenSSL's own version text; a mere mention has no date behind it. */
static struct bytes version_dated(struct bytes rest)
{
	struct bytes version = version_at_front(rest, 2), date = bytes_part(rest, version.len, 24);
	size_t digits = 0;

	if (bytes_starts(date, "-fips"))
		date = bytes_part(date, 5, date.len);
	while (date.len && date.at[0] == ' ')
		date = bytes_part(date, 1, date.len);
	while (digits < date.len && date.at[digits] >= '0' && date.at[digits] <= '9')
		digits++;
	return digits >= 1 && digits <= 2 && digits < date.len && date.at[digits] == ' ' ? version
											 : bytes_part(rest, 0, 0);
}

/* The version that ends where the match begins. */
static struct bytes version_before(struct bytes data, uint64_t start, unsigned numbers)
{
	size_t end = (size_t)start, from = end;
	struct bytes version;

	while (from > 0 && end - from < 32 &&
	       (data.at[from - 1] == '.' || (data.at[from - 1] >= '0' && data.at[from - 1] <= '9') ||
		(data.at[from - 1] >= 'a' && data.at[from - 1] <= 'z')))
		from--;
	version = version_at_front(bytes_part(data, from, end - from), numbers);
	return version.len == end - from ? version : bytes_part(data, 0, 0);
}

/* "3_1_1" */
static struct bytes version_under(struct bytes rest)
{
	size_t len = 0;

	while (len < rest.len && len < 16 && (rest.at[len] == '_' || (rest.at[len] >= '0' && rest.at[len] <= '9')))
		len++;
	return bytes_part(rest, 0, len);
}

/* SQLite's own number stands alone somewhere near the rest of its texts. */
static struct bytes version_sqlite(struct bytes data)
{
	struct bytes found = bytes_part(data, 0, 0), needle = bytes_str("3.");

	for (size_t at = 0;;) {
		size_t next = bytes_find(bytes_part(data, at, data.len), needle);
		struct bytes text, version;

		if (next == SIZE_MAX)
			return found;
		at += next + 1;
		text = strings_run(data, at - 1, 16);
		if (text.at != data.at + at - 1)
			continue;
		version = version_at_front(text, 3);
		if (!version.len || version.len != text.len || version.len < 5)
			continue;
		if (found.len && !bytes_equal(found, version))
			return bytes_part(data, 0, 0);
		found = version;
	}
}

static unsigned steps_of(struct bytes rule)
{
	return rule.len > 4 && rule.at[4] >= '1' && rule.at[4] <= '9' ? (unsigned)(rule.at[4] - '0') : 1;
}

/* "GCC: (Debian 12.2.0-14) 12.2.0", "(GNU Binutils for Ubuntu) 2.31.1": behind the bracket. */
static struct bytes version_built(struct bytes rest)
{
	struct bytes run = bytes_part(rest, 0, 96);
	const uint8_t *close = run.len ? memchr(run.at, ')', run.len) : NULL;

	return version_at_front(close ? bytes_part(run, (uint64_t)(close - run.at) + 2, run.len) : rest, 2);
}

/* "go1.20.3" and nothing else. */
static struct bytes version_whole(struct bytes data, uint64_t start)
{
	struct bytes run = strings_run(data, start, 64), version;
	size_t name = 0;

	while (name < run.len && (run.at[name] < '0' || run.at[name] > '9'))
		name++;
	version = version_at_front(bytes_part(run, name, run.len), 2);
	return run.at == data.at + start && name + version.len == run.len ? version : bytes_part(data, 0, 0);
}

static bool is_wildcard(struct bytes rest)
{
	if (rest.len && rest.at[0] == '.')
		rest = bytes_part(rest, 1, 1);
	return rest.len && rest.at[0] && strchr("*?[%", rest.at[0]);
}

/* The product's name stands outside this text too, however it is written. */
static bool is_named_again(struct bytes data, uint64_t start, uint64_t end, struct bytes product)
{
	char name[64];

	if (product.len >= sizeof name)
		return false;
	memcpy(name, product.at, product.len);
	name[product.len] = 0;
	return bytes_find_nocase(bytes_part(data, 0, start), name) != SIZE_MAX ||
	       bytes_find_nocase(bytes_part(data, end, data.len), name) != SIZE_MAX;
}

static struct bytes capture(const struct component_view *v, struct bytes rule, const struct pattern_hit *hit)
{
	struct bytes data = v->file->data, rest = bytes_part(data, hit->to, RUN_MAX), none = bytes_part(data, 0, 0),
		     version;
	uint64_t start = hit_start(v, hit);

	if (start >= data.len)
		return none;
	if (bytes_starts(rule, "before"))
		return version_before(data, start, 1);
	if (bytes_is(rule, "sqlite"))
		return version_sqlite(data);
	if (!begins_word(data, start, bytes_starts(rule, "near")))
		return none;
	if (bytes_starts(rule, "near"))
		return version_near(data, strings_run(data, start, RUN_MAX), steps_of(rule));
	if (bytes_is(rule, "dated"))
		return version_dated(rest);
	if (bytes_is(rule, "under"))
		return version_under(rest);
	if (bytes_is(rule, "built"))
		return version_built(rest);
	if (bytes_is(rule, "whole"))
		return version_whole(data, start);
	if (bytes_is(rule, "vermagic") && v->is_elf)
		return none; /* the elf observer reads modules */
	if (rest.len && (rest.at[0] == 'v' || rest.at[0] == 'V'))
		rest = bytes_part(rest, 1, rest.len);
	version = version_at_front(rest, bytes_is(rule, "after1") ? 1 : bytes_is(rule, "after3") ? 3 : 2);
	/* "OpenSSH_2.3.*": a table of what others are */
	if (version.len && is_wildcard(bytes_part(rest, version.len, 2)))
		return none;
	if (bytes_is(rule, "named") && !is_named_again(data, start, hit->to, pattern_column(hit->id, 0)))
		return none;
	if (!version.len && bytes_is(rule, "either"))
		return version_near(data, strings_run(data, start, RUN_MAX), 1);
	return version;
}

/* The package note that some distributions put into each program:
 * {"type":"rpm","name":"ppp","version":"2.4.9-8.fc37",... */
static void look_at_note(struct component_view *v, const struct pattern_hit *hit)
{
	struct bytes note = bytes_part(v->file->data, hit->to, RUN_MAX), name, version;
	size_t key;

	if (!text_split(&note, '"', &name) || !name.len || !text_is_printable(name))
		return;
	key = bytes_find_str(note, "\"version\":\"");
	if (key == SIZE_MAX || key > 8)
		return;
	note = bytes_part(note, key + 11, note.len);
	if (text_split(&note, '"', &version) && version.len && text_is_printable(version))
		v->note_name = name, v->note_version = version;
}

static void found_add(struct component_view *v, const struct pattern_hit *hit, struct bytes product,
		      struct bytes version, bool built)
{
	bool headers = component_text_is_of_headers(v->file->data, hit->to);

	for (size_t i = 0; i < v->count; i++)
		if (bytes_equal(v->found[i].product, product) && bytes_equal(v->found[i].version, version)) {
			v->found[i].headers &= headers;
			return;
		}
	if (v->count < FOUND_MAX)
		v->found[v->count++] =
			(struct found){product, version, strings_run(v->file->data, hit->to - 1, FACT_EXCERPT_MAX / 2),
				       built, headers};
}

static bool already(const struct component_view *v, struct bytes product)
{
	for (size_t i = 0; i < v->count; i++)
		if (bytes_equal(v->found[i].product, product))
			return true;
	return false;
}

/* Rows that look at neighbours (weak) have their turn after those that read the version behind the text itself. */
static void look(struct component_view *v, bool neighbours)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(v->file, PATTERN_VERSIONS_FIRST, PATTERN_VERSIONS_LAST, &hits), same = 0;

	for (size_t i = 0; i < count; i++) {
		struct bytes product = pattern_column(hits[i].id, 0), rule = pattern_column(hits[i].id, 1), version;

		same = i && hits[i - 1].id == hits[i].id ? same + 1 : 0;
		if (same >= HITS_MAX || bytes_starts(rule, "near") != neighbours || (neighbours && already(v, product)))
			continue;
		if (bytes_is(rule, "package")) {
			look_at_note(v, &hits[i]);
			continue;
		}
		version = capture(v, rule, &hits[i]);
		if (version.len)
			found_add(v, &hits[i], product, version, bytes_is(rule, "built"));
	}
}

/* A file that names many versions of a product holds a table of others' versions (peers that need a workaround). */
static bool is_table(const struct component_view *v, struct bytes product)
{
	unsigned versions = 0;

	for (size_t i = 0; i < v->count; i++)
		versions += bytes_equal(v->found[i].product, product);
	return versions > VERSIONS_MAX;
}

/* "curl/7.5" next to "curl 7.52.1", "OpenSSH_6.8" next to "OpenSSH_6.8p1": the same version, cut short by machine code
 * that builds the text in pieces, or told without its patch level. */
static bool is_cut_short(const struct component_view *v, const struct found *found)
{
	for (size_t i = 0; i < v->count; i++) {
		struct bytes other = v->found[i].version, rest = bytes_part(other, found->version.len, other.len);

		if (bytes_equal(v->found[i].product, found->product) && rest.len &&
		    bytes_equal(bytes_part(other, 0, found->version.len), found->version) &&
		    ((rest.at[0] >= '0' && rest.at[0] <= '9') || rest.at[0] == '.' || rest.at[0] == 'p'))
			return true;
	}
	return false;
}

/* BusyBox calls its DHCP client udhcp with BusyBox's own version. */
static bool is_applet(const struct component_view *v, const struct found *found)
{
	for (size_t i = 0; bytes_is(found->product, "udhcp") && i < v->count; i++)
		if (bytes_is(v->found[i].product, "busybox") && bytes_equal(v->found[i].version, found->version))
			return true;
	return false;
}

static const char *relation_of(const struct component_view *v, const struct found *found, const struct product *product)
{
	if (found->built)
		return "built-with";
	return component_relation(v->file, v->is_elf ? &v->elf : NULL, found->product, product ? product->sonames : "",
				  found->evidence, found->headers);
}

/* "Linux version 3.10.14 (user@host) (gcc version 4.7.2) #1 ...": the banner a kernel prints. */
static bool put_kernel(const struct component_view *v, const struct found *found, struct fact_sink *out)
{
	struct bytes run = strings_run(v->file->data, (uint64_t)(found->evidence.at - v->file->data.at), RUN_MAX);
	size_t at = bytes_find_str(run, "Linux version "), end, compiler;
	struct bytes version;
	struct fact_draft d;

	if (at == SIZE_MAX)
		return false;
	run = bytes_part(run, at, RUN_MAX);
	version = bytes_part(run, 14, 64);
	for (end = 0; end < version.len && version.at[end] != ' ' && version.at[end] != '\t'; end++)
		;
	if (end == version.len || !bytes_starts(bytes_part(version, end, 2), " ("))
		return false;
	version.len = end;
	d = fact_begin(out, FACT_KERNEL, (uint64_t)(run.at - v->file->data.at), run.len);
	fact_put(&d, KERNEL_VERSION, version);
	fact_put(&d, KERNEL_BANNER, text_trim(run));
	compiler = bytes_find_str(run, "gcc version ");
	if (compiler == SIZE_MAX)
		compiler = bytes_find_str(run, "clang version ");
	if (compiler != SIZE_MAX) {
		struct bytes text = bytes_part(run, compiler, 96);
		const uint8_t *close = memchr(text.at, ')', text.len);

		fact_put(&d, KERNEL_COMPILER, close ? bytes_of(text.at, (size_t)(close - text.at)) : text);
	}
	fact_excerpt(&d, run);
	fact_end(&d);
	return true;
}

static void put_under(struct fact_draft *d, struct bytes version)
{
	uint8_t text[16];
	size_t len = 0;

	for (; len < version.len && len < sizeof text; len++)
		text[len] = version.at[len] == '_' ? '.' : version.at[len];
	fact_put(d, COMPONENT_VERSION, bytes_of(text, len));
}

static void put_found(const struct component_view *v, const struct found *found, struct fact_sink *out)
{
	const struct product *product = product_of(found->product);
	bool kernel = bytes_is(found->product, "linux") && put_kernel(v, found, out);
	struct fact_draft d =
		fact_begin(out, FACT_COMPONENT, (uint64_t)(found->evidence.at - v->file->data.at), found->evidence.len);

	fact_put(&d, COMPONENT_NAME, found->product);
	if (memchr(found->version.at, '_', found->version.len))
		put_under(&d, found->version);
	else
		fact_put(&d, COMPONENT_VERSION, found->version);
	fact_put_str(&d, COMPONENT_HOW, kernel ? "kernel-banner" : found->evidence.len ? "pattern" : "soname");
	fact_put_str(&d, COMPONENT_RELATION, relation_of(v, found, product));
	fact_put_fmt(&d, COMPONENT_PURL, "pkg:generic/%.*s@%.*s", (int)found->product.len,
		     (const char *)found->product.at, (int)found->version.len, (const char *)found->version.at);
	if (product && *product->cpe)
		fact_put_fmt(&d, COMPONENT_CPE, "cpe:2.3:%c:%s:%.*s:*:*:*:*:*:*:*",
			     bytes_is(found->product, "linux") ? 'o' : 'a', product->cpe, (int)found->version.len,
			     (const char *)found->version.at);
	fact_excerpt(&d, found->evidence);
	fact_end(&d);
}

/* The version number that is the whole of `text`; empty where it is none. */
static struct bytes version_alone(struct bytes text, unsigned numbers)
{
	struct bytes version = version_at_front(text, numbers);

	return version.len == text.len ? version : bytes_part(text, 0, 0);
}

/* C libraries carry their version in the name of the file alone: libuClibc-0.9.33.2.so. A few others name the file of
 * the library by the release, not by the interface: libz.so.1.2.13. */
static void look_at_name(const struct component_view *v, struct fact_sink *out)
{
	static const struct {
		const char *front, *product;
	} rows[] = {
		{"libuClibc-", "uclibc"},
		{"ld-uClibc-", "uclibc"},
		{"libc-", "glibc"},
		{"ld-", "glibc"},
		{"liblzma.so.", "xz"},
		{"libz.so.", "zlib"},
		{"liblz4.so.", "lz4"},
		{"libzstd.so.", "zstd"},
		{"libseccomp.so.", "libseccomp"},
		{"libxxhash.so.", "xxhash"},
	};

	for (size_t i = 0; v->is_elf && i < ARRAY_LEN(rows); i++) {
		struct bytes rest = bytes_part(v->file->base, strlen(rows[i].front), v->file->base.len);
		struct found found = {.product = bytes_str(rows[i].product),
				      .evidence = bytes_part(v->file->data, 0, 0)};
		bool release = strchr(rows[i].front, '.') != NULL;

		if (!bytes_starts(v->file->base, rows[i].front) || (!release && !bytes_ends(rest, ".so")))
			continue;
		found.version = release ? version_alone(rest, 3) : version_alone(bytes_part(rest, 0, rest.len - 3), 2);
		if (!found.version.len || already(v, found.product))
			continue;
		put_found(v, &found, out);
		return;
	}
}

static void put_note(const struct component_view *v, struct fact_sink *out)
{
	struct fact_draft d =
		fact_begin(out, FACT_COMPONENT, (uint64_t)(v->note_name.at - v->file->data.at), v->note_name.len);

	fact_put(&d, COMPONENT_NAME, v->note_name);
	fact_put(&d, COMPONENT_VERSION, v->note_version);
	fact_put_str(&d, COMPONENT_HOW, "header");
	fact_put_str(&d, COMPONENT_RELATION, "contains");
	fact_excerpt(&d, bytes_part(v->file->data, (uint64_t)(v->note_name.at - v->file->data.at), 128));
	fact_end(&d);
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	struct component_view v = {.file = f};
	struct error e;

	v.is_elf = file_is_elf(f) && elf_open(f->data, &v.elf, &e);
	look(&v, false);
	look(&v, true);
	for (size_t i = 0; i < v.count; i++)
		if (!is_table(&v, v.found[i].product) && !is_applet(&v, &v.found[i]) && !is_cut_short(&v, &v.found[i]))
			put_found(&v, &v.found[i], out);
	look_at_name(&v, out);
	if (v.note_name.len)
		put_note(&v, out);
}

const struct observer observer_component = {.name = "component", .wants = wants, .observe = observe};
