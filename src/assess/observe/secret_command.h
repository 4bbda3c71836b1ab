/* Credentials in command lines: telnetd -u USER:WORD, mosquitto_pub -P, curl -u, sshpass -p. Borrows.
 * Serves 5.1-1 and 5.4-4. */
#ifndef HF_ASSESS_SECRET_COMMAND_H
#define HF_ASSESS_SECRET_COMMAND_H

#include "core/base/attributes.h"
#include "core/base/bytes.h"

struct secret {
	const char *class, *service, *rule, *confidence;
	struct bytes name, value, user;
};

/* Looks at one line of a script. A telnetd whose password is a variable gives class "credential", the variable as
 * value, and as name the file the script reads it from where it says so (X=`cat /path`): derive/credential.c joins the
 * two. */
MUST_CHECK bool secret_in_command(struct bytes script, struct bytes line, struct secret *ret);
/* Words that stand for a secret in manuals: user, pass, your_password, xxx, example. */
bool is_sample_word(struct bytes word);

#endif
