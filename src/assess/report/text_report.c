/* The summary for a person at a terminal: verdicts by clause, worst findings first, coverage, what to do next. */
#include "assess/report/report.h"

#include "assess/judge/judge.h"
#include "assess/report/decided.h"
#include "core/base/text.h"

#include <stdio.h>

enum { FINDINGS_SHOWN = 12, UNREAD_SHOWN = 8, COLUMNS_PRESET = 100 };

struct page {
	const struct assessment *a;
	struct writer *out;
	bool colour;
	unsigned columns;
};

static const char *paint(const struct page *p, const char *code)
{
	return p->colour ? code : "";
}

static const char *verdict_paint(const struct page *p, enum verdict verdict)
{
	if (verdict == VERDICT_FAIL)
		return paint(p, "\033[1;31m");
	return paint(p, verdict == VERDICT_PASS ? "\033[32m" : "\033[33m");
}

static const char *severity_paint(const struct page *p, enum severity severity)
{
	if (severity >= SEVERITY_HIGH)
		return paint(p, "\033[1;31m");
	return paint(p, severity == SEVERITY_MEDIUM ? "\033[33m" : "\033[2m");
}

/* Words, broken at the width, each line after the first indented. */
static void write_wrapped(const struct page *p, const char *words, unsigned indent)
{
	struct bytes rest = bytes_str(words), word;
	unsigned column = indent;

	while (text_word(&rest, &word)) {
		if (column > indent && column + 1 + word.len > p->columns) {
			write_fmt(p->out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			write_str(p->out, " ");
			column++;
		}
		write_bytes(p->out, word);
		column += (unsigned)word.len;
	}
	write_str(p->out, "\n");
}

static void write_size(struct writer *out, uint64_t bytes)
{
	if (bytes >= UINT64_C(10) << 20)
		write_fmt(out, "%.1f MiB", (double)bytes / (1 << 20));
	else if (bytes >= UINT64_C(10) << 10)
		write_fmt(out, "%.1f KiB", (double)bytes / (1 << 10));
	else
		write_fmt(out, "%llu bytes", (unsigned long long)bytes);
}

static void write_head(const struct page *p)
{
	const struct assessment *a = p->a;
	size_t fail = 0, pass = 0, open = 0, out_of_play = 0;
	const struct declared_entry *product = declared_one(a->declared, "product"),
				    *maker = declared_one(a->declared, "maker");

	write_fmt(p->out, "%sholdfast " HF_VERSION "%s  EN 303 645 %s  ", paint(p, "\033[1m"), paint(p, "\033[0m"),
		  edition_name(a->edition));
	text_print_safe(p->out, bytes_str(a->input_name));
	write_str(p->out, "  (");
	if (a->input_sha256[0]) {
		write_size(p->out, a->input_size);
		write_fmt(p->out, ", %s)\nsha256 %s\n", a->input_kind, a->input_sha256);
	} else {
		write_fmt(p->out, "%s)\n", a->input_kind);
	}
	if (entry_get(product, "name")[0]) {
		write_str(p->out, "product: ");
		text_print_safe(p->out, bytes_str(entry_get(product, "name")));
		write_str(p->out, entry_get(maker, "name")[0] ? ", made by " : "");
		text_print_safe(p->out, bytes_str(entry_get(maker, "name")));
		write_str(p->out, "\n");
	}
	if (a->input_about && a->input_about[0])
		write_wrapped(p, a->input_about, 0);
	for (size_t i = 0; i < a->provision_count; i++) {
		fail += a->provisions[i].verdict == VERDICT_FAIL;
		pass += a->provisions[i].verdict == VERDICT_PASS;
		open += a->provisions[i].verdict == VERDICT_INCONCLUSIVE;
		out_of_play += a->provisions[i].verdict == VERDICT_NOT_APPLICABLE;
	}
	write_fmt(p->out, "\n%s%s%s  provisions: %zu refuted, %zu met, %zu open", verdict_paint(p, a->overall),
		  verdict_name(a->overall), paint(p, "\033[0m"), fail, pass, open);
	if (out_of_play)
		write_fmt(p->out, ", %zu not applicable or not claimed", out_of_play);
	write_str(p->out, "\n");
	if (a->ics_problems)
		write_fmt(p->out, "%s%zu claim%s of the maker cannot hold%s\n", paint(p, "\033[1;31m"), a->ics_problems,
			  a->ics_problems == 1 ? "" : "s", paint(p, "\033[0m"));
	write_str(p->out, "\n");
}

static void write_clauses(const struct page *p)
{
	for (size_t i = 0; i < p->a->clause_count; i++) {
		const struct clause_result *c = &p->a->clauses[i];

		write_fmt(p->out, "  %-5s %-52.52s %s%-12s%s %2zu fail %2zu pass %2zu open\n", c->clause, c->title,
			  verdict_paint(p, c->verdict), verdict_name(c->verdict), paint(p, "\033[0m"), c->fail, c->pass,
			  c->open);
	}
}

static void write_evidence(const struct page *p, const struct finding *f)
{
	size_t shown = f->evidence_count < 2 ? f->evidence_count : 2;

	for (size_t i = 0; i < shown; i++) {
		const struct fact *fact = f->evidence[i];

		write_fmt(p->out, "%12s%s", "", paint(p, "\033[2m"));
		text_print_safe(p->out, fact_node_of(p->a->facts, fact)->chain);
		if (fact->kind == FACT_DECLARED)
			write_fmt(p->out, ":%llu", (unsigned long long)fact_line(fact));
		else if (fact->len)
			write_fmt(p->out, " @0x%llx", (unsigned long long)fact->offset);
		write_fmt(p->out, "%s\n", paint(p, "\033[0m"));
	}
	if (shown < f->evidence_count)
		write_fmt(p->out, "%12s... and %zu more places\n", "", f->evidence_count - shown);
}

static void write_findings(const struct page *p, bool all)
{
	const struct assessment *a = p->a;
	size_t shown = 0, left = 0;

	for (size_t i = 0; i < a->finding_count; i++) {
		const struct finding *f = &a->findings[i];
		const struct unit *unit = unit_find(a->edition, f->unit);
		const struct unit_result *u = decided_unit(a, f->unit);
		bool overruled = f->verdict == VERDICT_FAIL && u && decided_overrules(u);

		if (!all &&
		    (shown >= FINDINGS_SHOWN || (f->verdict != VERDICT_FAIL && f->severity < SEVERITY_MEDIUM))) {
			left++;
			continue;
		}
		if (!shown++)
			write_str(p->out, "\nFindings, worst first\n");
		write_fmt(p->out, "  %s%-8s%s  %s%-4s%s %s (%s%s)\n", severity_paint(p, f->severity),
			  severity_name(f->severity), paint(p, "\033[0m"), verdict_paint(p, f->verdict),
			  f->verdict == VERDICT_INCONCLUSIVE ? "look" : verdict_name(f->verdict), paint(p, "\033[0m"),
			  f->title, unit ? unit->name : unit_name(f->unit), overruled ? ", overruled by a person" : "");
		write_evidence(p, f);
		if (f->remedy && f->verdict != VERDICT_PASS) {
			write_fmt(p->out, "%12s-> ", "");
			write_wrapped(p, f->remedy, 15);
		}
	}
	if (left)
		write_fmt(p->out,
			  shown ? "  ... and %zu more: --all, or --html FILE\n"
				: "\nFindings: none that fails or is of medium severity or more; %zu lower: --all, or "
				  "--html "
				  "FILE\n",
			  left);
}

static void write_coverage(const struct page *p)
{
	const struct coverage *c = &p->a->coverage;
	const struct facts *facts = p->a->facts;
	size_t unread = facts_count(facts, FACT_UNREAD), shown = 0, cached = 0;

	if (strcmp(p->a->input_kind, "declaration") == 0) {
		write_str(p->out, "\nCoverage: the declaration alone; no firmware was looked at\n");
		return;
	}
	write_fmt(p->out, "\nCoverage: %.1f %% of ",
		  c->bytes ? 100.0 * (double)c->explained / (double)c->bytes : 100.0);
	write_size(p->out, c->bytes);
	write_fmt(p->out, " explained, %llu files in %llu containers read%s%s\n", (unsigned long long)c->files,
		  (unsigned long long)c->containers, c->sandboxed ? "" : ", WITHOUT the sandbox",
		  c->restarts ? ", a worker died on the way" : "");
	FACTS_EACH (facts, FACT_FILE, fact) {
		cached += fact_is(fact, FILE_CONTENT, "cached-package");
	}
	if (cached)
		write_fmt(p->out, "  not opened: %zu packages in a package manager's cache, not installed\n", cached);
	FACTS_EACH (facts, FACT_UNREAD, fact) {
		if (shown++ >= UNREAD_SHOWN)
			continue;
		write_str(p->out, "  not read: ");
		text_print_safe(p->out, fact_node_of(facts, fact)->chain);
		write_str(p->out, ": ");
		text_print_safe(p->out, fact->field[UNREAD_WHY]);
		write_str(p->out, "\n");
	}
	if (unread > UNREAD_SHOWN)
		write_fmt(p->out, "  ... and %zu more that could not be read\n", unread - UNREAD_SHOWN);
	shown = 0;
	FACTS_EACH (facts, FACT_REGION, fact) {
		if (shown++ >= UNREAD_SHOWN)
			continue;
		write_str(p->out, "  not explained: ");
		text_print_safe(p->out, fact_node_of(facts, fact)->chain);
		write_fmt(p->out, ", %llu bytes (", (unsigned long long)fact->len);
		text_print_safe(p->out, fact->field[REGION_CLASS]);
		write_str(p->out, ")\n");
	}
}

static void write_next(const struct page *p)
{
	const struct assessment *a = p->a;
	size_t by[DECIDED_KINDS] = {0}, asked = 0;
	const struct finding *first = NULL;
	unsigned step = 1;

	for (size_t i = 0; i < a->unit_count; i++) {
		/* what a person saw is never printed as if this program had seen it */
		by[decided_by(&a->units[i])]++;
		asked += decided_by(&a->units[i]) == DECIDED_NOT && a->units[i].question;
	}
	for (size_t i = 0; i < a->finding_count && !first; i++) {
		const struct unit_result *u = decided_unit(a, a->findings[i].unit);

		if (a->findings[i].verdict == VERDICT_FAIL && u && u->verdict == VERDICT_FAIL)
			first = &a->findings[i];
	}
	write_str(p->out, "\nNext\n");
	if (first) {
		write_fmt(p->out, "  %u. Fix what fails, worst first: ", step++);
		write_wrapped(p, first->title, 5);
	}
	write_fmt(p->out, "  %u. Of %zu test units %zu are decided by this program", step, a->unit_count,
		  by[DECIDED_BY_PROGRAM]);
	if (by[DECIDED_BY_PERSON])
		write_fmt(p->out, ", %zu by persons' answers", by[DECIDED_BY_PERSON]);
	if (by[DECIDED_BY_CLAIM])
		write_fmt(p->out, ", %zu %s not applicable or not claimed", by[DECIDED_BY_CLAIM],
			  by[DECIDED_BY_CLAIM] == 1 ? "is" : "are");
	if (by[DECIDED_NOT])
		write_fmt(p->out, ", %zu %s open", by[DECIDED_NOT], by[DECIDED_NOT] == 1 ? "is" : "are");
	write_str(p->out, by[DECIDED_NOT] ? ".\n" : "; none is open.\n");
	if (asked)
		write_fmt(p->out, "     %zu need%s a person, a live device or the maker's documents.\n", asked,
			  asked == 1 ? "s" : "");
	write_str(p->out,
		  "     The reasons stand in the report (--html FILE, --json FILE); holdfast explain 5.1-1 tells "
		  "more.\n");
	if (a->stale)
		write_fmt(p->out,
			  "  %zu answer%s no longer count%s, what was answered about has changed: holdfast questions "
			  "CASE\n",
			  a->stale, a->stale == 1 ? "" : "s", a->stale == 1 ? "s" : "");
	if (declared_any(a->declared))
		write_fmt(p->out, "  %sThe documents: holdfast file CASE -o DIR\n",
			  by[DECIDED_NOT] ? "What a person has to decide, in order: holdfast questions CASE. " : "");
	if (a->overall != VERDICT_FAIL && !a->judgeable && !declared_any(a->declared))
		write_str(p->out, "  This input cannot be judged as a whole product: nothing here is a pass.\n");
}

bool report_text(const struct assessment *a, const struct text_options *options, struct writer *out, struct error *e)
{
	struct page p = {.a = a,
			 .out = out,
			 .colour = options->colour,
			 .columns = options->columns >= 60 ? options->columns : COLUMNS_PRESET};

	write_head(&p);
	write_clauses(&p);
	write_findings(&p, options->all);
	write_coverage(&p);
	write_next(&p);
	return writer_done(out, e);
}
