/* What tests of the regimes share: the products of tests/e2e/scope_products.tsv as declarations in the notation of
 * checks_testkit.h. Header only, tests only. */
#ifndef HF_ASSESS_REGIME_TESTKIT_H
#define HF_ASSESS_REGIME_TESTKIT_H

#include "assess/checks/checks_testkit.h"

#include <stdlib.h>

struct kit_product {
	const char *name, *psti, *rule, *cra, *cra_class;
	char *facts; /* free() it */
};

/* The table as text; free() it. */
static inline char *kit_products(void)
{
	const char *source = getenv("HOLDFAST_SOURCE");
	char path[512], *text = calloc(1, 1 << 16);
	FILE *file;

	snprintf(path, sizeof path, "%s/tests/e2e/scope_products.tsv", source ? source : ".");
	file = fopen(path, "rb");
	if (!file || !text)
		fail_msg("cannot read %s", path);
	assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
	fclose(file);
	return text;
}

/* The next line behind the header; NULL at the end. Cuts the text. */
static inline char *kit_line_of(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	if (strncmp(line, "product\t", 8) == 0 && end) {
		line = end + 1;
		end = strchr(line, '\n');
	}
	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return line;
}

static inline struct kit_product kit_product_of(char *line)
{
	char *cell[7] = {line}, *facts = calloc(1, strlen(line) * 4 + 64), *at, *end;
	struct kit_product p;

	assert_non_null(facts);
	for (size_t i = 1; i < 7; i++) {
		end = strchr(cell[i - 1], '\t');
		if (!end)
			fail_msg("%s: a cell is missing", line);
		*end = '\0';
		cell[i] = end + 1;
	}
	p = (struct kit_product){cell[0], cell[2], cell[3], cell[4], cell[5], facts};
	/* "scope.supply=gift, sale | ..." becomes "@scope - | supply=gift & sale" */
	for (char *item = cell[1]; item; item = end) {
		end = strstr(item, " | ");
		if (end) {
			*end = '\0';
			end += 3;
		}
		at = strchr(item, '.');
		assert_non_null(at);
		*at = '\0';
		facts += sprintf(facts, "@%s - | ", item);
		for (at++; *at; at++)
			facts += sprintf(facts, *at == ',' ? " &" : "%c", *at);
		facts += sprintf(facts, "\n");
	}
	return p;
}

#endif
