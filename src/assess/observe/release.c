/* Files that say what the system is (os-release, openwrt_release) and whom to tell of a weakness (security.txt, RFC
 * 9116). A SYSTEM fact of this observer has a name and a version and no kind: what kind a root is, derive/system.c
 * tells. Serves 5.2-1 (contact), 5.3-16 (model and version). */
#include "assess/observe/observer.h"
#include "core/base/text.h"

static struct bytes unquoted(struct bytes v)
{
	v = text_trim(v);
	if (v.len >= 2 && (*v.at == '"' || *v.at == '\'') && v.at[v.len - 1] == *v.at)
		v = bytes_part(v, 1, v.len - 2);
	return v;
}

static void release(const struct file_view *f, struct fact_sink *out)
{
	struct bytes rest = f->data, line, name = {NULL, 0}, version = {NULL, 0}, build = {NULL, 0};
	struct fact_draft d;

	for (size_t n = 0; n < 200 && text_split(&rest, '\n', &line); n++) {
		struct bytes value = text_trim(line), key;

		if (bytes_starts(value, "#") || !text_split(&value, '=', &key))
			continue;
		value = unquoted(value);
		if (bytes_is(key, "NAME") || bytes_is(key, "DISTRIB_ID"))
			name = value;
		else if (bytes_is(key, "VERSION_ID") || bytes_is(key, "DISTRIB_RELEASE"))
			version = value;
		else if (bytes_is(key, "BUILD_ID") || bytes_is(key, "DISTRIB_REVISION"))
			build = value;
	}
	if (!name.len)
		return;
	d = fact_begin(out, FACT_SYSTEM, 0, 0);
	fact_put(&d, SYSTEM_NAME, bytes_part(name, 0, 128));
	if (version.len)
		fact_put(&d, SYSTEM_VERSION, bytes_part(version, 0, 128));
	if (build.len)
		fact_put(&d, SYSTEM_BUILD, bytes_part(build, 0, 128));
	fact_excerpt(&d, f->data);
	fact_end(&d);
}

static void security_txt(const struct file_view *f, struct fact_sink *out)
{
	struct bytes rest = f->data, line, expires = {NULL, 0};

	for (unsigned pass = 0; pass < 2; pass++) {
		rest = f->data;
		for (size_t n = 0; n < 500 && text_split(&rest, '\n', &line); n++) {
			struct bytes value = text_trim(line), key;
			struct fact_draft d;

			if (bytes_starts(value, "#") || !text_split(&value, ':', &key))
				continue;
			value = text_trim(value);
			if (text_equal_nocase(key, "expires")) {
				expires = value;
			} else if (pass == 1 &&
				   (text_equal_nocase(key, "contact") || text_equal_nocase(key, "policy"))) {
				d = fact_begin(out, FACT_CONTACT, (uint64_t)(line.at - f->data.at), line.len);
				fact_put_str(&d, CONTACT_CLASS,
					     text_equal_nocase(key, "policy") ? "policy" : "security-txt");
				fact_put(&d, CONTACT_VALUE, bytes_part(value, 0, 256));
				if (expires.len)
					fact_put(&d, CONTACT_EXPIRES, bytes_part(expires, 0, 40));
				fact_excerpt(&d, line);
				fact_end(&d);
			}
		}
	}
}

static bool is_release(const struct file_view *f)
{
	return text_glob("*/etc/os-release", f->path) || text_glob("*/usr/lib/os-release", f->path) ||
	       text_glob("*/etc/openwrt_release", f->path) || text_glob("*/etc/lsb-release", f->path);
}

static bool wants(const struct file_view *f)
{
	return f->data.len && f->data.len < 65536 && (is_release(f) || bytes_is(f->base, "security.txt"));
}

static void observe(const struct file_view *f, struct fact_sink *out)
{
	if (is_release(f))
		release(f, out);
	else
		security_txt(f, out);
}

const struct observer observer_release = {"release", wants, observe, false};
