#!/usr/bin/env python3
"""measure.py SOURCE WORK [--write]: the table of the benchmark, from the images that run.sh made. Ratios against a floor
of the same run hold on any machine; single figures do not."""
import csv
import json
import os
import re
import shutil
import sys

from process import best, run

SOURCE, WORK = sys.argv[1:3]
RUNS = int(os.environ.get("HOLDFAST_BENCH_RUNS", "3"))
HOLDFAST = f"{SOURCE}/build/holdfast"
HASH = "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/"
rows = []


def row(what, ours, against, ratio, bar, good):
    rows.append((what, ours, against, ratio, bar, {True: "yes", False: "NO", None: "-"}[good]))
    print("  " + " | ".join(rows[-1]), file=sys.stderr)


def times(cost):
    return f"{cost.wall:.2f} s (CPU {cost.cpu:.2f} s, median {cost.median:.2f} s)"


def assess(path, *options):
    return [HOLDFAST, "assess", path, "--quiet", *options]


def compare(what, ours, floor, name, bar):
    wall, cpu = ours.wall / floor.wall, ours.cpu / floor.cpu
    row(what, times(ours), f"{name} {times(floor)}", f"{wall:.1f} x wall, {cpu:.1f} x CPU", f"<= {bar} x wall", wall <= bar)


def whole_images():
    target = "/dev/shm/holdfast-bench" if os.path.isdir("/dev/shm") else f"{WORK}/out"
    for name, bar in [("gzip", 2.0), ("xz", 2.0), ("zstd", 4.0), ("packages", None)]:
        image = f"{WORK}/{name}.squashfs"
        floor = best(["unsquashfs", "-q", "-n", "-d", target, image], RUNS, lambda: shutil.rmtree(target, True))
        ours = best(assess(image), RUNS)
        what = f"assess the {name} image ({os.path.getsize(image) / 1e6:.0f} MB), verdicts and all"
        if name == "packages":
            row("the same, gzip, with the 88 package archives that debootstrap leaves (named, not opened: their files are installed)",
                times(ours), f"unsquashfs {times(floor)}", f"{ours.wall / floor.wall:.1f} x wall, {ours.cpu / floor.cpu:.1f} x CPU", "-", None)
        else:
            compare(what, ours, floor, "unsquashfs to memory", bar)
    shutil.rmtree(target, True)


def from_tree():
    floor = best([f"{SOURCE}/build/tests/bench_floor", "--patterns", f"{WORK}/planted"], RUNS)
    bare = best([f"{SOURCE}/build/tests/bench_floor", f"{WORK}/planted"], RUNS)
    ours = best(assess(f"{WORK}/planted"), RUNS)
    compare("assess the unpacked tree", ours, floor, "walk, read, SHA-256, all patterns (one thread)", 2.5)
    row("the same", times(ours), f"walk, read, SHA-256 alone {times(bare)}", f"{ours.wall / bare.wall:.1f} x wall, "
        f"{ours.cpu / bare.cpu:.1f} x CPU", "-", None)


def elf_files(tree):
    found = []
    for folder, _, names in os.walk(tree):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as f:
                    if f.read(4) == b"\x7fELF":
                        found.append(path)
    return found


def elf_facts(path):
    """Path inside the container -> fields, from `holdfast facts`."""
    out = run([HOLDFAST, "facts", path]).out
    facts = {}
    for line in out.splitlines():
        if line.startswith("elf "):
            where = re.match(r"elf (.*) @0x[0-9a-f]+\+\d+ ", line)
            facts[where[1].rsplit("!", 1)[-1]] = dict(re.findall(r"(\w+)=(\S*)", line))
    return facts


