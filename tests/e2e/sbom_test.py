#!/usr/bin/env python3
"""holdfast sbom: what it prints is valid by the schemas of CycloneDX 1.6 and SPDX 2.3, the same every time, and says
what BSI TR-03183-2 asks for or that it is missing. TAP.

Environment: HOLDFAST_BUILD (where holdfast is), HOLDFAST_CORPUS, HOLDFAST_SOURCE.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP python3-jsonschema is not installed")
    sys.exit(0)

BUILD = os.environ.get("HOLDFAST_BUILD", "build")
SOURCE = os.environ.get("HOLDFAST_SOURCE", ".")
CORPUS = os.environ.get("HOLDFAST_CORPUS", "../shared/corpus")
SCHEMAS = os.path.join(CORPUS, "schemas")
HOLDFAST = os.path.join(BUILD, "holdfast")
STAMP = "2026-01-31T12:00:00Z"


def schema(name):
    with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
        return json.load(file)


def complaints(name, document):
    """What the schema has against the document; the schemas it refers to come from files, never from the network."""
    main = schema(name)
    store = {}
    for other in ("spdx.schema.json", "jsf-0.82.schema.json"):
        loaded = schema(other)
        store[loaded["$id"]] = loaded
        store["http://cyclonedx.org/schema/" + other] = loaded
    resolver = jsonschema.RefResolver(main.get("$id", ""), main, store=store)
    validator = jsonschema.validators.validator_for(main)(main, resolver=resolver,
                                                          format_checker=jsonschema.FormatChecker())
    return ["%s: %s" % ("/".join(map(str, error.absolute_path)), error.message[:200])
            for error in validator.iter_errors(document)]


def run(image, *options):
    """(status, the document, what was said on standard error)."""
    environment = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    result = subprocess.run([HOLDFAST, "sbom", image, *options], capture_output=True, env=environment, check=False)
    return result.returncode, result.stdout, result.stderr.decode()


def load(image, *options):
    status, out, said = run(image, "--timestamp", STAMP, *options)
    assert status == 0, "exit status %d: %s" % (status, said)
    return json.loads(out)


def valid(image):
    for options, name in (((), "bom-1.6.schema.json"), (("--format", "spdx"), "spdx-2.3.schema.json")):
        found = complaints(name, load(image, "--creator", "sbom@example.com", *options))
        assert not found, "%s: %d complaints: %s" % (name, len(found), found[:3])


def the_schema_check_can_fail(_):
    document = load(RRAYCOM)
    document["components"].append({"type": "none such", "name": 1})
    assert complaints("bom-1.6.schema.json", document), "a broken document passed"
    document = load(RRAYCOM)
    document["components"][0]["licenses"] = [{"license": {"id": "no such licence"}}]
    assert complaints("bom-1.6.schema.json", document), "the list of licences was not consulted"


def router_is_valid(_):
    valid(ROUTER)


def librarybox_is_valid(_):
    valid(LIBRARYBOX)


def rraycom_is_valid(_):
    valid(RRAYCOM)


def every_opkg_package_is_there_with_its_version(_):
    facts = subprocess.run([HOLDFAST, "facts", LIBRARYBOX], capture_output=True, check=True).stdout.decode()
    packages = set(re.findall(r"^component \S+/usr/lib/opkg/status \S+ name=(\S+) version=(\S+) how=package-db", facts,
                              re.M))
    assert len(packages) == 84, "%d packages where the image has 84" % len(packages)
    components = load(LIBRARYBOX)["components"]
    there = {(c["name"], c.get("version")) for c in components}
    assert packages <= there, "left out: %s" % sorted(packages - there)[:5]
    assert len(there) == len(components), "a name and version stands twice"


def known_components_of_the_camera_are_there(_):
    there = {(c["name"], c.get("version")) for c in load(RRAYCOM)["components"]}
    for component in (("busybox", "1.22.1"), ("u-boot", "2013.07"), ("uclibc", "0.9.33.2")):
        assert component in there, "%s %s is missing" % component


def twice_gives_the_same_bytes(_):
    for options in ((), ("--format", "spdx"), ("--threads", "1")):
        first, second = run(LIBRARYBOX, *options), run(LIBRARYBOX, *options)
        assert first == second, "two runs differ"
    assert run(LIBRARYBOX)[1] == run(LIBRARYBOX, "--threads", "1")[1], "the number of threads shows"


def a_case_gives_the_same_components(_):
    with tempfile.TemporaryDirectory() as folder:
        case = os.path.join(folder, "a.case")
        subprocess.run([HOLDFAST, "assess", RRAYCOM, "--case", case, "--fail-on", "never"], capture_output=True,
                       check=False)
        assert load(case)["components"] == load(RRAYCOM)["components"]


def the_time_stamp_comes_from_where_it_should(_):
    assert load(ROUTER)["metadata"]["timestamp"] == STAMP
    environment = dict(os.environ, SOURCE_DATE_EPOCH="86400")
    out = subprocess.run([HOLDFAST, "sbom", ROUTER, "--quiet"], capture_output=True, env=environment, check=True).stdout
    assert json.loads(out)["metadata"]["timestamp"] == "1970-01-02T00:00:00Z"
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "router.squashfs")
        with open(ROUTER, "rb") as source, open(copy, "wb") as target:
            target.write(source.read())
        os.utime(copy, (172800, 172800))
        assert json.loads(run(copy)[1])["metadata"]["timestamp"] == "1970-01-03T00:00:00Z"


def properties(row):
    return {p["name"]: p["value"] for p in row.get("properties", [])}


def everything_with_files(document):
    for component in document["components"]:
        yield component
        yield from component.get("components", [])


def fields_of_the_guideline_are_there_or_said_to_be_missing(_):
    for image in (ROUTER, LIBRARYBOX, RRAYCOM):
        document = load(image, "--creator", "https://example.com")
        missing = [p["value"] for p in document["metadata"]["properties"] if p["name"] == "holdfast:missing"]
        assert document["metadata"]["manufacturer"]["url"] == ["https://example.com"]
        refs = {c["bom-ref"] for c in everything_with_files(document)} | {document["metadata"]["component"]["bom-ref"]}
        rated = set()
        for composition in document["compositions"]:
            assert composition["aggregate"] in ("incomplete", "unknown")
            rated |= set(composition.get("dependencies", []) + composition.get("assemblies", []))
        depended = {d["ref"] for d in document["dependencies"]}
        assert refs == depended and refs == rated, "completeness is not stated for all"
        for dependency in document["dependencies"]:
            assert set(dependency["dependsOn"]) <= refs, "a dependency that is no component"
        lacking = 0
        for component in document["components"]:
            own = properties(component)
            files = component.get("components", [])
            if "bsi:component:filename" in own:
                files = [component]
            lacking += not files
            for row in files:
                fields = properties(row)
                assert fields["bsi:component:executable"] in ("executable", "non-executable")
                assert fields["bsi:component:archive"] in ("archive", "no archive")
                assert fields["bsi:component:structured"] in ("structured", "unstructured")
                sums = {h["alg"]: h["content"] for h in row["externalReferences"][0]["hashes"]}
                assert row["externalReferences"][0]["type"] == "distribution" and len(sums["SHA-512"]) == 128
            contact = component.get("manufacturer", {})
            assert contact.get("url") or contact.get("contact") or any("component creator" in m for m in missing)
            assert component.get("version") or any("component version" in m for m in missing)
            assert component["evidence"]["occurrences"] and component["evidence"]["identity"][0]["methods"]
        said = [m for m in missing if m.startswith("filename: ")]
        assert (said == []) == (lacking == 0), "files missing and not said, or the reverse"
        if lacking:
            assert "for %d of %d" % (lacking, len(document["components"])) in said[0], said
        assert any("distribution licence" in m for m in missing)


def hashes_are_those_of_the_files(_):
    import hashlib
    document = load(ROUTER)
    with open(ROUTER, "rb") as file:
        whole = file.read()
    sums = {h["alg"]: h["content"] for h in document["metadata"]["component"]["hashes"]}
    assert sums["SHA-512"] == hashlib.sha512(whole).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "root"))
        program = os.path.join(folder, "root", "busybox")
        text = b"\x7fELF" + b"\0" * 64 + b"BusyBox v1.22.1 (2016-01-01 00:00:00 UTC)\0" + b"\0" * 64
        with open(program, "wb") as file:
            file.write(text)
        os.chmod(program, 0o755)
        component = [c for c in load(os.path.join(folder, "root"))["components"] if c["name"] == "busybox"][0]
        sums = {h["alg"]: h["content"] for h in component["hashes"]}
        assert sums == {"SHA-256": hashlib.sha256(text).hexdigest(), "SHA-512": hashlib.sha512(text).hexdigest()}


def an_empty_sbom_says_that_it_proves_nothing(_):
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:
        file.write(bytes(range(256)) * 64)
        file.flush()
        status, out, said = run(file.name)
    assert status == 0 and json.loads(out)["components"] == []
    assert "does not mean that there is none" in said
    assert "does not mean that there is none" in out.decode()


def wrong_use_is_told(_):
    for options in (("--format", "swid"), ("--creator", "me"), ("--timestamp", "yesterday"), ("more", "inputs")):
        status, out, said = run(ROUTER, *options)
        assert status == 2 and not out and said, "%s: %d" % (options, status)
    status, out, said = run("/nowhere/at/all")
    assert status == 4 and not out and "nowhere" in said


def main():
    tests = [the_schema_check_can_fail, router_is_valid, librarybox_is_valid, rraycom_is_valid,
             every_opkg_package_is_there_with_its_version, known_components_of_the_camera_are_there,
             twice_gives_the_same_bytes, a_case_gives_the_same_components, the_time_stamp_comes_from_where_it_should,
             fields_of_the_guideline_are_there_or_said_to_be_missing, hashes_are_those_of_the_files,
             an_empty_sbom_says_that_it_proves_nothing, wrong_use_is_told]
    bad = 0
    print("1..%d" % len(tests))
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            test(None)
            print("ok %d - %s" % (number, name))
        except (AssertionError, KeyError, IndexError, ValueError, subprocess.CalledProcessError) as error:
            print("not ok %d - %s\n# %s: %s" % (number, name, type(error).__name__, error))
            bad += 1
    return 1 if bad else 0


if not os.path.isdir(SCHEMAS):
    print("1..0 # SKIP no corpus with schemas at %s" % CORPUS)
    sys.exit(0)
LIBRARYBOX = os.path.join(CORPUS, "firmware/librarybox-openwrt-tl-wr703n.bin")
RRAYCOM = os.path.join(CORPUS, "firmware/rraycom-camera-flash-0-29ab2c.bin")
with tempfile.TemporaryDirectory() as WORK:
    ROUTER = os.path.join(WORK, "router.squashfs")
    try:
        subprocess.run([os.path.join(SOURCE, "tests/images/make_router.sh"), ROUTER], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        print("1..0 # SKIP the router image needs mksquashfs")
        sys.exit(0)
    sys.exit(main())
