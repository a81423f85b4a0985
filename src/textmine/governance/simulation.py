"""Make a city in which the effect of every governance model is known, down to the text of each complaint.

What the suite claims to find can be checked here: the same commands that read a real hotline export read this
city, and ``truth.json`` says what they should have found.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from textmine.governance.inputs import month_index, month_name
from textmine.governance.quotations import CATEGORY_ZH, held_out_texts, quote_texts
from textmine.governance.scenarios import MODELS, Conditions, draw_conditions, scenario_named
from textmine.writing.tables import write_table
from textmine.writing.targets import check_target, complete_or_nothing

__all__ = ["City", "simulate_cells", "simulate_city", "write_city"]

FIRST_YEAR = 2021
CALLBACK_SHARE, CONTACT_SHARE, EXCLUDED_SHARE = 0.7, 0.95, 0.03
MEAN_LIFE_DAYS, MEAN_CLOSE_DAYS, FRAILTY_SD, REPEAT_SHARE = 12.0, 9.0, 0.3, 0.25
_CHANNELS = ("12345热线", "网络平台", "手机应用", "来访")
_CHANNEL_SHARES = (0.6, 0.2, 0.15, 0.05)
# How much harder (below 0) or easier than the mean a case of the category is to solve.
_HARDNESS = dict(zip(CATEGORY_ZH, (-0.06, -0.08, 0.06, 0.0, 0.08, -0.02, 0.03, -0.03, 0.04, 0.0)))
_SHARES = (0.2, 0.14, 0.11, 0.12, 0.12, 0.1, 0.06, 0.05, 0.05, 0.05)


@dataclass(frozen=True)
class City:
    """Hold a simulated city: the three tables and the truth about it."""

    cases: pd.DataFrame
    communities: pd.DataFrame
    adoption: pd.DataFrame
    truth: dict[str, Any]


def _first_index() -> int:
    return month_index(FIRST_YEAR, 1)


def simulate_cells(conditions: Conditions, seed: int) -> pd.DataFrame:
    """Draw the panel directly, community-month by community-month: the fast way for hundreds of cities."""
    rng = np.random.default_rng([seed, 7])
    n, n_months = conditions.p_with.shape
    n_recv = rng.poisson(conditions.incidents * conditions.reports_per_incident)
    n_valid = rng.binomial(n_recv, CALLBACK_SHARE)
    n_solved = rng.binomial(n_valid, conditions.p_with)
    months = np.tile(np.arange(1, n_months + 1), n)
    start = np.repeat(conditions.start, n_months)
    model = np.repeat(conditions.model, n_months)
    return pd.DataFrame(
        {
            "community_id": np.repeat([f"C{i + 1:03d}" for i in range(n)], n_months),
            "month": [month_name(_first_index() + t - 1) for t in months],
            "t": months,
            "model_id": np.array([*MODELS, ""], dtype=object)[model],
            "g": start,
            "is_treated": (start > 0) & (months >= start),
            "is_usable": True,
            "n_recv": n_recv.ravel(),
            "n_valid_cb": n_valid.ravel(),
            "n_solved": n_solved.ravel(),
            "exp_solved": n_valid.ravel() * n_solved.sum() / max(int(n_valid.sum()), 1),
            "residents": np.repeat(conditions.residents, n_months),
            "district": np.repeat([f"{'东西南北'[i % 4]}城区" for i in range(n)], n_months),
        }
    )


def _truth(conditions: Conditions, seed: int) -> dict[str, Any]:
    scenario = conditions.scenario
    effects = []
    for m, model in enumerate(MODELS):
        n_treated = int((conditions.model == m).sum())
        if not n_treated:
            continue
        for outcome, value in (
            ("solved_share", conditions.effect(m)),
            ("log_incidents", float(np.log(scenario.conditions))),
            ("log_reporting", float(np.log(scenario.reporting))),
            ("log_closing_hazard", float(np.log(scenario.hazard_ratio))),
        ):
            effects.append(
                {"model_id": model, "outcome": outcome, "estimate": value, "low": value, "high": value,
                 "n_treated": n_treated, "method": "truth", "flags": []}
            )  # fmt: skip
    return {
        "scenario": scenario.name,
        "seed": seed,
        "meaning": scenario.meaning,
        "meaning_zh": scenario.meaning_zh,
        "estimand": "mean over treated community-months of the solve probability with less without the model",
        "n_communities": scenario.n_communities,
        "n_months": scenario.n_months,
        "effects": effects,
    }


def _tables(conditions: Conditions, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(conditions.residents)
    ids = [f"C{i + 1:03d}" for i in range(n)]
    heads = ["桂花", "翠竹", "青松", "红旗", "春晖", "和平", "团结", "幸福", "朝阳", "望湖", "凤凰", "金桥"]
    names = [f"{heads[i % 12]}{'' if i < 12 else i // 12 + 1}社区" for i in range(n)]
    communities = pd.DataFrame(
        {
            "community_id": ids,
            "name": names,
            "street": [f"{heads[i % 12]}路街道" for i in range(n)],
            "district": [f"{'东西南北'[i % 4]}城区" for i in range(n)],
            "residents": conditions.residents.astype(int),
            "households": np.round(conditions.residents / 2.6).astype(int),
        }
    )
    adopted = np.flatnonzero(conditions.start > 0)
    adoption = pd.DataFrame(
        {
            "community_id": [ids[i] for i in adopted],
            "model_id": [MODELS[conditions.model[i]] for i in adopted],
            "adopted_month": [month_name(_first_index() + int(conditions.start[i]) - 1) for i in adopted],
            "precision": "month",
            "dose": rng.integers(1, 7, len(adopted)),
        }
    )
    return communities, adoption


def _reports(conditions: Conditions, rng: np.random.Generator) -> pd.DataFrame:
    """Let incidents happen and be reported; one row a report, in order of time within the incident."""
    n_incidents = rng.poisson(conditions.incidents)
    cell = np.repeat(np.arange(n_incidents.size), n_incidents.ravel())
    n_months = conditions.p_with.shape[1]
    unit, t = cell // n_months, cell % n_months
    n_reports = rng.poisson(conditions.reports_per_incident[unit, t])
    issue = np.repeat(np.arange(len(cell)), n_reports)
    start_day = rng.uniform(0, 30.4, len(cell))
    life = 1 + rng.exponential(MEAN_LIFE_DAYS, len(cell))
    frame = pd.DataFrame(
        {
            "issue": issue,
            "unit": unit[issue],
            "t": t[issue],
            "day": t[issue] * 30.4375 + start_day[issue] + rng.uniform(0, 1, len(issue)) * life[issue],
        }
    )
    return frame.sort_values(["issue", "day"], kind="stable").reset_index(drop=True)


def _outcomes(frame: pd.DataFrame, conditions: Conditions, rng: np.random.Generator) -> pd.DataFrame:
    """Give each issue its category, closing time and outcome; reports after a success do not happen."""
    n_issues = int(frame["issue"].max()) + 1
    n, n_months = conditions.p_with.shape
    mixes = rng.dirichlet(np.array(_SHARES) * 40, n)
    first = frame.drop_duplicates("issue").set_index("issue").reindex(range(n_issues))
    unit = first["unit"].fillna(0).astype(int).to_numpy()
    t = np.clip((first["day"].fillna(0) / 30.4375).astype(int).to_numpy(), 0, n_months - 1)
    category = (rng.uniform(size=n_issues)[:, None] > np.cumsum(mixes, axis=1)[unit]).sum(axis=1)
    category = np.minimum(category, len(_SHARES) - 1)
    hardness = np.array(list(_HARDNESS.values()))
    # Centred on each community's own mix, so that a cell's mean stays the probability that truth.json
    # speaks of.
    shift = hardness[category] - (mixes @ hardness)[unit]
    speed = np.exp(rng.normal(0, FRAILTY_SD, n))[unit] * np.where(
        conditions.is_treated[unit, t], conditions.scenario.hazard_ratio, 1.0
    )
    took = 0.2 + rng.exponential(MEAN_CLOSE_DAYS, n_issues) / speed
    closing = first["day"].to_numpy() + took
    of = frame["issue"].to_numpy()
    frame = frame.assign(category=category[of], luck=rng.uniform(size=n_issues)[of], closed_day=closing[of])
    frame = frame.loc[frame["day"] <= frame["closed_day"]]

    codes = np.array(list(CATEGORY_ZH), dtype=object).astype(str)

    def is_solved(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
        month = np.clip((rows["day"] / 30.4375).astype(int), 0, n_months - 1)
        p = conditions.p_with[rows["unit"], month]
        if conditions.scenario.effect_categories:
            is_helped = np.isin(codes[rows["category"]], conditions.scenario.effect_categories)
            p = np.where(is_helped, p, conditions.p_without[rows["unit"], month])
        p = p + shift[rows["issue"]]
        return np.asarray(rows["luck"] < np.clip(p, 0, 1))

    frame = frame.assign(solved=is_solved(frame))
    again = frame.loc[~frame["solved"]].drop_duplicates("issue").sample(frac=REPEAT_SHARE, random_state=rng)
    # A resident who was not helped comes back; the new case has its own chance, or the rate would count
    # it twice.
    again = again.assign(
        day=again["closed_day"] + rng.uniform(5, 80, len(again)), luck=rng.uniform(size=len(again))
    )
    again = again.assign(solved=is_solved(again))
    frame = pd.concat([frame, again], ignore_index=True)
    late = (frame["day"] > frame["closed_day"]).to_numpy()
    redo = frame["day"] + 0.2 + rng.exponential(MEAN_CLOSE_DAYS, len(frame))
    return frame.assign(closed_day=np.where(late, redo, frame["closed_day"]))


def _satisfaction(solved: npt.NDArray[np.bool_], rng: np.random.Generator) -> npt.NDArray[Any]:
    words = np.array(["非常满意", "满意", "基本满意", "不满意"], dtype=object)
    cuts = np.where(solved[:, None], [0.15, 0.8, 0.95], [0.01, 0.1, 0.3])
    return words[(rng.uniform(size=len(solved))[:, None] > cuts).sum(axis=1)]


def simulate_city(
    *,
    seed: int = 0,
    scenario: str = "S1",
    texts: pd.DataFrame | None = None,
    conditions: Conditions | None = None,
) -> City:
    """Simulate a city case by case.

    Parameters
    ----------
    seed : int
        The same seed gives the same city.
    scenario : str
        S0 … S9, see ``textmine.governance.scenarios``.
    texts : DataFrame, optional
        Complaints to quote, with `title`, `text`, `category`; by default the held-out part of the shipped
        corpus.
    conditions
        A truth drawn before; by default it is drawn from scenario and seed.

    Raises
    ------
    InputError
        For an unknown scenario, or texts that lack a category.

    Examples
    --------
    >>> city = simulate_city(seed=3, scenario="S7")
    >>> city.adoption[["community_id", "model_id", "adopted_month"]].values.tolist()
    [['C001', 'veteran_secretary_office', '2023-07']]
    """
    truth = conditions or draw_conditions(scenario_named(scenario), seed)
    rng = np.random.default_rng([seed, 11])
    communities, adoption = _tables(truth, rng)
    frame = _outcomes(_reports(truth, rng), truth, rng)
    end = truth.p_with.shape[1] * 30.4375
    frame = frame.loc[frame["day"] < end].sort_values("day", kind="stable").reset_index(drop=True)
    n = len(frame)
    is_closed = (frame["closed_day"] < end).to_numpy()
    is_valid = is_closed & (rng.uniform(size=n) < CALLBACK_SHARE)
    solved = frame["solved"].to_numpy(dtype=bool)
    received = _timestamps(frame["day"].to_numpy())
    closed = _timestamps(frame["closed_day"].to_numpy())
    replied = received + (closed - received) * pd.Series(rng.uniform(0.3, 1.0, n))
    words = quote_texts(frame["category"].to_numpy(), texts if texts is not None else held_out_texts(), rng)
    people = rng.integers(0, np.maximum(truth.residents[frame["unit"]].astype(int), 1))
    ids = communities["community_id"].to_numpy()
    cases = pd.DataFrame(
        {
            "case_id": [f"G{i + 1:07d}" for i in range(n)],
            "community_id": ids[frame["unit"]],
            "received_at": received,
            "title": words["title"],
            "text": words["text"],
            "category": words["category"],
            "channel": np.array(_CHANNELS, dtype=object)[rng.choice(4, n, p=_CHANNEL_SHARES)],
            "replied_at": replied.where(is_closed).dt.floor("s"),
            "closed_at": closed.where(is_closed),
            "callback_valid": is_valid,
            "contacted": pd.Series(rng.uniform(size=n) < CONTACT_SHARE, dtype="boolean").where(is_valid),
            "solved": pd.Series(solved, dtype="boolean").where(is_valid),
            "satisfaction": pd.Series(_satisfaction(solved, rng), dtype="str").where(is_valid),
            "excluded": rng.uniform(size=n) < EXCLUDED_SHARE,
            "issue_id": [f"I{i + 1:07d}" for i in frame["issue"]],
            "person_id": [f"P{u:03d}-{p:05d}" for u, p in zip(frame["unit"], people)],
        }
    )
    return City(cases, communities, adoption, _truth(truth, seed))


def _timestamps(days: npt.NDArray[np.float64]) -> pd.Series:
    """Turn days of 30.4375-day months into dates of the calendar month they belong to."""
    months = np.floor(days / 30.4375).astype(int)
    within = days / 30.4375 - months
    index = _first_index() + months
    first = pd.to_datetime([f"{month_name(int(i))}-01" for i in np.unique(index)])
    length = pd.Series(first.days_in_month, index=np.unique(index))
    begin = pd.Series(first, index=np.unique(index)).reindex(index).reset_index(drop=True)
    span = length.reindex(index).to_numpy()
    return (begin + pd.to_timedelta(within * span * 86_400, unit="s")).dt.floor("s").astype("datetime64[us]")


def write_city(city: City, folder: Path, *, force: bool = False) -> list[Path]:
    """Write cases.parquet, communities.csv, adoption.csv and truth.json into a folder; return the paths.

    Raises
    ------
    InputError
        When one of the files exists and `force` is not given; nothing is written then.
    """
    paths = [folder / name for name in ("cases.parquet", "communities.csv", "adoption.csv", "truth.json")]
    for path in paths:
        check_target(path, force=force)
    for table, path in zip((city.cases, city.communities, city.adoption), paths):
        write_table(table, path, force=force)
    with complete_or_nothing(paths[3], force=force) as partial:
        partial.write_text(json.dumps(city.truth, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return paths
