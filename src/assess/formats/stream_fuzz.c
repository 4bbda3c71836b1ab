/* First byte: which of the stream formats. */
#include "assess/formats/format_fuzz.h"

extern const struct format format_gzip, format_xz, format_lzma, format_bzip2, format_zstd, format_lz4, format_lzop,
	format_compress;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct format *const all[] = {&format_gzip, &format_xz,  &format_lzma, &format_bzip2,
						   &format_zstd, &format_lz4, &format_lzop, &format_compress};

	if (len)
		format_fuzz(all[data[0] % 8], data + 1, len - 1);
	return 0;
}
