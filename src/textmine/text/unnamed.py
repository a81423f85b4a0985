"""Tell the cells of a column of persons that name nobody: 匿名, 市民, 未留名, a tag that masking put there."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["names_nobody"]

_MARKS = re.compile(r"[\W_]+")
_HIDDEN = re.compile(r"[*xX×＊某●○■□]+")
# Tags of `classify --mask` have no number, or one that begins anew in each row.
_TAG = re.compile(r"\s*\[(?:PERSON|NAME|PHONE|ID|CARD|WECHAT|QQ|EMAIL)\]\s*")
_WHO = r"(?:女士|男士|先生|小姐|老师|同志|市民|居民|村民|群众|网友|网民|业主|住户|用户|客户|家长|来电人|来电者|来电市民|来访人|来信人|投诉人|举报人|反映人|诉求人|留言人|当事人|申请人|联系人|本人)"
_NOBODY = re.compile(
    rf"(?:热心|某|一|一位|一名|匿名|该|有|个别|部分|多名|多位)*{_WHO}(?:匿名|保密|某|不详)*"
    r"|(?:要求|申请|希望|请求|请)?(?:匿名|保密)(?:处理|投诉|举报|来电|来信|反映)?(?:信息)?"
    r"|(?:姓名|名字|身份|信息|电话|号码|联系方式)?(?:无|空|没有|未知|不详|不明|不清楚|不知道|略|暂无|同上|缺失|隐藏|无名|无名氏|不便透露)(?:姓名|名字|信息|电话|号码|联系方式)?"
    r"|(?:未|不|没|没有|拒绝|拒|不愿|不愿意|不肯|不想|不便|不方便|未予)(?:留|提供|透露|告知|登记|填写|填|显示|说明|公开|报|说)(?:名|姓名|名字|全名|真实姓名|信息|个人信息|身份|电话|号码|联系方式)?"
    r"|男|女|男性|女性|某+|0+|x+|nan|nat|none|null|na|nil|unknown|anonymous|anon",
)


def names_nobody(cell: object) -> bool:
    """Tell whether a cell in a column of persons leaves open who it was; a tag with a number (`[NAME_3]`) is a person.

    Examples
    --------
    >>> [names_nobody(cell) for cell in (None, "", "匿名", "女士", "未留名", "[PERSON]", "***")]
    [True, True, True, True, True, True, True]
    >>> [names_nobody(cell) for cell in ("王女士", "无忌", "[NAME_3]", "13974028816")]
    [False, False, False, False]
    """
    text = unicodedata.normalize("NFKC", str(cell))
    if _TAG.fullmatch(text):
        return True
    parts = [part for part in _MARKS.split(text.lower()) if part]
    return all(map(_is_nobody, parts)) or _is_nobody("".join(parts))


def _is_nobody(word: str) -> bool:
    return _HIDDEN.fullmatch(word) is not None or _NOBODY.fullmatch(word) is not None
