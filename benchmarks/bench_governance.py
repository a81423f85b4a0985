"""Measure bias, error, coverage, type-I error and power of the governance suite where the truth is known.

    python benchmarks/bench_governance.py                 all studies, 500 runs each
    python benchmarks/bench_governance.py --runs 60 S1    one study, fewer runs
    python benchmarks/bench_governance.py --table         print what was saved
    python benchmarks/bench_governance.py --docs          write what was saved into docs/evaluation.md
    python benchmarks/bench_governance.py --resume chain  go on where a stopped study left off

Every run's seed is its number; results go to benchmarks/results/governance_<study>.json. Every 25 runs are kept
in build/governance_<study>.jsonl, from which --resume goes on.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from textmine.governance.effects import (
    Effect,
    effects_frame,
    estimate_effects,
    impute,
    imputed_effect,
    interrupted_time_series,
    randomisation_inference,
    synthetic_did,
    two_way_effect,
    wild_bootstrap,
)
from textmine.governance.effects.design import Design
from textmine.governance.effects.group_time import group_time_of
from textmine.governance.effects.pooling import adjust_p_values
from textmine.governance.effects.pretrend import pre_trend
from textmine.governance.effects.sensitivity import placebo_dates
from textmine.governance.evidence import ALL_ADOPTERS
from textmine.governance.measures import count_effects, cox_model, shrink_rates, wilson_interval
from textmine.governance.outcomes import OUTCOMES, outcome_grid, read_panel
from textmine.governance.remarks import add_remarks
from textmine.governance.scenarios import MODELS, SCENARIOS, Scenario, draw_conditions, with_effect
from textmine.governance.simulation import simulate_cells, simulate_city
from textmine.report.governance_words import verdict

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parent.parent / "docs" / "evaluation.md"
PARTIAL = Path(__file__).parent.parent / "build"
CHUNK = 25
SOLVED = OUTCOMES[0]
Row = dict[str, Any]


def row(name: str, estimate: float, truth: float, low: float, high: float, **more: float) -> Row:
    return {
        "name": name,
        "error": estimate - truth,
        "estimate": estimate,
        "truth": truth,
        "covers": float(low <= truth <= high) if np.isfinite(low) and np.isfinite(high) else np.nan,
        "rejects": float(low * high > 0) if np.isfinite(low) and np.isfinite(high) else np.nan,
    } | more


def cells(scenario: Scenario, seed: int) -> tuple[Any, pd.DataFrame]:
    conditions = draw_conditions(scenario, seed)
    return conditions, read_panel(simulate_cells(conditions, seed))


def pooled(scenario: Scenario) -> Callable[[int], list[Row]]:
    """All adopters together, by every method, as in the published comparisons of estimators."""

    def run(seed: int) -> list[Row]:
        conditions, table = cells(scenario, seed)
        truth = float((conditions.p_with - conditions.p_without)[conditions.is_treated].mean())
        grid = outcome_grid(table, SOLVED)
        fit = impute(grid)
        effects = {
            "imputation": imputed_effect(fit, grid.weight, is_small_sample=True),
            "imputation, published se": imputed_effect(fit, grid.weight),
            "two-stage": imputed_effect(fit, grid.weight, is_two_stage=True),
            "two-way (bad example)": two_way_effect(grid),
        }
        rows = [row(name, e.estimate, truth, e.low, e.high) for name, e in effects.items()]
        value, se = group_time_of(grid).simple()
        rows.append(row("Callaway-Sant'Anna", value, truth, value - 1.96 * se, value + 1.96 * se))
        trend = pre_trend(fit, grid.weight, grid.start > 0)
        assert trend is not None
        rows.append(
            {
                "name": "slope before adoption",
                "truth": scenario.trend,
                "error": trend.slope - scenario.trend,
                "covers": float(abs(trend.slope - scenario.trend) <= 1.96 * trend.slope_se),
                "rejects": float(trend.slope_p < 0.05),
            }
        )
        rows.append({"name": "joint test before adoption", "rejects": float(trend.joint_p < 0.05)})
        rows.append(
            row(
                "imputation, trend taken off",
                trend.estimate_without_trend,
                truth,
                trend.low_without_trend,
                trend.high_without_trend,
            )
        )
        return rows

    return run


def by_model(scenario: Scenario) -> Callable[[int], list[Row]]:
    """Each of five models by the main method, as the comparison does it."""

    def run(seed: int) -> list[Row]:
        conditions, table = cells(scenario, seed)
        grid = outcome_grid(table, SOLVED)
        fit = impute(grid)
        rows, p_values, is_null = [], [], []
        for at, _ in enumerate(MODELS):
            own = conditions.model == at
            effect = imputed_effect(fit, grid.weight * own[:, None], is_small_sample=True)
            truth = conditions.effect(at)
            rows.append(
                row(
                    f"one model, effect {scenario.effects[MODELS[at]]:.2f}",
                    effect.estimate,
                    truth,
                    effect.low,
                    effect.high,
                )
            )
            p_values.append(effect.p_value)
            is_null.append(scenario.effects[MODELS[at]] == 0)
        null = np.array(is_null)
        for label, values in (("no correction", np.array(p_values)), ("Holm", adjust_p_values(p_values))):
            rows.append(
                {
                    "name": f"any false finding among null models, {label}",
                    "rejects": float((values[null] < 0.05).any()),
                }
            )
            if (~null).any():
                rows.append(
                    {"name": f"true effect found, {label}", "rejects": float((values[~null] < 0.05).mean())}
                )
        return rows

    return run


def evidence(scenario: Scenario, seed: int) -> tuple[list[Effect], list[Effect], dict[str, pd.DataFrame]]:
    """Estimate five models with what may speak against each: scale of odds, earlier months, placebo dates."""
    conditions, table = cells(scenario, seed)
    grid = outcome_grid(table, SOLVED)
    fit = impute(grid)
    odds = (table["n_solved"] + 0.5) / (table["n_valid_cb"] - table["n_solved"] + 0.5)
    y = np.where(grid.weight > 0, np.log(odds.to_numpy()).reshape(grid.y.shape), np.nan)
    scale = impute(grid.with_outcome(y))
    effects, others, trends, placebos = [], [], [], []
    for at, model in enumerate(MODELS):
        own = conditions.model == at
        part = grid.weight * own[:, None]
        effects.append(imputed_effect(fit, part, label=model, outcome="solved_share", is_small_sample=True))
        other = imputed_effect(scale, part, label=model, is_small_sample=True)
        others.append(replace(other, method="logit_scale"))
        trend = pre_trend(fit, part, own)
        if trend is not None:
            trends.append({"model_id": model} | trend.to_record())
        placebos += placebo_dates(grid.take(np.flatnonzero(own | (grid.start == 0))), label=model)
    everyone = pre_trend(fit, grid.weight, grid.start > 0)
    if everyone is not None:
        trends.append({"model_id": ALL_ADOPTERS} | everyone.to_record())
    tables = {
        "pre_trends": pd.DataFrame(trends),
        "honest_bounds": pd.DataFrame(),
        "placebos": effects_frame(placebos),
    }
    return effects, others, tables


def verdicts(scenario: Scenario) -> Callable[[int], list[Row]]:
    """What the report would say of each of five models, after all that speaks against it."""

    def run(seed: int) -> list[Row]:
        rows = []
        for effect in add_remarks(*evidence(scenario, seed)):
            size = f"effect {scenario.effects[effect.model_id]:.2f}"
            said = verdict(effect, "en")
            for name, found in (
                ("interval excludes zero", effect.is_clear),
                ("called a rise", "The share solved rose." in said),
                ("called a rise that may be a trend", "The share solved rose after" in said),
                ("called a fall", "The share solved fell" in said),
            ):
                rows.append({"name": f"{size}: {name}", "rejects": float(found)})
        return rows

    return run


# The levels of remarks are chosen on cities of their own, never on those the tables report.
FIRST_THRESHOLD_SEED = 10_000
LEVELS = (0.01, 0.05, 0.10, 0.20, 0.30)


def thresholds(seed: int) -> list[Row]:
    """How many right and wrong verdicts each remark takes away, level by level.

    Counted among the models that would be called a rise if only the interval and the number of tests were
    looked at: with an effect (S1), without (S0), and without but under another trend (S3).
    """
    rows: list[Row] = []
    for name in ("S0", "S1", "S3"):
        scenario = SCENARIOS[name]
        effects, others, tables = evidence(scenario, FIRST_THRESHOLD_SEED + seed)
        adjusted = adjust_p_values([effect.p_value for effect in effects])
        trends = tables["pre_trends"].set_index("model_id")
        smallest = (2 * trends[["slope_p", "joint_p"]].min(axis=1)).clip(upper=1)
        for effect, other, p in zip(effects, others, adjusted):
            real = "an effect" if scenario.effects[effect.model_id] > 0 else "no effect"
            kind = f"{name}, {real}"
            is_rise = effect.is_clear and effect.estimate > 0 and p < 0.05
            rows.append({"name": f"{kind}: called a rise without any remark", "rejects": float(is_rise)})
            if not is_rise:
                continue
            fake = tables["placebos"].loc[tables["placebos"]["model_id"] == effect.model_id, "p_value"]
            own = float(smallest[effect.model_id])
            raised = {
                "pre_trend, own": own,
                "pre_trend, own or all adopters": min(own, float(smallest[ALL_ADOPTERS])),
                "placebo_effect": min(1.0, len(fake) * float(fake.min())) if len(fake) else 1.0,
            }
            for remark, value in raised.items():
                for level in LEVELS:
                    rows.append({"name": f"{kind}: {remark} at {level:.2f}", "rejects": float(value < level)})
            turned = other.estimate * effect.estimate < 0
            for level in LEVELS:
                lost = turned or other.p_value > level
                rows.append({"name": f"{kind}: scale_dependent at {level:.2f}", "rejects": float(lost)})
            low = float(trends.loc[effect.model_id, "low_without_trend"])
            rows.append({"name": f"{kind}: not_clear_without_trend", "rejects": float(low <= 0)})
            missed = float(trends.loc[effect.model_id, "detectable_effect"])
            rows.append(
                {"name": f"{kind}: pre_trend_not_excluded", "rejects": float(missed > effect.estimate)}
            )
    return rows


def few(n_treated: int, effect: float) -> Callable[[int], list[Row]]:
    """Few adopters of 60: asymptotic, small-sample, shuffled and bootstrapped inference."""
    scenario = replace(with_effect(SCENARIOS["S4"], effect), treated_counts=(n_treated,), selection=0.0)

    def run(seed: int) -> list[Row]:
        conditions, table = cells(scenario, seed)
        truth = conditions.effect(0)
        grid = outcome_grid(table, SOLVED)
        fit = impute(grid)
        rows = []
        for name, small in (("imputation, published se", False), ("imputation, small-sample", True)):
            effect_ = imputed_effect(fit, grid.weight, is_small_sample=small)
            rows.append(row(f"n={n_treated}: {name}", effect_.estimate, truth, effect_.low, effect_.high))
        found = randomisation_inference(grid, n_draws=199, seed=seed)
        rows.append(row(f"n={n_treated}: randomisation", found.estimate, truth, found.low, found.high))
        bad = two_way_effect(grid)
        rows.append(row(f"n={n_treated}: two-way, clustered", bad.estimate, truth, bad.low, bad.high))
        if n_treated <= 2:
            made = synthetic_did(grid, n_placebos=30, seed=seed)
            rows.append(row(f"n={n_treated}: synthetic DiD", made.estimate, truth, made.low, made.high))
        elif effect == 0:
            p = wild_bootstrap(grid, n_draws=199, seed=seed)
            rows.append({"name": f"n={n_treated}: two-way, wild bootstrap", "rejects": float(p < 0.05)})
        return rows

    return run


def counts(seed: int) -> list[Row]:
    """Reporting bias: complaints, readiness to report, incidents; from cases, because duplicates are needed."""
    scenario = replace(SCENARIOS["S2"], n_communities=40, n_months=18, cohorts=(7, 10, 13))
    conditions = draw_conditions(scenario, seed)
    table = panel_of(scenario, seed, conditions)
    grid = outcome_grid(table, SOLVED)
    everyone = np.where(conditions.model >= 0, "model", "")
    truths = {"log_intake": np.log(1.2 * 0.85), "log_reporting": np.log(1.2), "log_incidents": np.log(0.85)}
    rows = []
    for effect in count_effects(table, grid, everyone, ["model"], seed=seed):
        rows.append(row(effect.outcome, effect.estimate, truths[effect.outcome], effect.low, effect.high))
    intake = next(r for r in rows if r["name"] == "log_intake")
    rows.append(
        row(
            "log_intake read as a change in incidents",
            intake["estimate"],
            float(np.log(0.85)),
            np.nan,
            np.nan,
        )
    )
    incidents = next(r for r in rows if r["name"] == "log_incidents")
    rows.append(
        {"name": "sign of the change in incidents right", "rejects": float(incidents["estimate"] < 0)}
    )
    return rows


def panel_of(scenario: Scenario, seed: int, conditions: Any) -> pd.DataFrame:
    from textmine.governance.panel import build_panel

    city = simulate_city(seed=seed, conditions=conditions, texts=pd.DataFrame())
    return read_panel(build_panel(city.cases, city.communities, city.adoption))


def small(seed: int) -> list[Row]:
    """Small proportions and rankings: raw, shrunken and Wilson, at 5, 20 and 100 cases a community."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for mean in (5, 20, 100):
        p = rng.beta(18, 6, 60)
        n = np.maximum(1, rng.poisson(mean * np.exp(rng.normal(0, 0.5, 60) - 0.125)))
        k = rng.binomial(n, p)
        shrunk, wilson = shrink_rates(k, n, n_draws=1000, seed=seed), wilson_interval(k, n)
        raw = k / n
        best = set(np.argsort(-p)[:6])
        rows.append({"name": f"mean n={mean}: raw", "error": float(np.sqrt(((raw - p) ** 2).mean()))})
        rows.append(
            {
                "name": f"mean n={mean}: shrunken",
                "error": float(np.sqrt(((shrunk.mean - p) ** 2).mean())),
                "covers": float(((shrunk.low <= p) & (p <= shrunk.high)).mean()),
            }
        )
        rows.append(
            {
                "name": f"mean n={mean}: Wilson",
                "covers": float(((wilson.low <= p) & (p <= wilson.high)).mean()),
            }
        )
        rows.append(
            {
                "name": f"mean n={mean}: true best six found by raw rank",
                "rejects": len(best & set(np.argsort(-raw)[:6])) / 6,
            }
        )
        top = int(shrunk.top_probability(6).max() >= 0.8)
        rows.append(
            {
                "name": f"mean n={mean}: some community in the best six with probability .8",
                "rejects": float(top),
            }
        )
    return rows


