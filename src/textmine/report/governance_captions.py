"""Say in a sentence what each figure of the comparison shows, with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from textmine.governance.comparison import Comparison
from textmine.governance.descriptions import WITHOUT_MODEL
from textmine.report.governance_words import MODEL_NAMES, category_names

__all__ = ["FIGURES", "caption"]


def caption(figure: str, comparison: Comparison, lang: str) -> str:
    """Say in one sentence what a figure shows, with its numbers."""
    said = _CAPTIONS[figure](comparison)
    return said[1] if lang == "zh" else said[0]


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


def _closing_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["closing"]
    last = table.loc[table["day"] == table["day"].max()].set_index("model_id")["share_open"]
    day, models = int(table["day"].max()), last.drop(WITHOUT_MODEL, errors="ignore")
    beside = last.get(WITHOUT_MODEL, float("nan"))
    if not len(models):
        return (
            f"Share of cases still open by day: {beside:.0%} after {day} days.",
            f"各日仍未办结的比例：{day} 日后为 {beside:.0%}。",
        )
    return (
        f"Share of cases still open by day (Kaplan-Meier; cases followed for 30 days) with the numbers still open below: after "
        f"{day} days {models.min():.0%} to {models.max():.0%} under the models and {beside:.0%} in months without one; who adopts "
        "differs anyway, so a gap between lines is not an effect.",
        f"各日仍未办结的比例（Kaplan-Meier，跟踪满30日的工单），下方为仍未办结件数：{day} 日后各模式为 {models.min():.0%} 至 "
        f"{models.max():.0%}，未启用月份为 {beside:.0%}；采用社区本来就不同，曲线之差不等于效果。",
    )


def _issues_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["issue_months"]
    known = table.loc[table.groupby("category")["n"].transform("sum") >= 30]
    peak = (known if len(known) else table).sort_values("to_mean", kind="stable").iloc[-1]
    zh = category_names([peak["category"]], "zh")[peak["category"]]
    return (
        f"Cases of each category month by month against the category's own mean; the largest departure is {peak['category']} in "
        f"{peak['month']} ({peak['to_mean']:.1f} times its mean, {peak['n']} cases). Counts mix need and voice.",
        f"各类诉求逐月受理数与该类均值之比；偏离最大的是 {peak['month']} 的{zh}（均值的 {peak['to_mean']:.1f} 倍，{peak['n']} 件）。"
        "数量同时反映问题与上报意愿。",
    )


def _cohorts_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["cohort_quarters"]
    clear = table["low"] * table["high"] > 0
    n_before, n_after = int((clear & ~table["is_after"]).sum()), int((clear & table["is_after"]).sum())
    return (
        "Change in the share solved (percentage points) of every cohort of adopters in every quarter against communities that "
        f"never adopted; right of the bar the model is at work. Framed cells exclude zero in a band that holds for all: {n_after} of "
        f"{int(table['is_after'].sum())} after adoption, {n_before} of {int((~table['is_after']).sum())} before, where there should be none.",
        f"各启用批次逐季的解决率变化（百分点），以从未启用社区为对照；竖线右侧为启用后。带框者在同时置信带下不含零：启用后 "
        f"{int(table['is_after'].sum())} 格中 {n_after} 格，启用前 {int((~table['is_after']).sum())} 格中 {n_before} 格（本应没有）。",
    )


def _two_way_caption(comparison: Comparison) -> tuple[str, str]:
    table = comparison.tables["two_way_parts"]
    bad = float(table.loc[table["is_forbidden"], "weight"].sum())
    value, n_lost = 100 * float(table["two_way_estimate"].iloc[0]), int(table["n_left_out"].iloc[0])
    lost_en = f" {n_lost} communities with a blank quarter are left out." if n_lost else ""
    lost_zh = f"有空缺季度的 {n_lost} 个社区未计入。" if n_lost else ""
    return (
        f"The usual two-way regression taken apart (Goodman-Bacon): its {value:+.1f} points (dashed) average comparisons, and "
        f"{bad:.0%} of the weight uses communities already under a model as controls, which is why it is not used.{lost_en}",
        f"拆解常用的双向固定效应回归（Goodman-Bacon）：其 {value:+.1f} 个百分点（虚线）由多种比较加权而成，其中 {bad:.0%} 的权重"
        f"以已启用社区作对照，因此不予采用。{lost_zh}",
    )


_CAPTIONS = {
    "effects": _effects_caption,
    "adoption": _adoption_caption,
    "closing": _closing_caption,
    "issue_months": _issues_caption,
    "cohorts": _cohorts_caption,
    "event_study": _study_caption,
    "bounds": _bounds_caption,
    "shuffles": _shuffle_caption,
    "two_way": _two_way_caption,
    "funnel": _funnel_caption,
    "caterpillar": _caterpillar_caption,
    "reporting": _reporting_caption,
    "ranks": _rank_caption,
}
FIGURES: Sequence[str] = tuple(_CAPTIONS)
