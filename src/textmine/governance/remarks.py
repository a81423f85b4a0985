"""Say in codes what speaks against an effect; the report turns the codes into sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from textmine.governance.effects.results import Effect
from textmine.governance.evidence import ALL_ADOPTERS, LOWER_BOUND, UPPER_BOUND, many_looks
from textmine.governance.outcomes import RECORD

__all__ = ["FLAGS", "add_remarks"]

ALPHA, FEW = 0.05, 10
# A remark that takes a verdict away may cost at most one in ten right verdicts; among 0.01, 0.05, 0.10, 0.20
# and 0.30 these are the highest levels that keep to it, found on cities of their own (docs/evaluation.md,
# "thresholds"). The scale of odds costs nothing at any level from 0.05 on.
PRE_TREND_LEVEL, PLACEBO_LEVEL, SCALE_LEVEL = 0.05, 0.10, 0.10
# Five models are looked at for each side outcome.
SIDE_LEVEL = 0.01

FLAGS: dict[str, tuple[str, str]] = {
    "not_identified": ("the data cannot tell", "数据无法判断"),
    "no_controls": ("no community without the model to compare with", "没有可比较的对照社区"),
    "no_callbacks": ("no valid call-back", "没有有效回访"),
    "no_answers": ("no resident was asked whether the case was solved", "没有“是否解决”的回答"),
    "series_too_short": ("fewer than 24 months before or 12 after", "启用前不足24个月或启用后不足12个月"),
    "single_unit": (
        "one community: whatever else changed that month is counted in",
        "仅一个社区：当月其他变化也会计入",
    ),
    "adopted_before_panel": (
        "some adopted before the data begin and are left out",
        "部分社区在数据开始前已启用，未计入",
    ),
    "start_unknown": (
        "some adopted in a month that is not known and are left out",
        "部分社区启用月份不明，未计入",
    ),
    "narrower": ("some communities could not be used", "部分社区无法使用，结论范围更窄"),
    "months_without_controls": (
        "some months have nobody to compare with and are left out",
        "部分月份没有对照，未计入",
    ),
    "few_treated": ("fewer than ten adopters", "采用社区不足十个"),
    "few_controls": ("fewer than five communities never adopted", "从未采用的社区不足五个"),
    "interval_unbounded": (
        "too few communities for a 95 % interval",
        "社区太少，无法得到95%区间",
    ),
    "no_variation": (
        "the communities compared do not differ by chance: nothing tells how far the estimate strays, so there is no interval",
        "对照社区之间没有偶然差异，无从得知估计的误差，因此没有区间",
    ),
    "pre_trend": ("adopters were on another path before", "采用社区此前走势已不同"),
    "pre_trend_not_excluded": (
        "a difference in trend as large as this effect could have been missed",
        "与效果同样大小的事前走势差异可能未被发现",
    ),
    "not_clear_without_trend": (
        "not clear once the earlier difference in trend is taken off",
        "扣除事前走势差异后不再明确",
    ),
    "falls_if_trends_differ_as_before": (
        "not clear if trends may differ later as much as before",
        "若事后走势差异与事前同样大，则不再明确",
    ),
    "earlier_months_not_examined": ("earlier months not examined", "未检验启用前的走势"),
    "placebo_effect": ("an 'effect' shows at a date when nothing happened", "在没有启用的日期也出现“效果”"),
    "scale_dependent": ("not clear on the scale of odds", "换成比值尺度后不再明确"),
    "nonresponse_could_explain": (
        "residents not reached could turn the sign",
        "未回访到的居民可能改变结论方向",
    ),
    "callback_changed": ("the share called back changed with the model", "回访率随模式启用而变化"),
    "exclusion_changed": ("the share left out of appraisal changed with the model", "剔除率随模式启用而变化"),
    "not_clear_after_many_looks": ("not clear once all tests are counted", "考虑多次检验后不再明确"),
    "count_not_improvement": (
        "a count of complaints mixes need and voice: not an improvement or a worsening",
        "诉求数量混合了问题与上报意愿，不能说明改善或恶化",
    ),
    "bad_example": ("shown as the bad example only", "仅作反面示例"),
}


def _of(table: pd.DataFrame, model: str) -> pd.DataFrame:
    return table.loc[table["model_id"] == model] if len(table) else table


def _is_found(row: dict[Any, Any]) -> bool:
    """Tell whether one of both tests of the earlier months rejects, two having been made."""
    smallest = np.nanmin([row["slope_p"], row["joint_p"], 1.0])
    return bool(2 * smallest < PRE_TREND_LEVEL)


def _is_examined(effect: Effect, tables: dict[str, pd.DataFrame]) -> bool:
    """Tell whether the months before adoption were tested for this outcome: for that of record, where they could be."""
    rows = _of(tables["pre_trends"], effect.model_id)
    return (
        effect.outcome == RECORD
        and len(rows) > 0
        and bool(rows[["slope_p", "joint_p"]].notna().any(axis=None))
    )


def _trend_remarks(effect: Effect, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    whole = _of(tables["pre_trends"], ALL_ADOPTERS).to_dict("records")
    for row in _of(tables["pre_trends"], effect.model_id).to_dict("records"):
        if _is_found(row) or any(_is_found(all_row) for all_row in whole):
            yield "pre_trend"
        elif effect.is_known and row["detectable_effect"] > abs(effect.estimate):
            yield "pre_trend_not_excluded"
        if effect.is_clear and row["low_without_trend"] * row["high_without_trend"] <= 0:
            yield "not_clear_without_trend"
    bounds = _of(tables["honest_bounds"], effect.model_id)
    if effect.is_clear and len(bounds):
        at = bounds.loc[(bounds["restriction"] == "magnitude") & (bounds["magnitude"] == 1.0), "is_clear"]
        if len(at) and not bool(at.iloc[0]):
            yield "falls_if_trends_differ_as_before"
    placebos = _of(tables["placebos"], effect.model_id)
    # Two dates are looked at.
    if (
        len(placebos)
        and effect.n_treated >= FEW
        and (len(placebos) * placebos["p_value"].min() < PLACEBO_LEVEL)
    ):
        yield "placebo_effect"


def _other_remarks(
    effect: Effect, others: Sequence[Effect], side: dict[tuple[str, str], Effect]
) -> Iterator[str]:
    by_method = {other.method: other for other in others if other.model_id == effect.model_id}
    scale = by_method.get("logit_scale")
    can_judge = effect.is_clear and scale is not None and scale.is_known and effect.n_treated >= FEW
    if (
        can_judge
        and scale is not None
        and (scale.estimate * effect.estimate < 0 or scale.p_value > SCALE_LEVEL)
    ):
        yield "scale_dependent"
    bound = by_method.get(LOWER_BOUND if effect.estimate > 0 else UPPER_BOUND)
    if effect.is_clear and bound is not None and bound.is_known:
        # The interval of the bound where there is one: what the unreached could have said, and chance beside it.
        ends = (bound.low, bound.high) if np.isfinite(bound.low) else (bound.estimate, bound.estimate)
        if min(end * np.sign(effect.estimate) for end in ends) <= 0:
            yield "nonresponse_could_explain"
    for outcome, flag in (("callback_share", "callback_changed"), ("excluded_share", "exclusion_changed")):
        beside = side.get((effect.model_id, outcome))
        if beside is not None and np.isfinite(beside.p_value) and beside.p_value < SIDE_LEVEL:
            yield flag


def add_remarks(
    effects: Sequence[Effect], others: Sequence[Effect], tables: dict[str, pd.DataFrame]
) -> list[Effect]:
    """Return the effects with the codes of what speaks against them.

    The side outcomes (call-back, exclusion) must reach 1 % before they are held against an effect: five
    models are looked at. Earlier months are tested for the outcome of record; an estimate of any other says that
    they were not, so that a row without warnings is not taken for one that passed.
    """
    side = {(effect.model_id, effect.outcome): effect for effect in effects}
    looks = many_looks(effects, RECORD)["p_adjusted"].to_numpy()
    out = []
    for effect, adjusted in zip(effects, looks):
        flags: list[str] = []
        if effect.outcome == RECORD:
            flags += [*_trend_remarks(effect, tables), *_other_remarks(effect, others, side)]
        if effect.is_known and not _is_examined(effect, tables):
            flags.append("earlier_months_not_examined")
        if effect.is_clear and np.isfinite(adjusted) and adjusted > ALPHA:
            flags.append("not_clear_after_many_looks")
        out.append(effect.with_flags(*flags))
    return out
