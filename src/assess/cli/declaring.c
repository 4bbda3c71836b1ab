#include "assess/cli/declaring.h"

#include "core/sys/file.h"

#include <stdio.h>
#include <unistd.h>

enum { GAPS_SHOWN = 5 };

static void print_one(struct writer *out, const char *command, const char *name, const char *kind,
		      const struct product_problem *p)
{
	write_fmt(out, "holdfast %s: %s:", command, p->file ? p->file : name);
	if (p->line)
		write_fmt(out, "%u:%u:", p->line, p->column);
	write_fmt(out, " %s%s\n", kind, p->text);
}

void declaring_print(struct writer *out, const char *command, const struct product *p, bool quiet)
{
	for (size_t i = 0; i < p->problem_count; i++)
		print_one(out, command, p->name, "", &p->problems[i]);
	if (p->problem_count)
		write_fmt(out, "holdfast %s: %s: refused with %zu problem%s; nothing was taken from it\n", command,
			  p->name, p->problem_count, p->problem_count == 1 ? "" : "s");
	for (size_t i = 0; !quiet && i < p->gap_count && i < GAPS_SHOWN; i++)
		print_one(out, command, p->name, "not said yet: ", &p->gaps[i]);
	if (!quiet && p->gap_count > GAPS_SHOWN)
		write_fmt(out, "holdfast %s: %s: and %zu%s more that the file does not say yet\n", command, p->name,
			  p->gap_count - GAPS_SHOWN, p->gap_count == PRODUCT_PROBLEMS_MAX ? " or" : "");
}

bool declaring_load(const char *command, const char *path, bool open, bool quiet, struct arena *arena,
		    struct product *ret, struct bytes *ret_text)
{
	struct writer out = writer_of(1 << 20, "messages");
	struct error e, ignored;
	bool ok = product_load(path, open, arena, ret, ret_text, &e);

	if (!ok && !ret->problem_count)
		write_fmt(&out, "holdfast %s: %s\n", command, e.text);
	declaring_print(&out, command, ret, quiet);
	if (!fd_write_all(STDERR_FILENO, writer_bytes(&out), &ignored) && ok)
		ok = true; /* nobody listens: the declaration is good all the same */
	writer_free(&out);
	return ok;
}
