#!/usr/bin/env python3
"""Turns catalogue/*.tsv into catalogue_ids.h and catalogue_tables.c; refuses rows that do not fit.

usage: generate.py SOURCE_DIR IDS_H TABLES_C
       generate.py --doc        writes the tables in docs/cryptography.md anew
       generate.py --self-test
Errors are printed as FILE:LINE: what is wrong, and the exit status is 1.
"""
import re
import sys
from pathlib import Path

EN = {"V2.1.1": "EDITION_V2_1_1", "V3.1.3": "EDITION_V3_1_3"}
TS = {"V1.1.1": "EDITION_V2_1_1", "V2.1.1": "EDITION_V3_1_3"}
DECLARATION_TYPES = {"id", "text", "list", "yes-no", "choice", "choices", "refs", "number", "numbers", "duration", "date",
                     "url", "email"}
CRYPTO_KINDS = {"protocol", "association", "none", "cipher", "mode", "hash", "mac", "signature", "key-exchange", "curve",
                "kdf", "password-hash", "rng"}
CRYPTO_GOALS = {"authenticity", "integrity", "confidentiality", "replay-protection", "forward-secrecy"}
CONFIDENCE = {"sure", "likely", "unsure"}
PROVISION_ID = re.compile(r"^(?:4|5\.\d{1,2}|6)-\d{1,2}[A-Z]?$")
UNIT_MARK = re.compile(r"(?:^|; )([a-z]): ")
EXPECTED = {"EDITION_V2_1_1": (33, 35, 226), "EDITION_V3_1_3": (36, 42, 260)}

COLUMNS = {
    "en303645-provisions.tsv": "edition id clause clause_title status modality condition_refs feature_refs addressee "
    "short_name requirement related_id_other_edition change_note ts103701_v111_status confidence",
    "en303645-conditions.tsv": "edition source_table kind ref short_name meaning used_by confidence",
    "ts103701-tests.tsv": "edition provision test_group test_case kind purpose test_units unit_count ixit pass_rule "
    "confidence",
    "ts103701-ixit.tsv": "edition table_no table_id table_name form field meaning value_type required condition "
    "needed_for confidence",
    "declaration.tsv": "table place form key type values required when table_v2 field_v2 table_v1 field_v1 meaning",
    "cryptography.tsv": "name names kind status unit accepted legacy until unsaid goals needs source confidence",
    "cryptography-attacks.tsv": "name when unless below effect state cleared source confidence",
    "psti.tsv": "id kind source ref who short_name requirement timing retention deemed_compliance_route figure "
    "in_force en303645_v211_ids software_help confidence",
    "cra.tsv": "id kind ref who short_name requirement deadline retention figure applies_from en303645_v211_ids "
    "en303645_v313_ids map_strength confidence",
    "scope.tsv": "id topic step answer when rows source reason confidence",
    "other-schemes.tsv": "scheme edition kind id short_name description level_or_obligation en303645_v211_ids "
    "en303645_v313_ids map_strength confidence",
}


class Bad(Exception):
    """A row that does not fit: FILE:LINE: why."""


class Row(dict):
    """One row by column name; remembers where it stands."""

    def bad(self, why):
        raise Bad(f"{self.file}:{self.line}: {why}")


def read_table(path):
    name = Path(path).name
    columns = COLUMNS[name].split()
    rows = []
    text = Path(path).read_bytes()
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as e:
        raise Bad(f"{path}:{text[:e.start].count(10) + 1}: not UTF-8") from e
    if lines[-1] != "":
        raise Bad(f"{path}:{len(lines)}: the last line has no line end")
    if lines[0].split("\t") != columns:
        raise Bad(f"{path}:1: the header is not '{' '.join(columns)}'")
    for number, line in enumerate(lines[1:-1], 2):
        cells = line.split("\t")
        row = Row()
        row.file, row.line = path, number
        if len(cells) != len(columns):
            row.bad(f"{len(cells)} cells where {len(columns)} belong")
        if any(ord(c) < 0x20 or ord(c) == 0x7f for cell in cells for c in cell):
            row.bad("control character in a cell")
        if any(cell != cell.strip() for cell in cells):
            row.bad("space around a cell")
        row.update(zip(columns, cells))
        if "confidence" in row and row["confidence"] not in CONFIDENCE:
            row.bad(f"confidence '{row['confidence']}' is not one of {', '.join(sorted(CONFIDENCE))}")
        rows.append(row)
    return rows


