#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(kconfig, "/boot/config-3.10.14", "/.config")
