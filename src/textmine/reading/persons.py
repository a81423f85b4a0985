"""Tell names of persons from what stands in a column of persons where nobody is named."""

from __future__ import annotations

import re

__all__ = ["names_a_person"]

# A tag is numbered within its row, and an office writes the same word for everybody it cannot name.
_NOBODY = re.compile(
    r"\[?(?:PERSON|NAME)(?:_\d+)?\]?|〔人物\d*〕|匿名(?:者|用户|市民|群众|来电)?|不详|不明|不知|未知|未留名?|未提供|未登记|未透露|不愿(?:透露|提供)|保密|不公开|隐去|无名?"
    r"|某(?:先生|女士|某|人)?|(?:热心)?(?:市民|居民|群众|业主|网友|村民|住户)|来电(?:人|者)|投诉人|反映人|先生|女士|小姐|同志|本人|[*＊xX×]+|[-—–/\\.。、0]+|nan|none|null|n/?a",
    re.IGNORECASE,
)


def names_a_person(text: str) -> bool:
    """Tell whether a cell names somebody: blanks, tags of masking and words such as 匿名, 不详, 市民 name nobody.

    Examples
    --------
    >>> [names_a_person(text) for text in ("王丽华", "张先生", "[PERSON]", "匿名", "不详", " ", "市民")]
    [True, True, False, False, False, False, False]
    """
    name = text.strip().strip("（）()【】")
    return bool(name) and _NOBODY.fullmatch(name) is None
