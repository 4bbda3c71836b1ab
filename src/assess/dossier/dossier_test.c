#include "assess/dossier/dossier_testkit.h"
#include "assess/formats/format_testkit.h"
#include "assess/regime/gap.h"

#include <pthread.h>

struct shelf {
	pthread_mutex_t lock;
	size_t count, fail_at;
	char names[256][96];
	uint64_t sums[256]; /* of the content */
};

static bool shelve(void *ctx, const char *path, struct bytes content, struct error *e)
{
	struct shelf *s = ctx;
	uint64_t sum = 0xcbf29ce484222325u;
	size_t at;

	for (size_t i = 0; i < content.len; i++)
		sum = (sum ^ content.at[i]) * 0x100000001b3u;
	pthread_mutex_lock(&s->lock);
	at = s->count++;
	if (at < 256) {
		snprintf(s->names[at], sizeof s->names[at], "%s", path);
		s->sums[at] = sum;
	}
	pthread_mutex_unlock(&s->lock);
	return !s->fail_at || at + 1 < s->fail_at || error_set(e, ERROR_ENVIRONMENT, "no space left");
}

static uint64_t sum_of(const struct shelf *s, const char *path)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->names[i], path) == 0)
			return s->sums[i];
	return 0;
}

static struct shelf shelf_of(size_t fail_at)
{
	return (struct shelf){.lock = PTHREAD_MUTEX_INITIALIZER, .fail_at = fail_at};
}

static void both_examples_give_every_row_as_a_part_with_its_files(void **state)
{
	static const char *const examples[] = {"smart-lock", "camera"};

	(void)state;
	for (size_t x = 0; x < 2; x++) {
		struct shelf shelf = shelf_of(0);
		struct dossier d;
		struct desk k;
		struct error e;

		desk_example(&k, examples[x]);
		k.in.no_pdf = true;
		assert_true(dossier_build(&k.in, shelve, &shelf, k.arena, &d, &e));
		assert_true(d.count >= dossier_row_count);
		assert_int_equal(d.written + d.refused + d.omitted, d.count);
		for (size_t i = 0; i < d.count; i++) {
			const struct dossier_part *p = &d.parts[i];

			assert_int_equal(sum_of(&shelf, p->path) != 0, p->status == DOSSIER_WRITTEN);
			assert_true(p->status == DOSSIER_WRITTEN || p->why || p->gap_count);
		}
		assert_true(sum_of(&shelf, "index.html") != 0);
		desk_done(&k);
	}
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
	struct shelf one = shelf_of(0), four = shelf_of(0);
	struct dossier d;
	struct desk k;
	struct error e;

	(void)state;
	desk_example(&k, "smart-lock");
	k.in.threads = 1;
	assert_true(dossier_build(&k.in, shelve, &one, k.arena, &d, &e));
	k.in.threads = 4;
	assert_true(dossier_build(&k.in, shelve, &four, k.arena, &d, &e));
	assert_true(one.count > 4 && one.count == four.count);
	for (size_t i = 0; i < one.count; i++)
		if (sum_of(&four, one.names[i]) != one.sums[i])
			fail_msg("%s differs", one.names[i]);
	desk_done(&k);
}

static void a_file_that_cannot_be_written_fails_the_whole(void **state)
{
	struct dossier d;
	struct desk k;
	struct error e;

	(void)state;
	desk_example(&k, "smart-lock");
	k.in.no_pdf = true;
	for (size_t n = 1; n < 6; n++) {
		struct shelf shelf = shelf_of(n);

		assert_false(dossier_build(&k.in, shelve, &shelf, k.arena, &d, &e));
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
	}
	desk_done(&k);
}

static void only_what_is_asked_for_is_built(void **state)
{
	struct shelf shelf = shelf_of(0);
	struct dossier d;
	struct desk k;
	struct error e;

	(void)state;
	desk_example(&k, "smart-lock");
	k.in.only = "sbom.cdx.json, report.json";
	assert_true(dossier_build(&k.in, shelve, &shelf, k.arena, &d, &e));
	assert_int_equal(d.count, 3);
	assert_true(sum_of(&shelf, "5-evidence/report-v2.1.1.json") &&
		    sum_of(&shelf, "3-technical-file/sbom.cdx.json"));
	desk_done(&k);
}

