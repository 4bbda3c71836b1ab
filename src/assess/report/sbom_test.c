#include "assess/checks/checks_testkit.h"
#include "assess/formats/format_testkit.h"
#include "assess/report/sbom.h"

#include <jansson.h>
#include <stdlib.h>

#define SUM256 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SUM512 SUM256 SUM256

static const char table[] =
	"file /usr/lib/opkg/status | type=file | content=text | sha256=01\n"
	"component /usr/lib/opkg/status | name=busybox | version=1.19.4-1 | how=package-db | relation=contains"
	" | depends=libc kmod-x | licence=GPL-2.0 | supplier=Felix Example <felix@example.org> | source=feeds/busybox\n"
	"component /usr/lib/opkg/status | name=libc | version=0.9.33.2-1 | how=package-db | relation=contains\n"
	"component /usr/lib/opkg/status | name=other | version=2 | how=package-db | relation=contains"
	" | licence=Own terms | supplier=Somebody\n"
	"file /bin/busybox | type=file | content=elf | sha256=" SUM256 " | sha512=" SUM512 "\n"
	"elf /bin/busybox | type=exec | needed=libfoo.so.1 libgone.so.2\n"
	"component /bin/busybox | name=busybox | version=1.19.4 | how=pattern | relation=contains"
	" | purl=pkg:generic/busybox@1.19.4 | cpe=cpe:2.3:a:busybox:busybox:1.19.4:*:*:*:*:*:*:*\n"
	"component /bin/busybox | name=zlib | relation=links | how=soname\n"
	"component /bin/busybox | name=gcc | version=4.7 | relation=built-with | how=pattern\n"
	"file /lib/libfoo.so.1.2 | type=file | content=elf | sha256=0" SUM256 " | sha512=0" SUM512 "\n"
	"elf /lib/libfoo.so.1.2 | type=dso | soname=libfoo.so.1\n"
	"component /lib/libfoo.so.1.2 | name=foo | version=1.2 | how=pattern | relation=contains\n"
	"file /lib/foo2.so | type=file | content=elf | sha256=1" SUM256 " | sha512=1" SUM512 "\n"
	"component /lib/foo2.so | name=foo | version=1.2 | how=pattern | relation=contains\n"
	"elf /bin/unknown | type=exec\n"
	"kernel /boot/k | version=3.3.8\n"
	"unread /data.bin | why=it is encrypted\n"
	"region - | class=high-entropy\n";

struct made {
	struct facts *facts;
	struct arena arena;
	struct sbom sbom;
};

static struct made made_of(const char *facts)
{
	struct made m = {.facts = kit_facts(facts)};
	struct sbom_input in = {.name = "image.bin",
				.sha256 = SUM256,
				.sha512 = SUM512,
				.creator = "sbom@example.com",
				.product = "Lamp",
				.coverage = {.complete = true}};
	struct error e;

	arena_init(&m.arena, 0);
	assert_true(sbom_build(m.facts, &in, &m.arena, &m.sbom, &e));
	return m;
}

static void made_done(struct made *m)
{
	arena_done(&m->arena);
	facts_free(m->facts);
}

static const struct sbom_component *find(const struct made *m, const char *name)
{
	for (size_t i = 0; i < m->sbom.count; i++)
		if (!strcmp(m->sbom.components[i].name, name))
			return &m->sbom.components[i];
	fail_msg("no component %s", name);
	return NULL;
}

static json_t *printed(const struct made *m, bool (*print)(const struct sbom *, struct writer *, struct error *))
{
	struct writer out = writer_of(1u << 24, "test");
	struct error e;
	json_t *root;

	assert_true(print(&m->sbom, &out, &e));
	root = json_loadb((const char *)out.at, out.len, 0, NULL);
	assert_non_null(root);
	writer_free(&out);
	return root;
}

