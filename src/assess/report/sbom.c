#include "assess/report/sbom_build.h"

#include "core/base/text.h"

#include <stdlib.h>

#define TEXT_MAX 1024   /* bytes of a name, licence ... */
#define VERSION_MAX 256 /* CycloneDX allows 1024 characters; four stand for a byte that is no text */
#define COMPONENTS_MAX 200000

/* One fact that says a component is there. */
struct seen {
	const char *name, *version;
	const struct fact *fact;
	const char *how;
	bool database; /* how is an entry of a package database or a manifest: its node is not the component */
};

const char *build_text(struct build *b, struct bytes in, size_t max)
{
	const char *ret = text_safe(b->arena, in, max);

	b->failed |= in.len && !ret[0];
	return ret;
}

static bool is_database(struct bytes how)
{
	return bytes_is(how, "package-db") || bytes_is(how, "manifest");
}

static int compare_seen(const void *left, const void *right)
{
	const struct seen *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	if (!order)
		order = strcmp(a->version, b->version);
	if (!order)
		order = (int)b->database - (int)a->database;
	if (!order && a->fact->node != b->fact->node)
		order = a->fact->node < b->fact->node ? -1 : 1;
	if (!order && a->fact->offset != b->fact->offset)
		order = a->fact->offset < b->fact->offset ? -1 : 1;
	return order ? order : strcmp(a->how, b->how);
}

static const char *field_text(struct build *b, const struct fact *fact, unsigned field, size_t max)
{
	return fact->field[field].len ? build_text(b, text_trim(fact->field[field]), max) : "";
}

static struct seen *collect(struct build *b, size_t *ret_count)
{
	size_t most = facts_count(b->facts, FACT_COMPONENT) + facts_count(b->facts, FACT_KERNEL), count = 0;
	struct seen *seen = arena_array(b->arena, most + 1, sizeof *seen);

	if (!seen)
		return NULL;
	FACTS_EACH (b->facts, FACT_COMPONENT, c) {
		if (!fact_is(c, COMPONENT_RELATION, "contains") || !text_trim(fact_get(c, COMPONENT_NAME)).len)
			continue;
		seen[count++] = (struct seen){
			field_text(b, c, COMPONENT_NAME, TEXT_MAX), field_text(b, c, COMPONENT_VERSION, VERSION_MAX), c,
			field_text(b, c, COMPONENT_HOW, TEXT_MAX), is_database(fact_get(c, COMPONENT_HOW))};
	}
	FACTS_EACH (b->facts, FACT_KERNEL, k)
		if (fact_get(k, KERNEL_VERSION).len)
			seen[count++] = (struct seen){"linux", field_text(b, k, KERNEL_VERSION, VERSION_MAX), k,
						      "kernel-banner", false};
	qsort(seen, count, sizeof *seen, compare_seen);
	*ret_count = count;
	return seen;
}

/* ------------------------------------------------------------------------------------------ one component */

static const char *file_field(struct build *b, const struct fact *file, unsigned field)
{
	return file->field[field].len ? build_text(b, file->field[field], TEXT_MAX) : NULL;
}

/* Values of the BSI taxonomy, for a file whose content says so. A file that holds others is an archive whose contents
 * are still told apart; a program is neither. */
static void classify(struct build *b, const struct fact *file, struct sbom_file *f)
{
	bool code = fact_is(file, FILE_CONTENT, "elf") || fact_is(file, FILE_CONTENT, "script");
	bool holds = node_holds_container(b, file->node);

	if (!fact_get(file, FILE_CONTENT).len)
		return;
	f->executable = code ? "executable" : "non-executable";
	f->archive = holds ? "archive" : "no archive";
	f->structured = holds ? "structured" : "unstructured";
}

static void add_file(struct build *b, struct sbom_component *c, uint32_t node)
{
	const struct fact *file = node == NODE_NONE ? NULL : b->file_of[node];
	struct sbom_file *f = &c->files[c->file_count];
	struct bytes path;

	if (!file || !fact_is(file, FILE_TYPE, "file"))
		return;
	path = facts_node_at(b->facts, node)->path;
	*f = (struct sbom_file){.location = build_text(b, facts_node_at(b->facts, node)->chain, SIZE_MAX),
				.name = build_text(b, text_basename(path), TEXT_MAX),
				.sha256 = file_field(b, file, FILE_SHA256),
				.sha512 = file_field(b, file, FILE_SHA512)};
	classify(b, file, f);
	/* the same file in two places is one file */
	for (size_t i = 0; i < c->file_count; i++)
		if (!strcmp(c->files[i].name, f->name) && c->files[i].sha256 && f->sha256 &&
		    !strcmp(c->files[i].sha256, f->sha256))
			return;
	c->file_count++;
}

static bool is_email(struct bytes text)
{
	size_t ats = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] <= ' ' || text.at[i] >= 0x7f || strchr("<>,;()\"", text.at[i]))
			return false;
		ats += text.at[i] == '@' && i > 0 && i + 1 < text.len;
	}
	return ats == 1;
}

