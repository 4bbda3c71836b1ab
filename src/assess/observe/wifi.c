/* Wi-Fi settings as delivered: keys, open networks and WPS PINs in the files of drivers (RT2860AP.dat and its kin),
 * hostapd, wpa_supplicant, UCI and NVRAM defaults. A setting without effect (an open network's leftover key) is told
 * too, with less confidence: it is one click away from use. Serves 5.1-1 and 5.5-1. */
#include "assess/observe/observer.h"
#include "assess/observe/setting.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#define WIFI_FILE_MAX (256u * 1024)

enum wifi_file { NOT_WIFI, DRIVER, HOSTAPD, SUPPLICANT, UCI, NVRAM };

static enum wifi_file kind_of(const struct file_view *f)
{
	if (f->data.len == 0 || f->data.len > WIFI_FILE_MAX)
		return NOT_WIFI;
	if (text_glob("*RT*.dat", f->base) || text_glob("*AP.dat", f->base) || text_glob("mt76*.dat", f->base) ||
	    text_glob("*.wifi.dat", f->base))
		return DRIVER;
	if (text_glob("*hostapd*.conf*", f->base) || text_glob("*/hostapd/*.conf*", f->path))
		return HOSTAPD;
	if (text_glob("*wpa_supplicant*.conf*", f->base) || bytes_is(f->base, "wpa.conf"))
		return SUPPLICANT;
	if (text_glob("/etc/config/wireless*", f->path) || text_glob("*/wireless.config", f->path))
		return UCI;
	if (bytes_find_nocase(f->base, "nvram") != SIZE_MAX || text_glob("*default*.txt", f->base))
		return NVRAM;
	return NOT_WIFI;
}

static bool wifi_wants(const struct file_view *f)
{
	return (f->node->type == NODE_FILE || f->node->type == NODE_PART) && kind_of(f) != NOT_WIFI &&
	       file_is_text(f) && !file_is_script(f) && !file_is_documentation(f);
}

struct wifi {
	const struct file_view *f;
	struct fact_sink *out;
	struct bytes ssid;
};

static void tell(struct wifi *w, const char *class, struct bytes line, struct bytes name, struct bytes value,
		 const char *rule, const char *confidence)
{
	struct fact_draft d = fact_begin(w->out, FACT_SECRET, (uint64_t)(line.at - w->f->data.at), line.len);

	fact_put_str(&d, SECRET_CLASS, class);
	fact_put(&d, SECRET_NAME, name);
	fact_put(&d, SECRET_VALUE, value);
	if (w->ssid.len)
		fact_put(&d, SECRET_USER, w->ssid);
	fact_put_str(&d, SECRET_SERVICE, "Wi-Fi");
	fact_put_str(&d, SECRET_RULE, rule);
	fact_put_str(&d, SECRET_CONFIDENCE, confidence);
	fact_excerpt(&d, line);
	fact_end(&d);
}

/* IEEE 802.11 J.4.1: 8 to 63 characters, or 64 hex digits. */
static bool is_psk(struct bytes v)
{
	return v.len >= 8 && v.len <= 64 && text_is_printable(v) && v.at[0] != '$' && v.at[0] != '%' &&
	       v.at[0] != '@' && !bytes_starts(v, "<");
}

static bool is_pin(struct bytes v)
{
	uint64_t number;

	return (v.len == 8 || v.len == 4) && text_number(v, &number) && number != 0;
}

/* KEY followed by nothing or digits: WPAPSK, WPAPSK1. */
static bool key_is(struct bytes key, const char *name)
{
	size_t len = strlen(name);
	uint64_t number;

	return key.len >= len && text_equal_nocase(bytes_part(key, 0, len), name) &&
	       (key.len == len || text_number(bytes_part(key, len, key.len), &number));
}

/* KEY=VALUE up to the line's end; quotes are taken off. */
static bool pair(struct bytes line, struct bytes *key, struct bytes *value)
{
	struct bytes rest = text_trim(line);

	if (rest.len == 0 || rest.at[0] == '#' || !memchr(rest.at, '=', rest.len) || !text_split(&rest, '=', key))
		return false;
	*key = text_trim(*key);
	*value = text_trim(rest);
	if (value->len >= 2 && value->at[0] == '"' && value->at[value->len - 1] == '"')
		*value = bytes_part(*value, 1, value->len - 2);
	return key->len > 0;
}

