"""Name what speaks for and against a sentence naming a problem of residents: framing, things, words, what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add

from textmine.news.issue_features import Reading
from textmine.news.sentences import Sentence

__all__ = ["GRAM", "sentence_grams", "sentence_marks"]

GRAM = 0.5  # What a run of characters counts beside a mark, which counts 1.
_QUESTION = re.compile(r"[？?]")
_ACTOR = re.compile(r"党员|干部|书记|志愿者|支部|工作室|街道|部门|单位|专班|网格员|调解员")
_COUNT = re.compile(r"\d[\d,.万余多]*(?:件|起|处|盏|名|场|次|组|条|项|人次|份)")
_SPOKEN = re.compile(r"[^。]{0,14}(?:说|抱怨|反映|告诉|回忆|形容|表示|提出|叹气|诉苦)")
_QUOTED = ("“", "‘", "问：", "问:", "🔹")
_SHORT, _LONG = 12, 70  # Characters.
_LOOK_BACK = 8  # Sentences in which the same thing is the same problem told on.
# A label in front of a colon that gives somebody the word: 问：, 网友留言：, 读者宁女士：, 602：
_SPEAKER = re.compile(r"(?!答|记者|[^：]{0,8}(?:书记|主任|回复|答复))[^，。：“”？]{1,12}：")
_ANSWER = re.compile(r"(?:答|记者|[^，。：]{0,10}(?:回复|答复|回应))[：，]")
_NUMBERED = re.compile(r"[一二三四五六七]是|其[一二三]|[①-⑳]")
_RULE = re.compile(
    r"应当|不得|须|禁止|严禁|提醒|不要|请勿|罚款|处以|办法|规定|公约|要求|每[月周季年]不少于|第[一二三四五六七八九十]+条"
)
_LESSON = re.compile(r"演练|讲解|演示|课题|心得|故事|案例|主题|培训|讲座|知识|研讨|编写|围绕|教材|分享|谁家")
_SHARE = re.compile(r"占[^，。]{0,6}(?:\d|[一二两三四五六七八九]成)|\d%|位列|首位|排在|居前")
_NO_MORE = re.compile(r"不再|再也不|再也没|再没|没有再|没再|告别|一去不")
_LONG_SINCE = re.compile(
    r"(?:\d|[一二两三四五六七八九十几多好]){1,3}个?(?:年|月|天|周|钟头|小时)(?:[了来多没不]|，)"
)
_ONCE = re.compile(r"过去|以前|此前|曾经|原先|改造前|之前|从前|早先|那时|几年前|去年|前年|起初|刚")


def sentence_grams(text: str) -> set[str]:
    """List the runs of one to three characters of a sentence.

    Examples
    --------
    >>> sorted(sentence_grams("灯坏了"))
    ['了', '坏', '坏了', '灯', '灯坏', '灯坏了']
    """
    pairs = list(map(add, text, text[1:]))
    return {*text, *pairs, *map(add, pairs, text[2:])}


_NO_READING = Reading("", (), frozenset(), 0, False)


def sentence_marks(
    readings: Sequence[Reading], sentences: Sequence[Sentence], number: int
) -> dict[str, float]:
    """Name what speaks for and against a sentence naming a problem of residents; `issues` weighs the marks.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
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
        "whole quote": is_quote and here.text.endswith("”"),
        "quote after": after.text.startswith("“"),
        "first": number == 0,
    }
    flags |= _frame_marks(here.text) | _told_before(readings, number)
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


_FRAMES = {
    "speaker": _SPEAKER.match,
    "answer": _ANSWER.match,
    "numbered": _NUMBERED.match,
    "rule": _RULE.search,
    "lesson": _LESSON.search,
    "share": _SHARE.search,
    "no more": _NO_MORE.search,
    "long since": _LONG_SINCE.search,
    "once": _ONCE.search,
}


def _frame_marks(text: str) -> dict[str, bool]:
    return {name: find(text) is not None for name, find in _FRAMES.items()}


def _told_before(readings: Sequence[Reading], number: int) -> dict[str, bool]:
    """Tell whether the things of a sentence were named shortly before, in trouble or not: then the story goes on."""
    text = readings[number].text
    own = {text[low:high] for item in readings[number].items for low, high, _ in item.things}
    if not own:
        return {}
    named = troubled = False
    for other in readings[max(0, number - _LOOK_BACK) : number]:
        for item in other.items:
            if any(other.text[low:high] in own for low, high, _ in item.things):
                named = True
                troubled |= item.has_trouble
    return {"thing named before": named, "thing in trouble before": troubled, "thing is new": not named}
