"""Names of places are told from phrases by weights, and the quick sums are those of the marks."""

from __future__ import annotations

import json
import random
import runpy
from pathlib import Path

import pytest

from textmine.news import placenames
from textmine.news.placenames import (
    PLACE_WEIGHTS,
    begin_marks,
    earliest_begin,
    end_marks,
    possible_ends,
    weigh_names,
)
from textmine.news.places import find_places
from textmine.news.sentences import split_sentences
from textmine.resources import data_path

ROOT = Path(__file__).resolve().parents[2]


def names_in(text: str) -> list[str]:
    return [place.name for place in find_places(split_sentences(text))]


@pytest.mark.parametrize(
    "text",
    [
        "他把钥匙交给社区，又去找街道。",
        "网格员拉上社区民警，跑遍了无物业小区。",
        "弃管小区、拆迁安置小区、软弱涣散社区的居民都来了。",
        "矛盾集中的社区先试点，各社区再推开。",
        "城区老旧小区多，全市还有十一个乡镇。",
        "小巷里的路灯坏了，马路上没有人行道。",
        "",
    ],
)
def test_phrases_are_no_names(text: str) -> None:
    assert names_in(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("如望湖社区的老书记。", ["望湖社区"]),
        ("澜溪市青禾区杨柳街道灯芯巷社区", ["澜溪市", "青禾区", "杨柳街道", "灯芯巷社区"]),
        ("家住望湖花园小区三期的梁阿姨。", ["望湖花园小区三期"]),
        ("粮食局家属院和望湖新村的灯都亮了。", ["粮食局家属院", "望湖新村"]),
        ("碧波国际小区的业主来到青石巷6号院。", ["碧波国际小区", "青石巷6号院"]),
    ],
)
def test_names_are_found_whole(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_a_name_told_again_is_found_where_it_was_doubtful() -> None:
    once = "居民说，同心社区好。"
    again = "走进同心社区，同心社区的灯亮了。住在同心社区，真好。"
    assert names_in(again).count("同心社区") == 3
    assert len(names_in(once)) <= 1


def test_words_in_front_of_a_name_told_elsewhere_are_no_part_of_it() -> None:
    assert set(names_in("望湖社区的灯亮了。包片望湖社区的干部来了。望湖社区又开了会。")) == {"望湖社区"}


@pytest.mark.parametrize("seed", range(3))
def test_the_quick_sums_are_those_of_the_marks(seed: int) -> None:
    chance = random.Random(seed)
    letters = "全该拉上望湖灯芯巷社区小区街道镇市县里路家属院号院花园的，。“3一二是在A\u2028"
    ends, begins = placenames._weights()
    scale = placenames._scale()
    n = 0
    for _ in range(600):
        text = "".join(chance.choices(letters, k=chance.randint(0, 14)))
        for at, end in possible_ends(text):
            n += 1
            assert scale.weigh_end(text, at, end) == ends["bias"] + sum(
                ends.get(mark, 0) for mark in end_marks(text, at, end)
            )
            weight, start = scale.likeliest_begin(text, at, end)
            assert earliest_begin(text, at) <= start < at
            assert weight == begins["bias"] + sum(
                begins.get(mark, 0) for mark in begin_marks(text, start, at, end)
            )
    assert n > 500


def test_the_memory_of_sums_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placenames, "_REMEMBERED", 50)
    scale = placenames._Scale(*placenames._weights())
    texts = [chr(0x4E00 + n) + chr(0x5E00 + n) + "社区" for n in range(300)]
    sums = [scale.likeliest_begin(text, 2, 4) for text in texts]
    assert len(scale._first) <= 52
    assert sums == [placenames._scale().likeliest_begin(text, 2, 4) for text in texts]


@pytest.mark.parametrize("text", ["社区" * 20_000, "望湖社区" * 10_000, "的" * 50_000, "1" * 50_000 + "号院"])
def test_long_lines_end(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end, _ in weigh_names(text))


def test_the_weights_are_those_of_the_committed_pages() -> None:
    trained = runpy.run_path(str(ROOT / "benchmarks" / "train_place_names.py"))
    stored = json.loads(data_path(PLACE_WEIGHTS).read_text(encoding="utf-8"))
    fitted = trained["fit_both"](trained["read_rows"](unseen=False))
    for part in ("ends", "begins"):
        # A weight at the least one kept may round to either side of it on another processor.
        marks = fitted[part].keys() | stored[part].keys()
        differences = [abs(fitted[part].get(m, 0.0) - stored[part].get(m, 0.0)) for m in marks]
        assert max(differences) <= 0.06
        assert sum(d > 0.011 for d in differences) <= len(marks) // 500


def test_unseen_authors_names_are_found_as_often_as_said() -> None:
    trained = runpy.run_path(str(ROOT / "benchmarks" / "train_place_names.py"))
    counts = trained["count"](trained["read_rows"](unseen=True), None)
    saved = json.loads(
        (ROOT / "benchmarks" / "results" / "news_place_names.json").read_text(encoding="utf-8")
    )
    table = saved["authors nothing is learned of"]
    for level, own in table.items():
        names, given, right = (
            sum(n for (at, what), n in counts.items() if what == wanted and level in (at, "all"))
            for wanted in ("names", "given", "right")
        )
        assert (names, round(right / names, 3), round(right / given, 3)) == (
            own["names"],
            own["recall"],
            own["precision"],
        )
    assert table["all"]["recall"] > 0.9
    assert table["all"]["precision"] > 0.9


def test_a_second_reader_marks_the_same_names() -> None:
    """The second reader saw ten characters in front of each word for a kind of place and four behind."""
    trained = runpy.run_path(str(ROOT / "benchmarks" / "train_place_names.py"))
    names = frozenset(trained["NAMES"].read_text(encoding="utf-8").split())
    path = ROOT / "tests" / "news" / "data" / "place_names_second_reading.tsv"
    first = second = same = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        front, kind, behind, marked = line.split("\t")
        end = len(front) + len(kind)
        start = trained["begin_of"](front + kind + behind, end, names)
        own = (front + kind)[start:] if start is not None else ""
        first += bool(own)
        second += bool(marked)
        same += bool(own) and own == marked
    said = f"marked {second:,} names where the first has {first:,}: {same:,} are the same"
    assert said in " ".join((ROOT / "docs" / "news.md").read_text(encoding="utf-8").split())
    assert 2 * same > 0.98 * (first + second)
