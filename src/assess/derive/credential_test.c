#include "assess/derive/derive_testkit.h"
#include "assess/derive/guess.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define SCRIPT                                                                                                         \
	"class=credential\nname=/etc/config/"                                                                          \
	"image_sign\nvalue=$image_sign\nuser=Alphanetworks\nservice=telnetd\nrule=telnetd-login"
#define VALUE "class=value\nname=/etc/config/image_sign\nvalue=wrgn49_dlob_dir300b5\nrule=small-file"

static const struct fact *joined(const struct facts *facts)
{
	FACTS_EACH (facts, FACT_SECRET, s)
		if (fact_is(s, SECRET_CLASS, "password"))
			return s;
	return NULL;
}

static void a_login_put_together_from_a_file_is_one_password(void **state)
{
	struct world w = world_new();
	struct error e;
	const struct fact *s;

	(void)state;
	world_fact(&w, "/etc/init0.d/S80telnetd.sh", FACT_SECRET, SCRIPT);
	world_fact(&w, "/etc/config/image_sign", FACT_SECRET, VALUE);
	assert_false(w.failed);
	assert_true(facts_sort(w.facts, &e));
	assert_true(derive_all(w.facts, &e));
	s = joined(w.facts);
	assert_non_null(s);
	assert_true(fact_is(s, SECRET_USER, "Alphanetworks"));
	assert_true(fact_is(s, SECRET_VALUE, "wrgn49_dlob_dir300b5"));
	assert_true(fact_is(s, SECRET_SERVICE, "telnetd"));
	assert_true(fact_is(s, SECRET_CONFIDENCE, "high"));
	assert_true(bytes_is(fact_node_of(w.facts, s)->path, "/etc/init0.d/S80telnetd.sh"));
	world_free(&w);
}

static void a_login_whose_file_is_missing_stays_as_it_is(void **state)
{
	struct world w = world_new();
	struct error e;

	(void)state;
	world_fact(&w, "/etc/init0.d/S80telnetd.sh", FACT_SECRET, SCRIPT);
	world_fact(&w, "/etc/other_sign", FACT_SECRET, VALUE);
	assert_true(facts_sort(w.facts, &e));
	assert_true(derive_all(w.facts, &e));
	assert_null(joined(w.facts));
	world_free(&w);
}

static void the_hard_coded_login_of_a_real_router_is_found_from_its_image(void **state)
{
	struct bytes image = testkit_corpus("firmware/dlink-dir300-revb5-2.15b01.bin");
	static const char *const want[] = {"class=password",     "value=wrgn49_dlob_dir300b5",
					   "user=Alphanetworks", "service=telnetd",
					   "confidence=high",    NULL};
	struct world w = world_new();
	char *facts;

	(void)state;
	if (!image.at)
		skip();
	assert_true(world_image(&w, "squashfs", bytes_part(image, 0x12008c, image.len)));
	assert_true(world_derive_all(&w));
	facts = world_facts(&w, FACT_SECRET);
	if (!world_has(facts, want))
		fail_msg("secrets: %s", facts);
	free(facts);
	world_free(&w);
	free((void *)image.at);
}

static void the_shipped_account_of_a_real_router_falls_to_a_factory_password(void **state)
{
	struct bytes image = testkit_corpus("firmware/tplink-mt7628-flash-0-3e0000.bin");
	static const char *const want[] = {"name=admin", "uid=0", "state=known", "password=1234", "salt=no", NULL};
	static const char *const network[] = {"class=wifi-open", "value=OPEN", NULL};
	struct world w = world_new();
	struct error e;
	char *facts;

	(void)state;
	if (!image.at)
		skip();
	assert_true(world_image(&w, "squashfs", bytes_part(image, 0x100000, image.len)));
	assert_true(world_derive_all(&w));
	assert_true(guess_passwords(w.facts, bytes_of("", 0), 2, GUESS_WORK_DEFAULT, &e));
	facts = world_facts(&w, FACT_ACCOUNT);
	if (!world_has(facts, want))
		fail_msg("accounts: %s", facts);
	free(facts);
	facts = world_facts(&w, FACT_SECRET);
	if (!world_has(facts, network))
		fail_msg("secrets: %s", facts);
	free(facts);
	world_free(&w);
	free((void *)image.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_put_together_from_a_file_is_one_password),
		cmocka_unit_test(the_hard_coded_login_of_a_real_router_is_found_from_its_image),
		cmocka_unit_test(the_shipped_account_of_a_real_router_falls_to_a_factory_password),
		cmocka_unit_test(a_login_whose_file_is_missing_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
