#include "assess/dossier/dossier_testkit.h"

#include "assess/judge/answer.h"
#include "assess/judge/withhold.h"

static const char image[] = "system - | kind=linux-rootfs | name=OpenWrt | version=12.09 | arch=mips\n"
			    "account /etc/shadow | name=root | state=empty | source=shadow\n"
			    "unread /lib/big.bin | why=longer than the budget | limit=member-bytes\n";

static void a_laboratory_finds_the_parts_of_its_report_in_order(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	k.in.issuer = "Example Lab GmbH";
	text = desk_plain(&k, "test-report", EDITION_V2_1_1);
	DESK_HOLDS(text, "Test report", "EN 303 645 V2.1.1", "Halvorsund Door One HD-100", "Halvorsund Lock AB",
		   "Example Lab GmbH", "Identification of the device", "Test particulars", "product.yaml", "SHA-256",
		   "Possible verdicts", "Summary of verdicts", "5.1", "Tested by", "Results", "5.1-1-1 a",
		   "Annex A: findings", "Annex B: what was not looked at", "Annex C: attachments",
		   "Annex D: audit trail");
	free(text);
	desk_done(&k);
}

static void every_unit_of_the_edition_is_printed_once_with_its_verdict(void **state)
{
	struct desk k;

	(void)state;
	desk_example(&k, "camera");
	for (unsigned i = 0; i < EDITIONS; i++) {
		char *text = desk_plain(&k, "test-report", (enum edition)i);
		const char *results = strstr(text, "\n# Results\n"), *annex = strstr(text, "\n# Annex A: findings\n");
		size_t count;
		const struct unit *units = units_of((enum edition)i, &count);

		assert_true(results && annex);
		for (size_t u = 0; u < count; u++) {
			char line[32];
			size_t seen = 0;

			snprintf(line, sizeof line, "\n%s | ", units[u].name);
			for (const char *at = results; (at = strstr(at, line)) && at < annex; at++)
				seen++;
			if (seen != 1)
				fail_msg("%s stands there %zu times", units[u].name, seen);
		}
		free(text);
	}
	desk_done(&k);
}

static void a_fail_shows_file_place_and_finding(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, kit_facts(image));
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	DESK_HOLDS(text, "Provisions that fail", "5.1-1", "mandatory", "image.bin!0x0:squashfs!/etc/shadow",
		   "Annex A: 1", "Decided by the tool, on what was found in the firmware", "FAIL", "Annex A", "Remedy",
		   "Annex B", "longer than the budget");
	assert_non_null(strstr(text, "The maker declared nothing"));
	free(text);
	desk_done(&k);
}

/* The answer of a person on a unit, with what stands behind it. */
static void answer(struct desk *k, struct answer *a, const char *unit, const struct attachment *files, size_t count)
{
	static char basis[65];
	enum unit_id id;

	assert_true(unit_by_name(unit, &id));
	assert_true(unit_basis(&k->a[EDITION_V3_1_3], unit_find(EDITION_V3_1_3, id), basis));
	*a = (struct answer){.unit = id,
			     .edition = EDITION_V3_1_3,
			     .verdict = VERDICT_PASS,
			     .note = "Opened the page on three phones",
			     .by = "Ada Tester",
			     .at = "2026-11-20T10:00:00Z",
			     .basis = basis,
			     .attachments = files,
			     .attachment_count = count};
	k->record.answers = a;
	k->record.answer_count = 1;
	desk_judge(k);
}

static void an_answer_is_printed_with_who_when_why_and_what_is_attached(void **state)
{
	static const struct attachment photo = {
		"page.png", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 1234};
	struct answer given;
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	answer(&k, &given, "5.2-1-2 b", &photo, 1);
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	DESK_HOLDS(text, "Ada Tester, who decided 1 unit", "5.2-1-2 b | ", "Opened the page on three phones",
		   "Attachment page.png, SHA-256 001122334455", "Decided by Ada Tester, 2026-11-20", "PASS", "Annex C",
		   "page.png", photo.sha256, "1234");
	free(text);
	desk_done(&k);
}

