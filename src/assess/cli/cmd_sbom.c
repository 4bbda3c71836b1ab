/* holdfast sbom: the software bill of materials of an input or a case. */
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/report/report.h"
#include "assess/report/sbom.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The input once more, for its SHA-512. That it is still the file that was read is shown by its SHA-256. */
static bool hash_input(const char *path, const uint8_t *sha256, char *ret_sha512, struct error *e)
{
	SCOPED(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct hash both[2] = {hash_begin(HASH_SHA256), hash_begin(HASH_SHA512)};
	uint8_t sum[SHA256_LEN], wide[SHA512_LEN];
	static const size_t step = 1 << 16;
	uint8_t *buffer = malloc(step);
	ssize_t n = fd < 0 ? -1 : 0;

	while (fd >= 0 && buffer) {
		n = read(fd, buffer, step);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		for (size_t i = 0; i < ARRAY_LEN(both); i++)
			hash_add(&both[i], bytes_of(buffer, (size_t)n));
	}
	if (!buffer)
		return error_memory(e, "hash");
	free(buffer);
	if (n < 0)
		return error_errno(e, "cannot read '%s'", path);
	hash_end(&both[0], sum);
	hash_end(&both[1], wide);
	if (memcmp(sum, sha256, sizeof sum) != 0)
		return error_set(e, ERROR_ENVIRONMENT, "'%s' changed while it was read", path);
	text_hex(bytes_of(wide, sizeof wide), ret_sha512);
	return true;
}

/* --timestamp, else SOURCE_DATE_EPOCH (reproducible-builds.org), else when the input was last changed: never the clock,
 * so that the same input gives the same bytes. */
static bool timestamp_of(const char *option, const char *path, time_t *ret, struct error *e)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct stat st;
	uint64_t number;

	if (option)
		return sbom_time(option, ret) || error_set(e, ERROR_USAGE, "--timestamp takes 2026-01-31T12:00:00Z");
	if (epoch && epoch[0]) {
		if (!text_number(bytes_str(epoch), &number) || number > UINT64_C(253402300799))
			return error_set(e, ERROR_USAGE, "SOURCE_DATE_EPOCH is no number of seconds");
		*ret = (time_t)number;
		return true;
	}
	if (stat(path, &st) != 0)
		return error_errno(e, "'%s'", path);
	*ret = st.st_mtime < 0 ? 0 : st.st_mtime;
	return true;
}

struct wanted {
	const char *format, *output, *timestamp, *creator, *product, *version;
};

static bool make(struct session *s, const struct wanted *w, const char *path, struct error *e)
{
	struct writer out = writer_of(REPORT_MAX, "SBOM"), summary = writer_of(1u << 20, "summary");
	char sha256[65], sha512[2 * SHA512_LEN + 1];
	struct sbom sbom;
	struct sbom_input in = {
		.name = s->name,
		.sha256 = sha256,
		.size = s->result.input_size,
		.folder = s->result.folder,
		.creator = w->creator,
		.product = w->product,
		.product_version = w->version,
		.coverage = {.bytes = s->result.bytes,
			     .explained = s->result.explained,
			     .files = s->result.files,
			     .containers = s->result.containers,
			     .restarts = s->result.restarts,
			     .sandboxed = s->result.sandboxed,
			     .complete = !s->result.timed_out},
	};
	bool ok = timestamp_of(w->timestamp, path, &in.timestamp, e);

	text_hex(bytes_of(s->result.sha256, sizeof s->result.sha256), sha256);
	if (ok && !s->result.folder && !session_is_case(path)) {
		ok = hash_input(path, s->result.sha256, sha512, e);
		in.sha512 = sha512;
	}
	ok = ok && sbom_build(s->facts, &in, &s->arena, &sbom, e) &&
	     (strcmp(w->format, "spdx") == 0 ? sbom_spdx(&sbom, &out, e) : sbom_cyclonedx(&sbom, &out, e)) &&
	     file_write(w->output, writer_bytes(&out), e);
	if (ok && !s->quiet) {
		struct error unsaid;

		write_fmt(&summary, "holdfast sbom: ");
		sbom_summary(&sbom, &summary);
		if (!fd_write_all(STDERR_FILENO, writer_bytes(&summary), &unsaid))
			ok = error_set(e, unsaid.code, "%s", unsaid.text);
	}
	writer_free(&out);
	writer_free(&summary);
	return ok;
}

int cmd_sbom(int argc, char **argv)
{
	struct session s = session_of();
	struct wanted w = {.format = "cyclonedx", .output = "-"};
	const char *email = NULL, *url = NULL;
	struct error e;
	bool help;
	int count, status;
	const struct option_row rows[] = {
		{"--format", "FORMAT", OPTION_TEXT, &w.format, "cyclonedx (1.6, default) or spdx (2.3); both are JSON"},
		{"--output", "FILE", OPTION_TEXT, &w.output, "where to; default: standard output"},
		{"-o", "FILE", OPTION_TEXT, &w.output, "the same"},
		{"--timestamp", "TIME", OPTION_TEXT, &w.timestamp,
		 "2026-01-31T12:00:00Z; default: SOURCE_DATE_EPOCH, else the input's own"},
		{"--creator", "ADDRESS", OPTION_TEXT, &w.creator, "email address or URL of who makes this SBOM"},
		{"--product", "NAME", OPTION_TEXT, &w.product, "what the input is called; default: its file's name"},
		{"--product-version", "VERSION", OPTION_TEXT, &w.version, "the product's version"},
		SESSION_OPTIONS_OBSERVE(s),
	};

	if (!options_parse("sbom", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage("sbom", "one image, folder, file or case is needed; see 'holdfast sbom --help'");
	if (strcmp(w.format, "cyclonedx") != 0 && strcmp(w.format, "spdx") != 0)
		return cli_usage("sbom", "--format takes cyclonedx or spdx");
	if (w.timestamp && !sbom_time(w.timestamp, &(time_t){0}))
		return cli_usage("sbom", "--timestamp takes 2026-01-31T12:00:00Z");
	if (w.creator && !sbom_contact(&s.arena, bytes_str(w.creator), &email, &url))
		return cli_usage("sbom", "--creator takes an email address or a URL that begins with https://");
	s.no_guess = true;
	s.run.sha512 = true;
	status = session_open(&s, argv[1], &e) && make(&s, &w, argv[1], &e) ? EXIT_OK : cli_fail("sbom", &e);
	session_done(&s);
	return status;
}
