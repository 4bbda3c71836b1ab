#include "core/crypto/password.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Reads a hash; tries a word where that is cheap. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes text = bytes_of(data, len), word = bytes_of("admin", 5);
	struct password_verifier *v = password_verifier_new();
	struct password_hash h;

	if (v && password_hash_read(text, &h) && h.cost < 20000)
		(void)!password_matches(v, &h, word);
	if (v && password_hash_hex(text, PASSWORD_NTLM, bytes_of("", 0), &h))
		(void)!password_matches(v, &h, word);
	password_verifier_free(v);
	return 0;
}
