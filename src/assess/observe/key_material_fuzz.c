#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(key, "/etc/key.pem", "/etc/dropbear/dropbear_rsa_host_key", "/root/.ssh/authorized_keys",
	      "/etc/opkg/keys/a", "/etc/apt/a.gpg", "/usr/lib/libgnutls.so")
