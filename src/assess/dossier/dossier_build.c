/* Part of dossier.c: all rows at once. Each document is built and written by one thread, in an arena of its own. */
#include "assess/dossier/dossier.h"

#include "core/base/text.h"

#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS_MAX = 16, FILE_MAX_BYTES = 1 << 28 };

struct job {
	struct dossier_part part;
	const struct attachment *attachment; /* evidence; NULL: part.row */
	struct arena arena;                  /* of the document; part's texts are copied out of it */
	struct error error;
	bool failed;
};

struct run {
	const struct dossier_input *in;
	bool (*put)(void *ctx, const char *path, struct bytes content, struct error *e);
	void *ctx;
	struct job *jobs;
	size_t count;
	atomic_size_t next;
	atomic_bool stop;
	/* Pango keeps its state by thread, but the fonts under cairo are shared: with two pages laid out at once a line
	 * now and then broke elsewhere (one of eight runs), and the same case must give the same bytes. */
	pthread_mutex_t layout;
};

static bool layout_pdf(struct run *run, const struct document *doc, struct writer *out, struct error *e)
{
	bool ok;

	pthread_mutex_lock(&run->layout);
	ok = document_pdf(doc, out, e);
	pthread_mutex_unlock(&run->layout);
	return ok;
}

static bool put_all(struct run *run, const char *path, struct writer *out, size_t *bytes, struct error *e)
{
	bool ok = writer_done(out, e) && run->put(run->ctx, path, writer_bytes(out), e);

	*bytes += out->len;
	writer_free(out);
	return ok || error_add(e, "%s", path);
}

/* A legal text without its fields, or one that no installed font can show, is refused: no failure of the run. */
static bool refused(struct job *j, const struct document *doc, struct error *e)
{
	size_t count = document_missing_count(doc);
	struct dossier_gap *gaps;

	if (e->code != ERROR_USAGE)
		return false;
	gaps = arena_array(&j->arena, count, sizeof *gaps);
	if (!gaps)
		return error_memory(e, "dossier");
	for (size_t i = 0; i < count; i++)
		gaps[i] = (struct dossier_gap){document_missing_field(doc, i), document_missing_why(doc, i)};
	j->part.status = DOSSIER_REFUSED;
	j->part.gaps = gaps;
	j->part.gap_count = count;
	j->part.why = arena_printf(&j->arena, "%s", e->text);
	return true;
}

static bool render(struct run *run, struct job *j, const struct document *doc, struct error *e)
{
	struct writer html = writer_of(FILE_MAX_BYTES, "HTML"), pdf = writer_of(FILE_MAX_BYTES, "PDF");
	bool want_pdf = j->part.pdf != NULL;
	bool ok = document_html(doc, &html, e) && (!want_pdf || layout_pdf(run, doc, &pdf, e));

	if (ok) {
		ok = put_all(run, j->part.path, &html, &j->part.bytes, e) &&
		     (!want_pdf || put_all(run, j->part.pdf, &pdf, &j->part.bytes, e));
	} else {
		ok = refused(j, doc, e);
	}
	writer_free(&html);
	writer_free(&pdf);
	return ok;
}

static bool write_plain(struct run *run, struct job *j, const struct dossier_input *in, struct document *missing,
			struct error *e)
{
	struct writer out = writer_of(FILE_MAX_BYTES, j->part.row->stem);
	bool ok = j->part.row->write(in, missing, &out, e) && document_done(missing, e);

	if (ok && j->part.status != DOSSIER_OMITTED && !*in->omitted) {
		if (document_missing_count(missing) && !in->draft)
			ok = error_set(e, ERROR_USAGE, "it lacks mandatory fields") || refused(j, missing, e);
		else
			ok = put_all(run, j->part.path, &out, &j->part.bytes, e);
	}
	writer_free(&out);
	return ok;
}

static bool do_evidence(struct run *run, struct job *j, struct error *e)
{
	struct bytes content;

	TRY(record_attachment(run->in->case_path, j->attachment->sha256, &j->arena, &content, e));
	j->part.bytes = content.len;
	return run->put(run->ctx, j->part.path, content, e);
}

