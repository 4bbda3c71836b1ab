/* What package databases and manifests say is installed: dpkg, opkg, apk, RPM, Python and Node packages, licence
 * manifests, os-release. Package URLs follow the purl specification; opkg has no type there and is "generic". A
 * database that is recognised and cannot be read is said to be unread. */
#include "assess/observe/observer.h"
#include "assess/observe/rpmdb.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#include <jansson.h>
#include <stdio.h>

#define DEPENDS_MAX 4096

enum database { DB_NONE, DB_DPKG, DB_OPKG, DB_APK, DB_PYTHON, DB_NODE, DB_MANIFEST, DB_RELEASE, DB_RPM };

struct place {
	const char *path;
	enum database database;
};

static const struct place places[] = {
	{"/var/lib/dpkg/status", DB_DPKG},
	{"/var/lib/dpkg/status.d/*", DB_DPKG},
	{"*/opkg/status", DB_OPKG},
	{"*/ipkg/status", DB_OPKG},
	{"*lib/apk/db/installed", DB_APK},
	{"*.dist-info/METADATA", DB_PYTHON},
	{"*.egg-info/PKG-INFO", DB_PYTHON},
	{"*.egg-info", DB_PYTHON},
	{"*/node_modules/*/package.json", DB_NODE},
	{"*/license.manifest", DB_MANIFEST},
	{"/etc/os-release", DB_RELEASE},
	{"/usr/lib/os-release", DB_RELEASE},
	{"/etc/openwrt_release", DB_RELEASE},
	{"*/lib/rpm/rpmdb.sqlite", DB_RPM},
	{"*/lib/rpm/Packages", DB_RPM},
	{"*/lib/rpm/Packages.db", DB_RPM},
	{"*/sysimage/rpm/*", DB_RPM},
};

struct package {
	struct bytes name, version, arch, licence, source, depends, supplier, status, cpe, epoch;
	uint64_t offset, len;
};

static enum database database_of(struct bytes path)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (text_glob(places[i].path, path))
			return places[i].database;
	return DB_NONE;
}

static bool wants(const struct file_view *f)
{
	return f->data.len > 0 && database_of(f->path) != DB_NONE && !bytes_ends(f->path, ".md5sums");
}

/* Percent-encoding of purl: letters, digits and ".-_~:" stand for themselves, and the slash behind an npm scope. */
static void write_purl(struct writer *w, struct bytes text, bool slash)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c && strchr(".-_~:", c)) ||
		    (slash && c == '/'))
			write_u8(w, c);
		else
			write_fmt(w, "%%%02X", c);
	}
}

/* "libc6 (>= 2.34), foo | bar, so:libc.so" gives "libc6 foo so:libc.so". */
static void write_depends(struct writer *w, struct bytes depends, bool commas)
{
	struct bytes one, name;

	while (depends.len && w->len < DEPENDS_MAX &&
	       (commas ? text_split(&depends, ',', &one) : text_word(&depends, &one))) {
		if (!text_word(&one, &name))
			continue;
		for (size_t i = 0; !commas && i < name.len; i++)
			if (strchr("<>=~", name.at[i] ? name.at[i] : 'x'))
				name.len = i;
		if (w->len)
			write_str(w, " ");
		write_bytes(w, name);
	}
}

