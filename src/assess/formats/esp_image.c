/* An application or boot loader image for Espressif's ESP8266 and ESP32 family: segments, a checksum byte and, from the
 * ESP32 on, a SHA-256 over all of it. Neither is a signature; a secure-boot signature block follows on a page of its
 * own. */
#include "assess/formats/esp.h"
#include "assess/formats/parts.h"

#include "core/base/text.h"

#define SIGNATURE_PAGE 4096

static void report_app(const struct parts *p, struct bytes app, const struct visitor *v)
{
	struct reader r = reader_of(app, "application description");
	struct bytes date, time;

	read_skip(&r, 16, "magic, version, reserved");
	parts_text(p, v, "version", read_text(&r, 32, "version"));
	parts_text(p, v, "name", read_text(&r, 32, "project"));
	time = read_text(&r, 16, "time");
	date = read_text(&r, 16, "date");
	visit_property_fmt(v, "created", (uint64_t)(app.at - p->in.at), app.len, "%.*s %.*s", (int)date.len,
			   (const char *)date.at, (int)time.len, (const char *)time.at);
	visit_property_fmt(v, "banner", (uint64_t)(app.at - p->in.at), app.len, "ESP-IDF %s",
			   text_safe(p->arena, read_text(&r, 32, "IDF version"), 32));
}

static uint64_t signature_page(uint64_t at)
{
	return (at + SIGNATURE_PAGE - 1) & ~(uint64_t)(SIGNATURE_PAGE - 1);
}

/* Secure boot V2 puts a page that begins with 0xe7 and a version behind the image, on the next 4096. */
static bool signature_at(struct bytes in, uint64_t at, uint8_t *version)
{
	struct bytes page = bytes_part(in, signature_page(at), 4);

	if (page.len < 4 || page.at[0] != 0xe7 || (page.at[1] != 2 && page.at[1] != 3))
		return false;
	*version = page.at[1];
	return true;
}

static bool esp_image_probe(struct bytes in, struct claim *ret)
{
	struct esp_image image;
	uint64_t len;
	uint8_t version;

	if (!esp_image_parse(in, &image))
		return false;
	/* one checksum byte is right by chance in one of 256: several segments and sane addresses make up for it */
	len = image.len;
	if (signature_at(in, len, &version) && signature_page(len) + SIGNATURE_PAGE <= in.len)
		len = signature_page(len) + SIGNATURE_PAGE;
	*ret = (struct claim){.len = len, .sure = image.hash_ok ? 100 : 75};
	return true;
}

/* The segments, for what lies in them: certificates, texts, pictures. */
static bool walk_segments(const struct parts *p, const struct esp_image *image, const struct visitor *v,
			  struct error *e)
{
	struct reader r = reader_of(p->in, "ESP image");

	read_skip(&r, image->esp32 ? 24 : 8, "header");
	for (size_t i = 0; i < image->segments; i++) {
		char name[] = "segment_00";
		uint32_t len;

		name[8] = (char)('0' + i / 10);
		name[9] = (char)('0' + i % 10);
		read_skip(&r, 4, "address");
		len = read_u32le(&r, "length");
		TRY(part_in_place(p, v, name, r.at, len, e));
		read_skip(&r, len, "segment");
	}
	return reader_done(&r, e);
}

static bool esp_image_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct esp_image image;
	uint8_t version;

	if (!esp_image_parse(p->in, &image))
		return error_set(e, ERROR_INPUT, "ESP image: damaged");
	visit_property(v, "hardware", bytes_str(image.esp32 ? esp_chip_name(image.chip) : "ESP8266"), 0, 24);
	visit_property_fmt(v, "type", 1, 1, "microcontroller image, %u segments", image.segments);
	visit_property_fmt(v, "entry", 4, 4, "0x%08x", (unsigned)image.entry);
	parts_check(v, "checksum", "xor", image.checksum_ok, image.len - 1, 1);
	if (image.has_hash)
		parts_check(v, "integrity", "sha256", image.hash_ok, image.len - 32, 32);
	else if (image.esp32)
		visit_property(v, "integrity", bytes_str("sha256: absent"), 0, 24);
	if (image.app.len)
		report_app(p, image.app, v);
	if (signature_at(p->in, image.len, &version))
		visit_property(v, "signature",
			       bytes_str(version == 2 ? "rsa3072 (secure boot v2)" : "ecdsa (secure boot v2)"),
			       image.len, 0);
	return walk_segments(p, &image, v, e);
}

static const struct magic esp_image_magics[] = {
	{"\xe9\x01\x00", 3, 0}, {"\xe9\x01\x02", 3, 0}, {"\xe9\x01\x03", 3, 0}, {"\xe9\x02\x00", 3, 0},
	{"\xe9\x02\x02", 3, 0}, {"\xe9\x02\x03", 3, 0}, {"\xe9\x03\x00", 3, 0}, {"\xe9\x03\x02", 3, 0},
	{"\xe9\x03\x03", 3, 0}, {"\xe9\x04\x00", 3, 0}, {"\xe9\x04\x02", 3, 0}, {"\xe9\x04\x03", 3, 0},
	{"\xe9\x05\x00", 3, 0}, {"\xe9\x05\x02", 3, 0}, {"\xe9\x05\x03", 3, 0}, {"\xe9\x06\x00", 3, 0},
	{"\xe9\x06\x02", 3, 0}, {"\xe9\x06\x03", 3, 0}, {"\xe9\x07\x00", 3, 0}, {"\xe9\x07\x02", 3, 0},
	{"\xe9\x07\x03", 3, 0}, {"\xe9\x08\x02", 3, 0},
};

const struct format format_esp_image = {
	.name = "esp_image",
	.title = "Espressif microcontroller image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = esp_image_magics,
	.magic_count = ARRAY_LEN(esp_image_magics),
	.probe = esp_image_probe,
	.open = parts_open,
	.walk = esp_image_walk,
};
