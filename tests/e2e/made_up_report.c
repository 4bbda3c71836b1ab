/* made_up_report FORM KIND: the HTML, JSON, SARIF or JUnit report of an assessment that no image gave, on standard
 * output: "hostile" (every string tries to break out of the report, one name is 1 MB long) or "large" (5,000
 * components, 500 findings). Tests only. */
#include "assess/judge/judge.h"
#include "assess/report/report.h"

#include <stdio.h>
#include <stdlib.h>

enum { LARGE_COMPONENTS = 5000, LARGE_FINDINGS = 500, LONG_NAME = 1 << 20 };

static const char hostile[] =
	"a</script><script>window.hacked=1</script><!--<script><img src=x onerror=window.hacked=2>"
	"<svg onload=window.hacked=3>\"' onmouseover='window.hacked=4' style='color:red' x=\"&lt;b&gt;]]>"
	"\x1b[31m\xe2\x80\xaegpj.exe\xe2\x81\xa6\xe2\x80\xa8\xe2\x80\xa9\xff\xfe\xc3(\x07"
	"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d {{json}} %s%n ${7*7} javascript:alert(1)";

/* A fact of a kind whose first `fields` fields hold the text. */
static bool add(struct facts *facts, enum fact_kind kind, struct bytes chain, struct bytes text, unsigned fields)
{
	struct fact_node node = {.chain = chain,
				 .root = bytes_str("x.bin!0x0:squashfs"),
				 .path = chain,
				 .size = 4096,
				 .has_sha256 = true};
	struct fact fact = {.kind = kind, .excerpt = bytes_part(text, 0, FACT_EXCERPT_MAX), .offset = 16, .len = 8};
	struct error e;

	for (unsigned i = 0; i < fields && i < fact_kind_fields(kind); i++)
		fact.field[i] = text;
	return facts_node(facts, &node, &fact.node, &e) && facts_add(facts, &fact, &e);
}

static bool make_hostile(struct facts *facts)
{
	char *name = malloc(LONG_NAME + 1);
	bool ok = name != NULL;

	for (enum fact_kind kind = 0; ok && kind < FACT_KINDS; kind++)
		ok = add(facts, kind, bytes_str(hostile), bytes_str(hostile), FACT_FIELDS_MAX);
	for (size_t i = 0; ok && i < LONG_NAME; i++)
		name[i] = i % 64 == 63 ? '!' : 'n';
	ok = ok && add(facts, FACT_COMPONENT, bytes_of(name, LONG_NAME), bytes_of(name, LONG_NAME), 1) &&
	     add(facts, FACT_ACCOUNT, bytes_of(name, LONG_NAME), bytes_str("long"), 1) &&
	     add(facts, FACT_UNREAD, bytes_of(name, LONG_NAME), bytes_of(name, LONG_NAME), 1);
	free(name);
	return ok;
}

static bool make_large(struct facts *facts)
{
	bool ok = true;

	for (int i = 0; ok && i < LARGE_COMPONENTS; i++) {
		char chain[80], name[40];

		snprintf(chain, sizeof chain, "x.bin!0x0:squashfs!/usr/lib/package%04d.so", i);
		snprintf(name, sizeof name, "package%04d", i);
		ok = add(facts, FACT_COMPONENT, bytes_str(chain), bytes_str(name), FACT_FIELDS_MAX);
	}
	return ok;
}

/* Findings written by hand, over every verdict and severity; each has two facts as evidence. */
static bool make_findings(struct assessment *a, size_t count, const char *text)
{
	struct finding *all = arena_array(a->arena, count, sizeof *all);

	for (size_t i = 0; all && i < count; i++) {
		const struct fact **evidence = arena_array(a->arena, 2, sizeof *evidence);
		size_t components = facts_count(a->facts, FACT_COMPONENT);
		/* of few facts, the one with the long name stands behind one finding */
		size_t pick = components > 2 ? i % components : (i == 1) % components;
		const struct fact *first = facts_at(a->facts, FACT_COMPONENT, pick);

		if (!evidence)
			return false;
		evidence[0] = evidence[1] = first;
		all[i] = (struct finding){.id = arena_printf(a->arena, "made-up/%04zu/%s", i, text),
					  .check = "made-up",
					  .unit = a->units[i % a->unit_count].unit,
					  .verdict = (enum verdict)(i % 3),
					  .severity = (enum severity)(4 - i * 5 / count),
					  .title = arena_printf(a->arena, "Finding %zu: %s", i, text),
					  .detail = arena_printf(a->arena, "Detail %zu: %s", i, text),
					  .remedy = arena_printf(a->arena, "Remedy %zu: %s", i, text),
					  .evidence = evidence,
					  .evidence_count = 2};
		if (!all[i].id || !all[i].title || !all[i].detail || !all[i].remedy)
			return false;
	}
	a->findings = all;
	a->finding_count = count;
	return all != NULL;
}

