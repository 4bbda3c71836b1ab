#!/usr/bin/env python3
"""A forger with any SQLite tool and a hex editor, and a case that says PASS at the end: what the file itself tells of it,
and what only a head that was written down elsewhere does. Each attack is named by what the program says. TAP."""
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from kit import SOURCE, case, gives, main, run  # noqa: E402

WORK = tempfile.TemporaryDirectory(prefix='holdfast-tamper-')
PRODUCT = os.path.join(SOURCE, 'examples/smart-lock/product.yaml')
UNIT, OTHER = '5.3-16-2 a', '5.3-16-2 b'
JUDGED = (0, 1, 3)


def path(name):
    return os.path.join(WORK.name, name)


def write(name, content):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), 'wb') as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path(name)


def assessed(name, image='fw', motd='one'):
    write(f'{image}/etc/passwd', 'root::0:0:root:/:/bin/sh\n')
    write(f'{image}/etc/shadow', 'root::1:0:99999:7:::\n')
    write(f'{image}/etc/motd', motd)
    done = run('assess', path(image), '--product', PRODUCT, '--case', path(name), '--quiet')
    assert done.returncode in JUDGED, done.stderr.decode(errors='replace')
    return path(name)


def answered(name, **options):
    target = assessed(name, **options)
    shot = write('shot.txt', 'what was on the screen\n')
    gives(0, 'answer', target, UNIT, 'fail', '--by', 'A. Tester', '--note', 'no label', '--attach', shot)
    gives(0, 'answer', target, OTHER, 'pass', '--by', 'A. Tester', '--note', 'read')
    return target


def copy(name, to='forged.case'):
    for beside in ('-journal', '-wal', '-shm', ''):
        if os.path.exists(path(to) + beside):
            os.unlink(path(to) + beside)
    shutil.copy(path(name), path(to))
    return path(to)


def triggers(db):
    return db.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()


def seal(db):
    """The sum over meta, made anew: it is no secret."""
    h = hashlib.sha256()
    for key, value in db.execute("SELECT key, value FROM meta WHERE key!='seal' ORDER BY key"):
        h.update(key.encode() + b'\0' + value.encode() + b'\0')
    db.execute("INSERT OR REPLACE INTO meta VALUES('seal', ?)", (h.hexdigest(),))


def chain(db):
    """The whole trail hashed anew, as a forger who read the source would."""
    before = ''
    for row in db.execute('SELECT number, at, who, what, subject, detail FROM audit ORDER BY number').fetchall():
        h = hashlib.sha256()
        for part in (before, str(row[0]), *row[1:]):
            h.update(f'{len(part.encode())}:'.encode() + part.encode())
        before = h.hexdigest()
        db.execute('UPDATE audit SET hash=? WHERE number=?', (before, row[0]))


def forge(name, *statements, to='forged.case', sealed=False, chained=False):
    """A copy, changed with the triggers that are in the way put aside and back again."""
    target = copy(name, to)
    with sqlite3.connect(target) as db:
        ours = triggers(db)
        for trigger, _ in ours:
            db.execute(f'DROP TRIGGER {trigger}')
        for statement in statements:
            if callable(statement):
                statement(db)
            else:
                db.execute(statement)
        if chained:
            chain(db)
        if sealed:
            seal(db)
        for _, sql in ours:
            if db.execute("SELECT 1 FROM sqlite_master WHERE type='table' AND name=?",
                          (sql.split(' ON ')[1].split()[0],)).fetchone():
                db.execute(sql)
        db.commit()
    db.close()
    return target


def refused(target, told, *commands):
    for command in commands or (['judge'], ['questions'], ['gap']):
        gives(4, *command, target, says=told)


@case
def a_trail_that_was_removed_whole_is_missed():
    answered('a.case')
    both = ['DROP TABLE audit', 'DROP TABLE answer', 'DROP TABLE attachment', 'DROP TABLE content']
    refused(forge('a.case', *both), 'no audit trail')
    refused(forge('a.case', 'DELETE FROM audit', 'DELETE FROM answer', 'DELETE FROM attachment'), 'no audit trail')
    # nor does assessing it again make a new beginning of it
    target = forge('a.case', *both)
    done = run('assess', path('fw'), '--product', PRODUCT, '--case', target, '--quiet')
    assert done.returncode == 4 and b'no audit trail' in done.stderr, done
    done = run('assess', path('fw'), '--case', target, '--quiet')
    assert done.returncode == 4 and b'no audit trail' in done.stderr, done
    # one that was made up without the assessment pins nothing
    refused(forge('a.case', "DELETE FROM audit WHERE what='assessed'", 'UPDATE audit SET number=-number',
                  'UPDATE audit SET number=-number-1', chained=True), 'tells of no assessment')


