"""Give an issue a name people would give it: the place and the thing, in the words of its messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

__all__ = ["common_words", "name_issue", "name_place", "shared_phrase"]

_LEAD = re.compile(
    r"^(?:再次|第[一二三四五]次|强烈|坚决|恳请|请求|请问|请|投诉|举报|反映|反应|咨询|询问|关于|有关|建议|希望|要求|质疑|求助|我要|再)+"
)
_TAIL = re.compile(r"(?:的?(?:问题|投诉|咨询|建议|疑问|维权投诉))?[？?！!。，,、\s]*$")
_UNIT_BEFORE = re.compile(r"(?:[A-Z]\d{0,2}|[\u4e00-\u9fff]{2,3}?)(?:市|区|县)$")
_CODE_OR_CITY = re.compile(r"[A-Z]\d{0,2}(?:市|区|县)|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2}(?:市|区|县)")
_MIN_PLACE_SHARE = 1 / 3
_MAX_NAME = 30
_FUNCTION_WORDS = (
    "一个 这个 那个 我们 他们 你们 没有 不是 就是 还是 可以 能否 可否 什么 怎么 为何 何时 如何 已经 是否 进行 要求 请问 咨询 投诉 举报 反映 "
    "希望 建议 关于 问题 尊敬 领导 书记 您好 你好 谢谢 有关 相关 部门 附近 旁边 请求 解决 质疑 坚决 反对 多次 再次 严重 因为 所以 但是 而且 "
    "自己 现在 目前 今天 每天 时候 时间 情况 至今 一直 由于 对于 以及 还有 非常 如果 不能 需要 大家 政府 业主 居民 市民 小区"
)
_FUNCTION = frozenset(_FUNCTION_WORDS.split())


def name_place(places: Sequence[Sequence[str]], texts: Sequence[str]) -> tuple[str, float]:
    """Choose the name of the place most messages share, with the district before it where that is written.

    Returns
    -------
    (str, float)
        The place and the share of messages that name it; ``("", 0.0)`` when none is named twice. Without any
        name, the administrative unit the titles begin with stands in.

    Examples
    --------
    >>> name_place([["丽景新城"], ["丽景新城", "长虹路"], []], ["A2区丽景新城太吵", "丽景新城噪音", "太吵"])
    ('A2区丽景新城', 0.6666666666666666)
    """
    # A name that stands in titles says what messages are about; one from the body is the second choice.
    titled = [[name for name in names if name in text] for names, text in zip(places, texts, strict=True)]
    places = titled if 3 * sum(map(bool, titled)) >= len(titled) else places
    counts = Counter(name for names in places for name in set(names))
    # A longer form of the same name stands for the shorter one.
    total = {name: sum(any(name in other for other in names) for names in places) for name in counts}
    best = max(counts, key=lambda name: (total[name], counts[name], len(name), name), default="")
    if not best or total[best] < min(2, len(places)):
        return _unit_named(texts), 0.0
    longer = [n for n in counts if best in n and 2 * counts[n] >= total[best]]
    chosen = max(longer, key=lambda name: (counts[name], len(name), name), default=best)
    share = total[best] / len(places)
    if share < _MIN_PLACE_SHARE:
        return _unit_named(texts), share
    starts = [t[: t.index(chosen)] for t in texts if chosen in t]
    before = Counter(m.group() for start in starts if (m := _UNIT_BEFORE.search(start[-4:])))
    unit = max(before, key=lambda u: (before[u], u), default="")
    return unit + chosen, share


def _unit_named(texts: Sequence[str]) -> str:
    units = Counter(m.group() for t in texts if (m := _CODE_OR_CITY.search(t)))
    return max(units, key=lambda u: (units[u], u), default="")


def shared_phrase(titles: Sequence[Sequence[str]]) -> tuple[str, float]:
    """Find the run of words that most titles share, at least four characters long, and its share.

    Examples
    --------
    >>> shared_phrase([["咨询", "人才", "购房", "补贴"], ["人才", "购房", "补贴", "为何", "不", "通过"]])
    ('人才购房补贴', 1.0)
    """
    counts: Counter[str] = Counter()
    for words in titles:
        runs = set()
        for at in range(len(words)):
            for end in range(at + 1, min(at + 5, len(words) + 1)):
                run = words[at:end]
                if not any(w in _FUNCTION for w in run):
                    runs.add("".join(run))
        counts.update(run for run in runs if len(run) >= 4)
    if not counts:
        return "", 0.0
    phrase = max(counts, key=lambda run: (counts[run] * len(run) ** 0.5, run))
    return phrase, counts[phrase] / len(titles)


def common_words(titles: Sequence[Sequence[str]], *, without: str = "", n: int = 5) -> list[str]:
    """List the words most titles share, leaving out function words and the place.

    Examples
    --------
    >>> common_words([["搅拌站", "噪音"], ["搅拌站", "扰民"], ["搅拌站", "噪音"]], n=2)
    ['搅拌站', '噪音']
    """
    counts = Counter(w for words in titles for w in set(words) if w not in _FUNCTION and w not in without)
    return sorted(counts, key=lambda w: (-counts[w], w))[:n]


def name_issue(
    titles: Sequence[str], words: Sequence[Sequence[str]], *, place: str, thing: Sequence[str]
) -> str:
    """Choose the title that says most plainly what and where, without its opening and closing phrases.

    Parameters
    ----------
    titles, words : titles and their words; for messages without a title, the head of the text.
    place, thing : what the name should hold; the place is put before a title that lacks it.

    Examples
    --------
    >>> name_issue(["投诉丽景新城搅拌站噪音扰民的问题！", "太吵了"], [["搅拌站", "噪音"], ["太吵"]],
    ...            place="丽景新城", thing=["搅拌站", "噪音"])
    '丽景新城搅拌站噪音扰民'
    """
    bare = re.sub(r"^(?:[A-Z]\d{0,2}|[\u4e00-\u9fff]{2,3})(?:市|区|县)", "", place)
    scores = []
    for title, said in zip(titles, words, strict=True):
        shared = sum(1 / (at + 1) for at, word in enumerate(thing) if word in said or word in title)
        scores.append(shared + (bool(bare) and bare in title) - 0.02 * abs(len(title) - 18))
    best = _trim(titles[int(np.argmax(scores))])
    # The place goes before only where the titles themselves speak of it.
    if bare and bare not in best and 2 * sum(bare in title for title in titles) >= len(titles):
        best = f"{bare}：{best}"
    return best


def _trim(title: str) -> str:
    short = re.split(r"[\n。]", title.strip(), maxsplit=1)[0]
    short = _TAIL.sub("", _LEAD.sub("", short)).strip()
    short = re.sub(r"^在(?=[A-Z\u4e00-\u9fff])", "", short)
    return (short or title.strip())[:_MAX_NAME]
