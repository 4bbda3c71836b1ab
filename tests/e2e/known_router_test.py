#!/usr/bin/env python3
"""A small router with twelve planted faults (tests/images/plant.sh): each must be found, in the image and in the folder
it was made from; its clean twin must have none of them."""
import functools
import os
import shutil
import subprocess
import tempfile

from kit import SOURCE, Skip, assess, case, facts, main

IMAGES = os.path.join(SOURCE, 'tests', 'images')
_folder = tempfile.TemporaryDirectory()


@functools.cache
def made(script):
    """(image, folder) by make_router.sh or make_clean.sh"""
    for tool in ('mksquashfs', 'openssl', 'cc'):
        if not shutil.which(tool):
            raise Skip('no ' + tool)
    image = os.path.join(_folder.name, script + '.squashfs')
    tree = os.path.join(_folder.name, script + '.tree')
    done = subprocess.run([os.path.join(IMAGES, script), image, tree], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=120)
    assert done.returncode == 0, done.stdout.decode(errors='replace')
    return image, tree


report = functools.cache(assess)


def planted():
    with open(os.path.join(IMAGES, 'planted.tsv'), encoding='utf-8') as file:
        return [line.rstrip('\n').split('\t') for line in file if not line.startswith('#')]


# What tells two faults in one file apart: words of the title or the evidence.
WORDS = {'1': 'support', '2': '1234', '3': 'telnetd', '5': 'changed by others', '11': 'gdbserver', '8': 'router1234'}


def every_fault(r):
    missing = []
    for number, provision, path, verdict, what in planted():
        words = WORDS.get(number, '')
        fit = [f for f in r.findings if f['provision'] == provision and f['verdict'] == verdict
               and any(e['path'].endswith(path) for e in f['evidence'])
               and (words in f['title'] or any(words in e['excerpt'] for e in f['evidence']))]
        if not fit:
            missing.append(f'{number} {what}: nothing under {provision} in {path}; in that file there are '
                           f"{[(f['provision'], f['title']) for f in r.findings if any(e['path'].endswith(path) for e in f['evidence'])]}")
    assert not missing, '\n'.join(missing)
    r.honest()


@case
def the_list_of_planted_faults_has_twelve_lines():
    rows = planted()
    assert [row[0] for row in rows] == [str(i) for i in range(1, 13)], rows


@case
def all_twelve_faults_are_found_in_the_image():
    every_fault(report(made('make_router.sh')[0]))


@case
def all_twelve_faults_are_found_in_the_folder():
    every_fault(report(made('make_router.sh')[1]))


@case
def what_is_beyond_doubt_fails():
    r = report(made('make_router.sh')[0])
    assert r.verdict == 'FAIL'
    for check, provision, path in (('empty-password', '5.1-1', '/etc/shadow'), ('known-password', '5.1-1', '/etc/shadow'),
                                   ('debug-service', '5.6-1', '/etc/init.d/S50network'),
                                   ('debug-service', '5.6-1', '/etc/init.d/S90debug'),
                                   ('console', '5.6-4A', '/etc/inittab'),
                                   ('hard-coded-private-key', '5.4-3', '/etc/ssl/server.key'),
                                   ('hard-coded-secret', '5.4-3', '/etc/cloud.conf')):
        r.finding(check, provision, path, 'FAIL')


@case
def each_remedy_names_the_provision_and_the_file():
    for f in report(made('make_router.sh')[0]).findings:
        assert f['remedy'].startswith(f['provision'].rstrip('ABCDE')) or f['provision'] in f['remedy'], f['remedy']


@case
def the_clean_twin_has_no_failure_and_no_false_pass():
    for input_ in made('make_clean.sh'):
        r = report(input_)
        bad = [(f['provision'], f['check'], f['title'], f['evidence'][0]['path']) for f in r.findings
               if f['verdict'] == 'FAIL']
        assert not bad, bad
        assert r.verdict != 'FAIL' and r.input['judgeable'], (r.verdict, r.input)
        r.honest()


@case
def the_clean_twin_has_none_of_the_faults():
    r = report(made('make_clean.sh')[0])
    for check in ('empty-password', 'known-password', 'shared-password-hash', 'debug-service', 'open-shell', 'console',
                  'hard-coded-private-key', 'shared-key', 'hard-coded-secret', 'default-secret', 'unverified-update',
                  'cleartext-update', 'command-injection', 'readable-secret', 'hardening', 'executable-stack'):
        r.no_finding(check)
    assert not [f for f in r.findings if f['check'] == 'file-rights' and f['severity'] in ('high', 'critical')]


main()