def closing(log_ratio: float) -> Callable[[int], list[Row]]:
    """Time to close: Cox with and without clusters; 40 communities of 25 cases, frailty sd 0.3, censoring."""

    def run(seed: int) -> list[Row]:
        rng = np.random.default_rng(seed)
        community = np.repeat(np.arange(40), 25)
        treated = (np.arange(40) < 20)[community].astype(float)
        pace = np.exp(rng.normal(0, 0.3, 40)[community] + log_ratio * treated)
        took, stop = rng.exponential(9.0, 1000) / pace, rng.uniform(0, 60, 1000)
        table = pd.DataFrame(
            {
                "days": np.minimum(took, stop),
                "is_closed": took <= stop,
                "treated": treated,
                "community": community,
            }
        )
        fit = cox_model(table, ["treated"], cluster="community")
        b, reach, naive = float(fit.coefficient[0]), 1.96 * float(fit.se[0]), 1.96 * float(fit.naive_se[0])
        return [
            row("Cox, clustered", b, log_ratio, b - reach, b + reach),
            row("Cox, naive", b, log_ratio, b - naive, b + naive),
        ]

    return run


def series(rho: float, n: int) -> Callable[[int], list[Row]]:
    """One series: step of 0.3 at the middle, season, AR(1) errors."""

    def run(seed: int) -> list[Row]:
        rng = np.random.default_rng(seed)
        e = np.empty(n)
        e[0] = rng.normal()
        for t in range(1, n):
            e[t] = rho * e[t - 1] + np.sqrt(1 - rho**2) * rng.normal()
        start = int(0.6 * n)
        y = np.sin(2 * np.pi * np.arange(n) / 12) + 0.01 * np.arange(n) + e
        y[start:] += 0.3
        found = interrupted_time_series(y, start)
        return [row(f"rho={rho}, {n} months", found.estimate, 0.3, found.low, found.high)]

    return run


