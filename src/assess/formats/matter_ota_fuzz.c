#include "assess/formats/format_fuzz.h"

FORMAT_FUZZ(matter_ota)
