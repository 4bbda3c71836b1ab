#include "assess/observe/scan_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#include <jansson.h>

extern const struct observer observer_component;

/* Texts as they stand in a binary: behind an ELF mark, each ended by NUL where the sample has \n. */
static char *facts_of(const char *texts)
{
	struct writer w = writer_of(1 << 20, "sample");
	struct bytes in;
	char *ret;

	write_bytes(&w, bytes_of("\x7f"
				 "ELF\x09\0\0\0\0\0\0\0\0\0\0\0\0",
				 17));
	write_str(&w, texts);
	write_u8(&w, 0);
	for (size_t i = 0; i < w.len; i++)
		if (w.at[i] == '\n')
			w.at[i] = 0;
	in = writer_bytes(&w);
	ret = testkit_observe_scanned(&observer_component, "/bin/sample", in);
	writer_free(&w);
	return ret;
}

static void has(const char *texts, const char *wanted)
{
	char *facts = facts_of(texts);

	if (!strstr(facts, wanted))
		fail_msg("'%s' gives no '%s' but: %s", texts, wanted, facts);
	free(facts);
}

static void has_none(const char *texts)
{
	char *facts = facts_of(texts);

	if (*facts)
		fail_msg("'%s' gives: %s", texts, facts);
	free(facts);
}

static void versions_behind_a_text_are_found(void **state)
{
	(void)state;
	has("xx\nBusyBox v1.22.1 (2016-05-01 12:00:00 CST)",
	    "name=busybox version=1.22.1 how=pattern relation=contains purl=pkg:generic/busybox@1.22.1 "
	    "cpe=cpe:2.3:a:busybox:busybox:1.22.1:*:*:*:*:*:*:*");
	has("SSH-2.0-dropbear_2012.55\n", "name=dropbear version=2012.55");
	has("hostapd v0.5.11\n", "name=hostapd version=0.5.11");
	has("OpenSSL 1.0.2g  1 Mar 2016", "name=openssl version=1.0.2g");
}

static void versions_next_to_a_text_are_found(void **state)
{
	(void)state;
	has("2.45\nDnsmasq version %s  %s\n", "name=dnsmasq version=2.45");
	has("started, version %s DNS disabled\n2.66\n", "name=dnsmasq version=2.66");
}

static void a_mere_mention_is_no_component(void **state)
{
	(void)state;
	has_none("this needs OpenSSL 1.0.2 or later\n");
	has_none("/usr/lib/perl/5.36.0/unicore\n");
	has_none("libfoocurl-7.2.1\n");
	has_none("OpenSSH_2.3.*,OpenSSH_2.5.0*\n");
	has_none("Dnsmasq version %s\n127.0.0.1\n");
}

static void a_c_library_is_known_by_its_file_name(void **state)
{
	struct writer w = writer_of(256, "sample");
	char *facts;

	(void)state;
	write_bytes(&w, bytes_of("\x7f"
				 "ELF\1\2\1\0\0\0\0\0\0\0\0\0",
				 16));
	write_fill(&w, 0, 64);
	facts = testkit_observe_scanned(&observer_component, "/lib/libuClibc-0.9.33.2.so", writer_bytes(&w));
	assert_non_null(strstr(facts, "name=uclibc version=0.9.33.2 how=soname relation=contains"));
	free(facts);
	facts = testkit_observe_scanned(&observer_component, "/lib/libc-client.so", writer_bytes(&w));
	assert_string_equal(facts, "");
	free(facts);
	writer_free(&w);
}

static void an_applet_is_no_component_of_its_own(void **state)
{
	char *facts = facts_of("BusyBox v1.22.1\nudhcp 1.22.1\n");

	(void)state;
	assert_null(strstr(facts, "name=udhcp"));
	free(facts);
	has("udhcp 0.9.7\n", "name=udhcp version=0.9.7");
}

