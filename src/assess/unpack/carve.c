/* Part of engine.c. Raw bytes: finds the containers in them at any offset, and says what lies in the gaps between. */
#include "assess/unpack/lane.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CANDIDATES_MAX = 1 << 20 };
#define HIGH_ENTROPY 7.9 /* bits a byte: compressed or encrypted */

struct candidate {
	uint64_t start;
	uint16_t format;
};
struct candidates {
	struct candidate *at;
	size_t count, room;
	struct bytes region;
	uint64_t base; /* where the piece that is scanned begins in the region */
};

static bool on_magic(void *ctx, uint64_t at, uint32_t format, uint32_t magic)
{
	struct candidates *c = ctx;
	const struct format *f = formats[format];
	uint64_t offset = c->base + at, start;

	if (f->locate)
		start = f->locate(c->region, offset);
	else
		start = offset >= f->magics[magic].at ? offset - f->magics[magic].at : OFFSET_UNKNOWN;
	if (start >= c->region.len)
		return true;
	if (c->count == c->room) {
		size_t want = c->room ? c->room * 2 : 256;
		struct candidate *fresh = want <= CANDIDATES_MAX ? realloc(c->at, want * sizeof *fresh) : NULL;

		if (!fresh)
			return false;
		c->at = fresh;
		c->room = want;
	}
	c->at[c->count++] = (struct candidate){start, (uint16_t)format};
	return true;
}

static int compare_candidates(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->format < b->format ? -1 : a->format > b->format;
}

/* The surest format among the candidates that begin at one offset; moves *i behind them. */
static const struct format *best_at(const struct candidates *c, size_t *i, uint64_t start, struct claim *ret)
{
	const struct format *best = NULL;

	for (; *i < c->count && c->at[*i].start == start; (*i)++) {
		const struct format *f = formats[c->at[*i].format];
		struct claim claim = {0};

		if (*i && c->at[*i - 1].start == start && c->at[*i - 1].format == c->at[*i].format)
			continue;
		if (!f->probe(bytes_part(c->region, start, UINT64_MAX), &claim) || claim.len == 0 ||
		    claim.len > c->region.len - start || claim.sure < SURE_TO_CARVE)
			continue;
		if (best && claim.sure <= ret->sure)
			continue;
		best = f;
		*ret = claim;
	}
	return best;
}

