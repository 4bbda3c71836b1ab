#include "assess/derive/derive_testkit.h"
#include "assess/derive/roots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct world small_root(void)
{
	struct world w = world_new();
	struct error e;

	world_file(&w, "/bin/busybox", 0755, 0,
		   "\x7f"
		   "ELF");
	world_link(&w, "/bin/sh", "busybox");
	world_link(&w, "/sbin/init", "../bin/busybox");
	world_link(&w, "/lib64", "usr/lib");
	world_file(&w, "/usr/lib/libc.so", 0644, 0, "c");
	world_link(&w, "/loop/a", "b");
	world_link(&w, "/loop/b", "a");
	world_link(&w, "/outside", "../../../../etc/passwd");
	world_file(&w, "/etc/passwd", 0644, 0, "root:x:0:0::/:/bin/sh\n");
	world_file(&w, "/etc/inittab", 0644, 0, "::sysinit:/etc/init.d/rcS\n");
	world_file(&w, "/etc/init.d/rcS", 0755, 0, "#!/bin/sh\n/usr/sbin/telnetd\n");
	world_file(&w, "/usr/sbin/telnetd", 0755, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/sbin/unused", 0755, 0,
		   "\x7f"
		   "ELF");
	assert_false(w.failed);
	assert_true(facts_sort(w.facts, &e));
	return w;
}

static void assert_leads(struct world *w, const char *from, const char *to)
{
	const struct fact *file = roots_file(w->facts, bytes_str(WORLD_ROOT), bytes_str(from));

	if (!to) {
		assert_null(file);
		return;
	}
	assert_non_null(file);
	assert_true(bytes_is(fact_node_of(w->facts, file)->path, to));
}

static void links_are_followed_inside_the_root(void **state)
{
	struct world w = small_root();

	(void)state;
	assert_leads(&w, "/bin/busybox", "/bin/busybox");
	assert_leads(&w, "/bin/sh", "/bin/busybox");
	assert_leads(&w, "/sbin/init", "/bin/busybox");
	assert_leads(&w, "/lib64/libc.so", "/usr/lib/libc.so");
	assert_leads(&w, "/outside", "/etc/passwd");
	assert_leads(&w, "/bin/../bin/./sh", "/bin/busybox");
	world_free(&w);
}

static void links_in_a_circle_and_missing_files_lead_nowhere(void **state)
{
	char path[3000];
	struct world w = small_root();

	(void)state;
	assert_leads(&w, "/loop/a", NULL);
	assert_leads(&w, "/bin/none", NULL);
	assert_leads(&w, "", NULL);
	memset(path, 'a', sizeof path - 1);
	path[0] = '/';
	path[sizeof path - 1] = 0;
	assert_leads(&w, path, NULL);
	world_free(&w);
}

static void a_link_whose_rest_is_too_long_leads_nowhere(void **state)
{
	char path[1000], target[600];
	struct world w = world_new();
	struct error e;

	(void)state;
	memset(target, 't', sizeof target - 1);
	target[sizeof target - 1] = 0;
	snprintf(path, sizeof path, "/l/%.*s", 700, "");
	memset(path + 3, 'p', 700);
	path[703] = 0;
	world_link(&w, "/l", target);
	assert_false(w.failed);
	assert_true(facts_sort(w.facts, &e));
	assert_leads(&w, path, NULL);
	world_free(&w);
}

static void programs_are_found_by_name_in_the_usual_folders(void **state)
{
	struct world w = small_root();
	const struct fact *file = roots_program(w.facts, bytes_str(WORLD_ROOT), bytes_str("telnetd"));

	(void)state;
	assert_non_null(file);
	assert_true(bytes_is(fact_node_of(w.facts, file)->path, "/usr/sbin/telnetd"));
	assert_null(roots_program(w.facts, bytes_str(WORLD_ROOT), bytes_str("sshd")));
	world_free(&w);
}

static void what_boot_starts_is_reached_and_the_rest_is_not(void **state)
{
	struct world w = small_root();
	struct reach reach;
	struct arena arena;
	const struct fact *telnetd, *unused;

	(void)state;
	arena_init(&arena, 0);
	assert_true(reach_build(w.facts, &arena, &reach));
	telnetd = roots_file(w.facts, bytes_str(WORLD_ROOT), bytes_str("/usr/sbin/telnetd"));
	unused = roots_file(w.facts, bytes_str(WORLD_ROOT), bytes_str("/usr/sbin/unused"));
	assert_non_null(telnetd);
	assert_non_null(unused);
	assert_int_equal(reach.state[telnetd->node], REACH_YES);
	assert_int_equal(reach.state[unused->node], REACH_NOT_SEEN);
	arena_done(&arena);
	world_free(&w);
}

static void the_path_in_a_command_is_found(void **state)
{
	(void)state;
	assert_true(bytes_is(roots_path_in_command(bytes_str("/usr/sbin/telnetd -l /bin/sh"), bytes_str("telnetd")),
			     "/usr/sbin/telnetd"));
	assert_true(bytes_is(roots_path_in_command(bytes_str("telnetd -l /bin/sh"), bytes_str("telnetd")), "telnetd"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_followed_inside_the_root),
		cmocka_unit_test(links_in_a_circle_and_missing_files_lead_nowhere),
		cmocka_unit_test(a_link_whose_rest_is_too_long_leads_nowhere),
		cmocka_unit_test(programs_are_found_by_name_in_the_usual_folders),
		cmocka_unit_test(what_boot_starts_is_reached_and_the_rest_is_not),
		cmocka_unit_test(the_path_in_a_command_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
