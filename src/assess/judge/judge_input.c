/* What the input turned out to be, from what formats and observers said of it. */
#include "assess/judge/judge.h"

#include "core/base/text.h"

#include <stdlib.h>

static bool is_linux(const struct fact *system)
{
	return fact_is(system, SYSTEM_KIND, "linux-rootfs") || fact_is(system, SYSTEM_KIND, "initramfs") ||
	       fact_is(system, SYSTEM_KIND, "linux-overlay");
}

/* The best system: a root file system before an initramfs before an overlay. */
static const struct fact *linux_system(const struct facts *facts)
{
	static const char *const kinds[] = {"linux-rootfs", "initramfs", "linux-overlay"};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		FACTS_EACH (facts, FACT_SYSTEM, system)
			if (fact_is(system, SYSTEM_KIND, kinds[i]))
				return system;
	return NULL;
}

/* Files that only a Linux root has, for the case that nobody named the system. */
static const struct fact *telling_file(const struct facts *facts)
{
	static const char *const telling[] = {"/etc/passwd", "/etc/inittab", "/etc/init.d/rcS", "/bin/busybox",
					      "/sbin/init",  "/etc/shadow",  "/sbin/procd",     "/lib/systemd/systemd"};

	FACTS_EACH (facts, FACT_FILE, file) {
		struct bytes path = fact_node_of(facts, file)->path;

		for (size_t i = 0; i < ARRAY_LEN(telling); i++)
			if (bytes_is(path, telling[i]))
				return file;
	}
	return NULL;
}

static const struct fact *property(const struct facts *facts, const char *key)
{
	FACTS_EACH (facts, FACT_PROPERTY, p)
		if (fact_is(p, PROPERTY_KEY, key))
			return p;
	return NULL;
}

static const struct fact *truncated(const struct facts *facts)
{
	const struct fact *p = property(facts, "truncated"); /* says by how much */

	if (p)
		return p;
	FACTS_EACH (facts, FACT_CONTAINER, c)
		if (fact_is(c, CONTAINER_STATUS, "truncated"))
			return c;
	return NULL;
}

static bool reads_complete(const struct facts *facts)
{
	if (facts_count(facts, FACT_UNREAD) || truncated(facts))
		return false;
	FACTS_EACH (facts, FACT_REGION, r)
		if (!fact_is(r, REGION_CLASS, "padding") && !fact_is(r, REGION_CLASS, "zero"))
			return false;
	FACTS_EACH (facts, FACT_CONTAINER, c)
		if (fact_is(c, CONTAINER_STATUS, "damaged") || fact_is(c, CONTAINER_STATUS, "named"))
			return false;
	return true;
}

static void write_field(struct writer *w, const char *before, const struct fact *fact, unsigned field)
{
	if (!fact_get(fact, field).len)
		return;
	write_str(w, before);
	text_print_safe(w, bytes_part(fact_get(fact, field), 0, 120));
}

static void write_system(struct writer *w, const struct fact *system)
{
	write_field(w, " (", system, SYSTEM_NAME);
	if (fact_get(system, SYSTEM_NAME).len) {
		write_field(w, " ", system, SYSTEM_VERSION);
		write_field(w, ", ", system, SYSTEM_ARCH);
		write_str(w, ")");
	} else if (fact_get(system, SYSTEM_ARCH).len) {
		write_field(w, " (", system, SYSTEM_ARCH);
		write_str(w, ")");
	}
}

static bool container_among(const struct fact *container, const char *formats)
{
	struct bytes rest = bytes_str(formats), word;

	while (container && text_word(&rest, &word))
		if (bytes_equal(fact_get(container, CONTAINER_FORMAT), word))
			return true;
	return false;
}

static bool is_system(const struct fact *system, const char *kind)
{
	return system && fact_is(system, SYSTEM_KIND, kind);
}

