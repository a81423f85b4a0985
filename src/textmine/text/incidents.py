"""Find documents about the same incident: the same matter, at the same place, around the same time.

Not the same as duplicates: two neighbours describe one blocked drain in different words, and one gate can have both
a noisy stall and a parking problem. So place and matter are asked apart: documents must name a common place, and
what they say besides it must be alike, in words or in the matters those words stand for. Phrases of appeal (请加快…建设)
say nothing about the matter and do not count.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.text.duplicates import near_duplicate_groups
from textmine.text.lexicon import domain_lexicon, read_stop_words
from textmine.text.matters import find_matters
from textmine.text.segment import Segmenter

__all__ = ["IncidentGroups", "find_places", "group_incidents"]

_SUFFIXES = (
    "小区|花园|家园|公寓|新村|新城|社区|街道|大厦|大楼|广场|菜市场|市场|物流园|产业园|工业园|学校|小学|中学|大学|学院|幼儿园|书店|医院|卫生院|服务中心|大厅|工地|公园|车站|地铁站|"
    "高铁站|大桥|大道|经开区|开发区|国际|华庭|雅苑|华府|名邸|水岸|路(?![灯面况过由人牌])|街(?!道)|巷|弄|苑|园(?!区)|城(?![市管区])|府(?![部门])|湾|庭|村(?![民里委干支])|"
    "镇|桥(?![头])|站(?![在着点])|居(?![民委])|轩|郡|邸"
)
_SUFFIX = re.compile(_SUFFIXES)
_BEFORE = re.compile(r"[\u4e00-\u9fa5A-Za-z0-9]{2,5}$")
# A name begins behind these: 住在|丽景小区, 某市|丽景小区, 去|中心医院. 我们小区, 这条路 and 整个社区 name no place.
_BREAKS = re.compile(
    r"^.*[在到于的了是住去来往从至给与和及对向叫有买过我你他她您们这那哪该本某每整全几条个些市县区省里上下旁经由就也还都让使把被请为]"
)
_NAMELESS = frozenset("一二两三所老新旧大小无没外楼各什么多少公共住宅居民老旧新建商业农贸")
_NAMELESS_NAMES = "十字 丁字 交叉 三岔 公交 农贸 安置 棚户 回迁 公租房 廉租房 高层 老旧 住宅 商业 步行 人行 过街 地下 健身 农家 客运 乡镇 各个 附近 周边 地铁 高铁 火车 汽车"
_NAMELESS_WORDS = frozenset(_NAMELESS_NAMES.split())
_KINDS_OF_PLACE = ("公交", "公交车", "农贸", "十字")
_HOUSES = frozenset(
    ("小学", "中学", "大学", "幼儿园", "医院", "卫生院", "菜市场", "市场", "地铁站", "车站", "公园")
)
_GATES = frozenset(("东门", "南门", "西门", "北门", "正门", "大门", "后门", "门口"))
# What every complaint says, whatever it is about.
_APPEALS = (
    "请求 恳请 希望 建议 尽快 尽早 加快 早日 解决 问题 领导 政府 相关 有关 部门 居民 群众 市民 业主 住户 老百姓 村民 投诉 举报 反映 咨询 请问 何时 什么 时候 什么时候 "
    "建设 进度 推进 落实 处理 管理 严重 影响 生活 出行 周边 附近 小区 社区 物业 安排 规划 开通 增设 改造 核查 需要 要求 情况 现在 目前 一直 没有 不能 无法 至今 多次 "
    "没人 无人 每天 晚上 早上 天天 开发商 街道 公司 项目 地方 方便 安全 担心 老人 孩子 小孩 大人 家里 今年 去年 昨天 上周 一年 半年 三年 两年 三个 几个 进行 修复 改善 加强 "
    "成立 发现 答复 回复 谢谢 感谢 关注 支持 工作 国家 书记 市长 您好 尊敬"
)
_PHRASES = frozenset(_APPEALS.split())
_LONGEST = 5  # Characters of a name in front of its place word.
_MATTER_WEIGHT = 1.5  # A matter known by name says more than one word.
_MAX_SHARED = 2_000  # A place named by more documents is a district rather than a place.
Vector = dict[str, float]


@dataclass
class _Cluster:
    members: list[int] = field(default_factory=list)
    total: Vector = field(default_factory=dict)
    square: float = 0.0
    places: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class IncidentGroups:
    """Hold which documents are about the same incident.

    Attributes
    ----------
    group : int64 array
        Group of each document, numbered in order of first appearance.
    similarity : float array
        Likeness (cosine, 0-1) of each document's matter to the centre of its group; 1 for a document alone.
    """

    group: npt.NDArray[np.int64]
    similarity: npt.NDArray[np.float64]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per group of two or more: size, representative (the most central) and spread."""
        table = pd.DataFrame({"group": self.group, "similarity": self.similarity})
        table["document"] = np.arange(len(table))
        rows = []
        for group, found in table.groupby("group"):
            if len(found) > 1:
                central = found["document"].to_numpy()[found["similarity"].to_numpy().argmax()]
                rows.append((group, len(found), int(central), float(1 - found["similarity"].mean())))
        frame = pd.DataFrame(rows, columns=["group", "n_documents", "representative", "spread"])
        return frame.sort_values(["n_documents", "group"], ascending=[False, True], ignore_index=True)


