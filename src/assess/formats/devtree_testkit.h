/* Makes small device trees for tests. Tests only; include behind <cmocka.h>. */
#ifndef HF_ASSESS_DEVTREE_TESTKIT_H
#define HF_ASSESS_DEVTREE_TESTKIT_H

#include "core/base/writer.h"

#include <stdlib.h>

struct tree_maker {
	struct writer tree, strings;
};

static inline struct tree_maker tree_begin(void)
{
	return (struct tree_maker){writer_of(1 << 20, "tree"), writer_of(1 << 16, "strings")};
}
static inline void tree_align(struct writer *w)
{
	while (w->len % 4)
		write_u8(w, 0);
}
static inline void tree_node(struct tree_maker *m, const char *name)
{
	write_u32be(&m->tree, 1);
	write_bytes(&m->tree, bytes_of(name, strlen(name) + 1));
	tree_align(&m->tree);
}
static inline void tree_end(struct tree_maker *m)
{
	write_u32be(&m->tree, 2);
}
static inline void tree_bytes(struct tree_maker *m, const char *name, struct bytes value)
{
	write_u32be(&m->tree, 3);
	write_u32be(&m->tree, (uint32_t)value.len);
	write_u32be(&m->tree, (uint32_t)m->strings.len);
	write_bytes(&m->tree, value);
	tree_align(&m->tree);
	write_bytes(&m->strings, bytes_of(name, strlen(name) + 1));
}
static inline void tree_text(struct tree_maker *m, const char *name, const char *value)
{
	tree_bytes(m, name, bytes_of(value, strlen(value) + 1));
}
static inline void tree_cell(struct tree_maker *m, const char *name, uint32_t value)
{
	uint8_t cell[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};

	tree_bytes(m, name, bytes_of(cell, 4));
}
/* The blob with `tail` behind it; to be freed. */
static inline struct bytes tree_done(struct tree_maker *m, struct bytes tail)
{
	struct writer w = writer_of(2 << 20, "blob");
	uint32_t tree_at = 56, strings_at;

	write_u32be(&m->tree, 9);
	strings_at = tree_at + (uint32_t)m->tree.len;
	write_u32be(&w, 0xd00dfeed);
	write_u32be(&w, strings_at + (uint32_t)m->strings.len);
	write_u32be(&w, tree_at);
	write_u32be(&w, strings_at);
	write_u32be(&w, 40);
	write_u32be(&w, 17);
	write_u32be(&w, 16);
	write_u32be(&w, 0);
	write_u32be(&w, (uint32_t)m->strings.len);
	write_u32be(&w, (uint32_t)m->tree.len);
	write_fill(&w, 0, 16);
	write_bytes(&w, writer_bytes(&m->tree));
	write_bytes(&w, writer_bytes(&m->strings));
	if (tail.len) {
		tree_align(&w);
		write_bytes(&w, tail);
	}
	writer_free(&m->tree);
	writer_free(&m->strings);
	return writer_take(&w);
}

#endif
