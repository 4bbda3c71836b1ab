/* First byte: which codec, second: options; the rest is the data. */
#include "assess/formats/codec.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct codec_options options;
	struct writer out = writer_of(1 << 20, "fuzz");
	struct error e;
	size_t used, got;
	uint8_t *block;
	enum codec codec;
	struct bytes in;

	if (len < 2)
		return 0;
	codec = (enum codec)(data[0] % (CODEC_COMPRESS + 1));
	options = (struct codec_options){data[1], 1u << (data[1] % 32)};
	in = bytes_of(data + 2, len - 2);
	if (!codec_stream(codec, &options, in, &out, &used, &e))
		used = used <= in.len ? used : (abort(), 0);
	writer_free(&out);
	(void)codec_starts(codec, in);
	block = malloc(70000);
	if (block && codec_block(codec, &options, in, block, data[1] * 256u, &got, &e) && got > data[1] * 256u)
		abort();
	free(block);
	return 0;
}
