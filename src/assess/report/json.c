/* The JSON report. Its keys are closed: docs/schema/report-1.json forbids any other, and a test checks it. */
#include "assess/report/report.h"

#include "assess/judge/ics.h"
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/json/json_text.h"

#include <jansson.h>
#include <stdlib.h>

/* A key or a row that is missing would be a report that says less than was found: it fails the whole. */
static void put(bool *failed, json_t *row, const char *key, json_t *value)
{
	*failed |= json_object_set_new(row, key, value) != 0;
}

static void append(bool *failed, json_t *rows, json_t *value)
{
	*failed |= json_array_append_new(rows, value) != 0;
}

static json_t *hex(const uint8_t *sum)
{
	char value[65];

	text_hex(bytes_of(sum, 32), value);
	return json_string(value);
}

static json_t *evidence_json(bool *failed, const struct facts *facts, const struct fact *fact)
{
	const struct fact_node *node = fact_node_of(facts, fact);
	json_t *row = json_object();

	put(failed, row, "path", json_safe(node->chain));
	put(failed, row, "offset", json_integer((json_int_t)fact->offset));
	put(failed, row, "length", json_integer((json_int_t)fact->len));
	put(failed, row, "sha256", node->has_sha256 ? hex(node->sha256) : json_null());
	put(failed, row, "excerpt", json_safe(fact->excerpt));
	put(failed, row, "line", fact_line(fact) ? json_integer((json_int_t)fact_line(fact)) : json_null());
	return row;
}

static json_t *finding_json(bool *failed, const struct assessment *a, const struct finding *f)
{
	const struct unit *unit = unit_find(a->edition, f->unit);
	json_t *row = json_object(), *evidence = json_array();

	put(failed, row, "id", json_safe_text(f->id));
	put(failed, row, "check", json_safe_text(f->check));
	put(failed, row, "provision", json_safe_text(unit ? unit->provision : ""));
	put(failed, row, "unit", json_safe_text(unit_name(f->unit)));
	put(failed, row, "verdict", json_safe_text(verdict_name(f->verdict)));
	put(failed, row, "severity", json_safe_text(severity_name(f->severity)));
	put(failed, row, "title", json_safe_text(f->title));
	put(failed, row, "detail", json_safe_text(f->detail));
	put(failed, row, "remedy", json_safe_text(f->remedy));
	for (size_t i = 0; i < f->evidence_count; i++)
		append(failed, evidence, evidence_json(failed, a->facts, f->evidence[i]));
	put(failed, row, "evidence", evidence);
	return row;
}

static json_t *unexplained(const struct fact *region)
{
	struct writer w = writer_of(SIZE_MAX / 2, "text");
	json_t *ret;

	write_fmt(&w, "%llu bytes no format explains (", (unsigned long long)region->len);
	write_bytes(&w, region->field[REGION_CLASS]);
	write_str(&w, ")");
	ret = writer_ok(&w) ? json_safe(writer_bytes(&w)) : NULL;
	writer_free(&w);
	return ret;
}

static json_t *coverage_json(bool *failed, const struct assessment *a)
{
	const struct coverage *c = &a->coverage;
	json_t *row = json_object(), *unread = json_array();

	put(failed, row, "bytes", json_integer((json_int_t)c->bytes));
	put(failed, row, "explained", json_integer((json_int_t)c->explained));
	put(failed, row, "files", json_integer((json_int_t)c->files));
	put(failed, row, "containers", json_integer((json_int_t)c->containers));
	put(failed, row, "restarts", json_integer((json_int_t)c->restarts));
	put(failed, row, "sandboxed", json_boolean(c->sandboxed));
	put(failed, row, "complete", json_boolean(c->complete));
	FACTS_EACH (a->facts, FACT_UNREAD, fact) {
		json_t *one = json_object();

		put(failed, one, "path", json_safe(fact_node_of(a->facts, fact)->chain));
		put(failed, one, "why", json_safe(fact->field[UNREAD_WHY]));
		put(failed, one, "limit",
		    fact->field[UNREAD_LIMIT].len ? json_safe(fact->field[UNREAD_LIMIT]) : json_null());
		append(failed, unread, one);
	}
	FACTS_EACH (a->facts, FACT_REGION, fact) {
		json_t *one = json_object();

		put(failed, one, "path", json_safe(fact_node_of(a->facts, fact)->chain));
		put(failed, one, "why", unexplained(fact));
		put(failed, one, "limit", json_null());
		append(failed, unread, one);
	}
	put(failed, row, "unread", unread);
	return row;
}

