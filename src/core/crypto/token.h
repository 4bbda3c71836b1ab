/* A private key that stays on a PKCS#11 token or module: OpenSSL's engine "pkcs11" signs with it. The engine's
 * interface is deprecated in OpenSSL 3, and is what there is for PKCS#11 in Debian 12: it is named in token.c alone. */
#ifndef HF_CORE_CRYPTO_TOKEN_H
#define HF_CORE_CRYPTO_TOKEN_H

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <openssl/types.h>

struct token;

bool token_is_uri(const char *text);
/* *ret_key: to be freed before the token. One attempt with the PIN is made, no more: tokens lock. `pin` empty: without
 * logging in. */
MUST_CHECK bool token_open(const char *uri, const char *module, struct bytes pin, struct token **ret,
			   EVP_PKEY **ret_key, struct error *e);
void token_close(struct token *t);

#endif
