#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "assess/formats/devtree_testkit.h"

extern const struct format format_fit;

/* sha1 of "kernel" */
static const uint8_t kernel_sha1[20] = {0xc6, 0x5a, 0x0f, 0xb7, 0xe7, 0x4f, 0xfd, 0x2c, 0x9f, 0xc3,
					0xa0, 0xf9, 0xaa, 0xcb, 0x0f, 0x6a, 0x24, 0xb0, 0xa6, 0x8b};

static struct bytes image(bool is_signed, bool external, const char *kernel)
{
	struct tree_maker m = tree_begin();

	tree_node(&m, "");
	tree_text(&m, "description", "an update");
	tree_cell(&m, "timestamp", 1700000000);
	tree_node(&m, "images");
	tree_node(&m, "kernel-1");
	tree_text(&m, "type", "kernel");
	tree_text(&m, "arch", "arm64");
	tree_text(&m, "os", "linux");
	tree_text(&m, "compression", "none");
	if (external) {
		tree_cell(&m, "data-offset", 0);
		tree_cell(&m, "data-size", (uint32_t)strlen(kernel));
	} else {
		tree_bytes(&m, "data", bytes_str(kernel));
	}
	tree_node(&m, "hash-1");
	tree_text(&m, "algo", "sha1");
	tree_bytes(&m, "value", bytes_of(kernel_sha1, 20));
	tree_end(&m);
	tree_end(&m);
	tree_end(&m);
	tree_node(&m, "configurations");
	tree_text(&m, "default", "conf-1");
	tree_node(&m, "conf-1");
	tree_text(&m, "kernel", "kernel-1");
	if (is_signed) {
		tree_node(&m, "signature-1");
		tree_text(&m, "algo", "sha256,rsa2048");
		tree_text(&m, "key-name-hint", "dev");
		tree_bytes(&m, "value", bytes_of(kernel_sha1, 20));
		tree_end(&m);
	}
	tree_end(&m);
	tree_end(&m);
	tree_end(&m);
	return tree_done(&m, external ? bytes_str(kernel) : bytes_of(NULL, 0));
}

static void hashes_are_checked_against_the_data(void **state)
{
	(void)state;
	struct bytes good = image(false, false, "kernel"), bad = image(false, false, "kernal");

	kit_lists(&format_fit, good, "property integrity = kernel-1 sha1: ok\n");
	kit_lists(&format_fit, bad, "property integrity = kernel-1 sha1: bad\n");
	KIT_FREE(good);
	KIT_FREE(bad);
}

static void a_signature_is_named_and_its_absence_too(void **state)
{
	(void)state;
	struct bytes with = image(true, false, "kernel"), without = image(false, false, "kernel");

	kit_lists(&format_fit, with, "property signature = sha256,rsa2048\n");
	kit_lists(&format_fit, with, "property signature.key-hint = dev\n");
	kit_lists(&format_fit, with, "property signature.status = unverified (no key at hand)\n");
	kit_lists(&format_fit, without, "property signature = none\n");
	kit_survives(&format_fit, with);
	KIT_FREE(with);
	KIT_FREE(without);
}

static void data_behind_the_tree_belongs_to_the_image(void **state)
{
	(void)state;
	struct bytes in = image(false, true, "kernel"), part;
	struct claim claim = {0};

	assert_true(format_fit.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	part = testkit_member(&format_fit, in, "kernel-1");
	assert_true(bytes_is(part, "kernel"));
	KIT_FREE(part);
	kit_lists(&format_fit, in, "sha1: ok\n");
	assert_true(format_fit.probe(bytes_part(in, 0, in.len - 2), &claim));
	assert_true(claim.truncated);
	kit_lists(&format_fit, bytes_part(in, 0, in.len - 2), "sha1: declared\n");
	kit_survives(&format_fit, in);
	KIT_FREE(in);
}

static void a_real_signed_image_verifies_and_says_who_signed(void **state)
{
	(void)state;
	KIT_CORPUS(in, "formats/signed.itb");

	kit_lists(&format_fit, in, "property signature.key-hint = fit\n");
	kit_lists(&format_fit, in, "property signature.status = unverified (no key at hand)\n");
	kit_lists(&format_fit, in, ": ok\n");
	kit_lists_not(&format_fit, in, ": bad\n");
	kit_lists_not(&format_fit, in, "error");
	kit_lists_not(&format_fit, in, "unread");
	KIT_FREE(in);
}

static void a_tree_without_images_is_none(void **state)
{
	(void)state;
	struct bytes tree = testkit_corpus("kat/fact/device_tree/device_tree.dtb");

	kit_refuses_noise(&format_fit);
	if (!tree.at)
		skip();
	kit_refuses(&format_fit, tree);
	KIT_FREE(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_checked_against_the_data),
		cmocka_unit_test(a_signature_is_named_and_its_absence_too),
		cmocka_unit_test(data_behind_the_tree_belongs_to_the_image),
		cmocka_unit_test(a_real_signed_image_verifies_and_says_who_signed),
		cmocka_unit_test(a_tree_without_images_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
