#include "assess/observe/shell.h"

#include "assess/observe/shell_calls.h"
#include "assess/observe/shell_lex.h"
#include "core/base/text.h"

enum {
	FRAMES_MAX = 48,
	NESTED_MAX = 4,
	COMMANDS_MAX = 20000,
	WORDS_MAX = 64,
	SCRIPT_MAX = 1 << 19,
	CONDITION_MAX = SHELL_CONDITION_MAX
};

enum frame_kind { F_BASE, F_IF, F_THEN, F_LOOP_HEAD, F_LOOP, F_CASE_HEAD, F_CASE_PATTERN, F_CASE, F_GROUP, F_FUNC };

struct frame {
	enum frame_kind kind;
	struct bytes outside; /* conditions of what this stands in */
	struct bytes cond;    /* conditions that hold for commands in it */
	struct bytes own;     /* the part of cond that this frame added */
	struct bytes subject; /* case WORD */
	struct bytes function;
	enum shell_phase phase, outside_phase;
	size_t head; /* where the condition or pattern text begins */
	size_t start;
	char close;              /* for groups: ) or } */
	bool dead, outside_dead; /* behind an unconditional exit or return */
};

struct parser {
	struct lexer lex;
	struct arena *arena;
	struct shell_vars *vars;
	struct shell_script *out;
	size_t *room;
	struct frame frames[FRAMES_MAX];
	size_t depth, too_deep;
	unsigned nested;
	struct bytes list; /* condition from && and || in the current list */
	size_t pipeline;   /* where the current pipeline begins */
	struct bytes words[WORDS_MAX];
	size_t count;
	size_t command_at, command_end;
	uint32_t command_line;
	bool has_command, only_assignment;
	bool pending_function; /* "name()" was read: the next group is its body */
	struct bytes output, function_name;
	bool failed, stop;
};

static struct frame *top(struct parser *p)
{
	return &p->frames[p->depth - 1];
}

/* The text of a condition on one line. */
static struct bytes between(struct parser *p, size_t from, size_t to)
{
	struct bytes line;
	uint8_t *at;
	size_t len = 0;

	struct bytes text = to > from ? bytes_part(p->lex.in, from, to - from) : bytes_of("", 0);

	text = text_trim(text);
	while (text.len && (text.at[text.len - 1] == ';' || text.at[text.len - 1] == '\n'))
		text = text_trim(bytes_part(text, 0, text.len - 1));
	text = bytes_part(text, 0, CONDITION_MAX);
	if (!text.len || (!memchr(text.at, '\n', text.len) && !memchr(text.at, '\t', text.len)))
		return text;
	at = arena_alloc(p->arena, text.len);
	if (!at) {
		p->failed = true;
		return text;
	}
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c == '\\' && i + 1 < text.len && text.at[i + 1] == '\n')
			continue;
		if (c == '\n' || c == '\t')
			c = ' ';
		if (c != ' ' || (len && at[len - 1] != ' '))
			at[len++] = c;
	}
	line = bytes_of(at, len);
	return line;
}

static struct bytes join(struct parser *p, struct bytes a, const char *mark, struct bytes b)
{
	return shell_join(p->arena, a, mark, b, &p->failed);
}

static struct bytes both(struct parser *p, struct bytes a, struct bytes b)
{
	return a.len ? join(p, a, " && ", b) : b;
}

static struct bytes negate(struct parser *p, struct bytes a)
{
	if (bytes_starts(a, "! "))
		return bytes_part(a, 2, a.len);
	return a.len ? join(p, bytes_str("!"), " ", a) : a;
}

