#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_kernel;

static void a_banner_of_a_container_makes_a_kernel_and_a_component(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_fact(&w, "", FACT_PROPERTY,
		   "key=banner\nvalue=Linux version 3.10.14__isvp_1.0__ (me@host) (gcc version 4.7.2 (x) ) #1");
	assert_true(world_derive(&w, &derivation_kernel));
	text = world_facts(&w, FACT_KERNEL);
	assert_non_null(strstr(text, "version=3.10.14__isvp_1.0__"));
	assert_non_null(strstr(text, "compiler=gcc version 4.7.2"));
	free(text);
	text = world_facts(&w, FACT_COMPONENT);
	assert_non_null(strstr(text, "name=linux version=3.10.14 how=kernel-banner relation=contains "
				     "purl=pkg:generic/linux@3.10.14 cpe=cpe:2.3:o:linux:linux_kernel:3.10.14:"));
	free(text);
	world_free(&w);
}

static void other_banners_and_what_an_observer_told_make_none(void **state)
{
	struct world w = world_new();

	(void)state;
	world_fact(&w, "", FACT_PROPERTY, "key=banner\nvalue=ESP-IDF 5.3.1");
	world_fact(&w, "/boot/a", FACT_PROPERTY, "key=banner\nvalue=Linux version (none)");
	world_fact(&w, "/vmlinux!0x0:linux", FACT_PROPERTY, "key=banner\nvalue=Linux version 6.1.0 (me@host)");
	world_fact(&w, "/vmlinux", FACT_KERNEL, "version=6.1.0\nbanner=Linux version 6.1.0 (me@host)");
	assert_true(world_derive(&w, &derivation_kernel));
	assert_int_equal(facts_count(w.facts, FACT_KERNEL), 1);
	assert_int_equal(facts_count(w.facts, FACT_COMPONENT), 0);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_banner_of_a_container_makes_a_kernel_and_a_component),
		cmocka_unit_test(other_banners_and_what_an_observer_told_make_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
