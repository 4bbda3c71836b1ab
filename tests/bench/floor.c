/* floor DIR: what a machine needs at least to read a tree: walks it, reads every file and makes its SHA-256. */
#include "core/base/attributes.h"
#include "core/crypto/hash.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool hash_file(const char *path, uint8_t *buffer, size_t room, uint64_t *bytes)
{
	struct hash h = hash_begin(HASH_SHA256);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	uint8_t sum[SHA256_LEN];
	ssize_t got;

	if (fd < 0)
		return false;
	while ((got = read(fd, buffer, room)) > 0) {
		hash_add(&h, bytes_of(buffer, (size_t)got));
		*bytes += (uint64_t)got;
	}
	hash_end(&h, sum);
	close(fd);
	return got == 0;
}

int main(int argc, char **argv)
{
	static const size_t room = 1 << 20;
	uint8_t *buffer = malloc(room);
	uint64_t files = 0, bytes = 0;
	FTSENT *entry;
	FTS *tree = argc == 2 && buffer ? fts_open(argv + 1, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;

	if (!tree) {
		fprintf(stderr, "usage: floor DIR\n");
		free(buffer);
		return 2;
	}
	while ((entry = fts_read(tree)) != NULL)
		if (entry->fts_info == FTS_F && hash_file(entry->fts_accpath, buffer, room, &bytes))
			files++;
	fts_close(tree);
	free(buffer);
	printf("files=%llu bytes=%llu\n", (unsigned long long)files, (unsigned long long)bytes);
	return 0;
}
