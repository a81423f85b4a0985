"""Tell what a file is by its content first and its extension second, and refuse what is no table."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from textmine.errors import InputError, Remark

__all__ = ["RawFile", "detect_format", "file_checksum", "open_raw", "packed_limit", "table_files"]

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".xls", ".gz")

# A file that unpacks to more than this is refused unless it was large to begin with (zip bombs reach 1000:1).
MAX_UNPACKED_BYTES = 4 * 1024**3
MAX_PACKING_RATIO = 300
SMALL_ENOUGH_BYTES = 64 * 1024**2
# A dense sheet of more cells than this does not fit in the memory of an office computer.
MAX_CELLS = 60_000_000

_MAGIC = (
    (b"\x89PNG", "a PNG picture", "PNG 图片"),
    (b"\xff\xd8\xff", "a JPEG picture", "JPEG 图片"),
    (b"GIF8", "a GIF picture", "GIF 图片"),
    (b"BM", "a bitmap picture", "位图图片"),
    (b"%PDF", "a PDF document", "PDF 文档"),
    (b"Rar!", "a RAR archive", "RAR 压缩包"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "7z 压缩包"),
    (b"\x7fELF", "a program", "程序"),
    (b"MZ", "a program", "程序"),
)
# Zip archives that are no workbooks, by a part that only they have.
_OFFICE = (
    ("word/document.xml", "a Word document", "Word 文档"),
    ("ppt/presentation.xml", "a presentation", "演示文稿"),
    ("mimetype", "an OpenDocument file", "OpenDocument 文件（如 ods）"),
)
# What a reader would turn into blanks in silence: formulas that no program has computed yet, and cells that hold an error.
_UNCOMPUTED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]{0,200}/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\bt="e"')
_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{\s*\"")
_CELL_REFERENCE = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,8})"')


@dataclass(frozen=True)
class RawFile:
    """Hold the unpacked bytes of one file with its detected format."""

    path: Path
    format: str
    content: bytes
    notes: tuple[str, ...] = ()

    def stream(self) -> io.BytesIO:
        """Open the bytes as a file."""
        return io.BytesIO(self.content)


def file_checksum(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def table_files(path: Path) -> list[Path]:
    """List the table files of a folder in name order; lock files, hidden files and links that lead outside are left out."""
    root = path.resolve()
    found = []
    for child in sorted(path.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in child.relative_to(path).parts)
        if hidden or not child.is_file() or child.suffix.lower() not in TABLE_SUFFIXES:
            continue
        if child.is_symlink() and not child.resolve().is_relative_to(root):
            continue
        found.append(child)
    return found


def open_raw(path: Path) -> RawFile:
    """Read a file's bytes, unpack gzip within bounds, and tell its format.

    Raises
    ------
    InputError
        When the file is missing, empty, a folder, encrypted, truncated, no table, or unpacks to an absurd size.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            "no such file", path=path, fix="check the path", zh="文件不存在，请检查路径"
        ) from None
    except IsADirectoryError:
        raise InputError("a folder, not a file", path=path, zh="这是文件夹，不是文件") from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path, zh="文件无法读取") from None
    if content[:2] == b"\x1f\x8b":
        content = _gunzip(content, path)
    notes: list[str] = []
    return RawFile(path, detect_format(content, path, notes=notes), content, tuple(notes))


def packed_limit(n_bytes: int) -> int:
    """Return how many bytes a packed file of this size may unpack to."""
    return max(SMALL_ENOUGH_BYTES, min(MAX_UNPACKED_BYTES, n_bytes * MAX_PACKING_RATIO))


def _gunzip(content: bytes, path: Path) -> bytes:
    limit = packed_limit(len(content))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            unpacked = file.read(limit + 1)
    except (EOFError, OSError, zlib.error):
        raise InputError(
            "the gzip file is truncated or damaged",
            path=path,
            fix="copy it again",
            zh="gzip 文件不完整或已损坏",
        ) from None
    if len(unpacked) > limit:
        raise InputError(
            "the gzip file unpacks to an absurd size",
            path=path,
            fix="unpack and check it",
            zh="压缩包解压后过大，已拒绝",
        )
    return unpacked


def detect_format(content: bytes, path: Path, *, notes: list[str] | None = None) -> str:
    """Return ``xlsx``, ``xls``, ``xml`` (a table of Excel 2003), ``parquet``, ``jsonl``, ``html`` or ``delimited``.

    Parameters
    ----------
    notes : list, optional
        Gets what a reader of the table should know about its cells.

    Examples
    --------
    >>> detect_format("编号,内容\\n1,路灯不亮".encode(), Path("a.xls"))
    'delimited'
    >>> detect_format(b"\\x89PNG....", Path("a.xlsx"))
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: a.xlsx: this is a PNG picture, not a table; ...
    """
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise InputError("the file is empty", path=path, fix="export it again", zh="文件是空的，请重新导出")
    if content[:4] == b"PK\x03\x04":
        return _check_workbook(content, path, [] if notes is None else notes)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise InputError(
                "the workbook is protected by a password",
                path=path,
                fix="open it in Excel and save a copy without password",
                zh="工作簿有密码保护，请在 Excel 中另存为无密码的副本",
            )
        return "xls"
    if content[:4] == b"PAR1":
        return "parquet"
    for magic, name, name_zh in _MAGIC:
        # Two letters may also begin a text.
        if content.startswith(magic) and (len(magic) > 2 or not _is_plain_text(content[:4096])):
            raise _not_a_table(path, name, name_zh)
    head = content[:65536].lower()
    if b"<workbook" in head and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "xml"
    if head.lstrip().startswith(b"mime-version:"):
        raise _not_a_table(path, "a web archive (MHTML)", "单个文件网页（MHTML）")
    if b"<table" in head or b"<\x00t\x00a\x00b\x00l\x00e" in head:
        return "html"
    if _is_binary(content):
        raise _not_a_table(path, "a binary file", "二进制文件")
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"[" and _ARRAY.match(content):
        raise _not_a_table(path, "a JSON array", "JSON 数组（jsonl 应为每行一个对象）")
    if start == b"{" or path.suffix.lower() in (".jsonl", ".ndjson"):
        return "jsonl"
    return "delimited"


