/* JUnit XML, as continuous integration reads it: a suite a clause, a case a test unit of TS 103 701. FAIL is a failure,
 * INCONCLUSIVE is skipped with what is missing, NOT_APPLICABLE with the reason why. A person's answer stands in the
 * output of its case. */
#include "assess/report/report.h"

#include "assess/judge/judge.h"
#include "assess/report/decided.h"
#include "core/base/text.h"

/* U+FFFE and U+FFFF are good UTF-8 and yet not allowed in XML 1.0 (2.2). */
static bool is_no_xml(struct bytes rest)
{
	return rest.len >= 3 && rest.at[0] == 0xef && rest.at[1] == 0xbf && rest.at[2] >= 0xbe;
}

/* Text for an attribute or element: what else XML 1.0 cannot hold was made visible by text_print_safe() before. */
static void write_xml_bytes(struct writer *out, struct bytes text)
{
	struct writer safe = writer_of(SIZE_MAX / 2, "text");

	text_print_safe(&safe, text);
	if (!writer_ok(&safe) && writer_ok(out))
		out->failed = safe.failed;
	for (size_t i = 0; i < safe.len; i++) {
		if (is_no_xml(bytes_of(safe.at + i, safe.len - i))) {
			write_fmt(out, "\\xef\\xbf\\x%02x", safe.at[i + 2]);
			i += 2;
			continue;
		}
		switch (safe.at[i]) {
		case '&':
			write_str(out, "&amp;");
			break;
		case '<':
			write_str(out, "&lt;");
			break;
		case '>':
			write_str(out, "&gt;");
			break;
		case '"':
			write_str(out, "&quot;");
			break;
		default:
			write_u8(out, safe.at[i]);
		}
	}
	writer_free(&safe);
}

static void write_xml(struct writer *out, const char *text)
{
	if (text)
		write_xml_bytes(out, bytes_str(text));
}

static void write_failures(const struct assessment *a, enum unit_id unit, const char *reason, struct writer *out)
{
	for (size_t i = 0; i < a->finding_count; i++) {
		const struct finding *f = &a->findings[i];

		if (f->unit != unit || f->verdict != VERDICT_FAIL)
			continue;
		write_fmt(out, "   <failure type=\"%s\" message=\"", severity_name(f->severity));
		write_xml(out, f->title);
		write_str(out, "\">");
		write_xml(out, f->detail);
		write_str(out, "\n-> ");
		write_xml(out, f->remedy);
		for (size_t k = 0; k < f->evidence_count; k++) {
			const struct fact_node *node = fact_node_of(a->facts, f->evidence[k]);

			write_str(out, "\n");
			write_xml_bytes(out, node->chain);
			if (f->evidence[k]->kind == FACT_DECLARED)
				write_fmt(out, ":%llu", (unsigned long long)fact_line(f->evidence[k]));
			else
				write_fmt(out, " @0x%llx", (unsigned long long)f->evidence[k]->offset);
		}
		write_str(out, "</failure>\n");
		return; /* one failure a case; the others stand in the other reports */
	}
	/* a person's verdict: nothing was found by the program */
	write_str(out, "   <failure type=\"answer\" message=\"");
	write_xml(out, reason);
	write_str(out, "\"/>\n");
}

/* Who decided, where it was not the program; an answer that no longer counts is told as such. */
static void write_answer(struct writer *out, const struct unit_result *u)
{
	const struct answer *answer = u->answer;

	if (!answer)
		return;
	write_fmt(out, "   <system-out>%s: %s by ",
		  decided_takes_answer(u) ? "answer"
		  : decided_stale(u)      ? "stale answer"
					  : "answer that does not count",
		  verdict_name(answer->verdict));
	write_xml(out, answer->by);
	write_str(out, ", ");
	write_xml(out, answer->at);
	write_str(out, answer->note[0] ? ": " : "");
	write_xml(out, answer->note);
	if (decided_takes_answer(u) && u->machine != VERDICT_INCONCLUSIVE)
		write_fmt(out, "\nThe program alone says %s", verdict_name(u->machine));
	for (size_t i = 0; i < answer->attachment_count; i++) {
		write_str(out, "\nattachment ");
		write_xml(out, answer->attachments[i].name);
		write_fmt(out, ", %llu bytes, SHA-256 ", (unsigned long long)answer->attachments[i].size);
		write_xml(out, answer->attachments[i].sha256);
	}
	write_str(out, "</system-out>\n");
}

static bool in_clause(const struct assessment *a, const struct unit_result *u, const char *clause)
{
	const struct unit *unit = unit_find(a->edition, u->unit);
	const struct provision *p = unit ? provision_find(a->edition, unit->provision) : NULL;

	return p && strcmp(p->clause, clause) == 0;
}

static void write_clause(const struct assessment *a, const struct clause_result *c, struct writer *out)
{
	size_t tests = 0, failures = 0, skipped = 0;

	for (size_t i = 0; i < a->unit_count; i++) {
		if (!in_clause(a, &a->units[i], c->clause))
			continue;
		tests++;
		failures += a->units[i].verdict == VERDICT_FAIL;
		skipped += a->units[i].verdict != VERDICT_FAIL && a->units[i].verdict != VERDICT_PASS;
	}
	write_fmt(out, " <testsuite name=\"%s ", c->clause);
	write_xml(out, c->title);
	write_fmt(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n", tests, failures, skipped);
	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		const struct unit *unit = unit_find(a->edition, u->unit);

		if (!in_clause(a, u, c->clause))
			continue;
		write_fmt(out, "  <testcase classname=\"%s\" name=\"%s: ", unit->provision, unit->name);
		write_xml(out, unit->text);
		write_str(out, "\">\n");
		if (u->verdict == VERDICT_FAIL) {
			write_failures(a, u->unit, u->reason, out);
		} else if (u->verdict != VERDICT_PASS) {
			write_str(out, "   <skipped message=\"");
			write_xml(out, u->reason);
			write_str(out, "\"/>\n");
		}
		write_answer(out, u);
		write_str(out, "  </testcase>\n");
	}
	write_str(out, " </testsuite>\n");
}

bool report_junit(const struct assessment *a, struct writer *out, struct error *e)
{
	write_fmt(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"EN 303 645 %s: ",
		  edition_name(a->edition));
	write_xml(out, a->input_name);
	write_str(out, "\">\n");
	for (size_t i = 0; i < a->clause_count; i++)
		write_clause(a, &a->clauses[i], out);
	write_str(out, "</testsuites>\n");
	return writer_done(out, e);
}
