"""Describe cities whose truth is known: who lives there, what happens, who adopts what, to what effect.

The scenarios S0 … S9 each break one assumption a careless evaluation makes, so that an estimator can be
seen to hold or to fail where the answer is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.errors import InputError

__all__ = ["MODELS", "SCENARIOS", "Conditions", "Scenario", "draw_conditions"]

MODELS = (
    "veteran_secretary_office",
    "retired_party_branch",
    "first_secretary",
    "secretary_workshop",
    "cadres_to_community",
)
Array = npt.NDArray[np.float64]
Integers = npt.NDArray[Any]
_EFFECTS = dict(zip(MODELS, (0.06, 0.03, 0.06, 0.0, 0.10)))
_NULL = dict.fromkeys(MODELS, 0.0)
AR_COEFFICIENT, SHOCK_SD, LEVEL_SD, LEVEL_MEAN = 0.4, 0.08, 0.08, 0.62


@dataclass(frozen=True)
class Scenario:
    """Fix the truth of one simulated city.

    `effects` are on the probability that a case is solved, reached after `n_ramp_months`; `trend` is
    added to the solve probability of adopters each month, before and after; `reporting` and `conditions`
    multiply the adopters' propensity to report and the number of incidents; `hazard_ratio` speeds up
    their closing of cases. With `effect_categories` the effects hold for cases of these categories only.
    """

    name: str
    meaning: str
    meaning_zh: str
    n_communities: int = 120
    n_months: int = 36
    cases_a_month: float = 20.0
    treated_share: float = 0.75
    treated_counts: tuple[int, ...] = ()
    cohorts: tuple[int, ...] = (13, 19, 25)
    effects: dict[str, float] = field(default_factory=lambda: dict(_EFFECTS))
    n_ramp_months: int = 6
    selection: float = 0.5
    trend: float = 0.0
    reporting: float = 1.0
    conditions: float = 1.0
    hazard_ratio: float = 1.0
    reporting_spread: float = 1.5
    effect_categories: tuple[str, ...] = ()


SCENARIOS: dict[str, Scenario] = {
    s.name: s
    for s in (
        Scenario("S0", "no model has any effect", "所有模式均无效果", effects=_NULL),
        Scenario(
            "S1",
            "five models with known effects that build up over six months",
            "五种模式，已知效果，半年内逐步显现",
        ),
        Scenario(
            "S2",
            "models invite reports (+20 %) and reduce incidents (-15 %); solving is unchanged",
            "模式使上报意愿增加20%、问题减少15%，解决率不变",
            effects=_NULL,
            reporting=1.2,
            conditions=0.85,
            n_ramp_months=1,
        ),
        Scenario(
            "S3",
            "no effect, but adopters were improving anyway (0.002 a month)",
            "无效果，但采用社区本就逐月改善（每月0.002）",
            effects=_NULL,
            trend=0.002,
        ),
        Scenario(
            "S4",
            "few communities adopt: 1, 2, 3, 5 and 8 of 60",
            "采用社区很少：60个中分别1、2、3、5、8个",
            n_communities=60,
            treated_counts=(1, 2, 3, 5, 8),
        ),
        Scenario("S5", "small communities: 5 cases a month", "小社区：每月5件", cases_a_month=5.0),
        Scenario(
            "S6",
            "cases are closed faster (hazard ratio 1.3), solving is unchanged",
            "办结更快（风险比1.3），解决率不变",
            effects=_NULL,
            hazard_ratio=1.3,
        ),
        Scenario(
            "S7",
            "one community alone, 30 months before and 18 after",
            "仅一个社区，启用前30个月、后18个月",
            n_communities=1,
            n_months=48,
            cases_a_month=200.0,
            treated_counts=(1,),
            cohorts=(31,),
            effects={MODELS[0]: 0.10},
        ),
        Scenario(
            "S8",
            "five models, only one has an effect",
            "五种模式中只有一种有效",
            effects=_NULL | {MODELS[2]: 0.06},
        ),
        Scenario(
            "S9",
            "no effect; communities differ threefold in how readily they report",
            "无效果；各社区上报意愿相差三倍",
            effects=_NULL,
            reporting_spread=3.0,
        ),
    )
}


@dataclass(frozen=True)
class Conditions:
    """Hold what is true in each community and month; arrays are communities x months."""

    scenario: Scenario
    residents: Array
    model: Integers
    start: Integers
    p_without: Array
    p_with: Array
    incidents: Array
    reports_per_incident: Array
    is_treated: npt.NDArray[np.bool_]

    def effect(self, model: int) -> float:
        """Return the true mean effect over the treated months of a model's communities."""
        at = self.is_treated & (self.model == model)[:, None]
        return float((self.p_with - self.p_without)[at].mean()) if at.any() else float("nan")


