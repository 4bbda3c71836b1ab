/* Part of esp_image.c. */
#include "assess/formats/esp.h"

#include "assess/formats/parts.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#define MAGIC 0xe9
#define CHECKSUM_START 0xef
#define APP_MAGIC 0xabcd5432u
#define APP_LEN 256
#define FLASH_MAX (32u << 20) /* bytes: what the chips address at the most */
#define SEGMENTS_MAX 16

const char *esp_chip_name(uint16_t chip)
{
	static const struct {
		uint16_t id;
		const char *name;
	} chips[] = {
		{0, "ESP32"},     {2, "ESP32-S2"},  {5, "ESP32-C3"},  {9, "ESP32-S3"},  {12, "ESP32-C2"},
		{13, "ESP32-C6"}, {16, "ESP32-H2"}, {18, "ESP32-P4"}, {23, "ESP32-C5"}, {20, "ESP32-C61"},
	};

	for (size_t i = 0; i < ARRAY_LEN(chips); i++)
		if (chips[i].id == chip)
			return chips[i].name;
	return NULL;
}

/* Addresses that the chips map memory at; zero is what padding segments say. */
static bool address_ok(uint32_t address)
{
	return address == 0 || (address >= 0x3c000000 && address < 0x60000000);
}

/* Every segment's header, before a byte of their content is summed: a probe on noise must stay cheap. */
static bool segments_ok(struct reader r, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t address = read_u32le(&r, "address"), len = read_u32le(&r, "length");

		read_skip(&r, len, "segment");
		if (!reader_ok(&r) || !address_ok(address) || len == 0)
			return false;
	}
	return true;
}

static bool parse(struct bytes in, bool esp32, struct esp_image *ret)
{
	struct reader r = reader_of(in, "ESP image");
	struct esp_image image = {.esp32 = esp32};
	uint8_t sum = CHECKSUM_START, mode, flash, hash[SHA256_LEN];
	bool hashed = false;

	read_skip(&r, 1, "magic");
	image.segments = read_u8(&r, "segments");
	mode = read_u8(&r, "flash mode");
	flash = read_u8(&r, "flash size and speed");
	image.entry = read_u32le(&r, "entry point");
	(void)flash;
	if (in.len < 24 || in.at[0] != MAGIC || image.segments == 0 || image.segments > SEGMENTS_MAX || mode > 5 ||
	    image.entry < 0x40000000 || image.entry >= 0x60000000)
		return false;
	if (esp32) {
		uint8_t appended;

		read_skip(&r, 4, "pins");
		image.chip = read_u16le(&r, "chip");
		read_skip(&r, 9, "revisions");
		appended = read_u8(&r, "hash appended");
		if (appended > 1 || !esp_chip_name(image.chip))
			return false;
		hashed = appended;
	}
	if (!segments_ok(r, image.segments))
		return false;
	for (size_t i = 0; i < image.segments; i++) {
		uint32_t len;
		struct bytes data;

		read_skip(&r, 4, "address");
		len = read_u32le(&r, "length");
		data = read_bytes(&r, len, "segment");
		for (size_t j = 0; j < data.len; j++)
			sum ^= data.at[j];
		if (i == 0 && esp32 && data.len >= APP_LEN) {
			struct reader app = reader_of(data, "application description");

			if (read_u32le(&app, "magic") == APP_MAGIC)
				image.app = bytes_part(data, 0, APP_LEN);
		}
	}
	/* the checksum is the last byte of a 16-byte line */
	read_skip(&r, 15 - r.at % 16, "padding");
	image.checksum_ok = read_u8(&r, "checksum") == sum && reader_ok(&r);
	if (!reader_ok(&r))
		return false;
	if (hashed) {
		struct bytes stored;

		hash_sha256(bytes_part(in, 0, r.at), hash);
		stored = read_bytes(&r, SHA256_LEN, "hash");
		if (!reader_ok(&r))
			return false;
		image.has_hash = true;
		image.hash_ok = bytes_equal(stored, bytes_of(hash, SHA256_LEN));
	}
	image.len = r.at;
	*ret = image;
	return true;
}

