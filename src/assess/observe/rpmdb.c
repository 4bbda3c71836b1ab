/* SQLite: "Database File Format" on sqlite.org. NDB: lib/backend/ndb/rpmpkg.c of rpm. Berkeley DB: dbinc/db_page.h of
 * its release 5.3. Every page or block is visited once at most, so that the work is bounded by the file's size. */
#include "assess/observe/rpmdb.h"

#include "core/base/checked.h"
#include "core/base/writer.h"

#include <stdlib.h>

#define BLOB_MOST (64u << 20)
#define DEPTH_MOST 24
#define NDB_PAGE 4096
#define UNREAD_MOST 20

struct db {
	struct bytes in;
	const struct rpmdb_visitor *v;
	uint64_t page_len;
	uint32_t pages;
	uint32_t usable;    /* SQLite: bytes of a page that hold content */
	bool big_endian;    /* Berkeley DB */
	uint8_t *seen;      /* a bit a page */
	struct writer blob; /* one at a time */
	unsigned unread;
	bool no_memory;
};

/* A database that is nothing but damage is said to be so a few times, not a million times. */
static void say_unread(struct db *db, uint64_t offset, const char *why)
{
	if (db->unread++ < UNREAD_MOST)
		db->v->unread(db->v->ctx, offset < db->in.len ? offset : 0, why);
}

enum rpmdb_kind rpmdb_kind_of(struct bytes in)
{
	struct reader r = reader_of(in, "database");
	uint32_t magic;

	if (in.len >= 100 && memcmp(in.at, "SQLite format 3", 16) == 0)
		return RPMDB_SQLITE;
	if (in.len >= NDB_PAGE && bytes_starts(in, "RpmP"))
		return RPMDB_NDB;
	reader_seek(&r, 12, "magic");
	magic = read_u32le(&r, "magic");
	if (in.len >= 512 && (magic == 0x00061561 || magic == 0x61150600))
		return RPMDB_BERKELEY;
	return RPMDB_NONE;
}

/* True the first time a page is asked for; pages are counted from 0 here. */
static bool take_page(struct db *db, uint64_t page)
{
	uint8_t bit = (uint8_t)(1u << (page & 7));

	if (page >= db->pages || db->seen[page >> 3] & bit)
		return false;
	db->seen[page >> 3] |= bit;
	return true;
}

static struct bytes page_at(const struct db *db, uint64_t page)
{
	return bytes_part(db->in, page * db->page_len, db->page_len);
}

static void give_header(struct db *db, struct bytes blob, uint64_t offset, uint64_t len)
{
	struct rpm_package p;
	struct error e;

	if (!rpm_header_read(blob, &p, &e)) {
		say_unread(db, offset, e.text);
		return;
	}
	p.offset = offset;
	p.len = len;
	db->v->package(db->v->ctx, &p);
}

/* ------------------------------------------------------------------------------------------------- SQLite */

/* Seven bits a byte, most significant first; the ninth byte gives eight. */
static uint64_t read_varint(struct reader *r)
{
	uint64_t value = 0;

	for (int i = 0; i < 9; i++) {
		uint8_t byte = read_u8(r, "varint");

		if (i == 8)
			return value << 8 | byte;
		value = value << 7 | (byte & 0x7f);
		if (!(byte & 0x80))
			break;
	}
	return value;
}

static uint64_t serial_len(uint64_t type)
{
	static const uint8_t fixed[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

	return type < 12 ? fixed[type] : (type - 12) / 2;
}

/* A row's columns, at most `count`: their types and values. False where the record does not hold that many. */
static bool read_record(struct bytes payload, size_t count, uint64_t *types, struct bytes *values)
{
	struct reader r = reader_of(payload, "record");
	uint64_t header = read_varint(&r), at = header;

	if (!reader_ok(&r) || header > payload.len)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (r.at >= header)
			return false;
		types[i] = read_varint(&r);
		if (!reader_ok(&r) || !range_ok(at, serial_len(types[i]), payload.len))
			return false;
		values[i] = bytes_part(payload, at, serial_len(types[i]));
		at += values[i].len;
	}
	return true;
}

static uint64_t integer_of(struct bytes value)
{
	uint64_t n = 0;

	for (size_t i = 0; i < value.len && i < 8; i++)
		n = n << 8 | value.at[i];
	return n;
}

