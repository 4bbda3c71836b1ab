/* Part of shell.c. */
#include "assess/observe/shell_lex.h"

#include "core/base/text.h"

enum { NEST_MAX = 16, VALUE_MAX = 1024, SPENT_MAX = 4 << 20 };

static size_t skip_paren(struct bytes in, size_t at, unsigned depth);

/* `at` stands behind the opening quote; returns the place behind the closing one, or the end. */
static size_t skip_single(struct bytes in, size_t at)
{
	while (at < in.len && in.at[at] != '\'')
		at++;
	return at < in.len ? at + 1 : at;
}

static size_t skip_back(struct bytes in, size_t at)
{
	while (at < in.len && in.at[at] != '`')
		at += in.at[at] == '\\' && at + 1 < in.len ? 2 : 1;
	return at < in.len ? at + 1 : in.len;
}

static size_t skip_double(struct bytes in, size_t at, unsigned depth)
{
	while (at < in.len && in.at[at] != '"') {
		if (in.at[at] == '\\' && at + 1 < in.len)
			at += 2;
		else if (in.at[at] == '`')
			at = skip_back(in, at + 1);
		else if (depth < NEST_MAX && in.at[at] == '$' && at + 1 < in.len && in.at[at + 1] == '(')
			at = skip_paren(in, at + 2, depth + 1);
		else
			at++;
	}
	return at < in.len ? at + 1 : in.len;
}

static size_t skip_paren(struct bytes in, size_t at, unsigned depth)
{
	size_t open = 1;

	while (at < in.len && open) {
		uint8_t c = in.at[at++];

		if (c == '\\' && at < in.len)
			at++;
		else if (c == '\'')
			at = skip_single(in, at);
		else if (c == '"' && depth < NEST_MAX)
			at = skip_double(in, at, depth + 1);
		else if (c == '`')
			at = skip_back(in, at);
		else if (c == '(')
			open++;
		else if (c == ')')
			open--;
	}
	return at;
}

static size_t skip_brace(struct bytes in, size_t at)
{
	size_t open = 1;

	while (at < in.len && open && in.at[at] != '\n') {
		uint8_t c = in.at[at++];

		if (c == '\\' && at < in.len)
			at++;
		else if (c == '{')
			open++;
		else if (c == '}')
			open--;
	}
	return at;
}

static bool ends_word(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ';' || c == '&' || c == '|' || c == '(' ||
	       c == ')' || c == '<' || c == '>';
}

static size_t word_end(struct bytes in, size_t at)
{
	while (at < in.len && !ends_word(in.at[at])) {
		uint8_t c = in.at[at++];

		if (c == '\\' && at < in.len)
			at++;
		else if (c == '\'')
			at = skip_single(in, at);
		else if (c == '"')
			at = skip_double(in, at, 0);
		else if (c == '`')
			at = skip_back(in, at);
		else if (c == '$' && at < in.len && in.at[at] == '(')
			at = skip_paren(in, at + 1, 0);
		else if (c == '$' && at < in.len && in.at[at] == '{')
			at = skip_brace(in, at + 1);
	}
	return at < in.len ? at : in.len;
}

static void count_lines(struct lexer *l, size_t from, size_t to)
{
	for (; from < to && from < l->in.len; from++)
		l->line += l->in.at[from] == '\n';
}

static void skip_heredocs(struct lexer *l)
{
	for (size_t i = 0; i < l->heredocs; i++) {
		while (l->at < l->in.len) {
			struct bytes rest = bytes_part(l->in, l->at, l->in.len), line;

			if (!text_split(&rest, '\n', &line))
				break;
			l->at += line.len < l->in.len - l->at ? line.len + 1 : line.len;
			l->line++;
			while (l->heredoc_tabs[i] && line.len && *line.at == '\t')
				line = bytes_part(line, 1, line.len);
			if (bytes_ends(line, "\r"))
				line.len--;
			if (bytes_equal(line, l->heredoc[i]))
				break;
		}
	}
	l->heredocs = 0;
}

static void skip_blanks(struct lexer *l)
{
	while (l->at < l->in.len) {
		uint8_t c = l->in.at[l->at];

		if (c == '\\' && l->at + 1 < l->in.len && l->in.at[l->at + 1] == '\n') {
			l->at += 2;
			l->line++;
		} else if (c == ' ' || c == '\t' || c == '\r') {
			l->at++;
		} else if (c == '#') {
			while (l->at < l->in.len && l->in.at[l->at] != '\n')
				l->at++;
		} else {
			break;
		}
	}
}

