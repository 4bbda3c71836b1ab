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

/* A sound 64-bit program that needs `library`, or none; the texts stand behind NULs. */
static char *facts_of_program(const char *path, const char *soname, const char *library, const char *text)
{
	struct writer w = writer_of(4096, "program");
	uint32_t strings = 64 + 2 * 56 + 5 * 16, own = 1, needed = own + (uint32_t)strlen(soname) + 1;
	uint32_t strings_len = needed + (uint32_t)strlen(library) + 1;
	char *ret;

	write_bytes(&w, bytes_of("\x7f"
				 "ELF\2\1\1\0\0\0\0\0\0\0\0\0",
				 16));
	write_u16le(&w, 3), write_u16le(&w, 62), write_u32le(&w, 1);
	write_u64le(&w, 0), write_u64le(&w, 64), write_u64le(&w, 0);
	write_u32le(&w, 0), write_u16le(&w, 64), write_u16le(&w, 56), write_u16le(&w, 2);
	write_u16le(&w, 64), write_u16le(&w, 0), write_u16le(&w, 0);
	for (unsigned i = 0; i < 2; i++) { /* PT_LOAD of all, PT_DYNAMIC */
		write_u32le(&w, i ? 2 : 1), write_u32le(&w, 4);
		for (unsigned n = 0; n < 3; n++)
			write_u64le(&w, i ? 64 + 2 * 56 : 0);
		write_u64le(&w, i ? 5 * 16 : 1024), write_u64le(&w, i ? 5 * 16 : 1024), write_u64le(&w, 8);
	}
	write_u64le(&w, *library ? 1 : 21), write_u64le(&w, *library ? needed : 0);
	write_u64le(&w, *soname ? 14 : 21), write_u64le(&w, *soname ? own : 0);
	write_u64le(&w, 5), write_u64le(&w, strings);
	write_u64le(&w, 10), write_u64le(&w, strings_len);
	write_u64le(&w, 0), write_u64le(&w, 0);
	write_u8(&w, 0), write_str(&w, soname), write_u8(&w, 0), write_str(&w, library), write_u8(&w, 0);
	write_str(&w, text);
	write_fill(&w, 0, 1024 - w.len);
	ret = testkit_observe_scanned(&observer_component, path, writer_bytes(&w));
	writer_free(&w);
	return ret;
}

static void a_program_that_needs_a_library_does_not_contain_it(void **state)
{
	static const struct {
		const char *path, *soname, *library, *text, *wanted;
	} rows[] = {
		{"/sbin/nginx", "", "libssl.so.10", "built with OpenSSL 1.0.1k-fips 8 Jan 2015", "relation=links"},
		{"/sbin/nginx", "", "libcrypto.so.3", "OpenSSL 3.0.5 5 Jul 2022", "relation=links"},
		/* by what it loads: no library of OpenSSL is named here */
		{"/sbin/proftpd", "", "libc.so.6", "mod_tls/2.6: using OpenSSL 1.0.2u  20 Dec 2019", "relation=links"},
		/* nothing is loaded, so it must be inside */
		{"/sbin/nginx", "", "", "built with OpenSSL 1.0.1k-fips 8 Jan 2015", "relation=contains"},
		{"/sbin/nginx", "", "libc.so.6", "OpenSSL 1.0.1k-fips 8 Jan 2015", "relation=contains"},
		{"/lib/libssl.so.3", "libssl.so.3", "libcrypto.so.3", "OpenSSL 3.0.5 5 Jul 2022", "relation=contains"},
		{"/lib/tls.so", "libssl.so.3", "libcrypto.so.3", "OpenSSL 3.0.5 5 Jul 2022", "relation=contains"},
		{"/bin/openssl", "", "libcrypto.so.3", "OpenSSL 3.0.5 5 Jul 2022", "relation=contains"},
		{"/bin/gnutls-cli", "", "libgnutls.so.30", "gnutls-cli 3.4.10", "relation=contains"},
		{"/bin/mod", "", "libmemcached.so.11", "memcp-1.0.18", "relation=links"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *facts = facts_of_program(rows[i].path, rows[i].soname, rows[i].library, rows[i].text);

		if (!strstr(facts, rows[i].wanted))
			fail_msg("row %zu: no %s in: %s", i, rows[i].wanted, facts);
		free(facts);
	}
}

static void a_damaged_program_tells_its_libraries_by_their_names(void **state)
{
	(void)state;
	has("libssl.so.1.1\nOpenSSL 1.1.1q  5 Jul 2022\n", "version=1.1.1q how=pattern relation=links");
	has("libcrypto.so.10\nOpenSSL 1.0.2k  26 Jan 2017\n", "version=1.0.2k how=pattern relation=links");
	/* a sentence about the library is no name of it */
	has("cannot load libssl.so.1.1 here\nOpenSSL 1.1.1q  5 Jul 2022\n", "relation=contains");
}

static void a_version_cut_short_is_no_second_one(void **state)
{
	char *facts = facts_of("curl/7.5\ncurl 7.52.1 (x86_64-pc-linux-gnu)\nOpenSSH_6.8\nOpenSSH_6.8p1\n");

	(void)state;
	assert_non_null(strstr(facts, "version=7.52.1"));
	assert_non_null(strstr(facts, "version=6.8p1"));
	assert_null(strstr(facts, "version=7.5 "));
	assert_null(strstr(facts, "version=6.8 "));
	free(facts);
	has("dnsmasq-2.84rc2\ndnsmasq-2.84-1\n", "version=2.84 ");
}

static void part_of_another_name_is_no_name(void **state)
{
	(void)state;
	has_none("libjson-glib-1.0.so.0\n");
	has("glib-2.58\n", "name=glib version=2.58");
	has_none("subversion-1.13.0\n");
	has("subversion-1.13.0\nNo other Subversion client\n", "name=subversion version=1.13.0");
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
	facts = testkit_observe_scanned(&observer_component, "/lib/liblzma.so.5.4.1", writer_bytes(&w));
	assert_non_null(strstr(facts, "name=xz version=5.4.1 how=soname relation=contains"));
	free(facts);
	facts = testkit_observe_scanned(&observer_component, "/lib/libz.so.1", writer_bytes(&w));
	assert_string_equal(facts, "");
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
	has("{\"type\":\"deb\",\"os\":\"Debian\",\"name\":\"systemd\",\"version\":\"252.39-1~deb12u2\"}",
	    "name=systemd version=252.39-1~deb12u2 how=header");
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
		cmocka_unit_test(a_program_that_needs_a_library_does_not_contain_it),
		cmocka_unit_test(a_damaged_program_tells_its_libraries_by_their_names),
		cmocka_unit_test(a_version_cut_short_is_no_second_one),
		cmocka_unit_test(part_of_another_name_is_no_name),
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
