/* The parts of the HTML report that html.c puts into its page: each writes markup of its own around text that went
 * through html_text(). Borrows everything. */
#ifndef HF_ASSESS_HTML_PARTS_H
#define HF_ASSESS_HTML_PARTS_H

#include "assess/report/report.h"

/* How much of one string the page shows; the JSON report has the whole. */
enum { HTML_PATH_MAX = 1000, HTML_TITLE_MAX = 400, HTML_TEXT_MAX = 4000 };

/* Text from anywhere, as text of an element or a quoted attribute: made safe to show, then escaped. What is longer than
 * `max` bytes is cut, and says so. */
void html_text(struct writer *out, struct bytes text, size_t max);
void html_str(struct writer *out, const char *text, size_t max); /* NULL: nothing */
/* 8192 as "8,192". */
void html_number(struct writer *out, uint64_t value);
/* A path chain, breakable in front of each '!'. */
void html_chain(struct writer *out, struct bytes chain);
/* The verdict as a badge: colour, sign and word. */
void html_verdict(struct writer *out, enum verdict verdict);
const char *html_verdict_class(enum verdict verdict); /* "v-fail" */
const char *html_verdict_sign(enum verdict verdict);  /* a shape of its own for each */
/* The attributes that the filter reads: verdict, provision, clause, who decided the unit and what is claimed. */
void html_data(struct writer *out, const struct assessment *a, enum unit_id unit, enum verdict verdict);
/* "1 file", "2 files": the number and the word. */
void html_count(struct writer *out, uint64_t count, const char *one, const char *many);

/* What the report is about: the product's name where it is declared, else the input's. */
const char *html_name(const struct assessment *a);
/* True where no firmware was given. */
bool html_declaration_only(const struct assessment *a);

void html_head(struct writer *out, const struct assessment *a);
void html_result(struct writer *out, const struct assessment *a);
void html_persons(struct writer *out, const struct assessment *a);
void html_matrix(struct writer *out, const struct assessment *a);
void html_findings(struct writer *out, const struct assessment *a);
void html_units(struct writer *out, const struct assessment *a);
void html_inventory(struct writer *out, const struct assessment *a);
void html_coverage(struct writer *out, const struct assessment *a);

#endif
