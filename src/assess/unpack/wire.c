#include "assess/unpack/wire.h"

#include "core/base/reader.h"

static void put(struct writer *w, struct bytes in)
{
	write_u32le(w, (uint32_t)in.len);
	write_bytes(w, in);
}

/* Room for the header, filled in by end_record(). */
static size_t begin_record(struct writer *w, enum wire_type type)
{
	size_t at = w->len;

	write_u32le(w, 0);
	write_u8(w, (uint8_t)type);
	return at;
}

static void end_record(struct writer *w, size_t at)
{
	uint64_t len;

	if (!writer_ok(w))
		return;
	len = w->len - at - 4;
	if (len > WIRE_RECORD_MAX) {
		w->failed = ERROR_LIMIT;
		return;
	}
	for (size_t i = 0; i < 4; i++)
		w->at[at + i] = (uint8_t)(len >> (8 * i));
}

static void write_fact(struct writer *w, const struct fact *fact)
{
	uint32_t present = 0;

	for (unsigned i = 0; i < FACT_FIELDS_MAX; i++)
		if (fact->field[i].at)
			present |= UINT32_C(1) << i;
	write_u8(w, (uint8_t)fact->kind);
	write_u64le(w, fact->offset);
	write_u64le(w, fact->len);
	put(w, fact->excerpt);
	write_u32le(w, present);
	for (unsigned i = 0; i < FACT_FIELDS_MAX; i++)
		if (fact->field[i].at)
			put(w, fact->field[i]);
}

void wire_node(struct writer *w, const struct fact_node *node, const struct fact *facts, size_t count)
{
	size_t at = begin_record(w, WIRE_NODE);

	put(w, node->chain);
	put(w, node->root);
	put(w, node->path);
	write_u64le(w, node->size);
	write_u8(w, node->has_sha256);
	write_bytes(w, bytes_of(node->sha256, sizeof node->sha256));
	write_u32le(w, (uint32_t)count);
	for (size_t i = 0; i < count; i++)
		write_fact(w, &facts[i]);
	end_record(w, at);
}

void wire_done(struct writer *w, const struct wire_totals *totals)
{
	size_t at = begin_record(w, WIRE_DONE);

	write_u64le(w, totals->bytes);
	write_u64le(w, totals->explained);
	write_u64le(w, totals->files);
	write_u64le(w, totals->containers);
	end_record(w, at);
}

static struct bytes get(struct reader *r, const char *name)
{
	return read_bytes(r, read_u32le(r, name), name);
}

static bool read_fact(struct reader *r, uint32_t node, struct fact *ret, struct error *e)
{
	struct fact fact = {.node = node};
	unsigned kind = read_u8(r, "kind");
	uint32_t present;

	fact.offset = read_u64le(r, "offset");
	fact.len = read_u64le(r, "length");
	fact.excerpt = get(r, "excerpt");
	present = read_u32le(r, "fields");
	if (!reader_ok(r))
		return reader_done(r, e);
	if (kind >= FACT_KINDS || present >> fact_kind_fields((enum fact_kind)kind))
		return error_set(e, ERROR_INPUT, "worker record: no such kind or field");
	fact.kind = (enum fact_kind)kind;
	for (unsigned i = 0; i < FACT_FIELDS_MAX; i++)
		if (present >> i & 1)
			fact.field[i] = get(r, "field");
	TRY(reader_done(r, e));
	*ret = fact;
	return true;
}

bool wire_read_node(struct bytes payload, struct facts *facts, struct error *e)
{
	struct reader r = reader_of(payload, "worker record");
	struct fact_node node = {0};
	struct bytes sum;
	uint32_t count, index;

	node.chain = get(&r, "chain");
	node.root = get(&r, "root");
	node.path = get(&r, "path");
	node.size = read_u64le(&r, "size");
	node.has_sha256 = read_u8(&r, "has hash") != 0;
	sum = read_bytes(&r, sizeof node.sha256, "hash");
	count = read_u32le(&r, "count");
	TRY(reader_done(&r, e));
	memcpy(node.sha256, sum.at, sizeof node.sha256);
	TRY(facts_node(facts, &node, &index, e));
	for (uint32_t i = 0; i < count; i++) {
		struct fact fact;

		TRY(read_fact(&r, index, &fact, e));
		TRY(facts_add(facts, &fact, e));
	}
	if (reader_left(&r))
		return error_set(e, ERROR_INPUT, "worker record: bytes left over");
	return true;
}

bool wire_read_done(struct bytes payload, struct wire_totals *ret, struct error *e)
{
	struct reader r = reader_of(payload, "worker record");
	struct wire_totals totals = {0};

	totals.bytes = read_u64le(&r, "bytes");
	totals.explained = read_u64le(&r, "explained");
	totals.files = read_u64le(&r, "files");
	totals.containers = read_u64le(&r, "containers");
	TRY(reader_done(&r, e));
	*ret = totals;
	return true;
}
