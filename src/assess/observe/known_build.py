"""Build time: known_build.py IN OUT makes a C table of known_keys.tsv."""
import sys

rows = []
for number, line in enumerate(open(sys.argv[1], encoding="ascii"), 1):
    if line.startswith("#") or not line.strip():
        continue
    print_, name = line.rstrip("\n").split("\t")
    if len(bytes.fromhex(print_)) != 32:
        sys.exit(f"{sys.argv[1]}:{number}: the fingerprint wants 64 hex digits")
    rows.append((print_, name))
with open(sys.argv[2], "w", encoding="ascii") as out:
    out.write("/* Made from observe/known_keys.tsv. */\n"
              "static const struct { const char *fingerprint, *name; } known_keys[] = {\n")
    for print_, name in rows:
        out.write(f'\t{{"{print_}", "{name}"}},\n')
    out.write("};\n")
