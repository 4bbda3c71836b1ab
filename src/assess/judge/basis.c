/* What an answer was given about: see answer.h. */
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(struct hash *h, const char *text)
{
	/* with the NUL, so that "ab" "c" and "a" "bc" differ */
	hash_add(h, bytes_of(text, strlen(text) + 1));
}

static void add_entry(struct hash *h, const struct declared_entry *e)
{
	add(h, e->table);
	add(h, e->id);
	for (size_t i = 0; i < e->count; i++) {
		add(h, e->values[i].key);
		add(h, e->values[i].value);
	}
}

static void add_table(struct hash *h, const struct declared *d, const char *table)
{
	add(h, table);
	add(h, declared_none(d, table) ? "none" : "");
	DECLARED_EACH (d, table, e)
		add_entry(h, e);
}

/* The tables of product.yaml that print into the standard's table. */
static void add_standard_table(struct hash *h, const struct declared *d, enum edition edition, struct bytes name)
{
	const char *last = "";

	if (bytes_is(name, "28-ExtAPI")) /* V1.1.1 prints the logical interfaces for others there */
		add_table(h, d, "LogIntf");
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *row = &catalogue_declaration[i];

		if (!bytes_is(name, row->std_table[edition]) || strcmp(last, row->table) == 0)
			continue;
		last = row->table;
		add_table(h, d, row->table);
	}
}

static bool prints_into(enum edition edition, const char *table, struct bytes name)
{
	if (bytes_is(name, "28-ExtAPI") && strcmp(table, "LogIntf") == 0)
		return true;
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *row = &catalogue_declaration[i];

		if (strcmp(row->table, table) == 0 && bytes_is(name, row->std_table[edition]))
			return true;
	}
	return false;
}

bool unit_reads(enum edition edition, const struct unit *unit, const char *table)
{
	struct bytes tables = bytes_str(unit->ixit), name;

	while (text_split(&tables, ',', &name)) {
		name = text_trim(name);
		if (name.len && prints_into(edition, table, name))
			return true;
	}
	return strncmp(table, "ics ", 4) == 0 && strcmp(table + 4, edition_name(edition)) == 0;
}

/* Whose product it is, and for what is tried on a device the release that was tried: without an image nothing else
 * tells one release from the next. */
static void add_product(struct hash *h, const struct assessment *a, bool device)
{
	const struct declared_entry *product = declared_one(a->declared, "product");

	add(h, entry_get(declared_one(a->declared, "maker"), "name"));
	add(h, entry_get(product, "model"));
	if (!device)
		return;
	add(h, entry_get(product, "software-version"));
	add(h, entry_get(product, "hardware"));
	add(h, a->input_sha256);
}

static int by_id(const void *left, const void *right)
{
	return strcmp((*(const struct finding *const *)left)->id, (*(const struct finding *const *)right)->id);
}

/* What was found about the unit: whoever answered had it in front of them, and overruled this and nothing else. */
static bool add_findings(struct hash *h, const struct assessment *a, enum unit_id unit)
{
	const struct finding **found;
	size_t count = 0;

	for (size_t i = 0; i < a->finding_count; i++)
		count += a->findings[i].unit == unit;
	found = arena_array(a->arena, count + 1, sizeof(const struct finding *));
	if (!found)
		return false;
	count = 0;
	for (size_t i = 0; i < a->finding_count; i++)
		if (a->findings[i].unit == unit)
			found[count++] = &a->findings[i];
	if (count)
		qsort(found, count, sizeof(const struct finding *), by_id);
	for (size_t i = 0; i < count; i++) {
		add(h, found[i]->id);
		add(h, verdict_name(found[i]->verdict));
		add(h, found[i]->title);
	}
	return true;
}

bool unit_basis(const struct assessment *a, const struct unit *unit, char ret[65])
{
	struct bytes tables = bytes_str(unit->ixit), name;
	struct hash h = hash_begin(HASH_SHA256);
	const struct declared_entry *claim;
	uint8_t sum[SHA256_LEN];
	char table[32];

	add(&h, unit->name);
	add(&h, edition_name(a->edition));
	while (text_split(&tables, ',', &name)) {
		name = text_trim(name);
		if (name.len)
			add_standard_table(&h, a->declared, a->edition, name);
	}
	snprintf(table, sizeof table, "ics %s", edition_name(a->edition));
	claim = declared_find(a->declared, table, unit->provision);
	if (claim)
		add_entry(&h, claim);
	/* documents are judged as documents; the device's units by the device that was there */
	add_product(&h, a, strcmp(unit->kind, "conceptual") != 0);
	if (!add_findings(&h, a, unit->id))
		return false;
	hash_end(&h, sum);
	text_hex(bytes_of(sum, sizeof sum), ret);
	return true;
}
