/* The whole flash of an ESP32-family device: a boot loader at 0 or 0x1000, the partition table at 0x8000 (a merged
 * "factory" image, or a dump). The partitions become parts. */
#include "assess/formats/esp.h"
#include "assess/formats/parts.h"

#include "core/base/text.h"

static bool find(struct bytes in, struct esp_table *table, uint64_t *loader)
{
	struct esp_image image;

	if (in.len <= ESP_TABLE_AT + 32 || !esp_table_parse(bytes_part(in, ESP_TABLE_AT, ESP_TABLE_LEN), table))
		return false;
	for (*loader = 0; *loader <= 0x2000; *loader += 0x1000)
		if (esp_image_parse(bytes_part(in, *loader, ESP_TABLE_AT - *loader), &image) && image.esp32)
			return true;
	return false;
}

static bool esp_flash_probe(struct bytes in, struct claim *ret)
{
	struct esp_table table;
	uint64_t loader, end = ESP_TABLE_AT + ESP_TABLE_LEN;

	if (!find(in, &table, &loader))
		return false;
	for (size_t i = 0; i < table.count; i++)
		if (table.rows[i].offset < in.len && (uint64_t)table.rows[i].offset + table.rows[i].len > end)
			end = (uint64_t)table.rows[i].offset + table.rows[i].len;
	/* a merged image stops where its last image does; a partition begun but not ended is the common way to
	 * save space and not cut (an image in it that is cut says so itself): the walk says which */
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 100};
	return true;
}

static bool esp_flash_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct esp_table table;
	uint64_t loader;

	if (!find(p->in, &table, &loader))
		return error_set(e, ERROR_INPUT, "flash image: no boot loader or no partition table");
	esp_table_report(&table, v, ESP_TABLE_AT);
	TRY(part_in_place(p, v, "bootloader", loader, ESP_TABLE_AT - loader, e));
	for (size_t i = 0; i < table.count; i++) {
		const struct esp_row *row = &table.rows[i];
		const char *name = text_safe(p->arena, row->label, 16);
		uint64_t have = row->offset < p->in.len ? p->in.len - row->offset : 0;

		if (have < row->len)
			visit_property_fmt(v, "partition.held", ESP_TABLE_AT + 32 * i, 32, "%s: %llu of %u bytes", name,
					   (unsigned long long)have, (unsigned)row->len);
		TRY(part_in_place(p, v, name, row->offset, have < row->len ? have : row->len, e));
	}
	return true;
}

static const struct magic esp_flash_magics[] = {{"\xaa\x50\x01", 3, ESP_TABLE_AT}, {"\xaa\x50\x00", 3, ESP_TABLE_AT}};

const struct format format_esp_flash = {
	.name = "esp_flash",
	.title = "Espressif flash image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = esp_flash_magics,
	.magic_count = ARRAY_LEN(esp_flash_magics),
	.probe = esp_flash_probe,
	.open = parts_open,
	.walk = esp_flash_walk,
};
