#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assess/checks/check.h"
#include "assess/report/standard.h"

static char *page(size_t i)
{
	struct writer w = writer_of(1u << 24, "page");

	standard_page(i, &w);
	write_u8(&w, 0);
	assert_true(writer_ok(&w));
	return (char *)writer_take(&w).at;
}

static void there_is_a_page_for_every_clause_in_order(void **state)
{
	static const char *const names[] = {"README.md", "4.md",    "5.0.md",  "5.1.md",  "5.2.md", "5.3.md",
					    "5.4.md",    "5.5.md",  "5.6.md",  "5.7.md",  "5.8.md", "5.9.md",
					    "5.10.md",   "5.11.md", "5.12.md", "5.13.md", "6.md"};
	char name[32];

	(void)state;
	assert_int_equal(standard_count(), ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		standard_name(i, name);
		assert_string_equal(name, names[i]);
	}
}

static void every_provision_and_unit_of_both_editions_stands_on_its_page(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_unit_count; i++) {
		const struct unit *u = &catalogue_units[i];
		const struct provision *p = provision_find(u->edition, u->provision);
		char name[32], want[32], row[64];
		bool found = false;

		assert_non_null(p);
		snprintf(want, sizeof want, "%s.md", p->clause);
		snprintf(row, sizeof row, "| %s | ", u->name);
		for (size_t k = 1; k < standard_count() && !found; k++) {
			char *text;

			standard_name(k, name);
			if (strcmp(name, want) != 0)
				continue;
			text = page(k);
			found = strstr(text, row) != NULL;
			free(text);
		}
		if (!found)
			fail_msg("%s is on no page", u->name);
	}
}

static void the_counts_of_the_index_add_up_to_all_units(void **state)
{
	char *text = page(0), *line;
	unsigned total = 0;

	(void)state;
	for (line = strstr(text, "\n| all |"); line; line = strstr(line + 1, "\n| all |")) {
		unsigned provisions, units, decided, refuted, assisted, by_hand;

		assert_int_equal(sscanf(line, "\n| all | %u | %u | %u | %u | %u | %u |", &provisions, &units, &decided,
					&refuted, &assisted, &by_hand),
				 6);
		assert_int_equal(units, decided + refuted + assisted + by_hand);
		assert_true(refuted > 0 && by_hand > 0);
		total += units;
	}
	assert_int_equal(total, catalogue_unit_count);
	free(text);
}

static void a_row_has_as_many_cells_as_its_head(void **state)
{
	(void)state;
	for (size_t i = 1; i < standard_count(); i++) {
		char *text = page(i), *line;

		for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			unsigned bars = 0;

			for (char *c = line; line[0] == '|' && *c; c++)
				bars += *c == '|' && (c == line || c[-1] != '\\');
			if (line[0] == '|' && bars != 6)
				fail_msg("%u bars: %s", bars, line);
		}
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(there_is_a_page_for_every_clause_in_order),
		cmocka_unit_test(every_provision_and_unit_of_both_editions_stands_on_its_page),
		cmocka_unit_test(the_counts_of_the_index_add_up_to_all_units),
		cmocka_unit_test(a_row_has_as_many_cells_as_its_head),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
