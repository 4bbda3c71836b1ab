#!/usr/bin/env python3
"""Fuzzes parsers one after the other on all cores and prints a table: executions, edges covered, findings.

  fuzz.py BUILD SECONDS TARGET...

Seeds: tests/corpus/TARGET (regressions), and from the corpus of real images every file the target's name or format
suggests (tests/fuzz_seeds.tsv). The words of the target's sources and tables are its dictionary. What is found is left in BUILD/fuzz/TARGET/ as crash-*, and the exit status is 1.
The table of the last runs is kept in BUILD/fuzz/results.tsv: `fuzz.py --table BUILD` prints it for docs/fuzzing.md.
"""
import concurrent.futures
import fnmatch
import glob
import os
import re
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
CORPUS = os.environ.get("HOLDFAST_CORPUS", os.path.join(ROOT, "..", "shared", "corpus"))
SEED_MAX = 4 << 20
TEXT_MAX = 64 << 10  # what is written by hand is fuzzed short: more runs
WORDS_MAX = 4000
# Tables whose cells a target's inputs are made of, and modules it reads them with beside its own.
WORDS = {
    "product": ["catalogue/declaration.tsv", "catalogue/en303645-conditions.tsv", "catalogue/en303645-provisions.tsv",
                "src/core/product/*.c"],
    "csv": ["catalogue/declaration.tsv", "src/assess/declare/*.c"],
    "ixit_edit": ["catalogue/declaration.tsv", "src/assess/declare/*.c", "src/core/product/*.c"],
    "cryptography": ["catalogue/cryptography.tsv", "catalogue/cryptography-attacks.tsv"],
    "batch": ["catalogue/ts103701-tests.tsv"],
    "record": ["catalogue/ts103701-tests.tsv", "src/assess/facts/kinds.def", "src/assess/facts/*.c", "src/assess/record/*.c"],
    "archive_log": ["src/assess/archive/*.c"],
    "manifest": ["src/assess/archive/*.c"],
}
SYNTAX = {
    "product": ["&a ", "*a", "<<: ", "<<: *a", "!!str ", "--- ", "...", "|\n", ">-\n", "? ", "- ", "{", "}", "[", "]", "%YAML 1.2", "\\u202e",
                "ixit:\n", "ics:\n", "{same: ", "\n  - ", "\n    "],
    "ixit_edit": ["&a ", "*a", "<<: *a", " # x", "\n  - ", "\n    ", "\0id,", "\0key,value\n", '"', "\r\n", "|\n", ">-\n", "{", "}"],
    "csv": ['""', '"', "\r\n", ";", "\t", "\ufeff", "sep=;"],
    "archive_log": ["@", "\t@\t"],
    "record": ["\t#", "\nW", "\nE", "\nf#", "\nd#", "\nn#", "\nm", "\na#", "\nt#", "\nc"],
}


def seeds(target):
    """Files of the corpus that fit the target, by the patterns in fuzz_seeds.tsv."""
    found = []
    with open(os.path.join(ROOT, "tests", "fuzz_seeds.tsv"), encoding="utf-8") as file:
        patterns = [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]
    wanted = [row[1] for row in patterns if row[0] == target]
    for folder, _, names in os.walk(CORPUS):
        for name in names:
            path = os.path.join(folder, name)
            below = os.path.relpath(path, CORPUS)
            if any(fnmatch.fnmatch(below, pattern) for pattern in wanted) and os.path.getsize(path) <= SEED_MAX:
                found.append(path)
    return sorted(found)


def words(target):
    """What the sources that read the input compare it with, and the cells of its tables."""
    named = WORDS.get(target, []) + ["src/**/%s.c" % target]
    found = dict.fromkeys(SYNTAX.get(target, []))
    for path in sorted(path for name in named for path in glob.glob(os.path.join(ROOT, name), recursive=True)):
        if path.endswith("_test.c") or path.endswith("_fuzz.c"):
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read()
        cells = re.split(r"[\t\n;]", text) if path.endswith(".tsv") else re.findall(r'"((?:[^"\\\n]|\\[tn])*)"', text)
        if path.endswith(".def"):
            cells += re.findall(r"\b[a-z_]{3,}\b", text)
        found.update(dict.fromkeys(cell.strip() for cell in cells if 1 < len(cell.strip()) <= 40 and "%" not in cell and not cell.endswith(".h")))
    return list(found)[:WORDS_MAX]


