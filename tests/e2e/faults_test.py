#!/usr/bin/env python3
"""Each call by which a command writes fails once, and is the last one before the power goes once: what was there stays or
what is new is there whole, and the command says so. strace makes the calls fail, so this is exact where power_test.py is
random. TAP. HOLDFAST_FAULTS: how many calls of each kind are tried, evenly among them (default 3; all: every one)."""
import collections
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402
import power_test as power  # noqa: E402
from kit import PROGRAM, SANITIZED, Skip, case, main, run  # noqa: E402

kit.forget()  # its own tests run by themselves

CALLS = ('write', 'pwrite64', 'fsync', 'fdatasync', 'rename', 'renameat2', 'ftruncate', 'unlink', 'unlinkat', 'mkdir',
         'mkdirat', 'linkat')
TRIED = os.environ.get('HOLDFAST_FAULTS', '3')
TRACE = os.path.join(power.WORK.name, 'trace')


def traced(args, inject):
    options = ['-e', 'inject=' + inject] if inject else ['-e', 'trace=' + ','.join(CALLS)]
    return subprocess.run(['strace', '-qq', '-e', 'signal=none', '-o', TRACE, *options, PROGRAM, *args],
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=300)


def calls_of(args):
    """How often it makes each call. The worker's are not among them: it writes nothing but its results."""
    done = traced(args, None)
    with open(TRACE, encoding='utf-8', errors='replace') as file:
        return done, collections.Counter(re.findall(r'^(\w+)\(', file.read(), re.M))


def some(count):
    most = count if TRIED == 'all' else int(TRIED)
    return range(1, count + 1) if count <= most else sorted({1 + round(i * (count - 1) / max(most - 1, 1)) for i in range(most)})


def sound(disk, name):
    """A case that opens, with as many answers as its trail tells of."""
    return run('judge', os.path.join(disk, name)).returncode in (0, 1, 3)


def check(disk, name, files, args, after, what):
    """One fault; what is wrong with how it ended."""
    power.prepare(disk, files)
    before = power.snapshot(disk)
    done = traced(args, what)
    now = power.snapshot(disk)
    wrong = [f'{gone} is gone' for gone in before if gone not in now]
    killed = done.returncode in (-9, 137)
    changed = [k for k in before if k in now and now[k] != before[k]]
    # what syncs after the new file is in its place, and what prints after it was written, fail without undoing it
    whole = all(k.endswith('.case') or now[k] == after.get(k) or k.endswith('.p7s') for k in changed)
    if not whole:
        wrong.append(f'neither old nor new: {changed}')
    for made in ('new.case', 'x.case'):
        if made in now and (made in before or not killed) and not sound(disk, made):
            wrong.append(f'{made} is broken')
    if not killed:
        if done.returncode not in (0, 1, 3, 4):
            wrong.append(f'exit {done.returncode}')
        if done.returncode == 4 and not done.stderr.strip():
            wrong.append('fails without a word')
        # a journal that could not be removed takes nothing back once it can be: the answer before it is committed
        differs = sorted(k for k in set(now) ^ set(after) if not k.endswith('-journal'))
        if done.returncode != 4 and differs:
            wrong.append(f'says all is well, but {differs[:4]}')
        left = [k for k in now if k not in before and k not in after and not k.endswith('-journal')]
        if left and not name.startswith(('archive', 'ixit --csv')):
            wrong.append(f'left over: {left[:4]}')
    again = run(*args)
    if again.returncode not in (0, 1, 3):
        wrong.append(f'cannot be done again: {again.stderr[-200:]!r}')
    lost = [k for k in after if k not in power.snapshot(disk)]
    if lost:
        wrong.append(f'done again, without {lost[:4]}')
    return [f'{name}: {what}: {line} ({done.stderr[-160:]!r})' for line in wrong]


def can_trace():
    if SANITIZED:
        raise Skip('a sanitizer does not work under strace')
    if not shutil.which('strace') or subprocess.run(['strace', '-qq', '-o', TRACE, '-e', 'inject=unlink:error=EIO', 'true'],
                                                    capture_output=True).returncode:
        raise Skip('no strace here, or it may not trace')


@case
def where_the_kernel_has_no_filter_of_calls_a_command_says_so_and_goes_on():
    can_trace()
    done = traced(['explain', '5.1-1'], 'seccomp,prctl:error=EINVAL')
    assert done.returncode == 0 and b'goes on without a filter' in done.stderr, done
    done = run('explain', '5.1-1')
    assert done.returncode == 0 and not done.stderr, done


@case
def every_write_that_fails_or_is_the_last_leaves_the_old_or_the_new_and_can_be_done_again():
    can_trace()
    power.master()
    disk = power.path('faults')
    os.makedirs(disk)
    bad, faults = [], 0
    for name, files, args in power.writers(disk):
        power.prepare(disk, files)
        done, counts = calls_of(args)
        assert done.returncode in (0, 1, 3), f'{name}: {done.stderr!r}'
        after = power.snapshot(disk)
        for call in CALLS:
            for how in ('error=EIO', 'error=ENOSPC', 'signal=KILL'):
                if how == 'error=ENOSPC' and call not in ('write', 'pwrite64', 'mkdir', 'mkdirat'):
                    continue
                for at in some(counts[call]):
                    bad += check(disk, name, files, args, after, f'{call}:{how}:when={at}')
                    faults += 1
    assert faults > 100, f'{faults} faults only: nothing was traced'
    assert not bad, '\n'.join(bad)


if __name__ == '__main__':
    main()
