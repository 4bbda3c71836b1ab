#!/usr/bin/env python3
"""Makes the files and rows of a new part, red until they are filled in.

  new.py check 5.1-1 NAME     a check of a provision, or of one unit of it: "5.1-1-2 c"
  new.py format NAME          a container or file format
  new.py observer NAME        an observer

Nothing that is there already is changed or written over; ROOT can be given in HOLDFAST_SOURCE."""
import csv
import os
import re
import sys

FORMAT_C = '''/* NAME: what it is, which document describes it. */
#include "assess/formats/parts.h"

static bool NAME_probe(struct bytes in, struct claim *ret)
{
	/* to be filled in: true only where a header was read and makes sense */
	(void)in;
	(void)ret;
	return false;
}

static bool NAME_walk(void *state, const struct visitor *v, struct error *e)
{
	(void)state;
	(void)v;
	return error_set(e, ERROR_INPUT, "NAME: not read yet");
}

const struct format format_NAME = {
	.name = "NAME",
	.title = "NAME",
	.flags = FORMAT_IN_FILES,
	.probe = NAME_probe,
	.open = parts_open,
	.walk = NAME_walk,
};
'''

OBSERVER_C = '''#include "assess/observe/observer.h"

/* NAME: what it tells, and which provisions that serves. */

static bool NAME_wants(const struct file_view *f)
{
	(void)f;
	return false;
}

static void NAME_observe(const struct file_view *f, struct fact_sink *out)
{
	(void)f;
	(void)out;
}

const struct observer observer_NAME = {
	.name = "NAME",
	.wants = NAME_wants,
	.observe = NAME_observe,
};
'''

CHECK_C = '''/* PROVISION: what it finds in the facts. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"

void FUNCTION(const struct facts *facts, struct finding_sink *out)
{
	(void)facts;
	(void)out;
}
'''

TEST_C = '''INCLUDES
static void the_first_sentence_that_must_hold_of_NAME(void **state)
{
	(void)state;
	fail_msg("NAME: say what must hold: a good sample, all prefixes, damage, failing allocations");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_sentence_that_must_hold_of_NAME),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
'''

CHECK_TEST_C = '''#include "assess/checks/checks_testkit.h"

static const struct kit_case cases[] = {
	{.says = "what_it_must_find",
	 .check = "DASHED",
	 .facts = "file /etc/example | type=file\\n",
	 .count = 1,
	 .verdict = VERDICT_INCONCLUSIVE,
	 .severity = SEVERITY_MEDIUM,
	 .title = "to be filled in"},
	{.says = "what_it_must_leave_alone", .check = "DASHED", .facts = ""},
};

int main(void)
{
	return kit_run_all("FILE", cases, ARRAY_LEN(cases));
}
'''

CMOCKA = "#include <setjmp.h>\n#include <stdarg.h>\n#include <cmocka.h>\n"


class Refused(Exception):
    pass


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def add_module(text, name):
    """A meson.build with one more line in `modules`, before the first name that sorts behind it."""
    rows = re.search(r"modules \+= \[\n((?:  '\w+',\n)*)\]", text)
    if not rows:
        raise Refused("meson.build has no list of modules")
    lines = rows.group(1).splitlines(True)
    if "  '%s',\n" % name in lines:
        raise Refused("'%s' is a module already" % name)
    at = next((i for i, line in enumerate(lines) if line > "  '%s',\n" % name), len(lines))
    lines.insert(at, "  '%s',\n" % name)
    return text[:rows.start(1)] + "".join(lines) + text[rows.end(1):]


def units_of(root, wanted):
    """Symbols of the units that `wanted` names, functional ones first: an image says most about those."""
    wanted = wanted.replace("_", "-")
    wanted = re.sub(r"^(\d+)-(\d+)-", r"\1.\2-", wanted)
    one = re.fullmatch(r"(.*-\d+) ?([a-z])", wanted)
    found = []
    for row in csv.DictReader(read(root, "catalogue/ts103701-tests.tsv").split("\n"), delimiter="\t",
                              quoting=csv.QUOTE_NONE):
        for unit in re.findall(r"(?:^|;\s*)([a-z]):", row["test_units"] or ""):
            if wanted == row["provision"] or (one and (row["test_case"], unit) == one.groups()):
                symbol = re.sub(r"[.\-]", "_", row["test_case"]) + "_" + unit
                found.append((row["kind"] != "functional", symbol, row["provision"]))
    if not found:
        raise Refused("no provision or unit is called %s; holdfast explain lists them" % wanted)
    return sorted(found, key=lambda item: item[0])[0][1:]


