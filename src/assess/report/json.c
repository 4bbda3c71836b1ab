/* The JSON report. Its keys are closed: docs/schema/report-1.json forbids any other, and a test checks it. */
#include "assess/report/report.h"

#include "assess/judge/judge.h"
#include "assess/report/json_tree.h"
#include "core/base/text.h"

#include <stdlib.h>

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

	row = json_put(row, "path", json_safe(node->chain));
	row = json_put(row, "offset", json_integer((json_int_t)fact->offset));
	row = json_put(row, "length", json_integer((json_int_t)fact->len));
	row = json_put(row, "sha256", node->has_sha256 ? hex(node->sha256) : json_null());
	row = json_put(row, "excerpt", json_safe(fact->excerpt));
	return row;
}

static json_t *finding_json(const struct assessment *a, const struct finding *f)
{
	const struct unit *unit = unit_find(a->edition, f->unit);
	json_t *row = json_object(), *evidence = json_array();

	row = json_put(row, "id", json_text(f->id));
	row = json_put(row, "check", json_text(f->check));
	row = json_put(row, "provision", json_text(unit ? unit->provision : ""));
	row = json_put(row, "unit", json_text(unit_name(f->unit)));
	row = json_put(row, "verdict", json_text(verdict_name(f->verdict)));
	row = json_put(row, "severity", json_text(severity_name(f->severity)));
	row = json_put(row, "title", json_text(f->title));
	row = json_put(row, "detail", json_text(f->detail));
	row = json_put(row, "remedy", json_text(f->remedy));
	for (size_t i = 0; i < f->evidence_count; i++)
		evidence = json_add(evidence, evidence_json(a->facts, f->evidence[i]));
	row = json_put(row, "evidence", evidence);
	return row;
}

static json_t *region_why(const struct fact *fact)
{
	struct writer w = writer_of(1u << 16, "region");
	json_t *ret;

	write_fmt(&w, "%llu bytes no format explains (", (unsigned long long)fact->len);
	write_bytes(&w, fact->field[REGION_CLASS]);
	write_str(&w, ")");
	ret = writer_ok(&w) ? json_safe(writer_bytes(&w)) : NULL;
	writer_free(&w);
	return ret;
}

static json_t *coverage_json(const struct assessment *a)
{
	const struct coverage *c = &a->coverage;
	json_t *row = json_object(), *unread = json_array();

	row = json_put(row, "bytes", json_integer((json_int_t)c->bytes));
	row = json_put(row, "explained", json_integer((json_int_t)c->explained));
	row = json_put(row, "files", json_integer((json_int_t)c->files));
	row = json_put(row, "containers", json_integer((json_int_t)c->containers));
	row = json_put(row, "restarts", json_integer((json_int_t)c->restarts));
	row = json_put(row, "sandboxed", json_boolean(c->sandboxed));
	row = json_put(row, "complete", json_boolean(c->complete));
	FACTS_EACH (a->facts, FACT_UNREAD, fact) {
		json_t *one = json_object();

		one = json_put(one, "path", json_safe(fact_node_of(a->facts, fact)->chain));
		one = json_put(one, "why", json_safe(fact->field[UNREAD_WHY]));
		one = json_put(one, "limit",
			       fact->field[UNREAD_LIMIT].len ? json_safe(fact->field[UNREAD_LIMIT]) : json_null());
		unread = json_add(unread, one);
	}
	FACTS_EACH (a->facts, FACT_REGION, fact) {
		json_t *one = json_object();

		one = json_put(one, "path", json_safe(fact_node_of(a->facts, fact)->chain));
		one = json_put(one, "why", region_why(fact));
		one = json_put(one, "limit", json_null());
		unread = json_add(unread, one);
	}
	row = json_put(row, "unread", unread);
	return row;
}

