#!/usr/bin/env python3
"""schema_test.py HOLDFAST MADE_UP_REPORT: the reports against their schemas. Prints TAP.

The JSON report and the comparison are closed: a key that the schema does not know fails here.
"""
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP no python3-jsonschema")
    sys.exit(0)

PROGRAM, MADE_UP = sys.argv[1:3]
SOURCE = os.environ["HOLDFAST_SOURCE"]
CORPUS = os.environ.get("HOLDFAST_CORPUS", "")
IMAGES = ["firmware/librarybox-openwrt-tl-wr703n.bin", "firmware/rraycom-camera-flash-0-29ab2c.bin",
          "firmware/tasmota-esp8266.bin", "firmware/esp32s3-linux-etc.jffs2", "firmware/esp32s3-partition-table.bin"]

count, failed = 0, 0


def result(sentence, complaints, skip=None):
    global count, failed
    count += 1
    failed += bool(complaints)
    print("%sok %d - %s%s" % ("not " if complaints else "", count, sentence, " # SKIP " + skip if skip else ""))
    for complaint in complaints[:10]:
        print("# " + str(complaint)[:300])


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def schema(name):
    loaded = load(os.path.join(SOURCE, "docs/schema", name))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


def errors(document, against):
    validator = jsonschema.validators.validator_for(against)(against)
    return ["%s: %s" % ("/".join(map(str, error.absolute_path)), error.message[:200])
            for error in validator.iter_errors(document)]


def objects(node, path="#"):
    """Every object schema below a node."""
    if isinstance(node, dict):
        if node.get("type") == "object" or "properties" in node:
            yield path, node
        for key, value in node.items():
            yield from objects(value, path + "/" + key)
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from objects(value, path + "/" + str(i))


def closed(against):
    """Complaints where a schema lets unknown keys through, lets a key be absent or does not say what it means."""
    bad = []
    for path, node in objects(against):
        if node.get("additionalProperties") is not False:
            bad.append(path + " is open")
        names = set(node.get("properties", {}))
        if set(node.get("required", [])) != names:
            bad.append("%s: not all keys are required" % path)
        bad += ["%s/%s has no description" % (path, name) for name, value in node.get("properties", {}).items()
                if not value.get("description")]
    return bad


def assess(folder, image, *options):
    """The forms of one image's report."""
    paths = {form: os.path.join(folder, "report." + form) for form in ("json", "sarif", "junit", "case")}
    command = [PROGRAM, "assess", image, *options]
    for form, path in paths.items():
        command += ["--" + form, path]
    status = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    if status not in (0, 1, 3):
        raise RuntimeError("assess ended with status %d" % status)
    return paths


def made_up(form, kind):
    return subprocess.run([MADE_UP, form, kind], capture_output=True, check=True).stdout


def junit_complaints(data, report=None):
    root = xml.etree.ElementTree.fromstring(data)
    bad = [] if root.tag == "testsuites" else ["the root is " + root.tag]
    cases = 0
    for suite in root:
        inside = suite.findall("testcase")
        cases += len(inside)
        told = [int(suite.get(key)) for key in ("tests", "failures", "skipped")]
        real = [len(inside), sum(c.find("failure") is not None for c in inside),
                sum(c.find("skipped") is not None for c in inside)]
        if told != real:
            bad.append("%s says %s and has %s" % (suite.get("name"), told, real))
    if report and cases != len(report["units"]):
        bad.append("%d cases where %d units are" % (cases, len(report["units"])))
    return bad


def check_image(folder, name, image, report_schema, sarif_schema, *options):
    paths = assess(folder, image, *options)
    report = load(paths["json"])
    result("%s: the JSON report fits its schema" % name, errors(report, report_schema))
    with open(paths["junit"], "rb") as file:
        result("%s: the JUnit report parses and its sums are right" % name, junit_complaints(file.read(), report))
    if sarif_schema:
        result("%s: the SARIF report fits the standard's schema" % name, errors(load(paths["sarif"]), sarif_schema))
    else:
        result("%s: the SARIF report fits the standard's schema" % name, [], skip="no sarif-2.1.0.schema.json")
    return paths, report


