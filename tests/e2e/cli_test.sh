#!/usr/bin/env bash
# The command line: exit status in every documented case, results on standard output, everything else on standard error.
# TAP.
# shellcheck source=tests/e2e/kit.sh
. "$HOLDFAST_SOURCE/tests/e2e/kit.sh"

gives() { # gives STATUS NAME ARGUMENTS: the status, and nothing on standard output but for 0, 1 and 3
	local want=$1 name=$2 got bad=0
	shift 2
	"$holdfast" "$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	if [ "$got" != "$want" ]; then
		echo "# status $got where $want belongs: holdfast $*"
		sed 's/^/# /' "$work/err" | head -5
		bad=1
	fi
	case $want in
	2 | 4)
		[ ! -s "$work/out" ] || { echo "# an error printed results"; bad=1; }
		[ -s "$work/err" ] || { echo "# an error without a word"; bad=1; }
		;;
	esac
	ok $bad "$name"
}

says() { # says FILE TEXT NAME
	grep -qF -e "$2" "$work/$1"
	ok $? "$3"
}

# a root file system without faults that were planted, and one with a password that everybody knows
mkdir -p "$work/root/etc" "$work/root/bin"
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$work/root/etc/passwd"
# the password is admin
# shellcheck disable=SC2016
printf 'root:$1$abcdefgh$l/LAqC8oJERu7Cmx6trtY/:16000:0:99999:7:::\n' >"$work/root/etc/shadow"
printf '::sysinit:/etc/init.d/rcS\nttyS0::respawn:/bin/getty -L ttyS0 115200\n' >"$work/root/etc/inittab"
head -c 4096 /dev/zero >"$work/zero"
: >"$work/empty"
printf 'secret' >"$work/locked"
chmod 000 "$work/locked"

gives 2 "a command that does not exist is wrong usage" asess
says err "no command 'asess'; did you mean 'assess'?" "and the nearest one is named"
gives 0 "help of one command" help gap
says out "usage: holdfast gap" "is that command's"
gives 2 "help of a command that does not exist is wrong usage" help gab
gives 2 "an option that does not exist is wrong usage" assess --prodct x
says err "unknown option '--prodct'; did you mean '--product'?" "and the nearest one is named"
gives 2 "a profile that does not exist is wrong usage" init --profile camer
says err "did you mean 'camera'?" "and the nearest one is named"
gives 4 "a case that is not there cannot be judged" judge "$work/none.case"
says err "No such file or directory" "and that is said"
gives 2 "a folder is no product file to write" init --no-questions --force -o "$work"
says err "is a folder" "and that is said"
printf 'holdfast: 1\nproduct: {name: x, image: [%064d]}\n' 0 >"$work/other.yaml"
gives 3 "an image that the declaration is not for is judged" assess "$work/zero" --product "$work/other.yaml"
says err "is none of the images that product.image declares" "and that is said"
printf 'holdfast: 1\nproduct: {name: x, image: [%s]}\n' "$(sha256sum "$work/zero" | cut -d' ' -f1)" >"$work/other.yaml"
gives 3 "the image that it is for" assess "$work/zero" --product "$work/other.yaml"
grep -q "product.image" "$work/err"
ok $((! $?)) "is judged without a word on that"
gives 2 "no command is wrong usage"
says err "usage: holdfast COMMAND" "and the commands are listed on standard error"
gives 2 "an unknown command is wrong usage" frobnicate
gives 0 "help is no error" --help
says out "assess" "and goes to standard output"
gives 0 "the version is printed" --version
says out "holdfast " "on standard output"
for command in assess unpack facts judge diff sbom explain completion; do
	gives 0 "$command --help is no error" $command --help
	gives 2 "$command without an argument is wrong usage" $command
	gives 2 "$command with an unknown option is wrong usage" $command --frobnicate x
done
gives 2 "two inputs are one too many" assess "$work/zero" "$work/zero"
gives 2 "an unknown severity is wrong usage" assess "$work/zero" --fail-on awful
gives 2 "an unknown budget is wrong usage" assess "$work/zero" --limit patience=1
gives 2 "a budget out of bounds is wrong usage" assess "$work/zero" --limit depth=1000
gives 2 "an unknown edition is wrong usage" assess "$work/zero" --edition V9
gives 2 "an id that nothing has is wrong usage" explain 9.9-9

gives 4 "a missing input cannot run" assess "$work/none"
says err "none" "and is named"
gives 4 "a missing case cannot run" judge "$work/none"
gives 4 "a case that is none cannot run" judge "$work/zero"
gives 2 "a device is no input" assess /dev/null
says err "neither a file nor a folder" "and the message says so"
if [ "$(id -u)" = 0 ]; then
	skip "an unreadable file cannot run" "root reads everything"
