#include "assess/formats/format_fuzz.h"

FORMAT_FUZZ(uboot)
