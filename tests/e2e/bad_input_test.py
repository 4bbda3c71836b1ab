#!/usr/bin/env python3
"""What strangers send instead of a product file, a table, an attachment, a case or a dossier: it is refused whole with a
word about it, in time, and nothing but what was named is touched. TAP."""
import concurrent.futures
import hashlib
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import SANITIZED, SOURCE, Skip, case, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-bad-')
SECONDS = 60 if SANITIZED else 20  # hangs are what is looked for; the machine may be busy
OPEN = ['--no-sandbox'] if SANITIZED else []  # sanitizers make system calls that a confined process is ended for
RAW = re.compile(rb'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]')


def path(*names):
    return os.path.join(WORK.name, *names)


def write(name, data):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return path(name)


def snapshot(folder):
    """Everything below a folder: names, kinds, content."""
    seen = {}
    for above, folders, names in os.walk(folder):
        for name in folders + names:
            full = os.path.join(above, name)
            key = os.path.relpath(full, folder)
            if os.path.islink(full):
                seen[key] = 'link ' + os.readlink(full)
            elif os.path.isfile(full):
                with open(full, 'rb') as file:
                    seen[key] = hashlib.sha256(file.read()).hexdigest()
            else:
                seen[key] = 'other'
    return seen


def ends(*args, cwd=None):
    """Ends in time, without a crash and without raw bytes on the terminal."""
    try:
        done = run(*args, cwd=cwd, timeout=SECONDS)
    except subprocess.TimeoutExpired as why:
        raise AssertionError(f'{args}: took longer than {SECONDS} s') from why
    text = done.stdout + done.stderr
    assert done.returncode in (0, 1, 2, 3, 4), f'{args}: exit {done.returncode}: {text[-600:]!r}'
    assert b'Sanitizer' not in text and b'runtime error' not in text, f'{args}: {text[-1500:]!r}'
    raw = RAW.search(text)
    assert not raw, f'{args}: raw {raw.group()!r} on the terminal: {text[max(0, raw.start() - 60):raw.end() + 20]!r}'
    try:
        text.decode('utf-8')
    except UnicodeDecodeError as why:
        raise AssertionError(f'{args}: {why}: {text[max(0, why.start - 200):why.end + 20]!r}') from why
    return done


def refused(*args, says=None, cwd=None, status=(4,)):
    done = ends(*args, cwd=cwd)
    text = done.stderr.decode()
    assert done.returncode in status, f'{args}: exit {done.returncode}: {text[-600:]}'
    assert text.strip(), f'{args}: refused without a word'
    if says:
        assert re.search(says, text), f'{args}: does not say {says!r}: {text[-600:]}'
    return text


def image():
    if not os.path.exists(path('fw')):
        write('fw/etc/passwd', 'root:x:0:0:root:/:/bin/false\n')
        write('fw/etc/inittab', '::sysinit:/etc/init.d/rcS\n')
    return path('fw')


GOOD = '''holdfast: 1
product: {name: Small, model: S-1, type: sensor, kind: sensor}
maker: {name: Small Makers, email: a@example.org}
ics: {default: Y}
ixit:
  UserInfo: {documentation-of-secure-setup: in the box}
  PhyIntf: [{id: radio, description: radio, type: bluetooth}]
'''


def small_case(name='small.case', answers=2):
    """A case as small as they come, with answers and an attachment."""
    to = path(name)
    if os.path.exists(to):
        os.remove(to)
    done = run('assess', image(), '--product', write('good.yaml', GOOD), '--case', to, '--quiet', *OPEN)
    assert done.returncode in (0, 1, 3), done.stderr
    note = write('note.txt', 'what was seen\n')
    for n in range(answers):
        done = run('answer', to, ('5.3-16-2 a', '5.3-16-2 b')[n % 2], 'pass', '--by', 'A. Tester', '--note', 'seen',
                   *(['--attach', note] if n == 0 else []))
        assert done.returncode == 0, done.stderr
    # each SQLite file here is small: pages of 512 bytes put more of its structure within reach of a flipped byte
    with sqlite3.connect(to) as db:
        db.execute('PRAGMA page_size=512')
    db = sqlite3.connect(to, isolation_level=None)
    db.execute('PRAGMA page_size=512')
    db.execute('VACUUM')
    db.close()
    assert run('judge', to).returncode in (0, 1, 3)
    return to


# ------------------------------------------------------------------------------------------ product files


