#include "assess/observe/observe_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_update;

static void has(const char *path, const char *content, const char *want)
{
	char *got = testkit_observe(&observer_update, path, 0755, bytes_str(content), NULL, 0);

	if (want ? !strstr(got, want) : *got != 0)
		fail_msg("wanted '%s', got '%s'", want ? want : "nothing", got);
	free(got);
}

static void update_agents_tell_their_keys(void **state)
{
	(void)state;
	has("/etc/rauc/system.conf",
	    "[system]\ncompatible=x\n[keyring]\npath=/etc/rauc/ca.pem\n[slot.rootfs.0]\nbootname=A\n",
	    "update @32+21 agent=rauc transport=unknown verify=signature key=/etc/rauc/ca.pem rollback=yes");
	has("/etc/swupdate.cfg", "globals : {\n public-key-file = \"/etc/k.pem\";\n};\n",
	    "agent=swupdate transport=unknown verify=signature key=/etc/k.pem");
	has("/etc/swupdate.cfg", "globals : {\n};\n", "verify=unknown");
	has("/etc/mender/mender.conf", "{\n\"ServerURL\": \"https://m.io\",\n\"ArtifactVerifyKey\": \"/k\"\n}",
	    "agent=mender transport=https url=https://m.io verify=signature key=/k rollback=yes");
	has("/bin/up.sh", "#!/bin/sh\nswupdate -k /etc/p.pem -i $1\n",
	    "agent=swupdate transport=unknown verify=signature key=/etc/p.pem");
}

static void feeds_tell_transport_and_signature(void **state)
{
	(void)state;
	has("/etc/opkg.conf", "src/gz base http://d.org/x\ndest root /\n",
	    "transport=http url=http://d.org/x verify=checksum");
	has("/etc/opkg.conf", "src/gz base https://d.org/x\noption check_signature\n",
	    "transport=https url=https://d.org/x verify=signature");
	has("/etc/opkg.conf", "#src/gz base http://d.org/x\n", NULL);
	has("/etc/apt/sources.list", "deb [trusted=yes] http://d.org/ x y\n",
	    "transport=http url=http://d.org/ verify=none");
	has("/etc/apt/sources.list", "# deb http://d.org/ x y\n", NULL);
}

static void scripts_that_fetch_and_flash_tell_what_they_check(void **state)
{
	(void)state;
	has("/bin/up.sh", "#!/bin/sh\nwget http://v.com/fw.bin -O /tmp/fw\nmtd -r write /tmp/fw firmware\n",
	    "agent=mtd-write transport=http url=http://v.com/fw.bin verify=none");
	has("/bin/up.sh",
	    "#!/bin/sh\nU=https://v.com\ncurl $U/fw -o /tmp/fw\nmd5sum -c x || exit 1\nflashcp /tmp/fw /dev/mtd1\n",
	    "transport=https url=https://v.com/fw verify=checksum");
	has("/bin/up.sh",
	    "#!/bin/sh\ntftp -g h\nif openssl dgst -sha256 -verify /k -signature s f; then dd if=f of=/dev/mtd3; fi\n",
	    "transport=tftp verify=signature");
	has("/bin/up.sh", "#!/bin/sh\ndd if=$1 of=/dev/mtdblock2\n", "transport=unknown verify=unknown");
	has("/bin/up.sh",
	    "#!/bin/sh\n# mtd write x y\necho mtd write x y\ndd if=/dev/mtd0 of=/tmp/x\nwget http://v.com/x\n", NULL);
}

static void an_old_sysupgrade_checks_the_form_only(void **state)
{
	struct bytes in = testkit_corpus("firmware/librarybox-openwrt-tl-wr703n.bin"), file;
	char *text;

	(void)state;
	has("/sbin/sysupgrade", "#!/bin/sh\nplatform_check_image $1\n", "agent=sysupgrade transport=local verify=none");
	has("/sbin/sysupgrade", "#!/bin/sh\nplatform_check_image $1\nfwtool_check_signature $1\n", "verify=signature");
	if (!in.at) {
		skip();
		return;
	}
	file = testkit_member(format_by_name("squashfs"), bytes_part(in, 0xed044, in.len), "/etc/opkg.conf");
	assert_non_null(file.at);
	text = testkit_observe(&observer_update, "/etc/opkg.conf", 0644, file, NULL, 0);
	assert_non_null(strstr(text, "url=http://stable.openwrt.piratebox.de/all/packages verify=checksum"));
	free(text);
	free((void *)file.at);
	file = testkit_member(format_by_name("squashfs"), bytes_part(in, 0xed044, in.len), "/sbin/sysupgrade");
	text = testkit_observe(&observer_update, "/sbin/sysupgrade", 0755, file, NULL, 0);
	assert_non_null(strstr(text, "agent=sysupgrade transport=local verify=none"));
	free(text);
	free((void *)file.at);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(update_agents_tell_their_keys),
		cmocka_unit_test(feeds_tell_transport_and_signature),
		cmocka_unit_test(scripts_that_fetch_and_flash_tell_what_they_check),
		cmocka_unit_test(an_old_sysupgrade_checks_the_form_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
