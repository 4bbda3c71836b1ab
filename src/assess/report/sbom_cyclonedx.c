/* Part of sbom.c: CycloneDX 1.6 (ECMA-424), with the fields where BSI TR-03183-2 V2.1 section 8.2 maps them: creator in
 * manufacturer, filename and the three properties in the bsi:component taxonomy, the SHA-512 at a "distribution"
 * reference. An image gives no address to download from, so that reference is the place inside the image, and says so.
 * A component of several files has them nested as components of type "file". */
#include "assess/report/sbom_part.h"

#include "core/base/text.h"

struct printer {
	const struct sbom *sbom;
	json_t *dependencies, *incomplete, *unknown;
	bool failed;
};

/* jansson takes a NULL value as a failure: remembered here, so that no document lacks a field for want of memory. */
static void put(struct printer *p, json_t *object, const char *key, json_t *value)
{
	p->failed |= json_object_set_new(object, key, value) != 0;
}

static void put_str(struct printer *p, json_t *object, const char *key, const char *value)
{
	if (value)
		put(p, object, key, sbom_text(bytes_str(value)));
}

static void append(struct printer *p, json_t *array, json_t *value)
{
	p->failed |= json_array_append_new(array, value) != 0;
}

static void property(struct printer *p, json_t *list, const char *name, const char *value)
{
	json_t *row;

	if (!value)
		return;
	row = json_object();
	put_str(p, row, "name", name);
	put_str(p, row, "value", value);
	append(p, list, row);
}

static json_t *hash_json(struct printer *p, const char *alg, const char *value)
{
	json_t *row = json_object();

	put_str(p, row, "alg", alg);
	put_str(p, row, "content", value);
	return row;
}

static json_t *hashes_json(struct printer *p, const struct sbom_file *f)
{
	json_t *list = json_array();

	if (f->sha256)
		append(p, list, hash_json(p, "SHA-256", f->sha256));
	if (f->sha512)
		append(p, list, hash_json(p, "SHA-512", f->sha512));
	return list;
}

