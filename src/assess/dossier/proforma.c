#include "assess/dossier/proforma.h"

#include "core/base/text.h"
#include "core/base/writer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTENT_MAX = 256 << 10, MEASURES_MAX = 8 };

static const char form_id[] = "A.2-DUT";

/* The edition whose fields a table has: the identification form stands in one edition only. */
static enum edition fields_of(enum edition edition, const char *table)
{
	return strcmp(table, form_id) == 0 ? EDITION_V2_1_1 : edition;
}

static bool stands_in(const struct declaration_key *key, enum edition edition, const char *table)
{
	return strcmp(key->std_table[fields_of(edition, table)], table) == 0;
}

static void add_source(struct proforma_table *t, const char *table)
{
	for (size_t i = 0; i < t->source_count; i++)
		if (strcmp(t->sources[i], table) == 0)
			return;
	if (t->source_count < PROFORMA_SOURCES_MAX)
		t->sources[t->source_count++] = table;
}

static void find_sources(struct proforma_table *t)
{
	for (size_t i = 0; i < catalogue_declaration_count; i++)
		if (stands_in(&catalogue_declaration[i], t->edition, t->id))
			add_source(t, catalogue_declaration[i].table);
	if (strcmp(t->id, "28-ExtAPI") == 0) /* V1.1.1: the logical interfaces for others stand there once more */
		add_source(t, "LogIntf");
}

/* The rows of the catalogue that begin a table. */
static size_t add_tables(enum edition edition, enum edition from, struct proforma_table *ret, size_t count, bool forms)
{
	for (size_t i = 0; i < catalogue_ixit_count; i++) {
		const struct ixit_field *f = &catalogue_ixit[i];
		bool is_form = strcmp(f->table_id, form_id) == 0;
		struct proforma_table *t = count ? &ret[count - 1] : NULL;

		if (f->edition != from || is_form != forms)
			continue;
		if (!t || strcmp(t->id, f->table_id) != 0) {
			if (count == PROFORMA_TABLES_MAX)
				break;
			t = &ret[count++];
			*t = (struct proforma_table){.edition = edition,
						     .id = f->table_id,
						     .title = f->table_name,
						     .many = strcmp(f->form, "table") == 0};
			find_sources(t);
		}
		if (t->field_count < PROFORMA_FIELDS_MAX)
			t->fields[t->field_count++] = f;
	}
	return count;
}

size_t proforma_tables(enum edition edition, struct proforma_table ret[static PROFORMA_TABLES_MAX])
{
	size_t count = add_tables(edition, fields_of(edition, form_id), ret, 0, true);

	return add_tables(edition, edition, ret, count, false);
}

bool proforma_takes(const struct proforma_table *t, const struct declared_entry *e)
{
	return strcmp(t->id, "28-ExtAPI") != 0 || strcmp(e->table, "LogIntf") != 0 || entry_yes(e, "external-api");
}

const struct declared_entry *proforma_form(const struct proforma_table *t, const struct declared *d, size_t source)
{
	return declared_one(d, t->sources[source]);
}

bool proforma_holds(const struct declared *d, const struct declared_entry *e, const char *when)
{
	struct bytes rest = bytes_str(when), left, value;
	const char *dot;
	char key[80];

	if (!text_split(&rest, '=', &left) || left.len >= sizeof key)
		return false;
	snprintf(key, sizeof key, "%.*s", (int)left.len, (const char *)left.at);
	dot = strchr(key, '.');
	if (dot && strncmp(key, "features.", 9) == 0)
		return declared_feature(d, dot + 1) == (bytes_is(rest, "no") ? FEATURE_NO : FEATURE_YES);
	if (dot) {
		char table[80];

		snprintf(table, sizeof table, "%.*s", (int)(dot - key), key);
		e = declared_one(d, table);
		memmove(key, dot + 1, strlen(dot));
	}
	if (rest.len == 0 || bytes_is(rest, "*"))
		return entry_has(e, key) == (rest.len != 0);
	while (text_split(&rest, ';', &value)) {
		char word[80];

		value = text_trim(value);
		snprintf(word, sizeof word, "%.*s", value.len < 79 ? (int)value.len : 79, (const char *)value.at);
		if (entry_lists(e, key, word))
			return true;
	}
	return false;
}

