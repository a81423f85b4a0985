"""Mechanisms are told or named; plans and denials are neither; users can add their own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.news.mechanisms import MECHANISM_CODES, detect_mechanisms, find_mechanisms, load_mechanisms
from textmine.news.sentences import split_sentences
from textmine.schema import MECHANISMS


def found(text: str) -> dict[str, str]:
    return {code: strength for code, strength, _ in find_mechanisms(split_sentences(text))}


def test_load_mechanisms_has_the_nineteen_in_order() -> None:
    assert tuple(mechanism.code for mechanism in load_mechanisms()) == MECHANISM_CODES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("通过走访群众，梳理出12个问题。", "intake"),
        ("支部连开6次树下会，召开议事会讨论。", "deliberation"),
        ("列出居民要的、单位有的两张清单。", "lists"),
        ("半年派单607条，接单582条。", "dispatch"),
        ("协调排水所等有关单位到场查看。", "coordination"),
        ("78个楼栋选出了78名楼栋长。", "building_contact"),
        ("区里选派38名干部到社区任第一书记。", "reporting_for_duty"),
        ("老书记与村书记“一对一”结对12名。", "pairing"),
        ("导师带教徒弟27名。", "coaching"),
        ("开展宣讲300余场次。", "talks"),
        ("开展防骗宣传20余场，劝阻12起诈骗。", "law_fraud"),
        ("调解纠纷12起。", "mediation"),
        ("百余名党员志愿者义务巡逻。", "volunteering"),
        ("连夜转移群众118户。", "emergency"),
        ("评议结果占年度考核的50%。", "accountability"),
        ("由街道出资3万元修路。", "resources"),
        ("组建合唱团，举办百家宴。", "culture_care"),
        ("社区成立了退休党支部。", "organisation"),
        ("支部被评为市级先进集体。", "exemplars"),
    ],
)
def test_find_mechanisms_sees_a_deed(text: str, code: str) -> None:
    assert found(text).get(code) == "concrete"


def test_find_mechanisms_tells_a_deed_from_a_name() -> None:
    assert found("职责包括建言献策、矛盾调解等。")["mediation"] == "named"
    assert found("职责包括矛盾调解。三年来调解纠纷12起。")["mediation"] == "concrete"


@pytest.mark.parametrize(
    "text",
    ["下一步，拟成立退休党支部。", "社区没有开展宣讲。", "计划明年组建合唱团。", "", "The lamp is broken."],
)
def test_find_mechanisms_takes_plans_and_denials_for_nothing(text: str) -> None:
    assert "concrete" not in found(text).values()


def test_load_mechanisms_adds_a_users_words(tmp_path: Path) -> None:
    path = tmp_path / "词.yaml"
    path.write_text(
        "mechanisms:\n- {code: robots, zh: 机器人, acts: ['机器人巡逻'], named: []}\n- {code: talks, acts: ['讲古']}\n",
        encoding="utf-8",
    )
    vocabulary = load_mechanisms(path)
    assert len(vocabulary) == 20
    codes = [
        code
        for code, _, _ in find_mechanisms(split_sentences("机器人巡逻，老人讲古。开展宣讲3场。"), vocabulary)
    ]
    assert codes == ["talks", "robots"]


@pytest.mark.parametrize("content", ["mechanisms: 3", "- a", "mechanisms: [{code: x, acts: ['(']}]", "a: ["])
def test_load_mechanisms_refuses_what_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "词.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="not a vocabulary of mechanisms"):
        load_mechanisms(path)


def test_detect_mechanisms_keeps_the_schema_and_verbatim_sentences() -> None:
    text = "老党员调解纠纷12起，" + "又" * 200 + "。"
    table = detect_mechanisms(pd.DataFrame({"article_id": ["a1"], "text": [text]}), models={"a1": "m"})
    assert list(table.columns) == MECHANISMS.names
    assert all(sentence in text and len(sentence) <= 150 for sentence in table["sentence"])
    assert list(detect_mechanisms(pd.DataFrame({"article_id": [], "text": []})).columns) == MECHANISMS.names


@pytest.mark.parametrize(
    ("text", "code", "strength"),
    [
        ("第一书记带领应急小队转移群众306人。", "emergency", "concrete"),
        ("老书记们的办法是红黄蓝三本账，谁去催都要签字。", "lists", "concrete"),
        ("街坊们在早茶会上议出个法子。", "deliberation", "concrete"),
        ("年底，区里评出金牌调解员10名。", "exemplars", "concrete"),
        ("区里筹资27万元翻修路面。", "resources", "concrete"),
    ],
)
def test_find_mechanisms_reads_plain_deeds(text: str, code: str, strength: str) -> None:
    assert (code, strength) in [(c, s) for c, s, _ in find_mechanisms(split_sentences(text))]


def test_find_mechanisms_takes_contact_with_a_community_for_no_coordination() -> None:
    found = find_mechanisms(split_sentences("市领导联系社区，各单位党员到社区走访。"))
    assert ("coordination", "concrete") not in [(code, strength) for code, strength, _ in found]


@pytest.mark.parametrize("plan", ["将投入80万元", "今后投入80万元", "将陆续投入80万元"])
def test_money_that_is_to_come_is_no_deed_in_a_whole_article(plan: str) -> None:
    filler = "".join(f"第{n}条街很安静。" for n in range(12))

    def strength(sentence: str) -> str:
        found = {c: s for c, s, _ in find_mechanisms(split_sentences(filler + sentence))}
        return found.get("resources", "")

    assert strength("街道已投入80万元，为每个小区建一处议事亭。") == "concrete"
    assert strength(f"街道{plan}，为每个小区建一处议事亭。") != "concrete"
