"""Times as offices write them: clocks of twelve hours, the year last, contradictions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.reading.tables import read_complaints
from textmine.reading.times import looks_like_time, parse_time, parse_times, remark_on_undated


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        ("2024-03-02 上午9:05", 9, 5),
        ("2024/3/2 下午 3:05:09", 15, 5),
        ("2024年3月2日 星期六 下午3点05分", 15, 5),
        ("2024-03-02 中午12:30", 12, 30),
        ("2024-03-02 上午12:10", 0, 10),
        ("2024-03-02 3:05 PM", 15, 5),
        ("2024-03-02 12:05 am", 0, 5),
        ("2024-03-02 下午15:05", 15, 5),
        ("2024-03-02T15:05:00", 15, 5),
        ("2024-03-02", 0, 0),
    ],
)
def test_parse_time_understands_the_part_of_the_day(written: str, hour: int, minute: int) -> None:
    found = parse_time(written)
    assert found is not None
    assert found.replace(second=0) == dt.datetime(2024, 3, 2, hour, minute)


def test_parse_times_reads_the_year_last_where_the_column_tells_the_order() -> None:
    month_first = parse_times(pd.Series(["3/2/2024", "03/13/2024 9:05 PM", "2024-01-01", None]))
    assert month_first.dropna().tolist() == [
        pd.Timestamp(2024, 3, 2),
        pd.Timestamp(2024, 3, 13, 21, 5),
        pd.Timestamp(2024, 1, 1),
    ]
    day_first = parse_times(pd.Series(["3.2.2024", "13.2.2024"]))
    assert day_first.tolist() == [pd.Timestamp(2024, 2, 3), pd.Timestamp(2024, 2, 13)]


@pytest.mark.parametrize("cells", [["3/2/2024", "4/5/2024"], ["13/2/2024", "3/13/2024"], ["31/31/2024"]])
def test_parse_times_reads_nothing_where_the_order_is_not_told_or_contradicted(cells: list[str]) -> None:
    values = pd.Series(cells, name="时间")
    moments = parse_times(values)
    assert moments.isna().all()
    remark = remark_on_undated(values, moments)
    assert remark is not None
    assert remark.startswith(f"{len(cells)} rows hold a time that is not understood")
    assert looks_like_time(cells[0])


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)), st.sampled_from("-/."))
def test_a_date_with_the_year_last_is_the_date_written_or_none(moment: dt.datetime, mark: str) -> None:
    written = pd.Series([f"{moment.month}{mark}{moment.day}{mark}{moment.year}"])
    found = parse_times(written)[0]
    assert found == pd.Timestamp(moment.date()) if moment.day > 12 else pd.isna(found)


def test_a_text_of_marks_is_empty_wherever_complaints_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,内容\n1,路灯不亮\n2,！！！\n3,12345\n4,\n", encoding="utf-8")
    assert read_complaints(path)["status"].tolist() == ["ok", "empty", "empty", "empty"]