bool esp_image_parse(struct bytes in, struct esp_image *ret)
{
	struct esp_image image;

	/* the largest flash these chips address is 32 MiB */
	in = bytes_part(in, 0, FLASH_MAX);
	if (in.len < 24 || in.at[0] != MAGIC)
		return false;
	/* the long header first: the short one would take its ninth byte for a segment's address */
	if (parse(in, true, &image) && (image.checksum_ok || image.hash_ok)) {
		*ret = image;
		return true;
	}
	if (!parse(in, false, &image) || !image.checksum_ok)
		return false;
	*ret = image;
	return true;
}

bool esp_table_parse(struct bytes in, struct esp_table *ret)
{
	struct esp_table table = {0};
	struct reader r = reader_of(bytes_part(in, 0, ESP_TABLE_LEN), "partition table");
	uint8_t sum[MD5_LEN];

	while (reader_left(&r) >= 32) {
		size_t at = r.at;
		uint16_t magic = read_u16le(&r, "magic");
		struct esp_row row = {0};

		if (magic == 0xebeb) {
			struct bytes stored;

			read_skip(&r, 14, "padding");
			stored = read_bytes(&r, MD5_LEN, "md5");
			hash_md5(bytes_part(in, 0, at), sum);
			table.has_md5 = true;
			table.md5_ok = bytes_equal(stored, bytes_of(sum, MD5_LEN));
			break;
		}
		if (magic == 0xffff)
			break;
		row.type = read_u8(&r, "type");
		row.subtype = read_u8(&r, "subtype");
		row.offset = read_u32le(&r, "offset");
		row.len = read_u32le(&r, "length");
		row.label = read_bytes(&r, 16, "label");
		row.flags = read_u32le(&r, "flags");
		if (magic != 0x50aa || table.count == ESP_ROWS_MAX || row.len == 0 || row.len > (256u << 20) ||
		    row.offset > (256u << 20) || row.flags > 7 || !parts_field_is_text(row.label) ||
		    row.label.at[0] == 0)
			return false;
		for (size_t i = 0; i < table.count; i++) /* none may cover another */
			if (row.offset < table.rows[i].offset + table.rows[i].len &&
			    table.rows[i].offset < row.offset + row.len)
				return false;
		for (size_t i = 0; i < row.label.len; i++)
			if (row.label.at[i] == 0)
				row.label.len = i;
		table.rows[table.count++] = row;
	}
	if (table.count == 0)
		return false;
	*ret = table;
	return true;
}

static const char *esp_row_type(const struct esp_row *row)
{
	static const char *const data[] = {"data/ota",      "data/phy",      "data/nvs",
					   "data/coredump", "data/nvs_keys", "data/efuse"};

	if (row->type == 0)
		return row->subtype == 0                         ? "app/factory"
		       : row->subtype == 32                      ? "app/test"
		       : row->subtype >= 16 && row->subtype < 32 ? "app/ota"
								 : "app";
	if (row->type == 1)
		return row->subtype < ARRAY_LEN(data) ? data[row->subtype]
		       : row->subtype == 0x81         ? "data/fat"
		       : row->subtype == 0x82         ? "data/spiffs"
		       : row->subtype == 0x83         ? "data/littlefs"
						      : "data";
	return "custom";
}

void esp_table_report(const struct esp_table *table, const struct visitor *v, uint64_t at)
{
	size_t encrypted = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct esp_row *row = &table->rows[i];

		visit_property_fmt(v, "partition", at + 32 * i, 32, "%.*s %s 0x%x 0x%x%s%s", (int)row->label.len,
				   (const char *)row->label.at, esp_row_type(row), (unsigned)row->offset,
				   (unsigned)row->len, row->flags & 1 ? " encrypted" : "",
				   row->flags & 2 ? " read-only" : "");
		encrypted += row->flags & 1;
	}
	if (table->has_md5)
		parts_check(v, "checksum", "md5", table->md5_ok, at + 32 * table->count, 32);
	else
		visit_property(v, "checksum", bytes_str("md5: absent"), at, 32 * table->count);
	if (encrypted)
		visit_property_fmt(v, "encrypted", at, 32 * table->count, "%zu partitions marked for flash encryption",
				   encrypted);
}