def sort_key(provision):
    clause, _, rest = provision.partition("-")
    number = re.match(r"(\d+)([A-Z]?)", rest)
    return [int(x) for x in clause.split(".")] + [0] * (2 - len(clause.split("."))) + [int(number[1]), number[2]]


def unit_symbol(case, letter):
    return "U_" + re.sub(r"[.-]", "_", case) + "_" + letter


def refs(row, column):
    return [x for x in row[column].split("; ") if x]


def provisions_of(rows):
    seen = {}
    for r in rows:
        if r["edition"] not in EN:
            r.bad(f"unknown edition '{r['edition']}'")
        if not PROVISION_ID.match(r["id"]):
            r.bad(f"'{r['id']}' is not a provision id")
        if (r["edition"], r["id"]) in seen:
            r.bad(f"provision {r['id']} of {r['edition']} stands here twice")
        if r["id"].rpartition("-")[0] != r["clause"]:
            r.bad(f"provision {r['id']} does not belong to clause {r['clause']}")
        if r["modality"] not in ("M", "R") or r["status"].split(" ")[0] != r["modality"]:
            r.bad(f"modality '{r['modality']}' does not fit status '{r['status']}'")
        for column in ("clause_title", "requirement", "short_name"):
            if not r[column]:
                r.bad(f"{column} is empty")
        seen[r["edition"], r["id"]] = r
    for r in rows:
        other = "V3.1.3" if r["edition"] == "V2.1.1" else "V2.1.1"
        for ref in refs(r, "related_id_other_edition"):
            if ref != "none" and (other, ref) not in seen:
                r.bad(f"related provision {ref} is not in {other}")
    rows.sort(key=lambda r: (list(EN).index(r["edition"]), sort_key(r["id"])))
    return seen


def units_of(rows, provisions):
    """[(row, letter, text)] in the standard's order, edition by edition."""
    units = []
    cases = set()
    en_of = dict(zip(TS, EN))
    for r in rows:
        if r["edition"] not in TS:
            r.bad(f"unknown edition '{r['edition']}'")
        if r["kind"] in ("verdict", "rule"):
            if r["unit_count"] != "0" or r["test_units"]:
                r.bad("a rule has no test units")
            continue
        if r["kind"] not in ("conceptual", "functional", "conceptual and functional"):
            r.bad(f"unknown kind '{r['kind']}'")
        if (en_of[r["edition"]], r["provision"]) not in provisions:
            r.bad(f"provision {r['provision']} is not in EN 303 645 {en_of[r['edition']]}")
        if not re.match(re.escape(r["provision"]) + r"-[1-9]$", r["test_case"]):
            r.bad(f"case {r['test_case']} does not belong to provision {r['provision']}")
        if (r["edition"], r["test_case"]) in cases:
            r.bad(f"case {r['test_case']} of {r['edition']} stands here twice")
        cases.add((r["edition"], r["test_case"]))
        if not r["purpose"] or not r["pass_rule"]:
            r.bad("purpose or pass rule is empty")
        parts = UNIT_MARK.split(r["test_units"])
        found = list(zip(parts[1::2], parts[2::2]))
        if parts[0] or len(found) != int(r["unit_count"] or "-1"):
            r.bad(f"{len(found)} units where unit_count says {r['unit_count']}")
        for i, (letter, text) in enumerate(found):
            if letter != chr(ord("a") + i):
                r.bad(f"unit {letter} is out of order")
            if not text:
                r.bad(f"unit {letter} is empty")
            units.append((r, letter, text))
    units.sort(key=lambda u: (list(TS).index(u[0]["edition"]), sort_key(u[0]["provision"]), u[0]["test_case"], u[1]))
    have = {(r["edition"], r["provision"]) for r, _, _ in units}
    for ts, en in zip(TS, EN):
        for edition, ident in provisions:
            if edition == en and (ts, ident) not in have:
                provisions[edition, ident].bad(f"provision {ident} of {en} has no test unit")
    return units


