/* Kernels that a container holds: their version banner is a property of the container, because no observer sees bytes
 * that a format has explained. Serves 5.3-8 (what is out of support) and the bill of materials. */
#include "assess/derive/derive.h"
#include "core/base/text.h"

#include <stdio.h>

#define BANNER "Linux version "

/* "3.10.14__isvp_swan_1.0__" is 3.10.14 of the makers of Linux. */
static struct bytes upstream(struct bytes release)
{
	size_t len = 0;

	while (len < release.len && ((release.at[len] >= '0' && release.at[len] <= '9') || release.at[len] == '.'))
		len++;
	while (len && release.at[len - 1] == '.')
		len--;
	return bytes_part(release, 0, len);
}

static struct bytes compiler_of(struct bytes banner)
{
	size_t at = bytes_find_str(banner, "gcc version "), close;
	struct bytes text;

	if (at == SIZE_MAX)
		at = bytes_find_str(banner, "clang version ");
	if (at == SIZE_MAX)
		return (struct bytes){NULL, 0};
	text = bytes_part(banner, at, 96);
	close = bytes_find_str(text, ")");
	return close == SIZE_MAX ? text : bytes_part(text, 0, close);
}

/* A kernel that lies as a file was seen by the observers already. */
static bool told(const struct facts *f, struct bytes banner, const struct fact *property)
{
	struct bytes chain = fact_node_of(f, property)->chain;

	FACTS_EACH (f, FACT_KERNEL, kernel)
		if (bytes_equal(fact_get(kernel, KERNEL_BANNER), banner) &&
		    bytes_equal(bytes_part(chain, 0, fact_node_of(f, kernel)->chain.len),
				fact_node_of(f, kernel)->chain))
			return true;
	return false;
}

static void from_banner(const struct facts *f, const struct fact *p, struct derive_out *out)
{
	struct bytes banner = text_trim(fact_get(p, PROPERTY_VALUE)), release, version;
	struct bytes kernel[KERNEL_FIELDS] = {{NULL, 0}}, component[COMPONENT_FIELDS] = {{NULL, 0}};
	char purl[64], cpe[96];

	if (!bytes_starts(banner, BANNER) || told(f, banner, p))
		return;
	release = bytes_part(banner, strlen(BANNER), banner.len);
	release.len = bytes_find_str(release, " ") == SIZE_MAX ? release.len : bytes_find_str(release, " ");
	version = upstream(release);
	if (!version.len || version.len > 24)
		return;
	kernel[KERNEL_VERSION] = release;
	kernel[KERNEL_BANNER] = banner;
	kernel[KERNEL_COMPILER] = compiler_of(banner);
	derive_fact(out, p, FACT_KERNEL, kernel, KERNEL_FIELDS);
	snprintf(purl, sizeof purl, "pkg:generic/linux@%.*s", (int)version.len, (const char *)version.at);
	snprintf(cpe, sizeof cpe, "cpe:2.3:o:linux:linux_kernel:%.*s:*:*:*:*:*:*:*", (int)version.len,
		 (const char *)version.at);
	component[COMPONENT_NAME] = bytes_str("linux");
	component[COMPONENT_VERSION] = version;
	component[COMPONENT_HOW] = bytes_str("kernel-banner");
	component[COMPONENT_RELATION] = bytes_str("contains");
	component[COMPONENT_PURL] = bytes_str(purl);
	component[COMPONENT_CPE] = bytes_str(cpe);
	derive_fact(out, p, FACT_COMPONENT, component, COMPONENT_FIELDS);
}

static void derive_kernels(const struct facts *facts, struct derive_out *out)
{
	FACTS_EACH (facts, FACT_PROPERTY, p)
		if (fact_is(p, PROPERTY_KEY, "banner"))
			from_banner(facts, p, out);
}

const struct derivation derivation_kernel = {"kernel", derive_kernels};
