"""What stands on either side of a name is told apart."""

from __future__ import annotations

import pytest

from textmine.text.namecontexts import is_thing, left_side, right_side


@pytest.mark.parametrize(
    ("text", "at", "preceding", "floor", "kind"),
    [
        ("", 0, "", 0, "start"),
        ("好,栗平", 2, "", 2, "comma"),
        ("他:栗平", 2, "", 2, "colon"),
        ("我弟栗平", 2, "弟", 0, "kin"),
        ("联系人栗平", 3, "人", 0, "label"),
        ("业主栗平", 2, "业主", 0, "role"),
        ("社区民警栗平", 4, "民警", 0, "role"),
        ("请转告栗平", 3, "转告", 0, "taker"),
        ("市长栗平", 2, "市长", 0, "office"),
        ("修鞋的栗平", 3, "的", 0, "doer"),
        ("大楼的栗平", 3, "的", 0, "of"),
    ],
)
def test_left_side_names_what_stands_in_front(text, at, preceding, floor, kind):
    assert left_side(text, at, preceding, floor) == kind


@pytest.mark.parametrize(
    ("text", "following", "kind"),
    [
        ("栗平", "", "end"),
        ("栗平,13974028816", "", "number"),
        ("栗平,男,", "", "sex"),
        ("栗平,她的证", "", "meant"),
        ("栗平女士", "女士", "friendly"),
        ("栗平书记", "书记", "title"),
        ("栗平一家人", "一家", "household"),
        ("栗平的妈妈", "的", "belonging"),
        ("栗平说", "说", "speaks"),
        ("栗平把门", "把", "does"),
        ("栗平花园", "花园", "thing"),
        ("栗平(2018)3号", "", "thing"),
    ],
)
def test_right_side_names_what_stands_behind(text, following, kind):
    assert right_side(text, 2, following) == kind


def test_is_thing_wants_no_verb_between():
    assert is_thing("程明投资有限公司", 2)
    assert not is_thing("程明在小区", 2)