static void push(struct parser *p, enum frame_kind kind, size_t start, size_t head)
{
	struct frame *f, *outer = top(p);

	if (p->depth == FRAMES_MAX) {
		p->too_deep++;
		return;
	}
	f = &p->frames[p->depth++];
	*f = (struct frame){.kind = kind,
			    .head = head,
			    .start = start,
			    .function = outer->function,
			    .outside = both(p, outer->cond, p->list),
			    .own = p->list,
			    .phase = outer->phase,
			    .outside_phase = outer->phase,
			    .dead = outer->dead,
			    .outside_dead = outer->dead};
	f->cond = f->outside;
	p->list = bytes_of(NULL, 0);
}

static void pop(struct parser *p)
{
	if (p->too_deep) {
		p->too_deep--;
		return;
	}
	if (p->depth > 1) {
		p->pipeline = top(p)->start;
		p->depth--;
	}
}

/* "[ -x F ] || exit": what follows stands under the condition. */
static void leave_script(struct parser *p)
{
	struct frame *f = top(p), *outer = p->depth > 1 ? f - 1 : NULL;

	if (p->too_deep)
		return;
	if (f->kind == F_BASE || f->kind == F_FUNC) {
		if (p->list.len)
			f->cond = both(p, f->cond, negate(p, p->list));
		else
			f->dead = true;
	} else if ((f->kind == F_THEN || (f->kind == F_GROUP && f->close == '}')) && !p->list.len) {
		if (outer && (outer->kind == F_BASE || outer->kind == F_FUNC) && f->own.len)
			outer->cond = both(p, outer->cond, negate(p, f->own));
		f->dead = true;
	}
}

static void finish_command(struct parser *p, bool background, bool piped)
{
	struct frame *f = top(p);
	struct shell_command *c;

	if (!p->has_command || p->count == 0) {
		p->has_command = false;
		return;
	}
	p->has_command = false;
	if (!f->dead && p->out->count < COMMANDS_MAX) {
		if (!arena_grow(p->arena, &p->out->commands, p->out->count, p->room, sizeof *c)) {
			p->failed = true;
			return;
		}
		c = &p->out->commands[p->out->count];
		*c = (struct shell_command){
			.text = text_trim(bytes_part(p->lex.in, p->command_at, p->command_end - p->command_at)),
			.count = p->count,
			.condition = both(p, f->cond, p->list),
			.function = f->function,
			.output = p->output,
			.phase = f->phase,
			.line = p->command_line,
			.offset = p->command_at + p->lex.base,
			.background = background,
			.piped = piped,
			.assignment = p->only_assignment,
		};
		c->words = arena_array(p->arena, p->count, sizeof *c->words);
		if (!c->words) {
			p->failed = true;
			return;
		}
		memcpy(c->words, p->words, p->count * sizeof *c->words);
		p->out->count++;
	} else if (!f->dead) {
		p->out->cut = true;
		p->stop = true;
	}
	if (bytes_is(p->words[0], "exit") || bytes_is(p->words[0], "return") ||
	    (bytes_is(p->words[0], "exec") && p->count > 1))
		leave_script(p);
	p->count = 0;
}

static bool parse(struct parser *p);

/* Commands inside $(...) and `...` of a word run too. */
static void parse_nested(struct parser *p, struct bytes word, size_t at, uint32_t line)
{
	struct bytes inner;
	size_t from = 0, inner_at;

	if (p->nested >= NESTED_MAX || top(p)->dead)
		return;
	while (!p->failed && shell_substitution(word, &from, &inner, &inner_at)) {
		struct parser *n = arena_alloc(p->arena, sizeof *n);

		if (!n) {
			p->failed = true;
			return;
		}
		n->lex = (struct lexer){.in = inner, .base = p->lex.base + at + inner_at, .line = line};
		n->arena = p->arena;
		n->vars = p->vars;
		n->out = p->out;
		n->room = p->room;
		n->nested = p->nested + 1;
		n->depth = 1;
		n->frames[0] = (struct frame){.kind = F_GROUP,
					      .cond = both(p, top(p)->cond, p->list),
					      .function = top(p)->function,
					      .phase = top(p)->phase};
		if (!parse(n))
			p->failed = true;
		p->stop |= n->stop;
	}
}

