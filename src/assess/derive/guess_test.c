#include "assess/derive/derive_testkit.h"
#include "assess/derive/guess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void account(struct world *w, const char *path, const char *name, const char *scheme, const char *hash)
{
	char fields[600];

	snprintf(fields, sizeof fields, "name=%s\nstate=hash\nscheme=%s\nhash=%s", name, scheme, hash);
	world_fact(w, path, FACT_ACCOUNT, fields);
}

static const struct fact *named(const struct facts *facts, const char *name)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a)
		if (fact_is(a, ACCOUNT_NAME, name))
			return a;
	return NULL;
}

static void factory_passwords_and_user_names_are_found(void **state)
{
	struct world w = world_new();
	struct error e;

	(void)state;
	account(&w, "/etc/passwd.bak", "admin", "md5crypt", "$1$$iC.dUsGpxNNJGeOm1dFio/");
	account(&w, "/etc/shadow", "cam", "md5crypt", "$1$EnVGPLqH$Jwh/FgaqrrHwHsmzHibnc1");
	account(&w, "/etc/shadow", "strong", "descrypt", "abWL7Sj501Z46");
	account(&w, "/etc/shadow", "empty", "descrypt", "abmF1QH4PEr.E");
	account(&w, "/www/.htdigest", "digest", "htdigest", "admin:realm:b0e2bac38418dc35a829b615e73f96d6");
	account(&w, "/etc/smbpasswd", "smb", "ntlm", "8846F7EAEE8FB117AD06BDD830B7586C");
	assert_false(w.failed);
	assert_true(facts_sort(w.facts, &e));
	assert_true(guess_passwords(w.facts, bytes_of("", 0), 2, GUESS_WORK_DEFAULT, &e));
	assert_int_equal(facts_count(w.facts, FACT_ACCOUNT), 6);
	assert_true(fact_is(named(w.facts, "admin"), ACCOUNT_STATE, "known"));
	assert_true(fact_is(named(w.facts, "admin"), ACCOUNT_PASSWORD, "1234"));
	assert_true(fact_is(named(w.facts, "admin"), ACCOUNT_HASH, "$1$$iC.dUsGpxNNJGeOm1dFio/"));
	assert_true(fact_is(named(w.facts, "cam"), ACCOUNT_PASSWORD, "hkipc2016"));
	assert_true(fact_is(named(w.facts, "strong"), ACCOUNT_STATE, "hash"));
	assert_null(fact_get(named(w.facts, "strong"), ACCOUNT_PASSWORD).at);
	assert_true(fact_is(named(w.facts, "empty"), ACCOUNT_STATE, "known"));
	assert_non_null(fact_get(named(w.facts, "empty"), ACCOUNT_PASSWORD).at);
	assert_int_equal(fact_get(named(w.facts, "empty"), ACCOUNT_PASSWORD).len, 0);
	assert_true(fact_is(named(w.facts, "digest"), ACCOUNT_PASSWORD, "1234"));
	assert_true(fact_is(named(w.facts, "smb"), ACCOUNT_PASSWORD, "password"));
	assert_int_equal(facts_count(w.facts, FACT_UNREAD), 0);
	world_free(&w);
}

static void words_of_the_caller_are_tried_too(void **state)
{
	struct world w = world_new();
	struct error e;

	(void)state;
	account(&w, "/etc/shadow", "user", "sha512crypt",
		"$6$abcdefgh$VCucGZk26zFkKqYf.Rwxqv8J6WGrbdlN47X.e.7gg5gG2Y9zhOfjWouPZe8kV0NJZj2s3y4QbynUc2oFVqGq2/");
	assert_true(facts_sort(w.facts, &e));
	assert_true(
		guess_passwords(w.facts, bytes_str("other\nTr0ub4dor&3-not-a-default\n"), 2, GUESS_WORK_DEFAULT, &e));
	assert_true(fact_is(named(w.facts, "user"), ACCOUNT_PASSWORD, "Tr0ub4dor&3-not-a-default"));
	world_free(&w);
}

