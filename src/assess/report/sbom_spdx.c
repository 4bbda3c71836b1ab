/* Part of sbom.c: SPDX 2.3 JSON. Packages only: a list of files would need the SHA-1 of each and a verification code
 * over them (SPDX 2.3 clauses 7.9 and 8.4), which nobody should rely on; hashes stand at the package of a single file.
 */
#include "assess/report/sbom_part.h"

#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <stdio.h>

struct printer {
	const struct sbom *sbom;
	json_t *packages, *relationships, *licences;
	bool failed;
};

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

/* Letters, digits, '.' and '-' are all an SPDX id may have: a short hash keeps it unique. */
static json_t *spdx_id(const char *kind, const char *ref)
{
	struct writer w = writer_of(4096, "SPDX id");
	uint8_t sum[SHA256_LEN];
	char hex[2 * SHA256_LEN + 1];
	size_t taken = 0;
	json_t *ret;

	hash_sha256(bytes_str(ref), sum);
	text_hex(bytes_of(sum, sizeof sum), hex);
	write_fmt(&w, "%s-", kind);
	for (const char *c = ref; *c && taken < 64; c++, taken++) {
		bool plain = (*c >= '0' && *c <= '9') || ((*c | 0x20) >= 'a' && (*c | 0x20) <= 'z') || *c == '.';

		write_u8(&w, plain ? (uint8_t)*c : '-');
	}
	write_fmt(&w, "-%.12s", hex);
	ret = writer_ok(&w) ? json_stringn((const char *)w.at, w.len) : NULL;
	writer_free(&w);
	return ret;
}

static void relation(struct printer *p, json_t *from, const char *type, json_t *to)
{
	json_t *row = json_object();

	put(p, row, "spdxElementId", from);
	put_str(p, row, "relationshipType", type);
	put(p, row, "relatedSpdxElement", to);
	append(p, p->relationships, row);
}

static void checksum(struct printer *p, json_t *list, const char *algorithm, const char *value)
{
	json_t *row;

	if (!value)
		return;
	row = json_object();
	put_str(p, row, "algorithm", algorithm);
	put_str(p, row, "checksumValue", value);
	append(p, list, row);
}

static void reference(struct printer *p, json_t *list, const char *category, const char *type, const char *locator)
{
	json_t *row;

	if (!locator || strchr(locator, ' '))
		return;
	row = json_object();
	put_str(p, row, "referenceCategory", category);
	put_str(p, row, "referenceType", type);
	put_str(p, row, "referenceLocator", locator);
	append(p, list, row);
}

/* A licence as stated that is no SPDX expression gets a reference, and its words stand beside it. */
static json_t *licence_json(struct printer *p, const struct sbom_component *c)
{
	json_t *id, *row;
	size_t count = json_array_size(p->licences);

	if (!c->licence)
		return json_string("NOASSERTION");
	if (c->licence_spdx)
		return sbom_text(bytes_str(c->licence));
	id = spdx_id("LicenseRef", c->licence);
	for (size_t i = 0; id && i < count; i++)
		if (!strcmp(json_string_value(json_object_get(json_array_get(p->licences, i), "licenseId")),
			    json_string_value(id)))
			return id;
	row = json_object();
	put(p, row, "licenseId", json_copy(id));
	put_str(p, row, "extractedText", c->licence);
	put_str(p, row, "name", c->licence);
	append(p, p->licences, row);
	return id;
}

static const char *purpose_of(const struct sbom_component *c)
{
	return !strcmp(c->type, "library")            ? "LIBRARY"
	       : !strcmp(c->type, "operating-system") ? "OPERATING_SYSTEM"
	       : !strcmp(c->type, "firmware")         ? "FIRMWARE"
						      : "APPLICATION";
}

static json_t *originator_json(const struct sbom_component *c)
{
	const char *name = c->creator_name ? c->creator_name : c->creator_url;
	struct writer w = writer_of(8192, "originator");
	json_t *ret;

	if (!name)
		name = c->creator_email;
	if (!name)
		return json_string("NOASSERTION");
	write_str(&w, "Organization: ");
	text_print_safe(&w, bytes_str(name));
	if (c->creator_email)
		write_fmt(&w, " (%s)", c->creator_email);
	ret = writer_ok(&w) ? json_stringn((const char *)w.at, w.len) : NULL;
	writer_free(&w);
	return ret;
}

static json_t *places_json(const struct sbom_component *c)
{
	struct writer w = writer_of(1u << 20, "places");
	json_t *ret;

	for (size_t i = 0; i < c->occurrence_count; i++) {
		write_fmt(&w, "%s%s in ", i ? "; " : "seen as ", c->occurrences[i].how);
		text_print_safe(&w, bytes_str(c->occurrences[i].location));
	}
	ret = writer_ok(&w) ? json_stringn((const char *)w.at, w.len) : NULL;
	writer_free(&w);
	return ret;
}