static json_t *containers_json(const struct facts *facts)
{
	json_t *rows = json_array();

	FACTS_EACH (facts, FACT_CONTAINER, fact) {
		json_t *row = json_object();

		row = json_put(row, "path", json_safe(fact_node_of(facts, fact)->chain));
		row = json_put(row, "format", json_safe(fact->field[CONTAINER_FORMAT]));
		row = json_put(row, "size", json_integer((json_int_t)fact_node_of(facts, fact)->size));
		row = json_put(row, "files", json_safe(fact->field[CONTAINER_FILES]));
		row = json_put(row, "status", json_safe(fact->field[CONTAINER_STATUS]));
		rows = json_add(rows, row);
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

			row = json_put(row, columns[i].key, value.at ? json_safe(value) : json_null());
		}
		row = json_put(row, "path", json_safe(fact_node_of(facts, fact)->chain));
		rows = json_add(rows, row);
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

	row = json_put(row, "name", json_safe(bytes_str(a->input_name)));
	row = json_put(row, "size", json_integer((json_int_t)a->input_size));
	row = json_put(row, "sha256", json_text(a->input_sha256));
	row = json_put(row, "kind", json_text(a->input_kind));
	row = json_put(row, "about", json_text(a->input_about));
	row = json_put(row, "judgeable", json_boolean(a->judgeable));
	return row;
}

static json_t *units_json(const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		json_t *row = json_object();

		row = json_put(row, "unit", json_text(unit_name(u->unit)));
		row = json_put(row, "verdict", json_text(verdict_name(u->verdict)));
		row = json_put(row, "automation", json_text(automation_name(u->automation)));
		row = json_put(row, "reason", json_text(u->reason));
		row = json_put(row, "question", u->question ? json_text(u->question) : json_null());
		rows = json_add(rows, row);
	}
	return rows;
}

static json_t *provisions_json(const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->provision_count; i++) {
		const struct provision_result *p = &a->provisions[i];
		json_t *row = json_object();

		row = json_put(row, "id", json_text(p->provision->id));
		row = json_put(row, "status", json_text(p->provision->status));
		row = json_put(row, "verdict", json_text(verdict_name(p->verdict)));
		rows = json_add(rows, row);
	}
	return rows;
}

static json_t *clauses_json(const struct assessment *a)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < a->clause_count; i++) {
		const struct clause_result *c = &a->clauses[i];
		json_t *row = json_object();

		row = json_put(row, "id", json_text(c->clause));
		row = json_put(row, "title", json_text(c->title));
		row = json_put(row, "verdict", json_text(verdict_name(c->verdict)));
		rows = json_add(rows, row);
	}
	return rows;
}

static json_t *report_tree(const struct assessment *a)
{
	json_t *root = json_object(), *findings = json_array();

	root = json_put(root, "schema", json_text(REPORT_SCHEMA));
	root = json_put(root, "tool", json_pack("{s:s, s:s}", "name", "holdfast", "version", HF_VERSION));
	root = json_put(root, "input", input_json(a));
	root = json_put(root, "edition", json_text(edition_name(a->edition)));
	root = json_put(root, "verdict", json_text(verdict_name(a->overall)));
	root = json_put(root, "coverage", coverage_json(a));
	for (size_t i = 0; i < a->finding_count; i++)
		findings = json_add(findings, finding_json(a, &a->findings[i]));
	root = json_put(root, "findings", findings);
	root = json_put(root, "units", units_json(a));
	root = json_put(root, "provisions", provisions_json(a));
	root = json_put(root, "clauses", clauses_json(a));
	root = json_put(root, "components",
			facts_json(a->facts, FACT_COMPONENT, component_columns, ARRAY_LEN(component_columns)));
	root = json_put(root, "accounts",
			facts_json(a->facts, FACT_ACCOUNT, account_columns, ARRAY_LEN(account_columns)));
	root = json_put(root, "listeners",
			facts_json(a->facts, FACT_LISTENER, listener_columns, ARRAY_LEN(listener_columns)));
	root = json_put(root, "containers", containers_json(a->facts));
	return root;
}

bool report_json(const struct assessment *a, struct writer *out, struct error *e)
{
	return json_write(report_tree(a), "JSON report", out, e);
}