def check_declaration(rows, ixit):
    """Keys of product.yaml: types are known, conditions and references point at keys that exist, and every field of the
    standard's tables in both editions has a key."""
    fields = {(r["edition"], r["table_id"], r["field"]) for r in ixit}
    keys, tables, covered = set(), {r["table"] for r in rows}, set()
    for r in rows:
        if r["type"] not in DECLARATION_TYPES:
            r.bad(f"unknown type '{r['type']}'")
        if r["place"] not in ("top", "ixit") or r["form"] not in ("one", "many", "map"):
            r.bad(f"unknown place '{r['place']}' or form '{r['form']}'")
        if (r["table"], r["key"]) in keys:
            r.bad(f"key {r['table']}.{r['key']} stands here twice")
        keys.add((r["table"], r["key"]))
        if (r["type"] in ("choice", "choices", "refs")) != bool(r["values"]):
            r.bad(f"type {r['type']} and values '{r['values']}' do not fit")
        for table in refs(r, "values") if r["type"] == "refs" else []:
            if table not in tables:
                r.bad(f"reference to table {table}, which is none")
        if r["required"] not in ("required", "conditional", "optional") or (r["required"] == "conditional") != bool(r["when"]):
            r.bad(f"'{r['required']}' and condition '{r['when']}' do not fit")
        for edition, column in (("V2.1.1", "v2"), ("V1.1.1", "v1")):
            place = (edition, r["table_" + column], r["field_" + column])
            if bool(place[1]) != bool(place[2]) or (place[1] and place not in fields):
                r.bad(f"TS 103 701 {edition} has no field '{place[2]}' in '{place[1]}'")
            covered.add(place)
    for r in rows:
        key = r["when"].split("=")[0]
        if r["when"] and "." not in key and (r["table"], key) not in keys:
            r.bad(f"the condition names key '{key}', which {r['table']} has not")
    for r in ixit:
        # 28-ExtAPI prints the logical interfaces that are an API for others
        if r["table_id"] != "28-ExtAPI" and (r["edition"], r["table_id"], r["field"]) not in covered:
            r.bad(f"no key of declaration.tsv stands for {r['table_id']} / {r['field']} of {r['edition']}")


def crypto_words(name):
    """A name as src/assess/checks/cryptography.c cuts it: letters and numbers apart, all else between them."""
    return tuple(re.findall(r"[a-z]+|\d+(?:\.\d+)*", name.lower()))


def check_cryptography(rows, attacks):
    names, titles = {}, {r["name"] for r in rows}
    for r in rows:
        if r["kind"] not in CRYPTO_KINDS:
            r.bad(f"unknown kind '{r['kind']}'")
        if r["status"] not in ("accepted", "legacy", "refused"):
            r.bad(f"unknown status '{r['status']}'")
        if r["unit"] not in ("", "bits", "MiB", "N", "cost", "iterations"):
            r.bad(f"unknown unit '{r['unit']}'")
        if not all(re.match(r"\d*$", r[c]) for c in ("accepted", "legacy", "until")):
            r.bad("a parameter or year that is no number")
        if bool(r["unit"]) != bool(r["accepted"] or r["legacy"]) or bool(r["unit"]) != bool(r["unsaid"]):
            r.bad("unit, parameters and unsaid do not fit")
        if r["unsaid"] not in ("", "accepted", "open"):
            r.bad(f"unsaid '{r['unsaid']}' is neither accepted nor open")
        if r["accepted"] and r["legacy"] and int(r["accepted"]) <= int(r["legacy"]):
            r.bad("the legacy parameter is no smaller than the accepted one")
        if r["until"] and r["status"] != "legacy" and not r["legacy"]:
            r.bad("a year belongs to what is legacy")
        for goal in refs(r, "goals"):
            if goal not in CRYPTO_GOALS:
                r.bad(f"unknown goal '{goal}'")
        for need in refs(r, "needs"):
            if need not in CRYPTO_KINDS:
                r.bad(f"it needs '{need}', which is no kind")
        if not r["source"] or not r["names"]:
            r.bad("names or source is empty")
        for name in refs(r, "names"):
            other = names.setdefault(crypto_words(name), r["name"])
            if not crypto_words(name) or other != r["name"]:
                r.bad(f"'{name}' is also a name of {other}")
    for r in attacks:
        for name in [n for part in refs(r, "when") for n in part.split("|")] + r["unless"].split("|"):
            if name and name not in titles:
                r.bad(f"'{name}' is not a row of cryptography.tsv")
        if r["state"] not in ("feasible", "caveat"):
            r.bad(f"unknown state '{r['state']}'")
        if not r["when"] or not r["effect"] or not r["source"] or not re.match(r"\d*$", r["below"]):
            r.bad("when, effect, below or source is empty or no number")
        for item in refs(r, "cleared"):
            if len(item.split(" ")) != 2:
                r.bad(f"'{item}' is no component and version")


