/* One directory record of ISO 9660 with what Rock Ridge adds to it. Internal to iso9660.c. Borrows the image. */
#ifndef HF_ASSESS_ISO9660_RECORD_H
#define HF_ASSESS_ISO9660_RECORD_H

#include "assess/formats/parts.h"

#define ISO_SECTOR 2048
#define ISO_NAME_MAX 1024

struct iso_names {
	bool rock_ridge;
	bool joliet;
	uint8_t skip; /* bytes in front of the system use area (SUSP's SP) */
	uint64_t block_len;
	uint64_t more_budget; /* bytes of continuation areas that may still be read */
};

struct iso_record {
	uint64_t at, len; /* the record itself */
	uint32_t block, size;
	uint8_t attribute_blocks, flags;
	bool dot, interleaved;
	/* Rock Ridge */
	bool has_mode, relocated, compressed, damaged;
	uint32_t mode, uid, gid, rdev_high, rdev_low, child;
	int64_t mtime;
	size_t name_len, link_len;
	uint8_t name[ISO_NAME_MAX], link[ISO_NAME_MAX];
};

enum { ISO_DIRECTORY = 2, ISO_ASSOCIATED = 4, ISO_MORE = 0x80 };

/* The record at `at` of the image; false where it does not fit into [at, end). */
MUST_CHECK bool iso_record_read(struct bytes in, uint64_t at, uint64_t end, struct iso_names *names,
				struct iso_record *ret);

#endif