static struct bytes take_word(struct lexer *l)
{
	size_t from, to;

	while (l->at < l->in.len && (l->in.at[l->at] == ' ' || l->in.at[l->at] == '\t'))
		l->at++;
	from = l->at;
	to = word_end(l->in, from);
	count_lines(l, from, to);
	l->at = to;
	return bytes_part(l->in, from, to - from);
}

/* `at` stands on < or >. */
static void take_redirect(struct lexer *l, struct token *t)
{
	uint8_t c = l->in.at[l->at++], next = l->at < l->in.len ? l->in.at[l->at] : 0;

	t->kind = T_REDIRECT;
	if (c == '<' && next == '<') {
		bool tabs;
		struct bytes mark;

		l->at++;
		tabs = l->at < l->in.len && l->in.at[l->at] == '-';
		l->at += tabs;
		mark = take_word(l);
		if (mark.len >= 2 && (*mark.at == '\'' || *mark.at == '"'))
			mark = bytes_part(mark, 1, mark.len - 2);
		else if (mark.len && *mark.at == '\\')
			mark = bytes_part(mark, 1, mark.len);
		if (mark.len && l->heredocs < HEREDOCS_MAX) {
			l->heredoc_tabs[l->heredocs] = tabs;
			l->heredoc[l->heredocs++] = mark;
		}
		return;
	}
	if (next == '>' || next == '|')
		l->at++;
	if (l->at < l->in.len && l->in.at[l->at] == '&') {
		l->at++;
		(void)take_word(l);
		return;
	}
	t->text = take_word(l);
	t->output = c == '>';
}

struct token shell_token(struct lexer *l)
{
	struct token t = {.kind = T_END};
	uint8_t c, next;

	skip_blanks(l);
	t.at = l->at;
	t.end = l->at;
	t.line = l->line;
	if (l->at >= l->in.len)
		return t;
	c = l->in.at[l->at];
	next = l->at + 1 < l->in.len ? l->in.at[l->at + 1] : 0;
	switch (c) {
	case '\n':
		t.kind = T_NEWLINE;
		l->at++;
		l->line++;
		skip_heredocs(l);
		break;
	case ';':
		t.kind = next == ';' ? T_CASE_END : T_SEMI;
		l->at += next == ';' ? 2 : 1;
		break;
	case '&':
		if (next == '>') {
			l->at++;
			take_redirect(l, &t);
			break;
		}
		t.kind = next == '&' ? T_AND : T_BACKGROUND;
		l->at += next == '&' ? 2 : 1;
		break;
	case '|':
		t.kind = next == '|' ? T_OR : T_PIPE;
		l->at += next == '|' || next == '&' ? 2 : 1;
		break;
	case '(':
	case ')':
		t.kind = c == '(' ? T_OPEN : T_CLOSE;
		l->at++;
		break;
	case '<':
	case '>':
		take_redirect(l, &t);
		break;
	default:
		t.kind = T_WORD;
		t.text = take_word(l);
		if (t.text.len == 0) /* cannot happen; would not advance */
			l->at++;
		/* 2>file: the number belongs to the redirection */
		if (t.text.len == 1 && *t.text.at >= '0' && *t.text.at <= '9' && l->at < l->in.len &&
		    (l->in.at[l->at] == '<' || l->in.at[l->at] == '>')) {
			bool errors = *t.text.at == '2';

			t.text = bytes_of(NULL, 0);
			take_redirect(l, &t);
			t.output = t.output && !errors;
		}
	}
	t.end = l->at;
	return t;
}

void shell_vars_set(struct shell_vars *v, struct bytes name, struct bytes value)
{
	for (size_t i = 0; i < v->count; i++) {
		if (bytes_equal(v->var[i].name, name)) {
			v->var[i].value = value;
			return;
		}
	}
	if (v->count < ARRAY_LEN(v->var))
		v->var[v->count++] = (struct shell_var){name, value};
}

static bool is_name(uint8_t c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (!first && c >= '0' && c <= '9');
}