SCOPE_ANSWERS = {"IN", "OUT", "PARTLY", "UNKNOWN"}
SCOPE_OPERATORS = {"=": "SCOPE_IS", "!=": "SCOPE_IS_NOT", "<": "SCOPE_BEFORE", ">=": "SCOPE_FROM"}
SCOPE_TERM = re.compile(r"^([A-Za-z]+)\.([a-z0-9-]+)(\??)(!=|>=|<|=)(.*)$")


def scope_terms(row):
    """The terms of a rule's condition: [(table, key, optional, operator, values)]."""
    terms = []
    for text in row["when"].split(" & "):
        match = SCOPE_TERM.match(text)
        if not match:
            row.bad(f"'{text}' is no condition")
        terms.append((match[1], match[2], match[3] == "?", match[4], match[5]))
    return terms


def check_scope(rows, declaration, regimes):
    """Rules of scope: keys and values exist in product.yaml, rows in the acts' tables; every exception is decided."""
    keys = {(r["table"], r["key"]): r for r in declaration}
    seen, decided = set(), set()
    answers = {r["answer"] for r in rows}
    for r in rows:
        if r["id"] in seen:
            r.bad(f"rule {r['id']} stands here twice")
        seen.add(r["id"])
        if r["topic"] in ("PSTI", "CRA") and r["answer"] not in SCOPE_ANSWERS:
            r.bad(f"answer '{r['answer']}' is not one of {', '.join(sorted(SCOPE_ANSWERS))}")
        for column in ("topic", "step", "answer", "source", "reason"):
            if not r[column]:
                r.bad(f"{column} is empty")
        for table, key, _, operator, values in scope_terms(r):
            row = keys.get((table, key))
            if (table, key) == ("derived", "class"):
                known = answers
            elif not row:
                r.bad(f"product.yaml has no key {table}.{key}")
            else:
                known = {"yes", "no"} if row["type"] == "yes-no" else set(row["values"].split("; "))
            if operator in ("<", ">="):
                if row["type"] != "date" or not re.match(r"^\d{4}-\d\d-\d\d$", values):
                    r.bad(f"{table}.{key} {operator} '{values}' compares no dates")
            elif values not in ("", "*"):
                for value in values.split("; "):
                    if value not in known:
                        r.bad(f"{table}.{key} has no value '{value}'")
        for ref in refs(r, "rows"):
            if ref not in regimes:
                r.bad(f"row {ref} is in no act's table")
            if r["answer"] == "OUT":
                decided.add(ref)
    for ident, row in regimes.items():
        if row.get("kind") == "exception" and ident not in decided:
            row.bad(f"no rule of scope.tsv decides exception {ident}")


def check_refs(rows, provisions, columns):
    for r in rows:
        for column, edition in columns:
            for ref in refs(r, column):
                if (edition, ref) not in provisions:
                    r.bad(f"{column}: provision {ref} is not in {edition}")


def c_str(text):
    out = []
    for b in text.encode("utf-8"):
        c = chr(b)
        out.append({'"': '\\"', "\\": "\\\\", "?": "\\?"}.get(c, c if 0x20 <= b < 0x7f else f"\\{b:03o}"))
    return '"' + "".join(out) + '"'


def struct_row(*values):
    return "\t{" + ", ".join(v if raw else c_str(v) for raw, v in values) + "},\n"


def raw(v):
    return True, v


def s(v):
    return False, v


