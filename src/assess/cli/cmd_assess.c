/* holdfast assess: an input in, verdicts and reports out; holdfast judge: the same from a case file. */
#include "assess/cli/cli.h"
#include "assess/cli/declaring.h"
#include "assess/cli/pipeline.h"
#include "assess/judge/withhold.h"
#include "assess/report/report.h"
#include "assess/facts/declared.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

struct form {
	const char *path; /* where to; NULL: not wanted */
	bool (*make)(const struct assessment *a, struct writer *out, struct error *e);
};

static bool write_form(const struct form *form, const struct assessment *a, struct error *e)
{
	struct writer out = writer_of(REPORT_MAX, "report");
	bool ok = form->make(a, &out, e) && file_write(form->path, writer_bytes(&out), e);

	writer_free(&out);
	return ok;
}

static bool print_summary(const struct assessment *a, bool all, struct error *e)
{
	const char *no_colour = getenv("NO_COLOR");
	struct winsize size = {0};
	struct text_options options = {.all = all};
	struct writer out = writer_of(REPORT_MAX, "summary");
	bool ok;

	if (isatty(STDOUT_FILENO)) {
		options.colour = !no_colour || !no_colour[0];
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
			options.columns = size.ws_col;
	}
	ok = report_text(a, &options, &out, e) && fd_write_all(STDOUT_FILENO, writer_bytes(&out), e);
	writer_free(&out);
	return ok;
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* --fail-on: which severity of a failed finding makes the exit status 1. */
static bool fail_on(const char *name, enum severity *ret, bool *ret_never)
{
	static const char *const names[] = {"info", "low", "medium", "high", "critical"};

	*ret_never = strcmp(name, "never") == 0;
	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(names[i], name) == 0) {
			*ret = (enum severity)i;
			return true;
		}
	}
	return *ret_never;
}

static int status_of(const struct session *s, enum severity least, bool never)
{
	const struct assessment *a = &s->assessment;

	for (size_t i = 0; !never && i < a->finding_count; i++)
		if (a->findings[i].verdict == VERDICT_FAIL && a->findings[i].severity >= least)
			return EXIT_FAILED;
	return a->overall == VERDICT_PASS ? EXIT_OK : EXIT_INCOMPLETE;
}

struct inputs {
	const char *path;     /* image, folder, file; for judge the case; NULL: a declaration alone */
	const char *product;  /* NULL: none */
	const char *casefile; /* NULL: nothing is kept */
	bool from_case, all;
};

static bool open_input(struct session *s, const struct inputs *in, struct error *e)
{
	if (!in->path)
		return session_begin(s, in->casefile, e);
	return in->from_case ? session_load(s, in->path, e) : session_observe(s, in->path, e);
}

static bool declare_input(struct session *s, const char *command, const struct inputs *in, const struct product *p,
			  struct bytes text, struct error *e)
{
	bool kept = false;

	if (in->product)
		return session_declare(s, p, text, e);
	if (in->casefile && !in->from_case)
		TRY(session_carry(s, in->casefile, &kept, e));
	if (kept)
		fprintf(stderr, "holdfast %s: what '%s' declares is kept; --product FILE replaces it\n", command,
			in->casefile);
	return true;
}

/* The declaration may name the images it is for; the next release is easily assessed with the one of the last. */
static void compare_image(const struct session *s, const char *command, const struct inputs *in)
{
	const struct declared_entry *product =
		s->assessment.declared ? declared_one(s->assessment.declared, "product") : NULL;
	struct stat st;
	char sum[65];

	if (s->quiet || !s->observed || !in->path || !entry_has(product, "image") || stat(in->path, &st) != 0 ||
	    !S_ISREG(st.st_mode))
		return;
	text_hex(bytes_of(s->result.sha256, sizeof s->result.sha256), sum);
	if (!entry_lists(product, "image", sum))
		cli_say("holdfast %s: %s is none of the images that product.image declares: is the declaration for it? "
			"Add "
			"%s, or leave the key out",
			command, in->path, sum);
}

/* A judged session. The product file comes first: its mistakes are told at once, not after a long look at an image.
 * EXIT_OK, or the status to end with, said already. */
static int judge_inputs(struct session *s, const char *command, const struct inputs *in)
{
	struct bytes text = {0};
	struct product p = {0};
	struct error e;
	bool ok;

	if (in->product && !declaring_load(command, in->product, s->run.no_sandbox,
					   s->quiet  ? DECLARING_QUIET
					   : in->all ? DECLARING_ALL
						     : DECLARING_SOME,
					   &s->arena, &p, &text))
		return EXIT_CANNOT;
	ok = open_input(s, in, &e) && declare_input(s, command, in, &p, text, &e) &&
	     (!in->casefile || session_remember(s, in->casefile, &e)) && session_judge(s, &e);
	free((void *)(uintptr_t)text.at);
	if (ok)
		compare_image(s, command, in);
	return ok ? EXIT_OK : cli_fail(command, &e);
}

