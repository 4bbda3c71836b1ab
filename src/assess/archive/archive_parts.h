/* What the parts of archive.c share: where things lie in a store. */
#ifndef HF_ASSESS_ARCHIVE_PARTS_H
#define HF_ASSESS_ARCHIVE_PARTS_H

#include "assess/archive/archive.h"

#define ARCHIVE_LOG "log.jsonl"
#define ARCHIVE_DOCUMENTS "documents"
#define ARCHIVE_HEADS "heads"
enum { ARCHIVE_PATH = 4096 };

MUST_CHECK bool archive_path(const struct archive *a, const char *name, char ret[ARCHIVE_PATH], struct error *e);

#endif