def voice(seed: int) -> list[Row]:
    """Readiness to report from duplicates: does correcting for it bring counts closer to incidents?"""
    conditions = draw_conditions(
        replace(SCENARIOS["S9"], n_communities=60, n_months=12, cohorts=(20,), cases_a_month=10.0), seed
    )
    table = panel_of(conditions.scenario, seed, conditions)
    sums = table.groupby("community_id")[["n_recv", "n_dup", "open_days"]].sum()
    true = pd.Series(conditions.incidents.sum(axis=1), index=sums.index)
    rate = (sums["n_dup"] + 0.5) / sums["open_days"]
    reports = pd.Series(conditions.reports_per_incident.mean(axis=1), index=sums.index)
    first = sums["n_recv"] - sums["n_dup"]

    def rank(a: pd.Series, b: pd.Series) -> float:
        return float(a.rank().corr(b.rank()))

    return [
        {"name": "rank correlation with incidents: complaints", "rejects": rank(sums["n_recv"], true)},
        {
            "name": "rank correlation with incidents: complaints over readiness",
            "rejects": rank(first / rate, true),
        },
        {"name": "rank correlation: readiness, true and estimated", "rejects": rank(rate, reports)},
    ]


HELPED = ("property", "building", "disputes", "sanitation")


def chain(labels: pd.DataFrame | None) -> Callable[[int], list[Row]]:
    """Texts to effect: the effect holds for four categories; categories true, predicted, or a fifth wrong by lot."""
    from textmine.governance.panel import build_panel

    scenario = replace(
        with_effect(SCENARIOS["S1"], 0.10),
        n_communities=40,
        n_months=18,
        cohorts=(7, 10),
        cases_a_month=12.0,
        effect_categories=HELPED,
    )

    def run(seed: int) -> list[Row]:
        conditions = draw_conditions(scenario, seed)
        truth = float((conditions.p_with - conditions.p_without)[conditions.is_treated].mean())
        city = simulate_city(
            seed=seed, conditions=conditions, texts=labels if labels is not None else pd.DataFrame()
        )
        category = city.cases["category"]
        rng = np.random.default_rng([seed, 5])
        lot = pd.Series(rng.permutation(category.to_numpy()), index=category.index)
        versions = {
            "true categories": category,
            "a fifth of the categories by lot": category.where(rng.uniform(size=len(category)) > 0.2, lot),
        }
        if labels is not None:
            predicted = labels.drop_duplicates("text").set_index("text")["predicted"]
            versions["predicted categories"] = city.cases["text"].map(predicted)
        rows = []
        for name, version in versions.items():
            helped = city.cases.loc[version.isin(HELPED)]
            table = read_panel(build_panel(helped, city.communities, city.adoption))
            grid = outcome_grid(table, SOLVED)
            effect = imputed_effect(impute(grid), grid.weight, is_small_sample=True)
            rows.append(row(name, effect.estimate, truth, effect.low, effect.high))
        if labels is not None:
            share = float((versions["predicted categories"] == category).mean())
            rows.append({"name": "accuracy of the predicted categories", "rejects": share})
        return rows

    return run


