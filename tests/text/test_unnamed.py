"""Cells of a column of persons that name nobody."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.text.unnamed import names_nobody

NOBODY = [
    "匿名",
    "不详",
    "市民",
    "保密",
    "女士",
    "先生",
    "无",
    "未留名",
    "未知",
    "热心市民",
    "某市民",
    "不愿透露姓名",
    "要求保密",
    "***",
    "某某",
    "-",
    "—",
    "/",
    "？",
    "N/A",
    "null",
    "匿名用户",
    "（匿名）",
    "未提供",
    "没留姓名",
    "来电人",
    "小姐",
    "0",
    "00000000000",
    "未显示号码",
    "隐藏号码",
    "业主",
    "市民（匿名）",
    "先生/女士",
    "先生（未留全名）",
    "nan",
    "[PERSON]",
    "[NAME]",
    "［ＰＥＲＳＯＮ］",
]
SOMEBODY = [
    "王女士",
    "张先生",
    "无忌",
    "李某",
    "王某某",
    "吴名",
    "安宁",
    "[NAME_1]",
    "[PERSON_2]",
    "13800000000",
    "A0001",
    "网友小明",
    "用户123",
    "陈老师",
    "李业主",
    "John",
]


@pytest.mark.parametrize("cell", [*NOBODY, None, float("nan"), pd.NA, pd.NaT, "", "  "])
def test_placeholders_and_tags_without_number_name_nobody(cell: object) -> None:
    assert names_nobody(cell)


@pytest.mark.parametrize("cell", [*SOMEBODY, 13974028816])
def test_names_numbers_and_numbered_tags_are_somebody(cell: object) -> None:
    assert not names_nobody(cell)