static json_t *containers_json(bool *failed, const struct facts *facts)
{
	json_t *rows = json_array();

	FACTS_EACH (facts, FACT_CONTAINER, fact) {
		json_t *row = json_object();

		put(failed, row, "path", json_safe(fact_node_of(facts, fact)->chain));
		put(failed, row, "format", json_safe(fact->field[CONTAINER_FORMAT]));
		put(failed, row, "size", json_integer((json_int_t)fact_node_of(facts, fact)->size));
		put(failed, row, "files", json_safe(fact->field[CONTAINER_FILES]));
		put(failed, row, "status", json_safe(fact->field[CONTAINER_STATUS]));
		append(failed, rows, row);
	}
	return rows;
}

struct column {
	const char *key;
	unsigned field;
};

/* One object a fact: the named fields, and the path where it was seen. */
static json_t *facts_json(bool *failed, const struct facts *facts, enum fact_kind kind, const struct column *columns,
			  size_t count)
{
	json_t *rows = json_array();

	FACTS_EACH (facts, kind, fact) {
		json_t *row = json_object();

		for (size_t i = 0; i < count; i++) {
			struct bytes value = fact->field[columns[i].field];

			put(failed, row, columns[i].key, value.at ? json_safe(value) : json_null());
		}
		put(failed, row, "path", json_safe(fact_node_of(facts, fact)->chain));
		append(failed, rows, row);
	}
	return rows;
}

static const struct column component_columns[] = {
	{"name", COMPONENT_NAME},       {"version", COMPONENT_VERSION}, {"purl", COMPONENT_PURL},
	{"cpe", COMPONENT_CPE},         {"how", COMPONENT_HOW},         {"relation", COMPONENT_RELATION},
	{"licence", COMPONENT_LICENCE},
};
static const struct column account_columns[] = {
	{"name", ACCOUNT_NAME},     {"uid", ACCOUNT_UID},           {"password_state", ACCOUNT_STATE},
	{"scheme", ACCOUNT_SCHEME}, {"password", ACCOUNT_PASSWORD}, {"login", ACCOUNT_LOGIN},
	{"source", ACCOUNT_SOURCE},
};
static const struct column listener_columns[] = {
	{"program", LISTENER_PROGRAM}, {"protocol", LISTENER_PROTOCOL},   {"port", LISTENER_PORT},
	{"address", LISTENER_ADDRESS}, {"service", LISTENER_SERVICE},     {"started_by", LISTENER_STARTED_BY},
	{"enabled", LISTENER_ENABLED}, {"condition", LISTENER_CONDITION}, {"auth", LISTENER_AUTH},
};

static json_t *input_json(bool *failed, const struct assessment *a)
{
	json_t *row = json_object();

	put(failed, row, "name", json_safe(bytes_str(a->input_name)));
	put(failed, row, "size", json_integer((json_int_t)a->input_size));
	put(failed, row, "sha256", json_safe_text(a->input_sha256));
	put(failed, row, "kind", json_safe_text(a->input_kind));
	put(failed, row, "about", json_safe_text(a->input_about));
	put(failed, row, "judgeable", json_boolean(a->judgeable));
	return row;
}

static json_t *answer_json(bool *failed, const struct unit_result *u)
{
	const struct answer *answer = u->answer;
	json_t *row, *files;

	if (!answer)
		return json_null();
	row = json_object();
	files = json_array();
	put(failed, row, "verdict", json_safe_text(verdict_name(answer->verdict)));
	put(failed, row, "by", json_safe_text(answer->by));
	put(failed, row, "at", json_safe_text(answer->at));
	put(failed, row, "note", json_safe_text(answer->note));
	put(failed, row, "overrules", json_boolean(answer->overrule));
	put(failed, row, "stale", json_boolean(u->stale));
	for (size_t i = 0; i < answer->attachment_count; i++) {
		const struct attachment *file = &answer->attachments[i];
		json_t *one = json_object();

		put(failed, one, "name", json_safe_text(file->name));
		put(failed, one, "size", json_integer((json_int_t)file->size));
		put(failed, one, "sha256", json_safe_text(file->sha256));
		append(failed, files, one);
	}
	put(failed, row, "attachments", files);
	return row;
}

