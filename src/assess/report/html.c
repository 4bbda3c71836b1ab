/* The HTML report: web/report/report.html with its parts filled in. One file, no network: its content security policy
 * allows exactly the style and the script that were built in. Everything but charts and the inventory is markup written
 * here, so the page reads and prints without a script. */
#include "assess/report/report.h"

#include "assess/judge/judge.h"
#include "assess/report/html_parts.h"
#include "core/base/text.h"

#include "report_page.h"

#include <stdio.h>

/* Appends what another writer made; a failure there is a failure here. */
static void take_failure(struct writer *out, const struct writer *part)
{
	if (!writer_ok(part) && writer_ok(out))
		out->failed = part->failed;
}

static void write_escaped(struct writer *out, struct bytes text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *entity = text.at[i] == '&'    ? "&amp;"
				     : text.at[i] == '<'  ? "&lt;"
				     : text.at[i] == '>'  ? "&gt;"
				     : text.at[i] == '"'  ? "&quot;"
				     : text.at[i] == '\'' ? "&#39;"
							  : NULL;

		if (!entity)
			continue;
		write_bytes(out, bytes_of(text.at + from, i - from));
		write_str(out, entity);
		from = i + 1;
	}
	write_bytes(out, bytes_of(text.at + from, text.len - from));
}

void html_text(struct writer *out, struct bytes text, size_t max)
{
	struct writer safe = writer_of(SIZE_MAX / 2, "text");

	if (text.len == 0)
		return;
	text_print_safe(&safe, text_front(text, max));
	take_failure(out, &safe);
	write_escaped(out, writer_bytes(&safe));
	if (text.len > max)
		write_fmt(out, "&hellip; (%zu bytes in all)", text.len);
	writer_free(&safe);
}

void html_str(struct writer *out, const char *text, size_t max)
{
	if (text)
		html_text(out, bytes_str(text), max);
}

void html_number(struct writer *out, uint64_t value)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			write_u8(out, ',');
		write_u8(out, (uint8_t)digits[i]);
	}
}

void html_count(struct writer *out, uint64_t count, const char *one, const char *many)
{
	html_number(out, count);
	write_fmt(out, " %s", count == 1 ? one : many);
}

void html_chain(struct writer *out, struct bytes chain)
{
	struct bytes rest = text_front(chain, HTML_PATH_MAX), part;
	bool first = true;

	write_str(out, "<code class=\"chain\">");
	while (text_split(&rest, '!', &part)) {
		if (!first)
			write_str(out, "<wbr><b>!</b>");
		html_text(out, part, HTML_PATH_MAX);
		first = false;
	}
	if (chain.len > HTML_PATH_MAX)
		write_fmt(out, "&hellip; (%zu bytes in all)", chain.len);
	write_str(out, "</code>");
}

const char *html_verdict_class(enum verdict verdict)
{
	static const char *const names[] = {"v-open", "v-pass", "v-fail", "v-none"};

	return names[verdict];
}

const char *html_verdict_sign(enum verdict verdict)
{
	/* question mark, check mark, cross, dash */
	static const char *const signs[] = {"?", "&#10003;", "&#10005;", "&ndash;"};

	return signs[verdict];
}

void html_verdict(struct writer *out, enum verdict verdict)
{
	write_fmt(out, "<span class=\"v %s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> %s</span>",
		  html_verdict_class(verdict), html_verdict_sign(verdict), verdict_name(verdict));
}

static void write_title(struct writer *out, const struct assessment *a)
{
	html_str(out, html_name(a), HTML_TITLE_MAX);
	write_fmt(out, ": %s - Holdfast assessment, EN 303 645 %s", verdict_name(a->overall), edition_name(a->edition));
}

static void write_contents(struct writer *out, const struct assessment *a)
{
	write_str(out, "<li><a href=\"#result\">Result</a></li>\n<li><a href=\"#provisions\">Provisions (");
	html_number(out, a->provision_count);
	write_str(out, ")</a></li>\n<li><a href=\"#findings\">Findings (");
	html_number(out, a->finding_count);
	write_str(out, ")</a></li>\n<li><a href=\"#units\">Test units (");
	html_number(out, a->unit_count);
	write_str(out, ")</a></li>\n<li><a href=\"#inventory\">Inventory</a></li>\n"
		       "<li><a href=\"#coverage\">Coverage</a></li>\n");
}

static void write_foot(struct writer *out, const struct assessment *a)
{
	write_fmt(out,
		  "<p>Made by holdfast " HF_VERSION ", ETSI EN 303 645 %s by the test units of TS 103 701 %s. The "
		  "standards' requirements are given in our own words; the standards themselves decide.</p>\n",
		  edition_name(a->edition), edition_tests(a->edition));
}

/* The JSON report inside a script element. Nothing in it can end the element or open a comment: '<', '>' and '&' stand
 * as JSON escapes, and so do the line ends that only JavaScript knows (U+2028, U+2029). */
static void write_json(struct writer *out, const struct assessment *a, struct error *e, bool *ret_ok)
{
	struct writer json = writer_of(REPORT_MAX, "JSON in the HTML report");
	struct bytes text;
	size_t from = 0;

	*ret_ok = report_json(a, &json, e);
	text = writer_bytes(&json);
	for (size_t i = 0; *ret_ok && i < text.len; i++) {
		uint8_t c = text.at[i];
		size_t len = 1;

		if (c == 0xe2 && i + 2 < text.len && text.at[i + 1] == 0x80 && (text.at[i + 2] & 0xfe) == 0xa8)
			len = 3;
		else if (c != '<' && c != '>' && c != '&')
			continue;
		write_bytes(out, bytes_of(text.at + from, i - from));
		write_fmt(out, "\\u%04x", len == 3 ? 0x2028u + (text.at[i + 2] & 1) : c);
		i += len - 1;
		from = i + 1;
	}
	if (*ret_ok)
		write_bytes(out, bytes_of(text.at + from, text.len - from));
	writer_free(&json);
}

bool report_html(const struct assessment *a, struct writer *out, struct error *e)
{
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_LEN(page); i++) {
		write_str(out, page[i].text);
		switch (page[i].then) {
		case PART_TITLE:
			write_title(out, a);
			break;
		case PART_HEAD:
			html_head(out, a);
			break;
		case PART_CONTENTS:
			write_contents(out, a);
			break;
		case PART_RESULT:
			html_result(out, a);
			break;
		case PART_MATRIX:
			html_matrix(out, a);
			break;
		case PART_FINDINGS:
			html_findings(out, a);
			break;
		case PART_UNITS:
			html_units(out, a);
			break;
		case PART_INVENTORY:
			html_inventory(out, a);
			break;
		case PART_COVERAGE:
			html_coverage(out, a);
			break;
		case PART_FOOT:
			write_foot(out, a);
			break;
		case PART_JSON:
			write_json(out, a, e, &ok);
			break;
		case PART_END:
			break;
		}
	}
	return ok && writer_done(out, e);
}
