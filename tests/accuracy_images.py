"""Ground truth of the corpus' firmware images: each thing known of an image, and what in the assessment shows it."""
import os

from accuracy_case import Case, Table


def evidence_of(hit):
    """Where a finding or a fact points."""
    if isinstance(hit, dict):
        return f"{hit['verdict']} {hit['unit']}: {hit['title']}"
    return f"{hit.kind} " + " ".join(f"{k}={v}" for k, v in list(hit.fields.items())[:12] if v)[:150]


class Image:
    def __init__(self, holdfast, corpus, name, about):
        self.case = Case(holdfast, os.path.join(corpus, "firmware", name))
        self.table = Table(name, about)

    def finding(self, item, provision="*", path="*", text="*", verdict="FAIL"):
        hit = next(iter(self.case.findings(provision, path, text, verdict)), None)
        self.table.expect(item, hit, evidence_of(hit) if hit else f"no {verdict} finding for {provision} at {path}")

    def fact(self, item, kind, path="*", **fields):
        hit = next(iter(self.case.facts(kind, path, **fields)), None)
        self.table.expect(item, hit, evidence_of(hit) if hit else f"no {kind} fact")

    def component(self, name, version):
        hit = [f for f in self.case.facts("component", name=name) if f["version"] == version and f["relation"] == "contains"]
        self.table.expect(f"{name} {version}", hit, evidence_of(hit[0]) if hit else "seen: " + (", ".join(sorted(
            {f["version"] for f in self.case.facts("component", name=name)})) or "nothing"))

    def container(self, *formats):
        for name in formats:
            hit = next(iter(self.case.facts("container", format=name)), None)
            self.table.expect(f"container: {name}", hit, hit.chain if hit else "not recognised")

    def no_finding(self, item, **about):
        hit = next(iter(self.case.findings(**about)), None)
        self.table.trap(item, hit and evidence_of(hit))

    def no_fact(self, item, kind, path="*", **fields):
        hit = next(iter(self.case.facts(kind, path, **fields)), None)
        self.table.trap(item, hit and evidence_of(hit))

    def no_pass(self):
        """None of these images can prove a provision: a PASS would be false."""
        passed = [f"{p['id']}" for p in self.case.report["provisions"] if p["verdict"] == "PASS"]
        self.table.trap("no provision passes", ", ".join(passed))


def dlink(holdfast, corpus):
    i = Image(holdfast, corpus, "dlink-dir300-revb5-2.15b01.bin", "D-Link DIR-300 rev B5 2.15")
    i.container("seama|dlob", "packimg", "squashfs")
    i.finding("telnetd with the fixed login Alphanetworks / wrgn49_dlob_dir300b5", "5.1-1", "/etc/init0.d/S80telnetd.sh",
              "*wrgn49_dlob_dir300b5*")
    i.finding("the same as a hard-coded credential", "5.4-3", "/etc/init0.d/S80telnetd.sh")
    i.fact("the password's user is Alphanetworks", "secret", "/etc/init0.d/S80telnetd.sh", user="Alphanetworks")
    i.finding("telnetd is started while the device is in its default state", "5.6-1", "/etc/init0.d/S80telnetd.sh",
              "*telnetd*", "FAIL|INCONCLUSIVE")
    i.component("dnsmasq", "2.45"), i.component("hostapd", "0.5.11")
    i.component("busybox", "1.14.1"), i.component("uclibc", "0.9.30.1")
    i.finding("dnsmasq is out of support", "5.3-8", "/usr/sbin/dnsmasq", verdict="FAIL|INCONCLUSIVE")
    elf = list(i.case.facts("elf"))
    i.table.expect("94 ELF files", len(elf) == 94, f"seen: {len(elf)}")
    i.fact("MIPS32, little-endian", "elf", machine="mips*", endian="little", **{"class": "32"})
    i.table.trap("no program has a stack canary", ", ".join(f.path for f in elf if f["canary"] == "yes"))
    i.no_fact("no account comes from a passwd file: the image has none", "account", source="passwd|shadow")
    i.no_pass()
    return i.table


