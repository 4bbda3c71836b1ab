/* What is known of programs that listen: service, default port, whether it is in clear. Constant data from
 * services.def. Serves 5.6-1 and 5.6-5 (unused interfaces and services), 5.5 (secure communication). */
#ifndef HF_ASSESS_OBSERVE_SERVICES_H
#define HF_ASSESS_OBSERVE_SERVICES_H

#include "core/base/bytes.h"

struct service {
	const char *program, *service, *protocol, *port, *cleartext, *auth;
};

/* By base name of the program; NULL where it is none that listens as far as we know. */
const struct service *service_of(struct bytes program);
/* By its name in inetd.conf and /etc/services ("telnet"): the first row of that service, or NULL. */
const struct service *service_by_name(struct bytes service);

#endif
