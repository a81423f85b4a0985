"""Recognise names that no label announces, by what stands on both sides: 把材料寄给了郜大伟, 申屠浩等五人联名, 你问鲍国栋去.

A candidate is a surname and what may be given characters. How much more probable it is than ordinary words, and how well
a person stands between its neighbours, add up; nothing behind it may make it an estate, a road or a firm.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.mentions import Mentions
from textmine.text.namecontexts import (
    DONE,
    LEFT_BOUNDS,
    LEFT_WEIGHTS,
    RIGHT_BOUNDS,
    RIGHT_WEIGHTS,
    TITLES,
    is_thing,
    left_side,
    right_side,
)
from textmine.text.namecues import ROLES
from textmine.text.namedata import COMPOUND_SURNAMES, NATIVE, SURNAMES, TRANSCRIBING
from textmine.text.namedictionary import is_common, is_word, tag_of
from textmine.text.namemodel import (
    Reading,
    log_name,
    log_words,
    may_be_name,
    name_margins,
    read_between,
    surname_bound,
)
from textmine.text.namephrases import is_never_name
from textmine.text.namerarity import is_unheard, is_unusual
from textmine.text.uncommonnames import (
    NATIVE_NAME,
    NATIVE_RUN,
    NO_PART_ENDS,
    RARELY_BORNE,
    WORD_NAMES,
    guarded,
)

__all__ = ["find_free_names"]

_LONG_TITLES = "|".join(title for title in TITLES.split("|") if len(title) > 1)
_RUN = re.compile("[\u4e00-\u9fa5]{2,}")
_NATIVE_RUN = re.compile(f"[{''.join(sorted(NATIVE))}]{{3,}}")
_TRANSCRIBING = "".join(sorted(TRANSCRIBING))
_UNHEARD = 4.0  # A given character of no table: a place or a word the dictionary lacks is likelier.
_UNUSUAL = 1.5
_HOME_OF_TWO = 3.0
_TRIM = 3.0  # nats
_DOTTED = re.compile(f"[{_TRANSCRIBING}]{{2,7}}(?:[·•][{_TRANSCRIBING}]{{2,8}}){{1,3}}")
_BEFORE_TITLE = re.compile(f"[{_TRANSCRIBING}]{{3,7}}(?=先生|女士|小姐|太太|夫人)")
_PER_CHARACTER = 5.2  # Some hundred and eighty characters transcribe.
# A name that is a word too and stands in none of our complaints is likelier than the frequencies of books say.
_WORD_SLOPE, _WORD_SHIFT = 0.7, 4.0
_TELLING_LEFT = frozenset(["kin", "role", "rolelike", "label"])
_TAKING_LEFT = frozenset(["kin", "role", "rolelike", "taker", "weak", "self", "nearby"])
_ENDING_RIGHT = frozenset(["speaks", "acts", "title", "household", "own", "home", "friendly", "how"])
_GOING_ON = frozenset(["verb", "adverb"])
_ACTING_RIGHT = frozenset(["speaks", "acts", "title"])
_TELLING_RIGHT = frozenset(["friendly", "sex", "number", "meant", "household", "belonging"])
_ENDS_PLACE = frozenset(
    "河坡垅垄沟峡滩堤坳冈岭路汇府门道村巷桥湾坝塘冲坪洞寨屯庄园苑店厂院校站楼泥城省市县区镇乡街弄湖局所寺庙州社组界馆"
)
_LITTLE_WORDS = frozenset(
    ["adverb", "pronoun", "joint", "preposition", "count", "particle", "inside", "time"]
)
# 李先生, 王总; 查一查, 旺旺旺
_NO_NAME = re.compile(
    f".{{1,2}}(?:{_LONG_TITLES}|[哥姐叔姨嫂总某爷伯婶]$)|.[局科处队董]$|(.)(?:.|\\1)?\\1$|.家[山场台坡岗垅垄沟嘴洼梁老]?$|[东南西北][往向至到]|.贵[委局司院处县市区府部厅办校社单方公]|.[一二三四五六七八九十]+$|周[一二三四五六日天末]|[伍陆][佰仟拾万]|.[一二三四五六七八九两]成$|[东南西北][一二三四五六七]环"
)
_TITLE_INSIDE = re.compile("先生|女士|小姐|太太|师傅|阿姨|大爷|大妈|老师|主任|经理|书记")
_NUMERALS, _UNITS_OF_TIME = frozenset("一二三四五六七八九十两半"), frozenset("月年日号天岁点时分")
_WORD_NAME = re.compile(guarded(WORD_NAMES))
_WORD_NAME_MARGIN, _KIN_MARGIN = 2.0, -2.0
_PLACING_LEFT = frozenset(["kin", "role", "rolelike", "label", "self", "nearby"])
# In front of these stands a clause or a mark: they say little.
_SAYING_LITTLE = frozenset(
    ["start", "clause", "comma", "time", "adverb", "aspect", "link", "of", "inside", "organ", "ground"]
)
_LEAST_ALONE = 2.8
_LEAST_BEHIND_VERB = 6.0
_AFTER_COMMON = frozenset(["speaks", "comma", "sex", "number", "mark"])
_WITH_PERSON = frozenset(["taker", "weak", "joint"])
_LITTLE_RIGHT = frozenset(["verb", "noun", "quality", "adverb"])
_MARKING_RIGHT = frozenset(["number", "sex", "friendly", "title", "household", "meant"])
# 段雷,你们上次…; 陈秀英:请问…
_OPENS = re.compile(
    "[,:] ?(?:[你您]|请|麻烦|烦请|领导|我(?![市省县区国校院司公])|本人|反映|投诉|咨询|建议|想问)"
)
_NATIVE_SCORE = 9.0
_DOTS = frozenset("·•")
_NATIVE_PLACE = re.compile("浩特|察布|[市县旗盟州区乡镇村路街湖山河草]|大[道街桥]|[一-龥]?(?:餐|饭|店|馆|宾)")
_ENOUGH, _SHORT = 8.0, 2.5
_MUCH = 1.5
_ENOUGH_BESIDE, _ENOUGH_PAIR = 3.5, 11.0
_BEFORE_YU = frozenset("由关对至等属终处位基鉴善便过低高大小利有忠")  # 由于, 关于
_BEFORE_WORDS = {
    "于": _BEFORE_YU,
    "何": frozenset("有为因任如若几谁从缘奈"),
    "时": frozenset("及按准平随当同此届那小"),
    "应": frozenset("相对反适供响理本只"),
}
_JOINS = frozenset("、和与跟及")
_PLAIN_LEFT = 1.0
_LEAST_SURNAME = -4.5
_LEAST = -9.0  # A candidate further behind ordinary words is not looked at.


@functools.cache
def _surname_places() -> re.Pattern[str]:
    """Find where a name may begin: not at 有, 年 or 来, which are surnames too, a thousand times less often."""
    single = "".join(sorted(c for c in SURNAMES if surname_bound(c) > _LEAST_SURNAME))
    return re.compile(f"[{single}{''.join(sorted({name[0] for name in COMPOUND_SURNAMES}))}]")


def candidates_of(text: str) -> Iterator[tuple[int, Reading, str, str]]:
    """Give the candidates of a text with their readings and the kinds of their sides."""
    has_native = _NATIVE_RUN.search(text) is not None
    has_word_name = _WORD_NAME.search(text) is not None
    for run in _RUN.finditer(text):
        stretch, offset = run.group(), run.start()
        found = _likely_spans(text, stretch, offset)
        if has_word_name:
            found += [span for match in _WORD_NAME.finditer(stretch) if (span := match.span()) not in found]
        if has_native:
            found += [span for span in _native_spans(stretch) if span not in found]
        if not found:
            continue
        for reading in read_between(stretch, found):
            if reading.margin > _LEAST or stretch[reading.start : reading.stop] in WORD_NAMES:
                left = left_side(text, offset + reading.start, reading.preceding, offset)
                right = right_side(text, offset + reading.stop, reading.following)
                if left == "start" and _OPENS.match(text, offset + reading.stop):
                    right = "opens"
                elif (
                    left in _WITH_PERSON
                    and right in _LITTLE_RIGHT
                    and DONE.match(text, offset + reading.stop)
                ):
                    right = "does"
                yield offset, reading, left, right


def _native_spans(stretch: str) -> list[tuple[int, int]]:
    """Give the places in a stretch that may hold a name of another language: 敖日格乐."""
    return [
        (run.start(), stop)
        for run in _NATIVE_RUN.finditer(stretch)
        for stop in range(max(run.start() + 3, run.end() - 2), min(run.end(), run.start() + 7) + 1)
        if log_name(stretch[run.start() : stop]) - log_words(stretch[run.start() : stop]) > _LEAST
    ]


def _likely_spans(text: str, stretch: str, offset: int) -> list[tuple[int, int]]:
    """Give the places in a stretch that may hold a name, as far as a look at single characters tells.

    What the words in front and behind may add at most is known from the characters next to the name.
    """
    found = []
    left_bounds, right_bounds, is_likely = LEFT_BOUNDS, RIGHT_BOUNDS, may_be_name
    for place in _surname_places().finditer(stretch):
        at = place.start()
        begin = offset + at
        before = text[begin - 1] if begin else ""
        lacking = (_ENOUGH_BESIDE if before in _JOINS else _ENOUGH) - max(
            left_bounds.get(before, _PLAIN_LEFT),
            left_bounds.get(text[max(0, begin - 2) : begin], _PLAIN_LEFT),
        )
        after = text[begin + 2 : begin + 6]
        least2 = lacking + _SHORT - max(right_bounds.get(after[:1], 0.0), right_bounds.get(after[:2], 0.0))
        least3 = lacking - max(right_bounds.get(after[1:2], 0.0), right_bounds.get(after[1:3], 0.0))
        if is_likely(stretch, at, least2, least3):
            least = (
                least2,
                least3,
                lacking - max(right_bounds.get(after[2:3], 0.0), right_bounds.get(after[2:], 0.0)),
            )
            found += [
                (at, stop)
                for stop, bound in name_margins(stretch, at, least)
                if bound > _LEAST and _is_worth(text, begin, offset + stop)
            ]
    return found


def _is_worth(text: str, start: int, stop: int) -> bool:
    """Ask, before the words around are weighed, whether the characters can be a name at all."""
    piece = text[start:stop]
    if (
        piece in EVERYDAY_WORDS
        or piece in ROLES
        or piece in COMPOUND_SURNAMES
        or (_NO_NAME.match(piece) and not is_word(piece))
        or is_never_name(text, start, stop)
    ):
        return False
    # 王先|生: the surname has a title, 于八|月: a date.
    if piece[-1] in _NUMERALS and text[stop : stop + 1] in _UNITS_OF_TIME:
        return False
    if any(_TITLE_INSIDE.match(text, at) for at in range(start + 1, stop)):
        return False
    before = _BEFORE_WORDS.get(piece[0])
    return before is None or text[start - 1 : start] not in before


def find_free_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and stop of each name that stands where a person stands, in a half-width text.

    Examples
    --------
    >>> text = "我把材料寄给了郜大伟,到现在没有回音"
    >>> [text[a:b] for a, b in find_free_names(text)]
    ['郜大伟']
    >>> text = "车要穿越万家丽桥下主路,程明物业说不管"
    >>> [text[a:b] for a, b in find_free_names(text)]
    []
    """
    sure = [(-math.inf, start, stop) for start, stop in _dotted(text)]
    near: list[tuple[float, int, int]] = []
    shorter: dict[int, float] = {}
    for offset, reading, left, right in candidates_of(text):
        start, stop = offset + reading.start, offset + reading.stop
        score = _score(text[start:stop], reading.margin, left, right)
        # 贺鹏|来要账, not 贺鹏来|要账, unless the longer reading is much the likelier.
        if score >= _ENOUGH and right in _ENDING_RIGHT:
            shorter.setdefault(start, reading.margin)
        elif score >= _ENOUGH and len(reading.following) > 1 and tag_of(reading.following) in _GOING_ON:
            shorter.setdefault(start, reading.margin - _MUCH)
        if (
            start in shorter
            and shorter[start] > reading.margin - _MUCH
            and stop - start > 2
            and shorter[start] != reading.margin
        ):
            continue
        if score >= _ENOUGH_BESIDE:
            (sure if score >= _ENOUGH else near).append((-score, start, stop))
    sure += _pairs(text, near)
    sure += _native(text)
    taken = _Taken()
    for _, start, stop in sorted(sure):
        taken.add(start, stop)
    # What stands beside a name needs less.
    for _, start, stop in sorted(near) if taken.spans else ():
        is_beside = text[start - 1 : start] in _JOINS and start - 1 in taken.stops
        if is_beside or (text[stop : stop + 1] in _JOINS and stop + 1 in taken.spans):
            taken.add(start, stop)
    mentions = Mentions(text)
    things: dict[str, list[int]] = {}
    for start, stop in taken.spans.items():
        name = text[start:stop]
        if name not in things:
            things[name] = _places_as_thing(text, mentions, name)
        if all(at == start for at in things[name]):
            yield start, stop


