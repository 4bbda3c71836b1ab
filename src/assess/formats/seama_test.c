#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "core/base/writer.h"
#include "core/crypto/hash.h"

extern const struct format format_seama;

static struct bytes image(void)
{
	struct writer w = writer_of(4096, "seama");
	uint8_t sum[MD5_LEN];

	write_u32be(&w, 0x5ea3a417);
	write_u32be(&w, 20);
	write_u32be(&w, 0);
	write_bytes(&w, bytes_of("signature=acme_cam\0\0", 20));
	write_u32be(&w, 0x5ea3a417);
	write_u32be(&w, 14);
	write_u32be(&w, 7);
	hash_md5(bytes_str("payload"), sum);
	write_bytes(&w, bytes_of(sum, MD5_LEN));
	write_bytes(&w, bytes_of("type=firmware", 14));
	write_str(&w, "payload");
	return writer_take(&w);
}

static void texts_checksum_and_payload_come_out(void **state)
{
	(void)state;
	struct bytes in = image(), part = testkit_member(&format_seama, in, "image");

	assert_true(bytes_is(part, "payload"));
	KIT_FREE(part);
	kit_lists(&format_seama, in, "property meta = signature=acme_cam\n");
	kit_lists(&format_seama, in, "property checksum = md5: ok\n");
	kit_survives(&format_seama, in);
	((uint8_t *)in.at)[in.len - 1] ^= 1;
	kit_lists(&format_seama, in, "property checksum = md5: bad\n");
	KIT_FREE(in);
}

static void a_real_image_verifies(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/dlink-dir300-revb5-2.15b01.bin");

	kit_lists(&format_seama, in, "property meta = signature=wrgn49_dlob_dir300b5\n");
	kit_lists(&format_seama, in, "property checksum = md5: ok\n");
	kit_lists(&format_seama, in, "P - - - 3641376 ");
	KIT_FREE(in);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_seama);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_checksum_and_payload_come_out),
		cmocka_unit_test(a_real_image_verifies),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
