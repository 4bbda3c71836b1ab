#!/usr/bin/env python3
"""A case over its life: declared, judged, answered by persons, judged again when firmware or declaration change. Every
answer keeps its name, date, reason and evidence; what it was given about decides how long it counts; what a stranger
changes in the file is noticed. TAP."""
import json
import os
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import SOURCE, case, gives, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-case-')
PRODUCT = os.path.join(SOURCE, 'examples/smart-lock/product.yaml')


def path(name):
    return os.path.join(WORK.name, name)


def write(name, text):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), 'w', encoding='utf-8') as file:
        file.write(text)
    return path(name)


def tree(name, **files):
    """A small firmware tree."""
    shutil.rmtree(path(name), ignore_errors=True)
    write(name + '/etc/passwd', 'root:x:0:0:root:/:/bin/false\n')
    write(name + '/etc/inittab', '::sysinit:/etc/init.d/rcS\n')
    for where, text in files.items():
        write(name + '/' + where.replace('__', '/'), text)
    return path(name)


def made(name, image='fw', product=PRODUCT):
    args = ['assess', path(image)] if image else ['assess']
    done = run(*args, '--product', product, '--case', path(name), '--quiet')
    assert done.returncode in (0, 1, 3), done.stderr.decode(errors='replace')
    return path(name)


def units(name, *options):
    done = run('judge', path(name), '--json', *options)
    assert done.returncode in (0, 1, 3), done.stderr.decode(errors='replace')
    return {unit['unit']: unit for unit in json.loads(done.stdout)['units']}


def open_unit(name, kind=None):
    """A unit nobody has decided, of the first provisions that have one."""
    done = run('questions', path(name), '--json')
    for row in json.loads(done.stdout)['questions']:
        if not row['stale'] and (kind is None or row['stage'] == kind):
            return row['unit']
    raise AssertionError('nothing is open')


def answer(name, unit, verdict='pass', *more, by='A. Tester', note='seen'):
    return gives(0, 'answer', path(name), unit, verdict, '--by', by, '--note', note, *more)


def prepared(name):
    tree('fw')
    made(name)
    return name


@case
def an_answer_decides_a_unit_and_says_whose_it_is():
    prepared('a.case')
    unit = open_unit('a.case')
    shot = write('shot.txt', 'what was on the screen\n')
    before = units('a.case')
    answer('a.case', unit, 'pass', '--attach', shot)
    after = units('a.case')
    assert before[unit]['verdict'] == 'INCONCLUSIVE' and after[unit]['verdict'] == 'PASS'
    given = after[unit]['answer']
    assert given['by'] == 'A. Tester' and given['note'] == 'seen' and not given['stale']
    assert [f['name'] for f in given['attachments']] == ['shot.txt'] and given['attachments'][0]['size'] == 23
    changed = [u for u in after if after[u]['verdict'] != before[u]['verdict']]
    assert changed == [unit], f'other units changed: {changed}'


@case
def the_last_answer_counts_and_the_first_stays_in_the_file():
    prepared('b.case')
    unit = open_unit('b.case')
    answer('b.case', unit, 'pass')
    answer('b.case', unit, 'fail', by='B. Second', note='looked closer')
    assert units('b.case')[unit]['verdict'] == 'FAIL'
    with sqlite3.connect(path('b.case')) as db:
        assert db.execute('SELECT count(*) FROM answer').fetchone() == (2,)


@case
def an_answer_counts_for_its_edition_alone():
    prepared('c.case')
    unit = '5.3-16-2 a'
    answer('c.case', unit, 'fail', '--edition', 'V2.1.1')
    assert units('c.case', '--edition', 'V2.1.1')[unit]['verdict'] == 'FAIL'
    assert units('c.case')[unit]['answer'] is None


@case
def other_firmware_makes_answers_about_the_device_stale_and_leaves_those_about_documents():
    prepared('d.case')
    device, desk = open_unit('d.case', 'On the device'), open_unit('d.case', 'At the desk: documents and declaration')
    answer('d.case', device)
    answer('d.case', desk)
    tree('fw', etc__motd='a new release\n')
    made('d.case')
    now = units('d.case')
    assert now[device]['answer']['stale'] and now[device]['verdict'] == 'INCONCLUSIVE', now[device]
    assert not now[desk]['answer']['stale'] and now[desk]['verdict'] == 'PASS', now[desk]
    gives(3, 'questions', path('d.case'), says=['Answered before', device])
    gives(0, 'status', path('d.case'))


