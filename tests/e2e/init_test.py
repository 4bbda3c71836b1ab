#!/usr/bin/env python3
"""holdfast init: what it writes loads, says where each value was seen, claims nothing that the image does not show, and
gap then says what its maker would have to do. TAP."""
import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import PROGRAM, case, corpus, gives, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-init-')
IMAGES = ['firmware/librarybox-openwrt-tl-wr703n.bin', 'firmware/dlink-dir300-revb5-2.15b01.bin',
          'firmware/rraycom-camera-rootfs.squashfs', 'firmware/tplink-mt7628-flash-0-3e0000.bin']
PROFILES = 'hub camera smart-lock toy wearable appliance sensor router speaker television thermostat lighting alarm other'


def path(name):
    return os.path.join(WORK.name, name)


def filled(image, name):
    gives(0, 'init', '--from', corpus(image), '-o', path(name), '--force', '--quiet')
    with open(path(name), encoding='utf-8') as file:
        return file.read()


@case
def every_profile_gives_a_file_that_loads():
    for profile in PROFILES.split():
        gives(0, 'init', '--profile', profile, '--no-questions', '--all', '-o', path(profile + '.yaml'))
        done = run('assess', '--product', path(profile + '.yaml'), '--quiet')
        assert done.returncode == 3, f'{profile}: {done.stderr.decode(errors="replace")}'


@case
def on_a_terminal_it_asks_checks_each_answer_and_keeps_what_was_said():
    answers = ['Lock One', 'L-1', '', 'toaster', 'smart-lock']  # name, model, type, kind until it is one
    leader, follower = pty.openpty()
    with subprocess.Popen([PROGRAM, 'init', '-o', path('asked.yaml')], stdin=follower, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as child:
        os.close(follower)
        os.write(leader, ('\n'.join(answers) + '\n').encode())
        time.sleep(0.5)
        os.write(leader, b'\x04')  # the end of input: what was said until then is kept
        _, said = child.communicate(timeout=60)
    os.close(leader)
    text = said.decode(errors='replace')
    assert child.returncode == 0, text
    assert 'What the product is called' in text and "'toaster' is none of" in text, text
    with open(path('asked.yaml'), encoding='utf-8') as file:
        made = file.read()
    assert 'name: Lock One' in made and 'model: L-1' in made and 'kind: smart-lock' in made, made[:900]


@case
def a_file_that_is_there_is_not_written_over():
    gives(0, 'init', '--no-questions', '-o', path('once.yaml'))
    gives(2, 'init', '--no-questions', '-o', path('once.yaml'), says='--force')
    gives(2, 'init', '--profile', 'toaster', '-o', path('x.yaml'), says='no profile')
    gives(4, 'init', '--from', path('nothing.img'), '-o', path('y.yaml'))
    assert not os.path.exists(path('y.yaml'))


@case
def real_images_give_files_that_load_with_the_place_of_each_value():
    for image in IMAGES:
        text = filled(image, 'real.yaml')
        assert text.count('# found: ') > 20, f'{image}: only {text.count("# found: ")} values'
        done = run('assess', corpus(image), '--product', path('real.yaml'), '--json', '--quiet')
        assert done.returncode in (1, 3), f'{image}: {done.stderr.decode(errors="replace")[-800:]}'
        report = json.loads(done.stdout)
        # an undeclared listener or component cannot be: everything found was declared
        left = [f for f in report['findings'] if f['check'].startswith('undeclared')]
        assert not left, f'{image}: {[f["title"] for f in left]}'
        passed = [u['unit'] for u in report['units'] if u['verdict'] == 'PASS']
        assert not [p for p in report['provisions'] if p['verdict'] == 'PASS'], f'{image}: claims to pass {passed}'


@case
def what_is_found_is_declared_and_what_is_not_known_is_not():
    text = filled(IMAGES[0], 'router.yaml')
    assert re.search(r'program: dropbear # found: ', text)
    assert re.search(r'agent: opkg # found: ', text)
    assert '# support:' in text and '# disclosure:' in text
    assert 'default: Y' not in [line for line in text.split('\n') if not line.startswith('#')]


@case
def gap_says_what_the_maker_would_have_to_do():
    filled(IMAGES[0], 'gap.yaml')
    done = run('gap', path('gap.yaml'), '--regime', 'psti,cra', '--all')
    text = done.stdout.decode(errors='replace')
    assert done.returncode in (1, 3) and 'What to do, most pressing first' in text, text[-800:]
    for asked in ('vr-contact', 'sp-publish', 'pw-unique'):
        assert asked in text, f'{asked} is not asked for'
    assert 'support.end' in text and 'disclosure.contact' in text


main()
