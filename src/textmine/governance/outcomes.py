"""Define what a governance model may change, how a panel measures it, and what it must not be called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.governance.counting import CATEGORY_PREFIX
from textmine.governance.effects.design import Array, Design, Grid, lay_out
from textmine.governance.effects.imputation import impute
from textmine.governance.inputs import month_index, month_name, parse_month, read_booleans, read_identifiers
from textmine.governance.presence import absent_months

__all__ = ["OUTCOMES", "RECORD", "STANDARDISED", "Outcome", "has_case_mix", "outcome_grid", "read_panel"]

RECORD, STANDARDISED = "solved_share", "solved_standardised"
_NUMBERS = (
    "dose n_recv n_recv_kept n_closed n_due n_closed_1d n_closed_3d n_closed_7d n_closed_15d n_closed_30d n_valid_cb n_contacted "
    "n_solved n_sat n_basic n_valid_kept n_solved_kept n_excluded n_repeat n_repeat_due n_repeated_90d "
    "n_dup open_days rmst_days median_ttc_days exp_solved residents"
)


# Expected shares closer than this differ by rounding only.
_SAME_SHARE = 1e-6


@dataclass(frozen=True)
class Outcome:
    """Define one outcome as parts of the panel: weighted sum of columns over a column, and its direction.

    `better` is +1 where more is better, -1 where less is, 0 where neither may be said.
    """

    name: str
    top: tuple[tuple[str, float], ...]
    bottom: str
    better: int
    meaning: str
    meaning_zh: str

    @property
    def columns(self) -> tuple[str, ...]:
        """List the panel columns the outcome needs."""
        return (*(name for name, _ in self.top), self.bottom)


def _outcome(
    name: str, top: str, bottom: str, better: int, meaning: str, meaning_zh: str, **more: float
) -> Outcome:
    return Outcome(name, ((top, 1.0), *more.items()), bottom, better, meaning, meaning_zh)


OUTCOMES: tuple[Outcome, ...] = (
    _outcome(RECORD, "n_solved", "n_valid_cb", 1, "share solved among valid call-backs", "解决率"),
    _outcome(
        STANDARDISED,
        "n_solved",
        "n_valid_cb",
        1,
        "share solved beyond what the mix of cases leads one to expect",
        "结构调整后的解决率",
        exp_solved=-1.0,
    ),
    _outcome(
        "satisfaction_score",
        "n_sat",
        "n_valid_cb",
        1,
        "satisfied, basically satisfied counting 0.9",
        "满意率（基本满意计0.9）",
        n_basic=0.9,
    ),
    _outcome("contacted_share", "n_contacted", "n_valid_cb", 1, "share contacted by the unit", "联系率"),
    _outcome("closed_30d_share", "n_closed_30d", "n_due", 1, "share closed within 30 days", "30日办结率"),
    _outcome(
        "rmst_days", "rmst_days", "n_recv", -1, "mean days open within the first 30", "30日内平均办理日"
    ),
    _outcome(
        "repeated_share",
        "n_repeated_90d",
        "n_repeat_due",
        -1,
        "share raised again within 90 days of closure",
        "90日重复率",
    ),
    _outcome(
        "callback_share", "n_valid_cb", "n_closed", 0, "share of closed cases called back", "有效回访率"
    ),
    _outcome("excluded_share", "n_excluded", "n_recv", 0, "share left out of appraisal", "剔除率"),
)


def read_panel(panel: pd.DataFrame, *, path: str | None = None) -> pd.DataFrame:
    """Settle the types of a panel that was written to a file and read again; the given table is not changed.

    `t`, `g` and `is_treated` are made from `month` and `adopted_month` where they are missing, `g` also from
    `is_treated` where there is nothing else. Months may have been taken out: `t` counts anew from the first one left, and
    `g` with it. A model named in treated months only holds for all months. A community with a model but without any
    sign of when it began is not used at all (`start_unknown`): it may have been treated in any month. Months of
    ``absent_months`` are not used either.

    Raises
    ------
    InputError
        When community, month or the counts of the outcome of record are missing, a month cannot be read, a
        count cannot be, a community has two models or two starts, or `g` contradicts `adopted_month`.
    """
    needed = ["community_id", "month", "n_valid_cb", "n_solved"]
    for name in needed:
        if name not in panel:
            raise InputError(
                "this is not a panel: a column is missing", path=path, column=name,
                fix=f"make one with textmine panel; found: {', '.join(map(str, panel.columns))}",
                zh="这不是面板表，缺少此列；请先运行 textmine panel",
            )  # fmt: skip
    if not len(panel):
        raise InputError("the panel has no rows", path=path, zh="面板表没有数据行")
    table = panel.copy()
    table.attrs = dict(panel.attrs)
    table["community_id"] = read_identifiers(table["community_id"])
    at = _months(table["month"], path)
    before = pd.to_numeric(table["t"], errors="coerce") if "t" in table else None
    table["month"], table["t"] = [month_name(v) for v in at], at - at.min() + 1
    of_categories = [str(name) for name in table.columns if str(name).startswith(CATEGORY_PREFIX)]
    for name in [*_NUMBERS.split(" "), *of_categories]:
        if name in table:
            table[name] = _numbers(table[name], name, path)
    _check_counts(table, path)
    for name in ("model_id", "unusable_reason", "district", "adopted_month"):
        column = table[name] if name in table else pd.Series("", index=table.index)
        table[name] = column.astype(object).where(column.notna(), "").astype("str").str.strip()
    table["model_id"] = _filled_models(table)
    if "g" in table:
        table["g"] = _settled_starts(table, before, int(at.min()), path)
    elif "adopted_month" not in panel and "is_treated" in panel:
        table["g"] = _first_treated(table)
    else:
        table["g"] = _starts(table, int(at.min()))
        is_undated = (table["model_id"] != "") & (table["g"] == 0) & (table["adopted_month"] == "")
        table["unusable_reason"] = table["unusable_reason"].mask(is_undated, "start_unknown")
    table["is_treated"] = (table["g"] == -1) | ((table["g"] > 0) & (table["t"] >= table["g"]))
    usable = (
        read_booleans(table["is_usable"], name="is_usable")
        if "is_usable" in table
        else pd.Series(True, index=table.index)
    )
    is_absent = absent_months(table) & usable.fillna(False).astype(bool) & (table["unusable_reason"] == "")
    table["unusable_reason"] = table["unusable_reason"].mask(is_absent, "absent")
    is_told = (table["g"] != -1) & ~table["unusable_reason"].isin(["start_unknown", "absent"])
    table["is_usable"] = usable.fillna(False).astype(bool) & is_told
    table["unusable_reason"] = table["unusable_reason"].mask(table["g"] == -1, "before_panel")
    table["solved_share"] = table["n_solved"] / table["n_valid_cb"].where(table["n_valid_cb"] > 0)
    if table.duplicated(["community_id", "month"]).any():
        row = int(table.duplicated(["community_id", "month"]).to_numpy().argmax())
        raise InputError(
            "a community and month stand in more than one row",
            path=path,
            row=row + 2,
            column="month",
            zh="同一社区同一月份出现在多行",
        )
    _check_one_model(table, path)
    return table.sort_values(["community_id", "t"], kind="stable").reset_index(drop=True)


def _numbers(values: pd.Series, name: str, path: str | None) -> pd.Series:
    """Read a column as numbers; what is neither a number nor blank is refused, but for the dose."""
    found = pd.to_numeric(values, errors="coerce").astype(float)
    is_text = found.isna() & values.notna() & (values.astype("string").str.strip() != "")
    if is_text.any() and name != "dose":
        at = int(is_text.to_numpy().argmax())
        raise InputError(
            f"{values.iloc[at]!r} is not a number", path=path, row=at + 2, column=name,
            fix="write numbers, and leave blank what is unknown", zh=f"{values.iloc[at]!r} 不是数字",
        )  # fmt: skip
    return found


def _check_counts(table: pd.DataFrame, path: str | None) -> None:
    """Refuse counts that cannot be: below zero, or more solved than called back."""
    for name in table.columns:
        if str(name).startswith("n_") and (pd.to_numeric(table[name], errors="coerce") < 0).any():
            at = int((pd.to_numeric(table[name], errors="coerce") < 0).to_numpy().argmax())
            raise InputError(
                f"a count is below 0: {table[name].iloc[at]:g}", path=path, row=at + 2, column=str(name),
                fix="counts are 0 or more", zh="计数不能小于0",
            )  # fmt: skip
    is_more = (table["n_solved"] > table["n_valid_cb"]).to_numpy()
    if is_more.any():
        at = int(is_more.argmax())
        raise InputError(
            f"{table['n_solved'].iloc[at]:g} solved of {table['n_valid_cb'].iloc[at]:g} called back",
            path=path, row=at + 2, column="n_solved", fix="n_solved counts within n_valid_cb",
            zh="已解决数不能大于有效回访数",
        )  # fmt: skip


def _check_one_model(table: pd.DataFrame, path: str | None) -> None:
    for name in ("model_id", "g"):
        differing = table.groupby("community_id")[name].nunique()
        if (differing > 1).any():
            raise InputError(
                f"community {differing.idxmax()!r} has more than one {name}", path=path, column=name,
                fix="a panel gives a community one model and one start, the same in all its rows",
                zh=f"社区 {differing.idxmax()!r} 有多个 {name}；同一社区各行的模式与启用月份须一致",
            )  # fmt: skip


def _months(values: pd.Series, path: str | None) -> pd.Series:
    known: dict[object, int] = {}
    for row, value in enumerate(values):
        if value in known:
            continue
        span = parse_month(value)
        if span is None:
            raise InputError("the month is blank", path=path, row=row + 2, column="month", zh="月份为空")
        known[value] = span.first
    return values.map(known).astype(int)


def _settled_starts(table: pd.DataFrame, before: pd.Series | None, first: int, path: str | None) -> pd.Series:
    """Count the given starts from the first month that is left: by the given `t`, else by `adopted_month`."""
    given = pd.to_numeric(table["g"], errors="coerce").fillna(0).astype(int)
    by_month = _starts(table, first)
    is_told = (given > 0) & (table["adopted_month"] != "")
    starts = given.where(~is_told, by_month)
    if before is None:
        return starts
    shift = (before - table["t"]).fillna(0).astype(int)
    shifted = given.where(given <= 0, given - shift)
    shifted = shifted.where((given <= 0) | (shifted > 1), -1)
    differs = (is_told & (shifted != by_month)).to_numpy()
    is_one = given.groupby(table["community_id"]).nunique().max() <= 1  # Else it is refused for that.
    if is_one and differs.any():
        at = int(differs.argmax())
        raise InputError(
            f"g is {given.iloc[at]} beside t {before.iloc[at]:g} in {table['month'].iloc[at]}, but adopted_month is "
            f"{table['adopted_month'].iloc[at]}",
            path=path,
            row=at + 2,
            column="g",
            fix="take the column g out: it is made from adopted_month",
            zh=f"g 为 {given.iloc[at]}，与 adopted_month（{table['adopted_month'].iloc[at]}）矛盾；请删去 g 列，程序会按 adopted_month 重算",
        )
    return shifted


def _starts(table: pd.DataFrame, first: int) -> pd.Series:
    spans = {value: parse_month(value) for value in table["adopted_month"].unique()}
    numbers = {value: 0 if span is None else span.first - first + 1 for value, span in spans.items()}
    starts = table["adopted_month"].map(numbers)
    return starts.where((starts > 1) | (table["adopted_month"] == ""), -1).astype(int)


def _filled_models(table: pd.DataFrame) -> pd.Series:
    """Give a community its one model in all months where a panel names it in treated months only."""
    pairs = table.loc[table["model_id"] != "", ["community_id", "model_id"]].drop_duplicates()
    alone = pairs.loc[~pairs["community_id"].duplicated(keep=False)]
    only = dict(zip(alone["community_id"], alone["model_id"]))
    filled = [m or only.get(c, "") for c, m in zip(table["community_id"], table["model_id"])]
    return pd.Series(filled, index=table.index, dtype="str")


def _first_treated(table: pd.DataFrame) -> pd.Series:
    is_on = read_booleans(table["is_treated"], name="is_treated").fillna(False).astype(bool)
    first = table["t"].where(is_on).groupby(table["community_id"]).min()
    starts = table["community_id"].map(first).fillna(0).astype(int)
    return starts.where(starts != 1, -1)


def first_month(table: pd.DataFrame) -> int:
    """Return the month count of the panel's first month."""
    year, month = str(table["month"].min()).split("-")
    return month_index(int(year), int(month))


