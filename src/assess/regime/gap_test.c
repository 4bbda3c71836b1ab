#include "assess/regime/gap.h"

#include "assess/regime/regime_testkit.h"

#define PRODUCT                                                                                                        \
	"@product - | name=Lock | type=smart lock | model=L1 | kind=smart-lock | markets=UK & EU\n"                    \
	"@maker - | name=M\n@scope - | connection=internet | customers=consumers | category=ordinary\n"                \
	"@support - | end=2032-01-31 | start=2026-01-31 | published=yes | url=https://x.example\n"

typedef bool form(const struct gap *gap, struct writer *out, struct error *e);

static bool as_text(const struct gap *gap, struct writer *out, struct error *e)
{
	struct gap_text_options options = {.all = true};

	return gap_text(gap, &options, out, e);
}

static bool as_short_text(const struct gap *gap, struct writer *out, struct error *e)
{
	struct gap_text_options options = {.columns = 80};

	return gap_text(gap, &options, out, e);
}

/* free() it. */
static char *print(form *f, const struct gap *gap)
{
	struct writer out = writer_of(GAP_BYTES_MAX, "gap");
	struct error e;

	if (!f(gap, &out, &e))
		fail_msg("%s", e.text);
	write_u8(&out, 0);
	assert_true(writer_done(&out, &e));
	return (char *)writer_take(&out).at;
}

static const enum regime_id everything[] = {REGIME_PSTI,    REGIME_CRA, REGIME_EN_18031,  REGIME_NIST_8425, REGIME_CLS,
					    REGIME_JC_STAR, REGIME_UL,  REGIME_ISO_29147, REGIME_ISO_30111};

static struct kit_regime bench(const char *table, struct gap *gap)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, table);
	struct error e;

	/* the copy of the assessments may move: the gap is made of what looks at the declaration alone */
	assert_true(gap_make(everything, ARRAY_LEN(everything), &k.in, "product.yaml", k.arena, gap, &e));
	return k;
}

static void the_text_names_each_regime_what_to_do_and_when(void **state)
{
	struct gap gap;
	struct kit_regime k = bench(PRODUCT, &gap);
	char *text = print(as_text, &gap);

	(void)state;
	for (unsigned i = 0; i < REGIMES; i++)
		assert_non_null(strstr(text, regime_name((enum regime_id)i)));
	assert_non_null(strstr(text, "must, now"));
	assert_non_null(strstr(text, "must, from 2027-12-11"));
	assert_non_null(strstr(text, "2032-01-31"));
	assert_non_null(strstr(text, "10 million GBP"));
	/* the fines of Union law come with the rest of it, after the duty to report */
	assert_non_null(strstr(text, "from 2027-12-11: up to 15 000 000 EUR"));
	assert_non_null(strstr(text, "Not legal advice"));
	free(text);
	kit_regime_done(&k);
}

static void the_short_text_says_how_much_it_leaves_out(void **state)
{
	struct gap gap;
	struct kit_regime k = bench(PRODUCT, &gap);
	char *text = print(as_short_text, &gap);

	(void)state;
	assert_non_null(strstr(text, "more: --all"));
	assert_null(strstr(text, "row by row"));
	assert_null(strstr(text, "2022-12-06")); /* what is past */
	free(text);
	kit_regime_done(&k);
}

static void rows_that_want_the_same_are_one_thing_to_do(void **state)
{
	struct gap gap;
	struct kit_regime k = bench(PRODUCT, &gap);
	char *text = print(as_text, &gap), *first = strstr(text, "Not declared: cra.reporting-process.");

	(void)state;
	assert_non_null(first);
	/* once more below, row by row */
	assert_non_null(strstr(text, "Art14-1, Art14-2a (24 hours after becoming aware)"));
	free(text);
	kit_regime_done(&k);
}

static void hostile_values_reach_no_terminal(void **state)
{
	struct gap gap;
	struct kit_regime k = bench("@product - | name=a\x1b[31mb | model=\xe2\x80\xaex | kind=camera | markets=UK\n"
				    "@support - | end=\x1b[5mnever | start=9999999-99-99 | "
				    "expected-use=99999999999999999999 years\n"
				    "@psti - | statement-date=2026-02-31 | label=JC-STAR | label-expires=zz\n"
				    "@AuthMech A\x1b[1m | factor=password | set-by=maker | generation-unique=no\n",
				    &gap);
	char *text = print(as_text, &gap), *json = print(gap_json, &gap);

	(void)state;
	for (const char *c = text; *c; c++)
		assert_true((unsigned char)*c >= 0x20 || *c == '\n');
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_null(strstr(json, "\x1b"));
	free(text);
	free(json);
	kit_regime_done(&k);
}

static void the_timeline_is_sorted_and_says_each_thing_once(void **state)
{
	struct gap gap;
	struct kit_regime k = bench(PRODUCT, &gap);

	(void)state;
	assert_true(gap.date_count > 8);
	for (size_t i = 1; i < gap.date_count; i++) {
		int order = strcmp(gap.dates[i - 1].date->date, gap.dates[i].date->date);

		assert_true(order <= 0);
		assert_true(order < 0 || strcmp(gap.dates[i - 1].date->what, gap.dates[i].date->what) != 0);
	}
	kit_regime_done(&k);
}

static void every_form_refuses_a_writer_that_is_too_short(void **state)
{
	static form *const forms[] = {as_text, as_short_text, gap_json};
	struct gap gap;
	struct kit_regime k = bench(PRODUCT, &gap);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		char *whole = print(forms[i], &gap);
		size_t len = strlen(whole);

		for (size_t cap = 0; cap < len; cap += 1 + len / 20) {
			struct writer out = writer_of(cap, "gap");
			struct error e;

			assert_false(forms[i](&gap, &out, &e));
			assert_int_equal(e.code, ERROR_LIMIT);
			writer_free(&out);
		}
		free(whole);
	}
	kit_regime_done(&k);
}

static void scope_is_printed_with_the_duties_of_the_role(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, PRODUCT "@maker - | role=importer\n");
	struct gap_text_options options = {.columns = 90};
	struct writer out = writer_of(GAP_BYTES_MAX, "scope");
	struct scope scope;
	struct error e;

	(void)state;
	assert_true(scope_decide(k.in.declared, k.facts, k.arena, &scope, &e));
	assert_true(scope_text(&scope, k.in.declared, &options, &out, &e));
	write_u8(&out, 0);
	assert_non_null(strstr((char *)out.at, "i-15-2"));
	assert_null(strstr((char *)out.at, "m-12"));
	assert_non_null(strstr((char *)out.at, "Art19-2"));
	writer_reset(&out);
	assert_true(scope_json(&scope, k.in.declared, k.facts, &out, &e));
	write_u8(&out, 0);
	assert_non_null(strstr((char *)out.at, SCOPE_SCHEMA));
	writer_free(&out);
	kit_regime_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_text_names_each_regime_what_to_do_and_when),
		cmocka_unit_test(the_short_text_says_how_much_it_leaves_out),
		cmocka_unit_test(rows_that_want_the_same_are_one_thing_to_do),
		cmocka_unit_test(hostile_values_reach_no_terminal),
		cmocka_unit_test(the_timeline_is_sorted_and_says_each_thing_once),
		cmocka_unit_test(every_form_refuses_a_writer_that_is_too_short),
		cmocka_unit_test(scope_is_printed_with_the_duties_of_the_role),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
