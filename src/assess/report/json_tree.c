#include "assess/report/json_tree.h"

#include "core/base/text.h"

json_t *json_put(json_t *object, const char *key, json_t *value)
{
	if (object && value && json_object_set(object, key, value) == 0) {
		json_decref(value);
		return object;
	}
	json_decref(object);
	json_decref(value);
	return NULL;
}

json_t *json_add(json_t *array, json_t *value)
{
	if (array && value && json_array_append(array, value) == 0) {
		json_decref(value);
		return array;
	}
	json_decref(array);
	json_decref(value);
	return NULL;
}

json_t *json_safe(struct bytes value)
{
	struct writer w = writer_of(1u << 20, "text");
	json_t *ret;

	text_print_safe(&w, value);
	if (w.len == 0)
		ret = writer_ok(&w) ? json_string("") : NULL;
	else
		ret = writer_ok(&w) ? json_stringn((const char *)w.at, w.len) : NULL;
	writer_free(&w);
	return ret;
}

json_t *json_text(const char *value)
{
	return json_string(value ? value : "");
}

static int on_text(const char *buffer, size_t size, void *data)
{
	write_bytes(data, bytes_of(buffer, size));
	return writer_ok(data) ? 0 : -1;
}

bool json_write(json_t *root, const char *what, struct writer *out, struct error *e)
{
	int rc = root ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;

	json_decref(root);
	write_str(out, "\n");
	TRY(writer_done(out, e));
	return rc == 0 || error_memory(e, what);
}
