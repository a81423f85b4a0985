"""Find hot issues: the same thing at the same place, told by several people.

An issue is narrow (one mixing plant beside one estate); a topic is broad (noise). Groups whose members share
neither a place nor a phrase are called topics and ranked after the issues.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.mining.grouping import MAX_DENSE, group_messages
from textmine.mining.heat import measure_heat
from textmine.mining.likeness import MessageSpace, build_space
from textmine.mining.naming import common_words, name_issue, name_place, shared_phrase
from textmine.reading.straytimes import without_strays
from textmine.schema import Column, TableSchema
from textmine.text.unnamed import names_nobody

__all__ = ["HOTSPOTS", "Hotspots", "find_hotspots"]

HOTSPOTS = TableSchema(
    "hot issues",
    ("rank",),
    (
        Column("rank", "count", "1 is the hottest; topics come after issues", "排名"),
        Column("heat", "people", "voices weighed by age, likes and spread", "热度"),
        Column("issue", "text", "place and thing", "热点问题"),
        Column("place", "text", "where", "地点"),
        Column("from", "date", "first message", "开始"),
        Column("to", "date", "last message", "结束"),
        Column("n_messages", "count", "messages", "留言数"),
        Column("n_people", "count", "distinct people", "人数"),
        Column("likes", "count", "likes of its messages", "点赞数"),
        Column("heat_low", "people", "lower end of the 95 % interval of heat", "热度下限"),
        Column("heat_high", "people", "upper end", "热度上限"),
        Column("kind", "code", "issue: one place or one named thing; topic: broader", "类型"),
        Column("summary", "text", "size, period and common words", "概要"),
        Column("representative_id", "id", "the message most like the others", "代表留言"),
        Column("issue_id", "id", "stays the same when a new batch is joined", "问题编号"),
    ),
)

MIN_LIKENESS = 0.15
_NARROW_SHARE = 0.5  # An issue is narrow when half of its messages share the place or a phrase.
_FEW_PLACED = 3  # So many messages that name places show whether they name one.
_END = "\0"  # Stands between texts, so that no phrase is found across two.


@dataclass(frozen=True)
class Hotspots:
    """Hold hot issues and their members.

    Attributes
    ----------
    issues : DataFrame, see ``HOTSPOTS``
    members : DataFrame
        `rank`, `row` (position in the table), `complaint_id`, `issue_id`, one row per message of a hot issue.
    groups : Series
        Group of every message, also of those in no hot issue; index `complaint_id`.
    messages : DataFrame
        The messages as given, for joining a later batch.
    """

    issues: pd.DataFrame
    members: pd.DataFrame
    groups: pd.Series
    messages: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the table of issues."""
        return self.issues.copy()

    def growth(self) -> pd.DataFrame:
        """Count each issue's messages and people month by month.

        Returns
        -------
        DataFrame
            `rank, month, n_messages, n_messages_so_far, n_people_so_far`; messages without a time are left out.
        """
        times = _times(self.messages)
        at = self.members["row"].to_numpy(dtype=np.int64)
        told = pd.DataFrame(
            {
                "rank": self.members["rank"].to_numpy(),
                "month": times.to_numpy(dtype="datetime64[M]")[at],
                "person": pd.factorize(_people(self.messages))[0][at],
            }
        )
        told = told[~np.isnat(told["month"].to_numpy())].sort_values(["rank", "month"], kind="stable")
        told["is_new"] = ~told.duplicated(["rank", "person"])
        by_month = told.groupby(["rank", "month"])["is_new"].agg(n_messages="size", n_new="sum").reset_index()
        so_far = by_month.groupby("rank")[["n_messages", "n_new"]].cumsum()
        return pd.DataFrame(
            {
                "rank": by_month["rank"],
                "month": by_month["month"].dt.strftime("%Y-%m"),
                "n_messages": by_month["n_messages"],
                "n_messages_so_far": so_far["n_messages"],
                "n_people_so_far": so_far["n_new"],
            }
        )


