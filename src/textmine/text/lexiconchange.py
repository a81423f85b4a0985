"""Report what a change of lexicon does to a corpus: which documents, which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.text.lexicon import Lexicon
from textmine.text.segment import Segmenter

__all__ = ["LexiconChange", "compare_lexicons"]


@dataclass(frozen=True)
class LexiconChange:
    """Hold what differs between two segmentations of one corpus.

    Attributes
    ----------
    documents : tuple of int
        Positions of the documents whose words differ.
    counts : mapping of word to (before, after)
        Occurrences of each word that became more or less frequent.
    """

    documents: tuple[int, ...]
    counts: dict[str, tuple[int, int]]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per word: `n_before`, `n_after`, `change`; words that appear first, then those that vanish."""
        rows = [(word, before, after, after - before) for word, (before, after) in self.counts.items()]
        frame = pd.DataFrame(rows, columns=["word", "n_before", "n_after", "change"])
        return frame.sort_values(["change", "word"], ascending=[False, True], ignore_index=True)


def compare_lexicons(texts: Sequence[str], before: Lexicon | None, after: Lexicon | None) -> LexiconChange:
    """Segment a corpus with two lexicons and report the differences.

    Examples
    --------
    >>> change = compare_lexicons(["退休党支部", "下雨了"], None, Lexicon().add("退休党支部"))
    >>> change.documents, change.to_frame().values.tolist()
    ((0,), [['退休党支部', 0, 1, 1], ['党支部', 1, 0, -1], ['退休', 1, 0, -1]])
    """
    old, new = Segmenter(before).segment(texts), Segmenter(after).segment(texts)
    changed = tuple(at for at, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
    n_old = Counter(word for at in changed for word in old[at])
    n_new = Counter(word for at in changed for word in new[at])
    words = sorted(n_old.keys() | n_new.keys())
    return LexiconChange(changed, {w: (n_old[w], n_new[w]) for w in words if n_old[w] != n_new[w]})
