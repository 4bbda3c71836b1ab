/* Part of dossier_report.c: what stands behind the verdicts. */
#include "assess/dossier/report_parts.h"

#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/base/writer.h"

#include <string.h>

enum { CELL_MAX = 64 << 10, EXCERPT_MAX = 200 };

/* Entries of one declaration share a line; a file's place has one to itself, and what stands there under it. */
static void put_places(const struct dossier_input *in, struct document *doc, const struct finding *f)
{
	struct writer out = writer_of(CELL_MAX, "evidence");
	uint32_t node = NODE_NONE;

	for (size_t i = 0; i < f->evidence_count; i++) {
		const struct fact *fact = f->evidence[i];

		if (fact->kind == FACT_DECLARED && fact->node == node && node != NODE_NONE) {
			write_fmt(&out, ", %s (%s)", text_safe(in->arena, fact_get(fact, DECLARED_LINE), 20),
				  report_declared(in, fact));
			continue;
		}
		node = fact->kind == FACT_DECLARED ? fact->node : NODE_NONE;
		write_fmt(&out, "%s%s", i ? "\n" : "", report_place(in, fact, true));
		if (fact->excerpt.len && fact->kind != FACT_DECLARED)
			write_fmt(&out, "\n    %s", text_safe(in->arena, fact->excerpt, EXCERPT_MAX));
	}
	document_cell_from(doc, TONE_PLAIN, &out);
}

static void put_line(struct document *doc, const char *key, const char *text)
{
	if (!text || !text[0])
		return;
	document_cell(doc, TONE_MUTE, "%s", key);
	document_cell(doc, TONE_PLAIN, "%s", text);
}

static const struct unit_result *unit_of(const struct assessment *a, enum unit_id unit)
{
	for (size_t i = 0; i < a->unit_count; i++)
		if (a->units[i].unit == unit)
			return &a->units[i];
	return NULL;
}

/* What became of a finding that is not the unit's verdict. */
static const char *outcome(const struct dossier_input *in, const struct finding *f, const struct unit_result *u)
{
	if (!u || u->verdict == f->verdict)
		return NULL;
	if (report_by_person(u))
		return arena_printf(in->arena, "%s, decided by %s", verdict_name(u->verdict), u->answer->by);
	return verdict_name(u->verdict);
}

static void put_finding(const struct dossier_input *in, struct document *doc, const struct assessment *a, size_t index,
			size_t number)
{
	const struct finding *f = &a->findings[index];
	const struct unit_result *u = unit_of(a, f->unit);
	const char *came_to = outcome(in, f, u);
	bool open = f->verdict == VERDICT_INCONCLUSIVE;

	document_group(doc, "%zu \u00b7 %s \u00b7 %s%s%s \u00b7 %s", number, unit_name(f->unit),
		       open ? "to be looked at" : verdict_name(f->verdict), f->verdict == VERDICT_PASS ? "" : ", ",
		       f->verdict == VERDICT_PASS ? "" : severity_name(f->severity), f->title);
	put_line(doc, "Seen", report_seen(in, f));
	/* who reads of a remedy takes it that something is wrong */
	if (f->verdict == VERDICT_FAIL || (open && f->severity != SEVERITY_INFO && u && u->verdict == f->verdict))
		put_line(doc, "Remedy", f->remedy);
	put_line(doc, "The unit", came_to);
	document_cell(doc, TONE_MUTE, "Evidence");
	put_places(in, doc, f);
}

static void put_findings(const struct dossier_input *in, struct document *doc, const struct assessment *a,
			 const size_t *numbers)
{
	static const struct document_column columns[] = {{"Finding", 2, false},
							 {"What was seen, and where", 15, false}};
	size_t shown = 0;

	document_page_break(doc);
	document_heading(doc, 1, "Annex A: findings");
	for (size_t i = 0; i < a->finding_count; i++)
		shown = numbers[i] ? numbers[i] : shown;
	if (!a->finding_count) {
		document_text(doc, "There is none. That is no pass: see what was not looked at.");
		return;
	}
	document_text(
		doc,
		"%zu of %zu findings, worst first: what contradicts a unit, what was seen in files, and what is to be "
		"looked at where a unit is open, with the evidence: the file, the place in it, and the SHA-256 of "
		"the file. Left out is what the results say already (entries of the declaration that bear a "
		"verdict out, what was laid out for a person who has decided) and what belongs to units that are "
		"not assessed. report.json in the evidence has all. A place in the firmware is a path through what "
		"holds "
		"what: image.bin!0x200:squashfs!/bin/sh is the file /bin/sh of the squashfs at byte 0x200 of "
		"image.bin.",
		shown, a->finding_count);
	if (!shown)
		return;
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < a->finding_count; i++)
		if (numbers[i])
			put_finding(in, doc, a, i, numbers[i]);
}

static void put_unread(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {{"Where", 8, true}, {"Why", 7, false}};
	size_t count = facts_count(in->facts, FACT_UNREAD);

	if (!count)
		return;
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < count && i < REPORT_UNREAD_MAX; i++) {
		const struct fact *fact = facts_at(in->facts, FACT_UNREAD, i);

		document_cell(doc, TONE_PLAIN, "%s", text_safe(in->arena, fact_node_of(in->facts, fact)->chain, 400));
		document_cell(doc, TONE_PLAIN, "%s", text_safe(in->arena, fact_get(fact, UNREAD_WHY), 400));
	}
	if (count > REPORT_UNREAD_MAX)
		document_text(doc, "And %zu more, listed in report.json.", count - REPORT_UNREAD_MAX);
}

