#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_kconfig;

static char *facts_of(struct bytes data)
{
	return testkit_observe(&observer_kconfig, "/boot/config-1", 0644, data, NULL, 0);
}

static void set_unset_and_valued_options_are_told(void **state)
{
	char *facts =
		facts_of(bytes_str("#\n# Linux/mips 3.10.14 Kernel Configuration\n#\nCONFIG_SECCOMP=y\nCONFIG_FOO=y\n"
				   "# CONFIG_MODULE_SIG is not set\nCONFIG_CMDLINE=\"console=ttyS1\"\n"));

	(void)state;
	assert_string_equal(facts, "kconfig @46+16 option=SECCOMP value=y\nkconfig @76+30 option=MODULE_SIG value=n\n"
				   "kconfig @107+30 option=CMDLINE value=console=ttyS1\n");
	free(facts);
}

static void configurations_of_other_programs_are_left_alone(void **state)
{
	char *facts = facts_of(bytes_str("# Busybox version: 1.22.1\nCONFIG_SECCOMP=y\n"));

	(void)state;
	assert_string_equal(facts, "");
	free(facts);
}

static void known_configurations_are_read(void **state)
{
	struct bytes data = testkit_corpus("kat/fact/kernel_config/configs/CONFIG");
	struct bytes old = testkit_corpus("kat/fact/kernel_config/configs/old_config_build_file");
	struct bytes noise = testkit_corpus("kat/fact/kernel_config/random_invalid/a.image");
	char *facts;

	(void)state;
	if (!data.at || !old.at || !noise.at)
		skip();
	facts = facts_of(data);
	assert_non_null(strstr(facts, "option=STACKPROTECTOR_STRONG value=y"));
	free(facts);
	facts = facts_of(noise);
	assert_string_equal(facts, "");
	free(facts);
	free((void *)data.at);
	free((void *)old.at);
	free((void *)noise.at);
}

static void every_prefix_is_survived(void **state)
{
	struct bytes all =
		bytes_str("# Linux kernel version: 2.6.36\n# CONFIG_KEXEC is not set\nCONFIG_CMDLINE=\"\"\n");

	(void)state;
	for (size_t len = 0; len <= all.len; len++) {
		uint8_t *part = malloc(len ? len : 1);
		char *facts;

		memcpy(part, all.at, len);
		facts = facts_of(bytes_of(part, len));
		assert_non_null(facts);
		free(facts);
		free(part);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_unset_and_valued_options_are_told),
		cmocka_unit_test(configurations_of_other_programs_are_left_alone),
		cmocka_unit_test(known_configurations_are_read),
		cmocka_unit_test(every_prefix_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
