#!/usr/bin/env bash
# make_router.sh OUT [TREE]: a small router's SquashFS image with the faults of plant.sh, for the demonstration and
# tests. TREE keeps the folder it was made from.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$1
tree=${2:-$(mktemp -d)}
[ $# -gt 1 ] || trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"
mkdir -p "$tree"/{bin,sbin,etc,usr/sbin,usr/bin,www,tmp,proc,dev,root,lib,var}
"$here/plant.sh" "$tree"
printf 'NAME="ExampleRouter"\nVERSION_ID="1.0"\nPRETTY_NAME="Example Router 1.0"\n' > "$tree/etc/os-release"
printf '<html><body>Example router</body></html>\n' > "$tree/www/index.html"
# the shell: named, not run
printf '#!/bin/false\nBusyBox v1.22.1 (2016-01-01 00:00:00 UTC) multi-call binary.\n' > "$tree/bin/busybox"
ln -sf busybox "$tree/bin/sh"
chmod 755 "$tree/bin/busybox"
rm -f "$out"
mksquashfs "$tree" "$out" -comp xz -noappend -all-root -no-progress -quiet >/dev/null
