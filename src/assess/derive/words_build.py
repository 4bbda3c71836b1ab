"""Build time: words_build.py IN OUT makes a C table of factory_passwords.txt."""
import sys

rows = []
for number, line in enumerate(open(sys.argv[1], encoding="ascii"), 1):
    word = line.rstrip("\n")
    if not word or word.startswith("# "):
        continue
    if word in rows:
        sys.exit(f"{sys.argv[1]}:{number}: '{word}' is given twice")
    rows.append(word)
with open(sys.argv[2], "w", encoding="ascii") as out:
    out.write("/* Made from observe/factory_passwords.txt. */\nstatic const char *const factory_words[] = {\n")
    for word in rows:
        text = "" if word == "<empty>" else word
        out.write('\t"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '",\n')
    out.write("};\n")
