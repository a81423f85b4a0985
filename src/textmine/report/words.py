"""Words of the report in English and Chinese."""

from __future__ import annotations

from typing import Any

__all__ = ["WORDS"]

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "title": "What residents report",
        "lead": "{n} rows; {review} of them should be looked at by a person.",
        "rows": "rows",
        "n_review": "need review",
        "mean_confidence": "mean confidence",
        "n_categories": "categories",
        "n_communities": "communities",
        "by_category": "Rows by category",
        "category_caption": "Dark: surer than the review threshold. Orange: needs review. Rest the pointer on a bar for details.",
        "by_community": "Rows by community and category",
        "community": "community",
        "community_caption": "Counts mix what happens with who reports it: more rows do not mean a worse community.",
        "by_month": "Rows by month",
        "month_caption": "Months without rows are shown as gaps.",
        "all_rows": "All rows",
        "left_out": "The page shows {shown} of {total} rows, those that need review first; the workbook holds all.",
        "search": "search the texts",
        "all_categories": "all categories",
        "only_review": "only rows that need review",
        "category": "category",
        "sub": "second level",
        "confidence": "confidence",
        "review": "review",
        "id": "number",
        "time": "time",
        "text": "text",
        "yes": "yes",
        "how": "How to read this",
        "limits": [
            "Confidence is calibrated on texts the model did not see: of the rows with confidence 0.8, about 80 % are right, or name a second category that is right too, on "
            "texts like those it was trained on. On other kinds of text it may be off; check a sample.",
            "Rows below the review threshold are flagged. Correct them in the workbook, column checked_category, and make "
            "the report again: corrections win.",
            "Counts of complaints measure need and voice together. They are no measure of performance.",
        ],
    },
    "zh": {
        "title": "居民诉求分类报告",
        "lead": "共 {n} 条，其中 {review} 条建议人工复核。",
        "rows": "条数",
        "n_review": "需复核",
        "mean_confidence": "平均置信度",
        "n_categories": "类别数",
        "n_communities": "社区数",
        "by_category": "各类别条数",
        "category_caption": "深色：置信度高于复核线；橙色：需人工复核。鼠标停在条上看详情。",
        "by_community": "社区 × 类别",
        "community": "社区",
        "community_caption": "条数同时反映问题多少与居民是否愿意反映，条数多不等于社区差。",
        "by_month": "各月条数",
        "month_caption": "没有诉求的月份留空。",
        "all_rows": "全部诉求",
        "left_out": "页面显示 {total} 条中的 {shown} 条（需复核的在前），工作簿中有全部。",
        "search": "搜索文字",
        "all_categories": "全部类别",
        "only_review": "只看需复核的",
        "category": "类别",
        "sub": "二级类别",
        "confidence": "置信度",
        "review": "复核",
        "id": "编号",
        "time": "时间",
        "text": "内容",
        "yes": "是",
        "how": "怎样读这份报告",
        "limits": [
            "置信度在模型没有见过的文本上校准：与训练语料相近的文本中，置信度 0.8 的行约有 80% 分对（或给出同样说得通的另一类）；换一类文本可能有偏差，请抽查。",
            "低于复核线的行已标出。请在工作簿 checked_category 列更正后重新生成报告，以更正为准。",
            "诉求条数同时反映需求和发声意愿，不能当作绩效。",
        ],
    },
}
