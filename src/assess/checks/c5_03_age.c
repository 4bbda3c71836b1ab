/* 5.3-8: components whose makers no longer mend them. No failure by itself: a device maker can carry fixes alone. There
 * is no clock here: a row says until when, and the reader knows the date. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "core/base/text.h"

struct age {
	const char *name;  /* lower case, as components are named */
	const char *below; /* versions below this one */
	const char *until; /* what is known */
	const char *newer;
};

/* Published end-of-support dates and releases that closed widely known holes. First row that fits counts. */
static const struct age ages[] = {
	{"linux", "3.2", "every branch before 3.2 had left support by March 2016", "a long-term kernel in support"},
	{"linux", "3.17", "all branches from 3.2 to 3.16 had left support by June 2020, 3.10 in November 2017",
	 "a long-term kernel in support"},
	{"linux", "4.4", "all branches from 3.17 to 4.3 had left support by 2019", "a long-term kernel in support"},
	{"linux", "4.5", "Linux 4.4 ended in February 2022", "a long-term kernel in support"},
	{"linux", "4.10", "Linux 4.9 and the branches before it ended in January 2023",
	 "a long-term kernel in support"},
	{"linux", "4.15", "Linux 4.14 and the branches before it ended in January 2024",
	 "a long-term kernel in support"},
	{"linux", "4.20", "Linux 4.19 and the branches before it ended in December 2024",
	 "a long-term kernel in support"},
	{"linux", "5.5", "Linux 5.4 and the branches before it ended in December 2025",
	 "a long-term kernel in support"},
	{"openssl", "1.0.1", "OpenSSL 0.9.8 and 1.0.0 ended in December 2015", "OpenSSL 3.5"},
	{"openssl", "1.0.2", "OpenSSL 1.0.1 ended in December 2016", "OpenSSL 3.5"},
	{"openssl", "1.1.0", "OpenSSL 1.0.2 ended in December 2019", "OpenSSL 3.5"},
	{"openssl", "1.1.1", "OpenSSL 1.1.0 ended in September 2019", "OpenSSL 3.5"},
	{"openssl", "3.0", "OpenSSL 1.1.1 ended in September 2023", "OpenSSL 3.5"},
	{"uclibc", "0.9.34", "uClibc made its last release, 0.9.33.2, in May 2012; uClibc-ng goes on",
	 "uClibc-ng or musl"},
	{"glibc", "2.18", "glibc 2.17 and older have the hole CVE-2015-0235 (GHOST)", "a glibc in support"},
	{"busybox", "1.20", "BusyBox mends only its newest branch; 1.19 and older date from 2012 at the latest",
	 "BusyBox 1.36"},
	{"busybox", "1.30", "BusyBox mends only its newest branch; 1.29 and older date from 2018 at the latest",
	 "BusyBox 1.36"},
	{"dropbear", "2016.74", "Dropbear before 2016.74 has the holes CVE-2016-7406 to CVE-2016-7409",
	 "Dropbear 2024.86 or newer"},
	{"dnsmasq", "2.78", "dnsmasq before 2.78 has the holes CVE-2017-14491 to CVE-2017-14496",
	 "dnsmasq 2.90 or newer"},
	{"dnsmasq", "2.83", "dnsmasq before 2.83 has the holes CVE-2020-25681 to CVE-2020-25687 (DNSpooq)",
	 "dnsmasq 2.90 or newer"},
	{"hostapd", "2.7", "hostapd before 2.7 has the holes of the KRACK attacks (CVE-2017-13077 and following)",
	 "hostapd 2.11 or newer"},
	{"wpa_supplicant", "2.7",
	 "wpa_supplicant before 2.7 has the holes of the KRACK attacks (CVE-2017-13077 and following)",
	 "wpa_supplicant 2.11 or newer"},
	{"miniupnpd", "2.1", "miniupnpd up to 2.1 has the holes CVE-2019-12107 to CVE-2019-12111",
	 "miniupnpd 2.3 or newer"},
	{"samba", "4.0", "Samba 3 ended in 2015 and has the hole CVE-2017-7494 (from 3.5)", "Samba in support"},
	{"openssh", "7.4", "OpenSSH before 7.4 has holes that are widely known, CVE-2016-10009 for one",
	 "OpenSSH in support"},
	{"php", "7.0", "PHP 5 ended in December 2018", "PHP 8.3 or newer"},
	{"php", "8.0", "PHP 7 ended in November 2022", "PHP 8.3 or newer"},
	{"python", "3.0", "Python 2 ended in January 2020", "Python 3 in support"},
	{"lighttpd", "1.4.50", "lighttpd before 1.4.50 has the hole CVE-2018-19052", "lighttpd 1.4.76 or newer"},
	{"wolfssl", "3.12.2", "wolfSSL before 3.12.2 has the ROBOT hole (CVE-2017-13099)", "wolfSSL in support"},
	{"mbedtls", "2.16", "Mbed TLS before 2.16 ended by 2021", "Mbed TLS 3.6"},
	{"polarssl", "9", "PolarSSL became Mbed TLS in 2015", "Mbed TLS 3.6"},
};

