/* Part of cmd_sign.c. */
#include "assess/cli/signing.h"

#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/dossier/document.h"
#include "core/base/day.h"
#include "core/base/text.h"
#include "core/crypto/token.h"
#include "core/sys/file.h"
#include "core/sys/secret_memory.h"

#include <stdio.h>
#include <stdlib.h>

static bool ask(bool token, struct secret *ret, struct error *e)
{
	return secret_ask(token ? "PIN of the token: " : "Passphrase of the key: ", ret, e);
}

static bool open_with(const struct signing_options *o, struct bytes key, struct bytes certificate,
		      struct cms_signer **ret, struct error *e)
{
	bool token = token_is_uri(o->key), locked;
	struct cms_signer_source source = {
		.key = key, .uri = token ? o->key : NULL, .module = o->module, .certificate = certificate};
	SCOPED(secret_free) struct secret pass = {0};

	if (o->pass_file) {
		TRY(secret_read_line(o->pass_file, &pass, e));
		source.passphrase = secret_bytes(&pass);
		return cms_signer_open(&source, time(NULL), ret, &locked, e);
	}
	if (cms_signer_open(&source, time(NULL), ret, &locked, e))
		return true;
	if (!locked)
		return false;
	TRY(ask(token, &pass, e));
	source.passphrase = secret_bytes(&pass);
	return cms_signer_open(&source, time(NULL), ret, &locked, e);
}

bool signing_open(const struct signing_options *o, struct cms_signer **ret, struct error *e)
{
	SCOPED(secret_free) struct secret key = {0};
	struct bytes certificate;
	bool ok;

	if (!o->key || !o->certificate)
		return error_set(e, ERROR_USAGE, "--key and --certificate are needed");
	if (!token_is_uri(o->key))
		TRY(secret_read_file(o->key, CMS_MAX, &key, e));
	TRY(file_read(o->certificate, CMS_MAX, &certificate, e));
	ok = open_with(o, secret_bytes(&key), certificate, ret, e);
	free((void *)(uintptr_t)certificate.at);
	return ok;
}

#define LISTS_MAX ((size_t)64 << 20) /* bytes of a file of revocation lists */

bool trust_load(const struct trust_options *o, struct trust *ret, struct error *e)
{
	struct trust t = {{.at = time(NULL)}};
	int32_t day;
	bool ok = true;

	if (o->crl && !o->ca && !o->certificate)
		return error_set(e, ERROR_USAGE,
				 "--crl goes with --ca or --certificate: a list alone vouches for nobody");
	if (o->at) {
		if (!day_parse(bytes_str(o->at), &day))
			return error_set(e, ERROR_USAGE, "--at takes a day such as 2026-01-31");
		t.cms.at = ((time_t)day + 1) * DAY_SECONDS - 1; /* its last second */
		t.cms.at_given = true;
	}
	if (o->certificate)
		ok = file_read(o->certificate, CMS_MAX, &t.cms.pinned, e);
	if (ok && o->ca)
		ok = file_read(o->ca, CMS_MAX, &t.cms.ca, e);
	if (ok && o->crl)
		ok = file_read(o->crl, LISTS_MAX, &t.cms.crl, e);
	/* an empty file would read as "nothing asked for" */
	if (ok && ((o->certificate && !t.cms.pinned.len) || (o->ca && !t.cms.ca.len) || (o->crl && !t.cms.crl.len)))
		ok = error_set(e, ERROR_INPUT, "a file of certificates or revocation lists is empty");
	if (!ok) {
		trust_done(&t);
		return false;
	}
	*ret = t;
	return true;
}

void trust_done(struct trust *t)
{
	free((void *)(uintptr_t)t->cms.pinned.at);
	free((void *)(uintptr_t)t->cms.ca.at);
	free((void *)(uintptr_t)t->cms.crl.at);
	*t = (struct trust){0};
}

bool signing_check(const char *signature_path, struct bytes content, const struct trust *t, struct cms_verdict *ret,
		   struct error *e)
{
	struct bytes signature;
	bool ok;

	TRY(file_read(signature_path, CMS_MAX, &signature, e));
	ok = cms_verify(signature, content, &t->cms, ret, e) || error_add(e, "'%s'", signature_path);
	free((void *)(uintptr_t)signature.at);
	return ok;
}