static void add_word(struct parser *p, const struct token *t)
{
	struct bytes pieces[8];
	struct bytes name, value;
	size_t count;

	parse_nested(p, t->text, t->at, t->line);
	if (!p->has_command) {
		p->has_command = true;
		p->only_assignment = false;
		p->count = 0;
		p->command_at = t->at;
		p->command_end = t->end;
		p->command_line = t->line;
		p->output = bytes_of(NULL, 0);
	}
	if ((p->count == 0 || (p->count == 1 && p->only_assignment)) && shell_assignment(t->text, &name)) {
		if (!shell_expand(p->vars, p->arena, t->text, true, pieces, 1, &count)) {
			p->failed = true;
			return;
		}
		value = count ? bytes_part(pieces[0], name.len + 1, pieces[0].len) : bytes_of("", 0);
		shell_vars_set(p->vars, name, value);
		p->command_end = t->end;
		p->only_assignment = true;
		p->words[0] = count ? pieces[0] : t->text;
		p->count = 1;
		return;
	}
	if (p->only_assignment) { /* NAME=value command: the command counts */
		p->only_assignment = false;
		p->count = 0;
	}
	if (!shell_expand(p->vars, p->arena, t->text, false, pieces, ARRAY_LEN(pieces), &count)) {
		p->failed = true;
		return;
	}
	for (size_t i = 0; i < count && p->count < WORDS_MAX; i++)
		p->words[p->count++] = pieces[i];
	p->command_end = t->at + t->text.len;
}

static enum shell_phase phase_of_pattern(struct bytes pattern, enum shell_phase before)
{
	static const char *const run[] = {"start", "boot", "begin", "up", "S", "s", "*"};
	static const char *const stop[] = {"stop", "kill", "shutdown", "end", "down", "K", "k"};
	struct bytes rest = pattern, one;
	enum shell_phase ret = SHELL_OTHER;

	if (before != SHELL_RUN)
		return before;
	while (text_split(&rest, '|', &one)) {
		one = text_trim(one);
		while (one.len && (*one.at == '(' || *one.at == '"' || *one.at == '\'' || *one.at == ' '))
			one = bytes_part(one, 1, one.len);
		while (one.len && (one.at[one.len - 1] == '"' || one.at[one.len - 1] == '\''))
			one.len--;
		for (size_t i = 0; i < ARRAY_LEN(run); i++)
			if (bytes_is(one, run[i]))
				return SHELL_RUN;
		for (size_t i = 0; i < ARRAY_LEN(stop); i++)
			if (bytes_is(one, stop[i]))
				ret = SHELL_STOP;
	}
	return ret;
}

static bool is_first_argument(struct bytes subject)
{
	return bytes_is(subject, "$1") || bytes_is(subject, "\"$1\"") || bytes_is(subject, "${1}") ||
	       bytes_is(subject, "\"${1}\"");
}

static void case_pattern_done(struct parser *p, size_t at)
{
	struct frame *f = top(p);
	struct bytes pattern = between(p, f->head, at);

	if (bytes_starts(pattern, "("))
		pattern = text_trim(bytes_part(pattern, 1, pattern.len));
	f->kind = F_CASE;
	f->dead = f->outside_dead;
	if (is_first_argument(f->subject)) {
		f->phase = phase_of_pattern(pattern, f->outside_phase);
		f->cond = f->outside;
	} else {
		f->own = join(p, f->subject, " = ", pattern);
		f->cond = both(p, f->outside, f->own);
	}
	p->list = bytes_of(NULL, 0);
}

static void begin_group(struct parser *p, const struct token *t, char close)
{
	bool function = p->pending_function;
	size_t before = p->depth;

	p->pending_function = false;
	push(p, function ? F_FUNC : F_GROUP, t->at, t->end);
	if (p->depth == before)
		return;
	top(p)->close = close;
	if (function) {
		/* what a function stands under is where it is called from, not where it is defined */
		top(p)->function = p->function_name;
		top(p)->cond = top(p)->own = bytes_of(NULL, 0);
		top(p)->dead = false;
		top(p)->phase = SHELL_RUN;
	}
}