@case
def another_declaration_makes_only_the_answers_stale_that_read_what_changed():
    prepared('e.case')
    read = '5.3-16-2 a'  # 2-UserInfo
    other = '5.6-4B-2 a' if '5.6-4B-2 a' in units('e.case') else '5.5-1-2 a'  # 15-PhyIntf, 11-SecComMech
    answer('e.case', read)
    answer('e.case', other)
    with open(PRODUCT, encoding='utf-8') as file:
        text = file.read()
    key = 'documentation-of-secure-setup: '
    assert key in text
    changed = write('changed.yaml', text.replace(key, key + 'Anew, ', 1) if key + '"' not in text
                    else text.replace(key + '"', key + '"Anew, ', 1))
    made('e.case', product=changed)
    now = units('e.case')
    assert now[read]['answer']['stale'], now[read]
    assert not now[other]['answer']['stale'], now[other]


@case
def the_same_firmware_and_declaration_keep_every_answer():
    prepared('f.case')
    unit = open_unit('f.case', 'On the device')
    answer('f.case', unit)
    made('f.case')
    assert units('f.case')[unit]['verdict'] == 'PASS'


@case
def evidence_is_overruled_only_expressly_and_with_a_reason():
    tree('bad', etc__shadow='root::1:0:99999:7:::\n')
    write('bad/etc/passwd', 'root::0:0:root:/:/bin/sh\n')
    made('g.case', image='bad')
    unit = '5.1-1-2 c'
    assert units('g.case')[unit]['verdict'] == 'FAIL'
    gives(2, 'answer', path('g.case'), unit, 'pass', '--by', 'A. Tester', '--note', 'fine', says='--overrule')
    gives(2, 'answer', path('g.case'), unit, 'pass', '--by', 'A. Tester', '--overrule', says='why')
    answer('g.case', unit, 'pass', '--overrule', note='the account is locked at first boot, seen on three units')
    now = units('g.case')[unit]
    assert now['verdict'] == 'PASS' and now['machine'] == 'FAIL' and 'overrules' in now['reason']
    # nowhere without a word of it: not in the findings, not in the list of cases, not in the report
    assert 'overruled by a person' in run('judge', path('g.case')).stdout.decode()
    row = json.loads(run('status', path('g.case'), '--json').stdout)['cases'][0]
    assert row['overruled'] == 1, row
    assert 'OVERRULED' in run('status', path('g.case')).stdout.decode()
    run('file', path('g.case'), '-o', path('g-dossier'), '--no-pdf', '--only', 'test-report')
    with open(path('g-dossier/1-assessment/test-report-v3.1.3.html'), encoding='utf-8') as file:
        assert 'Findings of the tool overruled by a person: 1' in file.read()


@case
def many_answers_come_from_one_table_or_none_does():
    prepared('h.case')
    first, second = '5.3-16-2 a', '5.3-16-2 b'
    table = write('answers.tsv', f'# invented\n{first}\tpass\tA. Tester\tlabel read\n{second}\tfail\tB. Two\tno text\n')
    gives(0, 'answer', path('h.case'), '--from', table, says='2 answers recorded')
    now = units('h.case')
    assert now[first]['verdict'] == 'PASS' and now[second]['verdict'] == 'FAIL'
    broken = write('broken.tsv', f'{first}\tfail\tA. Tester\tx\n{second}\tperhaps\tA. Tester\tx\n')
    gives(2, 'answer', path('h.case'), '--from', broken, says='broken.tsv:2')
    assert units('h.case')[first]['verdict'] == 'PASS'
    twice = write('twice.tsv', f'{first}\tpass\tA. Tester\tx\n{second}\tpass\tA. Tester\tx\n{first}\tfail\tB. Two\tx\n')
    gives(2, 'answer', path('h.case'), '--from', twice, says=['twice.tsv:3', 'stands in line 1'])
    reason = write('reason.tsv', f'{first}\tpass\tA. Tester\tx\n{second}\tpass\tA. Tester\t\toverrule\n')
    gives(2, 'answer', path('h.case'), '--from', reason, says=['reason.tsv:2', 'why'])
    with sqlite3.connect(path('h.case')) as db:
        assert db.execute('SELECT count(*) FROM answer').fetchone() == (2,)


@case
def looked_at_and_cannot_be_told_outweighs_no_evidence_either():
    tree('late', etc__shadow='root::1:0:99999:7:::\n')
    write('late/etc/passwd', 'root::0:0:root:/:/bin/sh\n')
    made('o.case', image='late')
    assert units('o.case')['5.1-1-2 c']['verdict'] == 'FAIL'
    gives(2, 'answer', path('o.case'), '5.1-1-2 c', 'inconclusive', '--by', 'A', says='--overrule')


