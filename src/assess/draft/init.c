#include "assess/draft/init.h"

#include "core/base/text.h"
#include "core/catalogue/catalogue.h"
#include "core/product/features.h"

#include <ctype.h>
#include <string.h>

enum { OPTIONAL_SHOWN_MAX = 12 };
enum optional { OPTIONAL_NOT, OPTIONAL_FEW, OPTIONAL_MANY };

/* Plain scalars only where no reader of YAML could see anything else in them than this text. */
static bool is_plain(const char *text)
{
	static const char *const words[] = {"null", "~", "true", "false", "on", "off", "y", "n"};

	if (!isalpha((unsigned char)text[0]) && !isdigit((unsigned char)text[0]) && text[0] != '/')
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal_nocase(bytes_str(text), words[i]))
			return false;
	for (const char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr(" /._+()-", *c))
			return false;
	return text[strlen(text) - 1] != ' ';
}

void init_scalar(struct writer *out, const char *text)
{
	if (is_plain(text)) {
		write_str(out, text);
		return;
	}
	write_u8(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			write_u8(out, '\\');
		if (*text == '\n')
			write_str(out, "\\n");
		else if (*text == '\t')
			write_str(out, "\\t");
		else
			write_u8(out, (uint8_t)*text);
	}
	write_u8(out, '"');
}

static const struct found_item *known(const struct found *f, const char *table, const char *id, const char *key,
				      size_t *at)
{
	for (; *at < f->count; (*at)++) {
		const struct found_item *item = &f->items[*at];

		if (!strcmp(item->table, table) && !strcmp(item->id, id) && !strcmp(item->key, key)) {
			(*at)++;
			return item;
		}
	}
	return NULL;
}

static bool is_list(const struct declaration_key *key)
{
	return key->type == TYPE_LIST || key->type == TYPE_CHOICES || key->type == TYPE_REFS ||
	       key->type == TYPE_NUMBERS;
}

static void indent(struct writer *out, unsigned depth)
{
	write_fill(out, ' ', depth);
}

const char *init_expected(enum declaration_type type)
{
	static const char *const names[] = {[TYPE_ID] = "a label",
					    [TYPE_TEXT] = "text",
					    [TYPE_LIST] = "list of texts",
					    [TYPE_YES_NO] = "yes or no",
					    [TYPE_CHOICE] = "one of",
					    [TYPE_CHOICES] = "some of",
					    [TYPE_REFS] = "ids from",
					    [TYPE_NUMBER] = "a number",
					    [TYPE_NUMBERS] = "numbers",
					    [TYPE_DURATION] = "a time such as 30 days",
					    [TYPE_DATE] = "a date such as 2031-12-31",
					    [TYPE_URL] = "an https address",
					    [TYPE_EMAIL] = "an e-mail address"};

	return names[type];
}

/* "# brute-force: How guessing is prevented. (text; where network=yes)"; in later entries of a table the key alone. */
static void write_wanted(struct writer *out, const struct declaration_key *key, unsigned depth, bool told)
{
	indent(out, depth);
	if (told) {
		write_fmt(out, "# %s:\n", key->key);
		return;
	}
	write_fmt(out, "# %s: %s (%s", key->key, key->meaning, init_expected(key->type));
	if (key->values[0])
		write_fmt(out, " %s", key->values);
	if (key->when[0])
		write_fmt(out, "; where %s", key->when);
	else if (!key->required)
		write_str(out, "; optional");
	write_str(out, ")\n");
}

static void write_value(struct writer *out, const struct found *f, const struct declaration_key *key, const char *id,
			const struct found_item *first, size_t at, unsigned depth)
{
	const struct found_item *more = known(f, key->table, id, key->key, &at);

	indent(out, depth);
	write_fmt(out, "%s: ", key->key);
	if (is_list(key)) {
		write_u8(out, '[');
		init_scalar(out, first->value);
		for (; more; more = known(f, key->table, id, key->key, &at)) {
			write_str(out, ", ");
			init_scalar(out, more->value);
		}
		write_u8(out, ']');
	} else {
		init_scalar(out, first->value);
	}
	if (first->where[0])
		write_fmt(out, " # %s; to be confirmed", first->where);
	write_str(out, "\n");
}

