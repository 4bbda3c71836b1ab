#!/usr/bin/env python3
"""build.py EXAMPLE OUT: the firmware of an example product as a squashfs image, from EXAMPLE/rootfs.manifest.

Nothing in it runs on any hardware: settings and scripts as such a product has them, and small programs that stand in for
the real ones. Two runs on one machine give the same bytes. Needs the C compiler with
objcopy, and mksquashfs.
"""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGS = ['-O2', '-D_FORTIFY_SOURCE=2', '-fstack-protector-all', '-fPIE', '-pie', '-s', '-Wl,-z,relro,-z,now',
         '-Wl,-z,noexecstack', '-Wl,--build-id=none', f'-ffile-prefix-map={HERE}=.']


def manifest(example):
    with open(os.path.join(HERE, example, 'rootfs.manifest'), encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith('#'):
                row = line.rstrip('\n').split('\t')
                if len(row) < 4 or row[0] not in ('dir', 'file', 'link', 'elf', 'module'):
                    sys.exit(f'{example}/rootfs.manifest:{number}: expected kind, mode, owner, path')
                yield row


def compile_program(target, name, version, protocol=None, port=None):
    defines = [f'-DNAME="{name}"', f'-DVERSION="{version}"']
    if port:
        defines += [f'-DPORT={port}', '-DTYPE=' + ('SOCK_STREAM' if protocol == 'tcp' else 'SOCK_DGRAM')]
    subprocess.run(['cc', *FLAGS, *defines, '-o', target, os.path.join(HERE, 'program.c')], check=True)
    subprocess.run(['objcopy', '--remove-section=.comment', target], check=True)


def compile_module(target, name, version):
    """A kernel module in name only: what modinfo prints of it."""
    text = f'const char modinfo[] __attribute__((section(".modinfo"), used)) = "name={name}\\0vermagic={version} SMP mod_unload";'
    subprocess.run(['cc', '-O2', '-x', 'c', '-c', '-o', target, '-'], input=text.encode(), check=True)
    subprocess.run(['objcopy', '--remove-section=.comment', target], check=True)


def owners(tree):
    with open(os.path.join(tree, 'etc/passwd'), encoding='utf-8') as file:
        return {line.split(':')[0]: line.split(':')[2] for line in file if line.count(':') >= 6}


def make_tree(example, tree, changes=()):
    """Files and programs below `tree`; returns the rows that say mode and owner. A change is (mode, owner, path, text):
    one more file, or another content of one that is there."""
    rows = list(manifest(example))
    for kind, _, _, path, *rest in rows:
        target = os.path.join(tree, path.lstrip('/'))
        if kind == 'dir':
            os.makedirs(target, exist_ok=True)
        elif kind == 'file':
            shutil.copyfile(os.path.join(HERE, example, 'files', path.lstrip('/')), target)
        elif kind == 'link':
            os.symlink(rest[0], target)
        elif kind == 'module':
            compile_module(target, *rest)
        else:
            compile_program(target, *rest)
    for change in changes:
        rows = apply(tree, rows, *change)
    return rows


def apply(tree, rows, mode, owner, path, text):
    target = os.path.join(tree, path.lstrip('/'))
    known = {row[3] for row in rows}
    parent, missing = os.path.dirname(path), []
    while parent not in known and parent != '/':
        missing.append(['dir', '755', 'root', parent])
        parent = os.path.dirname(parent)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.lexists(target):
        os.unlink(target)
    with open(target, 'w', encoding='utf-8') as file:
        file.write(text)
    return [row for row in rows if row[3] != path] + missing[::-1] + [['file', mode, owner, path]]


def pack(tree, rows, out):
    uids = owners(tree)
    with tempfile.NamedTemporaryFile('w', suffix='.pseudo', encoding='utf-8') as pseudo:
        for _, mode, owner, path, *_ in rows:
            if path != '/':
                pseudo.write(f'"{path}" m {mode} {uids[owner]} {uids[owner]}\n')
        pseudo.flush()
        if os.path.exists(out):
            os.unlink(out)
        subprocess.run(['mksquashfs', tree, out, '-comp', 'xz', '-noappend', '-all-root', '-no-xattrs', '-no-exports',
                        '-root-mode', '755', '-processors', '1', '-mkfs-time', '0', '-all-time', '0', '-pf', pseudo.name,
                        '-no-progress', '-quiet'], check=True, stdout=subprocess.DEVNULL,
                       env={key: value for key, value in os.environ.items() if key != 'SOURCE_DATE_EPOCH'})


def build(example, out, changes=()):
    with tempfile.TemporaryDirectory() as tree:
        rows = make_tree(example, tree, changes)
        pack(tree, rows, os.path.abspath(out))


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__.splitlines()[0])
    build(sys.argv[1].rstrip('/'), sys.argv[2])