static int run(const char *command, bool from_case, int argc, char **argv)
{
	struct session s = session_of();
	const char *json = NULL, *html = NULL, *sarif = NULL, *junit = NULL, *least = "info";
	struct inputs in = {.from_case = from_case};
	bool all = false, withheld = false, help, never;
	enum severity severity = SEVERITY_INFO;
	struct error e;
	int count, status;
	const struct option_row rows[] = {
		/* judge alone: assess has it among those of observing */
		{"--no-sandbox", NULL, OPTION_FLAG, &s.run.no_sandbox, "read the product file without confinement"},
		{"--json", "FILE", OPTION_OUTPUT, &json,
		 "write the report as JSON; these four without FILE, or with '-': to standard output"},
		{"--html", "FILE", OPTION_OUTPUT, &html, "write the report as one HTML page"},
		{"--sarif", "FILE", OPTION_OUTPUT, &sarif, "write the findings as SARIF 2.1.0"},
		{"--junit", "FILE", OPTION_OUTPUT, &junit, "write the test units as JUnit XML"},
		{"--product", "FILE", from_case ? OPTION_TEXT : OPTION_INPUT, &in.product,
		 from_case ? "put this product file in the place of what the case declares"
			   : "product.yaml: what the maker declares; alone, without an image, too"},
		{"--case", "FILE", OPTION_TEXT, &in.casefile, "keep the facts, to be judged again or compared"},
		{"--all", NULL, OPTION_FLAG, &all,
		 "print every finding, not only the worst, and all that the product file does not say yet"},
		{"--withhold-secrets", NULL, OPTION_FLAG, &withheld,
		 "reports for others: no passwords, keys and hashes that were found"},
		{"--fail-on", "SEVERITY", OPTION_TEXT, &least,
		 "exit 1 only from this severity up: info (default), low, medium, high, critical, never"},
		SESSION_OPTIONS(s),
	};

	if (!options_parse(command, argc, argv, rows + !from_case,
			   ARRAY_LEN(rows) - (from_case ? SESSION_ROWS_OBSERVING : 1), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count > 1 || (count == 0 && (from_case || !in.product)))
		return cli_usage(command, "one %s is needed; see 'holdfast %s --help'",
				 from_case ? "case file" : "image, folder or file, or --product,", command);
	if (!fail_on(least, &severity, &never))
		return cli_usage(command, "--fail-on takes info, low, medium, high, critical or never");
	if (is_stdout(json) + is_stdout(html) + is_stdout(sarif) + is_stdout(junit) > 1)
		return cli_usage(command, "only one report can go to standard output: give the others a FILE");
	in.all = all;
	in.path = count ? argv[1] : NULL;
	if (!from_case && in.path && session_is_case(in.path))
		return cli_usage(command, "'%s' is a case: 'holdfast judge' judges it again", in.path);
	if (from_case && in.product && !in.casefile)
		in.casefile = in.path;
	/* an SBOM may be made of the case */
	s.run.sha512 = in.casefile != NULL;
	status = judge_inputs(&s, command, &in);
	if (status == EXIT_OK) {
		const struct form forms[] = {
			{json, report_json},
			{html, report_html},
			{sarif, report_sarif},
			{junit, report_junit},
		};
		bool to_stdout = false, ok = true, kept = withheld;

		/* the case has everything: it is kept before */
		if (withheld)
			ok = (!in.casefile || session_save(&s, in.casefile, &e)) &&
			     withhold((struct assessment *const[]){&s.assessment}, 1, s.facts, &s.arena, &e);
		for (size_t i = 0; ok && i < ARRAY_LEN(forms); i++) {
			if (!forms[i].path)
				continue;
			ok = write_form(&forms[i], &s.assessment, &e);
			to_stdout |= is_stdout(forms[i].path);
		}
		if (ok && in.casefile && !kept)
			ok = session_save(&s, in.casefile, &e);
		if (ok && !to_stdout)
			ok = print_summary(&s.assessment, all, &e);
		status = ok ? status_of(&s, severity, never) : cli_fail(command, &e);
	}
	session_done(&s);
	return status;
}

int cmd_assess(int argc, char **argv)
{
	return run("assess", false, argc, argv);
}

int cmd_judge(int argc, char **argv)
{
	return run("judge", true, argc, argv);
}
