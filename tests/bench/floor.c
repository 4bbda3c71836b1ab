/* floor [--patterns] DIR: what a machine needs at least to read a tree: walks it, reads every file and makes its
 * SHA-256; with --patterns it runs the version and secret patterns over every file too. One thread. */
#include "assess/observe/patterns.h"
#include "core/crypto/hash.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct floor {
	struct pattern_scan *scan; /* NULL: hash alone */
	uint8_t *buffer;
	size_t room;
	uint64_t files, bytes, hits;
};

static bool read_file(struct floor *f, const char *path, size_t size)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	const struct pattern_hit *hits;
	uint8_t sum[SHA256_LEN];
	struct bytes data;
	size_t len = 0, count = 0;
	struct error e;
	ssize_t got = 0;

	if (fd < 0)
		return false;
	if (size + 1 > f->room) {
		free(f->buffer);
		f->room = size * 2 + 1;
		f->buffer = malloc(f->room);
	}
	while (f->buffer && len < f->room && (got = read(fd, f->buffer + len, f->room - len)) > 0)
		len += (size_t)got;
	close(fd);
	data = bytes_of(f->buffer, len);
	hash_sha256(data, sum);
	if (f->scan && !pattern_scan_run(f->scan, data, &hits, &count, &e))
		fprintf(stderr, "%s: %s\n", path, e.text);
	f->hits += count;
	f->bytes += len;
	return got == 0;
}

int main(int argc, char **argv)
{
	bool with = argc == 3 && strcmp(argv[1], "--patterns") == 0;
	struct floor f = {0};
	struct error e;
	struct patterns *patterns = with ? patterns_new(&e) : NULL;
	FTS *tree = argc == 2 + with ? fts_open(argv + 1 + with, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
	FTSENT *entry;

	if (patterns)
		f.scan = pattern_scan_new(patterns, &e);
	if (!tree || (with && !f.scan))
		return fprintf(stderr, "usage: floor [--patterns] DIR\n"), 2;
	while ((entry = fts_read(tree)) != NULL)
		if (entry->fts_info == FTS_F && read_file(&f, entry->fts_accpath, (size_t)entry->fts_statp->st_size))
			f.files++;
	fts_close(tree);
	printf("files=%llu bytes=%llu hits=%llu\n", (unsigned long long)f.files, (unsigned long long)f.bytes,
	       (unsigned long long)f.hits);
	pattern_scan_free(f.scan);
	patterns_free(patterns);
	free(f.buffer);
	return 0;
}
