#include "assess/report/report_testkit.h"

#include "assess/report/html_parts.h"

static char *shown(const char *text, size_t max)
{
	struct writer out = writer_of(1u << 20, "text");

	html_str(&out, text, max);
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

static void markup_in_text_becomes_entities(void **state)
{
	char *text = shown("<b a='1' c=\"2\">&amp;</b>", 100);

	(void)state;
	assert_string_equal(text, "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;&lt;/b&gt;");
	free(text);
}

static void what_cannot_be_shown_stands_as_an_escape(void **state)
{
	char *text = shown("a\x1b[1m\xe2\x80\xae\xff\n", 100);

	(void)state;
	assert_string_equal(text, "a\\x1b[1m\\xe2\\x80\\xae\\xff\\n");
	free(text);
}

static void long_text_is_cut_between_characters_and_says_how_long_it_was(void **state)
{
	char *text = shown("abc\xc3\xa9xyz", 4), *whole = shown("abc\xc3\xa9xyz", 8);

	(void)state;
	assert_string_equal(text, "abc&hellip; (8 bytes in all)");
	assert_string_equal(whole, "abc\xc3\xa9xyz");
	free(text);
	free(whole);
}

static void numbers_are_grouped_by_thousands(void **state)
{
	static const struct {
		uint64_t value;
		const char *text;
	} rows[] = {
		{0, "0"}, {999, "999"}, {1000, "1,000"}, {8192, "8,192"}, {UINT64_MAX, "18,446,744,073,709,551,615"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct writer out = writer_of(100, "number");

		html_number(&out, rows[i].value);
		assert_true(bytes_is(writer_bytes(&out), rows[i].text));
		writer_free(&out);
	}
}

static void a_path_chain_may_break_in_front_of_each_mark(void **state)
{
	struct writer out = writer_of(1000, "chain");

	(void)state;
	html_chain(&out, bytes_str("a.bin!0x0:squashfs!/x<y"));
	assert_true(bytes_is(writer_bytes(&out), "<code class=\"chain\">a.bin<wbr><b>!</b>0x0:squashfs<wbr><b>!</b>"
						 "/x&lt;y</code>"));
	writer_free(&out);
}

static void every_finding_unit_and_provision_stands_in_the_page_without_a_script(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_html, &b.a);

	(void)state;
	assert_true(b.a.finding_count >= 2);
	assert_int_equal(kit_times(text, "<article class=\"finding "), b.a.finding_count);
	assert_int_equal(kit_times(text, "<tr data-unit "), b.a.unit_count);
	assert_int_equal(kit_times(text, "<a class=\"cell "), b.a.provision_count);
	assert_int_equal(kit_times(text, "<div class=\"clause\">"), b.a.clause_count);
	for (size_t i = 0; i < b.a.finding_count; i++) {
		struct writer title = writer_of(4096, "title");

		html_str(&title, b.a.findings[i].title, HTML_TITLE_MAX);
		write_u8(&title, 0);
		kit_has(text, (const char *)title.at);
		writer_free(&title);
		kit_has(text, b.a.findings[i].id);
	}
	free(text);
	bench_done(&b);
}

static void the_page_says_what_it_is_and_what_it_is_not(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_html, &b.a);

	(void)state;
	kit_has(text, "<title>router.bin: FAIL - Holdfast assessment, EN 303 645 V3.1.3</title>");
	kit_has(text, "This is not a certificate.");
	kit_has(text, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	kit_has(text, "could not be read completely");
	kit_has(text, "not read: longer than the budget (limit <code>member-bytes</code>)");
	kit_has(text, "6,144 of 8,192 bytes are explained by a format (75.0 %)");
	kit_has_not(text, "WITHOUT the sandbox");
	free(text);
	b.a.coverage.sandboxed = false;
	b.a.coverage.restarts = 1;
	b.a.judgeable = false;
	text = kit_print(report_html, &b.a);
	kit_has(text, "WITHOUT the sandbox");
	kit_has(text, "1 worker process died while reading");
	kit_has(text, "cannot be judged as a whole product");
	free(text);
	bench_done(&b);
}

static void hostile_text_breaks_out_of_nothing(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	char *text = kit_print(report_html, &b.a), *data, *end;

	(void)state;
	assert_true(b.a.finding_count > 0);
	assert_int_equal(kit_times(text, "<script"), 2);
	assert_int_equal(kit_times(text, "</script"), 2);
	assert_int_equal(kit_times(text, "<style"), 1);
	kit_has_not(text, "<img");
	kit_has_not(text, "\x1b");
	kit_has_not(text, "\xe2\x80\xae");
	kit_has_not(text, "\xe2\x80\xa8");
	kit_has_not(text, "\xff");
	kit_has(text, "&lt;img src=x onerror=alert(1)&gt;");
	/* inside the data element not one character that markup knows */
	data = strstr(text, "id=\"report\">");
	assert_non_null(data);
	data += strlen("id=\"report\">");
	end = strstr(data, "</script>");
	assert_non_null(end);
	*end = 0;
	assert_null(strpbrk(data, "<>&"));
	kit_has(data, "\\u003cimg");
	free(text);
	bench_done(&b);
}

static void the_page_loads_nothing_and_allows_only_its_own_style_and_script(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_html, &b.a);

	(void)state;
	kit_has(text, "content=\"default-src 'none'; style-src 'sha256-");
	kit_has(text, "script-src 'sha256-");
	kit_has_not(text, "unsafe-");
	kit_has_not(text, " src=");
	kit_has_not(text, "<link");
	kit_has_not(text, "url(");
	kit_has_not(text, "@import");
	kit_has_not(text, " style=\"");
	kit_has_not(text, "href=\"http");
	free(text);
	bench_done(&b);
}

