#!/usr/bin/env python3
"""The disk is full, or the power goes, while something is being written: what was there stays, or what is new is there
whole; nothing half, nothing left over; and the command says so. TAP."""
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import PROGRAM, SANITIZED, SOURCE, Skip, case, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-power-')
LOCK = os.path.join(SOURCE, 'examples/smart-lock/product.yaml')
OPEN = ['--no-sandbox'] if SANITIZED else []
DISK = os.path.join(WORK.name, 'disk')
SIZE = 2 << 20  # of the small disk


def path(*names):
    return os.path.join(WORK.name, *names)


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def write(name, data):
    with open(name, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    return name


def snapshot(folder):
    seen = {}
    for above, folders, names in os.walk(folder):
        for name in folders + names:
            full = os.path.join(above, name)
            seen[os.path.relpath(full, folder)] = '' if os.path.isdir(full) else hashlib.sha256(read(full)).hexdigest()
    return seen


def must(*args, ok=(0, 1, 3), cwd=None):
    done = run(*args, cwd=cwd)
    assert done.returncode in ok, f'{args}: exit {done.returncode}: {done.stderr[-400:]!r}'
    return done


def master():
    """A judged case of the example lock, and what signing needs; made once, outside the small disk."""
    if not os.path.exists(path('lock.case')):
        os.makedirs(path('fw/etc'))
        write(path('fw/etc/passwd'), 'root:x:0:0:root:/:/bin/false\n')
        must('assess', path('fw'), '--product', LOCK, '--case', path('lock.case'), '--quiet', *OPEN)
        must('ixit', path('lock.case'), '--csv', path('tables'))
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-keyout', path('key.pem'), '-out', path('cert.pem'), '-days', '30', '-subj', '/CN=Nobody'],
                       check=True, capture_output=True)
        write(path('document'), os.urandom(600 << 10))
    return path('lock.case')


# Every command that writes: the files it starts from, the command, whether it replaces what is there.
def writers(disk):
    at = lambda name: os.path.join(disk, name)  # noqa: E731
    person = ['--by', 'A. Tester', '--note', 'n' * 3000]
    yield 'assess --case, new', {}, ['assess', path('fw'), '--product', LOCK, '--case', at('new.case'), '--quiet', *OPEN]
    yield 'assess --case, again', {'x.case': 'lock.case'}, ['assess', path('fw'), '--product', LOCK, '--case', at('x.case'),
                                                           '--quiet', *OPEN]
    yield 'assess --html', {'r.html': 'document'}, ['assess', path('fw'), '--html', at('r.html'), '--json', at('r.json'), '--quiet',
                                                    *OPEN]
    yield 'answer', {'x.case': 'lock.case'}, ['answer', at('x.case'), '5.3-16-2 a', 'pass', *person, '--attach', path('document')]
    yield 'file, new', {'x.case': 'lock.case'}, ['file', at('x.case'), '-o', at('dossier'), '--draft', '--no-pdf', '--date',
                                                 '2026-01-01']
    yield 'init', {'p.yaml': 'document'}, ['init', '--profile', 'smart-lock', '--no-questions', '--all', '--force', '-o', at('p.yaml')]
    yield 'ixit --import', {'p.yaml': 'document'}, ['ixit', '--product', LOCK, '--import', path('tables'), '-o', at('p.yaml'), '--quiet',
                                                    *OPEN]
    yield 'ixit --csv', {}, ['ixit', path('lock.case'), '--csv', at('tables')]
    yield 'ixit --xlsx', {'b.xlsx': 'document'}, ['ixit', path('lock.case'), '--xlsx', at('b.xlsx')]
    yield 'gap --html', {'g.html': 'document'}, ['gap', path('lock.case'), '--html', at('g.html'), '--date', '2026-01-01']
    yield 'sbom', {'s.json': 'document'}, ['sbom', path('lock.case'), '-o', at('s.json')]
    yield 'archive add', {}, ['archive', 'add', at('store'), path('document'), '--kind', 'other', '--product', 'x', '--issued',
                              '2026-01-31']
    yield 'sign', {'d': 'document', 'd.p7s': 'tables/AuthMech.csv'}, ['sign', at('d'), '--key', path('key.pem'), '--certificate',
                                                                     path('cert.pem')]


def prepare(disk, files):
    for name in os.listdir(disk):
        full = os.path.join(disk, name)
        shutil.rmtree(full) if os.path.isdir(full) else os.remove(full)
    for name, source in files.items():
        source = path(source) if os.path.exists(path(source)) else LOCK
        shutil.copy(source, os.path.join(disk, name))


def judge_failure(name, done, before, disk, may_leave):
    text = done.stderr.decode(errors='replace')
    now = snapshot(disk)
    lost = {k: (before[k][:8], now.get(k, '')[:8]) for k in before if now.get(k) != before[k]}
    more = sorted(k for k in now if k not in before and not may_leave(k))
    assert done.returncode == 4, f'{name}: exit {done.returncode}: {text[-400:]}'
    assert 'space' in text or 'full' in text or 'large' in text or 'write' in text.lower(), f'{name}: says {text[-400:]!r}'
    assert not lost, f'{name}: changed {lost}'
    assert not more, f'{name}: left over {more}'


