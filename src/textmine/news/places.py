"""Find the communities, streets, estates, roads and districts that a page names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textmine.news.expressions import compile_by_heads
from textmine.news.placenames import LEAST_BOTH, level_of, possible_ends, weigh_names
from textmine.news.sentences import Sentence

__all__ = ["LEAST_DOUBTFUL", "Place", "Wide", "find_places", "wide_mentions"]


class Place(NamedTuple):
    """Hold one mention: name, level (one of `placenames.LEVELS`), sentence number and position."""

    name: str
    level: str
    number: int
    start: int


LEAST_DOUBTFUL = -5.5  # A weight from which a name may be one for being told again.
_FRONT = 3  # Characters in front of a name that may belong to it, or be words.
_NAMES = re.compile(
    r"[\u4e00-\u9fff](?<![到在的和从与是对向把被由让给于至了进入住去回往经来及、市区县镇道省村乡])"
)
_PHASE = re.compile(r"[一二三四五六七八九\d]期")  # 锦华苑三期
_AGAIN = (
    1.5  # What each further character in front of a name adds to its weight: chance joins few words twice.
)


def find_places(sentences: Sequence[Sentence]) -> list[Place]:
    """List the places named in a text, in order.

    A name found once is found again wherever it stands; one that is told behind different words is likelier a name, and
    what begins with words (以桥南社区) gives way to a name told elsewhere (桥南社区).

    Examples
    --------
    >>> from textmine.news.sentences import split_sentences
    >>> text = "澜溪市青禾区灯芯巷社区的老书记来到望湖花园小区。"
    >>> [p.name for p in find_places(split_sentences(text)) if p.level != "district"]
    ['灯芯巷社区', '望湖花园小区']
    """
    told: dict[str, _Told] = {}
    ends = [possible_ends(sentence.text) for sentence in sentences]
    for sentence, own_ends in zip(sentences, ends, strict=True):
        for start, end, weight in weigh_names(sentence.text, LEAST_DOUBTFUL, ends=own_ends):
            name = sentence.text[start:end]
            so_far = told.setdefault(name, _Told(weight, []))
            so_far.fronts.append(sentence.text[max(0, start - _FRONT) : start])
            so_far.weight = max(weight, so_far.weight)
    known = _known_names(told)
    longest = max(map(len, known), default=0)
    tails = {name[at:] for name in known for at in range(len(name) - 4, len(name) - 1)}
    found: list[Place] = []
    for number, sentence in enumerate(sentences if known else ()):
        text = sentence.text
        for at, end in ends[number]:
            if text[at - 1 : end] not in tails:
                continue
            start = next((n for n in range(max(0, end - longest), at) if text[n:end] in known), at)
            if start == at:
                continue
            # 望湖花园小区 holds 望湖花园: what goes on is one name.
            while found and found[-1].number == number and found[-1].start + len(found[-1].name) > start:
                found.pop()
            level = level_of(text[at:end])
            phase = _PHASE.match(text, end) if level == "estate" else None
            found.append(Place(text[start : phase.end() if phase else end], level, number, start))
    return found


@dataclass
class _Told:
    """Hold how heavy a name is where it is heaviest, and the characters in front of each mention."""

    weight: float
    fronts: list[str]


def _known_names(told: Mapping[str, _Told]) -> set[str]:
    known = {
        name
        for name, own in told.items()
        if own.weight + _AGAIN * (len({front[-1:] for front in own.fronts}) - 1) >= LEAST_BOTH
    }
    known -= {
        name for name in known if len(told[name].fronts) == 1 and _has_words_in_front(name, known, told)
    }
    # 付家坡社区, read as 付|家坡社区 three times: what stands in front of every mention belongs to the name.
    return known | {
        _common_end(own.fronts) + name for name, own in told.items() if name in known and len(own.fronts) > 1
    }


def _has_words_in_front(name: str, known: Collection[str], told: Mapping[str, _Told]) -> bool:
    shorter = [name[at:] for at in range(1, _FRONT + 1) if name[at:] in known]
    return any(len(told[other].fronts) > 1 or told[other].weight > told[name].weight for other in shorter)


def _common_end(fronts: Sequence[str]) -> str:
    """Give the Chinese characters that stand at the end of all texts, up to one that is no part of a name."""
    at = 0
    while all(at < len(front) and front[-1 - at] == fronts[0][-1 - at] for front in fronts) and _NAMES.match(
        fronts[0][-1 - at]
    ):
        at += 1
    return fronts[0][len(fronts[0]) - at :]


# What speaks of more than one community: a figure behind it belongs to none named before.
_WIDE = re.compile(
    r"(?=[全我该本各整外]|[\u4e00-\u9fff]{2,3}(?:市|区|县))(?:(?:全|我|该|本|各|整个)(?:省|市|区|县|州|旗|街道|镇|乡|街|辖区)(?![民级直内])|(?P<all>各(?:社区|小区|村)|外省)|"
    r"(?<![\u4e00-\u9fff])(?:在|从)?[\u4e00-\u9fff]{2,3}(?:市|(?<!社)(?<!小)(?<!辖)(?<!院)(?<!片)(?<!校)(?<!城)区|县)(?=[，、共已全累今去近投派选出开推建]))"
)

_UNIT_OF = dict(zip("省市区县州镇乡", "省市区县州镇乡", strict=True)) | {"道": "街道", "街": "街道"}

# One of these stands wherever it finds something; it is looked for much faster.
_MAYBE_WIDE = compile_by_heads(
    r"[市区县][，、共已全累今去近投派选出开推建]|[全我该本各个][省市区县州旗街镇乡辖]|各(?:社区|小区|村)|外省"
)


class Wide(NamedTuple):
    """Hold where words for a whole unit end, and what its name ends in: 全市 speaks of a place that ends in 市."""

    number: int
    end: int
    unit: str


def wide_mentions(sentences: Sequence[Sentence]) -> list[Wide]:
    """List the words for a whole city, district or street, or for all communities, in order.

    Examples
    --------
    >>> from textmine.news.sentences import split_sentences
    >>> wide_mentions(split_sentences("灯芯巷社区清理杂物30车。全市投入900万元。"))
    [Wide(number=1, end=2, unit='市')]
    """
    return [
        Wide(number, match.end(), "" if match["all"] else _UNIT_OF.get(match.group()[-1], ""))
        for number, sentence in enumerate(sentences)
        if _MAYBE_WIDE.search(sentence.text)
        for match in _WIDE.finditer(sentence.text)
    ]
