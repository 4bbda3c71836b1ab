/* Tries words against the password hashes that were found: known factory passwords, the account's own name, and words
 * of the caller. A hash that falls turns its ACCOUNT fact from state "hash" into "known", with the password filled in:
 * one fact stays one fact. Words left untried under the budget are said in an UNREAD fact with limit "password-work".
 * Work is counted, not timed: the same facts give the same result on any machine with any number of threads.
 * Serves 5.1-1, 5.1-2 and 5.4-4. */
#ifndef HF_ASSESS_GUESS_H
#define HF_ASSESS_GUESS_H

#include "assess/facts/facts.h"

/* About 20 seconds of one core in all, shared fairly among the hashes; a whole list costs a SHA-512 hash half a second.
 */
#define GUESS_WORK_DEFAULT UINT64_C(20000000)

/* `extra_words`: one a line, tried before the list. `threads` 0 counts as 1. Sorted facts in, sorted facts out. */
MUST_CHECK bool guess_passwords(struct facts *facts, struct bytes extra_words, unsigned threads, uint64_t work,
				struct error *e);

#endif
