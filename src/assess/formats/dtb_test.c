#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "assess/formats/devtree_testkit.h"

extern const struct format format_dtb;

static struct bytes board(void)
{
	struct tree_maker m = tree_begin();

	tree_node(&m, "");
	tree_text(&m, "model", "Example Camera");
	tree_bytes(&m, "compatible", bytes_of("acme,cam\0acme,soc", 18));
	tree_node(&m, "chosen");
	tree_text(&m, "bootargs", "console=ttyS0 root=/dev/mtdblock3");
	tree_text(&m, "stdout-path", "serial0:115200n8");
	tree_end(&m);
	tree_node(&m, "signature");
	tree_node(&m, "key-dev");
	tree_text(&m, "required", "conf");
	tree_text(&m, "key-name-hint", "dev");
	tree_end(&m);
	tree_end(&m);
	tree_end(&m);
	return tree_done(&m, bytes_of(NULL, 0));
}

static void the_board_and_its_command_line_are_named(void **state)
{
	(void)state;
	struct bytes in = board();

	kit_lists(&format_dtb, in,
		  "property model = Example Camera\nproperty hardware = acme,cam\nproperty hardware = acme,soc\n"
		  "property cmdline = console=ttyS0 root=/dev/mtdblock3\nproperty console = serial0:115200n8\n"
		  "property signature.required = conf\nproperty signature.key-hint = dev\n");
	kit_survives(&format_dtb, in);
	KIT_FREE(in);
}

static void real_trees_are_read_and_broken_ones_give_nothing(void **state)
{
	(void)state;
	KIT_CORPUS(real, "kat/fact/device_tree/device_tree.dtb");
	struct bytes inner = testkit_corpus("kat/fact/device_tree/dt_embed_test.dtb");
	struct bytes broken = testkit_corpus("kat/fact/device_tree/broken.dtb");
	struct bytes noise = testkit_corpus("kat/fact/device_tree/false_positive.rnd");

	kit_lists(&format_dtb, real, "property model = ");
	kit_lists_not(&format_dtb, real, "error");
	kit_lists(&format_dtb, inner, "P - - - 160 ");
	kit_refuses(&format_dtb, broken);
	kit_refuses(&format_dtb, bytes_part(noise, 0x64, noise.len));
	kit_survives(&format_dtb, real);
	KIT_FREE(real);
	KIT_FREE(inner);
	KIT_FREE(broken);
	KIT_FREE(noise);
}

static void a_tree_that_nests_too_deep_is_refused(void **state)
{
	(void)state;
	struct tree_maker m = tree_begin();
	struct bytes in;

	tree_node(&m, "");
	for (int i = 0; i < 100; i++)
		tree_node(&m, "n");
	for (int i = 0; i < 101; i++)
		tree_end(&m);
	in = tree_done(&m, bytes_of(NULL, 0));
	kit_refuses(&format_dtb, in);
	KIT_FREE(in);
}

static void noise_is_no_tree(void **state)
{
	(void)state;
	kit_refuses_noise(&format_dtb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_board_and_its_command_line_are_named),
		cmocka_unit_test(real_trees_are_read_and_broken_ones_give_nothing),
		cmocka_unit_test(a_tree_that_nests_too_deep_is_refused),
		cmocka_unit_test(noise_is_no_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
