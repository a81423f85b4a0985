"""Say what kind of claim a quantity is, and how good the evidence is that its wording offers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from operator import add
from typing import NamedTuple

from textmine.news.character_runs import stretches
from textmine.news.expressions import compile_by_heads
from textmine.news.figure_features import figure_marks
from textmine.news.figure_grams import (
    EARLIER_PAIR,
    LEFT_PAIR,
    RIGHT_PAIR,
    SENTENCE_PAIR,
    touching_grams,
    weight_of_sentence,
)
from textmine.news.figure_windows import PairWeights
from textmine.news.numbers import Quantity
from textmine.news.packed import pack, unpack
from textmine.news.sentences import clause_around
from textmine.resources import data_path

__all__ = ["GRADES", "KINDS", "claim_grades", "claim_kinds", "page_kinds", "tells_change", "weigh_marks"]

KINDS = ("input", "activity", "output", "outcome", "rule", "context")
GRADES = {
    "G0": "slogan or background",
    "G1": "input or activity",
    "G2": "output without a denominator",
    "G3": "output with a denominator",
    "G4": "before and after",
    "G5": "comparison or independent record",
}
WEIGHTS = "figure_kinds.json"


class _Weights(NamedTuple):
    """Hold the packed weights of marks, and those of pairs of characters by the window they stand in."""

    intercept: int
    marks: dict[str, int]
    pairs: PairWeights


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    """Read the weights, in thousandths: whole numbers add up alike in any order of the marks."""
    content = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))
    rows: dict[str, list[int]] = content["weights"]

    def pairs(window: str) -> dict[str, list[int]]:
        return {mark[1:]: row for mark, row in rows.items() if mark[0] == window and len(mark) == _PAIR_MARK}

    windows = [pairs(window) for window in (LEFT_PAIR, RIGHT_PAIR, EARLIER_PAIR, SENTENCE_PAIR)]
    return _Weights(
        pack(content["intercepts"]),
        {mark: pack(row) for mark, row in rows.items()},
        PairWeights(*windows, n_classes=len(KINDS)),
    )


_PAIR_MARK = 3  # Characters of the mark of a pair: where it stands, and the pair.


_NONE = repeat(0)  # The weight of marks never seen.


@lru_cache(maxsize=20_000)
def _sum_of_nearest(marks: frozenset[str]) -> int:
    return sum(map(_weights().marks.get, marks, _NONE))


def weigh_marks(marks: Iterable[str]) -> list[int]:
    """Add up the weights of marks for each of `KINDS`: a multinomial logistic regression without its exponential.

    The weights, in thousandths, were fitted on the authored pages alone (benchmarks/train_figure_kinds.py); a mark
    never seen weighs nothing.

    Examples
    --------
    >>> scores = weigh_marks({"unit=age"})
    >>> KINDS[scores.index(max(scores))]
    'context'
    """
    weights = _weights()
    return unpack(sum(map(weights.marks.get, set(marks), _NONE), weights.intercept), len(KINDS))


def claim_kinds(sentence: str, quantities: Sequence[Quantity]) -> list[str]:
    """Say of each quantity of a sentence whether it is input, activity, output, outcome, rule or context.

    Verbs, nouns and characters around the figure decide, by weights; the figures of one comparison are of one kind.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "区里选派38名干部，宣讲300余场次，办结急难愁盼问题5件，投诉由31件降到4件。"
    >>> claim_kinds(text, find_quantities(text))
    ['input', 'activity', 'output', 'outcome', 'outcome']
    """
    return page_kinds([sentence], [quantities])[0]


_AT_ONCE = 50_000  # Characters whose pairs are looked up together.


def page_kinds(sentences: Sequence[str], figures: Sequence[Sequence[Quantity]]) -> list[list[str]]:
    """Say of which kind the figures of every sentence of a page are, as `claim_kinds` does of one sentence.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> sentences = ["宣讲300余场次。", "天晴了。", "办结急难愁盼问题5件。"]
    >>> page_kinds(sentences, [find_quantities(sentence) for sentence in sentences])
    [['activity'], [], ['output']]
    """
    kinds: list[list[str]] = [[] for _ in sentences]
    numbers = [number for number, own in enumerate(figures) if own]
    for low, high in stretches([len(sentences[number]) for number in numbers], _AT_ONCE):
        asked = numbers[low:high]
        own = _kinds_of([sentences[number] for number in asked], [figures[number] for number in asked])
        for number, found in zip(asked, own, strict=True):
            kinds[number] = found
    return kinds


def _kinds_of(sentences: Sequence[str], figures: Sequence[Sequence[Quantity]]) -> list[list[str]]:
    weights = _weights()
    get, n_kinds = weights.marks.get, len(KINDS)
    sums = weights.pairs.sums(sentences, [[(one.start, one.end) for one in own] for own in figures])
    found, at = [], 0
    for sentence, quantities, around in zip(sentences, figures, sums.of_sentence, strict=True):
        counts = weight_of_sentence(sentence)
        shared = [counts * weight for weight in around]
        kinds = []
        for marks in figure_marks(sentence, quantities):
            total = weights.intercept + _sum_of_nearest(marks.nearest)
            marks.others.update(touching_grams(*sums.touching[at]))
            total = sum(map(get, marks.others, _NONE), total)
            scores = list(map(add, shared, map(add, unpack(total, n_kinds), sums.of_figure[at])))
            best = KINDS[scores.index(max(scores))]
            # An age is a fact about a person or the limit of a rule, whatever is told of the person.
            kinds.append("context" if "unit=age" in marks.nearest and best != "rule" else best)
            at += 1
        found.append(_settle(sentence, quantities, kinds))
    return found


# A pair of values of one measure: from 31 to 4; 4 now, 31 in the same months of the year before.
_SERIES = compile_by_heads(
    r"同期|去年|上年|前年|此前|改造前|降至|降到|减到|减至|升至|升到|提高到|上月|以前|缩短[至到为]|变为"
)


def _settle(sentence: str, quantities: Sequence[Quantity], kinds: list[str]) -> list[str]:
    if "outcome" not in kinds:
        return kinds
    units = {quantity.unit for quantity, kind in zip(quantities, kinds, strict=True) if kind == "outcome"}
    settled = []
    for quantity, kind in zip(quantities, kinds, strict=True):
        low, high = clause_around(sentence, quantity.start, quantity.end)
        if kind in ("context", "input") and quantity.unit in units and _SERIES.search(sentence, low, high):
            kind = "outcome"
        settled.append(kind)
    return settled


_CHANGE = compile_by_heads(
    r"由[^，。；]{1,14}(?:降|减|升|提|压|缩|增|变)|从[^，。；]{1,14}(?:降|减|升|提|压|缩|增|变)|[同环]比|[去上]年同期|同期|此前|之前|以前|改造前"
    r"|下降|减少|提高|提升|上升|降[至到为]|升[至到]|缩短|压[缩减]|不再|再没|没有再|前后|比[^，。；]{1,8}[高低多少快慢]|比(?:去年|上年|一年前|此前|运行)|较|增加|少了|快了|多了|连续|为零"
)
# A figure that is not the teller's own: an office's record, a survey, a place without the model.
_INDEPENDENT = compile_by_heads(
    r"统计局|第三方|民意调查|抽样调查|(?:登记|备案|监测|记录)(?:显示|的)|消防(?:救援)?[大支]队|派出所(?:统计|数据)|警方|公安.{0,4}(?:统计|数据)|法院统计|司法所|审计|仪器|实测|据.{0,8}监测"
    r"|(?:消防|交警|公安|住建|卫健|环保|应急|疾控|市场监管|生态环境)[^，。；]{0,10}(?:抽检|抽查|检测|监测|核查|提供的|的数据|的记录|统计)"
)
_CONTROL = compile_by_heads(
    r"(?:没有|未|没)(?:实行|推行|安排|设立?|开展|参训|派驻|建立|.{0,4}进驻|跟过)|对照(?!居民|群众|期盼|要求|清单|标准|检查|问题|图纸)|相比之下|(?:邻近|规模相近|情况相近|同街道|同区|同批|其余社区|其他社区).{0,14}(?:同期|分别|这一比例|相比|没有|为|是)|与.{0,10}其余.{0,6}相比"
)


def tells_change(sentence: str) -> bool:
    """Tell whether a sentence compares a value with one before it.

    Examples
    --------
    >>> tells_change("投诉由31件降到4件。"), tells_change("第三方评估显示，满意率为88%。")
    (True, False)
    """
    return _CHANGE.search(sentence) is not None


_ALL = compile_by_heads(r"全部|均获|悉数|无一|逐一(?:办结|解决|答复)|都(?:已|得到)")
# What takes cases in gives the number to divide by.
_TAKEN_IN = ("activity", "context", "input", "output")


def claim_grades(
    sentence: str,
    quantities: Sequence[Quantity],
    kinds: Sequence[str],
    *,
    earlier: Sequence[Quantity] = (),
    near: str = "",
) -> list[str]:
    """Grade the evidence of each figure: G0 background, G1 input, activity or rule, G2 output, G3, G4, G5.

    An output is G3 when it is a share, when it says that all were done, or when a number to divide by is told: an
    equal or larger figure of the same unit, in the sentence or the one before. An outcome is G5 with a comparison
    group or an independent record, G4 with a before and after, G3 as a share, else G2.

    Parameters
    ----------
    earlier : sequence of Quantity
        Figures of the sentence before, which may hold the denominator.
    near : str
        The sentences before and after, which may tell of the comparison group.

    Examples
    --------
    >>> from textmine.news.numbers import find_quantities
    >>> text = "共记下214件事，其中办结189件。"
    >>> claim_grades(text, find_quantities(text), ["activity", "output"])
    ['G1', 'G3']
    """
    is_compared = _CONTROL.search(sentence) is not None or (
        "outcome" in kinds and _CONTROL.search(near) is not None
    )
    is_independent = _INDEPENDENT.search(sentence) is not None
    has_change = _CHANGE.search(sentence) is not None
    grades = []
    for quantity, kind in zip(quantities, kinds, strict=True):
        if kind == "context":
            grades.append("G0")
        elif kind in ("input", "activity", "rule"):
            grades.append("G1")
        elif kind == "outcome":
            is_share = quantity.unit in ("%", "个百分点")
            grades.append(
                "G5" if is_compared or is_independent else "G4" if has_change else "G3" if is_share else "G2"
            )
        elif is_compared and quantity.unit in ("%", "个百分点"):
            grades.append("G5")
        else:
            own = _has_denominator(sentence, quantity, quantities, kinds)
            grades.append("G3" if own or _is_part(quantity, earlier) else "G2")
    return grades


def _has_denominator(
    sentence: str, quantity: Quantity, quantities: Sequence[Quantity], kinds: Sequence[str]
) -> bool:
    low, high = clause_around(sentence, quantity.start, quantity.end)
    if quantity.unit == "%" or _ALL.search(sentence, low, high):
        return True
    whole = [q for q, kind in zip(quantities, kinds, strict=True) if kind in _TAKEN_IN]
    return _is_part(quantity, [q for q in whole if q.start < quantity.start])


def _is_part(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(other.unit == quantity.unit and other.value >= quantity.value for other in others)
