#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(reset, "/sbin/reset.sh")
