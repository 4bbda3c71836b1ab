#include "assess/formats/format_testkit.h"

#include "core/base/text.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tests link with --wrap: allocation number `fail_at` of the code under test fails. Counts down; below zero: never. */
static long fail_at = -1;
static bool fail_hit;

void *__real_malloc(size_t len);
void *__real_calloc(size_t count, size_t len);
void *__real_realloc(void *at, size_t len);
void *__wrap_malloc(size_t len);
void *__wrap_calloc(size_t count, size_t len);
void *__wrap_realloc(void *at, size_t len);

static bool fails_now(void)
{
	if (fail_at < 0)
		return false;
	if (fail_at-- == 0) {
		fail_hit = true;
		return true;
	}
	return false;
}
void *__wrap_malloc(size_t len)
{
	return fails_now() ? NULL : __real_malloc(len);
}
void *__wrap_calloc(size_t count, size_t len)
{
	return fails_now() ? NULL : __real_calloc(count, len);
}
void *__wrap_realloc(void *at, size_t len)
{
	return fails_now() ? NULL : __real_realloc(at, len);
}

size_t testkit_failing_each(void (*run)(void *ctx), void *ctx, size_t max)
{
	size_t n;

	for (n = 0; n < max; n++) {
		fail_hit = false;
		fail_at = (long)n;
		run(ctx);
		fail_at = -1;
		if (!fail_hit)
			break;
	}
	return n;
}

size_t testkit_failing_some(void (*run)(void *ctx), void *ctx, size_t dense, size_t part)
{
	size_t tried = 0;

	for (size_t n = 0;; n += n < dense ? 1 : 1 + n / part) {
		fail_hit = false;
		fail_at = (long)n;
		run(ctx);
		fail_at = -1;
		if (!fail_hit)
			return tried;
		tried++;
	}
}

struct bytes testkit_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t *at;
	size_t len = 0;

	if (fd < 0)
		return (struct bytes){NULL, 0};
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return (struct bytes){NULL, 0};
	}
	at = __real_malloc(st.st_size ? (size_t)st.st_size : 1);
	while (at && len < (size_t)st.st_size) {
		ssize_t n = read(fd, at + len, (size_t)st.st_size - len);

		if (n <= 0)
			break;
		len += (size_t)n;
	}
	close(fd);
	return bytes_of(at, len);
}

struct bytes testkit_corpus(const char *name)
{
	const char *root = getenv("HOLDFAST_CORPUS");
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", root ? root : "../shared/corpus", name);
	return testkit_file(path);
}

struct bytes testkit_make(const char *command)
{
	char folder[] = "/tmp/holdfast-test-XXXXXX", line[8192], path[64];
	struct bytes ret = {NULL, 0};

	if (!mkdtemp(folder))
		return ret;
	snprintf(path, sizeof path, "%s/out", folder);
	snprintf(line, sizeof line, "set -- '%s' '%s'; ( %s ) >/dev/null 2>&1", path, folder, command);
	if (system(line) == 0)
		ret = testkit_file(path);
	snprintf(line, sizeof line, "rm -rf '%s'", folder);
	if (system(line) != 0)
		fprintf(stderr, "could not remove %s\n", folder);
	return ret;
}

struct listing {
	const struct format *format;
	void *state;
	struct writer out;
	const char *want; /* a path whose content is wanted */
	struct writer content;
	bool found;
};

static const char type_letter[] = {
	[NODE_FILE] = 'f',  [NODE_DIR] = 'd',  [NODE_SYMLINK] = 'l', [NODE_HARDLINK] = 'h', [NODE_CHAR] = 'c',
	[NODE_BLOCK] = 'b', [NODE_FIFO] = 'p', [NODE_SOCKET] = 's',  [NODE_PART] = 'P',
};