@case
def an_entry_taken_out_moved_or_edited_breaks_the_chain():
    answered('b.case')
    for sql in ('DELETE FROM audit WHERE number=1', 'DELETE FROM audit WHERE number=2',
                "UPDATE audit SET who='B. Other' WHERE number=2", "UPDATE audit SET at='2020-01-01T00:00:00Z' WHERE number=3",
                "UPDATE audit SET detail=detail||' ' WHERE number=1", 'UPDATE audit SET number=number+1 WHERE number=3',
                "UPDATE audit SET hash=upper(hash) WHERE number=3"):
        refused(forge('b.case', sql), 'audit trail')
    refused(forge('b.case', 'UPDATE audit SET number=9 WHERE number=2', 'UPDATE audit SET number=2 WHERE number=3',
                  'UPDATE audit SET number=3 WHERE number=9'), 'audit trail')


@case
def an_answer_that_is_not_the_one_of_its_entry_is_noticed():
    answered('c.case')
    for sql in ("UPDATE answer SET verdict='PASS' WHERE id=1", "UPDATE answer SET unit='5.3-16-2 b' WHERE id=1",
                "UPDATE answer SET by='B. Other' WHERE id=1", "UPDATE answer SET note='fine' WHERE id=1",
                "UPDATE answer SET overrule=1 WHERE id=1", "UPDATE answer SET edition='V2.1.1' WHERE id=1",
                "UPDATE answer SET at='2020-01-01T00:00:00Z' WHERE id=1",
                "UPDATE answer SET basis=(SELECT basis FROM answer WHERE id=2) WHERE id=1",
                "UPDATE attachment SET name='other.txt'", f"UPDATE attachment SET sha256='{'0' * 64}'",
                'UPDATE attachment SET answer=2', 'DELETE FROM attachment'):
        refused(forge('c.case', sql), 'answer')
    # the order is the trail's
    refused(forge('c.case', 'UPDATE answer SET id=9 WHERE id=1'), 'was changed')
    refused(forge('c.case', "INSERT INTO answer SELECT 3, unit, edition, 'PASS', note, by, at, overrule, basis FROM answer "
                  'WHERE id=1'), 'stands in no entry')


@case
def letters_that_only_look_alike_name_no_unit():
    answered('d.case')
    for unit in ('5.3\u201116\u20112 a', '5.3-16-2 \u0430', '\uff15.3-16-2 a', '5.3-16-2\u00a0a', ' 5.3-16-2 a', '5.3-16-2 a\u200b'):
        refused(forge('d.case', lambda db, u=unit: db.execute('UPDATE answer SET unit=? WHERE id=1', (u,))),
                'does not fit this program')
        gives(2, 'answer', path('d.case'), unit, 'pass', '--by', 'A', says='no test unit')


@case
def evidence_that_was_swapped_cut_or_removed_is_noticed():
    answered('e.case')
    refused(forge('e.case', "UPDATE content SET bytes=CAST('something else that is longer' AS BLOB)"), 'shot.txt')
    refused(forge('e.case', 'DELETE FROM content'), 'shot.txt')
    refused(forge('e.case', 'UPDATE attachment SET size=5'), 'shot.txt')
    # of the same length it shows when it is taken out
    target = forge('e.case', "UPDATE content SET bytes=CAST('WHAT was on the screen'||char(10) AS BLOB)")
    gives(4, 'file', target, '-o', path('e-dossier'), '--no-pdf', '--draft', says='was changed')
    assert not os.path.exists(path('e-dossier'))


@case
def what_the_case_says_of_the_image_and_of_the_run_is_pinned():
    answered('f.case')
    for key, value in (('sha256', 'ab' * 32), ('sha256', ''), ('name', 'other.bin'), ('size', '1'), ('complete', '0'),
                       ('sandboxed', '0'), ('explained', '1'), ('files', '99999'), ('folder', '0'), ('restarts', '7'),
                       ('edition', 'V2.1.1'), ('declaration', 'other.yaml'), ('declaration_sha256', 'ab' * 32)):
        sql = f"UPDATE meta SET value='{value}' WHERE key='{key}'"
        refused(forge('f.case', sql), 'meta')
        refused(forge('f.case', sql, sealed=True), 'input and of the run', ['judge'])
        refused(forge('f.case', f"DELETE FROM meta WHERE key IN ('{key}', 'seal')"), 'meta', ['judge'], ['status'])


