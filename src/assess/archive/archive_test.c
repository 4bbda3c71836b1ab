/* The store, and what is left of it when the power is cut or the disk is full at any call that writes. These calls come
 * through here (src/meson.build, `wrapped`). */
#include "assess/archive/archive.h"

#include "core/sys/file.h"
#include "core/sys/scratch_testkit.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { NOW = 1769860800 /* 2026-01-31T12:00:00Z */, INODES = 64 };

/* Shared with the child whose power is cut. */
static struct disk {
	enum { DISK_FINE, DISK_CUT, DISK_CUT_HALF, DISK_FULL } mode;
	long at; /* the call, from 0; -1: never */
	long calls;
	struct {
		ino_t inode;
		off_t size; /* as of the last fsync */
	} synced[INODES];
	size_t synced_count;
} * disk;

ssize_t __real_write(int fd, const void *at, size_t len);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_ftruncate64(int fd, off_t len);
int __real_mkdir(const char *path, mode_t mode);
int __real_unlink(const char *path);
ssize_t __wrap_write(int fd, const void *at, size_t len);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_ftruncate64(int fd, off_t len);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_unlink(const char *path);

/* True where the call goes through; otherwise errno is set, or the process is gone. */
static bool powered(bool needs_room)
{
	long call;

	if (!disk || disk->mode == DISK_FINE)
		return true;
	call = disk->calls++;
	if (disk->mode == DISK_FULL) {
		/* from then on nothing more fits; taking away goes on */
		if (call >= disk->at && needs_room) {
			errno = ENOSPC;
			return false;
		}
		return true;
	}
	if (call == disk->at)
		_exit(77);
	return true;
}

ssize_t __wrap_write(int fd, const void *at, size_t len)
{
	if (disk && disk->mode == DISK_CUT_HALF && disk->calls == disk->at) {
		(void)!__real_write(fd, at, (len + 1) / 2);
		_exit(77);
	}
	return powered(true) ? __real_write(fd, at, len) : -1;
}

int __wrap_fsync(int fd)
{
	struct stat st;
	size_t i = 0;

	if (!powered(true))
		return -1;
	if (disk && disk->mode != DISK_FINE && fstat(fd, &st) == 0) {
		while (i < disk->synced_count && disk->synced[i].inode != st.st_ino)
			i++;
		if (i < INODES) {
			disk->synced[i].inode = st.st_ino;
			disk->synced[i].size = st.st_size;
			disk->synced_count += i == disk->synced_count;
		}
	}
	return __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
	return powered(true) ? __real_rename(from, to) : -1;
}

int __wrap_ftruncate64(int fd, off_t len)
{
	return powered(false) ? __real_ftruncate64(fd, len) : -1;
}

int __wrap_mkdir(const char *path, mode_t mode)
{
	return powered(true) ? __real_mkdir(path, mode) : -1;
}

int __wrap_unlink(const char *path)
{
	return powered(false) ? __real_unlink(path) : -1;
}

static const char *in(void **state, const char *name)
{
	static char paths[4][160];
	static size_t next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", (char *)*state, name);
	return path;
}

static int32_t day(const char *text)
{
	int32_t ret = RETENTION_UNKNOWN;

	if (text)
		assert_true(day_parse(bytes_str(text), &ret));
	return ret;
}

static bool add(void **state, const char *file, const char *kind, const char *placed, char head[ARCHIVE_HEX],
		struct error *e)
{
	const char *files[] = {in(state, file)};
	struct archive_request r = {.files = files,
				    .count = 1,
				    .kind = kind,
				    .product = "Lock",
				    .dates = {day("2026-01-31"), day("2031-12-31"), day(placed)},
				    .now = NOW};
	struct archive a;
	bool ok;

	TRY(archive_open(in(state, "store"), ARCHIVE_CREATE, &a, e));
	ok = archive_add(&a, &r, e);
	if (ok && head)
		memcpy(head, a.log.head, ARCHIVE_HEX);
	archive_close(&a);
	return ok;
}

static void added(void **state, const char *file, char head[ARCHIVE_HEX])
{
	struct error e;

	if (!add(state, file, "psti-statement", NULL, head, &e))
		fail_msg("%s", e.text);
}

