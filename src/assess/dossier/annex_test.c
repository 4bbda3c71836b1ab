#include "assess/dossier/dossier_testkit.h"
#include "assess/dossier/annex.h"

static const struct annex_item item = {"A2-1", "Who makes it", "maker.name; maker.url?; disclosure.contact",
				       "Made by:"};

static char *printed(struct desk *k, struct document **ret, const char *table)
{
	struct writer out = writer_of(1 << 20, "plain");
	struct error e;

	desk_open(k, kit_facts(table));
	*ret = document_new(k->arena, "test", "Test", NULL);
	annex_print(&k->in, *ret, "CRA", 1, &item);
	document_plain(*ret, &out);
	write_u8(&out, 0);
	assert_true(writer_done(&out, &e));
	return (char *)(uintptr_t)writer_take(&out).at;
}

static void an_item_prints_its_values_under_its_title(void **state)
{
	struct document *doc;
	struct desk k;
	char *text = printed(
		&k, &doc,
		"@maker - | name=A Ltd | url=https://a.example/\n@disclosure - | contact=mailto:a@a.example & tel:1");

	(void)state;
	DESK_HOLDS(text, "Who makes it", "Made by:", "A Ltd", "https://a.example/", "mailto:a@a.example", "tel:1");
	assert_int_equal(document_missing_count(doc), 0);
	free(text);
	desk_done(&k);
}

static void a_key_without_value_is_named_with_its_place_in_the_law_unless_it_is_optional(void **state)
{
	struct document *doc;
	struct desk k;
	char *text = printed(&k, &doc, "@maker - | email=x");

	(void)state;
	assert_int_equal(document_missing_count(doc), 2);
	assert_string_equal(document_missing_field(doc, 0), "maker.name");
	assert_string_equal(document_missing_why(doc, 0), "Annex II 1");
	assert_string_equal(document_missing_field(doc, 1), "disclosure.contact");
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_item_prints_its_values_under_its_title),
		cmocka_unit_test(a_key_without_value_is_named_with_its_place_in_the_law_unless_it_is_optional),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
