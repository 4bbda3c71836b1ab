#!/usr/bin/env python3
"""The schema of product files: committed as the program writes it, valid, and of one mind with the loader about the
examples, about what is damaged, and about what may be left out. Prints TAP.

Environment: HOLDFAST_BUILD, HOLDFAST_SOURCE.
"""
import copy
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError:
    print("1..0 # SKIP no python3-jsonschema or no python3-yaml")
    sys.exit(0)

SOURCE, HOLDFAST = os.environ["HOLDFAST_SOURCE"], os.path.join(os.environ["HOLDFAST_BUILD"], "holdfast")
FILES = ["examples/smart-lock/product.yaml", "examples/camera/product.yaml", "tests/corpus/product/small.yaml"]
count, failed = 0, 0


class Loader(yaml.SafeLoader):
    """Dates stay text, as in YAML 1.2."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}


def result(sentence, complaints):
    global count, failed
    count += 1
    failed += bool(complaints)
    print("%sok %d - %s" % ("not " if complaints else "", count, sentence))
    for complaint in complaints[:10]:
        print("# " + str(complaint)[:300])


def loads(text):
    """None, or what the program says against it."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        run = subprocess.run([HOLDFAST, "assess", "--product", file.name, "--quiet"], capture_output=True, text=True,
                             check=False)
    return run.stderr if run.returncode == 4 else None


def damaged(document):
    """The document with one thing wrong at a time, and what."""
    def wrong(what, *path_and_value):
        *path, value = path_and_value
        copied = copy.deepcopy(document)
        at = copied
        for step in path[:-1]:
            at = at.setdefault(step, {})
        at[path[-1]] = value
        return what, copied

    yield wrong("an unknown table", "prodct", {})
    yield wrong("an unknown IXIT table", "ixit", "AutMech", [])
    yield wrong("an unknown key", "product", "nam", "x")
    yield wrong("another version", "holdfast", 2)
    yield wrong("an unknown profile", "profile", "lock")
    yield wrong("no truth value", "product", "constrained", "maybe")
    yield wrong("a list for a text", "product", "name", ["x"])
    yield wrong("a choice that is none", "product", "markets", ["UK", "Mars"])
    yield wrong("a member twice", "product", "markets", ["UK", "UK"])
    yield wrong("no date", "support", "end", "31.12.2031")
    yield wrong("no duration", "support", "expected-use", "5")
    yield wrong("no address", "support", "url", "www.example.com")
    yield wrong("no e-mail address", "maker", "email", "nobody")
    yield wrong("an unknown condition", "features", "pasword-used", "yes")
    yield wrong("an unknown provision", "ics", "5.1-11", "Y")
    yield wrong("a provision of the other edition", "ics", "V3.1.3", {"5.3-4": "Y"})
    yield wrong("support that is none", "ics", "5.1-1", "maybe")
    yield wrong("an entry without id", "ixit", "SecDev", [{"description": "x"}])
    yield wrong("an id with a blank", "ixit", "SecDev", [{"id": "a b"}])
    yield wrong("no number", "ixit", "DelFunc", {"a": {"user-steps": "many"}})
    yield wrong("a text for a table", "ixit", "SecDev", "none")


def examples_of_documents(validator):
    """The files shown in docs/product-file.md load and fit."""
    with open(os.path.join(SOURCE, "docs/product-file.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```yaml\n(.*?)^```$", file.read(), re.M | re.S)
    complaints = [] if blocks else ["no example"]
    for block in blocks:
        complaints += [loads(block)] if loads(block) else []
        complaints += ["/".join(map(str, e.absolute_path)) + ": " + e.message
                       for e in validator.iter_errors(yaml.load(block, Loader))]
    return complaints


def main():
    print("1..%d" % (len(FILES) + 5))
    path = os.path.join(SOURCE, "docs/schema/product-1.json")
    said = subprocess.run([HOLDFAST, "schema"], capture_output=True, text=True, check=True).stdout
    with open(path, encoding="utf-8") as file:
        result("the committed schema is up to date", [] if file.read() == said else ["run ./dev doc"])
    schema = json.loads(said)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    result("the schema is one of draft 2020-12", [])
    for name in FILES:
        with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
            document = yaml.load(file, Loader)
        result("%s fits" % name, ["/".join(map(str, e.absolute_path)) + ": " + e.message
                                  for e in validator.iter_errors(document)])
    complaints, seen = [], 0
    for what, one in damaged(document):
        seen += 1
        refused = loads(yaml.safe_dump(one, allow_unicode=True)) is not None
        if validator.is_valid(one) or not refused:
            complaints.append("%s: %s by the schema, %s by the program" % (
                what, "let through" if validator.is_valid(one) else "refused", "refused" if refused else "loaded"))
    result("%d kinds of mistakes are refused by schema and program" % seen, complaints)
    complaints = []
    for key in list(document["product"]):
        one = copy.deepcopy(document)
        del one["product"][key]
        if not validator.is_valid(one) or loads(yaml.safe_dump(one)):
            complaints.append(key)
    result("what is left out is no mistake for either", complaints)
    result("the example of docs/product-file.md loads and fits", examples_of_documents(validator))
    return 1 if failed else 0


sys.exit(main())