static void the_same_assessment_gives_the_same_bytes(void **state)
{
	struct bench a = bench_of(kit_router), b = bench_of(kit_router);
	char *one = kit_print(report_html, &a.a), *two = kit_print(report_html, &b.a);

	(void)state;
	assert_string_equal(one, two);
	free(one);
	free(two);
	bench_done(&a);
	bench_done(&b);
}

static void a_report_without_findings_does_not_look_like_a_pass(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs | name=OpenWrt\n");
	char *text = kit_print(report_html, &b.a);

	(void)state;
	assert_int_equal(b.a.finding_count, 0);
	kit_has(text, "No finding. That is not a pass");
	kit_has(text, "Nothing was left unread or unexplained.");
	free(text);
	bench_done(&b);
}

static void a_page_that_does_not_fit_is_an_error(void **state)
{
	struct bench b = bench_of(kit_router);

	(void)state;
	kit_short_writers(report_html, &b.a);
	bench_done(&b);
}

static void the_product_its_maker_and_their_claims_stand_in_the_page(void **state)
{
	struct bench b = bench_of(kit_declares);
	char *text = kit_print(report_html, &b.a);

	(void)state;
	kit_has(text, "<title>Door &lt;One&gt;: ");
	kit_has(text, "<h1 class=\"input\">Door &lt;One&gt;</h1>");
	kit_has(text, "<dt>Maker</dt><dd>Lock and &quot;Sons&quot;, SE</dd>");
	kit_has(text, "<dt>Software</dt><dd>2.4.1</dd>");
	kit_has(text, "router.bin, ");
	assert_int_equal(kit_times(text, "<tr class=\"ics\">"), b.a.provision_count);
	kit_has(text, "Claimed: Y (supported)");
	kit_has(text, "Claimed: N (not supported)</span>: mains only");
	kit_has(text, "Claimed: N/A (not applicable)</span>: no telemetry");
	kit_has(text, "Nothing claimed</span>");
	/* without the colours, too */
	kit_has(text, "<span class=\"word\" aria-hidden=\"true\">not claimed</span>");
	kit_has(text, "<span class=\"word\" aria-hidden=\"true\">N/A</span>");
	assert_true(b.a.ics_problems > 0);
	assert_int_equal(kit_times(text, "<p class=\"claim problem\">"), b.a.ics_problems);
	kit_has(text, ", a claim that cannot hold</span>");
	kit_has(text, "<span class=\"side\">Declared</span>");
	kit_has(text, "AuthMech, Auth-1: generation-unique</b>");
	free(text);
	bench_done(&b);
}

static void an_image_alone_has_no_claims_and_no_persons(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_html, &b.a);

	(void)state;
	kit_has_not(text, "Claims of the maker");
	kit_has_not(text, "<tr class=\"ics\">");
	kit_has_not(text, "Persons who answered</h3>");
	kit_has_not(text, "<dt>Maker</dt>");
	kit_has_not(text, "<span class=\"side\">");
	kit_has(text, "<li class=\"zero\"><b>0</b>by persons</li>");
	free(text);
	bench_done(&b);
}

