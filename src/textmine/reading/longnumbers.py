"""Keep the digits of long numbers: a spreadsheet computes with fifteen of them, a key of a case may have eighteen.

Where a workbook's XML holds all digits they are read from there; where a program wrote fifteen, what is lost is named.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from textmine.errors import Remark
from textmine.reading.formats import RawFile

__all__ = ["EXACT_UP_TO", "Exact", "exact_numbers", "is_too_long", "lost_digits", "remark_on_lost_digits"]

Exact = dict[str, dict[tuple[int, int], str]]

EXACT_UP_TO = (
    2**53
)  # whole numbers up to here are exact where a program keeps them as 64 bits of floating point
_BLOCK, _TAIL = 1 << 20, 1_024
_LONG_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,8})"[^>]{0,200}>'
    rb"(?:\s*<(?:\w+:)?f\b[^>]{0,200}(?:/>|>[^<]{0,500}</(?:\w+:)?f>))?\s*<(?:\w+:)?v>\s*(\d{16,})(?:\.0+)?\s*</"
)
_SHEET, _RELATION = re.compile(r"<(?:\w+:)?sheet\b[^>]*>"), re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_POWER = re.compile(r"\s*\d(?:\.(?P<decimals>\d+))?[eE]\+?(?P<power>\d{1,3})\s*")
_DIGITS = re.compile(r"\s*(\d{16,})(?:\.0)?\s*")
_KEPT = (15, 16)  # significant digits: what Excel keeps, and what openpyxl and XlsxWriter write
_LEAST_EVIDENCE = 2  # zeros in all; two come about by chance once in a hundred columns


def is_too_long(value: Any) -> bool:
    """Tell whether a value is a number that floating point may have rounded.

    Examples
    --------
    >>> is_too_long(2.0240301090512e17), is_too_long(20240301090512.0), is_too_long("202403010905120001")
    (True, False, False)
    """
    return type(value) is float and EXACT_UP_TO <= value < float("inf")


def exact_numbers(raw: RawFile) -> Exact:
    """Read the whole numbers of sixteen and more digits that a workbook's XML writes out.

    Returns
    -------
    dict of sheet name to dict of (row, column), from 0, to digits
    """
    found: Exact = {}
    with zipfile.ZipFile(raw.stream()) as archive:
        for name, part in _parts_of(archive).items():
            if part not in archive.namelist():
                continue
            with archive.open(part) as file:
                found[name] = _cells_of(file)
    return found


def _parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive each sheet stands in."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {}
    for match in _RELATION.finditer(relations):
        target = _attribute(match[0], "Target")
        targets[_attribute(match[0], "Id")] = posixpath.normpath(
            target[1:] if target.startswith("/") else f"xl/{target}"
        )
    found = {}
    for match in _SHEET.finditer(book):
        if part := targets.get(_attribute(match[0], r"\w+:id")):
            found[_attribute(match[0], "name")] = part
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""


def _cells_of(file: IO[bytes]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    tail = b""
    while block := file.read(_BLOCK):
        text = tail + block
        for match in _LONG_CELL.finditer(text):
            column = 0
            for letter in match[1]:
                column = column * 26 + letter - 64
            found[int(match[2]) - 1, column - 1] = match[3].decode()
        tail = text[-_TAIL:]
    return found


def lost_digits(values: Iterable[Any]) -> list[str]:
    """Return the numbers of a column whose last digits a spreadsheet has lost, as they stand now.

    These are numbers as powers of ten that hide digits (2.02403E+17), and numbers of sixteen and more digits where all of the
    column end in the zeros that a spreadsheet puts for what it does not keep.

    Examples
    --------
    >>> lost_digits(["2.02403E+17", "A1", 2.0240301090512e17])
    ['2.02403E+17', '2.0240301090512e+17']
    >>> lost_digits(["202403010905120000", "202403010905130000"])
    ['202403010905120000', '202403010905130000']
    >>> lost_digits(["202403010905120000", "202403010905120001"])
    []
    """
    powers, numbers = [], []
    for value in values:
        if isinstance(value, float):
            if not is_too_long(value):
                continue
        elif not isinstance(value, str | int) or isinstance(value, bool):
            continue
        text = str(value)
        if len(text) < len("1E+11"):
            continue
        if (match := _POWER.fullmatch(text)) and int(match["power"]) > len(match["decimals"] or ""):
            powers.append(text)
        elif match := _DIGITS.fullmatch(text):
            numbers.append((text, match[1]))
    for kept in _KEPT:
        different = {digits for _, digits in numbers}
        evidence = sum(len(digits) - kept for digits in different)
        if evidence >= _LEAST_EVIDENCE and all(len(digits.rstrip("0")) <= kept for digits in different):
            return [*powers, *(text for text, _ in numbers)]
    return powers


def remark_on_lost_digits(heading: str, values: Iterable[Any]) -> Remark | None:
    """Say that a column holds numbers whose last digits are lost; None where there are none.

    Examples
    --------
    >>> remark_on_lost_digits("工单编号", ["2.0240301090512E+17"]).zh
    '列“工单编号”中 1 行的编号超过15位，已失真（如 2.0240301090512E+17）；请在来源系统中按文本格式重新导出'
    """
    lost = lost_digits(values)
    if not lost:
        return None
    return Remark(
        f"column {heading!r}: {len(lost)} rows hold numbers of more than 15 digits, or powers of ten, whose last digits are lost "
        f"({lost[0]}); export the column as text from where it came",
        zh=f"列“{heading}”中 {len(lost)} 行的编号{_why(lost)}，已失真（如 {lost[0]}）；请在来源系统中按文本格式重新导出",
    )


def _why(lost: list[str]) -> str:
    match = _POWER.fullmatch(lost[0])
    is_short = match is not None and int(match["power"]) < _KEPT[0]
    return "写成了科学计数法" if is_short else "超过15位"
