/* Declared cryptography against the dated table of what is accepted (catalogue/cryptography.tsv, printed in
 * docs/cryptography.md). A declaration is text, "TLS 1.2 ECDHE-ECDSA-AES128-GCM-SHA256": it is cut into words, and the
 * words into rows of the table; a word that no row and no list of fillers has is unknown, never accepted. Serves 5.1-3,
 * 5.3-7, 5.5-1, 5.5-6, 5.5-7, 5.7-1, 5.8-2. Owns nothing: everything lies in the arena and in the table. */
#ifndef HF_ASSESS_CRYPTOGRAPHY_H
#define HF_ASSESS_CRYPTOGRAPHY_H

#include "core/base/arena.h"
#include "core/catalogue/catalogue.h"

enum crypto_status { /* the worse, the greater */
		     CRYPTO_ACCEPTED,
		     CRYPTO_LEGACY,  /* a catalogue still has it, until row->until where that is given */
		     CRYPTO_UNSAID,  /* known, but what it is worth depends on what is not declared */
		     CRYPTO_UNKNOWN, /* not in the table */
		     CRYPTO_REFUSED
};

enum crypto_goal {
	GOAL_AUTHENTICITY = 1,
	GOAL_INTEGRITY = 2,
	GOAL_CONFIDENTIALITY = 4,
	GOAL_REPLAY_PROTECTION = 8,
	GOAL_FORWARD_SECRECY = 16
};

#define CRYPTO_ITEMS_MAX 64

struct crypto_item {
	const struct crypto_row *row; /* NULL: unknown */
	const char *text;             /* as declared: "RSA 2048" */
	uint64_t parameter;           /* in the row's unit; 0: not declared */
	enum crypto_status status;    /* from here on: after crypto_judge() */
	const char *why;
};

/* All that one entry declares. */
struct crypto {
	struct arena *arena;
	struct crypto_item items[CRYPTO_ITEMS_MAX];
	size_t count;
	unsigned year; /* of the statement; 0: not known */
	bool failed;   /* memory is out */
};

void crypto_begin(struct crypto *c, struct arena *arena);
/* Adds what one declared text names. */
void crypto_read(struct crypto *c, const char *declared);
/* Gives every item its status, for a statement of that year (0: no date counts as past), and returns the worst;
 * CRYPTO_UNKNOWN where nothing was named. */
enum crypto_status crypto_judge(struct crypto *c, unsigned year);
/* The goals that what is declared can deliver: enum crypto_goal, or'ed. Refused items deliver none. */
unsigned crypto_goals(const struct crypto *c);
/* The bit of a goal's name; 0 for goals that cryptography is no means to (availability). */
unsigned crypto_goal(const char *name);
bool crypto_has_kind(const struct crypto *c, const char *kind);
bool crypto_names(const struct crypto *c, const char *row_name);
/* True where it says that there is none, and nothing else. */
bool crypto_none(const struct crypto *c);
/* The attack that applies, from *i on, which is moved behind it; NULL when there is no more. */
const struct crypto_attack *crypto_attack(const struct crypto *c, size_t *i);

#endif
