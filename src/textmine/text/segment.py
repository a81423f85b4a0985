"""Segment Chinese text into words: jieba's words, at native speed where the fast backend is installed."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textmine.text.jiebawords import JiebaWords, default_words
from textmine.text.lexicon import Lexicon

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Segmenter"]


class Segmenter:
    """Cut texts into words; joining the words gives the text back.

    Parameters
    ----------
    lexicon : Lexicon, optional
        Words to keep whole and words never to form. Without one, the words are those of ``jieba.lcut``,
        word for word.
    use_hmm : bool
        Let a hidden Markov model guess words the dictionary lacks, as jieba does by default.

    Examples
    --------
    >>> Segmenter().segment(["路灯不亮，退休党支部来人了"])
    [['路', '灯不亮', '，', '退休', '党支部', '来', '人', '了']]
    >>> Segmenter(Lexicon().add("退休党支部").remove("灯不亮")).segment(["路灯不亮，退休党支部来人了"])
    [['路灯', '不亮', '，', '退休党支部', '来', '人', '了']]
    """

    def __init__(self, lexicon: Lexicon | None = None, *, use_hmm: bool = True) -> None:
        self.lexicon = lexicon
        self.use_hmm = use_hmm

    @functools.cached_property
    def _words(self) -> JiebaWords:
        if self.lexicon is None or not (self.lexicon.entries or self.lexicon.removed):
            return default_words()
        added = [(e.word, e.frequency, e.tag) for e in self.lexicon.entries.values()]
        return JiebaWords(added, self.lexicon.removed)

    def segment(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the words of each text, white space and punctuation included.

        Examples
        --------
        >>> Segmenter().segment(["停车费涨了", ""])
        [['停车费', '涨', '了'], []]
        """
        return self._words.cut(texts, use_hmm=self.use_hmm)

    def segment_for_search(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the words of each text, long ones preceded by the dictionary words of 2 and 3 characters in them.

        Examples
        --------
        >>> Segmenter().segment_for_search(["垃圾桶满了"])
        [['垃圾', '垃圾桶', '满', '了']]
        """
        knows = functools.cache(self._words.knows)
        return [[part for word in words for part in _parts(word, knows)] for words in self.segment(texts)]

    def spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return where each word begins and ends in its text.

        Examples
        --------
        >>> Segmenter().spans(["停车费涨了"])
        [[(0, 3), (3, 4), (4, 5)]]
        """
        spans = []
        for words in self.segment(texts):
            ends = list(itertools.accumulate(map(len, words)))
            spans.append(list(zip([0, *ends[:-1]], ends, strict=True) if ends else []))
        return spans

    def word_ends(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return where words end, for code that counts words without looking at them.

        Returns
        -------
        ends : int64 array
            Ends of all words, text after text, each relative to the start of its text.
        first : int64 array
            ``ends[first[i]:first[i + 1]]`` belongs to text i.

        Examples
        --------
        >>> ends, first = Segmenter().word_ends(["停车费涨了", ""])
        >>> ends.tolist(), first.tolist()
        ([3, 4, 5], [0, 3, 3])
        """
        import numpy as np

        words = self.segment(texts)
        first = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(np.fromiter(map(len, words), dtype=np.int64, count=len(words)), out=first[1:])
        every = itertools.chain.from_iterable(words)
        lengths = np.fromiter(map(len, every), dtype=np.int64, count=int(first[-1]))
        running = np.concatenate([[0], np.cumsum(lengths)])
        return running[1:] - np.repeat(running[first[:-1]], np.diff(first)), first

    def tag(self, texts: Sequence[str]) -> list[list[tuple[str, str]]]:
        """Return words with their part of speech, by jieba's own tagger (slow: jieba's speed, not ours).

        The tagger guesses unknown words by a model of its own, so its words can differ from `segment`'s.

        Examples
        --------
        >>> Segmenter().tag(["电梯坏了"])
        [[('电梯', 'n'), ('坏', 'a'), ('了', 'ul')]]
        """
        cut = self._tagger.lcut
        return [[(pair.word, pair.flag) for pair in cut(text, HMM=self.use_hmm)] for text in texts]

    @functools.cached_property
    def _tagger(self) -> Any:
        tokenizer = self._words.tokenizer
        from jieba import posseg

        tagger = posseg.POSTokenizer(tokenizer)
        if self.lexicon is not None:
            tagger.word_tag_tab.update({e.word: e.tag for e in self.lexicon.entries.values() if e.tag})
        return tagger


def _parts(word: str, knows: Any) -> list[str]:
    """List the dictionary words inside a word, then the word (as jieba's ``cut_for_search`` does)."""
    found = []
    for size in (2, 3):
        if len(word) > size:
            found += [word[a : a + size] for a in range(len(word) - size + 1) if knows(word[a : a + size])]
    return [*found, word]
