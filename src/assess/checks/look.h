/* What checks share: reading fields, naming places, telling services apart. Pure; borrows everything. */
#ifndef HF_ASSESS_LOOK_H
#define HF_ASSESS_LOOK_H

#include "assess/checks/check.h"

/* True where the field is one of the words of a space-separated list; an empty field never is. */
bool look_among(const struct fact *fact, unsigned field, const char *words);
bool look_yes(const struct fact *fact, unsigned field);
/* The fact's path inside its container, safe to print; the container's chain where it has none. */
const char *look_path(const struct facts *facts, const struct fact *fact, struct finding_sink *out);
/* A field, safe to print; `otherwise` where it is empty. */
const char *look_field(const struct fact *fact, unsigned field, const char *otherwise, struct finding_sink *out);
/* printf into the findings' arena; "" when memory is out. */
const char *look_print(struct finding_sink *out, const char *fmt, ...) PRINTF(2, 3);
/* The FACT_CONTAINER of the node a fact stands on, or NULL. */
const struct fact *look_container(const struct facts *facts, const struct fact *fact);

/* Listeners. */
bool look_listens(const struct fact *listener);   /* starts, on more than the loopback interface or a local socket */
bool look_debug(const struct fact *listener);     /* a shell, a debugger: no use to an owner */
bool look_cleartext(const struct fact *listener); /* carries what it carries unencrypted, as far as was seen */
/* "telnetd (TCP port 23)" */
const char *look_listener(const struct fact *listener, struct finding_sink *out);

/* A shell or log-in on a serial line; where the kernel only writes its messages nobody gets in. */
bool look_console(const struct fact *console);
/* True where the sensor is part of the product: drivers for what a user may plug in, and general programs, stand in
 * images of products without one. */
bool look_sensor(const struct fact *sensor);
/* Host of an address that data is sent to, where its name says that it collects ("telemetry.example"); what stands in a
 * path ("/log") hints at most. Empty: not that. */
struct bytes look_collector(const struct fact *telemetry);

/* Key material and secrets that stand in documentation or tests are no credentials. */
bool look_real_key(const struct fact *key);
/* True where the file is an example or a template by its name: "wpa_supplicant.conf.example". */
bool look_example(const struct facts *facts, const struct fact *fact);
/* True where the account can be logged in to as far as was seen. */
bool look_login(const struct fact *account);
bool look_root(const struct fact *account);

/* A copy such as passwd.bak beside a password file: in use only where the root has no password file of its own, because
 * the start scripts then copy it into place. */
bool look_unused_backup(const struct facts *facts, const struct fact *account);

#endif
