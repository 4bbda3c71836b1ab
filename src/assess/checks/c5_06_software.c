/* 5.6-5 to 5.6-9, rules on declared services, code minimisation, privileges, memory control and development. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"

#include <string.h>

static bool enabled(const struct declared_entry *e)
{
	return entry_is(e, "status", "enabled");
}

/* A table that is declared empty and may not be. */
static void nothing(struct finding_sink *out, const struct declared *d, const char *table, enum severity severity,
		    const char *title)
{
	struct finding *f = rule_fail_fact(out, declared_none(d, table), "none", severity, "%s", title);

	finding_remedy(
		out, f,
		"Declare in %s of the product file what there is, in place of the empty list; or say N in the ICS "
		"with the reason: it is a recommendation.",
		table);
}

/* Programs by which a developer looks in; no product needs them to work. */
static const char debug_programs[] = "telnetd utelnetd in.telnetd adbd gdbserver tddp strace tcpdump rshd rlogind";

/* 5.6-5-1: every service that is on by default says why, and serves something that is on. */
void rule_5_6_5_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SoftServ", s) {
		bool on = entry_count(s, "interface") == 0;

		if (!entry_has(s, "status"))
			(void)rule_open(out, s, "status", "%s does not say whether it is on by default", s->id);
		if (!enabled(s))
			continue;
		for (size_t i = 0; i < entry_count(s, "interface"); i++)
			on |= !entry_is(declared_find(d, "LogIntf", entry_at(s, "interface", i)), "status", "disabled");
		if (entry_among(s, "program", debug_programs))
			(void)rule_fail(out, s, "program", SEVERITY_HIGH,
					"%s is on by default and a developer's tool: %s", s->id,
					entry_get(s, "program"));
		else if (!entry_has(s, "justification") || rule_says_nothing(entry_get(s, "justification")))
			(void)rule_fail(out, s, "justification", SEVERITY_MEDIUM,
					"%s is on by default, and no reason is given", s->id);
		else if (!links_says(s, "justification") || !links_says(s, "description"))
			(void)rule_open(out, s, "justification", "%s: its purpose or the reason says nothing", s->id);
		if (!on)
			(void)rule_fail(out, s, "interface", SEVERITY_MEDIUM,
					"%s is on by default, and every interface it serves is disabled", s->id);
	}
	FACTS_EACH (facts, FACT_START, f) {
		const struct declared_entry *s = links_service(d, fact_get(f, START_PROGRAM));

		if (finding_full(out))
			return;
		if (s && entry_is(s, "status", "disabled") && look_yes(f, START_ENABLED) &&
		    !fact_get(f, START_CONDITION).len && look_among(f, START_WHEN, "boot respawn inetd socket"))
			finding_evidence(out,
					 rule_fail(out, s, "status", SEVERITY_MEDIUM,
						   "%s is declared off by default, and the image starts %s at boot",
						   s->id, look_field(f, START_PROGRAM, "it", out)),
					 f);
	}
	rule_pass_table(out, "SoftServ", "Every service that is on by default has its reason and serves what is on");
}

/* 5.6-6-1: some technique has to take code out; looking for it alone does not. What a developer left in the image
 * contradicts a list of what is needed. */
void rule_5_6_6_1_a(const struct facts *facts, struct finding_sink *out)
{
	static const char *const tools[] = {"gdb", "gdbserver", "strace",       "ltrace", "tcpdump",
					    "gcc", "cc1",       "frida-server", "tddp"};
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_count(d, "CodeMin") ? declared_at(d, "CodeMin", 0) : NULL;
	bool takes_out = false;

	DECLARED_EACH (d, "CodeMin", e) {
		for (size_t i = 0; i < entry_count(e, "techniques"); i++)
			takes_out |= strcmp(entry_at(e, "techniques", i), "static-analysis") != 0 &&
				     strcmp(entry_at(e, "techniques", i), "image-audit") != 0;
		if (!links_says(e, "description"))
			(void)rule_open(out, e, "description", "%s is not described", e->id);
	}
	if (first && !takes_out)
		(void)rule_fail(out, first, "techniques", SEVERITY_LOW,
				"No declared technique takes code out of the product");
	if (!first && declared_none(d, "CodeMin"))
		nothing(out, d, "CodeMin", SEVERITY_LOW, "No technique that keeps code small is declared");
	FACTS_EACH (facts, FACT_FILE, file) {
		struct bytes base = text_basename(fact_node_of(facts, file)->path);

		if (!first || finding_full(out))
			break;
		if (!fact_is(file, FILE_TYPE, "file") || !fact_is(file, FILE_CONTENT, "elf"))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(tools); i++)
			if (bytes_is(base, tools[i]))
				finding_evidence(
					out,
					rule_fail(out, first, "techniques", SEVERITY_LOW,
						  "Code is said to be kept to what is needed, and the image holds %s",
						  look_path(facts, file, out)),
					file);
	}
	rule_pass_table(out, "CodeMin",
			"The techniques take code out, and the image holds no developer's tools that were looked for");
}