@case
def another_release_that_is_only_declared_makes_answers_about_the_device_stale():
    with open(PRODUCT, encoding='utf-8') as file:
        text = file.read()
    assert 'software-version: ' in text
    made('p.case', image=None)
    device, desk = open_unit('p.case', 'On the device'), open_unit('p.case', 'At the desk: documents and declaration')
    answer('p.case', device)
    answer('p.case', desk)
    made('p.case', image=None, product=write('comment.yaml', '# moved down\n\n' + text))
    now = units('p.case')
    assert not now[device]['answer']['stale'] and not now[desk]['answer']['stale']
    lines = [('  software-version: "99.0"' if line.startswith('  software-version: ') else line) for line in text.split('\n')]
    made('p.case', image=None, product=write('release.yaml', '\n'.join(lines)))
    now = units('p.case')
    assert now[device]['answer']['stale'] and now[device]['verdict'] == 'INCONCLUSIVE', now[device]
    assert not now[desk]['answer']['stale'], now[desk]
    lines = [('  model: other' if line.startswith('  model: ') else line) for line in text.split('\n')]
    made('p.case', image=None, product=write('model.yaml', '\n'.join(lines)))
    assert units('p.case')[desk]['answer']['stale'], 'an answer about another model counts'


@case
def a_name_is_a_name_and_a_time_a_time_that_is_over():
    prepared('q.case')
    common = ['answer', path('q.case'), '5.3-16-2 a', 'pass', '--note', 'seen', '--by']
    gives(2, *common, '  ', says='named person')
    gives(2, *common, 'A\x1b[8mB', says='no plain text')
    for wrong in ('yesterday', '2099-01-01T00:00:00Z', '2026-01-01', '2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z'):
        gives(2, *common, 'A. Tester', '--at', wrong, says='--at takes')
    text = gives(0, *common, 'A. Tester', '--at', '2026-01-01T00:00:00Z', says='audit trail: 2 entries, head ')
    with sqlite3.connect(path('q.case')) as db:
        assert db.execute('SELECT at FROM answer').fetchone() == ('2026-01-01T00:00:00Z',)
        at, head = db.execute('SELECT at, hash FROM audit WHERE number=2').fetchone()
    assert at > '2026-01-01T00:00:00Z' and head in text
    gives(0, 'answer', path('q.case'), '6-5-1 a', 'fail', '--by', 'A. Tester', says='counts for nothing')


@case
def wrong_units_verdicts_and_missing_names_are_refused():
    prepared('i.case')
    gives(2, 'answer', path('i.case'), '5.99-1-1 a', 'pass', '--by', 'A', says='no test unit')
    gives(2, 'answer', path('i.case'), '5.3-16-2 a', 'maybe', '--by', 'A', says='pass, fail or inconclusive')
    gives(2, 'answer', path('i.case'), '5.3-16-2 a', 'pass', says='--by')
    gives(4, 'answer', path('nothing.case'), '5.3-16-2 a', 'pass', '--by', 'A')
    gives(4, 'answer', path('i.case'), '5.3-16-2 a', 'pass', '--by', 'A', '--attach', path('nothing.png'))


@case
def whatever_a_stranger_changes_in_the_file_is_noticed():
    prepared('j.case')
    answer('j.case', '5.3-16-2 a')
    for sql, told in (
            ("UPDATE answer SET verdict='FAIL'", 'was changed'),
            ("DELETE FROM answer", 'is missing'),
            ("UPDATE audit SET who='X' WHERE number=1", 'audit trail'),
            ("DELETE FROM audit WHERE number=1", 'audit trail'),
            ("UPDATE node SET path=path||'.example' WHERE path!=''", 'were changed'),
            ("UPDATE node SET root=root||'x'", 'were changed'),
            ("UPDATE field SET value='y' WHERE rowid IN (SELECT 1) OR name='value'", 'were changed'),
            ("DELETE FROM fact WHERE id=(SELECT max(id) FROM fact)", 'were changed')):
        shutil.copy(path('j.case'), path('k.case'))
        with sqlite3.connect(path('k.case')) as db:
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
                db.execute(f'DROP TRIGGER {name}')
            try:
                db.execute(sql)
            except sqlite3.OperationalError:  # a table without rowids
                db.execute("UPDATE field SET value='y' WHERE name='value'")
            db.commit()
        gives(4, 'judge', path('k.case'), says=told)
        gives(4, 'questions', path('k.case'), says=told)


@case
def one_unit_is_shown_with_all_that_is_declared_about_it():
    prepared('n.case')
    text = gives(0, 'questions', path('n.case'), '--unit', '5.6-2-1 a')
    for word in ('5.6-2-1 a', 'case passes where: ', 'Declared in 28-LogIntf', 'disclosed-relevant: ', 'line '):
        assert word in text, word
    gives(2, 'questions', path('n.case'), '--unit', '5.99-1-1 a', says='no test unit')