else
	gives 4 "an unreadable file cannot run" assess "$work/locked"
fi
gives 4 "a report that cannot be written cannot run" assess "$work/zero" --json "$work/none/report.json"
gives 4 "a missing word list cannot run" assess "$work/root" --wordlist "$work/none"

gives 3 "an empty file leaves everything open" assess "$work/empty"
gives 3 "zeros leave everything open" assess "$work/zero"
gives 1 "a known password fails" assess "$work/root"
says out "5.1-1" "and the summary on standard output names the provision"
[ ! -s "$work/err" ]
ok $? "nothing is said on standard error where it is no terminal"
gives 1 "info counts by default" assess "$work/root" --fail-on info
gives 1 "a critical finding counts as critical" assess "$work/root" --fail-on critical
gives 3 "never means never" assess "$work/root" --fail-on never
gives 3 "listing is not judging, an empty file has nothing to fail" assess "$work/empty" --fail-on critical

"$holdfast" assess "$work/root" --json - >"$work/out" 2>"$work/err"
python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/out"
ok $? "--json - gives JSON and nothing else on standard output"
gives 1 "--json FILE writes a file beside the summary" assess "$work/root" --json "$work/report.json"
cmp -s "$work/out" "$work/report.json"
[ $? = 1 ]
ok $? "standard output is the summary then"
"$holdfast" assess "$work/root" --json - >"$work/again" 2>/dev/null
cmp -s "$work/again" "$work/report.json"
ok $? "the same input gives the same report"

grep -q "$(printf '\033')" "$work/out"
[ $? = 1 ]
ok $? "no colours where standard output is no terminal"
if command -v script >/dev/null; then
	TERM=xterm script -qec "'$holdfast' assess '$work/root'" /dev/null >"$work/tty" 2>&1 </dev/null
	grep -q "$(printf '\033')\[" "$work/tty"
	ok $? "colours on a terminal"
	NO_COLOR=1 TERM=xterm script -qec "'$holdfast' assess '$work/root' --quiet" /dev/null >"$work/tty" 2>&1 </dev/null
	grep -q "$(printf '\033')\[[0-9;]*m" "$work/tty"
	[ $? = 1 ]
	ok $? "none with NO_COLOR"
else
	skip "colours on a terminal" "no script(1)"
	skip "none with NO_COLOR" "no script(1)"
fi

full() { # full NAME ARGUMENTS: a full disk is an error, and said
	local name=$1 got
	shift
	"$holdfast" "$@" >/dev/full 2>"$work/err"
	got=$?
	[ $got = 4 ] && [ -s "$work/err" ]
	ok $? "a full disk stops $name with 4 and a message"
}
full assess assess "$work/root"
full "assess --json -" assess "$work/root" --json -
full facts facts "$work/root"
full unpack unpack --list "$work/root"
full sbom sbom "$work/root"
full explain explain 5.1-1
full completion completion bash
full diff diff "$work/root" "$work/root"
"$holdfast" --help >/dev/full 2>/dev/null
ok $((! $?)) "a full disk is noticed by --help"
"$holdfast" assess --help >/dev/full 2>/dev/null
ok $((! $?)) "a full disk is noticed by a command's --help"

for command in facts "unpack --list" "sbom --quiet" "assess --json -"; do
	# shellcheck disable=SC2086
	set -- $command
	{ "$holdfast" "$@" "$work/root" 2>"$work/err"; echo $? >"$work/status"; } | head -c 1 >/dev/null
	status=$(cat "$work/status")
	# small output may fit the pipe before it breaks; what must not happen is a crash
	case $status in 0 | 1 | 3 | 4 | 141) ok 0 "a broken pipe does not crash $1" ;; *)
		echo "# status $status"
		ok 1 "a broken pipe does not crash $1"
		;;
	esac
done

gives 1 "facts are kept" assess "$work/root" --case "$work/root.case"
gives 1 "and judged again with the same result" judge "$work/root.case"
gives 2 "a case is no firmware" assess "$work/root.case"
says err "holdfast judge" "and what judges it is named"
gives 0 "nothing got worse between twice the same" diff "$work/root.case" "$work/root"
mkdir "$work/clean"
cp -r "$work/root/bin" "$work/root/etc" "$work/clean"
printf 'root:!:16000:0:99999:7:::\n' >"$work/clean/etc/shadow"
gives 1 "a new known password is worse" diff "$work/clean" "$work/root"
gives 0 "a removed one is not" diff "$work/root" "$work/clean"

"$holdfast" assess -- "$work/root" >/dev/null 2>&1
[ $? = 1 ]
ok $? "-- ends the options"

echo "1..$number"
exit $failed
