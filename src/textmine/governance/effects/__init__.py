"""Estimate what a governance model changed, with the inference its number of communities allows."""

from textmine.governance.effects.decomposition import Decomposition, decompose_two_way
from textmine.governance.effects.design import Design, Grid, lay_out
from textmine.governance.effects.dynamic import dynamic_effects
from textmine.governance.effects.estimate import METHODS, estimate_effects, imputed_effect
from textmine.governance.effects.group_time import GroupTime, group_time_effects
from textmine.governance.effects.imputation import Imputation, impute
from textmine.governance.effects.inference import Randomisation, randomisation_inference
from textmine.governance.effects.pooling import Pooled, adjust_p_values, contrasts, pool_effects
from textmine.governance.effects.results import Effect, effects_frame
from textmine.governance.effects.series import Interruption, count_interruption, interrupted_time_series
from textmine.governance.effects.synthetic import (
    ControlPlacebos,
    control_placebos,
    difference_in_differences,
    simplex_weights,
    synthetic_control,
    synthetic_did,
)
from textmine.governance.effects.synthetic_shuffles import shuffle_synthetic_did
from textmine.governance.effects.two_way import two_way_effect, wild_bootstrap

__all__ = [
    "METHODS",
    "ControlPlacebos",
    "Decomposition",
    "Design",
    "Effect",
    "Grid",
    "GroupTime",
    "Imputation",
    "Interruption",
    "Pooled",
    "Randomisation",
    "adjust_p_values",
    "contrasts",
    "control_placebos",
    "count_interruption",
    "decompose_two_way",
    "difference_in_differences",
    "dynamic_effects",
    "effects_frame",
    "estimate_effects",
    "group_time_effects",
    "impute",
    "imputed_effect",
    "interrupted_time_series",
    "lay_out",
    "pool_effects",
    "randomisation_inference",
    "shuffle_synthetic_did",
    "simplex_weights",
    "synthetic_control",
    "synthetic_did",
    "two_way_effect",
    "wild_bootstrap",
]