static void a_package_and_its_program_are_one_component(void **state)
{
	struct made m = made_of(table);
	const struct sbom_component *busybox = find(&m, "busybox");

	(void)state;
	assert_int_equal(m.sbom.count, 5); /* busybox, foo, libc, linux, other */
	assert_string_equal(busybox->version, "1.19.4-1");
	assert_int_equal(busybox->occurrence_count, 2);
	assert_int_equal(busybox->file_count, 1);
	assert_string_equal(busybox->files[0].sha512, SUM512);
	assert_string_equal(busybox->files[0].name, "busybox");
	assert_string_equal(busybox->files[0].executable, "executable");
	assert_string_equal(busybox->files[0].archive, "no archive");
	assert_string_equal(busybox->files[0].structured, "unstructured");
	assert_string_equal(busybox->creator_name, "Felix Example");
	assert_string_equal(busybox->creator_email, "felix@example.org");
	assert_true(busybox->licence_spdx);
	made_done(&m);
}

static void a_comma_within_a_suppliers_name_is_part_of_it(void **state)
{
	static const struct {
		const char *text, *name, *email;
	} rows[] = {
		{"Example Lock Co., Ltd.", "Example Lock Co., Ltd.", NULL},
		{"Example Lock Co., Ltd. <lock@example.org>, B <b@example.org>", "Example Lock Co., Ltd.",
		 "lock@example.org"},
		{"A <a@example.org>, B <b@example.org>", "A", "a@example.org"},
		{"a@example.org, B <b@example.org>", NULL, "a@example.org"},
		{"A, B <b@example.org", "A, B", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char line[256];
		struct made m;
		const struct sbom_component *c;

		snprintf(line, sizeof line,
			 "component /s | name=a | version=1 | how=package-db | relation=contains | supplier=%s\n",
			 rows[i].text);
		m = made_of(line);
		c = find(&m, "a");
		if (!c || !c->creator_name != !rows[i].name || !c->creator_email != !rows[i].email ||
		    (rows[i].name && strcmp(c->creator_name, rows[i].name) != 0) ||
		    (rows[i].email && strcmp(c->creator_email, rows[i].email) != 0))
			fail_msg("%s", rows[i].text);
		made_done(&m);
	}
}

static void two_packages_of_the_same_upstream_version_are_not_guessed_between(void **state)
{
	struct made m = made_of("component /s | name=a | version=1.0-1 | how=package-db | relation=contains\n"
				"component /s | name=a | version=1.0-2 | how=package-db | relation=contains\n"
				"component /x | name=a | version=1.0 | how=pattern | relation=contains\n");

	(void)state;
	assert_int_equal(m.sbom.count, 3);
	made_done(&m);
}

static void what_is_only_linked_or_built_with_is_no_component(void **state)
{
	struct made m = made_of(table);

	(void)state;
	for (size_t i = 0; i < m.sbom.count; i++) {
		assert_string_not_equal(m.sbom.components[i].name, "zlib");
		assert_string_not_equal(m.sbom.components[i].name, "gcc");
	}
	made_done(&m);
	m = made_of("file /b | type=file | content=elf\n"
		    "component /b | name=b | version=1 | how=pattern | relation=contains\n"
		    "component /b | name=zlib | relation=links | how=soname\n"
		    "component /z | name=zlib | version=1.2 | how=pattern | relation=contains\n");
	assert_int_equal(m.sbom.count, 2);
	assert_int_equal(find(&m, "b")->depend_count, 1);
	assert_string_equal(m.sbom.components[find(&m, "b")->depends[0]].name, "zlib");
	made_done(&m);
}

static void dependencies_come_from_the_database_and_from_needed_libraries(void **state)
{
	struct made m = made_of(table);
	const struct sbom_component *busybox = find(&m, "busybox");

	(void)state;
	assert_true(busybox->depends_known);
	assert_int_equal(busybox->depend_count, 2); /* foo by ELF, libc by the database */
	assert_string_equal(m.sbom.components[busybox->depends[0]].name, "foo");
	assert_string_equal(m.sbom.components[busybox->depends[1]].name, "libc");
	assert_int_equal(busybox->unresolved, 2); /* kmod-x, libgone.so.2 */
	assert_false(find(&m, "linux")->depends_known);
	made_done(&m);
}

static void what_is_not_shown_is_counted(void **state)
{
	struct made m = made_of(table);
	struct writer w = writer_of(1u << 16, "summary");

	(void)state;
	assert_int_equal(m.sbom.missing[SBOM_CREATOR], 4);  /* other has a name and no address */
	assert_int_equal(m.sbom.missing[SBOM_FILENAME], 3); /* libc, linux, other */
	assert_int_equal(m.sbom.missing[SBOM_HASH], 3);
	assert_int_equal(m.sbom.missing[SBOM_VERSION], 0);
	assert_int_equal(m.sbom.missing[SBOM_LICENCE], 5);
	assert_int_equal(m.sbom.unattributed, 1);
	sbom_summary(&m.sbom, &w);
	write_u8(&w, 0);
	assert_non_null(strstr((char *)w.at, "component creator: not shown for 4 of 5 components"));
	assert_non_null(strstr((char *)w.at, "it is encrypted"));
	assert_non_null(strstr((char *)w.at, "1 programs and libraries hold no component"));
	assert_null(strstr((char *)w.at, "SBOM creator: not given"));
	writer_free(&w);
	made_done(&m);
}

static void nothing_found_is_said_not_to_mean_nothing_there(void **state)
{
	struct made m = made_of("unread /a | why=an unknown cipher\n");
	json_t *root = printed(&m, sbom_cyclonedx), *properties, *row;
	size_t i;
	bool said = false;

	(void)state;
	assert_int_equal(m.sbom.count, 0);
	properties = json_object_get(json_object_get(root, "metadata"), "properties");
	json_array_foreach(properties, i, row) said |=
		!strcmp(json_string_value(json_object_get(row, "name")), "holdfast:empty");
	assert_true(said);
	json_decref(root);
	made_done(&m);
}

static const json_t *component_of(const json_t *root, const char *name)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(root, "components"), i,
			   row) if (!strcmp(json_string_value(json_object_get(row, "name")), name)) return row;
	fail_msg("no %s", name);
	return NULL;
}