/* A reserved word in command position. True where it was one. */
static bool reserved(struct parser *p, const struct token *t)
{
	struct frame *f = top(p);
	struct bytes w = t->text;

	if (bytes_is(w, "if") || bytes_is(w, "while") || bytes_is(w, "until")) {
		push(p, bytes_is(w, "if") ? F_IF : F_LOOP_HEAD, t->at, t->end);
	} else if (bytes_is(w, "then") || bytes_is(w, "else")) {
		if (p->too_deep || (f->kind != F_IF && f->kind != F_THEN))
			return true;
		f->own = f->kind == F_IF ? between(p, f->head, t->at) : negate(p, f->own);
		f->kind = F_THEN;
		f->dead = f->outside_dead;
		f->cond = both(p, f->outside, f->own);
	} else if (bytes_is(w, "elif")) {
		if (p->too_deep || f->kind != F_THEN)
			return true;
		f->kind = F_IF;
		f->head = t->end;
		f->dead = f->outside_dead;
		f->cond = f->outside;
	} else if (bytes_is(w, "do")) {
		if (!p->too_deep && f->kind == F_LOOP_HEAD) {
			struct bytes own = f->head == SIZE_MAX ? bytes_of(NULL, 0) : between(p, f->head, t->at);

			f->kind = F_LOOP;
			if (own.len && !bytes_is(own, "true") && !bytes_is(own, ":") && !bytes_is(own, "1"))
				f->own = own;
			f->cond = both(p, f->outside, f->own);
		}
	} else if (bytes_is(w, "fi") || bytes_is(w, "done") || bytes_is(w, "esac") || bytes_is(w, "}")) {
		pop(p);
	} else if (bytes_is(w, "{")) {
		begin_group(p, t, '}');
	} else if (bytes_is(w, "function")) {
		struct token name = shell_token(&p->lex);

		if (name.kind == T_WORD) {
			p->function_name = name.text;
			p->pending_function = true;
		}
	} else if (bytes_is(w, "!") || bytes_is(w, "time")) {
		return true;
	} else {
		return false;
	}
	p->list = bytes_of(NULL, 0);
	if (!bytes_is(w, "fi") && !bytes_is(w, "done") && !bytes_is(w, "esac") && !bytes_is(w, "}"))
		p->pipeline = p->lex.at;
	return true;
}

static void begin_for(struct parser *p, const struct token *t)
{
	push(p, F_LOOP_HEAD, t->at, t->end);
	if (!p->too_deep)
		top(p)->head = SIZE_MAX; /* items are no condition */
	add_word(p, t);
}

static void begin_case(struct parser *p, const struct token *t)
{
	struct token subject = shell_token(&p->lex), in;

	push(p, F_CASE_HEAD, t->at, t->end);
	if (subject.kind == T_WORD)
		parse_nested(p, subject.text, subject.at, subject.line);
	do
		in = shell_token(&p->lex);
	while (in.kind == T_NEWLINE);
	if (!p->too_deep) {
		top(p)->subject = subject.text;
		top(p)->kind = F_CASE_PATTERN;
		top(p)->head = p->lex.at;
	}
	p->list = bytes_of(NULL, 0);
}

static void next_in_list(struct parser *p, const struct token *t)
{
	struct bytes text = between(p, p->pipeline, t->at);

	if (t->kind == T_OR)
		text = negate(p, text);
	p->list = both(p, p->list, text);
	p->pipeline = t->end;
}

static void end_of_list(struct parser *p, const struct token *t)
{
	p->list = bytes_of(NULL, 0);
	p->pipeline = t->end;
}

