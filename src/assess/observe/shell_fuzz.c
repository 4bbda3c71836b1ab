#include "assess/observe/shell.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct shell_script s;
	struct arena a;

	arena_init(&a, 0);
	if (shell_read(bytes_of(data, len), &a, &s)) {
		for (size_t i = 0; i < s.count; i++)
			if (s.commands[i].count == 0 || s.commands[i].offset > len)
				abort();
	}
	arena_done(&a);
	return 0;
}
