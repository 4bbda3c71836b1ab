"""The examples, judged by both editions: nothing is against them, and what is open is open for a reason that is told."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402
from mutations_test import EDITIONS, EXAMPLES, builder  # noqa: E402

folder = tempfile.TemporaryDirectory()
reports = {}


def image(example):
    path = os.path.join(folder.name, example + '.img')
    if not os.path.exists(path):
        builder().build(example, path)
    return path


def product(example):
    return os.path.join(kit.SOURCE, 'examples', example, 'product.yaml')


def judged(example, edition):
    if b'--product' not in kit.run('assess', '--help').stdout:
        raise kit.Skip('the program does not read declarations yet')
    if (example, edition) not in reports:
        reports[example, edition] = kit.assess(image(example), '--product', product(example), '--edition', edition)
    return reports[example, edition]


def each():
    return [(example, edition, judged(example, edition)) for example in EXAMPLES for edition in EDITIONS]


@kit.case
def nothing_is_against_the_examples():
    wrong = [f'{example} {edition} {f["unit"]} {f["title"]} {[(e["path"], e.get("line")) for e in f["evidence"]][:2]}'
             for example, edition, report in each() for f in report.findings if f['verdict'] == 'FAIL']
    assert not wrong, '\n'.join(wrong)


@kit.case
def their_claims_are_valid():
    wrong = [f'{example} {edition} {p["id"]}: {p["support_problem"]}' for example, edition, report in each()
             for p in report.provisions if p['support_problem'] or not p['support']]
    assert not wrong, '\n'.join(wrong)


@kit.case
def a_unit_that_is_open_tells_why_and_what_a_person_is_asked():
    for example, edition, report in each():
        for unit in report.units:
            assert unit['reason'], f'{example} {edition} {unit["unit"]} has no reason'
            assert unit['verdict'] != 'INCONCLUSIVE' or unit['question'], \
                f'{example} {edition} {unit["unit"]} has no question'


@kit.case
def most_units_are_decided_by_the_program():
    for example, edition, report in each():
        verdicts = [unit['verdict'] for unit in report.units]
        decided = sum(verdict in ('PASS', 'FAIL') for verdict in verdicts)
        out = verdicts.count('NOT APPLICABLE') + verdicts.count('N/A')
        print(f'# {example} {edition}: {decided} of {len(verdicts)} units decided, {out} do not apply, '
              f'{verdicts.count("INCONCLUSIVE")} left for a person')
        assert decided > 0


@kit.case
def their_reports_fit_the_schema():
    try:
        import jsonschema
    except ImportError:
        raise kit.Skip('no python3-jsonschema')
    with open(os.path.join(kit.SOURCE, 'docs/schema/report-1.json'), encoding='utf-8') as file:
        schema = json.load(file)
    for _, _, report in each():
        jsonschema.validate(dict(report), schema)


@kit.case
def what_runs_is_declared_and_the_parts_list_says_so():
    for example in EXAMPLES:
        found = {component['name'] for component in judged(example, 'V3.1.3').components}
        assert {'openssl', 'busybox', 'wpa_supplicant', 'linux'} <= found, f'{example}: {sorted(found)}'


@kit.case
def the_same_firmware_comes_out_twice():
    for example in EXAMPLES:
        again = os.path.join(folder.name, 'again.img')
        builder().build(example, again)
        with open(again, 'rb') as one, open(image(example), 'rb') as two:
            assert one.read() == two.read(), f'{example} differs'


if __name__ == '__main__':
    kit.main()
