#include "assess/derive/guess.h"

#include "core/base/text.h"
#include "core/crypto/password.h"

#include "assess/derive/factory_words.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS_MAX 64
#define WORD_MAX 64
#define TARGETS_MAX 2000 /* more than a product has; an image made to keep us busy has the rest said as untried */
#define CHUNK_WORK 4000  /* work of one piece of a thread: small enough that threads end together */

/* One distinct pair of hash and user name. */
struct target {
	struct password_hash hash;
	struct bytes user;
	const struct bytes *words;
	size_t word_count, tried; /* words there are; words the budget allows */
	atomic_size_t found;      /* least index of a word that matched, SIZE_MAX: none */
};

struct piece {
	uint32_t target;
	uint32_t from, to; /* words */
};

struct guess {
	struct arena arena;
	struct target *targets;
	size_t target_count, target_room;
	size_t over; /* hashes that were not even looked at */
	struct piece *pieces;
	size_t piece_count, piece_room;
	atomic_size_t next;
	atomic_bool failed;
};

static bool read_hash(const struct fact *account, struct password_hash *ret)
{
	struct bytes text = fact_get(account, ACCOUNT_HASH);
	enum password_scheme scheme;
	size_t mark = text.len;

	if (!fact_is(account, ACCOUNT_STATE, "hash") ||
	    !password_scheme_by_name(fact_get(account, ACCOUNT_SCHEME), &scheme))
		return false;
	switch (scheme) {
	case PASSWORD_HTDIGEST:
		/* the field holds user:realm:digest */
		while (mark && text.at[mark - 1] != ':')
			mark--;
		return password_hash_hex(bytes_part(text, mark, text.len), scheme, bytes_part(text, 0, mark), ret);
	case PASSWORD_NTLM:
	case PASSWORD_MD5_HEX:
		return password_hash_hex(text, scheme, bytes_of("", 0), ret);
	default:
		return password_hash_read(text, ret);
	}
}

static struct bytes word_for(struct guess *g, const char *word, struct bytes user)
{
	struct writer out = writer_of(WORD_MAX, "word");
	struct bytes ret = {0};

	if (!strstr(word, "<user>"))
		return bytes_str(word);
	if (user.len == 0 || user.len > WORD_MAX)
		return ret;
	while (*word) {
		if (strncmp(word, "<user>", 6) == 0) {
			write_bytes(&out, user);
			word += 6;
		} else {
			write_u8(&out, (uint8_t)*word++);
		}
	}
	if (writer_ok(&out))
		ret = arena_copy(&g->arena, writer_bytes(&out));
	writer_free(&out);
	return ret;
}

static bool words_for(struct guess *g, struct target *t, struct bytes extra_words)
{
	struct bytes rest = extra_words, word;
	struct bytes *words;
	size_t count = 0, room = ARRAY_LEN(factory_words);

	while (text_split(&rest, '\n', &word))
		room++;
	words = arena_array(&g->arena, room, sizeof *words);
	if (!words)
		return false;
	for (rest = extra_words; text_split(&rest, '\n', &word);)
		if (word.len && word.len <= WORD_MAX)
			words[count++] = word;
	for (size_t i = 0; i < ARRAY_LEN(factory_words); i++) {
		word = word_for(g, factory_words[i], t->user);
		if (word.at)
			words[count++] = word;
	}
	t->words = words;
	t->word_count = count;
	return true;
}

static bool find_targets(struct guess *g, const struct facts *facts, struct bytes extra_words,
			 struct target **of_account)
{
	FACTS_EACH (facts, FACT_ACCOUNT, account) {
		struct password_hash hash;
		struct bytes user = fact_get(account, ACCOUNT_NAME);
		size_t i;

		if (!read_hash(account, &hash))
			continue;
		for (i = 0; i < g->target_count; i++)
			if (bytes_equal(g->targets[i].hash.text, hash.text) && bytes_equal(g->targets[i].user, user))
				break;
		if (i == TARGETS_MAX) {
			g->over++;
			continue;
		}
		if (i == g->target_count) {
			struct target *t;

			ASSERT(i < g->target_room);
			t = &g->targets[g->target_count++];
			t->hash = hash;
			t->user = user;
			atomic_init(&t->found, SIZE_MAX);
			if (!words_for(g, t, extra_words))
				return false;
		}
		of_account[account_i] = &g->targets[i];
	}
	return true;
}

/* Shares the work in the order of the targets: each may use an equal part of what is left, and what it does not need
 * goes to those behind it. */
static bool plan(struct guess *g, uint64_t work)
{
	for (size_t i = 0; i < g->target_count; i++) {
		struct target *t = &g->targets[i];
		uint64_t cost = t->hash.cost ? t->hash.cost : 1, share = work / (g->target_count - i);
		size_t step = cost < CHUNK_WORK ? (size_t)(CHUNK_WORK / cost) : 1;

		t->tried = share / cost < t->word_count ? (size_t)(share / cost) : t->word_count;
		work -= t->tried * cost;
		for (size_t from = 0; from < t->tried; from += step) {
			size_t to = t->tried - from < step ? t->tried : from + step;

			if (!arena_grow(&g->arena, &g->pieces, g->piece_count, &g->piece_room, sizeof *g->pieces))
				return false;
			g->pieces[g->piece_count++] = (struct piece){(uint32_t)i, (uint32_t)from, (uint32_t)to};
		}
	}
	return true;
}