@case
def facts_and_what_is_declared_are_pinned():
    answered('g.case')
    for sql in ("UPDATE field SET value=CAST('hash' AS BLOB) WHERE name='state' AND value=CAST('empty' AS BLOB)",
                "UPDATE field SET value=CAST('yes' AS BLOB) WHERE name='value' AND value=CAST('no' AS BLOB)",
                "DELETE FROM field WHERE fact IN (SELECT id FROM fact WHERE kind='account')",
                "DELETE FROM fact WHERE id=(SELECT max(id) FROM fact)",
                "UPDATE fact SET excerpt=CAST('x' AS BLOB) WHERE kind='account'",
                "UPDATE node SET sha256=zeroblob(32) WHERE sha256 IS NOT NULL"):
        refused(forge('g.case', sql), 'were changed')


@case
def answers_and_trail_of_another_case_do_not_fit():
    answered('h.case')
    assessed('i.case', image='fw2', motd='two')

    def take(*tables):
        def attach(db):
            db.commit()
            db.execute('ATTACH ? AS other', (path('h.case'),))
            for table in tables:
                sql = db.execute("SELECT sql FROM other.sqlite_master WHERE type='table' AND name=?", (table,)).fetchone()[0]
                db.execute(f'DROP TABLE IF EXISTS main.{table}')
                db.execute(sql)
                db.execute(f'INSERT INTO main.{table} SELECT * FROM other.{table}')
            db.commit()
            db.execute('DETACH other')
        return attach
    answers = ('answer', 'attachment', 'content')
    refused(forge('i.case', take(*answers)), 'stands in no entry', ['judge'])
    refused(forge('i.case', take('audit', *answers)), 'were changed', ['judge'])
    # facts, answers and trail, with the row about the image left as it was
    target = forge('h.case', f"UPDATE meta SET value='{'cd' * 32}' WHERE key='sha256'", sealed=True)
    refused(target, 'input and of the run', ['judge'])


@case
def nothing_but_our_tables_is_looked_at():
    answered('j.case')
    for sql in ("CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM answer; END",
                'CREATE VIEW v AS SELECT 1', 'CREATE TABLE extra(x)', 'CREATE INDEX i ON answer(unit)',
                'CREATE VIRTUAL TABLE f USING fts5(x)'):
        refused(forge('j.case', sql), "not of this program's making", ['judge'], ['status'])
    for table in ('audit', 'answer', 'fact'):
        refused(forge('j.case', f'ALTER TABLE {table} RENAME TO real_{table}',
                      f'CREATE VIEW {table} AS SELECT * FROM real_{table}'), "not of this program's making", ['judge'],
                ['status'])
    refused(forge('j.case', "ALTER TABLE answer ADD COLUMN extra"), "not of this program's making", ['judge'])


@case
def other_versions_logs_and_journals_are_refused():
    answered('k.case')
    with sqlite3.connect(copy('k.case')) as db:
        db.execute('PRAGMA user_version=2')
    refused(path('forged.case'), 'version 2')
    with sqlite3.connect(copy('k.case')) as db:
        db.execute('PRAGMA application_id=7')
    refused(path('forged.case'), 'not a holdfast case', ['judge'])
    db = sqlite3.connect(copy('k.case'))
    db.execute('PRAGMA journal_mode=WAL')
    db.close()
    refused(path('forged.case'), 'write-ahead log')
    target = copy('k.case')
    write('forged.case-wal', b'\0' * 100)
    refused(target, "'-wal'")
    os.unlink(target + '-wal')
    write('forged.case-journal', b'\xd9\xd5\x05\xf9\x20\xa1\x63\xd7' + b'\0' * 504 + b'/etc/motd' +
          b'\0\0\0\x09\0\0\0\0\xd9\xd5\x05\xf9\x20\xa1\x63\xd7')
    refused(target, 'names another file')


@case
def an_enormous_row_is_refused_with_little_memory():
    answered('l.case')
    for sql in ("UPDATE answer SET note=replace(hex(zeroblob(400000)),'0','a') WHERE id=1",
                "UPDATE audit SET detail=replace(hex(zeroblob(400000)),'0','a') WHERE number=3",
                "UPDATE fact SET excerpt=zeroblob(900000) WHERE id=1", "UPDATE meta SET value=hex(zeroblob(400000))",
                "UPDATE attachment SET name=hex(zeroblob(40000))", 'UPDATE content SET bytes=zeroblob(300000000)'):
        done = run('judge', forge('l.case', sql), timeout=60)
        assert done.returncode == 4, (sql, done)


