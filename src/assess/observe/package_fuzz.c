#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(package, "/var/lib/dpkg/status", "/usr/lib/opkg/status", "/lib/apk/db/installed",
	      "/usr/lib/python3/x.dist-info/METADATA", "/usr/lib/node_modules/x/package.json", "/etc/os-release",
	      "/usr/share/common-licenses/license.manifest", "/var/lib/rpm/Packages")
