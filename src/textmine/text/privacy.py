"""Replace what identifies a private person by typed tags: the same person keeps the same tag.

Masking is a rule-based safeguard, not anonymisation: a story can identify its teller without any number in it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.errors import InputError
from textmine.text.doors import find_doors
from textmine.text.identifiers import find_identifiers, half_width, is_identity_number
from textmine.text.oddforms import SIMPLE, find_odd_forms
from textmine.text.personnames import find_names
from textmine.text.tags import put_tags
from textmine.text.unnamed import names_nobody

__all__ = [
    "KINDS",
    "NUMBER",
    "PLACE",
    "TIME",
    "MaskedTexts",
    "cell_text",
    "find_in_cell",
    "find_personal_data",
    "holds_private_number",
    "is_private_number",
    "mask_columns",
    "mask_personal_data",
]

KINDS = {
    "PHONE": "电话",
    "ID": "身份证号",
    "CARD": "银行卡号",
    "PLATE": "车牌",
    "EMAIL": "邮箱",
    "WECHAT": "微信号",
    "QQ": "QQ号",
    "DOOR": "门牌房号",
    "NAME": "姓名",
}
# Cues of columns that no word in front of a cell could say: names of offices and places, times, numbers.
PLACE, TIME, NUMBER = "place", "time", "number"
# A cell of a column with such a cue is personal as a whole, whatever its form: Linda, 85512203转2.
_WHOLE = {
    "姓名：": "NAME",
    "身份证：": "ID",
    "电话：": "PHONE",
    "卡号：": "CARD",
    "微信：": "WECHAT",
    "QQ：": "QQ",
}
# Two persons or numbers in one cell.
_BETWEEN, _PART = re.compile(r"[/／、，,;；\n]"), re.compile(r"[^/／、，,;；\n]+")
_SAYS_NOTHING = re.compile(
    r"\W*(?:无|没有|不详|匿名|保密|未知|未留|略|暂无|同上|nan|none|null|[*xX×某某]+)?\W*", re.I
)

Span = tuple[int, int, str]


@dataclass(frozen=True)
class MaskedTexts:
    """Hold masked texts and where the tags stand. What was masked is not kept.

    Attributes
    ----------
    texts : tuple of str
    spans : DataFrame
        One row per masked place: `document` (position), `start`, `stop` (in the original), `kind`, `tag`.
    """

    texts: tuple[str, ...]
    spans: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Count the masked places, the different values and the documents of each kind."""
        rows = []
        for kind, chinese in KINDS.items():
            found = self.spans[self.spans["kind"] == kind]
            rows.append(
                {
                    "kind": kind,
                    "kind_zh": chinese,
                    "n_places": len(found),
                    "n_values": found["tag"].nunique(),
                    "n_documents": found["document"].nunique(),
                }
            )
        return pd.DataFrame(rows)


def find_personal_data(text: str, *, kinds: Collection[str] | None = None) -> list[tuple[int, int, str]]:
    """Find the places in a text that identify a private person, in order and without overlap.

    Returns
    -------
    list of (start, stop, kind)
        Positions in the text as given; `kind` is one of `KINDS`.

    Raises
    ------
    InputError
        When a kind is unknown.

    Examples
    --------
    >>> find_personal_data("我叫何秀英，电话13974028816，工单编号20231105000482。")
    [(2, 5, 'NAME'), (8, 19, 'PHONE')]
    """
    if kinds is not None and (unknown := sorted(set(kinds) - set(KINDS))):
        raise InputError(
            f"unknown kind of personal data: {', '.join(unknown)}",
            fix=f"choose from: {', '.join(KINDS)}",
            zh=f"未知类型：{'、'.join(unknown)}；可选：{'、'.join(KINDS)}",
        )
    plain = half_width(text).translate(SIMPLE)
    taken: list[tuple[int, int, str]] = []
    covered = bytearray(len(plain))
    for start, stop, kind in [*find_identifiers(plain), *find_odd_forms(plain), *find_names(plain)]:
        if not any(covered[start:stop]):
            taken.append((start, stop, kind))
            covered[start:stop] = b"\1" * (stop - start)
    if kinds is None or "DOOR" in kinds:
        # Beside a name or a telephone a number is more likely a door, whether they are masked already or not.
        tagged, origin = put_tags(plain, taken)
        taken += [(origin[start], origin[stop - 1] + 1, "DOOR") for start, stop in find_doors(tagged)]
    return sorted(span for span in taken if kinds is None or span[2] in kinds)


