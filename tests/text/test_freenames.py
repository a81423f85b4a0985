"""Names that no label announces are found where a person stands, and nowhere else."""

from __future__ import annotations

import itertools

import pytest

from textmine.text.freenames import find_free_names


def _found(text):
    return sorted(text[start:stop] for start, stop in find_free_names(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我把材料寄给了郜大伟,没有回音", ["郜大伟"]),
        ("你问鲍国栋去", ["鲍国栋"]),
        ("申屠浩等五人联名", ["申屠浩"]),
        ("敖日格乐女士来电", ["敖日格乐"]),
        ("玛利亚·桑切斯在这里教书", ["玛利亚·桑切斯"]),
        ("", []),
        ("程明物业说不管", []),
        ("查一查再说", []),
        ("门口的时间牌坏了", []),
    ],
)
def test_find_free_names_needs_a_person_on_its_place(text, names):
    assert _found(text) == names


def test_a_name_that_is_a_firm_elsewhere_stays():
    assert _found("联系郜大伟说好了") == ["郜大伟"]
    assert _found("联系郜大伟说好了。郜大伟英语不退钱") == []


def test_spans_do_not_overlap():
    spans = sorted(find_free_names("苗得水和柏青松、裘建平三人说好了,又找了鲍国栋"))
    assert len(spans) >= 3
    assert all(stop <= start for (_, stop), (start, _) in itertools.pairwise(spans))
