"""Name what speaks for and against a sentence naming a problem of residents: framing, things, words, what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add

from textmine.news.expressions import compile_by_heads
from textmine.news.issue_features import Reading
from textmine.news.sentences import Sentence

__all__ = ["GRAM", "sentence_grams", "sentence_marks"]

GRAM = 0.5  # What a run of characters counts beside a mark, which counts 1.
_ACTOR = re.compile(r"党员|干部|书记|志愿者|支部|工作室|街道|部门|单位|专班|网格员|调解员")
_COUNT = re.compile(r"[0-9０-９][\d,.万余多]*(?:件|起|处|盏|名|场|次|组|条|项|人次|份)")
_SPOKEN = re.compile(r"[^。]{0,14}(?:说|抱怨|反映|告诉|回忆|形容|表示|提出|叹气|诉苦)")
_QUOTED = ("“", "‘", "问：", "问:", "🔹")
_SHORT, _LONG = 12, 70  # Characters.
_LOOK_BACK = 8  # Sentences in which the same thing is the same problem told on.
# A label in front of a colon that gives somebody the word: 问：, 网友留言：, 读者宁女士：, 602：
_SPEAKER = re.compile(r"(?!答|记者|[^：]{0,8}(?:书记|主任|回复|答复))[^，。：“”？]{1,12}：")
_ANSWER = re.compile(r"(?:答|记者|[^，。：]{0,10}(?:回复|答复|回应))[：，]")
_NUMBERED = re.compile(
    r"[一二三四五六七]是|其[一二三]|[①-⑳]|[（(]?[一二三四五六七八九十\d]{1,2}[）).．、](?!\d)"
)
_RULE = compile_by_heads(
    r"应当|不得|须|禁止|严禁|提醒|不要|请勿|罚款|处以|办法|规定|公约|要求|每[月周季年]不少于|第[一二三四五六七八九十]+条"
)
_LESSON = re.compile(r"演练|讲解|演示|课题|心得|故事|案例|主题|培训|讲座|知识|研讨|编写|围绕|教材|分享|谁家")
_SHARE = compile_by_heads(r"占[^，。]{0,6}(?:\d|[一二两三四五六七八九]成)|\d%|位列|首位|排在|居前")
# What somebody recalls or teaches is told for its lesson.
_RECALLED = compile_by_heads(
    "那年|那一[年夜天晚]|那阵|刚(?:来|当|上任|到任)|头[一两几]?[年个]|说起|想起|记得|回头看|有一[回次]|第一[次回课年个]|当年"
)
_TAUGHT = compile_by_heads(
    "功课|体会|这一课|课时|讲授|怎样|如何|学员|经验|启示|道理|教训|窍门|本事|比如|好比|内容(?:包括|有)|靠的是|关键|不是.{1,8}(?:，)?(?:而)?是"
)
_NO_MORE = re.compile(r"不再|再也不|再也没|再没|没有再|没再|告别|一去不")
_LONG_SINCE = re.compile(
    r"[0-9０-９一二两三四五六七八九十几多好]{1,3}个?(?:年|月|天|周|钟头|小时)(?:[了来多没不]|，)"
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
    names = _item_marks(here)
    names += _class_marks(here)
    names += _frame_marks(here.text)
    names += _told_before(readings, number)
    names += _neighbour_marks(here, before, after)
    if number == 0:
        names.append("first")
    marks = dict.fromkeys(names, 1.0)
    marks["official words"] = min(here.n_official, 4) / 2
    return marks


def _neighbour_marks(here: Reading, before: Reading, after: Reading) -> list[str]:
    text = here.text
    names = []
    if text.startswith(_QUOTED):
        names.append("quote")
        if "wish" in here.classes or any(item.has_trouble for item in here.items):
            names.append("quote, trouble")
        if here.named:
            names.append("quote, thing")
        if before.text.startswith("“"):
            names.append("quotes in a row")
        if text.endswith("”"):
            names.append("whole quote")
    if len(text) <= _SHORT:
        names.append("short")
    elif len(text) > _LONG:
        names.append("long")
    if text[-1:] not in "。！？!?…”；":
        names.append("heading")
    if after is not _NO_READING and _SPOKEN.match(after.text) is not None:
        names.append("said")
    if "complaint" in before.classes:
        names.append("complaint before")
    if before.text.endswith(("：", "…")):
        names.append("colon before")
    if "better" in after.classes:
        names.append("better after")
    if "progress" in after.classes or "promise" in after.classes:
        names.append("progress after")
    if after.text.startswith("“"):
        names.append("quote after")
    return names


def _item_marks(reading: Reading) -> list[str]:
    in_trouble = wished = better = quoted = both = trouble = 0
    again = False
    kinds = set()
    for item in reading.items:
        trouble += item.has_trouble
        if item.things:
            in_trouble += item.has_trouble
            wished += "wish" in item.classes
            better += "better" in item.classes and not item.has_trouble
            quoted += item.is_quoted
            both += item.has_trouble and item.is_quoted
            kinds.update([kind for _, _, kind in item.things])
        again = again or ("again" in item.classes and bool(item.has_trouble or item.things))
    names = []
    for name, n in (
        ("thing in trouble", in_trouble),
        ("thing wished for", wished),
        ("thing made better", better),
        ("thing quoted", quoted),
        ("thing in trouble, quoted", both),
        ("trouble", trouble),
        ("kinds of things", len(kinds)),
    ):
        if n:
            names.append(name)
            if n > 1:
                names.append(_MORE[name])
                if n > 2:
                    names.append(_MANY[name])
    if trouble and not in_trouble:
        names.append("thing and trouble apart" if kinds else "trouble alone")
    if again:
        names.append("again")
    if reading.is_hard:
        names.append("hard")
    return names


_COUNTS = (
    "thing in trouble", "thing wished for", "thing made better", "thing quoted", "thing in trouble, quoted", "trouble",
    "kinds of things",
)  # fmt: skip
_MORE = {name: f"{name}, more" for name in _COUNTS}
_MANY = {name: f"{name}, many" for name in _COUNTS}
_CLASSES = frozenset(
    ("wish", "complaint", "resident", "better", "progress", "promise", "claim", "not_problem")
)


def _class_marks(reading: Reading) -> list[str]:
    text, classes = reading.text, reading.classes
    names = list(_CLASSES & classes)
    told = any(item.things and item.has_trouble for item in reading.items)
    if reading.named:
        if "complaint" in classes:
            names.append("complaint, thing")
        if "resident" in classes:
            names.append("resident, thing")
    if told:
        if "resident" in classes:
            names.append("resident, thing in trouble")
        if "better" in classes:
            names.append("thing in trouble, better")
        elif not reading.n_official:
            names.append("thing in trouble alone")
    if "？" in text or "?" in text:
        names.append("question")
        if reading.named:
            names.append("question, thing")
    if _COUNT.search(text) is not None:
        names.append("count")
        if "better" in classes:
            names.append("count, better")
    if _ACTOR.search(text) is not None:
        names.append("actor")
        if told:
            names.append("actor, thing in trouble")
    if not reading.n_official:
        names.append("no official word")
    return names


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
    "recalled": _RECALLED.search,
    "taught": _TAUGHT.search,
}


def _frame_marks(text: str) -> list[str]:
    return [name for name, find in _FRAMES.items() if find(text) is not None]


def _told_before(readings: Sequence[Reading], number: int) -> list[str]:
    """Tell whether the things of a sentence were named shortly before, in trouble or not: then the story goes on."""
    own = readings[number].named
    if not own:
        return []
    earlier = readings[max(0, number - _LOOK_BACK) : number]
    if all(own.isdisjoint(other.named) for other in earlier):
        return ["thing is new"]
    if all(own.isdisjoint(other.in_trouble) for other in earlier):
        return ["thing named before"]
    return ["thing named before", "thing in trouble before"]
