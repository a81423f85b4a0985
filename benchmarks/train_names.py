"""Fit the weights by which a candidate in running text is found to be a name, from authored messages and complaints alone."""

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

from textmine.resources import corpus_path
from textmine.text.everydaywords import EVERYDAY_WORDS
from textmine.text.identifiers import half_width
from textmine.text.namecandidates import find_candidates
from textmine.text.namescore import WEIGHTS, name_marks, rivals

MESSAGES = Path(__file__).resolve().parents[1] / "tests" / "text" / "data"
TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / WEIGHTS
# The parts an author wrote, by author; a part that is not here was never learned from.
AUTHORS = {
    "first": ("seen", "unseen", "fresh"),
    "second": ("names",),
    "third": ("third_a", "third_b"),
    "fourth": ("fourth_a", "fourth_b"),
    "fifth": ("fifth",),
    "sixth": ("sixth",),
    "seventh": ("seventh",),
    "ninth": ("ninth",),
    "tenth": ("tenth",),
    "eleventh": ("eleventh",),
    "twelfth": ("twelfth",),
    "thirteenth": ("thirteenth",),
    "fourteenth": ("fourteenth",),
    "eighth": ("eighth",),
    "fifteenth": ("fifteenth",),
    "sixteenth": ("sixteenth",),
    "addresses": ("seventeenth", "eighteenth", "nineteenth", "twentieth"),
    "letters": ("twentyfirst", "twentysecond"),
    "twenty-third": ("twentythird",),
    "twenty-fourth": ("twentyfourth",),
    "twenty-fifth": ("twentyfifth",),
    "twenty-sixth": ("twentysixth",),
    "twenty-seventh": ("twentyseventh",),
    "twenty-eighth": ("twentyeighth",),
}
# The names in the invented complaints; everything else in them is text without names.
NAMES_IN_COMPLAINTS = frozenset(["戴道冠", "邹顺才", "张建囯", "张建国", "李四", "向秀莲", "钟玉珎"])
INVERSE_PENALTY = 0.5
MIN_CANDIDATES = 3  # A mark of fewer candidates gets no weight.
LEAST_WEIGHT = 0.01
# The marked messages are full of names; real ones hold one among two dozen candidates, as the complaints weighed thrice make it.
COMPLAINTS_WEIGHT = 2.0
_MARKED = re.compile(r"⟦([A-Z]+):(.*?)⟧")
Row = tuple[str, int, str, int, int, bool, dict[str, float]]


def read_marked(line: str) -> tuple[str, set[tuple[int, int]]]:
    """Read a message in which names are marked: 我叫⟦NAME:何秀英⟧."""
    plain, last, names = "", 0, set()
    for match in _MARKED.finditer(line):
        plain += line[last : match.start()]
        if match[1] == "NAME":
            names.add((len(plain), len(plain) + len(match[2])))
        plain += match[2]
        last = match.end()
    return plain + line[last:], names


def rows_of(author: str, at: int, text: str, names: set[tuple[int, int]] | frozenset[str]) -> list[Row]:
    """Give the candidates of a text with their marks and whether each is a name."""
    text = half_width(text)
    # Our complaints stand for texts in which other words are used: they are read as if their words were not known.
    left_out = frozenset[str]() if isinstance(names, frozenset) else EVERYDAY_WORDS
    candidates = list(find_candidates(text, left_out=left_out))
    return [
        (
            author,
            at,
            text[one.start : one.stop],
            one.start,
            one.stop,
            (text[one.start : one.stop] if isinstance(names, frozenset) else (one.start, one.stop)) in names,
            name_marks(text, one, rival),
        )
        for one, rival in zip(candidates, rivals(candidates), strict=True)
    ]


def read_rows() -> list[Row]:
    """Read the candidates of all authored messages and complaints."""
    rows = []
    at = 0
    for author, parts in AUTHORS.items():
        for part in parts:
            for line in (MESSAGES / f"privacy_{part}.txt").read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    at += 1
                    rows += rows_of(author, at, *read_marked(line))
    complaints = corpus_path("complaints.jsonl").read_text(encoding="utf-8").splitlines()
    for place, line in enumerate(complaints):
        rows += rows_of(
            f"complaints {place * 5 // len(complaints)}",
            at + place + 1,
            json.loads(line)["text"],
            NAMES_IN_COMPLAINTS,
        )
    return rows


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Fit the weights of the marks by logistic regression with an L2 penalty."""
    seen = Counter(mark for *_, marks in rows for mark in marks)
    kept = [
        {mark: value for mark, value in marks.items() if seen[mark] >= MIN_CANDIDATES} for *_, marks in rows
    ]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, tol=1e-6)
    weight = [COMPLAINTS_WEIGHT if row[0].startswith("complaints") else 1.0 for row in rows]
    model.fit(matrix, [row[5] for row in rows], sample_weight=weight)
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True))
    return {"bias": round(float(model.intercept_[0]), 4)} | {
        mark: round(weight, 4) for mark, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT
    }


def scores_of(weights: dict[str, float], rows: Sequence[Row]) -> np.ndarray:
    """Give the log odds of each candidate."""
    return np.array(
        [
            weights["bias"] + sum(weights.get(mark, 0.0) * value for mark, value in marks.items())
            for *_, marks in rows
        ]
    )


def chosen(rows: Sequence[Row], scores: np.ndarray, least: float) -> list[int]:
    """Choose the likeliest candidates that do not overlap."""
    taken: dict[int, set[int]] = {}
    found = []
    for place in np.argsort(-scores, kind="stable").tolist():
        if scores[place] < least:
            break
        _, text, _, start, stop, *_ = rows[place]
        places = taken.setdefault(text, set())
        if places.isdisjoint(range(start, stop)):
            places.update(range(start, stop))
            found.append(place)
    return found


def by_author(rows: Sequence[Row]) -> pd.DataFrame:
    """Score each author's candidates with weights fitted without that author."""
    authors = np.array([row[0] for row in rows])
    scores = np.zeros(len(rows))
    for author in sorted(set(authors.tolist())):
        is_held = authors == author
        weights = fit([row for row, held in zip(rows, is_held, strict=True) if not held])
        scores[is_held] = scores_of(weights, [row for row, held in zip(rows, is_held, strict=True) if held])
    table = []
    for least in (0.5, 0.0, -0.5, -1.0):
        found = chosen(rows, scores, least)
        for author in [*AUTHORS, "complaints"]:
            mine = [at for at in found if authors[at].startswith(author)]
            right = sum(rows[at][5] for at in mine)
            n_names = sum(row[5] for row in rows if row[0].startswith(author))
            table.append(
                (least, author, len(mine) - right, right / max(1, len(mine)), right / max(1, n_names))
            )
    return pd.DataFrame(table, columns=["least", "author", "n_wrong", "precision", "recall"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--by-author", action="store_true", help="score each author without that author's messages"
    )
    rows = read_rows()
    if parser.parse_args().by_author:
        print(by_author(rows).round(3).to_string(index=False))
        return
    content = {
        "made_by": "benchmarks/train_names.py",
        "learned_from": "authored messages with marked names, and the authored complaints",
        "weights": fit(rows),
    }
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(
        f"{len(rows):,} candidates, {sum(row[5] for row in rows):,} names, {len(content['weights']):,} weights"
    )


if __name__ == "__main__":
    main()
