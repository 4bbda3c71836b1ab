#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(start, "/etc/init.d/rcS", "/etc/inittab", "/lib/systemd/system/a.service", "/lib/systemd/system/a.socket",
	      "/etc/inetd.conf", "/etc/xinetd.d/a", "/etc/crontab", "/etc/crontabs/root", "/etc/init/a.conf",
	      "/lib/udev/rules.d/a.rules", "/etc/mdev.conf", "/init.rc", "/bin/x.sh")