def _native(text: str) -> Iterator[tuple[float, int, int]]:
    """Find names made of parts of names of other languages: 才让卓玛, 吉克阿牛."""
    for match in (
        found for run in NATIVE_RUN.finditer(text) for found in NATIVE_NAME.finditer(text, *run.span())
    ):
        start, stop = match.span()
        if not _DOTS.isdisjoint(text[max(0, start - 1) : start] + text[stop : stop + 3]):
            continue
        if not _NATIVE_PLACE.match(text, stop) and not is_thing(text, stop):
            yield -_NATIVE_SCORE, start, stop


class _Taken:
    """Keep spans that do not overlap, in the order of their coming; a further one costs its own length."""

    def __init__(self) -> None:
        self.spans: dict[int, int] = {}
        self.stops: set[int] = set()
        self._places: set[int] = set()

    def add(self, start: int, stop: int) -> None:
        """Take a span where none of its characters is taken."""
        if self._places.isdisjoint(range(start, stop)):
            self.spans[start] = stop
            self.stops.add(stop)
            self._places.update(range(start, stop))


def _pairs(text: str, near: Sequence[tuple[float, int, int]]) -> Iterator[tuple[float, int, int]]:
    """Find two that nearly are names side by side: 白云飞与黑耀祖."""
    beginning: dict[int, list[tuple[float, int, int]]] = {}
    for one in near:
        beginning.setdefault(one[1], []).append(one)
    for value, start, stop in near:
        if text[stop : stop + 1] in _JOINS and stop - start > 2:
            for other, at, end in beginning.get(stop + 1, ()):
                if end - at > 2 and -value - other >= _ENOUGH_PAIR:
                    yield from ((value, start, stop), (other, at, end))


