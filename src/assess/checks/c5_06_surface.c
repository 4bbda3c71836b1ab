/* 5.6, minimise exposed attack surfaces: what listens, consoles, what starts, what lies about. */
#include "assess/checks/check_rows.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"
#include "core/base/text.h"

static const char *starter(const struct facts *facts, const struct fact *l, struct finding_sink *out)
{
	return look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out);
}

void check_5_6_1_debug_service(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		bool conditional = fact_is(l, LISTENER_ENABLED, "conditional");
		const char *what;
		struct finding *f;

		if ((!look_listens(l) && !conditional) || !look_debug(l))
			continue;
		what = look_listener(l, out);
		f = finding_add(out, conditional ? VERDICT_INCONCLUSIVE : VERDICT_FAIL, SEVERITY_HIGH, l,
				look_print(out, "%s %s", what, starter(facts, l, out)));
		finding_title(out, f, "%s is started by %s%s", what, starter(facts, l, out),
			      conditional ? " under a condition" : " at every boot");
		finding_detail(
			out, f,
			"%s is an interface for developers: no use of the product needs it, and it gives control over "
			"the device.%s%s%s",
			what, conditional ? " It starts under the condition: " : "",
			conditional ? look_field(l, LISTENER_CONDITION, "(not readable)", out) : "",
			conditional
				? ". Whether an ordinary device is ever in that state has to be shown on the device."
				: "");
		finding_remedy(out, f,
			       "5.6-1: take the start of %s out of %s and the program out of the image (BusyBox: "
			       "CONFIG_TELNETD=n; OpenWrt: remove "
			       "/etc/init.d/telnet; systemd: mask the unit).",
			       look_field(l, LISTENER_PROGRAM, "it", out), starter(facts, l, out));
	}
}

/* What stands for the table of logical interfaces: its first entry, or the fact that declares it empty. */
static const struct fact *interface_table(const struct declared *d)
{
	return declared_count(d, "LogIntf") ? entry_fact(declared_at(d, "LogIntf", 0), "id")
					    : declared_none(d, "LogIntf");
}

/* The heart of declared against observed: a listener that no logical interface stands for. A port that is only the
 * program's default may be another one in truth: with the program declared, that is for a person to see. */
static void undeclared(const struct facts *facts, struct finding_sink *out, const struct declared *d)
{
	const struct fact *table = interface_table(d);

	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *service;
		const char *what;
		struct finding *f;
		bool perhaps;

		if (!look_listens(l) || look_debug(l))
			continue;
		if (finding_full(out) || links_listener(d, l))
			continue;
		what = look_listener(l, out);
		service = links_service(d, fact_get(l, LISTENER_PROGRAM));
		perhaps = service && fact_is(l, LISTENER_HOW, "default-port");
		f = finding_add(out, perhaps ? VERDICT_INCONCLUSIVE : VERDICT_FAIL,
				perhaps ? SEVERITY_LOW : SEVERITY_MEDIUM, l, what);
		finding_evidence(out, f, service ? entry_fact(service, "program") : table);
		finding_title(out, f, "%s listens and is not declared", what);
		finding_detail(out, f,
			       "%s is started by %s. No entry of the product file's table LogIntf has its port and "
			       "transport.%s",
			       what, starter(facts, l, out),
			       perhaps ? " The port is the program's default; the service is declared with another one."
			       : service ? " Its program is declared as a service, with other interfaces."
					 : "");
		finding_remedy(
			out, f,
			"5.6-1: declare %s in LogIntf with the reason it is needed, or take its start out of %s.", what,
			starter(facts, l, out));
	}
}

void check_5_6_1_undeclared_listener(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (interface_table(d)) {
		undeclared(facts, out, d);
		return;
	}
	FACTS_EACH (facts, FACT_LISTENER, l) {
		const char *what;
		struct finding *f;

		if (!look_listens(l) || look_debug(l))
			continue;
		what = look_listener(l, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, l, "listeners");
		finding_title(out, f, "Services that listen on the network: %s%s", what,
			      f->evidence_count > 1 ? " and others" : "");
		finding_detail(out, f,
			       "The image starts programs that listen. Compare them with the tables of interfaces in "
			       "the product file; each that is missing there fails this unit.");
		finding_remedy(
			out, f,
			"5.6-1: declare each in 28-LogIntf with the reason it is needed, and switch off the rest.");
	}
}

/* 5.5-5-2 b looks for the same, in every state of the device. */
void rule_5_5_5_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (interface_table(d))
		undeclared(facts, out, d);
}

