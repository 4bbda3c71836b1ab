#!/usr/bin/env python3
"""Hostile and damaged files through the whole program: it ends in time with an honest exit status, loses no worker
without saying so, writes nothing but what it was told to, and lets no byte of the input reach the terminal raw."""
import concurrent.futures
import glob
import io
import json
import os
import random
import re
import shutil
import subprocess
import tarfile
import tempfile

from kit import CORPUS, PROGRAM, SANITIZED, Skip, case, corpus, main, run

SECONDS = 60  # far above what any of these needs, even with sanitizers on a busy machine
_folder = tempfile.TemporaryDirectory()


def one(path):
    """Assesses a file in an empty folder; a list of what was wrong."""
    with tempfile.TemporaryDirectory(dir=_folder.name) as here:
        work, temporary = os.path.join(here, 'work'), os.path.join(here, 'tmp')
        os.mkdir(work)
        os.mkdir(temporary)
        env = dict(os.environ, TMPDIR=temporary, HOME=work)
        try:
            # the sanitizers' own threads make system calls that the sandbox kills for
            done = run('assess', path, '--json', 'report.json', '--all', *(['--no-sandbox'] if SANITIZED else []),
                       cwd=work, env=env, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return [f'{path}: took longer than {SECONDS} s']
        bad = []
        if done.returncode not in (0, 1, 3):
            return [f'{path}: exit {done.returncode}: {done.stderr[-300:]!r}']
        if sorted(os.listdir(work)) != ['report.json'] or os.listdir(temporary):
            bad.append(f'{path}: made {os.listdir(work)} {os.listdir(temporary)}')
        raw = re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]', done.stdout + done.stderr)
        if raw:
            bad.append(f'{path}: raw {raw.group()!r} on the terminal')
        try:
            (done.stdout + done.stderr).decode('utf-8')
        except UnicodeDecodeError as e:
            bad.append(f'{path}: bytes that are no UTF-8 on the terminal: {e}')
        with open(os.path.join(work, 'report.json'), encoding='utf-8') as file:
            text = file.read()
        report = json.loads(text)
        if re.search('[\x00-\x09\x0b-\x1f\x7f]', text):
            bad.append(f'{path}: raw control byte in the JSON')
        if report['coverage']['restarts']:
            bad.append(f"{path}: {report['coverage']['restarts']} restarts: {report['coverage']['unread'][:3]}")
        if not report['coverage']['sandboxed'] and not SANITIZED:
            bad.append(f'{path}: not sandboxed')
        backed = {f['unit'] for f in report['findings'] if f['verdict'] == 'PASS' and f['evidence']}
        passed = [u['unit'] for u in report['units'] if u['verdict'] == 'PASS' and u['unit'] not in backed]
        if passed:
            bad.append(f'{path}: passes without evidence {passed}')
        return bad


def all_of(paths):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        bad = [line for lines in pool.map(one, paths) for line in lines]
    assert not bad, '\n'.join(bad[:20])


def files(folder):
    corpus(folder)
    found = sorted(p for p in glob.glob(os.path.join(CORPUS, folder, '**'), recursive=True) if os.path.isfile(p))
    # with sanitizers each run costs much more: every fourth of the many alike
    return found[::4] if SANITIZED and len(found) > 100 else found


def write(name, data):
    path = os.path.join(_folder.name, name)
    with open(path, 'wb') as file:
        file.write(data)
    return path


@case
def robust_files():
    all_of(files('robust'))


@case
def signature_files():
    all_of(files('signatures'))


@case
def known_answer_files():
    all_of(files('kat'))


@case
def what_is_no_file_is_an_error_and_not_a_verdict():
    for path in ('/nonexistent', '/dev/null', '/dev/zero'):
        done = run('assess', path, timeout=SECONDS)
        assert done.returncode in (2, 3, 4) and not done.stdout and done.stderr, (path, done.returncode, done.stdout)
    empty = write('empty', b'')
    done = run('assess', empty, timeout=SECONDS)
    assert done.returncode in (3, 4), done.returncode


