/* The JSON report. Its keys are closed: docs/schema/report-1.json forbids any other, and a test checks it. */
#include "assess/report/report.h"

#include "assess/judge/judge.h"
#include "core/base/text.h"

#include <jansson.h>
#include <stdlib.h>

/* Bytes from the input become text that is valid UTF-8 and harmless to print. */
static json_t *safe(struct bytes value)
{
	struct writer w = writer_of(1u << 20, "text");
	json_t *ret;

	text_print_safe(&w, value);
	ret = writer_ok(&w) ? json_stringn((const char *)w.at, w.len) : NULL;
	if (w.len == 0)
		ret = json_string("");
	writer_free(&w);
	return ret;
}

static json_t *text(const char *value)
{
	return json_string(value ? value : "");
}

static json_t *hex(const uint8_t *sum)
{
	char value[65];

	text_hex(bytes_of(sum, 32), value);
	return json_string(value);
}

static json_t *evidence_json(const struct facts *facts, const struct fact *fact)
{
	const struct fact_node *node = fact_node_of(facts, fact);
	json_t *row = json_object();

	json_object_set_new(row, "path", safe(node->chain));
	json_object_set_new(row, "offset", json_integer((json_int_t)fact->offset));
	json_object_set_new(row, "length", json_integer((json_int_t)fact->len));
	json_object_set_new(row, "sha256", node->has_sha256 ? hex(node->sha256) : json_null());
	json_object_set_new(row, "excerpt", safe(fact->excerpt));
	return row;
}

static json_t *finding_json(const struct assessment *a, const struct finding *f)
{
	const struct unit *unit = unit_find(a->edition, f->unit);
	json_t *row = json_object(), *evidence = json_array();

	json_object_set_new(row, "id", text(f->id));
	json_object_set_new(row, "check", text(f->check));
	json_object_set_new(row, "provision", text(unit ? unit->provision : ""));
	json_object_set_new(row, "unit", text(unit_name(f->unit)));
	json_object_set_new(row, "verdict", text(verdict_name(f->verdict)));
	json_object_set_new(row, "severity", text(severity_name(f->severity)));
	json_object_set_new(row, "title", text(f->title));
	json_object_set_new(row, "detail", text(f->detail));
	json_object_set_new(row, "remedy", text(f->remedy));
	for (size_t i = 0; i < f->evidence_count; i++)
		json_array_append_new(evidence, evidence_json(a->facts, f->evidence[i]));
	json_object_set_new(row, "evidence", evidence);
	return row;
}

static json_t *coverage_json(const struct assessment *a)
{
	const struct coverage *c = &a->coverage;
	json_t *row = json_object(), *unread = json_array();

	json_object_set_new(row, "bytes", json_integer((json_int_t)c->bytes));
	json_object_set_new(row, "explained", json_integer((json_int_t)c->explained));
	json_object_set_new(row, "files", json_integer((json_int_t)c->files));
	json_object_set_new(row, "containers", json_integer((json_int_t)c->containers));
	json_object_set_new(row, "restarts", json_integer((json_int_t)c->restarts));
	json_object_set_new(row, "sandboxed", json_boolean(c->sandboxed));
	json_object_set_new(row, "complete", json_boolean(c->complete));
	FACTS_EACH (a->facts, FACT_UNREAD, fact) {
		json_t *one = json_object();

		json_object_set_new(one, "path", safe(fact_node_of(a->facts, fact)->chain));
		json_object_set_new(one, "why", safe(fact->field[UNREAD_WHY]));
		json_object_set_new(one, "limit",
				    fact->field[UNREAD_LIMIT].len ? safe(fact->field[UNREAD_LIMIT]) : json_null());
		json_array_append_new(unread, one);
	}
	FACTS_EACH (a->facts, FACT_REGION, fact) {
		json_t *one = json_object();

		json_object_set_new(one, "path", safe(fact_node_of(a->facts, fact)->chain));
		json_object_set_new(one, "why",
				    json_sprintf("%llu bytes no format explains (%.*s)", (unsigned long long)fact->len,
						 (int)fact->field[REGION_CLASS].len,
						 (const char *)fact->field[REGION_CLASS].at));
		json_object_set_new(one, "limit", json_null());
		json_array_append_new(unread, one);
	}
	json_object_set_new(row, "unread", unread);
	return row;
}

