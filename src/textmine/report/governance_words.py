"""Put the comparison of governance models into plain words, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from textmine.governance.descriptions import WITHOUT_MODEL
from textmine.governance.effects.results import Effect
from textmine.governance.outcomes import OUTCOMES
from textmine.governance.remarks import FLAGS
from textmine.taxonomy import load_taxonomy

__all__ = [
    "MODEL_NAMES",
    "category_names",
    "comparison_names",
    "flag_sentence",
    "model_name",
    "outcome_name",
    "verdict",
]

MODEL_NAMES: dict[str, tuple[str, str]] = {
    "veteran_secretary_office": ("Veteran secretaries' office", "老书记工作室"),
    "retired_party_branch": ("Retired members' party branch", "退休党支部+楼栋长"),
    "first_secretary": ("First secretary", "社区第一书记"),
    "secretary_workshop": ("Secretaries' workshop", "书记工作室"),
    "cadres_to_community": ("Cadres to the community", "党员下沉"),
    "(all adopters)": ("All adopters together", "全部采用社区"),
    WITHOUT_MODEL: ("No model at work", "未启用任何模式"),
}
_COMPARISONS = {
    "treated against never treated": ("adopters against never adopted", "采用社区对从未采用社区"),
    "earlier against later treated": ("earlier against later adopters", "先采用对后采用"),
    "later against earlier treated": ("later against earlier adopters", "后采用对先采用（已启用者作对照）"),
    "later against always treated": ("later against always adopters", "后采用对始终采用（已启用者作对照）"),
}
_COUNT_NAMES = {
    "log_intake": ("complaints received (log ratio)", "受理量（对数比）"),
    "log_reporting": ("readiness to report (log ratio)", "上报意愿（对数比）"),
    "log_incidents": ("incidents behind the complaints (log ratio)", "实际问题数（对数比）"),
}
_METHODS = {
    "imputation": ("imputation", "插补法"),
    "imputation_randomisation": ("imputation, interval by shuffling", "插补法，置换区间"),
    "nonresponse_lower_bound": (
        "not reached: unsolved in treated months, solved in others (lower bound)",
        "未回访到的：启用月份按未解决、其余月份按已解决（下界）",
    ),
    "nonresponse_upper_bound": (
        "not reached: solved in treated months, unsolved in others (upper bound)",
        "未回访到的：启用月份按已解决、其余月份按未解决（上界）",
    ),
    "nonresponse_all_unsolved": (
        "not reached: unsolved in all months (no bound)",
        "未回访到的：各月均按未解决（不是界限）",
    ),
    "nonresponse_all_solved": (
        "not reached: solved in all months (no bound)",
        "未回访到的：各月均按已解决（不是界限）",
    ),
    "synthetic_did": ("synthetic difference-in-differences", "合成双重差分"),
    "interrupted_time_series": ("interrupted time series", "间断时间序列"),
    "poisson_imputation": ("Poisson imputation", "泊松插补"),
    "logit_scale": ("imputation of log odds", "对数几率尺度的插补法"),
    "equal_months": ("imputation, all months of equal weight", "插补法，各月等权"),
    "without_excluded": ("imputation, without the excluded cases", "插补法，剔除后口径"),
    "callaway_santanna": (
        "group-time effects (Callaway & Sant'Anna)",
        "分批次双重差分（Callaway–Sant'Anna）",
    ),
    "two_way": ("two-way regression (the bad example)", "双向固定效应回归（反例）"),
    "two_way_wild_bootstrap": (
        "two-way regression, wild cluster bootstrap (the bad example)",
        "双向固定效应回归，野聚类自助法（反例）",
    ),
    "none": ("none", "无"),
}


def _in(lang: str, pair: tuple[str, str]) -> str:
    return pair[1] if lang == "zh" else pair[0]


def model_name(model_id: str, lang: str) -> str:
    """Name a model for readers; an unknown one keeps its code."""
    return _in(lang, MODEL_NAMES.get(model_id, (model_id, model_id)))


def outcome_name(outcome: str, lang: str) -> str:
    """Name an outcome for readers."""
    for known in OUTCOMES:
        if known.name == outcome:
            return _in(lang, (known.meaning, known.meaning_zh))
    return _in(lang, _COUNT_NAMES.get(outcome, (outcome, outcome)))


def method_name(method: str, lang: str) -> str:
    """Name a method for readers."""
    return _in(lang, _METHODS.get(method, (method.replace("_", " "), method.replace("_", " "))))


def flag_sentence(flag: str, lang: str) -> str:
    """Say in words what a flag means."""
    return _in(lang, FLAGS.get(flag, (flag, flag)))


def category_names(codes: Sequence[str], lang: str) -> dict[str, str]:
    """Name categories for readers; those not of the taxonomy keep their own name."""
    taxonomy = load_taxonomy()
    names = {code: taxonomy.name_of(code, lang=lang) for code in codes}
    return names | ({"(other)": "其余各类"} if lang == "zh" and "(other)" in names else {})


def comparison_names(lang: str) -> dict[str, str]:
    """Name the comparisons inside the two-way regression for readers."""
    return {kind: _in(lang, pair) for kind, pair in _COMPARISONS.items()}


def _listed(parts: Iterable[str], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)


def _points(value: float) -> str:
    return f"{100 * value:+.1f}"


# These take away the right to say "improved".
_SERIOUS = (
    "pre_trend",
    "placebo_effect",
    "scale_dependent",
    "not_clear_after_many_looks",
)

# The widest bounds on what residents not reached could have said take the right away where whom one reached changed, too.
_SERIOUS_TOGETHER = ("nonresponse_could_explain", "callback_changed")

# These leave the rise standing but not its cause.
_RESERVED = (
    "pre_trend_not_excluded",
    "not_clear_without_trend",
    "falls_if_trends_differ_as_before",
    "earlier_months_not_examined",
)


def verdict(effect: Effect, lang: str) -> str:
    """Say what can and what cannot be concluded about one model's effect of record.

    Examples
    --------
    >>> effect = Effect("first_secretary", "solved_share", 0.06, 0.02, 0.10, 18, "imputation")
    >>> verdict(effect, "zh")
    '社区第一书记：解决率变化 +6.0 个百分点（95%区间 +2.0 至 +10.0）。可以说解决率提高了。'
    """
    name = model_name(effect.model_id, lang)
    if not effect.is_known:
        why = _listed((flag_sentence(flag, lang) for flag in effect.flags), lang) or "-"
        return _in(lang, (f"{name}: nothing can be concluded ({why}).", f"{name}：无法得出结论（{why}）。"))
    bounds = np.isfinite(effect.low) and np.isfinite(effect.high)
    interval_en = f" (95 % interval {_points(effect.low)} to {_points(effect.high)})" if bounds else ""
    interval_zh = f"（95%区间 {_points(effect.low)} 至 {_points(effect.high)}）" if bounds else ""
    start = _in(
        lang,
        (
            f"{name}: share solved changed by {_points(effect.estimate)} percentage points{interval_en}.",
            f"{name}：解决率变化 {_points(effect.estimate)} 个百分点{interval_zh}。",
        ),
    )
    serious = [flag for flag in _SERIOUS if flag in effect.flags]
    if set(_SERIOUS_TOGETHER) <= set(effect.flags):
        serious += _SERIOUS_TOGETHER
    if not effect.is_clear:
        end = ("Neither a rise nor a fall can be concluded.", "不能断定解决率上升或下降。")
    elif serious:
        why_en, why_zh = (
            _listed((FLAGS[flag][at] for flag in serious), of) for at, of in enumerate(("en", "zh"))
        )
        end = (f"It must not be called an effect of the model: {why_en}.", f"不能归因于该模式：{why_zh}。")
    elif any(flag in effect.flags for flag in _RESERVED):
        up = effect.estimate > 0
        end = (
            f"The share solved {'rose' if up else 'fell'} after adoption, but that communities were heading there anyway "
            "cannot be ruled out.",
            f"启用后解决率{'提高' if up else '下降'}了，但不能排除这些社区本来就在朝这个方向变化。",
        )
    elif effect.estimate > 0:
        end = ("The share solved rose.", "可以说解决率提高了。")
    else:
        end = ("The share solved fell.", "可以说解决率下降了。")
    others = [flag for flag in effect.flags if flag not in serious]
    tail = ""
    if others:
        said = _listed((flag_sentence(flag, lang) for flag in others), lang)
        tail = _in(lang, (f" Mind: {said}.", f"注意：{said}。"))
    return start + _in(lang, (" ", "")) + _in(lang, end) + tail
