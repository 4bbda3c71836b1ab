#include "assess/checks/checks_testkit.h"
#include "assess/judge/judge.h"

struct input_case {
	const char *says, *facts, *kind, *about;
	bool directory, judgeable, complete;
};

static const struct input_case cases[] = {
	{"a root file system is a firmware image that can be judged",
	 "system - | kind=linux-rootfs | name=OpenWrt | version=12.09.2 | arch=mips\n"
	 "component /bin/busybox | name=busybox | version=1.19.4\n",
	 "firmware image", "A Linux root file system (OpenWrt 12.09.2, mips), 1 component.", false, true, true},
	{"what many files are made of counts once",
	 "system - | kind=linux-rootfs\ncomponent /a.ko | name=linux | version=3.10.14 | how=module-vermagic\n"
	 "component /b.ko | name=linux | version=3.10.14 | how=module-vermagic\n"
	 "component /bin/a | name=gcc | version=4.7 | relation=built-with\n"
	 "component /lib/z | name=zlib | version=1.2\ncomponent /lib/old | name=zlib | version=1.1\n",
	 "firmware image", "A Linux root file system, 3 components.", false, true, true},
	{"a directory with a root file system stays a directory", "system - | kind=linux-rootfs\n", "directory",
	 "A Linux root file system.", true, true, true},
	{"telling files are enough where nobody named the system", "file /etc/passwd | type=file\n", "firmware image",
	 "A Linux root file system", false, true, true},
	{"bare-metal firmware is named and cannot be judged",
	 "system - | kind=bare-metal | name=ESP-IDF | version=4.4 | arch=xtensa\n", "bare-metal firmware",
	 "ESP-IDF 4.4, xtensa): no Linux system was found in it, so it cannot be judged", false, false, true},
	{"radio firmware is named and cannot be judged", "system - | kind=radio-firmware | name=Zigbee OTA\n",
	 "radio firmware", "radio chip (Zigbee OTA)", false, false, true},
	{"an encrypted image is named and cannot be judged",
	 "container - | format=swu\nproperty - | key=encrypted | value=sw-description: aes-256\n", "encrypted image",
	 "sw-description: aes-256", false, false, true},
	{"a truncated image says how much is there",
	 "container - | format=zigbee-ota | status=truncated\nsystem - | kind=radio-firmware\n"
	 "property - | key=truncated | value=92222 of 278830 bytes\n",
	 "radio firmware", "; the input is truncated", false, false, false},
	{"a Zigbee file is radio firmware though its content is encrypted",
	 "container - | format=zigbee_ota | title=Zigbee OTA upgrade file\n"
	 "property - | key=encrypted | value=program data, AES-CTR-128\n",
	 "radio firmware", "in the format Zigbee OTA upgrade file, encrypted: program data, AES-CTR-128: no Linux",
	 false, false, true},
	{"a microcontroller image is bare-metal firmware", "container - | format=esp_image | title=Espressif image\n",
	 "bare-metal firmware", "in the format Espressif image", false, false, true},
	{"a bundle that could not be opened is not judged", "system - | kind=bundle | name=RAUC\n", "update bundle",
	 "An update bundle (RAUC)", false, false, true},
	{"unknown bytes of high entropy are called so", "region - | class=high-entropy | entropy=7.99\n", "file",
	 "looks encrypted or compressed", false, false, false},
	{"a single program is no system", "elf /busybox | type=exec | machine=mips\n", "file",
	 "A single program or library for mips", false, false, true},
	{"nothing at all is a file of no known format", "", "file", "no known format", false, false, true},
	{"what could not be read is said beside a system",
	 "system - | kind=linux-rootfs\nunread /bin/x | why=damaged block\n", "firmware image",
	 "; parts of it could not be read.", false, true, false},
	{"padding does not make the reading incomplete",
	 "system - | kind=linux-rootfs\nregion - | class=padding\nregion - | class=zero\n", "firmware image", NULL,
	 false, true, true},
	{"hostile names are made safe", "system - | kind=linux-rootfs | name=Evil\x1b[31m\n", "firmware image",
	 "(Evil\\x1b[31m)", false, true, true},
};

static void input_is_described(void **state)
{
	const struct input_case *c = *state;
	struct facts *facts = kit_facts(c->facts);
	struct judge_input in = {.name = "x", .directory = c->directory, .coverage = {.complete = true}};
	struct assessment a = {0};
	struct arena arena;
	struct error e;

	arena_init(&arena, 0);
	assert_true(judge_input_about(facts, &in, &arena, &a, &e));
	assert_string_equal(a.input_kind, c->kind);
	if (c->about && !strstr(a.input_about, c->about))
		fail_msg("'%s' is not in '%s'", c->about, a.input_about);
	assert_int_equal(a.judgeable, c->judgeable);
	assert_int_equal(a.coverage.complete, c->complete);
	arena_done(&arena);
	facts_free(facts);
}

int main(void)
{
	struct CMUnitTest all[ARRAY_LEN(cases)];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		all[i] = (struct CMUnitTest){cases[i].says, input_is_described, NULL, NULL,
					     (void *)(uintptr_t)&cases[i]};
	return cmocka_run_group_tests(all, NULL, NULL);
}
