"""Decode text files as they come: UTF-8 with or without mark, UTF-16, GB18030, and files that mix them."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textmine.errors import InputError

__all__ = [
    "Decoded",
    "check_encoding",
    "decode_line",
    "decode_text",
    "encoding_to_use",
    "is_chinese_utf8",
    "is_mostly",
]


@dataclass(frozen=True)
class Decoded:
    """Hold decoded text, the encoding found, and the lines (from 1) that needed another encoding or lost bytes."""

    text: str
    encoding: str
    odd_lines: tuple[int, ...] = ()


def decode_text(content: bytes, *, encoding: str | None = None, path: Path | None = None) -> Decoded:
    """Decode bytes strictly as UTF-8, else as GB18030, else line by line.

    UTF-8 goes first: GB18030 accepts most UTF-8 bytes and would turn them into other characters in silence.

    Parameters
    ----------
    encoding : str, optional
        Use this one, unless the text begins with the mark of UTF-8; bytes it cannot decode are an error.

    Examples
    --------
    >>> decode_text("路灯不亮".encode("gb18030")).encoding
    'gb18030'
    >>> decode_text("路灯\\n".encode() + "不亮".encode("gb18030")).odd_lines
    (2,)
    """
    check_encoding(encoding)
    if (encoding := encoding_to_use(content, encoding)) is not None:
        return _decode_as(content, encoding, path)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return Decoded(content.decode(name), name)
            except UnicodeDecodeError:
                break
    wide = _utf16_without_mark(content)
    if wide is not None:
        return wide
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    lines = content.split(b"\n")
    if not any(map(is_chinese_utf8, lines)):
        try:
            return Decoded(content.decode("gb18030"), "gb18030")
        except UnicodeDecodeError:
            if is_mostly(lines, "gb18030"):
                return _decode_lines(lines, "gb18030")
    return _decode_lines(lines, "mixed")


def check_encoding(encoding: str | None) -> None:
    """Refuse the name of an encoding that does not exist, also where the format states its own.

    Raises
    ------
    InputError
        When Python knows no such encoding of text.

    Examples
    --------
    >>> check_encoding("gbk"), check_encoding(None)
    (None, None)
    """
    try:
        "".encode(encoding or "utf-8")
    except LookupError:
        raise InputError(
            f"unknown encoding {encoding!r}",
            fix="choose utf-8, gb18030 or utf-16",
            zh=f"未知编码“{encoding}”；请选 utf-8、gb18030 或 utf-16",
        ) from None


def encoding_to_use(head: bytes, encoding: str | None) -> str | None:
    """Return the encoding the user named, or None for a text that begins with the mark of UTF-8 and was named otherwise.

    Most bytes of UTF-8 can be read as GB18030, and would become other characters in silence: of several files given with one
    encoding, some may be written by this program.

    Examples
    --------
    >>> encoding_to_use("\\ufeff内容".encode(), "gb18030"), encoding_to_use("内容".encode(), "gb18030")
    (None, 'gb18030')
    """
    if (
        encoding is not None
        and head.startswith(codecs.BOM_UTF8)
        and not codecs.lookup(encoding).name.startswith("utf-8")
    ):
        return None
    return encoding


def _decode_as(content: bytes, encoding: str, path: Path | None) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"bytes that are not {encoding}",
            path=path,
            row=row,
            fix="leave out --encoding",
            zh=f"内容不是 {encoding} 编码",
        ) from None


def _utf16_without_mark(content: bytes) -> Decoded | None:
    """UTF-16 text holds line feeds and commas as pairs with a zero byte; other text holds no zero bytes."""
    head = content[:4096]
    if b"\x00" not in head or len(content) % 2:
        return None
    for name, line_feed in (("utf-16-le", b"\n\x00"), ("utf-16-be", b"\x00\n")):
        if line_feed in content[:65536]:
            try:
                return Decoded(content.decode(name), name)
            except UnicodeDecodeError:
                continue
    return None


def is_chinese_utf8(line: bytes) -> bool:
    """Chance makes two-byte sequences of GB18030 valid UTF-8, but hardly ever ones that give Chinese characters."""
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def is_mostly(lines: Iterable[bytes], encoding: str) -> bool:
    """Tell whether more than half of the lines that are not plain ASCII are whole in an encoding.

    Examples
    --------
    >>> lines = ["路灯不亮".encode("gb18030"), "停车难".encode("gb18030"), "电梯".encode("gb18030")[:-1]]
    >>> is_mostly(lines, "gb18030"), is_mostly([b"ascii"], "gb18030")
    (True, False)
    """
    n = n_whole = 0
    for line in lines:
        if not line.isascii():
            n += 1
            n_whole += _decoded(line, encoding) is not None
    return 2 * n_whole > n


def decode_line(line: bytes, encoding: str) -> tuple[str, bool]:
    """Decode one line of a file that is not of one piece: its text, and whether it is odd in that file.

    Parameters
    ----------
    encoding : str
        ``gb18030`` for a file of which most lines are that and some are damaged; ``mixed`` for one of several encodings.

    Examples
    --------
    >>> decode_line("停车难".encode("gb18030")[:-1] + b",1", "gb18030")
    ('停车�,1', True)
    >>> decode_line("楼下停车难".encode()[:-1], "mixed"), decode_line("停车难".encode("gb18030"), "mixed")
    (('楼下停车�', True), ('停车难', True))
    """
    if encoding != "mixed":
        whole = _decoded(line, encoding)
        return (whole, False) if whole is not None else (_with_marks(line, encoding), True)
    whole = _decoded(line, "utf-8")
    if whole is not None:
        return whole, False
    damaged = _with_marks(line, "utf-8")
    n_chinese = sum("\u4e00" <= character <= "\u9fff" for character in damaged)
    # Bytes of GB18030 hardly ever make Chinese characters of UTF-8: with many of them the line is UTF-8 that lost a byte.
    if n_chinese > 3 * damaged.count("\ufffd"):
        return damaged, True
    return _with_marks(line, "gb18030"), True


def _with_marks(line: bytes, encoding: str) -> str:
    """Decode a damaged line with a mark for what is no character.

    Line feeds stand behind it meanwhile: at the end of the bytes Python takes what follows a damaged one (the 00 of 1\\xab00)
    for part of it, and a line feed, too (\\xff4\\n).
    """
    own = line.removesuffix(b"\n")
    text = (own + b"\n" * 4).decode(encoding, errors="replace").rstrip("\n")
    return text + "\n" * (len(line) - len(own))


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_lines(lines: Sequence[bytes], encoding: str) -> Decoded:
    decoded = [decode_line(line, encoding) for line in lines]
    odd = tuple(number for number, (_, is_odd) in enumerate(decoded, start=1) if is_odd)
    name = "mixed utf-8 and gb18030" if encoding == "mixed" else encoding
    return Decoded("\n".join([text for text, _ in decoded]), name, odd)