/* "P text" and "n text" lines, on a day. */
static const char *verified_on(void **state, const char *today, uint64_t *ret_files)
{
	static char text[4096];
	struct archive_report r;
	struct archive a;
	struct error e;

	if (!archive_open(in(state, "store"), ARCHIVE_READ, &a, &e) ||
	    !archive_verify(&a, (time_t)day(today) * DAY_SECONDS, &r, &e))
		fail_msg("%s", e.text);
	text[0] = 0;
	for (size_t i = 0; i < r.count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%c %s\n", r.lines[i].problem ? 'P' : 'n',
			 r.lines[i].text);
	if (ret_files)
		*ret_files = r.files;
	archive_report_done(&r);
	archive_close(&a);
	return text;
}

static const char *verified(void **state, uint64_t *ret_files)
{
	return verified_on(state, "2099-01-01", ret_files);
}

static size_t entries(void **state, char head[ARCHIVE_HEX])
{
	struct archive a;
	struct error e;
	size_t count;

	assert_true(archive_open(in(state, "store"), ARCHIVE_READ, &a, &e));
	count = a.log.count;
	memcpy(head, a.log.head, ARCHIVE_HEX);
	archive_close(&a);
	return count;
}

static void what_is_added_is_there_and_the_head_is_the_hash_of_the_last_line(void **state)
{
	char head[ARCHIVE_HEX], first[ARCHIVE_HEX];
	struct archive a;
	struct bytes content;
	struct error e;
	uint64_t files, at;

	scratch_shell(state, "printf one >a && printf two >b");
	added(state, "a", first);
	added(state, "b", head);
	added(state, "a", head); /* issued again: an entry, the same document */
	assert_string_equal(verified(state, &files), "");
	assert_int_equal(files, 2);
	assert_true(archive_open(in(state, "store"), ARCHIVE_READ, &a, &e));
	assert_int_equal(a.log.count, 3);
	assert_string_equal(a.log.entries[0].keep_until, "2036-01-31");
	assert_true(archive_load(&a, &a.log.entries[1].documents[0].file, &content, &e));
	assert_true(bytes_is(content, "two"));
	free((void *)(uintptr_t)content.at);
	assert_true(archive_find_head(&a, first, &at));
	assert_int_equal(at, 1);
	assert_true(archive_find_head(&a, head, &at));
	assert_int_equal(at, 3);
	first[5] ^= 1;
	assert_false(archive_find_head(&a, first, &at));
	archive_close(&a);
	snprintf(first, sizeof first, "%s", head);
	{
		char line[512];

		snprintf(line, sizeof line, "test \"$(tail -n 1 store/log.jsonl | tr -d '\\n' | sha256sum)\" = '%s  -'",
			 head);
		scratch_shell(state, line);
	}
}

static void a_missing_or_changed_document_and_an_edited_log_are_named(void **state)
{
	char head[ARCHIVE_HEX];
	struct error e;

	scratch_shell(state, "printf one >a && printf two >b && printf three >c");
	added(state, "a", NULL);
	added(state, "b", NULL);
	added(state, "c", head);
	scratch_shell(
		state,
		"cp -r store whole && cd store/documents && printf tw0 >$(printf two | sha256sum | cut -c1-64) && "
		"rm $(printf one | sha256sum | cut -c1-64)");
	assert_non_null(strstr(verified(state, NULL), "P entry 1: document 'a' is missing"));
	assert_non_null(strstr(verified(state, NULL), "P entry 2: document 'b' was changed"));
	/* putting the right ones back is a repair */
	added(state, "a", NULL);
	added(state, "b", NULL);
	assert_string_equal(verified(state, NULL), "");
	scratch_shell(state, "sed -i 's/2036-01-31/2026-01-31/;2!b' store/log.jsonl");
	assert_non_null(strstr(verified(state, NULL), "P entry 2: it does not follow"));
	assert_false(add(state, "a", "other", NULL, head, &e));
	assert_non_null(strstr(e.text, "damaged, nothing is added"));
	/* a removed entry, two that changed places */
	scratch_shell(state, "rm -r store && cp -r whole store && sed -i 2d store/log.jsonl");
	assert_non_null(strstr(verified(state, NULL), "P entry 2: it does not follow"));
	scratch_shell(state, "{ sed -n 2p whole/log.jsonl; sed -n 1p whole/log.jsonl; sed -n 3p whole/log.jsonl; } "
			     ">store/log.jsonl");
	assert_non_null(strstr(verified(state, NULL), "P entry 1: it does not follow"));
	/* cut off the end: the head alone shows it */
	scratch_shell(state, "head -n 2 whole/log.jsonl >store/log.jsonl");
	assert_null(strstr(verified(state, NULL), "P "));
	{
		struct archive a;
		uint64_t at;

		assert_true(archive_open(in(state, "store"), ARCHIVE_READ, &a, &e));
		assert_false(archive_find_head(&a, head, &at));
		archive_close(&a);
	}
}

