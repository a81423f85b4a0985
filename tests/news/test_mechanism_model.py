"""An article's mechanisms are weighed by the words of all its sentences; expressions, plans and a user's words keep their say."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textmine.news import mechanism_model
from textmine.news.mechanism_model import (
    MECHANISM_WEIGHTS,
    MIN_SENTENCES,
    PAGE_MARKS,
    STRENGTHS,
    MechanismWeights,
    heaviest_place,
    page_marks,
    sentence_probabilities,
    weigh_article,
)
from textmine.news.mechanisms import (
    MECHANISM_CODES,
    Mechanism,
    find_mechanisms,
    found_by_expressions,
    load_mechanisms,
)
from textmine.news.sentences import MAX_SENTENCE, split_sentences
from textmine.resources import data_path

ROOT = Path(__file__).resolve().parents[2]
MEDIATION = MECHANISM_CODES.index("mediation")
# Nine sentences of an invented estate in which hardly anything is done.
PLAIN = (
    "灯芯巷社区在老城的东南角。" "这里有楼房二十来栋，建得早。" "巷口是一棵老槐树。" "树下常年摆着一张石桌。" "春天的时候，槐花落得满桌都是。"
    "社区的门朝南开着。" "门前的路不宽。" "路的尽头是河。" "河水不深。"
)  # fmt: skip
TABLE: dict[str, Any] = {
    "mechanisms": ["walks", "talks"],
    "intercepts": [-2000, -3000, -2000, -3000],
    "runs": {"走访": [0, 4000, 1, 4000], "走": [0, 500], "讲": [2, 4000]},
    "page": {strength: [0] * (len(PAGE_MARKS) + 1) for strength in STRENGTHS},
    "blank_over": 0.6,
}


def strengths(text: str) -> dict[str, str]:
    return {code: strength for code, strength, _ in find_mechanisms(split_sentences(text))}


def test_a_run_counts_once_a_sentence() -> None:
    weights = MechanismWeights(TABLE)
    once, twice, none = weights.scores(["走访", "走访走访走", "树下"]).tolist()
    assert once == twice == [2500, 1000, -2000, -3000]
    assert none == TABLE["intercepts"]


def test_scores_of_a_block_are_those_of_its_sentences() -> None:
    weights = MechanismWeights(TABLE)
    texts = ["走访后讲", "", "讲" * 900, "走" * 900] * 6_000  # More rows than are added up at once.
    together = weights.scores(texts)
    assert together.shape == (len(texts), 4)
    assert (
        together[:4].tolist()
        == together[-4:].tolist()
        == [weights.scores([t])[0].tolist() for t in texts[:4]]
    )


def test_a_table_without_runs_gives_intercepts() -> None:
    assert MechanismWeights({**TABLE, "runs": {}}).scores(["走访"]).tolist() == [TABLE["intercepts"]]
    assert MechanismWeights({**TABLE, "runs": {}}).heaviest_run("走访", 0) == ""


def test_probabilities_rise_with_words_that_show_a_mechanism() -> None:
    told = "老调解员上门，把两家多年的矛盾调解好了。"
    probability = sentence_probabilities([told, "河水不深。"])
    assert probability.shape == (2, len(MECHANISM_CODES), 2)
    assert ((probability > 0) & (probability < 1)).all()
    assert (probability[0, MEDIATION] > probability[1, MEDIATION]).all()


def test_page_marks_do_not_ask_in_which_order_sentences_stand() -> None:
    texts = [sentence.text for sentence in split_sentences(PLAIN)]
    found = [""] * len(MECHANISM_CODES)
    forward = page_marks(sentence_probabilities(texts), found)
    backward = page_marks(sentence_probabilities(texts[::-1]), found)
    assert forward.shape == (len(MECHANISM_CODES), len(PAGE_MARKS))
    np.testing.assert_allclose(forward, backward)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_an_article_of_few_sentences_has_marks(n: int) -> None:
    marks = page_marks(sentence_probabilities(["河水不深。"] * n), ["named"] * len(MECHANISM_CODES))
    assert np.isfinite(marks).all()
    assert (marks[:, PAGE_MARKS.index("named found")] == 1).all()


def test_a_plain_article_shows_nothing() -> None:
    assert len(split_sentences(PLAIN)) >= MIN_SENTENCES
    assert strengths(PLAIN) == {}


def test_what_is_told_is_found_and_its_sentence_given() -> None:
    told = "老调解员傅大姐先后三次上门，把楼上楼下漏水的纠纷调解好了，双方当场签了调解协议。"
    (found,) = [row for row in find_mechanisms(split_sentences(PLAIN + told)) if row[0] == "mediation"]
    assert found == ("mediation", "concrete", told)


@pytest.mark.parametrize(
    "plan",
    [
        "下一步，社区将组织老党员调解邻里矛盾，计划建立调解室。",
        "社区有老党员、老教师、老政法二十来人，矛盾调解是他们的长处，调解室力争年内挂牌。",
    ],
)
def test_plans_tell_no_deed_in_an_article(plan: str) -> None:
    assert strengths(PLAIN + plan).get("mediation") != "concrete"


def test_weighing_gives_every_mechanism_a_verdict() -> None:
    texts = [sentence.text for sentence in split_sentences(PLAIN)]
    verdicts = weigh_article(texts, [("", -1)] * len(MECHANISM_CODES))
    assert len(verdicts) == len(MECHANISM_CODES)
    assert all(verdict.strength in STRENGTHS for verdict in verdicts)
    assert all((verdict.sentence < 0) == (verdict.strength == "") for verdict in verdicts)


def evidence(chances: list[float], found: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> int:
    """Give the sentence chosen of an article whose sentences tell a deed with these probabilities."""
    weights = MechanismWeights(
        {**TABLE, "page": {s: [0] * len(PAGE_MARKS) + [9 * (s == "concrete")] for s in STRENGTHS}}
    )
    probability = np.tile(np.array(chances)[:, None, None], (1, 2, 2))
    monkeypatch.setattr(mechanism_model, "sentence_probabilities", lambda texts, *, weights: probability)
    return weigh_article([""] * len(chances), [found, ("", -1)], weights=weights)[0].sentence


@pytest.mark.parametrize(
    ("chances", "strength", "sentence"),
    [
        (
            [0.07, 0.02, 0.01],
            "concrete",
            2,
        ),  # Words know nothing of it: what an expression found is evidence.
        ([0.07, 0.02, 0.01], "named", 0),  # A mention is no evidence of a deed.
        ([0.90, 0.02, 0.70], "concrete", 2),
        ([0.97, 0.02, 0.05], "concrete", 0),  # Words are sure of another sentence.
        ([0.10, 0.10, 0.10], "", 0),  # Nothing found: of equal sentences the first.
    ],
)
def test_a_sentence_is_evidence_by_its_words_and_by_what_expressions_found(
    chances: list[float], strength: str, sentence: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evidence(chances, (strength, 2 if strength else -1), monkeypatch) == sentence


def test_a_short_text_is_read_by_expressions_alone() -> None:
    text = "老党员调解纠纷12起。河水不深。"
    by_expressions = {
        code: s
        for code, (s, _) in zip(MECHANISM_CODES, found_by_expressions(split_sentences(text)), strict=True)
        if s
    }
    assert strengths(text) == by_expressions == {"mediation": "concrete"}


def test_a_users_words_stand_as_they_are_beside_what_is_weighed() -> None:
    own = load_mechanisms()
    more = Mechanism("storytelling", "讲古", "storytelling", ("树下讲古",), ())
    wider = tuple(
        Mechanism(m.code, m.zh, m.en, (*m.acts, "槐花落得"), m.named) if m.code == "exemplars" else m
        for m in own
    )
    text = PLAIN + "老人在树下讲古。"
    found = find_mechanisms(split_sentences(text), (*wider, more))
    assert [(code, strength) for code, strength, _ in found] == [
        ("exemplars", "concrete"),
        ("storytelling", "concrete"),
    ]
    assert found[0][2] == "春天的时候，槐花落得满桌都是。"
    # A vocabulary that does not hold ours is read by its own expressions alone.
    assert [code for code, _, _ in find_mechanisms(split_sentences(text), (more,))] == ["storytelling"]


def test_the_sentence_of_a_long_one_is_cut_around_what_speaks_most() -> None:
    long = "，".join(["树下的石桌边上坐着几位老人，说的是天气和收成"] * 9)
    told = f"{long}，老调解员上门把两家的矛盾调解好了，{long}。"
    assert heaviest_place(told, MEDIATION, "concrete") > len(long)
    for _, _, sentence in find_mechanisms(split_sentences(PLAIN + told)):
        assert len(sentence) <= MAX_SENTENCE
        assert sentence in PLAIN + told


def test_the_weights_are_those_of_the_committed_pages() -> None:
    trainer = runpy.run_path(str(ROOT / "benchmarks" / "train_mechanisms.py"))
    stored = json.loads(data_path(MECHANISM_WEIGHTS).read_text(encoding="utf-8"))
    fitted = trainer["train"](trainer["read_pages"]())
    assert fitted["mechanisms"] == stored["mechanisms"]
    assert fitted["blank_over"] == stored["blank_over"]
    np.testing.assert_allclose(fitted["intercepts"], stored["intercepts"], atol=5)
    for strength in STRENGTHS:
        np.testing.assert_allclose(fitted["page"][strength], stored["page"][strength], atol=5)
    least = trainer["LEAST_WEIGHT"]
    for run in fitted["runs"].keys() | stored["runs"].keys():
        one, other = (
            dict(zip(row[::2], row[1::2], strict=True))
            for row in (fitted["runs"].get(run, []), stored["runs"].get(run, []))
        )
        for column in one.keys() | other.keys():
            # What lies at the edge of being left out may be in one and not in the other.
            if column in one and column in other:
                assert abs(one[column] - other[column]) <= 5
            else:
                assert abs(one.get(column, 0) + other.get(column, 0)) <= least + 5