static void cyclonedx_has_the_fields_where_the_guideline_wants_them(void **state)
{
	struct made m = made_of(table);
	json_t *root = printed(&m, sbom_cyclonedx);
	const json_t *busybox = component_of(root, "busybox"), *foo = component_of(root, "foo"), *reference;
	const char *email, *url, *alg, *licence, *acknowledged;

	(void)state;
	assert_int_equal(json_unpack((json_t *)(uintptr_t)busybox, "{s:{s:[{s:s}]}}", "manufacturer", "contact",
				     "email", &email),
			 0);
	assert_string_equal(email, "felix@example.org");
	reference = json_array_get(json_object_get(busybox, "externalReferences"), 0);
	assert_int_equal(
		json_unpack((json_t *)(uintptr_t)reference, "{s:s, s:[{s:s}]}", "url", &url, "hashes", "alg", &alg), 0);
	assert_string_equal(url, "image.bin!0x0%3Asquashfs!/bin/busybox");
	assert_string_equal(alg, "SHA-512");
	assert_int_equal(json_unpack((json_t *)(uintptr_t)busybox, "{s:[{s:s, s:s}]}", "licenses", "expression",
				     &licence, "acknowledgement", &acknowledged),
			 0);
	assert_string_equal(licence, "GPL-2.0");
	assert_string_equal(acknowledged, "declared");
	/* two files: nested, each with its own hash; the component itself has none */
	assert_int_equal(json_array_size(json_object_get(foo, "components")), 2);
	assert_null(json_object_get(foo, "hashes"));
	assert_null(json_object_get(component_of(root, "linux"), "externalReferences"));
	json_decref(root);
	made_done(&m);
}