/* The whole payload of a leaf's cell: in place, or put together in db->blob. */
static bool cell_payload(struct db *db, struct reader *r, uint64_t len, struct bytes *ret, uint64_t *ret_local)
{
	uint64_t most = db->usable - 35, least = (db->usable - 12) * 32 / 255 - 23, local = len, left;
	uint32_t next;

	if (len > BLOB_MOST || len > db->in.len)
		return false;
	if (len > most) {
		local = least + (len - least) % (db->usable - 4);
		local = local <= most ? local : least;
	}
	*ret = read_bytes(r, local, "payload");
	*ret_local = local;
	if (local == len)
		return reader_ok(r);
	next = read_u32be(r, "overflow page");
	if (!reader_ok(r))
		return false;
	writer_reset(&db->blob);
	write_bytes(&db->blob, *ret);
	for (left = len - local; left;) {
		struct bytes page, part;

		if (next == 0 || !take_page(db, (uint64_t)next - 1))
			return false;
		page = page_at(db, (uint64_t)next - 1);
		part = bytes_part(page, 4, left < db->usable - 4 ? left : db->usable - 4);
		if (part.len == 0)
			return false;
		write_bytes(&db->blob, part);
		left -= part.len;
		next = (uint32_t)integer_of(bytes_part(page, 0, 4));
	}
	*ret = writer_bytes(&db->blob);
	db->no_memory |= db->blob.failed == ERROR_ENVIRONMENT;
	return writer_ok(&db->blob);
}

/* What is done with a row: it begins at `offset` in the file, and `local` bytes of it stand there. */
typedef void sqlite_row(struct db *db, struct bytes payload, uint64_t offset, uint64_t local, void *ctx);

static void sqlite_leaf(struct db *db, struct bytes page, uint64_t base, struct reader r, uint32_t cells,
			sqlite_row *row, void *ctx)
{
	for (uint32_t i = 0; i < cells; i++) {
		uint16_t at = read_u16be(&r, "cell");
		struct reader cell = reader_of(page, "cell");
		struct bytes payload;
		uint64_t len, local;

		reader_seek(&cell, at, "cell");
		len = read_varint(&cell);
		read_varint(&cell);
		if (reader_ok(&r) && reader_ok(&cell) && cell_payload(db, &cell, len, &payload, &local))
			row(db, payload, base + at, local, ctx);
		else
			say_unread(db, base + at, "SQLite: a row is damaged");
		if (!reader_ok(&r))
			return;
	}
}

/* One table's b-tree, counted as SQLite does: the first page is 1. */
static void sqlite_tree(struct db *db, uint32_t number, unsigned depth, sqlite_row *row, void *ctx)
{
	uint64_t base = ((uint64_t)number - 1) * db->page_len;
	struct bytes page;
	struct reader r;
	uint32_t cells, right;
	uint8_t type;

	if (number == 0 || depth > DEPTH_MOST || !take_page(db, (uint64_t)number - 1)) {
		say_unread(db, 0, "SQLite: a page is missing, or used twice");
		return;
	}
	page = page_at(db, (uint64_t)number - 1);
	r = reader_of(page, "page");
	/* the file's own header stands in front of page 1's */
	read_skip(&r, number == 1 ? 100 : 0, "file header");
	type = read_u8(&r, "page type");
	read_skip(&r, 2, "first free block");
	cells = read_u16be(&r, "cell count");
	read_skip(&r, 3, "content and fragments");
	if (type == 13) {
		sqlite_leaf(db, page, base, r, cells, row, ctx);
		return;
	}
	right = read_u32be(&r, "right-most page");
	if (type != 5 || !reader_ok(&r)) {
		say_unread(db, base, "SQLite: no table page");
		return;
	}
	for (uint32_t i = 0; i < cells; i++) {
		uint16_t at = read_u16be(&r, "cell");
		struct reader cell = reader_of(page, "cell");

		reader_seek(&cell, at, "cell");
		sqlite_tree(db, read_u32be(&cell, "child page"), depth + 1, row, ctx);
		if (!reader_ok(&r))
			return;
	}
	sqlite_tree(db, right, depth + 1, row, ctx);
}

static void schema_row(struct db *db, struct bytes payload, uint64_t offset, uint64_t local, void *ctx)
{
	uint64_t types[4];
	struct bytes values[4];

	(void)db;
	(void)offset;
	(void)local;
	if (read_record(payload, 4, types, values) && bytes_is(values[0], "table") && bytes_is(values[1], "Packages"))
		*(uint32_t *)ctx = (uint32_t)integer_of(values[3]);
}