def load(source):
    tables = {name: read_table(Path(source) / name) for name in COLUMNS}
    provisions = provisions_of(tables["en303645-provisions.tsv"])
    units = units_of(tables["ts103701-tests.tsv"], provisions)
    for r in tables["en303645-conditions.tsv"]:
        if r["edition"] not in EN:
            r.bad(f"unknown edition '{r['edition']}'")
        for ref in refs(r, "used_by"):
            if (r["edition"], ref) not in provisions:
                r.bad(f"used_by: provision {ref} is not in {r['edition']}")
    for r in tables["ts103701-ixit.tsv"]:
        if r["edition"] not in TS:
            r.bad(f"unknown edition '{r['edition']}'")
    known_tables = {r["table_id"] for r in tables["ts103701-ixit.tsv"]}
    for r, _, _ in units:
        for table in [t for t in r["ixit"].split(", ") if t]:
            if table not in known_tables:
                r.bad(f"IXIT table {table} is not in ts103701-ixit.tsv")
    check_declaration(tables["declaration.tsv"], tables["ts103701-ixit.tsv"])
    check_cryptography(tables["cryptography.tsv"], tables["cryptography-attacks.tsv"])
    check_scope(tables["scope.tsv"], tables["declaration.tsv"],
                {r["id"]: r for name in ("psti.tsv", "cra.tsv") for r in tables[name]})
    both = [("en303645_v211_ids", "V2.1.1"), ("en303645_v313_ids", "V3.1.3")]
    check_refs(tables["cra.tsv"], provisions, both)
    check_refs(tables["other-schemes.tsv"], provisions, both)
    check_refs(tables["psti.tsv"], provisions, both[:1])
    for en, ts in zip(EN, TS):
        want = EXPECTED[EN[en]]
        got = (sum(r["modality"] == "M" and r["edition"] == en for r in tables["en303645-provisions.tsv"]),
               sum(r["modality"] == "R" and r["edition"] == en for r in tables["en303645-provisions.tsv"]),
               sum(r["edition"] == ts for r, _, _ in units))
        if got != want:
            raise Bad(f"{source}/en303645-provisions.tsv:1: {en} has {got[0]} M, {got[1]} R, {got[2]} units; "
                      f"the standard has {want[0]}, {want[1]}, {want[2]}")
    return tables, units


def ids_of(units):
    names = {}
    for r, letter, _ in units:
        symbol = unit_symbol(r["test_case"], letter)
        name = f"{r['test_case']} {letter}"
        if names.setdefault(symbol, (name, sort_key(r["provision"]), r["test_case"], letter))[0] != name:
            r.bad(f"{name} and {names[symbol][0]} would share the symbol {symbol}")
    return sorted(names.items(), key=lambda item: item[1][1:])


def write_ids(ids):
    out = ["/* Generated from catalogue/ts103701-tests.tsv by catalogue/generate.py: the units of both editions, in the\n"
           " * standard's order. */\n#ifndef HF_CATALOGUE_IDS_H\n#define HF_CATALOGUE_IDS_H\n\nenum unit_id {\n"]
    out += [f"\t{symbol},\n" for symbol, _ in ids]
    out.append("\tUNIT_COUNT\n};\n\n#endif\n")
    return "".join(out)