static const char *word(enum cms_standing standing)
{
	switch (standing) {
	case CMS_BROKEN:
		return "BAD";
	case CMS_REFUSED:
		return "REFUSED";
	case CMS_UNKNOWN:
		return "INTACT, SIGNER UNKNOWN";
	case CMS_OUTDATED:
		return "INTACT, CERTIFICATE EXPIRED SINCE";
	case CMS_VOUCHED:
		return "GOOD";
	}
	return "BAD";
}

static void tell_one(struct writer *out, const struct cms_signature *s)
{
	char hex[2 * SHA256_LEN + 1];

	write_fmt(out, "  %s: %s\n", word(s->standing), s->why);
	if (s->has_certificate) {
		write_str(out, "  signer:      ");
		text_print_safe(out, bytes_str(s->certificate.subject));
		write_str(out, "\n  issued by:   ");
		text_print_safe(out, bytes_str(s->certificate.issuer));
		text_hex(bytes_of(s->certificate.fingerprint, SHA256_LEN), hex);
		write_fmt(out, "\n  certificate: %s to %s, SHA-256 %s\n", s->certificate.not_before,
			  s->certificate.not_after, hex);
	}
	write_fmt(out, "  signed at:   %s%s\n", s->signed_at[0] ? s->signed_at : "not said",
		  s->signed_at[0] ? " (the signer's own word)" : "");
}

void signing_tell(struct writer *out, const char *name, const struct cms_verdict *v)
{
	write_str(out, "signature of ");
	text_print_safe(out, bytes_str(name));
	write_fmt(out, ": %s\n", word(v->standing));
	for (size_t i = 0; i < v->count; i++)
		tell_one(out, &v->signatures[i]);
}

void signing_tell_differences(struct writer *out, const struct manifest_result *r)
{
	static const char *const words[] = {"MISSING", "ADDED", "CHANGED"};

	for (size_t i = 0; i < r->count; i++) {
		write_fmt(out, "%s ", words[r->findings[i].difference]);
		text_print_safe(out, bytes_str(r->findings[i].path));
		write_fmt(out, ": %s\n", r->findings[i].why);
	}
}

#define DOCUMENT_MAX ((size_t)64 << 20) /* what is larger is no page and no PDF of this program */

static bool is_draft(struct bytes content)
{
	struct manifest m;
	struct error unsaid;
	bool draft = document_marked_draft(content);

	if (!draft && bytes_starts(content, "{") && bytes_find_str(content, "holdfast-manifest") != SIZE_MAX &&
	    manifest_read(content, &m, &unsaid)) {
		draft = m.draft;
		manifest_done(&m);
	}
	return draft;
}

static bool refuse_draft(const char *path, struct error *e)
{
	return error_set(e, ERROR_INPUT,
			 "'%.160s' is a draft, made with --draft: make it again without, when nothing is missing",
			 path);
}

bool signing_no_draft(struct bytes content, const char *path, struct error *e)
{
	return !is_draft(content) || refuse_draft(path, e);
}

bool signing_no_drafts(const char *folder, const struct manifest *m, struct error *e)
{
	if (m->draft)
		return refuse_draft(folder, e);
	for (size_t i = 0; i < m->count; i++) {
		struct bytes content;
		bool draft;

		if (m->entries[i].size > DOCUMENT_MAX)
			continue;
		TRY(manifest_load(folder, m, m->entries[i].path, DOCUMENT_MAX, &content, e));
		draft = is_draft(content);
		free((void *)(uintptr_t)content.at);
		if (draft)
			return refuse_draft(m->entries[i].path, e);
	}
	return true;
}

static bool is_digest(const char *option)
{
	uint8_t raw[SHA256_LEN];

	return text_unhex(bytes_str(option), raw, sizeof raw);
}

/* Loaded with everything that guards it: its chain, its answers, the digest of its facts. */
static bool open_case(struct session *s, const char *path, struct error *e)
{
	if (!session_is_case(path))
		return error_set(e, ERROR_USAGE, "'%s' is no case", path);
	return session_load(s, path, e);
}

bool signing_case_digest(const char *option, char ret[2 * SHA256_LEN + 1], struct error *e)
{
	struct session s;
	bool ok;

	if (is_digest(option)) {
		snprintf(ret, 2 * SHA256_LEN + 1, "%s", option);
		return true;
	}
	s = session_of();
	ok = open_case(&s, option, e);
	if (ok)
		snprintf(ret, 2 * SHA256_LEN + 1, "%s", s.record.head);
	session_done(&s);
	return ok;
}

