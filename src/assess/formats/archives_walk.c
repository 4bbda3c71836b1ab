/* Part of archives.c. */
#include "assess/formats/archives_walk.h"

#include "core/base/checked.h"

#include <archive.h>
#include <archive_entry.h>

#define RETRIES_MOST 1000
#define FREE_OF_RATIO ((uint64_t)64 << 20)

struct archives {
	const struct archives_kind *kind;
	struct bytes in;
	struct arena *arena;
	uint64_t node_bytes, total_bytes;
	bool by_ratio; /* limits->ratio set total_bytes, not limits->bytes */
};

bool archives_open(const struct archives_kind *kind, struct bytes in, const struct limits *limits, struct arena *arena,
		   void **ret_state, struct error *e)
{
	struct archives *s = arena_alloc(arena, sizeof *s);
	uint64_t by_ratio;

	if (!s)
		return error_memory(e, "archive");
	*s = (struct archives){
		.kind = kind, .in = in, .arena = arena, .node_bytes = limits->node_bytes, .total_bytes = limits->bytes};
	if (mul_ok(in.len, limits->ratio, &by_ratio)) {
		if (by_ratio < FREE_OF_RATIO)
			by_ratio = FREE_OF_RATIO;
		if (s->total_bytes > by_ratio) {
			s->total_bytes = by_ratio;
			s->by_ratio = true;
		}
	}
	*ret_state = s;
	return true;
}

/* One walk: libarchive's reader and what one member after the other needs. */
struct archives_run {
	struct archives *s;
	const struct visitor *v;
	struct archive *a;
	struct writer content;
	struct arena names; /* emptied for each member */
	uint64_t decoded;
};

static const char *failure(struct archive *a)
{
	const char *text = archive_error_string(a);

	return text && *text ? text : "the archive is damaged";
}

/* Reads one member's content. *ret_why: NULL where it was read whole. False where nothing behind it can be read. */
static bool read_content(struct archives_run *run, const char **ret_why)
{
	uint64_t left = run->s->total_bytes - run->decoded;
	bool member_bound = run->s->node_bytes <= left;

	run->content.cap = (size_t)(member_bound ? run->s->node_bytes : left);
	*ret_why = NULL;
	for (;;) {
		const void *block;
		size_t len;
		int64_t offset;
		int ret = archive_read_data_block(run->a, &block, &len, &offset);

		if (ret == ARCHIVE_EOF)
			return true;
		if (ret < ARCHIVE_WARN || ret == ARCHIVE_RETRY) {
			*ret_why = failure(run->a);
			return ret != ARCHIVE_FATAL;
		}
		/* a hole of a sparse member; holes count as content */
		if (offset > 0 && (uint64_t)offset > run->content.len)
			write_fill(&run->content, 0, (uint64_t)offset - run->content.len);
		if (offset < 0 || (uint64_t)offset < run->content.len)
			len = 0; /* overlapping pieces: only damaged archives have them */
		write_bytes(&run->content, bytes_of(block, len));
		if (!writer_ok(&run->content)) {
			*ret_why = run->content.failed == ERROR_ENVIRONMENT ? "out of memory"
				   : member_bound     ? "more bytes than limit 'node_bytes' allows for one member"
				   : run->s->by_ratio ? "more bytes than limit 'ratio' allows"
						      : "more bytes than limit 'bytes' allows";
			return member_bound;
		}
	}
}

static enum node_type type_of(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry))
		return NODE_HARDLINK;
	switch (archive_entry_filetype(entry)) {
	case AE_IFDIR:
		return NODE_DIR;
	case AE_IFLNK:
		return NODE_SYMLINK;
	case AE_IFCHR:
		return NODE_CHAR;
	case AE_IFBLK:
		return NODE_BLOCK;
	case AE_IFIFO:
		return NODE_FIFO;
	case AE_IFSOCK:
		return NODE_SOCKET;
	default:
		return NODE_FILE;
	}
}

static const char *name_of(struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	return name ? name : archive_entry_pathname_utf8(entry);
}

