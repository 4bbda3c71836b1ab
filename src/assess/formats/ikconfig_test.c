#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_ikconfig;

static void the_options_of_a_real_configuration_are_reported(void **state)
{
	(void)state;
	KIT_CORPUS(plain, "kat/fact/kernel_config/synthetic/plain.image");
	struct bytes module = testkit_corpus("kat/fact/kernel_config/synthetic/configs.ko");
	struct bytes in = bytes_part(plain, 0x200, plain.len);

	kit_lists(&format_ikconfig, in, "property config.MODULES = y\n");
	kit_lists(&format_ikconfig, in, " config\n");
	kit_lists(&format_ikconfig, module, "property config.");
	kit_lists(&format_ikconfig, module, " config\n");
	KIT_FREE(plain);
	KIT_FREE(module);
}

static void damaged_and_invented_ones_give_nothing(void **state)
{
	(void)state;
	static const char *const files[] = {
		"kat/fact/kernel_config/synthetic/configs.ko.corrupted",
		"kat/fact/kernel_config/synthetic/ko_failure/configs.ko",
		"kat/fact/kernel_config/configs/CONFIG_MAGIC",
		"kat/fact/kernel_config/configs/CONFIG_MAGIC_CORRUPT",
		"kat/fact/kernel_config/random_invalid/a.image",
		"kat/fact/kernel_config/random_invalid/b.image",
		"kat/fact/kernel_config/random_invalid/c.image",
		"kat/fact/kernel_config/random_invalid/d.image",
	};

	kit_refuses_noise(&format_ikconfig);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct bytes in = testkit_corpus(files[i]);

		if (!in.at)
			skip();
		for (size_t at = 0; at < in.len; at++)
			kit_refuses(&format_ikconfig, bytes_part(in, at, in.len));
		KIT_FREE(in);
	}
}

static void unset_options_are_n_and_texts_lose_their_quotes(void **state)
{
	(void)state;
	struct bytes in = testkit_make(
		"printf 'IKCFG_ST' > \"$1\"; printf 'CONFIG_A=y\\n# CONFIG_B is not set\\nCONFIG_C=\"quoted\"\\n"
		"# a comment\\nnonsense\\n' | gzip -n >> \"$1\"; printf 'IKCFG_ED' >> \"$1\"");

	if (!in.at)
		skip();
	kit_lists(&format_ikconfig, in,
		  "property config.A = y\nproperty config.B = n\nproperty config.C = quoted\nP - - - ");
	kit_survives(&format_ikconfig, in);
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_options_of_a_real_configuration_are_reported),
		cmocka_unit_test(damaged_and_invented_ones_give_nothing),
		cmocka_unit_test(unset_options_are_n_and_texts_lose_their_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
