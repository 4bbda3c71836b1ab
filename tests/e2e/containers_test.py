#!/usr/bin/env python3
"""One root file system in 28 containers: the same accounts, listeners, components and findings from each, apart from
what is the container's own, which stands here with its reason."""
import functools
import os

from kit import Report, assess, below, case, corpus, facts, main

REFERENCE = 'firmware/rraycom-camera-rootfs.squashfs'

# Findings about the container itself, never about the root file system in it: check, provision, words in the title.
NONE = ()
OWN = {
    'boot.img': (  # its header has no place for a signature; the kernel in it is out of support
        ('unsigned-boot-image', '5.7-1', 'Android boot image'), ('out-of-support', '5.3-8', 'linux 3.10.14')),
    'disk.gpt.img': NONE,
    'plain.raucb': (('signed-file', '5.3-9', 'RAUC'),),  # a CMS signature at its end
    'rootfs.be.cramfs': NONE,
    'rootfs.be.jffs2': NONE,
    'rootfs.ext4.img': NONE,
    'rootfs.ext4.simg': NONE,
    'rootfs.gnu.tar.gz': NONE,
    'rootfs.gzip.squashfs': NONE,
    'rootfs.le.jffs2': NONE,
    'rootfs.lz4.squashfs': NONE,
    'rootfs.lz4hc.erofs': NONE,
    'rootfs.lzma.squashfs': NONE,
    'rootfs.lzo.squashfs': NONE,
    'rootfs.newc.cpio.gz': NONE,
    'rootfs.newc.cpio.xz': NONE,
    'rootfs.newc.cpio.zst': NONE,
    'rootfs.romfs': NONE,
    'rootfs.ubi': NONE,
    'rootfs.xz.squashfs': NONE,
    'rootfs.zstd.squashfs': NONE,
    'signed.itb': (  # a FIT whose configuration is signed; the kernel in it is out of support
        ('signed-file', '5.3-9', 'FIT'), ('out-of-support', '5.3-8', 'linux 3.10.14')),
    'signed.swu': (('signed-file', '5.3-9', 'SWUpdate'),),  # sw-description.sig beside the description
    'squashfs-in.ubi': NONE,
    'vendor.zip': (  # it holds the kernel's uImage too, which has no signature
        ('out-of-support', '5.3-8', 'linux 3.10.14'), ('boot-chain', '5.7-1', 'image-signature')),
    'verity.img': (('boot-chain', '5.7-1', 'verity'),),  # a hash tree behind the file system
    'verity.raucb': (  # signed, and the signature covers the root of the hash tree
        ('signed-file', '5.3-9', 'RAUC'), ('boot-chain', '5.7-1', 'verity')),
}

# What a container cannot say: romfs keeps neither modes nor owners, so nothing can be found about them.
LOST = {'rootfs.romfs': ('readable-secret', 'file-rights')}

# Components that belong to the container, not to the root file system in it.
OWN_COMPONENTS = {
    'boot.img': {('linux', '3.10.14')},
    'signed.itb': {('linux', '3.10.14')},
    'vendor.zip': {('linux', '3.10.14')},
}

report = functools.cache(lambda name: assess(corpus(name)))


def place(path):
    """The file below the container; '' for the container itself or a part of it that is no file system's member."""
    return below(path)


def accounts(r):
    return sorted((a['name'], a['uid'] or '', a['password_state'], a['login'] or '', a['source'], place(a['path']))
                  for a in r.accounts)


def listeners(r):
    return sorted((x['program'], x['protocol'], x['port'] or '', x['started_by'], x['enabled'], x['auth'] or '',
                   place(x['path'])) for x in r.listeners)


def components(r, name):
    own = OWN_COMPONENTS.get(name, set())
    return sorted((c['name'], c['version'], c['how'], c['relation'], place(c['path'])) for c in r.components
                  if (c['name'], c['version']) not in own)


def is_own(name, f):
    return any(f['check'] == check and f['provision'] == provision and words in f['title']
               for check, provision, words in OWN.get(name, NONE))


def findings(r, name, lost=()):
    """Identity, verdict and every place of each finding; the container's own are looked at elsewhere."""
    return sorted((f['id'], f['verdict'], f['severity'], f['title'],
                   tuple((place(e['path']), e['offset'], e['length'], e['excerpt'], e['sha256'])
                         for e in f['evidence']))
                  for f in r.findings if not is_own(name, f) and f['check'] not in lost)


def same(what, want, got, name):
    missing = [x for x in want if x not in got]
    more = [x for x in got if x not in want]
    assert not missing and not more and len(want) == len(got), \
        f'{name}: {what}\nmissing: {missing}\nmore: {more}'


def each():
    for name in OWN:
        yield name, report('formats/' + name), report(REFERENCE)


@case
def the_28_containers_are_here():
    for name in OWN:
        corpus('formats/' + name)
    # with the SquashFS of the camera itself, from which all were made
    assert len(OWN) + 1 == 28


@case
def accounts_are_the_same():
    for name, r, want in each():
        same('accounts', accounts(want), accounts(r), name)


