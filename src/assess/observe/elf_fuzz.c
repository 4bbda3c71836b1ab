#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(elf, "/usr/sbin/dropbear", "/lib/modules/3.10.14/wlan.ko")
