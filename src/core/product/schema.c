#include "core/product/schema.h"

#include "core/base/text.h"
#include "core/catalogue/catalogue.h"

enum { DEPTH_MAX = 24 };

/* JSON as it is written: what is open, and whether a comma comes next. */
struct json {
	struct writer *out;
	unsigned depth;
	bool more[DEPTH_MAX];
};

static void quoted(struct json *j, const char *text)
{
	write_str(j->out, "\"");
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			write_u8(j->out, '\\');
		write_u8(j->out, (uint8_t)*text);
	}
	write_str(j->out, "\"");
}

/* A new line for the next member; `key` NULL inside an array. */
static void member(struct json *j, const char *key)
{
	if (j->more[j->depth])
		write_str(j->out, ",");
	j->more[j->depth] = true;
	write_str(j->out, "\n");
	write_fill(j->out, '\t', j->depth);
	if (key) {
		quoted(j, key);
		write_str(j->out, ": ");
	}
}

static void open(struct json *j, const char *key, char mark)
{
	if (j->depth)
		member(j, key);
	write_u8(j->out, (uint8_t)mark);
	ASSERT(j->depth + 1 < DEPTH_MAX);
	j->more[++j->depth] = false;
}

static void shut(struct json *j, char mark)
{
	bool any = j->more[j->depth--];

	if (any) {
		write_str(j->out, "\n");
		write_fill(j->out, '\t', j->depth);
	}
	write_u8(j->out, (uint8_t)mark);
}

static void text(struct json *j, const char *key, const char *value)
{
	member(j, key);
	quoted(j, value);
}

static void literal(struct json *j, const char *key, const char *value)
{
	member(j, key);
	write_str(j->out, value);
}

static void ref(struct json *j, const char *key, const char *name)
{
	open(j, key, '{');
	member(j, "$ref");
	write_fmt(j->out, "\"#/$defs/%s\"", name);
	shut(j, '}');
}

/* The values of a choice. A reader of YAML 1.1 takes no, off, yes and on for truth values: those are let through. */
static void choices(struct json *j, const char *key, const char *values)
{
	struct bytes rest = bytes_str(values), value;
	bool yes = false, no = false;
	char name[64];

	open(j, key, '[');
	while (text_split(&rest, ';', &value)) {
		value = text_trim(value);
		yes |= bytes_is(value, "yes") || bytes_is(value, "on");
		no |= bytes_is(value, "no") || bytes_is(value, "off");
		if (value.len >= sizeof name)
			continue;
		memcpy(name, value.at, value.len);
		name[value.len] = '\0';
		text(j, NULL, name);
	}
	if (yes)
		literal(j, NULL, "true");
	if (no)
		literal(j, NULL, "false");
	shut(j, ']');
}

static void one_of_type(struct json *j, const char *key, const struct declaration_key *row)
{
	static const char *const defs[] = {
		[TYPE_ID] = "id",          [TYPE_TEXT] = "text",   [TYPE_LIST] = "line",
		[TYPE_YES_NO] = "yes-no",  [TYPE_REFS] = "id",     [TYPE_NUMBER] = "number",
		[TYPE_NUMBERS] = "number", [TYPE_DATE] = "date",   [TYPE_DURATION] = "duration",
		[TYPE_URL] = "url",        [TYPE_EMAIL] = "email",
	};

	if (row->type == TYPE_CHOICE || row->type == TYPE_CHOICES) {
		open(j, key, '{');
		choices(j, "enum", row->values);
		shut(j, '}');
	} else {
		ref(j, key, defs[row->type]);
	}
}

static void about_key(struct json *j, const struct declaration_key *row)
{
	struct writer about = writer_of(4096, "description");

	write_str(&about, row->meaning);
	if (row->type == TYPE_REFS)
		write_fmt(&about, " Ids of entries in %s.", row->values);
	if (row->required)
		write_str(&about, " Required.");
	else if (row->when[0])
		write_fmt(&about, " Required where %s.", row->when);
	if (row->std_field[EDITION_V3_1_3][0])
		write_fmt(&about, " IXIT %s, %s.", row->std_table[EDITION_V3_1_3], row->std_field[EDITION_V3_1_3]);
	else if (row->std_field[EDITION_V2_1_1][0])
		write_fmt(&about, " IXIT of TS 103 701 V1.1.1 %s, %s.", row->std_table[EDITION_V2_1_1],
			  row->std_field[EDITION_V2_1_1]);
	write_u8(&about, 0);
	text(j, "description", writer_ok(&about) ? (const char *)writer_bytes(&about).at : row->meaning);
	writer_free(&about);
}