def hostile_products():
    big = 4 << 20
    head = 'holdfast: 1\n'
    yield 'brackets', '[' * (big - 1)
    yield 'braces', '{a: ' * (big // 4 - 1)
    yield 'dashes', '- ' * (big // 2 - 1)
    yield 'indent', ''.join(' ' * i + 'a:\n' for i in range(2000))
    yield 'question-marks', '? ' * (big // 2 - 1)
    yield 'laughs', head + 'a: &a0 [x, x, x, x, x, x, x, x, x, x]\n' + ''.join(
        f'a{i}: &a{i} [' + ', '.join([f'*a{i - 1}'] * 10) + ']\n' for i in range(1, 12)) + 'product: *a11\n'
    yield 'merge-loop', head + 'product: &p\n  <<: *p\n  name: x\n'
    yield 'merge-two', head + 'a: &a {<<: *b}\nb: &b {<<: *a}\n'
    yield 'merge-many', head + 'm: &m {name: x}\nproduct: {<<: [' + ', '.join(['*m'] * 100000) + ']}\n'
    yield 'alias-itself', head + 'product: &p [*p]\n'
    yield 'anchors', head + ''.join(f'k{i}: &a{i} x\n' for i in range(100000))
    yield 'keys', head + ''.join(f'{i}: 1\n' for i in range(400000))
    yield 'keys-in-product', head + 'product:\n' + ''.join(f' k{i}: 1\n' for i in range(300000))
    yield 'entries', head + 'ixit:\n  PhyIntf:\n' + ''.join(f'  - {{id: a{i}}}\n' for i in range(150000))
    yield 'scalar', head + 'product: {name: ' + 'x' * (big - 100) + '}\n'
    yield 'too-long', head + '#' * (big + 1)
    yield 'list', head + 'product: {markets: [' + 'UK, ' * 900000 + ']}\n'
    yield 'nul', head + 'product: {name: "a\0b"}\n'
    yield 'nul-escape', head + 'product: {name: "a\\0b"}\n'
    yield 'not-utf8', head.encode() + b'product: {name: "\xff\xfe\xfd"}\n'
    yield 'surrogate', head.encode() + b'product: {name: "\xed\xa0\x80"}\n'
    yield 'overlong', head.encode() + b'product: {name: "\xc0\xaf"}\n'
    yield 'double', head + 'product: {name: x}\nproduct: {name: y}\n'
    yield 'double-inside', head + 'product: {name: x, name: y}\n'
    yield 'tag', head + 'product: !!python/object/apply:os.system ["touch owned"]\n'
    yield 'tag-binary', head + 'product: {name: !!binary "aGVsbG8="}\n'
    yield 'tag-many', head + 'product: ' + '!a ' * 1000 + 'x\n'
    yield 'directive', '%TAG ! tag:example.org,2026:\n%YAML 9.9\n---\n' + head
    yield 'documents', head + '---\n' + head
    yield 'documents-many', '---\n' * 500000
    yield 'utf16', GOOD.encode('utf-16')
    yield 'utf16-be', b'\xfe\xff' + GOOD.encode('utf-16-be')
    yield 'utf32', GOOD.encode('utf-32')
    yield 'tabs', head + 'product:\n\tname: x\n'
    yield 'escapes', head + 'product: {name: x, "k\\e[2J\\e]0;title\\a": y, "\\u202e": z}\n'
    yield 'key-is-map', head + '{a: b}: c\n? [1, 2]\n: d\n'
    yield 'empty', ''
    yield 'binary', bytes(range(256)) * 64
    yield 'elf', b'\x7fELF' + b'\0' * 4000


@case
def hostile_product_files_are_refused_with_the_place_and_make_nothing():
    def one(row):
        name, text = row
        folder = path('products', name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'p.yaml'), 'wb') as file:
            file.write(text if isinstance(text, bytes) else text.encode('utf-8', 'surrogateescape'))
        try:
            refused('assess', '--product', 'p.yaml', '--case', 'p.case', '--quiet', *OPEN, says='p.yaml', cwd=folder)
            left = os.listdir(folder)
            assert left == ['p.yaml'], f'{name}: made {left}'
        except AssertionError as why:
            return f'{name}: {why}'[:900]
        finally:
            shutil.rmtree(folder)
        return None

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        bad = [line for line in pool.map(one, hostile_products()) if line]
    assert not bad, '\n'.join(bad)


@case
def a_product_file_with_the_line_ends_of_windows_and_a_byte_order_mark_is_read():
    for name, text in (('crlf', GOOD.replace('\n', '\r\n').encode()), ('bom', b'\xef\xbb\xbf' + GOOD.encode())):
        product = write(f'{name}.yaml', text)
        done = ends('assess', '--product', product, '--quiet', *OPEN)
        assert done.returncode in (0, 1, 3), (name, done.stderr)


@case
def what_is_no_product_file_at_all_is_refused():
    os.makedirs(path('odd'), exist_ok=True)
    os.mkfifo(path('odd/pipe'))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path('odd/socket'))
    os.symlink('loop', path('odd/loop'))
    for what in (path('odd'), path('odd/pipe'), path('odd/socket'), path('odd/loop'), '/dev/zero', '/dev/null', '/nonexistent',
                 path('odd') + '/' + 'x' * 5000, '/proc/self/mem'):
        refused('assess', '--product', what, '--quiet', *OPEN)
        refused('ixit', '--product', what, '--import', path('odd'), '-o', path('odd/out.yaml'), *OPEN, status=(2, 4))
        assert not os.path.exists(path('odd/out.yaml'))
    listener.close()
    if os.getuid() == 0:
        return  # everything can be read
    os.chmod(write('odd/closed.yaml', GOOD), 0)
    refused('assess', '--product', path('odd/closed.yaml'), '--quiet', *OPEN, says='ermission')


# ------------------------------------------------------------------------------------------ CSV folders


@case
def hostile_tables_change_no_product_file():
    rows = {
        'nul': b'ID,Description\r\nA-1,a\0b\r\n',
        'not-utf8': b'ID,Description\r\nA-1,\xff\xfe\r\n',
        'quotes': b'ID,Description\r\n"A-1,never closed\r\n',
        'wide': b'ID' + b',x' * 500000,
        'long': b'ID,Description\r\n' + b'A-1,b\r\n' * 300000,
        'cell': b'ID,Description\r\nA-1,' + b'x' * (3 << 20),
        'utf16': 'ID,Description\r\nA-1,b\r\n'.encode('utf-16'),
        'escapes': b'ID,\x1b[2J\x1b]0;t\x07\r\n\x1b[31m,b\r\n',
        'formula': b'ID,Nobody\r\n=cmd|calc,b\r\n',
        'double': b'ID,ID,ID\r\nA,B,C\r\n',
        'empty': b'',
    }
    for name, data in rows.items():
        folder = path('csv', name)
        os.makedirs(os.path.join(folder, 'tables'), exist_ok=True)
        with open(os.path.join(folder, 'tables', '01-AuthMech.csv'), 'wb') as file:
            file.write(data)
        with open(os.path.join(folder, 'p.yaml'), 'w', encoding='utf-8') as file:
            file.write(GOOD)
        before = snapshot(folder)
        refused('ixit', '--product', 'p.yaml', '--import', 'tables', '-o', 'p.yaml', *OPEN, cwd=folder, says='01-AuthMech.csv|tables')
        assert snapshot(folder) == before, f'{name}: {snapshot(folder)}'
        shutil.rmtree(folder)


@case
def odd_things_in_a_folder_of_tables_are_not_waited_for_or_followed():
    folder = path('csv-odd')
    os.makedirs(os.path.join(folder, 'tables', 'AuthMech.csv'))
    product = write('csv-odd/p.yaml', GOOD)
    before = snapshot(folder)
    refused('ixit', '--product', product, '--import', os.path.join(folder, 'tables'), '-o', product, *OPEN)
    os.rmdir(os.path.join(folder, 'tables', 'AuthMech.csv'))
    os.mkfifo(os.path.join(folder, 'tables', 'AuthMech.csv'))
    refused('ixit', '--product', product, '--import', os.path.join(folder, 'tables'), '-o', product, *OPEN)
    os.remove(os.path.join(folder, 'tables', 'AuthMech.csv'))
    os.symlink('/dev/zero', os.path.join(folder, 'tables', 'AuthMech.csv'))
    refused('ixit', '--product', product, '--import', os.path.join(folder, 'tables'), '-o', product, *OPEN)
    os.remove(os.path.join(folder, 'tables', 'AuthMech.csv'))
    refused('ixit', '--product', product, '--import', '/dev', '-o', product, *OPEN)
    refused('ixit', '--product', product, '--import', '/nonexistent', '-o', product, *OPEN)
    del before['tables/AuthMech.csv']
    assert snapshot(folder) == before


# ------------------------------------------------------------------------------------------ answers and attachments


def digest(name):
    with open(name, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


@case
def hostile_attachments_are_refused_and_the_case_stays_as_it_was():
    to = small_case('attach.case')
    before = digest(to)
    with open(path('large'), 'wb') as file:
        file.truncate(33 << 20)
    os.makedirs(path('folder'), exist_ok=True)
    if not os.path.exists(path('pipe')):
        os.mkfifo(path('pipe'))
    for what in (path('large'), path('folder'), path('pipe'), '/dev/zero', '/nonexistent'):
        refused('answer', to, '5.3-16-2 a', 'pass', '--by', 'A', '--attach', what)
        assert digest(to) == before, what


@case
def attachments_with_hostile_names_stay_inside_the_dossier():
    to = small_case('names.case')
    names = ['new\nline', 'a\x1b[2Jb', '-o', '..hidden', '%s%n', 'ünï', 'x' * 200, 'con.', 'a;b`c`', '\u202egpj.exe']
    files = []
    for name in names:
        with open(os.path.join(path('fw'), '..', name), 'wb') as file:
            file.write(name.encode())
        files.append(path(name))
    args = [x for file in files for x in ('--attach', file)]
    done = ends('answer', to, '5.3-16-2 a', 'pass', '--by', 'A', '--note', 'n', *args)
    assert done.returncode == 0, done.stderr
    # a name as only somebody who edits the file can give it
    outside = snapshot(WORK.name)
    done = ends('file', to, '-o', path('names-dossier'), '--draft', '--no-pdf')
    assert done.returncode in (0, 3), done.stderr
    now = snapshot(WORK.name)
    changed = {k for k in now if now[k] != outside.get(k)} | {k for k in outside if k not in now}
    assert all(k == 'names.case' or k.startswith('names-dossier') for k in changed), changed
    for above, folders, kept in os.walk(path('names-dossier')):
        for name in folders + kept:
            assert name.isprintable() and not name.startswith(('.', '-')), name
            assert os.path.isdir(os.path.join(above, name)) or os.path.isfile(os.path.join(above, name))
    assert run('verify', path('names-dossier')).returncode in (0, 3)


@case
def hostile_tables_of_answers_are_refused_with_the_line():
    to = small_case('batch.case')
    before = digest(to)
    for name, text, says in (
            ('binary', bytes(range(256)), 'binary:'), ('long', b'x' * (17 << 20), 'long'),
            ('rows', b'5.3-16-2 a\tpass\tA\tn\n' * 20001, ':20001'), ('nul', b'5.3-16-2 a\tpass\tA\ta\0b\n', ':1'),
            ('note', b'5.3-16-2 a\tpass\tA\t' + b'n' * 20000, ':1'), ('utf16', '5.3-16-2 a\tpass\tA\tn'.encode('utf-16'), ':1'),
            ('escape', b'\n5.3\x1b[2J\tpass\tA\tn\n', ':2')):
        refused('answer', to, '--from', write('answers-' + name, text), says=says, status=(2, 4))
        assert digest(to) == before, name
    refused('answer', to, '--from', path('pipe') if os.path.exists(path('pipe')) else '/nonexistent')
    refused('answer', to, '--from', '/dev/zero')


# ------------------------------------------------------------------------------------------ damaged cases

def commands(name):
    """Every command that takes a case, as argument lists; those that write into the case last."""
    yield 'judge', ['judge', name]
    yield 'questions', ['questions', name]
    yield 'status', ['status', name]
    yield 'gap', ['gap', name, '--date', '2026-01-01']
    yield 'sbom', ['sbom', name, '--timestamp', '2026-01-01T00:00:00Z']
    yield 'ixit', ['ixit', name, '--csv', 'tables']
    yield 'file', ['file', name, '-o', 'out', '--draft', '--no-pdf', '--date', '2026-01-01']
    yield 'answer', ['answer', name, '5.3-16-2 a', 'pass', '--by', 'A', '--note', 'n', '--at', '2026-01-01T00:00:00Z']


def outcome(data, which=None):
    """What every command makes of a case of these bytes: name -> (status, output); what it may not do is an error."""
    seen = {}
    with tempfile.TemporaryDirectory(dir=WORK.name) as folder:
        for command, args in commands('x.case'):
            if which and command not in which:
                continue
            with open(os.path.join(folder, 'x.case'), 'wb') as file:
                file.write(data)
            done = ends(*args, cwd=folder)
            left = set(os.listdir(folder))
            with open(os.path.join(folder, 'x.case'), 'rb') as file:
                now = file.read()
            if done.returncode in (2, 4):
                assert done.stderr.strip() or command == 'status', f'{command}: refused without a word'
                assert left == {'x.case'}, f'{command}: refused, and left {left}'
            if command not in ('answer', 'file') or done.returncode in (2, 4):
                assert now == data, f'{command}: exit {done.returncode}, and it wrote into the case'
            assert left <= {'x.case', 'out', 'tables'}, f'{command}: left {left}'
            for name in left - {'x.case'}:
                shutil.rmtree(os.path.join(folder, name))
            # the head of the trail is of the moment: when the answer was recorded is in it
            seen[command] = (done.returncode, done.stdout.split(b'audit trail: ')[0])
    return seen


def compare(rows, base):
    """rows: (name, bytes). Each command works as on the whole case, or refuses with 4 (2 where it is no case at all)."""
    def one(row):
        name, data = row
        try:
            seen = outcome(data)
        except AssertionError as why:
            return [f'{name}: {why}'[:700]], {}
        return [], {(name, command): got for command, got in seen.items() if got != base[command]}

    bad, different = [], {}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for lines, other in pool.map(one, rows):
            bad += lines
            different.update(other)
    assert not bad, '\n'.join(bad[:12])
    return different


@case
def a_truncated_case_is_refused_by_every_command():
    with open(small_case('cut.case'), 'rb') as file:
        data = file.read()
    assert len(data) < 400 << 10, len(data)
    base = outcome(data)
    assert all(status in (0, 1, 3) for status, _ in base.values()), {k: v[0] for k, v in base.items()}
    steps = list(range(0, len(data), 512 * (16 if SANITIZED else 1)))
    different = compare(((f'first {n} of {len(data)} bytes', data[:n]) for n in steps), base)
    # an empty file is an image like any other to the commands that look at images
    wrong = {k: v for k, v in different.items() if v[0] not in (2, 4) and not k[0].startswith('first 0 of')}
    assert not wrong, f'{len(wrong)} worked on, with another result: {list(wrong.items())[:3]}'
    worked = [n for n in steps if not any(k[0].startswith(f'first {n} of') for k in different)]
    assert not worked, f'nothing noticed: cut at {worked[:5]}'


@case
def a_case_with_a_flipped_byte_works_as_before_or_is_refused():
    with open(small_case('flip.case'), 'rb') as file:
        data = file.read()
    base = outcome(data)
    chance = random.Random(20261122)
    rows = []
    for _ in range(25 if SANITIZED else 200):
        at = chance.randrange(len(data))
        value = bytes([data[at] ^ 1 << chance.randrange(8)])
        rows.append((f'byte {at}', data[:at] + value + data[at + 1:]))
    different = compare(rows, base)
    wrong = {k: v for k, v in different.items() if v[0] not in (2, 4)}
    assert not wrong, f'{len(wrong)} worked on, with another result: ' + '; '.join(
        f'{k}: {v[0]} {v[1][-200:]!r}' for k, v in list(wrong.items())[:8])


@case
def tricks_with_the_schema_are_refused_by_name():
    base = small_case('schema.case')
    tricks = {
        'view': 'ALTER TABLE fact RENAME TO hidden; CREATE VIEW fact AS SELECT * FROM hidden',
        'trigger': "CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM fact; END",
        'virtual': 'CREATE VIRTUAL TABLE words USING fts4(x)',
        'generated': 'DROP TABLE field; CREATE TABLE field(fact INTEGER, name TEXT AS (hex(zeroblob(100000))), value BLOB)',
        'index': 'CREATE INDEX i ON fact(kind)',
        'column': 'ALTER TABLE node ADD COLUMN more TEXT',
        'no-table': 'DROP TABLE node',
        'extra': "INSERT INTO field VALUES(1, 'no-such-field', 'x')",
        'kind': "UPDATE fact SET kind='nonsense' WHERE id=1",
        'node': 'UPDATE fact SET node=99999 WHERE id=1',
        'negative': 'UPDATE fact SET node=-1 WHERE id=1',
        'blob': 'UPDATE fact SET excerpt=zeroblob(30000000) WHERE id=1',
        'note': "DROP TRIGGER answer_no_update; UPDATE answer SET note=hex(zeroblob(5000000))",
        'wal': 'PRAGMA journal_mode=WAL; UPDATE meta SET value=value',
        'version': 'PRAGMA user_version=77',
        'application': 'PRAGMA application_id=1',
        'answers': "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i+1 FROM n WHERE i<1000000) INSERT INTO answer SELECT i, "
                   "'5.3-16-2 a', 'V3.1.3', 'PASS', '', 'A', '', 0, '' FROM n",
        'attachments': "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300000) INSERT INTO attachment "
                       "SELECT 2, 'a', 'b', 1 FROM n",
        'trail': "WITH RECURSIVE n(i) AS (SELECT 9 UNION ALL SELECT i+1 FROM n WHERE i<1000000) INSERT INTO audit SELECT i, "
                 "'', '', '', '', '', '' FROM n",
    }
    for name, sql in tricks.items():
        folder = path('tricks', name)
        os.makedirs(folder)
        shutil.copy(base, os.path.join(folder, 'x.case'))
        db = sqlite3.connect(os.path.join(folder, 'x.case'), isolation_level=None)
        db.executescript(sql)
        db.close()
        before = snapshot(folder)
        for command, args in commands('x.case'):
            begun = time.monotonic()
            done = ends(*args, cwd=folder)
            took = time.monotonic() - begun
            # the list of cases reads what it needs of each and no more
            if command != 'status':
                assert done.returncode in (2, 4), f'{name}: {command}: exit {done.returncode}: {done.stdout[-300:]!r}'
                assert done.stderr.strip(), f'{name}: {command}'
            assert took < (30 if SANITIZED else 5), f'{name}: {command} took {took:.1f} s'
            assert snapshot(folder) == before, f'{name}: {command} changed {set(snapshot(folder)) ^ set(before)}'
        shutil.rmtree(folder)


@case
def a_journal_beside_a_case_removes_no_file():
    to = small_case('journal.case')
    victim = write('precious', 'nobody may remove this')
    name = victim.encode()
    total = sum(b - 256 if b > 127 else b for b in name) & 0xffffffff
    magic = bytes.fromhex('d9d505f920a163d7')
    head = magic + b''.join(n.to_bytes(4, 'big') for n in (0, 1, 1, 512, 512))
    tail = (0x40000000 // 512 + 1).to_bytes(4, 'big') + name + len(name).to_bytes(4, 'big') + total.to_bytes(4, 'big') + magic
    write('journal.case-journal', head.ljust(512, b'\0') + tail)
    before = snapshot(WORK.name)
    for command, args in commands(to):
        done = ends(*args, cwd=WORK.name)
        assert done.returncode in (2, 4), f'{command}: exit {done.returncode}'
        assert snapshot(WORK.name) == before, command
    os.remove(path('journal.case-journal'))


# ------------------------------------------------------------------------------------------ where a dossier goes


@case
def a_dossier_replaces_nothing_that_is_not_one():
    to = small_case('place.case')
    os.makedirs(path('place/mine'))
    write('place/mine/thesis.txt', 'years of work')
    write('place/file', 'a file')
    write('place/fake/manifest.json', '{"schema": "holdfast-manifest-1", "files": []}')
    write('place/fake/photo.jpg', 'of my cat')
    write('place/broken/manifest.json', '[' * 100000)
    os.makedirs(path('place/piped'))
    os.mkfifo(path('place/piped/manifest.json'))
    os.makedirs(path('place/empty'))
    os.symlink('mine', path('place/link'))
    os.symlink('/nonexistent/x', path('place/dangling'))
    before = snapshot(path('place'))
    for name in ('mine', 'file', 'fake', 'broken', 'piped', 'link', 'dangling', 'nowhere/at/all', '.', '..', 'mine/..'):
        text = refused('file', to, '-o', path('place', name), '--draft', '--no-pdf', status=(2, 4))
        assert snapshot(path('place')) == before, f'{name}: {text}'
    for name in ('/proc/x', '/dev/null', '/'):
        refused('file', to, '-o', name, '--draft', '--no-pdf', status=(2, 4))
    ro = path('place/closed')
    os.makedirs(ro)
    os.chmod(ro, 0o500)
    if os.getuid() != 0:
        refused('file', to, '-o', os.path.join(ro, 'd'), '--draft', '--no-pdf', says='ermission')
        assert not os.listdir(ro)
    os.chmod(ro, 0o700)


if __name__ == '__main__':
    main()