def has_case_mix(table: pd.DataFrame) -> bool:
    """Tell whether expected shares of one month differ between communities.

    Where they do not, as without categories and channels, month effects take them up whole and the
    standardised share has the effect of the plain one.

    Examples
    --------
    >>> table = pd.DataFrame({"t": [1, 1], "n_valid_cb": [10, 20], "exp_solved": [6.0, 12.0]})
    >>> has_case_mix(table), has_case_mix(table.assign(exp_solved=[6.0, 13.0]))
    (False, True)
    """
    expected = (table["exp_solved"] / table["n_valid_cb"].where(table["n_valid_cb"] > 0)).groupby(table["t"])
    return bool((expected.max() - expected.min() > _SAME_SHARE).any())


def outcome_grid(table: pd.DataFrame, outcome: Outcome) -> Grid:
    """Lay an outcome out with weights that give a month of many cases more say, but not in proportion.

    A month's rate varies through chance, p(1 - p)/n, and through what else goes on in the community that
    month. The weight is n/(n + k) with k the ratio of both variances, estimated by moments from untreated
    months.
    """
    top = sum(table[name] * factor for name, factor in outcome.top)
    n = table[outcome.bottom]
    y = table["rmst_days"] if outcome.name == "rmst_days" else top / n.where(n > 0)
    design = Design(outcome="y_", weight="w_")
    rows = table.assign(y_=y, w_=n.where(y.notna(), 0.0))
    grid = lay_out(rows, design)
    return Grid(grid.units, grid.times, grid.start, grid.y, _precision(grid))


def _precision(grid: Grid) -> Array:
    n = grid.weight
    flat = Grid(grid.units, grid.times, grid.start, grid.y, (n > 0).astype(float))
    fit = impute(flat)
    seen = fit.untreated_weight > 0
    if seen.sum() < 30:
        return n
    squares, inverse = fit.residual[seen] ** 2, 1.0 / n[seen]
    # Var = a + b/n; b is the chance of one case, a what the community adds.
    x = np.column_stack([np.ones(len(inverse)), inverse])
    a, b = np.linalg.lstsq(x, squares, rcond=None)[0]
    if b <= 0:
        return flat.weight
    k = float(np.clip(b / max(a, b / 1000.0), 0.1, 1000.0))
    out: Array = np.where(n > 0, n / (n + k), 0.0)
    return out
