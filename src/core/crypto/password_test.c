#include "core/base/text.h"
#include "core/crypto/password.h"

#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static bool matches(const char *hash, const char *word)
{
	struct password_verifier *v = password_verifier_new();
	struct password_hash h;
	bool ret;

	assert_non_null(v);
	assert_true(password_hash_read(bytes_str(hash), &h));
	ret = password_matches(v, &h, bytes_str(word));
	password_verifier_free(v);
	return ret;
}

static void every_hash_of_the_corpus_is_read_and_matches_its_password_only(void **state)
{
	const char *corpus = getenv("HOLDFAST_CORPUS");
	char path[1024], line[1024];
	FILE *file;
	int seen = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/kat/password-hashes.tsv", corpus ? corpus : "");
	file = fopen(path, "r");
	if (!file)
		skip();
	assert_non_null(fgets(line, sizeof line, file));
	while (fgets(line, sizeof line, file)) {
		struct bytes rest = text_trim(bytes_str(line)), cell[5];
		struct password_verifier *v = password_verifier_new();
		struct password_hash h;

		for (unsigned i = 0; i < 5; i++)
			assert_true(text_split(&rest, '\t', &cell[i]));
		if (bytes_is(cell[4], "(empty string)"))
			cell[4].len = 0;
		assert_true(password_hash_read(cell[2], &h));
		assert_true(bytes_starts(cell[3], password_scheme_name(h.scheme)));
		assert_int_equal(h.salt.len == 0, bytes_ends(cell[3], "empty salt"));
		assert_true(password_matches(v, &h, cell[4]));
		assert_false(password_matches(v, &h, bytes_str("adminx")));
		password_verifier_free(v);
		seen++;
	}
	fclose(file);
	assert_int_equal(seen, 44);
}

static void schemes_of_web_servers_and_brokers_match(void **state)
{
	(void)state;
	/* made with openssl passwd -apr1 */
	assert_true(matches("$apr1$abcdefgh$mMZnMi5KMcUTRCidnJ3Px0", "admin"));
	assert_false(matches("$apr1$abcdefgh$mMZnMi5KMcUTRCidnJ3Px0", "Admin"));
	assert_true(matches("$apr1$abcdefgh$L.PT565ESX4Tp2bqNs7Ie.", ""));
	assert_true(matches("{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "admin"));
	assert_false(matches("{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=", "root"));
	assert_true(matches("$6$AQIDBAUG$LJOy7+x1cwKlJ74yCwBak1Vn83DyaKE5NvpC7zMcxwNux1pl+BEs5RH/"
			    "YIjJKm/hOE+9D3CpvHrEGqYQM4SqjA==",
			    "123456"));
}

static void digests_without_a_mark_match_when_the_caller_names_them(void **state)
{
	struct password_verifier *v = password_verifier_new();
	struct password_hash h;

	(void)state;
	assert_true(password_hash_hex(bytes_str("b0e2bac38418dc35a829b615e73f96d6"), PASSWORD_HTDIGEST,
				      bytes_str("admin:realm:"), &h));
	assert_true(password_matches(v, &h, bytes_str("1234")));
	assert_false(password_matches(v, &h, bytes_str("12345")));
	assert_true(password_hash_hex(bytes_str("8846F7EAEE8FB117AD06BDD830B7586C"), PASSWORD_NTLM, bytes_str(""), &h));
	assert_true(password_matches(v, &h, bytes_str("password")));
	assert_true(
		password_hash_hex(bytes_str("21232f297a57a5a743894a0e4a801fc3"), PASSWORD_MD5_HEX, bytes_str(""), &h));
	assert_true(password_matches(v, &h, bytes_str("admin")));
	assert_false(
		password_hash_hex(bytes_str("21232f297a57a5a743894a0e4a801fcg"), PASSWORD_MD5_HEX, bytes_str(""), &h));
	password_verifier_free(v);
}

static void text_that_only_looks_like_a_hash_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"x",
		"!",
		"*LK*",
		"plainpassword", /* 13 characters, but impossible as the last one of 64 bits: 'd' */
		"$.su.CHAR.SOMETEXT.FOO_BAR",
		"$1$abcdefgh$l/LAqC8oJERu7Cmx6trt",    /* too short */
		"$1$abcdefgh$l/LAqC8oJERu7Cmx6trtYz",  /* last character carries 2 bits only */
		"$1$abcdefghi$l/LAqC8oJERu7Cmx6trtY/", /* salt too long */
		"$2b$05$abcdefghijklmnopqrstuu",
		"$2b$99$abcdefghijklmnopqrstuu/ETYr/khvH.poOJBsjjZk.DM9FaNihe",
		("$6$rounds=x$abcdefgh$Jofd.FZRLVyYwt/"
		 "zWLWzi7cPbdUfgEgHrcdJLmkXy8uHwCGSf90RMkKTVTj0nhlkfJpZY94qtrpFrWz1mwRvH1"),
		"$y$j9T$abc$",
		"$7$$",
		"$(this).prev().hide()",
		"{SHA}nope",
	};
	struct password_hash h;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(password_hash_read(bytes_str(wrong[i]), &h));
}

static void costs_that_would_exhaust_the_machine_are_never_tried(void **state)
{
	struct password_verifier *v = password_verifier_new();
	struct password_hash h;

	(void)state;
	/* N = 2^60: the same shape as a real yescrypt hash */
	assert_true(password_hash_read(bytes_str("$y$jvT$abcdefghijklmnop$5MpaJ6mYQgeqLje.dQWuzmjhB.Uwp8kNmSyfdzfZPa5"),
				       &h));
	assert_true(h.cost == UINT64_MAX);
	assert_false(password_matches(v, &h, bytes_str("admin")));
	assert_true(password_hash_read(
		bytes_str("$6$rounds=999999999$abcdefgh$Jofd.FZRLVyYwt/zWLWzi7cPbdUfgEgHrcdJLmkXy8uHwCG"
			  "Sf90RMkKTVTj0nhlkfJpZY94qtrpFrWz1mwRvH1"),
		&h));
	assert_true(h.cost > 100000000);
	password_verifier_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hash_of_the_corpus_is_read_and_matches_its_password_only),
		cmocka_unit_test(schemes_of_web_servers_and_brokers_match),
		cmocka_unit_test(digests_without_a_mark_match_when_the_caller_names_them),
		cmocka_unit_test(text_that_only_looks_like_a_hash_is_refused),
		cmocka_unit_test(costs_that_would_exhaust_the_machine_are_never_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
