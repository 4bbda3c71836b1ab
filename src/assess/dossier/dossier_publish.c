/* What the maker puts on its web site: the vulnerability disclosure policy (5.2-1; PSTI Sch. 1 para. 2; CRA Annex I
 * Part II (5)), security.txt (RFC 9116) and the support period (5.3-13; PSTI Sch. 1 para. 3; CRA Art. 13(19)). */
#include "assess/dossier/annex.h"
#include "core/base/text.h"

#include <string.h>

static const struct declared_entry *disclosure(const struct dossier_input *in)
{
	return declared_one(in->declared, "disclosure");
}

/* A page is made of what is declared: what the rule asks for and is not there is named. */
static void need(struct document *doc, const struct declared_entry *e, const char *table, const char *key,
		 const char *why)
{
	const char *ids[] = {table, ".", key};
	char field[96] = "";

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		strncat(field, ids[i], sizeof field - strlen(field) - 1);
	if (!entry_has(e, key))
		document_missing(doc, field, why);
}

static void contacts(struct document *doc, const struct declared_entry *e)
{
	for (size_t i = 0; i < entry_count(e, "contact"); i++)
		document_link(doc, i ? "or" : "Report to", entry_at(e, "contact", i));
}

static void what_follows(struct document *doc, const struct declared_entry *e)
{
	document_heading(doc, 1, "What happens then");
	if (entry_has(e, "acknowledge"))
		document_item(doc, "We confirm that your report has arrived within %s.", entry_get(e, "acknowledge"));
	if (entry_has(e, "status-updates"))
		document_item(doc, "We tell you how it goes at least every %s, until the matter is settled.",
			      entry_get(e, "status-updates"));
	if (entry_has(e, "coordinator"))
		document_item(doc, "Where it concerns others too, we work with %s.", entry_get(e, "coordinator"));
}

/* Only what is declared is promised: the target times of 3-VulnTypes. */
static void targets(struct document *doc, const struct declared *declared)
{
	static const struct document_column columns[] = {{"Kind of weakness", 4, false},
							 {"Repair aimed at within", 2, false}};

	if (!declared_count(declared, "VulnTypes"))
		return;
	document_table(doc, columns, ARRAY_LEN(columns));
	DECLARED_EACH (declared, "VulnTypes", e) {
		document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "description"));
		document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "fix"));
	}
}

static void what_helps(struct document *doc, const struct declared_entry *e)
{
	document_heading(doc, 1, "What helps us");
	document_item(doc, "The product's model and software version, what you did and what you saw.");
	document_item(doc, "A way to reach you, so that we can confirm and ask back.");
	if (entry_count(e, "languages")) {
		char languages[256] = "";

		for (size_t i = 0; i < entry_count(e, "languages"); i++) {
			strncat(languages, i ? ", " : "", sizeof languages - strlen(languages) - 1);
			strncat(languages, entry_at(e, "languages", i), sizeof languages - strlen(languages) - 1);
		}
		document_item(doc, "We read: %s.", languages);
	}
	if (entry_has(e, "encryption"))
		document_link(doc, "Key for an encrypted report", entry_get(e, "encryption"));
}

bool dossier_disclosure_policy(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *d = disclosure(in);

	(void)e;
	if (!annex_for_maker(in))
		return true;
	need(doc, declared_one(in->declared, "maker"), "maker", "name", "PSTI Sch. 1 para. 2(2)(a)");
	need(doc, d, "disclosure", "contact", "EN 303 645 5.2-1; PSTI Sch. 1 para. 2(2)(a); CRA Annex I Part II (6)");
	need(doc, d, "disclosure", "acknowledge", "EN 303 645 5.2-1; PSTI Sch. 1 para. 2(2)(b)(i)");
	need(doc, d, "disclosure", "status-updates", "EN 303 645 5.2-1; PSTI Sch. 1 para. 2(2)(b)(ii)");
	need(doc, d, "disclosure", "url", "EN 303 645 5.2-1: published where anybody can read it");
	/* only what is declared is promised: the page says itself what it asks of its readers */
	if (!entry_yes(d, "open"))
		document_missing(
			doc, "disclosure.open",
			"EN 303 645 5.2-1; PSTI Sch. 1 para. 2(3): no request, payment or personal information "
			"to get at it");
	document_text(
		doc,
		"Have you found a weakness in the security of %s, or of a service or app that belongs to it? Tell %s. "
		"Anybody may report. This page can be read without an account, payment or telling who you are.",
		dossier_product(in), dossier_maker(in));
	document_heading(doc, 1, "How to report");
	contacts(doc, d);
	what_helps(doc, d);
	what_follows(doc, d);
	targets(doc, in->declared);
	if (entry_has(d, "safe-harbour")) {
		document_heading(doc, 1, "In good faith");
		document_text(doc, "%s.", entry_get(d, "safe-harbour"));
	}
	document_heading(doc, 1, "More");
	if (entry_has(d, "url"))
		document_link(doc, "This page", entry_get(d, "url"));
	for (size_t i = 0; i < entry_count(d, "canonical"); i++)
		document_link(doc, "The same for programs", entry_at(d, "canonical", i));
	if (entry_has(d, "acknowledgments"))
		document_link(doc, "Our thanks", entry_get(d, "acknowledgments"));
	if (entry_has(d, "csaf"))
		document_link(doc, "Advisories (CSAF)", entry_get(d, "csaf"));
	if (entry_has(declared_one(in->declared, "support"), "url"))
		document_link(doc, "How long we provide security updates",
			      entry_get(declared_one(in->declared, "support"), "url"));
	return true;
}