def compare_declared(folder, against):
    """The example lock, answered, then with one value declared differently."""
    example = os.path.join(SOURCE, "examples/smart-lock")
    image, old, new = (os.path.join(folder, name) for name in ("lock.img", "lock-old.case", "lock-new.case"))
    changed = os.path.join(folder, "product.yaml")
    with open(os.path.join(example, "product.yaml"), encoding="utf-8") as file:
        text = file.read()
    with open(changed, "w", encoding="utf-8") as file:
        file.write(text.replace("includes: [glibc, busybox, zlib]", "includes: [glibc, busybox, zlib, musl]"))

    def run(*args):
        return subprocess.run(args, capture_output=True, check=False).stdout

    run(sys.executable, os.path.join(SOURCE, "examples/build.py"), "smart-lock", image)
    run(PROGRAM, "assess", image, "--product", os.path.join(example, "product.yaml"), "--case", old)
    run(PROGRAM, "answer", old, "--from", os.path.join(example, "answers-V3.1.3.tsv"))
    run(PROGRAM, "assess", image, "--product", changed, "--case", new)
    document = json.loads(run(PROGRAM, "diff", old, new, "--json", "-"))
    complaints = errors(document, against)
    declared = [row for row in document["changes"] if row["kind"] == "declared"]
    if [(row["before"], row["after"]) for row in declared] != [("glibc, busybox, zlib", "glibc, busybox, zlib, musl")]:
        complaints.append("declared: %s" % declared)
    again = [row["unit"] for row in document["again"]]
    if not again or any(row["because"] != "declared: SoftComp" for row in document["again"]) or document["kept"] < 50:
        complaints.append("again: %s, kept: %d" % (again, document["kept"]))
    return complaints


def main():
    report_schema, diff_schema = schema("report-1.json"), schema("diff-1.json")
    sarif_path = os.path.join(CORPUS, "schemas/sarif-2.1.0.schema.json")
    sarif_schema = load(sarif_path) if os.path.isfile(sarif_path) else None
    result("the report's schema is closed and describes every key", closed(report_schema))
    result("the comparison's schema is closed and describes every key", closed(diff_schema))
    with tempfile.TemporaryDirectory() as folder:
        router = os.path.join(folder, "router.squashfs")
        subprocess.run([os.path.join(SOURCE, "tests/images/make_router.sh"), router], check=True)
        paths, report = check_image(folder, "router", router, report_schema, sarif_schema)
        for change in ({"extra": 1}, {"edition": "V9"}, {"coverage": dict(report["coverage"], extra=1)},
                       {"findings": [dict(report["findings"][0], severity="dire")]}):
            result("a report changed in %s is refused" % ", ".join(change),
                   [] if errors({**report, **change}, report_schema) else ["it was accepted"])
        old = os.path.join(folder, "old.case")
        os.rename(paths["case"], old)
        os.mkdir(os.path.join(folder, "other"))
        bare = os.path.join(folder, "bare.txt")
        with open(bare, "w", encoding="ascii") as file:
            file.write("nothing to see\n")
        other, _ = check_image(os.path.join(folder, "other"), "a text file", bare, report_schema, sarif_schema)
        for before, after, what in ((old, other["case"], "better"), (other["case"], old, "worse"), (old, old, "equal")):
            run = subprocess.run([PROGRAM, "diff", before, after, "--json", "-"], capture_output=True, check=False)
            document = json.loads(run.stdout)
            complaints = errors(document, diff_schema)
            if (what == "equal") != (not document["changes"]):
                complaints.append("%d changes" % len(document["changes"]))
            result("a comparison (%s) fits its schema" % what, complaints)
        result("a comparison of two declarations, one answered, fits its schema", compare_declared(folder, diff_schema))
        check_image(folder, "router by V2.1.1", router, report_schema, sarif_schema, "--edition", "V2.1.1")
        for image in IMAGES:
            path = os.path.join(CORPUS, image)
            if os.path.isfile(path):
                check_image(folder, os.path.basename(image), path, report_schema, sarif_schema)
            else:
                result("%s: its reports fit their schemas" % os.path.basename(image), [], skip="no corpus")
    for kind in ("hostile", "large"):
        result("a %s report: JSON fits its schema" % kind, errors(json.loads(made_up("json", kind)), report_schema))
        result("a %s report: JUnit parses" % kind, junit_complaints(made_up("junit", kind)))
        if sarif_schema:
            result("a %s report: SARIF fits the standard's schema" % kind,
                   errors(json.loads(made_up("sarif", kind)), sarif_schema))
    print("1..%d" % count)
    return 1 if failed else 0


sys.exit(main())