bool shell_assignment(struct bytes word, struct bytes *ret_name)
{
	size_t i = 0;

	while (i < word.len && is_name(word.at[i], i == 0))
		i++;
	if (i == 0 || i >= word.len || word.at[i] != '=')
		return false;
	*ret_name = bytes_part(word, 0, i);
	return true;
}

/* $NAME or ${NAME} at the front of `in` (behind the $): its length, 0 where there is none we know. */
static size_t known_variable(const struct shell_vars *v, struct bytes in, struct bytes *ret)
{
	size_t from = in.len && in.at[0] == '{', to = from;
	struct bytes name;

	while (to < in.len && is_name(in.at[to], to == from))
		to++;
	name = bytes_part(in, from, to - from);
	if (!name.len || (from && (to >= in.len || in.at[to] != '}')))
		return 0;
	for (size_t i = 0; i < v->count; i++) {
		if (bytes_equal(v->var[i].name, name)) {
			*ret = v->var[i].value;
			return to + from;
		}
	}
	return 0;
}

struct expansion {
	uint8_t out[VALUE_MAX * 2];
	size_t len;
	struct arena *arena;
	struct bytes *ret;
	size_t max, count;
	bool quoted, failed;
};

static void put(struct expansion *x, uint8_t c)
{
	if (x->len < sizeof x->out)
		x->out[x->len++] = c;
}

static void end_piece(struct expansion *x)
{
	if ((x->len || x->quoted) && x->count < x->max) {
		x->ret[x->count] = arena_copy(x->arena, bytes_of(x->out, x->len));
		if (!x->ret[x->count].at)
			x->failed = true;
		x->count++;
	}
	x->len = 0;
	x->quoted = false;
}

bool shell_expand(struct shell_vars *v, struct arena *a, struct bytes word, bool whole, struct bytes *ret, size_t max,
		  size_t *ret_count)
{
	struct expansion x = {.arena = a, .ret = ret, .max = max};
	bool in_double = false;

	for (size_t i = 0; i < word.len; i++) {
		uint8_t c = word.at[i];
		struct bytes value;
		size_t used;

		if (c == '\\' && i + 1 < word.len) {
			if (word.at[++i] != '\n')
				put(&x, word.at[i]);
		} else if (c == '\'' && !in_double) {
			size_t to = skip_single(word, i + 1);

			x.quoted = true;
			for (i++; i + 1 < to; i++)
				put(&x, word.at[i]);
			if (i < word.len && word.at[i] != '\'')
				put(&x, word.at[i]);
		} else if (c == '"') {
			in_double = !in_double;
			x.quoted = true;
		} else if (c == '$' && i + 1 < word.len && word.at[i + 1] == '(') {
			size_t to = skip_paren(word, i + 2, 0);

			for (; i < to; i++)
				put(&x, word.at[i]);
			i--;
		} else if (c == '$' && v->spent < SPENT_MAX &&
			   (used = known_variable(v, bytes_part(word, i + 1, word.len), &value)) != 0) {
			for (size_t k = 0; k < value.len && k < VALUE_MAX; k++) {
				if (!in_double && !whole && (value.at[k] == ' ' || value.at[k] == '\t'))
					end_piece(&x);
				else
					put(&x, value.at[k]);
			}
			v->spent += value.len;
			i += used;
		} else {
			put(&x, c);
		}
	}
	end_piece(&x);
	*ret_count = x.count;
	return !x.failed;
}

bool shell_substitution(struct bytes word, size_t *from, struct bytes *ret, size_t *ret_at)
{
	bool in_double = false;
	size_t i = *from;

	for (size_t k = 0; k < i && k < word.len; k++)
		in_double ^= word.at[k] == '"';
	while (i < word.len) {
		uint8_t c = word.at[i++];

		if (c == '\\') {
			i++;
		} else if (c == '"') {
			in_double = !in_double;
		} else if (c == '\'' && !in_double) {
			i = skip_single(word, i);
		} else if (c == '`' || (c == '$' && i < word.len && word.at[i] == '(')) {
			size_t begin = c == '`' ? i : i + 1,
			       end = c == '`' ? skip_back(word, begin) : skip_paren(word, begin, 0);

			*from = end;
			*ret_at = begin;
			*ret = bytes_part(word, begin, end > begin ? end - begin - 1 : 0);
			if (bytes_starts(*ret, "(")) /* $((arithmetic)) */
				*ret = bytes_of("", 0);
			return true;
		}
	}
	return false;
}
