/* One line of an account file of any kind: checked as a whole, then told as an ACCOUNT fact. `data` is the file (for
 * the evidence's offset), `line` a part of it, `source` the fact's source field. The functions return true where the
 * line was one of theirs. Serves 5.1-1 and 5.4-4. */
#ifndef HF_ASSESS_ACCOUNT_LINE_H
#define HF_ASSESS_ACCOUNT_LINE_H

#include "assess/facts/sink.h"

bool account_name_ok(struct bytes name);
bool account_passwd_line(struct fact_sink *out, struct bytes data, struct bytes line, const char *source);
bool account_shadow_line(struct fact_sink *out, struct bytes data, struct bytes line, const char *source);
/* user:hash; with `plain` also user:password in clear. */
bool account_web_line(struct fact_sink *out, struct bytes data, struct bytes line, bool plain, const char *source);
bool account_digest_line(struct fact_sink *out, struct bytes data, struct bytes line, const char *source);
bool account_samba_line(struct fact_sink *out, struct bytes data, struct bytes line);
bool account_httpd_line(struct fact_sink *out, struct bytes data, struct bytes line);
/* A hash somewhere in other text, with the name in front of it where there is one. */
bool account_embedded(struct fact_sink *out, struct bytes data, struct bytes line, const char *source);
void account_put_plain(struct fact_sink *out, struct bytes data, struct bytes name, struct bytes password,
		       const char *source, struct bytes evidence);
/* The next word between blanks, without its quotes; false when none is left. */
bool account_quoted_word(struct bytes *rest, struct bytes *ret);

#endif
