/* holdfast unpack --list, holdfast facts: what was seen, without judgement. */
#include "assess/cli/cli.h"
#include "assess/cli/options.h"
#include "assess/derive/derive.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <unistd.h>

static bool flush(struct writer *out, size_t least, struct error *e)
{
	if (out->len < least)
		return writer_ok(out) || writer_done(out, e);
	TRY(writer_done(out, e));
	TRY(fd_write_all(STDOUT_FILENO, writer_bytes(out), e));
	writer_reset(out);
	return true;
}

static bool print_list(const struct facts *facts, struct error *e)
{
	struct writer out = writer_of(1u << 24, "output");
	bool ok = true;

	/* containers and files by where they lie: nodes are sorted by chain */
	FACTS_EACH (facts, FACT_CONTAINER, c) {
		write_fmt(&out, "%-9s ", "container");
		text_print_safe(&out, fact_node_of(facts, c)->chain);
		write_fmt(&out, "  (%.*s, %llu bytes, %.*s files, %.*s)\n", (int)c->field[CONTAINER_TITLE].len,
			  (const char *)c->field[CONTAINER_TITLE].at, (unsigned long long)fact_node_of(facts, c)->size,
			  (int)c->field[CONTAINER_FILES].len, (const char *)c->field[CONTAINER_FILES].at,
			  (int)c->field[CONTAINER_STATUS].len, (const char *)c->field[CONTAINER_STATUS].at);
		ok = ok && flush(&out, 1 << 16, e);
	}
	FACTS_EACH (facts, FACT_FILE, f) {
		static const unsigned columns[] = {FILE_MODE, FILE_UID, FILE_GID, FILE_SIZE};

		write_fmt(&out, "%-9.*s ", (int)f->field[FILE_TYPE].len, (const char *)f->field[FILE_TYPE].at);
		for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
			struct bytes value = f->field[columns[i]];

			write_fmt(&out, i == 3 ? "%10.*s " : "%4.*s ", value.len ? (int)value.len : 1,
				  value.len ? (const char *)value.at : "-");
		}
		text_print_safe(&out, fact_node_of(facts, f)->chain);
		if (f->field[FILE_LINK].len) {
			write_str(&out, " -> ");
			text_print_safe(&out, f->field[FILE_LINK]);
		}
		write_str(&out, "\n");
		ok = ok && flush(&out, 1 << 16, e);
	}
	FACTS_EACH (facts, FACT_UNREAD, u) {
		write_str(&out, "unread    ");
		text_print_safe(&out, fact_node_of(facts, u)->chain);
		write_str(&out, ": ");
		text_print_safe(&out, u->field[UNREAD_WHY]);
		write_str(&out, "\n");
	}
	FACTS_EACH (facts, FACT_REGION, r) {
		write_str(&out, "region    ");
		text_print_safe(&out, fact_node_of(facts, r)->chain);
		write_fmt(&out, "  (%llu bytes, %.*s, %.*s bits a byte)\n", (unsigned long long)r->len,
			  (int)r->field[REGION_CLASS].len, (const char *)r->field[REGION_CLASS].at,
			  (int)r->field[REGION_ENTROPY].len, (const char *)r->field[REGION_ENTROPY].at);
	}
	ok = ok && flush(&out, 0, e);
	writer_free(&out);
	return ok;
}

static bool print_facts(const struct facts *facts, struct error *e)
{
	struct writer out = writer_of(1u << 24, "output");
	bool ok = true;

	for (unsigned kind = 0; kind < FACT_KINDS; kind++) {
		FACTS_EACH (facts, (enum fact_kind)kind, f) {
			write_fmt(&out, "%s ", fact_kind_name(f->kind));
			text_print_safe(&out, fact_node_of(facts, f)->chain);
			write_fmt(&out, " @0x%llx+%llu", (unsigned long long)f->offset, (unsigned long long)f->len);
			for (unsigned i = 0; i < fact_kind_fields(f->kind); i++) {
				if (!f->field[i].at)
					continue;
				write_fmt(&out, " %s=", fact_field_name(f->kind, i));
				text_print_safe(&out, f->field[i]);
			}
			write_str(&out, "\n");
			ok = ok && flush(&out, 1 << 16, e);
		}
	}
	ok = ok && flush(&out, 0, e);
	writer_free(&out);
	return ok;
}

static int run(const char *command, int argc, char **argv, bool list)
{
	struct supervise_options options = {.limits = limits_default(), .list_only = list};
	struct supervise_result result;
	struct facts *facts = NULL;
	struct error e;
	bool flag_list = false, help;
	int count, status = EXIT_OK;
	const struct option_row rows[] = {
		{"--list", NULL, OPTION_FLAG, &flag_list, "list containers and files (the default)"},
		{"--threads", "N", OPTION_NUMBER, &options.threads, "analysis threads; default: one a core"},
		{"--limit", "NAME=NUMBER", OPTION_LIMIT, &options.limits, "set a budget"},
		{"--no-sandbox", NULL, OPTION_FLAG, &options.no_sandbox,
		 "run parsers without confinement: only on images you trust"},
	};

	if (!options_parse(command, argc, argv, rows + !list, ARRAY_LEN(rows) - !list, &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage(command, "one image, folder or file is needed; see 'holdfast %s --help'", command);
	if (!supervise(argv[1], &options, &facts, &result, &e) || !facts_sort(facts, &e) ||
	    (!list && !derive_all(facts, &e)) || !(list ? print_list(facts, &e) : print_facts(facts, &e)))
		status = cli_fail(command, &e);
	facts_free(facts);
	return status;
}

int cmd_facts(int argc, char **argv)
{
	return run("facts", argc, argv, false);
}

int cmd_unpack(int argc, char **argv)
{
	return run("unpack", argc, argv, true);
}
