#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_package;

static char *facts_of(const char *path, const char *text)
{
	return testkit_observe(&observer_package, path, 0644, bytes_str(text), NULL, 0);
}

static void has(const char *path, const char *text, const char *wanted)
{
	char *facts = facts_of(path, text);

	if (!strstr(facts, wanted))
		fail_msg("no '%s' but: %s", wanted, facts);
	free(facts);
}

static const char dpkg[] = "Package: zlib1g\nStatus: install ok installed\nMaintainer: Mark <m@debian.org>\n"
			   "Architecture: amd64\nSource: zlib (1:1.2.13)\nVersion: 1:1.2.13.dfsg-1+b1\n"
			   "Depends: libc6 (>= 2.14), foo | bar\nDescription: compression\n more text\n\n"
			   "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"
			   "Package: last\nStatus: install ok installed\nVersion: 2\n";

static void installed_packages_of_dpkg_are_components(void **state)
{
	char *facts = facts_of("/var/lib/dpkg/status", dpkg);

	(void)state;
	assert_non_null(strstr(facts,
			       "name=zlib1g version=1:1.2.13.dfsg-1+b1 how=package-db relation=contains "
			       "purl=pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1%2Bb1?arch=amd64 "
			       "supplier=Mark <m@debian.org> arch=amd64 source=zlib (1:1.2.13) depends=libc6 foo "
			       "status=installed"));
	assert_null(strstr(facts, "gone"));
	assert_non_null(strstr(facts, "name=last version=2"));
	free(facts);
}

static void opkg_and_apk_and_the_others_are_read(void **state)
{
	(void)state;
	has("/usr/lib/opkg/status",
	    "Package: busybox\nVersion: 1.19.4-6\nDepends: libc\nStatus: install user installed\n\n",
	    "name=busybox version=1.19.4-6 how=package-db relation=contains purl=pkg:generic/busybox@1.19.4-6");
	has("/lib/apk/db/installed", "C:Q1x\nP:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\no:musl\nD:so:libc.so>=1 x\nF:lib\n\n",
	    "name=musl version=1.2.4-r2 how=package-db relation=contains purl=pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64 "
	    "licence=MIT arch=x86_64 source=musl depends=so:libc.so x");
	has("/usr/lib/python3/six-1.16.0.dist-info/METADATA",
	    "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n\nName: no\n",
	    "name=six version=1.16.0 how=package-db relation=contains purl=pkg:pypi/six@1.16.0");
	has("/usr/lib/node_modules/@a/b/package.json", "{\"name\":\"@a/b\",\"version\":\"1.2.3\",\"license\":\"MIT\"}",
	    "name=@a/b version=1.2.3 how=package-db relation=contains purl=pkg:npm/%40a/b@1.2.3 licence=MIT");
	has("/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n", "name=debian version=12 how=manifest");
	has("/etc/openwrt_release", "DISTRIB_ID=\"OpenWrt\"\nDISTRIB_RELEASE=\"12.09\"\n",
	    "name=OpenWrt version=12.09");
	has("/usr/share/common-licenses/license.manifest",
	    "PACKAGE NAME: base-files\nPACKAGE VERSION: 3.0.14\nLICENSE: GPL-2.0-only\n\n",
	    "name=base-files version=3.0.14 how=manifest");
}

static void what_cannot_be_read_is_said(void **state)
{
	(void)state;
	has("/var/lib/rpm/Packages", "xxxx", "unread @0+0 why=RPM database: neither SQLite nor NDB nor Berkeley DB");
	has("/usr/lib/node_modules/x/package.json", "{", "unread @0+0 why=package.json: no JSON");
}

/* A header in NDB, the smallest of the three databases. */
static void installed_packages_of_rpm_are_components(void **state)
{
	static const uint8_t blob[] = "\0\0\0\5\0\0\0\x2f"
				      "\0\0\3\xe8\0\0\0\6\0\0\0\0\0\0\0\1"
				      "\0\0\3\xe9\0\0\0\6\0\0\0\5\0\0\0\1"
				      "\0\0\3\xea\0\0\0\6\0\0\0\x09\0\0\0\1"
				      "\0\0\3\xeb\0\0\0\4\0\0\0\x0c\0\0\0\1"
				      "\0\0\4\x19\0\0\0\x08\0\0\0\x10\0\0\0\3"
				      "zlib\0001.3\000r0\000\0\0\0\2"
				      "rpmlib(FileDigests)\0libc\0libc\0";
	static uint8_t db[4096 + 16 + sizeof blob] = "RpmP\0\0\0\0\1\0\0\0\1\0\0\0\2";
	char *facts;

	(void)state;
	for (size_t at = 32; at < 4096; at += 16)
		memcpy(db + at, "Slot", 4);
	memcpy(db + 32, "Slot\1\0\0\0\0\1\0\0\x0a\0\0\0", 16);
	memcpy(db + 4096, "BlbS\1\0\0\0\1\0\0\0\x87\0\0\0", 16);
	memcpy(db + 4112, blob, sizeof blob);
	facts = testkit_observe(&observer_package, "/var/lib/rpm/Packages.db", 0644, bytes_of(db, sizeof db), NULL, 0);
	assert_non_null(strstr(facts, "name=zlib version=1.3-r0 how=package-db relation=contains "
				      "purl=pkg:rpm/zlib@1.3-r0?epoch=2 depends=libc status=installed"));
	free(facts);
	facts = testkit_observe(&observer_package, "/var/lib/rpm/Index.db", 0644, bytes_str("idx"), NULL, 0);
	assert_string_equal(facts, "");
	free(facts);
}

static void other_files_are_left_alone(void **state)
{
	char *facts = facts_of("/etc/passwd", dpkg);

	(void)state;
	assert_string_equal(facts, "");
	free(facts);
}

static void every_prefix_is_survived(void **state)
{
	(void)state;
	for (size_t len = 1; len < sizeof dpkg; len++) {
		uint8_t *part = malloc(len);
		char *facts;

		memcpy(part, dpkg, len);
		facts = testkit_observe(&observer_package, "/var/lib/dpkg/status", 0644, bytes_of(part, len), NULL, 0);
		assert_non_null(facts);
		free(facts);
		free(part);
	}
}

static void observe_once(void *ctx)
{
	struct node node = {.path = bytes_str("/var/lib/dpkg/status")};
	struct file_view view = {.node = &node, .data = bytes_str(dpkg), .path = node.path};
	struct fact_sink sink;

	(void)ctx;
	sink_init(&sink, 0);
	observer_package.observe(&view, &sink);
	assert_true(sink.failed || sink.count == 2);
	sink_done(&sink);
}

static void failing_allocations_are_remembered(void **state)
{
	(void)state;
	assert_true(testkit_failing_each(observe_once, NULL, 100) > 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(installed_packages_of_dpkg_are_components),
		cmocka_unit_test(opkg_and_apk_and_the_others_are_read),
		cmocka_unit_test(installed_packages_of_rpm_are_components),
		cmocka_unit_test(what_cannot_be_read_is_said),
		cmocka_unit_test(other_files_are_left_alone),
		cmocka_unit_test(every_prefix_is_survived),
		cmocka_unit_test(failing_allocations_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
