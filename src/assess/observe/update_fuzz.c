#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(update, "/etc/rauc/system.conf", "/etc/swupdate.cfg", "/etc/mender/mender.conf", "/etc/opkg.conf",
	      "/etc/apt/sources.list", "/sbin/sysupgrade", "/bin/up.sh")
