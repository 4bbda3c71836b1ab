#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_hexfile;

static const char intel[] = ":020000040800F2\r\n:0400000061626364724\r\n";

static void runs_of_memory_become_parts(void **state)
{
	(void)state;
	struct bytes in = testkit_make("printf 'hello world, this is a program' > \"$2/a\"; objcopy -I binary -O ihex "
				       "--change-addresses 0x8000000 \"$2/a\" \"$1\"");
	struct bytes srec = testkit_make("printf 'hello world, this is a program' > \"$2/a\"; objcopy -I binary -O "
					 "srec --change-addresses 0x8000000 \"$2/a\" \"$1\"");
	struct bytes part;

	kit_refuses(&format_hexfile, bytes_str(intel)); /* its second line has an odd number of digits */
	if (!in.at || !srec.at)
		skip();
	part = testkit_member(&format_hexfile, in, "memory_08000000");
	assert_true(bytes_is(part, "hello world, this is a program"));
	KIT_FREE(part);
	part = testkit_member(&format_hexfile, srec, "memory_08000000");
	assert_true(bytes_is(part, "hello world, this is a program"));
	KIT_FREE(part);
	kit_lists(&format_hexfile, in, "property type = Intel HEX\n");
	kit_lists(&format_hexfile, srec, "property type = Motorola S-record\n");
	kit_lists(&format_hexfile, in, "property checksum = line sums: ok\n");
	kit_survives(&format_hexfile, in);
	KIT_FREE(in);
	KIT_FREE(srec);
}

static void a_wrong_line_sum_ends_the_file(void **state)
{
	(void)state;
	static const char good[] = ":0400000061626364720\n";

	kit_refuses(&format_hexfile, bytes_str(good));
	kit_refuses(&format_hexfile, bytes_str(":020000040800F3\n:020000040800F3\n:020000040800F3\n"));
	kit_refuses_noise(&format_hexfile);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_of_memory_become_parts),
		cmocka_unit_test(a_wrong_line_sum_ends_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
