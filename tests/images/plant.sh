#!/usr/bin/env bash
# plant.sh TREE: puts twelve known faults into a root file system. Each is one that a maker really ships; tests/images/
# planted.tsv says which provision it breaks and in which file, and tests and the benchmark look for every one.
set -euo pipefail
tree=$1
cd "$tree"
umask 022
mkdir -p etc/init.d etc/ssl etc/wifi usr/sbin usr/bin www/cgi-bin etc/dropbear sbin bin home/root

# 1 an account with an empty password, 2 one with a factory password (1234) under a hash that every unit shares
[ -e etc/passwd ] || printf 'root:x:0:0:root:/root:/bin/sh\n' > etc/passwd
grep -q '^admin:' etc/passwd || printf 'admin:x:0:0:admin:/home/root:/bin/sh\n' >> etc/passwd
grep -q '^support:' etc/passwd || printf 'support:x:500:500:support:/home/root:/bin/sh\n' >> etc/passwd
hash=$(openssl passwd -1 -salt Zx81abcd 1234)
{ [ ! -e etc/shadow ] || grep -v -e '^admin:' -e '^support:' etc/shadow || true; printf 'admin:%s:19000:0:99999:7:::\nsupport::19000:0:99999:7:::\n' "$hash"; } > etc/shadow.new
mv etc/shadow.new etc/shadow
grep -q '^root:' etc/shadow || printf 'root:*:19000:0:99999:7:::\n' >> etc/shadow
chmod 600 etc/shadow

# 3 telnet at every boot, 4 a shell without login on the serial port
cat > etc/inittab <<'END'
::sysinit:/etc/init.d/rcS
ttyS0::respawn:-/bin/sh
END
cat > etc/init.d/rcS <<'END'
#!/bin/sh
mount -t proc proc /proc
for script in /etc/init.d/S??*; do
	"$script" start
done
END
cat > etc/init.d/S50network <<'END'
#!/bin/sh
ifconfig eth0 up
/usr/sbin/telnetd -l /bin/sh &
/usr/sbin/httpd -p 80 -h /www &
END
# 5 a start script that anybody may change
chmod 755 etc/init.d/rcS
chmod 777 etc/init.d/S50network

# 6 a private key that is the same in every unit
openssl genrsa -out etc/ssl/server.key 2048 2>/dev/null
chmod 600 etc/ssl/server.key

# 7 an update that is fetched in clear and installed unchecked
cat > usr/sbin/update.sh <<'END'
#!/bin/sh
wget -O /tmp/firmware.bin http://updates.example-router.net/latest.bin || exit 1
mtd write /tmp/firmware.bin firmware
reboot
END
chmod 755 usr/sbin/update.sh

# 8 a Wi-Fi key that every unit shares
cat > etc/wifi/hostapd.conf <<'END'
interface=wlan0
ssid=Router
wpa=2
wpa_key_mgmt=WPA-PSK
wpa_passphrase=router1234
END

# 9 a web handler that hands a request to a shell
cat > www/cgi-bin/ping.cgi <<'END'
#!/bin/sh
echo "Content-Type: text/plain"
echo
host=$(echo "$QUERY_STRING" | sed 's/.*host=//')
eval "ping -c 1 $host"
END
chmod 755 www/cgi-bin/ping.cgi

# 10 a credential of a cloud service
printf 'AWS_ACCESS_KEY_ID=AKIA%s\nAWS_SECRET_ACCESS_KEY=%s\n' Q7RZ4M2XK9TLW3VN 'h4Kp9Zr2Wm6Xc8Vb1Nq5Lt7Yd3Jf0Gs4Ha6Ue9Ro' > etc/cloud.conf

# 11 a debugger that listens at every boot
cat > etc/init.d/S90debug <<'END'
#!/bin/sh
/usr/bin/gdbserver :2345 --attach $(pidof httpd) &
END
chmod 755 etc/init.d/S90debug

# 12 a program of the product without any hardening that runs as root and faces the network
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
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(80)};

	bind(s, (struct sockaddr *)&a, sizeof a);
	listen(s, 5);
	if (argc > 1)
		strcpy(line, argv[1]);
	return accept(s, 0, 0) + (int)strlen(line);
}
END
cc -w -O0 -fno-stack-protector -no-pie -z execstack -z norelro -U_FORTIFY_SOURCE -o usr/sbin/httpd "$work/httpd.c"
# what telnet and the debugger are: any program file stands for them
cat > "$work/other.c" <<'END'
int main(void) { return 0; }
END
cc -O2 -fstack-protector-all -fPIE -pie -Wl,-z,relro,-z,now -o usr/sbin/telnetd "$work/other.c"
cp usr/sbin/telnetd usr/bin/gdbserver
rm -rf "$work"
chmod 755 usr/sbin/httpd usr/sbin/telnetd usr/bin/gdbserver
