#include "assess/formats/fstree.h"

#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEPTH_MAX 128
#define PATH_ROOM 8192
/* bytes cleared again in one file: this many times its size, and some for small ones that were longer once */
#define CLEARED_MAX 4
#define CLEARED_FREE (64u << 20)

uint32_t fstree_crc32(uint32_t start, struct bytes in)
{
	static const uint8_t none = 0;

	return ~libdeflate_crc32(~start, in.len ? in.at : &none, in.len);
}

bool fstree_crc_ok(uint32_t start, struct bytes in, uint32_t want)
{
#ifdef HF_FUZZING
	if ((want & 1) == 0)
		return true;
#endif
	return fstree_crc32(start, in) == want;
}

void fstree_init(struct fstree *t, struct arena *arena, struct bytes in)
{
	*t = (struct fstree){.arena = arena, .base = in.at};
}

static size_t slot_of(const struct fstree *t, uint64_t id)
{
	/* multiplier 2^64 / golden ratio; ids that collide on purpose only cost time */
	size_t slot = (size_t)((id ^ id >> 29) * 0x9e3779b97f4a7c15u >> 24) & (t->slot_count - 1);

	while (t->slots[slot] && t->inodes[t->slots[slot] - 1].id != id)
		slot = (slot + 1) & (t->slot_count - 1);
	return slot;
}

static bool slots_grow(struct fstree *t)
{
	size_t count = t->slot_count ? t->slot_count * 2 : 64;
	uint32_t *slots = arena_array(t->arena, count, sizeof *slots);

	if (!slots)
		return false;
	t->slots = slots;
	t->slot_count = count;
	for (size_t i = 0; i < t->inode_count; i++)
		t->slots[slot_of(t, t->inodes[i].id)] = (uint32_t)(i + 1);
	return true;
}

const struct fstree_inode *fstree_find(const struct fstree *t, uint64_t id)
{
	size_t slot;

	if (!t->slot_count)
		return NULL;
	slot = slot_of(t, id);
	return t->slots[slot] ? &t->inodes[t->slots[slot] - 1] : NULL;
}

struct fstree_inode *fstree_inode(struct fstree *t, uint64_t id)
{
	size_t slot;

	/* at most half full */
	if (t->inode_count * 2 >= t->slot_count && !slots_grow(t))
		return NULL;
	slot = slot_of(t, id);
	if (!t->slots[slot]) {
		if (t->inode_count >= UINT32_MAX - 1 ||
		    !arena_grow(t->arena, &t->inodes, t->inode_count, &t->inode_cap, sizeof *t->inodes))
			return NULL;
		t->inodes[t->inode_count] = (struct fstree_inode){.id = id, .offset = OFFSET_UNKNOWN};
		t->slots[slot] = (uint32_t)++t->inode_count;
	}
	return &t->inodes[t->slots[slot] - 1];
}

bool fstree_add_entry(struct fstree *t, struct fstree_entry entry)
{
	if (!arena_grow(t->arena, &t->entries, t->entry_count, &t->entry_cap, sizeof *t->entries))
		return false;
	t->entries[t->entry_count++] = entry;
	return true;
}

bool fstree_add_extent(struct fstree *t, struct fstree_extent extent)
{
	if (t->extent_count >= UINT32_MAX - 1 ||
	    !arena_grow(t->arena, &t->extents, t->extent_count, &t->extent_cap, sizeof *t->extents))
		return false;
	t->extents[t->extent_count++] = extent;
	return true;
}

