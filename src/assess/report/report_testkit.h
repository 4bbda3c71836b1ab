/* What tests of the report forms share: a small assessment made from a text table of facts, and its forms as text.
 * Header only, tests only. */
#ifndef HF_ASSESS_REPORT_TESTKIT_H
#define HF_ASSESS_REPORT_TESTKIT_H

#include "assess/checks/checks_testkit.h"
#include "assess/judge/judge.h"
#include "assess/report/report.h"

#include <stdlib.h>

struct bench {
	struct facts *facts;
	struct arena *arena; /* on the heap: the assessment points to it */
	struct assessment a;
};

static const char kit_router[] =
	"system - | kind=linux-rootfs | name=OpenWrt | version=12.09 | arch=mips\n"
	"container - | format=squashfs | title=SquashFS | files=17 | status=whole\n"
	"account /etc/shadow | name=root | state=empty | source=shadow\n"
	"account /etc/passwd | name=daemon | uid=1 | state=locked | source=passwd\n"
	"component /bin/busybox | name=busybox | version=1.22.1 | how=pattern | relation=contains\n"
	"listener /etc/inetd.conf | program=telnetd | service=telnet | protocol=tcp | port=23 | enabled=yes | "
	"auth=password | cleartext=yes\n"
	"unread /lib/big.bin | why=longer than the budget | limit=member-bytes\n"
	"region - | class=high-entropy | entropy=7.99\n";

#define KIT_SHA256 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static inline struct bench bench_answered(struct facts *facts, const char *name, const struct answer *answers,
					  size_t count)
{
	struct bench b = {.facts = facts, .arena = malloc(sizeof *b.arena)};
	struct judge_input in = {.name = name,
				 .size = 8192,
				 .sha256 = KIT_SHA256,
				 .edition = EDITION_V3_1_3,
				 .answers = answers,
				 .answer_count = count,
				 .coverage = {.bytes = 8192,
					      .explained = 6144,
					      .files = 17,
					      .containers = 1,
					      .sandboxed = true,
					      .complete = true}};
	struct error e;

	assert_non_null(b.arena);
	arena_init(b.arena, 0);
	assert_true(judge(b.facts, &in, b.arena, &b.a, &e));
	return b;
}

static inline struct bench bench_from(struct facts *facts, const char *name)
{
	return bench_answered(facts, name, NULL, 0);
}

/* A product that declares a little: a claim of each kind, one that cannot hold, and a password that fails a unit. */
static const char kit_declares[] = "system - | kind=linux-rootfs | name=OpenWrt | version=12.09 | arch=mips\n"
				   "@product - | name=Door <One> | model=HD-100 | software-version=2.4.1\n"
				   "@maker - | name=Lock and \"Sons\" | country=SE\n"
				   "@features passwords-used | holds=yes\n"
				   "@features telemetry-collected | holds=no\n@TelData none\n"
				   "@ics V3.1.3 5.1-1 | support=Y\n"
				   "@ics V3.1.3 5.1-3 | support=N/A | reason=no keys at all\n"
				   "@ics V3.1.3 5.9-1 | support=N | reason=mains only\n"
				   "@ics V3.1.3 6-5 | support=N/A | reason=no telemetry\n"
				   "@AuthMech Auth-1 | subject=user | factor=password | set-by=maker | "
				   "generation-unique=no\n";

static inline void bench_done(struct bench *b)
{
	arena_done(b->arena);
	free(b->arena);
	facts_free(b->facts);
}

/* An answer given about what `table` declares; `basis` holds its basis. */
static inline struct answer kit_answer(enum unit_id unit, enum verdict verdict, const char *table, char basis[65])
{
	struct bench b = bench_from(kit_facts(table), "router.bin");

	assert_true(unit_basis(&b.a, unit_find(EDITION_V3_1_3, unit), basis));
	bench_done(&b);
	return (struct answer){.unit = unit,
			       .edition = EDITION_V3_1_3,
			       .verdict = verdict,
			       .note = "looked at <three> units",
			       .by = "A. Tester",
			       .at = "2026-11-21T12:00:00Z",
			       .basis = basis};
}

/* Two answers to what kit_declares leaves open, one against what it fails, one given about something else. */
struct kit_answers {
	char basis[4][65];
	struct attachment file;
	struct answer at[4];
};