def small_images():
    for path in ('firmware/esp32s3-linux-etc.jffs2', 'firmware/esp32s3-partition-table.bin',
                 'firmware/zigbee/nodon-sin-4-2-20.zigbee', 'firmware/zigbee/onokom-truncated.ota',
                 'formats/unsigned.swu', 'formats/rootfs.newc.cpio.xz', 'firmware/rraycom-camera-rootfs.squashfs',
                 'signatures/dirtraversal.tar', 'signatures/cramfs.bin', 'signatures/romfs.bin'):
        yield path, open(corpus(path), 'rb').read()


@case
def truncated_images():
    paths = []
    for path, data in small_images():
        for name, size in (('half', len(data) // 2), ('third', len(data) // 3), ('short', len(data) - 1)):
            paths.append(write(f'{os.path.basename(path)}.{name}', data[:size]))
    for path in ('formats/rootfs.ext4.img', 'formats/rootfs.ubi', 'formats/verity.raucb', 'formats/signed.itb',
                 'formats/vendor.zip', 'firmware/tplink-mt7628-flash-0-3e0000.bin')[:2 if SANITIZED else 6]:
        data = open(corpus(path), 'rb').read()
        paths += [write(f'{os.path.basename(path)}.half', data[:len(data) // 2]),
                  write(f'{os.path.basename(path)}.short', data[:-1])]
    all_of(paths)


@case
def images_with_flipped_bits():
    chance = random.Random(20261121)
    sources = list(small_images())
    paths = []
    for i in range(60 if SANITIZED else 200):
        path, data = sources[i % len(sources)]
        data = bytearray(data)
        for _ in range(chance.choice((1, 4, 32))):
            # the front holds the headers
            at = chance.randrange(min(len(data), chance.choice((64, 512, len(data)))))
            data[at] ^= 1 << chance.randrange(8)
        paths.append(write(f'{i}-{os.path.basename(path)}', bytes(data)))
    all_of(paths)


HOSTILE = ('../../../../tmp/holdfast-escape', '/tmp/holdfast-absolute', 'a\x1b[31mred\x1b]0;title\x07', 'new\nline',
           'right\u202eleft', 'tab\tbell\x07', 'c1\u009b31m', 'x' * 3000, '..', 'ünïcode', 'etc/../../shadow')


@case
def hostile_names_never_reach_the_terminal_and_nothing_is_written():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=tarfile.PAX_FORMAT) as tar:
        for name in HOSTILE:
            member = tarfile.TarInfo(name)
            data = b'#!/bin/sh\ntelnetd -l /bin/sh &\n'
            member.size, member.mode = len(data), 0o777
            tar.addfile(member, io.BytesIO(data))
        for kind, name in ((tarfile.SYMTYPE, 'etc/passwd'), (tarfile.LNKTYPE, 'hard'), (tarfile.CHRTYPE, 'dev/mem')):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, '/etc/passwd\x1b[0m'
            tar.addfile(member)
        for name, data in (('etc/shadow', b'ro\x1b[31mot::1:0:::::\nroot::10933:0:99999:7:::\n'),
                           ('etc/inittab', b'::sysinit:/bin/\x1b]0;x\x07sh\nttyS0::respawn:/bin/sh\n'),
                           ('etc/init.d/S01\x1b[2J', b'#!/bin/sh\ntelnetd\n')):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o755
            tar.addfile(member, io.BytesIO(data))
    path = write('hostile.tar', out.getvalue())
    all_of([path])
    for command in (('facts',), ('unpack', '--list')):
        done = run(*command, path)
        raw = re.search(rb'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]', done.stdout + done.stderr)
        assert not raw, (command, raw.group(), (done.stdout + done.stderr)[max(0, raw.start() - 80):raw.end() + 20])
    for name in ('/tmp/holdfast-escape', '/tmp/holdfast-absolute'):
        assert not os.path.exists(name), name


@case
def html_page_of_hostile_names_holds_no_markup_of_theirs():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        for name, data in (('etc/shadow', b'<script>alert(1)</script>::1:0:::::\n'), ('etc/passwd', b'a:x:0:0::/:/bin/sh\n'),
                           ('etc/<img src=x onerror=alert(2)>.conf', b'password="</script><b>hunter22"\n')):
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o644
            tar.addfile(member, io.BytesIO(data))
    path, page = write('markup.tar', out.getvalue()), os.path.join(_folder.name, 'page.html')
    done = run('assess', path, '--html', page, '--quiet')
    assert done.returncode in (1, 3), done.stderr
    text = open(page, encoding='utf-8').read()
    assert '<script>alert(1)' not in text and '<img src=x' not in text and '</script><b>' not in text


def traced(image, folder):
    log = os.path.join(folder, 'trace')
    done = subprocess.run(['strace', '-f', '-qq', '-o', log, '-e', 'trace=%file,%network,seccomp,execve', PROGRAM, 'assess',
                           image, '--json', 'a.json', '--html', 'a.html', '--case', 'a.case', '--quiet'], cwd=folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS)
    if done.returncode not in (0, 1, 3):
        raise Skip('strace cannot trace here')
    return open(log, encoding='utf-8', errors='replace').read().splitlines()


CHANGES = re.compile(r'^(unlink|unlinkat|mkdir|mkdirat|rename|renameat|renameat2|symlink|symlinkat|link|linkat|mknod|'
                     r'mknodat|chmod|fchmodat|chown|lchown|fchownat|truncate|utimensat|mount|creat)\(')
ALLOWED = re.compile(r'^a\.(json|html|case)(\.[0-9]+\.tmp|-journal|-wal|-shm)?$')


@case
def the_parent_opens_only_its_outputs_for_writing_and_the_worker_nothing():
    """Seen from outside, by the system calls: what the sandbox promises."""
    if not shutil.which('strace') or SANITIZED:
        raise Skip('no strace, or sanitizers open files of their own')
    for path in ('signatures/dirtraversal.tar', 'formats/rootfs.ext4.img', 'signatures/yaffs2.bin',
                 'signatures/zip_truncated.bin'):
        with tempfile.TemporaryDirectory() as folder:
            closed = set()
            programs = 0
            workers = set()
            for line in traced(corpus(path), folder):
                pid, call = line.split(None, 1)
                programs += call.startswith('execve(') and not call.startswith('execve("/proc/self/exe", ["holdfast-worker"]')
                if call.startswith('execve("/proc/self/exe", ["holdfast-worker"]'):
                    workers.add(pid)
                if pid in closed:
                    assert not re.match(r'^(open|openat|openat2|creat|socket|connect|execve)\(', call), (path, line)
                if call.startswith('seccomp(SECCOMP_SET_MODE_FILTER') and '{len=' in call and call.rstrip().endswith('= 0'):
                    closed.add(pid)
                    assert pid in workers, line
                opened = re.match(r'^(?:open|openat|openat2)\((?:AT_FDCWD, )?"([^"]*)", ([A-Z_|0-9]+)', call)
                if opened and re.search(r'O_WRONLY|O_RDWR|O_CREAT|O_TRUNC', opened.group(2)):
                    assert ALLOWED.match(os.path.basename(opened.group(1))), (path, line)
                    assert os.path.dirname(opened.group(1)) in ('', folder, os.path.realpath(folder)), (path, line)
                if CHANGES.match(call) and not call.rstrip().endswith('ENOENT (No such file or directory)'):
                    names = re.findall(r'"([^"]*)"', call)
                    assert all(ALLOWED.match(os.path.basename(n)) for n in names), (path, line)
                assert not re.match(r'^(connect|bind|sendto)\(', call), (path, line)
            assert workers and closed, f'{path}: no worker seen'
            assert programs == 1, f'{path}: another program was started'
            assert sorted(os.listdir(folder)) == ['a.case', 'a.html', 'a.json', 'trace'], os.listdir(folder)


main()