def _not_a_table(path: Path, name: str, name_zh: str) -> InputError:
    return InputError(
        f"this is {name}, not a table",
        path=path,
        fix="give a table: xlsx, xls, csv, tsv, jsonl or parquet",
        zh=f"这是{name_zh}，不是表格；请提供 xlsx、xls、csv、tsv、jsonl 或 parquet",
    )


def _is_binary(content: bytes) -> bool:
    """Tell control bytes of a binary file from the zero bytes of UTF-16 text."""
    head = content[:4096]
    if _is_plain_text(head) or b"\n\x00" in content[:65536] or b"\x00\n" in content[:65536]:
        return False
    return sum(byte < 9 or 13 < byte < 27 for byte in head) > max(
        8, 0.02 * len(head)
    )  # a few stray control characters do not make a text binary


def _is_plain_text(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def _check_workbook(content: bytes, path: Path, notes: list[str]) -> str:
    n_uncomputed = n_errors = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            for sign, what, what_zh in _OFFICE:
                if sign in names:
                    raise InputError(
                        f"this is {what}, not a workbook",
                        path=path,
                        fix="open it in an office program and save its table as xlsx",
                        zh=f"这是 {what_zh}；请在 WPS 或 Excel 中把其中的表格另存为 xlsx",
                    )
            if not any(name.startswith("xl/") for name in names):
                raise InputError(
                    "this is a zip archive, not a workbook",
                    path=path,
                    fix="unpack it first",
                    zh="这是压缩包，请先解压",
                )
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED_BYTES or (
                unpacked > SMALL_ENOUGH_BYTES and unpacked > MAX_PACKING_RATIO * len(content)
            ):
                raise InputError(
                    f"the workbook unpacks to {unpacked / 1024**2:,.0f} MB from {len(content) / 1024**2:,.1f} MB",
                    path=path,
                    fix="save it as csv if it is genuine",
                    zh="工作簿解压后体积异常，已拒绝；如确为真实数据请另存为 csv",
                )
            for part in parts:
                if part.filename.startswith("xl/worksheets/"):
                    found = _check_sheet(archive, part, path)
                    n_uncomputed, n_errors = n_uncomputed + found[0], n_errors + found[1]
    except InputError:
        raise
    # A damaged directory sends the library of zip files before the beginning of the file: a ValueError.
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError):
        raise InputError(
            "the workbook is truncated or damaged",
            path=path,
            fix="copy or export it again",
            zh="工作簿不完整或已损坏，请重新复制或导出",
        ) from None
    if n_uncomputed:
        notes.append(
            Remark(
                f"{n_uncomputed} formulas hold no computed value and are read as blanks; "
                "open and save the workbook in Excel first",
                zh=f"{n_uncomputed} 个公式没有计算结果，按空白读取；请先用 Excel 打开并保存该工作簿",
            )
        )
    if n_errors:
        notes.append(
            Remark(
                f"{n_errors} cells hold an error of Excel such as #N/A and are read as blanks",
                zh=f"{n_errors} 个单元格是 Excel 错误值（如 #N/A），按空白读取",
            )
        )
    return "xlsx"


def _check_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo, path: Path) -> tuple[int, int]:
    """Refuse a sheet whose outermost cells span an absurd rectangle: readers would fill it with blanks.

    Returns
    -------
    number of formulas without a value, number of cells that hold an error
    """
    last_row = last_column = n_read = n_uncomputed = n_errors = 0
    tail = b""
    with archive.open(part) as file:
        while block := file.read(1 << 20):
            n_read += len(block)
            if n_read > part.file_size + 1024:
                raise zipfile.BadZipFile("the archive lies about its size")
            text = tail + block
            n_uncomputed += sum(m.end() > len(tail) for m in _UNCOMPUTED.finditer(text))
            n_errors += sum(m.end() > len(tail) for m in _ERROR_CELL.finditer(text))
            for match in _CELL_REFERENCE.finditer(text):
                last_row = max(last_row, int(match[2]))
                if len(match[1]) > 1 or last_column < 26:
                    column = 0
                    for letter in match[1]:
                        column = column * 26 + letter - 64
                    last_column = max(last_column, column)
            tail = block[-256:]
    if last_row * last_column > MAX_CELLS:
        raise InputError(
            f"the sheet spans {last_row:,} rows by {last_column:,} columns",
            path=path,
            fix="delete what stands far outside the table, or save it as csv",
            zh=f"工作表范围达 {last_row} 行 × {last_column} 列，请删除远处的单元格或另存为 csv",
        )
    return n_uncomputed, n_errors
