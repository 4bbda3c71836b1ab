/* 5.6-7 to 5.6-9: privileges, memory protection, and how the software was built. */
#include "assess/checks/check_rows.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"

static bool runs_as_root(const struct fact *l)
{
	return !fact_get(l, LISTENER_USER).len || look_among(l, LISTENER_USER, "root 0");
}

/* An account other than uid 0 that a program could be given. */
static bool other_account(const struct facts *facts, const struct fact *as, bool *ret_any)
{
	*ret_any = false;
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		if (!fact_get(a, ACCOUNT_UID).len || !facts_same_root(facts, a, as))
			continue;
		*ret_any = true;
		if (!fact_is(a, ACCOUNT_UID, "0"))
			return true;
	}
	return false;
}

void check_5_6_7_root_services(const struct facts *facts, struct finding_sink *out)
{
	struct bytes last = {NULL, 0}, root;
	const struct declared *d = rule_begin(facts, out);
	bool any = false, other = false;

	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *service;
		struct finding *f;
		bool only_root;

		if (!look_listens(l) || !runs_as_root(l))
			continue;
		/* named with a reason: rule_5_6_7_1_a looks at that */
		service = finding_full(out) ? NULL : links_service(d, fact_get(l, LISTENER_PROGRAM));
		if (service && links_from(d, "PrivlCtrl", "root-services", service->id))
			continue;
		/* Facts of one root come in a run: ask once for each. */
		root = fact_node_of(facts, l)->root;
		if (!last.at || !bytes_equal(root, last))
			other = other_account(facts, l, &any);
		last = root;
		only_root = any && !other;
		f = finding_add(out, only_root ? VERDICT_FAIL : VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, l,
				"root services");
		finding_title(out, f, "Network services run as root: %s%s", look_listener(l, out),
			      f->evidence_count > 1 ? " and others" : "");
		finding_detail(out, f,
			       "Programs that take bytes from the network are started as root%s. A hole in one of them "
			       "gives the whole device.%s",
			       only_root ? ", and the system has no account with another uid" : "",
			       f->verdict == VERDICT_FAIL ? ""
							  : " Some programs give up privileges after the start; that "
							    "does not show in the start files.");
		finding_remedy(out, f,
			       "5.6-7: give each service an account of its own (OpenWrt: 'procd_set_param user'; "
			       "systemd: User=, "
			       "DynamicUser=, CapabilityBoundingSet=; BusyBox: start-stop-daemon -c).");
	}
}

void check_5_6_7_permissions(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PERMISSION, p) {
		bool started = look_yes(p, PERMISSION_STARTED) &&
			       look_among(p, PERMISSION_ISSUE, "world-writable world-writable-script foreign-owner");
		const char *issue = look_field(p, PERMISSION_ISSUE, "", out), *path;
		struct finding *f;
		uint64_t count = 0;

		if (!look_among(p, PERMISSION_ISSUE,
				"suid sgid world-writable world-writable-script foreign-owner device-writable"))
			continue;
		(void)fact_number(p, PERMISSION_COUNT, &count);
		f = finding_add(out, VERDICT_INCONCLUSIVE,
				started                                        ? SEVERITY_HIGH
				: look_among(p, PERMISSION_ISSUE, "suid sgid") ? SEVERITY_LOW
									       : SEVERITY_MEDIUM,
				p, started ? "started" : issue);
		path = look_path(facts, f->evidence[0] ? f->evidence[0] : p, out);
		if (started) {
			finding_title(out, f, "Files that run at boot can be changed by others: %s%s", path,
				      f->evidence_count > 1 ? " and more" : "");
			finding_detail(out, f,
				       "Mode or owner (%s) of files that root runs at boot let a program with fewer "
				       "rights change them, and so become "
				       "root at the next boot. Where the file system is read-only this takes a remount "
				       "or an overlay.",
				       issue);
		} else if (look_among(p, PERMISSION_ISSUE, "suid sgid")) {
			finding_title(out, f, "Programs that change their user or group: %s%s", path,
				      f->evidence_count > 1 ? " and more" : "");
			finding_detail(out, f,
				       "A set-user-id or set-group-id program (%s) runs with its owner's rights, "
				       "whoever starts it. Each needs a reason.",
				       issue);
		} else {
			finding_title(out, f, "Too open or foreign file rights (%s): %s%s", issue, path,
				      f->evidence_count > 1 || count > 1 ? " and more" : "");
			finding_detail(out, f,
				       "%s: mode %s, uid %s%s%s. Programs without need for it can change the system.",
				       path, look_field(p, PERMISSION_MODE, "?", out),
				       look_field(p, PERMISSION_UID, "?", out), count > 1 ? "; files alike: " : "",
				       count > 1 ? look_field(p, PERMISSION_COUNT, "", out) : "");
		}
		finding_remedy(out, f,
			       "5.6-7: build the image with owner root and mode 0755 or 0644 (mksquashfs -all-root, "
			       "fakeroot with a device table), "
			       "and keep set-user-id off what does not need it.");
	}
}

