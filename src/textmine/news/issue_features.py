"""Describe a sentence by what it says of residents' troubles: things, troubles, wishes, repairs, who speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from textmine.news.scanner import Hit, Scanner
from textmine.news.sentences import Sentence
from textmine.resources import corpus_path

__all__ = ["Item", "Reading", "read_sentence", "sentence_marks"]

_THING = "thing:"
_PIECES = re.compile(r"[^，,；;：:。！？!?…“”‘’（）()\n、]+")
# 打不开, 认不出, 要不回来: what residents cannot do; 对不起, 了不起 and the like are set words.
_CANNOT = re.compile(
    r"[\u4e00-\u9fff]不(?:了|到|出|开|上|下|动|着|起|来|去|过|清|见|住|进|通|完|够|好|回来|明白)(?!起|很|少|意思|得不)"
)
_HARD = re.compile(r"[\u4e00-\u9fff]{1,3}难(?:[，。、”！？的；]|$)")  # 停车难, 办证难
_QUESTION = re.compile(r"[？?]")
_ACTOR = re.compile(r"党员|干部|书记|志愿者|支部|工作室|街道|部门|单位|专班|网格员|调解员")
_COUNT = re.compile(r"\d[\d,.万余多]*(?:件|起|处|盏|名|场|次|组|条|项|人次|份)")
_SPOKEN = re.compile(r"[^。]{0,14}(?:说|抱怨|反映|告诉|回忆|形容|表示|提出|叹气|诉苦)")
_QUOTED = ("“", "‘", "问：", "问:", "🔹")
_SHORT, _LONG = 12, 70  # Characters.


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one piece of a sentence: its span, the things it names (word, category), what is said of them."""

    start: int
    end: int
    things: tuple[tuple[int, int, str], ...]
    classes: frozenset[str]
    is_quoted: bool
    has_trouble: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what the vocabulary finds in one sentence."""

    text: str
    items: tuple[Item, ...]
    classes: frozenset[str]
    n_official: int
    is_hard: bool
    better: tuple[int, ...] = ()


@lru_cache(maxsize=1)
def _scanner() -> Scanner:
    import yaml

    content = yaml.safe_load(corpus_path("issue_words.yaml").read_text(encoding="utf-8"))
    words = {_THING + name: text.split() for name, text in content.pop("things").items()}
    return Scanner(words | {name: text.split() for name, text in content.items() if isinstance(text, str)})


def read_sentence(text: str) -> Reading:
    """Find the things, troubles, wishes and repairs a sentence tells of, piece by piece.

    Examples
    --------
    >>> reading = read_sentence("“楼道灯坏了，停车又难。”")
    >>> [(item.things[0][2], item.has_trouble) for item in reading.items if item.things]
    [('utilities', True), ('transport', True)]
    """
    hits = _scanner().find(text)
    items, at, is_hard = [], 0, False
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        own: list[Hit] = []
        while at < len(hits) and hits[at].start < end:
            if hits[at].start >= start and hits[at].end <= end:
                own.append(hits[at])
            at += 1
        classes = frozenset(name for hit in own for name in hit.classes)
        things = tuple(
            (hit.start, hit.end, name.removeprefix(_THING))
            for hit in own
            for name in hit.classes
            if name.startswith(_THING)
        )
        hard = _HARD.search(text, start, min(len(text), end + 1)) is not None
        lacks = any(
            "lack" in hit.classes and any(0 <= low - hit.end <= 2 for low, _, _ in things) for hit in own
        )
        trouble = "trouble" in classes or hard or lacks or _CANNOT.search(text, start, end) is not None
        is_hard |= hard
        quoted = text.rfind("“", 0, start + 1) > text.rfind("”", 0, start + 1)
        items.append(Item(start, end, things, classes, quoted, trouble))
    official = sum("official" in hit.classes for hit in hits)
    items = [
        _with_predicate(text, item, items[n + 1]) if n + 1 < len(items) else item
        for n, item in enumerate(items)
    ]
    every = frozenset(name for hit in hits for name in hit.classes)
    better = tuple(hit.start for hit in hits if "better" in hit.classes)
    return Reading(text, tuple(items), every, official, is_hard, better)


def _with_predicate(text: str, item: Item, following: Item) -> Item:
    """A comma may stand between a thing and what is wrong with it: 楼前一条小路，年久失修."""
    bare = item.things and not item.has_trouble
    if bare and following.has_trouble and not following.things and text[item.end : following.start] == "，":
        return replace(item, has_trouble=True)
    return item


_NO_READING = Reading("", (), frozenset(), 0, False)


def sentence_marks(
    readings: Sequence[Reading], sentences: Sequence[Sentence], number: int
) -> dict[str, float]:
    """Name what speaks for and against a sentence naming a problem of residents; `issues` weighs the marks.

    Examples
    --------
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("楼道灯坏了。社区开展宣讲活动。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> "thing in trouble" in sentence_marks(readings, sentences, 0), "thing" in sentence_marks(readings, sentences, 1)
    (True, False)
    """
    here = readings[number]
    before = readings[number - 1] if number else _NO_READING
    after = readings[number + 1] if number + 1 < len(readings) else _NO_READING
    marks = _item_marks(here) | _class_marks(here)
    is_quote = here.text.startswith(_QUOTED)
    has_trouble = any(item.has_trouble for item in here.items)
    has_thing = any(item.things for item in here.items)
    flags = {
        "quote": is_quote,
        "quote, trouble": is_quote and (has_trouble or "wish" in here.classes),
        "quote, thing": is_quote and has_thing,
        "short": len(here.text) <= _SHORT,
        "long": len(here.text) > _LONG,
        "heading": here.text[-1:] not in "。！？!?…”；",
        "said": after is not _NO_READING and _SPOKEN.match(after.text) is not None,
        "complaint before": "complaint" in before.classes,
        "colon before": before.text.endswith(("：", "…")),
        "quotes in a row": is_quote and before.text.startswith("“"),
        "better after": "better" in after.classes,
        "progress after": bool(after.classes & {"progress", "promise"}),
    }
    return marks | {name: 1.0 for name, is_so in flags.items() if is_so}


def _item_marks(reading: Reading) -> dict[str, float]:
    items = reading.items
    counts = {
        "thing in trouble": sum(bool(i.things) and i.has_trouble for i in items),
        "thing wished for": sum(bool(i.things) and "wish" in i.classes for i in items),
        "thing made better": sum(
            bool(i.things) and "better" in i.classes and not i.has_trouble for i in items
        ),
        "thing quoted": sum(bool(i.things) and i.is_quoted for i in items),
        "thing in trouble, quoted": sum(bool(i.things) and i.has_trouble and i.is_quoted for i in items),
        "trouble": sum(i.has_trouble for i in items),
        "kinds of things": len({name for i in items for _, _, name in i.things}),
    }
    marks = {name: 1.0 for name, n in counts.items() if n}
    marks |= {f"{name}, more": 1.0 for name, n in counts.items() if n > 1}
    marks |= {f"{name}, many": 1.0 for name, n in counts.items() if n > 2}
    flags = {
        "thing and trouble apart": bool(
            counts["trouble"] and counts["kinds of things"] and not counts["thing in trouble"]
        ),
        "trouble alone": bool(counts["trouble"] and not counts["kinds of things"]),
        "again": any("again" in i.classes and (i.has_trouble or i.things) for i in items),
        "hard": reading.is_hard,
    }
    return marks | {name: 1.0 for name, is_so in flags.items() if is_so}


def _class_marks(reading: Reading) -> dict[str, float]:
    text, classes = reading.text, reading.classes
    told = any(item.things and item.has_trouble for item in reading.items)
    thing = any(item.things for item in reading.items)
    names = ("wish", "complaint", "resident", "better", "progress", "promise", "claim", "not_problem")
    marks = {name: 1.0 for name in names if name in classes}
    counted = _COUNT.search(text) is not None
    actor = _ACTOR.search(text) is not None
    flags = {
        "complaint, thing": "complaint" in classes and thing,
        "resident, thing": "resident" in classes and thing,
        "resident, thing in trouble": "resident" in classes and told,
        "thing in trouble, better": told and "better" in classes,
        "thing in trouble alone": told and "better" not in classes and not reading.n_official,
        "question": _QUESTION.search(text) is not None,
        "question, thing": thing and _QUESTION.search(text) is not None,
        "count": counted,
        "count, better": counted and "better" in classes,
        "actor": actor,
        "actor, thing in trouble": actor and told,
        "no official word": not reading.n_official,
    }
    marks["official words"] = min(reading.n_official, 4) / 2
    return marks | {name: 1.0 for name, is_so in flags.items() if is_so}
