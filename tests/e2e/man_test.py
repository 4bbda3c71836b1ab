#!/usr/bin/env python3
"""The manual pages agree with the program: every command and option of --help has its place in a page and the reverse,
every budget and exit status too, and the examples run. TAP.

Environment: HOLDFAST_BUILD (where holdfast is), HOLDFAST_SOURCE.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("HOLDFAST_BUILD", "build"))
SOURCE = os.path.abspath(os.environ.get("HOLDFAST_SOURCE", "."))
PAGES = os.path.join(SOURCE, "docs/man")
HOLDFAST = os.path.join(BUILD, "holdfast")


def said(*arguments):
    return subprocess.run([HOLDFAST, *arguments], capture_output=True, text=True, check=True).stdout


def commands():
    return re.findall(r"^  (\w+) +\S", said("--help"), re.M)


def page(name):
    with open(os.path.join(PAGES, name + ".1.scd"), encoding="utf-8") as file:
        return file.read()


def section(text, title):
    found = re.search(r"^# %s\n(.*?)(?=^# |\Z)" % title, text, re.M | re.S)
    return found.group(1) if found else ""


def options_of_help(text):
    """Name and value of each row under "options:"."""
    rows = text.split("\noptions:\n")[1].split("\n\n")[0]
    found = set()
    for row in rows.rstrip().split("\n"):
        option = re.match(r"^  (-\S+)(?: ([A-Z=]+))? ", row)
        assert option, "a row that is none: %r" % row
        found.add((option.group(1), option.group(2) or ""))
    return found


def options_of_page(text):
    return {(name, value or "") for name, value in
            re.findall(r"^\*(-[\w-]+)\*(?: _([A-Z=]+)_)?$", section(text, "OPTIONS"), re.M)}


def every_command_has_a_page_and_the_reverse():
    pages = {name[:-6] for name in os.listdir(PAGES) if name.endswith(".1.scd")}
    assert pages == {"holdfast"} | {"holdfast-" + name for name in commands()}, pages
    listed = set(re.findall(r"^\*(\w+)\*$", section(page("holdfast"), "COMMANDS"), re.M))
    assert listed == set(commands()), listed ^ set(commands())
    with open(os.path.join(PAGES, "meson.build"), encoding="utf-8") as file:
        built = set(re.findall(r"'(holdfast[\w-]*)'", file.read().split("custom_target")[0]))
    assert built == pages, built ^ pages


def every_option_has_its_place_and_the_reverse():
    for name in commands():
        program, manual = options_of_help(said(name, "--help")), options_of_page(page("holdfast-" + name))
        assert program == manual, "%s: %s" % (name, sorted(program ^ manual))


def options_for_completion_are_those_of_help():
    for name in commands():
        listed = set(said(name, "--list-options").split())
        assert listed == {option for option, _ in options_of_help(said(name, "--help"))}, name


def every_budget_stands_with_its_preset():
    help_text = said("assess", "--help").split("budgets")[1]
    program = set(re.findall(r"^  (\w+) +(\d+) ", help_text, re.M))
    manual = {(name.replace("\\", ""), preset) for name, preset in
              re.findall(r"^\*([\w\\]+)\* \((\d+)\)$", section(page("holdfast"), "BUDGETS"), re.M)}
    assert program and program == manual, program ^ manual


def every_page_has_its_sections():
    for name in ["holdfast"] + ["holdfast-" + command for command in commands()]:
        for title in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"):
            assert section(page(name), title).strip(), "%s: no %s" % (name, title)


def the_pages_are_scdoc():
    scdoc = shutil.which("scdoc")
    if not scdoc:
        return "SKIP no scdoc"
    for name in sorted(os.listdir(PAGES)):
        if name.endswith(".scd"):
            with open(os.path.join(PAGES, name), "rb") as file:
                result = subprocess.run([scdoc], stdin=file, capture_output=True, check=False)
            assert result.returncode == 0 and result.stdout, "%s: %s" % (name, result.stderr.decode())
    return None


def keys_for_examples(folder):
    """A document, a key with its certificate, and the same key under a passphrase."""
    with open(os.path.join(folder, "statement.txt"), "w", encoding="utf-8") as file:
        file.write("statement of compliance\n")
    with open(os.path.join(folder, "pass.txt"), "w", encoding="utf-8") as file:
        file.write("open sesame\n")
    os.mkdir(os.path.join(folder, "dossier"))
    shutil.copy(os.path.join(folder, "statement.txt"), os.path.join(folder, "dossier"))
    for line in ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem"
                 " -subj /CN=Maker -days 30",
                 "openssl pkcs8 -topk8 -in key.pem -out locked.pem -passout file:pass.txt"):
        subprocess.run(line.split(), cwd=folder, capture_output=True, check=True)


def the_examples_run():
    if not shutil.which("mksquashfs") or not shutil.which("openssl"):
        return "SKIP no mksquashfs or no openssl"
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "router.squashfs")
        subprocess.run([os.path.join(SOURCE, "tests/images/make_router.sh"), image], capture_output=True, check=True)
        shutil.copy(image, os.path.join(folder, "router-new.squashfs"))
        keys_for_examples(folder)
        shutil.copy(os.path.join(SOURCE, "tests/corpus/product/small.yaml"), os.path.join(folder, "product.yaml"))
        environment = dict(os.environ, PATH=BUILD + ":" + os.environ["PATH"])
        for name in ["holdfast"] + ["holdfast-" + command for command in commands()]:
            for block in re.findall(r"^```\n(.*?)\n```$", section(page(name), "EXAMPLES"), re.M | re.S):
                for line in block.split("\n"):
                    result = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=folder, env=environment,
                                            capture_output=True, text=True, check=False)
                    # a failed or incomplete assessment is a result
                    assert result.returncode in (0, 1, 3), "%s: '%s' gave %d: %s" % (name, line, result.returncode,
                                                                                   result.stderr)
                    count += 1
    assert count >= 12, "only %d examples" % count
    return None


def completion_completes():
    script = said("completion", "bash")
    probe = script + """
COMP_WORDS=(%s); COMP_CWORD=%d; _holdfast; printf '%%s\\n' "${COMPREPLY[@]}"
"""
    def complete(words, at):
        text = probe % (" ".join("'%s'" % word for word in words), at)
        return subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=True).stdout.split()
    assert set(commands()) <= set(complete([HOLDFAST, ""], 1))
    assert complete([HOLDFAST, "as"], 1) == ["assess"]
    assert complete([HOLDFAST, "assess", "--fail"], 2) == ["--fail-on"]
    assert "critical" in complete([HOLDFAST, "assess", "--fail-on", ""], 3)
    assert complete([HOLDFAST, "completion", ""], 2) == ["bash"]


def main():
    tests = [every_command_has_a_page_and_the_reverse, every_option_has_its_place_and_the_reverse,
             options_for_completion_are_those_of_help, every_budget_stands_with_its_preset,
             every_page_has_its_sections, the_pages_are_scdoc, the_examples_run, completion_completes]
    bad = 0
    print("1..%d" % len(tests))
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", " ")
        try:
            skipped = test()
            print("ok %d - %s%s" % (number, name, " # " + skipped if skipped else ""))
        except (AssertionError, IndexError, OSError, subprocess.CalledProcessError) as error:
            print("not ok %d - %s\n# %s" % (number, name, str(error).replace("\n", "\n# ")))
            bad += 1
    return 1 if bad else 0


sys.exit(main())
