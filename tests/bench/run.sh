#!/usr/bin/env bash
# run.sh [--write]: makes the benchmark's images once, in a folder outside the repository, then measures. --write puts the
# table into docs/bench.md.
#   HOLDFAST_BENCH_DIR   work folder (default /var/tmp/holdfast-bench; 3 GB)
#   HOLDFAST_BENCH_TREE  a Debian minbase tree to copy, instead of making one with debootstrap
#   HOLDFAST_BENCH_RUNS  runs of each measurement (default 3; the best and the median are kept)
set -euo pipefail
cd "$(dirname "$0")/../.."
work=${HOLDFAST_BENCH_DIR:-/var/tmp/holdfast-bench}
mkdir -p "$work"

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

# A tree of the same shape from the host's own files, where no Debian can be had: 5,300 files, 200 MB, 700 ELF files.
generated_tree() {
	local out=$1 n=0
	mkdir -p "$out"/{bin,etc,usr/bin,usr/share/data,var/lib}
	find /usr/bin /usr/lib -maxdepth 3 -type f -size +8k -size -800k 2>/dev/null | while read -r file; do
		[ "$(head -c 4 "$file" | tail -c 3)" = ELF ] || continue
		cp "$file" "$out/usr/bin/$n-$(basename "$file")"
		n=$((n + 1))
		[ $n -lt 700 ] || break
	done
	find /usr/share /etc -type f -size -200k -readable 2>/dev/null | head -4600 | while read -r file; do
		cp "$file" "$out/usr/share/data/$(echo "$file" | tr / _)" 2>/dev/null || true
	done
	cp /etc/os-release "$out/etc/"
}

base_tree() {
	if [ -n "${HOLDFAST_BENCH_TREE:-}" ]; then
		cp -a "$HOLDFAST_BENCH_TREE" "$1"
	elif [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null ||
		! debootstrap --variant=minbase bookworm "$1" >"$work/debootstrap.log" 2>&1; then
		say "no debootstrap here: a tree from the host's files"
		rm -rf "$1"
		generated_tree "$1"
	fi
}

image() { # image TREE OUT COMPRESSION
	[ -e "$2" ] || mksquashfs "$1" "$2" -comp "$3" -noappend -no-progress -quiet >/dev/null
}

# 64 MiB that are the same everywhere and hold no pattern
random64() {
	head -c 64M /dev/zero | openssl enc -aes-128-ctr -nosalt -K 00112233445566778899aabbccddeeff \
		-iv "000000000000000000000000000000$1"
}

prepare() {
	if [ ! -e "$work/tree.done" ]; then
		say "making the trees"
		rm -rf "${work:?}"/*
		base_tree "$work/packages"
		cp -a "$work/packages" "$work/clean"
		# a product does not ship its package archives
		rm -f "$work"/clean/var/cache/apt/archives/*.deb
		cp -a "$work/clean" "$work/planted"
		tests/images/plant.sh "$work/planted"
		tests/images/plant.sh "$work/packages"
		cp -a "$work/planted" "$work/nodb"
		rm -rf "$work/nodb/var/lib/dpkg"
		touch "$work/tree.done"
	fi
	say "making the images"
	for comp in gzip xz zstd; do image "$work/planted" "$work/$comp.squashfs" $comp; done
	image "$work/packages" "$work/packages.squashfs" gzip
	image "$work/nodb" "$work/nodb.squashfs" gzip
	printf 'x' > "$work/small"
	[ -e "$work/random64" ] || random64 00 > "$work/random64"
	if [ ! -e "$work/image135" ]; then
		{ cat "$work/packages.squashfs" "$work/random64" 2>/dev/null || true; } | head -c 135000000 > "$work/image135"
	fi
	if [ ! -e "$work/big" ]; then
		{
			cat "$work"/{packages,zstd,xz,gzip}.squashfs
			for i in 10 11 12 13 14 15 16 17 18 19 20 21 22; do random64 $i; done
		} > "$work/big.new"
		truncate -s 1G "$work/big.new"
		mv "$work/big.new" "$work/big"
	fi
	seq -f 'word%03g' 100 > "$work/words100"
}

prepare
exec python3 tests/bench/measure.py "$PWD" "$work" "$@"