def find_places(text: str) -> set[str]:
    """Name the places in a text: two to five characters and a place word, without what only leads to them.

    Examples
    --------
    >>> sorted(find_places("住在丽景小区南门外，朝阳路上停满了车，我们小区进不去"))
    ['丽景小区', '朝阳路']
    """
    found: list[str] = []
    last = end = 0  # Where the last place word ends, and where the last place ends.
    for match in _SUFFIX.finditer(text):
        if found and match.start() == end and match.group() in _HOUSES:  # 枫林路|小学 is not the road.
            found[-1] += match.group()
            last = end = match.end()
            continue
        before = _BEFORE.search(text[max(last, match.start() - _LONGEST) : match.start()])
        if before is None:
            continue
        last = match.end()
        name = _BREAKS.sub("", before.group())
        is_name = len(name) >= 2 and name not in _NAMELESS_WORDS and not _NAMELESS.issuperset(name)
        if is_name and not name.endswith(_KINDS_OF_PLACE):
            found.append(name + match.group())
            end = last
    return set(found)


def _is_same(place: str, others: Collection[str]) -> bool:
    """Tell whether a place is among others, also where one of the two names has more in front of it."""
    return any(place.endswith(other) or other.endswith(place) for other in others)


def group_incidents(
    texts: Sequence[str],
    *,
    days: Sequence[float] | None = None,
    max_days: float = 60,
    similarity: float = 0.25,
) -> IncidentGroups:
    """Group documents that name a common place and say alike things about it, at most `max_days` apart.

    Near-duplicates are together unless they name different places. Others join, in order, the group at one of their
    places whose centre is nearest, if the cosine of the TF-IDF vectors of their words and matters (stop words, phrases of
    appeal and place words left out) reaches `similarity`; there is no chaining. A document that names no place joins
    only its duplicates.

    Parameters
    ----------
    days : sequence of float, optional
        Day of each document on any scale; without it time is not asked. NaN is near nothing, but parts no duplicates.

    Examples
    --------
    >>> texts = [
    ...     "丽景小区南门夜宵摊噪音太大，半夜还在放音响",
    ...     "丽景小区南门停车乱，私家车堵住出口",
    ...     "住在丽景小区，夜宵摊音响噪音吵到半夜睡不着",
    ... ]
    >>> group_incidents(texts).group.tolist()
    [0, 1, 0]
    >>> group_incidents(texts, days=[0, 1, 200]).group.tolist()
    [0, 1, 2]
    """
    if days is not None and len(days) != len(texts):
        raise InputError(
            f"{len(days)} days for {len(texts)} texts",
            fix="give one day per text",
            zh=f"{len(texts)} 篇文本，却有 {len(days)} 个日期；请每篇给一个",
        )
    same = near_duplicate_groups(texts).tolist()
    places = [find_places(text) for text in texts]
    vectors = _matter_vectors(texts, places)
    shared = Counter(_key(place) for found in places for place in found)
    clusters: list[_Cluster] = []
    at_place: dict[str, list[int]] = defaultdict(list)
    of_duplicates: dict[int, list[int]] = defaultdict(list)
    for at in range(len(texts)):
        named = {place for place in places[at] if shared[_key(place)] <= _MAX_SHARED}
        known = {c for place in named for c in at_place[_key(place)]}

        def is_near(number: int, at: int = at) -> bool:
            members = clusters[number].members
            return days is None or any(abs(days[at] - days[other]) <= max_days for other in members)

        def is_undated(number: int, at: int = at) -> bool:
            """Same words without a date that could part them: of one of the two it is not known."""
            return days is not None and (
                math.isnan(days[at]) or all(math.isnan(days[other]) for other in clusters[number].members)
            )

        best, found = similarity, None
        for number in sorted(known):
            cluster = clusters[number]
            if not _at_one_place(named, cluster.places) or not is_near(number):
                continue
            likeness = _likeness(vectors[at], cluster)
            if likeness >= best:
                best, found = likeness, number
        for number in of_duplicates[same[at]]:
            there = clusters[number].places
            if (is_near(number) or is_undated(number)) and (
                not named or not there or any(_is_same(p, there) for p in named)
            ):
                found = number
                break
        if found is None:
            found = len(clusters)
            clusters.append(_Cluster())
        if found not in of_duplicates[same[at]]:
            of_duplicates[same[at]].append(found)
        _join(clusters[found], at, vectors[at], named)
        for place in named:
            if found not in at_place[_key(place)]:
                at_place[_key(place)].append(found)
    return _result(clusters, vectors, len(texts))


