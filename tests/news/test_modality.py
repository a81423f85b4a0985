"""Plans, denials and suppositions are no evidence, and pages that repeat others count once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.news.claims import extract_claims, find_claims
from textmine.news.copies import find_copies
from textmine.news.evidence import Evidence, build_evidence
from textmine.news.mechanisms import detect_mechanisms, find_mechanisms
from textmine.news.modality import TOLD_AS, figure_told_as, is_denied, may_deny
from textmine.news.sentences import split_sentences
from textmine.report.newsroom import read_news


def told(text: str, *, year: int | None = None) -> list[object]:
    return [claim["told_as"] for claim in find_claims(text, year=year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今年计划选派500名机关干部到86个社区报到。", ["planned", "planned"]),
        ("力争投诉量下降30%，群众满意率达到98%。", ["planned", "planned"]),
        ("下一步，全区将新建停车位300个。", ["planned"]),
        ("社区曾承诺新建停车位150个，目前一个也没建成。", ["planned"]),
        ("要确保办结率达到95%。", ["planned"]),
        ("投诉量没有下降30%，反而上升了12%。", ["denied", "reported"]),
        ("没有向86个社区派出500名干部。", ["denied", "denied"]),
        ("如果有500万元，我想给6栋楼装电梯。", ["supposed", "supposed"]),
        ("原计划三年建成，目前已建成12处。", ["reported", "reported"]),
        ("将86家单位与11个社区结对。", ["reported", "reported"]),
        ("争取资金300万元，改造5个小区。", ["reported", "reported"]),
        ("规划停车位115个，公开承诺事项136件。", ["reported", "reported"]),
        ("投诉从未超过40件。", ["reported"]),
        ("全年办结189件。", ["reported"]),
    ],
)
def test_a_figure_is_told_as_done_planned_denied_or_supposed(text: str, expected: list[str]) -> None:
    assert told(text) == expected
    assert set(expected) <= set(TOLD_AS)


def test_a_later_year_than_that_of_the_page_is_a_plan() -> None:
    text = "到2025年，全区建成停车位300个。"
    assert told(text, year=2023) == ["planned"]
    assert told(text, year=2026) == ["reported"]
    assert told(text) == ["reported"]  # nothing is known of the page
    articles = pd.DataFrame(
        {"article_id": ["a1"], "title": [""], "text": [text], "published_at": ["2023-02-10"]}
    )
    assert extract_claims(articles)["told_as"].tolist() == ["planned"]


def test_a_plan_has_no_grade_and_a_rule_keeps_its_own() -> None:
    (target,) = find_claims("力争今年投诉量下降30%。")
    assert target["grade"] == "G0"
    assert figure_told_as("", 0) == "reported"


def evidence_of(*texts: str) -> Evidence:
    articles = pd.DataFrame(
        {"article_id": [f"a{n}" for n in range(len(texts))], "title": [""] * len(texts), "text": list(texts)}
    )
    models: dict[str, str] = {}
    (found,) = build_evidence(
        articles, extract_claims(articles, models=models), detect_mechanisms(articles), models
    )
    return found


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("力争投诉量下降30%，群众满意率达到98%。", {"satisfaction", "before_after", "outcome"}),
        ("居民的满意率达到98%。", {"denominator"}),
        ("绿化率35%，入住率92%。", {"denominator"}),
        ("居民对物业的不满意率达到78%。", {"satisfaction"}),
        ("第三方评估显示，满意率为88%。", {"before_after"}),
    ],
)
def test_what_a_page_does_not_give_is_missing(text: str, missing: set[str]) -> None:
    assert missing <= set(evidence_of(text).gaps)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("居民的满意率达到98%。", "satisfaction"),
        ("共受理问题214件，其中办结189件。", "denominator"),
        ("办结率达到94.4%。", "denominator"),
        ("投诉由31件降到4件。", "before_after"),
    ],
)
def test_what_a_page_gives_is_not_missing(text: str, there: str) -> None:
    assert there not in evidence_of(text).gaps


def test_a_dose_needs_reported_figures() -> None:
    assert evidence_of("去年选派500名机关干部到86个社区报到。").doses[0].per_community == pytest.approx(
        500 / 86
    )
    assert evidence_of("今年计划选派500名机关干部到86个社区报到。").doses == ()
    assert evidence_of("今年计划选派500名机关干部到86个社区报到。").n_unreported == 2


PAGE = "灯芯巷社区共记下居民反映的问题214件，其中办结189件。居民的满意率达到98%，大家都很高兴。"


def test_copies_and_pages_without_text_count_nowhere() -> None:
    once, thrice = evidence_of(PAGE), evidence_of(PAGE, "记者 转载。\n" + PAGE, PAGE + "（完）", "", " ")
    assert (thrice.n_articles, thrice.n_copies, thrice.n_blank) == (1, 2, 2)
    assert thrice.kinds == once.kinds
    assert thrice.grades == once.grades
    assert len(thrice.claims) == len(once.claims)


def test_a_page_that_adds_a_third_of_its_own_is_no_copy() -> None:
    articles = pd.DataFrame(
        {
            "article_id": ["a1", "a2"],
            "text": [PAGE, PAGE + "后来社区又办结了其余二十五件，还请居民评议了一回。"],
        }
    )
    assert find_copies(articles) == {}
    assert find_copies(articles.iloc[:0]) == {}


def test_a_figure_told_twice_counts_once() -> None:
    found = evidence_of("全省11129家单位报到。目前共有1万多家单位下沉社区。")
    assert sum(found.kinds.values()) == 1


def test_the_same_path_given_twice_is_read_once_and_copies_are_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    found = read_news([tmp_path, tmp_path / "a.txt"])
    assert found.articles["copy_of"].tolist() == ["", "a1"]


def test_masking_keeps_no_file_name_that_may_name_a_person(tmp_path: Path) -> None:
    (tmp_path / "陈晓明采访周建国.txt").write_text(
        "杏林社区党委书记周建国说，去年他带着12名网格员走访了3000户居民。", encoding="utf-8"
    )
    masked = read_news([tmp_path]).masked()
    assert masked.articles["source_path"].tolist() == ["a1.txt"]
    assert not any("建国" in str(value) for value in masked.articles.iloc[0])


@pytest.mark.parametrize(
    "text",
    [
        "小区里有人养烈性犬。业委会没有成立，没有人管。",
        "城管、住建等部门没有联合执法。",
        "律师从来没有进社区讲过课。",
        "志愿者一次也没来过。",
        "街道取消了楼长包联制度。",
    ],
)
def test_what_is_denied_shows_no_mechanism(text: str) -> None:
    assert find_mechanisms(split_sentences(text)) == []


def test_a_denied_sentence_of_a_whole_article_shows_no_mechanism() -> None:
    filler = ["今天天气晴朗，街上人来人往。"] * 12
    deed = "社区成立了业委会，小区党支部也建起来了。"
    denied = "业委会没有成立，小区党支部也没建。"
    shown, blank = (
        {code for code, _, _ in find_mechanisms(split_sentences("".join([*filler, sentence])))}
        for sentence in (deed, denied)
    )
    assert "organisation" in shown
    assert "organisation" not in blank


def test_a_clause_denies_only_what_it_tells() -> None:
    text = "业委会没有成立，后来调解员上门。"
    assert is_denied(text, 4)
    assert not is_denied(text, 12)
    assert may_deny(text)
    assert not may_deny("调解员上门。")
    assert not may_deny("没有发生一起伤亡。")  # told of a success
