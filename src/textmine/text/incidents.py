"""Find documents about the same incident: the same matter, at the same place, around the same time.

Not the same as duplicates: two neighbours describe one blocked drain in different words, and one gate can have both
a noisy stall and a parking problem. So place and matter are asked apart: documents must name a common place, and
what they say besides it must be alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.errors import InputError
from textmine.text.duplicates import near_duplicate_groups
from textmine.text.lexicon import domain_lexicon, read_stop_words
from textmine.text.segment import Segmenter

__all__ = ["IncidentGroups", "find_places", "group_incidents"]

_SUFFIXES = (
    "小区|花园|家园|公寓|新村|社区|大厦|广场|市场|学校|小学|中学|幼儿园|医院|工地|公园|车站|地铁站|大桥|"
    "大道|路(?![灯面况过由人牌])|街(?!道办)|巷|弄|苑|园|城|府|湾|庭|村|镇|桥|站"
)
_PLACE = re.compile(rf"([\u4e00-\u9fa5A-Za-z0-9]{{2}})({_SUFFIXES})(?:(东|南|西|北|正|侧|后|前)门)?")
# A place needs a name: 我们小区, 这条路 and 整个社区 name none.
_NAMELESS = frozenset(
    "我你他们的这那本该个条些各在了是到每某整全几两一所老新旧大小和与及从往向于里外上下没有无"
)
_MAX_SHARED = 2_000  # A place named by more documents is a district rather than a place.
Vector = dict[str, float]


@dataclass
class _Cluster:
    members: list[int] = field(default_factory=list)
    total: Vector = field(default_factory=dict)


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
    """Name the places in a text by the two characters before a place word, so that 在丽景小区 and 丽景小区 agree.

    Examples
    --------
    >>> sorted(find_places("丽景小区南门外，朝阳路上停满了车，我们小区进不去"))
    ['丽景小区', '朝阳路']
    """
    return {m.group(1) + m.group(2) for m in _PLACE.finditer(text) if not _NAMELESS & set(m.group(1))}


def group_incidents(
    texts: Sequence[str],
    *,
    days: Sequence[float] | None = None,
    max_days: float = 60,
    similarity: float = 0.2,
) -> IncidentGroups:
    """Group documents that name a common place and say alike things about it, at most `max_days` apart.

    Near-duplicates are together in any case. Others join, in order, the group at one of their places whose centre is
    nearest, if the cosine of the TF-IDF vectors of their words (stop words and place words left out) reaches
    `similarity`; there is no chaining. A document that names no place joins only its duplicates.

    Parameters
    ----------
    days : sequence of float, optional
        Day of each document on any scale; without it time is not asked. NaN is near nothing but itself.

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
        raise InputError(f"{len(days)} days for {len(texts)} texts", fix="give one day per text")
    same = near_duplicate_groups(texts).tolist()
    vectors = _matter_vectors(texts)
    clusters: list[_Cluster] = []
    at_place: dict[str, list[int]] = defaultdict(list)
    of_duplicates: dict[int, list[int]] = defaultdict(list)
    shared = Counter(place for text in texts for place in find_places(text))
    for at, text in enumerate(texts):
        places = {place for place in find_places(text) if shared[place] <= _MAX_SHARED}
        known = {c for place in places for c in at_place[place]}
        best, found = similarity, None
        for number in sorted(known):
            members = clusters[number].members
            if days is not None and not any(abs(days[at] - days[other]) <= max_days for other in members):
                continue
            likeness = _cosine(vectors[at], clusters[number].total)
            if likeness >= best:
                best, found = likeness, number
        for number in of_duplicates[same[at]]:
            members = clusters[number].members
            if days is None or any(abs(days[at] - days[other]) <= max_days for other in members):
                found = number
                break
        if found is None:
            found = len(clusters)
            clusters.append(_Cluster())
        if found not in of_duplicates[same[at]]:
            of_duplicates[same[at]].append(found)
        _join(clusters[found], at, vectors[at])
        for place in places:
            if found not in at_place[place]:
                at_place[place].append(found)
    return _result(clusters, vectors, len(texts))


def _join(cluster: _Cluster, at: int, vector: Vector) -> None:
    cluster.members.append(at)
    for word, weight in vector.items():
        cluster.total[word] = cluster.total.get(word, 0.0) + weight


def _result(clusters: list[_Cluster], vectors: list[Vector], n_texts: int) -> IncidentGroups:
    group = np.zeros(n_texts, dtype=np.int64)
    likeness = np.ones(n_texts)
    for number, cluster in enumerate(clusters):
        for at in cluster.members:
            group[at] = number
            if len(cluster.members) > 1:
                likeness[at] = _cosine(vectors[at], cluster.total)
    return IncidentGroups(group, likeness)


def _matter_vectors(texts: Sequence[str]) -> list[Vector]:
    """Weigh the words that say what a document is about; each vector has length 1."""
    stop = set(read_stop_words()) | {"东门", "南门", "西门", "北门", "正门", "大门", "后门"}
    words = []
    for text, cut in zip(texts, Segmenter(domain_lexicon()).segment(texts), strict=True):
        where = "".join(find_places(text))
        words.append(Counter(w for w in cut if w not in stop and w not in where and w[0].isalpha()))
    frequency = Counter(word for counted in words for word in counted)
    vectors = []
    for counted in words:
        weights = {
            w: (1 + math.log(n)) * (1 + math.log((1 + len(texts)) / (1 + frequency[w])))
            for w, n in counted.items()
        }
        norm = math.sqrt(sum(v * v for v in weights.values())) or 1.0
        vectors.append({word: value / norm for word, value in weights.items()})
    return vectors


def _cosine(vector: Vector, total: Vector) -> float:
    dot = sum(weight * total.get(word, 0.0) for word, weight in vector.items())
    norm = math.sqrt(sum(value * value for value in total.values()))
    return dot / norm if norm else 0.0