static void the_same_facts_give_the_same_bytes_and_others_another_serial_number(void **state)
{
	struct made a = made_of(table), b = made_of(table), c = made_of("kernel /k | version=1\n");
	bool (*printers[])(const struct sbom *, struct writer *, struct error *) = {sbom_cyclonedx, sbom_spdx};
	const char *keys[] = {"serialNumber", "documentNamespace"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(printers); i++) {
		json_t *left = printed(&a, printers[i]), *right = printed(&b, printers[i]),
		       *other = printed(&c, printers[i]);

		assert_true(json_equal(left, right));
		assert_string_not_equal(json_string_value(json_object_get(left, keys[i])),
					json_string_value(json_object_get(other, keys[i])));
		json_decref(left);
		json_decref(right);
		json_decref(other);
	}
	made_done(&a);
	made_done(&b);
	made_done(&c);
}

static void spdx_states_licences_it_does_not_know_in_their_own_words(void **state)
{
	struct made m = made_of(table);
	json_t *root = printed(&m, sbom_spdx), *row;
	const char *words = NULL;
	size_t i;
	bool referred = false;

	(void)state;
	assert_int_equal(json_array_size(json_object_get(root, "packages")), 6);
	assert_int_equal(json_unpack(root, "{s:[{s:s}]}", "hasExtractedLicensingInfos", "extractedText", &words), 0);
	assert_string_equal(words, "Own terms");
	json_array_foreach(json_object_get(root, "packages"), i, row) referred |=
		!strncmp(json_string_value(json_object_get(row, "licenseDeclared")), "LicenseRef-", 11);
	assert_true(referred);
	json_decref(root);
	made_done(&m);
}

static void hostile_text_becomes_harmless_text(void **state)
{
	struct made m = made_of(
		"component /x\xff\x1b[31m | name=\xff\xfe\x1b]0;x | version=\x80 | how=pattern | relation=contains"
		" | licence=\xc3 | supplier=<@> | depends=\x01\n");

	(void)state;
	json_decref(printed(&m, sbom_cyclonedx));
	json_decref(printed(&m, sbom_spdx));
	assert_string_equal(m.sbom.components[0].name, "\\xff\\xfe\\x1b]0;x");
	made_done(&m);
}

static void licence_expressions_are_told_from_other_words(void **state)
{
	static const char *const valid[] = {"MIT", "GPL-2.0+", "GPL-2.0-only WITH Classpath-exception-2.0",
					    "(MIT OR ISC) AND Zlib", "LicenseRef-vendor-1"};
	static const char *const invalid[] = {"",       "GPL",    "MIT ISC", "MIT OR", "(MIT", "MIT)", "LicenseRef-",
					      "GPLv2+", "OR MIT", "()",      "NONE",   "+"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(valid); i++)
		if (!sbom_licence_valid(bytes_str(valid[i])))
			fail_msg("%s is valid", valid[i]);
	for (size_t i = 0; i < ARRAY_LEN(invalid); i++)
		if (sbom_licence_valid(bytes_str(invalid[i])))
			fail_msg("%s is not valid", invalid[i]);
	assert_false(sbom_licence_valid(bytes_of("MIT\0", 4)));
}

static void time_stamps_are_read_strictly(void **state)
{
	static const char *const wrong[] = {"",
					    "2026-01-31",
					    "2026-02-31T12:00:00Z",
					    "2026-01-31 12:00:00Z",
					    "2026-01-31T12:00:00",
					    "2026-01-31T25:00:00Z",
					    "2026-01-31T12:00:00+1:00x",
					    "1969-12-31T23:59:59Z",
					    "2026-13-01T00:00:00Z"};
	time_t t;

	(void)state;
	assert_true(sbom_time("2026-01-31T12:00:00Z", &t));
	assert_int_equal(t, 1769860800);
	assert_true(sbom_time("2026-01-31T13:00:00+01:00", &t));
	assert_int_equal(t, 1769860800);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (sbom_time(wrong[i], &t))
			fail_msg("%s was taken", wrong[i]);
}

