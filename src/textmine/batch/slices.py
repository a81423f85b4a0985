"""Look into a case store: any slice of it as a table, its counts by month and category, and whether it drifts."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.batch.masking import mask_frame
from textmine.batch.storefile import ask, open_store
from textmine.errors import InputError, Remark
from textmine.reading.headings import free_heading, recognise_roles
from textmine.taxonomy import load_taxonomy
from textmine.text.privacy import NUMBER, holds_private_number, mask_columns
from textmine.text.privatecolumns import columns_to_mask, remarks_on_keys

__all__ = ["Slice", "export_slice", "masked_slice", "population_stability", "store_info"]

# Rule of thumb of credit scoring (Siddiqi 2006, Credit Risk Scorecards, ch. 8): above 0.25 the population has changed.
PSI_LIMIT = 0.25
_MIN_ROWS = 100  # below this, shares by category jump by chance
_OURS = (
    "category", "category_zh", "subcategory", "confidence", "second_category", "second_confidence", "needs_review",
    "status", "features_unseen_share",
)  # fmt: skip
_NAMED = ("subcategory", "second_category")  # their Chinese names follow from the codes
_ORIGIN = (
    "case_key",
    "version",
    "change",
    "source_file",
    "source_row",
    "batch_id",
    "model_key",
    "classified_at",
)


@dataclass(frozen=True)
class Slice:
    """Say which rows are wanted; what is left blank does not restrict.

    Attributes
    ----------
    category, community : str
    since, until : str
        Days (YYYY-MM-DD) the case came in, both included.
    is_every_version : bool
        Older versions of a case too, not only the current one.
    is_every_answer : bool
        The answer of each model, not only the one given last.
    """

    category: str = ""
    community: str = ""
    since: str = ""
    until: str = ""
    is_every_version: bool = False
    is_every_answer: bool = False

    def conditions(self) -> tuple[list[str], list[Any]]:
        """Return SQL conditions and their parameters."""
        found: list[tuple[str, Any]] = []
        if self.category:
            found.append(("a.category = ?", self.category))
        if self.community:
            found.append(("v.community = ?", self.community))
        if self.since:
            found.append(("v.received_at >= ?", _day(self.since)))
        if self.until:
            found.append(("v.received_at < ?", _day(self.until) + dt.timedelta(days=1)))
        words, values = [w for w, _ in found], [v for _, v in found]
        if not self.is_every_version:
            words.append("v.version = (SELECT max(version) FROM versions w WHERE w.case_key = v.case_key)")
        if not self.is_every_answer:
            words.append("(a.nth = 1 OR a.nth IS NULL)")
        return words, values


def _day(text: str) -> dt.datetime:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        raise InputError(
            f"{text!r} is no day", fix="write it as 2025-03-31", zh=f"日期 {text!r} 应写成 2025-03-31"
        ) from None


def export_slice(store: str | Path, wanted: Slice | None = None) -> pd.DataFrame:
    """Return rows of a store: the input's columns, the classification, and where each row came from.

    Returns
    -------
    DataFrame
        In the order in which versions came in. Columns of the input keep their names; where one is named like one of ours,
        ours gets the prefix ``textmine_``, and ``attrs["renamed"]`` says so. No match gives no rows.
    """
    words, values = (wanted or Slice()).conditions()
    where = f"WHERE {' AND '.join(words)}" if words else ""
    answers = ", ".join(f"a.{name}" for name in _OURS)
    with open_store(store) as db:
        found = db.execute(
            "WITH a AS (SELECT *, row_number() OVER (PARTITION BY version_id ORDER BY classified_at DESC, rowid DESC) AS nth "
            "FROM answers), s AS (SELECT version_id, arg_min(source_file, batch_id) AS source_file, "
            "arg_min(row_number, batch_id) AS source_row FROM sightings GROUP BY version_id) "
            f"SELECT v.content, {answers}, v.case_key, v.version, v.change, s.source_file, s.source_row, "
            "v.first_batch AS batch_id, a.model_key, a.classified_at FROM versions v LEFT JOIN a USING (version_id) "
            f"LEFT JOIN s USING (version_id) {where} ORDER BY v.version_id, a.classified_at, a.model_key",
            values,
        ).fetch_df()
    contents = [json.loads(content) for content in found.pop("content")]
    taxonomy = load_taxonomy()
    for name in _NAMED:
        codes = [code if isinstance(code, str) else None for code in found[name]]
        told = [taxonomy.name_of(code) if code else None for code in codes]
        found.insert(
            int(found.columns.get_indexer([name])[0]) + 1,
            f"{name}_zh",
            pd.Series(told, found.index, dtype="str"),
        )
    names = list(dict.fromkeys(name for content in contents for name in content))
    data = {name: pd.Series([c.get(name) for c in contents], dtype=_kind(contents, name)) for name in names}
    ours = {str(name): free_heading(str(name), names) for name in found.columns}
    whole = pd.concat([pd.DataFrame(data, index=found.index), found.rename(columns=ours)], axis=1)
    whole.attrs["renamed"] = {name: new for name, new in ours.items() if new != name}
    return whole


def _kind(contents: list[dict[str, Any]], name: str) -> str:
    return "str" if all(isinstance(c.get(name), str | None) for c in contents) else "object"


def store_info(store: str | Path) -> dict[str, Any]:
    """Count what a store holds, by month and category, and compare the last batch with those before it.

    Returns
    -------
    dict
        ``n_cases, n_versions, n_rows, batches, models, by_category, by_month`` (current versions, last answer) and
        ``drift``: population stability index of the last batch's categories, whether it warns, and a sentence.
    """
    with open_store(store) as db:
        batches = db.execute(
            "SELECT batch_id, files, n_rows, model_name, model_key, textmine, added_at FROM batches ORDER BY batch_id"
        ).fetch_df()
        current = db.execute(
            "WITH a AS (SELECT *, row_number() OVER (PARTITION BY version_id ORDER BY classified_at DESC, rowid DESC) AS nth "
            "FROM answers) SELECT strftime(v.received_at, '%Y-%m') AS month, a.category, a.status, v.first_batch AS batch_id, "
            "a.features_unseen_share AS unseen FROM versions v JOIN a USING (version_id) WHERE a.nth = 1 AND v.version = "
            "(SELECT max(version) FROM versions w WHERE w.case_key = v.case_key)"
        ).fetch_df()
        sizes = {
            "n_cases": _count(db, "SELECT count(DISTINCT case_key) FROM versions"),
            "n_versions": _count(db, "SELECT count(*) FROM versions"),
            "n_rows": _count(db, "SELECT count(*) FROM sightings"),
        }
    named = current.assign(
        category=current["category"].fillna(current["status"]), month=current["month"].fillna("")
    )
    months = named.groupby(["month", "category"]).size()
    by_month: dict[str, dict[str, int]] = {}
    for (month, category), n in months.items():
        by_month.setdefault(str(month), {})[str(category)] = int(n)
    return {
        **sizes,
        "batches": [
            {**row, "files": json.loads(str(row["files"])), "added_at": str(row["added_at"])}
            for row in batches.to_dict("records")
        ],
        "models": sorted(set(batches["model_key"].tolist())),
        "by_category": {str(k): int(v) for k, v in named["category"].value_counts().sort_index().items()},
        "by_month": by_month,
        "drift": _drift(current),
    }


def _count(db: Any, question: str) -> int:
    return int(ask(db, question)[0][0])


def _drift(current: pd.DataFrame) -> dict[str, Any]:
    last = current["batch_id"].max() if len(current) else 0
    new, old = current[current["batch_id"] == last], current[current["batch_id"] != last]
    if min(len(new), len(old)) < _MIN_ROWS:
        said = Remark(
            f"too few rows to compare: {len(new)} in the last batch, {len(old)} before (at least {_MIN_ROWS} each)",
            zh=f"行数太少，无法比较：最近批次 {len(new)} 行，此前 {len(old)} 行（各至少 {_MIN_ROWS} 行）",
        )
        return {"psi": None, "is_warning": False, "sentence": said}
    psi = population_stability(
        old["category"].value_counts().to_dict(), new["category"].value_counts().to_dict()
    )
    warns = psi > PSI_LIMIT
    said = Remark(
        f"categories of the last batch against those before: PSI {psi:.2f} ({'changed' if warns else 'as before'}, limit "
        f"{PSI_LIMIT}); mean share of unseen features {new['unseen'].mean():.2f}, before {old['unseen'].mean():.2f}",
        zh=f"最近批次与此前的类别分布：PSI {psi:.2f}（{'有变化' if warns else '与此前一致'}，界限 {PSI_LIMIT}）；"
        f"未见特征平均占比 {new['unseen'].mean():.2f}，此前 {old['unseen'].mean():.2f}",
    )
    return {"psi": round(psi, 4), "is_warning": bool(warns), "sentence": said}


def population_stability(before: dict[Any, int], after: dict[Any, int]) -> float:
    """Measure how far two distributions over categories lie apart: sum of (p - q) · ln(p / q).

    Half a row is added to every category, so that one that is absent on one side counts without being infinite.

    Examples
    --------
    >>> population_stability({"路灯": 50, "停车": 50}, {"路灯": 50, "停车": 50})
    0.0
    >>> population_stability({"路灯": 90, "停车": 10}, {"路灯": 10, "停车": 90}) > 1
    True
    """
    names = set(before) | set(after)
    total_before, total_after = sum(before.values()), sum(after.values())
    distance = 0.0
    for name in sorted(names, key=str):
        p = (before.get(name, 0) + 0.5) / (total_before + 0.5 * len(names))
        q = (after.get(name, 0) + 0.5) / (total_after + 0.5 * len(names))
        distance += (p - q) * math.log(p / q)
    return distance


def masked_slice(frame: pd.DataFrame) -> pd.DataFrame:
    """Return an exported slice with personal data masked in the input's texts; ``attrs["remarks"]`` says what of its keys."""
    ours = [
        frame.attrs.get("renamed", {}).get(name, name)
        for name in (*_OURS, *_ORIGIN, *(f"{n}_zh" for n in _NAMED))
    ]
    roles = recognise_roles([str(name) for name in frame.columns if name not in ours])
    key, file = (ours[len(_OURS) + _ORIGIN.index(name)] for name in ("case_key", "source_file"))
    # Files are named after residents, too.
    cues = columns_to_mask(frame, roles, kept=[name for name in ours if name != file])
    out = mask_frame(frame, roles, cues=cues)
    # What a case is filed under is its key as it came in; numbers over all rows still tell cases apart.
    private = {key: NUMBER} if any(map(holds_private_number, frame[key].tolist())) else {}
    if private:
        out = mask_columns(out, private)[0]
    out.attrs["remarks"] = remarks_on_keys(frame, roles, cues)
    return out
