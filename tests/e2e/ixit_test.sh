#!/usr/bin/env bash
# Tables out and back: CSV from a product file and from a case, into a product file again with nothing lost; mistakes with
# file, line and column; nothing half-written. TAP.
# shellcheck source=tests/e2e/kit.sh
. "$HOLDFAST_SOURCE/tests/e2e/kit.sh"

for name in smart-lock camera; do
	product=$HOLDFAST_SOURCE/examples/$name/product.yaml
	run ixit "$product" --csv "$work/$name" --xlsx "$work/$name.xlsx"
	[ "$status" = 0 ] && [ -s "$work/$name/01-AuthMech.csv" ] && [ -s "$work/$name/29-InpVal.csv" ]
	ok $? "$name: tables are written"
	[ "$(head -c 2 "$work/$name.xlsx")" = PK ]
	ok $? "$name: a workbook is written"
	run ixit --import "$work/$name" --product "$product" -o "$work/$name.yaml"
	[ "$status" = 0 ] && [ -s "$work/$name.yaml" ]
	ok $? "$name: the tables make a product file"
	run ixit "$work/$name.yaml" --csv "$work/$name-again"
	diff -r "$work/$name" "$work/$name-again" >/dev/null
	ok $? "$name: with the same tables"
	run assess --product "$product" --json "$work/first.json"
	run assess --product "$work/$name.yaml" --json "$work/second.json"
	python3 - "$work/first.json" "$work/second.json" <<-'EOF'
		import json, sys
		first, second = ([(u["unit"], u["verdict"]) for u in json.load(open(f))["units"]] for f in sys.argv[1:])
		sys.exit(0 if first and first == second else 1)
	EOF
	ok $? "$name: that is judged alike, unit by unit"
done

run assess --product "$HOLDFAST_SOURCE/examples/camera/product.yaml" --case "$work/a.case" --quiet
run ixit "$work/a.case" --csv "$work/from-case"
diff -r "$work/camera" "$work/from-case" >/dev/null
ok $? "a case gives the same tables as its product file"

mkdir "$work/one"
printf 'id,description,class,documented\r\nS1,a lens,camera,yes\r\nS2,an ear,micro,maybe\r\n' >"$work/one/22-ExtSens.csv"
cp "$work/camera.yaml" "$work/target.yaml"
run ixit --import "$work/one" --product "$work/target.yaml" -o "$work/target.yaml"
[ "$status" = 4 ] && cmp -s "$work/target.yaml" "$work/camera.yaml"
ok $? "a table with mistakes is refused and the product file stays as it was"
grep -q "22-ExtSens.csv:3:11: ExtSens.S2.class: 'micro' is none of camera, microphone" "$work/err" &&
	grep -q "22-ExtSens.csv:3:17: ExtSens.S2.documented: 'maybe' is neither yes nor no" "$work/err"
ok $? "each mistake has its file, line and column"
printf 'id;description;class;documented\nS1;=a "lens";camera;yes\n' >"$work/one/22-ExtSens.csv"
run ixit --import "$work/one" --product "$work/camera.yaml" -o "$work/target.yaml"
[ "$status" = 4 ] && grep -q "22-ExtSens.csv:2:7: a quote inside a cell" "$work/err"
ok $? "broken CSV is refused with the place"
printf 'id;description;class;documented\nS1;'"'"'=a lens;camera;yes\n' >"$work/one/22-ExtSens.csv"
run ixit --import "$work/one" --product "$work/camera.yaml" -o - --quiet
[ "$status" = 0 ] && grep -q "description: '=a lens'" "$work/out"
ok $? "what a spreadsheet wrote with semicolons is read, and a guarded text is itself again"

# Changed in place: what a person wrote between the values stays.
product=$HOLDFAST_SOURCE/examples/smart-lock/product.yaml
cp "$product" "$work/lock.yaml"
rm -r "$work/smart-lock"
run ixit "$product" --csv "$work/smart-lock"
python3 - "$work/smart-lock" <<-'EOF'
	import csv, glob, sys
	for path in glob.glob(sys.argv[1] + "/*.csv"):
	    rows = list(csv.reader(open(path, encoding="utf-8", newline="")))
	    form = rows[0] == ["key", "value"]
	    for row in rows[1:]:
	        for i, key in enumerate(rows[0]):
	            name = row[0] if form else key
	            if name in ("description", "time-frame", "support-period") and (i or not form) and row[i]:
	                row[i] += " and: so on"
	    if not form: # as spreadsheets leave them: columns in another order, empty lines below
	        rows = [row[::-1] for row in rows] + [[""] * len(rows[0])] * 3
	    with open(path, "w", encoding="utf-8-sig", newline="") as file:
	        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
EOF
run ixit --import "$work/smart-lock" --product "$work/lock.yaml" -o "$work/lock.yaml" --quiet
[ "$status" = 0 ] && [ ! -s "$work/err" ]
ok $? "tables edited with BOM, semicolons, CRLF, quotes, columns reversed and empty lines go into the file itself"
grep -o '^ *#.*' "$product" >"$work/before"
grep -o '^ *#.*' "$work/lock.yaml" >"$work/after"
[ "$(wc -l <"$work/before")" -gt 5 ] && cmp -s "$work/before" "$work/after"
ok $? "with every comment of the file kept"
[ "$(grep -c 'and: so on' "$work/lock.yaml")" -gt 20 ]
ok $? "and every change made"
printf 'holdfast: 1\nixit:\n  ExtSens: # eyes\n    - &e {id: e, class: camera} # one\n    - {<<: *e, id: f}\n' >"$work/merged.yaml"
mkdir "$work/eyes"
printf 'id,class\ne,light\nf,camera\n' >"$work/eyes/ExtSens.csv"
cp "$work/merged.yaml" "$work/merged-before.yaml"
run ixit --import "$work/eyes" --product "$work/merged.yaml" -o "$work/merged.yaml" --quiet
[ "$status" = 4 ] && cmp -s "$work/merged.yaml" "$work/merged-before.yaml" && grep -q '2 of its comments would be lost' "$work/err"
ok $? "a file whose comments would be lost is not written over"
run ixit --import "$work/eyes" --product "$work/merged.yaml" -o "$work/merged-new.yaml" --quiet
[ "$status" = 0 ] && grep -q 'class: light' "$work/merged-new.yaml" && grep -q '2 comments of .* are not in it' "$work/err"
ok $? "and written elsewhere with a word on that"

cp "$work/one/22-ExtSens.csv" "$work/camera/99-Nothing.csv"
run ixit --import "$work/camera" --product "$work/camera.yaml" -o "$work/target.yaml"
[ "$status" = 4 ] && grep -q "99-Nothing.csv:1:1: no IXIT table is called so" "$work/err"
ok $? "a file for no table is refused"
mkdir "$work/left"
echo id >"$work/left/20-SecBoot.csv"
printf 'holdfast: 1\nixit: {ExtSens: []}\n' >"$work/small.yaml"
run ixit "$work/small.yaml" --csv "$work/left"
[ "$status" = 4 ] && [ ! -e "$work/left/22-ExtSens.csv" ]
ok $? "a folder with tables that are not written is left alone"
run ixit "$work/small.yaml"
[ "$status" = 2 ]
ok $? "one has to say what to write"
run ixit "$work/small.yaml" --csv /dev/full/x
[ "$status" = 4 ]
ok $? "a place that cannot be written is an error"

echo "1..$number"
exit $failed
