#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "a_login_of_root_that_no_entry_admits_fails",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "root can log in with a password in /etc/shadow",
	 .evidence = 2},
	{.says = "a_service_that_asks_for_accounts_makes_it_worse",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n"
		 "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "root can log in",
	 .evidence = 3},
	{.says = "a_declared_login_is_silent",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=admin | state=hash | scheme=yescrypt | source=shadow\n"},
	{.says = "an_account_without_a_shell_is_no_login",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n"
		 "account /etc/passwd | name=root | state=elsewhere | login=no | source=passwd\n"},
	{.says = "a_listener_for_passwords_that_no_entry_declares_fails",
	 .check = "undeclared-login",
	 .facts = "@AuthMech AM-1 | network=yes | factor=certificate\n"
		  "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		  "auth=password\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "dropbear (TCP port 22) asks for a password",
	 .evidence = 2},
	{.says = "a_service_declared_with_keys_that_takes_passwords_fails",
	 .check = "undeclared-login",
	 .facts = "@AuthMech AM-1 | network=yes | factor=key\n"
		  "@SoftServ SS-1 | program=dropbear | authentication=AM-1\n"
		  "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		  "auth=password\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "AuthMech does not declare it",
	 .evidence = 3},
	{.says = "a_service_that_refers_to_a_password_mechanism_is_silent",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "@SoftServ SS-1 | program=dropbear | authentication=AM-1\n"
		 "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		 "auth=password\n"},
	{.says = "a_port_tells_the_service_too",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "@SoftServ SS-1 | interface=LI-1 | authentication=AM-1\n"
		 "@LogIntf LI-1 | port=22\n"
		 "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		 "auth=password\n"},
	{.says = "a_listener_without_an_entry_of_softserv_is_for_a_person",
	 .check = "undeclared-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		 "auth=password\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "SoftServ does not say"},
	{.says = "a_table_declared_empty_is_contradicted",
	 .check = "undeclared-login",
	 .facts = "@AuthMech none\n"
		  "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "no entry of AuthMech admits it",
	 .evidence = 2},
	{.says = "without_the_table_nothing_is_undeclared",
	 .check = "undeclared-login",
	 .facts = "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n"
		  "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		  "auth=password\n"},
	{.says = "a_local_listener_is_no_network_login",
	 .check = "undeclared-login",
	 .facts = "@AuthMech none\n"
		  "listener /etc/x | program=x | enabled=yes | auth=password | address=127.0.0.1 | port=1 | "
		  "protocol=tcp\n"},
	{.says = "an_account_behind_ssh_that_no_entry_admits_fails",
	 .check = "undeclared-network-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n"
		 "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "root can log in",
	 .evidence = 3},
	{.says = "an_account_that_no_service_asks_for_is_no_network_login",
	 .check = "undeclared-network-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n"},
	{.says = "a_mechanism_without_a_network_does_not_cover_it",
	 .check = "undeclared-network-login",
	 .facts = "@AuthMech AM-1 | subject=user | network=no | factor=password | set-by=maker | generation-unique=yes "
		  "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		  "account /etc/shadow | name=admin | state=hash | scheme=yescrypt | source=shadow\n"
		  "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "admin can log in"},
	{.says = "a_login_by_key_counts_too",
	 .check = "undeclared-network-login",
	 .facts = "@AuthMech none\n"
		  "listener /etc/init.d/S50 | program=dropbear | service=ssh | port=22 | protocol=tcp | enabled=yes | "
		  "auth=key\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "asks for a key"},
	{.says = "a_password_that_may_be_set_later_fails",
	 .check = "password-not-set-first",
	 .facts = "@AuthMech AM-1 | factor=password | set-by=user | set-before-use=no\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "before the user has set"},
	{.says = "users_set_it_and_the_image_has_one_already",
	 .check = "password-not-set-first",
	 .facts = "@AuthMech AM-1 | factor=password | set-by=user | set-before-use=yes | login=admin\n"
		  "account /etc/shadow | name=admin | state=empty | scheme= | source=shadow\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "the image holds a password of admin",
	 .evidence = 2},
	{.says = "a_locked_account_waits_for_its_user",
	 .check = "password-not-set-first",
	 .facts = "@AuthMech AM-1 | factor=password | set-by=user | set-before-use=yes | login=admin\n"
		  "account /etc/shadow | name=admin | state=locked | scheme= | source=shadow\n"},
	{.says = "made_per_unit_and_yet_in_the_image",
	 .check = "password-not-per-unit",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=admin | state=hash | scheme=yescrypt | source=shadow\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "made per unit, but the image holds",
	 .evidence = 2},
	{.says = "another_account_is_not_this_mechanisms",
	 .check = "password-not-per-unit",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=root | state=hash | scheme=md5crypt | hash=$1$a$b | source=shadow\n"},
	{.says = "a_guessed_password_shorter_than_declared_fails",
	 .check = "password-sample",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=admin | state=known | password=admin | scheme=yescrypt | source=shadow\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_CRITICAL,
	 .title = "12 characters are declared, the password of admin",
	 .evidence = 2},
	{.says = "a_hash_is_no_sample",
	 .check = "password-sample",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=admin | state=hash | scheme=yescrypt | source=shadow\n"},
	{.says = "a_password_of_a_program_that_no_entry_declares_fails",
	 .check = "undeclared-machine-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "secret /etc/mqtt.conf | class=password | service=mqtt | value=x | confidence=high\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "logs in to mqtt with a password",
	 .evidence = 2},
	{.says = "a_declared_machine_password_is_another_units_business",
	 .check = "undeclared-machine-login",
	 .facts = "@AuthMech AM-1 | subject=machine | factor=password\n"
		  "secret /etc/mqtt.conf | class=password | service=mqtt | value=x | confidence=high\n"},
	{.says = "an_example_is_no_login",
	 .check = "undeclared-machine-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "secret /etc/mqtt.conf.example | class=password | service=mqtt | value=x | confidence=high\n"},
	{.says = "an_uncertain_find_is_no_login",
	 .check = "undeclared-machine-login",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "secret /etc/mqtt.conf | class=password | service=mqtt | value=x | confidence=low\n"},
	{.says = "another_password_hash_than_declared_fails",
	 .check = "other-login-cryptography",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=admin | state=hash | scheme=md5crypt | source=shadow\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "yescrypt is declared, /etc/shadow holds a hash of md5crypt",
	 .evidence = 2},
	{.says = "the_declared_hash_is_silent",
	 .check = "other-login-cryptography",
	 .facts =
		 "@AuthMech AM-1 | subject=user | network=yes | factor=password | set-by=maker | generation-unique=yes "
		 "| generation-preinstalled=yes | generation-length=12 | cryptography=yescrypt | login=admin\n"
		 "account /etc/shadow | name=admin | state=hash | scheme=yescrypt | source=shadow\n"},
	{.says = "a_login_in_clear_that_is_declared_over_tls_fails",
	 .check = "other-login-cryptography",
	 .facts = "@AuthMech AM-1 | factor=password | network=yes | cryptography=TLS 1.3\n"
		  "@SoftServ SS-1 | program=httpd | authentication=AM-1\n"
		  "listener /etc/x | program=httpd | service=http | port=80 | protocol=tcp | enabled=yes | "
		  "cleartext=yes\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "carries the login in clear",
	 .evidence = 3},
	{.says = "an_encrypted_listener_is_silent",
	 .check = "other-login-cryptography",
	 .facts = "@AuthMech AM-1 | factor=password | network=yes | cryptography=TLS 1.3\n"
		  "@SoftServ SS-1 | program=httpd | authentication=AM-1\n"
		  "listener /etc/x | program=httpd | service=https | port=443 | protocol=tcp | enabled=yes | "
		  "cleartext=no\n"},
};

int main(void)
{
	return kit_run_all("c5_01_logins", cases, sizeof cases / sizeof cases[0]);
}
