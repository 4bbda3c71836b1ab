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

static void add_container(struct facts *facts, const char *chain, const char *format, const char *compression)
{
	struct fact_node node = {.chain = bytes_str(chain), .root = bytes_str(chain), .path = bytes_str("")};
	struct fact fact = {.kind = FACT_CONTAINER}, packed = {.kind = FACT_PROPERTY};
	struct error e;

	assert_true(facts_node(facts, &node, &fact.node, &e));
	fact.field[CONTAINER_FORMAT] = bytes_str(format);
	assert_true(facts_add(facts, &fact, &e));
	if (!compression)
		return;
	packed.node = fact.node;
	packed.field[PROPERTY_KEY] = bytes_str("compression");
	packed.field[PROPERTY_VALUE] = bytes_str(compression);
	assert_true(facts_add(facts, &packed, &e));
}

static void a_kernel_bare_in_flash_has_no_signature(void **state)
{
	struct world w = world_new();
	char *text;

	(void)state;
	add_container(w.facts, "flash.bin!0x10200:lzma", "lzma", "lzma");
	add_container(w.facts, "flash.bin!0x10200:lzma!0x0:linux", "linux", NULL);
	assert_true(world_derive(&w, &derivation_bootchain));
	text = world_facts(&w, FACT_BOOT);
	assert_int_equal(facts_count(w.facts, FACT_BOOT), 1);
	assert_non_null(strstr(text, "topic=image-signature value=none (a bare kernel"));
	free(text);
	world_free(&w);
}

static void a_kernel_in_a_wrapper_or_a_file_system_is_not_bare(void **state)
{
	struct world w = world_new();

	(void)state;
	add_container(w.facts, "a.bin!0x0:uimage", "uimage", NULL);
	add_container(w.facts, "a.bin!0x0:uimage!kernel!0x0:linux", "linux", NULL);
	add_container(w.facts, "b.bin!0x0:squashfs!/boot/vmlinux!0x0:linux", "linux", NULL);
	assert_true(world_derive(&w, &derivation_bootchain));
	assert_int_equal(facts_count(w.facts, FACT_BOOT), 0);
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_and_kernel_options_tell_the_boot_chain),
		cmocka_unit_test(a_kernel_bare_in_flash_has_no_signature),
		cmocka_unit_test(a_kernel_in_a_wrapper_or_a_file_system_is_not_bare),
		cmocka_unit_test(a_root_hash_counts_only_where_it_is_signed_and_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