static void put_not_looked_at(const struct dossier_input *in, struct document *doc, const struct assessment *a)
{
	size_t open = 0, functional = 0;

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit *unit = unit_find(a->edition, a->units[i].unit);

		if (a->units[i].verdict != VERDICT_INCONCLUSIVE)
			continue;
		open++;
		functional += unit && strcmp(unit->kind, "conceptual") != 0;
	}
	document_heading(doc, 1, "Annex B: what was not looked at");
	if (!a->input_sha256[0])
		document_item(doc, "The firmware: no image was given.");
	else if (!a->judgeable)
		document_item(doc, "The system: %s", a->input_about);
	document_item(
		doc, "The running device: the tool reads files and declarations. What a device does was looked at only "
		     "where a person's answer says so.");
	document_item(doc, "Associated services, beyond what the maker declares about them.");
	if (open)
		document_item(doc,
			      "%zu test unit%s inconclusive, %zu of them functional: the results say what is missing.",
			      open, open == 1 ? " is" : "s are", functional);
	if (facts_count(in->facts, FACT_UNREAD))
		document_item(doc,
			      "%zu place%s in the input that could not be read:", facts_count(in->facts, FACT_UNREAD),
			      facts_count(in->facts, FACT_UNREAD) == 1 ? "" : "s");
	put_unread(in, doc);
}

static void put_attachments(const struct dossier_input *in, struct document *doc, const struct assessment *a)
{
	static const struct document_column columns[] = {{"Unit", 3, false},
							 {"Attachment", 5, false},
							 {"SHA-256", 9, true},
							 {"Bytes", 2, false},
							 {"Given by", 4, false}};
	bool begun = false;

	(void)in;
	document_heading(doc, 1, "Annex C: attachments");
	for (size_t i = 0; i < a->unit_count; i++) {
		const struct answer *answer = a->units[i].answer;

		for (size_t n = 0; answer && n < answer->attachment_count; n++) {
			const struct attachment *at = &answer->attachments[n];

			if (!begun)
				document_table(doc, columns, ARRAY_LEN(columns));
			begun = true;
			document_cell(doc, TONE_PLAIN, "%s", unit_name(answer->unit));
			document_cell(doc, TONE_PLAIN, "%s", at->name);
			document_cell(doc, TONE_PLAIN, "%s", at->sha256);
			document_cell(doc, TONE_PLAIN, "%llu", (unsigned long long)at->size);
			document_cell(doc, TONE_PLAIN, "%s, %.10s", answer->by, answer->at);
		}
	}
	if (!begun)
		document_text(doc, "Nothing was attached to the answers in this report.");
}

/* Long hashes cut to their first digits: the trail itself, beside the report, has them whole. */
static const char *without_hashes(struct arena *arena, const char *text)
{
	struct writer out = writer_of(CELL_MAX, "entry");
	const char *ret;

	while (*text) {
		size_t hex = strspn(text, "0123456789abcdef"), word = hex ? hex : strcspn(text, "0123456789abcdef");

		if (hex == 64)
			write_fmt(&out, "%.12s\u2026", text);
		else
			write_bytes(&out, bytes_of(text, word));
		text += word;
	}
	ret = writer_ok(&out) ? arena_str(arena, writer_bytes(&out)) : NULL;
	writer_free(&out);
	return ret ? ret : "";
}

static void put_trail(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {{"No.", 2, false},
							 {"When", 8, false},
							 {"Who", 8, false},
							 {"What, and what it came to", 14, false},
							 {"Hash", 6, true}};
	const struct record *r = in->record;
	size_t from = r && r->trail_count > REPORT_TRAIL_MAX ? r->trail_count - REPORT_TRAIL_MAX : 0;

	document_heading(doc, 1, "Annex D: audit trail");
	if (!r || !r->trail_count) {
		document_text(doc, "The case has no audit trail.");
		return;
	}
	document_text(
		doc,
		"Each entry's hash covers its fields and the hash before it. The state of the case that this report "
		"was drawn from has the digest %s. Hashes are cut here; audit-trail.tsv in the evidence has them "
		"whole, and when documents were issued.",
		dossier_digest(r));
	if (from)
		document_text(doc, "The last %d entries of %zu.", REPORT_TRAIL_MAX, r->trail_count);
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = from; i < r->trail_count; i++) {
		const struct audit_entry *entry = &r->trail[i];

		if (strcmp(entry->event.what, "issued") == 0)
			continue;
		document_cell(doc, TONE_PLAIN, "%llu", (unsigned long long)entry->number);
		document_cell(doc, TONE_PLAIN, "%s", entry->event.at);
		document_cell(doc, TONE_PLAIN, "%s", entry->event.who);
		document_cell(doc, TONE_PLAIN, "%s %s\n%s", entry->event.what,
			      without_hashes(in->arena, entry->event.subject),
			      without_hashes(in->arena, entry->event.detail));
		document_cell(doc, TONE_PLAIN, "%.12s\u2026", entry->hash);
	}
}

void report_annexes(const struct dossier_input *in, struct document *doc, const size_t *numbers)
{
	const struct assessment *a = dossier_assessment(in);

	put_findings(in, doc, a, numbers);
	put_not_looked_at(in, doc, a);
	put_attachments(in, doc, a);
	put_trail(in, doc);
}
