#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_sensing;

static void drivers_and_addresses_hint_at_sensing(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_file(&w, "/lib/modules/3.10/sensor_gc2053_t31.ko", 0644, 0,
		   "\x7f"
		   "ELF");
	world_file(&w, "/usr/bin/arecord", 0755, 0, "x");
	world_file(&w, "/usr/bin/dynamic", 0755, 0, "x");
	world_file(&w, "/etc/app.conf", 0644, 0, "u=https://telemetry.vendor.com/v1\nv=https://www.vendor.com/\n");
	assert_true(world_derive(&w, &derivation_sensing));
	text = world_facts(&w, FACT_SENSOR);
	assert_int_equal(facts_count(w.facts, FACT_SENSOR), 2);
	assert_true(WORLD_HAS(text, "class=camera"));
	assert_true(WORLD_HAS(text, "class=microphone how=program arecord"));
	free(text);
	text = world_facts(&w, FACT_TELEMETRY);
	assert_int_equal(facts_count(w.facts, FACT_TELEMETRY), 1);
	assert_true(WORLD_HAS(text, "program=app.conf destination=https://telemetry.vendor.com/v1"));
	free(text);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(drivers_and_addresses_hint_at_sensing)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