static void key_schema(struct json *j, const struct declaration_key *row)
{
	bool list = row->type == TYPE_LIST || row->type == TYPE_CHOICES || row->type == TYPE_REFS ||
		    row->type == TYPE_NUMBERS;

	open(j, row->key, '{');
	about_key(j, row);
	open(j, "anyOf", '[');
	one_of_type(j, NULL, row);
	if (list) {
		open(j, NULL, '{');
		text(j, "type", "array");
		literal(j, "uniqueItems", "true");
		one_of_type(j, "items", row);
		shut(j, '}');
	}
	shut(j, ']');
	shut(j, '}');
}

/* The keys of an entry as an object. */
static void entry_schema(struct json *j, const char *key, const struct declaration_key *rows, size_t count)
{
	open(j, key, '{');
	text(j, "type", "object");
	literal(j, "additionalProperties", "false");
	open(j, "properties", '{');
	for (size_t i = 0; i < count; i++)
		key_schema(j, &rows[i]);
	shut(j, '}');
	shut(j, '}');
}

static void with_id(struct json *j, const char *key, const char *entry)
{
	open(j, key, '{');
	member(j, "$ref");
	write_fmt(j->out, "\"#/$defs/%s\"", entry);
	open(j, "required", '[');
	text(j, NULL, "id");
	shut(j, ']');
	shut(j, '}');
}

static void many_schema(struct json *j, const struct declaration_key *rows)
{
	open(j, rows->table, '{');
	if (rows->ixit)
		text(j, "description",
		     "A list of entries, or a mapping of ids to entries; [] says that there is none.");
	else
		text(j, "description", "A list of entries, or a mapping of ids to entries.");
	open(j, "anyOf", '[');
	open(j, NULL, '{');
	text(j, "type", "array");
	with_id(j, "items", rows->table);
	shut(j, '}');
	with_id(j, NULL, rows->table);
	open(j, NULL, '{');
	text(j, "type", "object");
	ref(j, "propertyNames", "id");
	ref(j, "additionalProperties", rows->table);
	shut(j, '}');
	shut(j, ']');
	shut(j, '}');
}

static void one_schema(struct json *j, const struct declaration_key *rows)
{
	if (!rows->ixit) {
		ref(j, rows->table, rows->table);
		return;
	}
	open(j, rows->table, '{');
	open(j, "anyOf", '[');
	ref(j, NULL, rows->table);
	open(j, NULL, '{');
	text(j, "type", "array");
	literal(j, "maxItems", "0");
	shut(j, '}');
	shut(j, ']');
	shut(j, '}');
}

/* features and ics: an id with its value, or with the keys of the table. */
static void map_value(struct json *j, const char *key, const char *about, const struct declaration_key *rows)
{
	open(j, key, '{');
	text(j, "description", about);
	open(j, "anyOf", '[');
	one_of_type(j, NULL, &rows[0]);
	ref(j, NULL, rows->table);
	shut(j, ']');
	shut(j, '}');
}

static bool condition_seen(size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(catalogue_conditions[i].short_name, catalogue_conditions[at].short_name) == 0)
			return true;
	return false;
}

static void features_schema(struct json *j, const struct declaration_key *rows)
{
	open(j, rows->table, '{');
	text(j, "description", "Conditions and features of the ICS: yes or no, or with the reason.");
	text(j, "type", "object");
	literal(j, "additionalProperties", "false");
	open(j, "properties", '{');
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];

		if ((strcmp(c->kind, "condition") == 0 || strcmp(c->kind, "feature") == 0) && !condition_seen(i))
			map_value(j, c->short_name, c->meaning, rows);
	}
	shut(j, '}');
	shut(j, '}');
}

static void provisions_schema(struct json *j, const struct declaration_key *rows, bool older, bool newer)
{
	size_t count;
	const struct provision *all = provisions_of(EDITION_V3_1_3, &count);

	map_value(j, "default", "For all provisions that are not listed: Y where their conditions hold, else N/A.",
		  rows);
	for (size_t i = 0; newer && i < count; i++)
		map_value(j, all[i].id, all[i].requirement, rows);
	all = provisions_of(EDITION_V2_1_1, &count);
	for (size_t i = 0; older && i < count; i++)
		if (!newer || !provision_find(EDITION_V3_1_3, all[i].id))
			map_value(j, all[i].id, all[i].requirement, rows);
}

