"""Choose the columns of a table that may hold personal data, each with the cue that its heading and role give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

import pandas as pd

from textmine.errors import Remark
from textmine.text.privacy import NUMBER, PLACE, TIME, holds_private_number, is_private_number

__all__ = ["columns_to_mask", "remarks_on_keys"]

_CODES = ("id", "category")
_TEXTS = ("title", "text", "reply")
_CUES_OF_ROLES = {
    "time": TIME,
    "reply_time": TIME,
    "closed_time": TIME,
    "community": PLACE,
    "unit": PLACE,
    "label": PLACE,
    "checked_category": PLACE,
}
# Headings of columns that hold personal data by themselves, with the cue that says so inside a text.
_PERSONAL = (
    (
        "姓名：",
        r"姓名|联系人|来电人|来话人|来访人|来信人|投诉人|举报人|反映人|诉求人|申请人|^(?:当事人|住户|户主|业主|家长|(?:full |caller )?name)$",
    ),
    (
        "身份证：",
        r"身份证|证件号|护照号|^护照$|通行证号|社保(?:卡)?(?:号|编号|[账帐]号)|医保(?:卡)?(?:号|编号)",
    ),
    (
        "电话：",
        r"电话|手机|联系方式|座机|固话|传真|^来电$|(?:^|主叫|被叫|呼入|呼出|来电|去电|联系|回拨|回访)号码$"
        r"|(?<![a-z])(?:(?:tele|cell)?phone|tel(?![a-z])|mobile(?![a-z]))",
    ),
    ("卡号：", r"银行卡|卡号|(?:银行|收款|开户|打款|汇款)[账帐][号户]"),
    ("微信：", r"微信|wechat"),
    ("QQ：", r"qq"),
    ("", r"邮箱|(?<![a-z])e-?mail"),
    ("", r"车牌"),
    ("住址：", r"门牌|住址|地址|房号|房间号"),
)
_ANY_PERSONAL = re.compile("|".join(f"({pattern})" for _, pattern in _PERSONAL))
# Numbers of eleven digits under such headings are no telephones.
_KEYS = re.compile(r"编号|单号|流水|代码|编码|户号|批号|案号|条码")
_AMOUNTS = re.compile(r"金额|费用|时间|日期")
_MOSTLY = 0.5  # a counter may pass through the range of mobile telephones
_NUMBERS = ("integer", "floating", "mixed-integer-float", "decimal")


def columns_to_mask(
    frame: pd.DataFrame,
    roles: Mapping[str, str],
    *,
    kept: Collection[str] = (),
    numbers: Collection[str] | None = None,
) -> dict[str, str]:
    """Choose the columns that may hold personal data, each with the cue its heading gives.

    These are the columns whose heading speaks of a person, a telephone, a number of identity …, whatever they hold; all columns
    of text but keys and categories; and columns of numbers among which one is a mobile telephone or a number of identity. A
    column of keys, or of other numbers such as 编号, is among them where most of its cells are such numbers.

    Parameters
    ----------
    roles : mapping of role to heading
    kept : headings of further columns to leave alone
    numbers : headings of columns of numbers among which is a telephone or identity number, where `frame` is only a part of the
        table; None looks at the frame

    Examples
    --------
    >>> table = pd.DataFrame({"工单编号": ["1"], "联系电话": [13974028816], "内容": ["路灯不亮"], "点赞": [3]})
    >>> columns_to_mask(table, {"id": "工单编号", "text": "内容"})
    {'联系电话': '电话：', '内容': ''}
    >>> columns_to_mask(table.assign(工单编号="13974028816"), {"id": "工单编号", "text": "内容"})
    {'工单编号': 'number', '联系电话': '电话：', '内容': ''}
    """
    left = {roles[role] for role in _CODES if role in roles} | set(kept)
    key = roles.get("id")
    if key in frame.columns and key not in kept and _share_private(frame[key]) > _MOSTLY:
        left.discard(str(key))
    texts = {roles[role] for role in _TEXTS if role in roles}
    by_role = {roles[role]: cue for role, cue in _CUES_OF_ROLES.items() if role in roles}
    chosen: dict[str, str] = {}
    for name in frame.columns:
        if name in left or name in chosen:
            continue
        if name == key:
            chosen[name] = NUMBER
            continue
        match = _ANY_PERSONAL.search(_folded(name))
        if name == roles.get("person"):
            chosen[name] = "姓名："
        elif match and name not in texts and name not in by_role:
            chosen[name] = _PERSONAL[next(at for at, part in enumerate(match.groups()) if part is not None)][
                0
            ]
        elif _is_of_numbers(frame[name]):
            if _AMOUNTS.search(str(name)) or (
                _KEYS.search(str(name)) and _share_private(frame[name]) <= _MOSTLY
            ):
                continue
            found = any(map(is_private_number, frame[name].tolist())) if numbers is None else name in numbers
            if found:
                chosen[name] = NUMBER
        elif _may_hold_text(frame[name]):
            chosen[name] = by_role.get(name, "")
    return chosen


def remarks_on_keys(frame: pd.DataFrame, roles: Mapping[str, str], chosen: Collection[str]) -> list[Remark]:
    """Say that keys are telephones or numbers of identity: masked where most are, left where some are.

    Parameters
    ----------
    chosen : headings of the columns that are masked
    """
    key = roles.get("id")
    if key not in frame.columns:
        return []
    if key in chosen:
        return [
            Remark(
                f"the keys in {key!r} are telephones or numbers of identity; they are masked and no longer tell rows apart "
                "(--columns id=HEADING names other keys)",
                zh=f"编号列“{key}”里是电话或身份证号，已遮盖，不再能区分各行（可用 --columns id=列名 指定其他编号列）",
            )
        ]
    n = sum(map(holds_private_number, frame[key].tolist()))
    if not n:
        return []
    return [
        Remark(
            f"{n} keys in {key!r} look like telephones or numbers of identity and were left as they are; "
            "look at them before you hand the table on",
            zh=f"编号列“{key}”中有 {n} 个编号像电话或身份证号，未遮盖；对外提供前请先查看",
        )
    ]


def _share_private(values: pd.Series) -> float:
    """Return the share of the filled cells that are a telephone or a number of identity and nothing else."""
    filled = [value for value in values.tolist() if value is not None and value == value and value != ""]
    return sum(map(holds_private_number, filled)) / len(filled) if filled else 0.0


def _folded(heading: object) -> str:
    text = unicodedata.normalize("NFKC", str(heading)).lower().strip()
    return re.sub(r"(?<![a-z])\s+|\s+(?![a-z])", "", text)


def _is_of_numbers(values: pd.Series) -> bool:
    if values.dtype == object:
        return pd.api.types.infer_dtype(values, skipna=True) in _NUMBERS
    return pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)


def _may_hold_text(values: pd.Series) -> bool:
    kinds = pd.api.types
    return not (
        kinds.is_bool_dtype(values.dtype)
        or kinds.is_datetime64_any_dtype(values.dtype)
        or kinds.is_timedelta64_dtype(values.dtype)
    )