@case
def a_full_disk_leaves_what_was_there_and_says_so():
    master()
    os.makedirs(DISK, exist_ok=True)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={SIZE}', 'none', DISK], capture_output=True).returncode:
        raise Skip('no tmpfs may be mounted here; the limit on the size of files stands in for it below')
    bad = []
    try:
        for name, files, args in writers(DISK):
            for room in (0, 8192, 40960):
                prepare(DISK, files)
                free = os.statvfs(DISK)
                fill = free.f_bavail * free.f_frsize - room
                with open(os.path.join(DISK, 'ballast'), 'wb') as file:
                    file.write(b'x' * max(0, fill))
                before = snapshot(DISK)
                done = run(*args)
                if done.returncode in (0, 1, 3) and room:
                    continue  # it was small enough
                try:
                    # an archive keeps what it is made of, and a folder of tables that is begun is a folder
                    judge_failure(f'{name}, {room} bytes left', done, before, DISK,
                                  lambda k: k in ('store', 'tables') or k.startswith('store/'))
                except AssertionError as why:
                    bad.append(str(why))
            # with room again, the same command works
            os.remove(os.path.join(DISK, 'ballast'))
            for left in ('x.case', 'd'):
                if left in files and not os.path.exists(os.path.join(DISK, left)):
                    shutil.copy(path(files[left]), DISK)
            done = run(*args)
            if done.returncode not in (0, 1, 3):
                bad.append(f'{name}: with room again: exit {done.returncode}: {done.stderr[-300:]!r}')
    finally:
        subprocess.run(['umount', DISK], check=True)
    assert not bad, '\n'.join(bad)


@case
def a_limit_on_the_size_of_files_is_as_a_full_disk():
    master()
    disk = path('limited')
    os.makedirs(disk)
    bad = []
    for name, files, args in writers(disk):
        prepare(disk, files)
        before = snapshot(disk)

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))

        if name == 'ixit --csv' or name == 'sign':
            continue  # what they write is smaller than any limit
        done = subprocess.run([PROGRAM, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              preexec_fn=limit, restore_signals=False, timeout=300)
        try:
            judge_failure(name, done, before, disk, lambda k: k == 'store' or k.startswith('store/'))
        except AssertionError as why:
            bad.append(str(why))
    assert not bad, '\n'.join(bad)


def killed(args, seconds):
    child = subprocess.Popen([PROGRAM, *args], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    return child.wait()


@case
def answers_that_are_killed_are_there_whole_or_not_at_all():
    to = path('killed.case')
    shutil.copy(master(), to)
    chance = random.Random(20261122)
    args = ['answer', to, '5.3-16-2 a', 'pass', '--by', 'A', '--note', 'n', '--attach', path('document')]
    begun = time.monotonic()
    must(*args)
    whole = time.monotonic() - begun
    recorded, ended = 1, 0
    for _ in range(10 if SANITIZED else 60):
        ended += killed(args, chance.random() * whole * 1.2) == 0
        done = must('judge', to)
        assert done.returncode in (0, 1, 3)
        import sqlite3
        with sqlite3.connect(to) as db:
            assert db.execute('PRAGMA integrity_check').fetchone() == ('ok',)
            counts = [db.execute(f'SELECT count(*) FROM {table}').fetchone()[0] for table in ('answer', 'attachment')]
            trail = db.execute("SELECT count(*) FROM audit WHERE what='answered'").fetchone()[0]
        assert counts[0] == counts[1] == trail >= recorded, (counts, trail, recorded)
        recorded = counts[0]
    assert recorded >= ended
    left = [n for n in os.listdir(WORK.name) if n.startswith('killed.case') and n not in ('killed.case', 'killed.case-journal')]
    assert not left, left


@case
def a_case_that_is_being_made_or_made_again_when_the_power_goes_is_whole():
    master()
    chance = random.Random(7)
    to = path('again.case')
    for fresh in (True, False):
        for _ in range(5 if SANITIZED else 25):
            if fresh and os.path.exists(to):
                os.remove(to)
            args = ['assess', path('fw'), '--product', LOCK, '--case', to, '--quiet', *OPEN]
            killed(args, chance.random() * 0.4)
            if fresh:
                # begun and rolled back, or there: either way the next run gets through
                must(*args)
            must('judge', to)


@case
def a_dossier_that_is_killed_is_the_old_or_the_new_one():
    to = path('filed.case')
    shutil.copy(master(), to)
    out = path('killed-dossier')
    base = ['file', to, '-o', out, '--draft', '--no-pdf']
    begun = time.monotonic()
    must(*base, '--date', '2026-01-01')
    whole = time.monotonic() - begun
    must('file', to, '-o', path('other'), '--draft', '--no-pdf', '--date', '2026-02-02')
    states = [snapshot(out), snapshot(path('other'))]
    chance = random.Random(99)
    seen = set()
    for _ in range(8 if SANITIZED else 40):
        killed([*base, '--date', '2026-02-02'], chance.random() * whole * 1.3)
        now = snapshot(out)
        assert now in states, 'a mixture'
        seen.add(states.index(now))
        if now == states[1]:
            must(*base, '--date', '2026-01-01')
    must(*base, '--date', '2026-01-01')
    left = [n for n in os.listdir(WORK.name) if n.startswith('.killed-dossier')]
    assert not left, f'the next run did not take away {left}'


if __name__ == '__main__':
    main()