static void ics_schema(struct json *j, const struct declaration_key *rows)
{
	open(j, rows->table, '{');
	text(j, "description",
	     "Implementation conformance statement: provisions with Y, N or N/A, or with the reason. What differs by "
	     "edition stands below V2.1.1 or V3.1.3.");
	text(j, "type", "object");
	literal(j, "additionalProperties", "false");
	open(j, "properties", '{');
	provisions_schema(j, rows, true, true);
	for (unsigned e = 0; e < EDITIONS; e++) {
		open(j, edition_name((enum edition)e), '{');
		text(j, "description", "What holds for this edition of EN 303 645 alone.");
		text(j, "type", "object");
		literal(j, "additionalProperties", "false");
		open(j, "properties", '{');
		provisions_schema(j, rows, e == EDITION_V2_1_1, e == EDITION_V3_1_3);
		shut(j, '}');
		shut(j, '}');
	}
	shut(j, '}');
	shut(j, '}');
}

static void tables(struct json *j, bool ixit)
{
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *rows = &catalogue_declaration[i];

		if (rows->ixit != ixit || (i && strcmp(rows[-1].table, rows->table) == 0))
			continue;
		if (rows->form == FORM_MANY)
			many_schema(j, rows);
		else if (rows->form == FORM_ONE)
			one_schema(j, rows);
		else if (strcmp(rows->table, "ics") == 0)
			ics_schema(j, rows);
		else
			features_schema(j, rows);
	}
}

static void pattern(struct json *j, const char *key, const char *about, const char *value)
{
	open(j, key, '{');
	text(j, "description", about);
	text(j, "type", "string");
	text(j, "pattern", value);
	shut(j, '}');
}

static void definitions(struct json *j)
{
	open(j, "$defs", '{');
	pattern(j, "id", "A label: letters, digits, '-', '_' and '.'.", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$");
	open(j, "text", '{');
	text(j, "description", "Text; a version such as 1.0 may stand without quotes.");
	literal(j, "type", "[\"string\", \"number\", \"boolean\"]");
	text(j, "pattern", "\\S");
	shut(j, '}');
	open(j, "line", '{');
	text(j, "description", "Text of one line.");
	literal(j, "type", "[\"string\", \"number\", \"boolean\"]");
	text(j, "pattern", "^[^\\n]*\\S[^\\n]*$");
	shut(j, '}');
	open(j, "yes-no", '{');
	literal(j, "enum", "[\"yes\", \"no\", true, false]");
	shut(j, '}');
	open(j, "number", '{');
	text(j, "type", "integer");
	literal(j, "minimum", "0");
	shut(j, '}');
	pattern(j, "date", "A day: 2031-12-31.", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
	pattern(j, "duration", "A time: 90 minutes, 12 hours, 30 days, 2 weeks, 6 months, 5 years.",
		"^[0-9]+ +(minute|hour|day|week|month|year)s?$");
	pattern(j, "url", "An address: https://host/path.", "^https?://[A-Za-z0-9\\[][^\\s\"<>\\\\`]*$");
	pattern(j, "email", "name@host.example", "^[^\\s@\"(),:;<>\\[\\]\\\\]+@[A-Za-z0-9][^\\s@]*\\.[^\\s@.]+$");
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *rows = &catalogue_declaration[i];
		size_t count;

		if (i && strcmp(rows[-1].table, rows->table) == 0)
			continue;
		declaration_table(rows->table, &count);
		entry_schema(j, rows->table, rows, count);
	}
	shut(j, '}');
}

void product_schema(struct writer *out)
{
	const struct declaration_key *kind = declaration_find("product", "kind");
	struct json j = {.out = out};

	open(&j, NULL, '{');
	text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	text(&j, "title", "Holdfast product file");
	text(&j, "description",
	     "What the maker of a connected product declares about it: identity, ICS and IXIT for ETSI EN 303 645 in "
	     "both editions. Written by 'holdfast schema'.");
	text(&j, "type", "object");
	literal(&j, "additionalProperties", "false");
	literal(&j, "required", "[\"holdfast\"]");
	open(&j, "properties", '{');
	open(&j, "holdfast", '{');
	text(&j, "description", "Version of this file's format.");
	literal(&j, "const", "1");
	shut(&j, '}');
	if (kind) {
		open(&j, "profile", '{');
		text(&j, "description", "Kind of device: what usually holds for it, where the file says nothing else.");
		choices(&j, "enum", kind->values);
		shut(&j, '}');
	}
	tables(&j, false);
	open(&j, "ixit", '{');
	text(&j, "description", "Implementation extra information for testing: the tables of TS 103 701.");
	text(&j, "type", "object");
	literal(&j, "additionalProperties", "false");
	open(&j, "properties", '{');
	tables(&j, true);
	shut(&j, '}');
	shut(&j, '}');
	shut(&j, '}');
	definitions(&j);
	shut(&j, '}');
	write_str(out, "\n");
}
