"""Believable declarations of good products that are unlike the examples: nothing may be held against them.

A battery sensor that cannot be updated, a toy with Bluetooth only, a hub at home without any password; and four that say
almost no feature of the ICS, since it follows from their tables: a sensor on Wi-Fi without cloud, a toy with an app and an
account, a hub with a cloud and telemetry by consent, a watch with a modem only. What a person has to judge stays open;
a unit that fails here is a rule that fails what is good.
"""
import glob
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402
from mutations_test import EDITIONS  # noqa: E402

# What passes from the declaration and what does not apply, by product and edition: the rest stays open.
JUDGED = {
    ('wifi-sensor.yaml', 'V3.1.3'): (
        '5.0-1 5.2-2 5.2-3 5.3-3 5.3-5 5.3-7 5.3-8 5.3-11 5.3-12 5.6-7 5.6-8',
        '5.1-1 5.1-2 5.3-14 5.3-15A 5.3-15B 5.4-2 5.4-4 5.6-1 5.8-1 5.8-2 5.10-1 5.11-2 6-2 6-3A 6-3B 6-4 6-5 6-6 6-7 6-8'),
    ('wifi-sensor.yaml', 'V2.1.1'): (
        '4-1 5.2-2 5.2-3 5.3-3 5.3-5 5.3-7 5.3-8 5.3-9 5.3-11 5.6-7 5.6-8',
        '5.1-1 5.1-2 5.3-14 5.3-15 5.4-2 5.4-4 5.5-7 5.6-4 5.8-1 5.8-2 5.10-1 5.11-2 5.11-3 5.11-4 6-1 6-2 6-3 6-4 6-5'),
    ('app-toy.yaml', 'V3.1.3'): (
        '5.0-1 5.2-2 5.2-3 5.3-3 5.3-5 5.3-7 5.3-8 5.3-11 5.3-12 5.6-7 5.6-8',
        '5.3-4A 5.3-4B 5.3-6A 5.3-6B 5.3-14 5.3-15A 5.3-15B 5.4-2 5.4-4 5.6-1 5.7-2 5.8-1 5.8-2 5.10-1 6-2 6-3A 6-3B 6-4 '
        '6-5 6-7'),
    ('app-toy.yaml', 'V2.1.1'): (
        '4-1 5.2-2 5.2-3 5.3-3 5.3-7 5.3-8 5.3-9 5.3-11 5.6-7 5.6-8',
        '5.1-5 5.3-2 5.3-4 5.3-5 5.3-6 5.3-14 5.3-15 5.4-2 5.4-4 5.5-7 5.6-4 5.7-2 5.8-1 5.8-2 5.10-1 6-2 6-3 6-4 6-5'),
    ('cloud-hub.yaml', 'V3.1.3'): (
        '5.0-1 5.2-2 5.2-3 5.3-3 5.3-5 5.3-7 5.3-8 5.3-11 5.3-12 5.4-4 5.6-7 5.6-8 5.10-1 6-4',
        '5.3-14 5.3-15A 5.3-15B 5.6-1 5.8-2 5.8-3 6-7'),
    ('cloud-hub.yaml', 'V2.1.1'): (
        '4-1 5.2-2 5.2-3 5.3-3 5.3-5 5.3-7 5.3-8 5.3-9 5.3-11 5.4-4 5.6-7 5.6-8 5.10-1 6-4',
        '5.3-14 5.3-15 5.6-4 5.8-2 5.8-3'),
}
PRODUCTS = sorted(glob.glob(os.path.join(kit.SOURCE, 'tests/products/*.yaml')))
folder = tempfile.TemporaryDirectory()
reports = {}


def each():
    image = os.path.join(folder.name, 'nothing.txt')
    with open(image, 'w', encoding='utf-8') as file:
        file.write('no firmware is at hand\n')
    for product in PRODUCTS:
        for edition in EDITIONS:
            if (product, edition) not in reports:
                reports[product, edition] = kit.assess(image, '--product', product, '--edition', edition)
            yield os.path.basename(product), edition, reports[product, edition]


@kit.case
def there_are_seven_of_them():
    assert len(PRODUCTS) >= 7
    assert {name for name, _ in JUDGED} <= {os.path.basename(product) for product in PRODUCTS}


@kit.case
def nothing_is_held_against_a_good_product():
    wrong = [f'{product} {edition} {f["unit"]} {f["title"]}' for product, edition, report in each()
             for f in report.findings if f['verdict'] == 'FAIL']
    assert not wrong, '\n'.join(wrong)


@kit.case
def their_claims_are_valid():
    wrong = [f'{product} {edition} {p["id"]}: {p["support_problem"]}' for product, edition, report in each()
             for p in report.provisions if p['support_problem']]
    assert not wrong, '\n'.join(wrong)


@kit.case
def what_they_do_not_have_does_not_apply():
    for product, edition, report in each():
        verdicts = {p['id']: p['verdict'] for p in report.provisions}
        if product.startswith(('cloud', 'childrens')):
            continue
        assert verdicts['6-5'] == 'NOT APPLICABLE', f'{product} {edition}: 6-5 {verdicts["6-5"]}'
        if product.startswith('leak'):
            assert verdicts['5.3-2'] == 'NOT APPLICABLE', f'{product} {edition}: 5.3-2 {verdicts["5.3-2"]}'


@kit.case
def what_passes_and_what_does_not_apply_follows_from_their_tables():
    wrong = []
    for (name, edition), wanted in JUDGED.items():
        report = [r for product, e, r in each() if (product, e) == (name, edition)][0]
        for verdict, ids in zip(('PASS', 'NOT APPLICABLE'), wanted):
            got = {p['id'] for p in report.provisions if p['verdict'] == verdict}
            wrong += [f'{name} {edition} {verdict}: {sorted(got ^ set(ids.split()))}'] if got != set(ids.split()) else []
    assert not wrong, '\n'.join(wrong)


@kit.case
def they_say_all_that_is_asked_for():
    for product in sorted({name for name, _ in JUDGED}):
        done = kit.run('assess', '--product', os.path.join(kit.SOURCE, 'tests/products', product))
        assert b'not said yet' not in done.stderr, done.stderr


if __name__ == '__main__':
    kit.main()
