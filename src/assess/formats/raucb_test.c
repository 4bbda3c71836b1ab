#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_raucb;

#define VERIFIED                                                                                                       \
	"property signature.status = verified against the certificate that came with it (trust not established)\n"

static void real_bundles_are_taken_apart_and_their_signatures_verified(void **state)
{
	static const struct {
		const char *name, *want[4];
	} rows[] = {
		{"formats/plain.raucb",
		 {VERIFIED, "property type = plain\n", "P - - - 999424 ", "throwaway update signing"}},
		{"formats/verity.raucb",
		 {VERIFIED, "property verity.status = ok\n", "property version = 2020.12-1\n",
		  "property hardware = Test Camera\n"}},
		{"kat/rauc/good-verity-bundle.raucb",
		 {VERIFIED, "property verity.status = ok\n", "integrity = sha256: declared (image.appfs)\n",
		  "type = verity\n"}},
		{"kat/rauc/good-casync-bundle-verity.raucb",
		 {VERIFIED, "property verity.status = ok\n", "bundle\n", "2011.03-2"}},
		{"kat/rauc/good-adaptive-meta-bundle.raucb",
		 {VERIFIED, "property verity.status = ok\n", "bundle\n", "2023.03-1"}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = testkit_corpus(rows[i].name);
		char *listing;

		if (!in.at)
			skip();
		listing = testkit_listing(&format_raucb, in);
		for (size_t k = 0; k < 4; k++)
			if (!strstr(listing, rows[i].want[k]) || strstr(listing, "error"))
				fail_msg("%s: %s", rows[i].name, listing);
		free(listing);
		free((void *)in.at);
	}
}

static void a_changed_bundle_has_a_bad_signature_or_tree(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {{"formats/plain.raucb", "property signature.status = bad\n"},
		    {"kat/rauc/good-verity-bundle.raucb", "property verity.status = bad\n"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = testkit_corpus(rows[i].name);
		uint8_t *copy;
		char *listing;

		if (!in.at)
			skip();
		copy = malloc(in.len);
		memcpy(copy, in.at, in.len);
		copy[5000] ^= 1;
		listing = testkit_listing(&format_raucb, bytes_of(copy, in.len));
		if (!strstr(listing, rows[i].want))
			fail_msg("%s: %s", rows[i].name, listing);
		free(listing);
		free(copy);
		free((void *)in.at);
	}
}

static void a_cut_bundle_is_none(void **state)
{
	struct bytes in = testkit_corpus("kat/rauc/good-verity-bundle.raucb");
	struct claim claim;

	(void)state;
	if (!in.at)
		skip();
	assert_false(format_raucb.probe(bytes_part(in, 0, in.len - 1), &claim));
	assert_false(format_raucb.probe(bytes_part(in, 1, in.len), &claim));
	assert_true(testkit_all_prefixes(&format_raucb, in, 100, 211) > 200);
	assert_true(testkit_failing_allocations(&format_raucb, in, 100) >= 2);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_bundles_are_taken_apart_and_their_signatures_verified),
		cmocka_unit_test(a_changed_bundle_has_a_bad_signature_or_tree),
		cmocka_unit_test(a_cut_bundle_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
