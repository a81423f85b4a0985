"""Read what is a word: the short words of jieba's dictionary and of our lexicon, with frequencies and kinds."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.namedata import COMPOUND_SURNAMES, FIRST, LAST, NEVER, SURNAMES, UNLISTED

__all__ = ["UNKNOWN_LOG", "given_counts", "is_common", "is_word", "tag_of", "word_logs"]

_N_COUNTED = 60_101_967  # The sum of the frequencies in jieba's dictionary.
UNKNOWN_LOG = math.log(0.3 / _N_COUNTED)  # Of a character the dictionary lacks.
_POLITE = "贵委 贵局 贵司 贵院 贵处 贵县 贵市 贵区 贵府 贵部 贵厅 贵办 贵校 贵社"  # 业主向贵委反映
_LEXICON_COUNT = 200  # Our lexicon says what is a word, not how often.
_MAX_KEPT = 6
_SURE_NAME = 1e-11  # The least probability of a dictionary name that is taken for one.
_EVERYDAY = 300  # Times in jieba's 60 million words: 许可 623, 安全 9,921.
_WEST = frozenset("尔斯克特顿蒂姆茨夫诺伊奥埃拉鲁塞莱罗")  # 麦克斯 is in the dictionary too.
_RARE_WORD = 60
_COMMON_WORD = 600
# What complaints do not say, they say in less than one word of a million, whatever newspapers and novels do.
_UNSEEN_COUNT = 90
_TAGS = {
    "v": "verb",
    "d": "adverb",
    "p": "preposition",
    "c": "link",
    "r": "pronoun",
    "t": "time",
    "m": "count",
    "q": "count",
    "f": "inside",
    "u": "particle",
    "a": "quality",
}
_COMPOUND, _COMMON_SURNAME = 0.0008, 0.0008  # As in namemodel.


@dataclass(frozen=True)
class _Dictionary:
    logs: dict[str, float]
    tags: dict[str, str]
    given: tuple[Counter[str], Counter[str]]
    common: frozenset[str]


@functools.cache
def _dictionary() -> _Dictionary:
    """Read the short words of jieba's dictionary and of our lexicon: half a second, once, and only when asked."""
    import importlib.util
    from pathlib import Path

    from textmine.text.lexicon import domain_lexicon

    spec = importlib.util.find_spec("jieba")
    counts: dict[str, int] = {}
    names: list[tuple[str, int]] = []
    tags: dict[str, str] = {}
    assert spec is not None
    assert spec.origin is not None
    for line in Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, frequency, tag = line.split(" ", 2)
        if len(word) <= _MAX_KEPT:
            # The dictionary has whole names (白素贞); as words they would stand against themselves.
            if tag == "nr" and _is_likely_name(word, int(frequency)):
                names.append((word, int(frequency)))
                continue
            counts[word] = int(frequency)
            if tag[0] in _TAGS:
                tags[word] = _TAGS[tag[0]]
    # The tag for names also stands at 许可证 and 安全性, which begin with a word of everyday use.
    everyday = {word for word, _ in names if counts.get(word[:2], 0) >= _EVERYDAY}
    counts.update((word, n) for word, n in names if word in everyday)
    common = frozenset(word for word, n in counts.items() if n >= _COMMON_WORD and len(word) > 1)
    for word in _names_like(counts.keys() - common):
        counts[word] = min(counts[word], _UNSEEN_COUNT)
    for word in [entry.word for entry in domain_lexicon().entries.values()] + _POLITE.split():
        counts[word] = max(counts.get(word, 0), _LEXICON_COUNT)
    plain = [
        word
        for word, _ in names
        if len(word) == 3 and word not in everyday and word[:1] in SURNAMES and _WEST.isdisjoint(word[1:])
    ]
    given = Counter(word[1] for word in plain), Counter(word[2] for word in plain)
    return _Dictionary(
        {word: math.log(n / _N_COUNTED) for word, n in counts.items() if n}, tags, given, common
    )


def _names_like(words: Iterable[str]) -> list[str]:
    """Choose the words that could be names and do not stand in our corpus of complaints: 石竹, 戈壁."""
    return [
        word for word in words if 2 <= len(word) <= 3 and word[0] in SURNAMES and word not in EVERYDAY_WORDS
    ]


def _is_likely_name(word: str, frequency: int) -> bool:
    """Ask whether a dictionary word with the tag for names is one: three characters and more, or two and rare."""
    surname = SURNAMES.get(word[0], _COMPOUND if word[:2] in COMPOUND_SURNAMES else 0.0)
    if len(word) == 2:
        return (
            frequency < _RARE_WORD
            and surname > _COMMON_SURNAME
            and max(FIRST.get(word[1], 0), LAST.get(word[1], 0)) > UNLISTED
        )
    if len(word) < 2 or not surname or not NEVER.isdisjoint(word):
        return False
    return surname * FIRST.get(word[-2], UNLISTED) * LAST.get(word[-1], UNLISTED) > _SURE_NAME


def word_logs() -> dict[str, float]:
    """Give the natural logarithm of the share of each word among all words.

    Examples
    --------
    >>> word_logs()["方便"] > word_logs()["甘露"]
    True
    """
    return _dictionary().logs


def given_counts() -> tuple[Counter[str], Counter[str]]:
    """Count first and last given characters among the names of three characters in jieba's dictionary.

    Examples
    --------
    >>> given_counts()[0]["志"] > given_counts()[0]["栋"]
    True
    """
    return _dictionary().given


def tag_of(word: str) -> str:
    """Give the kind of a word: verb, adverb, preposition, time … or nothing for a noun and what is unknown.

    Examples
    --------
    >>> tag_of("反映"), tag_of("已经"), tag_of("花盆")
    ('verb', 'adverb', '')
    """
    return _dictionary().tags.get(word, "")


def is_word(text: str) -> bool:
    """Tell whether the dictionary or our lexicon has a word, names of three and more characters left out.

    Examples
    --------
    >>> is_word("马上"), is_word("白素贞")
    (True, False)
    """
    return text in word_logs()


def is_common(text: str) -> bool:
    """Tell whether a word is so frequent in books and papers that it is hardly ever a name.

    Examples
    --------
    >>> is_common("文明"), is_common("甘露")
    (True, False)
    """
    return text in _dictionary().common
