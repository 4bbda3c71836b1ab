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


def answers(example, edition):
    return os.path.join(kit.SOURCE, 'examples', example, f'answers-{edition}.tsv')


def kept(example):
    """A case with the declaration, the firmware and the invented records of both editions."""
    path = os.path.join(folder.name, example + '.case')
    if not os.path.exists(path):
        judged(example, 'V3.1.3')
        done = kit.run('assess', image(example), '--product', product(example), '--case', path, '--quiet')
        assert done.returncode in (0, 3), done.stderr.decode(errors='replace')
        for edition in EDITIONS:
            done = kit.run('answer', path, '--edition', edition, '--from', answers(example, edition))
            assert done.returncode == 0, done.stderr.decode(errors='replace')
    return path


@kit.case
def records_of_persons_say_first_that_they_are_invented():
    for example in EXAMPLES:
        for edition in EDITIONS:
            with open(answers(example, edition), encoding='utf-8') as file:
                lines = file.read().splitlines()
            assert lines[0].startswith('# Invented test records'), f'{answers(example, edition)}: {lines[0]}'
            for number, line in enumerate(lines, 1):
                cells = line.split('\t')
                assert line.startswith('#') or (len(cells) == 4 and 'Invented' in cells[2] and cells[3]), \
                    f'{answers(example, edition)}:{number}: {line}'


@kit.case
def with_them_nothing_is_open_and_each_is_told_as_a_persons():
    for example in EXAMPLES:
        for edition in EDITIONS:
            out = os.path.join(folder.name, 'answered.json')
            done = kit.run('judge', kept(example), '--edition', edition, '--json', out)
            assert done.returncode == 0, f'{example} {edition}: {(done.stdout + done.stderr).decode(errors="replace")}'
            with open(out, encoding='utf-8') as file:
                report = kit.Report(json.load(file))
            machine = {unit['unit']: unit for unit in judged(example, edition).units}
            for unit in report.units:
                own = machine[unit['unit']]['verdict']
                assert unit['verdict'] != 'INCONCLUSIVE', f'{example} {edition} {unit["unit"]}: {unit["reason"]}'
                if own == 'INCONCLUSIVE':
                    assert unit['machine'] == own and 'Invented Laboratory' in unit['reason'], \
                        f'{example} {edition} {unit["unit"]} reads as if the program had seen it: {unit["reason"]}'


@kit.case
def their_dossiers_are_built():
    for example in EXAMPLES:
        out = os.path.join(folder.name, example + '-file')
        done = kit.run('file', kept(example), '-o', out)
        assert done.returncode == 0, f'{example}: {done.stderr.decode(errors="replace")}'
        made = {os.path.relpath(os.path.join(at, name), out) for at, _, names in os.walk(out) for name in names}
        for name in ('test-report-v2.1.1', 'test-report-v3.1.3', 'ics-v3.1.3', 'ixit-v2.1.1'):
            assert {f'1-assessment/{name}.html', f'1-assessment/{name}.pdf'} <= made, f'{example}: no {name}: {sorted(made)}'
        with open(os.path.join(out, '1-assessment/test-report-v3.1.3.html'), encoding='utf-8') as file:
            text = file.read()
        assert 'Invented Laboratory' in text and 'DRAFT' not in text, f'{example}: who decided is not in the test report'


if __name__ == '__main__':
    kit.main()
