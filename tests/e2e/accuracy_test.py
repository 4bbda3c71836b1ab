#!/usr/bin/env python3
"""What is found of the corpus' known answers must not get worse than tests/e2e/accuracy.tsv says (subject, found, wrong
claims). After an improvement `accuracy_test.py --rewrite` writes the better figures."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FLOORS = os.path.join(HERE, "accuracy.tsv")
SKIP = 0  # the plan "1..0 # SKIP" says so


def measure(holdfast, corpus):
    run = subprocess.run([sys.executable, os.path.join(HERE, "..", "accuracy.py"), holdfast, corpus, "--floors"],
                         capture_output=True, text=True)
    if run.returncode:
        print("1..1\nnot ok 1 - the accuracy could be measured\n# " + run.stderr.replace("\n", "\n# "))
        sys.exit(1)
    return [line.split("\t") for line in run.stdout.splitlines()]


def main():
    holdfast = os.path.join(os.environ.get("HOLDFAST_BUILD", "build"), "holdfast")
    corpus = os.environ.get("HOLDFAST_CORPUS", os.path.join(HERE, "../../../shared/corpus"))
    if not os.path.isdir(os.path.join(corpus, "kat")):
        print("1..0 # SKIP no corpus")
        return SKIP
    rows = measure(holdfast, corpus)
    if "--rewrite" in sys.argv:
        with open(FLOORS, "w", encoding="utf-8") as f:
            f.write("# subject\tfound\twrong\n" + "".join("\t".join(row) + "\n" for row in rows))
        return 0
    with open(FLOORS, encoding="utf-8") as f:
        floors = {name: (int(found), int(wrong)) for name, found, wrong in
                  (line.rstrip("\n").split("\t") for line in f if not line.startswith("#"))}
    print(f"1..{2 * len(rows) + 1}")
    missing = set(floors) - {row[0] for row in rows}
    print(("not ok" if missing else "ok") + " 1 - every subject is measured" + (f": not {', '.join(missing)}" if missing else ""))
    failed = bool(missing)
    for i, (name, found, wrong) in enumerate(rows):
        least, most = floors.get(name, (0, 0))
        for n, (good, text) in enumerate([
                (int(found) >= least, f"{name}: {found} found, {least} before"),
                (int(wrong) <= most, f"{name}: {wrong} wrong claims, {most} before")]):
            print(f"{'ok' if good else 'not ok'} {2 + 2 * i + n} - {text}")
            failed |= not good
    return int(failed)


sys.exit(main())