@case
def a_folder_of_a_thousand_cases_is_listed_by_product_with_its_dates():
    prepared('l.case')
    os.makedirs(path('many/deep'), exist_ok=True)
    for number in range(1000):
        shutil.copy(path('l.case'), path(f'many/{"deep/" if number % 2 else ""}{number}.case'))
    write('many/readme.txt', 'no case\n')
    done = run('status', path('many'), '--json')
    rows = json.loads(done.stdout)['cases']
    assert len(rows) == 1000
    assert all(row['product'] and row['support_end'] and row['next_audit'] and row['problem'] is None for row in rows)
    gives(done.returncode, 'status', path('many'), says='1000 cases')


@case
def a_list_shows_an_answer_whose_summary_was_not_renewed():
    name = prepared('behind.case')
    before = json.loads(run('status', path(name), '--json').stdout)['cases'][0]
    with sqlite3.connect(path(name)) as db:
        rows = db.execute('SELECT key, value FROM meta').fetchall()
    answer(name, open_unit(name))
    # as a power cut between the answer and the summary leaves it
    with sqlite3.connect(path(name)) as db:
        db.executemany('INSERT OR REPLACE INTO meta VALUES(?,?)', rows)
    now = json.loads(run('status', path(name), '--json').stdout)['cases'][0]
    assert now['problem'] is None and now['answers'] == 1 and before['answers'] == 0
    assert now['pass'] == before['pass'] + 1 and now['open'] == before['open'] - 1, (before, now)


@case
def a_broken_case_in_a_folder_is_named_and_the_others_are_listed():
    prepared('m.case')
    os.makedirs(path('mixed'), exist_ok=True)
    shutil.copy(path('m.case'), path('mixed/good.case'))
    with open(path('m.case'), 'rb') as file:
        content = file.read()
    with open(path('mixed/broken.case'), 'wb') as file:
        file.write(content[:5000])
    text = gives(4, 'status', path('mixed'), says='broken.case')
    assert 'good.case' in text


@case
def whatever_lies_in_a_folder_of_cases_is_listed_or_named_and_nothing_is_waited_for():
    prepared('r.case')
    shutil.rmtree(path('odd'), ignore_errors=True)
    deep = path('odd/' + '/'.join('d' * 12))
    os.makedirs(deep)
    os.makedirs(path('odd/folder.case'))
    for name in ('good.case', 'without-suffix', 'esc\x1b[31mape.case', 'folder.case/inner.case'):
        shutil.copy(path('r.case'), path('odd/' + name))
    shutil.copy(path('r.case'), deep)
    os.mkfifo(path('odd/pipe.case'))
    os.mkfifo(path('odd/pipe'))
    for link, target in (('link.case', 'good.case'), ('dead.case', 'nowhere'), ('self.case', 'self.case'), ('loop', '.'),
                         ('zero.case', '/dev/zero'), ('loop.case', '.'), ('link', 'good.case')):
        os.symlink(target, path('odd/' + link))
    write('odd/empty.case', '')
    write('odd/text.case', 'no case\n')
    with open(path('odd/huge.case'), 'wb') as file:
        file.truncate(20 << 30)
    with sqlite3.connect(path('odd/foreign.case')) as db:
        db.execute('CREATE TABLE t(x)')
    shutil.copy(path('r.case'), path('odd/forged.case'))
    with sqlite3.connect(path('odd/forged.case')) as db:
        db.execute("UPDATE meta SET value='PASS' WHERE key='summary.verdict'")
    done = run('status', path('odd'), '--json', timeout=60)
    assert done.returncode == 4, done
    rows = {os.path.relpath(row['case'], path('odd')): row['problem'] for row in json.loads(done.stdout)['cases']}
    good = sorted(name for name, problem in rows.items() if problem is None)
    assert good == sorted(['folder.case/inner.case', 'good.case', 'link.case', 'without-suffix', 'esc\\x1b[31mape.case']), good
    told = {'pipe.case': 'no regular file', 'zero.case': 'no regular file', 'foreign.case': 'not a holdfast case',
            'empty.case': 'not a holdfast case', 'text.case': 'not a holdfast case', 'huge.case': 'not a holdfast case',
            'forged.case': 'meta', 'dead.case': '', 'self.case': ''}
    for name, why in told.items():
        assert rows.get(name) is not None and why in rows[name], f'{name}: {rows.get(name)}'
    assert any('folders deep' in (problem or '') for problem in rows.values()), rows
    assert len(rows) == len(good) + len(told) + 1, rows
    gives(4, 'status', path('odd'), silent='\x1b')


main()