/* A table with nothing but optional keys in it: laws' own questions. Where there are few, all are shown. */
static enum optional only_optional(const struct declaration_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (keys[i].required || keys[i].when[0])
			return OPTIONAL_NOT;
	return count <= OPTIONAL_SHOWN_MAX ? OPTIONAL_FEW : OPTIONAL_MANY;
}

static void write_names(struct writer *out, const struct declaration_key *keys, size_t count, unsigned depth)
{
	size_t column = 0;

	indent(out, depth);
	write_str(out, "# optional, told by `holdfast init --all` and asked for by `holdfast gap`:");
	for (size_t i = 0; i < count; i++) {
		if (!column || column + strlen(keys[i].key) > 100) {
			write_str(out, "\n");
			indent(out, depth);
			write_str(out, "#  ");
			column = depth + 3;
		}
		write_fmt(out, " %s%s", keys[i].key, i + 1 < count ? "," : "");
		column += strlen(keys[i].key) + 2;
	}
	write_str(out, "\n");
}

/* One entry's keys behind `depth` blanks. The first entry of an IXIT table shows what can be said of each. */
static void write_keys(const struct init_input *in, struct writer *out, const char *table, const char *id,
		       unsigned depth, bool told)
{
	size_t count;
	const struct declaration_key *keys = declaration_table(table, &count);

	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		const struct found_item *item = known(in->found, table, id, keys[i].key, &at);

		if (keys[i].type == TYPE_ID)
			continue;
		if (item)
			write_value(out, in->found, &keys[i], id, item, at, depth);
		else if (in->all || keys[i].required || keys[i].when[0] || (keys[i].ixit && !told) ||
			 only_optional(keys, count) == OPTIONAL_FEW)
			write_wanted(out, &keys[i], depth, told);
	}
	if (!in->all && only_optional(keys, count) == OPTIONAL_MANY)
		write_names(out, keys, count, depth);
}

static void write_one(const struct init_input *in, struct writer *out, const struct declaration_key *first,
		      unsigned depth)
{
	bool any = false;

	for (size_t i = 0; i < in->found->count; i++)
		any |= strcmp(in->found->items[i].table, first->table) == 0;
	indent(out, depth);
	/* a mapping with nothing but comments in it would be read as empty text */
	write_fmt(out, "%s%s:\n", any ? "" : "# ", first->table);
	write_keys(in, out, first->table, "", depth + 2, false);
}

static void write_many(const struct init_input *in, struct writer *out, const struct declaration_key *first,
		       unsigned depth)
{
	const char *last = "";
	bool any = false;

	for (size_t i = 0; i < in->found->count; i++) {
		const struct found_item *item = &in->found->items[i];

		if (strcmp(item->table, first->table) != 0 || strcmp(item->id, last) == 0)
			continue;
		if (!any) {
			indent(out, depth);
			write_fmt(out, "%s:\n", first->table);
		}
		last = item->id;
		indent(out, depth + 2);
		write_fmt(out, "- id: %s\n", item->id);
		write_keys(in, out, first->table, item->id, depth + 4, any);
		any = true;
	}
	if (any)
		return;
	indent(out, depth);
	write_fmt(out, "# %s: [] # there is none; else, without [], a list of entries:\n", first->table);
	indent(out, depth);
	write_fmt(out, "#   - id: %s-1\n", first->table);
	write_keys(in, out, first->table, "", depth + 4, false);
}

static bool first_of_its_name(size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(catalogue_conditions[i].short_name, catalogue_conditions[at].short_name))
			return false;
	return strcmp(catalogue_conditions[at].kind, "condition") == 0 ||
	       strcmp(catalogue_conditions[at].kind, "feature") == 0;
}

