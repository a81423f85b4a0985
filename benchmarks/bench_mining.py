"""Measure mining; keeps the tables in results/mining_*.json and puts them between the marks of docs/mining.md.

Sections: incidents (invented), corpus, alarms (simulated), keyness, topics; with TEXTMINE_REAL_DATA also hot, speed,
replies, districts. Without arguments all run; `docs` only puts the kept tables into docs/mining.md.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from invented_incidents import invent_messages, score_groups

from textmine import Segmenter, find_hotspots, load_corpus, score_replies
from textmine.mining.delays import compare_delays
from textmine.mining.inputs import complaints_of
from textmine.mining.keyness import measure_keyness
from textmine.mining.places import find_districts
from textmine.mining.relevance import build_pair_space
from textmine.mining.topics import compare_topic_numbers, find_topics
from textmine.mining.trends import _watch, find_change
from textmine.reading.tables import read_table
from textmine.text.lexicon import read_stop_words

ROOT = Path(os.environ.get("TEXTMINE_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FOLDER = ROOT / "tipdm2020"
RESULTS = Path(__file__).with_name("results")
DOCS = Path(__file__).resolve().parents[1] / "docs" / "mining.md"
MEASURES = (
    "n_characters",
    "relevance",
    "n_parts",
    "explanation",
    "boilerplate_share",
    "tone",
    "days_to_reply",
)


def _table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return "\n".join([*lines, *("| " + " | ".join(str(row[n]) for n in names) + " |" for row in rows)])


def incidents() -> list[dict[str, Any]]:
    """Score both halves of the invented incidents, three tables each."""
    quiet = load_corpus().query("incident == ''").head(1500)
    rows = []
    for half, role in (("a", "looked at"), ("b", "sealed")):
        parts = []
        for seed in (10, 11, 12):
            messages = invent_messages(half, quiet, seed=seed)
            parts.append(score_groups(find_hotspots(messages).groups, messages["incident"]))
        scores = pd.concat(parts)
        rows.append(
            {
                "half": f"{half} ({role})",
                "incidents": len(scores),
                "mean F1": round(scores["f1"].mean(), 3),
                "F1 ≥ .8": round((scores["f1"] >= 0.8).mean(), 3),
                "lowest": round(scores["f1"].min(), 2),
                "precision": round(scores["precision"].mean(), 3),
                "recall": round(scores["recall"].mean(), 3),
            }
        )
    return rows


def corpus() -> list[dict[str, Any]]:
    """Say how much of the corpus' incidents of three people and more is put together, with and without communities."""
    every = load_corpus().rename(columns={"person_id": "person"})
    told, alone = every.query("incident != ''"), every.query("incident == ''").head(600)
    messages = pd.concat([told, alone], ignore_index=True)
    rows = []
    for name, table in (
        ("with communities", messages),
        ("texts only", messages.drop(columns=["community"])),
    ):
        found = find_hotspots(table)
        of = pd.DataFrame(
            {
                "incident": messages["incident"],
                "person": messages["person"],
                "group": found.groups.to_numpy(),
            }
        ).query("incident != ''")
        n_people = of.groupby("incident")["person"].nunique()
        of = of[of["incident"].isin(n_people[n_people >= 3].index)]
        together = of.groupby("incident")["group"].agg(lambda g: g.value_counts(normalize=True).iloc[0])
        inside = found.members.merge(messages[["complaint_id", "incident"]], on="complaint_id")
        rows.append(
            {
                "table": name,
                "incidents": len(together),
                "three quarters together": round(float((together >= 0.75).mean()), 3),
                "mean share together": round(float(together.mean()), 3),
                "groups reported": len(found.issues),
                "members in an incident": round(float((inside["incident"] != "").mean()), 3),
            }
        )
    return rows


