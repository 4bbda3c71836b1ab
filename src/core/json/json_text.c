#include "core/json/json_text.h"

#include "core/base/text.h"

json_t *json_safe(struct bytes value)
{
	struct writer w = writer_of(SIZE_MAX / 2, "text");
	json_t *ret = NULL;

	text_print_safe(&w, value);
	if (writer_ok(&w))
		ret = json_stringn(w.len ? (const char *)w.at : "", w.len);
	writer_free(&w);
	return ret;
}

json_t *json_safe_text(const char *value)
{
	return json_safe(bytes_str(value ? value : ""));
}