static void driver_file(struct wifi *w, bool nvram)
{
	struct reader r = reader_of(w->f->data, "Wi-Fi settings");
	struct bytes key, value, auth_line = {0}, cipher = {0}, auth = {0};
	bool open;

	/* first the mode, which says what the keys are worth */
	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line");

		if (!pair(line, &key, &value))
			continue;
		if (key_is(key, "AuthMode")) {
			auth_line = line;
			auth = value;
		} else if (key_is(key, "EncrypType")) {
			cipher = value;
		} else if (key_is(key, "SSID") && w->ssid.len == 0) {
			w->ssid = value;
		}
	}
	open = bytes_starts(auth, "OPEN") && (cipher.len == 0 || bytes_starts(cipher, "NONE"));
	if (open && !nvram)
		tell(w, "wifi-open", auth_line, bytes_str("AuthMode"), auth, "wifi-driver", "high");
	r = reader_of(w->f->data, "Wi-Fi settings");
	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line");

		if (!pair(line, &key, &value))
			continue;
		if ((key_is(key, "WPAPSK") || key_is(key, "WscNewKey")) && is_psk(value))
			tell(w, "wifi-psk", line, key, value, "wifi-driver",
			     open || key_is(key, "WscNewKey") ? "medium" : "high");
		else if ((key_is(key, "WscVendorPinCode") || key_is(key, "WscPinCode") || key_is(key, "wps_pin") ||
			  key_is(key, "wsc_pin") || key_is(key, "wps_device_pin")) &&
			 is_pin(value))
			tell(w, "wps-pin", line, key, value, "wifi-driver", "high");
		else if (nvram && (bytes_ends(key, "_wpa_psk") || bytes_ends(key, "_wpapsk")) && is_psk(value))
			tell(w, "wifi-psk", line, key, value, "wifi-nvram", "medium");
		else if (!nvram && text_glob("Key?Str*", key) && value.len >= 5)
			tell(w, "wifi-psk", line, key, value, "wifi-wep", "medium");
	}
}

static void hostapd_file(struct wifi *w)
{
	struct reader r = reader_of(w->f->data, "hostapd");
	struct bytes key, value, ssid_line = {0};
	bool protected = false;

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line");

		if (!pair(line, &key, &value))
			continue;
		if (bytes_is(key, "ssid") && value.len) {
			ssid_line = line;
			w->ssid = value;
		} else if ((bytes_is(key, "wpa") && !bytes_is(value, "0")) || bytes_starts(key, "wep_key") ||
			   (bytes_is(key, "ieee8021x") && bytes_is(value, "1")) || bytes_is(key, "osen")) {
			protected = true;
		}
		if ((bytes_is(key, "wpa_passphrase") || bytes_is(key, "wpa_psk") || bytes_is(key, "sae_password")) &&
		    is_psk(value))
			tell(w, "wifi-psk", line, key, value, "wifi-hostapd", "high");
		else if (bytes_is(key, "ap_pin") && is_pin(value))
			tell(w, "wps-pin", line, key, value, "wifi-hostapd", "high");
		else if (bytes_starts(key, "wep_key") && value.len >= 5)
			tell(w, "wifi-psk", line, key, value, "wifi-wep", "high");
	}
	if (ssid_line.len && !protected)
		tell(w, "wifi-open", ssid_line, bytes_str("ssid"), w->ssid, "wifi-hostapd", "high");
}

static void supplicant_file(struct wifi *w)
{
	struct reader r = reader_of(w->f->data, "wpa_supplicant");
	struct bytes key, value;

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line");

		if (!pair(line, &key, &value))
			continue;
		if (bytes_is(key, "ssid"))
			w->ssid = value;
		else if (bytes_is(key, "psk") && is_psk(value))
			tell(w, "wifi-psk", line, key, value, "wifi-supplicant", "high");
		else if (bytes_is(key, "password") && value.len && !bytes_starts(value, "ext:") && value.at[0] != '$')
			tell(w, "password", line, key, value, "wifi-supplicant", "high");
	}
}

struct uci_section {
	struct bytes encryption, key, key_line, encryption_line;
	bool is_interface, disabled;
};

static void end_section(struct wifi *w, const struct uci_section *s)
{
	if (!s->is_interface)
		return;
	if (is_psk(s->key))
		tell(w, "wifi-psk", s->key_line, bytes_str("key"), s->key, "wifi-uci", s->disabled ? "medium" : "high");
	if (bytes_is(s->encryption, "none") && !s->disabled)
		tell(w, "wifi-open", s->encryption_line, bytes_str("encryption"), s->encryption, "wifi-uci", "high");
}

static void uci_file(struct wifi *w)
{
	struct reader r = reader_of(w->f->data, "UCI");
	struct uci_section s = {0};

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line"), rest = text_trim(line), word;
		struct setting set;

		if (text_word(&rest, &word) && bytes_is(word, "config")) {
			end_section(w, &s);
			s = (struct uci_section){0};
			w->ssid.len = 0;
			s.is_interface = text_word(&rest, &word) && bytes_find_str(word, "wifi-iface") != SIZE_MAX;
		} else if (setting_read(line, &set) && set.mark == ' ') {
			if (bytes_is(set.key, "ssid")) {
				w->ssid = set.value;
			} else if (bytes_is(set.key, "encryption")) {
				s.encryption = set.value;
				s.encryption_line = line;
			} else if (bytes_is(set.key, "key")) {
				s.key = set.value;
				s.key_line = line;
			} else if (bytes_is(set.key, "disabled")) {
				s.disabled = bytes_is(set.value, "1");
			}
		}
	}
	end_section(w, &s);
}

static void wifi_observe(const struct file_view *f, struct fact_sink *out)
{
	struct wifi w = {.f = f, .out = out};

	switch (kind_of(f)) {
	case DRIVER:
		driver_file(&w, false);
		break;
	case NVRAM:
		driver_file(&w, true);
		break;
	case HOSTAPD:
		hostapd_file(&w);
		break;
	case SUPPLICANT:
		supplicant_file(&w);
		break;
	case UCI:
		uci_file(&w);
		break;
	case NOT_WIFI:
		break;
	}
}

const struct observer observer_wifi = {
	.name = "wifi",
	.wants = wifi_wants,
	.observe = wifi_observe,
};
