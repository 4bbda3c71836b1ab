#include "assess/formats/fstree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

struct seen {
	char text[8192];
};

static bool see_node(void *ctx, const struct node *n, struct error *e)
{
	struct seen *s = ctx;
	size_t len = strlen(s->text);

	(void)e;
	snprintf(s->text + len, sizeof s->text - len, "%d %.*s %.*s;", n->type, (int)n->path.len,
		 (const char *)n->path.at, (int)n->link.len, n->link.len ? (const char *)n->link.at : "");
	return true;
}
static void see_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	struct seen *s = ctx;
	size_t len = strlen(s->text);

	(void)offset;
	snprintf(s->text + len, sizeof s->text - len, "unread %.*s: %s;", path.len > 40 ? 40 : (int)path.len,
		 (const char *)path.at, why);
}
static void see_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	(void)ctx, (void)key, (void)value, (void)offset, (void)len;
}

static void inode(struct fstree *t, uint64_t id, uint32_t mode)
{
	struct fstree_inode *i = fstree_inode(t, id);

	assert_non_null(i);
	i->known = true;
	i->mode = mode;
}

static void entry(struct fstree *t, uint64_t parent, const char *name, uint64_t child, uint64_t seq)
{
	assert_true(fstree_add_entry(t, (struct fstree_entry){parent, child, seq, 0, bytes_str(name)}));
}

static void walked(struct fstree *t, const char *want)
{
	struct seen s = {""};
	struct visitor v = {&s, see_node, see_unread, see_property};
	struct error e;

	fstree_finish(t);
	assert_true(fstree_walk(t, 1, &v, &e));
	assert_string_equal(s.text, want);
	s.text[0] = 0;
	assert_true(fstree_walk(t, 1, &v, &e)); /* a second walk sees the same */
	assert_string_equal(s.text, want);
}

static void names_are_sorted_and_the_newest_counts(void **state)
{
	struct arena arena;
	struct fstree t;

	(void)state;
	arena_init(&arena, 0);
	fstree_init(&t, &arena, bytes_str(""));
	inode(&t, 2, S_IFREG);
	inode(&t, 3, S_IFDIR);
	inode(&t, 4, S_IFIFO);
	entry(&t, 1, "z", 2, 5);
	entry(&t, 1, "z", 3, 9);
	entry(&t, 1, "gone", 2, 1);
	entry(&t, 1, "gone", 0, 2);
	entry(&t, 3, "b", 2, 1);
	entry(&t, 1, "a", 4, 1);
	walked(&t, "6 /a ;1 /z ;0 /z/b ;");
	arena_done(&arena);
}

static void loops_lost_names_and_missing_inodes_are_said(void **state)
{
	struct arena arena;
	struct fstree t;

	(void)state;
	arena_init(&arena, 0);
	fstree_init(&t, &arena, bytes_str(""));
	inode(&t, 1, S_IFDIR);
	inode(&t, 2, S_IFDIR);
	inode(&t, 3, S_IFREG);
	entry(&t, 1, "d", 2, 1);
	entry(&t, 2, "up", 1, 1);
	entry(&t, 2, "self", 2, 1);
	entry(&t, 2, "x", 99, 1);
	entry(&t, 50, "lost", 3, 1);
	walked(&t,
	       "1 /d ;unread /d/self: a directory is met twice (loop);unread /d/up: a directory is met twice (loop);"
	       "unread /d/x: its inode is missing or damaged;unread : 1 names lie in directories that no path leads "
	       "to;");
	arena_done(&arena);
}

static void other_names_of_a_file_are_links_to_the_first(void **state)
{
	struct arena arena;
	struct fstree t;

	(void)state;
	arena_init(&arena, 0);
	fstree_init(&t, &arena, bytes_str(""));
	inode(&t, 2, S_IFREG);
	entry(&t, 1, "b", 2, 1);
	entry(&t, 1, "a", 2, 1);
	walked(&t, "0 /a ;3 /b /a;");
	arena_done(&arena);
}

static void nesting_without_end_is_cut(void **state)
{
	struct arena arena;
	struct fstree t;
	struct seen s = {""};
	struct visitor v = {&s, see_node, see_unread, see_property};
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	fstree_init(&t, &arena, bytes_str(""));
	for (uint64_t i = 1; i < 1000; i++) {
		inode(&t, i, S_IFDIR);
		entry(&t, i, "d", i + 1, 1);
	}
	fstree_finish(&t);
	assert_true(fstree_walk(&t, 1, &v, &e));
	arena_done(&arena);
}

static void inodes_are_found_among_many(void **state)
{
	struct arena arena;
	struct fstree t;

	(void)state;
	arena_init(&arena, 0);
	fstree_init(&t, &arena, bytes_str(""));
	for (uint64_t i = 0; i < 20000; i++)
		assert_non_null(fstree_inode(&t, i << 20));
	for (uint64_t i = 0; i < 20000; i++)
		assert_int_equal(fstree_find(&t, i << 20)->id, i << 20);
	assert_null(fstree_find(&t, 7));
	assert_int_equal(t.inode_count, 20000);
	arena_done(&arena);
}

static bool mark(const void *format, const struct fstree_extent *x, uint8_t *content, uint64_t size, struct error *e)
{
	(void)format, (void)e;
	memset(content + x->at, (int)x->where, (size_t)(x->len < size - x->at ? x->len : size - x->at));
	return true;
}

static void newer_pieces_cover_older_and_endless_cutting_is_refused(void **state)
{
	struct arena arena;
	struct fstree t;
	struct writer out = writer_of(1 << 24, "content");
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	fstree_init(&t, &arena, bytes_str(""));
	inode(&t, 2, S_IFREG);
	fstree_inode(&t, 2)->size = 6;
	assert_true(fstree_add_extent(&t, (struct fstree_extent){2, 2, 2, 9, 'n'}));
	assert_true(fstree_add_extent(&t, (struct fstree_extent){2, 0, 5, 1, 'o'}));
	assert_true(fstree_add_extent(&t, (struct fstree_extent){2, 600, 5, 10, 'x'}));
	assert_true(fstree_add_extent(&t, (struct fstree_extent){2, 4, 1, 2, FSTREE_HOLE}));
	fstree_finish(&t);
	assert_true(fstree_load(&t, 0, 6, 100, mark, NULL, &out, &e));
	assert_true(bytes_equal(writer_bytes(&out), bytes_of("oonn\0", 6)));
	assert_false(fstree_load(&t, 0, 6, 5, mark, NULL, &out, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_false(fstree_load(&t, 1, 6, 100, mark, NULL, &out, &e));
	t.inodes[0].size = 1 << 20;
	for (uint64_t i = 0; i < 100; i++)
		assert_true(fstree_add_extent(&t, (struct fstree_extent){2, (1 << 20) - 1, 1, 20 + 2 * i, 'z'}) &&
			    fstree_add_extent(&t, (struct fstree_extent){2, 0, UINT64_MAX, 21 + 2 * i, FSTREE_HOLE}));
	fstree_finish(&t);
	writer_reset(&out);
	assert_false(fstree_load(&t, 0, 1 << 20, 1 << 24, mark, NULL, &out, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	writer_free(&out);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_sorted_and_the_newest_counts),
		cmocka_unit_test(loops_lost_names_and_missing_inodes_are_said),
		cmocka_unit_test(other_names_of_a_file_are_links_to_the_first),
		cmocka_unit_test(nesting_without_end_is_cut),
		cmocka_unit_test(inodes_are_found_among_many),
		cmocka_unit_test(newer_pieces_cover_older_and_endless_cutting_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
