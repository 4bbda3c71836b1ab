"""Wrong alarms on a clean Debian tree: every component must be in its package database or be part of a package that is,
and every refuted provision is named with its evidence, to be looked at by hand."""
from accuracy_case import Case, Table


def tables(holdfast, tree):
    case = Case(holdfast, tree)
    table = Table("clean Debian 12 tree", "a minbase tree as debootstrap makes it, without the planted faults")
    packages = [f for f in case.facts("component", how="package-db")]
    table.expect("packages are listed", len(packages) > 50, f"{len(packages)} packages")
    names = {f["name"] for f in packages} | {f["source"] for f in packages}
    versions = {f["version"] for f in packages}
    for f in sorted(case.facts("component", how="pattern|soname|header"), key=lambda f: (f["name"], f["version"])):
        if f["relation"] != "contains":
            continue
        upstream = f["version"].split("-")[0]
        if not any(upstream in v for v in versions) and not any(f["name"] in n for n in names):
            table.wrongly(f.path, f"component {f['name']} {f['version']}: no package of that name or version")
    for f in case.findings():
        where = ", ".join(e["path"].rsplit("!", 1)[-1] for e in f["evidence"][:3])
        table.wrongly(f"{f['unit']} {f['title']}", where)
    passed = [p["id"] for p in case.report["provisions"] if p["verdict"] == "PASS"]
    table.trap("no provision passes", ", ".join(passed))
    return [table]