/* Persons' answers of every kind, each string of them hostile: counting, stale, overruling. */
static bool make_answers(struct assessment *a)
{
	static const struct attachment file = {hostile, hostile, 77};
	static const struct answer answers[] = {
		{.verdict = VERDICT_PASS,
		 .note = hostile,
		 .by = hostile,
		 .at = hostile,
		 .attachments = &file,
		 .attachment_count = 1},
		{.verdict = VERDICT_FAIL, .note = hostile, .by = hostile, .at = hostile, .overrule = true},
		{.verdict = VERDICT_INCONCLUSIVE, .note = "", .by = hostile, .at = hostile}};
	struct unit_result *all = arena_array(a->arena, a->unit_count, sizeof *all);

	for (size_t i = 0; all && i < a->unit_count; i++) {
		all[i] = a->units[i];
		if (i % 4 == 3)
			continue;
		all[i].answer = &answers[i % 4];
		all[i].stale = i % 5 == 0;
		if (!all[i].stale)
			all[i].verdict = answers[i % 4].verdict;
		all[i].machine = (enum verdict)(i % 3);
		a->stale += all[i].stale;
	}
	if (all)
		a->units = all;
	return all != NULL;
}

/* Every verdict in every clause, as no image alone can have. */
static bool spread_verdicts(struct assessment *a)
{
	struct provision_result *all = arena_array(a->arena, a->provision_count, sizeof *all);

	for (size_t i = 0; all && i < a->provision_count; i++) {
		all[i] = a->provisions[i];
		all[i].verdict = (enum verdict)(i % (VERDICT_NOT_APPLICABLE + 1));
		if (declared_any(a->declared)) {
			all[i].ics.support = (enum support)(i % (SUPPORT_NOT_APPLICABLE + 1));
			all[i].ics.reason = all[i].ics.conditions = hostile;
			all[i].ics.problem = i % 3 ? NULL : hostile;
			a->ics_problems += i % 3 == 0;
		}
	}
	if (all)
		a->provisions = all;
	return all != NULL;
}

static bool print(const char *form, const struct assessment *a, struct error *e)
{
	static const struct {
		const char *name;
		bool (*make)(const struct assessment *a, struct writer *out, struct error *e);
	} forms[] = {{"html", report_html}, {"json", report_json}, {"sarif", report_sarif}, {"junit", report_junit}};

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		struct writer out = writer_of(REPORT_MAX, "report");
		bool ok;

		if (strcmp(forms[i].name, form) != 0)
			continue;
		ok = forms[i].make(a, &out, e) && fwrite(out.at, 1, out.len, stdout) == out.len;
		writer_free(&out);
		return ok;
	}
	return error_set(e, ERROR_USAGE, "no form is called '%s'", form);
}

int main(int argc, char **argv)
{
	bool is_hostile = argc == 3 && strcmp(argv[2], "hostile") == 0, ok;
	struct judge_input in = {
		.name = is_hostile ? hostile : "large.bin",
		.size = 65536,
		.sha256 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
		.edition = EDITION_V3_1_3,
		.coverage = {.bytes = 65536, .explained = 40000, .files = 3, .containers = 2, .restarts = 1}};
	struct facts *facts = facts_new();
	struct error e = {.text = "out of memory"};
	struct assessment a;
	struct arena arena;

	if (argc != 3 || !facts)
		return 2;
	arena_init(&arena, 0);
	ok = (is_hostile ? make_hostile(facts) : make_large(facts)) && facts_sort(facts, &e) &&
	     judge(facts, &in, &arena, &a, &e) && spread_verdicts(&a) && (!is_hostile || make_answers(&a)) &&
	     make_findings(&a, is_hostile ? 40 : LARGE_FINDINGS, is_hostile ? hostile : "plain") &&
	     print(argv[1], &a, &e);
	if (!ok)
		fprintf(stderr, "made_up_report: %s\n", e.text);
	arena_done(&arena);
	facts_free(facts);
	return ok ? 0 : 1;
}