def librarybox(holdfast, corpus):
    i = Image(holdfast, corpus, "librarybox-openwrt-tl-wr703n.bin", "OpenWrt 12.09.2 for TL-WR703N (LibraryBox)")
    i.container("tplink", "lzma", "squashfs")
    packages = {f["name"] for f in i.case.facts("component", how="package-db")}
    i.table.expect("84 packages of /usr/lib/opkg/status", len(packages) == 84, f"seen: {len(packages)}")
    for name, version in [("busybox", "1.19.4-6"), ("dropbear", "2011.54-2"), ("dnsmasq", "2.66-2"),
                          ("wpad-mini", "20131120-1"), ("libc", "0.9.33.2-1")]:
        i.component(name, version)
    hit = [f for f in i.case.facts("component", name="kernel") if f["version"].startswith("3.3.8-1")]
    i.table.expect("kernel 3.3.8-1", hit, evidence_of(hit[0]) if hit else "not seen")
    i.fact("root's field is x", "account", "/etc/shadow", name="root", state="elsewhere|locked")
    i.finding("telnetd without a password until one is set", "5.5-5|5.1-1|5.6-1", text="*telnetd*", path="/etc/init.d/telnet",
              verdict="FAIL|INCONCLUSIVE")
    i.fact("dropbear takes passwords", "config", "*dropbear*", service="dropbear", key="PasswordAuth")
    i.fact("dropbear takes root's password", "config", "*dropbear*", service="dropbear", key="RootPasswordAuth")
    elf = list(i.case.facts("elf"))
    i.table.expect("136 ELF files", len(elf) == 136, f"seen: {len(elf)}")
    i.fact("executable stacks", "elf", nx="no")
    relro = sorted({f.path for f in elf if f["relro"] in ("full", "partial")})
    i.table.expect("3 files with RELRO", len(relro) == 3, f"seen: {', '.join(relro)}")
    i.no_fact("the host keys of 0 bytes are no keys", "key", "/etc/dropbear/*", state="present")
    i.no_finding("no shared host key", provision="5.4-3|5.1-1|5.4-*", path="/etc/dropbear/*")
    i.no_pass()
    return i.table


def rraycom(holdfast, corpus):
    i = Image(holdfast, corpus, "rraycom-camera-flash-0-29ab2c.bin", "Rraycom camera (Ingenic T31, Tuya SDK), raw flash")
    i.container("uimage", "squashfs")
    i.fact("kernel packed with LZMA", "property", key="compression", value="lzma")
    i.fact("U-Boot", "boot", topic="boot-loader|bootdelay")
    i.finding("root has an empty password", "5.1-1", "/etc/shadow", "*empty*")
    i.finding("telnetd runs always", "5.6-1", "/etc/init.d/S80network", "*telnetd*")
    i.finding("telnet in clear", "5.5-1", "/etc/init.d/S80network", "*telnetd*")
    i.finding("login on the console that anybody can use", "5.6-4*", "/etc/inittab")
    i.finding("nearly every file is mode 0777", "5.6-*|5.4-1", text="*world-writable*|*changed by others*",
              verdict="FAIL|INCONCLUSIVE")
    i.fact("files are owned by uid 1001", "permission", issue="foreign-owner", uid="1001")
    i.component("busybox", "1.22.1"), i.component("uclibc", "0.9.33.2")
    hit = next(i.case.facts("kernel", version="3.10.14*"), None)
    i.table.expect("Linux 3.10.14", hit, evidence_of(hit) if hit else "no kernel fact")
    i.no_fact("the application partition is not here: nothing of TCP 6668, 8088, 20203 may be made up", "listener",
              port="6668|8088|20203")
    i.no_pass()
    return i.table


def tplink(holdfast, corpus):
    i = Image(holdfast, corpus, "tplink-mt7628-flash-0-3e0000.bin", "TP-Link MT7628 router, raw flash")
    i.container("lzma", "squashfs")
    i.fact("U-Boot", "boot", topic="boot-loader|bootdelay")
    i.finding("admin has the password 1234", "5.1-1", "/etc/passwd.bak", "*1234*")
    i.fact("md5crypt with an empty salt", "account", "/etc/passwd.bak", scheme="md5crypt", salt="no|fixed", name="admin")
    i.finding("the salt is no salt", "5.1-3", "/etc/passwd.bak")
    i.finding("Wi-Fi is open in the defaults", "5.5-1", "/etc/RT2860AP.dat", verdict="FAIL|INCONCLUSIVE")
    i.finding("WPAPSK1=12345678", "5.1-1|5.4-3", "/etc/RT2860AP.dat", "*12345678*", "FAIL|INCONCLUSIVE")
    i.finding("WscNewKey=scaptest", "5.1-1|5.4-3", "/etc/RT2860AP.dat", "*scaptest*", "FAIL|INCONCLUSIVE")
    i.component("dropbear", "2012.55"), i.component("busybox", "1.19.2"), i.component("uclibc", "0.9.33.2")
    hit = next(i.case.facts("kernel", version="2.6.36*"), None)
    i.table.expect("Linux 2.6.36", hit, evidence_of(hit) if hit else "no kernel fact")
    i.finding("tddp is in the image", "5.6-*", "/usr/bin/tddp", verdict="FAIL|INCONCLUSIVE")
    i.fact("tddp listens on UDP 1040", "listener", program="tddp", port="1040")
    i.fact("tdpd is in the image", "file", "*/tdpd")
    hit = next((f for kind in ("start", "listener") for f in i.case.facts(kind, program="dropbear")), None)
    i.table.expect("dropbear is started with a password file in clear", hit, evidence_of(hit) if hit else "no start fact")
    i.finding("login on the serial port ttyS1", "5.6-4*", "/etc/inittab")
    elf = list(i.case.facts("elf"))
    i.table.expect("83 ELF files", len(elf) == 83, f"seen: {len(elf)}")
    i.table.trap("no program has a stack canary", ", ".join(f.path for f in elf if f["canary"] == "yes"))
    relro = sorted({f.path for f in elf if f["relro"] in ("full", "partial")})
    i.table.expect("5 files with RELRO", len(relro) == 5, f"seen: {', '.join(relro)}")
    i.finding("no signature over the image", "5.3-*|5.7-1", text="*signature*", verdict="FAIL|INCONCLUSIVE")
    i.no_finding("telnetd is in the image but not started", text="*telnetd*")
    i.no_pass()
    return i.table


