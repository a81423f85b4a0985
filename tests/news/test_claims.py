"""Figures come with what they count, kind, grade, place and period; nothing is copied across articles."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from textmine.news.claims import extract_claims, find_claims, link_repeats
from textmine.news.kinds import claim_grades, claim_kinds
from textmine.news.numbers import find_quantities
from textmine.news.scoring import score_pages
from textmine.schema import CLAIMS


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("区里选派38名干部到社区任第一书记。", ["input"]),
        ("区财政投入资金1.2万元。", ["input"]),
        ("开展宣讲300余场次。", ["activity"]),
        ("通过走访梳理出12个问题。", ["activity"]),
        ("累计办结急难愁盼问题5件。", ["output"]),
        ("成功劝阻12起诈骗。", ["output"]),
        ("结对帮扶困境儿童64名。", ["output"]),
        ("投诉量同比下降30%。", ["outcome"]),
        ("群众满意率达95.5%。", ["outcome"]),
        ("评议结果占年度考核分值的50%。", ["rule"]),
        ("要求每月走访不少于1次。", ["rule"]),
        ("75岁的阿婆在这里住了19年。", ["context", "context"]),
        ("低洼地段住着93户居民。", ["context"]),
        ("下一步，拟再建12个站点。", ["context"]),
    ],
)
def test_claim_kinds_follow_the_words_around(text: str, kinds: list[str]) -> None:
    assert claim_kinds(text, find_quantities(text)) == kinds


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("区里选派38名干部。", "input", "G1"),
        ("办结5件。", "output", "G2"),
        ("共记下214件事，其中办结189件。", "output", "G3"),
        ("所提38条意见均获采纳。", "output", "G3"),
        ("投诉由31件降至4件。", "outcome", "G4"),
        ("居民满意率为91%。", "outcome", "G3"),
        ("消防救援大队的登记显示，火情1起，同街道没有实行包联的宿舍区为6起。", "outcome", "G5"),
        ("阿婆今年75岁。", "context", "G0"),
    ],
)
def test_claim_grades_rise_with_the_evidence(text: str, kind: str, grade: str) -> None:
    quantities = find_quantities(text)
    kinds = ["activity"] * (len(quantities) - 1) + [kind]
    assert claim_grades(text, quantities, kinds)[-1] == grade


def test_claim_grades_look_for_the_denominator_in_the_sentence_before() -> None:
    first, second = find_quantities("共登记214件。"), find_quantities("办结189件。")
    assert claim_grades("办结189件。", second, ["output"], earlier=first) == ["G3"]
    assert claim_grades("办结189件。", second, ["output"]) == ["G2"]


def test_find_claims_names_noun_place_and_period() -> None:
    (claim,) = find_claims("2022年以来，澜溪市灯芯巷社区的老党员调解纠纷12起。")
    assert (claim["place"], claim["period"], claim["sentence"]) == (
        "灯芯巷社区", "2022年以来", "2022年以来，澜溪市灯芯巷社区的老党员调解纠纷12起。",
    )  # fmt: skip
    assert "纠纷" in str(claim["counts"])


def test_find_claims_quotes_verbatim_and_shortly() -> None:
    text = "甲，" * 120 + "办结5件，" + "乙，" * 120
    (claim,) = find_claims(text)
    assert len(str(claim["sentence"])) <= 150
    assert str(claim["sentence"]) in text
    assert "办结5件" in str(claim["sentence"])


def test_link_repeats_joins_rounded_and_exact_but_not_other_nouns() -> None:
    text = "全省1万多家单位、百万余名党员报到。目前有11129家单位、104万名党员下沉。建成1万家食堂。"
    claims = find_claims(text)
    linked = [
        (claims[at]["value_low"], claims[to]["value_low"])
        for at, to in enumerate(link_repeats(claims))
        if to is not None
    ]
    assert linked == [(10_000.0, 11_129.0), (1_000_000.0, 1_040_000.0)]


def test_extract_claims_of_nothing_keeps_its_headings() -> None:
    table = extract_claims(pd.DataFrame({"article_id": [], "title": [], "text": []}))
    assert len(table) == 0
    assert list(table.columns)[: len(CLAIMS.names)] == CLAIMS.names


def test_extract_claims_does_not_change_its_input_and_repeats_itself() -> None:
    articles = pd.DataFrame(
        {"article_id": ["a1"], "title": ["社区来了第一书记"], "text": ["选派38名社区第一书记，办结5件。"]}
    )
    before = articles.copy(deep=True)
    first = extract_claims(articles)
    pd.testing.assert_frame_equal(first, extract_claims(articles))
    pd.testing.assert_frame_equal(articles, before)
    assert set(first["model_id"]) == {"first_secretary"}


def test_score_pages_holds_its_floors(authored: list[dict[str, Any]]) -> None:
    """The weights were fitted on these pages, so these are floors, not promises; see benchmarks/train_*.py --check."""
    score = score_pages(authored)
    assert score.numbers_recall >= 0.93
    assert score.numbers_precision >= 0.96
    assert score.kind_accuracy >= 0.95
    assert score.grade_accuracy >= 0.92
    assert score.mechanism_cells_equal >= 0.87
    assert score.mechanism_f1 >= 0.82
    assert score.issues_recall >= 0.73
    assert score.issues_precision >= 0.65
    assert score.category_accuracy >= 0.70
    assert score.status_accuracy >= 0.54


def test_score_pages_holds_its_floors_on_the_second_authors_pages(
    authored_second: list[dict[str, Any]],
) -> None:
    score = score_pages(authored_second)
    assert score.numbers_recall >= 0.97
    assert score.numbers_precision >= 0.94
    assert score.kind_accuracy >= 0.95
    assert score.grade_accuracy >= 0.82
    assert score.mechanism_cells_equal >= 0.80
    assert score.mechanism_f1 >= 0.70
    assert score.issues_recall >= 0.77
    assert score.issues_precision >= 0.64
    assert score.category_accuracy >= 0.70
    assert score.status_accuracy >= 0.64


def test_score_pages_notices_a_wrong_gold(authored: list[dict[str, Any]]) -> None:
    wrong = [
        {**page, "claims": [{**c, "value_low": 987_654, "value_high": 987_654} for c in page["claims"]]}
        for page in authored[:3]
    ]
    assert score_pages(wrong).numbers_recall < 0.05


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2022年1月至6月，社区共召开议事会24场次，解决问题156个。", ["2022年1月至6月"] * 2),
        ("2023年1-6月，共受理3000件。", ["2023年1-6月"]),
        ("今年1至5月，办结12件。", ["今年1至5月"]),
        ("2021年—2023年，共投入3000万元。", ["2021年—2023年"]),
        ("从2月15日到3月20日，走访300户。", ["从2月15日到3月20日"]),
        ("从2019年的1.1万件降到2021年的0.4万件。", ["2019年", "2021年"]),
        ("今年前三季度，办结40件。", ["今年前三季度"]),
        ("去年下半年，办结40件。", ["去年下半年"]),
        ("截至6月底，办结30件。", ["截至6月底"]),
    ],
)
def test_a_period_is_given_whole(text: str, periods: list[str]) -> None:
    assert [claim["period"] for claim in find_claims(text)] == periods
