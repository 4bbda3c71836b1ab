"""Known answers of the corpus (kat/): for each subject a table of what had to be found and what was."""
import csv
import json
import os
import shutil
import tempfile

from accuracy_case import Case, Table, matches

# Names of the lists and ours, where the same product goes by two.
ALIASES = {
    "http_server": "httpd",
    "libdbus": "dbus", ".net": "dotnet", "dropbear_ssh": "dropbear", "freeware_advanced_audio_decoder_2": "faad2",
    "free_range_routing": "frr", "international_components_for_unicode": "icu", "inet_wireless_daemon": "iwd",
    "kerberos_5": "krb5", "berkeley_db": "libdb", "network_security_services": "nss", "linux_kernel": "linux",
    "long_range_zip": "lrzip", "netwide_assembler": "nasm", "network_block_device": "nbd", "node.js": "nodejs",
    "point-to-point_protocol": "ppp", "router_advertisement_daemon": "radvd", "raptor_rdf_syntax_library": "raptor2",
    "simple_directmedia_layer": "sdl2", "tpm2_software_stack": "tpm2-tss", "xerces-c\\+\\+": "xerces-c++",
    "zstandard": "zstd", "mbed_tls": "mbedtls",
}
# Versions that the list does not have and the program itself states.
STATED = {
    ("dnsmasq", "2.84rc2"): "built from the sources of 2.84rc2: it says so itself, and its package is called 2.84",
    ("openssh", "6.8"): "OpenSSH's protocol banner goes without the p1 of its portable release",
    ("moby", "24.0.7"): "Docker's engine is built from Moby; the sample holds texts of both",
}
NOT_COVERED = """Not covered, and said so: known vulnerabilities are not looked up (no vulnerability data base is consulted; the fixtures of
`kat/fact/known_vulnerabilities` are not recognised, the byte pattern of the liblzma backdoor included); the language of
a text is not told; a compiler is named as the tool that built a program, not as part of it. A version that the program's
own package note states in full (9.4.1-3.fc37) is no wrong claim; nor is what a program states and the list lacks:
""" + "; ".join(f"{n} {v} ({why})" for (n, v), why in STATED.items()) + "."
NOT_DEFAULT = "Tr0ub4dor&3-not-a-default"


def same_product(wanted, name):
    plain = lambda n: n.lower().replace("_", "-")
    return plain(wanted) == plain(name) or ALIASES.get(wanted) == name


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def related(case, relation):
    return {(f["name"], f["version"]) for f in case.facts("component", relation=relation)}


def version_archives(holdfast, kat):
    table = Table("component versions in programs",
                  "128 archives with one or two programs each (kat/versions/EXPECT.tsv), no package database")
    for row in rows_of(f"{kat}/versions/EXPECT.tsv"):
        case = Case(holdfast, f"{kat}/versions/{row['file']}")
        got, tools = related(case, "contains"), related(case, "built-with")
        names = sorted(f"{n} {v}" for n, v in got)
        found = any(same_product(row["product"], n) and v == row["version"] for n, v in got)
        table.expect(f"{row['file']}: {row['product']} {row['version']}", found, f"seen: {', '.join(names) or 'nothing'}")
        others = [o for o in (row["other_products"] or "").replace(",", " ").split() if o]
        for other in others:
            table.expect(f"{row['file']}: also {other}", any(same_product(other, n) for n, v in got | tools),
                         f"seen: {', '.join(names) or 'nothing'}")
        for n, v in sorted(got - set(STATED)):
            if not same_product(row["product"], n) and not any(same_product(o, n) for o in others):
                table.wrongly(row["file"], f"{n} {v}")
            elif v != row["version"] and not v.startswith(row["version"] + "-") and same_product(row["product"], n):
                table.wrongly(row["file"], f"{n} {v}, not {row['version']}")
    return table