/* Fills in everything but the content; false when memory is out. */
static bool describe(struct archives_run *run, struct archive_entry *entry, struct node *n, struct error *e)
{
	const char *name = name_of(entry), *link = NULL;
	bool escaped = false;

	*n = (struct node){.type = type_of(entry), .offset = OFFSET_UNKNOWN, .has_owner = run->s->kind->has_owner};
	n->path = format_clean_path(&run->names, bytes_str(name ? name : ""), &escaped);
	if (!n->path.at)
		return error_memory(e, "member name");
	if (!name)
		visit_unread(run->v, n->path, OFFSET_UNKNOWN, "a member's name cannot be read");
	else if (escaped)
		visit_unread(run->v, n->path, OFFSET_UNKNOWN, "name leaves the container");
	n->mode = (uint32_t)archive_entry_perm(entry) & 07777;
	n->uid = (uint32_t)archive_entry_uid(entry);
	n->gid = (uint32_t)archive_entry_gid(entry);
	n->mtime = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0;
	if (n->type == NODE_HARDLINK) {
		link = archive_entry_hardlink(entry);
		escaped = false;
		n->link = format_clean_path(&run->names, bytes_str(link ? link : ""), &escaped);
		if (!n->link.at)
			return error_memory(e, "member name");
		if (escaped)
			visit_unread(run->v, n->path, OFFSET_UNKNOWN, "hard link leaves the container");
	} else if (n->type == NODE_SYMLINK) {
		link = archive_entry_symlink(entry);
		if (!link)
			link = archive_entry_symlink_utf8(entry);
		n->link = bytes_str(link ? link : "");
	} else if (n->type == NODE_CHAR || n->type == NODE_BLOCK) {
		n->rdev_major = (uint32_t)archive_entry_rdevmajor(entry);
		n->rdev_minor = (uint32_t)archive_entry_rdevminor(entry);
	}
	return true;
}

/* True: go on with the next member. */
static bool member(struct archives_run *run, struct archive_entry *entry, bool *ret_stop, struct error *e)
{
	const char *why = NULL;
	struct node n;
	bool ok;

	TRY(describe(run, entry, &n, e));
	writer_reset(&run->content);
	if (n.type == NODE_FILE && archive_entry_is_data_encrypted(entry) > 0) {
		n.size = archive_entry_size_is_set(entry) ? (uint64_t)archive_entry_size(entry) : 0;
		visit_unread(run->v, n.path, OFFSET_UNKNOWN, "encrypted");
		visit_property(run->v, "encrypted", n.path, 0, 0);
		return visit_node(run->v, &n, e);
	}
	if (n.type == NODE_FILE) {
		*ret_stop = !read_content(run, &why);
		n.size = run->content.len;
		n.bytes = writer_bytes(&run->content);
		n.kind = n.size ? CONTENT_TRANSIENT : CONTENT_NONE;
		run->decoded += n.size;
	}
	ok = visit_node(run->v, &n, e);
	if (why)
		visit_unread(run->v, n.path, OFFSET_UNKNOWN, why);
	if (ok && *ret_stop)
		return error_set(e, ERROR_INPUT, "the archive cannot be read further: %s", why);
	return ok;
}

static bool run_members(struct archives_run *run, struct error *e)
{
	size_t retries = 0, count = 0;
	bool stop = false;

	while (!stop) {
		struct archive_entry *entry;
		int ret = archive_read_next_header(run->a, &entry);

		if (ret == ARCHIVE_EOF)
			return true;
		if (ret == ARCHIVE_RETRY && ++retries < RETRIES_MOST)
			continue;
		if (ret < ARCHIVE_WARN || ret == ARCHIVE_RETRY)
			return error_set(e, ERROR_INPUT, "after %zu members: %s", count, failure(run->a));
		if (count++ == 0) {
			const char *name = archive_format_name(run->a);

			visit_property(run->v, "type", bytes_str(name ? name : ""), 0, 0);
		}
		arena_done(&run->names);
		arena_init(&run->names, 1 << 20);
		TRY(member(run, entry, &stop, e));
	}
	return true;
}

bool archives_walk(void *state, const struct visitor *v, struct error *e)
{
	struct archives *s = state;
	struct archives_run run = {.s = s, .v = v, .content = writer_of(0, "member")};
	bool ok;

	run.a = archive_read_new();
	if (!run.a)
		return error_memory(e, "archive");
	arena_init(&run.names, 1 << 20);
	if (archive_read_support_filter_none(run.a) != ARCHIVE_OK || s->kind->enable(run.a) != ARCHIVE_OK ||
	    (s->kind->enable_too && s->kind->enable_too(run.a) != ARCHIVE_OK))
		ok = error_memory(e, "archive");
	else if (archive_read_open_memory(run.a, s->in.at, s->in.len) != ARCHIVE_OK)
		ok = error_set(e, ERROR_INPUT, "%s", failure(run.a));
	else
		ok = run_members(&run, e);
	if (ok && s->kind->cut && s->kind->cut(s->in))
		visit_unread(v, bytes_of("", 0), s->in.len, s->kind->cut(s->in));
	arena_done(&run.names);
	writer_free(&run.content);
	archive_read_free(run.a);
	return ok;
}
