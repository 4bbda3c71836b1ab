#include "core/catalogue/catalogue.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[EDITIONS] = {[EDITION_V2_1_1] = "V2.1.1", [EDITION_V3_1_3] = "V3.1.3"};
static const char *const tests[EDITIONS] = {[EDITION_V2_1_1] = "V1.1.1", [EDITION_V3_1_3] = "V2.1.1"};

const char *edition_name(enum edition edition)
{
	return edition < EDITIONS ? names[edition] : "";
}

const char *edition_tests(enum edition edition)
{
	return edition < EDITIONS ? tests[edition] : "";
}

bool edition_by_name(const char *name, enum edition *ret)
{
	if (!name)
		return false;
	if (*name == 'v' || *name == 'V')
		name++;
	for (unsigned i = 0; i < EDITIONS; i++) {
		/* Whole, or without the last number: "3.1". */
		size_t len = strlen(names[i] + 1);

		if (!strcmp(name, names[i] + 1) || (strlen(name) == len - 2 && !strncmp(name, names[i] + 1, len - 2))) {
			*ret = (enum edition)i;
			return true;
		}
	}
	return false;
}

struct sort_key {
	unsigned long clause, section, number;
	char suffix;
};

static bool key_of(const char *id, struct sort_key *ret)
{
	struct sort_key key = {0};
	char *end;

	if (*id < '0' || *id > '9')
		return false;
	key.clause = strtoul(id, &end, 10);
	if (*end == '.')
		key.section = strtoul(end + 1, &end, 10);
	if (*end != '-')
		return false;
	key.number = strtoul(end + 1, &end, 10);
	if (*end)
		key.suffix = *end++;
	if (*end)
		return false;
	*ret = key;
	return true;
}

static int order(unsigned long a, unsigned long b)
{
	return a < b ? -1 : a > b;
}

int provision_compare(const char *a, const char *b)
{
	struct sort_key x, y;
	bool a_ok = key_of(a, &x), b_ok = key_of(b, &y);
	int ret;

	if (!a_ok || !b_ok)
		return a_ok != b_ok ? (a_ok ? -1 : 1) : strcmp(a, b);
	if ((ret = order(x.clause, y.clause)) != 0 || (ret = order(x.section, y.section)) != 0 ||
	    (ret = order(x.number, y.number)) != 0)
		return ret;
	return order((unsigned char)x.suffix, (unsigned char)y.suffix);
}

const struct provision *provisions_of(enum edition edition, size_t *ret_count)
{
	size_t first = 0, count = 0;

	while (first < catalogue_provision_count && catalogue_provisions[first].edition != edition)
		first++;
	while (first + count < catalogue_provision_count && catalogue_provisions[first + count].edition == edition)
		count++;
	*ret_count = count;
	return catalogue_provisions + first;
}

const struct unit *units_of(enum edition edition, size_t *ret_count)
{
	size_t first = 0, count = 0;

	while (first < catalogue_unit_count && catalogue_units[first].edition != edition)
		first++;
	while (first + count < catalogue_unit_count && catalogue_units[first + count].edition == edition)
		count++;
	*ret_count = count;
	return catalogue_units + first;
}

const struct provision *provision_find(enum edition edition, const char *id)
{
	size_t low = 0, high;
	const struct provision *rows = provisions_of(edition, &high);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = provision_compare(rows[mid].id, id);

		if (c == 0)
			return &rows[mid];
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct unit *unit_find(enum edition edition, enum unit_id id)
{
	size_t low = 0, high;
	const struct unit *rows = units_of(edition, &high);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (rows[mid].id == id)
			return &rows[mid];
		if (rows[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const char *unit_name(enum unit_id id)
{
	return (unsigned)id < UNIT_COUNT ? catalogue_unit_names[id] : "";
}

/* Compares a unit's name with what was typed: blanks may be missing, '_' may stand for any mark. */
static bool same_name(const char *name, const char *typed)
{
	for (;; name++, typed++) {
		if (*name == ' ' && *typed != ' ' && *typed != '_')
			name++;
		if (!*name || !*typed)
			return *name == *typed;
		if (*name != *typed && !(*typed == '_' && strchr(".- ", *name)))
			return false;
	}
}

bool unit_by_name(const char *name, enum unit_id *ret)
{
	for (unsigned i = 0; name && i < UNIT_COUNT; i++)
		if (same_name(catalogue_unit_names[i], name)) {
			*ret = (enum unit_id)i;
			return true;
		}
	return false;
}

bool id_list_has(const char *list, const char *id)
{
	size_t len = strlen(id);

	while (*list) {
		const char *end = strstr(list, "; ");
		size_t item = end ? (size_t)(end - list) : strlen(list);

		if (item == len && !memcmp(list, id, len))
			return true;
		if (!end)
			return false;
		list = end + 2;
	}
	return false;
}

const struct declaration_key *declaration_table(const char *table, size_t *ret_count)
{
	const struct declaration_key *first = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		if (strcmp(catalogue_declaration[i].table, table) != 0)
			continue;
		if (!first)
			first = &catalogue_declaration[i];
		(*ret_count)++;
	}
	return first;
}

const struct declaration_key *declaration_find(const char *table, const char *key)
{
	size_t count;
	const struct declaration_key *rows = declaration_table(table, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}
