/* The whole way through a real, sandboxed worker: this program starts itself as one. */
#include "assess/unpack/supervise.h"

#include "assess/unpack/shared.h"
#include "assess/unpack/worker.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

/* ------------------------------------------------------- in the worker: dies while it works on a file of that name */

static bool at_work_on_it(const struct shared_slot *slot)
{
	/* the time is set last: looked at on both sides, the name belongs to it */
	return atomic_load(&slot->since_ms) && strstr(slot->chain, "kills-the-worker") && atomic_load(&slot->since_ms);
}

static void *saboteur(void *arg)
{
	struct shared *shared = arg;

	for (;;)
		for (unsigned i = 0; i <= SHARED_THREADS_MAX; i++)
			if (at_work_on_it(&shared->slots[i]) && at_work_on_it(&shared->slots[i]))
				/* not allowed in the sandbox: the kernel kills the process at once, while abort() under
				 * a sanitizer lets the others go on for a while */
				(void)getppid();
	return NULL;
}

static int sabotaged_worker(void)
{
	struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_SHARED, 0);
	pthread_t thread;

	if (shared == MAP_FAILED)
		return 4;
	if (strstr(shared->name, "sabotage") && pthread_create(&thread, NULL, saboteur, shared))
		return 4;
	_exit(worker_main());
}

/* ------------------------------------------------------------------------------------------------ in the test */

struct place {
	char path[64];
};

static void place_make(struct place *p)
{
	snprintf(p->path, sizeof p->path, "/tmp/holdfast-test-XXXXXX");
	assert_non_null(mkdtemp(p->path));
}

static void place_remove(struct place *p)
{
	char line[128];

	snprintf(line, sizeof line, "rm -rf '%s'", p->path);
	assert_int_equal(system(line), 0);
}

static void place_file(const struct place *p, const char *name, const char *text, size_t repeat)
{
	struct writer w = writer_of(1u << 28, "sample");
	char path[256];
	struct error e;

	for (size_t i = 0; i < repeat; i++)
		write_str(&w, text);
	snprintf(path, sizeof path, "%s/%s", p->path, name);
	assert_true(file_write(path, writer_bytes(&w), &e));
	writer_free(&w);
}

static bool has_chain(const struct facts *f, const char *ending)
{
	for (size_t i = 0; i < facts_node_count(f); i++)
		if (bytes_ends(facts_node_at(f, (uint32_t)i)->chain, ending))
			return true;
	return false;
}

static char *facts_text(const struct facts *f)
{
	struct writer w = writer_of(1u << 28, "facts");

	for (unsigned kind = 0; kind < FACT_KINDS; kind++) {
		FACTS_EACH (f, (enum fact_kind)kind, fact) {
			text_print_safe(&w, fact_node_of(f, fact)->chain);
			for (unsigned i = 0; i < fact_kind_fields(fact->kind); i++) {
				write_str(&w, "|");
				text_print_safe(&w, fact->field[i]);
			}
			write_fmt(&w, " %llu %llu\n", (unsigned long long)fact->offset, (unsigned long long)fact->len);
		}
	}
	write_u8(&w, 0);
	return (char *)writer_take(&w).at;
}

static struct facts *observe(const char *path, struct supervise_options options, struct supervise_result *ret)
{
	struct facts *facts = NULL;
	struct error e;

	if (!supervise(path, &options, &facts, ret, &e))
		fail_msg("%s", e.text);
	assert_true(facts_sort(facts, &e));
	return facts;
}

static void a_folder_is_read_through_the_sandbox(void **state)
{
	struct supervise_options options = {.limits = limits_default(), .threads = 2};
	struct supervise_result result;
	struct place place;
	struct facts *facts;
	char link[128];

	(void)state;
	place_make(&place);
	place_file(&place, "hello.txt", "hello\n", 1);
	snprintf(link, sizeof link, "%s/outside", place.path);
	assert_int_equal(symlink("/etc/hostname", link), 0);
	facts = observe(place.path, options, &result);
	assert_true(has_chain(facts, "!/hello.txt"));
	assert_true(has_chain(facts, "!/outside"));
	assert_int_equal(result.files, 1);
	assert_true(result.sandboxed);
	assert_int_equal(facts_count(facts, FACT_UNREAD), 0);
	facts_free(facts);
	place_remove(&place);
}

static void nested_containers_give_chains_that_can_be_followed(void **state)
{
	struct supervise_options options = {.limits = limits_default(), .threads = 2};
	struct supervise_result result;
	struct place place;
	struct facts *facts;
	char line[512], path[128];

	(void)state;
	place_make(&place);
	place_file(&place, "inner.txt", "inner\n", 1);
	snprintf(line, sizeof line, "cd '%s' && tar cf in.tar inner.txt && gzip in.tar && tar cf out.tar in.tar.gz",
		 place.path);
	assert_int_equal(system(line), 0);
	snprintf(path, sizeof path, "%s/out.tar", place.path);
	facts = observe(path, options, &result);
	assert_true(has_chain(facts, "out.tar!0x0:tar!/in.tar.gz!0x0:gzip!0x0:tar!/inner.txt"));
	assert_int_equal(result.explained, result.bytes);
	facts_free(facts);
	place_remove(&place);
}