static void a_store_that_lost_its_log_is_not_begun_anew(void **state)
{
	struct error e;

	scratch_shell(state, "printf one >a");
	added(state, "a", NULL);
	scratch_shell(state, "rm store/log.jsonl");
	assert_false(add(state, "a", "other", NULL, NULL, &e));
	assert_non_null(strstr(e.text, "lost its log"));
	scratch_shell(state, "rm -r store && mkdir store && : >store/holiday.jpg");
	assert_false(add(state, "a", "other", NULL, NULL, &e));
	assert_non_null(strstr(e.text, "not an archive"));
	assert_false(archive_open(in(state, "none"), ARCHIVE_READ, &(struct archive){0}, &e));
}

static void a_torn_entry_is_told_cut_off_and_noted(void **state)
{
	char before[ARCHIVE_HEX], after[ARCHIVE_HEX];

	scratch_shell(state, "printf one >a");
	added(state, "a", before);
	scratch_shell(state, "printf '{\"at\":\"2026' >>store/log.jsonl");
	assert_int_equal(entries(state, after), 1);
	assert_string_equal(after, before);
	assert_non_null(strstr(verified(state, NULL), "n the last 11 bytes of the log"));
	added(state, "a", after);
	assert_int_equal(entries(state, after), 2);
	assert_non_null(strstr(verified(state, NULL), "n entry 2: before it, 11 bytes"));
	assert_null(strstr(verified(state, NULL), "P "));
}

static void documents_go_when_their_time_is_over_and_not_a_day_before(void **state)
{
	struct archive a;
	struct error e;
	uint64_t files;
	size_t count;
	const time_t later = (time_t)day("2036-06-01") * DAY_SECONDS;

	scratch_shell(state, "printf one >a && printf two >b");
	added(state, "a", NULL);
	added(state, "b", NULL);
	assert_true(add(state, "b", "eu-declaration", "2030-01-01", NULL, &e));
	assert_true(archive_open(in(state, "store"), ARCHIVE_WRITE, &a, &e));
	assert_false(archive_expire(&a, day("2036-02-01"), NOW, &count, &e)); /* lies ahead */
	assert_true(archive_expire(&a, day("2036-01-31"), later, &count, &e));
	assert_int_equal(count, 0);
	assert_int_equal(a.log.count, 3);
	/* longer than said: never shorter */
	assert_false(archive_extend(&a, 1, &(struct retention_dates){-1, day("2032-01-01"), -1}, NOW, &e));
	assert_true(archive_extend(&a, 1, &(struct retention_dates){-1, day("2036-03-01"), -1}, NOW, &e));
	assert_false(archive_extend(&a, 4, &(struct retention_dates){-1, day("2046-03-01"), -1}, NOW, &e));
	assert_true(archive_expire(&a, day("2036-02-20"), later, &count, &e));
	assert_int_equal(count, 1);
	assert_true(a.log.entries[1].expired);
	assert_true(archive_extend(&a, 3, &(struct retention_dates){-1, -1, day("2031-01-01")}, later, &e));
	archive_close(&a);
	assert_string_equal(verified(state, &files), "");
	assert_int_equal(files, 2); /* b is still needed by entry 3 */
	assert_true(archive_open(in(state, "store"), ARCHIVE_WRITE, &a, &e));
	assert_true(archive_expire(&a, day("2042-01-01"), (time_t)day("2042-01-01") * DAY_SECONDS, &count, &e));
	assert_int_equal(count, 2);
	assert_true(archive_expire(&a, day("2042-01-01"), (time_t)day("2042-01-01") * DAY_SECONDS, &count, &e));
	assert_int_equal(count, 0);
	archive_close(&a);
	assert_string_equal(verified(state, &files), "");
	assert_int_equal(files, 0);
	scratch_shell(state, "test -z \"$(ls store/documents)\"");
}

