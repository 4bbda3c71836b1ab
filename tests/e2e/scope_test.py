"""Scope and gap through the program itself: each product of scope_products.tsv as a product file, the page made of the
table, the JSON forms against their schemas. 'scope_test.py --write' writes docs/psti-scope.md. TAP."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None

PAGE = 'docs/psti-scope.md'
HEAD = '''# Who is in scope: UK PSTI and the EU Cyber Resilience Act, on examples

Products from the exceptions and edge cases of the two laws, with the answer of `holdfast scope` and the rule it stands
on. Generated from `tests/e2e/scope_products.tsv` and `catalogue/scope.tsv` by `tests/e2e/scope_test.py --write`; a test
runs the program on every row. Our own reading in our own words and no legal advice: read the law before relying on a
row. "Confidence" is that of the least sure rule behind the UK answer.

| product | declared | UK PSTI | because | source | confidence | EU CRA | note |
|---|---|---|---|---|---|---|---|
'''


def table(path):
    with open(os.path.join(kit.SOURCE, path), encoding='utf-8') as file:
        head, *rows = file.read().rstrip('\n').split('\n')
    return [dict(zip(head.split('\t'), row.split('\t'))) for row in rows]


PRODUCTS = table('tests/e2e/scope_products.tsv')
RULES = {row['id']: row for row in table('catalogue/scope.tsv')}
# keys that take several values
LISTS = {(row['table'], row['key']) for row in table('catalogue/declaration.tsv') if row['type'] in ('choices', 'list')}


def product_file(declared):
    """Lines of a product file from 'table.key=value, value | ...'."""
    tables = {}
    for item in declared.split(' | '):
        where, value = item.split('=', 1)
        name, key = where.split('.')
        several = (name, key) in LISTS
        tables.setdefault(name, []).append(f'  {key}: [{value}]' if several else f'  {key}: {value}')
    lines = ['holdfast: 1']
    for name, rows in tables.items():
        lines += [f'{name}:'] + rows
    return '\n'.join(lines) + '\n'


def run(command, declared, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'product.yaml')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(product_file(declared))
        return kit.run(command, path, *options)


def answers(declared):
    done = run('scope', declared, '--json', '-')
    assert done.returncode in (0, 3), f'{declared}: {done.returncode}: {done.stderr.decode()}'
    return json.loads(done.stdout)


def topic(scope, name):
    return next(d for d in scope['decisions'] if d['topic'] == name)


def schema(name):
    if not jsonschema:
        raise kit.Skip('no python3-jsonschema')
    with open(os.path.join(kit.SOURCE, 'docs/schema', name), encoding='utf-8') as file:
        loaded = json.load(file)
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


def closed(node, path='#'):
    """Complaints where an object of a schema lets unknown keys through or a key goes without a description."""
    bad = []
    if isinstance(node, dict):
        if node.get('type') == 'object':
            if node.get('additionalProperties') is not False or set(node['required']) != set(node['properties']):
                bad.append(path)
            bad += [f'{path}/{name}' for name, value in node['properties'].items() if not value.get('description')]
        for key, value in node.items():
            bad += closed(value, f'{path}/{key}')
    elif isinstance(node, list):
        for i, value in enumerate(node):
            bad += closed(value, f'{path}/{i}')
    return bad


def example(name):
    return os.path.join(kit.SOURCE, 'examples', name, 'product.yaml')


def shown(row, scope):
    """The row of the page."""
    psti = topic(scope, 'PSTI')
    rule = RULES.get(row['rule'])
    because = rule['reason'] if rule else 'Open; to be said: ' + ', '.join(f'`{key}`' for key in psti['missing'])
    declared = ', '.join(f'`{x}`' for x in row['declared'].split(' | ') if not x.startswith('product.'))
    cra = row['cra'] + (f", {row['cra_class']}" if row['cra_class'] and row['cra'] != 'OUT' else '')
    cells = [row['product'], declared, row['psti'], because, rule['source'] if rule else 'SI 2023/1007 Sch. 3',
             psti['confidence'], cra, row['note']]
    return '| ' + ' | '.join(cells) + ' |\n'


def page():
    return HEAD + ''.join(shown(row, answers(row['declared'])) for row in PRODUCTS)


@kit.case
def every_product_of_the_table_gets_its_answer_from_the_program():
    bad = []
    for row in PRODUCTS:
        scope = answers(row['declared'])
        psti, cra, kind = topic(scope, 'PSTI'), topic(scope, 'CRA'), topic(scope, 'CRA class')
        if psti['answer'] != row['psti'] or cra['answer'] != row['cra']:
            bad.append(f"{row['product']}: {psti['answer']} {cra['answer']}")
        if row['rule'] and row['rule'] not in [r['rule'] for r in psti['reasons']]:
            bad.append(f"{row['product']}: not by {row['rule']}")
        if row['cra_class'] and kind['answer'] != row['cra_class']:
            bad.append(f"{row['product']}: {kind['answer']}")
        if any(not r['source'] or not r['reason'] for r in psti['reasons'] + cra['reasons']):
            bad.append(f"{row['product']}: a reason without a source")
        if psti['answer'] == 'UNKNOWN' and not psti['missing'] and not psti['reasons']:
            bad.append(f"{row['product']}: unknown without saying what is missing")
    assert not bad, '\n'.join(bad)
    assert len(PRODUCTS) >= 40


@kit.case
def the_page_on_scope_is_that_of_the_table():
    with open(os.path.join(kit.SOURCE, PAGE), encoding='utf-8') as file:
        assert file.read() == page(), f'{PAGE} is stale: tests/e2e/scope_test.py --write'


@kit.case
def an_own_brand_import_makes_a_manufacturer_with_a_manufacturers_duties():
    scope = answers('product.markets=UK, EU | product.kind=router | scope.connection=internet | '
                    'scope.customers=consumers | maker.own-brand=yes | maker.role=importer')
    assert topic(scope, 'PSTI role')['answer'] == 'manufacturer'
    assert {'m-8', 'm-9', 'm-12'} <= {d['row'] for d in scope['duties']}
    scope = answers('product.markets=UK, EU | product.kind=router | scope.connection=internet | '
                    'scope.customers=consumers | maker.role=importer')
    assert {'i-15-2', 'i-20'} <= {d['row'] for d in scope['duties']}
    assert not any(d['row'].startswith('m-') for d in scope['duties'])


@kit.case
def the_json_forms_fit_their_closed_schemas():
    gap, scope = schema('gap-1.json'), schema('scope-1.json')
    assert not closed(gap.schema) and not closed(scope.schema), closed(gap.schema) + closed(scope.schema)
    for name in ('smart-lock', 'camera'):
        done = kit.run('gap', example(name), '--regime', 'all', '--json', '-', '--date', '2026-11-22')
        assert done.returncode in (0, 1, 3), done.stderr.decode()
        report = json.loads(done.stdout)
        errors = [f'{list(e.absolute_path)}: {e.message[:150]}' for e in gap.iter_errors(report)]
        assert not errors, '\n'.join(errors[:5])
        assert len(report['regimes']) == 9
        for change in ({'extra': 1}, {'date': 'today'}, {'regimes': [dict(report['regimes'][0], state='FINE')]}):
            assert list(gap.iter_errors({**report, **change})), f'{change} is let through'
        answered = json.loads(kit.run('scope', example(name), '--json', '-').stdout)
        assert not list(scope.iter_errors(answered))


@kit.case
def the_same_day_gives_the_same_bytes_and_another_day_another_force():
    one = kit.run('gap', example('camera'), '--json', '-', '--date', '2026-11-22').stdout
    assert one == kit.run('gap', example('camera'), '--json', '-', '--date', '2026-11-22').stdout
    later = json.loads(kit.run('gap', example('camera'), '--json', '-', '--date', '2027-12-12').stdout)
    for report, force in ((json.loads(one), False), (later, True)):
        cra = next(r for r in report['regimes'] if r['key'] == 'cra')
        assert all(row['in_force'] == force for row in cra['rows'] if row['id'].startswith('A1-I-')), force
    assert sum(d['past'] for d in later['timeline']) > sum(d['past'] for d in json.loads(one)['timeline'])


@kit.case
def a_broken_declaration_is_named_by_the_requirement_it_breaks():
    with open(example('smart-lock'), encoding='utf-8') as file:
        text = file.read()
    breaks = [('support-shortened: no', 'support-shortened: yes', 'psti', 'sp-no-shorten'),
              ('  statement: yes', '  statement: no', 'psti', 'm-9'),
              ('  reporting-english: yes', '  reporting-english: no', 'psti', 'vr-access'),
              ('  route: B+C', '  route: A', 'cra', 'Art32-2'),
              ('  updates-available: 10 years', '  updates-available: 2 years', 'cra', 'Art13-9'),
              ('  end: 2034-12-31', '  end: 2028-12-31', 'cra', 'Art13-8')]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'product.yaml')
        for old, new, key, row in breaks:
            assert old in text, f'the example has no {old}'
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text.replace(old, new))
            done = kit.run('gap', path, '--json', '-', '--date', '2026-11-22')
            assert done.returncode == 1, f'{new}: exit {done.returncode} {done.stderr.decode()}'
            rows = next(r for r in json.loads(done.stdout)['regimes'] if r['key'] == key)['rows']
            found = next(r for r in rows if r['id'] == row)
            assert found['state'] == 'NOT MET' and found['todo'], f'{new}: {row} {found["state"]} {found["reason"]}'
            assert found['evidence'], f'{new}: {row} has no evidence'


@kit.case
def a_shared_password_in_an_image_breaks_the_uk_requirement():
    with tempfile.TemporaryDirectory() as folder:
        image, case = os.path.join(folder, 'router.img'), os.path.join(folder, 'router.case')
        product = os.path.join(folder, 'product.yaml')
        try:
            import subprocess
            subprocess.run([os.path.join(kit.SOURCE, 'tests/images/make_router.sh'), image], check=True,
                           capture_output=True)
        except (OSError, subprocess.CalledProcessError) as why:
            raise kit.Skip('no mksquashfs') from why
        with open(product, 'w', encoding='utf-8') as file:
            file.write(product_file('product.markets=UK | product.kind=router | scope.customers=consumers'))
        done = kit.run('assess', image, '--product', product, '--case', case)
        assert done.returncode in (1, 3), done.stderr.decode()
        done = kit.run('gap', case, '--regime', 'psti', '--json', '-')
        report = json.loads(done.stdout)['regimes'][0]
        assert report['edition'] == 'V2.1.1' and done.returncode == 1
        # the product file does not say how it connects: a listener in the image does
        assert report['scope']['answer'] == 'IN', report['scope']
        row = next(r for r in report['rows'] if r['id'] == 'pw-unique')
        assert row['state'] == 'NOT MET' and any('/etc/' in e['path'] for e in row['evidence']), row


@kit.case
def a_file_drafted_from_an_image_is_told_what_its_maker_would_have_to_do():
    image = kit.corpus('firmware/rraycom-camera-flash-0-29ab2c.bin')
    with tempfile.TemporaryDirectory() as folder:
        product, case = os.path.join(folder, 'product.yaml'), os.path.join(folder, 'camera.case')
        done = kit.run('init', '--no-questions', '--quiet', '--from', image, '-o', product)
        assert done.returncode == 0, done.stderr.decode()
        done = kit.run('gap', product, '--json', '-')
        assert done.returncode in (1, 3), done.stderr.decode()
        drafted = json.loads(done.stdout)
        assert len(drafted['todo']) > 60
        done = kit.run('assess', image, '--quiet', '--product', product, '--case', case)
        assert done.returncode == 1, done.stderr.decode()
        done = kit.run('gap', case, '--json', '-')
        assert done.returncode == 1, done.stderr.decode()
        report = json.loads(done.stdout)
        rows = {(r['key'], row['id']): row for r in report['regimes'] for row in r['rows']}
        assert rows['psti', 'pw-unique']['state'] == 'NOT MET', rows['psti', 'pw-unique']['reason']
        assert any('/etc/shadow' in e['path'] for e in rows['psti', 'pw-unique']['evidence'])
        assert rows['cra', 'A1-I-2j']['state'] == 'NOT MET', rows['cra', 'A1-I-2j']['reason']
        # what nobody said is not held against the maker, and not in favour either
        assert rows['psti', 'vr-contact']['state'] == 'UNKNOWN'
        assert 'disclosure.contact' in rows['psti', 'vr-contact']['missing']


@kit.case
def wrong_usage_is_refused():
    for arguments in (('gap',), ('scope',), ('gap', example('camera'), '--regime', 'gdpr'),
                      ('gap', example('camera'), '--date', '2026-02-30')):
        done = kit.run(*arguments)
        assert done.returncode == 2 and done.stderr, arguments
    assert kit.run('gap', '/nonexistent.yaml').returncode == 4


if __name__ == '__main__':
    if sys.argv[1:] == ['--write']:
        text = page()
        with open(os.path.join(kit.SOURCE, PAGE), 'w', encoding='utf-8') as out:
            out.write(text)
    else:
        kit.main()
