#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(wifi, "/etc/RT2860AP.dat", "/etc/hostapd.conf", "/etc/wpa_supplicant.conf", "/etc/config/wireless",
	      "/etc/nvram_default.txt")
