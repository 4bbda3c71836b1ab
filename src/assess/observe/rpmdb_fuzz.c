#include "assess/observe/rpmdb.h"

#include <stdlib.h>

static void fuzz_package(void *ctx, const struct rpm_package *p)
{
	struct bytes in = *(struct bytes *)ctx;
	const struct bytes *views[] = {&p->name,    &p->version, &p->release, &p->arch,
				       &p->licence, &p->vendor,  &p->source,  &p->requires};
	volatile uint64_t sum = 0;

	for (size_t i = 0; i < ARRAY_LEN(views); i++)
		for (size_t k = 0; k < views[i]->len; k++)
			sum += views[i]->at[k];
	if (p->offset > in.len || p->len > in.len - p->offset || sum == UINT64_MAX)
		abort(); /* evidence outside the file; the sum, which is no such number, makes every byte be read */
}

static void fuzz_unread(void *ctx, uint64_t offset, const char *why)
{
	if (offset > ((struct bytes *)ctx)->len || !*why)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes in = bytes_of(data, len);
	struct rpm_package p;
	struct error e;

	(void)!rpmdb_read(in, &(struct rpmdb_visitor){&in, fuzz_package, fuzz_unread}, &e);
	(void)!rpm_header_read(in, &p, &e);
	return 0;
}
