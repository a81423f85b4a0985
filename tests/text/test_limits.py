"""What the reading of texts does just below and just above each of its limits."""

from __future__ import annotations

import pytest

from textmine.text.incidents import group_incidents
from textmine.text.normalize import simplify_script, strip_pinyin_glosses

PLAIN = "社区的路灯坏了，居民晚上出门很不方便，请有关部门派人来修。"


def _with_traditional(n: int, n_han: int) -> str:
    """Make a text of so many characters of which so many are traditional, each on a line of its own among others."""
    text = list(("路灯坏了居民" * n_han)[:n_han])
    for at in range(n):
        text[at * (n_han // max(n, 1))] = "樓"
    return "".join(text)


@pytest.mark.parametrize(("n", "is_done"), [(2, False), (3, True)])
def test_strip_pinyin_glosses_wants_three_with_tones(n: int, is_done: bool) -> None:
    text = "".join(["社区(shèqū)", "楼栋(lóudòng)", "都有(yǒu)"][:n]) + "灯"
    assert (strip_pinyin_glosses(text).n > 0) is is_done
    bare = "".join(["社区shèqū的", "楼栋lóudòng都", "都有yǒu灯"][:n])
    assert (strip_pinyin_glosses(bare).n > 0) is is_done


@pytest.mark.parametrize(("n", "is_done"), [(7, False), (8, True)])
def test_simplify_script_wants_eight_traditional_characters_in_a_long_text(n: int, is_done: bool) -> None:
    assert (simplify_script(_with_traditional(n, 200)).n > 0) is is_done


@pytest.mark.parametrize(("n", "is_done"), [(19, False), (20, True)])
def test_simplify_script_wants_two_per_cent_of_the_characters(n: int, is_done: bool) -> None:
    assert (simplify_script(_with_traditional(n, 1000)).n > 0) is is_done


@pytest.mark.parametrize(("n_lines", "is_done"), [(2, False), (3, True)])
def test_simplify_script_takes_a_page_of_two_hands_for_one_from_three_lines(
    n_lines: int, is_done: bool
) -> None:
    text = "\n".join(["居民們對書記說，樓棟的路燈還沒開。"] * n_lines + [PLAIN] * 120)
    assert (simplify_script(text).n > 0) is is_done


@pytest.mark.parametrize(("n", "is_one"), [(2000, True), (2001, False)])
def test_a_place_named_by_more_than_two_thousand_documents_tells_no_incident(n: int, is_one: bool) -> None:
    others = [f"丽景新城小区{at}" for at in range(n - 2)]
    first, second = "丽景新城小区电梯停运老人下不了楼", "丽景新城小区电梯坏了没有人来修理"
    groups = group_incidents([first, second, *others], similarity=0.15).group
    assert bool(groups[0] == groups[1]) is is_one