def write_tables(tables, units, ids):
    out = ["/* Generated from catalogue/ by catalogue/generate.py. */\n#include \"core/catalogue/catalogue.h\"\n\n"]

    def table(type_name, name, count_name, rows):
        out.append(f"const struct {type_name} {name}[] = {{\n")
        out.extend(rows)
        out.append(f"}};\nconst size_t {count_name} = sizeof({name}) / sizeof({name}[0]);\n\n")

    table("provision", "catalogue_provisions", "catalogue_provision_count",
          [struct_row(raw(EN[r["edition"]]), s(r["id"]), s(r["clause"]), s(r["clause_title"]), s(r["status"]),
                      raw("true" if r["modality"] == "M" else "false"), s(r["condition_refs"]), s(r["feature_refs"]),
                      s(r["addressee"]), s(r["short_name"]), s(r["requirement"]), s(r["related_id_other_edition"]),
                      s(r["change_note"]), s(r["confidence"])) for r in tables["en303645-provisions.tsv"]])
    table("unit", "catalogue_units", "catalogue_unit_count",
          [struct_row(raw(unit_symbol(r["test_case"], letter)), raw(TS[r["edition"]]), s(f"{r['test_case']} {letter}"),
                      s(r["test_case"]), raw(f"'{letter}'"), s(r["provision"]), s(r["kind"]), s(r["purpose"]), s(text),
                      s(r["ixit"]), s(r["pass_rule"]), s(r["confidence"])) for r, letter, text in units])
    table("condition", "catalogue_conditions", "catalogue_condition_count",
          [struct_row(raw(EN[r["edition"]]), s(r["source_table"]), s(r["kind"]), s(r["ref"]), s(r["short_name"]),
                      s(r["meaning"]), s(r["used_by"]), s(r["confidence"]))
           for r in tables["en303645-conditions.tsv"]])
    table("ixit_field", "catalogue_ixit", "catalogue_ixit_count",
          [struct_row(raw(TS[r["edition"]]), s(r["table_no"]), s(r["table_id"]), s(r["table_name"]), s(r["form"]),
                      s(r["field"]), s(r["meaning"]), s(r["value_type"]), s(r["required"]), s(r["condition"]),
                      s(r["needed_for"]), s(r["confidence"])) for r in tables["ts103701-ixit.tsv"]])
    table("declaration_key", "catalogue_declaration", "catalogue_declaration_count",
          [struct_row(s(r["table"]), raw("true" if r["place"] == "ixit" else "false"),
                      raw("FORM_" + r["form"].upper()), s(r["key"]),
                      raw("TYPE_" + r["type"].upper().replace("-", "_")), s(r["values"]),
                      raw("true" if r["required"] == "required" else "false"), s(r["when"]),
                      raw("{" + ", ".join(c_str(r["table_" + v]) for v in ("v1", "v2")) + "}"),
                      raw("{" + ", ".join(c_str(r["field_" + v]) for v in ("v1", "v2")) + "}"), s(r["meaning"]))
           for r in tables["declaration.tsv"]])
    table("crypto_row", "catalogue_cryptography", "catalogue_cryptography_count",
          [struct_row(s(r["name"]), s(r["names"]), s(r["kind"]), s(r["status"]), s(r["unit"]), raw(r["accepted"] or "0"),
                      raw(r["legacy"] or "0"), raw(r["until"] or "0"), raw("true" if r["unsaid"] == "accepted" else "false"),
                      s(r["goals"]), s(r["needs"]), s(r["source"]), s(r["confidence"]))
           for r in tables["cryptography.tsv"]])
    table("crypto_attack", "catalogue_attacks", "catalogue_attack_count",
          [struct_row(s(r["name"]), s(r["when"]), s(r["unless"]), raw(r["below"] or "0"), s(r["effect"]),
                      raw("true" if r["state"] == "feasible" else "false"), s(r["cleared"]), s(r["source"]),
                      s(r["confidence"])) for r in tables["cryptography-attacks.tsv"]])
    regimes = []
    for r in tables["psti.tsv"]:
        regimes.append(struct_row(s("PSTI"), s(r["id"]), s(r["kind"]), s(f"{r['source']} {r['ref']}".strip()), s(r["who"]),
                                  s(r["short_name"]), s(r["requirement"]), s(r["timing"]), s(r["retention"]),
                                  s(r["figure"]), s(r["in_force"]), s(r["en303645_v211_ids"]), s(""), s(""),
                                  s(r["confidence"])))
    for r in tables["cra.tsv"]:
        regimes.append(struct_row(s("CRA"), s(r["id"]), s(r["kind"]), s(r["ref"]), s(r["who"]), s(r["short_name"]),
                                  s(r["requirement"]), s(r["deadline"]), s(r["retention"]), s(r["figure"]),
                                  s(r["applies_from"]), s(r["en303645_v211_ids"]), s(r["en303645_v313_ids"]),
                                  s(r["map_strength"]), s(r["confidence"])))
    for r in tables["other-schemes.tsv"]:
        regimes.append(struct_row(s(r["scheme"]), s(r["id"]), s(r["kind"]), s(r["edition"]), s(""),
                                  s(r["short_name"]), s(r["description"]), s(r["level_or_obligation"]), s(""), s(""),
                                  s(""), s(r["en303645_v211_ids"]), s(r["en303645_v313_ids"]), s(r["map_strength"]),
                                  s(r["confidence"])))
    table("regime_row", "catalogue_regimes", "catalogue_regime_count", regimes)
    rules, terms = [], []
    for r in tables["scope.tsv"]:
        first = len(terms)
        for where, key, optional, operator, values in scope_terms(r):
            terms.append(struct_row(s(where), s(key), raw("true" if optional else "false"),
                                    raw(SCOPE_OPERATORS[operator]), s(values)))
        rules.append(struct_row(s(r["id"]), s(r["topic"]), s(r["step"]), s(r["answer"]),
                                raw(f"&scope_terms[{first}]"), raw(str(len(terms) - first)), s(r["rows"]),
                                s(r["source"]), s(r["reason"]), s(r["confidence"])))
    out.append("static const struct scope_term scope_terms[] = {\n" + "".join(terms) + "};\n")
    table("scope_rule", "catalogue_scope", "catalogue_scope_count", rules)
    out.append("const char *const catalogue_unit_names[UNIT_COUNT] = {\n")
    out += [f"\t[{symbol}] = {c_str(value[0])},\n" for symbol, value in ids]
    out.append("};\n")
    return "".join(out)


