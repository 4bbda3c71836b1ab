/* What the subcommands that sign and verify share: their options, the files behind them, and how a signature is told.
 * Loaded things are the caller's, to be given back with the _done functions. */
#ifndef HF_ASSESS_SIGNING_H
#define HF_ASSESS_SIGNING_H

#include "assess/archive/manifest.h"
#include "assess/cli/options.h"
#include "core/crypto/cms.h"

struct signing_options {
	const char *key, *certificate, *pass_file, *module;
};
#define SIGNING_OPTIONS(s)                                                                                             \
	{"--key", "KEY", OPTION_TEXT, &(s).key, "the private key: a PEM file, or a PKCS#11 URI (pkcs11:...)"},         \
		{"--certificate", "FILE", OPTION_TEXT, &(s).certificate,                                               \
		 "the certificate of the key (PEM), then its chain"},                                                  \
		{"--pass-file", "FILE", OPTION_TEXT, &(s).pass_file,                                                   \
		 "first line: passphrase or PIN; a number: a descriptor; default: ask"},                               \
	{                                                                                                              \
		"--pkcs11-module", "FILE", OPTION_TEXT, &(s).module, "the token's PKCS#11 library; default: p11-kit's" \
	}

/* Reads key and certificate; asks on the terminal where the key is locked and no file was named. */
MUST_CHECK bool signing_open(const struct signing_options *o, struct cms_signer **ret, struct error *e);

struct trust_options {
	const char *certificate, *ca, *crl, *at;
};
#define TRUST_OPTIONS(t)                                                                                               \
	{"--certificate", "FILE", OPTION_TEXT, &(t).certificate,                                                       \
	 "the certificate that the signer must have (PEM or DER)"},                                                    \
		{"--ca", "FILE", OPTION_TEXT, &(t).ca,                                                                 \
		 "authorities to which the signer's certificate may lead (PEM)"},                                      \
		{"--crl", "FILE", OPTION_TEXT, &(t).crl, "revocation lists of the authorities (PEM or DER)"},          \
	{                                                                                                              \
		"--at", "DATE", OPTION_TEXT, &(t).at,                                                                  \
			"judge certificates as on this day, on which the signature was there"                          \
	}

struct trust {
	struct cms_trust cms;
};
MUST_CHECK bool trust_load(const struct trust_options *o, struct trust *ret, struct error *e);
void trust_done(struct trust *t);

/* A content or signature of at most `max` bytes, checked as cms_verify() does. */
MUST_CHECK bool signing_check(const char *signature_path, struct bytes content, const struct trust *t,
			      struct cms_verdict *ret, struct error *e);
/* "signed by ..." lines, one block a signature, text from certificates made safe. */
void signing_tell(struct writer *out, const char *name, const struct cms_verdict *v);
/* "CHANGED a/b: why" lines. */
void signing_tell_differences(struct writer *out, const struct manifest_result *r);
/* False (ERROR_INPUT) where a document, or a manifest, was made with --draft: it is neither signed nor archived. */
MUST_CHECK bool signing_no_draft(struct bytes content, const char *path, struct error *e);
/* The same of every file that the manifest lists. */
MUST_CHECK bool signing_no_drafts(const char *folder, const struct manifest *m, struct error *e);
/* Of --case: a digest that was written down (64 hex digits), or a case, whose own it is. */
MUST_CHECK bool signing_case_digest(const char *option, char ret[2 * SHA256_LEN + 1], struct error *e);
/* Whether the dossier was printed from it as it is now; *ret says how. Later entries of its audit trail that change
 * nothing (documents issued, the same assessment again) do not count. `sha256`: of the manifest, in hex, where it is to
 * be told that the trail does not name it; NULL. */
MUST_CHECK bool signing_case_fits(const struct manifest *m, const char *sha256, const char *option, bool *ret_fits,
				  char ret[240], struct error *e);
int signing_status(enum cms_standing standing);
/* The worse of two exit statuses: 4, then 1, then 3, then 0. */
int signing_worse(int a, int b);

#endif
