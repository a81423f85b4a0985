"""Count cases into a balanced table of communities and months, the ground every comparison stands on.

Months without a case are rows of zeros, every rate keeps its numerator and its denominators, and a month
in which it is unknown whether a model had started is marked instead of guessed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from textmine.errors import InputError
from textmine.governance.casemix import expected_solved
from textmine.governance.counting import count_cases, count_categories
from textmine.governance.inputs import Inputs, month_name, prepare_inputs, read_dates
from textmine.governance.presence import absence_notes, absent_months
from textmine.governance.recording import SOURCES, unrecorded, unrecorded_notes, without_unrecorded
from textmine.schema import Column, TableSchema

__all__ = ["PANEL", "build_panel"]

# A closing or a reply later than this after the last receipt is a placeholder (2099-12-31) or a mistyped year.
DAYS_AFTER_LAST_RECEIPT = 365
# A panel longer than this almost always comes from one mistyped year.
MONTHS_LIMIT = 240

_MEANINGS = (
    ("community_id", "id", "community", "社区编号"),
    ("month", "month", "calendar month, YYYY-MM", "月份"),
    ("t", "number", "month counted from 1", "月序"),
    ("model_id", "code", "first governance model the community adopted; blank for none", "治理模式"),
    ("adopted_month", "month", "first month in which it may have been at work; blank for none", "启用月份"),
    ("g", "number", "that month as t; 0 never within the panel, -1 before the panel", "启用月序"),
    ("is_treated", "bool", "the model is at work in this month", "是否启用"),
    ("is_usable", "bool", "the month can be used to estimate an effect", "可用于估计"),
    (
        "unusable_reason",
        "code",
        "why not: window, before_panel, start_unknown, second_model or absent",
        "不可用原因",
    ),
    ("dose", "number", "people or visits a month, as given", "投入强度"),
    ("n_recv", "count", "cases received", "受理数"),
    ("n_recv_kept", "count", "cases received without the excluded", "受理数（剔除后）"),
    ("n_closed", "count", "of these, closed by the end of the data", "已办结"),
    (
        "n_due",
        "count",
        "cases received 30 days or more before the end of the data, none with an impossible closing date",
        "到期数",
    ),
    ("n_closed_1d", "count", "of the due, closed within 1 day", "1日办结"),
    ("n_closed_3d", "count", "of the due, closed within 3 days", "3日办结"),
    ("n_closed_7d", "count", "of the due, closed within 7 days", "7日办结"),
    ("n_closed_15d", "count", "of the due, closed within 15 days", "15日办结"),
    ("n_closed_30d", "count", "of the due, closed within 30 days", "30日办结"),
    ("n_valid_cb", "count", "cases whose call-back reached the resident", "有效回访"),
    ("n_contacted", "count", "of these, contacted by the unit", "已联系"),
    ("n_solved", "count", "of these, solved in the resident's judgement", "已解决"),
    ("n_sat", "count", "of these, satisfied or very satisfied", "满意"),
    ("n_basic", "count", "of these, basically satisfied", "基本满意"),
    ("n_valid_kept", "count", "valid call-backs without the excluded cases", "有效回访（剔除后）"),
    ("n_solved_kept", "count", "solved without the excluded cases", "已解决（剔除后）"),
    ("n_excluded", "count", "cases left out of appraisal", "剔除数"),
    ("n_repeat", "count", "cases about an issue closed in the 90 days before", "重复诉求"),
    ("n_repeat_due", "count", "closed cases followed for 90 days", "可判重复数"),
    ("n_repeated_90d", "count", "of these, followed by a repeat within 90 days", "90日内重复"),
    ("n_dup", "count", "further reports while an issue was open", "同事多报"),
    ("open_days", "days", "days issues stood open after their first report", "敞口日数"),
    (
        "rmst_days",
        "days",
        "mean days open within the first 30 (restricted mean, censoring respected)",
        "30日内平均办理日",
    ),
    (
        "median_ttc_days",
        "days",
        "Kaplan-Meier median of days to close; blank when not reached",
        "办结日数中位数",
    ),
    ("exp_solved", "number", "solved cases expected from the mix of cases", "期望解决数"),
    ("residents", "number", "people living there", "居民数"),
    ("district", "text", "district", "区县"),
    ("solved_share", "share", "n_solved / n_valid_cb; blank without a call-back", "解决率"),
)

PANEL = TableSchema("panel", ("community_id", "month"), tuple(Column(*row) for row in _MEANINGS))


def _span(inputs: Inputs) -> tuple[int, int]:
    months = inputs.cases["received_at"].dt.year * 12 + inputs.cases["received_at"].dt.month - 1
    first, last = int(months.min()), int(months.max())
    if last - first >= MONTHS_LIMIT:
        at = int(
            months.to_numpy().argmin()
            if months.median() - first > last - months.median()
            else months.argmax()
        )
        raise InputError(
            f"the cases span {last - first + 1} months, from {month_name(first)} to {month_name(last)}",
            column="received_at",
            fix=f"look at case {inputs.cases['case_id'].iloc[at]!r}: its year is probably mistyped",
            zh=f"工单跨 {last - first + 1} 个月（{month_name(first)} 至 {month_name(last)}）；请检查工单 {inputs.cases['case_id'].iloc[at]}，年份可能写错",
        )
    return first, last


def _treatment(inputs: Inputs, first: int, last: int) -> pd.DataFrame:
    """Give each community its first model, the window in which it began, and when a second one came."""
    order = inputs.adoption.sort_values(["community_id", "first_month", "model_id"])
    head = order.drop_duplicates("community_id").set_index("community_id")
    second = order.loc[order.duplicated("community_id")].groupby("community_id")["first_month"].min()
    table = inputs.communities.set_index("community_id")[[]].join(
        head[["model_id", "first_month", "last_month"] + (["dose"] if "dose" in head else [])]
    )
    table["second_month"] = second.reindex(table.index)
    table["is_unknown"] = table.index.isin(inputs.start_unknown["community_id"])
    is_late = table["first_month"] > last
    table.loc[is_late, ["first_month", "last_month"]] = np.nan
    table["model_id"] = table["model_id"].astype(object).where(table["first_month"].notna(), "")
    # Whatever else is known of a community with an unknown start, which of its months were treated is not.
    table.loc[table["is_unknown"], ["first_month", "last_month", "second_month"]] = np.nan
    named = inputs.start_unknown.loc[inputs.start_unknown["model_id"] != ""].drop_duplicates("community_id")
    of_unknown = named.set_index("community_id")["model_id"].reindex(table.index)
    table["model_id"] = table["model_id"].where((table["model_id"] != "") | of_unknown.isna(), of_unknown)
    if "dose" not in table:
        table["dose"] = np.nan
    table["dose"] = pd.to_numeric(table["dose"], errors="coerce")
    start = table["first_month"]
    table["g"] = np.where(start.isna(), 0, np.where(start <= first, -1, start - first + 1)).astype(int)
    # The first month itself has no month before it, so a start there is a start before the panel.
    return table


def _mark(panel: pd.DataFrame, treatment: pd.DataFrame, first: int) -> pd.DataFrame:
    joined = panel[["community_id", "t"]].join(treatment, on="community_id")
    at = joined["t"] + first - 1
    start, window_end, second = joined["first_month"], joined["last_month"], joined["second_month"]
    panel["model_id"] = joined["model_id"].astype("str")
    panel["adopted_month"] = [
        "" if np.isnan(v) or (g == -1 and v == 0) else month_name(int(v)) for v, g in zip(start, joined["g"])
    ]
    panel["g"] = joined["g"]
    panel["is_treated"] = (at >= start) & start.notna()
    reason = np.full(len(panel), "", dtype=object)
    reason[absent_months(panel).to_numpy()] = "absent"
    reason[((at >= start) & (at < window_end)).to_numpy()] = "window"
    reason[((at >= second) & second.notna()).to_numpy()] = "second_model"
    reason[(joined["g"] == -1).to_numpy()] = "before_panel"
    reason[joined["is_unknown"].to_numpy()] = "start_unknown"
    panel["unusable_reason"] = pd.Series(reason, index=panel.index).astype("str")
    panel["is_usable"] = panel["unusable_reason"] == ""
    panel["dose"] = joined["dose"].where(panel["is_treated"])
    return panel


def build_panel(
    cases: pd.DataFrame,
    communities: pd.DataFrame,
    adoption: pd.DataFrame,
    *,
    censor_date: str | pd.Timestamp | None = None,
    paths: tuple[str | None, str | None, str | None] = (None, None, None),
) -> pd.DataFrame:
    """Build the community-month panel from cases, communities and adoption.

    Parameters
    ----------
    cases, communities, adoption : DataFrame
        One row a case, a community, an adoption; columns as in ``textmine.schema``. They are not changed.
    censor_date
        Last day the data know about; by default the latest date of receipt, reply or closing, where replies and
        closings more than a year after the last receipt do not count: placeholders and mistyped years. A case still open
        on that day, or closed later, is censored there, never counted as closed and never left out, with a note; one
        received later is left out, with a note.
    paths
        File names for messages.

    Returns
    -------
    DataFrame
        One row a community and month (schema ``PANEL``), months without cases included; counts made from
        a column the cases lack, or leave blank throughout, are NaN, and where the cases of a month or of a community
        leave it blank (``recording.unrecorded``);
        then one column ``n_recv:<category>`` for each of the 20 commonest categories;
        ``attrs["notes"]`` lists what was left out and why.

    Raises
    ------
    InputError
        When the tables do not fit together or hold no case.

    Examples
    --------
    >>> cases = pd.DataFrame({"case_id": ["1", "2"], "community_id": ["c1", "c1"],
    ...     "received_at": ["2023-01-03", "2023-03-05"], "closed_at": ["2023-01-09", None],
    ...     "callback_valid": ["是", "否"], "solved": ["是", ""]})
    >>> communities = pd.DataFrame({"community_id": ["c1"], "name": ["桂花社区"], "residents": [3200]})
    >>> adoption = pd.DataFrame({"community_id": ["c1"], "model_id": ["first_secretary"],
    ...     "adopted_month": ["2023年2月"]})
    >>> panel = build_panel(cases, communities, adoption)
    >>> panel[["month", "is_treated", "n_recv", "solved_share"]]
         month  is_treated  n_recv  solved_share
    0  2023-01       False       1           1.0
    1  2023-02        True       0           NaN
    2  2023-03        True       1           NaN
    """
    inputs = prepare_inputs(cases, communities, adoption, paths=paths)
    end = _censoring(inputs, censor_date)
    inputs, n_later = _known_by(inputs, end)
    first, last = _span(inputs)
    grid = pd.MultiIndex.from_product(
        [inputs.communities["community_id"], range(1, last - first + 2)], names=["community_id", "t"]
    )
    treatment = _treatment(inputs, first, last)
    told = inputs.cases.assign(
        t=inputs.cases["received_at"].dt.year * 12 + inputs.cases["received_at"].dt.month - first
    )
    missing = unrecorded(told)
    told = _passed_over(told, missing)
    counts = count_cases(told, end)
    panel = counts.reindex(grid).reset_index()
    panel.insert(1, "month", [month_name(first + t - 1) for t in panel["t"]])
    for name in counts.columns:
        if name not in ("rmst_days", "median_ttc_days"):
            panel[name] = panel[name].fillna(0.0 if name == "open_days" else 0)
            if name != "open_days":
                panel[name] = panel[name].astype("int64")
    panel = _mark(panel, treatment, first)
    panel["exp_solved"] = expected_solved(told.loc[~_in(told, missing, "solved", "callback_valid")], panel)
    about = inputs.communities.set_index("community_id")
    panel["residents"] = panel["community_id"].map(about["residents"])
    panel["district"] = panel["community_id"].map(about["district"]) if "district" in about else ""
    panel["district"] = panel["district"].astype(object).where(panel["district"].notna(), "").astype("str")
    if not told["solved"].notna().any():
        # Nobody was asked: a share of 0 would mean that nothing was solved.
        panel[["n_solved", "n_solved_kept", "exp_solved"]] = np.nan
    panel[_unmeasured(told, is_marked="excluded" in cases)] = np.nan
    panel = without_unrecorded(panel, missing)
    panel["solved_share"] = panel["n_solved"] / panel["n_valid_cb"].where(panel["n_valid_cb"] > 0)
    categories = count_categories(told)
    panel = panel[PANEL.names].join(categories, on=["community_id", "t"])
    panel[categories.columns] = panel[categories.columns].fillna(0).astype("int64")
    later = (
        [f"{n_later} cases left out: received after {end:%Y-%m-%d}, the last day of the data"]
        if n_later
        else []
    )
    panel.attrs["notes"] = [
        *inputs.notes,
        *later,
        *_late_dates(inputs.cases, end),
        *_notes(
            panel, replace(inputs, cases=told.loc[~_in(told, missing, "solved", "callback_valid")]), last
        ),
    ]
    return panel


def _in(cases: pd.DataFrame, missing: pd.DataFrame, *columns: str) -> pd.Series:
    """Tell which cases lie where one of the columns was not kept."""
    part = missing.loc[missing["column"].isin(columns)]
    units = part.loc[part["t"].isna(), "community_id"]
    return cases["t"].isin(part["t"].dropna()) | cases["community_id"].isin(units)


def _passed_over(cases: pd.DataFrame, missing: pd.DataFrame) -> pd.DataFrame:
    """Take the closing for unknown where closings were not kept: such a case is neither closed nor open."""
    unknown = _in(cases, missing, "closed_at") & cases["closed_at"].isna()
    return cases.assign(closing_unknown=cases["closing_unknown"] | unknown)


def _unmeasured(told: pd.DataFrame, *, is_marked: bool) -> list[str]:
    """List the counts whose columns no case fills in; a column of exclusions may be blank where nothing was excluded."""

    def is_told(name: str) -> bool:
        if name == "excluded":
            return is_marked
        return name in told and bool((told[name].astype("string").str.strip().fillna("") != "").any())

    found = [
        count for sources, counts in SOURCES if not any(is_told(name) for name in sources) for count in counts
    ]
    return list(dict.fromkeys(found))


def _censoring(inputs: Inputs, given: str | pd.Timestamp | None) -> pd.Timestamp:
    if given is not None:
        found = (
            pd.Timestamp(given) if isinstance(given, pd.Timestamp) else read_dates(pd.Series([given])).iloc[0]
        )
        if pd.isna(found):
            raise InputError(
                f"{given!r} is not a date", column="censor_date", fix="write it as 2023-12-31",
                zh=f"{given!r} 不是日期，请写成 2023-12-31",
            )  # fmt: skip
        is_day = found == found.normalize()
        return found + pd.Timedelta(days=1, microseconds=-1) if is_day else found
    received = inputs.cases["received_at"].max()
    latest = received + pd.Timedelta(days=DAYS_AFTER_LAST_RECEIPT)
    told = [inputs.cases[name] for name in ("replied_at", "closed_at")]
    known = [dates.loc[dates <= latest].max() for dates in told]
    return max(date for date in (received, *known) if not pd.isna(date))


def _late_dates(cases: pd.DataFrame, end: pd.Timestamp) -> list[str]:
    """Say how many closings and replies lie after the last day of the data; they are not known by then."""
    return [
        f"{n} {what} dates lie after {end:%Y-%m-%d}, the last day of the data: {so}"
        for name, what, so in (
            ("closed_at", "closing", "counted as still open on that day"),
            ("replied_at", "reply", "not used"),
        )
        if (n := int((cases[name] > end).sum()))
    ]


def _known_by(inputs: Inputs, end: pd.Timestamp) -> tuple[Inputs, int]:
    """Leave out cases received after the last day of the data: nothing can be known of them."""
    is_later = inputs.cases["received_at"] > end
    if not is_later.any():
        return inputs, 0
    if is_later.all():
        raise InputError(
            f"every case was received after {end:%Y-%m-%d}", column="censor_date", fix="give a later day",
            zh=f"所有工单都在 {end:%Y-%m-%d} 之后受理，请改用更晚的日期",
        )  # fmt: skip
    return replace(inputs, cases=inputs.cases.loc[~is_later].reset_index(drop=True)), int(is_later.sum())


def _notes(panel: pd.DataFrame, inputs: Inputs, last: int) -> list[str]:
    notes = []
    n_late = int((inputs.adoption["first_month"] > last).sum())
    if n_late:
        notes.append(
            f"{n_late} adoptions lie after {month_name(last)}, the last month of cases: controls until then"
        )
    notes += unused_notes(panel) + unmeasured_notes(panel) + unrecorded_notes(panel)
    told = inputs.cases
    if told["callback_valid"].notna().any():
        n_unsaid = int((told["callback_valid"].isna() & told["solved"].notna()).sum())
        if n_unsaid:
            notes.append(
                f"{n_unsaid} cases say whether they were solved but not whether the call-back was valid: not counted as called back"
            )
    if not panel["n_valid_cb"].sum():
        notes.append("no case has a valid call-back: solved_share is blank everywhere")
    elif not told["solved"].notna().any():
        notes.append("no case says whether it was solved: solved_share is blank everywhere")
    else:
        n_silent = int((told["callback_valid"].fillna(False) & told["solved"].isna()).sum())
        if n_silent:
            notes.append(
                f"{n_silent} valid call-backs do not say whether the case was solved: counted as not solved"
            )
    return notes + gap_notes(panel)


def panel_notes(panel: pd.DataFrame) -> list[str]:
    """Say what a panel itself shows of what is not used, not measured and not there."""
    return unused_notes(panel) + unmeasured_notes(panel) + unrecorded_notes(panel) + gap_notes(panel)


def unmeasured_notes(panel: pd.DataFrame) -> list[str]:
    """Name the columns of cases that would have been counted, had there been any."""
    missing = [
        sources[0]
        for sources, (count, *_) in SOURCES
        if len(sources) == 1 and count in panel and not panel[count].notna().any()
    ]
    return [f"no case tells {', '.join(missing)}: what is counted from it is blank"] if missing else []


def gap_notes(panel: pd.DataFrame) -> list[str]:
    """Name months in which no community at all has a case: more likely a missing file than a quiet month."""
    if "n_recv" not in panel:
        return []
    sums = panel.groupby("month")["n_recv"].sum()
    silent = sums.index[sums == 0].tolist()
    if not silent:
        return []
    some = ", ".join(silent[:4]) + (" …" if len(silent) > 4 else "")
    return [f"no community has a case in {len(silent)} months ({some}): is a file missing?"]


def unused_notes(panel: pd.DataFrame) -> list[str]:
    """Say how many communities have months that are not used, and why."""
    notes = []
    for reason, words in (
        (
            "start_unknown",
            "adopted without a known month or model: they serve neither as adopters nor as controls",
        ),
        ("before_panel", "had adopted before the second month of cases: no month before to compare with"),
        ("second_model", "adopted a second model: months from then on are not used"),
        ("window", "adopted at a date known only to a quarter or year: months of that window are not used"),
    ):
        n = panel.loc[panel["unusable_reason"] == reason, "community_id"].nunique()
        if n:
            notes.append(f"{n} communities {words}")
    return notes + absence_notes(panel)