def held_out_labels() -> pd.DataFrame | None:
    """Classify the held-out texts once with the default model; None where either is missing."""
    try:
        from textmine.classify.store import default_model
        from textmine.reading.corpus import load_corpus
    except ImportError:
        return None
    corpus = load_corpus("heldout")
    model = default_model()
    return corpus.assign(predicted=model.predict(corpus["document"].tolist()))


def methods(seed: int) -> list[Row]:
    """Sun-Abraham, the slow one, on the same cities."""
    conditions, table = cells(with_effect(SCENARIOS["S1"], 0.06), seed)
    truth = float((conditions.p_with - conditions.p_without)[conditions.is_treated].mean())
    effect = estimate_effects(table, Design(), method="sun_abraham")
    return [row("Sun-Abraham", effect.estimate, truth, effect.low, effect.high)]


def studies() -> dict[str, Callable[[], Callable[[int], list[Row]]]]:
    uniform = with_effect(SCENARIOS["S1"], 0.06)
    return {
        "S0": lambda: pooled(SCENARIOS["S0"]),
        "S1": lambda: pooled(uniform),
        "S1b": lambda: pooled(with_effect(SCENARIOS["S1"], 0.03)),
        "S1_models": lambda: by_model(SCENARIOS["S1"]),
        "S1_sun_abraham": lambda: methods,
        "S2": lambda: counts,
        "thresholds": lambda: thresholds,
        "S0_verdicts": lambda: verdicts(SCENARIOS["S0"]),
        "S1_verdicts": lambda: verdicts(SCENARIOS["S1"]),
        "S3_verdicts": lambda: verdicts(SCENARIOS["S3"]),
        "S3": lambda: pooled(SCENARIOS["S3"]),
        **{f"S4_{n}_null": (lambda n=n: few(n, 0.0)) for n in (10, 5, 3, 1)},
        **{f"S4_{n}_effect": (lambda n=n: few(n, 0.10)) for n in (10, 5, 3, 1)},
        "S5": lambda: pooled(with_effect(SCENARIOS["S5"], 0.06)),
        "S5_small": lambda: small,
        "S6_null": lambda: closing(0.0),
        "S6": lambda: closing(float(np.log(1.3))),
        "S7_48": lambda: series(0.4, 48),
        "S7_60": lambda: series(0.4, 60),
        "S7_60_white": lambda: series(0.0, 60),
        "S8": lambda: by_model(SCENARIOS["S8"]),
        "S9": lambda: voice,
        "chain": lambda: chain(held_out_labels()),
    }


