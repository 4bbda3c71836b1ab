#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(release, "/etc/os-release", "/www/.well-known/security.txt")