/* A made-up assessment that says PASS with nothing behind it: the report does not. */
static void nothing_is_printed_as_a_pass_without_its_evidence(void **state)
{
	struct unit_result *units;
	struct assessment bent;
	struct desk k;
	char *text, *at;

	(void)state;
	desk_open(&k, kit_facts(image));
	bent = k.a[EDITION_V3_1_3];
	units = arena_array(k.arena, bent.unit_count, sizeof *units);
	memcpy(units, bent.units, bent.unit_count * sizeof *units);
	for (size_t i = 0; i < bent.unit_count; i++)
		if (strcmp(unit_name(units[i].unit), "5.2-1-2 b") == 0)
			units[i].verdict = units[i].machine = VERDICT_PASS;
	bent.units = units;
	k.in.a[EDITION_V3_1_3] = &bent;
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	at = strstr(text, "\n5.2-1-2 b | ");
	assert_non_null(at);
	DESK_HOLDS(at, "No evidence is recorded: not printed as a pass", "INCONCLUSIVE");
	free(text);
	desk_done(&k);
}

/* A reason stands once; who decided on what is told; nobody is told to change what nothing was found against. */
static void an_example_without_a_fail_reads_as_one(void **state)
{
	struct desk k;
	char *text, *annex;

	(void)state;
	desk_example(&k, "camera");
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	DESK_HOLDS(text, "Assessors: None", "0 by the tool on evidence in the firmware", "Place, samples, equipment",
		   "Provisions not claimed and for that reason not assessed: 2", "do not apply and 5 are not claimed",
		   "Decided by the tool, on the declaration", "5.1-2 does not apply, see above",
		   "5.1-2A is not claimed, see above");
	annex = strstr(text, "\n# Annex A: findings\n");
	assert_non_null(annex);
	assert_null(strstr(annex, "Remedy"));
	assert_null(strstr(annex, "5.1-2A-1 a")); /* of a unit that is not assessed */
	assert_null(strstr(annex, "asks: "));     /* the results say what a unit asks */
	assert_null(strstr(text, "Withheld"));
	free(text);
	desk_done(&k);
}

static void secrets_in_a_report_are_told_to_be_there_or_withheld(void **state)
{
	struct error e;
	struct desk k;
	char *text;

	(void)state;
	desk_open(
		&k,
		kit_facts(
			"system - | kind=linux-rootfs\nsecret /etc/rc | class=password | name=pass | value=Kq7rYt-55 | "
			"service=telnetd | confidence=high\n"));
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	DESK_HOLDS(text, "This copy is not for others", "Kq7rYt-55");
	free(text);
	assert_true(withhold((struct assessment *const[]){&k.a[0], &k.a[1]}, EDITIONS, k.facts, k.arena, &e));
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	DESK_HOLDS(text, "Withheld: Passwords", "found in the firmware: 1", "'[withheld]' in /etc/rc");
	assert_null(strstr(text, "Kq7rYt-55"));
	free(text);
	desk_done(&k);
}

static void the_audit_trail_is_printed_without_the_issues(void **state)
{
	static const struct audit_entry trail[] = {
		{1, {"2026-11-20T09:00:00Z", "holdfast 0.1.0", "assessed", "lock.bin", "FAIL"}, "aaaabbbbccccdddd"},
		{2, {"2026-11-20T10:00:00Z", "Ada", "issued", "papers", "manifest"}, "eeee"}};
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	k.record.trail = trail;
	k.record.trail_count = 2;
	text = desk_plain(&k, "test-report", EDITION_V3_1_3);
	DESK_HOLDS(text, "Annex D", "has the digest aaaabbbbccccdddd", "2026-11-20T09:00:00Z", "assessed", "lock.bin");
	assert_null(strstr(text, "papers"));
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_laboratory_finds_the_parts_of_its_report_in_order),
		cmocka_unit_test(every_unit_of_the_edition_is_printed_once_with_its_verdict),
		cmocka_unit_test(a_fail_shows_file_place_and_finding),
		cmocka_unit_test(an_answer_is_printed_with_who_when_why_and_what_is_attached),
		cmocka_unit_test(nothing_is_printed_as_a_pass_without_its_evidence),
		cmocka_unit_test(an_example_without_a_fail_reads_as_one),
		cmocka_unit_test(secrets_in_a_report_are_told_to_be_there_or_withheld),
		cmocka_unit_test(the_audit_trail_is_printed_without_the_issues),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
