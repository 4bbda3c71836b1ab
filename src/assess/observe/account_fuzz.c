#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(account, "/etc/passwd", "/etc/shadow-", "/etc/htdigest", "/etc/smbpasswd", "/etc/ppp/chap-secrets",
	      "/etc/httpd.conf", "/etc/lighttpd.user", "/sbin/start.sh", "/usr/bin/tool")
