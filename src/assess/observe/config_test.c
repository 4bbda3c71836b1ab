#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_config;

static void expect(const char *path, const char *content, const char *want)
{
	char *got = testkit_observe(&observer_config, path, 0644, bytes_str(content), NULL, 0);

	assert_string_equal(got, want);
	free(got);
}

static void ssh_settings_are_told_and_commented_ones_are_not(void **state)
{
	(void)state;
	expect("/etc/ssh/sshd_config", "#PermitRootLogin yes\nPort 2222\nPermitRootLogin yes # no\nX11Forwarding no\n",
	       "config @21+9 service=sshd key=Port value=2222 meaning=port risk=neutral\n"
	       "config @31+24 service=sshd key=PermitRootLogin value=yes meaning=root-login risk=weak\n");
	expect("/etc/ssh/sshd_config", "PermitRootLogin yes\nPermitEmptyPasswords=no\n",
	       "config @0+19 service=sshd key=PermitRootLogin value=yes meaning=root-login risk=weak\n"
	       "config @20+23 service=sshd key=PermitEmptyPasswords value=no meaning=empty-password risk=strong\n");
	expect("/usr/share/doc/ssh/examples/sshd_config", "PermitRootLogin yes\n", "");
}

static void uci_options_are_told(void **state)
{
	(void)state;
	expect("/etc/config/dropbear",
	       "config dropbear\n\toption PasswordAuth 'on'\n\toption RootPasswordAuth on # x\n\toption 'Port'  "
	       "'22'\n#\toption Port 1\n",
	       "config @17+24 service=dropbear key=PasswordAuth value=on meaning=password-login risk=neutral\n"
	       "config @43+30 service=dropbear key=RootPasswordAuth value=on meaning=root-login risk=weak\n"
	       "config @75+19 service=dropbear key=Port value=22 meaning=port risk=neutral\n");
	expect("/etc/config/uhttpd", "config uhttpd main\n\tlist listen_http\t0.0.0.0:8080\n",
	       "config @20+29 service=uhttpd key=listen_http value=0.0.0.0:8080 meaning=port risk=neutral\n");
}

static void other_services_are_told(void **state)
{
	(void)state;
	expect("/etc/lighttpd/lighttpd.conf", "server.port = 8081\ndir-listing.activate = \"enable\"\n",
	       "config @0+18 service=lighttpd key=server.port value=8081 meaning=port risk=neutral\n"
	       "config @19+31 service=lighttpd key=dir-listing.activate value=enable meaning=directory-listing "
	       "risk=weak\n");
	expect("/etc/nginx/nginx.conf", "  listen 443 ssl;\n  autoindex on;\n",
	       "config @2+15 service=nginx key=listen value=443 meaning=port risk=neutral\n"
	       "config @20+13 service=nginx key=autoindex value=on meaning=directory-listing risk=weak\n");
	expect("/etc/samba/smb.conf", "[share]\n guest ok = Yes\n",
	       "config @9+14 service=samba key=guest ok value=Yes meaning=anonymous risk=weak\n");
	expect("/etc/mosquitto/mosquitto.conf", "listener 1883\nallow_anonymous true\n",
	       "config @0+13 service=mosquitto key=listener value=1883 meaning=port risk=neutral\n"
	       "config @14+20 service=mosquitto key=allow_anonymous value=true meaning=anonymous risk=weak\n");
	expect("/etc/hostapd.conf", "wpa=2\nwpa_pairwise=TKIP CCMP\n",
	       "config @0+5 service=hostapd key=wpa value=2 meaning=protocol-version risk=strong\n"
	       "config @6+22 service=hostapd key=wpa_pairwise value=TKIP CCMP meaning=cipher risk=weak\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ssh_settings_are_told_and_commented_ones_are_not),
		cmocka_unit_test(uci_options_are_told),
		cmocka_unit_test(other_services_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
