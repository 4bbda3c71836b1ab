/* holdfast gap: what laws and schemes still ask of a product; holdfast scope: which laws catch it at all. */
#include "assess/cli/cli.h"
#include "assess/cli/declaring.h"
#include "assess/cli/pipeline.h"
#include "assess/dossier/dossier_gap.h"
#include "assess/judge/judge.h"
#include "assess/regime/gap.h"
#include "core/base/text.h"
#include "core/base/day.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The case, or the product file alone. EXIT_OK, or the status to end with, said already. */
static int open_either(struct session *s, const char *command, const char *path)
{
	struct bytes text = {0};
	struct product p = {0};
	struct error e;
	bool ok;

	if (session_is_case(path))
		return session_load(s, path, &e) ? EXIT_OK : cli_fail(command, &e);
	if (!declaring_load(command, path, s->run.no_sandbox, DECLARING_QUIET, &s->arena, &p, &text))
		return EXIT_CANNOT;
	ok = session_begin(s, NULL, &e) && session_declare(s, &p, text, &e);
	free((void *)(uintptr_t)text.at);
	return ok ? EXIT_OK : cli_fail(command, &e);
}

static struct gap_text_options text_options(bool all)
{
	const char *no_colour = getenv("NO_COLOR");
	struct winsize size = {0};
	struct gap_text_options ret = {.all = all};

	if (isatty(STDOUT_FILENO)) {
		ret.colour = !no_colour || !no_colour[0];
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
			ret.columns = size.ws_col;
	}
	return ret;
}

/* "psti,cra" or "all"; each once, in the order of the enumeration. False: said already. */
static bool regimes_of(const char *names, enum regime_id ret[REGIMES], size_t *ret_count)
{
	struct bytes rest = bytes_str(names), name;
	bool wanted[REGIMES] = {false};
	enum regime_id id;

	while (text_split(&rest, ',', &name)) {
		name = text_trim(name);
		if (bytes_is(name, "all")) {
			for (unsigned i = 0; i < REGIMES; i++)
				wanted[i] = true;
		} else if (regime_by_key(name, &id)) {
			wanted[id] = true;
		} else {
			cli_usage("gap",
				  "no regime '%.*s': psti, cra, en18031, nist8425, cls, jcstar, ul, iso29147, "
				  "iso30111 or all",
				  (int)(name.len < 40 ? name.len : 40), (const char *)name.at);
			return false;
		}
	}
	*ret_count = 0;
	for (unsigned i = 0; i < REGIMES; i++)
		if (wanted[i])
			ret[(*ret_count)++] = (enum regime_id)i;
	return true;
}

/* Judged by the editions that the regimes name: UK law names the earlier one. */
static bool judge_both(struct session *s, const enum regime_id *ids, size_t count, struct assessment into[EDITIONS],
		       struct regime_input *in, struct error *e)
{
	for (unsigned i = 0; i < EDITIONS; i++) {
		bool needed = false;

		for (size_t k = 0; k < count; k++)
			needed |= regime_edition(ids[k]) == (enum edition)i;
		if (!needed)
			continue;
		s->edition = edition_name((enum edition)i);
		TRY(session_judge(s, e));
		into[i] = s->assessment;
		in->assessment[i] = &into[i];
		in->declared = into[i].declared;
	}
	in->facts = s->facts;
	return true;
}

/* The page of the dossier. */
static bool print_page(const struct gap *gap, const char *path, struct arena *arena, struct error *e)
{
	struct document *doc = document_new(arena, "gap-analysis", "Regulatory gap analysis", NULL);
	const struct document_about about = {.product = gap->product, .author = gap->maker, .date = gap->today};
	struct writer out = writer_of(GAP_BYTES_MAX, "gap analysis");
	bool ok;

	document_about(doc, &about);
	ok = gap_document(gap, doc, e) && document_html(doc, &out, e) && file_write(path, writer_bytes(&out), e);
	writer_free(&out);
	return ok;
}

static bool print_gap(const struct gap *gap, const char *json, const char *html, bool all, struct arena *arena,
		      struct error *e)
{
	struct gap_text_options options = text_options(all);
	struct writer out = writer_of(GAP_BYTES_MAX, "gap analysis");
	bool ok = true, to_stdout = (json && strcmp(json, "-") == 0) || (html && strcmp(html, "-") == 0);

	if (json) {
		ok = gap_json(gap, &out, e) && file_write(json, writer_bytes(&out), e);
		writer_reset(&out);
	}
	if (ok && html)
		ok = print_page(gap, html, arena, e);
	if (ok && !to_stdout)
		ok = gap_text(gap, &options, &out, e) && fd_write_all(STDOUT_FILENO, writer_bytes(&out), e);
	writer_free(&out);
	return ok;
}