def summarise(rows: list[Row]) -> pd.DataFrame:
    """Average runs: bias, RMSE, coverage, rejection, each with its Monte-Carlo error where it is a share."""
    table = pd.DataFrame(rows)
    for name in ("error", "covers", "rejects", "truth"):
        table[name] = table[name].astype(float) if name in table else np.nan
    out = table.groupby("name", sort=False).agg(
        truth=("truth", "mean"),
        bias=("error", "mean"),
        rmse=("error", lambda e: float(np.sqrt(np.mean(np.square(e))))),
        coverage=("covers", "mean"),
        rejects=("rejects", "mean"),
        n=("error", "size"),
    )
    return out.reset_index()


def shown(value: float | None, digits: int) -> str:
    return "" if value is None or not np.isfinite(value) else f"{value:.{digits}f}"


def threshold_table(record: dict[str, Any]) -> str:
    """Render what each level of each remark takes away, of right and of wrong verdicts."""
    found = {line["name"]: line for line in record["summary"]}
    groups = ("S1, an effect", "S3, no effect", "S0, no effect")
    sizes = [found[f"{group}: called a rise without any remark"] for group in groups]
    parts = [
        f"**thresholds** ({record['runs']} cities a scenario, seeds from {FIRST_THRESHOLD_SEED}). Without any remark a rise "
        f"would be called for {sizes[0]['rejects']:.1%} of the models with an effect (S1), {sizes[1]['rejects']:.1%} of those "
        f"without one but under another trend (S3), {sizes[2]['rejects']:.1%} of those without either (S0). Of these verdicts "
        "each remark takes away:\n",
        "| remark | level | right ones (S1) | wrong ones under another trend (S3) |\n|---|---|---|---|",
    ]
    for name in found:
        group, _, remark = name.partition(": ")
        if group != groups[0] or remark.startswith("called"):
            continue
        what, _, level = remark.partition(" at ")
        other = found.get(f"{groups[1]}: {remark}")
        wrong = shown(other["rejects"], 3) if other else ""
        parts.append(f"| {what} | {level} | {shown(found[name]['rejects'], 3)} | {wrong} |")
    return "\n".join([*parts, ""])


