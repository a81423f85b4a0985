"""Write tables of invented messages with known incidents, and score groups against them.

The incidents are in `invented_incidents.yaml`: half `a` was looked at while the factors of likeness were chosen,
half `b` is measured with the factors as they then were. Background: other issues at the same places, the same issue
at other places, and corpus messages that belong to no incident.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

OPENINGS = [
    "您好，",
    "领导好！",
    "",
    "",
    "",
    "尊敬的领导：",
    "我是{p}的住户，",
    "来电人称，",
    "市民来信反映：",
    "实在没办法了，",
    "我也来说一句。",
    "{u}{p}的情况想必你们清楚。",
    "替父母写的，",
]
FILLERS = [
    "打过热线，工单号记不得了。",
    "已经不是第一次写信。",
    "大家都要过日子，互相体谅也有个限度。",
    "家里上有老下有小。",
    "照片可以提供。",
    "我们愿意配合调查。",
    "微信群里天天有人骂。",
    "不知道还要等多久。",
    "上次的回复像是复制来的。",
    "周边的人都这么说。",
    "本人实名反映，电话可以联系。",
    "去年冬天就说过一次。",
    "一级推一级，推到最后没有人管。",
]
CLOSINGS = [
    "请尽快处理，谢谢。",
    "盼回复。",
    "望核实。",
    "",
    "",
    "请给个准信。",
    "来电人要求到现场查看并回复。",
    "恳请领导过问！",
    "求求了。",
    "请转交相关部门。",
]
_RE_ENTERED, _NO_TITLE, _SHORT_BODY, _BODY_ONLY_PLACE = 0.12, 0.08, 0.15, 0.12


def _message(
    rng: np.random.Generator, incident: dict, place: list[str], titles: list[str], says: list[str]
) -> tuple[str, str]:
    weights = np.array([2.0] + [1.0] * (len(place) - 1))

    def fill(text: str, *, named: bool = True) -> str:
        here = (
            str(rng.choice(place, p=weights / weights.sum()))
            if named
            else str(rng.choice(["这里", "我们这儿"]))
        )
        thing = str(rng.choice(incident.get("thing", ["此事"])))
        return text.replace("{p}", here).replace("{t}", thing).replace("{u}", incident["unit"])

    said = [str(s) for s in rng.choice(says, size=min(len(says), int(rng.integers(1, 4))), replace=False)]
    if rng.random() < _SHORT_BODY:
        said = said[:1]
    else:
        said.insert(int(rng.integers(0, len(said) + 1)), str(rng.choice(FILLERS)))
    body = fill(str(rng.choice(OPENINGS)) + "".join(said) + str(rng.choice(CLOSINGS)))
    title = str(rng.choice(titles))
    if rng.random() < _BODY_ONLY_PLACE:
        title, body = fill(title, named=False), fill("{u}{p}：") + body
    else:
        title = (incident["unit"] if rng.random() < 0.4 else "") + fill(title)
    if rng.random() < _NO_TITLE:
        title, body = "", title + "。" + body
    return title, body


def invent_messages(half: str, background: pd.DataFrame, *, seed: int = 0) -> pd.DataFrame:
    """Write the messages of one half of the incidents among a background.

    Returns
    -------
    DataFrame
        `complaint_id, title, text, received_at, person, likes, incident`; `incident` is blank in the background,
        `a01` for an incident, `a01@place` for the same issue elsewhere, `a01/0` for another issue at its place.
    """
    import yaml

    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    start = pd.Timestamp("2021-03-01")

    def add(name: str, made: tuple[str, str], days: float, person: str) -> None:
        at = start + pd.Timedelta(days=float(days))
        rows.append(
            {
                "title": made[0],
                "text": made[1],
                "received_at": at.floor("s"),
                "person": person,
                "likes": int(rng.poisson(1)),
                "incident": name,
            }
        )

    path = Path(__file__).with_name("invented_incidents.yaml")
    for incident in yaml.safe_load(path.read_text(encoding="utf-8")):
        if incident["half"] != half:
            continue
        name, first = incident["id"], rng.uniform(0, 300)
        days = np.sort(rng.beta(0.6, 0.8, incident["n"])) * incident["months"] * 30 + first
        made: list[tuple[str, str]] = []
        for at, day in enumerate(days):
            if made and rng.random() < _RE_ENTERED:
                title, body = made[int(rng.integers(len(made)))]
                made.append((str(rng.choice(["", "再次反映：", "追问："])) + title if title else title, body))
            else:
                made.append(_message(rng, incident, incident["place"], incident["title"], incident["say"]))
            add(name, made[-1], day, f"{name}p{int(at * 0.9)}")
        for number, (title, say) in enumerate(incident["other"]):
            for copy in range(int(rng.integers(1, 4))):
                made_here = _message(rng, incident, incident["place"][:2], [title], [say])
                add(f"{name}/{number}", made_here, rng.uniform(0, 1100), f"{name}o{number}{copy}")
        for place in incident["elsewhere"]:
            for copy in range(int(rng.integers(2, 6))):
                there = _message(rng, incident, [place], incident["title"], incident["say"])
                add(f"{name}@{place}", there, rng.uniform(0, 1100), f"{name}e{place}{copy}")
    quiet = background.assign(
        received_at=start + pd.to_timedelta(rng.uniform(0, 1300, len(background)), unit="D").floor("s"),
        person=[f"q{at}" for at in range(len(background))],
        likes=0,
        incident="",
    )[["title", "text", "received_at", "person", "likes", "incident"]]
    table = pd.concat([pd.DataFrame(rows), quiet], ignore_index=True)
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    table.insert(0, "complaint_id", [f"x{at:05d}" for at in range(len(table))])
    return table


def score_groups(groups: pd.Series, incident: pd.Series) -> pd.DataFrame:
    """Compare each incident with the group that agrees best with it.

    Returns
    -------
    DataFrame
        `incident, n, f1, precision, recall`.
    """
    both = pd.DataFrame({"group": groups.to_numpy(), "incident": incident.to_numpy()})
    sizes = both["group"].value_counts()
    rows = []
    for name, part in both[~both["incident"].str.contains("[@/]") & (both["incident"] != "")].groupby(
        "incident"
    ):
        shared = part["group"].value_counts()
        f1 = 2 * shared / (len(part) + sizes[shared.index])
        best = f1.index[int(f1.to_numpy().argmax())]
        rows.append(
            {
                "incident": name,
                "n": len(part),
                "f1": f1[best],
                "precision": shared[best] / sizes[best],
                "recall": shared[best] / len(part),
            }
        )
    return pd.DataFrame(rows)