/* A relative reference (RFC 3986): the path chain, percent-encoded but for its slashes. */
static json_t *reference_url(const char *location)
{
	struct writer w = writer_of(1u << 20, "reference");
	json_t *ret;

	for (const char *c = location; *c; c++) {
		if ((*c >= '0' && *c <= '9') || ((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z') || strchr("-._~/!", *c))
			write_u8(&w, (uint8_t)*c);
		else
			write_fmt(&w, "%%%02X", (unsigned char)*c);
	}
	ret = writer_ok(&w) && w.len ? json_stringn((const char *)w.at, w.len) : NULL;
	writer_free(&w);
	return ret;
}

static void file_fields(struct printer *p, json_t *row, json_t *properties, const struct sbom_file *f, bool product)
{
	json_t *reference, *list;

	property(p, properties, "bsi:component:filename", f->name);
	property(p, properties, "bsi:component:executable", f->executable);
	property(p, properties, "bsi:component:archive", f->archive);
	property(p, properties, "bsi:component:structured", f->structured);
	if (f->sha256 || f->sha512)
		put(p, row, "hashes", hashes_json(p, f));
	if (!f->sha512)
		return;
	reference = json_object();
	list = json_array();
	put_str(p, reference, "type", "distribution");
	put(p, reference, "url", reference_url(f->location));
	put_str(p, reference, "comment",
		product ? "the input itself, by its name; no address to download it from is known"
			: "the place inside the image; no address to download it from is known");
	append(p, list, hash_json(p, "SHA-512", f->sha512));
	put(p, reference, "hashes", list);
	list = json_array();
	append(p, list, reference);
	put(p, row, "externalReferences", list);
}

static void depends(struct printer *p, const char *ref, json_t *on)
{
	json_t *row = json_object();

	put_str(p, row, "ref", ref);
	put(p, row, "dependsOn", on);
	append(p, p->dependencies, row);
}

/* ------------------------------------------------------------------------------------------ components */

static json_t *licences_json(struct printer *p, const struct sbom_component *c)
{
	json_t *list = json_array(), *row = json_object(), *licence;

	/* what a package says of itself is its declared (original) licence */
	if (c->licence_spdx) {
		put_str(p, row, "expression", c->licence);
		put_str(p, row, "acknowledgement", "declared");
	} else {
		licence = json_object();
		put_str(p, licence, "name", c->licence);
		put_str(p, licence, "acknowledgement", "declared");
		put(p, row, "license", licence);
	}
	append(p, list, row);
	return list;
}

static json_t *creator_json(struct printer *p, const char *name, const char *email, const char *url)
{
	json_t *row = json_object(), *list, *contact;

	put_str(p, row, "name", name);
	if (url) {
		list = json_array();
		append(p, list, sbom_text(bytes_str(url)));
		put(p, row, "url", list);
	}
	if (email) {
		list = json_array();
		contact = json_object();
		put_str(p, contact, "email", email);
		append(p, list, contact);
		put(p, row, "contact", list);
	}
	return row;
}

static json_t *evidence_json(struct printer *p, const struct sbom_component *c)
{
	json_t *evidence = json_object(), *identity = json_object(), *methods = json_array(), *places = json_array();
	json_t *list = json_array();
	double best = 0;

	for (size_t i = 0; i < c->occurrence_count; i++) {
		const struct sbom_occurrence *o = &c->occurrences[i];
		json_t *row = json_object(), *method;
		bool told = false;

		put_str(p, row, "location", o->location);
		put(p, row, "offset", json_integer((json_int_t)o->offset));
		put_str(p, row, "additionalContext", o->how);
		append(p, places, row);
		for (size_t k = 0; k < i && !told; k++)
			told = !strcmp(c->occurrences[k].how, o->how);
		if (told)
			continue;
		method = json_object();
		put_str(p, method, "technique", sbom_technique(o->how));
		put(p, method, "confidence", json_real(sbom_confidence(o->how)));
		put_str(p, method, "value", o->how);
		append(p, methods, method);
		if (sbom_confidence(o->how) > best)
			best = sbom_confidence(o->how);
	}
	put_str(p, identity, "field", c->purl ? "purl" : "name");
	put(p, identity, "confidence", json_real(best));
	put_str(p, identity, "concludedValue", c->purl ? c->purl : c->name);
	put(p, identity, "methods", methods);
	append(p, list, identity);
	put(p, evidence, "identity", list);
	put(p, evidence, "occurrences", places);
	return evidence;
}

/* The files of a component that has several of them. */
static json_t *files_json(struct printer *p, const struct sbom_component *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->file_count; i++) {
		const struct sbom_file *f = &c->files[i];
		json_t *row = json_object(), *properties = json_array(), *ref;

		ref = json_sprintf("file:%s:%zu", c->ref, i);
		depends(p, json_string_value(ref), json_array());
		append(p, p->unknown, json_copy(ref));
		put_str(p, row, "type", "file");
		put(p, row, "bom-ref", ref);
		put_str(p, row, "name", f->name);
		put_str(p, row, "version", c->version);
		file_fields(p, row, properties, f, false);
		put(p, row, "properties", properties);
		append(p, list, row);
	}
	return list;
}

static json_t *component_json(struct printer *p, const struct sbom_component *c)
{
	json_t *row = json_object(), *properties = json_array(), *on = json_array();
	char count[40];

	put_str(p, row, "type", c->type);
	put_str(p, row, "bom-ref", c->ref);
	if (c->creator_name || c->creator_email || c->creator_url)
		put(p, row, "manufacturer", creator_json(p, c->creator_name, c->creator_email, c->creator_url));
	put_str(p, row, "name", c->name);
	put_str(p, row, "version", c->version);
	if (c->file_count == 1)
		file_fields(p, row, properties, &c->files[0], c == &p->sbom->product);
	if (c->licence)
		put(p, row, "licenses", licences_json(p, c));
	put_str(p, row, "cpe", c->cpe);
	put_str(p, row, "purl", c->purl);
	property(p, properties, "holdfast:architecture", c->arch);
	property(p, properties, "holdfast:source-package", c->source);
	if (c->unresolved) {
		snprintf(count, sizeof count, "%zu", c->unresolved);
		property(p, properties, "holdfast:dependencies-not-resolved", count);
	}
	if (c->file_count > 1)
		put(p, row, "components", files_json(p, c));
	if (c->occurrence_count)
		put(p, row, "evidence", evidence_json(p, c));
	put(p, row, "properties", properties);
	for (size_t i = 0; i < c->depend_count; i++)
		append(p, on, sbom_text(bytes_str(p->sbom->components[c->depends[i]].ref)));
	if (c != &p->sbom->product) {
		depends(p, c->ref, on);
		append(p, c->depends_known ? p->incomplete : p->unknown, sbom_text(bytes_str(c->ref)));
	} else {
		for (size_t i = 0; i < p->sbom->count; i++)
			append(p, on, sbom_text(bytes_str(p->sbom->components[i].ref)));
		depends(p, c->ref, on);
	}
	return row;
}

/* ------------------------------------------------------------------------------------------ the document */

struct gaps {
	struct printer *printer;
	json_t *list;
};

static void on_gap(void *ctx, const char *key, const char *text)
{
	struct gaps *gaps = ctx;

	property(gaps->printer, gaps->list, key, text);
}

static void coverage(struct printer *p, json_t *list)
{
	const struct coverage *c = &p->sbom->input.coverage;
	const struct {
		const char *name;
		uint64_t value;
	} numbers[] = {
		{"holdfast:input:bytes", c->bytes},
		{"holdfast:input:bytes-explained", c->explained},
		{"holdfast:input:containers", c->containers},
		{"holdfast:input:files", c->files},
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		char text[24];

		snprintf(text, sizeof text, "%llu", (unsigned long long)numbers[i].value);
		property(p, list, numbers[i].name, text);
	}
	property(p, list, "holdfast:input:sandboxed", c->sandboxed ? "yes" : "no");
}

static void systems(struct printer *p, json_t *list)
{
	FACTS_EACH (p->sbom->facts, FACT_SYSTEM, system) {
		struct writer w = writer_of(1u << 16, "system");
		static const unsigned fields[] = {SYSTEM_KIND, SYSTEM_NAME, SYSTEM_VERSION, SYSTEM_ARCH, SYSTEM_LIBC};

		for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
			if (!fact_get(system, fields[i]).len)
				continue;
			if (w.len)
				write_str(&w, " ");
			text_print_safe(&w, fact_get(system, fields[i]));
		}
		write_u8(&w, 0);
		if (writer_ok(&w))
			property(p, list, "holdfast:system", (const char *)w.at);
		p->failed |= !writer_ok(&w);
		writer_free(&w);
	}
}

static json_t *metadata_json(struct printer *p, struct arena *arena)
{
	const struct sbom *s = p->sbom;
	json_t *metadata = json_object(), *properties = json_array(), *list = json_array(), *row = json_object();
	struct gaps gaps = {p, properties};
	const char *email = NULL, *url = NULL;

	put_str(p, metadata, "timestamp", s->timestamp);
	put_str(p, row, "phase", "post-build");
	append(p, list, row);
	put(p, metadata, "lifecycles", list);
	row = json_object();
	put_str(p, row, "type", "application");
	put_str(p, row, "name", "holdfast");
	put_str(p, row, "version", HF_VERSION);
	list = json_array();
	append(p, list, row);
	row = json_object();
	put(p, row, "components", list);
	put(p, metadata, "tools", row);
	if (s->input.creator && sbom_contact(arena, bytes_str(s->input.creator), &email, &url))
		put(p, metadata, "manufacturer", creator_json(p, NULL, email, url));
	put(p, metadata, "component", component_json(p, &s->product));
	coverage(p, properties);
	systems(p, properties);
	sbom_gaps(s, on_gap, &gaps);
	put(p, metadata, "properties", properties);
	return metadata;
}

static void composition(struct printer *p, json_t *list, const char *aggregate, const char *key, json_t *refs)
{
	json_t *row;

	if (json_array_size(refs) == 0) {
		json_decref(refs);
		return;
	}
	row = json_object();
	put_str(p, row, "aggregate", aggregate);
	put(p, row, key, refs);
	append(p, list, row);
}

bool sbom_cyclonedx(const struct sbom *s, struct writer *out, struct error *e)
{
	struct printer p = {
		.sbom = s, .dependencies = json_array(), .incomplete = json_array(), .unknown = json_array()};
	json_t *root = json_object(), *components = json_array(), *compositions = json_array(),
	       *assembly = json_array();
	struct arena arena;
	char serial[37];

	arena_init(&arena, 0);
	put_str(&p, root, "$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
	put_str(&p, root, "bomFormat", "CycloneDX");
	put_str(&p, root, "specVersion", "1.6");
	put_str(&p, root, "serialNumber", "");
	put(&p, root, "version", json_integer(1));
	put(&p, root, "metadata", metadata_json(&p, &arena));
	for (size_t i = 0; i < s->count; i++)
		append(&p, components, component_json(&p, &s->components[i]));
	put(&p, root, "components", components);
	put(&p, root, "dependencies", p.dependencies);
	/* code linked statically or not recognised cannot be ruled out: nothing is called complete */
	append(&p, assembly, sbom_text(bytes_str(s->product.ref)));
	composition(&p, compositions, "incomplete", "assemblies", assembly);
	composition(&p, compositions, "incomplete", "dependencies", p.incomplete);
	composition(&p, compositions, "unknown", "dependencies", p.unknown);
	put(&p, root, "compositions", compositions);
	if (!p.failed && sbom_uuid(root, serial))
		put(&p, root, "serialNumber", json_sprintf("urn:uuid:%s", serial));
	else
		p.failed = true;
	arena_done(&arena);
	if (p.failed) {
		json_decref(root);
		return error_memory(e, "CycloneDX");
	}
	return sbom_print(root, out, e);
}
