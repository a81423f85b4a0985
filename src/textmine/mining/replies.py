"""Measure official replies: do they answer the message, what do they contain, how much of them is boilerplate.

None of these measures is a validated judgement of quality: see the comparison with plain length in the docs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.mining.delays import days_between
from textmine.mining.relevance import build_pair_space
from textmine.reading.straytimes import without_strays
from textmine.schema import Column, TableSchema

__all__ = ["PARTS", "REPLY_SCORES", "score_replies"]

REPLY_SCORES = TableSchema(
    "reply scores",
    ("complaint_id",),
    (
        Column("complaint_id", "id", "message", "留言编号"),
        Column("relevance", "share", "likeness of message and reply, 0 to 1", "相关度"),
        Column("parts", "list", "parts present, joined by ;", "答复要素"),
        Column("explanation", "share", "share of sentences that give a ground or a fact", "解释度"),
        Column("boilerplate_share", "share", "share of characters in stock sentences", "套话占比"),
        Column("days_to_reply", "days", "reply time minus message time; blank while open", "答复天数"),
        Column("relevance_rank", "count", "place of the own reply among all of the table", "相关度名次"),
        Column("n_parts", "count", "parts present, 0 to 8", "要素数"),
        Column("tone", "number", "courtesies minus brush-offs", "语气"),
        Column("n_characters", "count", "length of the reply, the baseline of every measure", "字数"),
    ),
)

# What a complete reply holds; one pattern each, from the wording of official replies in general.
PARTS: dict[str, re.Pattern[str]] = {
    "acknowledgement": re.compile(r"收悉|已收到|已获悉|留言(?:我们)?已|感谢(?:您|你)|您好|你好"),
    "finding": re.compile(r"经(?:查|核实|调查|了解|现场|实地|.{0,12}?(?:核查|调查|核实|了解|勘查|查看))|据(?:查|了解|核实)|情况(?:属实|不属实)|属实"),
    "action": re.compile(r"已(?:于[^，。]{0,12})?(?:责令|要求|组织|安排|督促|责成|派|下达|约谈|启动|协调|完成|整改|处罚|拆除|清理|修复|联系|转)|(?:立即|进行了)(?:整改|处理|清理|维修|查处|修复)|整改|立案|处罚"),
    "deadline": re.compile(r"(?:预计|计划|将于|拟于|争取|力争).{0,16}?(?:\d+月|年|底|前|季度|日)|\d+(?:个)?(?:工作日|天|日|月)内|(?:年|月)底前"),
    "unit_contact": re.compile(r"(?:电话|热线|联系方式|咨询)[^。]{0,14}?(?:\d[\d-]{6,}|\*{4,}|0000)|(?:\d{3,4}-)\d{7,8}|12345|联系人"),
    "legal_ground": re.compile(r"《[^》]{3,60}》|(?:根据|依据|按照).{0,30}?(?:规定|条例|办法|法|文件|政策|精神)|第[一二三四五六七八九十百\d]+条"),
    "refusal_reason": re.compile(r"(?:暂不|不能|无法|不予|未纳入|不属于|不符合|暂未|没有权限|尚不具备).{0,60}"),
    "closure": re.compile(r"已(?:经)?(?:于[^，。]{0,12})?(?:完成|解决|办结|整改到位|修复|拆除|清理完毕|恢复|到位|退还|发放|通车|开通)|(?:业主|居民|当事人|投诉人|您)表示(?:满意|认可|理解)|满意"),
}  # fmt: skip
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]?")
_GROUND = re.compile(
    r"因为|由于|因|所以|原因|为了|鉴于|考虑到|导致|《|规定|第[一二三四五六七八九十\d]+条|\d|经查|经核实|经调查|据了解|属实|标准|流程|条件"
)
_STOCK = re.compile(
    r"^(?:尊敬的)?(?:网友|市民|同志|.{0,3}[“\"].{1,14}[”\"])?.{0,10}(?:您好|你好)[^，,]{0,2}$"
    r"|收悉|感谢(?:您|你).{0,30}(?:支持|关心|监督|理解|关注|信任|来信|留言|反映)"
    r"|现(?:将)?.{0,20}(?:回复|答复|说明)如下|特此(?:回复|答复)|欢迎.{0,12}(?:继续)?(?:关注|监督)|祝(?:您|你)"
)  # fmt: skip
_COURTESY = re.compile(r"感谢|谢谢|抱歉|歉意|对不起|请您谅解|敬请谅解|欢迎|祝您|理解与支持")
_BRUSH_OFF = re.compile(
    r"不予受理|不属于.{0,10}(?:职责|管辖|范围)|请(?:您|你)?(?:自行|另行)|自行(?:承担|解决|协商)|无法(?:办理|解决|答复)|与.{0,8}无关"
)
_MIN_STOCK_REPLIES, _STOCK_SHARE = 3, 0.01


def score_replies(complaints: pd.DataFrame) -> pd.DataFrame:
    """Score the reply to each message.

    Parameters
    ----------
    complaints : DataFrame
        `complaint_id`, `title`, `text`, `reply`; optional `received_at`, `replied_at`.

    Returns
    -------
    DataFrame
        One row per message, in order, with the columns of ``REPLY_SCORES``:

        relevance
            Mean of three cosines between message and reply (pairs of characters of the whole, words of the whole,
            pairs of characters of the title), weighted 1 : 0.5 : 0.5; 0 to 1.
        relevance_rank
            1 when no other reply of the table suits the message better, by BM25 of the same three, corrected for replies that suit
            everything; blank for tables of fewer than 2 or more than 5000 replies.
        parts
            Names of ``PARTS`` found, joined by ``;``.
        explanation
            Share of the sentences that are no stock phrase which state a ground, a rule or a figure.
        boilerplate_share
            Share of characters in stock sentences: greetings and thanks, and sentences that stand in at least 1 %
            (and at least 3) of the table's replies once digits and names in quotes are left out.
        days_to_reply
            Fractional days, or whole days where only the date of the reply is known; blank without a reply, without times,
            when one of them stands far from all others, or when the reply predates the message.

        A message without a reply has blank measures and no parts.

    Raises
    ------
    InputError
        When a needed column is missing.

    Examples
    --------
    >>> complaints = pd.DataFrame({
    ...     "complaint_id": ["1", "2"], "title": ["长虹路路灯不亮", "春晓小区停水"], "text": ["半个月了", "三天没有水"],
    ...     "reply": ["您好！经查，长虹路路灯因线路老化不亮，已于5月3日修复。", "您好！来信收悉。"]})
    >>> scores = score_replies(complaints)
    >>> scores[["parts", "explanation", "boilerplate_share"]].values.tolist()
    [['acknowledgement;finding;action;closure', 1.0, 0.107], ['acknowledgement', 0.0, 1.0]]
    """
    for column in ("complaint_id", "title", "text", "reply"):
        if column not in complaints.columns:
            raise InputError(
                "the table has no column of replies" if column == "reply" else "the table lacks this column",
                column=column,
                fix=f"found: {', '.join(map(str, complaints.columns))}; name it with --columns {column}=HEADING",
                zh=f"缺少答复意见等列；现有列：{'、'.join(map(str, complaints.columns))}",
            )
    replies = [str(r).strip() for r in complaints["reply"]]
    has_reply = np.array([bool(r) for r in replies])
    messages = [
        "".join(f"{t}{b}".split()) for t, b in zip(complaints["title"], complaints["text"], strict=True)
    ]
    titles = ["".join(str(t).split()) for t in complaints["title"]]
    squeezed = ["".join(r.split()) for r in replies]
    sentences = [_SENTENCE.findall(r) for r in replies]
    stock = _stock_sentences(sentences)
    found = [[name for name, pattern in PARTS.items() if pattern.search(r)] for r in squeezed]
    pairs = build_pair_space(titles, messages, squeezed)
    numbers = pd.DataFrame(
        {
            "relevance": pairs.relevance().round(3),
            "explanation": [_explanation(s, stock) for s in sentences],
            "boilerplate_share": [_boilerplate(s, stock) for s in sentences],
            "relevance_rank": pairs.own_ranks(),
            "n_parts": [float(len(f)) for f in found],
            "tone": [float(len(_COURTESY.findall(r)) - 2 * len(_BRUSH_OFF.findall(r))) for r in squeezed],
        }
    ).where(pd.Series(has_reply), np.nan)
    out = pd.DataFrame(
        {
            "complaint_id": complaints["complaint_id"].to_numpy(),
            **{name: numbers[name].to_numpy() for name in numbers.columns},
            "parts": [";".join(f) for f in found],
            "days_to_reply": _days(complaints, has_reply),
            "n_characters": [len(r) for r in squeezed],
        }
    )
    return out[REPLY_SCORES.names]


def _shape(sentence: str) -> str:
    """Leave out what differs between uses of one stock sentence: digits, names in quotes, space, marks."""
    plain = re.sub(r"[“\"《].*?[”\"》]", "", sentence)
    return re.sub(r"[\W\d_]+", "", plain)


def _stock_sentences(sentences: Sequence[Sequence[str]]) -> frozenset[str]:
    counts = Counter(shape for reply in sentences for shape in {_shape(s) for s in reply} if len(shape) >= 2)
    least = max(_MIN_STOCK_REPLIES, _STOCK_SHARE * len(sentences))
    return frozenset(shape for shape, n in counts.items() if n >= least)


def _is_stock(sentence: str, stock: frozenset[str]) -> bool:
    bare = sentence.strip(" 。！？!?；;，,\n\t　")
    return not re.search(r"[\u4e00-\u9fff]", bare) or bool(_STOCK.search(bare)) or _shape(sentence) in stock


def _boilerplate(sentences: Sequence[str], stock: frozenset[str]) -> float:
    total = sum(len(s) for s in sentences)
    return round(sum(len(s) for s in sentences if _is_stock(s, stock)) / total, 3) if total else np.nan


def _explanation(sentences: Sequence[str], stock: frozenset[str]) -> float:
    own = [s for s in sentences if not _is_stock(s, stock)]
    return round(sum(bool(_GROUND.search(s)) for s in own) / len(own), 3) if own else 0.0


def _days(complaints: pd.DataFrame, has_reply: np.ndarray) -> np.ndarray:
    if "received_at" not in complaints.columns or "replied_at" not in complaints.columns:
        return np.full(len(complaints), np.nan)
    lag = days_between(without_strays(complaints["received_at"]), without_strays(complaints["replied_at"]))
    return np.where(has_reply & (lag >= 0), np.round(lag, 2), np.nan)
