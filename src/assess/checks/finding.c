#include "assess/checks/finding.h"

#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIELD_SHOWN_MAX 160

struct finding_sink finding_sink_of(struct arena *arena)
{
	return (struct finding_sink){.arena = arena};
}

bool check_serves(const struct check *row, enum edition edition)
{
	return (!row->editions || (row->editions & 1u << edition)) && unit_find(edition, row->unit);
}

/* FNV-1a, folded: ids need to be stable and short, not secret. */
static uint32_t hash_subject(const char *subject)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *subject; subject++)
		h = (h ^ (unsigned char)*subject) * UINT64_C(0x100000001b3);
	return (uint32_t)(h ^ h >> 32);
}

/* The running check's finding about the same subject: one thing seen twice is one finding. */
static struct finding *same_finding(struct finding_sink *out, uint32_t hash)
{
	for (size_t i = 0; i < out->count - out->first; i++)
		if (out->hashes[i] == hash)
			return out->findings[out->first + i];
	return NULL;
}

bool finding_full(const struct finding_sink *out)
{
	return out->count - out->first >= FINDINGS_PER_CHECK_MAX;
}

static struct finding *spare(struct finding_sink *out)
{
	memset(&out->spare, 0, sizeof out->spare);
	out->spare.id = out->spare.check = out->spare.title = out->spare.detail = out->spare.remedy = "";
	out->spare.evidence = out->spare_evidence;
	return &out->spare;
}

struct finding *finding_add(struct finding_sink *out, enum verdict verdict, enum severity severity,
			    const struct fact *first, const char *subject)
{
	uint32_t hash = hash_subject(subject);
	struct finding *f = same_finding(out, hash);

	ASSERT(out->row);
	ASSERT(first || verdict == VERDICT_INCONCLUSIVE);
	if (f) {
		if (first)
			finding_evidence(out, f, first);
		if (verdict == VERDICT_FAIL)
			f->verdict = verdict;
		if (severity > f->severity)
			f->severity = severity;
		return f;
	}
	if (finding_full(out)) {
		out->dropped++;
		return spare(out);
	}
	f = arena_alloc(out->arena, sizeof *f);
	if (!f || !arena_grow(out->arena, &out->findings, out->count, &out->room, sizeof *out->findings)) {
		out->failed = true;
		return spare(out);
	}
	f->evidence = arena_array(out->arena, FINDING_EVIDENCE_MAX, sizeof *f->evidence);
	f->id = arena_printf(out->arena, "%s/%s/%08x", out->provision, out->row->name, hash);
	if (!f->evidence || !f->id) {
		out->failed = true;
		return spare(out);
	}
	f->check = out->row->name;
	f->unit = out->row->unit;
	f->verdict = verdict;
	f->severity = severity;
	f->title = f->detail = f->remedy = "";
	out->hashes[out->count - out->first] = hash;
	out->findings[out->count++] = f;
	if (first)
		finding_evidence(out, f, first);
	return f;
}

static const char *print(struct finding_sink *out, const char *fmt, va_list args)
{
	va_list again;
	int len;
	char *ret;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	ret = len < 0 ? NULL : arena_alloc(out->arena, (size_t)len + 1);
	if (!ret) {
		out->failed = true;
		return "";
	}
	vsnprintf(ret, (size_t)len + 1, fmt, args);
	return ret;
}

#define PRINT_INTO(target)                                                                                             \
	do {                                                                                                           \
		va_list args;                                                                                          \
		va_start(args, fmt);                                                                                   \
		(target) = print(out, fmt, args);                                                                      \
		va_end(args);                                                                                          \
	} while (0)

void finding_title(struct finding_sink *out, struct finding *f, const char *fmt, ...)
{
	if (f != &out->spare)
		PRINT_INTO(f->title);
}

void finding_detail(struct finding_sink *out, struct finding *f, const char *fmt, ...)
{
	if (f != &out->spare)
		PRINT_INTO(f->detail);
}

void finding_remedy(struct finding_sink *out, struct finding *f, const char *fmt, ...)
{
	if (f != &out->spare)
		PRINT_INTO(f->remedy);
}

void finding_missing(struct finding_sink *out, const char *fmt, ...)
{
	PRINT_INTO(out->missing);
}

void finding_evidence(struct finding_sink *out, struct finding *f, const struct fact *more)
{
	(void)out;
	for (size_t i = 0; i < f->evidence_count; i++)
		if (f->evidence[i] == more)
			return;
	if (f->evidence_count < FINDING_EVIDENCE_MAX)
		f->evidence[f->evidence_count++] = more;
}

const char *finding_text(struct finding_sink *out, struct bytes value)
{
	const char *ret = text_safe(out->arena, value, FIELD_SHOWN_MAX);

	if (value.len > FIELD_SHOWN_MAX) {
		ret = arena_printf(out->arena, "%s ...", ret);
		out->failed |= !ret;
	}
	return ret ? ret : "";
}

void check_run(const struct check *row, const struct facts *facts, struct finding_sink *out)
{
	enum edition edition;
	const struct unit *unit = NULL;

	for (edition = 0; edition < EDITIONS && !unit; edition++)
		unit = unit_find(edition, row->unit);
	ASSERT(unit);
	out->row = row;
	out->provision = unit->provision;
	out->first = out->count;
	out->dropped = 0;
	out->missing = NULL;
	if (row->run)
		row->run(facts, out);
	out->row = NULL;
}
