#include "assess/archive/manifest.h"

#include "assess/formats/format_testkit.h"
#include "core/sys/file.h"
#include "core/sys/scratch_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct bytes manifest_bytes(void **state)
{
	char path[128];
	struct bytes in;
	struct error e;

	snprintf(path, sizeof path, "%s/" MANIFEST_NAME, (char *)*state);
	assert_true(file_read(path, MANIFEST_MAX, &in, &e));
	return in;
}

static struct manifest made(void **state)
{
	struct manifest m;
	struct bytes in;
	struct error e;

	if (!manifest_make(*state, DIGEST, false, &e))
		fail_msg("%s", e.text);
	in = manifest_bytes(state);
	if (!manifest_read(in, &m, &e))
		fail_msg("%s", e.text);
	free((void *)(uintptr_t)in.at);
	return m;
}

/* "C path: why" lines. */
static const char *differences(void **state, const struct manifest *m)
{
	static char text[4096];
	struct manifest_result r;
	struct error e;

	if (!manifest_check(*state, m, &r, &e))
		fail_msg("%s", e.text);
	text[0] = 0;
	for (size_t i = 0; i < r.count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%c %s: %s\n",
			 "MAC"[r.findings[i].difference], r.findings[i].path, r.findings[i].why);
	manifest_result_done(&r);
	return text;
}

static void a_manifest_is_canonical_and_reads_back(void **state)
{
	static const char want[] =
		"{\n \"case_sha256\": \"" DIGEST "\",\n \"files\": [\n"
		"  {\n   \"path\": \"a/b.txt\",\n   \"sha256\": "
		"\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\",\n"
		"   \"size\": 3\n  },\n  {\n   \"path\": \"\xc3\xa9t\xc3\xa9\",\n   \"sha256\": "
		"\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\n"
		"   \"size\": 0\n  }\n ],\n \"format\": \"holdfast-manifest\",\n \"version\": 1\n}\n";
	struct manifest m;
	struct bytes in;

	scratch_shell(state, "mkdir a && printf abc >a/b.txt && : >'\xc3\xa9t\xc3\xa9' && echo x >manifest.json.p7s");
	m = made(state);
	in = manifest_bytes(state);
	if (!bytes_is(in, want))
		fail_msg("%.*s", (int)in.len, in.at);
	free((void *)(uintptr_t)in.at);
	assert_int_equal(m.count, 2);
	assert_string_equal(differences(state, &m), "");
	assert_true(manifest_case_fits(&m, DIGEST));
	assert_false(manifest_case_fits(&m, "01112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"));
	assert_false(manifest_case_fits(&m, ""));
	manifest_done(&m);
}

static void every_file_that_is_changed_added_or_missing_is_named(void **state)
{
	struct manifest m;

	scratch_shell(state, "mkdir -p a/c && printf abc >a/b && printf abc >a/c/d && printf abc >e && printf abc >f");
	m = made(state);
	scratch_shell(state, "printf abd >a/b");
	assert_string_equal(differences(state, &m), "C a/b: other content of the same length\n");
	scratch_shell(state, "printf abcd >a/b && rm e && echo >a/c/new && ln -sf a/c/d f && : >a/manifest.json");
	assert_string_equal(differences(state, &m), "C a/b: 4 bytes instead of 3\nA a/c/new: not listed\n"
						    "A a/manifest.json: not listed\n"
						    "M e: listed and not there\nC f: no regular file any more\n");
	scratch_shell(state, "rm -rf a e f; mkdir e");
	assert_string_equal(differences(state, &m), "M a/b: listed and not there\nM a/c/d: listed and not there\n"
						    "M e: listed and not there\nM f: listed and not there\n");
	manifest_done(&m);
}

static void the_manifest_of_a_draft_says_so(void **state)
{
	static const char *const wrong[] = {"false", "1", "\"true\"", "null"};
	struct manifest m;
	struct error e;
	struct bytes in;

	scratch_shell(state, "printf abc >a");
	assert_true(manifest_make(*state, DIGEST, true, &e));
	in = manifest_bytes(state);
	assert_true(manifest_read(in, &m, &e));
	assert_true(m.draft);
	manifest_done(&m);
	free((void *)(uintptr_t)in.at);
	m = made(state);
	assert_false(m.draft);
	manifest_done(&m);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		char text[200];

		snprintf(text, sizeof text,
			 "{\"format\": \"holdfast-manifest\", \"version\": 1, \"files\": [], \"draft\": %s}", wrong[i]);
		assert_false(manifest_read(bytes_str(text), &m, &e));
	}
}

