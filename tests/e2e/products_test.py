"""Believable declarations of good products that are unlike the examples: nothing may be held against them.

A battery sensor that cannot be updated, a toy with Bluetooth only, a hub at home without any password, a watch with a
modem only whose features are left to its tables. What a person has to judge stays open; a unit that fails here is a
rule that fails what is good.
"""
import glob
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402
from mutations_test import EDITIONS  # noqa: E402

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
def there_are_four_of_them():
    assert len(PRODUCTS) >= 4


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
        lacks = '5.1-1' if product.startswith('childrens') else '6-5'
        assert verdicts[lacks] == 'NOT APPLICABLE', f'{product} {edition}: {lacks} {verdicts[lacks]}'
        if product.startswith('leak'):
            assert verdicts['5.3-2'] == 'NOT APPLICABLE', f'{product} {edition}: 5.3-2 {verdicts["5.3-2"]}'


if __name__ == '__main__':
    kit.main()