/* "root", "root:root", "uid 0", "0"; not "system-log", not "not root". */
static bool is_root(const struct declared_entry *s)
{
	static const char *const words[] = {"root", "administrator", "superuser", "uid 0", "uid=0"};
	struct bytes user = text_trim(bytes_str(entry_get(s, "runs-as")));
	struct bytes name, rest = user;

	if (said_has(user, bytes_str("not")) || said_has(user, bytes_str("non")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (said_has(user, bytes_str(words[i])))
			return true;
	return text_split(&rest, ':', &name) && (bytes_is(name, "0") || text_equal_nocase(name, "system"));
}

/* A name that could be a user's: "nobody", "web:web", "player task"; not "TBD", "not root". */
static bool names_user(const struct declared_entry *s)
{
	struct bytes user = bytes_str(entry_get(s, "runs-as"));

	return !rule_says_nothing(entry_get(s, "runs-as")) && !said_has(user, bytes_str("not")) &&
	       !said_has(user, bytes_str("non")) && !said_has(user, bytes_str("unprivileged"));
}

/* Keeps what one part of the software knows from the others; fewer rights alone do not. */
static const char separating[] =
	"separate-users namespaces mandatory-access-control mpu-regions process-isolation containers";

static bool excused(const struct declared *d, const struct declared_entry *s)
{
	return links_from(d, "PrivlCtrl", "root-services", s->id);
}

/* 5.6-7-1: what runs with all rights is named with a reason; a separation that is claimed shows in the services' users,
 * declared and observed. */
void rule_5_6_7_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = NULL, *trusted = NULL;
	size_t services = 0, root = 0, alike = 0;
	bool separated = false;

	DECLARED_EACH (d, "SoftServ", s) {
		if (entry_is(s, "status", "disabled"))
			continue;
		services++;
		first = first ? first : s;
		alike += entry_is(s, "runs-as", entry_get(first, "runs-as"));
		root += is_root(s);
		if (!entry_has(s, "runs-as"))
			(void)rule_open(out, s, "runs-as", "%s does not say as whom it runs", s->id);
		else if (!names_user(s))
			(void)rule_open(out, s, "runs-as", "%s: '%s' is no user that it could run as", s->id,
					entry_get(s, "runs-as"));
		else if (is_root(s) && !excused(d, s))
			(void)rule_fail(out, s, "runs-as", SEVERITY_MEDIUM,
					"%s runs with all privileges, and PrivlCtrl does not name it", s->id);
		if (is_root(s))
			trusted = s;
	}
	/* one user for all is no separation, whatever its name */
	if (services > 1 && alike == services && !root && entry_has(first, "runs-as"))
		(void)rule_open(out, first, "runs-as", "Every service runs as %s: what keeps their privileges apart?",
				entry_get(first, "runs-as"));
	if (!services)
		finding_missing(out, "a service that is on in IXIT table SoftServ of the product file");
	DECLARED_EACH (d, "PrivlCtrl", e) {
		separated |= entry_among(e, "mechanisms", separating);
		if (!entry_has(e, "mechanisms"))
			(void)rule_open(out, e, "mechanisms", "%s does not say what it consists of", e->id);
		if (entry_has(e, "root-services") && !links_says(e, "root-reason"))
			(void)rule_fail(out, e, "root-reason", SEVERITY_MEDIUM,
					"%s names services with all privileges and gives no reason", e->id);
		if (entry_lists(e, "mechanisms", "separate-users") && services > 1 && root == services)
			(void)rule_fail(out, e, "mechanisms", SEVERITY_MEDIUM,
					"%s claims separate users, and every service runs as root", e->id);
		for (size_t i = 0; i < entry_count(e, "root-services"); i++) {
			const struct declared_entry *s = declared_find(d, "SoftServ", entry_at(e, "root-services", i));

			if (s && entry_has(s, "runs-as") && !is_root(s))
				finding_evidence(
					out,
					rule_fail(out, e, "root-services", SEVERITY_LOW,
						  "%s says that %s has all privileges; it is declared to run as %s",
						  e->id, s->id, entry_get(s, "runs-as")),
					entry_fact(s, "runs-as"));
		}
	}
	if (declared_none(d, "PrivlCtrl"))
		nothing(out, d, "PrivlCtrl", SEVERITY_MEDIUM, "No mechanism controls privileges");
	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *s = links_service(d, fact_get(l, LISTENER_PROGRAM));

		if (finding_full(out))
			return;
		if (s && look_listens(l) && look_among(l, LISTENER_USER, "root 0") && entry_has(s, "runs-as") &&
		    !is_root(s))
			finding_evidence(out,
					 rule_fail(out, s, "runs-as", SEVERITY_MEDIUM,
						   "%s is declared to run as %s, and the image starts it as %s", s->id,
						   entry_get(s, "runs-as"), look_field(l, LISTENER_USER, "root", out)),
					 l);
	}
	if (declared_count(d, "PrivlCtrl") && !separated)
		(void)rule_open(out, declared_at(d, "PrivlCtrl", 0), "mechanisms",
				"No mechanism in PrivlCtrl keeps parts of the software apart");
	if (trusted && rule_clean(out))
		(void)rule_open(out, trusted, "runs-as",
				"%s runs with all privileges%s: a person weighs the reason in PrivlCtrl", trusted->id,
				root > 1 ? ", and is not alone in that" : "");
	rule_pass_table(out, "PrivlCtrl", "Privileges are separated, and no service runs with all of them");
}

