#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "core/crypto/hash.h"

extern const struct format format_mcuboot;

/* Header of 32, 16 bytes of program, a SHA-256 and (type 0x24) an Ed25519 signature. */
static size_t image(uint8_t in[200], bool is_signed)
{
	size_t len = 48 + 4 + 36 + (is_signed ? 4 + 64 : 0);

	memset(in, 0, 200);
	memcpy(in, "\x3d\xb8\xf3\x96", 4);
	in[8] = 32;
	in[12] = 16;
	in[20] = 1;
	in[21] = 2;
	in[22] = 3;
	memset(in + 32, 'p', 16);
	memcpy(in + 48, "\x07\x69", 2);
	in[50] = (uint8_t)(len - 48);
	memcpy(in + 52, "\x10\0\x20\0", 4);
	hash_sha256(bytes_of(in, 48), in + 56);
	memcpy(in + 88, "\x24\0\x40\0", 4);
	return len;
}

static void hash_and_signature_are_told(void **state)
{
	(void)state;
	uint8_t in[200];
	size_t len = image(in, true);

	kit_lists(&format_mcuboot, bytes_of(in, len),
		  "property version = 1.2.3+0\nproperty integrity = sha256: ok\n"
		  "property signature = ed25519\nproperty signature.status = unverified");
	kit_lists(&format_mcuboot, bytes_of(in, len), "P - - - 16 ");
	kit_survives(&format_mcuboot, bytes_of(in, len));
	in[40] ^= 1;
	kit_lists(&format_mcuboot, bytes_of(in, len), "property integrity = sha256: bad\n");
	in[16] = 4;
	kit_lists(&format_mcuboot, bytes_of(in, len), "property encrypted = program, AES-128-CTR\n");
}

static void an_unsigned_image_is_said_to_be_so(void **state)
{
	(void)state;
	uint8_t in[200];
	size_t len = image(in, false);

	kit_lists(&format_mcuboot, bytes_of(in, len), "property signature = none\n");
	kit_refuses(&format_mcuboot, bytes_of(in, len - 1));
	kit_refuses_noise(&format_mcuboot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_and_signature_are_told),
		cmocka_unit_test(an_unsigned_image_is_said_to_be_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