static void a_table_of_peers_versions_is_no_component(void **state)
{
	(void)state;
	has_none("strongSwan 4.1.0\nstrongSwan 4.1.1\nstrongSwan 4.1.2\nstrongSwan 4.1.3\nstrongSwan 4.1.4\n");
}

static void a_kernel_banner_is_a_kernel_too(void **state)
{
	const char *banner =
		"Linux version 3.10.14-svn7 (root@build) (gcc version 4.7.2 (Ingenic r2.3.3) ) #9 PREEMPT\n";
	char *facts = facts_of(banner);

	(void)state;
	assert_non_null(strstr(facts, "version=3.10.14-svn7 banner=Linux version 3.10.14-svn7 (root@build)"));
	assert_non_null(strstr(facts, "name=linux version=3.10.14 how=kernel-banner"));
	assert_non_null(strstr(facts, "cpe=cpe:2.3:o:linux:linux_kernel:3.10.14:"));
	free(facts);
}

static void what_only_built_the_program_is_not_in_it(void **state)
{
	(void)state;
	has("GCC: (Debian 12.2.0-14) 12.2.0\n", "name=gcc version=12.2.0 how=pattern relation=built-with");
}

static void package_notes_are_read(void **state)
{
	(void)state;
	has("{\"type\":\"rpm\",\"name\":\"ppp\",\"version\":\"2.4.9-8.fc37\",\"architecture\":\"i386\"}",
	    "name=ppp version=2.4.9-8.fc37 how=header");
}

static void text_files_and_documentation_are_left_alone(void **state)
{
	struct bytes text = bytes_str("#!/bin/sh\n# BusyBox v1.22.1\n");
	char *facts = testkit_observe_scanned(&observer_component, "/etc/rc", text);

	(void)state;
	assert_string_equal(facts, "");
	free(facts);
}

/* 562 version texts with the product and version they must give; our names differ from the list's in a few. */
static void the_known_version_texts_are_found(void **state)
{
	struct bytes list = testkit_corpus("kat/versions/STRINGS.tsv"), rest = list, line;
	size_t rows = 0, found = 0;

	(void)state;
	if (!list.at)
		skip();
	text_split(&rest, '\n', &line);
	while (text_split(&rest, '\n', &line)) {
		struct bytes product, version, cells = line;
		struct writer texts = writer_of(1 << 16, "texts");
		json_t *array;
		size_t i;
		json_t *one;
		char *facts, *wanted = NULL;

		if (!text_split(&cells, '\t', &product) || !text_split(&cells, '\t', &version))
			continue;
		array = json_loadb((const char *)cells.at, cells.len, 0, NULL);
		json_array_foreach(array, i, one)
		{
			write_str(&texts, json_string_value(one));
			write_str(&texts, "\n");
		}
		write_u8(&texts, 0);
		facts = facts_of((const char *)texts.at);
		assert_true(asprintf(&wanted, " version=%.*s ", (int)version.len, (const char *)version.at) > 0);
		rows++;
		found += strstr(facts, wanted) != NULL;
		free(wanted);
		free(facts);
		json_decref(array);
		writer_free(&texts);
	}
	free((void *)list.at);
	assert_int_equal(rows, 562);
	assert_true(found >= 545);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_behind_a_text_are_found),
		cmocka_unit_test(versions_next_to_a_text_are_found),
		cmocka_unit_test(a_mere_mention_is_no_component),
		cmocka_unit_test(a_c_library_is_known_by_its_file_name),
		cmocka_unit_test(an_applet_is_no_component_of_its_own),
		cmocka_unit_test(a_table_of_peers_versions_is_no_component),
		cmocka_unit_test(a_kernel_banner_is_a_kernel_too),
		cmocka_unit_test(what_only_built_the_program_is_not_in_it),
		cmocka_unit_test(package_notes_are_read),
		cmocka_unit_test(text_files_and_documentation_are_left_alone),
		cmocka_unit_test(the_known_version_texts_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
