#include "assess/dossier/software.h"

#include "assess/dossier/dossier_testkit.h"

static void without_an_image_the_bill_of_materials_is_the_declared_software(void **state)
{
	struct writer out = writer_of(1 << 20, "sbom"), no = writer_of(1 << 20, "sbom");
	struct desk k;
	struct error e;

	(void)state;
	desk_example(&k, "smart-lock");
	assert_true(dossier_sbom_cyclonedx(&k.in, NULL, &out, &e));
	write_u8(&out, 0);
	assert_non_null(strstr((const char *)out.at, "\"openssl\""));
	assert_non_null(strstr((const char *)out.at, "3.5.4"));
	assert_non_null(strstr((const char *)out.at, "\"busybox\""));
	assert_null(strstr((const char *)out.at, "linux-*"));
	k.in.date = "tomorrow";
	assert_false(dossier_sbom_spdx(&k.in, NULL, &no, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	writer_free(&no);
	writer_free(&out);
	desk_done(&k);
}

static void what_was_observed_comes_before_what_was_declared(void **state)
{
	struct software s;
	struct desk k;
	struct error e;

	(void)state;
	desk_open(&k,
		  kit_facts("component /bin/busybox | name=busybox | version=1.22.1 | how=pattern | relation=contains\n"
			    "@SoftComp SC-1 | name=openssl | version=3.5.4\n"));
	assert_true(software_of(&k.in, &s, &e));
	assert_false(s.declared);
	assert_int_equal(s.sbom.count, 1);
	assert_string_equal(s.sbom.components[0].name, "busybox");
	software_done(&s);
	desk_done(&k);
	desk_open(&k, kit_facts("@SoftComp SC-1 | name=openssl | version=3.5.4\n@SoftComp SC-2 | description=x\n"));
	assert_true(software_of(&k.in, &s, &e));
	assert_true(s.declared);
	assert_int_equal(s.sbom.count, 2);
	assert_string_equal(s.sbom.components[1].name, "openssl");
	assert_string_equal(s.sbom.components[1].version, "3.5.4");
	assert_string_equal(s.sbom.components[0].name, "SC-2");
	software_done(&s);
	desk_done(&k);
}

static void the_printed_list_says_what_it_is_drawn_from_and_what_is_missing(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "sbom", EDITION_V3_1_3);
	DESK_HOLDS(text, "no image was looked at", "openssl | 3.5.4 | The OpenSSL project | Apache-2.0",
		   "What is not known");
	free(text);
	desk_done(&k);
	desk_open(
		&k,
		kit_facts(
			"component /bin/busybox | name=busybox | version=1.22.1 | how=pattern | relation=contains\n"));
	text = desk_plain(&k, "sbom", EDITION_V3_1_3);
	DESK_HOLDS(text, "recognised in the image", "busybox | 1.22.1 | not known", "/bin/busybox");
	free(text);
	desk_done(&k);
	desk_open(&k, kit_facts("system - | kind=linux-rootfs\n"));
	text = desk_plain(&k, "sbom", EDITION_V3_1_3);
	assert_non_null(strstr(text, "neither an image nor a declaration names a component"));
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_an_image_the_bill_of_materials_is_the_declared_software),
		cmocka_unit_test(what_was_observed_comes_before_what_was_declared),
		cmocka_unit_test(the_printed_list_says_what_it_is_drawn_from_and_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
