/* SARIF 2.1.0 (OASIS): one rule a check that found something, one result a finding that failed or is worth a look. Code
 * hosting services show it beside the files. */
#include "assess/report/report.h"

#include "assess/judge/judge.h"
#include "assess/report/decided.h"
#include "core/json/json_text.h"

#include <jansson.h>

static json_t *message(const char *value)
{
	return json_pack("{s:o}", "text", json_safe_text(value && value[0] ? value : "-"));
}

/* GitHub's reading of CVSS-like numbers; the letter of the standard knows only error, warning and note. */
static const char *security_severity(enum severity severity)
{
	static const char *const numbers[] = {"0.0", "3.0", "5.5", "8.0", "9.5"};

	return numbers[severity];
}

static const char *level_of(const struct finding *f)
{
	if (f->verdict != VERDICT_FAIL)
		return "note";
	return f->severity >= SEVERITY_HIGH ? "error" : "warning";
}

/* A member's chain as a relative URI: percent-encoded, '!' kept as it is allowed there. */
static json_t *uri_of(struct bytes chain)
{
	struct writer w = writer_of(SIZE_MAX / 2, "uri");
	json_t *ret;

	for (size_t i = 0; i < chain.len; i++) {
		uint8_t c = chain.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c && strchr("-._~/!@", c)))
			write_u8(&w, c);
		else
			write_fmt(&w, "%%%02X", c);
	}
	ret = writer_ok(&w) ? json_stringn(w.len ? (const char *)w.at : "", w.len) : NULL;
	writer_free(&w);
	return ret;
}

static json_t *location_json(const struct facts *facts, const struct fact *fact)
{
	const struct fact_node *node = fact_node_of(facts, fact);
	json_t *region = json_pack("{s:I, s:I, s:{s:o}}", "byteOffset", (json_int_t)fact->offset, "byteLength",
				   (json_int_t)fact->len, "snippet", "text", json_safe(fact->excerpt));
	uint64_t line = fact_line(fact);
	json_t *physical;

	/* so that a code scanning service can mark the line of the product file */
	if (line && json_object_set_new(region, "startLine", json_integer((json_int_t)line)) != 0) {
		json_decref(region);
		return NULL;
	}
	physical = json_pack("{s:{s:o}, s:o}", "artifactLocation", "uri", uri_of(node->chain), "region", region);

	return json_pack("{s:o, s:[{s:o, s:s}]}", "physicalLocation", physical, "logicalLocations",
			 "fullyQualifiedName", json_safe(node->chain), "kind", "member");
}

/* A person went against the finding: it stays in the report, suppressed with the person's reason (3.35). */
static json_t *suppressed(json_t *result, const struct assessment *a, const struct finding *f)
{
	const struct unit_result *u = decided_unit(a, f->unit);
	const struct answer *answer = u && f->verdict == VERDICT_FAIL ? decided_overrules(u) : NULL;
	char *why;
	json_t *list;

	if (!answer || !result)
		return result;
	why = arena_printf(a->arena, "%s by %s, %s: %s", verdict_name(answer->verdict), answer->by, answer->at,
			   answer->note);
	list = json_pack("[{s:s, s:s, s:o}]", "kind", "external", "status", "accepted", "justification",
			 json_safe_text(why ? why : ""));
	if (!why || json_object_set_new(result, "suppressions", list) != 0) {
		json_decref(result);
		return NULL;
	}
	return result;
}

/* NULL where memory is out. */
static json_t *result_json(const struct assessment *a, const struct finding *f, size_t rule)
{
	const struct unit *unit = unit_find(a->edition, f->unit);
	json_t *locations = json_array(), *said, *properties;
	char *words = arena_printf(a->arena, "%s. %s", f->title, f->detail ? f->detail : "");
	bool failed = !locations || !words;

	for (size_t i = 0; i < f->evidence_count; i++)
		failed |= json_array_append_new(locations, location_json(a->facts, f->evidence[i])) != 0;
	if (failed) {
		json_decref(locations);
		return NULL;
	}
	said = message(words);
	properties =
		json_pack("{s:s, s:s, s:s, s:o}", "provision", unit ? unit->provision : "", "unit", unit_name(f->unit),
			  "verdict", verdict_name(f->verdict), "remedy", json_safe_text(f->remedy));
	return suppressed(json_pack("{s:o, s:I, s:s, s:o, s:o, s:{s:o}, s:o}", "ruleId", json_safe_text(f->check),
				    "ruleIndex", (json_int_t)rule, "level", level_of(f), "message", said, "locations",
				    locations, "partialFingerprints", "holdfastFinding/v1", json_safe_text(f->id),
				    "properties", properties),
			  a, f);
}

static json_t *rule_json(const struct assessment *a, const struct finding *f)
{
	const struct unit *unit = unit_find(a->edition, f->unit);
	const struct provision *p = unit ? provision_find(a->edition, unit->provision) : NULL;
	char *about = arena_printf(a->arena, "EN 303 645 %s %s: %s", edition_name(a->edition),
				   unit ? unit->provision : "", p ? p->requirement : "");

	return json_pack("{s:o, s:o, s:o, s:{s:[s,s], s:s}}", "id", json_safe_text(f->check), "shortDescription",
			 message(f->check), "fullDescription", message(about), "properties", "tags", "security",
			 unit ? unit->provision : "-", "security-severity", security_severity(f->severity));
}

/* Rules in the order of their first finding; the worst finding of a check gives its rule the severity. */
static size_t rule_of(json_t *rules, const struct assessment *a, const struct finding *f, bool *failed)
{
	size_t count = json_array_size(rules);

	for (size_t i = 0; i < count; i++)
		if (strcmp(json_string_value(json_object_get(json_array_get(rules, i), "id")), f->check) == 0)
			return i;
	*failed |= json_array_append_new(rules, rule_json(a, f)) != 0;
	return count;
}

/* What was judged; a declaration alone is known by its evidence, not by a checksum of the input. */
static json_t *artifact_json(const struct assessment *a)
{
	if (!a->input_sha256[0])
		return json_pack("{s:{s:o}}", "location", "uri", uri_of(bytes_str(a->input_name)));
	return json_pack("{s:{s:o}, s:{s:s}, s:I}", "location", "uri", uri_of(bytes_str(a->input_name)), "hashes",
			 "sha-256", a->input_sha256, "length", (json_int_t)a->input_size);
}

static int on_text(const char *buffer, size_t size, void *data)
{
	write_bytes(data, bytes_of(buffer, size));
	return writer_ok(data) ? 0 : -1;
}

bool report_sarif(const struct assessment *a, struct writer *out, struct error *e)
{
	json_t *rules = json_array(), *results = json_array(), *root;
	bool failed = false;
	int rc;

	for (size_t i = 0; i < a->finding_count; i++) {
		const struct finding *f = &a->findings[i];

		if (f->verdict != VERDICT_PASS) {
			size_t rule = rule_of(rules, a, f, &failed);

			failed |= json_array_append_new(results, result_json(a, f, rule)) != 0;
		}
	}
	root = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:[o], s:o, s:s}]}", "$schema",
			 "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
			 "name", "holdfast", "version", HF_VERSION, "rules", rules, "artifacts", artifact_json(a),
			 "results", results, "columnKind", "utf16CodeUnits");
	rc = root && !failed ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;
	json_decref(root);
	write_str(out, "\n");
	TRY(writer_done(out, e));
	return rc == 0 || error_memory(e, "SARIF report");
}
