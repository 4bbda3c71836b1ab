#include "core/product/tree.h"

#include "core/base/text.h"

#include <libfyaml.h>
#include <stdlib.h>

enum { ANCHORS_MAX = 4096 };

struct anchor {
	struct bytes name;
	const struct node *node; /* NULL while it is being read */
};

struct tree {
	struct fy_parser *parser;
	struct arena *arena;
	struct problems *problems;
	struct anchor *anchors;
	size_t anchor_count, anchor_cap, nodes, merged;
	bool said; /* why it failed stands in problems */
};

struct members {
	struct node_member *at;
	size_t count, cap;
};

static void *out_of_memory(struct tree *t)
{
	t->problems->out_of_memory = true;
	return NULL;
}

static bool refuse(struct tree *t)
{
	t->said = true;
	return false;
}

static void *refused(struct tree *t)
{
	t->said = true;
	return NULL;
}

static uint32_t line_of(const struct fy_mark *mark)
{
	return mark && mark->line >= 0 ? (uint32_t)mark->line + 1 : 0;
}

static uint32_t column_of(const struct fy_mark *mark)
{
	return mark && mark->column >= 0 ? (uint32_t)mark->column + 1 : 0;
}

/* Says why and gives up: NULL for a node that could not be read, false for a step that failed. */
#define WRONG(t, mark, ...) (problem_add((t)->problems, line_of(mark), column_of(mark), __VA_ARGS__), refused(t))
#define WRONG_AT(t, node, ...) (problem_add((t)->problems, (node)->line, (node)->column, __VA_ARGS__), refuse(t))

bool node_is(const struct node *n, const char *text)
{
	return n && n->kind == NODE_TEXT && bytes_is(n->text, text);
}

bool node_empty(const struct node *n)
{
	return n->kind == NODE_TEXT && n->plain &&
	       (n->text.len == 0 || node_is(n, "~") || node_is(n, "null") || node_is(n, "Null") || node_is(n, "NULL"));
}

static struct bytes token_text(struct fy_token *token)
{
	size_t len = 0;
	const char *text = token ? fy_token_get_text(token, &len) : NULL;

	return bytes_of(text, text ? len : 0);
}

static struct node *new_node(struct tree *t, enum node_kind kind, const struct fy_mark *from, const struct fy_mark *to)
{
	struct node *n;

	if (++t->nodes > TREE_NODES_MAX)
		return WRONG(t, from, "more than %d values", TREE_NODES_MAX);
	n = arena_alloc(t->arena, sizeof *n);
	if (!n)
		return out_of_memory(t);
	n->kind = kind;
	if (from) {
		n->line = (uint32_t)from->line + 1;
		n->column = (uint32_t)from->column + 1;
		n->offset = from->input_pos;
		n->len = to && to->input_pos > from->input_pos ? to->input_pos - from->input_pos : 0;
	}
	return n;
}

/* What double quotes can bring in by escapes; the bytes of the file were looked at before. */
static bool text_ok(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((text.at[i] < ' ' && text.at[i] != '\n' && text.at[i] != '\t') || text.at[i] == 0x7f ||
		    (text.at[i] == 0xc2 && i + 1 < text.len && text.at[i + 1] < 0xa0))
			return false;
	return true;
}

static const struct node *scalar(struct tree *t, struct fy_event *event, const struct fy_mark *place)
{
	struct bytes text = token_text(event->scalar.value);
	struct node *n;

	if (text.len > PRODUCT_VALUE_MAX)
		return WRONG(t, place, "a value of %zu bytes; at most %d are read", text.len, PRODUCT_VALUE_MAX);
	if (!text_ok(text))
		return WRONG(t, place, "a control character in this text");
	n = new_node(t, NODE_TEXT, place, fy_event_end_mark(event));
	if (!n)
		return NULL;
	n->plain = !event->scalar.value || fy_token_scalar_style(event->scalar.value) == FYSS_PLAIN;
	n->text = arena_copy(t->arena, text);
	return n->text.at ? n : out_of_memory(t);
}

