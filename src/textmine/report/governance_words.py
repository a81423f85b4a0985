"""Put the comparison of governance models into plain words, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from textmine.governance.comparison import Comparison
from textmine.governance.effects.results import Effect
from textmine.governance.outcomes import OUTCOMES
from textmine.governance.remarks import FLAGS

__all__ = ["MODEL_NAMES", "caption", "flag_sentence", "model_name", "outcome_name", "verdict"]

MODEL_NAMES: dict[str, tuple[str, str]] = {
    "veteran_secretary_office": ("Veteran secretaries' office", "老书记工作室"),
    "retired_party_branch": ("Retired members' party branch", "退休党支部+楼栋长"),
    "first_secretary": ("First secretary", "社区第一书记"),
    "secretary_workshop": ("Secretaries' workshop", "书记工作室"),
    "cadres_to_community": ("Cadres to the community", "党员下沉"),
    "(all adopters)": ("All adopters together", "全部采用社区"),
}
_COUNT_NAMES = {
    "log_intake": ("complaints received (log ratio)", "受理量（对数比）"),
    "log_reporting": ("readiness to report (log ratio)", "上报意愿（对数比）"),
    "log_incidents": ("incidents behind the complaints (log ratio)", "实际问题数（对数比）"),
}
_METHODS = {
    "imputation": ("imputation", "插补法"),
    "imputation_randomisation": ("imputation, interval by shuffling", "插补法，置换区间"),
    "synthetic_did": ("synthetic difference-in-differences", "合成双重差分"),
    "interrupted_time_series": ("interrupted time series", "间断时间序列"),
    "poisson_imputation": ("Poisson imputation", "泊松插补"),
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


def _points(value: float) -> str:
    return f"{100 * value:+.1f}"


# These alone take away the right to say "improved".
_SERIOUS = (
    "pre_trend",
    "placebo_effect",
    "nonresponse_could_explain",
    "scale_dependent",
    "not_clear_after_many_looks",
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
        why = "; ".join(flag_sentence(flag, lang) for flag in effect.flags) or "-"
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
    if not effect.is_clear:
        end = ("Neither a rise nor a fall can be concluded.", "不能断定解决率上升或下降。")
    elif serious:
        why_en, why_zh = ("; ".join(FLAGS[flag][at] for flag in serious) for at in (0, 1))
        end = (f"It must not be called an effect of the model: {why_en}.", f"不能归因于该模式：{why_zh}。")
    elif effect.estimate > 0:
        end = ("The share solved rose.", "可以说解决率提高了。")
    else:
        end = ("The share solved fell.", "可以说解决率下降了。")
    others = [flag for flag in effect.flags if flag not in serious]
    tail = ""
    if others:
        said = "; ".join(flag_sentence(flag, lang) for flag in others)
        tail = _in(lang, (f" Mind: {said}.", f"注意：{said}。"))
    return start + _in(lang, (" ", "")) + _in(lang, end) + tail


def caption(figure: str, comparison: Comparison, lang: str) -> str:
    """Say in one sentence what a figure shows, with its numbers."""
    said = _CAPTIONS[figure](comparison)
    return _in(lang, said)


def _effects_caption(comparison: Comparison) -> tuple[str, str]:
    known = [e for e in comparison.of_record() if e.is_known]
    clear = [e for e in known if e.is_clear]
    return (
        f"Each dot is the change in the share solved that came with a model; of {len(known)} models "
        f"{len(clear)} have an interval that excludes zero, the grey ones cannot be told from no effect.",
        f"每个点是某一模式带来的解决率变化；{len(known)} 种模式中有 {len(clear)} 种的区间不含零，灰色的与无效果无法区分。",
    )


def _adoption_caption(comparison: Comparison) -> tuple[str, str]:
    steps = comparison.tables["adoption"]
    most = steps.groupby("model_id")["n_communities"].max()
    return (
        f"Communities at work under each model month by month, up to {int(most.sum())} in all; "
        "those not yet or never on a line serve as comparison.",
        f"各模式逐月在用的社区数，合计最多 {int(most.sum())} 个；尚未或从未启用的社区作为对照。",
    )


def _study_caption(comparison: Comparison) -> tuple[str, str]:
    trends = comparison.tables["pre_trends"]
    n = int((2 * trends[["slope_p", "joint_p"]].min(axis=1) < 0.05).sum()) if len(trends) else 0
    return (
        "Orange months lie before adoption and should scatter around zero; blue ones are effects. "
        f"{n} of {len(trends)} tests find a difference before adoption; passing the test does not prove there is none.",
        f"橙色为启用前各月，应在零附近；蓝色为启用后的效果。{len(trends)} 项检验中 {n} 项发现启用前已有差异；"
        "通过检验并不证明没有差异。",
    )


def _funnel_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["communities"]
    n = int(table["is_outside_funnel"].sum())
    return (
        f"Small communities scatter more: only {n} of {len(table)} lie outside the 99.8 % limits, "
        "the others do not differ from the common level by more than chance and ordinary spread.",
        f"小社区波动更大：{len(table)} 个社区中仅 {n} 个超出99.8%界限，其余与总体水平的差异不超过偶然与一般波动。",
    )


def _caterpillar_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["communities"]
    best = float(table["p_top_tenth"].max()) if len(table) else 0.0
    return (
        "Crosses are raw rates, dots are rates pulled to the mean as far as their few cases warrant; "
        f"the community most likely in the best tenth is there with probability {best:.2f}.",
        f"叉号为原始比率，圆点为按件数多少向均值收缩后的比率；最可能进入前十分之一的社区，其概率为 {best:.2f}。",
    )


def _shuffle_caption(comparison: Comparison) -> tuple[str, str]:
    return (
        "Grey bars are the 'effects' found when adoption is dealt out by lot; the more of them lie as far out as the "
        "orange line, the less can be said.",
        "灰柱为随机指定采用社区时得到的“效果”；与橙线同样极端的越多，能得出的结论越少。",
    )


def _rank_caption(comparison: Comparison) -> tuple[str, str]:
    ranks = comparison.tables["model_ranks"]
    winner = ranks.loc[ranks["is_winner"], "model_id"].tolist() if "is_winner" in ranks else []
    if winner:
        en, zh = MODEL_NAMES.get(winner[0], (winner[0], winner[0]))
        return (
            f"{en} is first with probability 0.8 or more over chance, weights and methods; a description, not evidence.",
            f"{zh}在随机误差、权重与方法变动下居首的概率不低于0.8；这是描述，不是证据。",
        )
    return (
        "No model is first with probability 0.8 over chance, weights and methods, so no winner is named.",
        "没有任何模式在随机误差、权重与方法变动下居首的概率达到0.8，因此不评出优胜者。",
    )


def _bounds_caption(comparison: Comparison) -> tuple[str, str]:
    bounds = comparison.tables["honest_bounds"]
    at_one = bounds.loc[(bounds["restriction"] == "magnitude") & (bounds["magnitude"] == 1.0)]
    n = int(at_one["is_clear"].sum()) if len(at_one) else 0
    return (
        "From left to right later trends may differ more and more from what came before; "
        f"{n} of {len(at_one)} models stay clear of zero when they may differ as much as they did before adoption.",
        f"从左到右，允许事后走势与事前的差异越来越大；允许差异与事前相当时，{len(at_one)} 种模式中有 {n} 种仍不含零。",
    )


def _reporting_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["communities"]
    r = _rank_correlation(table["reports_per_open_day"], table["intake_per_1000_a_year"])
    return (
        f"Complaints per resident against how readily residents report (rank correlation {r:.2f}): "
        "a count of complaints measures voice as well as need and is never called an improvement here.",
        f"人均诉求量与上报意愿（秩相关 {r:.2f}）：诉求数量同时反映问题与上报意愿，此处不称为改善。",
    )


def _rank_correlation(x: pd.Series, y: pd.Series) -> float:
    both = pd.DataFrame({"x": x, "y": y}).dropna()
    return float(both["x"].rank().corr(both["y"].rank())) if len(both) > 2 else float("nan")


_CAPTIONS = {
    "effects": _effects_caption,
    "adoption": _adoption_caption,
    "event_study": _study_caption,
    "bounds": _bounds_caption,
    "shuffles": _shuffle_caption,
    "funnel": _funnel_caption,
    "caterpillar": _caterpillar_caption,
    "reporting": _reporting_caption,
    "ranks": _rank_caption,
}
FIGURES: Sequence[str] = tuple(_CAPTIONS)
