#!/usr/bin/env python3
"""The architecture lints. Each is a function from a tree to a list of complaints, and each has a self-test that must
complain: a lint that cannot fail is worse than none. Prints TAP.

  run.py            all lints over the tree
  run.py --staged   the same, quietly; exit status only (git hook)
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def tree(root=ROOT):
    """Path below the root -> text, of every source file git knows or would add."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", "src", "include"], cwd=root,
                           capture_output=True, text=True, check=True).stdout.split("\n")
    found = {}
    for name in names:
        path = os.path.join(root, name)
        if name.endswith((".c", ".h", ".def", "/meson.build")) and os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                found[name] = file.read()
    return found


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*["<]([^">]+)[">]', re.M)
TEST_FILE = re.compile(r"(_test|_fuzz|_testkit)\.[ch]$")


def includes(text):
    """What a file includes of ours, in quotes or not; system headers are none of the layers' business."""
    return [name for name in INCLUDE.findall(text) if '"%s"' % name in text or name.startswith(("core/", "assess/"))]


def read_layers(text):
    allowed = {}
    for line in text.split("\n"):
        line = line.split("#")[0].strip()
        if line:
            name, rest = line.split(":")
            allowed[name.strip()] = set(rest.split())
    return allowed


def lint_layers(files, layers):
    """A directory includes only what layers.txt lets it; every directory has a row."""
    complaints = []
    for name, text in sorted(files.items()):
        folder = os.path.dirname(name)
        if not folder.startswith("src/") or name.endswith("meson.build"):
            continue
        layer = folder[4:]
        if layer not in layers:
            complaints.append("%s: no row for '%s' in tests/arch/layers.txt" % (name, layer))
            continue
        kit = TEST_FILE.search(name)
        for included in includes(text):
            below = os.path.dirname(included)
            # what tests share may be used by every test, and by nothing else
            if TEST_FILE.search(included) and not kit:
                complaints.append("%s: is no test, may not include %s" % (name, included))
                continue
            if "/" not in included or below == layer or below in layers[layer]:
                continue
            if below.startswith(layer + "/"):
                continue
            if any(below.startswith(other + "/") for other in layers[layer]):
                continue
            if kit and included.endswith(("testkit.h", "_fuzz.h")):
                continue
            complaints.append("%s: may not include %s" % (name, included))
    return complaints


def lint_layer_rows(files, layers):
    """The rows of layers.txt name directories that are there, allow nothing that is not used, and make no circle."""
    used = {}
    for name, text in files.items():
        used.setdefault(os.path.dirname(name)[4:], set()).update(os.path.dirname(i) for i in includes(text))
    complaints = ["layers.txt: '%s' is not there" % row for row in sorted(layers) if row not in used]
    for row in sorted(layers):
        complaints += ["layers.txt: '%s' does not include '%s'" % (row, other)
                       for other in sorted(layers[row] - used.get(row, layers[row]))]
        reached, rest = set(), list(layers[row])
        while rest:
            other = rest.pop()
            if other not in reached:
                reached.add(other)
                rest += layers.get(other, ())
        if row in reached:
            complaints.append("layers.txt: '%s' reaches itself" % row)
    return complaints


def lint_siblings(files, layers):
    """Every module has a test beside it; whatever reads untrusted bytes has a fuzz target."""
    complaints = []
    exempt = re.compile(r"(_test|_fuzz|_testkit|_build)\.c$|/main\.c$|/cmd_\w+\.c$")
    for name, text in sorted(files.items()):
        if not name.endswith(".c") or exempt.search(name):
            continue
        stem = name[:-2]
        # a file that is a part of a module says so: "Part of x.c"
        if re.search(r"Part of (\w+)\.c", text):
            owner = os.path.join(os.path.dirname(name), re.search(r"Part of (\w+)\.c", text).group(1))
            if owner + ".c" not in files:
                complaints.append("%s: part of %s.c, which does not exist" % (name, owner))
            continue
        if stem + "_test.c" not in files:
            complaints.append("%s: no %s_test.c beside it" % (name, os.path.basename(stem)))
        parser = re.search(r"^const struct (format|observer) (format|observer)_\w+ =", text, re.M)
        if parser and stem + "_fuzz.c" not in files and "format_directory" not in text:
            complaints.append("%s: reads untrusted bytes, has no %s_fuzz.c" % (name, os.path.basename(stem)))
    return complaints


def lint_built(files, layers):
    """Every source is named in its folder's meson.build, and what has a test or a fuzz target is a module."""
    complaints = []
    for name in sorted(files):
        folder, base = os.path.split(name)
        build = files.get(folder + "/meson.build", "")
        stem = re.sub(r"(_test|_fuzz)?\.c$", "", base)
        if not name.endswith(".c") or base == "main.c" or base.endswith(("_testkit.c", "_build.c")):
            continue
        extra = base == stem + ".c" and re.search(r"['/]%s'" % re.escape(base), build)
        if "'%s'" % stem not in build and not extra:
            complaints.append("%s: %s/meson.build does not name '%s'" % (name, folder, stem))
    return complaints


def lint_length(files, layers):
    """No source file is longer than 600 lines."""
    return ["%s: %d lines, split it" % (name, text.count("\n")) for name, text in sorted(files.items())
            if name.endswith((".c", ".h")) and text.count("\n") > 600]


def lint_words(files, layers):
    """Unbounded string functions, unfinished work and paths of somebody's machine stay out."""
    banned = [
        (r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca)\s*\(", "unbounded or unchecked function"),
        (r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished work"),
        (r"/(work|home|farm)/", "a path of somebody's machine"),
    ]
    complaints = []
    for name, text in sorted(files.items()):
        for pattern, what in banned:
            if name.endswith(("_test.c", "_testkit.c", "_testkit.h")) and what.startswith("unbounded"):
                continue
            code = re.sub(r'"(\\.|[^"\\\n])*"', '""', text) if what.startswith("unbounded") else text
            if what.startswith("a path"):
                code = re.sub(r"/home/(\*|ftp|\w+/)", "", code)
            for hit in re.finditer(pattern, code):
                complaints.append("%s:%d: %s: %s" % (name, code.count("\n", 0, hit.start()) + 1, what, hit.group(0)))
    return complaints


def texts():
    """Path -> text, of every text file that git knows."""
    names = subprocess.run(["git", "grep", "-I", "--name-only", "-e", ""], cwd=ROOT, capture_output=True, text=True,
                           check=True).stdout.split("\n")
    found = {}
    for name in filter(None, names):
        with open(os.path.join(ROOT, name), encoding="utf-8", errors="replace") as file:
            found[name] = file.read()
    return found


def lint_merged(files, layers):
    """No file holds both sides of a merge that nobody finished."""
    return ["%s: %s" % (name, hit) for name, text in sorted(files.items())
            for hit in re.findall(r"^(?:<{7}|>{7}) .*", text, re.M)]


def lint_map(files, layers):
    """The code map in ARCHITECTURE.md names every directory of the sources and no other."""
    rows = set(re.findall(r"^\| `(src/[^`]+)` \|", files.get("ARCHITECTURE.md", ""), re.M))
    folders = {os.path.dirname(name) for name in files if name.startswith("src/") and name.endswith(".c")}
    return ["ARCHITECTURE.md: no row for %s" % name for name in sorted(folders - rows)] + \
           ["ARCHITECTURE.md: %s is not there" % name for name in sorted(rows - folders)]


def documents(root=ROOT):
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", "*.md"], cwd=root,
                           capture_output=True, text=True, check=True).stdout.split()
    found = {}
    for name in names:
        if os.path.isfile(os.path.join(root, name)):
            with open(os.path.join(root, name), encoding="utf-8") as file:
                found[name] = file.read()
    return found


def lint_links(files, layers):
    """Every relative link in a document leads to a file."""
    complaints = []
    for name, text in sorted(files.items()):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            path = os.path.join(ROOT, os.path.dirname(name), target)
            if "://" not in target and not target.startswith("mailto:") and not os.path.exists(path):
                complaints.append("%s: leads nowhere: %s" % (name, target))
    return complaints


def lint_globals(listing, layers):
    """No writable data in the libraries: `listing` is the text of objdump -h over them."""
    complaints, member = [], "?"
    for line in listing.split("\n"):
        head = re.match(r"^(\S+):\s+file format", line)
        if head:
            member = head.group(1)
        row = re.match(r"^\s*\d+\s+(\.\S+)\s+([0-9a-f]+)\s", line)
        if not row or int(row.group(2), 16) == 0:
            continue
        section = row.group(1)
        if re.match(r"^\.(data|bss|tdata|tbss|init_array|ctors)", section) and not section.startswith(".data.rel.ro"):
            complaints.append("%s: writable data or constructor in %s (%d bytes)" %
                              (member, section, int(row.group(2), 16)))
    return complaints


def objdump_libraries(build):
    text = ""
    for folder, _, names in os.walk(build):
        for name in sorted(names):
            if name.startswith("libhf_") and name.endswith(".a"):
                text += subprocess.run(["objdump", "-h", os.path.join(folder, name)], capture_output=True, text=True,
                                       check=True).stdout
    if "file format" not in text:
        raise SystemExit("no libraries found in %s: build first" % build)
    return text


def lint_format(files, layers, root=ROOT):
    """The sources are as clang-format writes them."""
    complaints = []
    sources = [name for name in sorted(files) if name.endswith((".c", ".h"))]
    for at in range(0, len(sources), 50):
        result = subprocess.run(["clang-format", "--dry-run"] + sources[at:at + 50], cwd=root, capture_output=True,
                                text=True, check=False)
        complaints += sorted({line.split(":")[0] + ": not formatted (./dev fix)"
                              for line in result.stderr.split("\n") if "clang-format-violations" in line})
    return complaints


def lint_format_of(files, layers):
    """lint_format over files that are not in the tree."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(ROOT, ".clang-format"), folder)
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        return lint_format(files, layers, folder)


BASE, FILE = "src/core/base/x.c", '#include "core/sys/file.h"\n'
# (lint, what it must complain about) or (lint, files, layers)
SELF_TESTS = [
    (lint_layers, {BASE: FILE}),
    (lint_layers, {BASE: FILE.replace("#", " # ")}),
    (lint_layers, {BASE: FILE.replace('"core', "<core").replace('.h"', ".h>")}),
    (lint_layers, {BASE: FILE.replace("core/", "../../core/")}),
    (lint_layers, {BASE: '#include "core/base/base_testkit.h"\n'}),
    (lint_layers, {"src/nowhere/x.c": ""}),
    (lint_layer_rows, {BASE: ""}, {"core/base": set(), "core/gone": set()}),
    (lint_layer_rows, {BASE: ""}, {"core/base": {"core/sys"}}),
    (lint_layer_rows, {BASE: FILE, "src/core/sys/y.c": '#include "core/base/x.h"\n'},
     {"core/base": {"core/sys"}, "core/sys": {"core/base"}}),
    (lint_siblings, {BASE: ""}),
    (lint_siblings, {"src/assess/formats/x.c": "const struct format format_x = {\n",
                     "src/assess/formats/x_test.c": ""}),
    (lint_siblings, {"src/core/base/x_part.c": "/* Part of y.c */"}),
    (lint_built, {BASE: "", "src/core/base/meson.build": "modules += [\n  'y',\n]\n"}),
    (lint_built, {"src/core/base/x_test.c": "", "src/core/base/meson.build": "extra += files('x.c')\n"}),
    (lint_length, {BASE: "\n" * 601}),
    (lint_words, {BASE: "strcpy(a, b);"}),
    (lint_words, {BASE: "/* TO" + "DO later */"}),
    (lint_words, {BASE: "/* as in /wo" + "rk/notes */"}),
    (lint_merged, {"README.md": "a\n" + "<" * 7 + " HEAD\nb\n"}),
    (lint_map, {BASE: "", "ARCHITECTURE.md": ""}),
    (lint_map, {"ARCHITECTURE.md": "| `src/gone` | what was there |\n"}),
    (lint_links, {"README.md": "see [this](docs/none.md)"}),
    (lint_format_of, {"x.c": "int  x( void ) {return 1 ;}\n"}),
    (lint_globals, "x.o:     file format elf64-x86-64\n  1 .bss  00000008  0  0  0  2**3\n"),
    (lint_globals, "x.o:     file format elf64-x86-64\n  1 .data  00000004  0  0  0  2**3\n"),
]


def main():
    with open(os.path.join(ROOT, "tests/arch/layers.txt"), encoding="utf-8") as file:
        layers = read_layers(file.read())
    files = tree()
    with open(os.path.join(ROOT, "ARCHITECTURE.md"), encoding="utf-8") as file:
        mapped = dict(files, **{"ARCHITECTURE.md": file.read()})
    lints = [lint_layers, lint_layer_rows, lint_siblings, lint_built, lint_length, lint_words]
    quiet = "--staged" in sys.argv
    results = []
    for lint, sample, *rows in SELF_TESTS:
        found = lint(sample, rows[0] if rows else layers)
        results.append(("%s can fail" % lint.__name__, [] if found else ["found nothing in %r" % (sample,)]))
    for lint in lints:
        results.append((lint.__doc__.split("\n")[0], lint(files, layers)))
    results.append((lint_map.__doc__, lint_map(mapped, layers)))
    results.append((lint_merged.__doc__, lint_merged(texts(), layers)))
    results.append((lint_links.__doc__, lint_links(documents(), layers)))
    if not quiet:
        results.append((lint_format.__doc__, lint_format(files, layers)))
    build = os.environ.get("HOLDFAST_BUILD")
    if build and not quiet:
        results.append((lint_globals.__doc__.split(":")[0], lint_globals(objdump_libraries(build), layers)))
    bad = 0
    if not quiet:
        print("1..%d" % len(results))
    for number, (title, complaints) in enumerate(results, 1):
        if not quiet:
            print("%sok %d - %s" % ("not " if complaints else "", number, title))
        for complaint in complaints:
            print("# " + complaint, file=sys.stderr if quiet else sys.stdout)
        bad += bool(complaints)
    return 1 if bad else 0


sys.exit(main())
