/* Espressif's partition table by itself. The partitions lie in the flash around it: `esp_flash` opens those. */
#include "assess/formats/esp.h"
#include "assess/formats/parts.h"

static bool esp_partitions_probe(struct bytes in, struct claim *ret)
{
	struct esp_table table;
	uint64_t len;

	if (!esp_table_parse(in, &table) || (table.count < 2 && !table.md5_ok))
		return false;
	len = 32 * (table.count + table.has_md5);
	/* its sector is filled up with 0xff */
	while (len < ESP_TABLE_LEN && len < in.len && in.at[len] == 0xff)
		len++;
	*ret = (struct claim){.len = len, .sure = table.md5_ok ? 100 : 75};
	return true;
}

static bool esp_partitions_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct esp_table table;

	if (!esp_table_parse(p->in, &table))
		return error_set(e, ERROR_INPUT, "partition table: damaged");
	esp_table_report(&table, v, 0);
	return true;
}

static const struct magic esp_partitions_magics[] = {{"\xaa\x50\x01", 3, 0}, {"\xaa\x50\x00", 3, 0}};

const struct format format_esp_partitions = {
	.name = "esp_partitions",
	.title = "Espressif partition table",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = esp_partitions_magics,
	.magic_count = ARRAY_LEN(esp_partitions_magics),
	.probe = esp_partitions_probe,
	.open = parts_open,
	.walk = esp_partitions_walk,
};