static bool do_row(struct run *run, struct job *j, struct error *e)
{
	struct dossier_input in = *run->in;
	const char *omitted = NULL;
	struct document *doc;
	bool ok;

	in.edition = j->part.edition;
	in.arena = &j->arena;
	in.omitted = &omitted;
	doc = dossier_document(&in, j->part.row, &j->arena, e);
	if (!doc)
		return error_add(e, "%s", j->part.row->stem);
	ok = omitted ? true : j->part.row->write ? write_plain(run, j, &in, doc, e) : render(run, j, doc, e);
	if (omitted) {
		j->part.status = DOSSIER_OMITTED;
		j->part.why = omitted;
	}
	return ok;
}

static void *work(void *ctx)
{
	struct run *run = ctx;

	for (;;) {
		size_t i = atomic_fetch_add(&run->next, 1);
		struct job *j = &run->jobs[i];

		if (i >= run->count || atomic_load(&run->stop))
			return NULL;
		if (j->attachment ? !do_evidence(run, j, &j->error) : !do_row(run, j, &j->error)) {
			j->failed = true;
			atomic_store(&run->stop, true);
		}
	}
}

/* The threads that cannot be had are done without. */
static void work_all(struct run *run)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned want = run->in->threads ? run->in->threads : cores > 0 ? (unsigned)cores : 1, got = 0;
	pthread_t threads[THREADS_MAX];

	if (want > THREADS_MAX)
		want = THREADS_MAX;
	while (got + 1 < want && pthread_create(&threads[got], NULL, work, run) == 0)
		got++;
	work(run);
	while (got)
		pthread_join(threads[--got], NULL);
}

static bool wanted(const struct dossier_input *in, const char *stem)
{
	struct bytes rest = bytes_str(in->only ? in->only : ""), one;

	if (!in->only)
		return true;
	while (text_split(&rest, ',', &one))
		if (bytes_is(text_trim(one), stem))
			return true;
	return false;
}

/* "report.json" of an edition becomes "report-v3.1.3.json". */
static const char *path_of(struct arena *a, const struct dossier_row *row, enum edition edition, const char *suffix)
{
	const char *folder = dossier_folder_paths[row->folder], *dot = row->title ? NULL : strchr(row->stem, '.');
	int front = dot ? (int)(dot - row->stem) : (int)strlen(row->stem);

	if (!(row->flags & DOSSIER_PER_EDITION))
		return arena_printf(a, "%s/%s%s", folder, row->stem, suffix);
	return arena_printf(a, "%s/%.*s-v%s%s%s", folder, front, row->stem, edition_name(edition) + 1, dot ? dot : "",
			    suffix);
}

static bool add_row(struct run *run, const struct dossier_row *row, enum edition edition, struct arena *a)
{
	struct job *j = &run->jobs[run->count];
	const char *edition_text = row->flags & DOSSIER_PER_EDITION ? edition_name(edition) : "";

	j->part = (struct dossier_part){
		.folder = row->folder,
		.row = row,
		.edition = edition,
		.about = row->about,
		.path = path_of(a, row, edition, row->title ? ".html" : ""),
		.title = arena_printf(a, "%s%s%s", row->title ? row->title : row->stem, edition_text[0] ? ", " : "",
				      edition_text),
		.pdf = row->title && !run->in->no_pdf && !(row->flags & DOSSIER_NO_PDF)
			       ? path_of(a, row, edition, ".pdf")
			       : NULL,
	};
	arena_init(&j->arena, 0);
	run->count++;
	return j->part.path && j->part.title;
}

/* What a person called a file, in letters that every file system takes. */
static const char *plain_name(struct arena *a, const char *name)
{
	char *ret = arena_printf(a, "%.80s", name);

	for (char *c = ret; c && *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '.' && *c != '-' && *c != '_')
			*c = '_';
	return ret;
}

static bool add_attachment(struct run *run, const struct answer *answer, const struct attachment *at, struct arena *a)
{
	struct job *j = &run->jobs[run->count];
	const char *name = plain_name(a, at->name);

	for (size_t i = 0; i < run->count; i++)
		if (run->jobs[i].attachment && strcmp(run->jobs[i].attachment->sha256, at->sha256) == 0)
			return true;
	j->attachment = at;
	j->part = (struct dossier_part){.folder = DOSSIER_EVIDENCE, .edition = answer->edition};
	j->part.path = name ? arena_printf(a, "%s/attachments/%.12s-%s", dossier_folder_paths[DOSSIER_EVIDENCE],
					   at->sha256, name)
			    : NULL;
	j->part.title = text_safe(a, bytes_str(at->name), 200);
	j->part.about = arena_printf(a, "Attached to the answer to %s", unit_name(answer->unit));
	arena_init(&j->arena, 0);
	run->count++;
	return j->part.path && j->part.about;
}

