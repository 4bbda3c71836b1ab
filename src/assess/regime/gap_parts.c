/* Part of gap.c: what the text and JSON forms share. */
#include "assess/regime/gap_parts.h"

#include "core/base/text.h"
#include "core/json/json_text.h"

void part_wrapped(struct writer *out, const char *words, unsigned indent, unsigned columns)
{
	struct bytes rest = bytes_str(words), word;
	unsigned column = indent;

	while (text_word(&rest, &word)) {
		if (column > indent && column + 1 + word.len > columns) {
			write_fmt(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			write_str(out, " ");
			column++;
		}
		text_print_safe(out, word);
		column += (unsigned)word.len;
	}
	write_str(out, "\n");
}

const char *part_paint(bool colour, const char *code)
{
	return colour ? code : "";
}

const char *part_state_paint(bool colour, enum regime_state state)
{
	return part_paint(colour, state == STATE_NOT_MET   ? "\033[1;31m"
				  : state == STATE_MET     ? "\033[32m"
				  : state == STATE_UNKNOWN ? "\033[33m"
							   : "\033[2m");
}

json_t *part_text(const char *value)
{
	return json_safe(bytes_str(value ? value : ""));
}

void part_put(bool *failed, json_t *row, const char *key, json_t *value)
{
	*failed |= json_object_set_new(row, key, value) != 0;
}

void part_append(bool *failed, json_t *rows, json_t *value)
{
	*failed |= json_array_append_new(rows, value) != 0;
}

/* NULL once anything in it could not be made. */
static json_t *whole(json_t *value, bool failed)
{
	if (!failed)
		return value;
	json_decref(value);
	return NULL;
}

json_t *part_texts(const char *const *values, size_t count)
{
	json_t *ret = json_array();
	bool failed = false;

	for (size_t i = 0; i < count; i++)
		part_append(&failed, ret, part_text(values[i]));
	return whole(ret, failed);
}

/* "support.end = 2031-12-31" of a declared value, the excerpt of anything observed. */
json_t *part_fact(const struct facts *facts, const struct fact *fact)
{
	const struct fact_node *node = fact_node_of(facts, fact);
	json_t *ret = json_object();
	bool failed = false, declared = fact->kind == FACT_DECLARED;
	uint64_t line = 0;

	part_put(&failed, ret, "path", json_safe(node->chain));
	part_put(&failed, ret, "line",
		 declared && fact_number(fact, DECLARED_LINE, &line) ? json_integer((json_int_t)line) : json_null());
	if (declared) {
		struct writer w = writer_of(1 << 20, "value");

		write_bytes(&w, fact_get(fact, DECLARED_TABLE));
		if (fact_get(fact, DECLARED_ID).len) {
			write_str(&w, " ");
			write_bytes(&w, fact_get(fact, DECLARED_ID));
		}
		write_str(&w, ".");
		write_bytes(&w, fact_get(fact, DECLARED_FIELD));
		write_str(&w, " = ");
		write_bytes(&w, fact_get(fact, DECLARED_VALUE));
		failed |= !writer_ok(&w);
		part_put(&failed, ret, "text", json_safe(writer_bytes(&w)));
		writer_free(&w);
	} else {
		part_put(&failed, ret, "text", json_safe(fact->excerpt));
	}
	return whole(ret, failed);
}

json_t *part_decision(const struct scope_decision *d, const struct facts *facts)
{
	json_t *ret, *reasons;
	bool failed = false;

	if (!d)
		return json_null();
	ret = json_object();
	reasons = json_array();
	part_put(&failed, ret, "topic", part_text(d->topic));
	part_put(&failed, ret, "answer", part_text(d->what));
	part_put(&failed, ret, "confidence", part_text(d->confidence));
	for (size_t i = 0; i < d->reason_count; i++) {
		const struct scope_rule *r = d->reasons[i].rule;
		json_t *row = json_object();

		part_put(&failed, row, "rule", part_text(r->id));
		part_put(&failed, row, "source", part_text(r->source));
		part_put(&failed, row, "reason", part_text(r->reason));
		part_put(&failed, row, "rows", part_text(r->rows));
		part_put(&failed, row, "confidence", part_text(r->confidence));
		part_put(&failed, row, "evidence",
			 d->reasons[i].fact ? part_fact(facts, d->reasons[i].fact) : json_null());
		part_append(&failed, reasons, row);
	}
	part_put(&failed, ret, "reasons", reasons);
	part_put(&failed, ret, "missing", part_texts(d->missing, d->missing_count));
	return whole(ret, failed);
}

static int on_text(const char *buffer, size_t size, void *data)
{
	struct writer *out = data;

	write_bytes(out, bytes_of(buffer, size));
	return writer_ok(out) ? 0 : -1;
}

bool part_print(json_t *root, bool failed, struct writer *out, struct error *e)
{
	int rc = root && !failed ? json_dump_callback(root, on_text, out, JSON_INDENT(1)) : -1;

	json_decref(root);
	write_str(out, "\n");
	TRY(writer_done(out, e));
	return rc == 0 || error_memory(e, "JSON form");
}
