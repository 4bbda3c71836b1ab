#!/usr/bin/env python3
"""Signatures of documents and dossiers, and the archive of what was issued: what was changed, added, taken away or signed
by somebody else is noticed and named, whatever it is. TAP."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import Skip, case, gives, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-sign-')
DIGEST = '5' * 64
SOFTHSM = '/usr/lib/softhsm/libsofthsm2.so'


def path(*parts):
    return os.path.join(WORK.name, *parts)


def write(name, content):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), 'wb') as file:
        file.write(content)
    return path(name)


def read(name):
    with open(path(name), 'rb') as file:
        return file.read()


def shell(*words, env=None):
    done = subprocess.run(words, cwd=WORK.name, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env=env)
    assert done.returncode == 0, f'{words}: {done.stdout.decode(errors="replace")}'
    return done.stdout


def need(*tools):
    for tool in tools:
        if not shutil.which(tool):
            raise Skip(f'no {tool}')


def certificate(name, *options, key='ec'):
    """NAME.key and NAME.pem: self-signed, or as the options say."""
    if os.path.exists(path(name + '.pem')):
        return
    need('openssl')
    kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] if key == 'ec' else ['-newkey', key]
    shell('openssl', 'req', '-x509', *kind, '-nodes', '-keyout', name + '.key', '-out', name + '.pem', '-subj',
          '/CN=' + name, '-days', '300', *options)


def signing(name='maker'):
    certificate(name)
    return ['--key', path(name + '.key'), '--certificate', path(name + '.pem')]


def trusting(name='maker'):
    return ['--certificate', path(name + '.pem')]


DOCUMENTS = {'index.html': b'<p>index</p>', 'statement.pdf': b'%PDF-1.7 statement', 'evidence/photo.png': b'\x89PNG\r\n',
             'evidence/deep/log.txt': b'x' * 70000, 'annex-vii/risk.html': b'<p>risk</p>', 'empty.txt': b''}


def dossier(name):
    shutil.rmtree(path(name), ignore_errors=True)
    for document, content in DOCUMENTS.items():
        write(f'{name}/{document}', content)
    gives(0, 'sign', path(name), *signing(), '--case', DIGEST)
    return path(name)


def flipped(name, at):
    content = bytearray(read(name))
    content[at] ^= 1
    return bytes(content)


@case
def a_signed_dossier_verifies_and_the_same_folder_gives_the_same_manifest():
    folder = dossier('good')
    gives(0, 'verify', folder, *trusting(), says=['GOOD', 'files: 6, all as listed', 'CN=maker'])
    gives(0, 'verify', folder, *trusting(), '--case', DIGEST, says='printed from it as it is')
    gives(1, 'verify', folder, *trusting(), '--case', '6' * 64, says='the case has changed')
    dossier('same')
    assert read('good/manifest.json') == read('same/manifest.json')


@case
def a_case_that_changed_since_its_dossier_was_printed_is_noticed():
    os.makedirs(path('image/etc'), exist_ok=True)
    write('image/etc/passwd', b'root:x:0:0:root:/root:/bin/sh\n')
    product, known = path('case'), (0, 1, 3)
    assert run('assess', path('image'), '--case', product, '--quiet').returncode in known
    write('printed/index.html', b'<p>index</p>')
    gives(0, 'sign', path('printed'), *signing(), '--case', product)
    gives(0, 'verify', path('printed'), *trusting(), '--case', product, says='printed from it as it is')
    # the same assessment again is no change; a person's answer is one
    assert run('assess', path('image'), '--case', product, '--quiet').returncode in known
    gives(0, 'verify', path('printed'), *trusting(), '--case', product, says='printed from it as it is')
    gives(0, 'answer', product, '5.2-1-2 a', 'pass', '--by', 'A. Assessor', '--note', 'seen')
    gives(1, 'verify', path('printed'), *trusting(), '--case', product, says='CASE: the case has changed since')
    gives(4, 'sign', path('printed'), *signing(), '--case', product, says='not signed')
    write('image/etc/hostname', b'other\n')
    assert run('assess', path('image'), '--case', path('other-case'), '--quiet').returncode in known
    gives(1, 'verify', path('printed'), *trusting(), '--case', path('other-case'), says='not printed from this case')
    gives(2, 'verify', path('printed'), *trusting(), '--case', path('printed/index.html'), says='is no case')


@case
def a_dossier_that_was_drawn_from_a_case_is_signed_verified_and_archived():
    write('camera/etc/passwd', b'root:x:0:0:root:/root:/bin/sh\n')
    product = path('camera-case')
    assert run('assess', path('camera'), '--case', product, '--quiet').returncode in (0, 1, 3)
    # legal texts are refused: nothing is declared
    gives(3, 'file', product, '-o', path('camera-dossier'), '--no-pdf')
    gives(0, 'sign', path('camera-dossier'), *signing(), '--case', product)
    # that it was issued stands in the case now, and changes nothing
    gives(0, 'verify', path('camera-dossier'), *trusting(), '--case', product, says='printed from it as it is')
    document = path('camera-dossier', 'manifest.json')
    gives(0, 'archive', 'add', path('camera-store'), document, '--kind', 'other', '--product', 'Camera', '--issued',
          '2026-01-31')
    gives(0, 'archive', 'list', path('camera-store'), says='manifest.json (signed)')
    with open(path('camera-dossier', 'index.html'), 'ab') as file:
        file.write(b' ')
    gives(1, 'verify', path('camera-dossier'), *trusting(), says='CHANGED index.html')


@case
def a_draft_is_neither_signed_nor_archived_whole_or_in_part():
    write('early/etc/passwd', b'root:x:0:0:root:/root:/bin/sh\n')
    product, folder = path('early-case'), path('early-dossier')
    assert run('assess', path('early'), '--case', product, '--quiet').returncode in (0, 1, 3)
    shutil.rmtree(folder, ignore_errors=True)
    gives(0, 'file', product, '-o', folder, '--draft')
    gives(4, 'sign', folder, *signing(), says=['is a draft', '--draft'])
    gives(4, 'sign', folder, *signing(), '--case', product, says='is a draft')
    gives(3, 'verify', folder, says=['DRAFT: ', 'signature: NONE'])
    pages = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
             if name.endswith(('.html', '.pdf')) or name in ('manifest.json', 'security.txt')]
    assert {name.rsplit('.', 1)[1] for name in pages} == {'html', 'pdf', 'json', 'txt'}
    for page in pages:
        gives(4, 'sign', page, *signing(), says='is a draft')
    gives(4, 'archive', 'add', path('early-store'), pages[0], '--kind', 'other', '--product', 'x', '--issued', '2026-01-31',
          says='is a draft')
    assert not os.path.exists(path('early-store'))
    # without its manifest, and one page among others
    os.unlink(path('early-dossier/manifest.json'))
    gives(4, 'sign', folder, *signing(), says='is a draft')
    os.makedirs(path('mixed'), exist_ok=True)
    for number, page in enumerate(p for p in pages if p.endswith(('.html', '.pdf'))):
        shutil.copy(page, path('mixed', 'page'))
        gives(4, 'sign', path('mixed'), *signing(), says="'page' is a draft")
    left = [name for at in (folder, path('mixed')) for _, _, names in os.walk(at) for name in names
            if name.endswith('.p7s') or name == 'manifest.json']
    assert not left, left
    gives(3, 'file', product, '-o', path('final-dossier'), '--only', 'test-report,ics,security.txt,psti-statement-of-compliance')
    gives(0, 'sign', path('final-dossier'), *signing())


@case
def a_flipped_byte_of_each_document_is_noticed_and_the_document_named():
    folder = dossier('flip')
    for document, content in DOCUMENTS.items():
        for at in {0, len(content) // 2, len(content) - 1} if content else ():
            write('flip/' + document, flipped('flip/' + document, at))
            text = gives(1, 'verify', folder, *trusting(), says=f'CHANGED {document}: ')
            assert text.count('CHANGED') == 1, text
            write('flip/' + document, content)
    gives(0, 'verify', folder, *trusting())


@case
def a_file_added_or_missing_or_made_a_link_is_named():
    folder = dossier('set')
    os.unlink(path('set/empty.txt'))
    write('set/evidence/new.txt', b'')
    os.unlink(path('set/index.html'))
    os.symlink('/etc/passwd', path('set/index.html'))
    text = gives(1, 'verify', folder, *trusting(), says=['MISSING empty.txt', 'ADDED evidence/new.txt',
                                                         'CHANGED index.html: no regular file any more'])
    assert text.count('GOOD') == 2, text  # the manifest's own signature is still good, and said so


@case
def a_flipped_byte_of_the_signature_or_manifest_is_never_good():
    folder = dossier('bytes')
    for name in ('bytes/manifest.json.p7s', 'bytes/manifest.json'):
        content = read(name)
        for at in list(range(3, len(content), max(1, len(content) // 40))) + [len(content) - 1]:
            write(name, flipped(name, at))
            done = run('verify', folder, *trusting())
            # the version number of a signer means nothing and is read by nobody
            if done.returncode != 1 and content[at - 2:at] != b'\x02\x01':
                raise AssertionError(f'{name} byte {at}: exit {done.returncode}: {done.stdout.decode()}')
            write(name, content)
    gives(0, 'verify', folder, *trusting())


@case
def nobody_vouches_until_a_certificate_or_authority_is_named():
    folder = dossier('trust')
    gives(3, 'verify', folder, says=['nobody vouches', 'INTACT, SIGNER UNKNOWN'], silent='GOOD')
    certificate('other')
    gives(1, 'verify', folder, *trusting('other'), says=['REFUSED', 'another certificate'], silent='GOOD')
    gives(1, 'verify', folder, '--ca', path('other.pem'), says='REFUSED', silent='GOOD')
    gives(0, 'verify', folder, '--ca', path('maker.pem'), says='authority')
    gives(2, 'verify', folder, '--certificate', path('maker.key'), silent='GOOD')
    gives(4, 'verify', folder, '--certificate', path('gone.pem'))
    os.unlink(path('trust/manifest.json.p7s'))
    gives(3, 'verify', folder, *trusting(), says=['signature: NONE', 'all as listed'])


@case
def a_chain_to_an_authority_is_followed():
    certificate('root', '-addext', 'keyUsage=critical,keyCertSign')
    shell('openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384', '-nodes', '-keyout',
          'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=leaf')
    write('leaf.ext', b'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n')
    shell('openssl', 'x509', '-req', '-in', 'leaf.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial',
          '-days', '100', '-out', 'leaf.pem', '-extfile', 'leaf.ext')
    document = write('chain.txt', b'document')
    gives(0, 'sign', document, '--key', path('leaf.key'), '--certificate', path('leaf.pem'))
    gives(0, 'verify', document, '--ca', path('root.pem'), says='CN=leaf')
    certificate('other')
    gives(1, 'verify', document, '--ca', path('other.pem'))
    shell('openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', 'chain.txt.p7s', '-content', 'chain.txt',
          '-CAfile', 'root.pem', '-purpose', 'any')


@case
def an_expired_certificate_signs_nothing_and_is_told_when_it_expired_since():
    need('openssl')
    certificate('maker')
    certificate('expired')
    if not os.path.exists(path('ca')):
        os.mkdir(path('ca'))
    write('ca/index.txt', b'')
    write('ca/serial', b'01\n')
    write('ca/ca.cnf', b'[ca]\ndefault_ca=c\n[c]\ndatabase=ca/index.txt\nserial=ca/serial\nnew_certs_dir=ca\n'
          b'default_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n')
    certificate('root', '-addext', 'keyUsage=critical,keyCertSign')
    shell('openssl', 'req', '-new', '-key', 'maker.key', '-out', 'old.csr', '-subj', '/CN=old')
    shell('openssl', 'ca', '-batch', '-config', 'ca/ca.cnf', '-cert', 'root.pem', '-keyfile', 'root.key', '-in',
          'old.csr', '-out', 'old.pem', '-startdate', '20200101000000Z', '-enddate', '20210101000000Z', '-notext')
    document = write('old.txt', b'document')
    gives(4, 'sign', document, '--key', path('maker.key'), '--certificate', path('old.pem'), says='has expired on 2021')
    assert not os.path.exists(document + '.p7s')
    # made by others in spite of it: not valid when it says that it was signed
    shell('openssl', 'cms', '-sign', '-binary', '-in', 'old.txt', '-signer', 'old.pem', '-inkey', 'maker.key',
          '-outform', 'DER', '-out', 'old.txt.p7s')
    gives(1, 'verify', document, '--certificate', path('old.pem'), says='was not valid when it was made')
    # signed in time, looked at long after
    document = write('later.txt', b'document')
    gives(0, 'sign', document, *signing())
    gives(1, 'verify', document, *trusting(), '--at', '2099-01-01', says='does not hold')
    gives(1, 'verify', document, *trusting(), '--at', '2020-01-01', says='later than the moment')
    gives(2, 'verify', document, *trusting(), '--at', '2099-13-01')


@case
def a_certificate_on_a_revocation_list_signs_for_nobody():
    need('openssl')
    certificate('maker')
    shutil.rmtree(path('crl'), ignore_errors=True)
    write('crl/index.txt', b'')
    write('crl/serial', b'01\n')
    write('crl/ca.cnf', b'[ca]\ndefault_ca=c\n[c]\ndatabase=crl/index.txt\nserial=crl/serial\nnew_certs_dir=crl\n'
          b'default_md=sha256\npolicy=p\nunique_subject=no\ndefault_crl_days=30\n[p]\ncommonName=supplied\n')
    certificate('list-root', '-addext', 'keyUsage=critical,keyCertSign,cRLSign')
    ca = ['openssl', 'ca', '-batch', '-config', 'crl/ca.cnf', '-cert', 'list-root.pem', '-keyfile', 'list-root.key']
    shell('openssl', 'req', '-new', '-key', 'maker.key', '-out', 'listed.csr', '-subj', '/CN=listed')
    shell(*ca, '-in', 'listed.csr', '-out', 'listed.pem', '-days', '90', '-notext')
    document = write('listed.txt', b'document')
    gives(0, 'sign', document, '--key', path('maker.key'), '--certificate', path('listed.pem'))
    trust = ['--ca', path('list-root.pem'), '--crl', path('list.pem')]
    shell(*ca, '-gencrl', '-out', 'list.pem')
    gives(0, 'verify', document, *trust, says='GOOD')
    gives(0, 'verify', document, '--certificate', path('listed.pem'), *trust, says='GOOD')
    shell(*ca, '-revoke', 'listed.pem')
    shell(*ca, '-gencrl', '-out', 'list.pem')
    gives(1, 'verify', document, *trust, says=['REFUSED', 'was revoked on'], silent='GOOD')
    shell('openssl', 'crl', '-in', 'list.pem', '-outform', 'DER', '-out', 'list.der')
    gives(1, 'verify', document, '--ca', path('list-root.pem'), '--crl', path('list.der'), says='was revoked on')
    # without the list nothing is said of it; a list of somebody else, one that is none, one that goes with nothing
    gives(0, 'verify', document, *trust[:2], silent='revoked')
    certificate('other')
    shell('openssl', 'ca', '-config', 'crl/ca.cnf', '-cert', 'other.pem', '-keyfile', 'other.key', '-gencrl', '-out',
          'others.pem')
    gives(3, 'verify', document, '--ca', path('list-root.pem'), '--crl', path('others.pem'), says="is its issuer's",
          silent='GOOD')
    gives(2, 'verify', document, '--ca', path('list-root.pem'), '--crl', path('other.pem'), says='no revocation list')
    gives(4, 'verify', document, '--ca', path('list-root.pem'), '--crl', write('nothing', b''), says='is empty')
    gives(2, 'verify', document, '--crl', path('list.pem'), says='vouches for nobody')


@case
def weak_wrong_and_locked_keys_sign_nothing():
    document = write('weak.txt', b'document')
    certificate('weak', key='rsa:1024')
    certificate('other')
    gives(4, 'sign', document, *signing('weak'), says='RSA below 2048')
    gives(4, 'sign', document, '--key', path('other.key'), *trusting('maker'), says='does not belong')
    write('pass', b'open sesame\n')
    write('wrong', b'open barley\n')
    shell('openssl', 'pkcs8', '-topk8', '-in', 'maker.key', '-out', 'locked.key', '-passout', 'file:pass')
    locked = ['--key', path('locked.key'), *trusting('maker')]
    gives(4, 'sign', document, *locked, '--pass-file', path('wrong'), says='does not open the key', silent='barley')
    assert not os.path.exists(document + '.p7s')
    done = subprocess.run([os.path.join(os.environ.get('HOLDFAST_BUILD', 'build'), 'holdfast'), 'sign', document,
                           *locked], stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True)
    assert done.returncode == 2 and b'no terminal' in done.stderr, done
    gives(0, 'sign', document, *locked, '--pass-file', path('pass'))
    gives(0, 'verify', document, *trusting())


@case
def openssl_verifies_what_we_sign_and_the_reverse():
    certificate('rsa', key='rsa:3072')
    document = write('both.txt', bytes(range(256)) * 5)
    for name in ('maker', 'rsa'):
        gives(0, 'sign', document, *signing(name))
        shell('openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', 'both.txt.p7s', '-content', 'both.txt',
              '-CAfile', name + '.pem', '-purpose', 'any', '-out', 'both.out')
        assert read('both.out') == read('both.txt')
        for form in ('DER', 'PEM'):
            shell('openssl', 'cms', '-sign', '-binary', '-in', 'both.txt', '-signer', name + '.pem', '-inkey',
                  name + '.key', '-outform', form, '-out', 'both.sig', '-md', 'sha384')
            gives(0, 'verify', document, '--signature', path('both.sig'), *trusting(name))
    shell('openssl', 'cms', '-sign', '-binary', '-in', 'both.txt', '-signer', 'maker.pem', '-inkey', 'maker.key',
          '-outform', 'DER', '-out', 'both.sig', '-md', 'sha1')
    gives(1, 'verify', document, '--signature', path('both.sig'), *trusting(), says='SHA1 is not accepted')


@case
def a_key_on_a_token_signs():
    need('softhsm2-util', 'openssl')
    if not os.path.exists(SOFTHSM):
        raise Skip('no SoftHSM module')
    engines = subprocess.run(['openssl', 'engine', 'pkcs11'], capture_output=True)
    if engines.returncode:
        raise Skip('OpenSSL has no engine pkcs11')
    os.makedirs(path('tokens'), exist_ok=True)
    write('softhsm2.conf', f'directories.tokendir = {path("tokens")}\nobjectstore.backend = file\n'.encode())
    # the engine leaves its tables behind when the process ends: not ours to free
    env = dict(os.environ, SOFTHSM2_CONF=path('softhsm2.conf'),
               ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0')
    shell('softhsm2-util', '--init-token', '--free', '--label', 'Throwaway', '--pin', '1234', '--so-pin', '5678', env=env)
    certificate('maker')
    shell('softhsm2-util', '--import', 'maker.key', '--token', 'Throwaway', '--label', 'release', '--id', '01', '--pin',
          '1234', env=env)
    write('pin', b'1234\n')
    write('badpin', b'4321\n')
    document = write('token.txt', b'document')
    token = ['--certificate', path('maker.pem'), '--pkcs11-module', SOFTHSM]
    uri = 'pkcs11:token=Throwaway;object=release'
    gives(4, 'sign', document, '--key', uri, *token, '--pass-file', path('badpin'), says='PIN is wrong', env=env)
    gives(4, 'sign', document, '--key', 'pkcs11:token=Throwaway;object=none', *token, '--pass-file', path('pin'), env=env)
    gives(2, 'sign', document, '--key', uri + '?pin-value=1234', *token, '--pass-file', path('pin'), says='--pass-file',
          env=env)
    assert not os.path.exists(document + '.p7s')
    gives(0, 'sign', document, '--key', uri, *token, '--pass-file', path('pin'), env=env)
    gives(0, 'verify', document, *trusting())


@case
def a_manifest_that_does_not_fit_is_not_signed_again():
    folder = dossier('again')
    before = read('again/manifest.json.p7s')
    write('again/index.html', b'changed')
    gives(4, 'sign', folder, *signing(), says=['CHANGED index.html', 'not signed'])
    assert read('again/manifest.json.p7s') == before
    gives(4, 'verify', path('evidence-nowhere'))
    write('plain/x', b'x')
    gives(4, 'verify', path('plain'), says='manifest.json')
    os.symlink('/etc/passwd', path('plain/link'))
    gives(4, 'sign', path('plain'), *signing(), says="'link' is no regular file")
    assert not os.path.exists(path('plain/manifest.json'))


@case
def a_document_signed_by_itself_inside_a_dossier_is_checked_too():
    shutil.rmtree(path('inner'), ignore_errors=True)
    document = write('inner/statement.pdf', b'statement')
    write('inner/other.txt', b'other')
    certificate('laboratory')
    gives(0, 'sign', document, *signing('laboratory'))
    gives(0, 'sign', path('inner'), *signing())
    gives(0, 'verify', path('inner'), *trusting(), says=['signature of statement.pdf: REFUSED', 'CN=laboratory'])
    # signed over, and the manifest made anew by somebody who may: the inner signature is still found to be bad
    write('inner/statement.pdf', b'statemenT')
    os.unlink(path('inner/manifest.json'))
    gives(0, 'sign', path('inner'), *signing())
    gives(1, 'verify', path('inner'), *trusting(), says='signature of statement.pdf: BAD')



def archived(name):
    """An archive of three entries, the first signed; its head."""
    shutil.rmtree(path(name), ignore_errors=True)
    statement = write('docs/statement.pdf', b'%PDF statement')
    gives(0, 'sign', statement, *signing())
    common = ['--product', 'Smart Lock 2', '--issued', '2026-01-31', '--support-end', '2031-12-31']
    text = gives(0, 'archive', 'add', path(name), statement, '--kind', 'psti-statement', *common)
    assert 'to be kept until 2036-01-31 (SI 2023/1007 reg. 8' in text, text
    gives(0, 'archive', 'add', path(name), write('docs/declaration.pdf', b'%PDF declaration'), '--kind',
          'eu-declaration', *common, '--placed', '2029-06-30', says='2039-06-30 (Regulation (EU) 2024/2847 Art. 13(13)')
    text = gives(0, 'archive', 'add', path(name), write('docs/annex.zip', b'PK annex'), write('docs/ixit.xlsx', b'PK ixit'),
                 '--kind', 'technical-file', *common[:4], '--support-end', '2045-01-01', '--placed', '2029-06-30',
                 says='2045-01-01')
    head = text.split('head ')[1].split()[0]
    assert gives(0, 'archive', 'head', path(name)).strip() == head
    return head


@case
def keep_until_dates_follow_the_rule_of_each_kind():
    archived('kept')
    text = gives(0, 'archive', 'list', path('kept'), '--at', '2036-02-01')
    rows = [line.split()[:5] for line in text.splitlines()[1:]]
    assert rows == [['1', '2026-01-31', '2036-01-31', 'due', 'psti-statement'],
                    ['2', '2026-01-31', '2039-06-30', 'keep', 'eu-declaration'],
                    ['3', '2026-01-31', '2045-01-01', 'keep', 'technical-file']], text
    document = path('docs/annex.zip')
    for kind, more, word in (('eu-declaration', ['--support-end', '2031-12-31'], '--placed'),
                             ('psti-statement', [], '--support-end'), ('statement', [], 'no kind')):
        gives(2, 'archive', 'add', path('kept'), document, '--kind', kind, '--product', 'x', '--issued', '2026-01-31',
              *more, says=word)
    gives(2, 'archive', 'add', path('kept'), document, '--kind', 'other', '--product', 'x', '--issued', '2026-02-30')
    gives(2, 'archive', 'add', path('kept'), document, '--kind', 'other', '--product', 'x', '--issued', '2199-01-01')
    gives(0, 'archive', 'extend', path('kept'), '1', '--support-end', '2040-06-30', says='2040-06-30')
    gives(2, 'archive', 'extend', path('kept'), '1', '--support-end', '2031-06-30', says='never less')
    assert '2040-06-30  keep' in gives(0, 'archive', 'list', path('kept'), '--at', '2036-02-01')


@case
def an_archive_shows_that_it_is_whole_against_a_head():
    head = archived('proof')
    gives(3, 'archive', 'verify', path('proof'), says='does not show without a head', silent='Nothing was lost')
    gives(0, 'archive', 'verify', path('proof'), '--head', head, says='whole up to its last entry')
    gives(0, 'archive', 'verify', path('proof'), '--head', head.upper())
    gives(2, 'archive', 'verify', path('proof'), '--head', head[:-1])
    gives(0, 'archive', 'add', path('proof'), write('docs/more', b'more'), '--kind', 'other', '--product', 'x', '--issued',
          '2026-01-31')
    gives(0, 'archive', 'verify', path('proof'), '--head', head, says='up to entry 3')
    gives(1, 'archive', 'verify', path('proof'), '--head', '0' * 63 + '1', says='cut off or written anew')


def damaged(how, head, word, more=()):
    """A copy of the archive 'proof', damaged; verification has to name it."""
    shutil.rmtree(path('damaged'), ignore_errors=True)
    shutil.copytree(path('proof'), path('damaged'))
    how(path('damaged'))
    gives(1, 'archive', 'verify', path('damaged'), '--head', head, *more, says=['NOT whole', word], silent='Nothing was')


def lines_of(store):
    with open(os.path.join(store, 'log.jsonl'), 'rb') as file:
        return file.read().splitlines(True)


def put_lines(store, lines):
    with open(os.path.join(store, 'log.jsonl'), 'wb') as file:
        file.write(b''.join(lines))


@case
def a_removed_edited_moved_or_cut_entry_and_a_lost_document_are_noticed():
    head = archived('proof')
    for number in range(3):
        damaged(lambda store, n=number: put_lines(store, lines_of(store)[:n] + lines_of(store)[n + 1:]), head,
                'cut off or written anew' if number == 2 else f'entry {number + 1}')
        for old, new in ((b'2026-01-31', b'2026-01-30'), (b'Smart Lock 2', b'Smart Lock 3')):
            def edit(store, n=number, old=old, new=new):
                lines = lines_of(store)
                lines[n] = lines[n].replace(old, new, 1)
                put_lines(store, lines)
            damaged(edit, head, 'cut off or written anew' if number == 2 else f'entry {number + 2}')
    damaged(lambda store: put_lines(store, [lines_of(store)[k] for k in (1, 0, 2)]), head, 'entry 1')
    damaged(lambda store: put_lines(store, [lines_of(store)[k] for k in (0, 2, 1)]), head, 'entry 2')
    damaged(lambda store: put_lines(store, lines_of(store)[:1]), head, 'cut off or written anew')
    damaged(lambda store: put_lines(store, []), head, 'cut off or written anew')
    # cut in the middle of the last line: a torn entry, and the head shows that it was confirmed
    damaged(lambda store: put_lines(store, lines_of(store)[:2] + [lines_of(store)[2][:40]]), head, 'not finished')
    for document in sorted(os.listdir(path('proof/documents'))):
        damaged(lambda store, d=document: os.unlink(os.path.join(store, 'documents', d)), head, 'is missing')

        def flip(store, d=document):
            with open(os.path.join(store, 'documents', d), 'r+b') as file:
                first = file.read(1)
                file.seek(0)
                file.write(bytes([first[0] ^ 1]))
        damaged(flip, head, 'was changed')

        def link(store, d=document):
            os.rename(os.path.join(store, 'documents', d), os.path.join(store, 'copy'))
            os.symlink('../copy', os.path.join(store, 'documents', d))
        damaged(link, head, 'a link: not followed')
    # truncation without a head does not show, and that is said
    put_lines(path('damaged'), [])
    shutil.rmtree(path('damaged'))
    shutil.copytree(path('proof'), path('damaged'))
    put_lines(path('damaged'), lines_of(path('damaged'))[:2])
    gives(3, 'archive', 'verify', path('damaged'), says='does not show without a head')
    os.unlink(path('damaged/log.jsonl'))
    gives(4, 'archive', 'add', path('damaged'), path('docs/annex.zip'), '--kind', 'other', '--product', 'x', '--issued',
          '2026-01-31', says='lost its log')


@case
def a_signed_head_takes_the_place_of_one_written_down():
    archived('heads')
    gives(0, 'archive', 'sign', path('heads'), *signing(), says='heads/00000003-')
    gives(0, 'archive', 'verify', path('heads'), *trusting(), says=['signed head', 'good, by CN=maker', 'last entry'])
    gives(3, 'archive', 'verify', path('heads'), says='nobody vouches')
    # on a day that is named: what was signed later proves nothing about it
    gives(3, 'archive', 'verify', path('heads'), *trusting(), '--at', '2020-01-01', says='later than the moment')
    gives(2, 'archive', 'verify', path('heads'), *trusting(), '--at', 'then')
    certificate('other')
    gives(3, 'archive', 'verify', path('heads'), *trusting('other'), says='another certificate')
    shutil.copytree(path('heads'), path('heads-cut'))
    put_lines(path('heads-cut'), lines_of(path('heads-cut'))[:2])
    gives(1, 'archive', 'verify', path('heads-cut'), *trusting(), says='had 3 entries then')
    shutil.copytree(path('heads'), path('heads-bad'))
    name = [n for n in os.listdir(path('heads-bad/heads')) if n.endswith('.json')][0]
    write(f'heads-bad/heads/{name}', read(f'heads-bad/heads/{name}').replace(b'"entries":3', b'"entries":2'))
    gives(1, 'archive', 'verify', path('heads-bad'), *trusting(), says='PROBLEM: signed head')


@case
def documents_come_back_with_their_signatures():
    archived('get')
    os.makedirs(path('back'), exist_ok=True)
    gives(0, 'archive', 'get', path('get'), '1', '-o', path('back'))
    assert read('back/statement.pdf') == b'%PDF statement'
    gives(0, 'verify', path('back/statement.pdf'), *trusting())
    gives(4, 'archive', 'get', path('get'), '1', '-o', path('back'), says='is there already')
    gives(0, 'archive', 'get', path('get'), '3', '-o', path('back'))
    assert read('back/ixit.xlsx') == b'PK ixit'
    gives(2, 'archive', 'get', path('get'), '9', '-o', path('back'))
    gives(4, 'archive', 'get', path('nowhere'), '1')


@case
def nothing_leaves_the_archive_before_its_time():
    head = archived('expire')
    gives(2, 'archive', 'expire', path('expire'), '--before', '2099-01-01', says='lies ahead')
    gives(0, 'archive', 'expire', path('expire'), '--before', '2026-01-01', says='dropped: 0')
    gives(0, 'archive', 'verify', path('expire'), '--head', head)
    # what was issued long ago
    gives(0, 'archive', 'add', path('expire'), write('docs/old.pdf', b'old'), '--kind', 'other', '--product', 'x', '--issued',
          '2009-12-31')
    text = gives(0, 'archive', 'expire', path('expire'), '--before', '2020-01-01', says='dropped: 1')
    head = text.split('head ')[1].split()[0]
    gives(0, 'archive', 'verify', path('expire'), '--head', head, says='last entry', silent='note')
    gives(4, 'archive', 'get', path('expire'), '4', says='were dropped when their time was over')
    assert 'dropped' in gives(0, 'archive', 'list', path('expire'))


@case
def a_torn_entry_is_repaired_with_a_note():
    head = archived('torn')
    with open(path('torn/log.jsonl'), 'ab') as file:
        file.write(b'{"at":"2026-')
    gives(0, 'archive', 'verify', path('torn'), '--head', head, says='not finished')
    gives(0, 'archive', 'add', path('torn'), path('docs/annex.zip'), '--kind', 'other', '--product', 'x', '--issued',
          '2026-01-31', says=['12 bytes', 'cut off'])
    gives(0, 'archive', 'verify', path('torn'), '--head', head, says='12 bytes of an entry that was not finished')


@case
def two_runs_at_once_both_get_their_entry():
    shutil.rmtree(path('both'), ignore_errors=True)
    program = os.path.join(os.environ.get('HOLDFAST_BUILD', 'build'), 'holdfast')
    add = [program, 'archive', 'add', path('both'), write('docs/one', b'1'), '--kind', 'other', '--product', 'x', '--issued',
           '2026-01-31']
    assert subprocess.run(add, capture_output=True).returncode == 0
    runs = [subprocess.Popen(add, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(8)]
    for one in runs:
        out, err = one.communicate()
        assert one.returncode == 0, (out, err)
    head = gives(0, 'archive', 'head', path('both')).strip()
    gives(0, 'archive', 'verify', path('both'), '--head', head, says='entries: 9')


if __name__ == '__main__':
    main()
