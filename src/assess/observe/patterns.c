#include "assess/observe/patterns.h"

#include "assess/observe/patterns_table.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <hs/hs_common.h>
#include <hs/hs_runtime.h>
#include <stdlib.h>

/* Larger data is matched in windows that overlap: no pattern is anywhere near as long as the overlap. */
#define WINDOW_MAX (32u << 20)
#define WINDOW_OVERLAP (64u << 10)
/* Callbacks allowed for one run: hostile bytes that match something everywhere end here, not in minutes. */
#define CALLS_FREE (4u << 20)

struct patterns {
	hs_database_t *db;
};

struct pattern_scan {
	void (*seen)(void *ctx, uint64_t bytes); /* NULL: nobody wants to know */
	void *seen_ctx;
	const struct patterns *patterns;
	hs_scratch_t *scratch;
	struct pattern_hit *found, *sorted;
	size_t count, room, sorted_room;
	uint32_t *counts; /* hits kept, per id */
	bool *capped;
	uint64_t base; /* of the window */
	uint64_t calls, calls_max;
	bool memory;
};

struct patterns *patterns_new(struct error *e)
{
	struct patterns *p = calloc(1, sizeof *p);
	hs_error_t code;

	if (!p) {
		error_memory(e, "patterns");
		return NULL;
	}
	code = hs_deserialize_database((const char *)pattern_database,
				       (size_t)(pattern_database_end - pattern_database), &p->db);
	if (code != HS_SUCCESS) {
		error_set(e, ERROR_ENVIRONMENT, "the pattern database cannot be used: vectorscan error %d", code);
		free(p);
		return NULL;
	}
	return p;
}

void patterns_free(struct patterns *p)
{
	if (!p)
		return;
	hs_free_database(p->db);
	free(p);
}

struct pattern_scan *pattern_scan_new(const struct patterns *p, struct error *e)
{
	struct pattern_scan *s = calloc(1, sizeof *s);

	if (s) {
		s->patterns = p;
		s->counts = calloc(PATTERNS, sizeof *s->counts);
		s->capped = calloc(PATTERNS, sizeof *s->capped);
	}
	if (!s || !s->counts || !s->capped || hs_alloc_scratch(p->db, &s->scratch) != HS_SUCCESS) {
		pattern_scan_free(s);
		error_memory(e, "pattern scan");
		return NULL;
	}
	return s;
}

void pattern_scan_free(struct pattern_scan *s)
{
	if (!s)
		return;
	hs_free_scratch(s->scratch);
	free(s->found);
	free(s->sorted);
	free(s->counts);
	free(s->capped);
	free(s);
}

static bool scan_grow(struct pattern_scan *s)
{
	size_t room = s->room ? s->room * 2 : 1024;
	struct pattern_hit *found = realloc(s->found, room * sizeof *found);

	if (!found) {
		s->memory = true;
		return false;
	}
	s->found = found;
	s->room = room;
	return true;
}

static int scan_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *ctx)
{
	struct pattern_scan *s = ctx;

	(void)from;
	(void)flags;
	if (++s->calls > s->calls_max)
		return 1;
	if (s->counts[id] >= PATTERN_HITS_MAX) {
		s->capped[id] = true;
		return 0;
	}
	if (s->count == s->room && !scan_grow(s))
		return 1;
	s->counts[id]++;
	s->found[s->count++] = (struct pattern_hit){id, s->base + to};
	return 0;
}

/* Puts one id's hits in order of `to`. They nearly always are: then this is one comparison each. At most
 * PATTERN_HITS_MAX of them, plus what an overlap saw twice, so that insertion stays bounded. */
static size_t sort_one(struct pattern_hit *hits, size_t count)
{
	size_t kept = 0;

	for (size_t i = 1; i < count; i++) {
		struct pattern_hit h = hits[i];
		size_t at = i;

		for (; at > 0 && hits[at - 1].to > h.to; at--)
			hits[at] = hits[at - 1];
		hits[at] = h;
	}
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || hits[kept - 1].to != hits[i].to)
			hits[kept++] = hits[i];
	return kept;
}

/* By id (counting), then by `to`; not qsort(), which asks the kernel for the size of the memory. */
static bool scan_sort(struct pattern_scan *s)
{
	size_t at = 0, kept = 0;

	if (s->sorted_room < s->count) {
		struct pattern_hit *sorted = realloc(s->sorted, s->room * sizeof *sorted);

		if (!sorted)
			return false;
		s->sorted = sorted;
		s->sorted_room = s->room;
	}
	for (uint32_t id = 0; id < PATTERNS; id++) {
		uint32_t count = s->counts[id];

		s->counts[id] = (uint32_t)at;
		at += count;
	}
	for (size_t i = 0; i < s->count; i++)
		s->sorted[s->counts[s->found[i].id]++] = s->found[i];
	for (size_t i = 0, end; i < s->count; i = end) {
		size_t count;

		end = s->counts[s->sorted[i].id];
		count = sort_one(s->sorted + i, end - i);
		memmove(s->sorted + kept, s->sorted + i, count * sizeof *s->sorted);
		kept += count;
	}
	s->count = kept;
	return true;
}

