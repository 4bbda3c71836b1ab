/* Part of diff.c: what its files share. */
#ifndef HF_ASSESS_DIFF_PARTS_H
#define HF_ASSESS_DIFF_PARTS_H

#include "assess/report/diff.h"
#include "core/base/arena.h"

enum change { CHANGE_WORSE, CHANGE_BETTER, CHANGE_OTHER };

/* One difference; collected first, so that both forms print the same list. */
struct row {
	enum change change;
	const char *kind;      /* "provision", "finding", "listener", "account", "component", "declared", "unit" */
	const char *provision; /* "" where none */
	const char *what;
	const char *before, *after;
	const char *because; /* what changed a unit's verdict; NULL or "": the row says it itself */
};
/* A unit that a person decided, about something that is now another. */
struct again {
	const char *unit, *provision, *verdict, *by, *at, *because;
};
struct rows {
	struct arena arena;
	struct row *at;
	size_t count, room;
	struct again *again;
	size_t again_count, again_room;
	size_t kept;
	bool failed;
};

void diff_add(struct rows *rows, struct row row);
/* FAIL is worse than open, open is worse than PASS. */
int diff_badness(enum verdict verdict);
/* Values of the declaration that are not the same. */
void diff_declared(struct rows *rows, const struct assessment *a, const struct assessment *b);
/* Units with another verdict, where there is a declaration or an answer, and those to be judged again. */
void diff_units(struct rows *rows, const struct assessment *a, const struct assessment *b);

#endif
