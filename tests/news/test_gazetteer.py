"""The places of a page: one row each under its fullest name, with the unit it lies in."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.news.gazetteer import PLACES, extract_places, find_named_places
from textmine.report.newsroom import read_news


def rows_of(text: str) -> list[tuple[str, str, str, tuple[str, ...], int]]:
    return [(p.name, p.level, p.within, p.other_names, p.n_mentions) for p in find_named_places(text)]


def test_units_lie_in_those_named_right_in_front() -> None:
    assert rows_of("澜溪市青禾区北关街道木棉里社区的灯亮了。") == [
        ("澜溪市", "district", "", (), 1),
        ("青禾区", "district", "澜溪市", (), 1),
        ("北关街道", "street", "青禾区", (), 1),
        ("木棉里社区", "community", "北关街道", (), 1),
    ]


def test_a_name_without_its_kind_is_another_name_of_the_place() -> None:
    rows = rows_of("木棉里社区的灯亮了。木棉里的老人说好。走进木棉里社区，天黑了。")
    assert rows == [("木棉里社区", "community", "", ("木棉里",), 3)]


def test_an_ordinary_word_is_no_other_name() -> None:
    text = "和谐社区的灯亮了。邻里和谐，大家说和谐社区好。"
    assert rows_of(text) == [("和谐社区", "community", "", (), 2)]


def test_a_name_that_two_places_share_is_neither_of_them_alone() -> None:
    rows = rows_of("木棉里社区和木棉里街道的灯都亮了。木棉里的老人说好。")
    assert [(name, others) for name, _, _, others, _ in rows] == [("木棉里社区", ()), ("木棉里街道", ())]


def test_an_estate_under_two_names_is_one_row() -> None:
    rows = rows_of("望湖花园小区的灯亮了。望湖花园的老人说好。")
    assert rows == [("望湖花园小区", "estate", "", ("望湖花园",), 2)]


def test_offices_are_named_in_quotation_marks_or_after_persons() -> None:
    text = "“老马书记”工作室搬进了木棉里社区。居民李明光说，多亏李明光工作室。各社区都有了工作室。"
    offices = [(name, n) for name, level, _, _, n in rows_of(text) if level == "office"]
    assert offices == [("“老马书记”工作室", 1), ("李明光工作室", 1)]


@pytest.mark.parametrize("text", ["", "。", "社区", "The lights were out for months.", "\n" * 50])
def test_text_without_places_has_none(text: str) -> None:
    assert rows_of(text) == []


def test_no_articles_give_the_headings() -> None:
    table = extract_places(pd.DataFrame({"article_id": [], "text": []}))
    assert list(table.columns) == list(PLACES.names)
    assert table.empty


def test_masking_hides_the_persons_in_names_of_offices(tmp_path) -> None:
    page = tmp_path / "页.txt"
    page.write_text("居民李明光说，灯亮了，多亏李明光工作室，木棉里社区的人都来了。", encoding="utf-8")
    found = read_news([page])
    assert "李明光工作室" in set(found.places["name"])
    masked = found.masked().places
    assert not masked["name"].str.contains("李明光").any()
    assert "木棉里社区" in set(masked["name"])


def test_mentions_are_those_of_all_names_together() -> None:
    text = "木棉里社区开会。" * 3 + "木棉里下雨。" * 2
    (row,) = rows_of(text)
    assert row[4] == 5
