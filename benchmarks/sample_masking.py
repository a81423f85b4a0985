"""Print places to read by hand: 100 masked ones, and 100 that look personal and were left. Real messages are needed.

The tally of a reading goes into results/text_masking_read.json; no text is kept.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter

from bench_text import messages

from textmine.text.identifiers import half_width
from textmine.text.jiebawords import tag_words
from textmine.text.namemodel import is_surname
from textmine.text.privacy import find_personal_data

_SEED = 20_200_109
_N = 100
_NUMBER = re.compile(r"\d[\d -]{6,}\d")
_DOOR = re.compile(r"\d+ ?(?:栋|幢|单元|室|房|门)[^，。,;]{0,4}\d*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{5,}")


def context(text: str, start: int, stop: int) -> str:
    """Show a place between its neighbours, on one line."""
    shown = f"{text[max(0, start - 12) : start]}【{text[start:stop]}】{text[stop : stop + 10]}"
    return shown.replace("\n", "/")


def suspects(text: str) -> list[tuple[int, int, str]]:
    """List what looks personal to cruder eyes: words tagged as names, long numbers, doors, Latin words."""
    found, at = [], 0
    for word, tag, _ in tag_words(text):
        start, at = at, at + len(word)
        if tag in ("nr", "nrt") and 2 <= len(word) <= 4 and is_surname(word[:1]):
            found.append((start, at, "name?"))
    for pattern, kind in ((_NUMBER, "number?"), (_DOOR, "door?"), (_LATIN, "latin?")):
        found += [(*match.span(), kind) for match in pattern.finditer(text)]
    return found


def main() -> None:
    hits, left = [], []
    for text in messages():
        plain = half_width(text)
        covered = bytearray(len(plain))
        for start, stop, kind in find_personal_data(text):
            hits.append(f"{kind} {context(plain, start, stop)}")
            covered[start:stop] = b"\1" * (stop - start)
        for start, stop, kind in suspects(plain):
            if not any(covered[start:stop]):
                left.append(f"{kind} {context(plain, start, stop)}")
    rng = random.Random(_SEED)
    for title, places in (("masked", hits), ("left", left)):
        counts = Counter(place.split(" ", 1)[0] for place in places)
        sys.stdout.write(f"{title}: {dict(counts)}\n")
        sys.stdout.writelines(f"{place}\n" for place in rng.sample(places, _N))


if __name__ == "__main__":
    main()