static void package(struct printer *p, const struct sbom_component *c)
{
	json_t *row = json_object(), *list = json_array();

	put(p, row, "SPDXID", spdx_id("SPDXRef", c->ref));
	put_str(p, row, "name", c->name);
	put_str(p, row, "versionInfo", c->version);
	put_str(p, row, "downloadLocation", "NOASSERTION");
	put(p, row, "filesAnalyzed", json_false());
	put(p, row, "originator", originator_json(c));
	put_str(p, row, "licenseConcluded", "NOASSERTION");
	put(p, row, "licenseDeclared", licence_json(p, c));
	put_str(p, row, "copyrightText", "NOASSERTION");
	put_str(p, row, "primaryPackagePurpose", purpose_of(c));
	if (c->file_count == 1) {
		json_t *sums = json_array();

		put_str(p, row, "packageFileName", c->files[0].name);
		checksum(p, sums, "SHA256", c->files[0].sha256);
		checksum(p, sums, "SHA512", c->files[0].sha512);
		if (json_array_size(sums))
			put(p, row, "checksums", sums);
		else
			json_decref(sums);
	}
	reference(p, list, "PACKAGE-MANAGER", "purl", c->purl);
	reference(p, list, "SECURITY", "cpe23Type", c->cpe);
	if (json_array_size(list))
		put(p, row, "externalRefs", list);
	else
		json_decref(list);
	if (c->occurrence_count)
		put(p, row, "sourceInfo", places_json(c));
	append(p, p->packages, row);
}

static void on_gap(void *ctx, const char *key, const char *text)
{
	write_fmt(ctx, "%s: %s\n", key, text);
}

static json_t *comment_json(const struct sbom *s)
{
	struct writer w = writer_of(1u << 20, "comment");
	json_t *ret;

	write_str(&w, "Made from the built image. What it does not say:\n");
	sbom_gaps(s, on_gap, &w);
	ret = writer_ok(&w) ? json_stringn((const char *)w.at, w.len) : NULL;
	writer_free(&w);
	return ret;
}

static json_t *creation_json(struct printer *p)
{
	json_t *row = json_object(), *creators = json_array();

	put_str(p, row, "created", p->sbom->timestamp);
	append(p, creators, json_string("Tool: holdfast-" HF_VERSION));
	if (p->sbom->input.creator)
		append(p, creators, json_sprintf("Organization: %s", p->sbom->input.creator));
	put(p, row, "creators", creators);
	return row;
}

bool sbom_spdx(const struct sbom *s, struct writer *out, struct error *e)
{
	struct printer p = {
		.sbom = s, .packages = json_array(), .relationships = json_array(), .licences = json_array()};
	json_t *root = json_object();
	char uuid[37];

	put_str(&p, root, "spdxVersion", "SPDX-2.3");
	put_str(&p, root, "dataLicense", "CC0-1.0");
	put_str(&p, root, "SPDXID", "SPDXRef-DOCUMENT");
	put_str(&p, root, "name", s->product.name);
	put_str(&p, root, "documentNamespace", "");
	put(&p, root, "creationInfo", creation_json(&p));
	put(&p, root, "comment", comment_json(s));
	package(&p, &s->product);
	relation(&p, json_string("SPDXRef-DOCUMENT"), "DESCRIBES", spdx_id("SPDXRef", s->product.ref));
	for (size_t i = 0; i < s->count; i++) {
		const struct sbom_component *c = &s->components[i];

		package(&p, c);
		relation(&p, spdx_id("SPDXRef", s->product.ref), "CONTAINS", spdx_id("SPDXRef", c->ref));
		for (size_t k = 0; k < c->depend_count; k++)
			relation(&p, spdx_id("SPDXRef", c->ref), "DEPENDS_ON",
				 spdx_id("SPDXRef", s->components[c->depends[k]].ref));
	}
	put(&p, root, "packages", p.packages);
	put(&p, root, "relationships", p.relationships);
	if (json_array_size(p.licences))
		put(&p, root, "hasExtractedLicensingInfos", p.licences);
	else
		json_decref(p.licences);
	if (!p.failed && sbom_uuid(root, uuid))
		put(&p, root, "documentNamespace", json_sprintf("urn:uuid:%s", uuid));
	else
		p.failed = true;
	if (p.failed) {
		json_decref(root);
		return error_memory(e, "SPDX");
	}
	return sbom_print(root, out, e);
}
