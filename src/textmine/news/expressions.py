"""Look for many expressions in a text at once: only where the characters stand that one of them begins with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Expressions", "beginnings", "compile_by_heads"]

_LENGTH = 3  # Characters of a beginning: longer ones stand in fewer places, but there are more of them.
_MOST = 300  # Beginnings of one expression: with more, shorter ones do.
_DIGITS = tuple("0123456789")
_QUANTIFIER = re.compile(r"[?*+]\??|\{(\d*)(,?)(\d*)\}\??")
_ANY_LENGTH = 1 << 40  # Longer than any text.
_NOWHERE = 1 << 50
_ZERO_WIDTH = ("(?=", "(?!", "(?<=", "(?<!")


class Expressions:
    """Find expressions by their beginnings: one pass over the text names the places where each is worth a try.

    Parameters
    ----------
    groups : sequence of sequence of str
        Regular expressions; those of a group are alternatives, the first that fits at a place holds.

    Examples
    --------
    >>> text = "走访居民，调解纠纷12起，再走访。"
    >>> found = Expressions([["走访", "走.{0,3}"], ["调解.{0,4}起"]]).places(text)
    >>> [[match.group() for match in places.matches()] for places in found]
    [['走访', '走访'], ['调解纠纷12起']]
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        from ahocorasick_rs import AhoCorasick

        parts = [
            (number, part)
            for number, group in enumerate(groups)
            for one in group
            for part in _alternatives(one)
        ]
        self._n_groups = len(groups)
        self._group_of = [number for number, _ in parts]
        self._parts = [re.compile(part) for _, part in parts]
        begins: dict[str, list[int]] = defaultdict(list)
        begins_surely: dict[str, list[int]] = defaultdict(list)  # With no other word to be looked for.
        permits: dict[str, list[int]] = defaultdict(list)
        self._anywhere: list[int] = []
        # What is found ends no further on than its longest, so a word that must stand in it begins within this.
        self._reach: list[int] = []
        for at, (_, part) in enumerate(parts):
            heads, needed = beginnings(part), _needed(part)
            for head in heads:
                holds_needed = any(word in head for word in needed)
                (begins_surely if holds_needed or not needed else begins)[head].append(at)
            for word in needed:
                permits[word].append(at)
            if not heads:
                self._anywhere.append(at)
            self._reach.append(_longest(part) - min(map(len, needed), default=0))
        words = list(begins | begins_surely | permits)
        self._begins = [begins.get(word, []) for word in words]
        self._begins_surely = [begins_surely.get(word, []) for word in words]
        self._permits = [permits.get(word, []) for word in words]
        self._finder = AhoCorasick(words) if words else None

    def places(self, text: str, low: int = 0, high: int | None = None) -> list[Places]:
        """Name, of each group, the places of a stretch of the text where one of its expressions may begin.

        The stretch should begin and end where no expression reaches across, such as a line feed.
        """
        tries: list[list[tuple[int, int]]] = [[] for _ in range(self._n_groups)]
        part = text if low == 0 and high in (None, len(text)) else text[low:high]
        hits = self._finder.find_matches_as_indexes(part, True) if self._finder else []
        begins, surely, permits = self._begins, self._begins_surely, self._permits
        group_of, reach = self._group_of, self._reach
        needed_at = [_NOWHERE] * len(self._parts)
        # Words come by their ends, so backwards every needed word that ends behind a beginning has been met; one that
        # ends within it was looked for when the expressions were read.
        for which, start, _ in reversed(hits):
            for at in permits[which]:
                needed_at[at] = start
            for at in surely[which]:
                tries[group_of[at]].append((low + start, at))
            for at in begins[which]:
                if needed_at[at] <= start + reach[at]:
                    tries[group_of[at]].append((low + start, at))
        for at in self._anywhere:
            match = self._parts[at].search(text, low)
            while match is not None and (high is None or match.start() < high):
                tries[group_of[at]].append((match.start(), at))
                match = self._parts[at].search(text, match.start() + 1)
        return [Places(text, self._parts, own) for own in tries]


