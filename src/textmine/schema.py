"""Declare what each table must look like: its key, its columns, what they mean.

A table is a pandas DataFrame with one row per document, case or community-month. Joins go by key.
Further columns are always allowed; a declared column that is missing, or a key that repeats, is an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from textmine.errors import InputError

__all__ = [
    "ADOPTION",
    "ARTICLES",
    "CASES",
    "CLAIMS",
    "CLASSIFICATION",
    "COMMUNITIES",
    "ISSUES",
    "MECHANISMS",
    "Column",
    "TableSchema",
]


@dataclass(frozen=True)
class Column:
    """Describe one column: name, kind of value, meaning in English and Chinese, whether it must be there."""

    name: str
    kind: str
    meaning: str
    meaning_zh: str
    is_required: bool = True


@dataclass(frozen=True)
class TableSchema:
    """Describe one kind of table by its key and its columns.

    Examples
    --------
    >>> COMMUNITIES.key
    ('community_id',)
    >>> COMMUNITIES.check(pd.DataFrame({"community_id": ["c1", "c1"]}))
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: column 'name': the table of communities lacks this column; \
found: community_id
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """List the declared column names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Make a table of this kind without rows."""
        return pd.DataFrame({name: pd.Series(dtype=object) for name in self.names})

    def frame(self, rows: Sequence[dict[str, object]]) -> pd.DataFrame:
        """Make a table from rows, with every declared column in order, also when there are none."""
        return pd.DataFrame(list(rows), columns=self.names) if rows else self.empty()

    def check(self, table: pd.DataFrame, *, path: str | None = None) -> pd.DataFrame:
        """Return the table itself, or raise :class:`InputError` naming the first thing that is wrong."""
        for column in self.columns:
            if column.is_required and column.name not in table.columns:
                found = ", ".join(map(str, table.columns)) or "(no columns)"
                raise InputError(
                    f"the table of {self.name} lacks this column",
                    path=path,
                    column=column.name,
                    fix=f"found: {found}",
                    zh=f"缺少此列；现有列：{found}",
                )
        if self.key:
            repeated = table.duplicated(list(self.key), keep="first")
            if repeated.any():
                at = int(repeated.to_numpy().argmax())
                value = ", ".join(str(table.iloc[at][k]) for k in self.key)
                raise InputError(
                    f"the key {value!r} stands in more than one row of {self.name}",
                    path=path,
                    row=at + 2,
                    column=", ".join(self.key),
                    fix="give each row its own key",
                    zh=f"键“{value}”出现在多行；请给每行自己的键",
                )
        return table


