#!/usr/bin/env bash
# The pages of docs/standard are what the program writes today (./dev doc). TAP.
set -u
pages=$HOLDFAST_SOURCE/docs/standard
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
status=0

echo 1..2
if "$HOLDFAST_BUILD/holdfast" explain --all "$fresh" && diff -r "$pages" "$fresh" >"$fresh.diff"; then
	echo "ok 1 - the committed pages are up to date"
else
	echo "not ok 1 - the committed pages are up to date"
	echo "# run ./dev doc"
	head -20 "$fresh.diff" | sed 's/^/# /'
	status=1
fi
rm -f "$fresh.diff"
echo "stale" >>"$fresh/5.1.md"
if diff -rq "$pages" "$fresh" >/dev/null; then
	echo "not ok 2 - a stale page is noticed"
	status=1
else
	echo "ok 2 - a stale page is noticed"
fi
exit $status
