"""Write src/textmine/text/everydaywords.py: words of our invented complaints that could be read as a person's name.

A word counts when it stands at least twice in the corpus and is no name of one of its invented places.
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from pathlib import Path

from textmine.resources import corpus_path
from textmine.text.jiebawords import default_words
from textmine.text.namedata import COMPOUND_SURNAMES, SURNAMES

_TARGET = Path(__file__).resolve().parent.parent / "src/textmine/text/everydaywords.py"
_HEAD = '''"""List words of everyday life that could be read as a name: 门口, 房子, 方便.

Written by ``benchmarks/list_everyday_words.py``, which counts them in our corpus of invented complaints.
"""

from __future__ import annotations

__all__ = ["EVERYDAY_WORDS"]

_WORDS = (
'''


def main() -> None:
    rows = [
        json.loads(line) for line in corpus_path("complaints.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    places = " ".join({row["community"] + row["street"] + row["district"] for row in rows})
    counts: Counter[str] = Counter()
    for words in default_words().cut([f"{row['title']}\n{row['text']}" for row in rows], use_hmm=False):
        counts.update(words)
    found = sorted(
        word
        for word, n in counts.items()
        if n > 1
        and 2 <= len(word) <= 4
        and (word[0] in SURNAMES or word[:2] in COMPOUND_SURNAMES)
        and word not in places
    )
    lines = textwrap.wrap(" ".join(found), 100)
    body = "".join(f'    "{line} "\n' for line in lines)
    _TARGET.write_text(f"{_HEAD}{body})\nEVERYDAY_WORDS = frozenset(_WORDS.split())\n", encoding="utf-8")


if __name__ == "__main__":
    main()
