"""Put the notes of a panel, what was left out and why, into Chinese."""

from __future__ import annotations

import re

__all__ = ["note_sentence"]

_NOTES: tuple[tuple[str, str], ...] = (
    (r"(\d+) cases left out: their community is unknown \((.*)\)", r"\1 件工单未计入：社区不明（\2）"),
    (r"(\d+) cases left out: received_at is blank or not a date", r"\1 件工单未计入：受理时间为空或不是日期"),
    (
        r"(\d+) cases were closed before they were received: neither closed nor open in any closing measure",
        r"\1 件工单办结早于受理：不计入任何办结指标（既不算已办结，也不算未办结）",
    ),
    (
        r"(\d+) communities without residents have no intake rate \((.*)\)",
        r"\1 个社区无居民数，不计人均受理量（\2）",
    ),
    (
        r"(\d+) rows name communities by name; joined by name, because every name is one's own",
        r"\1 行以社区名称代替编号；因名称不重复，已按名称关联",
    ),
    (r"(\d+) doses are not numbers and are left blank", r"\1 个投入强度不是数字，按空白处理"),
    (
        r"(\d+) rows of adoption name neither a model nor a month: taken for no adoption",
        r"\1 行启用记录既无模式也无月份：视为未启用",
    ),
    (
        r"(\d+) communities adopted without a known month or model: they serve neither as adopters nor as controls",
        r"\1 个社区启用的月份或模式不明：既不作为采用社区，也不作为对照",
    ),
    (
        r"(\d+) adoptions lie after (.*), the last month of cases: controls until then",
        r"\1 条启用记录晚于工单的最后月份 \2：此前作为对照",
    ),
    (
        r"(\d+) communities had adopted before the second month of cases: no month before to compare with",
        r"\1 个社区在工单的第二个月之前已启用：没有启用前的月份可比较",
    ),
    (
        r"(\d+) communities adopted a second model: months from then on are not used",
        r"\1 个社区启用了第二种模式：此后各月不予采用",
    ),
    (
        r"(\d+) communities adopted at a date known only to a quarter or year: months of that window are not used",
        r"\1 个社区的启用时间只精确到季度或年：该区间各月不予采用",
    ),
    (
        r"(\d+) communities have no case in months at the beginning or the end, more than chance leaves empty: these months are not used for counts \((.*)\)",
        r"\1 个社区在开头或结尾若干月没有工单，超出偶然所能解释：这些月份不用于计数（\2）",
    ),
    (r"no case has a valid call-back: solved_share is blank everywhere", "没有有效回访：解决率全部空白"),
    (
        r"no case says whether it was solved: solved_share is blank everywhere",
        "没有“是否解决”的回答：解决率全部空白",
    ),
    (
        r"(\d+) valid call-backs do not say whether the case was solved: counted as not solved",
        r"\1 件有效回访未说明是否解决：按未解决计",
    ),
    (
        r"no community has a case in (\d+) months \((.*)\): is a file missing\?",
        r"有 \1 个月没有任何社区的工单（\2）：是否缺少文件？",
    ),
    (
        r"(\d+) cases left out: received after (\S+), the last day of the data",
        r"\1 件工单未计入：受理时间晚于数据截止日 \2",
    ),
    (
        r"(\d+) closing dates lie after (\S+), the last day of the data: counted as still open on that day",
        r"\1 个办结时间晚于数据截止日 \2：按截止日仍未办结计",
    ),
    (
        r"(\d+) reply dates lie after (\S+), the last day of the data: not used",
        r"\1 个答复时间晚于数据截止日 \2：不予采用",
    ),
    (
        r"(\d+) cases say whether they were solved but not whether the call-back was valid: not counted as called back",
        r"\1 件工单填写了是否解决，但未填是否有效回访：不计为有效回访",
    ),
    (
        r"cases of different communities differ in no category or channel: solved_standardised would repeat "
        r"solved_share and is left out",
        "各社区的工单没有类别或渠道的差异：结构调整后的解决率与解决率相同，不再列出",
    ),
    (
        r"(\S+) is not told in (\d+) of (\d+) community-months \((.*)\): what is counted from it is blank there",
        r"\3 个社区月中有 \2 个没有填写 \1（\4）：这些月份由此计算的指标留空",
    ),
    (
        r"no case tells (.*): what is counted from it is blank",
        r"工单没有填写 \1：由此计算的指标留空",
    ),
    (
        r"no community adopted a model within the panel: there is no effect to estimate",
        "面板期内没有社区启用任何模式：无从估计效果",
    ),
)


def note_sentence(note: str, lang: str) -> str:
    """Say a note in the reader's language; a note that is not known stays as it is.

    Examples
    --------
    >>> note_sentence("3 doses are not numbers and are left blank", "zh")
    '3 个投入强度不是数字，按空白处理'
    """
    if lang != "zh":
        return note
    for pattern, words in _NOTES:
        found = re.fullmatch(pattern, note)
        if found:
            return found.expand(words)
    return note
