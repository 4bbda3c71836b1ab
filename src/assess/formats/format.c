#include "assess/formats/format.h"

#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>

#define FORMAT(name) extern const struct format format_##name;
#include "assess/formats/formats.def"
#undef FORMAT

const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "assess/formats/formats.def"
#undef FORMAT
	NULL,
};
const size_t formats_count = ARRAY_LEN(formats) - 1;

const struct format *format_by_name(const char *name)
{
	for (size_t i = 0; i < formats_count; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

void visit_property_fmt(const struct visitor *v, const char *key, uint64_t offset, uint64_t len, const char *fmt, ...)
{
	char value[1024];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(value, sizeof value, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	visit_property(v, key, bytes_of(value, (size_t)n < sizeof value ? (size_t)n : sizeof value - 1), offset, len);
}

struct bytes format_clean_path(struct arena *a, struct bytes name, bool *escaped)
{
	uint8_t *at = name.len < SIZE_MAX - 2 ? arena_alloc(a, name.len + 2) : NULL;
	struct bytes rest = name, part;
	size_t len = 0;

	if (!at)
		return (struct bytes){NULL, 0};
	while (rest.at && text_split(&rest, '/', &part)) {
		if (part.len == 0 || bytes_is(part, "."))
			continue;
		if (bytes_is(part, "..")) {
			if (len == 0)
				*escaped = true;
			while (len && at[--len] != '/')
				;
			continue;
		}
		at[len++] = '/';
		memcpy(at + len, part.at, part.len);
		len += part.len;
	}
	if (len == 0)
		at[len++] = '/';
	at[len] = '\0';
	return bytes_of(at, len);
}
