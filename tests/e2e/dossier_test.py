#!/usr/bin/env python3
"""The dossier of both examples: every document opens, says what it has to and nothing unfinished; the folder is written
whole or not at all; the same case gives the same bytes. TAP."""
import glob
import html.parser
import json
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import PROGRAM, SOURCE, Skip, case, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-dossier-')
EXAMPLES = ('smart-lock', 'camera')
DATE = '2026-11-21'
# what somebody leaves in a text that is to be written later
UNFINISHED = re.compile(r'\b(TODO|TBD|FIXME|XXX+|lorem ipsum|insert here|to be completed)\b|\[\s*(\.\.\.|…|name|date|address)\s*\]'
                        r'|<<.*?>>|\{\{|\(null\)|%[sdu]\b', re.I)


def path(*parts):
    return os.path.join(WORK.name, *parts)


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def make_case(example, name=None):
    target = path(f'{name or example}.case')
    if not os.path.exists(target):
        done = run('assess', '--product', os.path.join(SOURCE, 'examples', example, 'product.yaml'), '--case', target,
                   '--quiet')
        assert done.returncode in (0, 1, 3), done.stderr.decode(errors='replace')
    return target


def file_case(case_path, folder, *options, status=(0, 3)):
    done = run('file', case_path, '-o', folder, '--date', DATE, *options)
    text = done.stderr.decode(errors='replace')
    assert done.returncode in status, f'exit {done.returncode}: {text}'
    return text


def dossier(example):
    folder = path(example)
    if not os.path.isdir(folder):
        file_case(make_case(example), folder)
    return folder


def files(folder):
    found = {}
    for above, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(above, name)
            found[os.path.relpath(full, folder)] = read(full)
    return found


