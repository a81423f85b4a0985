"""Weigh how far a problem is solved: what the rules tell, the words of its sentence and of the next, and the thing's later mentions.

The weights in ``data/news_status.json`` are those of a multinomial logistic regression on authored pages
(``benchmarks/train_news_issues.py``); a mark of a single problem has no weight.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from textmine.news.issue_features import Item, Reading
from textmine.news.issue_status import (
    STATUSES,
    is_survey,
    later_mention,
    problem_status,
    remains_unsolved,
    told_segment,
    told_status,
)
from textmine.news.packed import LARGEST, pack, unpack
from textmine.news.sentences import Sentence
from textmine.resources import data_path

__all__ = ["STATUS_WEIGHTS", "StatusMarks", "StatusWeights", "status_marks", "weighed_status"]

STATUS_WEIGHTS = "news_status.json"
_BEHIND = 4  # Sentences behind a problem of which is asked what they tell.
_NEAR = 2
_OWN, _NEXT = "word ", "next "  # Words of its own sentence, and of the one behind it in its paragraph,
_HALF = 2  # count half of what a fact counts. Words further on were tried and told no more.
_MOST = 4
_LONGEST = 1000  # Characters of a sentence that are looked at.
_LEAST_BEHIND = 2
_UNKNOWN = repeat(0)  # The weight of what was never seen.


class StatusMarks(NamedTuple):
    """Hold the marks of a problem: words by the zone of its story, facts, and how far down the page it stands (0 to 1)."""

    words: dict[str, frozenset[str]]
    facts: frozenset[str]
    far: float

    def values(self) -> dict[str, float]:
        """Give every mark with its value, as weights are fitted on.

        Examples
        --------
        >>> StatusMarks({"word ": frozenset({"修"})}, frozenset({"survey"}), 0.5).values()
        {'word 修': 0.5, 'survey': 1.0, 'far': 0.5}
        """
        marks = {zone + word: 1 / _HALF for zone, words in self.words.items() for word in sorted(words)}
        return marks | dict.fromkeys(sorted(self.facts), 1.0) | {"far": self.far}


def status_marks(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    number: int,
    item: Item,
    problems: Collection[int],
) -> StatusMarks:
    """List the marks of a problem.

    Parameters
    ----------
    number : int
        Sentence of the problem; `item` is the piece of it.
    problems : collection of int
        Sentences that name problems; a set where there are many.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("化粪池漏了。化粪池第二天修好了。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> marks = status_marks(readings, sentences, 0, readings[0].items[0], {0})
    >>> sorted(fact for fact in marks.facts if fact.startswith(("rule", "later", "own")))
    ['later resolved', 'own ', 'rule resolved']
    """
    here, paragraph = readings[number].text, sentences[number].paragraph
    words = {_OWN: _words(here)}
    if number + 1 < len(readings) and sentences[number + 1].paragraph == paragraph:
        words[_NEXT] = _words(readings[number + 1].text)
    facts = {
        f"rule {problem_status(readings, sentences, number, item, problems)}",
        f"own {told_status(readings[number], *told_segment(here, item.start))}",
        f"near {min(_MOST, sum(at in problems for at in range(number - _NEAR, number + _NEAR + 1)))}",
        f"items {min(_MOST, len(readings[number].items))}",
    }
    for at in range(number + 1, min(number + 1 + _BEHIND, len(readings))):
        ahead = at - number
        is_same = sentences[at].paragraph == paragraph
        zone = f"{min(ahead, 3)}{'' if is_same else ' apart'} "
        facts.add(f"told {zone}{told_status(readings[at])}")
        facts.add(f"problem {zone}{at in problems}")
    mention = later_mention(readings, number, item)
    if mention is not None:
        facts.add(f"later {mention[2]}")
    if is_survey(here):
        facts.add("survey")
    if paragraph == sentences[-1].paragraph:
        facts.add("last paragraph")
    return StatusMarks(words, frozenset(facts), number / len(sentences))


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    """Cut a sentence into words; the problems of a page look at the same ones again and again."""
    import rjieba

    return frozenset(rjieba.cut(text[:_LONGEST], True))


class StatusWeights:
    """Hold the weights of marks for every status, in halves of thousandths, packed: one addition adds those of all.

    Parameters
    ----------
    table : mapping of status to a mapping of mark to weight
        Also ``bias``; a status that is not in it is never chosen.
    """

    def __init__(self, table: Mapping[str, Mapping[str, float]]) -> None:
        names = dict.fromkeys(mark for own in table.values() for mark in own)
        self._bias = pack([_units(table[s]["bias"]) if s in table else -LARGEST // 2 for s in STATUSES])
        self._far = [table.get(status, {}).get("far", 0.0) for status in STATUSES]
        self._facts: dict[str, int] = {}
        self._words: dict[str, dict[str, int]] = {_OWN: {}, _NEXT: {}}
        for name in names:
            row = [table.get(status, {}).get(name, 0.0) for status in STATUSES]
            zone = next((one for one in self._words if name.startswith(one)), "")
            if zone:
                self._words[zone][name[len(zone) :]] = pack([_units(weight / _HALF) for weight in row])
            else:
                self._facts[name] = pack([_units(weight) for weight in row])

    def status_of(self, marks: StatusMarks) -> str:
        """Weigh the marks of a problem: the likeliest status, of equal ones the earlier; a rule's mere claim of success is one.

        Examples
        --------
        >>> weights = StatusWeights({"raised": {"bias": 0.5}, "resolved": {"bias": 0.0, "later resolved": 1.0}})
        >>> [weights.status_of(StatusMarks({}, frozenset(facts), 0.0)) for facts in ((), ("later resolved",), ("rule claimed",))]
        ['raised', 'resolved', 'claimed']
        """
        if "rule claimed" in marks.facts:
            return "claimed"
        total = sum(map(self._facts.get, marks.facts, _UNKNOWN), self._bias)
        for zone, words in marks.words.items():
            total = sum(map(self._words[zone].get, words, _UNKNOWN), total)
        scores = [
            round(score + far * marks.far * _UNIT, 3)
            for score, far in zip(unpack(total, len(STATUSES)), self._far, strict=True)
        ]
        return STATUSES[scores.index(max(scores))]


_SOLVED = ("resolved", "claimed")
_UNIT = 2000


def _units(weight: float) -> int:
    return round(_UNIT * weight)


@lru_cache(maxsize=1)
def _weights() -> StatusWeights:
    return StatusWeights(json.loads(data_path(STATUS_WEIGHTS).read_text(encoding="utf-8"))["weights"])


def weighed_status(
    readings: Sequence[Reading],
    sentences: Sequence[Sentence],
    number: int,
    item: Item,
    problems: Collection[int],
) -> str:
    """Say how far a problem is solved; of equal weights the earlier status of ``STATUSES``.

    Examples
    --------
    >>> from textmine.news.issue_features import read_sentence
    >>> from textmine.news.sentences import split_sentences
    >>> sentences = split_sentences("化粪池漏了。排水所来看过。化粪池第二天修好了。")
    >>> readings = [read_sentence(s.text) for s in sentences]
    >>> weighed_status(readings, sentences, 0, readings[0].items[0], {0})
    'resolved'
    """
    if len(readings) - number <= _LEAST_BEHIND:
        # Where hardly anything follows the rules know all there is to know.
        return problem_status(readings, sentences, number, item, problems)
    weighed = _weights().status_of(status_marks(readings, sentences, number, item, problems))
    # The pages the weights are fitted on seldom end badly: where a page says that it did, that counts.
    is_open = weighed in _SOLVED and remains_unsolved(readings, sentences, number, item)
    return "raised" if is_open else weighed