def version_strings(holdfast, kat):
    table = Table("version texts", "562 texts as they stand in a program's data (kat/versions/STRINGS.tsv)")
    rows = rows_of(f"{kat}/versions/STRINGS.tsv")
    with tempfile.TemporaryDirectory() as work:
        for i, row in enumerate(rows):
            texts = [s for text in json.loads(row["version_strings_json"]) for s in text.split("\n")]
            with open(f"{work}/{i:04d}.bin", "wb") as f:
                f.write(b"\0\1\2\3\0" + b"\0".join(t.encode() for t in texts) + b"\0\0\1\2\3" + b"\0" * 32)
        case = Case(holdfast, work)
    at = {}
    for fact in case.facts("component"):
        at.setdefault(os.path.basename(fact.path), set()).add((fact["name"], fact["version"]))
    for i, row in enumerate(rows):
        got = at.get(f"{i:04d}.bin", set())
        names = ", ".join(sorted(f"{n} {v}" for n, v in got)) or "nothing"
        found = any(same_product(row["product"], n) and v == row["version"] for n, v in got)
        table.expect(f"{row['product']} {row['version']} in {row['version_strings_json']}", found, f"seen: {names}")
        for n, v in sorted(got - set(STATED)):
            if not same_product(row["product"], n):
                table.wrongly(f"{row['product']} {row['version']} in {row['version_strings_json']}", f"{n} {v}")
    return table


def elf(holdfast, kat):
    table = Table("ELF hardening", "programs whose file name says the property (kat/fact/exploit_mitigations, elf_analysis)")
    case = Case(holdfast, f"{kat}/fact")
    at = {f.path.rsplit("/", 1)[-1]: f for f in case.facts("elf")}
    known = [("Hallo.out", "pie", "yes"), ("Hallo.out", "canary", "no"), ("Hallo.out", "stripped", "no"),
             ("Hallo.out", "nx", "yes"), ("Hallo_Canary", "canary", "yes"), ("Hallo_no_pie", "pie", "no"),
             ("Hallo_no_pie", "type", "exec"), ("Hallo_rpath", "rpath", "?*"), ("Hallo_rpath", "runpath", ""),
             ("Hallo_runpath", "runpath", "?*"), ("Hallo_runpath", "rpath", ""), ("Hallo_stripped", "stripped", "yes"),
             ("Hallo_SafeStack", "safestack", "yes"), ("Hallo.so", "type", "dso"),
             ("Hallo.so", "pie", "dso"), ("Hallo.o", "type", "rel"), ("Hallo.o", "pie", "rel"),
             ("Hallo.out", "safestack", "no"), ("Hallo_no_pie", "cfi", "no|ibt"), ("Hallo.out", "rpath", ""),
             ("x-pie-executable", "type", "pie"), ("x86_executable", "machine", "*86*")]
    for name, field, value in known:
        fact = at.get(name)
        got = fact[field] if fact else "no ELF fact"
        table.expect(f"{name}: {field} {value or 'none'}", fact and matches(got, value), f"seen: {got or 'none'}")
    return table, case


def keys(holdfast, kat, case):
    table = Table("keys and certificates", "kat/fact/crypto_material, kat/certs, kat/known-keys")
    here = "*/crypto_material/"
    for name, kind, want in [
            ("id_rsa", "key", {"class": "private", "encrypted": "no"}), ("id_rsa_encrypted", "key", {"class": "private",
             "encrypted": "yes"}), ("id_rsa.pub", "key", {"class": "public"}), ("ssl.key", "key", {"class": "private"}),
            ("ssl.crt", "cert", {}), ("generic_public_key", "key", {"class": "public"}),
            ("pkcs", "key", {"class": "private"}), ("pkcs12", "key", {"format": "pkcs12"}),
            ("0x6C2DF2C5-pub.asc", "key", {"format": "pgp"})]:
        said = " ".join(f"{k}={v}" for k, v in want.items())
        table.expect(f"{name}: {kind} {said}", any(case.facts(kind, here + name, **want)))
    # its name says error, but error.der is a whole DSA key: OpenSSL reads it and y = g^x mod p holds
    table.expect("error.der: key", any(case.facts("key", here + "error.der", **{"class": "private", "algorithm": "dsa"})))
    for name in ["FP_test", "ssl_fp.file", "pkcs_fp.file"]:
        alarm = [f"{f.kind} {f['class']}{f['subject']} {f['state']}" for kind in ("key", "cert")
                 for f in case.facts(kind, here + name) if f["state"] != "damaged"]
        table.trap(f"{name} holds no key and no certificate", ", ".join(alarm))
    certs = Case(holdfast, f"{kat}/certs")
    for folder, _, names in sorted(os.walk(f"{kat}/certs")):
        for name in sorted(names):
            inside = "*/" + os.path.relpath(f"{folder}/{name}", f"{kat}/certs")
            with open(f"{folder}/{name}", "rb") as f:
                text = f.read()
            count = text.count(b"-----BEGIN CERTIFICATE-----")
            if count:
                got = len(list(certs.facts("cert", inside)))
                table.expect(f"certs{inside[1:]}: {count} certificates", got == count, f"seen: {got}")
            if b"PRIVATE KEY-----" in text:
                table.expect(f"certs{inside[1:]}: private key", any(certs.facts("key", inside, **{"class": "private"})))
    known = Case(holdfast, f"{kat}/known-keys")
    for name in sorted(os.listdir(f"{kat}/known-keys")):
        table.expect(f"{name}: a publicly known private key",
                     any(known.facts("key", "*/" + name, known="?*", **{"class": "private"})))
    return table


