/* Intel HEX and Motorola S-records: program memory as lines of hexadecimal digits, each with its own checksum. All
 * lines are checked; runs of consecutive addresses become parts. */
#include "assess/formats/parts.h"

#include "core/base/text.h"

#define RUNS_MAX 4096

struct record {
	enum { RECORD_DATA, RECORD_BASE, RECORD_OTHER, RECORD_END } kind;
	uint32_t address; /* RECORD_BASE: what is added from now on */
	uint8_t data[256];
	size_t len;
};

static bool unhex_line(struct bytes digits, uint8_t *ret, size_t room, size_t *len)
{
	if (digits.len % 2 || digits.len / 2 > room || digits.len < 8)
		return false;
	*len = digits.len / 2;
	return text_unhex(digits, ret, *len);
}

/* ":LLAAAATT data CC" */
static bool intel_record(struct bytes line, struct record *ret)
{
	uint8_t raw[300], sum = 0;
	size_t len;

	if (!unhex_line(bytes_part(line, 1, line.len), raw, sizeof raw, &len) || len < 5 || raw[0] + 5u != len ||
	    raw[3] > 5)
		return false;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + raw[i]);
	if (sum)
		return false;
	ret->address = (uint32_t)(raw[1] << 8 | raw[2]);
	ret->len = raw[0];
	memcpy(ret->data, raw + 4, ret->len);
	ret->kind = raw[3] == 0 ? RECORD_DATA : raw[3] == 1 ? RECORD_END : RECORD_OTHER;
	if ((raw[3] == 2 || raw[3] == 4) && raw[0] == 2) {
		ret->kind = RECORD_BASE;
		ret->address = (uint32_t)(raw[4] << 8 | raw[5]) << (raw[3] == 2 ? 4 : 16);
	}
	return true;
}

/* "S1 LL AAAA data CC"; S2 and S3 have longer addresses. */
static bool motorola_record(struct bytes line, struct record *ret)
{
	uint8_t raw[300], sum = 0;
	size_t len, width;
	char type = line.len > 1 ? (char)line.at[1] : 0;

	if (type < '0' || type > '9' || type == '4' ||
	    !unhex_line(bytes_part(line, 2, line.len), raw, sizeof raw, &len) || raw[0] + 1u != len)
		return false;
	for (size_t i = 0; i < len; i++)
		sum = (uint8_t)(sum + raw[i]);
	width = type == '3' || type == '7' ? 4 : type == '2' || type == '8' || type == '6' ? 3 : 2;
	if (sum != 0xff || len < width + 2)
		return false;
	ret->address = 0;
	for (size_t i = 0; i < width; i++)
		ret->address = ret->address << 8 | raw[1 + i];
	ret->len = len - width - 2;
	memcpy(ret->data, raw + 1 + width, ret->len);
	ret->kind = type >= '1' && type <= '3' ? RECORD_DATA : type >= '7' ? RECORD_END : RECORD_OTHER;
	return true;
}

static bool next_record(struct reader *r, struct record *ret)
{
	struct bytes line;

	if (reader_left(r) == 0)
		return false;
	line = read_line(r, "line");
	if (line.len < 8 || line.len > 600)
		return false;
	return line.at[0] == ':' ? intel_record(line, ret) : line.at[0] == 'S' && motorola_record(line, ret);
}

/* Three sound lines in a row: each has a checksum of eight bits, a length that fits, and hexadecimal digits only. */
static bool hexfile_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "hex file");
	struct record record;
	uint64_t end = 0;
	size_t lines = 0;

	if (in.len < 16 || (in.at[0] != ':' && in.at[0] != 'S'))
		return false;
	while (next_record(&r, &record)) {
		end = r.at;
		lines++;
		if (record.kind == RECORD_END)
			break;
	}
	if (lines < 3)
		return false;
	*ret = (struct claim){.len = end, .sure = 90, .truncated = record.kind != RECORD_END};
	return true;
}

static bool flush(struct writer *run, uint32_t start, const struct visitor *v, struct error *e)
{
	char name[32] = "memory_";
	uint8_t be[4] = {(uint8_t)(start >> 24), (uint8_t)(start >> 16), (uint8_t)(start >> 8), (uint8_t)start};
	bool ok = true;

	text_hex(bytes_of(be, 4), name + 7);
	if (!writer_ok(run))
		visit_unread(v, bytes_str(name), 0, "longer than the budget, or memory is out");
	if (run->len)
		ok = part_bytes(v, name, writer_bytes(run), e);
	writer_reset(run);
	return ok;
}

static bool hexfile_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct reader r = reader_of(p->in, "hex file");
	struct writer run = writer_of((size_t)p->limits.node_bytes, "program memory");
	struct record record = {0};
	uint32_t base = 0, start = 0;
	size_t runs = 0;
	bool ok = true, ended = false;

	visit_property(v, "type", bytes_str(p->in.len && p->in.at[0] == ':' ? "Intel HEX" : "Motorola S-record"), 0, 1);
	while (ok && !ended && runs < RUNS_MAX && next_record(&r, &record)) {
		ended = record.kind == RECORD_END;
		if (record.kind == RECORD_BASE)
			base = record.address;
		if (record.kind != RECORD_DATA || record.len == 0)
			continue;
		if (run.len && start + (uint32_t)run.len != base + record.address) {
			ok = flush(&run, start, v, e);
			runs++;
		}
		if (run.len == 0)
			start = base + record.address;
		write_bytes(&run, bytes_of(record.data, record.len));
	}
	if (ok)
		ok = flush(&run, start, v, e);
	writer_free(&run);
	if (ok && runs == RUNS_MAX)
		visit_unread(v, bytes_str(""), r.at, "too many separate runs of memory");
	if (ok)
		visit_property(v, "checksum", bytes_str(ended ? "line sums: ok" : "line sums: ok, but no end record"),
			       0, p->in.len);
	return ok;
}

static const struct magic hexfile_magics[] = {{":02000004", 9, 0}, {":02000002", 9, 0}, {":100000000", 10, 0}};

const struct format format_hexfile = {
	.name = "hexfile",
	.title = "Program memory in hexadecimal (Intel HEX, S-record)",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = hexfile_magics,
	.magic_count = ARRAY_LEN(hexfile_magics),
	.probe = hexfile_probe,
	.open = parts_open,
	.walk = hexfile_walk,
};