static void one_and_many_threads_see_the_same(void **state)
{
	const char *corpus = getenv("HOLDFAST_CORPUS");
	struct supervise_options options = {.limits = limits_default()};
	struct supervise_result result;
	char path[4096], *texts[3];

	(void)state;
	snprintf(path, sizeof path, "%s/formats/rootfs.gzip.squashfs", corpus ? corpus : "");
	if (access(path, R_OK))
		skip();
	for (unsigned i = 0; i < 3; i++) {
		struct facts *facts;

		options.threads = (unsigned[]){1, 2, 7}[i];
		facts = observe(path, options, &result);
		texts[i] = facts_text(facts);
		facts_free(facts);
	}
	assert_true(strlen(texts[0]) > 10000);
	assert_string_equal(texts[0], texts[1]);
	assert_string_equal(texts[0], texts[2]);
	for (unsigned i = 0; i < 3; i++)
		free(texts[i]);
}

static void a_node_that_kills_the_worker_costs_that_node_only(void **state)
{
	struct supervise_options options = {.limits = limits_default(), .threads = 2};
	struct supervise_result result;
	struct place place;
	struct facts *facts;
	bool said = false;
	char line[512], path[128];

	(void)state;
	place_make(&place);
	place_file(&place, "before.txt", "before\n", 1);
	/* long enough to be seen at work */
	place_file(&place, "kills-the-worker", "0123456789abcdef", 4u << 20);
	place_file(&place, "then.txt", "then\n", 1);
	snprintf(line, sizeof line, "cd '%s' && tar cf sabotage.tar before.txt kills-the-worker then.txt", place.path);
	assert_int_equal(system(line), 0);
	snprintf(path, sizeof path, "%s/sabotage.tar", place.path);
	facts = observe(path, options, &result);
	assert_true(result.restarts >= 2);
	assert_true(has_chain(facts, "!/before.txt"));
	assert_true(has_chain(facts, "!/then.txt"));
	FACTS_EACH (facts, FACT_UNREAD, fact) {
		assert_true(bytes_ends(fact_node_of(facts, fact)->chain, "!/kills-the-worker"));
		said = bytes_find_str(fact->field[UNREAD_WHY], "a worker died on it") != SIZE_MAX;
	}
	assert_true(said);
	facts_free(facts);
	place_remove(&place);
}

static bool limit_said(const struct facts *facts, const char *name)
{
	FACTS_EACH (facts, FACT_UNREAD, fact) {
		if (fact_is(fact, UNREAD_LIMIT, name) || bytes_find_str(fact->field[UNREAD_WHY], name) != SIZE_MAX)
			return true;
	}
	return false;
}

static void budgets_that_are_hit_are_said(void **state)
{
	struct supervise_options options = {.limits = limits_default(), .threads = 2};
	struct supervise_result result;
	struct place place;
	struct facts *facts;

	(void)state;
	place_make(&place);
	for (unsigned i = 0; i < 40; i++) {
		char name[16];

		snprintf(name, sizeof name, "f%u", i);
		place_file(&place, name, "some text\n", 1);
	}
	place_file(&place, "large", "0123456789abcdef", 8192);
	options.limits.node_bytes = 65536;
	facts = observe(place.path, options, &result);
	assert_true(limit_said(facts, "node_bytes"));
	facts_free(facts);
	options.limits = limits_default();
	options.limits.nodes = 16;
	facts = observe(place.path, options, &result);
	assert_true(limit_said(facts, "nodes"));
	facts_free(facts);
	place_remove(&place);
}

static void what_is_no_file_is_refused(void **state)
{
	struct supervise_options options = {.limits = limits_default()};
	struct supervise_result result;
	struct facts *facts = NULL;
	struct error e;

	(void)state;
	assert_false(supervise("/nonexistent/image", &options, &facts, &result, &e));
	assert_non_null(strstr(e.text, "No such file"));
	assert_false(supervise("/dev/null", &options, &facts, &result, &e));
	assert_non_null(strstr(e.text, "neither a file nor a folder"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_is_read_through_the_sandbox),
		cmocka_unit_test(nested_containers_give_chains_that_can_be_followed),
		cmocka_unit_test(one_and_many_threads_see_the_same),
		cmocka_unit_test(a_node_that_kills_the_worker_costs_that_node_only),
		cmocka_unit_test(budgets_that_are_hit_are_said),
		cmocka_unit_test(what_is_no_file_is_refused),
	};

	if (argc > 0 && strcmp(argv[0], WORKER_NAME) == 0)
		return sabotaged_worker();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
