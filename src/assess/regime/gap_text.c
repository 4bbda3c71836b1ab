/* Part of gap.c: the form for a person at a terminal. */
#include "assess/regime/gap_parts.h"

#include "core/base/text.h"

#include <stdio.h>

enum { COLUMNS_PRESET = 100, COLUMNS_LEAST = 60, TODO_SHOWN = 12, REFS_SHOWN = 8 };

struct page {
	const struct gap *gap;
	struct writer *out;
	bool colour, all;
	unsigned columns;
};

static void write_state(const struct page *p, enum regime_state state)
{
	write_fmt(p->out, "%s%-8s%s", part_state_paint(p->colour, state), regime_state_name(state),
		  part_paint(p->colour, "\033[0m"));
}

static void write_scope(const struct page *p, const struct regime_result *r)
{
	const struct scope_decision *s = r->scope;

	if (!s)
		return;
	write_fmt(p->out, "  scope: %s%s%s", s->what, s->answer == SCOPE_OUT || !r->role ? "" : ", as ",
		  s->answer == SCOPE_OUT || !r->role ? "" : r->role->what);
	if (strcmp(s->confidence, "sure") != 0)
		write_fmt(p->out, " (%s)", s->confidence);
	if (r->class && s->answer != SCOPE_OUT)
		write_fmt(p->out, "; class: %s; procedure: %s", r->class->what, r->route->what);
	write_str(p->out, "\n");
	for (size_t i = 0; i < s->reason_count; i++) {
		/* the rule that says why not, or not all, or that the law has to be read */
		if (strcmp(s->reasons[i].rule->answer, "IN") == 0)
			continue;
		write_str(p->out, "    ");
		part_wrapped(p->out, s->reasons[i].rule->reason, 4, p->columns);
	}
	for (size_t i = 0; i < s->missing_count; i++)
		write_fmt(p->out, "%s%s%s", i ? ", " : "    say in product.yaml: ", s->missing[i],
			  i + 1 == s->missing_count ? "\n" : "");
}

static void write_regime(const struct page *p, const struct regime_result *r)
{
	write_fmt(p->out, "%s%s%s  ", part_paint(p->colour, "\033[1m"), r->name, part_paint(p->colour, "\033[0m"));
	write_state(p, r->overall);
	write_fmt(p->out,
		  "  %zu met (%zu as declared), %zu not met, %zu unknown, %zu not applicable; by EN 303 645 %s\n",
		  r->met, r->declared_only, r->not_met, r->unknown, r->not_applicable, edition_name(r->edition));
	write_scope(p, r);
	for (size_t i = 0; i < r->group_count && (!r->scope || r->scope->answer != SCOPE_OUT); i++) {
		write_fmt(p->out, "    %-36.36s ", r->groups[i].name);
		write_state(p, r->groups[i].state);
		if (r->groups[i].route[0])
			write_fmt(p->out, "  counts as met by %s", r->groups[i].route);
		write_str(p->out, "\n");
	}
	write_str(p->out, "\n");
}

static bool same_section(const struct regime_result_row *a, const struct regime_result_row *b)
{
	return a->force == b->force && a->in_force == b->in_force &&
	       (a->in_force || strcmp(a->applies_from, b->applies_from) == 0);
}

/* Rows of one regime that want for the same reason the same are one thing to do. */
static bool same_todo(const struct regime_todo *a, const struct regime_todo *b)
{
	return a->regime == b->regime && a->row->state == b->row->state && same_section(a->row, b->row) &&
	       strcmp(a->row->reason, b->row->reason) == 0;
}

static bool told_before(const struct gap *gap, size_t at)
{
	for (size_t i = at; i > 0; i--)
		if (same_todo(&gap->todo[i - 1], &gap->todo[at]))
			return true;
	return false;
}

/* "Art14-2a (24 hours after becoming aware)" */
static void write_id(struct writer *out, const char *before, const struct regime_result_row *row)
{
	const char *timing = row->row->timing;

	write_fmt(out, "%s%s%s%s%s", before, row->row->id, timing[0] ? " (" : "", timing, timing[0] ? ")" : "");
}

/* Words gathered in `words`, wrapped behind `indent` blanks; empties it. */
static void flush_words(const struct page *p, struct writer *words, unsigned indent)
{
	write_u8(words, 0);
	part_wrapped(p->out, writer_ok(words) ? (const char *)words->at : "", indent, p->columns);
	writer_free(words);
}