static const struct node *alias(struct tree *t, struct fy_event *event, const struct fy_mark *place)
{
	struct bytes name = token_text(event->alias.anchor);

	/* the last anchor of that name counts */
	for (size_t i = t->anchor_count; i--;) {
		if (!bytes_equal(t->anchors[i].name, name))
			continue;
		if (!t->anchors[i].node)
			return WRONG(t, place, "*%s stands inside what it stands for",
				     problem_quote(t->problems, name));
		return t->anchors[i].node;
	}
	return WRONG(t, place, "*%s: no &%s stands before it", problem_quote(t->problems, name),
		     problem_quote(t->problems, name));
}

/* SIZE_MAX: none, or it failed. */
static size_t begin_anchor(struct tree *t, struct fy_token *token)
{
	struct bytes name = token_text(token);

	if (!token)
		return SIZE_MAX;
	if (t->anchor_count >= ANCHORS_MAX)
		return problem_add(t->problems, 0, 0, "more than %d anchors", ANCHORS_MAX), refused(t), SIZE_MAX;
	if (!arena_grow(t->arena, &t->anchors, t->anchor_count, &t->anchor_cap, sizeof *t->anchors))
		return out_of_memory(t), SIZE_MAX;
	name = arena_copy(t->arena, name);
	if (!name.at)
		return out_of_memory(t), SIZE_MAX;
	t->anchors[t->anchor_count] = (struct anchor){.name = name};
	return t->anchor_count++;
}

static bool member_add(struct tree *t, struct members *m, const struct node *key, const struct node *value)
{
	if (!arena_grow(t->arena, &m->at, m->count, &m->cap, sizeof *m->at))
		return out_of_memory(t), false;
	m->at[m->count++] = (struct node_member){key, value};
	return true;
}

struct ranked {
	struct node_member member;
	size_t rank;
};

static int by_key(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int ret = bytes_compare(a->member.key->text, b->member.key->text);

	return ret ? ret : (a->rank < b->rank ? -1 : a->rank > b->rank);
}

