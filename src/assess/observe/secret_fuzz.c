#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(secret, "/etc/init.d/S80telnetd.sh", "/etc/app.conf", "/etc/config/image_sign", "/www/a.php",
	      "/etc/a.json", "/etc/a.xml", "/usr/lib/liba.so", "/etc/snmpd.conf")