def find_hotspots(
    complaints: pd.DataFrame,
    *,
    min_people: int = 3,
    min_likeness: float = MIN_LIKENESS,
    known: Hotspots | None = None,
    seed: int = 0,
) -> Hotspots:
    """Find all issues that at least `min_people` different people wrote about, hottest first.

    Parameters
    ----------
    complaints : DataFrame
        As :func:`textmine.read_complaints` gives it: `complaint_id`, `title`, `text`; optional `received_at`, `person`,
        `likes`, `community`. Without `person`, or where it names nobody (匿名, ``[PERSON]``), a message counts as a person of
        its own.
    min_people : int
        Fewer different people make no hot issue, however many messages they wrote.
    min_likeness : float
        Mean likeness (0 to 1) at which groups join. Between .10 and .20 the issues found hardly change.
    known : Hotspots, optional
        Result for earlier messages. Its groups stay together, keep their `issue_id`, and new messages join them.
    seed : int
        For the interval of heat only.

    Returns
    -------
    Hotspots
        An empty table when nothing is hot.

    Raises
    ------
    InputError
        When columns are missing, or a message of the new batch is known already.

    Examples
    --------
    >>> complaints = pd.DataFrame({
    ...     "complaint_id": ["1", "2", "3", "4"],
    ...     "title": ["丽景新城旁搅拌站噪音扰民", "投诉丽景新城搅拌站粉尘噪音", "丽景新城小区搅拌站太吵", "春晓路路灯不亮"],
    ...     "text": ["", "", "", ""], "person": ["甲", "乙", "丙", "丁"]})
    >>> hot = find_hotspots(complaints)
    >>> hot.issues[["rank", "place", "n_messages", "n_people"]].values.tolist()
    [[1, '丽景新城', 3, 3]]
    >>> hot.members["complaint_id"].tolist()
    ['1', '2', '3']
    """
    for column in ("complaint_id", "title", "text"):
        if column not in complaints.columns:
            found = ", ".join(map(str, complaints.columns))
            raise InputError(
                "the table of complaints lacks this column",
                column=column,
                fix=f"found: {found}",
                zh=f"诉求表缺少这一列；现有：{found}",
            )
    if min_people < 1 or not 0 < min_likeness < 1:
        raise InputError(
            "min_people must be at least 1 and min_likeness between 0 and 1",
            zh="min_people 至少为 1，min_likeness 应在 0 与 1 之间",
        )
    messages, fixed = _with_known(complaints.reset_index(drop=True), known)
    communities = messages["community"].tolist() if "community" in messages.columns else None
    is_large = len(messages) > MAX_DENSE
    space = build_space(
        messages["title"].tolist(), messages["text"].tolist(), communities, with_copies=is_large
    )
    groups = group_messages(space, min_likeness=min_likeness, fixed=fixed)
    rows = _describe_all(messages, space, groups, min_people, seed)
    ids = _issue_ids(messages, groups, known)
    order = sorted(
        rows, key=lambda g: (rows[g]["kind"] == "topic", -float(str(rows[g]["heat"])), str(rows[g]["issue"]))
    )
    table = HOTSPOTS.frame(
        [{**rows[g], "rank": rank, "issue_id": ids[g]} for rank, g in enumerate(order, start=1)]
    )
    names = messages["complaint_id"].tolist()
    members = [
        {
            "rank": rank,
            "row": int(row),
            "complaint_id": names[row],
            "issue_id": ids[g],
        }
        for rank, g in enumerate(order, start=1)
        for row in np.flatnonzero(groups == g)
    ]
    return Hotspots(
        table,
        pd.DataFrame(members, columns=["rank", "row", "complaint_id", "issue_id"]),
        pd.Series(
            [ids[g] for g in groups], index=messages["complaint_id"].to_numpy(), name="issue_id", dtype=object
        ),
        messages,
    )


def _with_known(complaints: pd.DataFrame, known: Hotspots | None) -> tuple[pd.DataFrame, np.ndarray | None]:
    if known is None:
        return complaints, None
    if twice := sorted(set(complaints["complaint_id"]) & set(known.messages["complaint_id"])):
        raise InputError(
            f"message {twice[0]!r} is in the earlier result already ({len(twice)} in all)",
            column="complaint_id",
            fix="give only new messages",
            zh="新批次中含有已处理的留言",
        )
    messages = pd.concat([known.messages, complaints], ignore_index=True)
    old = pd.factorize(known.groups)[0]
    # Single messages of the earlier batch are free to be joined; groups stay.
    old = np.where(np.bincount(old, minlength=1)[old] > 1, old, -1)
    return messages, np.concatenate([old, np.full(len(complaints), -1)]).astype(np.int64)


def _times(messages: pd.DataFrame) -> pd.Series:
    """Return when each message came; a date far from all others says nothing of when an issue began or ended."""
    if "received_at" not in messages.columns:
        return pd.Series(pd.NaT, index=messages.index, dtype="datetime64[ns]")
    return without_strays(messages["received_at"])


def _people(messages: pd.DataFrame) -> pd.Series:
    """Return who wrote each message; where the cell names nobody (匿名), the message stands for a person of its own."""
    alone = pd.Series([f"\0{at}" for at in range(len(messages))], index=messages.index)
    if "person" not in messages.columns:
        return alone
    named = messages["person"].astype(object)
    return named.where(~named.map(names_nobody).astype(bool), alone).astype(str)


