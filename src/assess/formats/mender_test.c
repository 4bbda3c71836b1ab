#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_mender;

#define PREPARE                                                                                                        \
	"cd $2 && mkdir data && echo '{\"format\":\"mender\",\"version\":3}' > version && echo head > header.tar.gz "  \
	"&& "                                                                                                          \
	"echo image > data/0000.tar.gz && sha256sum version header.tar.gz > manifest && "                              \
	"echo 0000000000000000000000000000000000000000000000000000000000000000  data/0000/rootfs.ext4 >> manifest && "
#define PACK "tar --format=ustar -cf $1 version manifest "

static void an_artifacts_sums_are_checked(void **state)
{
	struct bytes in = testkit_make(PREPARE PACK "header.tar.gz data/0000.tar.gz");
	struct claim claim = {0};
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_mender.probe(in, &claim));
	assert_false(claim.truncated);
	listing = testkit_listing(&format_mender, in);
	if (!strstr(listing, "sha256: ok (header.tar.gz)\n") ||
	    !strstr(listing, "sha256: declared (data/0000/rootfs.ext4)\n") ||
	    !strstr(listing, "property signature = none\n") || !strstr(listing, " data/0000.tar.gz\n"))
		fail_msg("%s", listing);
	free(listing);
	assert_true(testkit_all_prefixes(&format_mender, in, 3000, 97) > 3000);
	assert_true(testkit_failing_allocations(&format_mender, in, 20) >= 1);
	free((void *)in.at);
}

static void a_changed_member_and_a_signature_are_told(void **state)
{
	struct bytes in = testkit_make(PREPARE "echo other > header.tar.gz && echo c2ln > manifest.sig && " PACK
					       "manifest.sig header.tar.gz");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_mender, in);
	if (!strstr(listing, "sha256: bad (header.tar.gz)\n") || !strstr(listing, "signature.status = unverified"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)in.at);
}

static void another_tar_is_no_artifact(void **state)
{
	struct bytes in = testkit_make("cd $2 && echo 1.0 > version && echo x > manifest && " PACK);
	struct claim claim;

	(void)state;
	if (!in.at)
		skip();
	assert_false(format_mender.probe(in, &claim));
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_artifacts_sums_are_checked),
		cmocka_unit_test(a_changed_member_and_a_signature_are_told),
		cmocka_unit_test(another_tar_is_no_artifact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