static void every_factory_password_of_the_corpus_is_found_whatever_the_scheme(void **state)
{
	struct bytes table = testkit_corpus("kat/password-hashes.tsv"), rest = table, line;
	struct world w = world_new();
	struct error e;
	size_t strong = 0, known = 0;

	(void)state;
	if (!table.at)
		skip();
	(void)text_split(&rest, '\n', &line);
	while (text_split(&rest, '\n', &line)) {
		struct bytes cell[5], columns = line;
		char name[160], hash[160], scheme[32];

		if (!line.len)
			continue;
		for (unsigned i = 0; i < 5; i++)
			assert_true(text_split(&columns, '\t', &cell[i]));
		/* the password as the name's end, to compare with what is found */
		snprintf(name, sizeof name, "n%zu:%.*s", strong++, (int)cell[4].len, (const char *)cell[4].at);
		snprintf(hash, sizeof hash, "%.*s", (int)cell[2].len, (const char *)cell[2].at);
		snprintf(scheme, sizeof scheme, "%.*s", (int)strcspn((const char *)cell[3].at, ",\t"),
			 (const char *)cell[3].at);
		account(&w, "/etc/shadow", name, scheme, hash);
	}
	strong = 0;
	assert_true(facts_sort(w.facts, &e));
	assert_true(guess_passwords(w.facts, bytes_of("", 0), 2, 12000000, &e));
	FACTS_EACH (w.facts, FACT_ACCOUNT, a) {
		struct bytes want = fact_get(a, ACCOUNT_NAME), number;

		(void)text_split(&want, ':', &number);
		if (bytes_is(want, "Tr0ub4dor&3-not-a-default")) {
			assert_true(fact_is(a, ACCOUNT_STATE, "hash"));
			strong++;
			continue;
		}
		if (bytes_is(want, "(empty string)"))
			want.len = 0;
		assert_true(fact_is(a, ACCOUNT_STATE, "known"));
		assert_true(bytes_equal(fact_get(a, ACCOUNT_PASSWORD), want));
		known++;
	}
	assert_int_equal(strong, 7);
	assert_int_equal(known, 37);
	world_free(&w);
	free((void *)table.at);
}

static char *listing(unsigned threads, uint64_t work)
{
	struct world w = world_new();
	struct error e;
	struct writer out = writer_of(1 << 16, "facts");

	account(&w, "/etc/shadow", "a", "sha256crypt", "$5$abcdefgh$OlvInrZw24u4VtKSd58vpLSNHv34cWZ6lecWdZiegE.");
	account(&w, "/etc/shadow", "b", "bcrypt", "$2b$05$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu");
	account(&w, "/etc/shadow", "c", "yescrypt",
		"$y$j9T$abcdefghijklmnop$//dSE.La3zGDcw4NzR9EFrIy4GLZOey7SRkHcfI4b55");
	account(&w, "/etc/shadow", "d", "bcrypt", "$2b$31$abcdefghijklmnopqrstuuWG29KuyeAicPCJODk1zjyGvyQUU2awu");
	assert_true(facts_sort(w.facts, &e));
	assert_true(guess_passwords(w.facts, bytes_of("", 0), threads, work, &e));
	FACTS_EACH (w.facts, FACT_ACCOUNT, a)
		for (unsigned i = 0; i < ACCOUNT_FIELDS; i++) {
			write_bytes(&out, fact_get(a, i));
			write_str(&out, ",");
		}
	FACTS_EACH (w.facts, FACT_UNREAD, u) {
		write_str(&out, "\n");
		write_bytes(&out, fact_get(u, UNREAD_WHY));
	}
	write_u8(&out, 0);
	world_free(&w);
	return (char *)writer_take(&out).at;
}

static void the_result_does_not_depend_on_threads_and_the_budget_is_reported(void **state)
{
	char *one = listing(1, 300000), *four = listing(4, 300000);

	(void)state;
	assert_string_equal(one, four);
	assert_non_null(strstr(one, "12345"));
	assert_non_null(strstr(one, "password hash of 'c' (yescrypt): "));
	assert_non_null(strstr(one, "password hash of 'd' (bcrypt): 0 of "));
	assert_null(strstr(one, "password hash of 'a'"));
	free(one);
	free(four);
}

struct failing {
	int runs;
};

static void guess_once(void *ctx)
{
	struct world w = world_new();
	struct error e;

	(void)ctx;
	if (!w.failed)
		account(&w, "/etc/passwd", "admin", "descrypt", "abOV.DfJmdnYw");
	if (!w.failed && facts_sort(w.facts, &e))
		(void)!guess_passwords(w.facts, bytes_of("", 0), 1, GUESS_WORK_DEFAULT, &e);
	world_free(&w);
}

static void failing_allocations_are_survived(void **state)
{
	struct failing ctx = {0};

	(void)state;
	assert_true(testkit_failing_each(guess_once, &ctx, 400) > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(factory_passwords_and_user_names_are_found),
		cmocka_unit_test(every_factory_password_of_the_corpus_is_found_whatever_the_scheme),
		cmocka_unit_test(words_of_the_caller_are_tried_too),
		cmocka_unit_test(the_result_does_not_depend_on_threads_and_the_budget_is_reported),
		cmocka_unit_test(failing_allocations_are_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
