"""Two issues in one message are found, one issue is left alone, and what is cut is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from textmine.classify.rows import ClassifyOptions, classify_documents
from textmine.classify.several import _segments, find_second_issues
from textmine.classify.store import default_model
from textmine.cli import main
from textmine.reading.corpus import load_corpus
from textmine.reading.tables import read_table

TWO = [
    (
        "路灯坏了半个月，晚上漆黑一片，老人都不敢出门。另外幼儿园收费太贵，一学期涨了两千，能不能管管？",
        {"utilities", "education"},
    ),
    (
        "楼下烧烤店油烟很大，窗户都不敢开，噪音到凌晨。还有公司拖欠我们三个月工资，老板人也找不到了。",
        {"pollution", "labour"},
    ),
]
ONE = [text.split("另外")[0].split("还有")[0] for text, _ in TWO]


def found_in(texts: list[str]) -> tuple[list[bool], list[set[str]]]:
    model = default_model()
    first = model.predict_proba(texts).argmax(axis=1)
    found = find_second_issues(model, texts, first)
    names = [
        {str(model.classes_[a]), str(model.classes_[b])} for a, b in zip(first, found.position, strict=True)
    ]
    return found.is_several.tolist(), names


def test_two_issues_are_found_and_named() -> None:
    several, names = found_in([text for text, _ in TWO])
    assert several == [True, True]
    assert names == [expected for _, expected in TWO]


def test_one_issue_is_left_alone() -> None:
    several, _ = found_in(ONE)
    assert several == [False, False]


def test_more_of_the_composed_than_of_the_single_messages_are_found() -> None:
    """The full measurement is benchmarks/bench_classification.py several."""
    rows = load_corpus("heldout")
    rows = rows[(rows["second_category"] == "") & (rows["category"] != "other")].reset_index(drop=True)
    rng = np.random.default_rng(7)
    made = []
    while len(made) < 60:
        a, b = (rows.iloc[at] for at in rng.integers(0, len(rows), 2))
        if a["category"] != b["category"] and a["writer"] != b["writer"]:
            made.append(f"{a['text']}另外，{b['text']}")
    single = rows.sample(60, random_state=7)["text"].tolist()
    composed, alone = np.mean(found_in(made)[0]), np.mean(found_in(single)[0])
    assert composed > 0.5
    assert alone < 0.25


def test_rows_do_not_depend_on_their_neighbours() -> None:
    texts = [text for text, _ in TWO] + ONE + ["", "灯", "。。。！！"]
    together = found_in(texts)
    alone = [found_in([text]) for text in texts]
    assert together[0] == [one[0][0] for one in alone]
    assert together[1] == [one[1][0] for one in alone]


def test_nothing_to_cut_and_nothing_at_all() -> None:
    model = default_model()
    found = find_second_issues(model, ["路灯不亮"], np.array([0]))
    assert (found.is_several.tolist(), found.position.tolist(), found.confidence.tolist()) == (
        [False],
        [-1],
        [0.0],
    )
    assert len(find_second_issues(model, [], np.zeros(0, np.int64)).is_several) == 0


def test_segments_end_where_sentences_do_and_before_words_that_open_another_matter() -> None:
    text = "噪音扰民，而且小区门口垃圾没人清。！水也停了"
    ends = _segments(text)
    assert [text[a:b] for a, b in zip([0, *ends], ends, strict=False)] == [
        "噪音扰民，",
        "而且小区门口垃圾没人清。！",
        "水也停了",
    ]
    assert _segments("路灯不亮，晚上看不见") == [10]
    assert _segments("") == [0]


def test_second_confidence_above_one_half_says_that_there_is_a_second_issue() -> None:
    texts = [text for text, _ in TWO] + ONE
    frame = classify_documents(texts, default_model(), ClassifyOptions())
    assert (frame["second_confidence"] > 0.5).tolist() == [True, True, False, False]
    assert (frame["second_category"] != frame["category"]).all()
    fast = classify_documents(texts, default_model(), ClassifyOptions(), mode="fast")
    assert (fast["second_confidence"] <= 0.5).all()  # the fast way does not look for second issues


def test_second_issue_reaches_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("内容\n" + TWO[1][0] + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["classify", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "-q"])
    assert not stopped.value.code
    row = read_table(tmp_path / "b.csv").frame.iloc[0]
    assert {row["category"], row["second_category"]} == TWO[1][1]