void rule_5_6_8_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AccCtrl", e)
		if (!entry_has(e, "hardware"))
			(void)rule_open(out, e, "hardware", "%s does not say which hardware it is", e->id);
		else if (entry_is(e, "hardware", "none"))
			(void)rule_fail(out, e, "hardware", SEVERITY_MEDIUM, "%s does not sit in hardware", e->id);
	if (declared_none(d, "AccCtrl"))
		nothing(out, d, "AccCtrl", SEVERITY_MEDIUM, "No mechanism in hardware controls memory access");
	rule_pass_table(out, "AccCtrl", "Every mechanism that controls memory access sits in hardware");
}

/* b: it controls access to memory: the hardware can, and the operating system makes use of it. A kernel that is built
 * without it contradicts. */
void rule_5_6_8_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AccCtrl", e) {
		if (!entry_has(e, "operating-system-support") || !entry_has(e, "hardware"))
			(void)rule_open(out, e, entry_has(e, "hardware") ? "operating-system-support" : "hardware",
					"%s does not say whether the operating system uses it", e->id);
		else if (entry_no(e, "operating-system-support") && !entry_is(e, "hardware", "trustzone-m"))
			(void)rule_fail(out, e, "operating-system-support", SEVERITY_MEDIUM,
					"%s is there, and the operating system does not use it", e->id);
		else if (entry_is(e, "hardware", "none"))
			(void)rule_fail(out, e, "hardware", SEVERITY_MEDIUM, "%s controls no access to memory", e->id);
		FACTS_EACH (facts, FACT_KCONFIG, k)
			if (fact_is(k, KCONFIG_OPTION, "MMU") && fact_is(k, KCONFIG_VALUE, "n") &&
			    entry_is(e, "hardware", "mmu"))
				finding_evidence(out,
						 rule_fail(out, e, "hardware", SEVERITY_MEDIUM,
							   "%s relies on an MMU, and the kernel is built without one "
							   "(CONFIG_MMU=n)",
							   e->id),
						 k);
	}
	rule_pass_table(out, "AccCtrl", "Every mechanism controls memory access, with the operating system's support");
}

void rule_5_6_9_1_a(const struct facts *facts, struct finding_sink *out)
{
	static const char *const areas[] = {"training", "requirements", "design",    "coding",     "tooling",
					    "testing",  "review",       "archiving", "deployment", "third-parties"};
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_count(d, "SecDev") ? declared_at(d, "SecDev", 0) : NULL;

	for (size_t i = 0; first && i < ARRAY_LEN(areas); i++) {
		bool covered = false;

		DECLARED_EACH (d, "SecDev", e)
			covered |= entry_lists(e, "covers", areas[i]);
		if (!covered)
			(void)rule_fail(out, first, look_print(out, "covers/%s", areas[i]), SEVERITY_LOW,
					"No process in SecDev covers %s", areas[i]);
	}
	DECLARED_EACH (d, "SecDev", e)
		if (!links_says(e, "description"))
			(void)rule_open(out, e, "description", "%s is not described", e->id);
	if (declared_none(d, "SecDev"))
		nothing(out, d, "SecDev", SEVERITY_MEDIUM, "No process for secure development is declared");
	rule_pass_table(out, "SecDev", "The processes cover every area of secure development");
}

void rule_5_6_9_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "Conf");

	if (entry_no(e, "confirmation-of-secure-development"))
		(void)rule_fail(out, e, "confirmation-of-secure-development", SEVERITY_MEDIUM,
				"The maker does not confirm that development is carried out as described");
	else if (entry_has(e, "confirmation-of-secure-development") && !declared_count(d, "SecDev"))
		(void)rule_open(out, e, "confirmation-of-secure-development",
				"Secure development is confirmed, but SecDev describes nothing");
	DECLARED_EACH (d, "SecDev", process)
		if (entry_has(process, "description") && !links_says(process, "description"))
			(void)rule_open(out, process, "description",
					"Secure development is confirmed, and %s does not say as what", process->id);
	rule_pass(out, e, "confirmation-of-secure-development",
		  "The maker confirms that development is carried out as described");
}