def elf():
    files = elf_files(f"{WORK}/planted")
    folder = f"{WORK}/elf"
    if not os.path.isdir(folder):
        os.makedirs(folder)
        for i, path in enumerate(files):
            shutil.copy(path, f"{folder}/{i:04d}")
    ours = best([HOLDFAST, "facts", folder], RUNS)
    what = f"all facts of {len(files)} ELF files (hashes, versions, strings, hardening)"
    if shutil.which("scanelf"):
        peer = best(["scanelf", "-a", "-R", folder], RUNS)
        row(what, times(ours), f"scanelf -a (some hardening alone, nothing else) {times(peer)}", f"{ours.wall / peer.wall:.1f} x wall", "-", None)
    else:
        row(what, times(ours), "scanelf: absent", "", "-", None)
    if not shutil.which("checksec"):
        row("hardening as checksec says it", "", "checksec: absent", "", "equal", None)
        return
    sample = sorted(os.listdir(folder))[::max(1, len(files) // 40)]
    facts, different = elf_facts(folder), []
    for name in sample:
        fact = facts.get("/" + name) or facts.get(name) or {}
        said = checksec(f"{folder}/{name}")
        for key, value in said.items():
            if fact.get(key) != value:
                different.append(f"{name} {key}: {fact.get(key)}, checksec {value}")
    for line in different:
        print("    " + line, file=sys.stderr)
    row(f"hardening as checksec says it, {len(sample)} files", f"{len(different)} differences", "checksec", "", "0", not different)


def checksec(path):
    out = run(["checksec", "--format=json", f"--file={path}"]).out
    said = list(json.loads(out).values())[0]
    pie = {"yes": "yes", "dso": "dso", "no": "no", "rel": "rel"}.get(said["pie"], said["pie"])
    return {"relro": said["relro"], "canary": said["canary"], "nx": said["nx"], "pie": pie}


def scans():
    for name, bar in [("image135", 0.15), ("random64", 0.2)]:
        got, at = None, f"{WORK}/{name}"
        for _ in range(RUNS):
            one = dict(p.split("=") for p in run([f"{SOURCE}/build/tests/bench_scan", at]).out.split())
            if not got or float(one["pass"]) < float(got["pass"]):
                got = one
        peer = "binwalk: absent"
        if shutil.which("binwalk"):
            cost = best(["binwalk", at], 1)
            peer = f"binwalk {cost.wall:.1f} s, {len(re.findall(r'^[0-9]', cost.out, re.M))} hits"
        false = int(got["claims"]) if name == "random64" else None
        said = f"{got['pass']} s and {got['probes']} s of probes" + (f", {false} false" if false is not None else "")
        row(f"signature scan, {'an image' if bar < 0.2 else 'random bytes'}, {int(got['bytes']) / 1e6:.0f} MB", said, peer, "", f"<= {bar} s, 0 false",
            float(got["pass"]) <= bar and not false)


def patterns():
    files = elf_files(f"{WORK}/planted")
    rate = 0
    for _ in range(RUNS):
        got = dict(p.split("=") for p in run([f"{SOURCE}/build/tests/bench_patterns", *files]).out.split())
        rate = max(rate, int(got["bytes"]) / 1e6 / float(got["scan"]))
    row(f"all patterns over {len(files)} bare programs", f"{rate:.0f} MB/s, {got['hits']} hits, ready in {float(got['load']) * 1000:.1f} ms",
        "cve-bin-tool 0.47 MB/s (measured elsewhere)", "", ">= 200 MB/s", rate >= 200)


def passwords():
    seconds = min(float(dict(p.split("=") for p in run([f"{SOURCE}/build/tests/bench_words", HASH, f"{WORK}/words100"]).out.split())
                        ["seconds"]) for _ in range(RUNS))
    peer = "john: absent"
    john = shutil.which("john") or (os.access("/usr/sbin/john", os.X_OK) and "/usr/sbin/john")
    if john:
        with open(f"{WORK}/john.hash", "w", encoding="ascii") as f:
            f.write(f"user:{HASH}\n")
        cost = best(["env", f"HOME={WORK}", john, f"--wordlist={WORK}/words100", f"--session={WORK}/john", f"{WORK}/john.hash"], RUNS)
        peer = f"john {cost.wall:.2f} s (CPU {cost.cpu:.2f} s)"
    row("one SHA-512 hash against 100 words", f"{seconds:.3f} s of CPU", peer, "", "<= 0.15 s", seconds <= 0.15)


def memory():
    for name, bar in [("gzip.squashfs", None), ("big", 300)]:
        cost = run(assess(f"{WORK}/{name}"), memory=True)
        size = os.path.getsize(f"{WORK}/{name}") / 2**20
        row(f"peak memory of all processes, {size:.0f} MiB image", f"{cost.peak:.0f} MiB, {cost.wall:.1f} s (CPU {cost.cpu:.1f} s)", "-",
            "", f"< {bar} MiB" if bar else "-", cost.peak < bar if bar else None)


def start():
    for what, command in [("holdfast --version", [HOLDFAST, "--version"]), ("assess a file of one byte", assess(f"{WORK}/small"))]:
        cost = best(command, max(RUNS, 10))
        row(what, f"{cost.wall * 1000:.0f} ms (CPU {cost.cpu * 1000:.0f} ms)", "-", "", "< 30 ms", cost.wall < 0.03)


def report(path):
    out = f"{WORK}/report.json"
    run(assess(path, "--json", out))
    with open(out, encoding="utf-8") as f:
        return json.load(f)


def found():
    with open(f"{SOURCE}/tests/images/planted.tsv", encoding="utf-8") as f:
        faults = list(csv.DictReader(f, delimiter="\t"))
    for name in ["gzip.squashfs", "xz.squashfs", "zstd.squashfs", "planted"]:
        got, missed, judged = report(f"{WORK}/{name}"), [], []
        for fault in faults:
            hits = [f["verdict"] for f in got["findings"] if f["provision"] == fault["provision"] and
                    any(e["path"].endswith(fault["path"]) for e in f["evidence"])]
            judged.append("FAIL" if "FAIL" in hits else "INCONCLUSIVE" if hits else "")
            if judged[-1] not in (fault["verdict"], "FAIL"):
                missed.append(f"{fault['# number']} {fault['what']}")
        passed = [p["id"] for p in got["provisions"] if p["verdict"] == "PASS"]
        row(f"planted faults, {name}", f"{len(faults) - len(missed)} of {len(faults)} ({judged.count('FAIL')} refuted, "
            f"{judged.count('INCONCLUSIVE')} shown to a person, who must decide them), {len(passed)} false PASS" +
            (f"; missed: {', '.join(missed)}" if missed else ""), "best single tool 3 (measured elsewhere)", "", "12, no false PASS",
            not missed and not passed)


def without_database():
    got = report(f"{WORK}/nodb.squashfs")
    names = sorted({c["name"] for c in got["components"] if c["relation"] == "contains"})
    bill = run([HOLDFAST, "sbom", f"{WORK}/nodb.squashfs", "--quiet"]).out
    said = re.search(r"\d+ programs and libraries hold no component that was recognised", bill)
    row("components where the package database was removed", f"{len(names)}: {', '.join(names)}",
        "cve-bin-tool 20, trivy 0, cdxgen 0 (measured elsewhere)", "", ">= 20", len(names) >= 20)
    row("and what is missing is said", f"SBOM: {said[0]}" if said else "nothing said", "-", "", "said", bool(said))


def part(name, path):
    """Seconds that bench_cases measured of one part, best of its runs."""
    return float(dict(p.split("=") for p in run([f"{SOURCE}/build/tests/bench_cases", name, path]).out.split())["seconds"])


def example_case(name):
    """The example's image with its declaration and all its answers, as a case."""
    folder = f"{WORK}/examples"
    case, image = f"{folder}/{name}.case", f"{folder}/{name}.img"
    os.makedirs(folder, exist_ok=True)
    for old in (case, image):
        if os.path.exists(old):
            os.remove(old)
    run(["python3", f"{SOURCE}/examples/build.py", name, image])
    run(assess(image, "--product", f"{SOURCE}/examples/{name}/product.yaml", "--case", case))
    for edition in ("V2.1.1", "V3.1.3"):
        done = run([HOLDFAST, "answer", case, "--edition", edition, "--from", f"{SOURCE}/examples/{name}/answers-{edition}.tsv"])
        assert done.status == 0, f"{name} {edition}: the answers were not taken"
    return case


def declared():
    product = f"{SOURCE}/examples/smart-lock/product.yaml"
    ours, floor = part("load", product), part("floor-yaml", product)
    row(f"load a product file ({os.path.getsize(product) / 1e3:.0f} kB) in a confined process: read, checked, handed over",
        f"{ours * 1000:.1f} ms", f"libfyaml's tree alone, unchecked, in this process {floor * 1000:.1f} ms", f"{ours / floor:.1f} x", "-",
        None)
    for name in ("smart-lock", "camera"):
        case = example_case(name)
        ours = part("judge", case)
        row(f"judge the full {name} case, both editions (486 units)", f"{ours * 1000:.1f} ms", "-", "", "< 100 ms", ours < 0.1)
        cost = best([HOLDFAST, "judge", case], max(RUNS, 10))
        assert cost.status in (0, 1, 3), f"judge: {cost.status}"
        row("the same as a command, one edition: open the case, verify its trail, judge, print", f"{cost.wall * 1000:.0f} ms (CPU "
            f"{cost.cpu * 1000:.0f} ms)", "-", "", "< 100 ms", cost.wall < 0.1)
        cost = best([HOLDFAST, "gap", case], max(RUNS, 10))
        assert cost.status in (0, 1, 3), f"gap: {cost.status}"
        row(f"gap analysis of the {name}, all regimes", f"{cost.wall * 1000:.0f} ms (CPU {cost.cpu * 1000:.0f} ms)", "-", "", "-", None)
        out = f"{WORK}/examples/{name}-dossier"
        clear = lambda out=out: shutil.rmtree(out, True)  # noqa: E731
        floor = best([HOLDFAST, "file", case, "-o", out, "--date", "2026-12-01", "--no-pdf"], RUNS, clear)
        cost = best([HOLDFAST, "file", case, "-o", out, "--date", "2026-12-01"], RUNS, clear)
        assert cost.status == 0, f"file: {cost.status}"
        pages = sum(name.endswith(".pdf") for _, _, names in os.walk(out) for name in names)
        row(f"the whole dossier of the {name}, {pages} PDFs, synced to disk", times(cost), f"without PDFs {times(floor)}",
            f"{cost.wall / floor.wall:.1f} x", "< 2 s", cost.wall < 2)
        clear()
        cost = run([HOLDFAST, "file", case, "-o", out, "--date", "2026-12-01"], memory=True)
        row("peak memory of writing it", f"{cost.peak:.0f} MiB", "-", "", "-", None)
        clear()


def many():
    folder = f"{WORK}/cases"
    shutil.rmtree(folder, True)
    os.makedirs(folder)
    case = example_case("smart-lock")
    for i in range(1000):
        shutil.copy(case, f"{folder}/{i:04d}.case")
    floor = part("floor-cases", folder)
    cost = best([HOLDFAST, "status", folder], RUNS)
    assert cost.status == 0 and len(cost.out.splitlines()) == 1002, f"status: {cost.status}"
    row(f"status of a folder of 1,000 cases ({os.path.getsize(case) / 1e3:.0f} kB each)", times(cost),
        f"1,000 databases opened, one row read of each {floor:.2f} s", f"{cost.wall / floor:.1f} x", "< 1 s", cost.wall < 1)
    shutil.rmtree(folder, True)


def machine():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as f:
        model = re.search(r"model name\s*: (.*)", f.read())
    return f"{os.cpu_count()} cores of {model[1].strip() if model else 'an unknown processor'}, {os.uname().sysname} {os.uname().machine}"


def text():
    lines = [f"Best of {RUNS} runs on {machine()}, shared with other work while measuring", f"(load {os.getloadavg()[0]:.0f}). "
             "Ratios are against a floor or peer measured in the same run; peers that are", "not installed are named absent, and figures 'measured elsewhere' are those the bar was taken from.", "",
             "| work | Holdfast | floor or peer | ratio | bar | met |", "|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in r) + " |" for r in rows]
    return "\n".join(lines) + "\n"


def main():
    only = [a for a in sys.argv[3:] if not a.startswith("--")]
    parts = [whole_images, from_tree, elf, scans, patterns, passwords, memory, start, declared, many, found, without_database]
    for one in parts:
        if not only or one.__name__ in only:
            one()
    print(text(), end="")
    if "--write" in sys.argv:
        with open(f"{SOURCE}/docs/bench.md", "w", encoding="utf-8") as f:
            f.write("# Benchmark\n\nWritten by `./dev bench --write`; tests/bench/README.md says what is measured and how.\n\n" + text())


main()