def _describe_all(
    messages: pd.DataFrame, space: MessageSpace, groups: np.ndarray, min_people: int, seed: int
) -> dict[int, dict[str, object]]:
    people = _people(messages)
    times = _times(messages)
    likes = messages.get("likes", pd.Series(0, index=messages.index)).fillna(0)
    latest = times.max()
    today = None if pd.isna(latest) else latest
    n_people = people.groupby(groups).nunique()
    who, when, liked = (
        pd.factorize(people)[0],
        times.to_numpy(dtype="datetime64[s]"),
        likes.to_numpy(dtype=float),
    )
    said_first = [
        t.strip() or b.strip()
        for t, b in zip(messages["title"].tolist(), messages["text"].tolist(), strict=True)
    ]
    texts_with = _Texts(messages)
    out: dict[int, dict[str, object]] = {}
    for group in n_people.index[n_people >= min_people]:
        rows = np.flatnonzero(groups == group)
        heat = measure_heat(who[rows], when[rows], liked[rows], today=today, seed=seed)
        first, last = pd.Timestamp(np.fmin.reduce(when[rows])), pd.Timestamp(np.fmax.reduce(when[rows]))
        described = _describe(messages, said_first, space, rows, texts_with)
        period = "" if pd.isna(first) else f"，{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
        words = "、".join(str(w) for w in described.pop("words"))  # type: ignore[attr-defined]
        out[int(group)] = {
            **described,
            "heat": heat.value,
            "heat_low": heat.low,
            "heat_high": heat.high,
            "from": None if pd.isna(first) else first,
            "to": None if pd.isna(last) else last,
            "n_messages": len(rows),
            "n_people": int(n_people[group]),
            "likes": int(liked[rows].sum()),
            "summary": f"{len(rows)} 条留言，{n_people[group]} 人{period}；多次提到：{words}",
        }
    return out


def _is_all_over(places: list[list[str]], place_share: float) -> bool:
    """Tell whether messages that share a phrase name one place each: mah-jong parlours all over town."""
    n_placed = sum(map(bool, places))
    if n_placed < _FEW_PLACED:
        return 2 * n_placed >= len(places)
    return 2 * n_placed >= len(places) or place_share * len(places) < _NARROW_SHARE * n_placed


class _Texts:
    """Say in which messages a phrase stands: one that most others use as well names nothing in particular."""

    def __init__(self, messages: pd.DataFrame) -> None:
        parts = zip(messages["title"].tolist(), messages["text"].tolist(), strict=True)
        texts = ["".join((title + _END + text).split()) for title, text in parts]
        self._every = _END.join(texts)
        self._starts = np.cumsum([0, *(len(text) + 1 for text in texts)])

    def share_among(self, rows: np.ndarray, phrase: str) -> float:
        """Return which share of the messages that hold the phrase are among `rows`; 1 where none does."""
        found = [m.start() for m in re.finditer(re.escape(phrase), self._every)]
        holding = np.unique(np.searchsorted(self._starts, found, side="right") - 1)
        return float(np.isin(holding, rows).mean()) if len(holding) else 1.0


def _describe(
    messages: pd.DataFrame, said_first: list[str], space: MessageSpace, rows: np.ndarray, texts_with: _Texts
) -> dict[str, object]:
    texts = [said_first[row] for row in rows]
    said = [space.title_words[row] for row in rows]
    place, place_share = name_place([space.places[row] for row in rows], texts)
    phrase, phrase_share = shared_phrase(said)
    thing = common_words(said, without=place)
    is_narrow = place_share >= _NARROW_SHARE or (
        phrase_share >= _NARROW_SHARE
        and not _is_all_over([space.places[row] for row in rows], place_share)
        and texts_with.share_among(rows, phrase) >= _NARROW_SHARE
    )
    if not place and "community" in messages.columns:
        # No name in the texts, but the table says where: one community is a place.
        community, share = _most_common(messages["community"].iloc[rows])
        if share > _NARROW_SHARE:
            place, is_narrow = community, True
    if not place_share and phrase_share >= _NARROW_SHARE:
        thing = [phrase, *thing]
    return {
        "issue": name_issue(texts, said, place=place, thing=thing),
        "place": place,
        "kind": "issue" if is_narrow else "topic",
        "words": thing,
        "representative_id": messages["complaint_id"].iloc[space.representative(rows)],
    }


def _most_common(values: pd.Series) -> tuple[str, float]:
    said = values[values.notna()].astype(str).str.strip()
    counts = said[said != ""].value_counts()
    if counts.empty:
        return "", 0.0
    best = sorted(counts.index[counts == counts.iloc[0]])[0]
    return best, float(counts.iloc[0]) / len(values)


def _issue_ids(messages: pd.DataFrame, groups: np.ndarray, known: Hotspots | None) -> dict[int, str]:
    """Name each group by its first message; a group that holds a known one keeps the known name."""
    names = messages["complaint_id"].tolist()
    ids: dict[int, str] = {}
    for group, name in zip(groups, names, strict=True):
        ids.setdefault(int(group), str(name))
    if known is not None:
        old = known.groups.to_numpy()
        sizes = pd.Series(old).value_counts()
        kept: dict[int, str] = {}
        for at, name in enumerate(old):
            if sizes[name] > 1:
                kept.setdefault(int(groups[at]), str(name))
        ids.update(kept)
    return ids