static void a_clock_that_ran_back_or_ahead_is_told(void **state)
{
	struct archive a;
	struct error e;
	size_t count;

	scratch_shell(state, "printf one >a");
	added(state, "a", NULL);
	assert_true(archive_open(in(state, "store"), ARCHIVE_WRITE, &a, &e));
	assert_true(archive_extend(&a, 1, &(struct retention_dates){-1, day("2037-01-01"), -1}, NOW - 9, &e));
	archive_close(&a);
	assert_string_equal(verified_on(state, "2026-02-01", NULL),
			    "n entry 2 is dated 2026-01-31T11:59:51Z, before the entry that it follows "
			    "(2026-01-31T12:00:00Z): a clock was wrong\n");
	/* documents that a wrong clock let go */
	assert_true(archive_open(in(state, "store"), ARCHIVE_WRITE, &a, &e));
	assert_true(archive_expire(&a, day("2037-02-01"), (time_t)day("2037-03-01") * DAY_SECONDS, &count, &e));
	assert_int_equal(count, 1);
	archive_close(&a);
	assert_non_null(
		strstr(verified_on(state, "2026-02-01", NULL), "P entry 3 is dated 2037-03-01T00:00:00Z, which"));
	assert_null(strstr(verified_on(state, "2037-03-01", NULL), "P "));
	added(state, "a", NULL);
	assert_non_null(
		strstr(verified_on(state, "2026-01-29", NULL), "n entry 4 is dated 2026-01-31T12:00:00Z, which"));
}