void check_5_6_6_unused_debug_program(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		struct finding *f;
		const char *program;

		if (!fact_is(l, LISTENER_ENABLED, "no") || !look_debug(l))
			continue;
		program = look_field(l, LISTENER_PROGRAM, "a debug service", out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, l, program);
		finding_title(out, f, "%s is in the image but was not seen to start", program);
		finding_detail(out, f,
			       "%s can be started by whoever gets a foot in. It is not running, so this is no open "
			       "interface; it is code that the "
			       "device does not need.",
			       program);
		finding_remedy(out, f,
			       "5.6-6: build the image without %s (BusyBox: switch off its applet), or say in "
			       "16-CodeMin why it stays.",
			       program);
	}
	FACTS_EACH (facts, FACT_FILE, file) {
		static const char *const tools[] = {"gdb",     "gdbserver", "strace", "ltrace", "tcpdump",      "gcc",
						    "cc1",     "nmap",      "netcat", "ncat",   "frida-server", "perf",
						    "objdump", "iperf",     "iperf3", "tddp",   "adbd"};
		struct bytes base = text_basename(fact_node_of(facts, file)->path);

		if (!fact_is(file, FILE_TYPE, "file") || !fact_is(file, FILE_CONTENT, "elf"))
			continue;
		for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
			struct finding *f;

			if (!bytes_is(base, tools[i]))
				continue;
			f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, file, tools[i]);
			finding_title(out, f, "Developer's tool in the image: %s", look_path(facts, file, out));
			finding_detail(
				out, f,
				"%s helps whoever got in to look around and go on. A product does not need it to work.",
				tools[i]);
			finding_remedy(out, f,
				       "5.6-6: leave %s out of the release image, or say in 16-CodeMin why it stays.",
				       tools[i]);
		}
	}
}

static const struct fact *open_account(const struct facts *facts, const struct fact *as, const struct finding_sink *out)
{
	if (finding_full(out))
		return NULL;
	FACTS_EACH (facts, FACT_ACCOUNT, a)
		if (look_among(a, ACCOUNT_STATE, "empty known") && look_root(a) && look_login(a) &&
		    facts_same_root(facts, a, as))
			return a;
	return NULL;
}

/* V3.1.3 5.6-4A: off or protected. V2.1.1 5.6-4: off, where the interface can be reached physically, which no image
 * shows. */
static void consoles(const struct facts *facts, struct finding_sink *out, bool protected_is_enough)
{
	FACTS_EACH (facts, FACT_CONSOLE, c) {
		const struct fact *account = NULL;
		bool shell = fact_is(c, CONSOLE_LOGIN, "no"), open;
		const char *device, *path;
		struct finding *f;

		if (look_among(c, CONSOLE_SOURCE, "kernel-config") ||
		    (look_among(c, CONSOLE_SOURCE, "cmdline boot-env") && !shell))
			continue; /* where kernel messages go, not a login */
		if (!shell)
			account = open_account(facts, c, out);
		open = shell || account;
		device = look_field(c, CONSOLE_DEVICE, "the console", out);
		path = look_path(facts, c, out);
		f = finding_add(out, open && protected_is_enough ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				open ? SEVERITY_HIGH : SEVERITY_MEDIUM, c, look_print(out, "%s %s", path, device));
		if (account)
			finding_evidence(out, f, account);
		finding_title(out, f,
			      shell     ? "%s gives a shell without a login: %s"
			      : account ? "%s asks for a login that everybody knows: %s"
					: "%s offers a login: %s",
			      device, path);
		finding_detail(out, f, "%s starts %s on %s.%s%s", path,
			       look_field(c, CONSOLE_PROGRAM, "a shell or login", out), device,
			       shell     ? " Whoever connects to the serial pins is root."
			       : account ? " The administrator's password is empty or publicly known, so the login "
					   "protects nothing."
					 : " Whether its credential is unique per unit, and the port out of reach, has "
					   "to be shown.",
			       protected_is_enough ? ""
						   : " The provision asks that a physically reachable debug interface "
						     "be off; look at the board.");
		finding_remedy(out, f,
			       "5.6-4: take the line for %s out of %s (inittab: the getty or askfirst line; systemd: "
			       "mask serial-getty@; kernel: no "
			       "console= for it), or protect it by a credential per unit.",
			       device, path);
	}
}

void check_5_6_4_console(const struct facts *facts, struct finding_sink *out)
{
	consoles(facts, out, false);
}

void check_5_6_4A_console(const struct facts *facts, struct finding_sink *out)
{
	consoles(facts, out, true);
}

