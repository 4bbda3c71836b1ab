/* holdfast schema: the JSON Schema of product files, for editors. */
#include "assess/cli/cli.h"
#include "assess/cli/options.h"
#include "core/product/schema.h"
#include "core/sys/file.h"

enum { SCHEMA_MAX = 16 << 20 };

int cmd_schema(int argc, char **argv)
{
	struct writer out = writer_of(SCHEMA_MAX, "schema");
	const char *path = "-";
	struct error e;
	bool help, ok;
	int count;
	const struct option_row rows[] = {
		{"--output", "FILE", OPTION_TEXT, &path, "where to; default: standard output"},
	};

	if (!options_parse("schema", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count)
		return cli_usage("schema", "nothing but options is taken; see 'holdfast schema --help'");
	product_schema(&out);
	ok = writer_done(&out, &e) && file_write(path, writer_bytes(&out), &e);
	writer_free(&out);
	return ok ? EXIT_OK : cli_fail("schema", &e);
}