def simulation_tables() -> str:
    """Render every saved study as a table."""
    parts = []
    for name in studies():
        path = RESULTS / f"governance_{name}.json"
        if not path.exists():
            continue
        record = json.loads(path.read_text(encoding="utf-8"))
        if name == "thresholds":
            parts.append(threshold_table(record))
            continue
        parts.append(f"**{name}** ({record['runs']} runs)\n")
        parts.append("| | truth | bias | RMSE | coverage | rejects |\n|---|---|---|---|---|---|")
        for line in record["summary"]:
            numbers = [shown(line[key], 4) for key in ("truth", "bias", "rmse")]
            numbers += [shown(line[key], 3) for key in ("coverage", "rejects")]
            parts.append(f"| {line['name']} | {' | '.join(numbers)} |")
        parts.append("")
    return "\n".join(parts)


def filled(text: str) -> str:
    """Put flags, scenarios and results between their marks in the documentation."""
    from textmine.governance.remarks import FLAGS

    content = {
        "flags": "\n".join(f"| `{flag}` | {said[0]} |" for flag, said in FLAGS.items()),
        "scenarios": "\n".join(f"| {s.name} | {s.meaning} |" for s in SCENARIOS.values()),
        "simulation": simulation_tables(),
    }
    for mark, body in content.items():
        before, rest = text.split(f"<!-- {mark} -->", 1)
        _, after = rest.split(f"<!-- /{mark} -->", 1)
        text = f"{before}<!-- {mark} -->\n{body}\n<!-- /{mark} -->{after}"
    return text


