#include "assess/unpack/directory.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct seen {
	struct writer list;
	void *state;
	uint64_t cookie, size; /* of the last lazy file */
};

static bool on_node(void *ctx, const struct node *n, struct error *e)
{
	struct seen *s = ctx;

	(void)e;
	write_fmt(&s->list, "%d %.*s", n->type, (int)n->path.len, (const char *)n->path.at);
	if (n->link.len)
		write_fmt(&s->list, "->%.*s", (int)n->link.len, (const char *)n->link.at);
	write_str(&s->list, "\n");
	if (n->kind == CONTENT_LAZY) {
		s->cookie = n->cookie;
		s->size = n->size;
	}
	return true;
}

static void on_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	struct seen *s = ctx;

	(void)offset;
	write_fmt(&s->list, "unread %.*s %s\n", (int)path.len, (const char *)path.at, why);
}

static void on_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	(void)ctx, (void)key, (void)value, (void)offset, (void)len;
}

static void links_are_told_and_never_followed(void **state)
{
	char folder[] = "/tmp/holdfast-test-XXXXXX", line[512];
	struct seen s = {.list = writer_of(1u << 20, "list")};
	struct visitor v = {&s, on_node, on_unread, on_property};
	struct writer content = writer_of(100, "content");
	struct error e;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(line, sizeof line,
		 "cd '%s' && mkdir b && echo 12345 > b/file && ln b/file b/same && ln -s / a && mkfifo b/pipe", folder);
	assert_int_equal(system(line), 0);
	fd = open(folder, O_RDONLY | O_DIRECTORY);
	assert_true(directory_open(fd, &s.state, &e));
	assert_true(format_directory.walk(s.state, &v, &e));
	write_u8(&s.list, 0);
	assert_string_equal((const char *)s.list.at, "2 /a->/\n1 /b\n0 /b/file\n6 /b/pipe\n3 /b/same->/b/file\n");
	assert_true(format_directory.load(s.state, s.cookie, s.size, &content, &e));
	assert_true(bytes_is(writer_bytes(&content), "12345\n"));
	/* swapped for a link meanwhile: not followed */
	snprintf(line, sizeof line, "cd '%s/b' && rm file && ln -s /etc/passwd file", folder);
	assert_int_equal(system(line), 0);
	assert_false(format_directory.load(s.state, s.cookie, s.size, &content, &e));
	format_directory.close(s.state);
	close(fd);
	snprintf(line, sizeof line, "rm -rf '%s'", folder);
	assert_int_equal(system(line), 0);
	writer_free(&s.list);
	writer_free(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_told_and_never_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
