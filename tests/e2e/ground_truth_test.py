#!/usr/bin/env python3
"""What is known of the corpus's real images (column 9 of its MANIFEST.tsv) must be found, under the right provision,
with evidence that really stands there; the traps must not be alarms; nothing passes without evidence."""
import csv
import functools
import glob
import hashlib
import os
import re
import shutil
import subprocess

from kit import CORPUS, Skip, assess, below, case, corpus, facts, main

DLINK = 'firmware/dlink-dir300-revb5-2.15b01.bin'
LIBRARYBOX = 'firmware/librarybox-openwrt-tl-wr703n.bin'
CAMERA_FLASH = 'firmware/rraycom-camera-flash-0-29ab2c.bin'
CAMERA_ROOT = 'firmware/rraycom-camera-rootfs.squashfs'
TPLINK = 'firmware/tplink-mt7628-flash-0-3e0000.bin'
ESP_ROOT = 'firmware/esp32s3-linux-rootfs.cramfs'
ESP_ETC = 'firmware/esp32s3-linux-etc.jffs2'

report = functools.cache(lambda path: assess(corpus(path)))
fact_lines = functools.cache(lambda path: facts(corpus(path)))


def lines(path, kind, *words):
    return [x for x in fact_lines(path) if x.startswith(kind + ' ') and all(w in x for w in words)]


def must(path, kind, *words):
    found = lines(path, kind, *words)
    assert found, f'{path}: no {kind} fact with {words}; there are:\n' + '\n'.join(lines(path, kind)[:30])
    return found


def elf_count(path, *words):
    return len(lines(path, 'elf', *words))


@case
def the_corpus_is_there():
    if not os.path.isdir(os.path.join(CORPUS, 'firmware')):
        raise Skip('no corpus')


@case
def dlink_hard_coded_telnet_credential_is_found_with_its_place():
    r = report(DLINK)
    for check, provision in (('default-secret', '5.1-1'), ('hard-coded-secret', '5.4-3')):
        found = r.finding(check, provision, '/etc/init0.d/S80telnetd.sh', 'FAIL', 'Alphanetworks')
        assert any(e['offset'] == 0xe4 and e['excerpt'].startswith('telnetd -l /usr/sbin/login -u Alphanetworks:')
                   for f in found for e in f['evidence'])
    assert any('wrgn49_dlob_dir300b5' in f['title'] for f in r.finding('default-secret', '5.1-1'))
    must(DLINK, 'secret', 'user=Alphanetworks', 'value=wrgn49_dlob_dir300b5')


@case
def dlink_telnetd_is_conditional():
    r = report(DLINK)
    r.listener('telnetd', protocol='tcp', port='23', address='br0', enabled='conditional',
               started_by='/etc/init0.d/S80telnetd.sh')
    r.finding('debug-service', '5.6-1', '/etc/init0.d/S80telnetd.sh', 'INCONCLUSIVE', 'under a condition')


@case
def dlink_old_components_are_named_and_out_of_support():
    r = report(DLINK)
    for name, version, path in (('dnsmasq', '2.45', '/usr/sbin/dnsmasq'), ('hostapd', '0.5.11', '/usr/sbin/hostapd'),
                                ('busybox', '1.14.1', '/bin/busybox'),
                                ('uclibc', '0.9.30.1', '/lib/libuClibc-0.9.30.1.so')):
        r.component(name, version, path)
        r.finding('out-of-support', '5.3-8', path, text=f'{name} {version}')


@case
def dlink_has_94_elf_files_without_canaries():
    assert elf_count(DLINK) == 94 and elf_count(DLINK, 'canary=yes') == 0, elf_count(DLINK)
    report(DLINK).finding('hardening', '5.6-9', text='lack stack protection')


@case
def dlink_has_no_account_file_and_none_is_made_up():
    assert report(DLINK).accounts == []


@case
def librarybox_packages_are_the_84_of_its_status_file():
    r = report(LIBRARYBOX)
    got = [(c['name'], c['version']) for c in r.components if c['how'] == 'package-db']
    assert len(got) == 84 and len(set(got)) == 84, len(got)
    for name, version in (('busybox', '1.19.4-6'), ('dropbear', '2011.54-2'), ('dnsmasq', '2.66-2'),
                          ('wpad-mini', '20131120-1'), ('libc', '0.9.33.2-1')):
        assert (name, version) in got, name
    assert any(n == 'kernel' and v.startswith('3.3.8-1') for n, v in got)
    assert all(c['path'].endswith('/usr/lib/opkg/status') for c in r.components if c['how'] == 'package-db')
    assert all(c['purl'].startswith('pkg:') for c in r.components if c['how'] == 'package-db')


