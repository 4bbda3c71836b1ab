#!/usr/bin/env python3
"""`./dev new`: the files it makes follow the lints, and nothing is ever written over. Prints TAP."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import new  # noqa: E402

TAKEN = ["src/assess/formats/meson.build", "src/assess/formats/formats.def", "src/assess/observe/meson.build",
         "src/assess/observe/observers.def", "src/assess/checks/meson.build", "src/assess/checks/checks.def",
         "catalogue/ts103701-tests.tsv", ".clang-format"]


def small_tree(folder):
    for path in TAKEN:
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        shutil.copy(os.path.join(ROOT, path), os.path.join(folder, path))
    return folder


def makes(folder, words, stem, row, siblings):
    paths = new.make(folder, words)
    for end in siblings:
        assert stem + end in paths, (stem + end, paths)
    name = os.path.basename(stem)
    assert "  '%s',\n" % name in new.read(folder, os.path.dirname(stem) + "/meson.build")
    assert any(row in new.read(folder, path) for path in paths if path.endswith(".def")), row
    sources = [path for path in paths if path.endswith((".c", ".h"))]
    made = subprocess.run(["clang-format", "--dry-run", "-Werror"] + sources, cwd=folder, capture_output=True, text=True,
                          check=False)
    assert made.returncode == 0, made.stderr
    assert "fail_msg" in new.read(folder, stem + "_test.c") or "to be filled in" in new.read(folder, stem + "_test.c")


def refused(folder, words):
    before = {path: new.read(folder, path) for path in TAKEN}
    try:
        new.make(folder, words)
    except new.Refused:
        assert before == {path: new.read(folder, path) for path in TAKEN}, "a refusal changed files"
        return
    raise AssertionError("not refused: %r" % (words,))


def a_format_gets_source_test_fuzz_target_and_row(folder):
    makes(folder, ["format", "newone"], "src/assess/formats/newone", "FORMAT(newone)", [".c", "_test.c", "_fuzz.c"])


def an_observer_gets_source_test_fuzz_target_and_row(folder):
    makes(folder, ["observer", "newone"], "src/assess/observe/newone", "OBSERVER(newone)",
          [".c", "_test.c", "_fuzz.c"])


def a_check_gets_source_test_and_the_row_of_a_unit(folder):
    makes(folder, ["check", "5.1-1", "new_one"], "src/assess/checks/c5_01_new_one",
          'CHECK(5_1_1_2_a, BOTH, "new-one", ASSISTED, NEEDS(FACT_FILE), check_5_1_1_new_one)', [".c", "_test.c"])


def a_check_can_name_its_unit_in_both_spellings(folder):
    makes(folder, ["check", "5.1-1-2 c", "first"], "src/assess/checks/c5_01_first", "CHECK(5_1_1_2_c,", [".c"])
    makes(folder, ["check", "5_1-1-2c", "second"], "src/assess/checks/c5_01_second", "CHECK(5_1_1_2_c,", [".c"])


def what_is_there_or_unknown_is_refused(folder):
    new.make(folder, ["format", "newone"])
    for words in (["format", "newone"], ["format", "Bad-Name"], ["format", "../x"], ["check", "9.9-9", "x1"],
                  ["check", "5.1-1", "empty_password"], ["format"], ["thing", "x1"], []):
        refused(folder, words)


TESTS = [a_format_gets_source_test_fuzz_target_and_row, an_observer_gets_source_test_fuzz_target_and_row,
         a_check_gets_source_test_and_the_row_of_a_unit, a_check_can_name_its_unit_in_both_spellings,
         what_is_there_or_unknown_is_refused]


def main():
    print("1..%d" % len(TESTS))
    bad = 0
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(small_tree(folder))
                print("ok %d - %s" % (number, test.__name__))
            except (AssertionError, new.Refused, OSError) as why:
                bad += 1
                print("not ok %d - %s\n# %s" % (number, test.__name__, str(why).replace("\n", "\n# ")))
    return 1 if bad else 0


sys.exit(main())