/* What tables show need not be said: those are named, for who wants to. */
static void write_other_features(const struct init_input *in, struct writer *out)
{
	size_t column = 0;

	write_str(out, "  # from the tables below, where they are not said here (NAME: yes or no):");
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const char *name = catalogue_conditions[i].short_name;
		size_t at = 0;

		if (!first_of_its_name(i) || !features_in_tables(name) ||
		    known(in->found, "features", name, "holds", &at))
			continue;
		if (!column || column + strlen(name) > 110) {
			write_str(out, column ? ",\n  #   " : "\n  #   ");
			column = 6;
		} else {
			write_str(out, ", ");
		}
		write_str(out, name);
		column += strlen(name) + 2;
	}
	write_str(out, "\n");
}

static void write_features(const struct init_input *in, struct writer *out)
{
	bool any = false;

	write_str(out, "\n# Conditions and features of the ICS: which provisions apply follows from them.\n");
	for (size_t i = 0; i < in->found->count; i++)
		any |= strcmp(in->found->items[i].table, "features") == 0;
	write_str(out, any ? "features:\n" : "# features:\n");
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];
		const struct found_item *item;
		size_t at = 0;

		if (!first_of_its_name(i))
			continue;
		item = known(in->found, "features", c->short_name, "holds", &at);
		if (item)
			write_fmt(out, "  %s: %s # %s; to be confirmed\n", c->short_name, item->value, item->where);
		else if (in->all || !features_in_tables(c->short_name))
			write_fmt(out, "  # %s: %s (yes or no)\n", c->short_name, c->meaning);
	}
	if (!in->all)
		write_other_features(in, out);
	write_str(out,
		  "\n# The ICS: Y, N or N/A for each provision. 'default: Y' claims every provision that applies.\n"
		  "# ics:\n#   default: Y\n#   5.9-1: {support: N, reason: why it is not supported}\n");
}

static bool is_special(const char *table)
{
	return strcmp(table, "features") == 0 || strcmp(table, "ics") == 0;
}

static void write_tables(const struct init_input *in, struct writer *out, bool ixit)
{
	const char *last = "";

	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *key = &catalogue_declaration[i];

		if (key->ixit != ixit || strcmp(key->table, last) == 0 || is_special(key->table))
			continue;
		last = key->table;
		write_str(out, "\n");
		if (ixit && key->std_table[EDITION_V3_1_3][0])
			write_fmt(out, "  # IXIT %s\n", key->std_table[EDITION_V3_1_3]);
		if (key->form == FORM_MANY)
			write_many(in, out, key, ixit ? 2 : 0);
		else
			write_one(in, out, key, ixit ? 2 : 0);
	}
}

static bool any_ixit(const struct found *f)
{
	for (size_t i = 0; i < f->count; i++) {
		size_t count;
		const struct declaration_key *keys = declaration_table(f->items[i].table, &count);

		if (keys && keys->ixit)
			return true;
	}
	return false;
}

void init_write(const struct init_input *in, struct writer *out)
{
	write_str(out,
		  "# What one product declares: `holdfast assess IMAGE --product FILE --case CASE` checks it, "
		  "`holdfast file CASE "
		  "-o DIR`\n# prints its documents. Lines that begin with # are still to be filled in: take the # away "
		  "and write the value\n# in the place of what stands behind the colon.\n");
	if (in->from) {
		write_str(out, "# Filled from ");
		init_scalar(out, in->from);
		write_str(out, ": what is marked 'found' was seen there and has to be confirmed.\n");
	}
	write_str(out, "holdfast: 1\n");
	if (in->profile)
		write_fmt(out, "profile: %s\n", in->profile);
	write_tables(in, out, false);
	write_features(in, out);
	write_str(out, any_ixit(in->found) ? "\nixit:" : "\n# ixit:");
	write_tables(in, out, true);
}
