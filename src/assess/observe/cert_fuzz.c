#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(cert, "/etc/ssl/certs/ca.pem", "/usr/bin/app")
