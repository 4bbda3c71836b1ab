#include "assess/checks/checks_testkit.h"

/* A mechanism with nothing wrong. */
#define SIGNED                                                                                                         \
	"@UpdMech UM-1 | network=yes | agent=rauc | endpoints=updates.maker.example | guarantees=authenticity & "      \
	"integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in "  \
	"it | integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source & "    \
	"target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"

static const struct kit_case cases[] = {
	{.says = "an_agent_that_fetches_and_is_not_declared_fails",
	 .check = "undeclared-update",
	 .facts = SIGNED
	 "update /etc/opkg.conf | agent=opkg | transport=http | url=http://feeds.maker.example/x | verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "opkg fetches updates over the network and is not declared",
	 .evidence = 2},
	{.says = "a_host_that_is_not_declared_fails",
	 .check = "undeclared-update",
	 .facts = "@UpdMech UM-1 | network=yes | agent=opkg | endpoints=updates.maker.example | "
		  "guarantees=authenticity & integrity & rollback-protection | authenticity-by=device | "
		  "authenticity-how=the signature and the model in it | integrity-by=device | integrity-how=the "
		  "signature covers all | verify=signature | verifies=source & target & version & whole-update | "
		  "trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"
		  "update /etc/opkg.conf | agent=opkg | transport=http | url=http://feeds.maker.example/x | "
		  "verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "feeds.maker.example",
	 .evidence = 2},
	{.says = "a_declared_agent_and_host_are_silent",
	 .check = "undeclared-update",
	 .facts = "@UpdMech UM-1 | network=yes | agent=opkg | endpoints=*.maker.example | guarantees=authenticity & "
		  "integrity & rollback-protection | authenticity-by=device | authenticity-how=the signature and the "
		  "model in it | integrity-by=device | integrity-how=the signature covers all | verify=signature | "
		  "verifies=source & target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & "
		  "SHA-256\n"
		  "update /etc/opkg.conf | agent=opkg | transport=http | url=http://feeds.maker.example/x | "
		  "verify=signature\n"},
	{.says = "an_entry_without_an_agent_may_be_it",
	 .check = "undeclared-update",
	 .facts = "@UpdMech UM-1 | network=yes | endpoints=updates.maker.example | guarantees=authenticity & integrity "
		  "& rollback-protection | authenticity-by=device | authenticity-how=the signature and the model in it "
		  "| integrity-by=device | integrity-how=the signature covers all | verify=signature | verifies=source "
		  "& target & version & whole-update | trust-anchor=SP-1 | cryptography=Ed25519 & SHA-256\n"
		  "update /etc/opkg.conf | agent=opkg | transport=http | url=http://feeds.maker.example/x | "
		  "verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "does not name its agent"},
	{.says = "an_agent_that_fetches_nothing_is_no_network_mechanism",
	 .check = "undeclared-update",
	 .facts = SIGNED "update /sbin/x | agent=sysupgrade | transport=local | verify=none\n"},
	{.says = "a_table_declared_empty_is_contradicted",
	 .check = "undeclared-update",
	 .facts = "@UpdMech none\n"
		  "update /etc/opkg.conf | agent=opkg | transport=http | url=http://feeds.maker.example/x | "
		  "verify=signature\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_HIGH,
	 .title = "opkg",
	 .evidence = 2},
	{.says = "an_address_alone_is_for_a_person",
	 .check = "undeclared-update",
	 .facts = SIGNED "endpoint /bin/x | host=ota.other.example | use=update\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .title = "look like update servers"},
	{.says = "without_the_table_nothing_is_undeclared",
	 .check = "undeclared-update",
	 .facts = "update /etc/opkg.conf | agent=opkg | transport=http | url=http://feeds.maker.example/x | "
		  "verify=signature\n"},
	{.says = "all_that_softcomp_does_not_list_is_one_finding",
	 .check = "undeclared-components",
	 .facts = "@SoftComp SC-1 | name=openssl | includes=openssl & libssl*\n"
		  "component /lib/busybox | name=busybox | version=1\n"
		  "component /lib/zlib | name=zlib | version=1\n"
		  "component /lib/openssl | name=openssl | version=1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "2 components of the image",
	 .evidence = 3},
	{.says = "names_and_patterns_cover",
	 .check = "undeclared-components",
	 .facts = "@SoftComp SC-1 | name=openssl | includes=openssl & libssl*\n"
		  "component /lib/openssl | name=openssl | version=1\n"
		  "component /lib/libssl3 | name=libssl3 | version=1\n"},
	{.says = "a_removed_package_is_none",
	 .check = "undeclared-components",
	 .facts = "@SoftComp SC-1 | name=openssl | includes=openssl & libssl*\n"
		  "component /lib/zlib | name=zlib | version=1 | status=deinstall\n"},
	{.says = "a_kernel_is_a_component",
	 .check = "undeclared-components",
	 .facts = "@SoftComp SC-1 | name=openssl | includes=openssl & libssl*\n"
		  "kernel /boot/x | version=6.12\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "1 component of the image is not in SoftComp: linux",
	 .evidence = 2},
	{.says = "the_source_package_covers_its_parts",
	 .check = "undeclared-components",
	 .facts = "@SoftComp SC-1 | name=openssl | includes=openssl & libssl*\n"
		  "component /lib/libcrypto3 | name=libcrypto3 | version=1 | source=openssl\n"},
	{.says = "no_components_at_all_is_contradicted",
	 .check = "undeclared-components",
	 .facts = "@SoftComp none\n"
		  "component /lib/zlib | name=zlib | version=1\n",
	 .count = 1,
	 .verdict = VERDICT_FAIL,
	 .severity = SEVERITY_MEDIUM,
	 .title = "zlib"},
	{.says = "without_the_table_nothing_is_undeclared",
	 .check = "undeclared-components",
	 .facts = "component /lib/zlib | name=zlib | version=1\n"},
};

int main(void)
{
	return kit_run_all("c5_03_undeclared", cases, sizeof cases / sizeof cases[0]);
}
