#include "assess/observe/strings.h"

static bool printable(uint8_t c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t';
}

struct bytes strings_run(struct bytes data, uint64_t offset, size_t max)
{
	size_t from, to;

	if (offset >= data.len || !printable(data.at[offset]))
		return bytes_part(data, offset, 0);
	for (from = (size_t)offset; from > 0 && offset - from < max && printable(data.at[from - 1]); from--)
		;
	for (to = (size_t)offset + 1; to < data.len && to - offset < max && printable(data.at[to]); to++)
		;
	return bytes_part(data, from, to - from);
}

struct bytes strings_before(struct bytes data, struct bytes run, size_t least, size_t distance, size_t max)
{
	size_t end = (size_t)(run.at - data.at);

	for (size_t gap = 0; end > 0 && gap <= distance;) {
		size_t from = end;

		while (from > 0 && end - from < max && printable(data.at[from - 1]))
			from--;
		if (end - from >= least)
			return bytes_part(data, from, end - from);
		gap += end - from + 1;
		end = from ? from - 1 : 0;
	}
	return bytes_part(data, 0, 0);
}

struct bytes strings_behind(struct bytes data, struct bytes run, size_t least, size_t distance, size_t max)
{
	size_t from = (size_t)(run.at - data.at) + run.len;

	for (size_t gap = 0; from < data.len && gap <= distance;) {
		size_t to = from;

		while (to < data.len && to - from < max && printable(data.at[to]))
			to++;
		if (to - from >= least)
			return bytes_part(data, from, to - from);
		gap += to - from + 1;
		from = to + 1;
	}
	return bytes_part(data, data.len, 0);
}
