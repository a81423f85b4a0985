"""Measure communities: rates with intervals, shrinkage, funnels, time to close, readiness to report."""

from textmine.governance.measures.cox import CoxModel, cox_model
from textmine.governance.measures.funnel import (
    Funnel,
    funnel_limits,
    funnel_ratio_limits,
    standardised_ratio,
)
from textmine.governance.measures.proportions import INTERVALS, difference_interval, proportion_interval
from textmine.governance.measures.rates import (
    PRESETS,
    Bounds,
    IndexWeights,
    jeffreys_interval,
    nonresponse_bounds,
    performance_index,
    wilson_interval,
)
from textmine.governance.measures.shrinkage import (
    BetaPrior,
    NormalShrinkage,
    ShrunkRates,
    fit_beta_prior,
    shrink_counts,
    shrink_normal,
    shrink_rates,
)
from textmine.governance.measures.survival import (
    SurvivalCurve,
    compare_restricted_means,
    kaplan_meier,
    log_rank,
    restricted_mean,
)
from textmine.governance.measures.voice import count_effects, reporting_rate

__all__ = [
    "INTERVALS",
    "PRESETS",
    "BetaPrior",
    "Bounds",
    "CoxModel",
    "Funnel",
    "IndexWeights",
    "NormalShrinkage",
    "ShrunkRates",
    "SurvivalCurve",
    "compare_restricted_means",
    "count_effects",
    "cox_model",
    "difference_interval",
    "fit_beta_prior",
    "funnel_limits",
    "funnel_ratio_limits",
    "jeffreys_interval",
    "kaplan_meier",
    "log_rank",
    "nonresponse_bounds",
    "performance_index",
    "proportion_interval",
    "reporting_rate",
    "restricted_mean",
    "shrink_counts",
    "shrink_normal",
    "shrink_rates",
    "standardised_ratio",
    "wilson_interval",
]