static double entropy_of(struct bytes data)
{
	uint32_t counts[256] = {0};
	double sum = 0;
	size_t len = data.len < (1u << 20) ? data.len : 1u << 20;

	for (size_t i = 0; i < len; i++)
		counts[data.at[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (counts[i])
			sum -= counts[i] * log2((double)counts[i] / (double)len);
	return len ? sum / (double)len : 0;
}

static bool is_padding(struct bytes data)
{
	for (size_t i = 1; i < data.len; i++)
		if (data.at[i] != data.at[0])
			return false;
	return data.len == 0 || data.at[0] == 0xff || data.at[0] == 0x00;
}

/* What is left of a gap without padding at both ends; *skipped: how much was cut off in front. */
static struct bytes trim_padding(struct bytes gap, uint64_t *skipped)
{
	size_t from = 0, to = gap.len;

	while (from < to && (gap.at[from] == 0xff || gap.at[from] == 0))
		from++;
	while (to > from && (gap.at[to - 1] == 0xff || gap.at[to - 1] == 0))
		to--;
	*skipped = from;
	return bytes_of(gap.at + from, to - from);
}

static void region_fact(struct lane *lane, const char *chain, const struct node *node, struct bytes data)
{
	double entropy = entropy_of(data);
	const char *class = entropy > HIGH_ENTROPY && data.len >= 4096     ? "high-entropy"
			    : text_is_printable(bytes_part(data, 0, 4096)) ? "text"
			    : entropy < 6.6 && data.len >= 4096            ? "code"
									   : "data";
	char *whole = chain_member(chain, node->path);
	struct fact_node where = {.chain = bytes_str(whole ? whole : chain),
				  .root = bytes_str(chain),
				  .path = node->path,
				  .size = data.len};
	struct fact_sink sink;
	struct fact_draft d;

	sink_init(&sink, 0);
	d = fact_begin(&sink, FACT_REGION, 0, data.len);
	fact_put_str(&d, REGION_CLASS, class);
	fact_put_fmt(&d, REGION_ENTROPY, "%.2f", entropy);
	fact_excerpt(&d, bytes_part(data, 0, 32));
	fact_end(&d);
	lane_emit(lane, &where, sink.facts, sink.count);
	sink_done(&sink);
	free(whole);
}

/* The compressed stream that held these bytes, or NULL. */
static const struct holder *stream_of(const struct holder *holder)
{
	const struct holder *h = holder->format || !holder->parent ? holder : holder->parent;

	return h->format && h->format->flags & FORMAT_STREAM ? h : NULL;
}

/* What a compressed file holds goes by that file's name without the ending, so that a compressed manual page is still a
 * manual page. */
static struct bytes name_of_stream(const struct holder *stream)
{
	static const char *const endings[] = {".gz", ".xz", ".bz2", ".zst", ".lzma", ".lz4", ".lzo", ".Z"};
	struct bytes name = bytes_str(stream->within);

	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (bytes_ends(name, endings[i]))
			return bytes_part(name, 0, name.len - strlen(endings[i]));
	return name;
}

/* Bytes between containers: padding is explained; the rest goes to the observers as a nameless part. */
static void unpack_gap(struct lane *lane, struct holder *holder, const char *chain, struct bytes region, uint64_t from,
		       uint64_t to, size_t depth)
{
	uint64_t skipped;
	struct bytes gap = bytes_part(region, from, to - from), data;
	const struct holder *stream = stream_of(holder);
	struct node node = {.type = NODE_PART, .kind = CONTENT_IN_PLACE, .offset = from};
	char name[48];

	if (gap.len == 0)
		return;
	if (is_padding(gap)) {
		engine_explained(lane->engine, gap, true);
		return;
	}
	data = trim_padding(gap, &skipped);
	engine_explained(lane->engine, bytes_of(gap.at, (size_t)skipped), true);
	engine_explained(lane->engine, data, false);
	engine_explained(lane->engine, bytes_of(data.at + data.len, gap.len - (size_t)skipped - data.len), true);
	snprintf(name, sizeof name, "0x%" PRIx64 ":data", from + skipped);
	node.path = bytes_str(name);
	node.size = data.len;
	node.bytes = data;
	/* what a compressed file held, or plain text, needs no explanation: the observers read it */
	if (stream && stream->within && data.len == region.len)
		node.path = name_of_stream(stream);
	if (text_is_printable(data) || (stream && data.len == region.len && entropy_of(data) < HIGH_ENTROPY))
		engine_explained(lane->engine, data, true);
	else
		region_fact(lane, chain, &node, data);
	atomic_fetch_add(&lane->engine->nodes, 1);
	analyse_node(lane, holder, &node, data, depth);
}

static bool region_open(struct lane *lane, struct holder *holder, const char *chain, struct bytes region,
			uint64_t start, const struct format *format, const struct claim *claim, size_t depth,
			uint64_t *cursor)
{
	uint64_t used;

	unpack_gap(lane, holder, chain, region, *cursor, start, depth);
	/* before it is walked: parts found inside take what they cannot explain out again */
	engine_explained(lane->engine, bytes_part(region, start, claim->len), true);
	unpack_container(lane, holder, chain, bytes_of(NULL, 0), bytes_part(region, start, UINT64_MAX), start, format,
			 claim, depth, false, &used);
	*cursor = start + used;
	if (used < claim->len)
		engine_explained(lane->engine, bytes_part(region, *cursor, claim->len - used), false);
	return !engine_failed(lane->engine);
}

/* Piece by piece, so that the pages of a large image need not be in memory all at once. */
static void find_candidates(struct lane *lane, struct candidates *c, uint64_t from)
{
	const uint64_t piece = UINT64_C(16) << 20, overlap = 16;

	for (c->base = from; c->base < c->region.len; c->base += piece) {
		struct bytes part = bytes_part(c->region, c->base, piece + overlap);

		if (!magic_scan(lane->engine->magics, part, on_magic, c))
			break; /* more candidates than any image has: what was found is tried */
		engine_touched(lane->engine, part.len);
	}
	if (c->count)
		qsort(c->at, c->count, sizeof *c->at, compare_candidates);
}

void unpack_region(struct lane *lane, struct holder *holder, const char *chain, struct bytes region, size_t depth)
{
	struct candidates c = {.region = region};
	const struct format *format;
	struct claim claim = {0};
	uint64_t cursor = 0;
	bool going = true;

	lane_enter(lane, chain);
	format = unpack_probe_start(region, 0, &claim);
	if (format)
		going = region_open(lane, holder, chain, region, 0, format, &claim, depth, &cursor);
	if (going)
		find_candidates(lane, &c, cursor);
	for (size_t i = 0; going && i < c.count;) {
		uint64_t start = c.at[i].start;

		if (start < cursor) {
			i++;
			continue;
		}
		format = best_at(&c, &i, start, &claim);
		/* what the probes may have read */
		engine_touched(lane->engine, 1 << 18);
		if (format)
			going = region_open(lane, holder, chain, region, start, format, &claim, depth, &cursor);
	}
	if (cursor < region.len && going)
		unpack_gap(lane, holder, chain, region, cursor, region.len, depth);
	free(c.at);
}

void unpack_carve(struct lane *lane, struct holder *holder, const char *chain, struct bytes path, struct bytes data,
		  size_t depth)
{
	struct candidates c = {.region = data};
	struct claim claim = {0};
	uint64_t cursor = 0, used;

	find_candidates(lane, &c, 0);
	for (size_t i = 0; i < c.count && !engine_failed(lane->engine);) {
		uint64_t start = c.at[i].start;
		const struct format *format;

		if (start < cursor) {
			i++;
			continue;
		}
		format = best_at(&c, &i, start, &claim);
		if (!format)
			continue;
		unpack_container(lane, holder, chain, path, bytes_part(data, start, UINT64_MAX), start, format, &claim,
				 depth, true, &used);
		cursor = start + used;
	}
	free(c.at);
}
