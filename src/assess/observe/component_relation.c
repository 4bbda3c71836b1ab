/* Part of component.c. */
#include "assess/observe/component_relation.h"

#include "assess/observe/strings.h"
#include "core/base/text.h"

enum elf_tags { TAG_NEEDED = 1, TAG_SONAME = 14 };

#define RUN_MAX 512
#define NAME_MAX_LEN 64

bool component_text_is_of_headers(struct bytes data, uint64_t to)
{
	static const char *const words[] = {
		"built with ",       "built against ",  "compiled with ", "linked with ",
		"compiled against ", "linked against ", "linked to ",     "compiled/running with ",
		"compiled using ",   "running with ",   "using ",         "requested, but "};
	struct bytes run = to ? strings_run(data, to - 1, RUN_MAX) : bytes_part(data, 0, 0);
	struct bytes front = bytes_of(run.at, run.len ? (size_t)(data.at + to - run.at) : 0);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (bytes_find_nocase(front, words[i]) != SIZE_MAX)
			return true;
	return false;
}

/* One of "a*|b*" is the name. */
static bool is_one_of(struct bytes name, struct bytes list)
{
	struct bytes one;

	while (list.len && text_split(&list, '|', &one)) {
		char pattern[NAME_MAX_LEN];

		if (one.len >= sizeof pattern)
			continue;
		memcpy(pattern, one.at, one.len);
		pattern[one.len] = 0;
		if (text_glob(pattern, name))
			return true;
	}
	return false;
}

static bool dynamic_names(const struct elf_file *elf, uint64_t wanted, struct bytes list)
{
	struct bytes names = elf_dynamic_names(elf);
	uint64_t tag, value;

	for (size_t i = 0; elf_dynamic(elf, i, &tag, &value); i++)
		if (tag == wanted && (!list.at || is_one_of(elf_name(names, value), list)))
			return true;
	return false;
}

/* Where the headers are damaged, the names of the libraries still stand among the texts, each alone. */
static bool text_names(struct bytes data, struct bytes list)
{
	struct bytes one;

	while (list.len && text_split(&list, '|', &one)) {
		const uint8_t *star = memchr(one.at, '*', one.len);
		struct bytes front = bytes_of(one.at, star ? (size_t)(star - one.at) : one.len);

		for (size_t at = 0;;) {
			size_t next = bytes_find(bytes_part(data, at, data.len), front);
			struct bytes run;

			if (next == SIZE_MAX)
				break;
			at += next + 1;
			run = strings_run(data, at - 1, NAME_MAX_LEN);
			if (run.at == data.at + at - 1 && bytes_find_str(run, ".so") != SIZE_MAX &&
			    !memchr(run.at, ' ', run.len) && is_one_of(run, one))
				return true;
		}
	}
	return false;
}

static bool is_letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_damaged(const struct elf_file *elf)
{
	return !elf || elf->segments_cut || elf->sections_cut || !elf_machine_name(elf);
}

/* The product's own program or library: libssl.so needs libcrypto.so and both are OpenSSL. */
static bool is_own(const struct file_view *f, const struct elf_file *elf, struct bytes product, struct bytes list,
		   struct bytes text)
{
	if (is_one_of(f->base, list) || (elf && dynamic_names(elf, TAG_SONAME, list)))
		return true;
	/* openssl, python3.11 */
	if (bytes_equal(bytes_part(f->base, 0, product.len), product) &&
	    (f->base.len == product.len || !is_letter(f->base.at[product.len])))
		return true;
	/* "gnutls-cli 3.4.10" in gnutls-cli */
	return f->base.len >= 3 && text.len > f->base.len && bytes_equal(bytes_part(text, 0, f->base.len), f->base);
}

const char *component_relation(const struct file_view *f, const struct elf_file *elf, struct bytes product,
			       const char *sonames, struct bytes text, bool of_headers)
{
	struct bytes list = bytes_str(sonames);
	char made[2 * NAME_MAX_LEN + 16];

	if (!file_is_elf(f))
		return "contains";
	if (!list.len && bytes_starts(product, "lib") && product.len < NAME_MAX_LEN - 8) {
		size_t len = product.len;

		memcpy(made, product.at, len);
		memcpy(made + len, ".so*|", 5);
		memcpy(made + len + 5, product.at, len);
		memcpy(made + len + 5 + len, "-*.so*", 6);
		list = bytes_of(made, 2 * len + 11);
	}
	if (!list.len || is_own(f, elf, product, list, text))
		return "contains";
	if ((elf && dynamic_names(elf, TAG_NEEDED, list)) || (is_damaged(elf) && text_names(f->data, list)))
		return "links";
	/* loaded by what it loads, or by name while it runs */
	if (elf && of_headers && dynamic_names(elf, TAG_NEEDED, bytes_of(NULL, 0)))
		return "links";
	return "contains";
}