static json_t *units_json(bool *failed, const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		json_t *row = json_object();

		put(failed, row, "unit", json_safe_text(unit_name(u->unit)));
		put(failed, row, "verdict", json_safe_text(verdict_name(u->verdict)));
		put(failed, row, "machine", json_safe_text(verdict_name(u->machine)));
		put(failed, row, "automation", json_safe_text(automation_name(u->automation)));
		put(failed, row, "reason", json_safe_text(u->reason));
		put(failed, row, "question", u->question ? json_safe_text(u->question) : json_null());
		put(failed, row, "answer", answer_json(failed, u));
		append(failed, rows, row);
	}
	return rows;
}

static json_t *provisions_json(bool *failed, const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->provision_count; i++) {
		const struct provision_result *p = &a->provisions[i];
		json_t *row = json_object();

		put(failed, row, "id", json_safe_text(p->provision->id));
		put(failed, row, "status", json_safe_text(p->provision->status));
		put(failed, row, "support",
		    p->ics.support != SUPPORT_UNSAID ? json_safe_text(support_name(p->ics.support)) : json_null());
		put(failed, row, "support_reason", p->ics.reason[0] ? json_safe_text(p->ics.reason) : json_null());
		put(failed, row, "support_problem", p->ics.problem ? json_safe_text(p->ics.problem) : json_null());
		put(failed, row, "verdict", json_safe_text(verdict_name(p->verdict)));
		append(failed, rows, row);
	}
	return rows;
}

static json_t *clauses_json(bool *failed, const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->clause_count; i++) {
		const struct clause_result *c = &a->clauses[i];
		json_t *row = json_object();

		put(failed, row, "id", json_safe_text(c->clause));
		put(failed, row, "title", json_safe_text(c->title));
		put(failed, row, "verdict", json_safe_text(verdict_name(c->verdict)));
		append(failed, rows, row);
	}
	return rows;
}

static json_t *report_tree(bool *failed, const struct assessment *a)
{
	json_t *root = json_object(), *findings = json_array();

	put(failed, root, "schema", json_safe_text(REPORT_SCHEMA));
	put(failed, root, "tool", json_pack("{s:s, s:s}", "name", "holdfast", "version", HF_VERSION));
	put(failed, root, "input", input_json(failed, a));
	put(failed, root, "edition", json_safe_text(edition_name(a->edition)));
	put(failed, root, "verdict", json_safe_text(verdict_name(a->overall)));
	put(failed, root, "coverage", coverage_json(failed, a));
	for (size_t i = 0; i < a->finding_count; i++)
		append(failed, findings, finding_json(failed, a, &a->findings[i]));
	put(failed, root, "findings", findings);
	put(failed, root, "units", units_json(failed, a));
	put(failed, root, "provisions", provisions_json(failed, a));
	put(failed, root, "clauses", clauses_json(failed, a));
	put(failed, root, "components",
	    facts_json(failed, a->facts, FACT_COMPONENT, component_columns, ARRAY_LEN(component_columns)));
	put(failed, root, "accounts",
	    facts_json(failed, a->facts, FACT_ACCOUNT, account_columns, ARRAY_LEN(account_columns)));
	put(failed, root, "listeners",
	    facts_json(failed, a->facts, FACT_LISTENER, listener_columns, ARRAY_LEN(listener_columns)));
	put(failed, root, "containers", containers_json(failed, a->facts));
	return root;
}

static int on_text(const char *buffer, size_t size, void *data)
{
	struct writer *out = data;

	write_bytes(out, bytes_of(buffer, size));
	return writer_ok(out) ? 0 : -1;
}

bool report_json(const struct assessment *a, struct writer *out, struct error *e)
{
	bool failed = false;
	json_t *root = report_tree(&failed, a);
	int rc = root && !failed ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;

	json_decref(root);
	write_str(out, "\n");
	TRY(writer_done(out, e));
	return rc == 0 || error_memory(e, "JSON report");
}