/* "sensors-url" is read as "Sensors URL". */
static void raise_short_forms(char *text)
{
	static const char *const forms[] = {"api",  "ce",  "csirt", "eu", "id",  "ip",  "mac", "pin",
					    "sbom", "tls", "uid",   "uk", "url", "usb", "vlan"};
	size_t len;

	for (char *word = text; *word; word += len + strspn(word + len, " ")) {
		len = strcspn(word, " ");
		for (size_t i = 0; i < ARRAY_LEN(forms); i++)
			if (strlen(forms[i]) == len && strncmp(word, forms[i], len) == 0)
				for (size_t c = 0; c < len; c++)
					word[c] = (char)toupper((unsigned char)word[c]);
	}
}

const char *proforma_label(struct arena *arena, const char *key)
{
	char *ret = arena_printf(arena, "%s", key);

	for (char *c = ret; c && *c; c++)
		if (*c == '-')
			*c = ' ';
	if (ret)
		raise_short_forms(ret);
	if (ret && ret[0])
		ret[0] = (char)toupper((unsigned char)ret[0]);
	return ret ? ret : "";
}

struct content {
	const struct declared *declared;
	struct arena *arena;
	struct writer out, facts; /* texts, a line each; what takes a word or two, in one line under them */
	bool needed;
};

static void put_values(struct writer *out, const struct declared_entry *e, const char *key)
{
	for (size_t i = 0; i < entry_count(e, key); i++) {
		write_str(out, i ? "; " : "");
		write_str(out, entry_at(e, key, i));
	}
}

static bool is_text(const struct declaration_key *key)
{
	return key->type == TYPE_TEXT || key->type == TYPE_LIST || key->type == TYPE_ID;
}

/* A text that stands first, or the only value of the field, needs no label. */
static void put_key(struct content *c, const struct declaration_key *key, const struct declared_entry *e, bool bare)
{
	struct writer *out = is_text(key) ? &c->out : &c->facts;

	write_str(out, out->len == 0 ? "" : is_text(key) ? "\n" : " \u00b7 ");
	if (!bare) {
		write_str(out, proforma_label(c->arena, key->key));
		write_str(out, ": ");
	}
	put_values(out, e, key->key);
}

static bool is_field(const struct proforma_table *t, const struct declaration_key *key, const char *field)
{
	enum edition edition = fields_of(t->edition, t->id);

	/* of an external API the interface's own description is printed */
	if (strcmp(t->id, "28-ExtAPI") == 0 && strcmp(key->std_table[edition], "15-Intf") == 0)
		return strcmp(key->std_field[edition], field) == 0;
	return stands_in(key, t->edition, t->id) && strcmp(key->std_field[edition], field) == 0;
}

static void gather(struct content *c, const struct proforma_table *t, const char *table, const struct declared_entry *e,
		   const char *field)
{
	size_t count, own = 0;
	const struct declaration_key *keys = declaration_table(table, &count), *first = NULL;

	for (size_t i = 0; keys && i < count; i++) {
		if (!is_field(t, &keys[i], field))
			continue;
		own++;
		c->needed |= keys[i].required || (keys[i].when[0] && proforma_holds(c->declared, e, keys[i].when));
		if (!entry_has(e, keys[i].key))
			continue;
		if (!first && is_text(&keys[i]) && keys[i].type != TYPE_LIST)
			first = &keys[i];
	}
	if (first)
		put_key(c, first, e, true);
	for (size_t i = 0; keys && i < count; i++)
		if (&keys[i] != first && is_field(t, &keys[i], field) && entry_has(e, keys[i].key))
			put_key(c, &keys[i], e, own == 1);
}

static bool out_of_memory(const struct writer *w)
{
	return !writer_ok(w) && w->failed != ERROR_LIMIT;
}