void check_5_6_7_ssh_root(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CONFIG, c) {
		const char *path;
		struct finding *f;

		if (!look_among(c, CONFIG_MEANING, "root-login run-as-root") || !fact_is(c, CONFIG_RISK, "weak"))
			continue;
		path = look_path(facts, c, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, c,
				look_print(out, "%s %s", path, look_field(c, CONFIG_KEY, "", out)));
		finding_title(out, f, "%s lets root in directly: %s", look_field(c, CONFIG_SERVICE, "A service", out),
			      path);
		finding_detail(out, f, "%s sets %s to %s. A login gives all rights at once.", path,
			       look_field(c, CONFIG_KEY, "the option", out), look_field(c, CONFIG_VALUE, "", out));
		finding_remedy(out, f,
			       "5.6-7: log in as an account without rights and raise them for single commands "
			       "(OpenSSH: PermitRootLogin no; "
			       "Dropbear: option RootLogin '0').");
	}
}

struct hardening {
	size_t programs, no_nx, no_pie, no_relro, no_canary, no_fortify, exposed;
};

static bool program(const struct fact *elf)
{
	return !look_among(elf, ELF_TYPE, "rel core");
}

static bool soft(const struct fact *elf)
{
	/* not FORTIFY: a compiler drops the checked call where it can prove the bound, so its absence proves nothing */
	return fact_is(elf, ELF_CANARY, "no") || fact_is(elf, ELF_RELRO, "no") || fact_is(elf, ELF_PIE, "no");
}

/* Evidence: those that listen first, they meet an attacker's bytes. */
static void soft_evidence(const struct facts *facts, struct finding_sink *out, struct finding *f,
			  bool (*counts)(const struct fact *))
{
	for (int listens = 1; listens >= 0; listens--)
		FACTS_EACH (facts, FACT_ELF, elf) {
			if (f->evidence_count >= FINDING_EVIDENCE_MAX)
				return;
			if (program(elf) && counts(elf) && (fact_get(elf, ELF_NETWORK).len > 0) == (listens == 1))
				finding_evidence(out, f, elf);
		}
}

static const struct fact *first_soft(const struct facts *facts, bool (*counts)(const struct fact *))
{
	const struct fact *ret = NULL;

	FACTS_EACH (facts, FACT_ELF, elf) {
		if (!program(elf) || !counts(elf))
			continue;
		if (fact_get(elf, ELF_NETWORK).len)
			return elf;
		if (!ret)
			ret = elf;
	}
	return ret;
}

