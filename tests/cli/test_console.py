"""Remarks that carry their Chinese, and what the console says of them."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from textmine.cli.console import Console
from textmine.errors import InputError, Remark, chinese_of, remark_at

NOTE = Remark("3 rows have no date", zh="3 行没有日期")


def test_a_remark_is_its_english_string_everywhere() -> None:
    assert NOTE == "3 rows have no date"
    assert json.loads(json.dumps([NOTE])) == ["3 rows have no date"]
    assert {NOTE: 1}["3 rows have no date"] == 1
    assert f"{NOTE}" == str(NOTE) == "3 rows have no date"


@pytest.mark.parametrize(
    "kept",
    [
        pickle.loads(pickle.dumps(NOTE)),
        copy.deepcopy(NOTE),
        copy.copy(NOTE),
        next(iter(dict.fromkeys([NOTE, NOTE]))),
    ],
)
def test_a_remark_keeps_its_chinese_on_the_way(kept: str) -> None:
    assert kept == NOTE
    assert chinese_of(kept) == "3 行没有日期"


def test_remarks_say_where_they_belong() -> None:
    note = remark_at("一月.csv", NOTE)
    assert (note, note.zh) == ("一月.csv: 3 rows have no date", "一月.csv：3 行没有日期")
    assert remark_at("一月.csv", "plain").zh == "一月.csv：plain"
    error = InputError("empty", path="a.csv", zh="为空").remark()
    assert (error, error.zh) == ("a.csv: empty", "a.csv：为空")


@pytest.mark.parametrize(
    ("lang", "note", "expected"),
    [
        ("en", NOTE, "note: 3 rows have no date\n"),
        ("zh", NOTE, "提醒：3 行没有日期\n"),
        ("zh", "x", "提醒：x\n"),
        ("zh", Remark("x"), "提醒：x\n"),
    ],
)
def test_the_console_warns_in_its_language(
    lang: str, note: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Console(lang=lang).warn(note)
    assert capsys.readouterr().err == expected