@case
def librarybox_telnet_without_password_is_conditional():
    r = report(LIBRARYBOX)
    r.listener('telnetd', port='23', started_by='/etc/init.d/telnet', enabled='conditional', auth='none')
    r.finding('open-shell', '5.5-5', '/etc/init.d/telnet', 'INCONCLUSIVE')
    r.finding('debug-service', '5.6-1', '/etc/init.d/telnet', 'INCONCLUSIVE')


@case
def librarybox_dropbear_lets_root_in_with_a_password():
    must(LIBRARYBOX, 'config', '/etc/config/dropbear', 'key=PasswordAuth', 'value=on')
    report(LIBRARYBOX).finding('root-login', '5.6-7', '/etc/config/dropbear', text='RootPasswordAuth')
    report(LIBRARYBOX).listener('dropbear', port='22')


@case
def librarybox_elf_files_136_stack_executable_3_relro():
    programs = [x for x in lines(LIBRARYBOX, 'elf') if ' type=rel ' not in x]
    assert elf_count(LIBRARYBOX) == 136, elf_count(LIBRARYBOX)
    assert sum(' relro=no ' not in x for x in programs) == 3
    assert all(' nx=no ' in x for x in programs)
    report(LIBRARYBOX).finding('executable-stack', '5.6-8')
    report(LIBRARYBOX).finding('hardening', '5.6-9')


@case
def trap_librarybox_empty_host_keys_are_no_shared_keys():
    r = report(LIBRARYBOX)
    assert len(must(LIBRARYBOX, 'key', 'host_key', 'state=empty')) == 2
    for check in ('shared-key', 'hard-coded-private-key', 'readable-secret'):
        r.no_finding(check, '_host_key')


@case
def trap_librarybox_x_in_shadow_is_no_empty_password():
    r = report(LIBRARYBOX)
    r.no_finding('empty-password')
    r.no_finding('known-password')
    r.account('root', 'locked', '/etc/shadow')


@case
def librarybox_carries_no_signature():
    report(LIBRARYBOX).finding('unsigned-file', '5.3-9', text='TP-Link')


def camera(path):
    r = report(path)
    r.finding('empty-password', '5.1-1', '/etc/shadow', 'FAIL', 'root::')
    r.account('root', 'empty', '/etc/shadow')
    r.listener('telnetd', port='23', enabled='yes', auth='none', started_by='/etc/init.d/S80network')
    found = r.finding('debug-service', '5.6-1', '/etc/init.d/S80network', 'FAIL', 'telnetd')
    assert found[0]['evidence'][0]['offset'] == 0x145 and found[0]['evidence'][0]['excerpt'].startswith('telnetd')
    r.finding('open-shell', '5.5-5', '/etc/init.d/S80network', 'FAIL')
    r.finding('console', '5.6-4A', '/etc/inittab', 'FAIL', 'getty')
    r.finding('readable-secret', '5.4-1', '/etc/shadow', 'FAIL', '0777')
    r.finding('file-rights', '5.6-7', '/etc/init.d/S80network')
    r.finding('file-rights', '5.6-7', text='foreign-owner')
    assert lines(path, 'permission', 'issue=foreign-owner', 'uid=1001')
    for name, version, where in (('busybox', '1.22.1', '/bin/busybox'),
                                 ('uclibc', '0.9.33.2', '/lib/libuClibc-0.9.33.2.so')):
        r.component(name, version, where)
        r.finding('out-of-support', '5.3-8', where, text=f'{name} {version}')


@case
def camera_root_file_system_findings():
    camera(CAMERA_ROOT)


@case
def camera_flash_findings():
    camera(CAMERA_FLASH)


@case
def camera_flash_kernel_is_linux_3_10_14():
    r = report(CAMERA_FLASH)
    must(CAMERA_FLASH, 'kernel', 'version=3.10.14')
    assert r.component('linux', '3.10.14')['how'] == 'kernel-banner'
    r.finding('out-of-support', '5.3-8', text='linux 3.10.14')


