/* Part of cms.c: the revocation lists that the caller brings along (RFC 5280 5). The library's own check holds a list
 * against the moment that a chain is verified at, and any entry counts; here the moment of the signature and of the
 * revocation are two things, and nobody but the caller can say which was first. */
#include "core/crypto/cms_parts.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <limits.h>
#include <stdio.h>

enum { LISTS_MAX = 32, CHAIN_MAX = 8 };

/* The next list. NULL: there is none, and *ret_end, or what stands there cannot be read. */
static X509_CRL *next_list(BIO *bio, bool pem, bool *ret_end)
{
	X509_CRL *ret = NULL;

	ERR_clear_error();
	*ret_end = !pem && BIO_pending(bio) == 0;
	if (!*ret_end)
		ret = pem ? PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL) : d2i_X509_CRL_bio(bio, NULL);
	if (!ret && pem)
		*ret_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	return ret;
}

/* All of them or none: one that is left out may be the one that names the signer. */
bool cms_lists(struct bytes in, STACK_OF(X509_CRL) * *ret, struct error *e)
{
	STACK_OF(X509_CRL) *all = sk_X509_CRL_new_null();
	BIO *bio = in.len && in.len <= INT_MAX ? BIO_new_mem_buf(in.at, (int)in.len) : NULL;
	bool ok = all && bio, pem = bytes_find_str(in, "-----BEGIN") != SIZE_MAX, end = false;
	X509_CRL *list;
	int count;

	while (ok && (list = next_list(bio, pem, &end))) {
		ok = sk_X509_CRL_num(all) < LISTS_MAX && sk_X509_CRL_push(all, list) > 0;
		if (!ok)
			X509_CRL_free(list);
	}
	count = all ? sk_X509_CRL_num(all) : 0;
	BIO_free(bio);
	ERR_clear_error();
	if (!ok || !end || count == 0) {
		sk_X509_CRL_pop_free(all, X509_CRL_free);
		return count ? error_set(e, ERROR_INPUT,
					 "a revocation list behind the first %d cannot be read, or there "
					 "are more than %d",
					 count, LISTS_MAX)
			     : error_set(e, ERROR_INPUT, "no revocation list in PEM or DER form was found");
	}
	*ret = all;
	return true;
}

static X509 *issuer_in(STACK_OF(X509) * pool, X509 *cert)
{
	for (int i = 0; i < sk_X509_num(pool); i++) {
		X509 *one = sk_X509_value(pool, i);
		EVP_PKEY *key = X509_get0_pubkey(one);

		if (X509_check_issued(one, cert) == X509_V_OK && key && X509_verify(cert, key) == 1)
			return one;
	}
	return NULL;
}

static bool strong(X509_CRL *list)
{
	int digest = NID_undef;

	OBJ_find_sigid_algs(X509_CRL_get_signature_nid(list), &digest, NULL);
	return digest != NID_md5 && digest != NID_sha1 && digest != NID_md5_sha1;
}

/* Signed by the issuer, with means that are strong enough. */
static bool is_of(X509_CRL *list, X509 *issuer)
{
	return X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) == 0 && strong(list) &&
	       X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1;
}

/* A part of what the issuer revoked says who is on it, and nothing of who is not. */
static bool is_whole(X509_CRL *list)
{
	return X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) < 0 &&
	       X509_CRL_get_ext_by_NID(list, NID_issuing_distribution_point, -1) < 0;
}

static void print_day(const ASN1_TIME *time, char ret[11])
{
	struct tm tm;

	snprintf(ret, 11, "?");
	if (time && ASN1_TIME_to_tm(time, &tm) == 1 && tm.tm_year >= 0 && tm.tm_year <= 8099)
		strftime(ret, 11, "%Y-%m-%d", &tm);
}

/* Whether a list names the certificate, and since when. */
static bool is_revoked(X509_CRL *list, X509 *cert, const struct cms_trust *trust, char why[200])
{
	X509_REVOKED *entry = NULL;
	const ASN1_TIME *since;
	time_t at = trust->at;
	char day[11];

	if (X509_CRL_get0_by_cert(list, &entry, cert) != 1) /* 2: taken off the list again */
		return false;
	since = X509_REVOKED_get0_revocationDate(entry);
	/* only the caller's word puts the signature before it: the signature's own time is the thief's */
	if (trust->at_given && ASN1_TIME_cmp_time_t(since, at) > 0)
		return false;
	print_day(since, day);
	snprintf(why, 200, "its certificate, or one that it leads to, was revoked on %s", day);
	return true;
}

enum cms_standing cms_revocation(STACK_OF(X509_CRL) * lists, X509 *cert, STACK_OF(X509) *const pools[3],
				 const struct cms_trust *trust, char why[200])
{
	bool covered = false;
	char old[11] = "", day[11];

	for (unsigned depth = 0; depth < CHAIN_MAX; depth++) {
		X509 *issuer = NULL;

		for (unsigned i = 0; i < 3 && !issuer; i++)
			issuer = issuer_in(pools[i], cert);
		for (int i = 0; issuer && i < sk_X509_CRL_num(lists); i++) {
			X509_CRL *list = sk_X509_CRL_value(lists, i);
			const ASN1_TIME *next = X509_CRL_get0_nextUpdate(list);
			time_t at = trust->at;

			if (!is_of(list, issuer))
				continue;
			if (is_revoked(list, cert, trust, why))
				return CMS_REFUSED;
			print_day(next, day);
			if (depth == 0 && is_whole(list) && next && ASN1_TIME_cmp_time_t(next, at) < 0)
				snprintf(old, sizeof old, "%s", day);
			else if (depth == 0 && is_whole(list))
				covered = true;
		}
		if (!issuer || X509_cmp(issuer, cert) == 0)
			break;
		cert = issuer;
	}
	ERR_clear_error();
	if (covered)
		return CMS_VOUCHED;
	if (old[0])
		snprintf(why, 200, "the revocation list of its issuer had to be renewed by %s", old);
	else
		snprintf(why, 200, "none of the revocation lists given is its issuer's");
	return CMS_UNKNOWN;
}