def alarms() -> list[dict[str, Any]]:
    """Say how often series in which nothing changes, with and without a season, warn or change."""
    rng = np.random.default_rng(1)
    rows = []
    for mean in (2, 10, 60):
        for n_months, season in ((18, 0.0), (36, 0.0), (36, 0.5)):
            calendar = np.arange(n_months) % 12 + 1
            means = mean * (1 + season * np.sin(2 * np.pi * calendar / 12))
            series = rng.poisson(means, (1000, n_months))
            changed = np.mean([find_change(row, calendar=calendar)[0] is not None for row in series])
            warned = np.mean([_watch(row, calendar)[1][12:] for row in series[:200]])
            rows.append(
                {
                    "mean per month": mean,
                    "months": n_months,
                    "season": f"±{season:.0%}",
                    "change rate (stated .05)": round(float(changed), 3),
                    "warning rate (stated .01)": round(float(warned), 4),
                }
            )
    return rows


def keyness() -> list[dict[str, Any]]:
    """Time the marking words of the whole corpus by category."""
    every = load_corpus()
    words = Segmenter().segment(every["document"].tolist())
    start = time.process_time()
    found = measure_keyness(words, every["category"].tolist())
    return [
        {
            "messages": len(words),
            "marking words": len(found),
            "CPU s": round(time.process_time() - start, 2),
        }
    ]


def topics() -> list[dict[str, Any]]:
    """Compare numbers of topics on the corpus."""
    stop = read_stop_words()
    every = Segmenter().segment(load_corpus()["document"].tolist())
    words = [[w for w in document if w not in stop] for document in every]
    table = compare_topic_numbers(words, [5, 10, 17, 25])
    noise = np.random.default_rng(0).permutation([w for document in words for w in document])
    ends = np.cumsum([len(document) for document in words])
    shuffled = [part.tolist() for part in np.split(noise, ends[:-1])]
    found = find_topics(shuffled, n_topics=10)
    rows = table.assign(texts="corpus").to_dict("records")
    rows.append(
        {
            "n_topics": 10,
            "stability": round(float(found.topics["stability"].mean()), 3),
            "chance": round(found.chance, 3),
            "held_out_gain": round(found.held_out_gain, 3),
            "gain_low": round(found.gain_low, 3),
            "gain_high": round(found.gain_high, 3),
            "texts": "words shuffled",
        }
    )
    return rows


def hot() -> list[dict[str, Any]]:
    """Give set F1 on the issues with known members, by the likeness at which groups join, and the time."""
    complaints = complaints_of(read_table(FOLDER / "附件3.xlsx"))
    silver = pd.read_csv(FOLDER / "hot_issues_dev.csv", dtype=str)
    rows = []
    for likeness in (0.10, 0.125, 0.15, 0.175, 0.20):
        start = time.process_time()
        found = find_hotspots(complaints, min_likeness=likeness)
        seconds = time.process_time() - start
        groups = [set(g) for _, g in found.members.groupby("rank")["complaint_id"]]
        kinds = found.issues["kind"].value_counts()
        row: dict[str, Any] = {
            "min_likeness": likeness,
            "issues": int(kinds.get("issue", 0)),
            "topics": int(kinds.get("topic", 0)),
        }
        for issue, ids in silver.groupby("issue", sort=False)["留言编号"]:
            wanted = set(ids)
            row[str(issue)] = round(max(2 * len(g & wanted) / (len(g) + len(wanted)) for g in groups), 3)
        rows.append({**row, "CPU s": round(seconds, 1)})
    return rows


