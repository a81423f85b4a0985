"""Names of places are read by their endings, short ones too."""

from __future__ import annotations

from textmine.mining.places import ADMINISTRATIVE, find_places
from textmine.text.segment import Segmenter


def test_estates_of_two_characters_are_places_and_no_districts() -> None:
    names = ("东湖小区", "和平小区", "金桂花园", "银杏社区")
    texts = [f"{name}停车位太少，乱停车" for name in names]
    assert find_places(texts, words=Segmenter().segment(texts)) == [[name] for name in names]
    assert ADMINISTRATIVE.fullmatch("望岳区")
    assert not ADMINISTRATIVE.fullmatch("东湖小区")