@case
def tplink_password_1234_under_an_empty_salt():
    r = report(TPLINK)
    found = r.finding('known-password', '5.1-1', '/etc/passwd.bak', 'FAIL', '1234')
    assert found[0]['evidence'][0]['excerpt'].startswith('admin:$1$$iC.dUsGpxNNJGeOm1dFio/:0:0:')
    account = r.account('admin', 'known', '/etc/passwd.bak')
    assert account['password'] == '1234' and account['uid'] == '0' and account['scheme'] == 'md5crypt'
    r.finding('weak-password-hash', '5.1-3', '/etc/passwd.bak', 'FAIL', 'salt')


@case
def tplink_open_wifi_and_its_keys():
    r = report(TPLINK)
    r.finding('open-wifi', '5.5-1', '/etc/RT2860AP.dat', text='AuthMode=OPEN')
    r.finding('default-secret', '5.1-1', '/etc/RT2860AP.dat', text='WPAPSK1=12345678')
    r.finding('default-secret', '5.1-1', '/etc/RT2860AP.dat', text='WscNewKey=scaptest')


@case
def tplink_services_dropbear_with_a_plain_password_file_tddp_tdpd():
    r = report(TPLINK)
    r.component('dropbear', '2012.55', '/usr/bin/dropbearmulti')
    r.listener('dropbear', port='22', auth='password')
    r.finding('plain-password-file', '5.1-3', text='-A')
    r.listener('tddp', protocol='udp', port='1040', service='debug')
    r.finding('unused-debug-program', '5.6-6', '/usr/bin/tddp')
    must(TPLINK, 'file', '/usr/bin/tdpd')
    must(TPLINK, 'elf', '/usr/bin/tdpd')


@case
def tplink_versions():
    r = report(TPLINK)
    r.component('busybox', '1.19.2', '/bin/busybox')
    r.component('uclibc', '0.9.33.2', '/lib/libuClibc-0.9.33.2.so')
    r.component('linux', '2.6.36')
    for text in ('busybox 1.19.2', 'linux 2.6.36', 'dropbear 2012.55', 'uclibc 0.9.33.2'):
        r.finding('out-of-support', '5.3-8', text=text)


@case
def tplink_image_has_no_signature():
    report(TPLINK).finding('boot-chain', '5.7-1', text='none')


@case
def tplink_83_elf_files_no_canaries_5_relro():
    programs = [x for x in lines(TPLINK, 'elf') if ' type=rel ' not in x]
    assert elf_count(TPLINK) == 83 and elf_count(TPLINK, 'canary=yes') == 0
    assert sum(' relro=no ' not in x for x in programs) == 5
    report(TPLINK).finding('hardening', '5.6-9', text='53 lack RELRO')


@case
def tplink_console_login_on_ttys1():
    report(TPLINK).finding('console', '5.6-4A', '/etc/inittab', text='ttyS1')


@case
def trap_tplink_starts_no_telnetd():
    r = report(TPLINK)
    assert not [x for x in r.listeners if 'telnet' in x['program'] and x['enabled'] != 'no'], r.listeners
    r.no_finding('debug-service', text='telnet')
    r.no_finding('open-shell')


def esp_linux(path, folder):
    r = report(path)
    for name in ('rsa', 'dss', 'ecdsa', 'ed25519'):
        key = f'{folder}/dropbear/dropbear_{name}_host_key'
        r.finding('shared-key', '5.4-4', key)
        r.finding('hard-coded-private-key', '5.4-3', key, 'FAIL')
    r.account('root', 'empty', folder + '/shadow')
    r.account('daemon', 'locked', folder + '/shadow')
    r.finding('empty-password', '5.1-1', folder + '/shadow', 'FAIL')


@case
def esp32s3_root_shares_its_host_keys():
    esp_linux(ESP_ROOT, '/etc')
    must(ESP_ROOT, 'container', 'format=cramfs', 'status=whole')
    report(ESP_ROOT).component('busybox', '1.36.0')


@case
def esp32s3_cramfs_checksum_is_named():
    must(ESP_ROOT, 'property', 'checksum', '96d45af5')


@case
def esp32s3_etc_overlay_is_named_an_overlay_and_shares_the_same_keys():
    esp_linux(ESP_ETC, '')
    r = report(ESP_ETC)
    must(ESP_ETC, 'system', 'kind=linux-overlay')
    assert r.input['judgeable'] and 'overlay' in r.input['about'], r.input


