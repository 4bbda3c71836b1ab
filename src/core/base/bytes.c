#include "core/base/attributes.h"
#include "core/base/bytes.h"

#include <strings.h>

size_t bytes_find(struct bytes in, struct bytes needle)
{
	const uint8_t *at = in.at;
	size_t left = in.len;

	if (needle.len == 0 || needle.len > in.len)
		return SIZE_MAX;
	while (left >= needle.len) {
		const uint8_t *hit = memchr(at, needle.at[0], left - needle.len + 1);

		if (!hit)
			return SIZE_MAX;
		if (memcmp(hit, needle.at, needle.len) == 0)
			return (size_t)(hit - in.at);
		left -= (size_t)(hit - at) + 1;
		at = hit + 1;
	}
	return SIZE_MAX;
}

size_t bytes_find_str(struct bytes in, const char *needle)
{
	return bytes_find(in, bytes_str(needle));
}

size_t bytes_find_nocase(struct bytes in, const char *needle)
{
	size_t len = strlen(needle);

	if (len == 0)
		return SIZE_MAX;
	for (size_t i = 0; i + len <= in.len; i++)
		if (strncasecmp((const char *)in.at + i, needle, len) == 0)
			return i;
	return SIZE_MAX;
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;

	if (order)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}