/* The namespace is the distribution, which only the vendor's name tells. */
static const char *rpm_type(struct bytes vendor)
{
	static const struct {
		const char *vendor, *type;
	} known[] = {
		{"fedora", "rpm/fedora"},       {"red hat", "rpm/redhat"}, {"centos", "rpm/centos"},
		{"opensuse", "rpm/opensuse"},   {"suse", "rpm/suse"},      {"rocky", "rpm/rocky"},
		{"almalinux", "rpm/almalinux"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (bytes_find_nocase(vendor, known[i].vendor) != SIZE_MAX)
			return known[i].type;
	return "rpm";
}

static const char *purl_type(enum database db, const struct package *p)
{
	switch (db) {
	case DB_DPKG:
		return bytes_find_nocase(p->supplier, "ubuntu") != SIZE_MAX ? "deb/ubuntu" : "deb/debian";
	case DB_APK:
		return "apk/alpine";
	case DB_PYTHON:
		return "pypi";
	case DB_NODE:
		return "npm";
	case DB_RPM:
		return rpm_type(p->supplier);
	default:
		return "generic";
	}
}

static void put_some(struct fact_draft *d, unsigned field, struct bytes value)
{
	if (value.len)
		fact_put(d, field, value);
}

static void put_package(enum database db, const struct file_view *f, const struct package *p, struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_COMPONENT, p->offset, p->len);
	struct writer purl = writer_of(1 << 14, "purl"), depends = writer_of(1 << 14, "depends");

	write_fmt(&purl, "pkg:%s/", purl_type(db, p));
	write_purl(&purl, p->name, db == DB_NODE);
	if (p->version.len) {
		write_str(&purl, "@");
		write_purl(&purl, p->version, false);
	}
	if (p->arch.len && (db == DB_DPKG || db == DB_APK || db == DB_RPM)) {
		write_str(&purl, "?arch=");
		write_purl(&purl, p->arch, false);
	}
	if (p->epoch.len) {
		write_str(&purl, p->arch.len ? "&epoch=" : "?epoch=");
		write_bytes(&purl, p->epoch);
	}
	write_depends(&depends, p->depends, db != DB_APK && db != DB_RPM);
	fact_put(&d, COMPONENT_NAME, p->name);
	put_some(&d, COMPONENT_VERSION, p->version);
	fact_put_str(&d, COMPONENT_HOW, db == DB_RELEASE || db == DB_MANIFEST ? "manifest" : "package-db");
	fact_put_str(&d, COMPONENT_RELATION, "contains");
	if (writer_ok(&purl))
		fact_put(&d, COMPONENT_PURL, writer_bytes(&purl));
	put_some(&d, COMPONENT_CPE, p->cpe);
	put_some(&d, COMPONENT_SUPPLIER, p->supplier);
	put_some(&d, COMPONENT_LICENCE, p->licence);
	put_some(&d, COMPONENT_ARCH, p->arch);
	put_some(&d, COMPONENT_SOURCE, p->source);
	put_some(&d, COMPONENT_DEPENDS, writer_bytes(&depends));
	fact_put_str(&d, COMPONENT_STATUS, "installed");
	fact_excerpt(&d, bytes_part(f->data, p->offset, p->len));
	fact_end(&d);
	if (!writer_ok(&purl) || !writer_ok(&depends))
		out->failed |= purl.failed == ERROR_ENVIRONMENT || depends.failed == ERROR_ENVIRONMENT;
	writer_free(&purl);
	writer_free(&depends);
}

static void take_field(enum database db, struct package *p, struct bytes key, struct bytes value)
{
	static const struct {
		const char *key;
		size_t offset;
	} fields[] = {
#define TO(field) offsetof(struct package, field)
		{"package", TO(name)},        {"version", TO(version)},   {"architecture", TO(arch)},
		{"license", TO(licence)},     {"source", TO(source)},     {"depends", TO(depends)},
		{"maintainer", TO(supplier)}, {"status", TO(status)},     {"name", TO(name)},
		{"author", TO(supplier)},     {"package name", TO(name)}, {"package version", TO(version)},
	};
	static const struct {
		char key;
		size_t offset;
	} letters[] = {
		{'P', TO(name)},   {'V', TO(version)}, {'A', TO(arch)},     {'L', TO(licence)},
		{'o', TO(source)}, {'D', TO(depends)}, {'m', TO(supplier)},
#undef TO
	};

	if (db == DB_APK) {
		for (size_t i = 0; key.len == 1 && i < ARRAY_LEN(letters); i++)
			if (key.at[0] == letters[i].key)
				*(struct bytes *)((char *)p + letters[i].offset) = value;
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (text_equal_nocase(key, fields[i].key) && (db == DB_MANIFEST || i < 10)) {
			*(struct bytes *)((char *)p + fields[i].offset) = value;
			return;
		}
}

static void end_package(enum database db, const struct file_view *f, struct package *p, uint64_t end,
			struct fact_sink *out)
{
	bool with_status = db == DB_OPKG || (db == DB_DPKG && p->status.len);

	p->len = end - p->offset;
	if (p->name.len && (!with_status || bytes_ends(text_trim(p->status), " installed")))
		put_package(db, f, p, out);
	*p = (struct package){0};
}

/* Paragraphs of "Key: value" lines, an empty line between them (Debian policy 5.1; apk's database; core metadata). */
static void read_paragraphs(enum database db, const struct file_view *f, struct fact_sink *out)
{
	struct reader r = reader_of(f->data, "package database");
	struct package p = {0};
	bool in_package = false;

	while (reader_left(&r)) {
		uint64_t at = r.at;
		struct bytes line = read_line(&r, "line"), key;

		if (text_trim(line).len == 0) {
			end_package(db, f, &p, at, out);
			in_package = false;
			/* in core metadata the description follows */
			if (db == DB_PYTHON)
				return;
			continue;
		}
		if (!in_package)
			p.offset = at;
		in_package = true;
		if (line.at[0] == ' ' || line.at[0] == '\t' || !text_split(&line, ':', &key) || !line.at)
			continue;
		take_field(db, &p, key, text_trim(line));
	}
	end_package(db, f, &p, f->data.len, out);
}

static struct bytes unquoted(struct bytes value)
{
	value = text_trim(value);
	if (value.len >= 2 && (value.at[0] == '"' || value.at[0] == '\'') && value.at[value.len - 1] == value.at[0])
		value = bytes_part(value, 1, value.len - 2);
	return value;
}

static void read_release(const struct file_view *f, struct fact_sink *out)
{
	struct reader r = reader_of(f->data, "os-release");
	struct package p = {.len = f->data.len};

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line"), key;

		if (!text_split(&line, '=', &key) || !line.at)
			continue;
		line = unquoted(line);
		if (bytes_is(key, "ID") || bytes_is(key, "DISTRIB_ID"))
			p.name = line;
		else if (bytes_is(key, "VERSION_ID") || bytes_is(key, "DISTRIB_RELEASE"))
			p.version = line;
		else if (bytes_is(key, "CPE_NAME") && bytes_starts(line, "cpe:2.3:"))
			p.cpe = line;
	}
	if (p.name.len)
		put_package(DB_RELEASE, f, &p, out);
}

static struct bytes json_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return bytes_str(text ? text : "");
}