def microcontrollers(holdfast, corpus):
    table = Table("microcontroller and radio firmware", "Tasmota, ESP32-S3, eight Zigbee updates")
    for name, formats, truths in [
            ("tasmota-esp8266.bin", ["esp_image"], []),
            ("tasmota32c3.factory.bin", ["esp_flash|esp_partitions", "esp_image"], [("CA certificates in DER", "cert", {})]),
            ("esp32s3-partition-table.bin", ["esp_partitions"], []),
            ("esp32s3-linux-rootfs.cramfs", ["cramfs"], []), ("esp32s3-linux-etc.jffs2", ["jffs2"], []),
            ("zigbee/ikea-bulb-signed-wrapper.ota.signed", ["zigbee_ota"],
             [("behind a vendor's signing wrapper", "property|boot|region", {"class|value|key": "*"})]),
            ("zigbee/ikea-signal-repeater.ota", ["zigbee_ota", "gbl"],
             [("manufacturer tag of a signature's size", "property", {"value": "*0xffbf*"})]),
            ("zigbee/ikea-wireless-dimmer.ota", ["zigbee_ota", "ebl"], [("no signature", "property", {"key": "signature", "value": "none*"})]),
            ("zigbee/nodon-sin-4-2-20.zigbee", ["zigbee_ota"], [("integrity code", "property", {"key": "integrity", "value": "*0x0003*"})]),
            ("zigbee/onokom-truncated.ota", ["zigbee_ota"], [("truncated", "property", {"key": "truncated", "value": "92222 of 278830*"})]),
            ("zigbee/osram-cla60.ota", ["zigbee_ota"], [("manufacturer tags", "property", {"value": "*0xff01*516*"}),
                                                        ("manufacturer tags", "property", {"value": "*0xff3e*"})]),
            ("zigbee/sonoff-minizb1gp.ota", ["zigbee_ota", "gbl"], []),
            ("zigbee/thirdreality-plug.ota", ["zigbee_ota", "xz"], [])]:
        case = Case(holdfast, os.path.join(corpus, "firmware", name))
        for one in formats:
            hit = next(case.facts("container", format=one), None)
            table.expect(f"{name}: {one}", hit, hit.chain if hit else "not recognised")
        for item, kind, fields in truths:
            if "|" in kind:
                hit = next((f for k in kind.split("|") for f in case.facts(k) if "0x0:data" in f.chain), None)
            else:
                hit = next(case.facts(kind, **fields), None)
            table.expect(f"{name}: {item}", hit, evidence_of(hit) if hit else f"no {kind} fact")
        passed = [p["id"] for p in case.report["provisions"] if p["verdict"] == "PASS"]
        table.trap(f"{name}: nothing passes", ", ".join(passed))
        if "linux" not in name:
            table.trap(f"{name}: is no Linux system", case.report["input"]["judgeable"] and case.report["input"]["about"])
            table.trap(f"{name}: nothing fails that cannot be judged", case.report["verdict"] == "FAIL" and "verdict FAIL")
    return table


def all_tables(holdfast, corpus):
    return [dlink(holdfast, corpus), librarybox(holdfast, corpus), rraycom(holdfast, corpus), tplink(holdfast, corpus),
            microcontrollers(holdfast, corpus)]
