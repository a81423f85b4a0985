"""Weigh whether a candidate is a name where it stands, by weights learned from authored messages.

The characters (how much more probable as a name than as words), the kinds of the sides, the words next to them and the
readings that compete with it are marks; each has a weight in ``data/name_weights.json``, fitted by logistic regression
(``benchmarks/train_names.py``) on invented messages whose names were marked by their authors, and on our invented complaints.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from textmine.resources import data_path
from textmine.text.namecandidates import ENDS_PLACE, Candidate
from textmine.text.namedata import PAIRS, SURNAMES
from textmine.text.namedictionary import is_common, is_word, tag_of
from textmine.text.namerarity import is_unheard, is_unusual
from textmine.text.uncommonnames import WORD_NAMES

__all__ = ["WEIGHTS", "name_marks", "name_scores", "rivals"]

WEIGHTS = "name_weights.json"
_LEAST_MARGIN, _MOST_MARGIN, _STEPS, _BIG = -9.0, 14.0, (-4, -1, 2, 4, 6, 8, 10), 6
_HAN = re.compile("[\u4e00-\u9fa5]")
_SCALE, _SURNAME_SCALE, _LEAST_SHARE = 5.0, 3.0, 1e-6


def name_marks(text: str, candidate: Candidate, rival: float | None) -> dict[str, float]:
    """List the marks of a candidate with their values, 1 where a mark is either there or not.

    Parameters
    ----------
    rival : float or None
        The largest margin among the candidates that overlap it.

    Examples
    --------
    >>> from textmine.text.namecandidates import find_candidates
    >>> text = "我弟郜大伟说"
    >>> marks = [name_marks(text, one, None) for one in find_candidates(text) if one.stop - one.start == 3][0]
    >>> marks["left kin"], marks["right speaks"], "word" in marks
    (1.0, 1.0, False)
    """
    start, stop, reading, left, right = candidate
    piece = text[start:stop]
    n = len(piece)
    margin = max(_LEAST_MARGIN, min(_MOST_MARGIN, reading.margin))
    size = "big" if margin >= _BIG else "small"
    marks = {"margin": margin / _SCALE, f"margin of {n}": margin / _SCALE}
    share = SURNAMES.get(piece[0], 0.0) + _LEAST_SHARE
    marks["surname"] = math.log(share) / _SURNAME_SCALE
    if rival is not None:
        ahead = max(_LEAST_MARGIN, min(-_LEAST_MARGIN, rival - reading.margin)) / _SCALE
        marks |= {
            "rival ahead": max(0.0, ahead),
            "rival behind": max(0.0, -ahead),
            "is behind rival": float(ahead > 0),
        }
    there = [f"over {step}" for step in _STEPS if margin > step]
    for side in (f"left {left}", f"right {right}"):
        there += (side, f"{n} {side}", f"{size} {side}")
    there += (
        str(n),
        f"surname {int(math.log(share))}",
        f"surname {piece[0]}",
        f"behind {text[stop : stop + 1]}",
        f"before {text[max(0, start - 1) : start]}",
        f"tag behind {tag_of(reading.following) or 'none'}",
        f"tag before {tag_of(reading.preceding) or 'none'}",
        f"word behind {reading.following}",
        f"word before {reading.preceding}",
        *_marks_of_edges(text, start, stop),
        *_marks_of_piece(piece, left, right),
    )
    return marks | dict.fromkeys(there, 1.0)


def _marks_of_edges(text: str, start: int, stop: int) -> Iterator[str]:
    """Name whether a candidate fills what stands between two marks, or leaves a single character there."""
    before, after = text[max(0, start - 2) : start], text[stop : stop + 2]
    opens, closes = not _HAN.match(before[-1:]), not _HAN.match(after[:1])
    if opens and closes:
        yield "fills"
    elif closes:
        yield "closed"
    elif not _HAN.match(after[1:]):
        yield "leaves one behind"
        if opens:
            yield "leaves only one behind"
    if not opens and not _HAN.match(before[:-1]):
        yield "leaves one before"


def _marks_of_piece(piece: str, left: str, right: str) -> Iterator[str]:
    """Name what the characters alone say, and with the sides where they are a word."""
    if is_word(piece):
        yield from ("word", f"word left {left}", f"word right {right}")
    if piece in WORD_NAMES:
        yield from ("borne word", f"borne word left {left}", f"borne word right {right}")
    if is_common(piece):
        yield "common"
    if is_unheard(piece):
        yield "unheard"
    if is_unusual(piece):
        yield "unusual"
    if piece[-1] in ENDS_PLACE:
        yield from ("ends place", f"ends place left {left}", f"ends place right {right}")
    if len(piece) > 2:
        if piece[1:] in PAIRS:
            yield "pair"
        for name, part in (("given", piece[1:]), ("head", piece[:2])):
            if is_word(part):
                yield f"{name} word"
            if is_common(part):
                yield f"{name} common"


@functools.cache
def _weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return weights


def rivals(candidates: Sequence[Candidate]) -> list[float | None]:
    """Give for each candidate the largest margin among those that overlap it; None where none does.

    Examples
    --------
    >>> from textmine.text.namecandidates import find_candidates
    >>> candidates = list(find_candidates("我弟郜大伟说"))
    >>> [margin is not None for margin in rivals(candidates)] == [True] * len(candidates)
    True
    >>> rivals(candidates[:1])
    [None]
    """
    order = sorted(range(len(candidates)), key=lambda at: candidates[at].start)
    best: list[float | None] = [None] * len(candidates)
    for place, at in enumerate(order):
        one = candidates[at]
        for later in order[place + 1 :]:
            other = candidates[later]
            if other.start >= one.stop:
                break
            for mine, margin in ((at, other.reading.margin), (later, one.reading.margin)):
                known = best[mine]
                best[mine] = margin if known is None else max(known, margin)
    return best


def name_scores(
    text: str, candidates: Sequence[Candidate], *, left_out: Collection[int] = frozenset()
) -> list[float]:
    """Give the natural logarithm of the odds that each candidate is a name, in the order given.

    Parameters
    ----------
    left_out : collection of int
        Candidates that are rivals of others but are not weighed themselves: minus infinity.

    Examples
    --------
    >>> from textmine.text.namecandidates import find_candidates
    >>> text = "我弟郜大伟说"
    >>> candidates = list(find_candidates(text))
    >>> [text[one.start : one.stop] for one, score in zip(candidates, name_scores(text, candidates), strict=True) if score > 0]
    ['郜大伟']
    >>> name_scores("", [])
    []
    """
    weights = _weights()
    get, bias = weights.get, weights["bias"]
    return [
        -math.inf
        if at in left_out
        else bias + sum(get(mark, 0.0) * value for mark, value in name_marks(text, candidate, rival).items())
        for at, (candidate, rival) in enumerate(zip(candidates, rivals(candidates), strict=True))
    ]