static void write_one(const struct page *p, size_t at, size_t number)
{
	const struct regime_todo *t = &p->gap->todo[at];
	struct writer words = writer_of(1 << 16, "todo");
	size_t more = 0;

	write_fmt(p->out, "  %2zu. ", number);
	write_state(p, t->row->state);
	write_fmt(p->out, " %-6s  ", regime_effort_name(t->row->effort));
	write_fmt(&words, "%s ", t->regime->name);
	write_id(&words, "", t->row);
	for (size_t i = at + 1; i < p->gap->todo_count; i++)
		if (same_todo(t, &p->gap->todo[i]) && ++more <= REFS_SHOWN)
			write_id(&words, ", ", p->gap->todo[i].row);
	if (more > REFS_SHOWN)
		write_fmt(&words, " and %zu more", more - REFS_SHOWN);
	write_str(&words, t->row->yours ? "" : " (falls on the manufacturer)");
	flush_words(p, &words, 6);
	write_str(p->out, "      ");
	part_wrapped(p->out, t->row->reason, 6, p->columns);
	words = writer_of(1 << 16, "todo");
	write_fmt(&words, "-> %s", t->row->todo);
	write_str(p->out, "      ");
	flush_words(p, &words, 9);
}

static void write_todo(const struct page *p)
{
	const struct gap *gap = p->gap;
	const struct regime_result_row *section = NULL;
	size_t number = 0, in_section = 0, left = 0;

	write_str(p->out, gap->todo_count ? "What to do, most pressing first\n" : "Nothing is left to do.\n");
	for (size_t i = 0; i < gap->todo_count; i++) {
		const struct regime_result_row *row = gap->todo[i].row;

		if (told_before(gap, i))
			continue;
		if (!section || !same_section(section, row)) {
			if (left)
				write_fmt(p->out, "      ... and %zu more: --all\n", left);
			section = row;
			in_section = left = 0;
			write_fmt(p->out, " %s%s%s%s%s\n", part_paint(p->colour, "\033[1m"),
				  regime_force_name(row->force), row->in_force ? ", now" : ", from ",
				  row->in_force ? "" : row->applies_from, part_paint(p->colour, "\033[0m"));
		}
		number++;
		if (!p->all && in_section >= TODO_SHOWN) {
			left++;
			continue;
		}
		in_section++;
		write_one(p, i, number);
	}
	if (left)
		write_fmt(p->out, "      ... and %zu more: --all\n", left);
}

static void write_dates(const struct page *p)
{
	write_str(p->out, "\nWhat changes when\n");
	for (size_t i = 0; i < p->gap->date_count; i++) {
		const struct regime_date *d = p->gap->dates[i].date;
		struct writer words = writer_of(1 << 16, "date");

		if (d->past && !p->all)
			continue;
		write_fmt(&words, "%s (%s)", d->what, d->source);
		write_u8(&words, 0);
		write_fmt(p->out, "  %s  %-9s ", d->date, p->gap->dates[i].regime->key);
		part_wrapped(p->out, writer_ok(&words) ? (const char *)words.at : d->what, 24, p->columns);
		writer_free(&words);
	}
}

static void write_penalties(const struct page *p)
{
	bool any = false;

	for (size_t i = 0; i < p->gap->count; i++) {
		const struct regime_result *r = &p->gap->results[i];

		for (size_t k = 0; k < r->penalty_count && r->scope->answer != SCOPE_OUT; k++) {
			if (!r->penalties[k]->figure[0])
				continue;
			if (!any)
				write_str(p->out, "\nWhat a breach may cost\n");
			any = true;
			write_fmt(p->out, "  %-5s %-18s ", r->key, r->penalties[k]->ref);
			if (r->penalties_from[0])
				write_fmt(p->out, "from %s: ", r->penalties_from);
			part_wrapped(p->out, r->penalties[k]->figure, 27, p->columns);
		}
	}
}

static void write_rows(const struct page *p)
{
	for (size_t i = 0; p->all && i < p->gap->count; i++) {
		const struct regime_result *r = &p->gap->results[i];

		write_fmt(p->out, "\n%s, row by row\n", r->name);
		for (size_t k = 0; k < r->row_count; k++) {
			write_fmt(p->out, "  %-14s ", r->rows[k].row->id);
			write_state(p, r->rows[k].state);
			write_fmt(p->out, " %-28.28s ", r->rows[k].row->short_name);
			part_wrapped(p->out, r->rows[k].reason, 26, p->columns);
		}
	}
}

bool gap_text(const struct gap *gap, const struct gap_text_options *options, struct writer *out, struct error *e)
{
	struct page p = {.gap = gap,
			 .out = out,
			 .colour = options->colour,
			 .all = options->all,
			 .columns = options->columns >= COLUMNS_LEAST ? options->columns : COLUMNS_PRESET};

	write_fmt(out, "%sholdfast " HF_VERSION "%s  gap analysis on %s  ", part_paint(p.colour, "\033[1m"),
		  part_paint(p.colour, "\033[0m"), gap->today);
	text_print_safe(out, bytes_str(gap->product[0] ? gap->product : gap->input));
	if (gap->model[0]) {
		write_str(out, " (");
		text_print_safe(out, bytes_str(gap->model));
		write_str(out, ")");
	}
	write_str(out, "\nNot legal advice: each row is a paraphrase with its source; read the law before you rely on "
		       "it.\n\n");
	for (size_t i = 0; i < gap->count; i++)
		write_regime(&p, &gap->results[i]);
	write_todo(&p);
	write_dates(&p);
	write_penalties(&p);
	write_rows(&p);
	return writer_done(out, e);
}
