#!/usr/bin/env bash
# make_clean.sh OUT [TREE]: the twin of make_router.sh without its faults: accounts locked, nothing for debugging, no
# key or secret in the image, updates signed, services hardened and run by accounts of their own.
set -euo pipefail
out=$1
tree=${2:-$(mktemp -d)}
[ $# -gt 1 ] || trap 'rm -rf "$tree"' EXIT
umask 022
mkdir -p "$tree"/{bin,sbin,etc/init.d,etc/ssl,etc/wifi,usr/sbin,usr/bin,www/cgi-bin,tmp,proc,dev,root,lib,var}
cd "$tree"

printf 'NAME="ExampleRouter"\nVERSION_ID="1.0"\nPRETTY_NAME="Example Router 1.0"\n' > etc/os-release
printf '<html><body>Example router</body></html>\n' > www/index.html
printf '#!/bin/false\nBusyBox v1.37.0 (2025-01-01 00:00:00 UTC) multi-call binary.\n' > bin/busybox
ln -sf busybox bin/sh
chmod 755 bin/busybox

printf 'root:x:0:0:root:/root:/sbin/nologin\nhttpd:x:900:900:web server:/var:/sbin/nologin\n' > etc/passwd
printf 'root:!:19000:0:99999:7:::\nhttpd:*:19000:0:99999:7:::\n' > etc/shadow
chmod 600 etc/shadow

printf '::sysinit:/etc/init.d/rcS\n::shutdown:/bin/umount -a -r\n' > etc/inittab
cat > etc/init.d/rcS <<'END'
#!/bin/sh
mount -t proc proc /proc
for script in /etc/init.d/S??*; do
	"$script" start
done
END
# keys are made on the unit, at its first start
cat > etc/init.d/S50web <<'END'
#!/bin/sh
[ -e /var/keys/server.key ] || /usr/sbin/makekeys /var/keys
start-stop-daemon -S -c httpd:httpd -x /usr/sbin/httpd -- --tls-port 443 --keys /var/keys
END
chmod 755 etc/init.d/rcS etc/init.d/S50web

cat > usr/sbin/update.sh <<'END'
#!/bin/sh
set -e
curl --fail --output /tmp/update.raucb https://updates.example-router.net/latest.raucb
rauc install /tmp/update.raucb
END
chmod 755 usr/sbin/update.sh

# the network's key is the unit's own, written at set-up
printf 'interface=wlan0\nssid=Router\nwpa=2\nwpa_key_mgmt=WPA-PSK\nwpa_psk_file=/var/wifi/psk\n' > etc/wifi/hostapd.conf
chmod 600 etc/wifi/hostapd.conf

cat > www/cgi-bin/status.cgi <<'END'
#!/bin/sh
echo "Content-Type: text/plain"
echo
cat /proc/uptime
END
chmod 755 www/cgi-bin/status.cgi

work=$(mktemp -d)
cat > "$work/httpd.c" <<'END'
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
int main(int argc, char **argv)
{
	char line[64];
	int s = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(443)};

	if (bind(s, (struct sockaddr *)&a, sizeof a) != 0)
		return 1;
	listen(s, 5);
	snprintf(line, sizeof line, "%s", argc > 1 ? argv[1] : "");
	return accept(s, 0, 0) + (int)strlen(line);
}
END
harden="-O2 -D_FORTIFY_SOURCE=2 -fstack-protector-all -fPIE -pie -Wl,-z,relro,-z,now,-z,noexecstack"
# shellcheck disable=SC2086
cc -w $harden -o usr/sbin/httpd "$work/httpd.c"
printf 'int main(void) { return 0; }\n' > "$work/other.c"
# shellcheck disable=SC2086
cc $harden -o usr/sbin/makekeys "$work/other.c"
rm -rf "$work"
chmod 755 usr/sbin/httpd usr/sbin/makekeys
rm -f "$out"
mksquashfs "$tree" "$out" -comp xz -noappend -all-root -no-progress -quiet >/dev/null