/* The boot loader's prompt and the kernel's own debuggers. */
void check_5_6_4_boot_prompt(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_BOOT, b) {
		struct finding *f;

		if (!look_among(b, BOOT_TOPIC, "bootdelay env-writable cmdline") || !fact_is(b, BOOT_RISK, "weak"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, b,
				look_print(out, "%s %s", look_field(b, BOOT_TOPIC, "", out),
					   look_field(b, BOOT_VALUE, "", out)));
		finding_title(out, f, "Boot can be changed from the console: %s %s", look_field(b, BOOT_TOPIC, "", out),
			      look_field(b, BOOT_VALUE, "", out));
		finding_detail(out, f,
			       "%s says %s = %s. Whoever connects to the serial port can stop the boot loader, or "
			       "change what the kernel starts.",
			       look_path(facts, b, out), look_field(b, BOOT_TOPIC, "", out),
			       look_field(b, BOOT_VALUE, "", out));
		finding_remedy(out, f,
			       "5.6-4: build U-Boot with CONFIG_BOOTDELAY=-2 and a password or no console, and keep "
			       "its environment from being "
			       "written or read-only (CONFIG_ENV_WRITEABLE_LIST).");
	}
	FACTS_EACH (facts, FACT_KCONFIG, k) {
		struct finding *f;

		if (!look_among(k, KCONFIG_OPTION, "KGDB KGDB_SERIAL_CONSOLE KDB MAGIC_SYSRQ_SERIAL") ||
		    !fact_is(k, KCONFIG_VALUE, "y"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, k, look_field(k, KCONFIG_OPTION, "", out));
		finding_title(out, f, "The kernel is built with CONFIG_%s", look_field(k, KCONFIG_OPTION, "", out));
		finding_detail(out, f, "It lets whoever connects to the serial port control or debug the kernel.");
		finding_remedy(out, f, "5.6-4: build the release kernel without CONFIG_%s.",
			       look_field(k, KCONFIG_OPTION, "", out));
	}
}

void check_5_6_2_disclosure(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CONFIG, c) {
		const char *path;
		struct finding *f;

		if (!look_among(c, CONFIG_MEANING, "directory-listing version-banner status-page") ||
		    !fact_is(c, CONFIG_RISK, "weak"))
			continue;
		path = look_path(facts, c, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, c,
				look_print(out, "%s %s", path, look_field(c, CONFIG_KEY, "", out)));
		finding_title(out, f, "%s tells more than it needs to: %s in %s",
			      look_field(c, CONFIG_SERVICE, "A service", out),
			      look_field(c, CONFIG_KEY, "a setting", out), path);
		finding_detail(out, f, "%s sets %s to %s. Files or versions are shown to everybody before a login.",
			       path, look_field(c, CONFIG_KEY, "", out), look_field(c, CONFIG_VALUE, "", out));
		finding_remedy(out, f, "5.6-2: switch it off in %s.", path);
	}
	FACTS_EACH (facts, FACT_SECRET, s) {
		struct finding *f;

		if (!fact_is(s, SECRET_CLASS, "snmp-community") || !look_among(s, SECRET_VALUE, "public private"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, s, look_path(facts, s, out));
		finding_title(out, f, "SNMP answers to the community '%s': %s", look_field(s, SECRET_VALUE, "", out),
			      look_path(facts, s, out));
		finding_detail(out, f,
			       "Where the agent runs, it tells everybody on the network about interfaces, neighbours "
			       "and software.");
		finding_remedy(out, f, "5.6-2: remove the SNMP agent or use SNMPv3 with a credential per unit, in %s.",
			       look_path(facts, s, out));
	}
}

/* A service that lasts, not a script that init runs once or a command of one; where services are declared, only those
 * that are not. */
static bool worth_a_look(const struct declared *d, const struct fact *s)
{
	if (!look_among(s, START_WHEN, "boot respawn inetd socket") || !look_yes(s, START_ENABLED))
		return false;
	if (!declared_count(d, "SoftServ"))
		return true;
	return !links_service(d, fact_get(s, START_PROGRAM)) &&
	       (look_among(s, START_WHEN, "respawn inetd socket") ||
		look_among(s, START_SYSTEM, "systemd procd openrc upstart runit inetd xinetd android-init"));
}

void check_5_6_5_started(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const char *undeclared = declared_count(d, "SoftServ") ? " that SoftServ does not list" : "";
	size_t count = 0;
	struct finding *f = NULL;

	FACTS_EACH (facts, FACT_START, s)
		if (worth_a_look(d, s)) {
			count++;
			f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, s, "started");
		}
	if (!f)
		return;
	finding_title(out, f, "%zu program%s at boot%s", count, count == 1 ? " starts" : "s start", undeclared);
	finding_detail(
		out, f,
		"The start files run %zu command%s%s by default. Each has to be needed for the use of the product.",
		count, count == 1 ? "" : "s", undeclared);
	finding_remedy(out, f, "5.6-5: give the purpose of each in 13-SoftServ, and disable those without one.");
}