static void the_digest_is_that_of_the_last_entry_that_is_no_issue(void **state)
{
	struct audit_entry trail[] = {{1, {"", "", "assessed", "", ""}, "aa"},
				      {2, {"", "", "answered", "", ""}, "bb"},
				      {3, {"", "", "issued", "", ""}, "cc"}};
	struct record record = {.trail = trail, .trail_count = 3};

	(void)state;
	assert_string_equal(dossier_digest(&record), "bb");
	record.trail_count = 1;
	assert_string_equal(dossier_digest(&record), "aa");
	record.trail_count = 0;
	assert_string_equal(dossier_digest(&record), "");
}

static void stems_are_unique_and_every_row_says_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < dossier_row_count; i++) {
		assert_ptr_equal(dossier_find(dossier_rows[i].stem), &dossier_rows[i]);
		assert_true(dossier_rows[i].about[0]);
		assert_true(!dossier_rows[i].build != !dossier_rows[i].write);
	}
	assert_null(dossier_find("nothing"));
}

struct attempt {
	struct desk *k;
	const struct dossier_row *row;
	bool done;
};

/* One document or file with memory that may run out at any moment; its PDF apart, which GLib would not survive. */
static void build_one(void *ctx)
{
	struct writer out = writer_of(1 << 26, "test");
	struct attempt *t = ctx;
	struct dossier_input in = t->k->in;
	const char *omitted = NULL;
	struct arena arena;
	struct document *doc;
	struct error e = {0};

	arena_init(&arena, 0);
	in.arena = &arena;
	in.omitted = &omitted;
	in.draft = true;
	doc = dossier_document(&in, t->row, &arena, &e);
	t->done = doc && (t->row->write ? t->row->write(&in, doc, &out, &e) : document_html(doc, &out, &e));
	if (!t->done)
		assert_true(e.code != ERROR_NONE && e.text[0]);
	writer_free(&out);
	arena_done(&arena);
}

static void documents_survive_memory_that_runs_out(void **state)
{
	struct desk k;

	(void)state;
	desk_open(
		&k,
		kit_facts("account /etc/shadow | name=root | state=empty | source=shadow\n"
			  "component /bin/busybox | name=busybox | version=1.22.1 | how=pattern | relation=contains\n"
			  "@product - | name=Lock | kind=smart-lock | foreseeable-misuse=A & B\n@maker - | name=Maker\n"
			  "@AuthMech AM-1 | factor=password | set-by=maker | network=yes\n"
			  "@SecParam SP-1 | type=critical | protects=updates\n@PhyIntf P-1 | type=wifi | air=yes\n"));
	for (size_t i = 0; i < dossier_row_count; i++) {
		struct attempt t = {&k, &dossier_rows[i], false};

		assert_true(testkit_failing_each(build_one, &t, 150) > 0);
		build_one(&t);
		if (!t.done)
			fail_msg("%s", t.row->stem);
	}
	desk_done(&k);
}

/* What comes before the documents, over all that the example lock declares, each run in an arena of its own. */
struct stage {
	struct desk *k;
	struct product product;
	const char *text;
	size_t cap; /* of the arena; 0: none */
	bool (*run)(struct stage *, struct arena *, struct error *);
	bool done;
};

static bool stage_declare(struct stage *t, struct arena *arena, struct error *e)
{
	struct facts *facts = facts_new();
	bool ok = (facts || error_memory(e, "facts")) && facts_sort(facts, e) &&
		  declare(&facts, &t->product, bytes_str(t->text), e);

	(void)arena;
	facts_free(facts);
	return ok;
}

static bool stage_declared(struct stage *t, struct arena *arena, struct error *e)
{
	return declared_of(t->k->facts, arena) || error_memory(e, "declared");
}

