#include "assess/derive/derive_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct derivation derivation_bootchain;

static void properties_and_kernel_options_tell_the_boot_chain(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_fact(&w, "/a", FACT_CONTAINER, "format=uimage");
	world_fact(&w, "/a", FACT_PROPERTY, "key=load-address\nvalue=0x80000000");
	world_fact(&w, "/b", FACT_CONTAINER, "format=fit");
	world_fact(&w, "/b", FACT_PROPERTY, "key=load-address\nvalue=0x80000000");
	world_fact(&w, "/b", FACT_PROPERTY, "key=signature\nvalue=rsa2048");
	world_fact(&w, "/e", FACT_PROPERTY, "key=env.bootdelay\nvalue=3");
	world_fact(&w, "/f", FACT_PROPERTY, "key=env.bootdelay\nvalue=-2");
	world_fact(&w, "/g", FACT_PROPERTY, "key=cmdline\nvalue=console=ttyS0 init=/bin/sh");
	world_fact(&w, "/k", FACT_KCONFIG, "option=MODULE_SIG\nvalue=n");
	world_fact(&w, "/k", FACT_KCONFIG, "option=MODULES\nvalue=y");
	assert_true(world_derive(&w, &derivation_bootchain));
	text = world_facts(&w, FACT_BOOT);
	assert_int_equal(facts_count(w.facts, FACT_BOOT), 6);
	assert_true(WORLD_HAS(text, "/a", "topic=image-signature value=none risk=weak"));
	assert_true(WORLD_HAS(text, "/b", "topic=image-signature value=rsa2048 risk=neutral"));
	assert_true(WORLD_HAS(text, "/e", "topic=bootdelay value=3 risk=weak"));
	assert_true(WORLD_HAS(text, "/f", "topic=bootdelay value=-2 risk=strong"));
	assert_true(WORLD_HAS(text, "/g", "topic=cmdline", "risk=weak"));
	assert_true(WORLD_HAS(text, "/k", "topic=module-signing value=MODULE_SIG=n risk=weak"));
	free(text);
	world_free(&w);
}

static void a_root_hash_counts_only_where_it_is_signed_and_checked(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	world_fact(&w, "/a", FACT_PROPERTY, "key=verity.root-hash\nvalue=aa");
	world_fact(&w, "/b", FACT_PROPERTY, "key=signature\nvalue=none");
	world_fact(&w, "/b", FACT_PROPERTY, "key=verity.root-hash\nvalue=bb");
	world_fact(&w, "/c", FACT_PROPERTY, "key=signature\nvalue=rsa2048 sha256");
	world_fact(&w, "/c", FACT_PROPERTY, "key=verification\nvalue=disabled");
	world_fact(&w, "/c", FACT_PROPERTY, "key=verity.root-hash\nvalue=cc");
	assert_true(world_derive(&w, &derivation_bootchain));
	text = world_facts(&w, FACT_BOOT);
	assert_true(WORLD_HAS(text, "/a", "topic=verity value=aa risk=strong"));
	assert_true(WORLD_HAS(text, "/b", "topic=verity value=bb risk=neutral"));
	assert_true(WORLD_HAS(text, "/c", "topic=verity value=cc risk=neutral"));
	assert_true(WORLD_HAS(text, "/c", "topic=secure-boot value=disabled risk=weak"));
	free(text);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_and_kernel_options_tell_the_boot_chain),
		cmocka_unit_test(a_root_hash_counts_only_where_it_is_signed_and_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