static bool plan(struct run *run, struct arena *a, struct error *e)
{
	const struct record *record = run->in->record;
	bool evidence = record && run->in->case_path && wanted(run->in, "attachments");
	size_t room = 2 * dossier_row_count;
	bool ok = true;

	for (size_t i = 0; evidence && i < record->answer_count; i++)
		room += record->answers[i].attachment_count;
	run->jobs = arena_array(a, room, sizeof *run->jobs);
	if (!run->jobs)
		return error_memory(e, "dossier");
	for (size_t i = 0; i < dossier_row_count; i++) {
		const struct dossier_row *row = &dossier_rows[i];

		if (!wanted(run->in, row->stem))
			continue;
		if (row->flags & DOSSIER_PER_EDITION)
			ok = add_row(run, row, EDITION_V2_1_1, a) && ok;
		ok = add_row(run, row, EDITION_V3_1_3, a) && ok;
	}
	for (size_t i = 0; evidence && i < record->answer_count; i++)
		for (size_t n = 0; n < record->answers[i].attachment_count; n++)
			ok = add_attachment(run, &record->answers[i], &record->answers[i].attachments[n], a) && ok;
	return ok || error_memory(e, "dossier");
}

/* What the index needs, out of the jobs' own arenas. */
static bool keep(struct arena *a, struct dossier_part *part)
{
	struct dossier_gap *gaps = arena_array(a, part->gap_count, sizeof *gaps);

	if (!gaps)
		return false;
	if (part->why && !(part->why = arena_printf(a, "%s", part->why)))
		return false;
	for (size_t i = 0; i < part->gap_count; i++) {
		gaps[i].field = arena_printf(a, "%s", part->gaps[i].field);
		gaps[i].why = arena_printf(a, "%s", part->gaps[i].why);
		if (!gaps[i].field || !gaps[i].why)
			return false;
	}
	part->gaps = gaps;
	return true;
}

static bool collect(struct run *run, struct arena *a, struct dossier *ret, struct error *e)
{
	struct dossier_part *parts = arena_array(a, run->count, sizeof *parts);
	struct dossier d = {.parts = parts, .count = run->count};

	if (!parts)
		return error_memory(e, "dossier");
	for (size_t i = 0; i < run->count; i++) {
		if (run->jobs[i].failed) {
			*e = run->jobs[i].error;
			return false;
		}
		parts[i] = run->jobs[i].part;
		if (!keep(a, &parts[i]))
			return error_memory(e, "dossier");
		*(parts[i].status == DOSSIER_WRITTEN   ? &d.written
		  : parts[i].status == DOSSIER_REFUSED ? &d.refused
						       : &d.omitted) += 1;
	}
	*ret = d;
	return true;
}

static bool write_index(struct run *run, const struct dossier *d, struct arena *a, struct error *e)
{
	static const struct dossier_row row = {.stem = "index", .title = "Dossier"};
	struct writer html = writer_of(FILE_MAX_BYTES, "HTML"), pdf = writer_of(FILE_MAX_BYTES, "PDF");
	struct dossier_input in = *run->in;
	struct document *doc;
	size_t bytes = 0;
	bool ok;

	in.edition = EDITION_V3_1_3;
	in.arena = a;
	doc = dossier_document(&in, &row, a, e);
	ok = doc && dossier_index(&in, d, doc, e) && document_html(doc, &html, e) &&
	     put_all(run, "index.html", &html, &bytes, e) &&
	     (in.no_pdf || (document_pdf(doc, &pdf, e) && put_all(run, "index.pdf", &pdf, &bytes, e)));
	writer_free(&html);
	writer_free(&pdf);
	return ok;
}

bool dossier_build(const struct dossier_input *in,
		   bool (*put)(void *ctx, const char *path, struct bytes content, struct error *e), void *ctx,
		   struct arena *arena, struct dossier *ret, struct error *e)
{
	struct run run = {.in = in, .put = put, .ctx = ctx};
	struct dossier d;
	bool ok;

	ok = plan(&run, arena, e);
	if (ok) {
		pthread_mutex_init(&run.layout, NULL);
		work_all(&run);
		pthread_mutex_destroy(&run.layout);
	}
	ok = ok && collect(&run, arena, &d, e);
	for (size_t i = 0; i < run.count; i++)
		arena_done(&run.jobs[i].arena);
	TRY(ok && write_index(&run, &d, arena, e));
	*ret = d;
	return true;
}
