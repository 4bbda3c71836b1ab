"""The declarations of the examples, each spoiled in one place: the unit that has to notice does.

Rows stand in mutations/*.tsv (mutations/README.md). `mutations_test.py --write FILE` writes them with what caught them
as docs/mutations.md; as a test it also holds that file against what would be written. TAP.
"""
import concurrent.futures
import glob
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = ('smart-lock', 'camera')
EDITIONS = ('V2.1.1', 'V3.1.3')
COLUMNS = ['example', 'edition', 'provision', 'unit', 'verdict', 'find', 'put', 'what', 'image']
VERDICTS = ('FAIL', 'INCONCLUSIVE')
# False while many rows are being written: then a stale page is printed as TODO and does not fail.
COMPLETE = True


class Row:
    def __init__(self, place, cells, edition):
        self.place = place
        for name, cell in zip(COLUMNS, cells + [''] * (len(COLUMNS) - len(cells))):
            setattr(self, name, cell)
        self.edition = edition
        self.finds = [unescape(text) for text in self.find.split(' ;; ')] if self.find else []
        self.puts = [unescape(text) for text in self.put.split(' ;; ')]

    def __str__(self):
        return f'{self.place}: {self.example} {self.edition} {self.provision} {self.unit}'


def unescape(text):
    return text.replace('\\n', '\n').replace('\\t', '\t')


def read_rows():
    """All rows, one for each edition they name."""
    rows = []
    for path in sorted(glob.glob(os.path.join(HERE, 'mutations', '*.tsv'))):
        with open(path, encoding='utf-8') as file:
            lines = file.read().split('\n')
        assert lines[0].split('\t')[:8] == COLUMNS[:8], f'{os.path.basename(path)}:1: expected {" ".join(COLUMNS)}'
        for number, line in enumerate(lines[1:], 2):
            if not line.strip() or line.startswith('#'):
                continue
            place, cells = f'{os.path.basename(path)}:{number}', line.split('\t')
            assert 8 <= len(cells) <= 9, f'{place}: expected 8 or 9 columns, got {len(cells)}'
            row = Row(place, cells, cells[1])
            assert row.example in EXAMPLES, f'{place}: no example {row.example}'
            assert row.edition in EDITIONS + ('both',), f'{place}: no edition {row.edition}'
            assert row.verdict in VERDICTS, f'{place}: verdict {row.verdict}; expected {" or ".join(VERDICTS)}'
            assert row.find or row.image, f'{place}: nothing to change'
            assert row.what, f'{place}: says not what it does'
            rows += [Row(place, cells, edition) for edition in (EDITIONS if row.edition == 'both' else [row.edition])]
    return rows


def provisions(edition):
    with open(os.path.join(kit.SOURCE, 'catalogue/en303645-provisions.tsv'), encoding='utf-8') as file:
        return [line.split('\t')[1] for line in file if line.split('\t')[0] == edition]


def in_order(provision):
    return [int(part) if part.isdigit() else part for part in re.split(r'(\d+)', provision)]


