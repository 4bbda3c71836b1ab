#!/usr/bin/env python3
"""Same input, same bytes out: from run to run, with any number of threads, and through the case file; a folder says
what the image says that was made of it."""
import os
import shutil
import subprocess
import tempfile

from kit import Skip, assess, below, case, corpus, main, run

IMAGES = ('firmware/rraycom-camera-rootfs.squashfs', 'firmware/tplink-mt7628-flash-0-3e0000.bin',
          'formats/rootfs.newc.cpio.gz', 'formats/verity.raucb', 'firmware/esp32s3-linux-etc.jffs2',
          'signatures/dirtraversal.tar')
FORMS = ('json', 'html', 'sarif', 'junit')


def forms(command, image, *options, cwd=None):
    """Bytes of every form of report and of what goes to the terminal."""
    with tempfile.TemporaryDirectory() as folder:
        args = [command, image, *(['--quiet'] if command == 'assess' else []), *options]
        for form in FORMS:
            args += ['--' + form, os.path.join(folder, form)]
        done = run(*args, cwd=cwd)
        assert done.returncode in (0, 1, 3), f'{args}: {done.returncode} {done.stderr.decode(errors="replace")}'
        got = {form: open(os.path.join(folder, form), 'rb').read() for form in FORMS}
        got['terminal'] = done.stdout
        got['status'] = done.returncode
    return got


def same(want, got, what):
    for form, value in want.items():
        if value != got[form]:
            at = next((i for i, (a, b) in enumerate(zip(value, got[form])) if a != b), 0) \
                if isinstance(value, bytes) else 0
            raise AssertionError(f'{what}: {form} differs' + (
                f' at {at}: {value[at - 60:at + 60]!r} and {got[form][at - 60:at + 60]!r}'
                if isinstance(value, bytes) else f': {value} and {got[form]}'))


@case
def two_runs_and_any_number_of_threads_give_the_same_bytes():
    for path in IMAGES:
        image = corpus(path)
        first = forms('assess', image)
        for threads in ('1', '2', '5'):
            same(first, forms('assess', image, '--threads', threads), f'{path} with {threads} threads')
        same(first, forms('assess', image), f'{path} again')


@case
def a_case_judged_again_gives_the_same_bytes():
    for path in IMAGES:
        with tempfile.TemporaryDirectory() as folder:
            kept = os.path.join(folder, 'kept.case')
            first = forms('assess', corpus(path), '--case', kept)
            before = open(kept, 'rb').read()
            same(first, forms('judge', kept), f'{path} from its case')
            assert open(kept, 'rb').read() == before, 'judging changed the case'


@case
def the_other_edition_can_be_judged_from_the_same_case():
    with tempfile.TemporaryDirectory() as folder:
        kept = os.path.join(folder, 'kept.case')
        image = corpus(IMAGES[0])
        forms('assess', image, '--case', kept)
        same(forms('assess', image, '--edition', 'V2.1.1'), forms('judge', kept, '--edition', 'V2.1.1'), 'V2.1.1')


@case
def an_image_is_no_worse_than_itself():
    image = corpus(IMAGES[0])
    done = run('diff', image, image)
    assert done.returncode == 0, (done.returncode, done.stdout[-300:], done.stderr[-300:])


@case
def facts_and_listing_are_the_same_each_time():
    for path in IMAGES[:3]:
        for command in (['facts'], ['unpack', '--list']):
            outs = {run(*command, corpus(path), '--threads', t).stdout for t in ('1', '2', '5')}
            assert len(outs) == 1 and outs.pop(), (path, command)


@case
def the_place_it_is_run_from_does_not_matter():
    image = corpus(IMAGES[0])
    here = forms('assess', image)
    there = forms('assess', os.path.basename(image), cwd=os.path.dirname(image))
    same(here, there, 'another working folder')


@case
def a_folder_says_what_its_image_says():
    """Unpacked by another program, with owners where we may set them."""
    if not shutil.which('unsquashfs'):
        raise Skip('no unsquashfs')
    image = corpus(IMAGES[0])
    with tempfile.TemporaryDirectory() as folder:
        tree = os.path.join(folder, 'tree')
        done = subprocess.run(['unsquashfs', '-no-progress', '-d', tree, image], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=120)
        if done.returncode:
            raise Skip('unsquashfs cannot make the tree here')
        a, b = assess(image), assess(tree)
        owners = os.stat(os.path.join(tree, 'bin/busybox')).st_uid == 1001

        def key(r):
            return sorted((f['check'], f['unit'], f['verdict'], f['severity'], f['title'],
                           tuple((below(e['path']) or '/' + e['path'].split('/', 1)[-1], e['offset'], e['excerpt'])
                                 for e in f['evidence']))
                          for f in r.findings if owners or 'foreign-owner' not in f['title'])
        assert b.input['kind'] == 'directory', b.input
        want, got = key(a), key(b)
        assert want == got, f'only image: {[x for x in want if x not in got]}\nonly folder: ' \
                            f'{[x for x in got if x not in want]}'
        assert len(a.accounts) == len(b.accounts) and len(a.listeners) == len(b.listeners)
        assert {(c['name'], c['version']) for c in a.components} == {(c['name'], c['version']) for c in b.components}
        assert {x['id'] for x in a.findings} == {x['id'] for x in b.findings} or not owners, 'ids differ'
        b.honest()


main()
