/* Part of html.c: what the report is about: the product and its maker as declared, the input, what it was judged by. */
#include "assess/judge/judge.h"
#include "assess/report/html_parts.h"
#include "core/base/text.h"

#include <string.h>

static void write_term(struct writer *out, const char *term)
{
	write_fmt(out, "<dt>%s</dt><dd>", term);
}

bool html_declaration_only(const struct assessment *a)
{
	return strcmp(a->input_kind, "declaration") == 0;
}

/* Values of one entry in one line: "Latch 2, LX-200"; nothing where none is declared. */
static void write_declared_term(struct writer *out, const struct assessment *a, const char *term, const char *table,
				const char *const keys[3])
{
	const struct declared_entry *entry = declared_one(a->declared, table);
	bool any = false;

	for (size_t i = 0; i < 3 && keys[i]; i++) {
		for (size_t k = 0; k < entry_count(entry, keys[i]); k++) {
			if (any)
				write_str(out, ", ");
			else
				write_term(out, term);
			html_str(out, entry_at(entry, keys[i], k), HTML_TITLE_MAX);
			any = true;
		}
	}
	if (any)
		write_str(out, "</dd>\n");
}

static void write_product(struct writer *out, const struct assessment *a)
{
	static const struct {
		const char *term, *table;
		const char *keys[3];
	} rows[] = {
		{"Product", "product", {"brand", "name", "model"}},
		{"Type and batch", "product", {"type", "batch"}},
		{"Hardware", "product", {"hardware"}},
		{"Software", "product", {"software-version"}},
		{"Maker", "maker", {"name", "address", "country"}},
		{"Maker's role", "maker", {"role"}},
		{"Markets", "product", {"markets"}},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		write_declared_term(out, a, rows[i].term, rows[i].table, rows[i].keys);
}

/* The product file that was given, by its checksum. */
static void write_declaration(struct writer *out, const struct assessment *a)
{
	const struct fact_node *node;
	char sum[65];

	if (!facts_count(a->facts, FACT_DECLARED))
		return;
	node = fact_node_of(a->facts, facts_at(a->facts, FACT_DECLARED, 0));
	write_term(out, "Declaration");
	html_chain(out, node->chain);
	if (node->has_sha256) {
		text_hex(bytes_of(node->sha256, sizeof node->sha256), sum);
		write_fmt(out,
			  ", SHA-256 <code title=\"%s\">%.12s&hellip;</code><button type=\"button\" class=\"copy\" "
			  "data-copy=\"%s\" aria-label=\"Copy the SHA-256 of the declaration\">Copy</button>",
			  sum, sum, sum);
	}
	write_str(out, "</dd>\n");
}

const char *html_name(const struct assessment *a)
{
	const char *name = entry_get(declared_one(a->declared, "product"), "name");

	return name[0] ? name : a->input_name;
}

void html_head(struct writer *out, const struct assessment *a)
{
	const char *name = html_name(a);

	write_str(out, "<p class=\"kind\">Holdfast assessment report</p>\n<div class=\"top-row\"><div>\n"
		       "<h1 class=\"input\">");
	html_str(out, name, HTML_TITLE_MAX);
	write_str(out, "</h1>\n<dl class=\"meta\">\n");
	write_product(out, a);
	if (html_declaration_only(a)) {
		write_term(out, "Input");
		write_str(out, "the declaration alone, no firmware</dd>\n");
	} else {
		write_term(out, "Input");
		if (strcmp(name, a->input_name) != 0) {
			html_str(out, a->input_name, HTML_TITLE_MAX);
			write_str(out, ", ");
		}
		html_str(out, a->input_kind, HTML_TITLE_MAX);
		write_str(out, ", ");
		html_count(out, a->input_size, "byte", "bytes");
		write_str(out, "</dd>\n");
	}
	if (a->input_sha256[0]) {
		write_term(out, "SHA-256");
		write_fmt(out,
			  "<code>%s</code><button type=\"button\" class=\"copy\" data-copy=\"%s\" aria-label=\"Copy "
			  "the SHA-256 of the input\">Copy</button></dd>\n",
			  a->input_sha256, a->input_sha256);
	}
	write_declaration(out, a);
	write_term(out, "Judged by");
	write_fmt(out, "ETSI EN 303 645 %s, test units of TS 103 701 %s</dd>\n", edition_name(a->edition),
		  edition_tests(a->edition));
	write_term(out, "Tool");
	write_str(out, "holdfast " HF_VERSION "</dd>\n</dl>\n</div>\n");
	write_fmt(out,
		  "<p class=\"overall v %s\"><small>Overall</small><span class=\"sign\" aria-hidden=\"true\">%s</span> "
		  "%s</p>\n",
		  html_verdict_class(a->overall), html_verdict_sign(a->overall), verdict_name(a->overall));
	write_str(out, "</div>\n");
}