def scenario_named(name: str) -> Scenario:
    """Find a scenario by name, refusing unknown ones.

    Examples
    --------
    >>> scenario_named("s1").cases_a_month
    20.0
    """
    if name.upper() not in SCENARIOS:
        raise InputError(
            f"unknown scenario {name!r}",
            fix=f"choose one of {', '.join(SCENARIOS)}",
            zh=f"未知情景 {name!r}，可选：{', '.join(SCENARIOS)}",
        )
    return SCENARIOS[name.upper()]


def _assign(scenario: Scenario, level: Array, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Choose adopters, the worse off the likelier, and give each a model and a first month."""
    n = scenario.n_communities
    counts = scenario.treated_counts
    n_treated = sum(counts) if counts else round(scenario.treated_share * n)
    urge = -scenario.selection * (level - level.mean()) / (level.std() or 1.0) + rng.normal(size=n)
    chosen = rng.permutation(np.argsort(-urge, kind="stable")[:n_treated])
    model, start = np.full(n, -1), np.zeros(n, dtype=int)
    models = np.repeat(np.arange(len(counts)), counts) if counts else np.arange(n_treated) % len(MODELS)
    model[chosen] = models
    for m in range(len(MODELS)):
        own = chosen[models == m]
        start[own] = np.resize(rng.permutation(scenario.cohorts), len(own))
    return model, start


def _shocks(n: int, n_months: int, rng: np.random.Generator) -> Array:
    shock = np.zeros((n, n_months))
    shock[:, 0] = rng.normal(0, SHOCK_SD, n)
    for t in range(1, n_months):
        shock[:, t] = AR_COEFFICIENT * shock[:, t - 1] + rng.normal(
            0, SHOCK_SD * np.sqrt(1 - AR_COEFFICIENT**2), n
        )
    return shock


def draw_conditions(scenario: Scenario, seed: int) -> Conditions:
    """Draw the truth of a city: the same seed gives the same city.

    Examples
    --------
    >>> city = draw_conditions(SCENARIOS["S1"], seed=1)
    >>> city.p_with.shape, round(city.effect(4), 3)
    ((120, 36), 0.086)
    """
    rng = np.random.default_rng([seed, int(scenario.name[1:]) if scenario.name[1:].isdigit() else 99])
    n, n_months = scenario.n_communities, scenario.n_months
    months = np.arange(1, n_months + 1)
    residents = np.round(5000 * np.exp(rng.normal(0, 0.5, n) - 0.125))
    need = rng.normal(0, 0.3, n)
    level = np.clip(LEVEL_MEAN + rng.normal(0, LEVEL_SD, n) - 0.03 * need, 0.35, 0.85)
    model, start = _assign(scenario, level, rng)
    is_treated = (start > 0)[:, None] & (months >= start[:, None])
    common = (
        0.015 * np.sin(2 * np.pi * months / 12)
        + np.repeat(rng.normal(0, 0.02, n_months // 12 + 1), 12)[:n_months]
    )
    p_without = level[:, None] + common + _shocks(n, n_months, rng)
    p_without = p_without + scenario.trend * (months - n_months / 2) * (start > 0)[:, None]
    p_without = np.clip(p_without, 0.02, 0.98)
    ramp = np.clip((months - start[:, None] + 1) / scenario.n_ramp_months, 0, 1) * is_treated
    size = np.array([scenario.effects.get(MODELS[m], 0.0) if m >= 0 else 0.0 for m in model])
    p_with = np.clip(p_without + size[:, None] * ramp, 0.02, 0.98)
    # Voice runs against need: who has most to report reports least readily.
    voice = np.exp(
        np.log(scenario.reporting_spread) * np.clip(rng.normal(0, 0.45, n) - 0.5 * need, -0.75, 0.75)
    )
    reports = 0.8 * voice[:, None] * np.where(is_treated, scenario.reporting, 1.0)
    season = np.exp(need[:, None] + 0.25 * np.sin(2 * np.pi * (months + 3) / 12) + 0.005 * months)
    incidents = scenario.cases_a_month / 0.8 * (residents / 5000)[:, None] * season
    incidents = incidents * np.where(is_treated, scenario.conditions, 1.0)
    return Conditions(scenario, residents, model, start, p_without, p_with, incidents, reports, is_treated)


def with_effect(scenario: Scenario, effect: float) -> Scenario:
    """Return the scenario with one effect for all models, for power and coverage studies."""
    return replace(scenario, effects=dict.fromkeys(MODELS, effect))