/* RFC 9116 2: one field a line, "Name: value"; values come from the declaration and may hold no line end. */
static void field(struct writer *out, const char *name, const char *value)
{
	struct writer safe = writer_of(1 << 16, "field");

	if (!value[0])
		return;
	text_print_safe(&safe, bytes_str(value));
	write_fmt(out, "%s: ", name);
	write_bytes(out, writer_bytes(&safe));
	write_str(out, "\r\n");
	writer_free(&safe);
}

static void fields(struct writer *out, const struct declared_entry *e, const char *key, const char *name)
{
	for (size_t i = 0; i < entry_count(e, key); i++)
		field(out, name, entry_at(e, key, i));
}

/* RFC 9116 2.5: a web address has to be https, in each field that takes one. */
static void only_https(struct document *missing, const struct declared_entry *e, const char *key)
{
	for (size_t i = 0; i < entry_count(e, key); i++)
		if (strncmp(entry_at(e, key, i), "http:", 5) == 0)
			document_missing(missing, key, "RFC 9116 2.5: a web address has to begin with https");
}

bool dossier_security_txt(const struct dossier_input *in, struct document *missing, struct writer *out, struct error *e)
{
	static const char *const addresses[] = {"contact", "encryption", "acknowledgments", "canonical", "url",
						"hiring",  "csaf"};
	const struct declared_entry *d = disclosure(in);

	(void)e;
	if (!annex_for_maker(in))
		return true;
	need(missing, d, "disclosure", "contact", "RFC 9116 2.5.3");
	need(missing, d, "disclosure", "expires", "RFC 9116 2.5.5");
	if (entry_has(d, "expires") && strcmp(entry_get(d, "expires"), in->date) <= 0)
		document_missing(missing, "disclosure.expires", "RFC 9116 2.5.5: a date that is still to come");
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		only_https(missing, d, addresses[i]);
	if (in->draft)
		write_str(out, "# " DOCUMENT_DRAFT_MARK ": a draft, not to be published as it is\r\n");
	write_str(out, "# To be published at /.well-known/security.txt (RFC 9116)\r\n");
	fields(out, d, "contact", "Contact");
	if (entry_has(d, "expires"))
		write_fmt(out, "Expires: %.10sT00:00:00Z\r\n", entry_get(d, "expires"));
	fields(out, d, "encryption", "Encryption");
	fields(out, d, "acknowledgments", "Acknowledgments");
	if (entry_count(d, "languages")) {
		write_str(out, "Preferred-Languages: ");
		for (size_t i = 0; i < entry_count(d, "languages"); i++)
			write_fmt(out, "%s%.20s", i ? ", " : "", entry_at(d, "languages", i));
		write_str(out, "\r\n");
	}
	fields(out, d, "canonical", "Canonical");
	fields(out, d, "url", "Policy");
	fields(out, d, "hiring", "Hiring");
	fields(out, d, "csaf", "CSAF");
	return true;
}

bool dossier_support_period(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *s = declared_one(in->declared, "support"),
				    *product = declared_one(in->declared, "product"), *d = disclosure(in);

	const char *end = entry_get(s, "end");
	bool over = end[0] && strcmp(end, in->date) < 0;

	(void)e;
	if (!annex_for_maker(in))
		return true;
	need(doc, product, "product", "name", "PSTI Sch. 1 para. 3(2)");
	need(doc, product, "product", "model", "EN 303 645 5.3-16");
	need(doc, s, "support", "end", "EN 303 645 5.3-13; PSTI Sch. 1 para. 3(2); CRA Art. 13(19): with an end date");
	need(doc, s, "support", "url", "EN 303 645 5.3-13: published where users find it");
	/* the period is the least that is promised: SI 2023/1007 reg. 2(1) */
	if (over)
		document_note(doc, TONE_PLAIN, "The security updates promised for %s ended on %s.", dossier_product(in),
			      end);
	else
		document_note(doc, TONE_PLAIN, "%s gets security updates until %s at least.", dossier_product(in),
			      end[0] ? end : "(no date declared)");
	document_pair(doc, "Product", "%s", entry_get(product, "name"));
	document_pair(doc, "Model", "%s", entry_get(product, "model"));
	if (entry_has(s, "start"))
		document_pair(doc, "From", "%s", entry_get(s, "start"));
	document_pair(doc, "Until", "%s", end);
	document_text(doc, "Until that day weaknesses in the security of the product and its software %s by updates%s.",
		      over ? "were repaired" : "are repaired",
		      entry_yes(declared_one(in->declared, "cra"), "free-updates") ? ", free of charge" : "");
	if (entry_has(s, "updates-available"))
		document_text(doc, "Each security update can be had for at least %s after it was published.",
			      entry_get(s, "updates-available"));
	if (entry_has(s, "extended"))
		document_text(doc, "%s.", entry_get(s, "extended"));
	document_text(doc, "After that day no repair of new weaknesses is promised.");
	if (entry_has(s, "url"))
		document_link(doc, "This page", entry_get(s, "url"));
	if (entry_has(d, "url"))
		document_link(doc, "How to report a weakness", entry_get(d, "url"));
	return true;
}
