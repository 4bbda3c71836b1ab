/* 5.13, validate input data. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "core/base/text.h"

void check_5_13_1_unsafe_handler(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SCRIPT, s) {
		bool web = fact_is(s, SCRIPT_REACH, "web"), sure;
		const char *path, *line, *what;
		struct finding *f;

		if (!look_among(s, SCRIPT_PATTERN, "command-injection eval-input path-traversal sql-injection") ||
		    fact_is(s, SCRIPT_REACH, "local"))
			continue;
		sure = web && look_among(s, SCRIPT_PATTERN, "command-injection eval-input");
		path = look_path(facts, s, out);
		line = look_field(s, SCRIPT_LINE, "?", out);
		what = look_field(s, SCRIPT_PATTERN, "", out);
		f = finding_add(out, sure ? VERDICT_FAIL : VERDICT_INCONCLUSIVE, sure ? SEVERITY_HIGH : SEVERITY_MEDIUM,
				s, look_print(out, "%s %s %s", path, what, look_field(s, SCRIPT_CODE, line, out)));
		finding_title(out, f, "Unchecked input in %s, line %s: %s", path, line, what);
		finding_detail(out, f, "Line %s of %s passes input on without checking it: %s. %s", line, path,
			       look_field(s, SCRIPT_CODE, "", out),
			       sure ? "Whoever reaches the web page can run commands on the device."
				    : "Whether an attacker reaches it could not be told.");
		finding_remedy(out, f,
			       "5.13-1: in %s check the value against the few characters it may have before use, and "
			       "call programs with a list of "
			       "arguments (Lua: nixio exec; C: execve) in place of a shell line.",
			       path);
	}
}

static bool wide_open(const struct fact *elf)
{
	return fact_get(elf, ELF_NETWORK).len && fact_get(elf, ELF_RISKY).len;
}

void check_5_13_1_risky_calls(const struct facts *facts, struct finding_sink *out)
{
	struct finding *f = NULL;
	size_t count = 0;

	FACTS_EACH (facts, FACT_ELF, elf)
		if (wide_open(elf)) {
			count++;
			f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, elf, "risky calls");
		}
	if (!f)
		return;
	finding_title(out, f, "%zu network program%s call%s functions that check no bounds: %s%s", count,
		      count == 1 ? "" : "s", count == 1 ? "s" : "", look_path(facts, f->evidence[0], out),
		      count > 1 ? " and others" : "");
	finding_detail(out, f,
		       "%s accepts connections and imports %s. Such calls are often safe; each place needs a look, "
		       "because their input may come from "
		       "the network.",
		       look_path(facts, f->evidence[0], out), look_field(f->evidence[0], ELF_RISKY, "", out));
	finding_remedy(out, f,
		       "5.13-1: replace them by bounded calls (snprintf, strlcpy, execve with an argument list) and "
		       "fuzz the parsers of these "
		       "programs.");
}