def speed() -> list[dict[str, Any]]:
    """Time the whole commands on the real table, start of Python and writing of the workbook included."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, source in (("附件3", FOLDER / "附件3.xlsx"), ("附件4", FOLDER / "附件4.xlsx")):
            n = len(read_table(source).frame)
            runs = []
            for _ in range(3):
                command = [sys.executable, "-m", "textmine", "hotspots", str(source), f"{folder}/out.xlsx"]
                before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
                subprocess.run([*command, "--force", "--quiet"], check=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                runs.append((cpu, time.perf_counter() - start, after.ru_maxrss / 1024))
            cpus, walls, sizes = zip(*runs, strict=True)
            rows.append(
                {
                    "table": name,
                    "messages": n,
                    "CPU s (least of 3)": round(min(cpus), 1),
                    "CPU s (most)": round(max(cpus), 1),
                    "wall s (least)": round(min(walls), 1),
                    "memory MB (most so far)": round(max(sizes)),
                }
            )
    return rows


def own_replies() -> list[dict[str, Any]]:
    """Say how often the own reply comes first: odd and even rows of the real table, and the corpus."""
    every = load_corpus()
    rows = []
    for name, table in (
        ("附件4", complaints_of(read_table(FOLDER / "附件4.xlsx"))),
        ("corpus", every[every["reply"] != ""]),
    ):
        titles, messages, replies = (
            ["".join(str(v).split()) for v in values]
            for values in (table["title"], table["title"] + table["text"], table["reply"])
        )
        first = build_pair_space(titles, messages, replies).own_ranks() == 1
        rows.append(
            {
                "table": name,
                "n": len(first),
                "own reply first": round(float(first.mean()), 4),
                "even rows": round(float(first[::2].mean()), 4),
                "odd rows": round(float(first[1::2].mean()), 4),
            }
        )
    return rows


def replies() -> list[dict[str, Any]]:
    """Compare each measure with plain length on the hand labels."""
    complaints = complaints_of(read_table(FOLDER / "附件4.xlsx"))
    labels = pd.read_csv(FOLDER / "reply_quality_dev.csv", dtype=str)
    # The measures of a reply look at the whole table (stock sentences, terms), the ranks are not needed here.
    both = score_replies(complaints).merge(labels, left_on="complaint_id", right_on="留言编号")
    rows = []
    for name in MEASURES:
        row: dict[str, Any] = {"measure": name}
        for label in ("completeness", "explainability"):
            truth = (both[label] == "1").to_numpy()
            own, length = _auc(truth, both[name]), _auc(truth, both["n_characters"])
            low, high = _difference(truth, both[name], both["n_characters"])
            row[f"AUC {label}"] = round(own, 3)
            row[f"minus length ({label})"] = f"{own - length:+.2f} [{low:+.2f}, {high:+.2f}]"
        rows.append(row)
    return rows


def districts() -> list[dict[str, Any]]:
    """Compare days to reply between districts with at least twenty messages."""
    complaints = complaints_of(read_table(FOLDER / "附件4.xlsx"))
    named = complaints.assign(
        district=find_districts(complaints["title"].tolist(), complaints["text"].tolist())
    )
    table = compare_delays(named[named["district"] != ""], by="district")
    return table.round(1).to_dict("records")


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


INVENTED: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "incidents": incidents,
    "corpus": corpus,
    "keyness": keyness,
    "alarms": alarms,
    "topics": topics,
}
REAL: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "hot": hot,
    "speed": speed,
    "own_replies": own_replies,
    "replies": replies,
    "districts": districts,
}


def fill_docs() -> None:
    """Put the kept tables between the marks of docs/mining.md."""
    text = DOCS.read_text(encoding="utf-8")
    for name in re.findall(r"<!-- (\w+) -->", text):
        rows = json.loads((RESULTS / f"mining_{name}.json").read_text(encoding="utf-8"))
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, rest = text.split(begin)
        text = f"{head}{begin}\n{_table(rows)}\n\n{end}{rest.split(end, 1)[1]}"
    DOCS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sections = {**INVENTED, **REAL} if FOLDER.is_dir() else INVENTED
    if not FOLDER.is_dir():
        print("real files are absent: set TEXTMINE_REAL_DATA")
    for section in [name for name in sys.argv[1:] if name != "docs"] or (
        sections if len(sys.argv) < 2 else ()
    ):
        begun = time.process_time()
        rows = sections[section]()
        print(f"\n## {section} ({time.process_time() - begun:.0f} CPU s)\n\n{_table(rows)}", flush=True)
        target = RESULTS / f"mining_{section}.json"
        target.write_text(
            json.dumps(rows, ensure_ascii=False, indent=1, default=float) + "\n", encoding="utf-8"
        )
    fill_docs()
