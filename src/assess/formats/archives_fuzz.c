/* First byte: which of the archive formats. Not RAR: its reader in libarchive 3.6 asks for claimed sizes, gets none and
 * says so, which a fuzzer takes for a fault. */
#include "assess/formats/format_fuzz.h"

extern const struct format format_tar, format_zip, format_ar, format_7z, format_iso9660, format_arj;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct format *const all[] = {&format_tar, &format_zip,     &format_ar,
						   &format_7z,  &format_iso9660, &format_arj};

	if (len)
		format_fuzz(all[data[0] % ARRAY_LEN(all)], data + 1, len - 1);
	return 0;
}