def passwords(holdfast, kat, case):
    table = Table("accounts and passwords", "kat/fact/users_and_passwords, kat/password-hashes.tsv")
    here = "*/users_and_passwords/"
    for name, scheme, password in [
            ("johndoe", "sha512crypt", "123456"), ("max", "apr1", "dragon"), ("test", "*", "123456"),
            ("admin", "*", "admin"), ("root", "descrypt", "root"), ("user", "bcrypt", "1234"),
            ("user2", "md5crypt", "secret"), ("nosalt", "md5crypt", "root")]:
        got = [f"{f['scheme']} {f['password']}" for f in case.facts("account", here + "passwd_test", name=name)]
        table.expect(f"passwd_test: {name} has password {password}",
                     any(case.facts("account", here + "passwd_test", name=name, password=password)), f"seen: {', '.join(got) or 'nothing'}")
    for name in ["vboxadd", "mongodb", "clamav", "pulse"]:
        table.expect(f"passwd_test: {name} is locked", any(case.facts("account", here + "passwd_test", name=name, state="locked")))
    for name in ["johndoe", "max"]:
        table.expect(f"passwd.bin: {name} inside other bytes", any(case.facts("account", here + "passwd.bin", name=name)))
    alarm = [f"{f['name']} {f['state']}" for f in case.facts("account", here + "passwd_FP_test")]
    table.trap("passwd_FP_test holds no account", ", ".join(alarm))
    rows = rows_of(f"{kat}/password-hashes.tsv")
    with tempfile.TemporaryDirectory() as work:
        os.makedirs(f"{work}/etc")
        with open(f"{work}/etc/shadow", "w", encoding="utf-8") as f:
            for i, row in enumerate(rows):
                f.write(f"user{i}:{row['hash']}:19000:0:99999:7:::\n")
        hashes = Case(holdfast, work)
    for i, row in enumerate(rows):
        got = next(hashes.facts("account", "*/shadow", name=f"user{i}"), None)
        seen = f"{got['state']} {got['scheme']} {got['password']!r}" if got else "nothing"
        if row["password"] == NOT_DEFAULT:
            table.expect(f"{row['hash']}: a hash", got and got["scheme"] == row["scheme"].split(",")[0], f"seen: {seen}")
            table.trap(f"{row['hash']} is no default password", got and got["state"] == "known" and seen)
        else:
            word = "" if row["password"] == "(empty string)" else row["password"]
            table.expect(f"{row['hash']}: {row['password']}", got and got["state"] in ("known", "empty") and
                         got["password"] == word, f"seen: {seen}")
    return table


def kernel_configuration(kat, case):
    table = Table("kernel configuration", "kat/fact/kernel_config")
    for name in ["configs/CONFIG", "configs/CONFIG.gz", "synthetic/configs.ko", "synthetic/gz.image", "synthetic/plain.image"]:
        got = [f for f in case.facts("kconfig") if f"kernel_config/{name}" in f.chain]
        table.expect(f"{name}: options", len(got) > 3, f"seen: {len(got)}")
    for name in ["configs/CONFIG_MAGIC_CORRUPT", "configs/CONFIG_MAGIC", "configs/old_config_build_file",
                 "random_invalid/a.image", "random_invalid/b.image", "random_invalid/c.image", "random_invalid/d.image",
                 "synthetic/configs.ko.corrupted", "synthetic/ko_failure/configs.ko"]:
        got = [f for f in case.facts("kconfig") if f.chain.endswith("kernel_config/" + name) or
               f"kernel_config/{name}!" in f.chain]
        table.trap(f"{name} gives nothing", len(got) and f"{len(got)} options")
    return table


