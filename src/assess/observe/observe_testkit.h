/* What the tests of observers share: run one observer over bytes as a file of a given path, facts as text. Header only.
 */
#ifndef HF_ASSESS_OBSERVE_TESTKIT_H
#define HF_ASSESS_OBSERVE_TESTKIT_H

#include "assess/formats/format_testkit.h"
#include "assess/observe/observer.h"
#include "core/base/text.h"

#include <stdlib.h>

/* One line a fact: "kind @offset+len field=value field=value ..." in the order found; "" where the observer does not
 * want the file. NUL-terminated, to be freed. `hits` may be NULL. */
static inline char *testkit_observe(const struct observer *o, const char *path, uint32_t mode, struct bytes data,
				    const struct pattern_hit *hits, size_t hit_count)
{
	struct node node = {.path = bytes_str(path),
			    .type = NODE_FILE,
			    .mode = mode,
			    .has_owner = true,
			    .size = data.len,
			    .kind = CONTENT_IN_PLACE,
			    .bytes = data};
	struct file_view view = {.node = &node,
				 .data = data,
				 .path = node.path,
				 .base = text_basename(node.path),
				 .hits = hits,
				 .hit_count = hit_count};
	struct writer out = writer_of(1u << 26, "facts");
	struct fact_sink sink;

	sink_init(&sink, 0);
	if (!o->wants || o->wants(&view))
		o->observe(&view, &sink);
	for (size_t i = 0; i < sink.count; i++) {
		const struct fact *f = &sink.facts[i];

		write_fmt(&out, "%s @%llu+%llu", fact_kind_name(f->kind), (unsigned long long)f->offset,
			  (unsigned long long)f->len);
		for (unsigned k = 0; k < fact_kind_fields(f->kind); k++) {
			if (!f->field[k].at)
				continue;
			write_fmt(&out, " %s=", fact_field_name(f->kind, k));
			text_print_safe(&out, f->field[k]);
		}
		write_str(&out, "\n");
	}
	sink_done(&sink);
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

#endif
