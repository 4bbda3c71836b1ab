/* What kind of system each root holds: a Linux root file system, an overlay, an initramfs; its name, processor and
 * init. Serves every provision: it says which product parts were looked at. */
#include "assess/derive/roots.h"
#include "core/base/text.h"

static bool has(const struct facts *f, struct bytes root, const char *path)
{
	return roots_file(f, root, bytes_str(path)) != NULL || facts_file(f, root, path) != NULL;
}

static const char *init_of(const struct facts *f, struct bytes root)
{
	const struct fact *init = roots_file(f, root, bytes_str("/sbin/init"));
	struct bytes path = init ? fact_node_of(f, init)->path : bytes_of("", 0);

	if (has(f, root, "/sbin/procd"))
		return "procd";
	if (bytes_find_str(path, "systemd") != SIZE_MAX || has(f, root, "/lib/systemd/systemd") ||
	    has(f, root, "/usr/lib/systemd/systemd"))
		return "systemd";
	if (has(f, root, "/sbin/openrc-init") || has(f, root, "/sbin/openrc"))
		return "openrc";
	if (bytes_find_str(path, "busybox") != SIZE_MAX)
		return "busybox";
	if (has(f, root, "/init.rc") || has(f, root, "/system/etc/init"))
		return "android";
	if (has(f, root, "/etc/runit/1") || has(f, root, "/sbin/runit-init"))
		return "runit";
	if (has(f, root, "/etc/s6-linux-init"))
		return "s6";
	if (init && fact_is(init, FILE_CONTENT, "elf") && has(f, root, "/etc/inittab"))
		return "sysv";
	return "unknown";
}

/* Five of these make a root file system: one or two are found in overlays and application partitions too. */
static unsigned marks_of(const struct facts *f, struct bytes root)
{
	static const char *const marks[] = {"/bin/sh",      "/bin/busybox", "/sbin/init", "/etc/passwd",
					    "/etc/inittab", "/lib",         "/usr/bin",   "/etc/fstab",
					    "/proc",        "/dev",         "/etc/init.d"};
	unsigned count = 0;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		count += has(f, root, marks[i]);
	return count;
}

/* A partition that is mounted on /etc: its files lie at the top. */
static bool is_etc(const struct facts *f, struct bytes root)
{
	static const char *const marks[] = {"/passwd", "/shadow", "/group", "/fstab", "/inittab", "/hosts", "/init.d"};
	unsigned count = 0;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		count += has(f, root, marks[i]);
	return count >= 3;
}

static void name_it(const struct facts *f, struct bytes root, struct bytes *fields)
{
	FACTS_EACH (f, FACT_SYSTEM, said) {
		if (!bytes_equal(fact_node_of(f, said)->root, root) || fact_get(said, SYSTEM_KIND).len)
			continue;
		for (unsigned i = 0; i < SYSTEM_FIELDS; i++)
			if (!fields[i].at && fact_get(said, i).len)
				fields[i] = fact_get(said, i);
	}
	FACTS_EACH (f, FACT_ELF, elf) {
		struct bytes path = fact_node_of(f, elf)->path;

		if (!bytes_equal(fact_node_of(f, elf)->root, root))
			continue;
		if (!fields[SYSTEM_ARCH].at && (text_glob("*/bin/*", path) || text_glob("*/sbin/*", path)))
			fields[SYSTEM_ARCH] = fact_get(elf, ELF_MACHINE);
		if (!fields[SYSTEM_LIBC].at && fact_get(elf, ELF_LIBC).len)
			fields[SYSTEM_LIBC] = fact_get(elf, ELF_LIBC);
		if (fields[SYSTEM_ARCH].at && fields[SYSTEM_LIBC].at)
			break;
	}
	if (!fields[SYSTEM_NAME].at && (has(f, root, "/etc/openwrt_release") || has(f, root, "/etc/openwrt_version")))
		fields[SYSTEM_NAME] = bytes_str("OpenWrt");
}

static bool take_first(void *ctx, const struct fact *file)
{
	*(const struct fact **)ctx = file;
	return false;
}

static void one_root(const struct facts *f, struct bytes root, struct derive_out *out)
{
	struct bytes fields[SYSTEM_FIELDS] = {{NULL, 0}};
	static const char *const best[] = {"/sbin/init",  "/bin/busybox", "/etc/inittab", "/bin/sh",
					   "/etc/passwd", "/init",        "/passwd"};
	const struct fact *base = NULL;
	const char *kind;
	unsigned marks = marks_of(f, root);

	if (marks >= 4)
		kind = has(f, root, "/init") && !has(f, root, "/sbin/init") ? "initramfs" : "linux-rootfs";
	else if (has(f, root, "/init") && (has(f, root, "/bin") || has(f, root, "/dev")))
		kind = "initramfs";
	else if (has(f, root, "/upper") || has(f, root, "/etc/config") || has(f, root, "/upper/etc") ||
		 has(f, root, "/etc/passwd") || has(f, root, "/etc/shadow") || is_etc(f, root))
		kind = "linux-overlay";
	else
		return;
	for (size_t i = 0; !base && i < ARRAY_LEN(best); i++)
		base = facts_file(f, root, best[i]);
	if (!base)
		roots_below(f, root, "/", take_first, &base);
	fields[SYSTEM_KIND] = bytes_str(kind);
	fields[SYSTEM_INIT] = bytes_str(init_of(f, root));
	name_it(f, root, fields);
	derive_fact(out, base, FACT_SYSTEM, fields, SYSTEM_FIELDS);
}

static void derive_systems(const struct facts *facts, struct derive_out *out)
{
	struct bytes *roots;
	size_t count;

	if (!roots_list(facts, out->arena, &roots, &count)) {
		out->failed = true;
		error_memory(out->error, "systems");
		return;
	}
	for (size_t i = 0; i < count; i++)
		one_root(facts, roots[i], out);
}

const struct derivation derivation_system = {"system", derive_systems};