/* Dotted numbers; letters and what follows a '-' do not count. */
static int compare_versions(struct bytes a, const char *b)
{
	size_t at = 0;

	for (;;) {
		unsigned long x = 0, y = 0;
		bool more_a, more_b;

		for (; at < a.len && a.at[at] >= '0' && a.at[at] <= '9' && x < 100000000; at++)
			x = x * 10 + (unsigned long)(a.at[at] - '0');
		for (; *b >= '0' && *b <= '9'; b++)
			y = y * 10 + (unsigned long)(*b - '0');
		if (x != y)
			return x < y ? -1 : 1;
		more_a = at < a.len && a.at[at] == '.';
		more_b = *b == '.';
		if (!more_a && !more_b)
			return 0;
		at += more_a;
		b += more_b;
		if (!more_a)
			at = a.len;
	}
}

/* Without a packager's suffix: "1.19.4-6" is 1.19.4, "3.10.14__isvp_swan_1.0__" 3.10.14. */
static struct bytes upstream(struct bytes version)
{
	size_t len = 0;

	while (len < version.len && version.at[len] != '-' && version.at[len] != '+' && version.at[len] != '~' &&
	       version.at[len] != '_')
		len++;
	return bytes_part(version, 0, len);
}

static bool starts_with_number(struct bytes v)
{
	return v.len && v.at[0] >= '0' && v.at[0] <= '9';
}

static bool named(struct bytes name, const char *row)
{
	/* "openssl", "libopenssl" and "dnsmasq-full" are the same software; "linux-firmware" is not Linux. */
	if (text_equal_nocase(name, row))
		return true;
	if (!strcmp(row, "linux"))
		return bytes_is(name, "linux-kernel") || bytes_is(name, "kernel");
	if (!strcmp(row, "openssl"))
		return bytes_is(name, "libopenssl") || bytes_is(name, "libssl") || bytes_is(name, "libcrypto");
	if (!strcmp(row, "wpa_supplicant"))
		return bytes_is(name, "wpa-supplicant") || bytes_is(name, "wpasupplicant");
	return false;
}

static void component(const struct facts *facts, struct finding_sink *out, const struct fact *fact, struct bytes name,
		      struct bytes version)
{
	version = upstream(version);
	if (!starts_with_number(version))
		return;
	for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++) {
		struct finding *f;

		if (!named(name, ages[i].name) || compare_versions(version, ages[i].below) >= 0)
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, fact,
				look_print(out, "%s %s", ages[i].name, finding_text(out, version)));
		finding_title(out, f, "%s %s is out of support at its source", ages[i].name,
			      finding_text(out, version));
		finding_detail(out, f,
			       "%s holds %s %s: %s. This is no failure by itself, because the device's maker can carry "
			       "fixes; the image does "
			       "not show whether they did.",
			       look_path(facts, fact, out), ages[i].name, finding_text(out, version), ages[i].until);
		finding_remedy(
			out, f,
			"5.3-8: move to %s, or list in 8-UpdProc who mends this version and which fixes it carries.",
			ages[i].newer);
		return;
	}
}

void check_5_3_8_out_of_support(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_COMPONENT, c) {
		if (look_among(c, COMPONENT_RELATION, "links built-with") ||
		    look_among(c, COMPONENT_STATUS, "removed deinstall"))
			continue;
		component(facts, out, c, fact_get(c, COMPONENT_NAME), fact_get(c, COMPONENT_VERSION));
	}
	FACTS_EACH (facts, FACT_KERNEL, k)
		component(facts, out, k, bytes_str("linux"), fact_get(k, KERNEL_VERSION));
}
