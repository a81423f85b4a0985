"""Take headline fragments out of paragraphs into which a re-poster spliced them to look original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from textmine.news.steps import Removal

__all__ = ["drop_spliced_fragments"]

_LETTERS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_MIN_ODD = 3
_BEFORE = "，,。、；;“：:！？!?\n是的"
_MAX_PAGE = 60_000


def drop_spliced_fragments(paragraphs: Sequence[str], title: str) -> tuple[list[str], Removal | None]:
    """Remove two- and four-character pieces of the headline that stand in the text for no reason.

    A re-poster cuts the headline into pieces of two characters, joins some, and inserts them in a fixed cycle. Pieces
    that are no words (心湖, 直机) give the game away: at least three of them must stand where neither neighbour is the
    headline's own. Their order is the cycle; pieces that are words (居民) go only where every turn of the cycle has one.

    Examples
    --------
    >>> title = "件件小事暖人心——江边街道的党员干部下楼服务记"
    >>> text = "楼道的灯亮了，边街大家都高兴，道的老人也下楼了，心江孩子跑了一圈。"
    >>> drop_spliced_fragments([text], title)[0][0]
    '楼道的灯亮了，大家都高兴，老人也下楼了，孩子跑了一圈。'
    """
    letters = _LETTERS.sub("", title)
    lines = list(paragraphs)
    if len(letters) < 8 or sum(map(len, lines)) > _MAX_PAGE:
        return lines, None
    for offset in (0, 1):
        pieces = [letters[n : n + 2] for n in range(offset, len(letters) - 1, 2)]
        result, removed = _drop(lines, letters, pieces)
        if removed is not None:
            return result, removed
    return lines, None


def _drop(lines: list[str], letters: str, pieces: list[str]) -> tuple[list[str], Removal | None]:
    text = "\n".join(lines)
    seen = {piece: _foreign_places(text, letters, piece) for piece in dict.fromkeys(pieces)}
    if sum(bool(places) for places in seen.values()) < _MIN_ODD:
        return lines, None
    odd = {
        piece
        for piece, places in seen.items()
        if places and 2 * _n_at_clause(text, places) >= len(places) and not _is_word(piece, letters)
    }
    if len(odd) < _MIN_ODD:
        return lines, None
    spans = _odd_spans(text, odd, set(pieces), seen)
    if len({text[a:b] for a, b in spans}) < _MIN_ODD:
        return lines, None
    spans = sorted({*spans, *_word_spans(text, spans, [p for p in seen if p not in odd], seen)})
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at:start])
        at = end
    removed = Removal(
        "spliced_headline", len(spans), " ".join(dict.fromkeys(text[a:b] for a, b in spans))[:60]
    )
    return "".join([*parts, text[at:]]).split("\n"), removed


def _foreign_places(text: str, letters: str, piece: str) -> list[int]:
    """Find where a piece stands between neighbours that are not the headline's."""
    at_title = letters.find(piece)
    left, right = letters[at_title - 1 : at_title], letters[at_title + 2 : at_title + 3]
    places, at = [], text.find(piece)
    while at >= 0:
        if text[at - 1 : at] != left and text[at + 2 : at + 3] != right:
            places.append(at)
        at = text.find(piece, at + 1)
    return places


def _n_at_clause(text: str, places: Sequence[int]) -> int:
    """Count the places where a fragment can be put: the head of a clause, behind 是 or 的, or behind another one."""
    return sum(at < 1 or text[at - 1] in _BEFORE or (at > 2 and text[at - 3] in _BEFORE) for at in places)


def _is_word(piece: str, letters: str) -> bool:
    """Ask the dictionary whether the piece is a word of the headline."""
    import rjieba

    return piece[0] == piece[1:] or piece in rjieba.cut(letters, False)


def _odd_spans(
    text: str, odd: set[str], pieces: set[str], seen: dict[str, list[int]]
) -> list[tuple[int, int]]:
    """Give the spans of odd pieces put where fragments are put, joined with a piece directly before or behind."""
    spans: list[tuple[int, int]] = []
    for at in sorted(at for piece in odd for at in seen[piece]):
        if spans and at < spans[-1][1]:
            continue
        start, end = at, at + 2
        if text[start - 1 : start] not in _BEFORE and text[start - 2 : start] in pieces:
            start -= 2
        if text[start - 1 : start] not in _BEFORE:  # '' at the start of the text counts as in.
            continue
        if text[end : end + 2] in pieces:
            end += 2
        spans.append((start, end))
    return spans


def _word_spans(
    text: str, spans: list[tuple[int, int]], words: list[str], seen: dict[str, list[int]]
) -> list[tuple[int, int]]:
    """Find whole-word pieces where the cycle asks for them: in every gap before the same odd piece."""
    names = [text[a:b] for a, b in spans]
    pattern: dict[str, list[str]] = {}
    gaps: dict[str, list[list[tuple[int, int, str]]]] = {}
    for number, (start, _) in enumerate(spans):
        floor = spans[number - 1][1] if number else text.rfind("\n", 0, start) + 1
        found = [(at, at + 2, w) for w in words for at in seen[w] if floor <= at and at + 2 <= start]
        gaps.setdefault(names[number], []).append(sorted(found))
    result: list[tuple[int, int]] = []
    for name, turns in gaps.items():
        shared = Counter(w for _, _, w in turns[0])
        for turn in turns[1:]:
            shared &= Counter(w for _, _, w in turn)
        pattern[name] = list(shared) if len(turns) > 1 else []
        # A gap told once gives no cycle: there a word goes only at the head of a clause inside a sentence.
        if len(turns) == 1:
            result += [(a, b) for a, b, _ in turns[0] if text[a - 1 : a] in ("，", ",")]
    for name, turns in gaps.items():
        for turn in turns:
            for word in pattern[name]:
                here = [(a, b) for a, b, w in turn if w == word]
                # Fragments are put at the head of a clause or behind 是 and 的: prefer that place.
                here.sort(key=lambda span: (text[span[0] - 1 : span[0]] not in _BEFORE, span[0]))
                result.append(here[0])
    return result
