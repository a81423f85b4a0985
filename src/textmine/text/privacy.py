"""Replace what identifies a private person by typed tags: the same person keeps the same tag.

Masking is a rule-based safeguard, not anonymisation: a story can identify its teller without any number in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.errors import InputError
from textmine.text.identifiers import find_identifiers, half_width
from textmine.text.personnames import find_names

__all__ = [
    "KINDS",
    "MaskedTexts",
    "columns_to_mask",
    "find_personal_data",
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
_TEXT_ROLES = ("title", "text", "reply")
# Headings of columns that hold personal data by themselves, with the cue that says so inside a text.
_PERSONAL = re.compile(
    r"(姓名|联系人|来电人|投诉人|举报人|反映人|诉求人|申请人)|(身份证)|(电话|手机|联系方式)|(银行卡|卡号)|(微信)|(QQ|qq)|(邮箱)|(车牌)|(门牌|住址|地址)"
)
_CUES = ("姓名：", "身份证：", "电话：", "卡号：", "微信：", "QQ：", "", "", "住址：")
# A cell of such a column is personal as a whole, whatever its form: Linda, 85512203转2.
_WHOLE = {
    "姓名：": "NAME",
    "身份证：": "ID",
    "电话：": "PHONE",
    "卡号：": "CARD",
    "微信：": "WECHAT",
    "QQ：": "QQ",
}
_SAYS_NOTHING = re.compile(
    r"\W*(?:无|没有|不详|匿名|保密|未知|未留|略|暂无|同上|nan|none|null|[*xX×某某]+)?\W*", re.I
)


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
    plain = half_width(text)
    taken: list[tuple[int, int, str]] = []
    covered = bytearray(len(plain))
    for start, stop, kind in [*find_identifiers(plain), *find_names(plain)]:
        if not any(covered[start:stop]):
            taken.append((start, stop, kind))
            covered[start:stop] = b"\1" * (stop - start)
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


def _of_cell(text: str, cue: str, kinds: Collection[str] | None) -> list[tuple[int, int, str]]:
    """Find the personal data of a cell behind the cue of its column; if it holds none, the whole of it is."""
    found = find_personal_data(text, kinds=kinds)
    kind = _WHOLE.get(cue)
    value = text[len(cue) :]
    if found or kind is None or (kinds is not None and kind not in kinds) or _SAYS_NOTHING.fullmatch(value):
        return found
    return [(len(cue), len(text), kind)]


def _canonical(value: str, kind: str) -> str:
    value = half_width(value).upper()
    if kind in ("PHONE", "ID", "CARD"):
        value = re.sub(r"[^0-9X]", "", value)
        return re.sub(r"^(?:00)?86(?=1[3-9]\d{9}$)", "", value) if kind == "PHONE" else value
    return re.sub(r"[·•.\s-]", "", value) if kind in ("PLATE", "DOOR") else value


def columns_to_mask(headings: Sequence[str], roles: Mapping[str, str]) -> dict[str, str]:
    """Choose the columns that may hold personal data, each with the cue its heading gives.

    Examples
    --------
    >>> columns_to_mask(["工单编号", "联系电话", "内容"], {"text": "内容"})
    {'内容': '', '联系电话': '电话：'}
    """
    chosen = {roles[role]: "" for role in _TEXT_ROLES if role in roles}
    for heading in headings:
        match = _PERSONAL.search(heading)
        if match and heading not in chosen:
            chosen[heading] = _CUES[next(at for at, part in enumerate(match.groups()) if part)]
    if "person" in roles:
        chosen.setdefault(roles["person"], "姓名：")
    return chosen


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
    >>> mask_columns(pd.DataFrame({"来电人": ["Linda", "匿名"]}), {"来电人": "姓名："})[0]["来电人"].tolist()
    ['[NAME_1]', '匿名']
    """
    cells = [
        (heading, at, cue, value)
        for heading, cue in headings.items()
        for at, value in enumerate(frame[heading].tolist())
        if isinstance(value, str | int) and not isinstance(value, bool)
    ]
    texts = [f"{cue}{value}" for _, _, cue, value in cells]
    spans = [_of_cell(text, cue, kinds) for text, (_, _, cue, _) in zip(texts, cells, strict=True)]
    masked = _masked(texts, spans)
    changed = {heading: frame[heading].astype(object).tolist() for heading in headings}
    for (heading, at, cue, value), text in zip(cells, masked.texts, strict=True):
        if text != f"{cue}{value}":
            changed[heading][at] = text.removeprefix(cue)
    kept = {h: changed[h] for h in headings if changed[h] != frame[h].astype(object).tolist()}
    return frame.assign(**{h: pd.Series(v, index=frame.index, dtype=object) for h, v in kept.items()}), masked
