#include "assess/checks/checks_testkit.h"
#include "assess/draft/init.h"

#include <stdlib.h>

static const char image[] =
	"system - | kind=linux-rootfs | name=OpenWrt | version=12.09\n"
	"account /etc/shadow | name=root | state=hash | hash=$1$x | login=yes | source=shadow\n"
	"listener /etc/init.d/dropbear | program=dropbear | service=ssh | protocol=tcp | port=22 | enabled=yes | "
	"auth=password\n"
	"listener /etc/init.d/uhttpd | program=uhttpd | service=http | protocol=tcp | port=80 | enabled=yes | "
	"auth=none\n"
	"listener /etc/init.d/off | program=telnetd | service=telnet | protocol=tcp | port=23 | enabled=no\n"
	"component /bin/busybox | name=busybox | version=1.22.1 | how=pattern | relation=contains\n"
	"component /usr/lib/opkg/status | name=zlib | version=1.2 | how=package-db | relation=contains\n"
	"component /usr/lib/opkg/status | name=openssl | version=1.0 | how=package-db | relation=contains\n"
	"key /etc/key.pem | class=private | algorithm=rsa | bits=1024\n"
	"update /usr/bin/up.sh | agent=sysupgrade | transport=http | verify=none\n"
	"console /etc/inittab | device=ttyS0 | program=ash | login=no\n"
	"sensor /lib/cam.ko | class=camera | how=driver\n"
	"telemetry /usr/bin/stats | program=stats | destination=stats.example.com | what=usage\n";

struct page {
	struct facts *facts;
	struct arena arena;
	struct found found;
	struct writer out;
};

static struct page write_page(const char *table, const char *profile, bool all)
{
	struct page p = {.facts = kit_facts(table), .out = writer_of(1 << 20, "page")};
	struct init_input in = {.profile = profile, .from = "cam.bin", .all = all};
	struct error e;

	arena_init(&p.arena, 0);
	assert_true(found_in(p.facts, &p.arena, &p.found, &e));
	in.found = &p.found;
	init_write(&in, &p.out);
	write_u8(&p.out, 0);
	assert_true(writer_done(&p.out, &e));
	return p;
}

static void page_done(struct page *p)
{
	writer_free(&p->out);
	arena_done(&p->arena);
	facts_free(p->facts);
}

static void says(const struct page *p, const char *text)
{
	if (!strstr((const char *)p->out.at, text))
		fail_msg("not there: %s\n%s", text, (const char *)p->out.at);
}

static void what_the_image_shows_is_filled_in_with_its_place(void **state)
{
	struct page p = write_page(image, "router", false);

	(void)state;
	says(&p, "profile: router\n");
	says(&p, "operating-system: OpenWrt 12.09 # found: image.bin!0x0:squashfs");
	says(&p, "- id: AuthMech-1\n");
	says(&p, "login: [root] # found: image.bin!0x0:squashfs!/etc/shadow; to be confirmed\n");
	says(&p, "port: [22] # found:");
	says(&p, "program: dropbear # found:");
	says(&p, "interface: [LogIntf-1]\n");
	says(&p, "authentication: [AuthMech-1]\n");
	says(&p, "includes: [openssl, zlib]\n");
	says(&p, "name: busybox # found:");
	says(&p, "paths: [/etc/key.pem] # found:");
	says(&p, "agent: sysupgrade # found:");
	says(&p, "verify: none # found:");
	says(&p, "type: uart\n");
	says(&p, "class: camera # found:");
	says(&p, "destination: stats.example.com # found:");
	says(&p, "external-sensing: yes # found:");
	page_done(&p);
}

static void what_does_not_start_is_not_declared(void **state)
{
	struct page p = write_page(image, NULL, false);

	(void)state;
	assert_null(strstr((const char *)p.out.at, "telnetd"));
	page_done(&p);
}

static void what_no_image_shows_stands_as_a_comment_with_its_meaning(void **state)
{
	struct page p = write_page(image, NULL, false);

	(void)state;
	says(&p, "  # name: What the product is called on its packaging. (text)\n");
	says(&p, "# UserInfo:\n");
	says(&p, "# VulnTypes: [] # there is none");
	says(&p, "      # brute-force: How guessing over the network is prevented. (text; where network=yes)\n");
	page_done(&p);
}

static void optional_keys_are_named_on_request(void **state)
{
	struct page few = write_page(image, NULL, false), all = write_page(image, NULL, true);

	(void)state;
	assert_null(strstr((const char *)few.out.at, "# brand:"));
	says(&all, "# brand: Brand or trade names it is sold under. (text; optional)");
	page_done(&few);
	page_done(&all);
}

static void an_image_that_shows_nothing_gives_a_file_of_comments(void **state)
{
	struct page p = write_page("", NULL, false);

	(void)state;
	says(&p, "holdfast: 1\n");
	says(&p, "# product:\n");
	says(&p, "# ixit:\n");
	page_done(&p);
}

static void scalar_is(const char *text, const char *want)
{
	struct writer out = writer_of(4096, "scalar");

	init_scalar(&out, text);
	write_u8(&out, 0);
	assert_string_equal((const char *)out.at, want);
	writer_free(&out);
}

static void texts_that_yaml_would_read_otherwise_are_quoted(void **state)
{
	(void)state;
	scalar_is("plain words 1.0", "plain words 1.0");
	scalar_is("/etc/shadow", "/etc/shadow");
	scalar_is("on", "\"on\"");
	scalar_is("a: b", "\"a: b\"");
	scalar_is("- x", "\"- x\"");
	scalar_is("say \"hi\"\\", "\"say \\\"hi\\\"\\\\\"");
	scalar_is("two\nlines", "\"two\\nlines\"");
	scalar_is("", "\"\"");
	scalar_is("#x", "\"#x\"");
	scalar_is("a #x", "\"a #x\"");
	scalar_is("trailing ", "\"trailing \"");
	scalar_is("{x}", "\"{x}\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_image_shows_is_filled_in_with_its_place),
		cmocka_unit_test(what_does_not_start_is_not_declared),
		cmocka_unit_test(what_no_image_shows_stands_as_a_comment_with_its_meaning),
		cmocka_unit_test(optional_keys_are_named_on_request),
		cmocka_unit_test(an_image_that_shows_nothing_gives_a_file_of_comments),
		cmocka_unit_test(texts_that_yaml_would_read_otherwise_are_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
