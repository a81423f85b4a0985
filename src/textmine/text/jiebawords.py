"""Give jieba's words: by the Rust port where it is exact, by jieba itself where it is not.

Measured against ``jieba.lcut``, the port rjieba 0.2.2 differs in three ways only; each has its guard here:

* it keeps ASCII runs such as ``2-3``, ``baidu.com`` and ``x_1`` whole, which jieba splits;
* its Han range is wider than jieba's U+4E00–9FD5, and it cannot take a lone surrogate: jieba ends a run of Han at such
  a character and gives it alone, so texts are cut there beforehand (jieba's dictionary need not be loaded for it).
"""

from __future__ import annotations

import functools
import itertools
import re
import threading
import warnings
from collections.abc import Collection, Iterable, Sequence
from typing import Any

__all__ = ["JiebaWords", "cut_plainly", "default_words", "tag_words"]

# An alphanumeric, one of the three marks the port joins over, and something jieba does not join.
_MAY_JOIN = re.compile(r"[a-zA-Z0-9](?:[_-][a-zA-Z0-9]|\.[a-zA-Z]|\.[0-9]+[a-zA-Z._-])")
_ASCII_WORD = re.compile(r"[a-zA-Z0-9]+[._-]")
# How jieba splits what is left over between Han runs (finalseg.re_skip).
_JIEBA_SPLIT = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
# Han and compatibility ideographs beyond jieba's range, and everything in the supplementary planes.
_BEYOND = re.compile("([\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00010000-\U0010ffff])")


@functools.cache
def _port() -> Any:
    """Load rjieba, or return None where it is not installed."""
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba


@functools.cache
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 compiles with SyntaxWarnings on Python 3.12 and later.
        import jieba
    return jieba


@functools.cache
def _dictionary() -> tuple[dict[str, int], int]:
    tokenizer = _jieba().Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return frequencies, total


class JiebaWords:
    """Cut texts with jieba's dictionary, changed by words of one's own; nothing of this is shared or global.

    Parameters
    ----------
    added : iterable of (word, frequency or None, tag)
        None: the least frequency with which the dictionary prefers the whole word (jieba's ``suggest_freq``).
    removed : collection of str
        Words never to be formed, also not by the model for unknown words.

    Examples
    --------
    >>> default_words().cut(["A座2-3单元", "见㐂喜", ""])
    [['A座', '2', '-', '3', '单元'], ['见', '㐂', '喜'], []]
    >>> JiebaWords(removed={"灯不亮"}).cut(["路灯不亮"])
    [['路灯', '不亮']]
    """

    def __init__(
        self, added: Iterable[tuple[str, int | None, str]] = (), removed: Collection[str] = frozenset()
    ) -> None:
        self._added = tuple(added)
        self._removed = frozenset(removed)
        self._own = frozenset(word for word, _, _ in self._added)
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return (JiebaWords, (self._added, self._removed))

    @functools.cached_property
    def _fast(self) -> Any:
        port = _port()
        if port is None or not (self._added or self._removed):
            return port
        own = port.Jieba()
        for word in self._removed:
            own.add_word(word, 0, None)
        for word, frequency, tag in self._added:
            own.add_word(word, frequency, tag or None)
        return own

    @functools.cached_property
    def tokenizer(self) -> Any:
        """A jieba tokenizer of our own: silent, without a cache file, with the same words."""
        with self._lock:
            tokenizer = _jieba().Tokenizer()
            frequencies, tokenizer.total = _dictionary()
            is_changed = bool(self._added or self._removed)
            tokenizer.FREQ = dict(frequencies) if is_changed else frequencies
            tokenizer.initialized = True
            for word in self._removed:
                # Not del_word: that would also tell every other tokenizer of this process to split the word.
                tokenizer.FREQ[word] = 0
            for word, frequency, tag in self._added:
                tokenizer.add_word(word, frequency, tag or None)
            return tokenizer

    def cut(self, texts: Sequence[str], *, use_hmm: bool = True) -> list[list[str]]:
        """Return the words of each text, as ``jieba.lcut`` gives them with the same dictionary."""
        fast = self._fast
        if fast is None:
            slow = self.tokenizer.lcut
            words = [slow(text, HMM=use_hmm) for text in texts]
        # One scan over all texts costs half of many; each is asked only where that found something.
        elif _BEYOND.search("".join(texts)):
            words = [self._cut_guarded(text, use_hmm) for text in texts]
        elif use_hmm:
            cut, one = fast.cut, self._cut_one
            words = [one(text) if "-" in text or "." in text or "_" in text else cut(text) for text in texts]
        else:
            # The port joins ASCII runs only where it looks for unknown words.
            words = [fast.cut(text, False) for text in texts]
        return [self._without_removed(found) for found in words] if self._removed else words

    def knows(self, word: str) -> bool:
        """Tell whether the dictionary holds a word."""
        if word in self._removed:
            return False
        if self._fast is not None:
            return bool(self._fast.has_word(word))
        return bool(self.tokenizer.FREQ.get(word))

    def _cut_guarded(self, text: str, use_hmm: bool) -> list[str]:
        # Every second piece is a character beyond jieba's range: a word by itself.
        pieces = _BEYOND.split(text)
        words: list[str] = []
        for at, piece in enumerate(pieces):
            if at % 2:
                words.append(piece)
            elif piece:
                words += self._cut_one(piece) if use_hmm else self._fast.cut(piece, False)
        return words

    def _cut_one(self, text: str) -> list[str]:
        words: list[str] = self._fast.cut(text)
        if _MAY_JOIN.search(text) is None:
            return words
        match, own = _ASCII_WORD.match, self._own
        if not any(map(match, words)):
            return words
        return list(
            itertools.chain.from_iterable(
                _split(word) if match(word) and word not in own else (word,) for word in words
            )
        )

    def _without_removed(self, words: list[str]) -> list[str]:
        if self._removed.isdisjoint(words):
            return words
        return list(itertools.chain.from_iterable(w if w in self._removed else (w,) for w in words))


def _split(word: str) -> list[str]:
    return [part for part in _JIEBA_SPLIT.split(word) if part]


@functools.cache
def default_words() -> JiebaWords:
    """Return jieba's dictionary as it comes."""
    return JiebaWords()


def tag_words(text: str) -> list[tuple[str, str, bool]]:
    """Return the words of a short text with a rough part of speech and whether the dictionary knows them.

    Meant for a look at a few characters: the port's tags agree with jieba's on 98.5 % of words. For jieba's own
    tags see :meth:`textmine.text.segment.Segmenter.tag`.

    Examples
    --------
    >>> tag_words("高度")
    [('高度', 'n', True)]
    """
    port = _port()
    if port is not None and _BEYOND.search(text) is None:
        return [(word, tag, bool(port.has_word(word))) for word, tag in port.tag(text)]
    words = default_words()
    return [(word, "x", words.knows(word)) for word in words.tokenizer.lcut(text)]


def cut_plainly(text: str) -> list[str]:
    """Return the words of a short text by the dictionary alone, unknown words character by character.

    Examples
    --------
    >>> cut_plainly("确保安")
    ['确保', '安']
    """
    return default_words().cut([text], use_hmm=False)[0]