bool sbom_contact(struct arena *arena, struct bytes text, const char **ret_email, const char **ret_url)
{
	text = text_trim(text);
	if (bytes_starts(text, "https://") || bytes_starts(text, "http://")) {
		for (size_t i = 0; i < text.len; i++)
			if (text.at[i] <= ' ' || text.at[i] >= 0x7f)
				return false;
		*ret_url = text_safe(arena, text, TEXT_MAX);
		return true;
	}
	if (!is_email(text))
		return false;
	*ret_email = text_safe(arena, text, TEXT_MAX);
	return true;
}

/* "Name <address>, Name <address>": the first of them. A comma within a name ("Co., Ltd.") is part of it: where there
 * is no address, nobody can tell one name from two. */
static void take_creator(struct build *b, struct sbom_component *c, struct bytes text)
{
	struct bytes rest = text, one, name;

	if (c->creator_name || c->creator_email || c->creator_url || !text_split(&rest, ',', &one))
		return;
	if (sbom_contact(b->arena, one, &c->creator_email, &c->creator_url))
		return;
	if (text_split(&text, '<', &name) && text_split(&text, '>', &one) && text.at)
		(void)sbom_contact(b->arena, one, &c->creator_email, &c->creator_url);
	if (text_trim(name).len)
		c->creator_name = build_text(b, text_trim(name), TEXT_MAX);
}

static void take(const char **to, struct build *b, const struct fact *fact, unsigned field)
{
	if (!*to && text_trim(fact->field[field]).len)
		*to = build_text(b, text_trim(fact->field[field]), TEXT_MAX);
}

static void take_fields(struct build *b, struct sbom_component *c, const struct fact *fact)
{
	if (fact->kind != FACT_COMPONENT)
		return;
	take(&c->purl, b, fact, COMPONENT_PURL);
	take(&c->cpe, b, fact, COMPONENT_CPE);
	take(&c->arch, b, fact, COMPONENT_ARCH);
	take(&c->source, b, fact, COMPONENT_SOURCE);
	if (!c->licence && text_trim(fact_get(fact, COMPONENT_LICENCE)).len) {
		c->licence_spdx = sbom_licence_valid(fact_get(fact, COMPONENT_LICENCE));
		take(&c->licence, b, fact, COMPONENT_LICENCE);
	}
	if (fact_get(fact, COMPONENT_SUPPLIER).len)
		take_creator(b, c, fact_get(fact, COMPONENT_SUPPLIER));
}

static bool add_occurrence(struct build *b, struct sbom_component *c, const struct seen *s)
{
	const struct fact_node *node = fact_node_of(b->facts, s->fact);
	const char *location = build_text(b, node->chain.len ? node->chain : bytes_str(b->input->name), SIZE_MAX);

	/* a kernel's banner is a fact of two kinds; facts are sorted, so it stands right before */
	for (size_t i = 0; i < c->occurrence_count; i++)
		if (!strcmp(c->occurrences[i].location, location) && c->occurrences[i].offset == s->fact->offset)
			return true;
	c->occurrences[c->occurrence_count++] = (struct sbom_occurrence){location, s->fact->offset, s->how};
	if (!s->database)
		add_file(b, c, s->fact->node);
	return true;
}

static const char *type_of(const struct sbom_component *c, bool release)
{
	if (release || !strcmp(c->name, "linux"))
		return "operating-system";
	for (size_t i = 0; i < c->file_count; i++)
		if (strstr(c->files[i].name, ".so"))
			return "library";
	return !strncmp(c->name, "lib", 3) ? "library" : "application";
}

/* ------------------------------------------------------------------------------------------ merging */

/* "2:1.19.4-1" gives "1.19.4": a package's version without epoch and the packager's own count. */
static struct bytes upstream(const char *version)
{
	const char *colon = strchr(version, ':'), *dash;

	if (colon)
		version = colon + 1;
	dash = strrchr(version, '-');
	return dash && dash > version ? bytes_of(version, (size_t)(dash - version)) : bytes_str(version);
}

/* What stands in a program as "busybox 1.19.4" is the package "busybox 1.19.4-1": one component, the package's version.
 */
static void fold(struct seen *seen, size_t count)
{
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && !strcmp(seen[to].name, seen[from].name); to++)
			;
		for (size_t i = from; i < to; i++) {
			const char *found = NULL;

			for (size_t k = from; !seen[i].database && k < to; k++) {
				if (!seen[k].database || !bytes_is(upstream(seen[k].version), seen[i].version))
					continue;
				if (found && strcmp(found, seen[k].version) != 0) {
					found = NULL; /* two of them: no telling which */
					break;
				}
				found = seen[k].version;
			}
			if (found)
				seen[i].version = found;
		}
	}
	qsort(seen, count, sizeof *seen, compare_seen);
}