DOC_MARK = "<!-- from catalogue/cryptography.tsv and cryptography-attacks.tsv: ./dev doc -->\n"


def crypto_doc(rows, attacks):
    """The tables of docs/cryptography.md."""
    out = [DOC_MARK]
    kinds = list(dict.fromkeys(r["kind"] for r in rows))
    for kind in kinds:
        out.append(f"\n### {kind.capitalize()}\n\n| name | judged | delivers | needs beside it | also written | source |\n"
                   "|---|---|---|---|---|---|\n")
        for r in rows:
            if r["kind"] != kind:
                continue
            judged = r["status"]
            if r["unit"] and r["status"] != "refused":
                judged = "; ".join(x for x in (
                    f"accepted from {r['accepted']} {r['unit']}" if r["accepted"] else "",
                    f"legacy from {r['legacy']} {r['unit']}" if r["legacy"] else "") if x)
            if r["until"]:
                judged += f", legacy until {r['until']}" if r["unit"] else f" until {r['until']}"
            others = [n for n in refs(r, "names") if n != r["name"]]
            cells = (r["name"], judged, r["goals"], r["needs"], "; ".join(others), r["source"])
            out.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |\n")
    out.append("\n### Attacks\n\n| attack | on | judged | gives an attacker | source |\n|---|---|---|---|---|\n")
    for r in attacks:
        on = " with ".join(" or ".join(part.split("|")) for part in refs(r, "when"))
        on += f" below {r['below']}" if r["below"] else ""
        on += " without a MAC or an authenticating protocol" if r["unless"].count("|") > 3 else (
            f" without {r['unless']}" if r["unless"] else "")
        judged = "fails" if r["state"] == "feasible" else "open" + (f", cleared by {r['cleared']}" if r["cleared"] else "")
        out.append("| " + " | ".join((r["name"], on, judged, r["effect"], r["source"])) + " |\n")
    return "".join(out)


def doc_of(source):
    """docs/cryptography.md and what it ought to say."""
    path = Path(source).resolve().parent / "docs" / "cryptography.md"
    text = path.read_text(encoding="utf-8")
    tables, _ = load(source)
    want = text.partition(DOC_MARK)[0] + crypto_doc(tables["cryptography.tsv"], tables["cryptography-attacks.tsv"])
    return path, text, want


def line_of(path, cell):
    """The line of a table where a cell first stands whole: rows move when others are added."""
    return next(no for no, line in enumerate(path.read_text().split("\n"), 1) if cell in line.split("\t"))


