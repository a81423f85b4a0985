"""Tell what a page reports as done from what it plans, denies or supposes."""

from __future__ import annotations

import re

from textmine.news.expressions import compile_by_heads
from textmine.news.sentences import clause_around

__all__ = ["TOLD_AS", "figure_told_as", "is_denied", "may_deny"]

TOLD_AS = ("reported", "planned", "denied", "supposed")

_REACH = 60  # Characters in front of a figure that can govern it.
# 将 also takes an object in front of its verb (将86家单位与社区结对), 计划 and 承诺 are nouns too: the word behind tells.
_PLANNED = compile_by_heads(
    r"(?<!即)将(?:于|在|要|会|再|继续|进一步|全面|陆续|逐步|用|推[出行进]|实[施现]|建[成设立]|新[建增]|投入|安排|选派|组织|打造|扩大|达到|增加|启动)|即将"
    r"|拟(?=再|将|于|在|聘|建|投|新|安排|对|用|选|推|扩|增|从)|计划(?=于|在|用|到|再|新|建|投|选|派|安排|年内|明年|今年|把|补充|招|增|对|从|为|\d)"
    r"|预计|力争|争取(?=在|到20|年|实现|达到|用|让|明年|今年|早日)|目标(?:是|为)|下一步|下一阶段|明年|后年|今后|打算|有望|(?:承诺|许诺|答应)(?![、”，。]|事项|书|制)"
    r"|(?<!需)(?<!主)要(?:实现|确保|达到|完成|建成|新建|推动)"
)
_DONE = compile_by_heads(
    r"已|累计|目前(?!还|没|仍)|截至|实际|完成了|现在|如今|去年|今年以来|共(?!建|治|享|同|产|识|商)|先后|上半年|达到了"
)
_DENIED = compile_by_heads(
    r"(?:没有|没能|并未|未能|从未|从没|不曾|未曾|并没)(?!超过|达|突破|少于|低于|高于|多于)[^，。；：的]{0,14}$"
)
_SUPPOSED = compile_by_heads(r"(?:如果|要是|假如|假设|倘若|若是|若(?=有|能)|哪怕|即使)[^。；！？]{0,30}$")
_YEAR_AHEAD = re.compile(r"(?:到|至)?(20\d\d)年(?:底|末|前|年底)?[^，。；]{0,4}[，,]?")


def figure_told_as(sentence: str, start: int, *, year: int | None = None) -> str:
    """Say whether a figure is reported, planned, denied or supposed, by the words in front of it in its sentence.

    Parameters
    ----------
    sentence : str
        With full-width punctuation.
    start : int
        Where the figure begins.
    year : int, optional
        In which the page was published: a later year makes a plan.

    Returns
    -------
    str
        One of ``TOLD_AS``. A plan word behind which something is told as done governs no figure.

    Examples
    --------
    >>> figure_told_as("今年计划选派500名干部到社区。", 6)
    'planned'
    >>> figure_told_as("原计划三年建成，目前已选派500名干部。", 13)
    'reported'
    >>> figure_told_as("投诉量没有下降30%，反而上升了12%。", 7), figure_told_as("投诉量没有下降30%，反而上升了12%。", 16)
    ('denied', 'reported')
    >>> figure_told_as("到2030年，建成车位300个。", 11, year=2025)
    'planned'
    """
    before = sentence[max(0, start - _REACH) : start]
    if _DENIED.search(before):
        return "denied"
    if _SUPPOSED.search(before):
        return "supposed"
    plans = [match.end() for match in _PLANNED.finditer(before)]
    if year is not None:
        plans += [match.end() for match in _YEAR_AHEAD.finditer(before) if int(match[1]) > year]
    if plans and not _DONE.search(before, max(plans)):
        return "planned"
    return "reported"


_NEGATION = compile_by_heads(
    r"没有(?!发生|出现|漏|掉队|停)|没能|并未|未能|从未|从没|从来没|不曾|未曾|一次也没|没[来见管开](?!过一次)|没人|取消了|停了|停办|形同虚设|不了了之|如果|要是|假如"
)


def is_denied(sentence: str, at: int) -> bool:
    """Tell whether the clause around a position denies or only supposes what it tells.

    Examples
    --------
    >>> is_denied("业委会没有成立，后来调解员上门。", 5), is_denied("业委会没有成立，后来调解员上门。", 10)
    (True, False)
    """
    low, high = clause_around(sentence, at, at)
    return _NEGATION.search(sentence, low, high) is not None


def may_deny(sentence: str) -> bool:
    """Tell whether any clause of a sentence denies or supposes something."""
    return _NEGATION.search(sentence) is not None