def plan_format(root, name):
    folder = "src/assess/formats/"
    return {
        folder + name + ".c": FORMAT_C.replace("NAME", name),
        folder + name + "_test.c": TEST_C.replace(
            "INCLUDES", '#include "assess/formats/format_testkit.h"\n\n' + CMOCKA +
            "\nextern const struct format format_NAME;\n").replace("NAME", name),
        folder + name + "_fuzz.c": '#include "assess/formats/format_fuzz.h"\n\nFORMAT_FUZZ(%s)\n' % name,
    }, {
        folder + "meson.build": add_module(read(root, folder + "meson.build"), name),
        folder + "formats.def": read(root, folder + "formats.def").rstrip("\n") + "\nFORMAT(%s)\n" % name,
    }


def plan_observer(root, name):
    folder = "src/assess/observe/"
    return {
        folder + name + ".c": OBSERVER_C.replace("NAME", name),
        folder + name + "_test.c": TEST_C.replace(
            "INCLUDES", '#include "assess/observe/observe_testkit.h"\n\n' + CMOCKA +
            "\nextern const struct observer observer_NAME;\n").replace("NAME", name),
        folder + name + "_fuzz.c": '#include "assess/observe/observe_fuzz.h"\n\nOBSERVER_FUZZ(%s, "/etc/%s")\n' %
                                   (name, name),
    }, {
        folder + "meson.build": add_module(read(root, folder + "meson.build"), name),
        folder + "observers.def": read(root, folder + "observers.def").rstrip("\n") + "\nOBSERVER(%s)\n" % name,
    }


def plan_check(root, wanted, name):
    folder = "src/assess/checks/"
    unit, provision = units_of(root, wanted)
    clause = re.match(r"(\d+)\.?(\d*)", provision)
    stem = "c%s_%02d_%s" % (clause.group(1), int(clause.group(2) or 0), name)
    function = "check_%s_%s" % (re.sub(r"[.\-]", "_", provision), name)
    dashed = name.replace("_", "-")
    rows = read(root, folder + "checks.def")
    if '"%s"' % dashed in rows:
        raise Refused("a check is called '%s' already" % dashed)
    return {
        folder + stem + ".c": CHECK_C.replace("FUNCTION", function).replace("PROVISION", provision),
        folder + stem + "_test.c": CHECK_TEST_C.replace("DASHED", dashed).replace("FILE", stem),
    }, {
        folder + "meson.build": add_module(read(root, folder + "meson.build"), stem),
        folder + "checks.def": rows.rstrip("\n") + '\nCHECK(%s, BOTH, "%s", ASSISTED, NEEDS(FACT_FILE), %s)\n' %
                               (unit, dashed, function),
    }


def make(root, words):
    """Writes what the words ask for; returns the paths. Raises Refused before anything is written."""
    kinds = {"format": (plan_format, 1), "observer": (plan_observer, 1), "check": (plan_check, 2)}
    if not words or words[0] not in kinds or len(words) - 1 != kinds[words[0]][1]:
        raise Refused("new check 5.1-1 NAME | new format NAME | new observer NAME")
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", words[-1]):
        raise Refused("a name is small letters, digits and '_': it becomes a part of C names")
    fresh, changed = kinds[words[0]][0](root, *words[1:])
    for path in fresh:
        if os.path.exists(os.path.join(root, path)):
            raise Refused("%s is there already" % path)
    for path, text in list(fresh.items()) + list(changed.items()):
        with open(os.path.join(root, path), "w", encoding="utf-8") as file:
            file.write(text)
    return sorted(fresh) + sorted(changed)


def main():
    root = os.environ.get("HOLDFAST_SOURCE") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    try:
        paths = make(root, sys.argv[1:])
    except Refused as refused:
        print("dev: %s" % refused, file=sys.stderr)
        return 2
    print("\n".join(paths))
    print("Its test fails until it is filled in: meson test -C build", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