def _places_as_thing(text: str, mentions: Mentions, name: str) -> list[int]:
    """List up to two places where a name makes an estate or a firm: 温斯顿英语, 华颖公司."""
    return list(islice((at for at in mentions.places(name) if is_thing(text, at + len(name))), 2))


def _score(piece: str, margin: float, left: str, right: str) -> float:
    """Add up what speaks for a name: the margin, both sides, and whether it is a word or ends like a place."""
    is_told = left in _TELLING_LEFT or right in _TELLING_RIGHT
    if piece in WORD_NAMES and _is_placed(piece, left, right) and margin < _WORD_NAME_MARGIN + _SHORT:
        return _WORD_NAME_MARGIN + LEFT_WEIGHTS[left] + RIGHT_WEIGHTS[right]
    least = _KIN_MARGIN if left in ("kin", "label") else _LEAST_ALONE if left in _SAYING_LITTLE else 0.0
    least = _LEAST_BEHIND_VERB if left == "aspect" else least
    is_marked = left == "self" or right in _MARKING_RIGHT or (left == "label" and right in ("acts", "speaks"))
    if margin < least and not is_marked:
        return -math.inf
    if is_word(piece):
        tag = tag_of(piece)
        if (
            tag in _LITTLE_WORDS
            or is_common(piece)
            or (tag == "verb" and margin < 0 and right not in _TELLING_RIGHT | {"speaks", "acts"})
        ):
            return -math.inf  # 孩子|成长
        is_placed = (
            left == "label" or right in _TELLING_RIGHT or (left in _TAKING_LEFT and right in _ACTING_RIGHT)
        )
        margin = _WORD_SLOPE * margin + (_WORD_SHIFT if is_placed else _WORD_SHIFT / 4)
    is_strong = is_told or right in ("title", "friendly")
    if is_unheard(piece) and not is_strong:
        margin -= _UNHEARD
    if not is_strong and is_unusual(piece):
        margin -= _UNUSUAL
    if len(piece) == 2 or piece[:2] in EVERYDAY_WORDS or is_common(piece[:2]):
        margin -= _SHORT
    if piece[-1] == "家" and len(piece) == 3:
        margin -= _UNUSUAL
    if right == "home" and len(piece) == 2:
        margin -= _HOME_OF_TWO
    if piece[-1] in _ENDS_PLACE and not is_told and right != "title":
        return -math.inf
    return margin + LEFT_WEIGHTS[left] + RIGHT_WEIGHTS[right]