/* What is attached is read too: judging does not need it. */
static bool evidence_fits(struct session *s, const char *path, struct error *e)
{
	for (size_t i = 0; i < s->record.answer_count; i++)
		for (size_t k = 0; k < s->record.answers[i].attachment_count; k++) {
			struct arena arena;
			struct bytes content;
			bool ok;

			arena_init(&arena, 0);
			ok = record_attachment(path, s->record.answers[i].attachments[k].sha256, &arena, &content, e);
			arena_done(&arena);
			TRY(ok);
		}
	return true;
}

/* The last assessment up to an entry. */
static const struct audit_event *assessed(const struct record *r, size_t upto)
{
	for (size_t i = upto + 1; i-- > 0;)
		if (strcmp(r->trail[i].event.what, "assessed") == 0)
			return &r->trail[i].event;
	return NULL;
}

/* Nothing that a document could show is different behind this entry. */
static bool changes_nothing(const struct record *r, size_t printed, size_t later)
{
	const struct audit_event *event = &r->trail[later].event, *before = assessed(r, printed);

	if (strcmp(event->what, "issued") == 0)
		return true;
	return strcmp(event->what, "assessed") == 0 && before && strcmp(event->detail, before->detail) == 0;
}

/* A dossier that is no draft leaves an entry in the case; the last ones can be cut off without another trace. */
static bool tells_of_issue(const struct record *r, const char *sha256)
{
	for (size_t i = 0; i < r->trail_count; i++)
		if (strcmp(r->trail[i].event.what, "issued") == 0 && strstr(r->trail[i].event.detail, sha256))
			return true;
	return false;
}

static void compare_case(const struct manifest *m, const char *sha256, const struct record *r, bool *ret_fits,
			 char ret[240])
{
	size_t printed = 0;

	*ret_fits = false;
	while (printed < r->trail_count && strcmp(r->trail[printed].hash, m->case_digest) != 0)
		printed++;
	if (printed == r->trail_count) {
		snprintf(ret, 240,
			 "the dossier was not printed from this case, or entries of its audit trail were cut off or "
			 "made "
			 "anew since");
		return;
	}
	for (size_t i = printed + 1; i < r->trail_count; i++)
		if (!changes_nothing(r, printed, i)) {
			snprintf(ret, 240, "the case has changed since the dossier was printed: %.40s %.100s on %.20s",
				 r->trail[i].event.what, r->trail[i].event.subject, r->trail[i].event.at);
			return;
		}
	*ret_fits = true;
	snprintf(ret, 240, "the dossier was printed from it as it is%s",
		 sha256 && !m->draft && !tells_of_issue(r, sha256)
			 ? "; that it was issued does not stand in its audit trail"
			 : "");
}

bool signing_case_fits(const struct manifest *m, const char *sha256, const char *option, bool *ret_fits, char ret[240],
		       struct error *e)
{
	struct session s;
	bool ok;

	*ret_fits = false;
	if (!m->case_digest[0]) {
		snprintf(ret, 240, "the dossier names no case that it was printed from");
		return true;
	}
	if (is_digest(option)) {
		*ret_fits = manifest_case_fits(m, option);
		snprintf(ret, 240, "%s",
			 *ret_fits ? "the dossier was printed from it as it is"
				   : "the case has changed since the dossier was printed, or is another one");
		return true;
	}
	s = session_of();
	ok = open_case(&s, option, e) && evidence_fits(&s, option, e);
	if (ok) {
		compare_case(m, sha256, &s.record, ret_fits, ret);
	} else if (e->code == ERROR_INPUT) { /* a case that was changed is an answer */
		snprintf(ret, 240, "%.239s", e->text);
		*e = (struct error){0};
		ok = true;
	}
	session_done(&s);
	return ok;
}

int signing_status(enum cms_standing standing)
{
	switch (standing) {
	case CMS_VOUCHED:
		return EXIT_OK;
	case CMS_UNKNOWN:
	case CMS_OUTDATED:
		return EXIT_INCOMPLETE;
	case CMS_BROKEN:
	case CMS_REFUSED:
		break;
	}
	return EXIT_FAILED;
}

int signing_worse(int a, int b)
{
	static const int order[] = {EXIT_CANNOT, EXIT_USAGE, EXIT_FAILED, EXIT_INCOMPLETE};

	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return EXIT_OK;
}