void pattern_scan_tell(struct pattern_scan *s, void (*seen)(void *ctx, uint64_t bytes), void *ctx)
{
	s->seen = seen;
	s->seen_ctx = ctx;
}

bool pattern_scan_run(struct pattern_scan *s, struct bytes data, const struct pattern_hit **ret_hits, size_t *ret_count,
		      struct error *e)
{
	hs_error_t code = HS_SUCCESS;

	s->count = 0;
	s->calls = 0;
	s->calls_max = CALLS_FREE + data.len / 8;
	s->memory = false;
	memset(s->counts, 0, PATTERNS * sizeof *s->counts);
	memset(s->capped, 0, PATTERNS * sizeof *s->capped);
	for (uint64_t at = 0; at < data.len && code == HS_SUCCESS;) {
		struct bytes window = bytes_part(data, at, WINDOW_MAX);

		s->base = at;
		code = hs_scan(s->patterns->db, (const char *)window.at, (unsigned)window.len, 0, s->scratch, scan_hit,
			       s);
		if (s->seen && window.len == WINDOW_MAX)
			s->seen(s->seen_ctx, window.len);
		if (window.len < WINDOW_MAX)
			break;
		at += WINDOW_MAX - WINDOW_OVERLAP;
	}
	if (!scan_sort(s)) {
		s->count = 0;
		s->memory = true;
	}
	*ret_hits = s->sorted;
	*ret_count = s->count;
	if (s->memory)
		return error_memory(e, "pattern hits");
	if (code == HS_SCAN_TERMINATED)
		return error_set(e, ERROR_LIMIT, "more than %llu pattern matches in one file",
				 (unsigned long long)s->calls_max);
	if (code != HS_SUCCESS)
		return error_set(e, ERROR_ENVIRONMENT, "vectorscan error %d", code);
	return true;
}

bool pattern_scan_capped(const struct pattern_scan *s, uint32_t id)
{
	return id < PATTERNS && s->capped[id];
}

const char *pattern_name(uint32_t id)
{
	return id < PATTERNS ? pattern_rows[id].name : NULL;
}

const char *pattern_expression(uint32_t id)
{
	return id < PATTERNS ? pattern_rows[id].expression : NULL;
}

struct bytes pattern_column(uint32_t id, unsigned column)
{
	const char *at, *end;

	if (id >= PATTERNS)
		return (struct bytes){NULL, 0};
	at = pattern_rows[id].columns;
	for (; column; column--) {
		at = strchr(at, '\t');
		if (!at)
			return (struct bytes){NULL, 0};
		at++;
	}
	end = strchr(at, '\t');
	return bytes_of(at, end ? (size_t)(end - at) : strlen(at));
}

static uint32_t confirm_options(const char *flags)
{
	return (strchr(flags, 'i') ? PCRE2_CASELESS : 0) | (strchr(flags, 's') ? PCRE2_DOTALL : 0) |
	       (strchr(flags, 'm') ? PCRE2_MULTILINE : 0);
}

bool pattern_confirm(struct bytes data, const struct pattern_hit *hit, size_t before, size_t behind,
		     struct bytes *captures, size_t count)
{
	uint64_t from = hit->to > before ? hit->to - before : 0;
	struct bytes window;
	pcre2_code *code = NULL;
	pcre2_match_data *match = NULL;
	pcre2_match_context *context = NULL;
	bool found = false;
	PCRE2_SIZE error_at, at = 0;
	int error_code, got;

	if (hit->id >= PATTERNS || hit->to > data.len)
		return false;
	window = bytes_part(data, from, hit->to - from + behind);
	code = pcre2_compile((PCRE2_SPTR)pattern_rows[hit->id].expression, PCRE2_ZERO_TERMINATED,
			     confirm_options(pattern_rows[hit->id].flags), &error_code, &error_at, NULL);
	match = code ? pcre2_match_data_create_from_pattern(code, NULL) : NULL;
	context = match ? pcre2_match_context_create(NULL) : NULL;
	if (context) {
		pcre2_set_match_limit(context, 100000);
		pcre2_set_depth_limit(context, 1000);
		pcre2_set_heap_limit(context, 1024);
	}
	for (unsigned tries = 0; context && !found && at <= window.len && tries < 64; tries++) {
		const PCRE2_SIZE *ends;

		got = pcre2_match(code, window.at, window.len, at, PCRE2_NO_JIT, match, context);
		if (got <= 0)
			break;
		ends = pcre2_get_ovector_pointer(match);
		/* leftmost and greedy: it may reach further than the hit, which is one of several ends */
		found = from + ends[0] < hit->to && from + ends[1] >= hit->to;
		at = ends[1] > at ? ends[1] : at + 1;
		for (size_t i = 0; found && i < count; i++)
			captures[i] = i < (size_t)got && ends[2 * i] != PCRE2_UNSET && ends[2 * i] <= ends[2 * i + 1]
					      ? bytes_part(window, ends[2 * i], ends[2 * i + 1] - ends[2 * i])
					      : (struct bytes){window.at, 0};
	}
	pcre2_match_context_free(context);
	pcre2_match_data_free(match);
	pcre2_code_free(code);
	return found;
}