def builder():
    spec = importlib.util.spec_from_file_location('build', os.path.join(kit.SOURCE, 'examples/build.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declaration(example):
    with open(os.path.join(kit.SOURCE, 'examples', example, 'product.yaml'), encoding='utf-8') as file:
        return file.read()


def private_key():
    """A key in the form of SEC 1, made of no random number: good for nothing but being noticed."""
    import base64
    der = bytes.fromhex('30310201010420') + bytes(range(1, 33)) + bytes.fromhex('a00a06082a8648ce3d030107')
    return ('-----BEGIN EC PRIVATE KEY-----\n' + base64.encodebytes(der).decode() + '-----END EC PRIVATE KEY-----\n')


def image_change(text):
    """'644 root /etc/x TEXT': the file's mode, owner, path and content, for build.py."""
    mode, owner, path, content = (text.split(' ', 3) + [''])[:4]
    content = unescape(content).replace('@private-key', private_key())
    if content.startswith('+'):
        return mode, owner, path, content[1:], True
    return mode, owner, path, content, False


class Lab:
    """Firmware of the examples, built once, and the verdicts on what is declared about it."""

    def __init__(self, folder):
        self.folder = folder
        self.build = builder()
        self.images, self.before, self.known = {}, {}, {}
        self.lock = threading.Lock()

    def image(self, example, change=''):
        key = (example, change)
        if key not in self.images:
            out = os.path.join(self.folder, f'{example}-{len(self.images)}.img')
            changes = [self.change_of(example, one) for one in change.split(' ;; ') if one]
            self.build.build(example, out, changes)
            self.images[key] = out
        return self.images[key]

    def change_of(self, example, text):
        mode, owner, path, content, more = image_change(text)
        if more:
            with open(os.path.join(kit.SOURCE, 'examples', example, 'files', path.lstrip('/')), encoding='utf-8') as file:
                content = file.read() + content
        return mode, owner, path, content

    def judge(self, *what):
        """run(), once for each change that several provisions have."""
        with self.lock:
            future = self.known.get(what)
            mine = future is None
            if mine:
                future = self.known[what] = concurrent.futures.Future()
        if mine:
            try:
                future.set_result(self.run(*what))
            except Exception as why:  # pylint: disable=broad-except
                future.set_exception(why)
        return future.result()

    def run(self, example, edition, text, image):
        """(report, None), or (None, what was said) where the declaration is refused."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            product, report = os.path.join(folder, 'product.yaml'), os.path.join(folder, 'report.json')
            with open(product, 'w', encoding='utf-8') as file:
                file.write(text)
            done = kit.run('assess', image, '--product', product, '--edition', edition, '--json', report, '--quiet')
            said = done.stderr.decode(errors='replace')
            if done.returncode in (0, 1, 3) and os.path.exists(report):
                with open(report, encoding='utf-8') as file:
                    return json.load(file), None
            assert done.returncode == 4, f'exit {done.returncode}: {said}'
            return None, said


def mutate(row, text):
    assert not row.finds or len(row.finds) == len(row.puts), f'{row}: as many texts to put as to find'
    for find, put in zip(row.finds, row.puts):
        assert text.count(find) == 1, f'{row}: what is to be changed stands there {text.count(find)} times: {find!r}'
        text = text.replace(find, put)
    return text


def touched(find, put, before):
    """First and last line that a change touches, and the names around it: what evidence may lie on or speak of."""
    at = before.index(find)
    # where both begin alike, only what differs was changed
    same = os.path.commonprefix([find, put])
    first = before.count('\n', 0, at + len(same)) + 1
    last = before.count('\n', 0, at) + 1 + max(find.count('\n'), put.count('\n'))
    names = set(re.findall(r'- id: (\S+)', find + put))
    head = before[:at].split('\n')
    indent = len(re.match(r' *', before[before.rfind('\n', 0, at) + 1:]).group())
    for line in reversed(head[:-1]):
        new = re.match(r'( *)(?:- id: (\S+)|([\w.-]+):)', line)
        if new and len(new.group(1)) < indent:
            names.add(new.group(2) or new.group(3))
            if new.group(2) or not new.group(1):
                break
            indent = len(new.group(1))
    names |= set(re.findall(r'\b(?:[A-Z][A-Za-z]+-\w+|[a-z]+(?:-[a-z]+)+)\b', find[len(same):] + ' ' + put[len(same):]))
    key = re.match(r'[ -]*([\w.-]+):', before[before.rfind('\n', 0, at) + 1:])
    if key:
        names.add(key.group(1))
    return first, last, {name for name in names if len(name) > 2 and name not in ('ixit', 'reason', 'support')}


def changed(row, before):
    """The lines that all changes of a row touch, and the names around them."""
    lines, names = set(), set()
    for find, put in zip(row.finds, row.puts):
        first, last, near = touched(find, put, before)
        lines |= set(range(first, last + 1))
        names |= near
        before = before.replace(find, put)
    return lines, names


def speaks_of(row, before, findings, also):
    """True where the evidence lies on a changed line or names what was changed."""
    lines, names = changed(row, before)
    for finding in findings:
        for evidence in finding['evidence']:
            if evidence['path'].endswith('product.yaml') and evidence.get('line') in lines:
                return True
            if any(one.split(' ')[2] in evidence['path'] for one in row.image.split(' ;; ') if one):
                return True
            if any(name in evidence['excerpt'] for name in names):
                return True
        if any(name in finding['title'] + ' ' + finding['detail'] for name in names):
            return True
    return any(name in also for name in names)


def by_unit(report):
    return {unit['unit']: unit for unit in report['units']}


def by_provision(report):
    return {provision['id']: provision for provision in report['provisions']}


def check(lab, row):
    """What is wrong with the row, or None; and the units that newly fail beside it."""
    before = declaration(row.example)
    text = mutate(row, before)
    base = lab.before[row.example, row.edition]
    report, said = lab.judge(row.example, row.edition, text, lab.image(row.example, row.image))
    if row.unit == 'refused':
        if report:
            return 'it loads, and has to be refused', []
        lines, names = changed(row, before)
        if not any(int(line) in lines for line in re.findall(r'product\.yaml:(\d+)', said)):
            return f'it is refused, but not for its lines {min(lines)} to {max(lines)}: {said}', []
        return (None if any(name in said for name in names) else f'the refusal does not name the key: {said}'), []
    if not report:
        return f'it is refused: {said}', []
    new = [unit['unit'] for unit in report['units']
           if unit['verdict'] == 'FAIL' and by_unit(base)[unit['unit']]['verdict'] != 'FAIL']
    if row.unit == 'ics':
        return check_ics(row, by_provision(base), by_provision(report)), new
    then, now = by_unit(base).get(row.unit), by_unit(report).get(row.unit)
    if not now:
        return f'the edition has no unit {row.unit}', new
    if then['verdict'] == row.verdict:
        return f'it is {row.verdict} without the change too: {then["reason"]}', new
    if now['verdict'] != row.verdict:
        return f'it is {now["verdict"]}: {now["reason"]}; new failures: {", ".join(new) or "none"}', new
    findings = [f for f in report['findings'] if f['unit'] == row.unit and f['verdict'] == row.verdict]
    also = now['reason'] if row.verdict == 'INCONCLUSIVE' else ''
    if not speaks_of(row, before, findings, also):
        return ('its evidence is not what was changed: ' +
                '; '.join(f['title'] + ' ' + ' '.join(f'{e["path"]}:{e.get("line")}' for e in f['evidence'])
                          for f in findings) + also), new
    return None, [unit for unit in new if unit != row.unit]


def check_ics(row, then, now):
    if then[row.provision]['support_problem']:
        return f'its row of the ICS is invalid without the change too: {then[row.provision]["support_problem"]}'
    if not now[row.provision]['support_problem']:
        return 'its row of the ICS stays valid'
    return None


def run_all(lab, rows):
    todo = [(example, edition) for example in EXAMPLES for edition in EDITIONS]
    for example in EXAMPLES:
        lab.image(example)
    for row in rows:
        lab.image(row.example, row.image)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        reports = pool.map(lambda one: lab.judge(*one, declaration(one[0]), lab.image(one[0])), todo)
        for one, (report, said) in zip(todo, reports):
            assert report, f'{one[0]} {one[1]} does not load: {said}'
            lab.before[one] = report
        return list(pool.map(lambda row: attempt(lab, row), rows))


def attempt(lab, row):
    try:
        return check(lab, row)
    except AssertionError as why:
        return str(why), []


def missing(rows):
    return [(example, edition, provision) for example in EXAMPLES for edition in EDITIONS
            for provision in provisions(edition)
            if not any((row.example, row.edition, row.provision) == (example, edition, provision) for row in rows)]


HARMLESS = [Row('self-test', cells, cells[1]) for cells in (
    ['smart-lock', 'V3.1.3', '5.10-1', '5.10-1-1 a', 'FAIL', 'brand: Halvorsund', 'brand: Halvor', 'another brand'],
    ['smart-lock', 'V3.1.3', '5.10-1', 'ics', 'FAIL', 'brand: Halvorsund', 'brand: Halvor', 'another brand'],
    ['smart-lock', 'V3.1.3', '5.10-1', 'refused', 'FAIL', 'brand: Halvorsund', 'brand: Halvor', 'another brand'],
    ['camera', 'V3.1.3', '5.10-1', '5.10-1-1 a', 'FAIL', '  fix: 10 days', '  fix: 11 days', 'another time'],
    ['camera', 'V3.1.3', '5.10-1', '5.10-1-1 z', 'FAIL', '  fix: 10 days', '  fix: 11 days', 'no such unit'],
)]
CAUGHT = {'refused': 'the file is refused', 'ics': 'the row of the ICS is invalid'}


def page(rows, results):
    """docs/mutations.md"""
    out = ['# Mutations of the examples', '',
           'Written by `./dev doc` from tests/e2e/mutations/*.tsv; the test e2e_mutations runs every one of them. Each changes',
           'one place of an example (examples/), or of its firmware, and has to be noticed by the unit named, with evidence that',
           'lies on or speaks of what was changed. "Also" are units that fail in addition.', '',
           f'{len({row.place for row in rows})} mutations, {len(rows)} runs over both editions; '
           f'{sum(why is not None for why, _ in results)} not noticed as they should be.']
    for example in EXAMPLES:
        for edition in EDITIONS:
            mine = [(row, result) for row, result in zip(rows, results)
                    if (row.example, row.edition) == (example, edition)]
            mine.sort(key=lambda one: (in_order(one[0].provision), one[0].place))
            out += ['', f'## {example}, EN 303 645 {edition}', '', '| provision | what is wrong in it | noticed by | also |',
                    '|---|---|---|---|']
            for row, (why, also) in mine:
                caught = CAUGHT.get(row.unit, f'{row.unit}: {row.verdict}')
                more = ', '.join(also[:4]) + (f' and {len(also) - 4} more' if len(also) > 4 else '')
                out.append(f'| {row.provision} | {row.what.replace("|", "/")} | {"**not noticed**" if why else caught} | {more} |')
    return '\n'.join(out) + '\n'


def report_line(number, name, problems, todo=False):
    print(f'{"not ok" if problems else "ok"} {number} - {name}{" # TODO rows are still being written" if todo and problems else ""}')
    for line in problems[:200]:
        print(f'# {ascii(line)[1:-1]}')
    return bool(problems) and not todo


def main():
    if kit.SANITIZED:
        print('1..0 # SKIP several hundred runs; the plain build does them')
        return 0
    if b'--product' not in kit.run('assess', '--help').stdout:
        print('1..0 # SKIP the program does not read declarations yet')
        return 0
    rows = read_rows()
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder)
        results = run_all(lab, rows)
        blind = [f'{row}: taken as noticed: {row.what}' for row in HARMLESS if not attempt(lab, row)[0]]
    written = page(rows, results)
    if len(sys.argv) == 3 and sys.argv[1] == '--write':
        with open(sys.argv[2], 'w', encoding='utf-8') as file:
            file.write(written)
        return 0
    print('1..5')
    bad = report_line(1, f'{len(rows)} runs with a change are noticed by the unit that has to',
                      [f'{row}: {row.what}: {why}' for row, (why, _) in zip(rows, results) if why])
    gaps = missing(rows)
    bad |= report_line(2, f'every provision of each edition and example has a change ({len(gaps)} have none)',
                       [' '.join(gap) for gap in gaps])
    try:
        with open(os.path.join(kit.SOURCE, 'docs/mutations.md'), encoding='utf-8') as file:
            stale = [] if file.read() == written else ['run ./dev doc']
    except FileNotFoundError:
        stale = ['docs/mutations.md is missing: run ./dev doc']
    bad |= report_line(3, 'docs/mutations.md is up to date', stale, not COMPLETE)
    row = Row('self-test', ['camera', 'V3.1.3', '5.1-1', '5.1-1-1 a', 'FAIL', 'support: N', 'x', 'x'], 'V3.1.3')
    try:
        mutate(row, declaration('camera'))
        twice = ['a text that stands there several times was taken']
    except AssertionError:
        twice = []
    bad |= report_line(4, 'a change that fits several places is refused', twice)
    bad |= report_line(5, 'a change that nothing notices, or something else, is reported', blind)
    return 1 if bad else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except (AssertionError, subprocess.CalledProcessError) as why:
        print(f'Bail out! {why}')
        sys.exit(1)
