#!/usr/bin/env python3
"""Signatures of documents and dossiers, and the archive of what was issued: what was changed, added, taken away or signed
by somebody else is noticed and named, whatever it is. TAP."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import Skip, case, main, run  # noqa: E402

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


def gives(status, *args, says=(), silent=(), env=None):
    """Runs the program; its output, after its exit status and words in it were checked."""
    done = run(*args, env=env)
    text = (done.stdout + done.stderr).decode(errors='replace')
    assert done.returncode == status, f'{args}: exit {done.returncode}, not {status}:\n{text}'
    for word in [says] if isinstance(says, str) else says:
        assert word in text, f'{args}: does not say {word!r}:\n{text}'
    for word in [silent] if isinstance(silent, str) else silent:
        assert word not in text, f'{args}: says {word!r}:\n{text}'
    return text


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
    gives(0, 'sign', path(name), *signing(), '--case-digest', DIGEST)
    return path(name)


def flipped(name, at):
    content = bytearray(read(name))
    content[at] ^= 1
    return bytes(content)


@case
def a_signed_dossier_verifies_and_the_same_folder_gives_the_same_manifest():
    folder = dossier('good')
    gives(0, 'verify', folder, *trusting(), says=['GOOD', 'files: 6, all as listed', 'CN=maker'])
    gives(0, 'verify', folder, *trusting(), '--case-digest', DIGEST, says='printed from it as it is')
    gives(1, 'verify', folder, *trusting(), '--case-digest', '6' * 64, says='the case has changed')
    dossier('same')
    assert read('good/manifest.json') == read('same/manifest.json')


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
    env = dict(os.environ, SOFTHSM2_CONF=path('softhsm2.conf'))
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


if __name__ == '__main__':
    main()