@case
def a_flipped_byte_anywhere_in_answers_or_trail_never_gives_another_verdict():
    target = answered('m.case')
    good = json.loads(run('judge', target, '--json').stdout)['units']
    with open(target, 'rb') as file:
        content = file.read()
    places = [at for word in (b'A. Tester', b'FAIL', b'answered', b'what was on', b'facts sha256 ', b'no label')
              for at in range(len(content)) if content.startswith(word, at)]
    assert len(places) > 6
    for at in places:
        write('forged.case', content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
        done = run('judge', path('forged.case'), '--json')
        assert done.returncode == 4 or json.loads(done.stdout)['units'] == good, f'byte {at}: {content[at:at + 20]}'


@case
def what_an_unsigned_file_cannot_tell_a_head_that_was_printed_does():
    target = answered('n.case')
    gives(1, 'judge', target)
    text = gives(0, 'answer', target, UNIT, 'fail', '--by', 'B. Second', '--note', 'looked again')
    head = text.split('head ')[1].split()[0]
    run('file', target, '-o', path('n-dossier'), '--no-pdf', '--draft')
    with open(path('n-dossier/manifest.json'), encoding='utf-8') as file:
        assert json.load(file)['case_sha256'] == head
    with open(path('n-dossier/1-assessment/test-report-v3.1.3.html'), encoding='utf-8') as file:
        assert head in file.read(), 'the head is not on the test report'
    gives(3, 'verify', path('n-dossier'), '--case', target, says='printed from it as it is')
    # the last entry and its answer taken off the end: as if it had never been given
    cut = ['DELETE FROM audit WHERE number=(SELECT max(number) FROM audit)', 'DELETE FROM answer WHERE id=(SELECT max(id) FROM answer)']
    shorter = forge('n.case', *cut)
    gives(1, 'judge', shorter)
    gives(1, 'verify', path('n-dossier'), '--case', shorter, says=['CASE: ', 'cut off'])
    # a verdict turned round and the whole chain made anew
    turned = forge('n.case', "UPDATE answer SET note='fine' WHERE id=2", answers_anew, chained=True)
    gives(1, 'judge', turned)
    gives(1, 'verify', path('n-dossier'), '--case', turned, says=['CASE: ', 'cut off'])
    # evidence of the same length, which judging does not read
    swapped = forge('n.case', "UPDATE content SET bytes=CAST('WHAT was on the screen'||char(10) AS BLOB)")
    gives(1, 'verify', path('n-dossier'), '--case', swapped, says=['files: ', 'CASE: ', 'was changed'])
    removed = forge('n.case', 'DROP TABLE audit', 'DROP TABLE answer', 'DROP TABLE attachment', 'DROP TABLE content')
    gives(1, 'verify', path('n-dossier'), '--case', removed, says=['CASE: ', 'no audit trail'])


@case
def that_a_dossier_was_issued_cannot_be_taken_out_of_the_case_unseen():
    target = answered('o.case')
    done = run('file', target, '-o', path('o-dossier'), '--no-pdf', '--only', 'test-report,ics')
    assert done.returncode == 0, done.stderr.decode(errors='replace')
    gives(3, 'verify', path('o-dossier'), '--case', target, says='printed from it as it is', silent='that it was issued')
    cut = forge('o.case', 'DELETE FROM audit WHERE number=(SELECT max(number) FROM audit)')
    gives(3, 'verify', path('o-dossier'), '--case', cut, says='that it was issued does not stand in its audit trail')


def answers_anew(db):
    """The digests of the answers in the trail, made anew."""
    rows = db.execute('SELECT id, unit, edition, verdict, note, by, at, overrule, basis FROM answer ORDER BY id').fetchall()
    entries = db.execute("SELECT number, detail FROM audit WHERE what='answered' ORDER BY number").fetchall()
    for row, entry in zip(rows, entries):
        files = db.execute('SELECT name, sha256 FROM attachment WHERE answer=? ORDER BY rowid', (row[0],)).fetchall()
        parts = [row[1], row[2], row[3], row[4], row[5], row[6], 'overrules' if row[7] else '', row[8]]
        parts += [part for file in files for part in file]
        digest = hashlib.sha256(b''.join(part.encode() + b'\0' for part in parts)).hexdigest()
        db.execute('UPDATE audit SET detail=? WHERE number=?', (entry[1][:entry[1].index('sha256 ') + 7] + digest, entry[0]))


main()