static inline void kit_answers(struct kit_answers *ret)
{
	ret->file = (struct attachment){"photo.jpg", KIT_SHA256, 4321};
	ret->at[0] = kit_answer(U_5_1_1_2_a, VERDICT_PASS, kit_declares, ret->basis[0]);
	ret->at[1] = kit_answer(U_5_2_1_2_b, VERDICT_FAIL, kit_declares, ret->basis[1]);
	ret->at[2] = kit_answer(U_5_1_1_1_a, VERDICT_PASS, kit_declares, ret->basis[2]);
	ret->at[2].overrule = true;
	ret->at[2].attachments = &ret->file;
	ret->at[2].attachment_count = 1;
	ret->at[3] = kit_answer(U_5_1_1_2_b, VERDICT_PASS, "@AuthMech Auth-2 | subject=user", ret->basis[3]);
	ret->at[3].by = "B. Sample";
}

static inline struct bench bench_of(const char *table)
{
	return bench_from(kit_facts(table), "router.bin");
}

typedef bool kit_form(const struct assessment *a, struct writer *out, struct error *e);

/* The form as a NUL-terminated string; free() it. */
static inline char *kit_print(kit_form *form, const struct assessment *a)
{
	struct writer out = writer_of(REPORT_MAX, "report");
	struct error e;

	if (!form(a, &out, &e))
		fail_msg("%s", e.text);
	write_u8(&out, 0);
	assert_true(writer_done(&out, &e));
	return (char *)writer_take(&out).at;
}

static inline size_t kit_times(const char *text, const char *part)
{
	size_t count = 0;

	for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
		count++;
	return count;
}

static inline void kit_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in the report", part);
}

static inline void kit_has_not(const char *text, const char *part)
{
	const char *at = strstr(text, part);

	if (at)
		fail_msg("'%s' is in the report: %.80s", part, at);
}

/* Strings that try to break out of each form. */
#define KIT_HOSTILE                                                                                                    \
	"a</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;]]>-->\x1b[31m\xe2\x80\xae"            \
	"gpj\xe2\x80\xa8\xff\xc3(\x07\n\t"

/* A fact whose every string is hostile: path, excerpt and fields. */
static inline struct facts *kit_hostile_facts(void)
{
	static const enum fact_kind kinds[] = {FACT_ACCOUNT,   FACT_COMPONENT, FACT_LISTENER, FACT_UNREAD,
					       FACT_CONTAINER, FACT_REGION,    FACT_SYSTEM};
	struct facts *facts = facts_new();
	struct bytes text = bytes_str(KIT_HOSTILE);
	struct error e;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct fact_node node = {.chain = bytes_str("x!" KIT_HOSTILE "!/etc/shadow"),
					 .root = bytes_str("x!" KIT_HOSTILE),
					 .path = bytes_str("/etc/shadow")};
		struct fact fact = {.kind = kinds[i], .excerpt = text};

		for (unsigned f = 0; f < fact_kind_fields(kinds[i]); f++)
			fact.field[f] = text;
		if (kinds[i] == FACT_ACCOUNT) {
			fact.field[ACCOUNT_STATE] = bytes_str("empty");
			fact.field[ACCOUNT_SOURCE] = bytes_str("shadow");
			fact.field[ACCOUNT_LOGIN] = bytes_str("yes");
		}
		if (kinds[i] == FACT_SYSTEM)
			fact.field[SYSTEM_KIND] = bytes_str("linux-rootfs");
		if (kinds[i] == FACT_LISTENER)
			fact.field[LISTENER_ENABLED] = bytes_str("yes");
		assert_true(facts_node(facts, &node, &fact.node, &e));
		assert_true(facts_add(facts, &fact, &e));
	}
	assert_true(facts_sort(facts, &e));
	return facts;
}

/* Every cap a writer can have up to the report's length: each is refused with an error, none writes past it. */
static inline void kit_short_writers(kit_form *form, const struct assessment *a)
{
	char *whole = kit_print(form, a);
	size_t len = strlen(whole);
	struct error e;

	for (size_t cap = 0; cap < len; cap += 1 + len / 40) {
		struct writer out = writer_of(cap, "report");

		assert_false(form(a, &out, &e));
		assert_int_equal(e.code, ERROR_LIMIT);
		assert_true(out.len <= cap);
		writer_free(&out);
	}
	free(whole);
}

#endif
