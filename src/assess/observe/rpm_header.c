/* Part of rpmdb.c. RPM's header (lib/header.c of rpm, "RPM Header Format" in its manual): two big-endian counts, the
 * index, the store. In a database it stands without the magic that begins it in a package file. */
#include "assess/observe/rpmdb.h"

#include "core/base/checked.h"

#define INDEX_MOST 65536
#define STORE_MOST (256u << 20)

enum rpm_type { TYPE_INT32 = 4, TYPE_STRING = 6, TYPE_STRING_ARRAY = 8, TYPE_I18N = 9 };
enum rpm_tag {
	TAG_NAME = 1000,
	TAG_VERSION = 1001,
	TAG_RELEASE = 1002,
	TAG_EPOCH = 1003,
	TAG_VENDOR = 1011,
	TAG_LICENCE = 1014,
	TAG_ARCH = 1022,
	TAG_SOURCE = 1044,
	TAG_REQUIRES = 1049,
};

static struct bytes text_at(struct bytes store, uint32_t offset)
{
	struct reader r = reader_of(bytes_part(store, offset, store.len), "text");

	return read_cstr(&r, "text");
}

/* `count` texts, one behind the other: all of them with their NULs. */
static struct bytes texts_at(struct bytes store, uint32_t offset, uint32_t count)
{
	struct bytes all = bytes_part(store, offset, store.len);
	struct reader r = reader_of(all, "texts");
	size_t good = 0;

	for (uint32_t i = 0; i < count; i++) {
		read_cstr(&r, "text");
		if (!reader_ok(&r))
			break;
		good = r.at;
	}
	return bytes_part(all, 0, good);
}

static void take_entry(struct rpm_package *p, uint32_t tag, uint32_t type, uint32_t offset, uint32_t count,
		       struct bytes store)
{
	struct bytes *text = NULL;
	struct reader r;

	switch ((enum rpm_tag)tag) {
	case TAG_NAME:
		text = &p->name;
		break;
	case TAG_VERSION:
		text = &p->version;
		break;
	case TAG_RELEASE:
		text = &p->release;
		break;
	case TAG_VENDOR:
		text = &p->vendor;
		break;
	case TAG_LICENCE:
		text = &p->licence;
		break;
	case TAG_ARCH:
		text = &p->arch;
		break;
	case TAG_SOURCE:
		text = &p->source;
		break;
	case TAG_EPOCH:
		r = reader_of(bytes_part(store, offset, 4), "epoch");
		p->epoch = read_u32be(&r, "epoch");
		p->has_epoch = type == TYPE_INT32 && count > 0 && reader_ok(&r);
		return;
	case TAG_REQUIRES:
		if (type == TYPE_STRING_ARRAY)
		p->requires
		= texts_at(store, offset, count);
		return;
	}
	if (text && (type == TYPE_STRING || type == TYPE_I18N))
		*text = text_at(store, offset);
}

bool rpm_header_read(struct bytes blob, struct rpm_package *ret, struct error *e)
{
	struct reader r = reader_of(blob, "RPM header");
	uint32_t entries = read_u32be(&r, "entry count"), store_len = read_u32be(&r, "store size");
	struct rpm_package p = {0};
	struct bytes store;

	if (!reader_ok(&r) || entries == 0 || entries > INDEX_MOST || store_len > STORE_MOST ||
	    !range_ok(8, (uint64_t)entries * 16 + store_len, blob.len))
		return error_set(e, ERROR_INPUT, "RPM header: %u entries and %u bytes do not fit in %zu", entries,
				 store_len, blob.len);
	store = bytes_part(blob, 8 + (uint64_t)entries * 16, store_len);
	for (uint32_t i = 0; i < entries; i++) {
		uint32_t tag = read_u32be(&r, "tag"), type = read_u32be(&r, "type");
		uint32_t offset = read_u32be(&r, "offset"), count = read_u32be(&r, "count");

		take_entry(&p, tag, type, offset, count, store);
	}
	if (p.name.len == 0)
		return error_set(e, ERROR_INPUT, "RPM header: no name");
	*ret = p;
	return true;
}
