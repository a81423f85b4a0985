"""Fit the weights by which a problem's place is chosen among those a page names, from authored pages alone."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from bench_places import UNSEEN, is_same_place, read_pages

from textmine.news import placechoice
from textmine.news.issues import find_issues
from textmine.news.sentences import split_sentences

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "textmine" / "data" / placechoice.CHOICE_WEIGHTS
PENALTY = 3.0
LEAST_WEIGHT = 0.01
N_FOLDS = 6


class Choice(NamedTuple):
    """Hold the places a problem may be at, with their marks, which of them are right, and how to read the page."""

    author: str
    candidates: Sequence[tuple[str, Sequence[str]]]
    is_right: Sequence[bool]


def read_choices() -> Iterator[Choice]:
    """Read the problems found whose author gave a place; one that the page does not name teaches nothing."""
    for author, page in read_pages():
        if author in UNSEEN:
            continue
        text = "\n".join(page["paragraphs"])
        named: dict[str, list[str]] = {}
        for issue in page["issues"]:
            if "place" in issue:  # some authors name no places
                named.setdefault(issue["sentence"], []).append(issue["place"] or "")
        index = placechoice.index_places(text)
        sentences = [sentence.text for sentence in split_sentences(text)]
        for found in find_issues(text):
            if found.sentence not in named or found.sentence not in sentences:
                continue
            number = sentences.index(found.sentence)
            start = max(0, sentences[number].find(found.wording))
            candidates = index.candidates(number, start)
            is_right = [
                any(is_same_place(name, gold) for gold in named[found.sentence]) for name, _ in candidates
            ]
            if any(is_right):
                yield Choice(author, candidates, is_right)


def fit(choices: Sequence[Choice]) -> dict[str, float]:
    """Fit a conditional logistic regression with an L2 penalty: the right places against all candidates."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    columns: dict[str, int] = {}
    rows, cols, group, right = [], [], [], []
    for n, choice in enumerate(choices):
        for (_, marks), is_right in zip(choice.candidates, choice.is_right, strict=True):
            for mark in marks:
                rows.append(len(group))
                cols.append(columns.setdefault(mark, len(columns)))
            group.append(n)
            right.append(float(is_right))
    matrix = csr_matrix((np.ones(len(rows)), (rows, cols)), shape=(len(group), len(columns)))
    groups, rights, n_groups = np.array(group), np.array(right), len(choices)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        highest = np.full(n_groups, -np.inf)
        np.maximum.at(highest, groups, scores)
        powers = np.exp(scores - highest[groups])
        total, good = np.bincount(groups, powers), np.bincount(groups, powers * rights)
        value = float(np.log(total).sum() - np.log(good).sum()) + PENALTY / 2 * float(weights @ weights)
        slope = matrix.T @ (powers / total[groups] - powers * rights / good[groups]) + PENALTY * weights
        return value, slope

    solved = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    return {
        mark: round(float(solved.x[column]), 3)
        for mark, column in sorted(columns.items())
        if abs(solved.x[column]) >= LEAST_WEIGHT
    }


def weights_without_authors() -> Iterator[tuple[set[str], Callable[[], Mapping[str, float]]]]:
    """Yield groups of authors, and weights fitted without them."""
    choices = list(read_choices())
    authors = sorted({choice.author for choice in choices})
    for fold in (set(authors[n::N_FOLDS]) for n in range(N_FOLDS)):
        weights = fit([choice for choice in choices if choice.author not in fold])
        yield fold, lambda own=weights: own  # type: ignore[misc]


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    choices = list(read_choices())
    content = {
        "made_by": "benchmarks/train_place_choice.py",
        "learned_from": "the places that authors of pages gave to problems",
        "weights": fit(choices),
    }
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(choices):,} problems, {len(content['weights']):,} weights")


if __name__ == "__main__":
    main()