static void what_cannot_be_archived_is_refused(void **state)
{
	struct error e;

	scratch_shell(state, "printf one >a && printf junk >a.p7s && printf two >b");
	assert_false(add(state, "a", "psti-statement", NULL, NULL, &e)); /* its signature does not fit */
	assert_non_null(strstr(e.text, "a.p7s"));
	assert_false(add(state, "a.p7s", "psti-statement", NULL, NULL, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_false(add(state, "b", "eu-declaration", NULL, NULL, &e));
	assert_non_null(strstr(e.text, "--placed"));
	assert_false(add(state, "b", "statement", NULL, NULL, &e));
	assert_false(add(state, "none", "psti-statement", NULL, NULL, &e));
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
	assert_string_equal(verified(state, NULL), "");
}

/* What an operation in a child may do to the disk. */
static int run(void **state, int mode, long at, bool (*operation)(void **state, struct error *e))
{
	pid_t child;
	int status;

	memset(disk, 0, sizeof *disk);
	disk->at = at;
	child = fork();
	if (child == 0) {
		struct error e;

		disk->mode = mode;
		_exit(operation(state, &e) ? 0 : 9);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	disk->mode = DISK_FINE;
	return WEXITSTATUS(status);
}

/* What had not reached the disk is gone: every file that was written is cut to its length at its last fsync, or
 * emptied; the log to no less than it had before. */
static void lose_unsynced(void **state)
{
	struct stat log = {0};
	char line[512];
	FILE *list;
	char path[256];

	(void)!stat(in(state, "whole/log.jsonl"), &log);
	snprintf(line, sizeof line, "find '%s/store' -type f -newer '%s/mark'", (char *)*state, (char *)*state);
	list = popen(line, "r");
	while (list && fgets(path, sizeof path, list)) {
		struct stat st;
		off_t keep = 0;

		path[strcspn(path, "\n")] = 0;
		if (stat(path, &st))
			continue;
		for (size_t i = 0; i < disk->synced_count; i++)
			if (disk->synced[i].inode == st.st_ino)
				keep = disk->synced[i].size;
		if (strstr(path, "log.jsonl") && keep < log.st_size)
			keep = log.st_size;
		if (st.st_size > keep)
			assert_int_equal(truncate(path, keep), 0);
	}
	if (list)
		pclose(list);
}

static bool add_b(void **state, struct error *e)
{
	return add(state, "b", "psti-statement", NULL, NULL, e);
}

static bool expire_all(void **state, struct error *e)
{
	struct archive a;
	size_t count;
	bool ok;

	TRY(archive_open(in(state, "store"), ARCHIVE_WRITE, &a, e));
	ok = archive_expire(&a, day("2042-01-01"), (time_t)day("2042-01-01") * DAY_SECONDS, &count, e);
	archive_close(&a);
	return ok;
}

/* At every call: the store is whole, holds what it held, and the same operation goes through afterwards. */
static void survives(void **state, int mode, bool lose, bool (*operation)(void **state, struct error *e), size_t before)
{
	long at;

	for (at = 0; at < 200; at++) {
		char head[ARCHIVE_HEX];
		const char *told;
		struct error e;
		size_t count;
		int status;

		scratch_shell(state,
			      "rm -rf store && { test ! -d whole || cp -a whole store; } && touch mark && sleep 0.02");
		status = run(state, mode, at, operation);
		if (status == 0) {
			/* it said that it was done: then it is, whatever happens */
			if (lose)
				lose_unsynced(state);
			assert_int_equal(entries(state, head), before + 1);
			assert_string_equal(verified(state, NULL), "");
			break;
		}
		assert_int_equal(status, mode == DISK_FULL ? 9 : 77);
		if (lose)
			lose_unsynced(state);
		if (access(in(state, "store/log.jsonl"), F_OK) == 0) {
			count = entries(state, head);
			if (count != before && count != before + 1)
				fail_msg("call %ld: %zu entries", at, count);
			told = verified(state, NULL);
			if (strstr(told, "P "))
				fail_msg("call %ld: %s", at, told);
			if (mode == DISK_FULL && strstr(told, "of the log"))
				fail_msg("call %ld: a torn line was left: %s", at, told);
		} else if (before) {
			fail_msg("call %ld: the log is gone", at);
		}
		if (!operation(state, &e))
			fail_msg("call %ld: not again: %s", at, e.text);
		told = verified(state, NULL);
		if (strstr(told, "P ") || strstr(told, "belong to no entry"))
			fail_msg("call %ld, again: %s", at, told);
	}
	assert_true(at > 5 && at < 200);
}

static void a_power_cut_at_any_write_of_an_addition_leaves_the_store_whole(void **state)
{
	scratch_shell(state, "printf one >a && printf two >b");
	survives(state, DISK_CUT, false, add_b, 0);
	scratch_shell(state, "rm -rf store");
	added(state, "a", NULL);
	scratch_shell(state, "mv store whole");
	survives(state, DISK_CUT, false, add_b, 1);
	survives(state, DISK_CUT, true, add_b, 1);
	survives(state, DISK_CUT_HALF, false, add_b, 1);
	survives(state, DISK_CUT_HALF, true, add_b, 1);
}

static void a_disk_that_is_full_at_any_write_leaves_the_store_whole(void **state)
{
	scratch_shell(state, "printf one >a && printf two >b");
	survives(state, DISK_FULL, false, add_b, 0);
	scratch_shell(state, "rm -rf store");
	added(state, "a", NULL);
	scratch_shell(state, "mv store whole");
	survives(state, DISK_FULL, false, add_b, 1);
}

static void a_power_cut_while_documents_are_dropped_is_caught_up_with(void **state)
{
	scratch_shell(state, "printf one >a && printf two >b");
	added(state, "a", NULL);
	added(state, "b", NULL);
	scratch_shell(state, "mv store whole");
	survives(state, DISK_CUT, false, expire_all, 2);
	survives(state, DISK_CUT_HALF, true, expire_all, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_added_is_there_and_the_head_is_the_hash_of_the_last_line,
						scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(a_missing_or_changed_document_and_an_edited_log_are_named, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_store_that_lost_its_log_is_not_begun_anew, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_torn_entry_is_told_cut_off_and_noted, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(documents_go_when_their_time_is_over_and_not_a_day_before, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_clock_that_ran_back_or_ahead_is_told, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(what_cannot_be_archived_is_refused, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(a_power_cut_at_any_write_of_an_addition_leaves_the_store_whole,
						scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(a_disk_that_is_full_at_any_write_leaves_the_store_whole, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_power_cut_while_documents_are_dropped_is_caught_up_with, scratch_new,
						scratch_remove),
	};

	disk = mmap(NULL, sizeof *disk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (disk == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
