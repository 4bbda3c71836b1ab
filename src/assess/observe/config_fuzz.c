#include "assess/observe/observe_fuzz.h"

OBSERVER_FUZZ(config, "/etc/ssh/sshd_config", "/etc/config/dropbear", "/etc/lighttpd/lighttpd.conf",
	      "/etc/nginx/nginx.conf", "/etc/vsftpd.conf", "/etc/samba/smb.conf", "/etc/hostapd.conf",
	      "/etc/snmp/snmpd.conf", "/etc/mosquitto.conf")
