#!/usr/bin/env bash
# Declarations end to end: a product file with an image, alone, in the place of another, refused; what a case declares
# stays where only the image is new. TAP.
# shellcheck source=tests/e2e/kit.sh
. "$HOLDFAST_SOURCE/tests/e2e/kit.sh"
seeds=$HOLDFAST_SOURCE/tests/corpus/product

mkdir -p "$work/root/etc"
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$work/root/etc/passwd"
cp "$seeds/small.yaml" "$work/product.yaml"

run assess --product "$work/product.yaml" --case "$work/a.case"
[ "$status" = 1 ] || [ "$status" = 3 ]
ok $? "a declaration alone is judged"
grep -q "declaration alone" "$work/out"
ok $? "and the report says that nothing else was looked at"
grep -q "not said yet: product: 'batch' is missing" "$work/err"
ok $? "what it does not say yet is told on standard error"

run judge "$work/a.case"
grep -q "declaration alone" "$work/out"
ok $? "a case of a declaration alone is judged again"

run assess "$work/root" --product "$work/product.yaml" --case "$work/b.case" --quiet
{ [ "$status" = 1 ] || [ "$status" = 3 ]; } && ! grep -q "declaration alone" "$work/out"
ok $? "an image with a declaration is judged"
! grep -q "not said yet" "$work/err"
ok $? "--quiet leaves out what is not said yet"
run status "$work/b.case"
grep -q "Lock One" "$work/out"
ok $? "the case knows its product"

cp "$work/b.case" "$work/before.case"
run judge "$work/b.case" --product "$seeds/wrong.yaml"
[ "$status" = 4 ] && [ ! -s "$work/out" ] && cmp -s "$work/b.case" "$work/before.case"
ok $? "a product file with mistakes is refused and the case stays as it was"
[ "$(grep -c 'wrong.yaml:[0-9]*:[0-9]*: ' "$work/err")" -ge 15 ]
ok $? "all its mistakes are told with line and column"
grep -q "'Mars' is none of UK, EU" "$work/err"
ok $? "with what was expected"

printf 'holdfast: 1\nproduct: {name: Lock Two}\n' >"$work/second.yaml"
run judge "$work/b.case" --product "$work/second.yaml"
run status "$work/b.case"
grep -q "Lock Two" "$work/out"
ok $? "a new declaration takes the place of the old one"

run assess "$work/root" --case "$work/b.case" --quiet
grep -q "what '.*b.case' declares is kept" "$work/err"
ok $? "an image assessed into a case with a declaration keeps it and says so"
run status "$work/b.case"
grep -q "Lock Two" "$work/out"
ok $? "and the product is still known"

run assess --product "$work/product.yaml" --case "$work/b.case" --quiet
! grep -q "declaration alone" "$work/out"
ok $? "a declaration given for a case with an image leaves the image's facts there"

run assess "$work/root" --product "$work/product.yaml" --no-sandbox --quiet
[ "$status" != 4 ]
ok $? "a product file is read without confinement where that was asked for"

run judge "$work/b.case" --product "$work/product.yaml" --no-sandbox
[ "$status" != 4 ] && [ "$status" != 2 ]
ok $? "by judge as well"

run assess --product "$work/product.yaml" --json "$work/report.json"
[ "$status" != 2 ] && [ "$(head -c 1 "$work/report.json")" = "{" ]
ok $? "a report of a declaration alone goes where it is told to"
cp "$work/root/etc/passwd" "$work/fw.bin"
run assess --product "$work/product.yaml" --json "$work/fw.bin"
[ "$status" = 2 ] && cmp -s "$work/fw.bin" "$work/root/etc/passwd"
ok $? "and never over a file that may be the image"

run assess --product "$work/missing.yaml"
[ "$status" = 4 ] && grep -q "missing.yaml" "$work/err"
ok $? "a product file that is not there is named"

echo "1..$number"
exit $failed
