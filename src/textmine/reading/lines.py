"""Read the lines of a large text file in its encoding, without holding the file."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from textmine.errors import InputError
from textmine.reading.encodings import decode_line, decode_text, is_chinese_utf8, is_mostly
from textmine.reading.formats import packed_limit

__all__ = ["BLOCK_BYTES", "DAMAGED", "encoding_of_head", "find_encoding", "open_bounded", "text_lines"]

BLOCK_BYTES = 1 << 20
DAMAGED = "damaged gb18030"


class _BoundedGzip(gzip.GzipFile):
    """Unpack no more than a file of this size can honestly hold."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._path, self._left = path, packed_limit(path.stat().st_size)

    def read(self, size: int | None = -1) -> bytes:
        try:
            block = super().read(size)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise InputError(
                "the gzip file is truncated or damaged",
                path=self._path,
                fix="copy it again",
                zh="gzip 文件不完整或已损坏",
            ) from None
        self._left -= len(block)
        if self._left < 0:
            raise InputError(
                "the gzip file unpacks to an absurd size",
                path=self._path,
                fix="unpack and check it",
                zh="压缩包解压后过大，已拒绝",
            )
        return block

    def read1(self, size: int = -1) -> bytes:
        return self.read(size if size > 0 else BLOCK_BYTES)


def open_bounded(path: Path) -> IO[bytes]:
    """Open a file for reading bytes, gzip unpacked within bounds."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return (
        cast(IO[bytes], io.BufferedReader(_BoundedGzip(path), BLOCK_BYTES))
        if is_packed
        else path.open("rb", BLOCK_BYTES)
    )


def find_encoding(path: Path) -> str:
    """Tell the encoding of a large file as `decode_text` tells that of a small one, without holding it.

    Returns
    -------
    str
        ``utf-8-sig``, ``utf-16``, ``utf-8``, ``gb18030``, ``damaged gb18030`` (most lines are whole) or ``mixed``;
        ``utf-16-le`` and ``-be`` are found by their head.
    """
    has_chinese_utf8 = is_gb18030 = False
    n_blocks = n_mostly = 0
    is_utf8 = is_first = True
    with open_bounded(path) as file:
        while block := file.read(BLOCK_BYTES):
            block += file.readline()
            if is_first:
                if marked := _marked(block):
                    return marked
                is_first, is_gb18030 = False, True
            try:
                block.decode("utf-8")
                has_chinese_utf8 = has_chinese_utf8 or any(map(is_chinese_utf8, block.split(b"\n")))
            except UnicodeDecodeError:
                is_utf8 = False
                has_chinese_utf8 = has_chinese_utf8 or any(map(is_chinese_utf8, block.split(b"\n")))
            if is_gb18030 and not has_chinese_utf8:
                is_gb18030 = _can_decode(block, "gb18030")
            if not has_chinese_utf8 and not block.isascii():
                n_blocks += 1
                n_mostly += is_gb18030 or is_mostly(block.split(b"\n"), "gb18030")
            if has_chinese_utf8 and not is_utf8:
                return "mixed"
    if is_utf8:
        return "utf-8"
    if has_chinese_utf8 or 2 * n_mostly <= n_blocks:
        return "mixed"
    return "gb18030" if is_gb18030 else DAMAGED


def encoding_of_head(path: Path) -> str:
    """Tell the encoding the first block of a file speaks for; ``unknown`` when it is neither marked nor UTF-8."""
    with open_bounded(path) as file:
        block = file.read(BLOCK_BYTES)
        block += file.readline()
    return _marked(block) or ("utf-8" if _can_decode(block, "utf-8") else "unknown")


def _marked(block: bytes) -> str | None:
    if block.startswith(codecs.BOM_UTF8):
        return None if not _can_decode(block, "utf-8") else "utf-8-sig"
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in block[:4096]:
        even = block[: len(block) // 4 * 4]
        found = decode_text(even).encoding
        return found if found.startswith("utf-16") else None
    return None


def _can_decode(block: bytes, encoding: str) -> bool:
    try:
        block.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def text_lines(path: Path, encoding: str, odd: set[int]) -> Iterator[str]:
    r"""Yield lines split at \n only; in a file of mixed encodings, or a damaged one, the numbers of odd lines go to `odd`."""
    with open_bounded(path) as file:
        if encoding in ("mixed", DAMAGED):
            for number, raw in enumerate(file, start=1):
                line, is_odd = decode_line(raw, "mixed" if encoding == "mixed" else "gb18030")
                if is_odd:
                    odd.add(number)
                yield line.removeprefix("\ufeff" if number == 1 else "")
            return
        number = 0
        try:
            with io.TextIOWrapper(file, encoding=encoding, newline="\n") as text:
                for number, line in enumerate(text, start=1):
                    yield line.removeprefix("\ufeff") if number == 1 else line
        except UnicodeDecodeError:
            raise InputError(
                f"bytes that are not {encoding}",
                path=path,
                row=number + 1,
                fix="leave out --encoding",
                zh=f"内容不是 {encoding} 编码",
            ) from None
