/* RPM's installed packages: the header blobs in its three databases (SQLite, NDB, Berkeley DB hash), read without their
 * libraries, so that each package keeps the place in the file that proves it, and so that no library's idea of
 * repairing, locking or journalling meets hostile bytes. Borrows its input; memory only.
 * Serves 5.2-3, 5.3 (what is installed has to be known to be kept up to date). */
#ifndef HF_ASSESS_RPMDB_H
#define HF_ASSESS_RPMDB_H

#include "core/base/reader.h"

struct rpm_package {
	/* views into the header; `version` without epoch and release */
	struct bytes name, version, release, arch, licence, vendor, source;
	uint32_t epoch;
	bool has_epoch;
	struct bytes requires; /* names of what is required, each followed by a NUL */
	uint64_t offset, len;  /* where the header begins in the database, and how much of it stands there unbroken */
};

enum rpmdb_kind { RPMDB_NONE, RPMDB_SQLITE, RPMDB_NDB, RPMDB_BERKELEY };
enum rpmdb_kind rpmdb_kind_of(struct bytes in);

/* One header: index entries of 16 bytes and their store. *ret is valid as long as `blob` is. */
MUST_CHECK bool rpm_header_read(struct bytes blob, struct rpm_package *ret, struct error *e);

struct rpmdb_visitor {
	void *ctx;
	void (*package)(void *ctx, const struct rpm_package *p);
	/* what could not be read; the reading goes on */
	void (*unread)(void *ctx, uint64_t offset, const char *why);
};
/* False: out of memory, or nothing of the database can be read; *e says why. */
MUST_CHECK bool rpmdb_read(struct bytes in, const struct rpmdb_visitor *v, struct error *e);

#endif
