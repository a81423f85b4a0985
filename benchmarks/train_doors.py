"""Fit the weights by which a number is found to be somebody's door, from authored messages alone."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from textmine.text.doormarks import door_marks, surroundings_of
from textmine.text.doorparts import find_chains
from textmine.text.doors import LEAST_ODDS, WEIGHTS, runs_of
from textmine.text.identifiers import half_width

MESSAGES = Path(__file__).resolve().parents[1] / "tests" / "text" / "data"
TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / WEIGHTS
# The parts an author wrote, by author; a part that is not here was never learned from.
AUTHORS = {
    "first": ("seen", "unseen", "fresh"),
    "third": ("third_a", "third_b"),
    "fourth": ("fourth_a", "fourth_b"),
    "fifth": ("fifth",),
    "sixth": ("sixth",),
    "seventh": ("seventh",),
    "eighth": ("eighth",),
    "ninth": ("ninth",),
    "tenth": ("tenth",),
    "eleventh": ("eleventh",),
    "names": ("names", "twelfth", "thirteenth", "fourteenth"),
    "fifteenth": ("fifteenth",),
    "sixteenth": ("sixteenth",),
    "seventeenth": ("seventeenth",),
    "eighteenth": ("eighteenth",),
    "nineteenth": ("nineteenth",),
    "twentieth": ("twentieth",),
    "twenty-first": ("twentyfirst",),
    "twenty-second": ("twentysecond",),
    "twenty-third": ("twentythird",),
    "twenty-fourth": ("twentyfourth",),
    "twenty-fifth": ("twentyfifth",),
    "twenty-sixth": ("twentysixth",),
    "twenty-seventh": ("twentyseventh",),
    "twenty-eighth": ("twentyeighth",),
}
INVERSE_PENALTY = 0.5
MIN_RUNS = 2  # A mark of one run alone gets no weight.
LEAST_WEIGHT = 0.02
_MARKED = re.compile(r"⟦([A-Z]+):(.*?)⟧")
Row = tuple[str, int, int, int, bool, set[str]]  # author, message, start, stop, is a door, marks


def read_marked(line: str) -> tuple[str, set[tuple[int, int]]]:
    """Read a message in which dwellings are marked (我住⟦DOOR:3栋501⟧); everything else that is marked becomes its tag."""
    plain, last, doors = "", 0, set()
    for match in _MARKED.finditer(line):
        plain += line[last : match.start()]
        if match[1] == "DOOR":
            doors.add((len(plain), len(plain) + len(match[2])))
        plain += match[2] if match[1] == "DOOR" else f"[{match[1]}]"
        last = match.end()
    return plain + line[last:], doors


def rows_of(author: str, at: int, text: str, doors: set[tuple[int, int]]) -> list[Row]:
    """Give the runs of a text with their marks and whether each is a door."""
    text = half_width(text)
    chains = list(find_chains(text))
    around = surroundings_of(text, chains)
    rows = []
    for chain, first, last in runs_of(chains):
        start, stop = chains[chain][first].start, chains[chain][last].stop
        marks = door_marks(text, chains, chain, first, last, around)
        rows.append((author, at, start, stop, (start, stop) in doors, marks))
    return rows


def read_rows() -> tuple[list[Row], Counter[str]]:
    """Read the runs of all authored messages, and how many doors each author marked."""
    rows: list[Row] = []
    n_doors: Counter[str] = Counter()
    at = 0
    for author, parts in AUTHORS.items():
        for part in parts:
            for line in (MESSAGES / f"privacy_{part}.txt").read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    at += 1
                    text, doors = read_marked(line)
                    n_doors[author] += len(doors)
                    rows += rows_of(author, at, text, doors)
    return rows, n_doors


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Fit the weights of the marks by logistic regression with an L2 penalty."""
    seen = Counter(mark for *_, marks in rows for mark in marks)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [{mark: 1.0 for mark in sorted(marks) if seen[mark] >= MIN_RUNS} for *_, marks in rows]
    )
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, tol=1e-6)
    model.fit(matrix, [row[4] for row in rows])
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True))
    return {"bias": round(float(model.intercept_[0]), 3)} | {
        mark: round(weight, 3) for mark, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT
    }


def chosen(rows: Sequence[Row], odds: np.ndarray, least: float) -> list[int]:
    """Choose the likeliest runs that do not overlap."""
    taken: dict[int, list[tuple[int, int]]] = {}
    found = []
    for place in np.argsort(-odds, kind="stable").tolist():
        if odds[place] < least:
            break
        _, message, start, stop, *_ = rows[place]
        spans = taken.setdefault(message, [])
        if all(stop <= low or start >= high for low, high in spans):
            spans.append((start, stop))
            found.append(place)
    return found


def by_author(rows: Sequence[Row], n_doors: Counter[str]) -> pd.DataFrame:
    """Score each author's messages with weights fitted without that author."""
    authors = np.array([row[0] for row in rows])
    odds = np.zeros(len(rows))
    for author in sorted(n_doors):
        is_held = authors == author
        weights = fit([row for row, held in zip(rows, is_held, strict=True) if not held])
        odds[is_held] = [
            weights["bias"] + sum(weights.get(mark, 0.0) for mark in sorted(row[5]))
            for row, held in zip(rows, is_held, strict=True)
            if held
        ]
    table = []
    for least in (-1.0, LEAST_ODDS, -0.5, -0.25, 0.0, 0.5):
        found = chosen(rows, odds, least)
        for author in [*n_doors, "all"]:
            mine = [at for at in found if author in (authors[at], "all")]
            right = sum(rows[at][4] for at in mine)
            total = n_doors.total() if author == "all" else n_doors[author]
            table.append(
                (least, author, total, len(mine) - right, right / max(1, len(mine)), right / max(1, total))
            )
    return pd.DataFrame(table, columns=["least", "author", "n_doors", "n_wrong", "precision", "recall"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--by-author", action="store_true", help="score each author without that author's messages"
    )
    rows, n_doors = read_rows()
    if parser.parse_args().by_author:
        print(by_author(rows, n_doors).round(3).to_string(index=False))
        return
    content = {
        "made_by": "benchmarks/train_doors.py",
        "learned_from": "authored messages with marked dwellings",
        "weights": fit(rows),
    }
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(rows):,} runs, {n_doors.total():,} doors, {len(content['weights']):,} weights")


if __name__ == "__main__":
    main()