static bool build_one(struct build *b, const struct seen *seen, size_t count, struct sbom_component *c)
{
	bool release = false;

	*c = (struct sbom_component){.name = seen->name, .version = seen->version[0] ? seen->version : NULL};
	c->occurrences = arena_array(b->arena, count, sizeof *c->occurrences);
	c->files = arena_array(b->arena, count, sizeof *c->files);
	c->ref = arena_printf(b->arena, "component:%s@%s", c->name, c->version ? c->version : "");
	if (!c->occurrences || !c->files || !c->ref)
		return false;
	for (size_t i = 0; i < count; i++) {
		TRY(add_occurrence(b, c, &seen[i]));
		take_fields(b, c, seen[i].fact);
		release |= bytes_ends(fact_node_of(b->facts, seen[i].fact)->path, "-release") ||
			   bytes_ends(fact_node_of(b->facts, seen[i].fact)->path, "_release");
		if (seen[i].database)
			c->from_database = true;
		else
			build_owns(b, seen[i].fact->node, c);
	}
	c->type = type_of(c, release);
	return true;
}

static bool build_product(struct build *b, struct sbom *s)
{
	const struct sbom_input *in = b->input;
	struct sbom_component *p = &s->product;
	struct sbom_file *file = arena_alloc(b->arena, sizeof *file);
	size_t containers = facts_count(b->facts, FACT_CONTAINER);

	*p = (struct sbom_component){.type = "firmware",
				     .name = in->product ? in->product : build_text(b, bytes_str(in->name), TEXT_MAX),
				     .version = in->product_version};
	p->ref = arena_printf(b->arena, "product:%s", in->sha256);
	if (!file || !p->ref)
		return false;
	p->depends_known = true;
	if (in->folder)
		return true;
	*file = (struct sbom_file){.location = in->name,
				   .name = build_text(b, bytes_str(in->name), TEXT_MAX),
				   .sha256 = in->sha256,
				   .sha512 = in->sha512,
				   .archive = containers ? "archive" : NULL,
				   .structured = containers ? "structured" : NULL};
	p->files = file;
	p->file_count = 1;
	return true;
}

static bool sbom_lacks(const struct sbom_component *c, enum sbom_field field)
{
	bool lacks = false;

	switch (field) {
	case SBOM_CREATOR:
		return !c->creator_email && !c->creator_url;
	case SBOM_VERSION:
		return !c->version;
	case SBOM_LICENCE:
		return true; /* what a licensee may do is for the maker to conclude: an image shows only what is
				declared */
	case SBOM_FILENAME:
		return c->file_count == 0;
	default:
		break;
	}
	for (size_t i = 0; i < c->file_count; i++) {
		const struct sbom_file *f = &c->files[i];

		lacks |= field == SBOM_HASH         ? !f->sha512
			 : field == SBOM_EXECUTABLE ? !f->executable
			 : field == SBOM_ARCHIVE    ? !f->archive
						    : !f->structured;
	}
	return lacks || c->file_count == 0;
}

bool sbom_build(const struct facts *facts, const struct sbom_input *input, struct arena *arena, struct sbom *ret,
		struct error *e)
{
	struct build b = {.facts = facts, .input = input, .arena = arena};
	struct sbom s = {.facts = facts, .input = *input};
	struct seen *seen;
	size_t seen_count = 0;
	struct tm tm;
	char stamp[32];

	seen = collect(&b, &seen_count);
	if (!seen || !build_index(&b))
		return error_memory(e, "SBOM");
	if (seen_count > COMPONENTS_MAX)
		return error_set(e, ERROR_LIMIT, "%zu facts on components: more than an SBOM is made of", seen_count);
	fold(seen, seen_count);
	if (!gmtime_r(&input->timestamp, &tm) || strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &tm) != 20)
		return error_set(e, ERROR_USAGE, "the time stamp is out of range");
	s.timestamp = arena_str(arena, bytes_str(stamp));
	s.components = arena_array(arena, seen_count + 1, sizeof *s.components);
	if (!s.timestamp || !s.components || !build_product(&b, &s))
		return error_memory(e, "SBOM");
	for (size_t from = 0, to; from < seen_count; from = to) {
		for (to = from; to < seen_count && !strcmp(seen[to].name, seen[from].name) &&
				!strcmp(seen[to].version, seen[from].version);
		     to++)
			;
		if (!build_one(&b, &seen[from], to - from, &s.components[s.count]))
			return error_memory(e, "SBOM");
		s.count++;
	}
	if (!build_depends(&b, &s) || b.failed)
		return error_memory(e, "SBOM");
	for (unsigned field = 0; field < SBOM_FIELDS; field++)
		for (size_t i = 0; i < s.count; i++)
			s.missing[field] += sbom_lacks(&s.components[i], (enum sbom_field)field);
	s.unattributed = build_unattributed(&b);
	*ret = s;
	return true;
}
