"""What the accuracy measurement knows of one assessment: the facts of its case file and the findings of its report."""
import fnmatch
import json
import os
import sqlite3
import subprocess
import tempfile


class Fact:
    __slots__ = ("kind", "chain", "root", "path", "fields")

    def __init__(self, kind, chain, root, path):
        self.kind, self.chain, self.root, self.path, self.fields = kind, chain, root, path, {}

    def __getitem__(self, name):
        return self.fields.get(name, "")

    def where(self):
        return self.chain


class Case:
    """Runs `holdfast assess` once and holds what came out."""

    def __init__(self, holdfast, path, options=()):
        with tempfile.TemporaryDirectory() as work:
            case, report = os.path.join(work, "case"), os.path.join(work, "report.json")
            run = subprocess.run([holdfast, "assess", path, "--quiet", "--case", case, "--json", report, *options],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if run.returncode not in (0, 1, 3):
                raise RuntimeError(f"{path}: exit {run.returncode}: {run.stderr.decode(errors='replace')[:400]}")
            with open(report, encoding="utf-8") as f:
                self.report = json.load(f)
            self.kinds = self.read(case)
        self.complete = run.returncode != 3

    @staticmethod
    def read(case):
        kinds, facts = {}, {}
        db = sqlite3.connect(case)
        text = lambda value: bytes(value or b"").decode("utf-8", "replace") if not isinstance(value, str) else value
        nodes = {row[0]: [text(v) for v in row[1:]] for row in db.execute("select id, chain, root, path from node")}
        for number, kind, node in db.execute("select id, kind, node from fact order by id"):
            facts[number] = Fact(kind, *nodes.get(node, ["", "", ""]))
            kinds.setdefault(kind, []).append(facts[number])
        for number, name, value in db.execute("select fact, name, value from field"):
            facts[number].fields[name] = text(value)
        db.close()
        return kinds

    def facts(self, kind, path="*", **fields):
        """Facts of a kind whose path inside the container and fields match the patterns."""
        for fact in self.kinds.get(kind, []):
            if matches(fact.path, path) and all(matches(fact[k], v) for k, v in fields.items()):
                yield fact

    def findings(self, provision="*", path="*", text="*", verdict="FAIL"):
        """Findings with a piece of evidence at the path, whose title, detail or an excerpt matches the text."""
        for f in self.report["findings"]:
            if not matches(f["provision"], provision) or not matches(f["verdict"], verdict):
                continue
            told = [f["title"], f["detail"]] + [e["excerpt"] for e in f["evidence"]]
            at = [e["path"] for e in f["evidence"]]
            if any(matches(t, text) for t in told) and (path == "*" or any(matches(p, "*" + path) for p in at)):
                yield f


def matches(value, pattern):
    """'a|b' means one of them; * and ? are wild; letters' case does not matter."""
    return any(fnmatch.fnmatchcase(value.lower(), p.lower().replace("[", "[[]")) for p in pattern.split("|"))


class Table:
    """Rows of one subject: what had to be found, what was, and what was claimed wrongly."""

    def __init__(self, name, about):
        self.name, self.about = name, about
        self.rows = []   # (item, found, note)
        self.wrong = []  # (item, note)

    def expect(self, item, found, note=""):
        self.rows.append((item, bool(found), note))

    def trap(self, item, alarm):
        """Something that must not be claimed; alarm is what was, or empty."""
        self.rows.append((item, not alarm, "trap"))
        if alarm:
            self.wrong.append((item, str(alarm)))

    def wrongly(self, item, note):
        self.wrong.append((item, note))

    def wanted(self):
        return sum(1 for r in self.rows if r[2] != "trap")

    def found(self):
        return sum(1 for r in self.rows if r[1] and r[2] != "trap")

    def traps(self):
        return sum(1 for r in self.rows if r[2] == "trap")

    def missed(self):
        return [(item, note) for item, found, note in self.rows if not found and note != "trap"]