static void creators_are_addresses_or_urls(void **state)
{
	struct arena arena;
	const char *email = NULL, *url = NULL;

	(void)state;
	arena_init(&arena, 0);
	assert_true(sbom_contact(&arena, bytes_str("a@b.example"), &email, &url));
	assert_string_equal(email, "a@b.example");
	assert_true(sbom_contact(&arena, bytes_str("https://b.example/x"), &email, &url));
	assert_string_equal(url, "https://b.example/x");
	assert_false(sbom_contact(&arena, bytes_str("Somebody"), &email, &url));
	assert_false(sbom_contact(&arena, bytes_str("a@b@c"), &email, &url));
	assert_false(sbom_contact(&arena, bytes_str("@b"), &email, &url));
	assert_false(sbom_contact(&arena, bytes_str("https://b.example/x y"), &email, &url));
	arena_done(&arena);
}

static void a_full_writer_is_an_error(void **state)
{
	struct made m = made_of(table);
	struct writer out = writer_of(100, "test");
	struct error e;

	(void)state;
	assert_false(sbom_cyclonedx(&m.sbom, &out, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	writer_free(&out);
	made_done(&m);
}

static void build_and_print(void *ctx)
{
	const struct facts *facts = ctx;
	struct sbom_input in = {.name = "image.bin", .sha256 = SUM256};
	struct writer out = writer_of(1u << 24, "test"), fresh = writer_of(1u << 24, "test");
	struct arena arena;
	struct sbom s;
	struct error e;

	arena_init(&arena, 0);
	if (sbom_build(facts, &in, &arena, &s, &e)) {
		assert_int_equal(s.count, 5);
		for (size_t i = 0; i < s.count; i++)
			assert_true(s.components[i].name[0]);
		if (!sbom_cyclonedx(&s, &out, &e))
			assert_int_equal(e.code, ERROR_ENVIRONMENT);
		if (!sbom_spdx(&s, &fresh, &e))
			assert_int_equal(e.code, ERROR_ENVIRONMENT);
	} else {
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
	}
	writer_free(&out);
	writer_free(&fresh);
	arena_done(&arena);
}

static void without_memory_there_is_an_error_and_no_sbom(void **state)
{
	struct facts *facts = kit_facts(table);

	(void)state;
	assert_true(testkit_failing_each(build_and_print, facts, 2000) > 50);
	facts_free(facts);
}

static void a_version_is_never_longer_than_the_schema_allows(void **state)
{
	char text[1200] = "component /x | name=a | how=pattern | relation=contains | version=";
	size_t len = strlen(text);
	struct made m;

	(void)state;
	memset(text + len, 0x80, 600);
	text[len + 600] = '\0';
	m = made_of(text);
	assert_int_equal(strlen(m.sbom.components[0].version), 1024);
	made_done(&m);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_package_and_its_program_are_one_component),
		cmocka_unit_test(a_comma_within_a_suppliers_name_is_part_of_it),
		cmocka_unit_test(two_packages_of_the_same_upstream_version_are_not_guessed_between),
		cmocka_unit_test(what_is_only_linked_or_built_with_is_no_component),
		cmocka_unit_test(dependencies_come_from_the_database_and_from_needed_libraries),
		cmocka_unit_test(what_is_not_shown_is_counted),
		cmocka_unit_test(nothing_found_is_said_not_to_mean_nothing_there),
		cmocka_unit_test(cyclonedx_has_the_fields_where_the_guideline_wants_them),
		cmocka_unit_test(the_same_facts_give_the_same_bytes_and_others_another_serial_number),
		cmocka_unit_test(spdx_states_licences_it_does_not_know_in_their_own_words),
		cmocka_unit_test(hostile_text_becomes_harmless_text),
		cmocka_unit_test(licence_expressions_are_told_from_other_words),
		cmocka_unit_test(time_stamps_are_read_strictly),
		cmocka_unit_test(creators_are_addresses_or_urls),
		cmocka_unit_test(a_full_writer_is_an_error),
		cmocka_unit_test(without_memory_there_is_an_error_and_no_sbom),
		cmocka_unit_test(a_version_is_never_longer_than_the_schema_allows),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
