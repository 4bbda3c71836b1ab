/* The words and operators of shell scripts, and variables of known value; used by shell.c alone. Borrows the script. */
#ifndef HF_ASSESS_OBSERVE_SHELL_LEX_H
#define HF_ASSESS_OBSERVE_SHELL_LEX_H

#include "core/base/arena.h"
#include "core/base/bytes.h"

enum token_kind {
	T_END,
	T_NEWLINE,
	T_WORD,
	T_SEMI,
	T_CASE_END,
	T_AND,
	T_OR,
	T_PIPE,
	T_BACKGROUND,
	T_OPEN,
	T_CLOSE,
	T_REDIRECT
};

struct token {
	enum token_kind kind;
	struct bytes text; /* a word, or a redirection's target */
	size_t at, end;    /* in the script */
	uint32_t line;
	bool output; /* T_REDIRECT: sends output to a file */
};

enum { HEREDOCS_MAX = 8 };

struct lexer {
	struct bytes in;
	size_t at;
	size_t base; /* offset of `in` in the file */
	uint32_t line;
	struct bytes heredoc[HEREDOCS_MAX];
	bool heredoc_tabs[HEREDOCS_MAX];
	size_t heredocs;
};

struct token shell_token(struct lexer *l);

struct shell_var {
	struct bytes name, value;
};
struct shell_vars {
	struct shell_var var[128];
	size_t count;
	size_t spent; /* bytes handed out by expansion: bounded */
};
void shell_vars_set(struct shell_vars *v, struct bytes name, struct bytes value);
/* NAME= at the front of a word. */
bool shell_assignment(struct bytes word, struct bytes *ret_name);
/* Quotes removed, known variables filled in; unquoted ones split at blanks unless `whole`. False: memory is out. */
MUST_CHECK bool shell_expand(struct shell_vars *v, struct arena *a, struct bytes word, bool whole, struct bytes *ret,
			     size_t max, size_t *ret_count);
/* The next $(...) or `...` in a word at or behind *from. */
bool shell_substitution(struct bytes word, size_t *from, struct bytes *ret, size_t *ret_at);

#endif