static bool list_node(void *ctx, const struct node *n, struct error *e)
{
	struct listing *l = ctx;
	struct writer content = writer_of(1u << 30, "content");
	struct bytes data = n->bytes;
	struct error failed = {0};
	uint8_t sum[32];
	char hex[65] = "-";

	if (n->kind == CONTENT_LAZY) {
		if (!l->format->load(l->state, n->cookie, n->size, &content, &failed))
			strcpy(hex, "unloadable");
		data = writer_bytes(&content);
	}
	if ((n->kind != CONTENT_NONE || n->type == NODE_FILE) && hex[0] == '-') {
		SHA256(data.len ? data.at : (const uint8_t *)"", data.len, sum);
		text_hex(bytes_of(sum, 32), hex);
	}
	if (n->type == NODE_FILE && n->kind != CONTENT_NONE && data.len != n->size && !failed.code)
		write_fmt(&l->out, "size differs: node says %llu, content has %zu\n", (unsigned long long)n->size,
			  data.len);
	if (n->has_owner)
		write_fmt(&l->out, "%c %04o %u %u %llu %s ", type_letter[n->type], n->mode & 07777, n->uid, n->gid,
			  (unsigned long long)n->size, hex);
	else
		write_fmt(&l->out, "%c - - - %llu %s ", type_letter[n->type], (unsigned long long)n->size, hex);
	text_print_safe(&l->out, n->path);
	if (n->link.len) {
		write_str(&l->out, " -> ");
		text_print_safe(&l->out, n->link);
	}
	if (failed.code)
		write_fmt(&l->out, " (%s)", failed.text);
	write_str(&l->out, "\n");
	if (l->want && bytes_is(n->path, l->want)) {
		l->found = true;
		writer_reset(&l->content);
		write_bytes(&l->content, data);
	}
	writer_free(&content);
	return writer_done(&l->out, e);
}

static void list_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	struct listing *l = ctx;

	write_str(&l->out, "unread ");
	text_print_safe(&l->out, path);
	write_fmt(&l->out, " @0x%llx: %s\n", (unsigned long long)offset, why);
}

static void list_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	struct listing *l = ctx;

	(void)offset;
	(void)len;
	write_fmt(&l->out, "property %s = ", key);
	text_print_safe(&l->out, value);
	write_str(&l->out, "\n");
}

static void list_all(struct listing *l, struct bytes in)
{
	struct visitor v = {l, list_node, list_unread, list_property};
	struct limits limits = limits_default();
	struct claim claim = {0};
	struct arena arena;
	struct error e;

	if (l->format->probe(in, &claim)) {
		if (claim.len == 0 || claim.len > in.len) {
			write_str(&l->out, "error: claim outside the input\n");
			return;
		}
		in.len = (size_t)claim.len;
	} else {
		write_str(&l->out, "error: probe says no\n");
	}
	arena_init(&arena, 0);
	if (!l->format->open(in, &limits, &arena, &l->state, &e)) {
		write_fmt(&l->out, "error: %s\n", e.text);
	} else {
		if (!l->format->walk(l->state, &v, &e))
			write_fmt(&l->out, "error: %s\n", e.text);
		if (l->format->close)
			l->format->close(l->state);
	}
	arena_done(&arena);
}

char *testkit_listing(const struct format *format, struct bytes in)
{
	struct listing l = {.format = format, .out = writer_of(1u << 28, "listing"), .content = writer_of(0, "none")};

	list_all(&l, in);
	write_u8(&l.out, 0);
	if (!writer_ok(&l.out)) {
		writer_free(&l.out);
		return NULL;
	}
	return (char *)writer_take(&l.out).at;
}

struct bytes testkit_member(const struct format *format, struct bytes in, const char *path)
{
	struct listing l = {.format = format,
			    .out = writer_of(1u << 28, "listing"),
			    .want = path,
			    .content = writer_of(1u << 30, "content")};
	struct bytes ret = {NULL, 0};

