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

void declaring_print(struct writer *out, const char *command, const struct product *p, enum declaring_told told)
{
	size_t shown;

	for (size_t i = 0; i < p->problem_count; i++)
		print_one(out, command, p->name, "", &p->problems[i]);
	if (p->problem_count)
		write_fmt(out, "holdfast %s: %s: refused with %zu problem%s; nothing was taken from it\n", command,
			  p->name, p->problem_count, p->problem_count == 1 ? "" : "s");
	shown = told == DECLARING_QUIET ? 0 : told == DECLARING_ALL ? p->gap_count : GAPS_SHOWN;
	for (size_t i = 0; i < p->gap_count && i < shown; i++)
		print_one(out, command, p->name, "not said yet: ", &p->gaps[i]);
	if (told == DECLARING_SOME && p->gap_count > shown)
		write_fmt(out,
			  "holdfast %s: %s: and %zu%s more that the file does not say yet (holdfast assess --all names "
			  "them)\n",
			  command, p->name, p->gap_count - shown, p->gap_count == PRODUCT_PROBLEMS_MAX ? " or" : "");
}

bool declaring_load(const char *command, const char *path, bool open, enum declaring_told told, struct arena *arena,
		    struct product *ret, struct bytes *ret_text)
{
	struct writer out = writer_of(1 << 20, "messages");
	struct error e, ignored;
	bool ok = product_load(path, open, arena, ret, ret_text, &e);

	if (!ok && !ret->problem_count)
		write_fmt(&out, "holdfast %s: %s\n", command, e.text);
	declaring_print(&out, command, ret, told);
	if (!fd_write_all(STDERR_FILENO, writer_bytes(&out), &ignored) && ok)
		ok = true; /* nobody listens: the declaration is good all the same */
	writer_free(&out);
	return ok;
}
