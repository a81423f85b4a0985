"""Recognise the part of an address that singles out one dwelling: 3栋2单元501室, 218弄6号502室, 王家湾三组12号.

The estate, the road and the village stay: they say where a matter is, not whose it is. Whether a number is somebody's
home is weighed: its form, what touches it and the words of living or working near it are marks, and each has a weight in
``data/door_weights.json``, fitted by logistic regression (``benchmarks/train_doors.py``) on invented messages whose
dwellings were marked by their authors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from textmine.resources import data_path
from textmine.text.doormarks import door_marks, surroundings_of
from textmine.text.doorparts import Part, find_chains
from textmine.text.tags import put_tags

__all__ = ["WEIGHTS", "find_doors", "runs_of"]

WEIGHTS = "door_weights.json"
LEAST_ODDS = -0.75  # Natural logarithm of the odds from which a run of parts is a door.
_UNIT = 1000  # Whole numbers add up alike in any order.
_MOST_PARTS = 7
_MOST_READINGS = 20  # A text is seldom read more than twice.
# Behind the label of an address the whole of what is written is one, however it is written.
_LABEL = re.compile(
    r"(?:住址|(?:家庭|居住|现住|身份证)地址|(?:户籍|户口|居住|现住)(?:所在)?地(?:址)?|门牌号?)[:是为 ]{1,2}[^,。;:!?\n]{0,30}$"
)
_LABEL_REACH = 45
_TOLD = frozenset(("house", "flat", "dashed"))
Run = tuple[int, int, int]  # Number of the chain, first and last of its parts.


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, int]:
    weights = json.loads(data_path(WEIGHTS).read_text(encoding="utf-8"))["weights"]
    return {mark: round(_UNIT * weight) for mark, weight in weights.items()}


def runs_of(chains: Sequence[Sequence[Part]]) -> Iterator[Run]:
    """List the runs of parts that may be a door.

    Examples
    --------
    >>> list(runs_of(list(find_chains("3栋501"))))
    [(0, 0, 0), (0, 0, 1), (0, 1, 1)]
    """
    for at, chain in enumerate(chains):
        for first in range(len(chain)):
            for last in range(first, min(len(chain), first + _MOST_PARTS)):
                yield at, first, last


def find_doors(text: str) -> list[tuple[int, int]]:
    """List start and stop of each dwelling in a half-width text, in order.

    The likeliest runs of parts that do not overlap are doors. What is left is read again with tags in their place until
    nothing more is found: so a masked text is left as it is.

    Examples
    --------
    >>> text = "家住长乐路68弄15号,楼下12栋1单元302室的业主在解放路123号开店"
    >>> [text[a:b] for a, b in find_doors(text)]
    ['68弄15号', '12栋1单元302室']
    >>> find_doors("")
    []
    """
    found: list[tuple[int, int]] = []
    tagged, origin = put_tags(text, [])
    for _ in range(_MOST_READINGS):
        more = _likely_doors(tagged)
        if not more:
            break
        found += [(origin[start], origin[stop - 1] + 1) for start, stop in more]
        tagged, origin = put_tags(text, [(*span, "DOOR") for span in found])
    return sorted(found)


def _is_labelled(text: str, chain: Sequence[Part], first: int, last: int) -> bool:
    if first or last + 1 < len(chain) or chain[last].kind not in _TOLD:
        return False
    start = chain[first].start
    return _LABEL.search(text, max(0, start - _LABEL_REACH), start) is not None


def _likely_doors(text: str) -> list[tuple[int, int]]:
    chains = list(find_chains(text))
    if not chains:
        return []
    around = surroundings_of(text, chains)
    get = _weights().get
    bias = get("bias", 0)
    likely = []
    for at, first, last in runs_of(chains):
        marks = door_marks(text, chains, at, first, last, around)
        odds = bias + sum([get(mark, 0) for mark in marks])
        if odds < LEAST_ODDS * _UNIT and _is_labelled(text, chains[at], first, last):
            odds = 0
        if odds >= LEAST_ODDS * _UNIT:
            likely.append((-odds, chains[at][first].start, chains[at][last].stop))
    found: list[tuple[int, int]] = []
    covered = bytearray(len(text))
    for _, start, stop in sorted(likely):
        if not any(covered[start:stop]):
            covered[start:stop] = b"\1" * (stop - start)
            found.append((start, stop))
    return found
