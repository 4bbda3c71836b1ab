#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(endpoint, "/usr/bin/app", "/etc/app.conf")