static json_t *containers_json(const struct facts *facts)
{
	json_t *rows = json_array();

	FACTS_EACH (facts, FACT_CONTAINER, fact) {
		json_t *row = json_object();

		json_object_set_new(row, "path", safe(fact_node_of(facts, fact)->chain));
		json_object_set_new(row, "format", safe(fact->field[CONTAINER_FORMAT]));
		json_object_set_new(row, "size", json_integer((json_int_t)fact_node_of(facts, fact)->size));
		json_object_set_new(row, "files", safe(fact->field[CONTAINER_FILES]));
		json_object_set_new(row, "status", safe(fact->field[CONTAINER_STATUS]));
		json_array_append_new(rows, row);
	}
	return rows;
}

struct column {
	const char *key;
	unsigned field;
};

/* One object a fact: the named fields, and the path where it was seen. */
static json_t *facts_json(const struct facts *facts, enum fact_kind kind, const struct column *columns, size_t count)
{
	json_t *rows = json_array();

	FACTS_EACH (facts, kind, fact) {
		json_t *row = json_object();

		for (size_t i = 0; i < count; i++) {
			struct bytes value = fact->field[columns[i].field];

			json_object_set_new(row, columns[i].key, value.at ? safe(value) : json_null());
		}
		json_object_set_new(row, "path", safe(fact_node_of(facts, fact)->chain));
		json_array_append_new(rows, row);
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

static json_t *input_json(const struct assessment *a)
{
	json_t *row = json_object();

	json_object_set_new(row, "name", safe(bytes_str(a->input_name)));
	json_object_set_new(row, "size", json_integer((json_int_t)a->input_size));
	json_object_set_new(row, "sha256", text(a->input_sha256));
	json_object_set_new(row, "kind", text(a->input_kind));
	json_object_set_new(row, "about", text(a->input_about));
	json_object_set_new(row, "judgeable", json_boolean(a->judgeable));
	return row;
}

static json_t *units_json(const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		json_t *row = json_object();

		json_object_set_new(row, "unit", text(unit_name(u->unit)));
		json_object_set_new(row, "verdict", text(verdict_name(u->verdict)));
		json_object_set_new(row, "automation", text(automation_name(u->automation)));
		json_object_set_new(row, "reason", text(u->reason));
		json_object_set_new(row, "question", u->question ? text(u->question) : json_null());
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *provisions_json(const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->provision_count; i++) {
		const struct provision_result *p = &a->provisions[i];
		json_t *row = json_object();

		json_object_set_new(row, "id", text(p->provision->id));
		json_object_set_new(row, "status", text(p->provision->status));
		json_object_set_new(row, "verdict", text(verdict_name(p->verdict)));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *clauses_json(const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->clause_count; i++) {
		const struct clause_result *c = &a->clauses[i];
		json_t *row = json_object();

		json_object_set_new(row, "id", text(c->clause));
		json_object_set_new(row, "title", text(c->title));
		json_object_set_new(row, "verdict", text(verdict_name(c->verdict)));
		json_array_append_new(rows, row);
	}
	return rows;
}

static json_t *report_tree(const struct assessment *a)
{
	json_t *root = json_object(), *findings = json_array();

	json_object_set_new(root, "schema", text(REPORT_SCHEMA));
	json_object_set_new(root, "tool", json_pack("{s:s, s:s}", "name", "holdfast", "version", HF_VERSION));
	json_object_set_new(root, "input", input_json(a));
	json_object_set_new(root, "edition", text(edition_name(a->edition)));
	json_object_set_new(root, "verdict", text(verdict_name(a->overall)));
	json_object_set_new(root, "coverage", coverage_json(a));
	for (size_t i = 0; i < a->finding_count; i++)
		json_array_append_new(findings, finding_json(a, &a->findings[i]));
	json_object_set_new(root, "findings", findings);
	json_object_set_new(root, "units", units_json(a));
	json_object_set_new(root, "provisions", provisions_json(a));
	json_object_set_new(root, "clauses", clauses_json(a));
	json_object_set_new(root, "components",
			    facts_json(a->facts, FACT_COMPONENT, component_columns, ARRAY_LEN(component_columns)));
	json_object_set_new(root, "accounts",
			    facts_json(a->facts, FACT_ACCOUNT, account_columns, ARRAY_LEN(account_columns)));
	json_object_set_new(root, "listeners",
			    facts_json(a->facts, FACT_LISTENER, listener_columns, ARRAY_LEN(listener_columns)));
	json_object_set_new(root, "containers", containers_json(a->facts));
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
	json_t *root = report_tree(a);
	int rc = root ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;

	json_decref(root);
	write_str(out, "\n");
	TRY(writer_done(out, e));
	return rc == 0 || error_memory(e, "JSON report");
}
