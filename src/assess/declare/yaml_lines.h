/* Places in the text of a YAML file that is edited: lines, and the comments in a part of it. Pure. */
#ifndef HF_ASSESS_YAML_LINES_H
#define HF_ASSESS_YAML_LINES_H

#include "core/base/bytes.h"

bool yaml_blank(uint8_t c);
uint64_t yaml_line_start(struct bytes in, uint64_t at);
/* Start of the line behind the one that `at` is in; the file's end. */
uint64_t yaml_next_line(struct bytes in, uint64_t at);
/* Nothing but blanks, and `dashes` dashes, stands in front of it on its line. */
bool yaml_begins_line(struct bytes in, uint64_t at, unsigned dashes);
/* Comments that begin in [from, to). */
uint32_t yaml_comments(struct bytes in, uint64_t from, uint64_t to);

#endif
