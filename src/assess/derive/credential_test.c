#include "assess/derive/derive_testkit.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_put_together_from_a_file_is_one_password),
		cmocka_unit_test(a_login_whose_file_is_missing_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