def pdf_text(name):
    if not shutil.which('pdftotext'):
        raise Skip('no pdftotext')
    done = subprocess.run(['pdftotext', '-enc', 'UTF-8', name, '-'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0 and not done.stderr, f'{name}: {done.stderr.decode()}'
    return done.stdout.decode()


class Words(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.words, self.skip = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.skip += tag in ('style', 'script')

    def handle_endtag(self, tag):
        self.skip -= tag in ('style', 'script')

    def handle_data(self, data):
        if not self.skip:
            self.words.append(data)


@case
def every_pdf_of_both_examples_opens_has_pages_title_and_embedded_fonts():
    if not shutil.which('pdfinfo') or not shutil.which('pdffonts'):
        raise Skip('no poppler')
    count = 0
    for example in EXAMPLES:
        for name in sorted(glob.glob(dossier(example) + '/**/*.pdf', recursive=True)):
            info = subprocess.run(['pdfinfo', name], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            said = info.stdout.decode()
            assert info.returncode == 0 and not info.stderr, f'{name}: {info.stderr.decode()}'
            assert int(re.search(r'Pages:\s+(\d+)', said).group(1)) >= 1, name
            assert re.search(r'Title:\s+\S', said) and re.search(r'Tagged:\s+yes', said), f'{name}: {said}'
            assert re.search(r'Page size:.*A4', said), name
            fonts = subprocess.run(['pdffonts', name], stdout=subprocess.PIPE).stdout.decode().splitlines()[2:]
            assert fonts, f'{name}: no fonts'
            for font in fonts:
                assert font.split()[-5] == 'yes', f'{name}: not embedded: {font}'
            count += 1
    assert count >= 2 * 9, count


@case
def the_pdf_and_the_html_of_a_document_say_the_same_words():
    for example in EXAMPLES:
        for name in sorted(glob.glob(dossier(example) + '/**/*.pdf', recursive=True)):
            page = name[:-4] + '.html'
            assert os.path.exists(page), page
            printed = set(re.findall(r'\w{5,}', pdf_text(name).replace('\u00ad', '').replace('\u2010\n', '')))
            shown = set(re.findall(r'\w{5,}', ' '.join(Words(read(page).decode()).words)))
            lost = {w for w in shown - printed if not re.fullmatch(r'[0-9a-f]{40,}', w)}
            # words that a narrow column breaks come in two parts
            assert len(lost) <= 0.06 * len(shown) + 5, f'{name}: {len(lost)} of {len(shown)}: {sorted(lost)[:20]}'


@case
def nothing_unfinished_stands_in_any_file():
    for example in EXAMPLES:
        for name, content in files(dossier(example)).items():
            if name.endswith('.pdf'):
                text = pdf_text(os.path.join(dossier(example), name))
            elif name.endswith('.html'):
                text = ' '.join(Words(content.decode()).words)
            else:
                text = content.decode()
            found = UNFINISHED.search(text)
            assert not found, f'{example}/{name}: {text[max(0, found.start() - 60):found.end() + 60]!r}'


@case
def the_index_names_every_file_and_the_manifest_verifies():
    for example in EXAMPLES:
        folder = dossier(example)
        index = ' '.join(Words(read(folder + '/index.html').decode()).words)
        for name in files(folder):
            if not name.startswith('index') and name != 'manifest.json':
                assert name in index, f'{example}: {name} is not in the index'
        for link in re.findall(r'href="(\d-[^"]+)"', read(folder + '/index.html').decode()):
            assert os.path.isfile(os.path.join(folder, link)), f'{example}: {link} leads nowhere'
        done = run('verify', folder)
        assert b'all as listed' in done.stdout + done.stderr, (done.stdout + done.stderr).decode()


@case
def a_second_run_gives_the_same_bytes_whatever_the_number_of_threads():
    first = files(dossier('smart-lock'))
    file_case(make_case('smart-lock'), path('again'), '--threads', '1')
    second = files(path('again'))
    assert first.keys() == second.keys(), first.keys() ^ second.keys()
    for name in first:
        assert first[name] == second[name], f'{name} differs'


@case
def the_issue_stands_in_the_audit_trail_with_the_hash_of_the_manifest_and_a_draft_does_not():
    target = make_case('smart-lock', 'trail')
    file_case(target, path('draft'), '--draft', '--only', 'ics')
    db = sqlite3.connect(target)
    assert not db.execute("SELECT count(*) FROM audit WHERE what='issued'").fetchone()[0]
    file_case(target, path('issued'), '--only', 'ics', '--issuer', 'Example Lab')
    rows = db.execute("SELECT who, subject, detail FROM audit WHERE what='issued'").fetchall()
    done = subprocess.run(['sha256sum', path('issued/manifest.json')], stdout=subprocess.PIPE)
    assert len(rows) == 1 and rows[0][0] == 'Example Lab' and rows[0][1] == 'issued', rows
    assert done.stdout.decode().split()[0] in rows[0][2], rows
    digest = json.loads(read(path('issued/manifest.json')))
    assert db.execute('SELECT count(*) FROM audit').fetchone()[0] == 2
    assert any(isinstance(v, str) and len(v) == 64 for v in digest.values()), digest
    db.close()


@case
def no_cell_of_the_audit_trail_is_computed_or_takes_its_neighbours():
    target = make_case('smart-lock', 'cells')
    for by, unit in (('=HYPERLINK("http://x.example")', '5.3-16-2 a'), ('"Ada', '5.3-16-2 b')):
        done = run('answer', target, unit, 'pass', '--by', by, '--note', 'read')
        assert done.returncode == 0, done.stderr
    file_case(target, path('cells'), '--draft', '--no-pdf', '--only', 'audit-trail.tsv')
    rows = [row.split('\t') for row in read(glob.glob(path('cells/**/audit-trail.tsv'), recursive=True)[0]).decode().splitlines()]
    assert len(rows) == 4 and all(len(row) == 7 for row in rows), rows
    assert not [cell for row in rows for cell in row if cell[:1] in ('=', '+', '-', '@', '"')], rows
    assert [row[2] for row in rows[2:]] == ['\'=HYPERLINK("http://x.example")', '\'"Ada'], rows


@case
def a_draft_says_so_on_every_page_of_every_document():
    file_case(make_case('smart-lock'), path('drafts'), '--draft')
    for name in glob.glob(path('drafts') + '/**/*.pdf', recursive=True):
        pages = pdf_text(name).split('\f')[:-1]
        assert pages and all('DRAFT' in page for page in pages), name
    for name in glob.glob(path('drafts') + '/**/*.html', recursive=True):
        assert b'DRAFT' in read(name), name


@case
def a_legal_document_without_its_fields_is_refused_named_and_not_written():
    with open(os.path.join(SOURCE, 'examples/smart-lock/product.yaml'), encoding='utf-8') as file:
        text = file.read()
    text, count = re.subn(r'^  signatory: .*\n', '', text, flags=re.M)
    assert count == 1
    with open(path('product.yaml'), 'w', encoding='utf-8') as file:
        file.write(text)
    done = run('assess', '--product', path('product.yaml'), '--case', path('lacks.case'), '--quiet')
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    said = file_case(path('lacks.case'), path('lacks'), '--no-pdf', status=(3,))
    assert 'refused' in said and 'maker.signatory' in said, said
    assert not glob.glob(path('lacks/2-regulatory/psti-statement-of-compliance*')), 'written all the same'
    index = ' '.join(Words(read(path('lacks/index.html')).decode()).words)
    assert 'Refused' in index and 'maker.signatory' in index
    file_case(path('lacks.case'), path('lacks-draft'), '--no-pdf', '--draft', status=(0,))
    assert glob.glob(path('lacks-draft/2-regulatory/psti-statement-of-compliance*'))


@case
def a_folder_that_is_no_dossier_or_was_edited_is_left_alone():
    target = make_case('smart-lock')
    os.makedirs(path('mine'))
    with open(path('mine/letter.txt'), 'w', encoding='utf-8') as file:
        file.write('mine')
    said = file_case(target, path('mine'), '--only', 'ics', status=(2,))
    assert 'is no dossier' in said and read(path('mine/letter.txt')) == b'mine', said
    file_case(target, path('edited'), '--only', 'ics')
    shutil.copy(path('mine/letter.txt'), path('edited/letter.txt'))
    said = file_case(target, path('edited'), '--only', 'ics', status=(2,))
    assert 'letter.txt' in said and 'by hand' in said and os.path.exists(path('edited/letter.txt')), said
    os.unlink(path('edited/letter.txt'))
    with open(path('edited/index.html'), 'a', encoding='utf-8') as file:
        file.write('<!-- a note -->')
    said = file_case(target, path('edited'), '--only', 'ics', status=(2,))
    assert 'index.html' in said, said
    file_case(target, path('fresh'), '--only', 'ics')
    file_case(target, path('fresh'), '--only', 'ixit')
    assert not glob.glob(path('fresh/1-assessment/ics*')) and glob.glob(path('fresh/1-assessment/ixit*'))


@case
def a_full_disk_leaves_the_old_dossier():
    target = make_case('smart-lock')
    file_case(target, path('full'), '--only', 'ics')
    before = files(path('full'))

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, resource.RLIM_INFINITY))
    done = subprocess.run([PROGRAM, 'file', target, '-o', path('full'), '--date', DATE], preexec_fn=limit,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 4, done.stderr.decode()
    assert files(path('full')) == before
    assert not glob.glob(path('.full*')), 'something is left over'


@case
def a_run_that_is_killed_leaves_the_old_or_the_new_dossier_and_the_next_one_works():
    target = make_case('smart-lock')
    file_case(target, path('killed'), '--only', 'ics')
    began = time.monotonic()
    file_case(target, path('timing'), '--only', 'ics,ixit')
    whole = time.monotonic() - began
    states = {frozenset(files(path('killed'))), frozenset(files(path('timing')))}
    for step in range(24):
        child = subprocess.Popen([PROGRAM, 'file', target, '-o', path('killed'), '--date', DATE, '--only', 'ics,ixit'],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * 1.2 * step / 24)
        child.kill()
        child.wait()
        found = frozenset(files(path('killed')))
        assert found in states, f'a half dossier: {sorted(found)}'
        done = run('verify', path('killed'))
        assert b'all as listed' in done.stdout + done.stderr, (done.stdout + done.stderr).decode()
    file_case(target, path('killed'), '--only', 'ics')
    assert frozenset(files(path('killed'))) in states
    assert not glob.glob(path('.killed*'))


@case
def wrong_use_is_told():
    target = make_case('smart-lock')
    for options, word in ((['--date', '31.1.2026'], 'date'), (['--only', 'nonsense'], 'nonsense')):
        done = run('file', target, '-o', path('never'), *options)
        assert done.returncode == 2 and word in done.stderr.decode(), done.stderr.decode()
    assert run('file', target).returncode == 2
    assert run('file', os.path.join(SOURCE, 'README.md'), '-o', path('never')).returncode == 2
    assert run('file', target, '-o', path('no/such/folder')).returncode == 4
    assert not os.path.exists(path('never'))


@case
def a_letter_that_no_font_has_refuses_the_legal_text_it_stands_in_and_nothing_else():
    product = path('emoji.yaml')
    with open(os.path.join(SOURCE, 'examples/camera/product.yaml'), encoding='utf-8') as file:
        text = file.read()
    with open(product, 'w', encoding='utf-8') as file:
        file.write(text.replace('  name: Tarnlight Porch 2K\n', '  name: Tarnlight \U0010fffd Porch\n', 1))
    target = path('emoji.case')
    assert run('assess', '--product', product, '--case', target, '--quiet').returncode in (0, 1, 3)
    told = file_case(target, path('emoji'), '--only', 'user-information,ics', status=(3,))
    assert 'no installed font has' in told and 'refused' in told, told
    there = sorted(os.path.basename(name) for name in glob.glob(path('emoji', '*', '*')))
    assert there == ['ics-v2.1.1.html', 'ics-v2.1.1.pdf', 'ics-v3.1.3.html', 'ics-v3.1.3.pdf'], there


def everything_in(folder):
    """Every document's text, of the PDFs too where they can be read, and every file beside them."""
    texts = []
    for name in glob.glob(os.path.join(folder, '**'), recursive=True):
        if name.endswith('.pdf'):
            if shutil.which('pdftotext'):
                texts.append(subprocess.run(['pdftotext', name, '-'], capture_output=True, check=True).stdout)
        elif os.path.isfile(name):
            texts.append(read(name))
    return b'\n'.join(texts)


@case
def secrets_that_were_found_stand_in_no_document_unless_asked_for():
    root = path('root')
    os.makedirs(os.path.join(root, 'etc/init.d'))
    for name, text in (('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'),
                       ('etc/shadow', 'root:$1$qpZyHcqF$UrnVvyArHGFhJXqh3dWoD.:18000:0:99999:7:::\n'),
                       ('etc/init.d/rcS', '#!/bin/sh\n/usr/sbin/telnetd -l /bin/login -u boss:Kq7rYt-55 -i br0 &\n')):
        with open(os.path.join(root, name), 'w', encoding='ascii') as file:
            file.write(text)
    secrets = (b'$1$qpZyHcqF$UrnVvyArHGFhJXqh3dWoD.', b'Kq7rYt-55')
    target = path('secret.case')
    open_report = run('assess', root, '--case', target, '--json', '-').stdout
    found = [secret for secret in secrets if secret in open_report]
    assert secrets[1] in found, 'the program did not find what was planted'
    file_case(target, path('held'))
    held = everything_in(path('held'))
    assert not [secret for secret in secrets if secret in held] and b'[withheld]' in held
    file_case(target, path('shown'), '--show-secrets')
    shown = everything_in(path('shown'))
    assert all(secret in shown for secret in found) and b'[withheld]' not in shown
    assert b'This copy is not for others' in re.sub(rb'\s+', b' ', shown)
    for form in ('--json', '--html', '--sarif', '--junit'):
        report = run('judge', target, '--withhold-secrets', form, '-').stdout
        assert not [secret for secret in secrets if secret in report] and report, form
    # the case is as it was
    assert run('judge', target, '--json', '-').stdout.count(secrets[1]) == open_report.count(secrets[1])


main()
