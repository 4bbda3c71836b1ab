#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_release;

static void expect(const char *path, const char *content, const char *want)
{
	char *got = testkit_observe(&observer_release, path, 0644, bytes_str(content), NULL, 0);

	assert_string_equal(got, want);
	free(got);
}

static void release_files_name_the_system(void **state)
{
	(void)state;
	expect("/etc/openwrt_release",
	       "DISTRIB_ID=\"OpenWrt\"\nDISTRIB_RELEASE=\"12.09\"\nDISTRIB_REVISION=\"r42647\"\n",
	       "system @0+0 name=OpenWrt version=12.09 build=r42647\n");
	expect("/etc/os-release", "NAME=Buildroot\nVERSION=2023.02\nVERSION_ID='2023.02'\n",
	       "system @0+0 name=Buildroot version=2023.02\n");
	expect("/etc/os-release", "#NAME=x\n", "");
	expect("/etc/passwd", "NAME=x\n", "");
}

static void security_txt_names_contacts(void **state)
{
	(void)state;
	expect("/www/.well-known/security.txt",
	       "# hi\nContact: mailto:psirt@v.com\nExpires: 2027-01-01T00:00:00Z\nPolicy: https://v.com/p\n",
	       "contact @5+27 class=security-txt value=mailto:psirt@v.com expires=2027-01-01T00:00:00Z\n"
	       "contact @63+23 class=policy value=https://v.com/p expires=2027-01-01T00:00:00Z\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(release_files_name_the_system),
		cmocka_unit_test(security_txt_names_contacts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
