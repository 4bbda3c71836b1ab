#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(component, "/usr/sbin/dropbear", "/boot/vmlinux")
