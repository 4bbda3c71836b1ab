/* Espressif's image header and partition table, shared by the formats `esp_image`, `esp_partitions` and `esp_flash`
 * (esp-idf: bootloader_support, esp_app_format, gen_esp32part). Borrows its input. Serves 5.3 (what is updated) and 5.4
 * (is the flash encrypted). */
#ifndef HF_ASSESS_ESP_H
#define HF_ASSESS_ESP_H

#include "assess/formats/format.h"
#include "core/base/bytes.h"

#define ESP_TABLE_LEN 0xc00
#define ESP_TABLE_AT 0x8000
#define ESP_ROWS_MAX 95

struct esp_image {
	uint64_t len; /* with checksum byte, and hash where there is one */
	uint32_t entry;
	uint8_t segments;
	bool esp32; /* the long header */
	uint16_t chip;
	bool checksum_ok;
	bool has_hash, hash_ok;
	struct bytes app; /* the application description, empty where there is none */
};

/* True where header and all segments are consistent and inside `in`. */
bool esp_image_parse(struct bytes in, struct esp_image *ret);
const char *esp_chip_name(uint16_t chip);

struct esp_row {
	uint8_t type, subtype;
	uint32_t offset, len, flags;
	struct bytes label;
};

struct esp_table {
	struct esp_row rows[ESP_ROWS_MAX];
	size_t count;
	bool has_md5, md5_ok;
};

bool esp_table_parse(struct bytes in, struct esp_table *ret);
/* The rows as properties. `at`: where the table begins in the container. */
void esp_table_report(const struct esp_table *table, const struct visitor *v, uint64_t at);

#endif
