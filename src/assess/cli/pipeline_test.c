/* From an input to an assessment and back from a case, with a real worker: this program starts itself as one. */
#include "assess/cli/pipeline.h"

#include "assess/unpack/worker.h"
#include "core/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct place {
	char path[64];
};

static void write_text(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A root file system with an account whose password is in no list that comes along. */
static int make(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	char path[128];

	if (!p)
		return -1;
	snprintf(p->path, sizeof p->path, "/tmp/holdfast-test-XXXXXX");
	if (!mkdtemp(p->path))
		return -1;
	snprintf(path, sizeof path, "%s/etc", p->path);
	if (mkdir(path, 0755) != 0)
		return -1;
	write_text(path, "passwd", "root:x:0:0:root:/root:/bin/sh\n");
	/* openssl passwd -1 -salt saltsalt xyzzy-plugh-42 */
	write_text(path, "shadow", "root:$1$saltsalt$FINFCXeDx.cKb49S8Yhpb/:16000:0:99999:7:::\n");
	*state = p;
	return 0;
}

static int drop(void **state)
{
	struct place *p = *state;
	char line[128];

	snprintf(line, sizeof line, "rm -rf '%s'", p->path);
	free(p);
	return system(line) == 0 ? 0 : -1;
}

static void an_input_becomes_facts_and_an_assessment(void **state)
{
	const struct place *p = *state;
	struct session s = session_of();
	struct error e;

	s.quiet = true;
	if (!session_observe(&s, p->path, &e) || !session_judge(&s, &e))
		fail_msg("%s", e.text);
	assert_true(s.result.folder);
	assert_true(s.result.sandboxed);
	assert_int_equal(s.result.files, 2);
	assert_true(facts_count(s.facts, FACT_ACCOUNT) > 0);
	assert_int_equal(s.assessment.edition, EDITION_V3_1_3);
	assert_true(s.assessment.unit_count > 200);
	assert_string_equal(s.assessment.input_name, strrchr(p->path, '/') + 1);
	session_done(&s);
}

static void a_name_is_that_of_the_folder_whatever_stands_behind_it(void **state)
{
	const struct place *p = *state;
	struct session s = session_of();
	char path[128];
	struct error e;

	s.quiet = true;
	s.no_guess = true;
	snprintf(path, sizeof path, "%s///", p->path);
	assert_true(session_observe(&s, path, &e));
	assert_string_equal(s.name, strrchr(p->path, '/') + 1);
	session_done(&s);
}

static bool password_known(const struct session *s)
{
	FACTS_EACH (s->facts, FACT_ACCOUNT, account)
		if (fact_is(account, ACCOUNT_PASSWORD, "xyzzy-plugh-42"))
			return true;
	return false;
}

static void a_word_list_adds_to_what_is_tried(void **state)
{
	const struct place *p = *state;
	char list[128];

	snprintf(list, sizeof list, "%s.words", p->path);
	for (int with = 0; with < 2; with++) {
		struct session s = session_of();
		struct error e;
		FILE *file = fopen(list, "w");

		assert_non_null(file);
		fputs("other\nxyzzy-plugh-42\n", file);
		fclose(file);
		s.quiet = true;
		s.wordlist = with ? list : NULL;
		if (!session_observe(&s, p->path, &e))
			fail_msg("%s", e.text);
		assert_int_equal(password_known(&s), with);
		session_done(&s);
	}
	unlink(list);
}

static void a_missing_word_list_is_an_error(void **state)
{
	const struct place *p = *state;
	struct session s = session_of();
	struct error e;

	s.quiet = true;
	s.wordlist = "/nowhere/at/all";
	assert_false(session_observe(&s, p->path, &e));
	assert_non_null(strstr(e.text, "word list"));
	session_done(&s);
}

static void a_case_holds_all_that_judging_needs(void **state)
{
	const struct place *p = *state;
	struct session before = session_of(), after = session_of();
	char path[128];
	struct error e;

	snprintf(path, sizeof path, "%s.case", p->path);
	before.quiet = true;
	assert_true(session_observe(&before, p->path, &e) && session_judge(&before, &e));
	if (!session_save(&before, path, &e))
		fail_msg("%s", e.text);
	assert_true(session_is_case(path));
	assert_false(session_is_case(p->path));
	assert_false(session_is_case("/nowhere/at/all"));
	if (!session_open(&after, path, &e) || !session_judge(&after, &e))
		fail_msg("%s", e.text);
	assert_string_equal(after.assessment.input_sha256, before.assessment.input_sha256);
	assert_string_equal(after.assessment.input_name, before.assessment.input_name);
	assert_int_equal(after.assessment.overall, before.assessment.overall);
	assert_int_equal(after.assessment.finding_count, before.assessment.finding_count);
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		assert_int_equal(facts_count(after.facts, (enum fact_kind)kind),
				 facts_count(before.facts, (enum fact_kind)kind));
	unlink(path);
	session_done(&before);
	session_done(&after);
}

static void an_edition_that_is_none_is_wrong_usage(void **state)
{
	const struct place *p = *state;
	struct session s = session_of();
	struct error e;

	s.quiet = s.no_guess = true;
	s.edition = "V9";
	assert_true(session_observe(&s, p->path, &e));
	assert_false(session_judge(&s, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	session_done(&s);
}

static void an_input_that_is_not_there_is_no_fault_of_usage(void **state)
{
	struct session s = session_of();
	struct error e;

	(void)state;
	assert_false(session_observe(&s, "/nowhere/at/all", &e));
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
	session_done(&s);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_input_becomes_facts_and_an_assessment),
		cmocka_unit_test(a_name_is_that_of_the_folder_whatever_stands_behind_it),
		cmocka_unit_test(a_word_list_adds_to_what_is_tried),
		cmocka_unit_test(a_missing_word_list_is_an_error),
		cmocka_unit_test(a_case_holds_all_that_judging_needs),
		cmocka_unit_test(an_edition_that_is_none_is_wrong_usage),
		cmocka_unit_test(an_input_that_is_not_there_is_no_fault_of_usage),
	};

	if (argc > 0 && strcmp(argv[0], WORKER_NAME) == 0)
		_exit(worker_main());
	return cmocka_run_group_tests(all, make, drop);
}