# Places that hold many others: two estates on one road are two places.
_WIDE = ("路", "大道", "街", "街道", "镇", "巷", "弄", "桥", "站", "社区", "经开区", "开发区", "新城", "公园")


def _at_one_place(named: set[str], there: set[str]) -> bool:
    """Tell whether two sets of places have one in common, and not only a road on which each names its own estate."""
    if not any(_is_same(place, there) for place in named):
        return False
    own = {place for place in named if not place.endswith(_WIDE)}
    other = {place for place in there if not place.endswith(_WIDE)}
    return not own or not other or any(_is_same(place, other) for place in own)


def _key(place: str) -> str:
    """Give what all forms of a name have in common: its last characters."""
    return place[-3:]


def _join(cluster: _Cluster, at: int, vector: Vector, named: set[str]) -> None:
    cluster.members.append(at)
    cluster.places |= named
    cluster.square += 2 * _dot(vector, cluster.total) + sum(value * value for value in vector.values())
    for word, weight in vector.items():
        cluster.total[word] = cluster.total.get(word, 0.0) + weight


def _result(clusters: list[_Cluster], vectors: list[Vector], n_texts: int) -> IncidentGroups:
    group = np.zeros(n_texts, dtype=np.int64)
    likeness = np.ones(n_texts)
    for number, cluster in enumerate(clusters):
        for at in cluster.members:
            group[at] = number
            if len(cluster.members) > 1:
                likeness[at] = _likeness(vectors[at], cluster)
    return IncidentGroups(group, likeness)


def _matter_vectors(texts: Sequence[str], places: Sequence[set[str]]) -> list[Vector]:
    """Weigh the matters and words that say what a document is about; each vector has length 1."""
    stop = set(read_stop_words()) | _GATES | _PHRASES
    counted = []
    for text, cut, named in zip(texts, Segmenter(domain_lexicon()).segment(texts), places, strict=True):
        where = " ".join(named)
        matters = [(word, name) for word, name in find_matters(text) if word not in where]
        words = Counter(w for w in cut if len(w) > 1 and w not in stop and w not in where and w[0].isalpha())
        for word in {word for word, _ in matters}:
            words.pop(word, None)
        words.update(f"={name}" for _, name in matters)
        counted.append(words)
    frequency = Counter(word for words in counted for word in words)
    vectors = []
    for words in counted:
        weights = {
            w: (1 + math.log(n))
            * (1 + math.log((1 + len(texts)) / (1 + frequency[w])))
            * (_MATTER_WEIGHT if w[0] == "=" else 1)
            for w, n in words.items()
        }
        norm = math.sqrt(sum(v * v for v in weights.values())) or 1.0
        vectors.append({word: value / norm for word, value in weights.items()})
    return vectors


def _dot(vector: Vector, total: Vector) -> float:
    return sum(weight * total[word] for word, weight in vector.items() if word in total)


def _likeness(vector: Vector, cluster: _Cluster) -> float:
    """Give the cosine of a document, whose vector has length 1 or 0, with the centre of a group."""
    return _dot(vector, cluster.total) / math.sqrt(cluster.square) if cluster.square > 0 else 0.0
