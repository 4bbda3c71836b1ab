#include "assess/judge/withhold.h"

#include "assess/judge/judge_testkit.h"

#include <stdlib.h>

static const struct judge_input input = {
	.name = "image.bin", .size = 4096, .sha256 = "ab", .edition = EDITION_V3_1_3, .coverage = {.complete = true}};
static const char found[] =
	"system - | kind=linux-rootfs\n"
	"account /etc/shadow | name=root | state=known | scheme=md5crypt | hash=$1$ab$Zu9jlT6pYcXw0 | password=hi3518 "
	"| "
	"salt=yes | source=shadow\n"
	"account /etc/passwd | name=admin | state=known | scheme=plain | password=admin | source=passwd\n"
	"secret /etc/rc | class=password | name=pass | value=password | user=password | service=telnetd | "
	"confidence=high\n"
	"secret /etc/wifi | class=wifi-psk | name=wpa_passphrase | value=a-long-wifi-passphrase-indeed-it-is | "
	"confidence=high\n"
	"secret /etc/open | class=wifi-open | name=ssid | value=guests-only-2 | confidence=high\n"
	"secret /etc/odd | class=token | name=token | value=withheld | confidence=high\n"
	"start /etc/rc | program=telnetd | command=-u root:hi3518 -l /bin/sh\n";

static void hold(struct court *c, bool withheld)
{
	struct assessment *all[] = {NULL};
	struct error e;

	*c = hold_as(found, &input);
	all[0] = &c->a;
	if (withheld)
		assert_true(withhold(all, 1, c->facts, &c->arena, &e));
}

/* Everything that a report could print of it. */
static char *everything(const struct court *c)
{
	struct writer out = writer_of(1 << 24, "texts");

	for (size_t i = 0; i < c->a.finding_count; i++)
		write_fmt(&out, "%s\n%s\n%s\n", c->a.findings[i].title, c->a.findings[i].detail,
			  c->a.findings[i].remedy);
	for (size_t i = 0; i < c->a.unit_count; i++)
		write_fmt(&out, "%s\n", c->a.units[i].reason);
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		FACTS_EACH (c->facts, (enum fact_kind)kind, f) {
			for (unsigned i = 0; i < fact_kind_fields(f->kind); i++)
				write_fmt(&out, "%.*s\n", (int)f->field[i].len, (const char *)f->field[i].at);
			write_fmt(&out, "%.*s\n", (int)f->excerpt.len, (const char *)f->excerpt.at);
		}
	write_u8(&out, 0);
	assert_true(writer_ok(&out));
	return (char *)(uintptr_t)writer_take(&out).at;
}

static void no_secret_stands_anywhere_afterwards(void **state)
{
	static const char *const secrets[] = {"hi3518",
					      "$1$ab$Zu9jlT6pYcXw0",
					      "'admin'",
					      "'password'",
					      "a-long-wifi-passphrase-indeed-it-is",
					      "a-long-wifi-passphrase-i..."};
	struct court c;
	char *text;

	(void)state;
	hold(&c, false);
	text = everything(&c);
	for (size_t i = 0; i < ARRAY_LEN(secrets) - 1; i++)
		if (!strstr(text, secrets[i]))
			fail_msg("%s is not there before", secrets[i]);
	free(text);
	dismiss(&c);
	hold(&c, true);
	text = everything(&c);
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		if (strstr(text, secrets[i]))
			fail_msg("%s: %.60s", secrets[i], strstr(text, secrets[i]));
	assert_non_null(strstr(text, "Password of root is known: '[withheld]'"));
	assert_non_null(strstr(text, "-u root:[withheld] -l /bin/sh"));
	assert_int_equal(c.a.withheld, 6);
	free(text);
	dismiss(&c);
}

/* A name, a word of a sentence and what is open to all stay. */
static void what_is_no_secret_stays(void **state)
{
	struct court c;
	char *text;

	(void)state;
	hold(&c, true);
	text = everything(&c);
	assert_non_null(strstr(text, "Password of admin is known"));
	assert_non_null(strstr(text, "The password of"));
	assert_non_null(strstr(text, "guests-only-2"));
	assert_null(strstr(text, "[[withheld]]"));
	free(text);
	dismiss(&c);
}

static void verdicts_order_and_evidence_are_the_same(void **state)
{
	struct court open, held;

	(void)state;
	hold(&open, false);
	hold(&held, true);
	assert_int_equal(open.a.finding_count, held.a.finding_count);
	assert_int_equal(withhold_count(open.facts), 6);
	for (size_t i = 0; i < open.a.finding_count; i++) {
		assert_string_equal(open.a.findings[i].id, held.a.findings[i].id);
		assert_int_equal(open.a.findings[i].verdict, held.a.findings[i].verdict);
		assert_int_equal(open.a.findings[i].evidence_count, held.a.findings[i].evidence_count);
	}
	for (size_t i = 0; i < open.a.unit_count; i++)
		assert_int_equal(open.a.units[i].verdict, held.a.units[i].verdict);
	dismiss(&open);
	dismiss(&held);
}

static void an_excerpt_that_is_cut_inside_a_secret_shows_no_part_of_it(void **state)
{
	char table[1200], line[FACT_EXCERPT_MAX + 1];
	struct court c;
	char *text;
	struct fact *fact;
	struct assessment *all[1];
	struct error e;

	(void)state;
	snprintf(table, sizeof table,
		 "system - | kind=linux-rootfs\nsecret /etc/rc | class=token | name=key | value=%s | confidence=high\n",
		 "abcdefghijklmnopqrstuvwxyz-0123456789");
	c = hold_as(table, &input);
	memset(line, '.', sizeof line);
	memcpy(line + FACT_EXCERPT_MAX - 20, "abcdefghijklmnopqrstuvwxyz", 20);
	line[FACT_EXCERPT_MAX] = '\0';
	fact = (struct fact *)(uintptr_t)facts_at(c.facts, FACT_SECRET, 0);
	assert_true(facts_cover(c.facts, fact, FACT_FIELDS_MAX, bytes_str(line), &e));
	all[0] = &c.a;
	assert_true(withhold(all, 1, c.facts, &c.arena, &e));
	text = everything(&c);
	assert_null(strstr(text, "abcdef"));
	assert_non_null(strstr(text, "....[withheld]"));
	free(text);
	dismiss(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_secret_stands_anywhere_afterwards),
		cmocka_unit_test(what_is_no_secret_stays),
		cmocka_unit_test(verdicts_order_and_evidence_are_the_same),
		cmocka_unit_test(an_excerpt_that_is_cut_inside_a_secret_shows_no_part_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
