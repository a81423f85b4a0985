"""Spliced headline fragments go; the same words in their own right stay."""

from __future__ import annotations

from textmine.news.splices import drop_spliced_fragments

TITLE = "件件小事暖人心——江边街道的党员干部下楼服务记"


def test_drop_spliced_fragments_leaves_an_honest_text() -> None:
    text = "江边街道的党员干部下楼服务，件件小事暖人心，居民都说好，街道也高兴。"
    assert drop_spliced_fragments([text], TITLE) == ([text], None)


def test_drop_spliced_fragments_needs_three_different_ones() -> None:
    text = "灯亮了，边街大家都高兴，边街老人也下楼了。"
    assert drop_spliced_fragments([text], TITLE) == ([text], None)


def test_drop_spliced_fragments_follows_the_cycle_for_words() -> None:
    text = "灯亮了，边街大家高兴，小事老人下楼了，道的孩子跑了，心江说好，边街狗叫了，小事猫睡了，道的鸟飞了，心江天黑了。"
    cleaned, record = drop_spliced_fragments([text], TITLE)
    assert cleaned == ["灯亮了，大家高兴，老人下楼了，孩子跑了，说好，狗叫了，猫睡了，鸟飞了，天黑了。"]
    assert record is not None
    assert record.n == 8


def test_drop_spliced_fragments_without_title_or_text() -> None:
    assert drop_spliced_fragments([], TITLE) == ([], None)
    assert drop_spliced_fragments(["灯亮了。"], "") == (["灯亮了。"], None)
