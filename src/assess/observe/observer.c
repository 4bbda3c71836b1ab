#include "assess/observe/observer.h"

#include "core/base/text.h"

#define OBSERVER(name) extern const struct observer observer_##name;
#include "assess/observe/observers.def"
#undef OBSERVER

const struct observer *const observers[] = {
#define OBSERVER(name) &observer_##name,
#include "assess/observe/observers.def"
#undef OBSERVER
	NULL,
};
const size_t observers_count = ARRAY_LEN(observers) - 1;

bool file_is_elf(const struct file_view *f)
{
	return bytes_starts(f->data, "\x7f"
				     "ELF");
}

bool file_is_script(const struct file_view *f)
{
	return bytes_starts(f->data, "#!");
}

static bool looks_like_text(struct bytes data)
{
	struct bytes head = bytes_part(data, 0, 4096);
	size_t odd = 0, foreign = 0;

	for (size_t i = 0; i < head.len;) {
		uint8_t c = head.at[i];
		size_t len = c < 0x80 ? 1 : text_utf8_len(bytes_part(head, i, 4));

		if (c == 0)
			return false;
		odd += (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b) || c == 0x7f;
		/* a few bytes of an older character set are still text; a page of them is not */
		foreign += len == 0;
		i += len ? len : 1;
	}
	return odd * 50 <= head.len && foreign * 8 <= head.len;
}

static bool lies_among_documentation(struct bytes path)
{
	static const char *const places[] = {
		"*/share/doc/*", "*/share/man/*", "*/share/info/*",   "*/examples/*",
		"*/example/*",   "*/testdata/*",  "*/test-vectors/*", "*/share/gtk-doc/*",
		"/usr/doc/*",    "*/tests/*",     "*/test/*",         "*/docs/*",
		"*/doc/*",       "*/testing/*",   "*.egg-info/*",     "*.dist-info/*",
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (text_glob(places[i], path))
			return true;
	return false;
}

bool file_is_text(const struct file_view *f)
{
	return f->settled ? f->text : looks_like_text(f->data);
}

bool file_is_documentation(const struct file_view *f)
{
	return f->settled ? f->documentation : lies_among_documentation(f->path);
}

void file_view_settle(struct file_view *f)
{
	f->text = looks_like_text(f->data);
	f->documentation = lies_among_documentation(f->path);
	f->settled = true;
}

size_t file_hits_between(const struct file_view *f, uint32_t first, uint32_t last, const struct pattern_hit **ret)
{
	size_t low = 0, high = f->hit_count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->hits[middle].id < first)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < f->hit_count && f->hits[end].id <= last; end++)
		;
	*ret = f->hits ? f->hits + low : NULL;
	return end - low;
}

size_t file_hits(const struct file_view *f, uint32_t id, const struct pattern_hit **ret)
{
	return file_hits_between(f, id, id, ret);
}