	list_all(&l, in);
	writer_free(&l.out);
	if (l.found) {
		ret = writer_take(&l.content);
		if (!ret.at)
			ret.at = __real_calloc(1, 1);
	} else {
		writer_free(&l.content);
	}
	return ret;
}

static size_t try_one(const struct format *format, struct bytes in, size_t len)
{
	uint8_t *copy = __real_malloc(len ? len : 1);
	char *listing;

	if (!copy)
		return 0;
	if (len)
		memcpy(copy, in.at, len);
	listing = testkit_listing(format, bytes_of(copy, len));
	free(listing);
	free(copy);
	return 1;
}

size_t testkit_all_prefixes(const struct format *format, struct bytes in, size_t dense, size_t step)
{
	size_t count = 0;

	for (size_t len = 0; len < in.len; len += len < dense ? 1 : step)
		count += try_one(format, in, len);
	return count;
}

struct failing {
	const struct format *format;
	struct bytes in;
};

static void failing_run(void *ctx)
{
	struct failing *f = ctx;

	free(testkit_listing(f->format, f->in));
}

size_t testkit_failing_allocations(const struct format *format, struct bytes in, size_t max)
{
	struct failing f = {format, in};

	return testkit_failing_each(failing_run, &f, max);
}

/* One row of FILES.tsv as the listing would print it; false for the header. */
static bool expected_line(struct bytes row, bool modes, char *ret, size_t room)
{
	struct bytes column[7], rest = row;
	size_t count = 0;

	while (count < 7 && text_split(&rest, '\t', &column[count]))
		count++;
	if (count < 7 || bytes_is(column[0], "type"))
		return false;
#define COLUMN(i) (int)column[i].len, (const char *)column[i].at
	if (modes)
		snprintf(ret, room, "%.*s %s%.*s %.*s %.*s %.*s %.*s /%.*s%s%.*s", COLUMN(0),
			 column[1].len == 3 ? "0" : "", COLUMN(1), COLUMN(2), COLUMN(3), COLUMN(4),
			 bytes_is(column[0], "f") ? (int)column[5].len : 1,
			 bytes_is(column[0], "f") ? (const char *)column[5].at : "-", COLUMN(6),
			 bytes_is(column[0], "l") ? " -> " : "", bytes_is(column[0], "l") ? (int)column[5].len : 0,
			 (const char *)column[5].at);
	else
		snprintf(ret, room, " %.*s %.*s /%.*s%s%.*s", COLUMN(4),
			 bytes_is(column[0], "f") ? (int)column[5].len : 1,
			 bytes_is(column[0], "f") ? (const char *)column[5].at : "-", COLUMN(6),
			 bytes_is(column[0], "l") ? " -> " : "", bytes_is(column[0], "l") ? (int)column[5].len : 0,
			 (const char *)column[5].at);
#undef COLUMN
	return true;
}

const char *testkit_compare_files_tsv(const struct format *format, struct bytes in, bool modes)
{
	static char message[1024];
	struct bytes tsv = testkit_corpus("formats/FILES.tsv"), rest = tsv, row;
	char *listing = testkit_listing(format, in), want[768];
	const char *ret = NULL;
	size_t rows = 0;

	if (!tsv.at || !listing)
		ret = "no FILES.tsv or no listing";
	while (!ret && rest.at && text_split(&rest, '\n', &row)) {
		const char *hit;
		size_t len;

		if (!expected_line(row, modes, want, sizeof want))
			continue;
		rows++;
		len = strlen(want);
		for (hit = strstr(listing, want); hit && hit[len] != '\n'; hit = strstr(hit + 1, want))
			;
		if (!hit) {
			snprintf(message, sizeof message, "missing: %s", want);
			ret = message;
		}
	}
	if (!ret && rows < 300)
		ret = "FILES.tsv has too few rows";
	if (!ret && strstr(listing, "error: "))
		ret = "the listing ends in an error";
	free(listing);
	free((void *)tsv.at);
	return ret;
}