/* CREATE TABLE Packages(hnum INTEGER PRIMARY KEY, blob BLOB) */
static void packages_row(struct db *db, struct bytes payload, uint64_t offset, uint64_t local, void *ctx)
{
	uint64_t types[2];
	struct bytes values[2];

	(void)ctx;
	if (read_record(payload, 2, types, values) && types[1] >= 12 && types[1] % 2 == 0)
		give_header(db, values[1], offset, local);
	else
		say_unread(db, offset, "SQLite: a row of the packages is damaged");
}

static bool read_sqlite(struct db *db, struct error *e)
{
	uint32_t root = 0;

	/* a table named in the schema may not use its pages: they are marked as seen */
	sqlite_tree(db, 1, 0, schema_row, &root);
	if (!root)
		return error_set(e, ERROR_INPUT, "RPM database (SQLite): no table of packages");
	sqlite_tree(db, root, 0, packages_row, NULL);
	return true;
}

/* ---------------------------------------------------------------------------------------------------- NDB */

static void ndb_slot(struct db *db, uint32_t package, uint64_t at, uint64_t len)
{
	struct reader r = reader_of(bytes_part(db->in, at, len), "blob");
	struct bytes magic = read_bytes(&r, 4, "magic"), blob;
	uint32_t index = read_u32le(&r, "package"), size;

	read_skip(&r, 4, "generation");
	size = read_u32le(&r, "size");
	blob = read_bytes(&r, size, "blob");
	if (!reader_ok(&r) || !bytes_is(magic, "BlbS") || index != package)
		say_unread(db, at, "NDB: a package's blob is damaged");
	else
		give_header(db, blob, at + 16, blob.len);
}

static bool read_ndb(struct db *db, struct error *e)
{
	struct reader r = reader_of(db->in, "NDB");
	uint32_t version, pages;
	uint64_t slots, spent = 0;

	read_skip(&r, 4, "magic");
	version = read_u32le(&r, "version");
	read_skip(&r, 4, "generation");
	pages = read_u32le(&r, "slot pages");
	read_skip(&r, 16, "next package");
	if (version != 0 || pages == 0 || (uint64_t)pages * NDB_PAGE > db->in.len)
		return error_set(e, ERROR_INPUT, "RPM database (NDB): version %u, %u slot pages", version, pages);
	slots = (uint64_t)pages * NDB_PAGE / 16 - 2;
	for (uint64_t i = 0; i < slots; i++) {
		struct bytes magic = read_bytes(&r, 4, "slot");
		uint32_t package = read_u32le(&r, "package"), at = read_u32le(&r, "block"),
			 count = read_u32le(&r, "blocks");

		if (!reader_ok(&r) || !bytes_is(magic, "Slot"))
			return error_set(e, ERROR_INPUT, "RPM database (NDB): slot %llu is damaged",
					 (unsigned long long)i);
		if (at == 0)
			continue; /* free */
		spent += (uint64_t)count * 16;
		if (spent > db->in.len)
			return error_set(e, ERROR_INPUT, "RPM database (NDB): packages overlap");
		ndb_slot(db, package, (uint64_t)at * 16, (uint64_t)count * 16);
	}
	return true;
}

/* -------------------------------------------------------------------------------------------- Berkeley DB */

enum { BERKELEY_PAGE_HEADER = 26, BERKELEY_OVERFLOW = 7, BERKELEY_HASH_OLD = 2, BERKELEY_HASH = 13 };
enum { ITEM_KEYDATA = 1, ITEM_OFFPAGE = 3 };

static bool berkeley_overflow(struct db *db, uint32_t page, uint32_t len, uint64_t *first)
{
	writer_reset(&db->blob);
	*first = (uint64_t)page * db->page_len + BERKELEY_PAGE_HEADER;
	while (db->blob.len < len) {
		struct bytes data = page_at(db, page);
		struct reader r = reader_of(data, "overflow page");
		uint32_t next;
		uint16_t used;
		uint8_t type;

		read_skip(&r, 16, "place");
		next = read_u32(&r, db->big_endian, "next page");
		read_skip(&r, 2, "entries");
		used = read_u16(&r, db->big_endian, "bytes used");
		read_skip(&r, 1, "level");
		type = read_u8(&r, "type");
		data = read_bytes(&r, used, "content");
		if (!reader_ok(&r) || type != BERKELEY_OVERFLOW || used == 0 || !take_page(db, page))
			return false;
		write_bytes(&db->blob, data);
		page = next;
		db->no_memory |= db->blob.failed == ERROR_ENVIRONMENT;
		if (!writer_ok(&db->blob))
			return false;
	}
	return db->blob.len == len;
}