def run_study(
    name: str, run: Callable[[int], list[Row]], n_runs: int, *, is_resumed: bool
) -> tuple[list[Row], float]:
    """Run a study in chunks, each kept on disk with the seconds it took; what was kept is not run again."""
    PARTIAL.mkdir(exist_ok=True)
    path = PARTIAL / f"governance_{name}.jsonl"
    kept: list[dict[str, Any]] = []
    if is_resumed and path.exists():
        kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        path.write_text("", encoding="utf-8")
    done = sum(chunk["runs"] for chunk in kept)
    for first in range(done, n_runs, CHUNK):
        seeds = range(first, min(first + CHUNK, n_runs))
        begin = time.monotonic()
        rows = [found | {"seed": seed} for seed in seeds for found in run(seed)]
        chunk = {"runs": len(seeds), "seconds": time.monotonic() - begin, "rows": rows}
        kept.append(chunk)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(chunk) + "\n")
    return [row for chunk in kept for row in chunk["rows"]], sum(chunk["seconds"] for chunk in kept)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("study", nargs="*")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    if options.docs:
        DOCS.write_text(filled(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
        return
    known = studies()
    if not options.table:
        RESULTS.mkdir(exist_ok=True)
        for name in options.study or known:
            rows, seconds = run_study(name, known[name](), options.runs, is_resumed=options.resume)
            record = {
                "study": name,
                "runs": options.runs,
                "seeds": [0, options.runs - 1],
                "seconds": round(seconds, 1),
                "summary": json.loads(summarise(rows).to_json(orient="records", double_precision=6)),
            }
            (RESULTS / f"governance_{name}.json").write_text(
                json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )
    for name in options.study or known:
        path = RESULTS / f"governance_{name}.json"
        if path.exists():
            record = json.loads(path.read_text(encoding="utf-8"))
            print(
                f"\n{name}: {record['runs']} runs, seeds {record['seeds'][0]}-{record['seeds'][1]}, {record['seconds']} s"
            )
            print(pd.DataFrame(record["summary"]).round(4).to_string(index=False, na_rep=""))


if __name__ == "__main__":
    main()
