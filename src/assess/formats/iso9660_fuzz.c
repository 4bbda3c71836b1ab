#include "assess/formats/format_fuzz.h"

FORMAT_FUZZ(iso9660)
