"""Rows whose time is not understood are counted and shown, not dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from textmine.classify.rows import says_something
from textmine.cli import build_app
from textmine.reading.times import parse_times, remark_on_undated


def test_blank_times_are_not_remarked_on() -> None:
    values = pd.Series(["2024-03-01", "", None, float("nan")], dtype=object)
    assert remark_on_undated(values, parse_times(values)) is None


def test_serial_numbers_of_excel_are_times_also_as_text() -> None:
    found = parse_times(pd.Series(["45351", "45351.5", "1234", "99999"], dtype=object))
    assert found.astype("string").tolist()[:2] == ["2024-02-29 00:00:00", "2024-02-29 12:00:00"]
    assert found.isna().tolist() == [False, False, True, True]


def test_trends_and_report_say_what_they_could_not_date(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(
        "工单号,诉求内容,来电时间,category\n1,楼道灯坏了,2024-03-01,utilities\n2,楼道灯坏了,3月2日,utilities\n",
        encoding="utf-8",
    )
    for arguments in (
        ["trends", str(table), str(tmp_path / "t.csv"), "--by", "category", "--lang", "zh"],
        ["report", str(table), "--out", str(tmp_path / "r.html"), "--lang", "zh"],
    ):
        run = CliRunner().invoke(build_app(), arguments)
        assert run.exit_code == 0, run.output
        assert "1 行的时间无法识别" in run.stderr
        assert "3月2日" in run.stderr


def test_what_holds_no_letter_says_nothing() -> None:
    assert not any(map(says_something, ("", " ", "+", "0", "12345", "！！！", "😡😡", "……")))
    assert all(map(says_something, ("灯", "灯!", "سۇ", "水停了3天", "wifi")))
