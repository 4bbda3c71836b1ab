#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(script, "/www/cgi-bin/a.sh", "/www/a.php", "/www/a.lua", "/www/a.py", "/www/a.pl", "/bin/a.sh")