@case
def listeners_are_the_same():
    for name, r, want in each():
        same('listeners', listeners(want), listeners(r), name)


@case
def components_are_the_same():
    for name, r, want in each():
        same('components', components(want, ''), components(r, name), name)


@case
def findings_are_the_same_to_the_byte():
    for name, r, want in each():
        lost = LOST.get(name, ())
        same('findings', findings(want, '', lost), findings(r, name, lost), name)


@case
def romfs_without_modes_says_nothing_about_modes():
    r = report('formats/rootfs.romfs')
    for check in LOST['rootfs.romfs']:
        r.no_finding(check)


@case
def what_is_the_containers_own_is_there():
    for name, rows in OWN.items():
        r = report('formats/' + name)
        for check, provision, words in rows:
            r.finding(check, provision, text=words)


@case
def every_container_is_read_whole():
    for name, r, _ in each():
        assert all(c['status'] == 'whole' for c in r.containers), (name, r.containers)
        assert r.input['judgeable'] and r.input['kind'] == 'firmware image', (name, r.input)
        r.honest()


@case
def a_whole_container_has_nothing_unread():
    for name, r, _ in each():
        assert r.coverage['complete'] and not r.coverage['unread'], (name, r.coverage)


@case
def the_files_are_the_ones_of_the_list():
    """formats/FILES.tsv: every entry that an extractor must produce, with its type."""
    want = {}
    with open(corpus('formats/FILES.tsv'), encoding='utf-8') as file:
        head = file.readline().rstrip('\n').split('\t')
        for line in file:
            row = dict(zip(head, line.rstrip('\n').split('\t')))
            want[row['path']] = row
    assert len(want) > 150
    for name in OWN:
        got = {}
        for line in facts(corpus('formats/' + name)):
            if not line.startswith('file '):
                continue
            chain = line[5:line.rindex(' @')] if ' @' in line else ''
            path = place(line[5:].split(' @0x')[0])
            if path and path != '/' and chain:
                fields = dict(x.split('=', 1) for x in line.split(' ') if '=' in x)
                got[path.strip('/')] = fields
        for path, row in want.items():
            path = path.lstrip('./').strip('/')
            if not path:
                continue
            assert path in got, f'{name}: {path} is missing of {len(got)}'
            if row['type'] == 'f' and got[path].get('sha256'):
                assert got[path]['sha256'] == row['sha256-or-target'], f'{name}: {path}: content'


@case
def boot_image_tells_its_kernel_command_line():
    lines = facts(corpus('formats/boot.img'))
    assert any(x.startswith('boot ') and 'topic=cmdline' in x and
               'root=/dev/mtdblock2' in x and 'console=ttyS1,115200n8' in x for x in lines), [x for x in lines if 'cmdline' in x]


@case
def signatures_are_verified_as_far_as_a_certificate_is_there():
    for name in ('plain.raucb', 'verity.raucb', 'signed.swu'):
        lines = facts(corpus('formats/' + name))
        assert any(x.startswith('property ') and 'key=signature.status' in x and 'verified' in x and
                   'unverified' not in x for x in lines), (name, [x for x in lines if 'signature' in x])


@case
def fit_signature_names_its_key():
    lines = facts(corpus('formats/signed.itb'))
    assert any('key=signature' in x and 'rsa2048' in x for x in lines)
    assert any(x.startswith('property ') and 'key-name-hint' in x or 'key=signature.key' in x and 'fit' in x
               for x in lines), [x for x in lines if 'signature' in x]


@case
def verity_root_hashes_are_reported_and_checked():
    for name, root, salt in (
            ('verity.img', '9c83abbae15b612644b1bc2751c3f356b99ce43258d06cfe180d5060c5ec8474',
             '00112233445566778899aabbccddeeff'),
            ('verity.raucb', '9799c499fa8c955bd5c130ed30508f0664bdf8ed646665901f54afa312ef2f51', None)):
        lines = facts(corpus('formats/' + name))
        assert any('key=verity.root-hash' in x and root in x for x in lines), (name, [x for x in lines if 'verity' in x])
        assert any('key=verity.status' in x and 'ok' in x for x in lines), (name, [x for x in lines if 'verity' in x])
        assert salt is None or any('key=verity.salt' in x and salt in x for x in lines)


@case
def a_wrong_hash_in_an_update_package_is_a_finding():
    r = report('formats/badhash.swu')
    found = r.finding('bad-integrity', '5.3-9', text='does not match', verdict='FAIL')
    assert 'etc.jffs2' in found[0]['title'] and found[0]['severity'] == 'high'
    r.honest()


@case
def an_update_package_without_a_signature_is_a_finding():
    for name in ('unsigned.swu', 'badhash.swu'):
        report('formats/' + name).finding('unsigned-file', '5.3-9', text='SWUpdate')
    report('formats/unsigned.swu').no_finding('bad-integrity')


@case
def a_certificate_alone_is_no_image():
    r = report('formats/test-signer.crt')
    assert not r.input['judgeable']
    assert any(x.startswith('cert ') and 'throwaway' in x for x in facts(corpus('formats/test-signer.crt')))


main()