enum proforma_state proforma_content(const struct proforma_table *t, const struct declared *d,
				     const struct declared_entry *e, const char *field, struct arena *arena,
				     const char **ret)
{
	struct content c = {.declared = d,
			    .arena = arena,
			    .out = writer_of(CONTENT_MAX, "field"),
			    .facts = writer_of(CONTENT_MAX, "field")};
	enum proforma_state state;

	/* V1.1.1 has one table of interfaces and tells the kinds apart by their type */
	if (strcmp(t->id, "15-Intf") == 0 && strcmp(field, "Type") == 0 && e) {
		write_str(&c.out, strcmp(e->table, "LogIntf") == 0 ? "logical" : "physical");
		write_str(&c.out, entry_yes(e, "network") ? ", network" : "");
	}
	for (size_t i = 0; i < t->source_count; i++) {
		if (t->many && (!e || strcmp(t->sources[i], e->table) != 0))
			continue;
		gather(&c, t, t->sources[i], t->many ? e : proforma_form(t, d, i), field);
	}
	write_str(&c.out, c.out.len && c.facts.len ? "\n" : "");
	write_bytes(&c.out, writer_bytes(&c.facts));
	state = c.out.len ? PROFORMA_SAID : c.needed ? PROFORMA_MISSING : PROFORMA_NOT_NEEDED;
	*ret = out_of_memory(&c.out) || out_of_memory(&c.facts)
		       ? NULL
		       : arena_printf(arena, "%.*s%s", (int)c.out.len, c.out.len ? (const char *)c.out.at : "",
				      writer_ok(&c.out) && writer_ok(&c.facts) ? "" : "\xe2\x80\xa6 (cut)");
	writer_free(&c.out);
	writer_free(&c.facts);
	return state;
}

/* The entries of one table of the standard. */
static size_t put_entries(struct writer *out, const struct declared *d, const struct proforma_table *t)
{
	size_t said = 0, all = 0;

	for (size_t s = 0; s < t->source_count; s++) {
		if (!t->many && proforma_form(t, d, s))
			all++;
		if (!t->many)
			continue;
		DECLARED_EACH (d, t->sources[s], e) {
			if (!proforma_takes(t, e))
				continue;
			if (all++ >= MEASURES_MAX)
				continue;
			write_str(out, said++ ? ", " : ": ");
			write_str(out, e->id);
		}
	}
	if (all > said && t->many)
		write_fmt(out, " and %zu more", all - said);
	return all;
}

static bool uses(enum edition edition, const char *provision, const char *table)
{
	size_t count;
	const struct unit *units = units_of(edition, &count);

	for (size_t i = 0; i < count; i++) {
		struct bytes rest = bytes_str(units[i].ixit), one;

		if (strcmp(units[i].provision, provision) != 0)
			continue;
		while (text_split(&rest, ',', &one))
			if (bytes_is(text_trim(one), table))
				return true;
	}
	return false;
}

static int by_provision(const void *a, const void *b)
{
	return provision_compare(*(const char *const *)a, *(const char *const *)b);
}

const char *proforma_needed_for(const struct proforma_table *t, struct arena *arena)
{
	size_t count, used = 0;
	const struct provision *p = provisions_of(t->edition, &count);
	const char **ids = arena_array(arena, count, sizeof *ids), *ret;
	struct writer out = writer_of(CONTENT_MAX, "provisions");

	for (size_t i = 0; ids && i < count; i++)
		if (uses(t->edition, p[i].id, t->id))
			ids[used++] = p[i].id;
	if (used)
		qsort(ids, used, sizeof *ids, by_provision);
	for (size_t i = 0; i < used; i++)
		write_fmt(&out, "%s%s", i ? ", " : "", ids[i]);
	ret = arena_str(arena, writer_bytes(&out));
	writer_free(&out);
	return ret ? ret : "";
}

const char *proforma_measures(const struct declared *d, enum edition edition, const char *provision,
			      struct arena *arena)
{
	struct proforma_table tables[PROFORMA_TABLES_MAX];
	size_t count = proforma_tables(edition, tables);
	struct writer out = writer_of(CONTENT_MAX, "measures");
	const char *ret;

	for (size_t i = 0; i < count; i++) {
		size_t before = out.len;

		if (!uses(edition, provision, tables[i].id))
			continue;
		write_fmt(&out, "%s%s", out.len ? "; " : "", tables[i].id);
		if (put_entries(&out, d, &tables[i]) == 0)
			out.len = before;
	}
	ret = arena_str(arena, writer_bytes(&out));
	writer_free(&out);
	return ret ? ret : "";
}