@case
def esp32s3_partition_table_parses_and_ends_with_its_md5():
    r = report('firmware/esp32s3-partition-table.bin')
    assert not r.input['judgeable'] and r.containers[0]['format'] == 'esp_partitions'
    must('firmware/esp32s3-partition-table.bin', 'property', 'key=checksum value=md5: ok')


@case
def tasmota_is_no_linux_image_and_nothing_passes():
    r = report('firmware/tasmota-esp8266.bin')
    assert r.input['kind'] == 'bare-metal firmware' and not r.input['judgeable'] and r.verdict == 'INCONCLUSIVE'
    assert 'no Linux system' in r.input['about']
    assert r.coverage['complete'] is False
    must('firmware/tasmota-esp8266.bin', 'property', 'key=hardware value=ESP8266')


@case
def tasmota_esp32c3_partitions_certificates_and_no_verdict():
    path = 'firmware/tasmota32c3.factory.bin'
    r = report(path)
    assert r.input['kind'] == 'bare-metal firmware' and not r.input['judgeable'] and r.verdict == 'INCONCLUSIVE'
    must(path, 'property', 'key=hardware value=ESP32-C3')
    for name in ('nvs', 'otadata', 'safeboot', 'app0', 'spiffs'):
        must(path, 'property', f'key=partition value={name} ')
    must(path, 'cert', 'CN=Matter Dev PAI', 'ca=yes')
    assert 'truncated' not in r.input['about'], 'a factory image ends with its last application: ' + r.input['about']


def zigbee(name):
    path = 'firmware/zigbee/' + name
    r = report(path)
    assert r.input['kind'] == 'radio firmware' and not r.input['judgeable'], r.input
    assert r.verdict == 'INCONCLUSIVE'
    assert any(c['format'] == 'zigbee_ota' for c in r.containers), r.containers
    return path, r


@case
def zigbee_ikea_bulb_begins_behind_its_signing_wrapper():
    path, r = zigbee('ikea-bulb-signed-wrapper.ota.signed')
    assert any(c['path'].endswith('!0x1e8:zigbee_ota') for c in r.containers)
    size = os.path.getsize(corpus(path))
    assert must(path, 'region', f'!0x{size - 512:x}:', '+512 ')
    must(path, 'property', '0xffbf', 'size of an ECDSA')
    for f in r.findings:
        assert not (f['check'] == 'unsigned-file' and 'carries no signature' in f['title'] and 'Zigbee' in f['title']), \
            'what may be a signature stands in the file: ' + f['title']


@case
def zigbee_ikea_repeater_has_a_tag_of_a_signatures_size():
    path, r = zigbee('ikea-signal-repeater.ota')
    must(path, 'container', 'format=gbl')
    must(path, 'property', 'value=0xffbf manufacturer specific, 64 bytes')
    must(path, 'property', 'value=0xffbe manufacturer specific')
    must(path, 'property', 'key=signature.status value=unknown')


@case
def zigbee_ikea_dimmer_has_no_signature():
    path, r = zigbee('ikea-wireless-dimmer.ota')
    must(path, 'container', 'format=ebl')
    r.finding('unsigned-file', '5.3-9', text='Zigbee')


@case
def zigbee_nodon_has_an_integrity_code_only():
    path, r = zigbee('nodon-sin-4-2-20.zigbee')
    must(path, 'property', 'value=0x0003 image integrity code, 16 bytes')
    r.finding('unsigned-file', '5.3-9', text='Zigbee')


@case
def zigbee_onokom_is_truncated_and_says_by_how_much():
    path, r = zigbee('onokom-truncated.ota')
    must(path, 'property', 'key=truncated value=92222 of 278830 bytes')
    r.finding('bad-integrity', '5.3-9', text='incomplete')
    assert 'truncated' in r.input['about'] and not r.coverage['complete']
    assert '278830' in r.input['about'], r.input['about']


@case
def zigbee_osram_tags_are_named():
    path, r = zigbee('osram-cla60.ota')
    must(path, 'property', 'value=0xff01 manufacturer specific, 516 bytes')
    must(path, 'property', 'value=0xff3e manufacturer specific')
    assert r.coverage['complete'] is False