class Places(NamedTuple):
    """Hold the places of a text where an expression of a group may begin: position and number of the expression."""

    text: str
    expressions: list[re.Pattern[str]]
    tries: list[tuple[int, int]]

    def matches(self) -> Iterator[re.Match[str]]:
        """Give the matches in order, none of which overlap, as `re.finditer` would of all expressions joined by |."""
        end = -1
        for start, at in sorted(self.tries):
            if start >= end:
                match = self.expressions[at].match(self.text, start)
                if match is not None:
                    end = max(match.end(), start + 1)
                    yield match


def beginnings(expression: str) -> set[str]:
    """List the characters, up to three, that what an expression finds can begin with; none where that is not plain.

    Examples
    --------
    >>> sorted(beginnings("(?<!不)[走回]访.{0,4}户|每月"))
    ['回访', '每月', '走访']
    >>> beginnings("再?来") == {"再来", "来"}, beginnings(".户")
    (True, set())
    """
    heads = {head for part in _alternatives(expression) for head, _ in _heads(part)}
    return set() if "" in heads else heads


def compile_by_heads(expression: str) -> re.Pattern[str]:
    """Compile an expression so that its alternatives are tried only where one of their first characters stands.

    The engine knows first characters of plain words alone; behind a group it tries every alternative at every character.

    Examples
    --------
    >>> compile_by_heads("(?:未|没有)(?:实行|设立)|对照").pattern
    '(?=[对未没])(?:(?:未|没有)(?:实行|设立)|对照)'
    >>> compile_by_heads(".户").pattern
    '.户'
    """
    heads = {head[0] for head in beginnings(expression)}
    if not heads:
        return re.compile(expression)
    digits = "\\d" if heads.issuperset(_DIGITS) else ""
    plain = "".join(re.escape(head) for head in sorted(heads) if not (digits and head in _DIGITS))
    return re.compile(f"(?=[{digits}{plain}])(?:{expression})")


_Heads = set[tuple[str, bool]]  # A beginning, and whether it is all of what the expression finds.


def _heads(part: str) -> _Heads:
    """List the beginnings of an expression without alternatives at its top."""
    done: set[str] = set()
    heads = {""}
    at = 0
    while at < len(part) and heads:
        own, at = _atom(part, at)
        if own is None:  # finds no characters: (?!人)
            continue
        quantifier = _QUANTIFIER.match(part, at)
        longer = {(head + tail[: _LENGTH - len(head)], whole) for head in heads for tail, whole in own}
        if not own or len(longer) > _MOST:
            return {(head, False) for head in done | heads}
        may_lack = quantifier is not None and (part[at] in "?*" or quantifier[1] in ("", "0"))
        once = quantifier is None or part[at] == "?"
        done |= {head for head, whole in longer if not (whole and once) or len(head) >= _LENGTH}
        longer_on = {head for head, whole in longer if whole and once and len(head) < _LENGTH}
        heads = heads | longer_on if may_lack else longer_on
        at = quantifier.end() if quantifier else at
    return {(head, False) for head in done} | {(head, True) for head in heads}


def _atom(part: str, at: int) -> tuple[_Heads | None, int]:
    """Read one character, class or group: its beginnings (an empty set where they are not plain), and where it ends."""
    if part[at] == "(":
        end = _closing(part, at)
        if part.startswith(_ZERO_WIDTH, at):
            return None, end + 1
        inner = part[at + 3 : end] if part.startswith("(?:", at) else part[at + 1 : end]
        if inner.startswith("?"):
            return set(), end + 1
        own = {head for one in _alternatives(inner) for head in _heads(one)}
        return (set() if any(not head for head, _ in own) else own), end + 1
    if part[at] == "[":
        end = part.index("]", at + 2)
        members = part[at + 1 : end].replace("\\d", "".join(_DIGITS))
        plain = not members.startswith("^") and not any(c in members for c in "\\-[")
        return {(c, True) for c in members} if plain else set(), end + 1
    if part[at] == "\\":
        mark = part[at + 1 : at + 2]
        own = {(c, True) for c in _DIGITS} if mark == "d" else set() if mark.isalnum() else {(mark, True)}
        return own, at + 2
    return set() if part[at] in ".^$" else {(part[at], True)}, at + 1


