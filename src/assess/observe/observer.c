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

bool file_is_text(const struct file_view *f)
{
	struct bytes head = bytes_part(f->data, 0, 4096);
	size_t odd = 0, foreign = 0;

	for (size_t i = 0; i < head.len;) {
		size_t len = text_utf8_len(bytes_part(head, i, 4));
		uint8_t c = head.at[i];

		if (c == 0)
			return false;
		odd += (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b) || c == 0x7f;
		/* a few bytes of an older character set are still text; a page of them is not */
		foreign += len == 0;
		i += len ? len : 1;
	}
	return odd * 50 <= head.len && foreign * 8 <= head.len;
}

bool file_is_documentation(const struct file_view *f)
{
	static const char *const places[] = {
		"/usr/share/doc/*",
		"/usr/share/man/*",
		"/usr/share/info/*",
		"*/examples/*",
		"*/example/*",
		"*/testdata/*",
		"*/test-vectors/*",
		"/usr/share/gtk-doc/*",
		"/usr/doc/*",
		"*/tests/*",
		"*/test/*",
		"*/docs/*",
		"*/doc/*",
		/* what could be installed, not what is */
		"/var/lib/apt/lists/*",
		"/var/lib/opkg/lists/*",
		"/tmp/opkg-lists/*",
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (text_glob(places[i], f->path))
			return true;
	return false;
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