static void put_unread(struct fact_sink *out, const char *why)
{
	struct fact_draft d = fact_begin(out, FACT_UNREAD, 0, 0);

	fact_put_str(&d, UNREAD_WHY, why);
	fact_end(&d);
}

static void read_node(const struct file_view *f, struct fact_sink *out)
{
	json_error_t error;
	json_t *root = f->data.len < (1 << 20) ? json_loadb((const char *)f->data.at, f->data.len, 0, &error) : NULL;
	struct package p = {.len = f->data.len};

	if (!root) {
		put_unread(out, "package.json: no JSON, or too large");
		return;
	}
	p.name = json_text(root, "name");
	p.version = json_text(root, "version");
	p.licence = json_text(root, "license");
	if (p.name.len && p.version.len)
		put_package(DB_NODE, f, &p, out);
	json_decref(root);
}

struct rpm_ctx {
	const struct file_view *f;
	struct fact_sink *out;
};

static void rpm_unread(void *ctx, uint64_t offset, const char *why)
{
	struct rpm_ctx *rpm = ctx;
	struct fact_draft d = fact_begin(rpm->out, FACT_UNREAD, offset, 0);

	fact_put_str(&d, UNREAD_WHY, why);
	fact_end(&d);
}

/* What is required, but for rpm's own features, and each name once where it repeats at once. */
static void rpm_depends(struct writer *w, struct bytes requires)
{
	struct bytes one, last = {0};

	while (requires.len && w->len < DEPENDS_MAX && text_split(&requires, 0, &one)) {
		if (one.len == 0 || bytes_starts(one, "rpmlib(") || bytes_equal(one, last) ||
		    bytes_find_str(one, " ") != SIZE_MAX)
			continue;
		if (w->len)
			write_str(w, " ");
		write_bytes(w, one);
		last = one;
	}
}

static void rpm_package(void *ctx, const struct rpm_package *found)
{
	struct rpm_ctx *rpm = ctx;
	struct writer depends = writer_of(1 << 17, "depends"), version = writer_of(1 << 17, "version");
	struct package p = {.name = found->name,
			    .arch = found->arch,
			    .licence = found->licence,
			    .supplier = found->vendor,
			    .source = found->source,
			    .offset = found->offset,
			    .len = found->len};
	char epoch[16];

	/* keys that rpm trusts stand among the packages */
	if (bytes_is(found->name, "gpg-pubkey"))
		return;
	write_bytes(&version, found->version);
	if (found->release.len) {
		write_str(&version, "-");
		write_bytes(&version, found->release);
	}
	rpm_depends(&depends, found->requires);
	p.version = writer_bytes(&version);
	p.depends = writer_bytes(&depends);
	if (found->has_epoch) {
		snprintf(epoch, sizeof epoch, "%u", found->epoch);
		p.epoch = bytes_str(epoch);
	}
	rpm->out->failed |= version.failed == ERROR_ENVIRONMENT || depends.failed == ERROR_ENVIRONMENT;
	put_package(DB_RPM, rpm->f, &p, rpm->out);
	writer_free(&version);
	writer_free(&depends);
}

/* Beside the packages stand rpm's indices, locks and journals: they hold nothing else. */
static void read_rpm(const struct file_view *f, struct fact_sink *out)
{
	struct rpm_ctx ctx = {f, out};
	struct error e;

	if (rpmdb_kind_of(f->data) == RPMDB_NONE && !bytes_starts(f->base, "Packages") &&
	    !bytes_is(f->base, "rpmdb.sqlite"))
		return;
	if (!rpmdb_read(f->data, &(struct rpmdb_visitor){&ctx, rpm_package, rpm_unread}, &e)) {
		put_unread(out, e.text);
		out->failed |= e.code == ERROR_ENVIRONMENT;
	}
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	enum database db = database_of(f->path);

	switch (db) {
	case DB_NONE:
		break;
	case DB_RELEASE:
		read_release(f, out);
		break;
	case DB_NODE:
		read_node(f, out);
		break;
	case DB_RPM:
		read_rpm(f, out);
		break;
	default:
		read_paragraphs(db, f, out);
	}
}

const struct observer observer_package = {.name = "package", .wants = wants, .observe = observe};
