#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_wifi;

static void expect(const char *path, const char *text, const char *want)
{
	char *got = testkit_observe(&observer_wifi, path, 0644, bytes_str(text), NULL, 0);

	assert_string_equal(got, want);
	free(got);
}

static void a_driver_file_tells_an_open_network_and_the_keys_left_in_it(void **state)
{
	(void)state;
	expect("/etc/RT2860AP.dat",
	       "#The word of \"Default\" must not be "
	       "removed\nDefault\nSSID1=RTDEV_AP\nWscPinCode=\nWscNewKey=scaptest\n"
	       "AuthMode=OPEN\nEncrypType=NONE\nWPAPSK1=12345678\nKey1Str1=\n",
	       "secret @97+13 class=wifi-open name=AuthMode value=OPEN user=RTDEV_AP service=Wi-Fi rule=wifi-driver "
	       "confidence=high\n"
	       "secret @78+18 class=wifi-psk name=WscNewKey value=scaptest user=RTDEV_AP service=Wi-Fi "
	       "rule=wifi-driver "
	       "confidence=medium\n"
	       "secret @127+16 class=wifi-psk name=WPAPSK1 value=12345678 user=RTDEV_AP service=Wi-Fi rule=wifi-driver "
	       "confidence=medium\n");
	expect("/etc/RT2860AP.dat", "Default\nAuthMode=WPA2PSK\nEncrypType=AES\nWPAPSK1=\nWscVendorPinCode=12345670\n",
	       "secret @49+25 class=wps-pin name=WscVendorPinCode value=12345670 service=Wi-Fi rule=wifi-driver "
	       "confidence=high\n");
}

static void access_points_of_hostapd_are_open_or_have_a_key(void **state)
{
	(void)state;
	expect("/etc/hostapd.conf", "interface=wlan0\nssid=cam\nwpa=2\nwpa_passphrase=camcam123\n",
	       "secret @31+24 class=wifi-psk name=wpa_passphrase value=camcam123 user=cam service=Wi-Fi "
	       "rule=wifi-hostapd "
	       "confidence=high\n");
	expect("/etc/hostapd.conf", "ssid=cam\n#wpa=2\n#wpa_passphrase=secretpass\n",
	       "secret @0+8 class=wifi-open name=ssid value=cam user=cam service=Wi-Fi rule=wifi-hostapd "
	       "confidence=high\n");
	expect("/etc/hostapd.conf", "wpa=2\nwpa_passphrase=$PSK_FROM_FUSES\n", "");
}

static void networks_of_stations_and_uci_are_read(void **state)
{
	(void)state;
	expect("/etc/wpa_supplicant.conf", "network={\n\tssid=\"lab\"\n\tpsk=\"factorynet\"\n}\n",
	       "secret @22+17 class=wifi-psk name=psk value=factorynet user=lab service=Wi-Fi rule=wifi-supplicant "
	       "confidence=high\n");
	expect("/etc/config/wireless",
	       "config wifi-device radio0\n\toption type mac80211\nconfig wifi-iface\n\toption ssid OpenWrt\n"
	       "\toption encryption none\nconfig wifi-iface\n\toption ssid 'x'\n\toption encryption 'psk2'\n"
	       "\toption key 'commonkey'\n\toption disabled 1\n",
	       "secret @87+23 class=wifi-open name=encryption value=none user=OpenWrt service=Wi-Fi rule=wifi-uci "
	       "confidence=high\n"
	       "secret @172+23 class=wifi-psk name=key value=commonkey user=x service=Wi-Fi rule=wifi-uci "
	       "confidence=medium\n");
}

static void scripts_and_documents_are_left_alone(void **state)
{
	(void)state;
	expect("/lib/wifi/hostapd.sh", "#!/bin/sh\nwpa_passphrase=abcdefgh\n", "");
	expect("/usr/share/doc/hostapd.conf", "wpa=2\nwpa_passphrase=secret passphrase\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_driver_file_tells_an_open_network_and_the_keys_left_in_it),
		cmocka_unit_test(access_points_of_hostapd_are_open_or_have_a_key),
		cmocka_unit_test(networks_of_stations_and_uci_are_read),
		cmocka_unit_test(scripts_and_documents_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