def mask_personal_data(texts: Sequence[str] | str, *, kinds: Collection[str] | None = None) -> MaskedTexts:
    """Put a tag such as ``[PHONE_1]`` in the place of each telephone number, name, plate …

    Tags are numbered in order of first appearance over all texts given, so one value has one tag whatever its
    spelling (``139 7402 8816`` and ``13974028816``). Nothing else in a text changes.

    Parameters
    ----------
    texts : sequence of str, or str
    kinds : collection of str, optional
        Mask these kinds only; see `KINDS`.

    Examples
    --------
    >>> masked = mask_personal_data(["我叫何秀英，电话139 7402 8816。", "请打13974028816找她。"])
    >>> masked.texts
    ('我叫[NAME_1]，电话[PHONE_1]。', '请打[PHONE_1]找她。')
    >>> masked.to_frame().query("n_places > 0")[["kind", "n_places", "n_values"]].values.tolist()
    [['PHONE', 2, 1], ['NAME', 1, 1]]
    """
    given = [texts] if isinstance(texts, str) else list(texts)
    return _masked(given, [find_personal_data(text, kinds=kinds) for text in given])


def _masked(given: Sequence[str], found: Sequence[list[tuple[int, int, str]]]) -> MaskedTexts:
    """Put tags in the places found."""
    numbers: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    masked, rows = [], []
    for document, text in enumerate(given):
        parts, at = [], 0
        for start, stop, kind in found[document]:
            known = numbers[kind]
            number = known.setdefault(_canonical(text[start:stop], kind), len(known) + 1)
            tag = f"[{kind}_{number}]"
            parts += [text[at:start], tag]
            rows.append((document, start, stop, kind, tag))
            at = stop
        masked.append("".join([*parts, text[at:]]))
    return MaskedTexts(
        tuple(masked), pd.DataFrame(rows, columns=["document", "start", "stop", "kind", "tag"])
    )


def _canonical(value: str, kind: str) -> str:
    value = half_width(value).upper()
    if kind in ("PHONE", "ID", "CARD"):
        value = re.sub(r"[^0-9X]", "", value)
        return re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$)", "", value) if kind == "PHONE" else value
    return re.sub(r"[·•.\s-]", "", value) if kind in ("PLATE", "DOOR") else value


def find_in_cell(value: object, cue: str, *, kinds: Collection[str] | None = None) -> list[Span]:
    """Find the personal data of a cell in a column with a cue (`columns_to_mask`); positions are those of `cell_text`.

    What stands in a column of names or numbers is personal as a whole, whatever its form, where nothing in it is recognised.

    Examples
    --------
    >>> find_in_cell("85512203转2", "电话：")
    [(0, 10, 'PHONE')]
    >>> find_in_cell("赵六/Linda", "姓名：")
    [(0, 2, 'NAME'), (3, 8, 'NAME')]
    >>> find_in_cell(3.201061980010113e17, "身份证："), find_in_cell(3.5, "")
    ([(0, 18, 'ID')], [])
    >>> find_in_cell("康乐", PLACE), find_in_cell("2025-01-02", TIME), find_in_cell(13974028816, NUMBER)
    ([], [], [(0, 11, 'PHONE')])
    """
    text = cell_text(value)
    if not text:
        return []
    if not isinstance(value, str) and cue in ("", PLACE, TIME, NUMBER):
        # Amounts and counts are no text, but a telephone or an identity typed into a spreadsheet is a number.
        if is_private_number(value):
            number = "PHONE" if len(text) == _MOBILE_DIGITS else "ID"
            return [(0, len(text), number)] if kinds is None or number in kinds else []
        is_long = isinstance(value, int) and len(text) > _MOBILE_DIGITS
        return find_personal_data(text, kinds=kinds) if is_long else []
    if cue in (PLACE, TIME, NUMBER):
        if cue == TIME and _CLEAN_TIME.fullmatch(text):
            return []
        found = find_personal_data(text, kinds=kinds)
        # 康乐, alone in a column of places, is one.
        is_name = cue == PLACE and [*found] == [(0, len(text), "NAME")]
        return [] if is_name else found
    if cue and _BETWEEN.search(text):
        return [
            (start + part.start(), stop + part.start(), kind)
            for part in _PART.finditer(text)
            for start, stop, kind in find_in_cell(part.group(), cue, kinds=kinds)
        ]
    found = [
        (start - len(cue), stop - len(cue), kind)
        for start, stop, kind in find_personal_data(cue + text, kinds=kinds)
        if start >= len(cue)
    ]
    kind = _WHOLE.get(cue)
    if (
        found
        or kind is None
        or (kinds is not None and kind not in kinds)
        or _SAYS_NOTHING.fullmatch(text)
        or names_nobody(text)
    ):
        return found
    return [(0, len(text), kind)]


