#include "assess/observe/scan_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_endpoint;

static void expect(const char *path, const char *content, const char *want)
{
	char *got = testkit_observe_scanned(&observer_endpoint, path, bytes_str(content));

	assert_string_equal(got, want);
	free(got);
}

static void addresses_are_taken_apart(void **state)
{
	(void)state;
	expect("/etc/app.conf", "url=\"http://ota.vendor.com:8080/fw/x.bin\"\n",
	       "endpoint @5+35 url=http://ota.vendor.com:8080/fw/x.bin scheme=http host=ota.vendor.com port=8080 "
	       "secure=no "
	       "use=update\n");
	expect("/usr/bin/app", "mqtts://m1.tuyaeu.com:8883 wss://relay.vendor.io/x.",
	       "endpoint @0+26 url=mqtts://m1.tuyaeu.com:8883 scheme=mqtts host=m1.tuyaeu.com port=8883 secure=yes "
	       "use=cloud\n"
	       "endpoint @27+23 url=wss://relay.vendor.io/x scheme=wss host=relay.vendor.io secure=yes use=cloud\n");
	expect("/etc/config/system", "list server 0.openwrt.pool.ntp.org\n",
	       "endpoint @12+22 url=0.openwrt.pool.ntp.org scheme=ntp host=0.openwrt.pool.ntp.org secure=no "
	       "use=time\n");
	expect("/etc/opkg.conf", "src/gz x http://downloads.openwrt.org/packages\n",
	       "endpoint @9+37 url=http://downloads.openwrt.org/packages scheme=http host=downloads.openwrt.org "
	       "secure=no "
	       "use=update\n");
	expect("/etc/a", "http://u:p@8.8.8.8/x",
	       "endpoint @0+20 url=http://u:p@8.8.8.8/x scheme=http host=8.8.8.8 secure=no use=unknown\n");
}

static void what_is_no_address_in_use_is_left_out(void **state)
{
	(void)state;
	expect("/etc/a", "http://www.w3.org/2001/XMLSchema http://schemas.xmlsoap.org/soap/", "");
	expect("/etc/a", "http://localhost/ http://127.0.0.1:80/ http://192.168.1.1/ http://example.com/x", "");
	expect("/etc/a", "http://%s:%d/x http://%s.vendor.com http:// https://host http://1.2.3/", "");
	expect("/etc/a", "# see http://vendor.com/x\n", "");
	expect("/usr/share/doc/x", "http://vendor.com/x", "");
	expect("/var/lib/apt/lists/x_Packages", "Homepage: http://vendor.com/downloads/x", "");
	expect("/var/opkg-lists/base", "Source: http://vendor.com/downloads/x", "");
	expect("/www/index.html", "<a href=http://vendor.com/x>", "");
}

static void an_address_ends_where_another_text_begins(void **state)
{
	(void)state;
	expect("/usr/bin/x", "https://a.vendor.com/pool/usr/sbin:/usr/bin:/sbinReporting",
	       "endpoint @0+34 url=https://a.vendor.com/pool/usr/sbin scheme=https host=a.vendor.com secure=yes "
	       "use=unknown\n");
}

static void one_address_is_told_once_a_file(void **state)
{
	(void)state;
	expect("/usr/bin/x", "http://a.vendor.com/1 http://a.vendor.com/1",
	       "endpoint @0+21 url=http://a.vendor.com/1 scheme=http host=a.vendor.com secure=no use=unknown\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_taken_apart),
		cmocka_unit_test(what_is_no_address_in_use_is_left_out),
		cmocka_unit_test(an_address_ends_where_another_text_begins),
		cmocka_unit_test(one_address_is_told_once_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
