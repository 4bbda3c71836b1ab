#include "assess/observe/observe_testkit.h"

#include "assess/observe/elf_calls.h"
#include "assess/observe/elf_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

extern const struct observer observer_elf;

static char *facts_of(struct bytes data)
{
	return testkit_observe(&observer_elf, "/bin/sample", 0755, data, NULL, 0);
}

/* What checksec 2.6.0 says of the same files; for Hallo.o it calls RELRO and NX missing, which a file that is not
 * linked yet cannot have. */
static void the_hardening_of_known_files_is_told(void **state)
{
	static const struct {
		const char *file, *facts[4];
	} rows[] = {
		{"Hallo_rpath",
		 {"relro=full nx=yes pie=yes canary=no fortify=no fortified=0 fortifiable=1", " rpath=", "type=pie",
		  "stripped=no"}},
		{"Hallo_no_pie",
		 {"relro=partial nx=yes pie=no canary=no fortify=no", "type=exec", "class=64", "libc=glibc"}},
		{"Hallo_runpath",
		 {"relro=full nx=yes pie=yes canary=no fortify=no", " runpath=", "type=pie", "endian=little"}},
		{"Hallo.out",
		 {"relro=full nx=yes pie=yes canary=no fortify=no", "needed=libc.so.6", "machine=x86_64", "cfi=ibt"}},
		{"Hallo_Canary",
		 {"relro=full nx=yes pie=yes canary=yes fortify=no", "interp=/lib64/ld-linux-x86-64.so.2", "", ""}},
		{"Hallo_SafeStack",
		 {"relro=partial nx=yes pie=no canary=no fortify=no fortified=0 fortifiable=2", "safestack=yes", "",
		  ""}},
		{"Hallo.so", {"relro=partial nx=yes pie=dso canary=no fortify=no", "type=dso", "safestack=no", ""}},
		{"Hallo_stripped", {"relro=full nx=yes pie=yes canary=no fortify=no", "stripped=yes", "", ""}},
		{"Hallo.o", {"type=rel", "pie=rel canary=no fortify=n/a", "stripped=no", ""}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[128], *facts;
		struct bytes data;

		snprintf(name, sizeof name, "kat/fact/exploit_mitigations/%s", rows[i].file);
		data = testkit_corpus(name);
		if (!data.at)
			skip();
		facts = facts_of(data);
		for (size_t k = 0; k < ARRAY_LEN(rows[i].facts); k++)
			if (!strstr(facts, rows[i].facts[k]))
				fail_msg("%s: no '%s' in %s", rows[i].file, rows[i].facts[k], facts);
		if (strcmp(rows[i].file, "Hallo.o") == 0)
			assert_null(strstr(facts, "relro="));
		free(facts);
		free((void *)data.at);
	}
}

static void a_kernel_module_names_its_kernel(void **state)
{
	struct bytes data = testkit_corpus("kat/fact/kernel_config/synthetic/configs.ko");
	char *facts;

	(void)state;
	if (!data.at)
		skip();
	facts = facts_of(data);
	assert_non_null(strstr(facts, "elf @0+0 type=rel machine=x86_64"));
	assert_non_null(strstr(facts, "version=4.19.189 banner=4.19.189 SMP mod_unload"));
	assert_non_null(strstr(facts, "name=linux version=4.19.189 how=module-vermagic relation=contains "
				      "cpe=cpe:2.3:o:linux:linux_kernel:4.19.189:*:*:*:*:*:*:* licence=GPL-2.0-only"));
	free(facts);
	free((void *)data.at);
}

/* A program that is named like a module, with a .modinfo that names no kernel. */
static void a_program_with_module_information_is_no_module(void **state)
{
	struct bytes data = testkit_corpus("kat/fact/elf_analysis/test_data.ko");
	char *facts;

	(void)state;
	if (!data.at)
		skip();
	facts = facts_of(data);
	assert_non_null(strstr(facts, "elf @0+0 type=pie machine=x86_64"));
	assert_null(strstr(facts, "component"));
	free(facts);
	free((void *)data.at);
}

static void what_is_no_elf_is_left_alone_and_a_cut_header_is_said(void **state)
{
	char *facts = facts_of(bytes_str("hello"));

	(void)state;
	assert_string_equal(facts, "");
	free(facts);
	facts = facts_of(bytes_of("\x7f"
				  "ELF\x01\x02\x01",
				  7));
	assert_non_null(strstr(facts, "unread @0+0 why=ELF header: 'identification' does not fit"));
	free(facts);
	facts = facts_of(bytes_of("\x7f"
				  "ELF\x09\x02\x01\0\0\0\0\0\0\0\0\0",
				  16));
	assert_non_null(strstr(facts, "no ELF header of a known class"));
	free(facts);
}

/* A 32-bit big-endian MIPS file without any section: one PT_LOAD over all of it, dynamic entries inside. */
static struct bytes small_mips(struct writer *w)
{
	static const char names[] = "\0libc.so.0\0__stack_chk_fail\0strcpy\0bind";
	uint32_t dynamic = 52 + 3 * 32, symbols = dynamic + 6 * 8, strings = symbols + 4 * 16;
	static const uint32_t symbol_names[] = {0, 11, 28, 35};
	uint32_t total = strings + sizeof names;

	write_bytes(w, bytes_of("\x7f"
				"ELF\x01\x02\x01\0\0\0\0\0\0\0\0\0",
				16));
	write_bytes(w, bytes_of("\0\2\0\x08", 4));
	write_u32be(w, 1);
	write_u32be(w, 0x400000);
	write_u32be(w, 52);
	write_u32be(w, 0);
	write_u32be(w, 0x1000);
	write_bytes(w, bytes_of("\0\x34\0\x20\0\3\0\0\0\0\0\0", 12));
	for (uint32_t i = 0; i < 3; i++) {
		static const uint32_t types[] = {1, 2, 0x6474e551};
		uint32_t at = i == 1 ? dynamic : 0, len = i == 0 ? total : i == 1 ? 48 : 0;

		write_u32be(w, types[i]);
		write_u32be(w, at);
		write_u32be(w, 0x400000 + at);
		write_u32be(w, 0x400000 + at);
		write_u32be(w, len);
		write_u32be(w, len);
		write_u32be(w, i == 2 ? 7 : 5);
		write_u32be(w, 4);
	}
	for (uint32_t i = 0; i < 6; i++) {
		const uint32_t entries[] = {
			1, 1, 6, 0x400000 + symbols, 5, 0x400000 + strings, 10, sizeof names, 0x70000011, 4, 0, 0};

		write_u32be(w, entries[2 * i]);
		write_u32be(w, entries[2 * i + 1]);
	}
	for (uint32_t i = 0; i < 4; i++) {
		write_u32be(w, symbol_names[i]);
		write_u32be(w, 0);
		write_u32be(w, 0);
		write_bytes(w, bytes_of("\x12\0\0\0", 4));
	}
	write_bytes(w, bytes_of(names, sizeof names));
	return writer_bytes(w);
}

static void a_big_endian_file_without_sections_is_read_by_its_dynamic_entries(void **state)
{
	struct writer w = writer_of(4096, "sample");
	char *facts = facts_of(small_mips(&w));

	(void)state;
	assert_string_equal(facts,
			    "elf @0+0 type=exec machine=mips class=32 endian=big relro=no nx=no pie=no canary=yes "
			    "fortify=n/a fortified=0 fortifiable=1 stripped=yes cfi=no safestack=no "
			    "needed=libc.so.0 libc=uclibc risky=strcpy network=bind\n");
	free(facts);
	writer_free(&w);
}

static void program_headers_beyond_the_file_are_said(void **state)
{
	struct writer w = writer_of(4096, "sample");
	char *facts = facts_of(bytes_part(small_mips(&w), 0, 100));

	(void)state;
	assert_non_null(strstr(facts, "unread @0+0 why=ELF: the program headers reach beyond the file"));
	assert_null(strstr(facts, "relro="));
	free(facts);
	writer_free(&w);
}

static void every_prefix_and_every_changed_byte_is_survived(void **state)
{
	struct writer w = writer_of(4096, "sample");
	struct bytes whole = small_mips(&w);

	(void)state;
	for (size_t len = 0; len <= whole.len; len++) {
		uint8_t *part = malloc(len ? len : 1);

		memcpy(part, whole.at, len);
		free(facts_of(bytes_of(part, len)));
		free(part);
	}
	for (size_t at = 0; at < whole.len; at++)
		for (unsigned value = 0; value < 256; value += 51) {
			uint8_t *changed = malloc(whole.len);

			memcpy(changed, whole.at, whole.len);
			changed[at] = (uint8_t)value;
			free(facts_of(bytes_of(changed, whole.len)));
			free(changed);
		}
	writer_free(&w);
}

static void observe_once(void *ctx)
{
	struct bytes *data = ctx;
	struct file_view view = {.data = *data};
	struct fact_sink sink;

	sink_init(&sink, 0);
	observer_elf.observe(&view, &sink);
	assert_true(sink.failed || sink.count == 1);
	sink_done(&sink);
}

static void failing_allocations_are_remembered(void **state)
{
	struct writer w = writer_of(4096, "sample");
	struct bytes data = small_mips(&w);

	(void)state;
	assert_true(testkit_failing_each(observe_once, &data, 100) > 2);
	writer_free(&w);
}

static void calls_are_known_by_their_plain_names(void **state)
{
	(void)state;
	assert_true(elf_call_is_fortifiable(bytes_str("memcpy")));
	assert_true(elf_call_is_fortifiable(bytes_str("explicit_bzero")));
	assert_true(elf_call_is_fortifiable(bytes_str("fgetws_unlocked")));
	assert_true(elf_call_is_fortifiable(bytes_str("wprintf")));
	assert_false(elf_call_is_fortifiable(bytes_str("memcp")));
	assert_false(elf_call_is_fortifiable(bytes_str("memcpz")));
	assert_false(elf_call_is_fortifiable(bytes_str("")));
	assert_true(elf_call_is_unbounded(bytes_str("gets")));
	assert_false(elf_call_is_unbounded(bytes_str("fgets")));
	assert_true(elf_call_is_network(bytes_str("accept4")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hardening_of_known_files_is_told),
		cmocka_unit_test(a_kernel_module_names_its_kernel),
		cmocka_unit_test(a_program_with_module_information_is_no_module),
		cmocka_unit_test(what_is_no_elf_is_left_alone_and_a_cut_header_is_said),
		cmocka_unit_test(a_big_endian_file_without_sections_is_read_by_its_dynamic_entries),
		cmocka_unit_test(program_headers_beyond_the_file_are_said),
		cmocka_unit_test(every_prefix_and_every_changed_byte_is_survived),
		cmocka_unit_test(failing_allocations_are_remembered),
		cmocka_unit_test(calls_are_known_by_their_plain_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
