#!/usr/bin/env python3
"""Adds up the tests of meson's JUnit logs, sub-tests counted one by one; ends in "N passed, N failed, N skipped"."""
import os
import sys
import xml.etree.ElementTree as ET


def main():
    passed = failed = skipped = 0
    missing = []
    for path in sys.argv[1:]:
        if not os.path.exists(path):
            missing.append(path)
            continue
        for case in ET.parse(path).getroot().iter("testcase"):
            tags = {child.tag for child in case}
            if "failure" in tags or "error" in tags:
                failed += 1
                print("FAILED: %s %s" % (case.get("classname"), case.get("name")))
            elif "skipped" in tags:
                skipped += 1
            else:
                passed += 1
    for path in missing:
        failed += 1
        print("FAILED: no test log %s" % path)
    if passed == 0:
        failed += 1
        print("FAILED: no test ran")
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed else 0


sys.exit(main())
