/* Hardware that senses, as drivers and programs show it, and data that leaves for measurement. Names only hint: a
 * driver in the image says that the product can sense, not that it does. Serves 5.8-3 (sensors told), 6.4, 6.5
 * (telemetry). */
#include "assess/derive/derive.h"
#include "core/base/text.h"

struct sensing_row {
	const char *glob, *class, *how;
};
/* Whole words and known driver names only: "mic" and "gps" as mere letters stand in too many names. */
static const struct sensing_row rows[] = {
	{"*/uvcvideo.ko*", "camera", "kernel module uvcvideo"},
	{"*/videodev.ko*", "camera", "kernel module videodev"},
	{"*/sensor_*.ko*", "camera", "image sensor module"},
	{"*/tx-isp*.ko*", "camera", "image signal processor module"},
	{"*/mjpg_streamer", "camera", "program mjpg_streamer"},
	{"*/v4l2rtspserver", "camera", "program v4l2rtspserver"},
	{"/etc/sensor/*.bin", "camera", "image sensor tuning file"},
	{"*/snd-usb-audio.ko*", "microphone", "kernel module snd-usb-audio"},
	{"*/arecord", "microphone", "program arecord"},
	{"*/gpsd", "location", "program gpsd"},
	{"*/bmp280*.ko*", "environment", "kernel module bmp280"},
	{"*/mpu6050*.ko*", "motion", "kernel module mpu6050"},
	{"*/inv-mpu*.ko*", "motion", "kernel module inv-mpu"},
	{"*/collectd", "", "collectd"},
	{"*/telegraf", "", "telegraf"},
	{"*/fluent-bit", "", "fluent-bit"},
	{"*/netdata", "", "netdata"},
};

static void from_file(const struct facts *f, const struct fact *file, struct derive_out *out)
{
	struct bytes path = fact_node_of(f, file)->path;

	if (!fact_is(file, FILE_TYPE, "file") && !fact_is(file, FILE_TYPE, "symlink"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!text_glob(rows[i].glob, path))
			continue;
		if (*rows[i].class) {
			struct bytes fields[SENSOR_FIELDS] = {bytes_str(rows[i].class), bytes_str(rows[i].how)};

			derive_fact(out, file, FACT_SENSOR, fields, SENSOR_FIELDS);
		} else if (text_glob("*bin/*", path)) {
			struct bytes fields[TELEMETRY_FIELDS] = {
				bytes_str(rows[i].how), {NULL, 0}, bytes_str("system measurements")};

			derive_fact(out, file, FACT_TELEMETRY, fields, TELEMETRY_FIELDS);
		}
		return;
	}
}

static void derive_sensing(const struct facts *facts, struct derive_out *out)
{
	FACTS_EACH (facts, FACT_FILE, file)
		from_file(facts, file, out);
	FACTS_EACH (facts, FACT_ENDPOINT, endpoint) {
		struct bytes fields[TELEMETRY_FIELDS] = {text_basename(fact_node_of(facts, endpoint)->path),
							 fact_get(endpoint, ENDPOINT_URL),
							 bytes_str("an address whose name says so")};

		if (fact_is(endpoint, ENDPOINT_USE, "telemetry"))
			derive_fact(out, endpoint, FACT_TELEMETRY, fields, TELEMETRY_FIELDS);
	}
}

const struct derivation derivation_sensing = {"sensing", derive_sensing};
