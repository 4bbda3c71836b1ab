#include "assess/checks/cryptography.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A list of declared texts, one a line: whatever they say, an item that is not accepted says why, and the worst of the
 * items is what the list is worth. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct crypto_attack *attack;
	enum crypto_status worst, seen = CRYPTO_ACCEPTED;
	char text[4096], *save = NULL;
	struct arena arena;
	struct crypto c;
	size_t next = 0;

	if (len >= sizeof text)
		len = sizeof text - 1;
	memcpy(text, data, len);
	text[len] = 0;
	arena_init(&arena, 1u << 20);
	crypto_begin(&c, &arena);
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		crypto_read(&c, line);
	worst = crypto_judge(&c, 2026);
	for (size_t i = 0; i < c.count; i++) {
		if (!c.items[i].text || !c.items[i].why)
			abort();
		if (c.items[i].status != CRYPTO_ACCEPTED && !c.items[i].why[0] && !c.failed)
			abort();
		if (!c.items[i].row && c.items[i].status != CRYPTO_UNKNOWN)
			abort();
		if (c.items[i].status > seen)
			seen = c.items[i].status;
	}
	if (worst != (c.count ? seen : CRYPTO_UNKNOWN))
		abort();
	while ((attack = crypto_attack(&c, &next)))
		if (!attack->name[0] || next > catalogue_attack_count)
			abort();
	(void)crypto_goals(&c);
	arena_done(&arena);
	return 0;
}