def _columns(*rows: tuple[str, str, str, str] | tuple[str, str, str, str, bool]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


CLASSIFICATION = TableSchema(
    "classification",
    (),
    _columns(
        ("category", "code", "issue category; blank unless status is ok", "问题类别代码"),
        ("category_zh", "text", "the category's Chinese name", "问题类别"),
        ("subcategory", "code", "second-level code within the category", "二级类别代码"),
        ("subcategory_zh", "text", "the second level's Chinese name", "二级类别"),
        ("confidence", "share", "calibrated probability that the category is right, 0 to 1", "置信度"),
        ("second_category", "code", "a second issue of the message; if none, the runner-up", "第二类别代码"),
        ("second_category_zh", "text", "the second category's Chinese name", "第二类别"),
        ("second_confidence", "share", "its probability; above .5 only for a second issue", "第二置信度"),
        ("needs_review", "bool", "a person should look at this row", "需人工复核"),
        ("status", "code", "ok, empty or unreadable", "状态"),
        (
            "features_unseen_share",
            "share",
            "share of the text's features the model never saw",
            "未见特征占比",
        ),
    ),
)

ARTICLES = TableSchema(
    "articles",
    ("article_id",),
    _columns(
        ("article_id", "id", "key of the page", "篇目编号"),
        ("source_path", "text", "the file it was read from", "来源文件"),
        ("title", "text", "headline", "标题"),
        ("outlet", "text", "newspaper or site named on the page", "媒体"),
        ("published_at", "date", "when the text was published, as printed", "发布时间"),
        ("published_precision", "code", "second, minute, day, month, year or none", "时间精度"),
        ("paragraphs", "list", "body paragraphs", "段落"),
        ("text", "text", "paragraphs joined by line feeds", "正文"),
        ("removed", "list", "what was taken out: kind, n, sample", "删除记录"),
        ("repairs", "list", "what was repaired: kind, n, sample", "修复记录"),
    ),
)

ISSUES = TableSchema(
    "issues",
    (),
    _columns(
        ("article_id", "id", "page that names the issue", "篇目编号"),
        ("sentence", "text", "the sentence, verbatim", "原句"),
        ("place", "text", "where", "地点"),
        ("category", "code", "issue category", "问题类别"),
        ("status", "code", "raised, promised, in_progress, resolved or claimed", "状态"),
    ),
)

CLAIMS = TableSchema(
    "claims",
    (),
    _columns(
        ("article_id", "id", "page that makes the claim", "篇目编号"),
        ("model_id", "code", "governance model it is about", "治理模式"),
        ("value_low", "number", "lowest value the wording allows", "下限"),
        ("value_high", "number", "highest value the wording allows", "上限"),
        ("unit", "text", "unit as printed", "单位"),
        ("counts", "text", "what is counted", "计数对象"),
        ("kind", "code", "input, activity, output, outcome, rule or context", "类型"),
        ("grade", "code", "evidence grade G0 to G5", "证据等级"),
        ("place", "text", "where", "地点"),
        ("period", "text", "when", "时期"),
        ("sentence", "text", "the sentence, verbatim", "原句"),
    ),
)

MECHANISMS = TableSchema(
    "mechanisms",
    (),
    _columns(
        ("model_id", "code", "governance model", "治理模式"),
        ("article_id", "id", "page", "篇目编号"),
        ("mechanism", "code", "one of the 19 mechanisms", "机制"),
        ("strength", "code", "concrete or named", "强度"),
        ("sentence", "text", "the sentence, verbatim", "原句"),
    ),
)

CASES = TableSchema(
    "cases",
    ("case_id",),
    _columns(
        ("case_id", "id", "key of the case", "工单编号"),
        ("community_id", "id", "community it belongs to", "社区编号"),
        ("received_at", "date", "when it came in", "受理时间"),
        ("title", "text", "headline", "标题", False),
        ("text", "text", "what the resident wrote", "诉求内容", False),
        ("category", "code", "issue category", "类别", False),
        ("channel", "text", "hotline, web, app …", "渠道", False),
        ("replied_at", "date", "when it was answered", "答复时间", False),
        ("closed_at", "date", "when it was closed; blank while open", "办结时间", False),
        ("callback_valid", "bool", "the call-back reached the resident", "有效回访", False),
        ("contacted", "bool", "the resident was contacted", "是否联系", False),
        ("solved", "bool", "the resident says it is solved", "是否解决", False),
        ("satisfaction", "text", "the resident's judgement", "满意度", False),
        ("excluded", "bool", "left out of appraisal", "剔除", False),
        ("issue_id", "id", "cases about one incident share it", "事件编号", False),
        ("person_id", "id", "pseudonym of who reported", "来电人", False),
    ),
)

COMMUNITIES = TableSchema(
    "communities",
    ("community_id",),
    _columns(
        ("community_id", "id", "key of the community", "社区编号"),
        ("name", "text", "its name", "社区"),
        ("street", "text", "sub-district", "街道", False),
        ("district", "text", "district", "区县", False),
        ("residents", "number", "people living there", "居民数"),
        ("households", "number", "households", "户数", False),
    ),
)

ADOPTION = TableSchema(
    "adoption",
    ("community_id", "model_id"),
    _columns(
        ("community_id", "id", "community", "社区编号"),
        ("model_id", "code", "governance model", "治理模式"),
        ("adopted_month", "month", "first month of the model, YYYY-MM", "启用月份"),
        ("precision", "code", "month, quarter, year or before", "精度", False),
        ("dose", "number", "people or visits a month", "投入强度", False),
    ),
)