def _marks(expression: str, at: int = 0) -> Iterator[tuple[int, str, int]]:
    """Give position, character and depth of the brackets and bars of an expression, not those escaped or in a class."""
    depth = 0
    while at < len(expression):
        c = expression[at]
        if c == "\\":
            at += 1
        elif c == "[":
            at = expression.index("]", at + 2)
        elif c in "(|)":
            depth += {"(": 1, ")": -1}.get(c, 0)
            yield at, c, depth
        at += 1


def _alternatives(expression: str) -> list[str]:
    bars = [at for at, c, depth in _marks(expression) if c == "|" and depth == 0]
    starts, ends = [0, *(at + 1 for at in bars)], [*bars, len(expression)]
    return [expression[start:end] for start, end in zip(starts, ends, strict=True)]


def _closing(expression: str, at: int) -> int:
    return next((end for end, c, depth in _marks(expression, at) if c == ")" and depth == 0), len(expression))


def _needed(part: str) -> set[str]:
    """List words of which one stands in whatever an expression without alternatives finds; none where that is not plain."""
    best: set[str] = set()
    run, at = "", 0
    while at < len(part):
        is_plain = part[at] not in "([\\.^$"
        own, end = _atom(part, at)
        quantifier = _QUANTIFIER.match(part, end)
        if own is None:
            at = end
            continue
        if is_plain and quantifier is None:
            run, at = run + part[at], end
            continue
        best, run = _rarer(best, {run} if run else set()), ""
        if part[at] == "(" and not (
            quantifier is not None and (part[end] in "?*" or quantifier[1] in ("", "0"))
        ):
            inner = part[at + 3 : end - 1] if part.startswith("(?:", at) else part[at + 1 : end - 1]
            sets = [_needed(one) for one in _alternatives(inner)] if not inner.startswith("?") else [set()]
            best = _rarer(best, set().union(*sets) if all(sets) else set())
        at = quantifier.end() if quantifier else end
    return _rarer(best, {run} if run else set())


def _longest(part: str) -> int:
    """Give a number of characters that nothing an expression without alternatives finds is longer than."""
    length, at = 0, 0
    while at < len(part):
        begin = at
        own, at = _atom(part, at)
        quantifier = _QUANTIFIER.match(part, at)
        times = _most_times(quantifier)
        at = quantifier.end() if quantifier else at
        if own is not None:
            length += _length_of_atom(part, begin) * times
    return min(length, _ANY_LENGTH)


def _most_times(quantifier: re.Match[str] | None) -> int:
    """Say how often a quantifier lets a part stand."""
    if quantifier is None or quantifier[0][0] == "?":
        return 1
    if quantifier[0][0] in "*+":
        return _ANY_LENGTH
    least, comma, most = quantifier.groups()
    return int(most or (_ANY_LENGTH if comma else least))


def _length_of_atom(part: str, at: int) -> int:
    if part[at] != "(":
        # What a number refers back to is of any length.
        return _ANY_LENGTH if part[at] == "\\" and part[at + 1 : at + 2].isdigit() else 1
    inner = part[at + 3 if part.startswith("(?:", at) else at + 1 : _closing(part, at)]
    return _ANY_LENGTH if inner.startswith("?") else max(map(_longest, _alternatives(inner)))


def _rarer(one: set[str], other: set[str]) -> set[str]:
    """Choose the words that stand in fewer texts: longer ones, then fewer."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda words: (min(map(len, words)), -len(words)))