static void what_persons_answered_stands_under_their_names(void **state)
{
	struct kit_answers given;
	struct bench b;
	char *text;

	(void)state;
	kit_answers(&given);
	b = bench_answered(kit_facts(kit_declares), "router.bin", given.at, ARRAY_LEN(given.at));
	text = kit_print(report_html, &b.a);
	assert_int_equal(b.a.stale, 1);
	kit_has(text, "<b>3</b>by persons</li>");
	kit_has(text, "<b>1</b>stale answer</li>");
	kit_has(text, "<span class=\"label\">Decided</span> FAIL by A. Tester, 2026-11-21T12:00:00Z: looked at "
		      "&lt;three&gt; units</p>");
	kit_has(text, "by A. Tester<br>2026-11-21</td>");
	kit_has(text,
		"<span class=\"stale\">stale</span> <span class=\"label\">What it said:</span> PASS by B. Sample");
	kit_has(text, "<span class=\"label\">The program alone</span> says FAIL: this answer overrules it");
	kit_has(text, "<span class=\"label\">Overruled</span> by A. Tester, 2026-11-21T12:00:00Z, who decided PASS");
	kit_has(text, "<li>photo.jpg, 4,321 bytes, SHA-256 <code title=\"" KIT_SHA256 "\">001122334455&hellip;</code>");
	kit_has(text, "data-who=\"person\" data-claim=\"Y\" data-stale=\"\"");
	kit_has(text, "data-who=\"open\" data-claim=\"Y\" data-stale=\"stale\"");
	kit_has(text, "<tr><th scope=\"row\">A. Tester</th><td class=\"num\">3</td>");
	kit_has(text, "3 test units are decided by the answers of the persons named: the program did not check them");
	free(text);
	bench_done(&b);
}

static void an_excerpt_keeps_its_lines(void **state)
{
	struct facts *facts = facts_new();
	struct fact_node node = {
		.chain = bytes_str("x!/etc/shadow"), .root = bytes_str("x"), .path = bytes_str("/etc/shadow")};
	struct fact fact = {.kind = FACT_ACCOUNT, .excerpt = bytes_str("root::0\n<b>:x\x1b\n")};
	struct error e;
	struct bench b;
	char *text;

	(void)state;
	fact.field[ACCOUNT_NAME] = bytes_str("root");
	fact.field[ACCOUNT_STATE] = bytes_str("empty");
	fact.field[ACCOUNT_SOURCE] = bytes_str("shadow");
	assert_true(facts_node(facts, &node, &fact.node, &e) && facts_add(facts, &fact, &e) && facts_sort(facts, &e));
	b = bench_from(facts, "x");
	text = kit_print(report_html, &b.a);
	kit_has(text, "<pre>root::0\n&lt;b&gt;:x\\x1b");
	free(text);
	bench_done(&b);
}

static void a_declaration_alone_says_that_no_firmware_was_looked_at(void **state)
{
	struct bench b = bench_of(kit_declares);
	char *text;

	(void)state;
	b.a.input_kind = "declaration";
	text = kit_print(report_html, &b.a);
	kit_has(text, "the declaration alone, no firmware</dd>");
	kit_has(text, "no firmware was looked at. INCONCLUSIVE");
	kit_has_not(text, "inside the sandbox");
	free(text);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(markup_in_text_becomes_entities),
		cmocka_unit_test(what_cannot_be_shown_stands_as_an_escape),
		cmocka_unit_test(long_text_is_cut_between_characters_and_says_how_long_it_was),
		cmocka_unit_test(numbers_are_grouped_by_thousands),
		cmocka_unit_test(a_path_chain_may_break_in_front_of_each_mark),
		cmocka_unit_test(every_finding_unit_and_provision_stands_in_the_page_without_a_script),
		cmocka_unit_test(the_page_says_what_it_is_and_what_it_is_not),
		cmocka_unit_test(hostile_text_breaks_out_of_nothing),
		cmocka_unit_test(the_page_loads_nothing_and_allows_only_its_own_style_and_script),
		cmocka_unit_test(the_same_assessment_gives_the_same_bytes),
		cmocka_unit_test(a_report_without_findings_does_not_look_like_a_pass),
		cmocka_unit_test(the_product_its_maker_and_their_claims_stand_in_the_page),
		cmocka_unit_test(an_image_alone_has_no_claims_and_no_persons),
		cmocka_unit_test(what_persons_answered_stands_under_their_names),
		cmocka_unit_test(an_excerpt_keeps_its_lines),
		cmocka_unit_test(a_declaration_alone_says_that_no_firmware_was_looked_at),
		cmocka_unit_test(a_page_that_does_not_fit_is_an_error),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
