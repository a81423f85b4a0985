"""Make awkward texts for comparing segmenters: mixed scripts, rare Han, emoji, control characters; seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator

_ATOMS = [
    "1",
    "2",
    "9",
    "07",
    "2.5",
    "3.",
    "2018",
    "a",
    "B",
    "x",
    "OK",
    ".",
    "-",
    "_",
    "%",
    "+",
    "#",
    "&",
    "--",
    "..",
    "4S",
    "C++",
    "AT&T",
    "T恤",
    "B超",
    "K歌",
    ",",
    "?",
    "~",
    "@",
    "/",
    "http://",
    "é",
    "１",
    "Ａ",
    "γ",
    "ñ",
    "か",
    "한",
    "º",
    "，。",
    "：",
    "（",
    "）",
    "“",
    "”",
    "··",
    "…",
    "—",
    "〇",
    "々",
    "龥",
    "鿕",
    "啊",
    "的",
    "一",
    "了",
    "是",
    "在",
    "2-3",
    "x_1",
    "a.b",
    "1.2.3",
    "50%",
    "5%6",
]
_BLANKS = [
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u3000",
    "\xa0",
    "\x1c",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\x00",
    "\x7f",
]
_RARE = [
    "\u3400",
    "\u4dbf",
    "\u9fd6",
    "\u9fff",
    "\uf900",
    "\U00020000",
    "\u2f00",
    "🙂",
    "👨‍👩‍👧",
    "\ud800",
    "\udfff",
    "\U0010ffff",
]


def fuzzed_texts(n_texts: int, words: list[str], *, seed: int = 5) -> Iterator[str]:
    """Yield texts of up to 14 pieces; `words` are dictionary words to mix in."""
    rnd = random.Random(seed)
    for _ in range(n_texts):
        pieces = []
        for _ in range(rnd.randint(0, 14)):
            kind = rnd.random()
            if kind < 0.38:
                pieces.append(rnd.choice(_ATOMS))
            elif kind < 0.46:
                pieces.append(rnd.choice(_BLANKS))
            elif kind < 0.7:
                pieces.append(rnd.choice(words))
            elif kind < 0.82:
                pieces.append(chr(rnd.randint(0x4E00, 0x9FA5)))
            elif kind < 0.97:
                pieces.append(chr(rnd.randint(32, 126)))
            else:
                pieces.append(rnd.choice(_RARE))
        yield "".join(pieces)