@case
def zigbee_sonoff_element_has_no_signature_but_its_payload_has():
    path, r = zigbee('sonoff-minizb1gp.ota')
    must(path, 'container', 'format=gbl')
    r.finding('signed-file', '5.3-9', text='GBL')
    assert all('carries no signature' not in f['title'] for f in r.findings)
    assert len(lines(path, 'property', 'key=partition')) == 1


@case
def zigbee_thirdreality_payload_is_an_xz_stream():
    path, _ = zigbee('thirdreality-plug.ota')
    must(path, 'container', 'image!0x0:xz', 'status=whole')


@case
def a_port_scan_is_a_file_and_not_judged():
    r = report('firmware/rraycom-camera-portscan.txt')
    assert r.input['kind'] == 'file' and not r.input['judgeable'] and not r.findings


def all_firmware():
    corpus('firmware')
    return sorted(os.path.relpath(p, CORPUS) for p in glob.glob(CORPUS + '/firmware/**', recursive=True)
                  if os.path.isfile(p))


@case
def every_line_of_the_manifest_with_firmware_is_tested_here():
    with open(corpus('MANIFEST.tsv'), encoding='utf-8') as file:
        named = {row[0] for row in csv.reader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
                 if row[0].startswith('firmware/')}
    here = open(os.path.abspath(__file__), encoding='utf-8').read()
    missing = [n for n in named if os.path.basename(n) not in here]
    assert not missing, missing


@case
def no_image_has_a_verdict_without_evidence():
    for path in all_firmware():
        report(path).honest()


@case
def no_finding_comes_twice():
    for path in all_firmware():
        ids = [f['id'] for f in report(path).findings]
        assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]


def member(image, offset, path):
    """A file of a SquashFS that begins at offset, by another program; None where that cannot read it."""
    done = subprocess.run(['unsquashfs', '-o', str(offset), '-cat', image, path.lstrip('/')],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    return done.stdout if done.returncode == 0 else None


def excerpt_of(raw):
    return raw.decode('utf-8', errors='replace')


@case
def evidence_really_stands_where_it_is_said_to():
    """Read again by another program: the member's hash is the evidence's, and the excerpt stands at the offset."""
    if not shutil.which('unsquashfs'):
        raise Skip('no unsquashfs')
    checked = 0
    for path in (CAMERA_ROOT, CAMERA_FLASH, TPLINK):
        image, cache = corpus(path), {}
        for f in report(path).findings:
            for e in f['evidence']:
                place = re.fullmatch(r'[^!]+!0x([0-9a-f]+):squashfs!(/.*)', e['path'])
                if not place:
                    continue
                key = place.groups()
                if key not in cache:
                    cache[key] = member(image, int(key[0], 16), key[1])
                data = cache[key]
                if data is None:
                    continue
                assert hashlib.sha256(data).hexdigest() == e['sha256'], f"{e['path']}: hash"
                assert e['offset'] + e['length'] <= len(data), e
                plain = re.sub(r'\\n.*', '', e['excerpt'])[:40]
                if e['length'] and plain.isascii() and '\\' not in plain:
                    at = data[e['offset']:e['offset'] + e['length'] + 64]
                    assert plain.encode() in at, f"{f['id']}: {e['path']} @{e['offset']}: {plain!r} not in {at!r}"
                    checked += 1
    assert checked > 20, checked


@case
def evidence_in_the_plain_image_stands_there():
    for path in all_firmware():
        image = open(corpus(path), 'rb').read()
        for f in report(path).findings:
            for e in f['evidence']:
                place = re.fullmatch(r'[^!]+!0x([0-9a-f]+):[a-z0-9_]+', e['path'])
                if not place or not e['length']:
                    continue
                at = int(place.group(1), 16) + e['offset']
                assert at + e['length'] <= len(image), e
                plain = e['excerpt'].split('\\')[0]
                if len(plain) > 3 and plain.isascii():
                    assert image[at:at + e['length']].startswith(plain.encode()), f"{f['id']} {e}"


@case
def every_path_is_a_chain_a_reader_can_follow():
    for path in all_firmware():
        name = os.path.basename(path)
        for f in report(path).findings:
            for e in f['evidence']:
                assert e['path'] == name or e['path'].startswith(name + '!') or e['path'].startswith(name + '/'), e


main()