# A column of numbers with a blank in it is written as decimals: 13974028816.0.
_WHOLE_NUMBER = re.compile(r"\s*(\d{7,})\.0\s*")
_MOBILE_DIGITS, _MOBILE_NUMBER = 11, re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_MOBILES, _IDENTITIES = (13_000_000_000, 20_000_000_000), (10**17, 10**18)
_BORN = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_CLEAN_TIME = re.compile(
    r"(?!.*(?<!\d)1[3-9]\d{9}(?!\d))[0-9０-９\s:：./\-－年月日号时点分秒上下中午凌晨早晚星期周一二三四五六TZAPMapm+]+"
)


def is_private_number(value: object) -> bool:
    """Tell whether a number is a mobile telephone's, or a number of identity with a right check digit.

    Examples
    --------
    >>> [is_private_number(value) for value in (13974028816, 13974028816.0, 99.5, 20250102, "13974028816")]
    [True, True, False, False, False]
    >>> is_private_number(4.101011990030745e17), is_private_number(2.0240301090512e17)
    (True, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if _MOBILES[0] <= value < _MOBILES[1]:
        return value == int(value)
    if not _IDENTITIES[0] <= value < _IDENTITIES[1]:
        return False
    digits = str(int(value))
    # Floating point has lost the last digits, and the check digit among them.
    return is_identity_number(digits) or (isinstance(value, float) and _BORN.match(digits) is not None)


def holds_private_number(value: object) -> bool:
    """Tell whether a cell, number or text, is a mobile telephone or a number of identity and nothing else.

    Examples
    --------
    >>> [holds_private_number(value) for value in ("139 7402 8816", "13974028816.0", 13974028816, "11010119900307759X")]
    [True, True, True, False]
    >>> holds_private_number("110101199003077598"), holds_private_number("20231105000482"), holds_private_number(None)
    (True, False, False)
    """
    if not isinstance(value, str):
        return is_private_number(value)
    text = re.sub(r"[\s-]", "", half_width(cell_text(value)))
    return _MOBILE_NUMBER.fullmatch(text) is not None or (
        len(text) == 18 and is_identity_number(text.upper())
    )


def cell_text(value: object) -> str:
    """Return a cell as text; numbers as the digits a person would read, blanks and truth values as nothing.

    Examples
    --------
    >>> cell_text(13974028816.0), cell_text("13974028816.0"), cell_text(None), cell_text("无")
    ('13974028816', '13974028816', '', '无')
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, str) and (number := _WHOLE_NUMBER.fullmatch(value)):
        return number[1]
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def mask_columns(
    frame: pd.DataFrame, headings: Mapping[str, str], *, kinds: Collection[str] | None = None
) -> tuple[pd.DataFrame, MaskedTexts]:
    """Mask columns of a table, given with their cues (`columns_to_mask`), the same value everywhere alike.

    Returns
    -------
    DataFrame
        A new table; blank cells stay blank, and cells in which nothing was found stay as they were.
    MaskedTexts
        What was masked, counted over all cells.

    Examples
    --------
    >>> table = pd.DataFrame({"电话": [13974028816], "内容": ["请打13974028816"]})
    >>> mask_columns(table, {"电话": "电话：", "内容": ""})[0].values.tolist()
    [['[PHONE_1]', '请打[PHONE_1]']]
    >>> mask_columns(table.assign(电话=["13974028816.0"]), {"电话": "电话：", "内容": ""})[0].values.tolist()
    [['[PHONE_1]', '请打[PHONE_1]']]
    >>> mask_columns(pd.DataFrame({"来电人": ["Linda", "匿名"]}), {"来电人": "姓名："})[0]["来电人"].tolist()
    ['[NAME_1]', '匿名']
    """
    cells = [
        (heading, at, cue, value)
        for heading, cue in headings.items()
        for at, value in enumerate(frame[heading].tolist())
        if cell_text(value)
    ]
    texts = [cell_text(value) for *_, value in cells]
    masked = _masked(texts, [find_in_cell(value, cue, kinds=kinds) for _, _, cue, value in cells])
    changed = {heading: frame[heading].astype(object).tolist() for heading in headings}
    touched = set()
    for (heading, at, *_), before, after in zip(cells, texts, masked.texts, strict=True):
        if after != before:
            changed[heading][at] = after
            touched.add(heading)
    new = {h: pd.Series(changed[h], index=frame.index, dtype=object) for h in headings if h in touched}
    # Numbers beside tags are text, as everything in such a column is.
    new |= {h: new[h].map(lambda v: cell_text(v) or None).astype("str") for h in new if headings[h] == NUMBER}
    return frame.assign(**new), masked