def _is_placed(piece: str, left: str, right: str) -> bool:
    """Ask whether a word that people bear as a name stands where only a name does; of common words more is asked."""
    if is_common(piece) or log_name(piece) == -math.inf:
        return (
            left == "label"
            or (left in ("kin", "role", "rolelike") and right in _AFTER_COMMON)
            or (left == "role" and right == "acts" and piece not in RARELY_BORNE)
            or (left == "kin" and right in ("acts", "verb", "does", "paid") and log_name(piece) > -math.inf)
        )
    return left in _PLACING_LEFT and not (
        left in ("role", "rolelike") and right in ("belonging", "of", "noun")
    )


def _dotted(text: str) -> Iterator[tuple[int, int]]:
    """Find names of other languages with a dot between their parts, or before a title: 阿不都热依木·吐尔逊."""
    for match in _BEFORE_TITLE.finditer(text):
        run = match.group()
        at = max(range(len(run) - 2), key=lambda at: log_words(run[:at]) - _PER_CHARACTER * (len(run) - at))
        if log_words(run[at:]) < _PER_CHARACTER * (at - len(run) + 1):
            yield match.start() + at, match.end()
    for match in _DOTTED.finditer(text):
        if right_side(text, match.end(), "") == "thing":
            continue
        first, *rest = re.split("[·•]", match.group())
        # Dictionaries hold parts of such names (阿卜杜) as words, so a long word in front of one must be much likelier.
        start = max(
            range(len(first) - 1),
            key=lambda at: log_words(first[:at]) - _PER_CHARACTER * (len(first) - at) - _TRIM * (at > 2),
        )
        last = rest[-1]
        size = max(range(2, len(last) + 1), key=lambda stop: log_words(last[stop:]) - _PER_CHARACTER * stop)
        size = max(2, len(last[:size].rstrip(NO_PART_ENDS)))
        yield match.start() + start, match.end() - len(last) + size
