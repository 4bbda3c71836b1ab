/* YAML as a tree of texts, lists and mappings, each with its place in the file. libfyaml finds the tokens; anchors,
 * aliases and merge keys are resolved here, by pointer: an alias costs nothing, and whoever walks the tree counts what
 * it visits. Plain data only: no tags, one document, keys that are text. Everything lives in the arena. */
#ifndef HF_CORE_PRODUCT_TREE_H
#define HF_CORE_PRODUCT_TREE_H

#include "core/product/problems.h"

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	bool plain;        /* a text without quotes */
	struct bytes text; /* NUL-terminated; no control characters but newline and tab */
	uint32_t line,
		column; /* of a tree made of several files, the file's number stands in the upper bits of a line */
	uint64_t offset, len;
	const struct node_member *members; /* of a list: without keys */
	size_t count;
};

struct node_member {
	const struct node *key, *value;
};

enum {
	TREE_NODES_MAX = 200000,
	TREE_MERGED_MAX = 20000,
	TREE_FILE_SHIFT = 23,
	TREE_LINE_MASK = (1 << TREE_FILE_SHIFT) - 1
};

/* NULL: p says why. No key stands twice in a mapping. */
const struct node *tree_parse(struct bytes in, struct problems *p);

/* UTF-8 without control characters (but newline, tab and a carriage return before a newline) and without characters
 * that turn the direction of text. `line`: number of the first. */
bool tree_is_text(struct bytes in, uint32_t line, struct problems *p);

/* A value left empty ("key:"), or null. */
bool node_empty(const struct node *n);
bool node_is(const struct node *n, const char *text);

#endif