static void links_and_names_that_cannot_be_printed_are_not_listed(void **state)
{
	struct error e;

	scratch_shell(state, "ln -s /etc/passwd x");
	assert_false(manifest_make(*state, NULL, false, &e));
	assert_non_null(strstr(e.text, "'x' is no regular file"));
	scratch_shell(state, "rm x && : >\"$(printf 'a\\nb')\"");
	assert_false(manifest_make(*state, NULL, false, &e));
	assert_non_null(strstr(e.text, "a\\nb"));
	scratch_shell(state, "rm a*b && : >\"$(printf '\\377')\"");
	assert_false(manifest_make(*state, NULL, false, &e));
	assert_int_equal(e.code, ERROR_INPUT);
	assert_false(manifest_make(*state, "12", false, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_false(manifest_make("/nonexistent", NULL, false, &e));
}

#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define FILE_ROW(path) "{\"path\": \"" path "\", \"sha256\": \"" HASH "\", \"size\": 3}"
#define WITH(files) "{\"files\": [" files "], \"format\": \"holdfast-manifest\", \"version\": 1}"

static void a_manifest_that_is_not_one_is_refused_with_the_place(void **state)
{
	static const char *const rows[][2] = {
		{"", "no well-formed JSON"},
		{"{", "line 1"},
		{"[]", "no holdfast-manifest"},
		{"{\"files\": [], \"format\": \"holdfast-manifest\", \"version\": 2}", "of version 1"},
		{"{\"files\": 1, \"format\": \"holdfast-manifest\", \"version\": 1}", "no list"},
		{"{\"files\": [], \"format\": \"holdfast-manifest\", \"version\": 1, \"x\": 1}", "unknown keys"},
		{"{\"files\": [], \"files\": [], \"format\": \"holdfast-manifest\", \"version\": 1}", "JSON"},
		{"{\"files\": [], \"format\": \"holdfast-manifest\", \"version\": 1, \"case_sha256\": \"1\"}",
		 "digest"},
		{WITH("1"), "file 1"},
		{WITH(FILE_ROW("a") ", {\"path\": \"b\", \"sha256\": \"00\", \"size\": 3}"), "file 2"},
		{WITH("{\"path\": \"b\", \"sha256\": \"" HASH "\", \"size\": -3}"), "file 1"},
		{WITH("{\"path\": \"b\", \"sha256\": \"" HASH "\", \"size\": 3, \"y\": 1}"), "file 1"},
		{WITH(FILE_ROW("../a")), "leaves the folder"},
		{WITH(FILE_ROW("/a")), "leaves the folder"},
		{WITH(FILE_ROW("a/./b")), "leaves the folder"},
		{WITH(FILE_ROW("a\\u0000b")), "leaves the folder"},
		{WITH(FILE_ROW("a\\nb")), "cannot be printed"},
		{WITH(FILE_ROW("\\u202eb")), "cannot be printed"},
		{WITH(FILE_ROW("manifest.json")), "leaves the folder"},
		{WITH(FILE_ROW("a") ", " FILE_ROW("a")), "twice"},
		{WITH(FILE_ROW("b") ", " FILE_ROW("a")), "out of order"},
	};
	struct manifest m;
	struct error e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_false(manifest_read(bytes_str(rows[i][0]), &m, &e));
		assert_int_equal(e.code, ERROR_INPUT);
		if (!strstr(e.text, rows[i][1]))
			fail_msg("%s: %s", rows[i][0], e.text);
	}
	assert_true(manifest_read(bytes_str(WITH(FILE_ROW("a") ", " FILE_ROW("b"))), &m, &e));
	assert_int_equal(m.count, 2);
	assert_false(manifest_case_fits(&m, ""));
	manifest_done(&m);
}

static void every_prefix_of_a_manifest_is_refused(void **state)
{
	static const char whole[] = WITH(FILE_ROW("a/b") ", " FILE_ROW("c"));
	struct manifest m;
	struct error e;

	(void)state;
	for (size_t len = 0; len < sizeof whole - 1; len++) {
		uint8_t *copy = malloc(len ? len : 1);

		memcpy(copy, whole, len);
		assert_false(manifest_read(bytes_of(copy, len), &m, &e));
		free(copy);
	}
}

static void a_listed_file_is_loaded_only_as_it_was_listed(void **state)
{
	struct manifest m;
	struct bytes in;
	struct error e;

	scratch_shell(state, "mkdir a && printf abc >a/b");
	m = made(state);
	assert_true(manifest_load(*state, &m, "a/b", 100, &in, &e));
	assert_true(bytes_is(in, "abc"));
	free((void *)(uintptr_t)in.at);
	assert_false(manifest_load(*state, &m, "a/b", 2, &in, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_false(manifest_load(*state, &m, "a/c", 100, &in, &e));
	scratch_shell(state, "printf abd >a/b");
	assert_false(manifest_load(*state, &m, "a/b", 100, &in, &e));
	assert_non_null(strstr(e.text, "not what was listed"));
	manifest_done(&m);
}

static void without_memory(void *ctx)
{
	struct manifest_result r;
	struct manifest m;
	struct error e;
	struct writer out = writer_of(MANIFEST_MAX, "manifest");

	if (manifest_of(ctx, DIGEST, &m, &e)) {
		(void)!manifest_print(&m, &out, &e);
		if (manifest_check(ctx, &m, &r, &e)) {
			if (r.count)
				abort(); /* nothing was changed */
			manifest_result_done(&r);
		}
		manifest_done(&m);
	}
	writer_free(&out);
}

static void failing_allocations_are_survived(void **state)
{
	scratch_shell(state, "mkdir a && printf abc >a/b && printf abc >c");
	assert_true(testkit_failing_each(without_memory, *state, 1000) > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_manifest_is_canonical_and_reads_back, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(every_file_that_is_changed_added_or_missing_is_named, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(the_manifest_of_a_draft_says_so, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(links_and_names_that_cannot_be_printed_are_not_listed, scratch_new,
						scratch_remove),
		cmocka_unit_test(a_manifest_that_is_not_one_is_refused_with_the_place),
		cmocka_unit_test(every_prefix_of_a_manifest_is_refused),
		cmocka_unit_test_setup_teardown(a_listed_file_is_loaded_only_as_it_was_listed, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(failing_allocations_are_survived, scratch_new, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
