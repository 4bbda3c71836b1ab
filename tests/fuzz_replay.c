/* Runs a fuzz target over the files of folders as a plain test: every seed and every input that once crashed it. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat st;
	uint8_t *data;
	size_t len;

	if (!file || fstat(fileno(file), &st) || !S_ISREG(st.st_mode)) {
		if (file)
			fclose(file);
		return 0;
	}
	/* an allocation of the exact size, so that a read past its end is seen */
	data = malloc(st.st_size ? (size_t)st.st_size : 1);
	len = data ? fread(data, 1, (size_t)st.st_size, file) : 0;
	fclose(file);
	if (data)
		LLVMFuzzerTestOneInput(data, len);
	free(data);
	return 1;
}

int main(int argc, char **argv)
{
	int count = 0;

	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++) {
		struct dirent **names;
		int n = scandir(argv[i], &names, NULL, alphasort);

		for (int k = 0; k < n; k++) {
			char path[4096];

			snprintf(path, sizeof path, "%s/%s", argv[i], names[k]->d_name);
			count += replay_file(path);
			free(names[k]);
		}
		if (n >= 0)
			free(names);
	}
	printf("1..1\nok 1 - replayed %d inputs without a crash\n", count);
	return 0;
}
