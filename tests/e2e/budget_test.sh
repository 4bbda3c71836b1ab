#!/usr/bin/env bash
# Every budget of 'holdfast assess --limit NAME=NUMBER' can be set, is hit by what it is there for, and is named in the
# report when it is hit; a number out of range or an unknown name is wrong usage.
set -u
program=${HOLDFAST_PROGRAM:-${HOLDFAST_BUILD:-build}/holdfast}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
bad=0

result() { # ok|not ok, name
	count=$((count + 1))
	[ "$1" = ok ] || bad=$((bad + 1))
	echo "$1 $count - $2"
}

# hit NAME NUMBER FILE: the run ends well and some unread node names the budget
hit() {
	"$program" assess "$3" --limit "$1=$2" --json "$work/r.json" --quiet >"$work/out" 2>"$work/err"
	local status=$?
	if { [ $status -eq 3 ] || [ $status -eq 1 ]; } && python3 - "$work/r.json" "$1" <<'END'; then
import json, sys
report = json.load(open(sys.argv[1], encoding='utf-8'))
unread = report['coverage']['unread']
named = [u for u in unread if u['limit'] == sys.argv[2]]
if not named or report['coverage']['complete']:
    print('# complete:', report['coverage']['complete'], 'unread:', ascii(unread[:5]))
    sys.exit(1)
END
		result ok "$1=$2 is hit and reported"
	else
		echo "# exit $status: $(head -c 300 "$work/err")"
		result "not ok" "$1=$2 is hit and reported"
	fi
}

# miss NAME NUMBER FILE: wide enough, nothing names it
miss() {
	"$program" assess "$3" --limit "$1=$2" --json "$work/r.json" --quiet >/dev/null 2>"$work/err"
	if [ $? -le 3 ] && ! grep -q "\"limit\": \"$1\"" "$work/r.json"; then
		result ok "$1=$2 is enough"
	else
		result "not ok" "$1=$2 is enough"
	fi
}

refused() { # ARGUMENT
	"$program" assess "$work/nested.tar" --limit "$1" --quiet >/dev/null 2>"$work/err"
	if [ $? -eq 2 ]; then result ok "--limit $1 is wrong usage"; else result "not ok" "--limit $1 is wrong usage"; fi
}

python3 - "$work" <<'END'
import gzip, io, os, sys, tarfile, zipfile
work = sys.argv[1]

def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as t:
        for name, data in members:
            m = tarfile.TarInfo(name)
            m.size, m.mode = len(data), 0o644
            t.addfile(m, io.BytesIO(data))
    return out.getvalue()

data = tar([('etc/passwd', b'root::0:0::/:/bin/sh\n')])
for level in range(8):
    data = tar([(f'level{level}.tar', data)])
open(work + '/nested.tar', 'wb').write(data)
open(work + '/many.tar', 'wb').write(tar([(f'file{i:04}', b'x%d' % i) for i in range(400)]))
# one folder of keys: more facts than files
line = b'password="Zr8Qm3Wt%04d"\n'
open(work + '/facts.tar', 'wb').write(tar([(f'etc/a{i:03}.conf', line % i * 3) for i in range(600)]))
with zipfile.ZipFile(work + '/bomb.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    for i in range(4):
        z.writestr(f'zero{i}', bytes(48 << 20))
big = os.urandom(1 << 16) * 8
open(work + '/big.tar', 'wb').write(tar([('big', big)]))
open(work + '/bytes.tar.gz', 'wb').write(gzip.compress(tar([(f'part{i}', os.urandom(1 << 16)) for i in range(8)])))
with gzip.open(work + '/memory.gz', 'wb') as g:
    for i in range(40):
        g.write(bytes([i]) * (1 << 20))
END

hit depth 3 "$work/nested.tar"
miss depth 16 "$work/nested.tar"
hit bytes 65536 "$work/bytes.tar.gz"
miss bytes 17179869184 "$work/bytes.tar.gz"
hit nodes 100 "$work/many.tar"
miss nodes 1000 "$work/many.tar"
hit ratio 10 "$work/bomb.zip"
hit node_bytes 65536 "$work/big.tar"
miss node_bytes 1048576 "$work/big.tar"
# this one makes threads wait and loses nothing
miss memory 8388608 "$work/memory.gz"
hit node_bytes 1048576 "$work/memory.gz"
hit facts 1000 "$work/facts.tar"
miss facts 100000 "$work/facts.tar"

# a budget of a second: bzip2 of random bytes takes many to decode on any machine, and identical files are decoded each
if [ -n "${HOLDFAST_SLOW_IMAGE:-}" ] || python3 - "$work" <<'END'; then
import bz2, io, os, sys, tarfile
data = bz2.compress(os.urandom(4 << 20))
with tarfile.open(sys.argv[1] + '/slow.tar', 'w') as out:
    for i in range(60):
        m = tarfile.TarInfo(f'data/{i}.bz2')
        m.size, m.mode = len(data), 0o644
        out.addfile(m, io.BytesIO(data))
END
	hit seconds 1 "${HOLDFAST_SLOW_IMAGE:-$work/slow.tar}"
fi

for name in depth bytes nodes ratio node_bytes memory seconds facts restarts; do
	if "$program" assess --help | grep -q "^  $name  *[0-9]"; then
		result ok "--help names the budget $name and its default"
	else
		result "not ok" "--help names the budget $name and its default"
	fi
done
# with sanitizers the sandbox kills their own thread
[ "${HOLDFAST_SANITIZED:-0}" = 1 ] || miss restarts 0 "$work/nested.tar"
refused depth=0
refused depth=100000
refused seconds=x
refused colour=1
refused depth
echo "1..$count"
[ $bad -eq 0 ]
