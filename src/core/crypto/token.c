/* Part of cms.c. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/crypto/token.h"

#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct token {
	ENGINE *engine;
};

bool token_is_uri(const char *text)
{
	return strncmp(text, "pkcs11:", 7) == 0;
}

static bool start(ENGINE *engine, const char *module, struct bytes pin, struct error *e)
{
	char text[256];
	bool ok;

	if (module && !ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0))
		return error_set(e, ERROR_ENVIRONMENT, "the PKCS#11 module '%s' is refused", module);
	if (!ENGINE_init(engine))
		return error_set(e, ERROR_ENVIRONMENT, "the PKCS#11 module%s%s%s cannot be loaded", module ? " '" : "",
				 module ? module : "", module ? "'" : " of the system");
	if (!pin.len)
		return true;
	ok = pin.len < sizeof text && !memchr(pin.at, 0, pin.len);
	if (ok) {
		memcpy(text, pin.at, pin.len);
		text[pin.len] = 0;
		ok = ENGINE_ctrl_cmd_string(engine, "PIN", text, 0) == 1;
	}
	OPENSSL_cleanse(text, sizeof text);
	if (!ok)
		ENGINE_finish(engine);
	return ok || error_set(e, ERROR_ENVIRONMENT, "the PIN is refused");
}

bool token_open(const char *uri, const char *module, struct bytes pin, struct token **ret, EVP_PKEY **ret_key,
		struct error *e)
{
	struct token *t;
	EVP_PKEY *key;

	/* a PIN in an argument is seen by every process of the machine */
	if (strstr(uri, "pin-value=") || strstr(uri, "pin-source="))
		return error_set(e, ERROR_USAGE,
				 "no PIN in a PKCS#11 URI: it would be seen by others; see --pass-file");
	t = calloc(1, sizeof *t);
	if (!t)
		return error_memory(e, "token");
	ENGINE_load_dynamic();
	t->engine = ENGINE_by_id("pkcs11");
	if (!t->engine) {
		free(t);
		ERR_clear_error();
		return error_set(e, ERROR_ENVIRONMENT,
				 "OpenSSL has no engine 'pkcs11' here (package libengine-pkcs11-openssl)");
	}
	if (!start(t->engine, module, pin, e)) {
		ENGINE_free(t->engine);
		free(t);
		ERR_clear_error();
		return false;
	}
	key = ENGINE_load_private_key(t->engine, uri, NULL, NULL);
	ERR_clear_error();
	if (!key) {
		token_close(t);
		return error_set(e, ERROR_ENVIRONMENT, "no private key on a token fits '%.100s', or the PIN is wrong",
				 uri);
	}
	*ret = t;
	*ret_key = key;
	return true;
}

void token_close(struct token *t)
{
	if (!t)
		return;
	ENGINE_finish(t->engine);
	ENGINE_free(t->engine);
	free(t);
}