static void *work_on_pieces(void *ctx)
{
	struct guess *g = ctx;
	struct password_verifier *v = password_verifier_new();
	size_t i;

	if (!v) {
		atomic_store(&g->failed, true);
		return NULL;
	}
	while ((i = atomic_fetch_add(&g->next, 1)) < g->piece_count) {
		struct target *t = &g->targets[g->pieces[i].target];

		for (size_t w = g->pieces[i].from; w < g->pieces[i].to && w < atomic_load(&t->found); w++) {
			size_t least;

			if (!password_matches(v, &t->hash, t->words[w]))
				continue;
			least = atomic_load(&t->found);
			while (w < least && !atomic_compare_exchange_weak(&t->found, &least, w))
				;
		}
	}
	password_verifier_free(v);
	return NULL;
}

static void run(struct guess *g, unsigned threads)
{
	pthread_t helpers[THREADS_MAX];
	unsigned started = 0;

	while (started + 1 < threads && started < THREADS_MAX && started + 1 < g->piece_count &&
	       pthread_create(&helpers[started], NULL, work_on_pieces, g) == 0)
		started++;
	work_on_pieces(g);
	for (unsigned i = 0; i < started; i++)
		pthread_join(helpers[i], NULL);
}

/* What the evidence of a fact about untried words is: an account's place. */
struct place {
	const struct fact *fact;
	struct fact copy;
};

static bool tell_untried(struct facts *facts, const struct fact *account, const struct target *t, struct error *e)
{
	struct fact fact = {.kind = FACT_UNREAD,
			    .node = account->node,
			    .offset = account->offset,
			    .len = account->len,
			    .excerpt = account->excerpt};
	struct writer why = writer_of(1 << 12, "why");
	bool ok;

	write_str(&why, "password hash of '");
	text_print_safe(&why, bytes_part(t->user, 0, 64));
	write_fmt(&why, "' (%s): %zu of %zu words tried", password_scheme_name(t->hash.scheme), t->tried,
		  t->word_count);
	fact.field[UNREAD_WHY] = writer_bytes(&why);
	fact.field[UNREAD_LIMIT] = bytes_str("password-work");
	ok = writer_done(&why, e) && facts_add(facts, &fact, e);
	writer_free(&why);
	return ok;
}

static bool tell_over(struct facts *facts, size_t over, struct error *e)
{
	struct fact fact = {.kind = FACT_UNREAD, .node = NODE_NONE};
	char why[96];

	if (!over)
		return true;
	snprintf(why, sizeof why, "%zu password hashes beyond the first %d were not tried", over, TARGETS_MAX);
	fact.field[UNREAD_WHY] = bytes_str(why);
	fact.field[UNREAD_LIMIT] = bytes_str("password-work");
	return facts_add(facts, &fact, e);
}

static bool tell(struct facts *facts, const struct guess *g, struct target *const *of_account,
		 const struct place *places, size_t count, struct error *e)
{
	/* changes first: adding may move the facts */
	for (size_t i = 0; i < count; i++) {
		size_t found = of_account[i] ? atomic_load(&of_account[i]->found) : SIZE_MAX;

		if (found == SIZE_MAX)
			continue;
		TRY(facts_change(facts, places[i].fact, ACCOUNT_STATE, bytes_str("known"), e));
		TRY(facts_change(facts, places[i].fact, ACCOUNT_PASSWORD, of_account[i]->words[found], e));
	}
	for (size_t i = 0; i < count; i++) {
		const struct target *t = of_account[i];

		if (t && atomic_load(&t->found) == SIZE_MAX && t->tried < t->word_count)
			TRY(tell_untried(facts, &places[i].copy, t, e));
	}
	TRY(tell_over(facts, g->over, e));
	return facts_sort(facts, e);
}

bool guess_passwords(struct facts *facts, struct bytes extra_words, unsigned threads, uint64_t work, struct error *e)
{
	size_t count = facts_count(facts, FACT_ACCOUNT);
	struct guess g = {0};
	struct target **of_account;
	struct place *places;
	bool ok;

	if (count == 0)
		return true;
	arena_init(&g.arena, 0);
	atomic_init(&g.next, 0);
	atomic_init(&g.failed, false);
	of_account = arena_array(&g.arena, count, sizeof *of_account);
	places = arena_array(&g.arena, count, sizeof *places);
	g.targets = arena_array(&g.arena, count, sizeof *g.targets);
	g.target_room = count;
	ok = of_account && places && g.targets && find_targets(&g, facts, extra_words, of_account) && plan(&g, work);
	if (ok) {
		for (size_t i = 0; i < count; i++)
			places[i] = (struct place){facts_at(facts, FACT_ACCOUNT, i), *facts_at(facts, FACT_ACCOUNT, i)};
		run(&g, threads);
	}
	if (!ok || atomic_load(&g.failed))
		ok = error_memory(e, "password guessing");
	else
		ok = g.target_count == 0 || tell(facts, &g, of_account, places, count, e);
	arena_done(&g.arena);
	return ok;
}
