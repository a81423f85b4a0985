"""Measure mining on the real messages and replies; prints the tables of docs/mining.md."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.mining.delays import compare_delays
from textmine.mining.hotspots import find_hotspots
from textmine.mining.inputs import complaints_of
from textmine.mining.replies import score_replies
from textmine.mining.trends import find_change, warns
from textmine.reading.tables import read_table

ROOT = Path(os.environ.get("TEXTMINE_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def hot(folder: Path) -> None:
    """Print set F1 on the issues with known members, by the likeness at which groups join, and the time."""
    complaints = complaints_of(read_table(folder / "附件3.xlsx"))
    silver = pd.read_csv(folder / "hot_issues_dev.csv", dtype=str)
    print("\n| min_likeness | issues | topics | " + " | ".join(silver["issue"].unique()) + " | CPU s |")
    for likeness in (0.10, 0.125, 0.15, 0.175, 0.20):
        start = time.process_time()
        found = find_hotspots(complaints, min_likeness=likeness)
        seconds = time.process_time() - start
        groups = [set(g) for _, g in found.members.groupby("rank")["complaint_id"]]
        scores = []
        for _, ids in silver.groupby("issue", sort=False)["留言编号"]:
            wanted = set(ids)
            scores.append(max(2 * len(g & wanted) / (len(g) + len(wanted)) for g in groups))
        kinds = found.issues["kind"].value_counts()
        f1 = " | ".join(f"{s:.2f}" for s in scores)
        print(f"| {likeness} | {kinds.get('issue', 0)} | {kinds.get('topic', 0)} | {f1} | {seconds:.1f} |")


def replies(folder: Path) -> None:
    """Print own-reply-first, each measure against plain length on the hand labels, and delays by district."""
    complaints = complaints_of(read_table(folder / "附件4.xlsx"))
    scores = score_replies(complaints)
    print(f"\nown reply first: {(scores['relevance_rank'] == 1).mean():.4f} of {len(scores)}")
    labels = pd.read_csv(folder / "reply_quality_dev.csv", dtype=str)
    both = scores.merge(labels, left_on="complaint_id", right_on="留言编号")
    print("\n| measure | AUC completeness | minus length | AUC explainability | minus length |")
    for name in (
        "n_characters",
        "relevance",
        "n_parts",
        "explanation",
        "boilerplate_share",
        "tone",
        "days_to_reply",
    ):
        cells = []
        for label in ("completeness", "explainability"):
            truth = (both[label] == "1").to_numpy()
            own, length = _auc(truth, both[name]), _auc(truth, both["n_characters"])
            low, high = _difference(truth, both[name], both["n_characters"])
            cells.append(f"{own:.2f} | {own - length:+.2f} [{low:+.2f}, {high:+.2f}]")
        print(f"| {name} | {' | '.join(cells)} |")
    district = (complaints["title"] + complaints["text"]).str.extract(r"([A-Z]\d{1,2}(?:区|县|市))")[0]
    table = compare_delays(complaints.assign(district=district), by="district")
    print(f"\n{len(table)} districts with at least 20 messages; fastest and slowest three:")
    print(pd.concat([table.head(3), table.tail(3)]).round(1).to_string(index=False))


def _auc(truth: np.ndarray, values: pd.Series) -> float:
    rank = values.fillna(values.min()).rank().to_numpy()
    n = truth.sum()
    return float((rank[truth].sum() - n * (n + 1) / 2) / (n * (len(truth) - n)))


def _difference(truth: np.ndarray, one: pd.Series, other: pd.Series) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    draws = []
    for _ in range(500):
        at = rng.integers(0, len(truth), len(truth))
        if 0 < truth[at].sum() < len(truth):
            draws.append(_auc(truth[at], one.iloc[at]) - _auc(truth[at], other.iloc[at]))
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def alarms() -> None:
    """Print how often months and series without any change warn."""
    rng = np.random.default_rng(1)
    print("\n| mean per month | warning rate (stated .01) | change rate (stated .05) |")
    for mean in (2, 10, 60):
        rows = rng.poisson(mean, (2000, 13))
        warned = np.mean([warns(row[:12], row[12]) for row in rows])
        changed = np.mean([find_change(row)[0] is not None for row in rng.poisson(mean, (300, 18))])
        print(f"| {mean} | {warned:.4f} | {changed:.3f} |")


if __name__ == "__main__":
    alarms()
    if (ROOT / "tipdm2020").is_dir():
        hot(ROOT / "tipdm2020")
        replies(ROOT / "tipdm2020")
    else:
        print("real files are absent: set TEXTMINE_REAL_DATA")