static bool stage_items(struct stage *t, struct arena *arena, struct error *e)
{
	struct product again;

	return declare_items(t->k->facts, arena, &again, e);
}

static bool stage_judge(struct stage *t, struct arena *arena, struct error *e)
{
	struct assessment a;

	for (enum edition edition = 0; edition < EDITIONS; edition++) {
		struct judge_input in = {.name = "lock.bin", .edition = edition, .coverage = {.complete = true}};

		TRY(judge(t->k->facts, &in, arena, &a, e));
	}
	return true;
}

static bool stage_gap(struct stage *t, struct arena *arena, struct error *e)
{
	struct regime_input in = {.assessment = {&t->k->a[0], &t->k->a[1]},
				  .declared = t->k->a[0].declared,
				  .facts = t->k->facts,
				  .today = "2026-11-22"};
	struct writer out = writer_of(1 << 26, "gap");
	struct gap_text_options options = {.all = true};
	enum regime_id ids[REGIMES];
	struct gap gap;
	bool ok;

	for (unsigned i = 0; i < REGIMES; i++)
		ids[i] = (enum regime_id)i;
	ok = gap_make(ids, REGIMES, &in, "lock.bin", arena, &gap, e) && gap_text(&gap, &options, &out, e) &&
	     writer_done(&out, e);
	writer_free(&out);
	return ok;
}

static void run_stage(void *ctx)
{
	struct stage *t = ctx;
	struct arena arena;
	struct error e = {0};

	arena_init(&arena, t->cap);
	t->done = t->run(t, &arena, &e);
	if (!t->done && e.code != ERROR_ENVIRONMENT)
		fail_msg("code %d: %s", e.code, e.text);
	arena_done(&arena);
}

static void judging_and_gaps_of_the_lock_survive_memory_that_runs_out(void **state)
{
	bool (*const runs[])(struct stage *, struct arena *, struct error *) = {stage_declare, stage_declared,
										stage_items, stage_judge, stage_gap};
	struct desk k;
	struct arena arena;
	struct stage t = {.k = &k, .text = desk_read("examples/smart-lock/product.yaml")};
	struct error e;

	(void)state;
	desk_example(&k, "smart-lock");
	arena_init(&arena, 0);
	assert_true(product_parse(bytes_str(t.text), "product.yaml", &arena, &t.product, &e));
	for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
		t.run = runs[i];
		t.cap = 0;
		/* allocations of the libraries and of blocks of memory */
		assert_true(testkit_failing_some(run_stage, &t, 24, 8) > 0);
		run_stage(&t);
		assert_true(t.done);
		/* every place in an arena, more or less */
		t.done = runs[i] == stage_declare;
		for (t.cap = 64; !t.done; t.cap += t.cap / 10 + 64)
			run_stage(&t);
	}
	arena_done(&arena);
	free((void *)(uintptr_t)t.text);
	desk_done(&k);
}

static void documents_of_the_lock_survive_memory_that_runs_out(void **state)
{
	struct desk k;

	(void)state;
	desk_example(&k, "smart-lock");
	for (size_t i = 0; i < dossier_row_count; i++) {
		struct attempt t = {&k, &dossier_rows[i], false};

		(void)testkit_failing_some(build_one, &t, 4, 3);
		build_one(&t);
		if (!t.done)
			fail_msg("%s", t.row->stem);
	}
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judging_and_gaps_of_the_lock_survive_memory_that_runs_out),
		cmocka_unit_test(documents_of_the_lock_survive_memory_that_runs_out),
		cmocka_unit_test(both_examples_give_every_row_as_a_part_with_its_files),
		cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
		cmocka_unit_test(a_file_that_cannot_be_written_fails_the_whole),
		cmocka_unit_test(only_what_is_asked_for_is_built),
		cmocka_unit_test(the_digest_is_that_of_the_last_entry_that_is_no_issue),
		cmocka_unit_test(documents_survive_memory_that_runs_out),
		cmocka_unit_test(stems_are_unique_and_every_row_says_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