static int by_rank(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

/* Members of the mapping itself come first in `m`, `own` of them; merged ones give way. */
static bool unique(struct tree *t, struct members *m, size_t own)
{
	struct ranked *all = arena_array(t->arena, m->count + 1, sizeof *all);
	size_t kept = 0;

	if (!all)
		return out_of_memory(t), false;
	for (size_t i = 0; i < m->count; i++)
		all[i] = (struct ranked){m->at[i], i};
	if (m->count)
		qsort(all, m->count, sizeof *all, by_key);
	for (size_t i = 0; i < m->count; i++) {
		const struct node *first = kept ? all[kept - 1].member.key : NULL;

		if (!first || !bytes_equal(first->text, all[i].member.key->text)) {
			all[kept++] = all[i];
		} else if (all[i].rank < own) {
			const struct node *again = all[i].member.key;

			/* the reading goes on, so that all such are told */
			problem_add(t->problems, again->line, again->column, "'%s' stands here twice: first in line %u",
				    problem_quote(t->problems, again->text), first->line);
		}
	}
	if (kept)
		qsort(all, kept, sizeof *all, by_rank);
	for (size_t i = 0; i < kept; i++)
		m->at[i] = all[i].member;
	m->count = kept;
	return true;
}

static bool merge_one(struct tree *t, struct members *m, const struct node *from, const struct node *at)
{
	if (from->kind != NODE_MAP)
		return WRONG_AT(t, at, "<<: takes a mapping (*name) or a list of mappings");
	t->merged += from->count;
	if (t->merged > TREE_MERGED_MAX)
		return WRONG_AT(t, at, "more than %d keys taken over with <<:", TREE_MERGED_MAX);
	for (size_t i = 0; i < from->count; i++)
		TRY(member_add(t, m, from->members[i].key, from->members[i].value));
	return true;
}

static bool merge(struct tree *t, struct members *m, const struct node *from)
{
	if (from->kind != NODE_LIST)
		return merge_one(t, m, from, from);
	for (size_t i = 0; i < from->count; i++)
		TRY(merge_one(t, m, from->members[i].value, from));
	return true;
}

static const struct node *read_node(struct tree *t, struct fy_event *event, unsigned depth,
				    const struct fy_mark *before);

static struct fy_event *next(struct tree *t)
{
	struct fy_event *event = t->said || t->problems->out_of_memory ? NULL : fy_parser_parse(t->parser);

	if (event && event->type == FYET_NONE) {
		fy_parser_event_free(t->parser, event);
		event = NULL;
	}
	return event;
}

/* The next node; *ret_end where the collection ends instead. */
static const struct node *next_node(struct tree *t, unsigned depth, const struct fy_mark *before, bool *ret_end)
{
	struct fy_event *event = next(t);
	const struct node *n = NULL;

	*ret_end = event && (event->type == FYET_SEQUENCE_END || event->type == FYET_MAPPING_END);
	if (event && !*ret_end)
		n = read_node(t, event, depth, before);
	fy_parser_event_free(t->parser, event);
	return n;
}

static const struct node *list(struct tree *t, struct node *n, unsigned depth)
{
	struct members m = {0};
	struct fy_mark before = {n->offset, (int)n->line - 1, (int)n->column - 1};
	bool end;

	for (;;) {
		const struct node *value = next_node(t, depth + 1, &before, &end);

		if (end)
			break;
		if (!value || !member_add(t, &m, NULL, value))
			return NULL;
	}
	n->members = m.at;
	n->count = m.count;
	return n;
}

static const struct node *map(struct tree *t, struct node *n, unsigned depth)
{
	struct members m = {0}, merges = {0};
	struct fy_mark before = {n->offset, (int)n->line - 1, (int)n->column - 1};
	size_t own;
	bool end;

	for (;;) {
		const struct node *key = next_node(t, depth + 1, &before, &end), *value;
		struct fy_mark at_key;

		if (end)
			break;
		if (!key)
			return NULL;
		if (key->kind != NODE_TEXT)
			return problem_add(t->problems, key->line, key->column, "a key has to be plain text"),
			       refused(t);
		at_key = (struct fy_mark){key->offset, (int)key->line - 1, (int)key->column - 1};
		value = next_node(t, depth + 1, &at_key, &end);
		if (!value)
			return NULL;
		if (!member_add(t, key->plain && node_is(key, "<<") ? &merges : &m, key, value))
			return NULL;
	}
	own = m.count;
	for (size_t i = 0; i < merges.count; i++)
		if (!merge(t, &m, merges.at[i].value))
			return NULL;
	if (!unique(t, &m, own))
		return NULL;
	n->members = m.at;
	n->count = m.count;
	return n;
}

/* `before`: the place that stands for a value that is not there. */
static const struct node *read_node(struct tree *t, struct fy_event *event, unsigned depth,
				    const struct fy_mark *before)
{
	const struct fy_mark *start = fy_event_start_mark(event), *place = start ? start : before;
	struct fy_token *tag = fy_event_get_tag_token(event);
	const struct node *ret = NULL;
	size_t anchor;

	if (tag)
		return WRONG(t, place, "no tags (!...) in a product file");
	if (depth > PRODUCT_DEPTH_MAX)
		return WRONG(t, place, "nested deeper than %d levels", PRODUCT_DEPTH_MAX);
	if (event->type == FYET_ALIAS)
		return alias(t, event, place);
	anchor = begin_anchor(t, fy_event_get_anchor_token(event));
	if (t->said || t->problems->out_of_memory)
		return NULL;
	if (event->type == FYET_SCALAR) {
		ret = scalar(t, event, place);
	} else if (event->type == FYET_SEQUENCE_START || event->type == FYET_MAPPING_START) {
		struct node *n = new_node(t, event->type == FYET_MAPPING_START ? NODE_MAP : NODE_LIST, place, NULL);

		if (n)
			ret = n->kind == NODE_MAP ? map(t, n, depth) : list(t, n, depth);
	} else {
		return WRONG(t, place, "unexpected here");
	}
	if (anchor != SIZE_MAX)
		t->anchors[anchor].node = ret;
	return ret;
}

static const struct node *read_document(struct tree *t)
{
	static const struct fy_mark top;
	const struct node *ret = NULL;
	struct fy_event *event;
	unsigned documents = 0;

	while ((event = next(t)) != NULL) {
		enum fy_event_type type = event->type;
		bool done = type == FYET_STREAM_END;

		if (type == FYET_DOCUMENT_START && ++documents > 1)
			WRONG(t, fy_event_start_mark(event), "a second document begins here; only one is read");
		else if (type != FYET_STREAM_START && type != FYET_DOCUMENT_START && type != FYET_DOCUMENT_END && !done)
			ret = read_node(t, event, 1, &top);
		fy_parser_event_free(t->parser, event);
		if (done)
			return t->said ? NULL : ret;
	}
	return NULL;
}

bool tree_is_text(struct bytes in, uint32_t line, struct problems *p)
{
	uint32_t column = 1;

	for (size_t i = 0; i < in.len;) {
		struct bytes rest = bytes_part(in, i, in.len);
		size_t len = text_utf8_len(rest);
		uint8_t c = rest.at[0];

		if (!len)
			return problem_add(p, line, column, "byte 0x%02x is no UTF-8: save the file as UTF-8", c);
		if ((c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f ||
		    (len == 2 && c == 0xc2 && rest.at[1] < 0xa0))
			return problem_add(p, line, column, "a control character (0x%02x)", len == 2 ? rest.at[1] : c);
		if (c == '\r' && !(rest.len > 1 && rest.at[1] == '\n'))
			return problem_add(p, line, column, "a carriage return without a newline");
		/* U+202A..202E, U+2066..2069: text that reads in another order than it stands */
		if (len == 3 && c == 0xe2 &&
		    ((rest.at[1] == 0x80 && rest.at[2] >= 0xaa && rest.at[2] <= 0xae) ||
		     (rest.at[1] == 0x81 && rest.at[2] >= 0xa6 && rest.at[2] <= 0xa9)))
			return problem_add(p, line, column, "a character that turns the direction of text");
		i += len;
		column++;
		if (c == '\n') {
			line++;
			column = 1;
		}
	}
	return true;
}

/* The library says why, with the place. */
static void tell_why(struct tree *t, struct fy_diag *diag)
{
	void *at = NULL;
	const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &at);

	if (t->said || t->problems->out_of_memory)
		return;
	if (!error || !error->msg)
		problem_add(t->problems, 0, 0, "this is no YAML");
	else
		problem_add(t->problems, error->line >= 0 ? (uint32_t)error->line : 0,
			    error->column >= 0 ? (uint32_t)error->column : 0,
			    "no valid YAML: %s (two blanks a level, no tabs; quotes around a value with ': ' or ' #')",
			    problem_quote(t->problems, bytes_str(error->msg)));
}

const struct node *tree_parse(struct bytes in, struct problems *p)
{
	/* every setting given: the library's defaults ask what standard error is */
	const struct fy_diag_cfg diag_cfg = {.level = FYET_ERROR, .module_mask = ~0U};
	struct fy_parse_cfg cfg = {.search_path = "", .flags = FYPCF_QUIET | FYPCF_DISABLE_MMAP_OPT};
	struct tree t = {.arena = p->arena, .problems = p};
	const struct node *ret = NULL;
	struct fy_diag *diag;

	if (in.len > PRODUCT_BYTES_MAX)
		return problem_add(p, 0, 0, "longer than %d bytes", PRODUCT_BYTES_MAX), NULL;
	if (!tree_is_text(in, 1, p))
		return NULL;
	diag = fy_diag_create(&diag_cfg);
	if (!diag)
		return out_of_memory(&t);
	fy_diag_set_collect_errors(diag, true);
	cfg.diag = diag;
	t.parser = fy_parser_create(&cfg);
	if (!t.parser || fy_parser_set_string(t.parser, in.len ? (const char *)in.at : "", in.len)) {
		out_of_memory(&t);
	} else {
		ret = read_document(&t);
		if (!ret && fy_parser_get_stream_error(t.parser))
			tell_why(&t, diag);
		else if (!ret && !t.said && !p->out_of_memory)
			problem_add(p, 0, 0, "nothing is declared in it");
	}
	if (t.parser)
		fy_parser_destroy(t.parser);
	fy_diag_destroy(diag);
	return ret;
}
