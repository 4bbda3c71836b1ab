#include "assess/checks/checks_testkit.h"
#include "assess/checks/look.h"

static void listeners_are_told_apart(void **state)
{
	struct facts *f = kit_facts("listener /1 | program=a | enabled=yes\n"
				    "listener /2 | program=a | enabled=yes | address=127.0.0.1\n"
				    "listener /3 | program=a | enabled=yes | protocol=unix\n"
				    "listener /4 | program=telnetd | enabled=no\n"
				    "listener /5 | program=x | service=ftp | enabled=yes | cleartext=no\n");

	(void)state;
	assert_true(look_listens(facts_at(f, FACT_LISTENER, 0)));
	assert_false(look_listens(facts_at(f, FACT_LISTENER, 1)));
	assert_false(look_listens(facts_at(f, FACT_LISTENER, 2)));
	assert_false(look_listens(facts_at(f, FACT_LISTENER, 3)));
	assert_true(look_debug(facts_at(f, FACT_LISTENER, 3)));
	assert_false(look_debug(facts_at(f, FACT_LISTENER, 0)));
	assert_true(look_cleartext(facts_at(f, FACT_LISTENER, 3)));
	assert_false(look_cleartext(facts_at(f, FACT_LISTENER, 4)));
	facts_free(f);
}

static void words_match_whole(void **state)
{
	struct facts *f = kit_facts("listener /1 | service=ssh\nlistener /2 | program=a\n");

	(void)state;
	assert_true(look_among(facts_at(f, FACT_LISTENER, 0), LISTENER_SERVICE, "telnet ssh"));
	assert_false(look_among(facts_at(f, FACT_LISTENER, 0), LISTENER_SERVICE, "telnet sshd"));
	assert_false(look_among(facts_at(f, FACT_LISTENER, 1), LISTENER_SERVICE, "telnet ssh"));
	facts_free(f);
}

static void a_property_finds_its_container(void **state)
{
	struct facts *f = kit_facts("container A:- | format=fit\ncontainer B:- | format=uimage\n"
				    "container C:- | format=trx\nproperty B:- | key=signature | value=none\n"
				    "property - | key=signature | value=none\n");

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct fact *p = facts_at(f, FACT_PROPERTY, i);
		const struct fact *c = look_container(f, p);

		if (bytes_find_str(fact_node_of(f, p)->chain, "!B:") != SIZE_MAX)
			assert_true(c && fact_is(c, CONTAINER_FORMAT, "uimage"));
		else
			assert_null(c);
	}
	facts_free(f);
}

static void only_real_keys_count(void **state)
{
	struct facts *f = kit_facts("key /1 | class=private | state=present\nkey /2 | class=private | state=empty\n"
				    "key /3 | class=private | state=present | use=test-vector\n");

	(void)state;
	assert_true(look_real_key(facts_at(f, FACT_KEY, 0)));
	assert_false(look_real_key(facts_at(f, FACT_KEY, 1)));
	assert_false(look_real_key(facts_at(f, FACT_KEY, 2)));
	facts_free(f);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(listeners_are_told_apart),
		cmocka_unit_test(words_match_whole),
		cmocka_unit_test(a_property_finds_its_container),
		cmocka_unit_test(only_real_keys_count),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