def device_tree(kat, case):
    table = Table("device trees", "kat/fact/device_tree")
    for name in ["device_tree.dtb", "dt_embed_test.dtb", "dtb_inside.image"]:
        table.expect(f"{name}: a device tree", any("device_tree/" + name in f.chain for f in case.facts("container", format="dtb")))
    for name in ["broken.dtb", "false_positive.rnd"]:
        got = [f for f in case.facts("container", format="dtb", status="whole") if "device_tree/" + name in f.chain]
        table.trap(f"{name} is none", got and "called a whole device tree")
    return table


def starts(holdfast, kat):
    table = Table("start files", "kat/fact/init_systems as the root of a system")
    case = Case(holdfast, f"{kat}/fact/init_systems")
    here = "/etc/"
    for path, program in [
            ("inittab", "rcS"), ("inittab", "rc"), ("inittab", "sulogin"), ("inittab", "getty"), ("inittab", "mgetty"),
            ("rc.local", "foo"), ("rc.local", "bar.sh"), ("rc.local", "foobar"), ("init/baz.conf", "baz.sh|baz"), ("service/lighttpd/run", "myprocess"), ("sv/example/run", "foo-service.sh"),
            ("init.d/skeleton", "daemonexecutablename")]:
        got = sorted({f["program"] for f in case.facts("start", here + path)})
        table.expect(f"{path} starts {program}", any(case.facts("start", here + path, program=program)),
                     f"seen: {', '.join(got) or 'nothing'}")
    # systemd does not read a unit whose name has no suffix
    for path in ["init.d/README", "inittab.invalid", "systemd/system/foobar"]:
        got = sorted({f["program"] for f in case.facts("start", here + path)})
        table.trap(f"{path} starts nothing", ", ".join(got))
    return table


def rights(holdfast, kat):
    table = Table("file rights", "set-user-id, set-group-id and sticky files (kat/fact/file_system_metadata)")
    for name in ["test.tar", "test.tar.gz", "test.tar.bz2", "squashfs.img"]:
        case = Case(holdfast, f"{kat}/fact/file_system_metadata/{name}")
        for file, mode in [("testfile_none", "0777"), ("testfile_suid", "4777"), ("testfile_sgid", "2777"),
                           ("testfile_sticky", "1777"), ("testfile_all", "7777")]:
            got = [f["mode"] for f in case.facts("file", "*/" + file)]
            table.expect(f"{name}: {file} {mode}", got == [mode], f"seen: {', '.join(got) or 'nothing'}")
        for file, issue in [("testfile_suid", "suid"), ("testfile_sgid", "sgid")]:
            table.expect(f"{name}: {file} is called {issue}", any(case.facts("permission", "*/" + file, issue=issue)),
                         "seen: " + ", ".join(f["issue"] for f in case.facts("permission", "*/" + file)))
    case = Case(holdfast, f"{kat}/fact/file_system_metadata/broken.tar.gz")
    table.expect("broken.tar.gz: said to be damaged", any(case.facts("unread")) or
                 any(f["status"] in ("damaged", "truncated") for f in case.facts("container")))
    return table


def components(kat, case):
    table = Table("fixtures with components", "kat/fact/software_components, kat/fact/known_vulnerabilities")
    seen = lambda name: ", ".join(sorted({f"{f['name']} {f['version']}" for f in case.facts("component", "*/" + name)})) or "nothing"
    table.trap("software_component_test_list.txt is a text about components, not a program",
               any(case.facts("component", "*/software_component_test_list.txt")) and seen("software_component_test_list.txt"))
    table.trap("yara_test_file is a made-up text", any(case.facts("component", "*/yara_test_file")) and seen("yara_test_file"))
    return table


def all_tables(holdfast, corpus):
    kat = os.path.join(corpus, "kat")
    elf_table, case = elf(holdfast, kat)
    return [version_archives(holdfast, kat), version_strings(holdfast, kat), elf_table, keys(holdfast, kat, case),
            passwords(holdfast, kat, case), kernel_configuration(kat, case), device_tree(kat, case), starts(holdfast, kat),
            rights(holdfast, kat), components(kat, case)]
