"""Compare governance models: one effect for each, with all that speaks against it.

The number of communities that adopted a model decides how it is judged: many by imputation with clustered
errors, few by randomisation inference, one or two by synthetic difference-in-differences, one alone by
its own series. Where the data cannot tell, the effect is blank and its flags say why.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.governance.composite import rank_models
from textmine.governance.descriptions import description_tables
from textmine.governance.effects.design import Grid
from textmine.governance.effects.estimate import imputed_effect
from textmine.governance.effects.imputation import Imputation, impute
from textmine.governance.effects.inference import Randomisation, randomisation_inference
from textmine.governance.effects.results import Effect, effects_frame
from textmine.governance.effects.series import MIN_AFTER, MIN_BEFORE, interrupted_time_series
from textmine.governance.effects.synthetic import synthetic_did
from textmine.governance.effects.synthetic_shuffles import shuffle_synthetic_did
from textmine.governance.evidence import (
    community_table,
    early_months,
    many_looks,
    other_methods,
    pooled_tables,
)
from textmine.governance.measures.voice import count_effects
from textmine.governance.outcomes import (
    OUTCOMES,
    RECORD,
    STANDARDISED,
    Outcome,
    first_month,
    has_case_mix,
    outcome_grid,
    read_panel,
)
from textmine.governance.panel import panel_notes
from textmine.governance.remarks import add_remarks

__all__ = ["Comparison", "compare_models"]

FEW, VERY_FEW = 10, 2
N_SHUFFLES, N_SHUFFLES_SIDE, N_SHUFFLES_SYNTHETIC = 999, 299, 499
_BY_MODEL = ("adoption", "event_study", "pre_trends", "model_ranks")


@dataclass(frozen=True)
class Comparison:
    """Hold everything a report on governance models says.

    `effects` is one row a model and outcome; the outcome of record is `solved_share`.
    """

    effects: tuple[Effect, ...]
    notes: tuple[str, ...]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    shuffles: dict[str, Randomisation] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """List the effects."""
        return effects_frame(self.effects)

    def of_record(self) -> tuple[Effect, ...]:
        """Return the effects on the outcome of record."""
        return tuple(effect for effect in self.effects if effect.outcome == RECORD)

    def to_record(self) -> dict[str, Any]:
        """Return what ``comparison.json`` holds."""
        return {
            "outcome_of_record": RECORD,
            "effects": [effect.to_record() for effect in self.effects],
            "notes": list(self.notes),
        }


def _units_of(table: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    return table.drop_duplicates("community_id").set_index("community_id").reindex(grid.units)


def _blank(model: str, outcome: str, n_treated: int, method: str, *flags: str) -> Effect:
    nan = float("nan")
    return Effect(model, outcome, nan, nan, nan, n_treated, method, flags)


def _interval_flags(found: Randomisation) -> list[str]:
    """Say why shuffles give no interval; nothing where they give one."""
    if not found.has_chance:
        return ["no_variation"]
    return [] if np.isfinite(found.low) and np.isfinite(found.high) else ["interval_unbounded"]


class _Judge:
    """Estimate one outcome for every model."""

    def __init__(self, table: pd.DataFrame, outcome: Outcome, seed: int) -> None:
        self.outcome, self.seed = outcome, seed
        self.grid = outcome_grid(table, outcome)
        about = _units_of(table, self.grid)
        self.model = about["model_id"].to_numpy()
        self.start = about["g"].to_numpy()
        self.district = about["district"].to_numpy()
        self.is_unknown = (about["unusable_reason"] == "start_unknown").to_numpy()
        self.fit: Imputation = impute(self.grid)
        self.shuffles: dict[str, Randomisation] = {}
        # Estimates that are not of record but belong beside it, each with its own interval and p-value.
        self.beside: list[Effect] = []

    def effect(self, model: str) -> Effect:
        """Judge one model by the method its number of communities allows."""
        own = self.model == model
        n_adopters = int(own.sum())
        seen = (self.grid.weight > 0).any(axis=1)
        is_never = (self.grid.start == 0) & seen & (self.start == 0)
        known = (~np.isnan(self.fit.gain)).any(axis=1) & own
        n_known = int(known.sum())
        flags = []
        if (self.start[own] == -1).any():
            flags.append("adopted_before_panel")
        if self.is_unknown[own].any():
            flags.append("start_unknown")
        if n_known == 0:
            return self._alone(model, own, n_adopters).with_flags(*flags)
        if n_known < n_adopters:
            flags.append("narrower")
        lost = self.grid.is_treated & (self.grid.weight > 0) & np.isnan(self.fit.gain) & own[:, None]
        if lost.any():
            flags.append("months_without_controls")
        n_never = int(is_never.sum())
        if n_known >= FEW and n_never >= 2:
            return self._many(model, own).with_flags(*flags)
        if n_known < FEW:
            flags.append("few_treated")
        if n_never < 5:
            # Too few to shuffle with; a t distribution with hardly any degrees of freedom says how little
            # is known.
            return self._many(model, own).with_flags(*flags, "few_controls")
        return self._few(model, own, is_never).with_flags(*flags)

    def _many(self, model: str, own: Any) -> Effect:
        weights = self.grid.weight * own[:, None]
        return imputed_effect(self.fit, weights, label=model, outcome=self.outcome.name, is_small_sample=True)

    def _few(self, model: str, own: Any, is_never: Any) -> Effect:
        is_record = self.outcome.name == RECORD
        rows = np.flatnonzero(own & (self.grid.start > 0) | is_never)
        part = self.grid.take(rows)
        found = randomisation_inference(
            part,
            strata=self._strata(rows),
            n_draws=N_SHUFFLES if is_record else N_SHUFFLES_SIDE,
            seed=self.seed,
        )
        n_treated = int((part.start > 0).sum())
        effect = Effect(
            model, self.outcome.name, found.estimate, found.low, found.high, n_treated,
            "imputation_randomisation", (), float("nan"), found.p_value, int(is_never.sum()),
        )  # fmt: skip
        effect = effect.with_flags(*_interval_flags(found))
        if is_record:
            self.shuffles[model] = found
        if n_treated > VERY_FEW or not is_record:
            return effect
        try:
            made = synthetic_did(part, outcome=self.outcome.name, label=model, seed=self.seed)
        except InputError:
            return effect
        self.beside.append(effect.with_flags("few_treated"))
        return self._synthetic(made, part, self._strata(rows))

    def _synthetic(self, made: Effect, part: Grid, strata: Any) -> Effect:
        """Give a synthetic estimate the interval and the p-value of its own shuffles."""
        found = shuffle_synthetic_did(part, strata=strata, n_draws=N_SHUFFLES_SYNTHETIC, seed=self.seed)
        self.shuffles[made.model_id] = found
        flags = ["few_treated"]
        if made.n_treated < (part.start > 0).sum():
            flags.append("narrower")
        flags += _interval_flags(found)
        return Effect(
            **{
                **made.__dict__,
                "low": found.low,
                "high": found.high,
                "p_value": found.p_value,
                "flags": tuple(flags),
            }
        )

    def _strata(self, rows: Any) -> Any:
        """Shuffle within districts where each with an adopter has twenty that never adopted."""
        district, treated = self.district[rows], self.grid.start[rows] > 0
        if (district == "").any():
            return None
        enough = all((~treated & (district == d)).sum() >= 20 for d in np.unique(district[treated]))
        return district if enough else None

    def _alone(self, model: str, own: Any, n_adopters: int) -> Effect:
        name = self.outcome.name
        treated = np.flatnonzero(own & (self.grid.start > 0))
        if not len(treated):
            return _blank(model, name, n_adopters, "none", "not_identified")
        if len(treated) > 1:
            return _blank(model, name, n_adopters, "none", "not_identified", "no_controls")
        y, start = self.grid.y[treated[0]], int((self.grid.times < self.grid.start[treated[0]]).sum())
        if np.isnan(y).any() or start < MIN_BEFORE or len(y) - start < MIN_AFTER:
            return _blank(
                model, name, n_adopters, "none", "not_identified", "no_controls", "series_too_short"
            )
        found = interrupted_time_series(y, start)
        flags = ("no_controls", "single_unit", *(() if np.isfinite(found.low) else ("no_variation",)))
        return Effect(
            model, name, found.estimate, found.low, found.high, 1, "interrupted_time_series",
            flags, found.se, found.p_value, 0,
        )  # fmt: skip


def compare_models(panel: pd.DataFrame, *, seed: int = 0, path: str | None = None) -> Comparison:
    """Compare the governance models of a panel.

    Parameters
    ----------
    panel : DataFrame
        As ``build_panel`` makes it; text columns read back from a file are understood.
    seed : int
        For everything that is drawn; the same seed gives the same result.

    Returns
    -------
    Comparison
        With no adopter in the panel the effects are empty and a note says so.

    Raises
    ------
    InputError
        When the table is not a panel.
    """
    table = read_panel(panel, path=path)
    models = sorted(m for m in table["model_id"].unique() if m)
    notes = list(panel.attrs.get("notes") or panel_notes(table))
    if not models:
        notes.append("no community adopted a model within the panel: there is no effect to estimate")
    n_of = table.groupby("model_id")["community_id"].nunique().to_dict()
    effects: list[Effect] = []
    shuffles: dict[str, Randomisation] = {}
    record: _Judge | None = None
    for outcome in OUTCOMES:
        if any(name not in table or not table[name].notna().any() for name in outcome.columns):
            if outcome.name == RECORD:
                effects += [
                    _blank(m, RECORD, n_of[m], "none", "not_identified", "no_answers") for m in models
                ]
            continue
        if not table[outcome.bottom].fillna(0).sum():
            if outcome.name == RECORD:
                effects += [
                    _blank(m, RECORD, n_of[m], "none", "not_identified", "no_callbacks") for m in models
                ]
            continue
        if outcome.name == STANDARDISED and not has_case_mix(table):
            if models:
                notes.append(
                    "cases of different communities differ in no category or channel: solved_standardised would repeat "
                    "solved_share and is left out"
                )
            continue
        judge = _Judge(table, outcome, seed)
        effects += [judge.effect(model) for model in models]
        shuffles |= judge.shuffles
        record = judge if outcome.name == RECORD else record
    tables: dict[str, pd.DataFrame] = {"communities": community_table(table, seed=seed)}
    # Tables by model exist, if without rows, also where there is nothing to say.
    tables |= {name: pd.DataFrame({"model_id": pd.Series(dtype="str")}) for name in _BY_MODEL}
    tables |= description_tables(table, record.grid if record and models else None, first_month(table))
    if record is not None and models:
        has_controls = any(e.is_known and e.method != "interrupted_time_series" for e in effects)
        if has_controls and "n_recv" in table:
            effects += count_effects(table, record.grid, record.model, models, seed=seed)
        tables |= early_months(record.fit, record.model, models)
        others = [
            *record.beside,
            *other_methods(record.grid, record.model, models, counts=table, seed=seed),
        ]
        effects = add_remarks(effects, others, tables)
        tables |= {"other_methods": effects_frame(others), "many_looks": many_looks(effects, RECORD)}
        tables |= pooled_tables(record.fit, record.model, [e for e in effects if e.outcome == RECORD])
        tables |= {"adoption": _adoption_steps(table), "model_ranks": rank_models(effects, seed=seed)}
    return Comparison(tuple(effects), tuple(notes), tables, shuffles)


def _adoption_steps(table: pd.DataFrame) -> pd.DataFrame:
    """Count the communities at work under each model in each month."""
    counted = table.loc[table["is_treated"] & (table["model_id"] != "")].groupby(
        ["model_id", "month"], sort=True
    )
    return counted["community_id"].nunique().rename("n_communities").reset_index()
