#!/usr/bin/env python3
"""accuracy.py HOLDFAST CORPUS [--clean TREE] [--floors]: what is found of the corpus' known answers and what is claimed
wrongly. Prints docs/accuracy.md; with --floors the numbers that tests/e2e/accuracy_test.py holds us to."""
import argparse
import re
import sys

import accuracy_clean
import accuracy_images
import accuracy_known


def cell(text):
    """A text inside a table or list of Markdown."""
    text = re.sub(r"[^\x20-\x7e]", lambda m: f"\\x{ord(m[0]):02x}", text.replace("\n", "\\n"))
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def summary(tables):
    print("| subject | known | found | | traps | fallen into | other wrong claims |\n|---|--:|--:|--:|--:|--:|--:|")
    for t in tables:
        share = f"{100 * t.found() / t.wanted():.1f} %" if t.wanted() else ""
        fallen = sum(1 for r in t.rows if r[2] == "trap" and not r[1])
        print(f"| {t.name} | {t.wanted()} | {t.found()} | {share} | {t.traps()} | {fallen} | {len(t.wrong) - fallen} |")


def details(t, everything):
    print(f"\n## {t.name}\n\n{t.about[0].upper()}{t.about[1:]}.")
    if everything:
        print("\n| known of it | shown by |\n|---|---|")
        for item, found, note in t.rows:
            if note == "trap":
                print(f"| trap: {cell(item)} | {'avoided' if found else 'FALLEN INTO'} |")
            else:
                print(f"| {cell(item)} | {'' if found else 'MISSED: '}{cell(note)} |")
    for title, rows in [("Missed", [] if everything else t.missed()), ("Claimed wrongly", t.wrong)]:
        if rows:
            print(f"\n{title}:\n")
        for item, note in rows:
            print(f"- {cell(item)}" + (f" ({cell(note)})" if note else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("holdfast"), parser.add_argument("corpus")
    parser.add_argument("--clean", help="a clean Debian tree, to count wrong alarms on")
    parser.add_argument("--floors", action="store_true")
    args = parser.parse_args()
    known = accuracy_known.all_tables(args.holdfast, args.corpus)
    images = accuracy_images.all_tables(args.holdfast, args.corpus)
    clean = accuracy_clean.tables(args.holdfast, args.clean) if args.clean else []
    if args.floors:
        for t in known + images:
            print(f"{t.name}\t{t.found()}\t{len(t.wrong)}")
        return 0
    print("# What is found and what is not\n\nWritten by `./dev accuracy` from the test corpus; `tests/e2e/accuracy_test.py` fails"
          " when a figure gets worse.\nKnown answers were published by others. A trap is something that looks like"
          " a find and is none. A claim is wrong when the\ncorpus does not support it.\n")
    summary(known + images + clean)
    print("\n" + accuracy_known.NOT_COVERED)
    for t in known:
        details(t, False)
    for t in images + clean:
        details(t, True)
    return 0


sys.exit(main())
