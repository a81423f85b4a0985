"""Put tags such as ``[PHONE]`` in the place of what was found, so that what is looked for next reads a masked text alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["put_tags"]

_NUMBERED = re.compile(r"\[([A-Z]{2,6})_\d+\]")


def put_tags(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[str, Sequence[int]]:
    """Replace spans by their kinds in brackets, and the numbered tags of a text that was masked before by the same.

    Parameters
    ----------
    spans : sequence of (start, stop, kind)
        In any order, without overlap.

    Returns
    -------
    str
        The text with tags.
    sequence of int
        For each of its characters, and for its end, the position in the text given.

    Examples
    --------
    >>> tagged, origin = put_tags("王磊住502", [(0, 2, "NAME")])
    >>> tagged, origin[tagged.index("5")]
    ('[NAME]住502', 3)
    >>> put_tags("[NAME_1]住502", [])[0] == tagged
    True
    """
    places = [*spans, *((*match.span(), match[1]) for match in _NUMBERED.finditer(text))]
    if not places:
        return text, range(len(text) + 1)
    parts: list[str] = []
    origin: list[int] = []
    at = 0
    for start, stop, kind in sorted(places):
        if start < at:
            continue
        tag = f"[{kind}]"
        parts += [text[at:start], tag]
        origin += [*range(at, start), *[start] * len(tag)]
        at = stop
    return "".join([*parts, text[at:]]), [*origin, *range(at, len(text) + 1)]