void check_5_6_9_hardening(const struct facts *facts, struct finding_sink *out)
{
	const struct fact *first = first_soft(facts, soft);
	struct hardening h = {0};
	struct finding *f;

	if (!first)
		return;
	FACTS_EACH (facts, FACT_ELF, elf) {
		if (!program(elf))
			continue;
		h.programs++;
		h.no_canary += fact_is(elf, ELF_CANARY, "no");
		h.no_relro += fact_is(elf, ELF_RELRO, "no");
		h.no_pie += fact_is(elf, ELF_PIE, "no");
		h.no_fortify += fact_is(elf, ELF_FORTIFY, "no");
		h.exposed += fact_get(elf, ELF_NETWORK).len && soft(elf);
	}
	f = finding_add(out, VERDICT_INCONCLUSIVE, h.no_canary * 2 > h.programs ? SEVERITY_MEDIUM : SEVERITY_LOW, first,
			"hardening");
	soft_evidence(facts, out, f, soft);
	finding_title(out, f,
		      "%zu of %zu programs and libraries lack stack protection, %zu lack RELRO, %zu are not PIE",
		      h.no_canary, h.programs, h.no_relro, h.no_pie);
	finding_detail(out, f,
		       "Without these compiler and linker options a memory error is easier to turn into control over "
		       "the device. Of %zu ELF files: no "
		       "stack canary seen in %zu, no RELRO in %zu, fixed address in %zu, no fortified calls in %zu; "
		       "%zu of them use the network. A "
		       "small function may need no canary, so single files say little; the whole says how the software "
		       "was built.",
		       h.programs, h.no_canary, h.no_relro, h.no_pie, h.no_fortify, h.exposed);
	finding_remedy(out, f,
		       "5.6-9: build everything with -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -pie "
		       "-Wl,-z,relro,-z,now (OpenWrt: "
		       "PKG_ASLR_PIE_ALL, PKG_CC_STACKPROTECTOR_STRONG, PKG_RELRO_FULL; Buildroot: BR2_SSP_STRONG, "
		       "BR2_RELRO_FULL, "
		       "BR2_PIC_PIE), and say so in 19-SecDev.");
}

static bool executable_stack(const struct fact *elf)
{
	return fact_is(elf, ELF_NX, "no");
}

void check_5_6_8_executable_stack(const struct facts *facts, struct finding_sink *out)
{
	const struct fact *first = first_soft(facts, executable_stack);
	size_t count = 0, programs = 0;
	struct finding *f;

	if (!first)
		return;
	FACTS_EACH (facts, FACT_ELF, elf) {
		programs += program(elf);
		count += program(elf) && executable_stack(elf);
	}
	f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, first, "executable stack");
	soft_evidence(facts, out, f, executable_stack);
	finding_title(out, f, "%zu of %zu programs and libraries ask for an executable stack", count, programs);
	finding_detail(out, f,
		       "Their GNU_STACK header is missing or says RWE, so the kernel switches off the hardware's "
		       "protection of data pages for "
		       "the whole process, where the processor has it.");
	finding_remedy(out, f,
		       "5.6-8: link with -Wl,-z,noexecstack and add .note.GNU-stack to assembly files; on MIPS use a "
		       "tool chain and kernel with "
		       "PT_GNU_STACK support.");
}

struct option {
	const char *name, *why;
	bool want; /* true: should be y; false: should not be set */
};

static const struct option memory_options[] = {
	{"STRICT_KERNEL_RWX", "kernel code stays read-only", true},
	{"STRICT_MODULE_RWX", "module code stays read-only", true},
	{"STACKPROTECTOR", "stack canaries in the kernel", true},
	{"RANDOMIZE_BASE", "the kernel's address is random", true},
	{"DEVMEM", "/dev/mem gives raw memory", false},
	{"DEVKMEM", "/dev/kmem gives kernel memory", false},
	{"PROC_KCORE", "/proc/kcore gives kernel memory", false},
	{"HARDENED_USERCOPY", "copies to and from programs are checked", true},
};

void check_5_6_8_kernel_options(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_KCONFIG, k) {
		for (size_t i = 0; i < sizeof memory_options / sizeof memory_options[0]; i++) {
			const struct option *o = &memory_options[i];
			struct finding *f;

			/* Only what the configuration says explicitly: an option it does not mention may not exist
			 * there. */
			if (!fact_is(k, KCONFIG_OPTION, o->name) || !fact_is(k, KCONFIG_VALUE, o->want ? "n" : "y"))
				continue;
			f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, k, "kernel options");
			finding_title(out, f, "The kernel's memory protection is not complete: CONFIG_%s%s", o->name,
				      f->evidence_count > 1 ? " and others" : "");
			finding_detail(out, f,
				       "CONFIG_%s is %s (%s). The evidence lists all such options that were seen.",
				       o->name, o->want ? "off" : "on", o->why);
			finding_remedy(out, f,
				       "5.6-8: set STRICT_KERNEL_RWX, STRICT_MODULE_RWX, STACKPROTECTOR_STRONG, "
				       "RANDOMIZE_BASE, HARDENED_USERCOPY and "
				       "leave out DEVMEM, DEVKMEM and PROC_KCORE in the kernel's configuration.");
		}
	}
}