/* Keys and values take turns: every second item is a package. */
static void berkeley_page(struct db *db, uint32_t number)
{
	struct bytes page = page_at(db, number);
	struct reader r = reader_of(page, "page");
	uint16_t entries;
	uint8_t type;

	read_skip(&r, 20, "place");
	entries = read_u16(&r, db->big_endian, "entries");
	read_skip(&r, 3, "offset and level");
	type = read_u8(&r, "type");
	if (!reader_ok(&r) || (type != BERKELEY_HASH && type != BERKELEY_HASH_OLD))
		return;
	for (uint32_t i = 0; i < entries; i++) {
		uint16_t at = read_u16(&r, db->big_endian, "item");
		struct reader item = reader_of(page, "item");
		uint64_t base = (uint64_t)number * db->page_len + at, first;
		uint32_t first_page, len;

		if (!reader_ok(&r))
			return;
		reader_seek(&item, at, "item");
		/* what fits in a page is no header but the counter that stands under key 0 */
		if (i % 2 == 0 || read_u8(&item, "type") != ITEM_OFFPAGE)
			continue;
		read_skip(&item, 3, "unused");
		first_page = read_u32(&item, db->big_endian, "page");
		len = read_u32(&item, db->big_endian, "length");
		if (reader_ok(&item) && len <= BLOB_MOST && len <= db->in.len &&
		    berkeley_overflow(db, first_page, len, &first))
			give_header(db, writer_bytes(&db->blob), first,
				    len < db->page_len - BERKELEY_PAGE_HEADER ? len
									      : db->page_len - BERKELEY_PAGE_HEADER);
		else
			say_unread(db, base, "Berkeley DB: a package's pages are damaged");
	}
}

static bool read_berkeley(struct db *db, struct error *e)
{
	struct reader r = reader_of(db->in, "Berkeley DB");
	uint8_t encryption;

	reader_seek(&r, 24, "encryption");
	encryption = read_u8(&r, "encryption");
	if (encryption)
		return error_set(e, ERROR_INPUT, "RPM database (Berkeley DB): encrypted");
	for (uint32_t i = 1; i < db->pages; i++)
		berkeley_page(db, i);
	return true;
}

/* ------------------------------------------------------------------------------------------------- any */

static bool layout(struct db *db, enum rpmdb_kind kind, struct error *e)
{
	struct reader r = reader_of(db->in, "database");

	db->page_len = NDB_PAGE;
	if (kind == RPMDB_SQLITE) {
		uint8_t reserved;

		reader_seek(&r, 16, "page size");
		db->page_len = read_u16be(&r, "page size");
		if (db->page_len == 1)
			db->page_len = 65536;
		read_skip(&r, 2, "versions");
		reserved = read_u8(&r, "reserved bytes");
		db->usable = (uint32_t)db->page_len - reserved;
	} else if (kind == RPMDB_BERKELEY) {
		reader_seek(&r, 12, "magic");
		db->big_endian = read_u8(&r, "magic") == 0;
		reader_seek(&r, 20, "page size");
		db->page_len = read_u32(&r, db->big_endian, "page size");
	}
	/* SQLite: at least 480 usable bytes */
	if (db->page_len < 512 || db->page_len > 65536 || db->page_len & (db->page_len - 1) ||
	    (kind == RPMDB_SQLITE && db->usable < 480))
		return error_set(e, ERROR_INPUT, "RPM database: pages of %llu bytes", (unsigned long long)db->page_len);
	db->pages = (uint32_t)(db->in.len / db->page_len < UINT32_MAX ? db->in.len / db->page_len : UINT32_MAX);
	return true;
}

bool rpmdb_read(struct bytes in, const struct rpmdb_visitor *v, struct error *e)
{
	struct db db = {.in = in, .v = v, .blob = writer_of(BLOB_MOST, "RPM header")};
	enum rpmdb_kind kind = rpmdb_kind_of(in);
	bool ok;

	if (kind == RPMDB_NONE)
		return error_set(e, ERROR_INPUT, "RPM database: neither SQLite nor NDB nor Berkeley DB hash");
	TRY(layout(&db, kind, e));
	db.seen = calloc(1, (size_t)db.pages / 8 + 1);
	if (!db.seen)
		return error_memory(e, "RPM database");
	ok = kind == RPMDB_SQLITE ? read_sqlite(&db, e) : kind == RPMDB_NDB ? read_ndb(&db, e) : read_berkeley(&db, e);
	if (ok && db.no_memory)
		ok = error_memory(e, "RPM header");
	free(db.seen);
	writer_free(&db.blob);
	return ok;
}
