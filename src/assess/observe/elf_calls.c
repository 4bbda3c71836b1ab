/* Part of elf.c. */
#include "assess/observe/elf_calls.h"

#include "core/base/attributes.h"

struct call {
	uint8_t len;
	const char *name;
};
#define CALL(name)                                                                                                     \
	{                                                                                                              \
		sizeof #name - 1, #name                                                                                \
	}

/* The functions for which glibc 2.36 exports a checked variant, sorted by first letter. */
static const struct call fortifiable[] = {
	CALL(asprintf),       CALL(confstr),        CALL(dprintf),
	CALL(explicit_bzero), CALL(fdelt),          CALL(fgets),
	CALL(fgets_unlocked), CALL(fgetws),         CALL(fgetws_unlocked),
	CALL(fprintf),        CALL(fread),          CALL(fread_unlocked),
	CALL(fwprintf),       CALL(getcwd),         CALL(getdomainname),
	CALL(getgroups),      CALL(gethostname),    CALL(getlogin_r),
	CALL(gets),           CALL(getwd),          CALL(longjmp),
	CALL(mbsnrtowcs),     CALL(mbsrtowcs),      CALL(mbstowcs),
	CALL(memcpy),         CALL(memmove),        CALL(mempcpy),
	CALL(memset),         CALL(obstack_printf), CALL(obstack_vprintf),
	CALL(poll),           CALL(ppoll),          CALL(pread),
	CALL(pread64),        CALL(printf),         CALL(ptsname_r),
	CALL(read),           CALL(readlink),       CALL(readlinkat),
	CALL(realpath),       CALL(recv),           CALL(recvfrom),
	CALL(snprintf),       CALL(sprintf),        CALL(stpcpy),
	CALL(stpncpy),        CALL(strcat),         CALL(strcpy),
	CALL(strncat),        CALL(strncpy),        CALL(swprintf),
	CALL(syslog),         CALL(ttyname_r),      CALL(vasprintf),
	CALL(vdprintf),       CALL(vfprintf),       CALL(vfwprintf),
	CALL(vprintf),        CALL(vsnprintf),      CALL(vsprintf),
	CALL(vswprintf),      CALL(vsyslog),        CALL(vwprintf),
	CALL(wcpcpy),         CALL(wcpncpy),        CALL(wcrtomb),
	CALL(wcscat),         CALL(wcscpy),         CALL(wcsncat),
	CALL(wcsncpy),        CALL(wcsnrtombs),     CALL(wcsrtombs),
	CALL(wcstombs),       CALL(wctomb),         CALL(wmemcpy),
	CALL(wmemmove),       CALL(wmempcpy),       CALL(wmemset),
	CALL(wprintf),
};

static const struct call unbounded[] = {
	CALL(gets),    CALL(getwd),    CALL(strcpy), CALL(stpcpy), CALL(strcat),
	CALL(sprintf), CALL(vsprintf), CALL(wcscpy), CALL(wcpcpy), CALL(wcscat),
};

static const struct call network[] = {CALL(accept), CALL(accept4), CALL(bind), CALL(listen)};

static bool among(const struct call *calls, size_t count, struct bytes name)
{
	for (size_t i = 0; i < count; i++)
		if (calls[i].len == name.len && memcmp(calls[i].name, name.at, name.len) == 0)
			return true;
	return false;
}

bool elf_call_is_fortifiable(struct bytes name)
{
	/* one bit for each pair of length and first letter that a name has: most symbols end here */
	static const uint32_t letters_of_len[32] = {
		[4] = 0x0028040,  [5] = 0x0008060,  [6] = 0x0449060,  [7] = 0x064982c,
		[8] = 0x0661021,  [9] = 0x0689040,  [10] = 0x0421040, [11] = 0x0000040,
		[13] = 0x0000040, [14] = 0x0004030, [15] = 0x0004020,
	};
	uint8_t first = name.len ? name.at[0] : 0;

	if (name.len >= ARRAY_LEN(letters_of_len) || first < 'a' || first > 'z' ||
	    !(letters_of_len[name.len] >> (first - 'a') & 1))
		return false;
	return among(fortifiable, ARRAY_LEN(fortifiable), name);
}

bool elf_call_is_unbounded(struct bytes name)
{
	return among(unbounded, ARRAY_LEN(unbounded), name);
}

bool elf_call_is_network(struct bytes name)
{
	return among(network, ARRAY_LEN(network), name);
}