def self_test():
    """Each damage to a copy of the real tables must be refused at the right file and line."""
    import shutil
    import tempfile
    here = Path(__file__).resolve().parent
    damages = [
        ("en303645-provisions.tsv", 3, lambda c: c[:-1], "cells where"),
        ("en303645-provisions.tsv", 3, lambda c: c[:1] + ["5.1-x"] + c[2:], "not a provision id"),
        ("en303645-provisions.tsv", 3, lambda c: c[:5] + ["X"] + c[6:], "modality"),
        ("en303645-provisions.tsv", 4, lambda c: c[:1] + ["5.1-1"] + c[2:], "twice"),
        ("en303645-provisions.tsv", 3, lambda c: c[:-1] + ["certain"], "confidence"),
        ("en303645-provisions.tsv", 3, lambda c: c[:11] + ["5.9-9"] + c[12:], "related provision"),
        ("ts103701-tests.tsv", 4, lambda c: c[:7] + ["4"] + c[8:], "unit_count"),
        ("ts103701-tests.tsv", 4, lambda c: c[:1] + ["5.99-1"] + c[2:], "is not in EN 303 645"),
        ("ts103701-tests.tsv", 4, lambda c: c[:8] + ["99-Nothing"] + c[9:], "IXIT table"),
        ("ts103701-tests.tsv", 4, lambda c: c[:6] + [c[6].replace("b: ", "c: ", 1)] + c[7:], "out of order"),
        ("ts103701-tests.tsv", 4, lambda c: c[:3] + ["5.1-2-2"] + c[4:], "does not belong"),
        ("cra.tsv", 2, lambda c: c[:10] + ["5.77-1"] + c[11:], "is not in V2.1.1"),
        ("psti.tsv", 2, lambda c: ["V9"] + c[1:-1] + ["perhaps"], "confidence"),
        ("en303645-conditions.tsv", 2, lambda c: ["V9"] + c[1:], "unknown edition"),
        ("declaration.tsv", 3, lambda c: c[:4] + ["words"] + c[5:], "unknown type"),
        ("declaration.tsv", 3, lambda c: c[:3] + ["name"] + c[4:], "twice"),
        ("cryptography.tsv", 2, lambda c: c[:2] + ["magic"] + c[3:], "unknown kind"),
        ("cryptography.tsv", 3, lambda c: c[:1] + ["TLS 1.2; TLSv1.3"] + c[2:], "is also a name of"),
        ("cryptography.tsv", 2, lambda c: c[:3] + ["good"] + c[4:], "unknown status"),
        ("cryptography.tsv", 2, lambda c: c[:7] + ["2030"] + c[8:], "a year belongs"),
        ("cryptography.tsv", 2, lambda c: c[:4] + ["bits"] + c[5:], "do not fit"),
        ("cryptography.tsv", 2, lambda c: c[:9] + ["beauty"] + c[10:], "unknown goal"),
        ("cryptography-attacks.tsv", 2, lambda c: c[:1] + ["TLS 0.9"] + c[2:], "is not a row of"),
        ("cryptography-attacks.tsv", 2, lambda c: c[:5] + ["maybe"] + c[6:], "unknown state"),
        ("ts103701-ixit.tsv", 2, lambda c: c[:3] + ["a\x01b"] + c[4:], "control character"),
        ("scope.tsv", 2, lambda c: c[:3] + ["MAYBE"] + c[4:], "answer"),
        ("scope.tsv", 3, lambda c: ["p-market-none"] + c[1:], "twice"),
        ("scope.tsv", 4, lambda c: c[:4] + ["scope.supply"] + c[5:], "is no condition"),
        ("scope.tsv", 4, lambda c: c[:4] + ["scope.size=big"] + c[5:], "has no key"),
        ("scope.tsv", 4, lambda c: c[:4] + ["scope.supply=theft"] + c[5:], "has no value"),
        ("scope.tsv", 8, lambda c: c[:4] + ["scope.supply<2024-04-29"] + c[5:], "compares no dates"),
        ("scope.tsv", 8, lambda c: c[:5] + ["ex-99"] + c[6:], "is in no act's table"),
        ("scope.tsv", line_of(here / "scope.tsv", "ex-2"), lambda c: c[:5] + ["ex-3"] + c[6:],
         "no rule of scope.tsv decides exception ex-2", "psti.tsv", line_of(here / "psti.tsv", "ex-2")),
    ]
    path, text, want = doc_of(here)
    if text != want:
        print(f"not ok - {path}: its tables are not those of the catalogue: ./dev doc")
        return 1
    for file, line, damage, expected, *elsewhere in damages:
        with tempfile.TemporaryDirectory() as tmp:
            for name in COLUMNS:
                shutil.copy(here / name, tmp)
            path = Path(tmp) / file
            lines = path.read_text().split("\n")
            lines[line - 1] = "\t".join(damage(lines[line - 1].split("\t")))
            path.write_text("\n".join(lines))
            try:
                load(tmp)
            except Bad as e:
                place = f"{Path(tmp) / elsewhere[0]}:{elsewhere[1]}:" if elsewhere else f"{path}:{line}:"
                if place not in str(e) or expected not in str(e):
                    print(f"not ok - {file}:{line}: expected '{expected}', got: {e}")
                    return 1
            else:
                print(f"not ok - {file}:{line}: damage was not noticed ({expected})")
                return 1
    print(f"{len(damages)} damages refused, each with its file and line")
    return 0


def main(argv):
    if argv[1:] == ["--self-test"]:
        return self_test()
    if argv[1:] == ["--doc"]:
        path, _, want = doc_of(Path(__file__).parent)
        path.write_text(want, encoding="utf-8")
        return 0
    if len(argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        tables, units = load(argv[1])
        ids = ids_of(units)
    except Bad as e:
        print(e, file=sys.stderr)
        return 1
    Path(argv[2]).write_text(write_ids(ids))
    Path(argv[3]).write_text(write_tables(tables, units, ids))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