static int order(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* By directory and name, the newest first. */
static int entry_order(const void *left, const void *right)
{
	const struct fstree_entry *a = left, *b = right;
	int by = order(a->parent, b->parent);

	if (!by)
		by = bytes_compare(a->name, b->name);
	if (!by)
		by = order(b->seq, a->seq);
	return by ? by : order(b->offset, a->offset);
}

static int extent_order(const void *left, const void *right)
{
	const struct fstree_extent *a = left, *b = right;
	int by = order(a->inode, b->inode);

	if (!by)
		by = order(a->seq, b->seq);
	return by ? by : order(a->where, b->where);
}

void fstree_finish(struct fstree *t)
{
	size_t kept = 0;
	struct fstree_inode *inode;

	if (t->entry_count)
		qsort(t->entries, t->entry_count, sizeof *t->entries, entry_order);
	for (size_t i = 0, same; i < t->entry_count; i = same) {
		for (same = i + 1; same < t->entry_count && t->entries[same].parent == t->entries[i].parent &&
				   bytes_equal(t->entries[same].name, t->entries[i].name);
		     same++)
			;
		inode = (struct fstree_inode *)fstree_find(t, t->entries[i].child);
		if (t->entries[i].child == 0 || (inode && inode->dead))
			continue;
		if (inode)
			inode->links++;
		t->entries[kept++] = t->entries[i];
	}
	t->entry_count = kept;
	if (t->extent_count)
		qsort(t->extents, t->extent_count, sizeof *t->extents, extent_order);
	for (size_t i = 0, end; i < t->extent_count; i = end) {
		for (end = i + 1; end < t->extent_count && t->extents[end].inode == t->extents[i].inode; end++)
			;
		inode = (struct fstree_inode *)fstree_find(t, t->extents[i].inode);
		if (inode) {
			inode->first = (uint32_t)i;
			inode->count = (uint32_t)(end - i);
		}
	}
}

const struct fstree_inode *fstree_at(const struct fstree *t, uint64_t cookie)
{
	return cookie < t->inode_count ? &t->inodes[cookie] : NULL;
}

static size_t first_entry(const struct fstree *t, uint64_t parent)
{
	size_t low = 0, high = t->entry_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->entries[middle].parent < parent)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct walk {
	struct fstree *t;
	const struct visitor *v;
	struct {
		size_t next; /* entry */
		size_t path_len;
		uint64_t dir;
	} stack[DEPTH_MAX];
	size_t depth;
	size_t reached; /* entries met */
	uint8_t path[PATH_ROOM];
	size_t path_len;
};

static bool name_possible(struct bytes name)
{
	return name.len && !bytes_is(name, ".") && !bytes_is(name, "..") && !memchr(name.at, '/', name.len) &&
	       !memchr(name.at, 0, name.len);
}

static void node_content(const struct walk *w, const struct fstree_inode *inode, struct node *n)
{
	n->offset = OFFSET_UNKNOWN;
	switch (inode->mode & S_IFMT) {
	case S_IFDIR:
		n->type = NODE_DIR;
		break;
	case S_IFLNK:
		n->type = NODE_SYMLINK;
		n->link = inode->link;
		break;
	case S_IFCHR:
	case S_IFBLK:
		n->type = (inode->mode & S_IFMT) == S_IFCHR ? NODE_CHAR : NODE_BLOCK;
		n->rdev_major = inode->rdev_major;
		n->rdev_minor = inode->rdev_minor;
		break;
	case S_IFIFO:
		n->type = NODE_FIFO;
		break;
	case S_IFSOCK:
		n->type = NODE_SOCKET;
		break;
	default:
		n->type = NODE_FILE;
		n->size = inode->size;
		if (inode->plain) {
			n->kind = CONTENT_IN_PLACE;
			n->bytes = inode->bytes;
			n->offset = (uint64_t)(inode->bytes.at - w->t->base);
		} else if (n->size) {
			n->kind = CONTENT_LAZY;
			n->cookie = (uint64_t)(inode - w->t->inodes);
		}
	}
}

/* One name; *ret_descend: a directory whose own names come next. */
static bool walk_entry(struct walk *w, const struct fstree_entry *entry, bool *ret_descend, struct error *e)
{
	struct fstree_inode *inode = (struct fstree_inode *)fstree_find(w->t, entry->child);
	struct bytes path;
	struct node n = {0};
	size_t below;

	*ret_descend = false;
	if (!name_possible(entry->name) || entry->name.len + 1 > PATH_ROOM - w->path_len) {
		visit_unread(w->v, bytes_of(w->path, w->path_len), entry->offset,
			     "an entry has an impossible name or too long a path");
		return true;
	}
	w->path[w->path_len++] = '/';
	memcpy(w->path + w->path_len, entry->name.at, entry->name.len);
	w->path_len += entry->name.len;
	path = bytes_of(w->path, w->path_len);
	if (!inode || !inode->known) {
		visit_unread(w->v, path, entry->offset, "its inode is missing or damaged");
		below = first_entry(w->t, entry->child);
		if (!inode || inode->seen || below >= w->t->entry_count || w->t->entries[below].parent != entry->child)
			return true;
		inode->seen = *ret_descend = true;
		n = (struct node){.path = path, .type = NODE_DIR, .offset = OFFSET_UNKNOWN};
		return visit_node(w->v, &n, e);
	}
	n = (struct node){.path = path,
			  .mode = inode->mode & 07777,
			  .uid = inode->uid,
			  .gid = inode->gid,
			  .has_owner = inode->has_owner,
			  .mtime = inode->mtime};
	if (inode->seen && S_ISDIR(inode->mode)) {
		visit_unread(w->v, path, entry->offset, "a directory is met twice (loop)");
		return true;
	}
	if (inode->seen && inode->path.at) {
		n.type = NODE_HARDLINK;
		n.link = inode->path;
		n.offset = OFFSET_UNKNOWN;
		return visit_node(w->v, &n, e);
	}
	if (inode->links > 1 && !S_ISDIR(inode->mode)) {
		inode->path = arena_copy(w->t->arena, path);
		if (!inode->path.at)
			return error_memory(e, "path of a file with several names");
	}
	inode->seen = true;
	if (inode->damage)
		visit_unread(w->v, path, inode->offset, inode->damage);
	node_content(w, inode, &n);
	if (inode->sealed) {
		n.kind = CONTENT_NONE;
		n.bytes.len = 0;
	}
	*ret_descend = n.type == NODE_DIR;
	return visit_node(w->v, &n, e);
}

static void push(struct walk *w, uint64_t dir)
{
	w->stack[w->depth].next = first_entry(w->t, dir);
	w->stack[w->depth].dir = dir;
	w->stack[w->depth++].path_len = w->path_len;
}

bool fstree_walk(struct fstree *t, uint64_t root, const struct visitor *v, struct error *e)
{
	struct walk w = {.t = t, .v = v};
	struct fstree_inode *top = fstree_inode(t, root);

	if (!top)
		return error_memory(e, "root inode");
	for (size_t i = 0; i < t->inode_count; i++)
		t->inodes[i].seen = false;
	top = fstree_inode(t, root);
	if (top)
		top->seen = true;
	push(&w, root);
	while (w.depth) {
		size_t at = w.stack[w.depth - 1].next;
		bool descend;

		w.path_len = w.stack[w.depth - 1].path_len;
		if (at >= t->entry_count || t->entries[at].parent != w.stack[w.depth - 1].dir) {
			w.depth--;
			continue;
		}
		w.stack[w.depth - 1].next++;
		w.reached++;
		TRY(walk_entry(&w, &t->entries[at], &descend, e));
		if (descend && w.depth == DEPTH_MAX)
			visit_unread(v, bytes_of(w.path, w.path_len), t->entries[at].offset,
				     "directories nested too deeply");
		else if (descend)
			push(&w, t->entries[at].child);
	}
	if (w.reached < t->entry_count) {
		char why[96];

		snprintf(why, sizeof why, "%zu names lie in directories that no path leads to",
			 t->entry_count - w.reached);
		visit_unread(v, (struct bytes){(const uint8_t *)"", 0}, 0, why);
	}
	return true;
}

bool fstree_load(const struct fstree *t, uint64_t cookie, uint64_t size, uint64_t most, fstree_apply *apply,
		 const void *format, struct writer *out, struct error *e)
{
	const struct fstree_inode *inode = fstree_at(t, cookie);
	uint64_t cleared = 0, used = 0; /* behind `used` all is still zero */
	uint8_t *content;

	if (!inode || size != inode->size)
		return error_set(e, ERROR_INPUT, "no such file");
	if (size > most)
		return error_set(e, ERROR_LIMIT, "the file announces %llu bytes", (unsigned long long)size);
	content = writer_reserve(out, size);
	if (!content)
		return writer_done(out, e);
	memset(content, 0, (size_t)size);
	for (uint32_t i = 0; i < inode->count; i++) {
		const struct fstree_extent *x = &t->extents[inode->first + i];

		uint64_t end;

		if (x->at >= size)
			continue;
		end = x->len < size - x->at ? x->at + x->len : size;
		if (x->where == FSTREE_HOLE) {
			uint64_t stop = end < used ? end : used;

			if (x->at >= stop)
				continue;
			cleared += stop - x->at;
			if (cleared > CLEARED_MAX * size + CLEARED_FREE)
				return error_set(e, ERROR_LIMIT, "the file was cut too often");
			memset(content + x->at, 0, (size_t)(stop - x->at));
			if (stop == used)
				used = x->at;
			continue;
		}
		if (end > used)
			used = end;
		TRY(apply(format, x, content, size, e));
	}
	writer_commit(out, (size_t)size);
	return true;
}
