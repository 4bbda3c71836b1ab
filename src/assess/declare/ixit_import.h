/* IXIT tables as CSV, back into a declaration: each file takes the place of its table in the product file, the whole is
 * held against the catalogue as a product file is, and refused whole with file, line and column. All files are parsed
 * in one confined process. */
#ifndef HF_ASSESS_IXIT_IMPORT_H
#define HF_ASSESS_IXIT_IMPORT_H

#include "assess/declare/ixit_edit.h"

enum { IXIT_FILES_MAX = 64 };

struct ixit_file {
	const char *name; /* "01-AuthMech.csv" */
	struct bytes content;
};

/* Pure. *ret is written in either case: a problem in a table names its file. *ret_text where it succeeds: the product
 * file with the tables put into it. */
MUST_CHECK bool ixit_merge(struct bytes yaml, const char *yaml_name, const struct ixit_file *files, size_t count,
			   struct arena *arena, struct product *ret, struct ixit_text *ret_text, struct error *e);
/* The same in a confined process; without, where `open` is set because the user asked for it. */
MUST_CHECK bool ixit_import(struct bytes yaml, const char *yaml_name, const struct ixit_file *files, size_t count,
			    bool open, struct arena *arena, struct product *ret, struct ixit_text *ret_text,
			    struct error *e);

#endif
