"""Measure communities: rates with intervals, shrinkage, funnels, time to close, readiness to report."""

from textmine.governance.measures.funnel import Funnel, funnel_limits, standardised_ratio
from textmine.governance.measures.rates import (
    PRESETS,
    Bounds,
    IndexWeights,
    jeffreys_interval,
    nonresponse_bounds,
    performance_index,
    wilson_interval,
)
from textmine.governance.measures.shrinkage import ShrunkRates, shrink_counts, shrink_normal, shrink_rates
from textmine.governance.measures.survival import (
    CoxModel,
    SurvivalCurve,
    cox_model,
    kaplan_meier,
    log_rank,
    restricted_mean,
)
from textmine.governance.measures.voice import count_effects, reporting_rate

__all__ = [
    "PRESETS",
    "Bounds",
    "CoxModel",
    "Funnel",
    "IndexWeights",
    "ShrunkRates",
    "SurvivalCurve",
    "count_effects",
    "cox_model",
    "funnel_limits",
    "jeffreys_interval",
    "kaplan_meier",
    "log_rank",
    "nonresponse_bounds",
    "performance_index",
    "reporting_rate",
    "restricted_mean",
    "shrink_counts",
    "shrink_normal",
    "shrink_rates",
    "standardised_ratio",
    "wilson_interval",
]