/* Says what was found where no Linux system was, and returns the input's kind. The outermost container sorts first. */
static const char *about_other(const struct facts *facts, const struct judge_input *in, struct writer *w)
{
	const struct fact *system = facts_count(facts, FACT_SYSTEM) ? facts_at(facts, FACT_SYSTEM, 0) : NULL;
	const struct fact *encrypted = property(facts, "encrypted");
	const struct fact *container = facts_count(facts, FACT_CONTAINER) ? facts_at(facts, FACT_CONTAINER, 0) : NULL;
	const char *kind = in->directory ? "directory" : "file";
	bool named = container != NULL;

	if (is_system(system, "radio-firmware") || container_among(container, "zigbee_ota gbl ebl")) {
		kind = "radio firmware";
		write_str(w, "Firmware for a radio chip");
	} else if (is_system(system, "bare-metal") ||
		   container_among(container, "esp_image esp_flash esp_partitions mcuboot hexfile matter_ota")) {
		kind = "bare-metal firmware";
		write_str(w, "Firmware without an operating system's file system");
	} else if (encrypted) {
		kind = "encrypted image";
		write_str(w, "An encrypted image");
	} else if (is_system(system, "bundle") || container_among(container, "swu raucb mender")) {
		kind = "update bundle";
		write_str(w, "An update bundle");
	} else if (container) {
		kind = in->directory ? "directory" : "container";
		write_str(w, "A container");
	} else if (facts_count(facts, FACT_ELF) && !in->directory) {
		write_str(w, "A single program or library");
		write_field(w, " for ", facts_at(facts, FACT_ELF, 0), ELF_MACHINE);
	} else {
		write_str(w, in->directory ? "A directory" : "A file of no known format");
		if (facts_count(facts, FACT_REGION) &&
		    fact_is(facts_at(facts, FACT_REGION, 0), REGION_CLASS, "high-entropy"))
			write_str(w, " that looks encrypted or compressed");
	}
	if (system)
		write_system(w, system);
	if (named) {
		write_field(w, " in the format ", container,
			    fact_get(container, CONTAINER_TITLE).len ? CONTAINER_TITLE : CONTAINER_FORMAT);
	}
	if (encrypted)
		write_field(w, ", encrypted: ", encrypted, PROPERTY_VALUE);
	write_str(w, ": no Linux system was found in it, so it cannot be judged and nothing seen in it passes");
	return kind;
}

static int compare_components(const void *left, const void *right)
{
	const struct fact *a = *(const struct fact *const *)left, *b = *(const struct fact *const *)right;
	int order = bytes_compare(fact_get(a, COMPONENT_NAME), fact_get(b, COMPONENT_NAME));

	return order ? order : bytes_compare(fact_get(a, COMPONENT_VERSION), fact_get(b, COMPONENT_VERSION));
}

/* Components the product holds, each name and version once: every kernel module names the same kernel, every program
 * the same compiler. SIZE_MAX where memory is out. */
static size_t count_components(const struct facts *facts, struct arena *arena)
{
	const struct fact **list = arena_array(arena, facts_count(facts, FACT_COMPONENT) + 1, sizeof *list);
	size_t count = 0, distinct = 0;

	if (!list)
		return SIZE_MAX;
	FACTS_EACH (facts, FACT_COMPONENT, c)
		if (!fact_is(c, COMPONENT_RELATION, "links") && !fact_is(c, COMPONENT_RELATION, "built-with"))
			list[count++] = c;
	if (count)
		qsort(list, count, sizeof *list, compare_components);
	for (size_t i = 0; i < count; i++)
		distinct += i == 0 || compare_components(&list[i - 1], &list[i]) != 0;
	return distinct;
}

static const char *about_linux(const struct facts *facts, const struct judge_input *in, const struct fact *system,
			       struct arena *arena, struct writer *w)
{
	size_t systems = 0, components = count_components(facts, arena);

	FACTS_EACH (facts, FACT_SYSTEM, s)
		systems += is_linux(s);
	write_str(w, !system || fact_is(system, SYSTEM_KIND, "linux-rootfs") ? "A Linux root file system"
		     : fact_is(system, SYSTEM_KIND, "initramfs")             ? "A Linux initramfs"
									     : "A Linux overlay");
	if (system)
		write_system(w, system);
	if (systems > 1)
		write_fmt(w, " and %zu more", systems - 1);
	if (components && components != SIZE_MAX)
		write_fmt(w, ", %zu component%s", components, components == 1 ? "" : "s");
	return in->directory ? "directory" : "firmware image";
}

/* A product file without an image: the case says only what the maker says. */
static bool declaration_only(const struct facts *facts, const struct judge_input *in)
{
	return facts_count(facts, FACT_DECLARED) && !facts_count(facts, FACT_CONTAINER) &&
	       !facts_count(facts, FACT_FILE) && !(in->sha256 && in->sha256[0]);
}

bool judge_input_about(const struct facts *facts, const struct judge_input *in, struct arena *arena,
		       struct assessment *ret, struct error *e)
{
	struct writer w = writer_of(4096, "input");
	const struct fact *system = linux_system(facts), *cut = truncated(facts);

	ret->judgeable = system || telling_file(facts);
	ret->coverage.complete = in->coverage.complete && reads_complete(facts);
	if (declaration_only(facts, in)) {
		ret->input_kind = "declaration";
		ret->input_about = "The maker's declaration alone: no firmware, device or traffic was looked at.";
		return true;
	}
	ret->input_kind = ret->judgeable ? about_linux(facts, in, system, arena, &w) : about_other(facts, in, &w);
	if (cut) {
		write_str(&w, "; the input is truncated");
		if (cut->kind == FACT_PROPERTY)
			write_field(&w, ": ", cut, PROPERTY_VALUE);
	}
	if (ret->judgeable && !ret->coverage.complete)
		write_str(&w, "; parts of it could not be read");
	write_str(&w, ".");
	ret->input_about = writer_ok(&w) ? arena_str(arena, writer_bytes(&w)) : NULL;
	writer_free(&w);
	return ret->input_about || error_memory(e, "input");
}