/* A pattern of a case: its tokens mean nothing but ")" and "esac". */
static bool in_pattern(struct parser *p, const struct token *t)
{
	if (p->too_deep || top(p)->kind != F_CASE_PATTERN)
		return false;
	if (t->kind == T_WORD && bytes_is(t->text, "esac"))
		pop(p);
	else if (t->kind == T_CLOSE)
		case_pattern_done(p, t->at);
	p->pipeline = t->end;
	return true;
}

static void step(struct parser *p, const struct token *t)
{
	struct frame *f;

	switch (t->kind) {
	case T_WORD:
		if (!p->has_command) {
			if (bytes_is(t->text, "for") || bytes_is(t->text, "select")) {
				begin_for(p, t);
				return;
			}
			if (bytes_is(t->text, "case")) {
				begin_case(p, t);
				return;
			}
			if (reserved(p, t))
				return;
		}
		add_word(p, t);
		break;
	case T_REDIRECT:
		if (p->has_command)
			p->command_end = t->end;
		if (t->output && t->text.len) {
			struct bytes value;
			size_t count;

			if (!shell_expand(p->vars, p->arena, t->text, true, &value, 1, &count))
				p->failed = true;
			else if (count)
				p->output = value;
		}
		break;
	case T_OPEN:
		if (p->has_command && p->count == 1 && !p->only_assignment) {
			struct token close = shell_token(&p->lex);

			if (close.kind == T_CLOSE) {
				p->function_name = p->words[0];
				p->pending_function = true;
				p->has_command = false;
				p->count = 0;
			}
			return;
		}
		finish_command(p, false, false);
		begin_group(p, t, ')');
		p->pipeline = t->end;
		break;
	case T_CLOSE:
		finish_command(p, false, false);
		f = top(p);
		if (p->too_deep || (f->kind == F_GROUP && f->close == ')' && p->depth > 1) || f->kind == F_FUNC)
			pop(p);
		p->list = bytes_of(NULL, 0);
		break;
	case T_CASE_END:
		finish_command(p, false, false);
		if (!p->too_deep && top(p)->kind == F_CASE) {
			top(p)->kind = F_CASE_PATTERN;
			top(p)->head = t->end;
			top(p)->cond = top(p)->outside;
		}
		end_of_list(p, t);
		break;
	case T_AND:
	case T_OR:
		finish_command(p, false, false);
		next_in_list(p, t);
		break;
	case T_PIPE:
		finish_command(p, false, true);
		break;
	case T_BACKGROUND:
		finish_command(p, true, false);
		end_of_list(p, t);
		break;
	case T_NEWLINE:
	case T_SEMI:
		finish_command(p, false, false);
		/* "a &&" goes on in the next line */
		if (t->kind == T_SEMI || !p->list.len || between(p, p->pipeline, t->at).len)
			end_of_list(p, t);
		break;
	case T_END:
		break;
	}
}

static bool parse(struct parser *p)
{
	while (!p->failed && !p->stop) {
		struct token t = shell_token(&p->lex);

		if (t.kind == T_END) {
			finish_command(p, false, false);
			break;
		}
		if (!in_pattern(p, &t))
			step(p, &t);
	}
	return !p->failed;
}

bool shell_read(struct bytes script, struct arena *a, struct shell_script *ret)
{
	struct parser *p = arena_alloc(a, sizeof *p);
	struct shell_vars *vars = arena_alloc(a, sizeof *vars);
	size_t room = 0;

	*ret = (struct shell_script){0};
	if (!p || !vars)
		return false;
	ret->cut = script.len > SCRIPT_MAX;
	p->lex = (struct lexer){.in = bytes_part(script, 0, SCRIPT_MAX), .line = 1};
	p->arena = a;
	p->vars = vars;
	p->out = ret;
	p->room = &room;
	p->depth = 1;
	if (!parse(p))
		return false;
	return shell_follow_calls(ret, a);
}
