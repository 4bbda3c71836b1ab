/* Any product file, changed in place by any table of a few kinds: "YAML, NUL, CSV". What comes out has been parsed
 * again by the editor and says what the merged tables say. */
#include "assess/declare/ixit_edit.h"

#include "assess/declare/ixit_import.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {"PhyIntf.csv", "UserInfo.csv", "AuthMech.csv"};
	const uint8_t *nul = len ? memchr(data, 0, len) : NULL;
	size_t yaml = nul ? (size_t)(nul - data) : len;
	struct arena arena;

	arena_init(&arena, (size_t)256 << 20);
	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		const struct ixit_file file = {names[i], nul ? bytes_of(nul + 1, len - yaml - 1) : bytes_str("id\n")};
		struct ixit_text text;
		struct product p, again;
		struct error e;

		if (!ixit_merge(bytes_of(data, yaml), "p.yaml", &file, 1, &arena, &p, &text, &e)) {
			ASSERT(e.text[0]);
			continue;
		}
		if (!text.text.at)
			continue;
		ASSERT(product_parse(text.text, "p.yaml", &arena, &again, &e));
		ASSERT(again.count == p.count);
	}
	arena_done(&arena);
	return 0;
}
