/* The whole parser, and the way through the pipe: what was written is read again. */
#include "core/product/product.h"
#include "core/product/product_wire.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
const char *__lsan_default_suppressions(void);

/* libfyaml 0.7 loses tokens after some syntax errors. It happens in a process that ends with the file. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct writer wire = writer_of(64 << 20, "wire");
	struct product p, again = {0};
	struct arena arena;
	struct error e;

	arena_init(&arena, (size_t)256 << 20);
	if (product_parse(bytes_of(data, len), "fuzz.yaml", &arena, &p, &e))
		ASSERT(p.problem_count == 0);
	product_wire_write(&wire, &p);
	if (writer_ok(&wire) && product_wire_read(writer_bytes(&wire), &arena, &again, &e)) {
		ASSERT(again.count == p.count && again.gap_count == p.gap_count);
		for (size_t i = 0; i < p.count; i++)
			ASSERT(strcmp(p.items[i].value, again.items[i].value) == 0);
	}
	/* the bytes themselves as what a child that was taken over would say */
	if (!product_wire_read(bytes_of(data, len), &arena, &again, &e))
		ASSERT(e.text[0]);
	writer_free(&wire);
	arena_done(&arena);
	return 0;
}