/* Law decides the status; what a scheme asks is nobody's duty. */
static int status_of(const struct gap *gap)
{
	int status = EXIT_OK;

	for (size_t i = 0; i < gap->count; i++) {
		if (!gap->results[i].scope)
			continue;
		if (gap->results[i].overall == STATE_NOT_MET)
			return EXIT_FAILED;
		if (gap->results[i].overall == STATE_UNKNOWN || gap->results[i].scope->answer == SCOPE_UNKNOWN)
			status = EXIT_INCOMPLETE;
	}
	return status;
}

int cmd_gap(int argc, char **argv)
{
	struct session s = session_of();
	struct assessment assessed[EDITIONS];
	const char *regime = "psti,cra", *json = NULL, *html = NULL, *date = NULL;
	bool all = false, help;
	enum regime_id ids[REGIMES];
	struct regime_input in = {.declared = declared_empty()};
	struct gap gap;
	struct error e;
	char today[32];
	int32_t days;
	size_t regimes;
	int count, status;
	const struct option_row rows[] = {
		{"--regime", "NAMES", OPTION_TEXT, &regime,
		 "psti,cra (default), en18031, nist8425, cls, jcstar, ul, iso29147, iso30111; all"},
		{"--date", "DATE", OPTION_TEXT, &date, "as of this day (2026-11-22); default: today"},
		{"--json", "FILE", OPTION_OUTPUT, &json, "write the analysis as JSON ('-': standard output)"},
		{"--html", "FILE", OPTION_OUTPUT, &html, "write the analysis as one HTML page"},
		{"--all", NULL, OPTION_FLAG, &all, "print every row and everything to do"},
		{"--no-sandbox", NULL, OPTION_FLAG, &s.run.no_sandbox, "run parsers without confinement"},
	};

	if (!options_parse("gap", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage("gap", "one case or product file is needed; see 'holdfast gap --help'");
	if (date && !day_parse(bytes_str(date), &days))
		return cli_usage("gap", "--date takes a day like 2026-11-22");
	if (json && html && strcmp(json, "-") == 0 && strcmp(html, "-") == 0)
		return cli_usage("gap", "only one form can go to standard output: give the other a FILE");
	if (!regimes_of(regime, ids, &regimes))
		return EXIT_USAGE;
	session_now(today);
	today[10] = '\0';
	in.today = date ? date : today;
	status = open_either(&s, "gap", argv[1]);
	if (status == EXIT_OK) {
		bool ok = judge_both(&s, ids, regimes, assessed, &in, &e) &&
			  gap_make(ids, regimes, &in, s.name, &s.arena, &gap, &e) &&
			  print_gap(&gap, json, html, all, &s.arena, &e);

		status = ok ? status_of(&gap) : cli_fail("gap", &e);
	}
	session_done(&s);
	return status;
}

int cmd_scope(int argc, char **argv)
{
	struct session s = session_of();
	struct gap_text_options options = text_options(true);
	struct writer out = writer_of(GAP_BYTES_MAX, "scope");
	const struct declared *d;
	const char *json = NULL;
	struct scope scope;
	struct error e;
	bool help, ok;
	int count, status;
	const struct option_row rows[] = {
		{"--json", "FILE", OPTION_OUTPUT, &json, "write the answers as JSON ('-': standard output)"},
		{"--no-sandbox", NULL, OPTION_FLAG, &s.run.no_sandbox, "run parsers without confinement"},
	};

	if (!options_parse("scope", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage("scope", "one case or product file is needed; see 'holdfast scope --help'");
	status = open_either(&s, "scope", argv[1]);
	if (status == EXIT_OK) {
		d = declared_of(s.facts, &s.arena);
		ok = (d || error_memory(&e, "declaration")) && scope_decide(d, s.facts, &s.arena, &scope, &e);
		if (ok && json)
			ok = scope_json(&scope, d, s.facts, &out, &e) && file_write(json, writer_bytes(&out), &e);
		else if (ok)
			ok = scope_text(&scope, d, &options, &out, &e) &&
			     fd_write_all(STDOUT_FILENO, writer_bytes(&out), &e);
		if (!ok)
			status = cli_fail("scope", &e);
		else if (scope.decision[SCOPE_PSTI].answer == SCOPE_UNKNOWN ||
			 scope.decision[SCOPE_CRA].answer == SCOPE_UNKNOWN)
			status = EXIT_INCOMPLETE;
	}
	writer_free(&out);
	session_done(&s);
	return status;
}
