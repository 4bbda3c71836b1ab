/* words HASH WORDFILE: every word of a list against one password hash, as the assessment does it. Prints the seconds.
 */
#include "core/base/text.h"
#include "core/crypto/password.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct password_verifier *v = password_verifier_new();
	struct password_hash hash;
	struct bytes list, rest, word;
	struct error e;
	unsigned words = 0, found = 0;
	double begin;

	if (!v || argc != 3 || !password_hash_read(bytes_str(argv[1]), &hash) ||
	    !file_read(argv[2], 1 << 20, &list, &e))
		return fprintf(stderr, "usage: words HASH WORDFILE\n"), 2;
	begin = now();
	for (rest = list; text_split(&rest, '\n', &word);) {
		if (!word.len)
			continue;
		words++;
		found += password_matches(v, &hash, word);
	}
	printf("words=%u found=%u seconds=%.4f\n", words, found, now() - begin);
	password_verifier_free(v);
	free((void *)(uintptr_t)list.at);
	return 0;
}
