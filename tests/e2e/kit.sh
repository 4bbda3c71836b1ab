# shellcheck shell=bash disable=SC2034
# What the shell tests share: a folder of their own, the program, TAP. Sourced.
set -u
holdfast=$HOLDFAST_BUILD/holdfast
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
failed=0

ok() { # ok STATUS NAME
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		echo "ok $number - $2"
	else
		echo "not ok $number - $2"
		failed=1
	fi
}

skip() { # skip NAME WHY
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

run() { # run ARGUMENTS: output and status are kept
	"$holdfast" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}
