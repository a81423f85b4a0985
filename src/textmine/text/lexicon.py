"""Hold the words of a field as an object of its own: what they are, how strongly they bind, what leaves them out.

A lexicon never changes: adding or removing gives a new one. It belongs to the segmenter it is given to and to no
other (``jieba.add_word`` changes the words of everyone in the process).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from textmine.errors import InputError
from textmine.resources import corpus_path

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Lexicon", "LexiconEntry", "domain_lexicon", "read_stop_words"]

# jieba looks for words in runs of these characters only; a word with any other would never be found.
_FINDABLE = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")
_LINE = re.compile(r"(.+?)(?: ([0-9]+))?(?: ([a-zA-Z]+))?")  # jieba's re_userdict


@dataclass(frozen=True)
class LexiconEntry:
    """Describe a word: frequency in jieba's dictionary units (None: the least that keeps it whole), part of speech."""

    word: str
    frequency: int | None = None
    tag: str = "n"


@dataclass(frozen=True)
class Lexicon:
    """Hold words to keep whole and words never to form.

    Attributes
    ----------
    entries : mapping of word to LexiconEntry
    removed : frozenset of str

    Examples
    --------
    >>> lexicon = Lexicon().add("老书记工作室", tag="nt").remove("灯不亮")
    >>> "老书记工作室" in lexicon, len(lexicon), sorted(lexicon.removed)
    (True, 1, ['灯不亮'])
    >>> lexicon.add("网格 员")
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: '网格 员' would never be found: jieba joins only Chinese characters, letters, digits \
and + # & . _ % -
    """

    entries: Mapping[str, LexiconEntry] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", MappingProxyType(dict(self.entries)))

    def __reduce__(self) -> tuple[object, ...]:
        return (Lexicon, (dict(self.entries), self.removed))

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, word: object) -> bool:
        return word in self.entries

    def add(self, word: str, *, frequency: int | None = None, tag: str = "n") -> Lexicon:
        """Return a lexicon with a word more, or with another frequency or part of speech for it."""
        if _FINDABLE.fullmatch(word) is None:
            raise InputError(
                f"{word!r} would never be found: jieba joins only Chinese characters, letters, digits and + # & . _ % -",
                zh=f"“{word}”永远不会被切出：词中只能有汉字、字母、数字和 + # & . _ % -",
            )
        if frequency is not None and frequency < 1:
            raise InputError(
                f"frequency {frequency} of {word!r} is below 1",
                fix="use remove() to forbid a word",
                zh=f"“{word}”的词频 {frequency} 小于 1；要禁用一个词请用 remove()",
            )
        entries = {**self.entries, word: LexiconEntry(word, frequency, tag)}
        return Lexicon(entries, self.removed - {word})

    def remove(self, word: str) -> Lexicon:
        """Return a lexicon under which a word is never formed, be it ours, jieba's or newly guessed."""
        entries = {known: entry for known, entry in self.entries.items() if known != word}
        return Lexicon(entries, self.removed | {word})

    def reweigh(self, word: str, frequency: int) -> Lexicon:
        """Return a lexicon in which a word binds more or less strongly.

        Raises
        ------
        InputError
            When the lexicon does not hold the word.
        """
        if word not in self.entries:
            raise InputError(
                f"the lexicon does not hold {word!r}", fix="add it first", zh=f"词表中没有“{word}”"
            )
        return self.add(word, frequency=frequency, tag=self.entries[word].tag)

    def to_frame(self) -> pd.DataFrame:
        """Return one row per word: `word`, `frequency` (0 for a removed word, blank for the least), `tag`."""
        import pandas as pd

        rows = [(e.word, e.frequency, e.tag) for e in self.entries.values()]
        rows += [(word, 0, "") for word in sorted(self.removed)]
        frame = pd.DataFrame(rows, columns=["word", "frequency", "tag"])
        return frame.astype({"frequency": "Int64"})

    @classmethod
    def read(cls, path: str | Path) -> Lexicon:
        """Read a file in jieba's format: word, frequency, part of speech, the last two optional; 0 removes a word.

        Lines that begin with ``#`` and a space are comments. UTF-8, with or without a byte order mark.

        Raises
        ------
        InputError
            When the file cannot be read, or a line holds no word; the message names the line.
        """
        try:
            content = Path(path).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                "the lexicon is not UTF-8", path=path, fix="save it as UTF-8", zh="词表不是 UTF-8 编码"
            ) from error
        except OSError as error:
            raise InputError(
                f"cannot read the lexicon ({error.strerror})", path=path, zh="无法读取词表"
            ) from None
        return cls.parse(content.splitlines(), path=path)

    @classmethod
    def parse(cls, lines: Iterable[str], *, path: str | Path | None = None) -> Lexicon:
        """Build a lexicon from lines in jieba's format.

        Examples
        --------
        >>> Lexicon.parse(["# 组织", "退休党支部 3 nt", "灯不亮 0"]).to_frame().values.tolist()
        [['退休党支部', 3, 'nt'], ['灯不亮', 0, '']]
        """
        entries: dict[str, LexiconEntry] = {}
        removed: set[str] = set()
        for number, line in enumerate(lines, start=1):
            text = line.strip()
            if not text or text == "#" or text.startswith("# "):
                continue
            match = _LINE.fullmatch(text)
            word = match.group(1) if match else text
            if match is None or _FINDABLE.fullmatch(word) is None:
                raise InputError(
                    f"no word that jieba could find: {text[:40]!r}",
                    path=path,
                    row=number,
                    fix="write: word frequency tag",
                    zh=f"不是有效的词：{text[:40]!r}；格式为：词 词频 词性",
                )
            if match.group(2) is not None and int(match.group(2)) == 0:
                removed.add(word)
                entries.pop(word, None)
            else:
                entries[word] = LexiconEntry(
                    word, int(match.group(2)) if match.group(2) else None, match.group(3) or ""
                )
                removed.discard(word)
        return cls(entries, frozenset(removed))

    def lines(self) -> list[str]:
        """Return the lexicon in jieba's format, one word a line.

        Examples
        --------
        >>> Lexicon().add("网格员", frequency=5).remove("灯不亮").lines()
        ['网格员 5 n', '灯不亮 0']
        """
        kept = [
            " ".join(str(part) for part in (e.word, e.frequency, e.tag) if part not in (None, ""))
            for e in self.entries.values()
        ]
        return [*kept, *(f"{word} 0" for word in sorted(self.removed))]


def domain_lexicon() -> Lexicon:
    """Read the words of community governance that come with the package.

    Examples
    --------
    >>> "退休党支部" in domain_lexicon()
    True
    """
    return Lexicon.read(corpus_path("lexicon") / "domain.txt")


def read_stop_words(path: str | Path | None = None) -> dict[str, str]:
    """Read words that say nothing about a message's subject, each with its reason.

    Examples
    --------
    >>> read_stop_words()["的"]
    'structural particle'
    >>> "没有" in read_stop_words()
    False
    """
    lines = (
        Path(path or corpus_path("lexicon") / "stopwords.txt").read_text(encoding="utf-8-sig").splitlines()
    )
    pairs = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {pair[0]: pair[1] if len(pair) > 1 else "" for pair in pairs}