def dictionary(target, path):
    with open(path, "w", encoding="utf-8") as file:
        for word in words(target):
            file.write('"%s"\n' % "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else "\\x%02x" % b for b in word.encode()))


def run(build, target, seconds):
    folder = os.path.join(build, "fuzz", target)
    work = os.path.join(folder, "corpus")
    os.makedirs(work, exist_ok=True)
    inputs = os.path.join(folder, "seeds")
    os.makedirs(inputs, exist_ok=True)
    for path in seeds(target):
        link = os.path.join(inputs, re.sub(r"[^\w.]", "_", os.path.relpath(path, CORPUS)))
        if not os.path.exists(link):
            os.symlink(path, link)
    own = os.path.join(ROOT, "tests", "corpus", target)
    dictionary(target, os.path.join(folder, "words"))
    folders = [work, inputs] + ([own] if os.path.isdir(own) else [])
    program = os.path.join(build, target + "_fuzz")
    if not os.path.exists(program):
        program = os.path.join(build, "src", target + "_fuzz")
    command = [program, "-max_total_time=%d" % seconds, "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1",
               "-max_len=%d" % (TEXT_MAX if target in WORDS else SEED_MAX), "-dict=%s/words" % folder, "-artifact_prefix=%s/" % folder] + folders
    started = time.time()
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                            env=dict(os.environ, ASAN_OPTIONS="allocator_may_return_null=1:detect_leaks=1"))
    text = result.stderr
    edges = [int(n) for n in re.findall(r"cov: (\d+)", text)]
    executed = re.search(r"stat::number_of_executed_units:\s+(\d+)", text)
    executed = int(executed.group(1)) if executed else max([int(n) for n in re.findall(r"^#(\d+)", text, re.M)] or [0])
    findings = sorted(n for n in os.listdir(folder) if re.match(r"(crash|timeout|oom|leak)-", n))
    if result.returncode and not findings:
        findings = ["exit status %d" % result.returncode]
    if findings:
        with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
            log.write(text)
    return {"target": target, "seconds": int(time.time() - started), "runs": executed,
            "edges": max(edges or [0]), "findings": findings}


def note(build, row):
    path = os.path.join(build, "fuzz", "results.tsv")
    rows = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            rows = {line.split("\t")[0]: line.rstrip("\n").split("\t") for line in file}
    old = rows.get(row["target"], [row["target"], "0", "0", "0", ""])
    rows[row["target"]] = [row["target"], str(int(old[1]) + row["seconds"]), str(int(old[2]) + row["runs"]),
                           str(max(int(old[3]), row["edges"])), " ".join(row["findings"])]
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        for key in sorted(rows):
            file.write("\t".join(rows[key]) + "\n")
    os.replace(path + ".tmp", path)


def table(build):
    print("| target | seconds | executions | edges | open findings |\n|---|---|---|---|---|")
    with open(os.path.join(build, "fuzz", "results.tsv"), encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            print("| %s | %s | %s | %s | %s |" % (cells[0], cells[1], cells[2], cells[3], cells[4] or "none"))


def main():
    if sys.argv[1] == "--table":
        table(sys.argv[2])
        return 0
    build, seconds, targets = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    programs = ["src/%s_fuzz" % target for target in targets]
    built = subprocess.run(["ninja", "-C", build] + programs, capture_output=True, text=True, check=False)
    if built.returncode:
        print(built.stdout[-4000:])
        return 2
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=int(os.environ.get("HOLDFAST_FUZZ_JOBS", os.cpu_count() or 1))) as pool:
        for row in pool.map(lambda target: run(build, target, seconds), targets):
            note(build, row)
            bad += bool(row["findings"])
            print("%-16s %5d s %10d runs %6d edges  %s" % (row["target"], row["seconds"], row["runs"], row["edges"],
                                                         " ".join(row["findings"]) or "no finding"), flush=True)
    return 1 if bad else 0


sys.exit(main())
