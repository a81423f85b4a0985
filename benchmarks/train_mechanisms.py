"""Fit the weights by which an article's mechanisms are read, from authored pages alone; --check leaves each author out once."""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from textmine.news.mechanism_model import (
    MECHANISM_WEIGHTS,
    PAGE_MARKS,
    STRENGTHS,
    MechanismWeights,
    page_marks,
    sentence_probabilities,
    weigh_article,
)
from textmine.news.mechanisms import MECHANISM_CODES, found_by_expressions
from textmine.news.sentences import full_width_sentences, split_sentences
from textmine.resources import corpus_path

AUTHORS = Path(__file__).resolve().parents[1] / "tests" / "news" / "data"
RESULT = Path(__file__).with_name("results") / "news_mechanisms_left_out.json"
SENTENCES = AUTHORS / "mechanism_sentences.tsv"
TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / MECHANISM_WEIGHTS
UNSEEN = {
    "tenth_author",
    "sixteenth_author",
    "twenty_first_author",
    "twenty_fifth_author",
    "twenty_sixth_author",
    "twenty_seventh_author",
    "twenty_eighth_author",
    "twenty_ninth_author",
}  # Kept to be scored only.
# The expressions were written with these pages in sight: there they are righter than they are elsewhere.
IN_SIGHT = {"pages", "pages_second", "third_author"}
RUN_VALUE, INVERSE_PENALTY, MIN_SENTENCES_OF_RUN = 0.5, 1.0, 8
LEAST_WEIGHT = 60  # In thousandths; lighter ones are left out of the file.
PAGE_INVERSE_PENALTY = 0.3
# An article shows a mechanism unless this much of the probability says it does not: chosen with authors left out, where
# cells are as often equal from .4 to .65 and F1 still rises.
BLANK_OVER = 0.6


class Page(NamedTuple):
    """Hold an article: source, sentences, what the expressions find, gold strength, and what each sentence shows."""

    source: str
    texts: list[str]
    found: list[tuple[str, int]]
    gold: list[str]
    shown: npt.NDArray[np.int8] | None  # Sentences by mechanisms: 0 no, 1 named, 2 a deed.


def read_pages() -> list[Page]:
    """Read the corpus and the pages of further authors."""
    told: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for number in row["sentences"].split(","):
                told[row["page"]].append(
                    (
                        int(number),
                        MECHANISM_CODES.index(row["mechanism"]),
                        STRENGTHS.index(row["strength"]),
                    )
                )
    news = corpus_path("news")
    paths = [news / "pages.jsonl", news / "pages_second.jsonl", *sorted(AUTHORS.glob("*_author.jsonl"))]
    pages = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            if path.stem in UNSEEN or "mechanisms" not in page:
                continue
            text = "\n".join(page["paragraphs"])
            texts = full_width_sentences(text)
            gold = {row["mechanism"]: row["strength"] for row in page["mechanisms"]}
            shown = None
            if (key := f"{path.stem}:{page['id']}") in told:
                shown = np.zeros((len(texts), len(MECHANISM_CODES)), dtype=np.int8)
                for number, mechanism, strength in told[key]:
                    shown[number, mechanism] = max(shown[number, mechanism], strength)
            pages.append(
                Page(
                    path.stem,
                    texts,
                    found_by_expressions(split_sentences(text)),
                    [gold.get(code, "") for code in MECHANISM_CODES],
                    shown,
                )
            )
    return pages


def fit_sentences(pages: Sequence[Page]) -> dict[str, Any]:
    """Fit which runs of characters show a mechanism, and which tell a deed of it."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    marked = [page for page in pages if page.shown is not None]
    table = CountVectorizer(
        analyzer=partial(_runs), lowercase=False, binary=True, min_df=MIN_SENTENCES_OF_RUN, dtype=np.float64
    )
    runs = table.fit_transform([text for page in marked for text in page.texts]) * RUN_VALUE
    shown = np.concatenate([page.shown for page in marked if page.shown is not None])
    columns, intercepts = [], []
    for mechanism in range(len(MECHANISM_CODES)):
        for strength in (1, 2):
            model = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", tol=1e-6, max_iter=1000)
            model.fit(runs, shown[:, mechanism] >= strength)
            columns.append(np.round(1000 * RUN_VALUE * model.coef_[0]).astype(int))
            intercepts.append(round(1000 * float(model.intercept_[0])))
    weights = np.array(columns).T
    weights[np.abs(weights) < LEAST_WEIGHT] = 0
    return {
        "mechanisms": list(MECHANISM_CODES),
        "intercepts": intercepts,
        "runs": {
            run: [int(x) for column in np.flatnonzero(row) for x in (column, row[column])]
            for run, row in zip(table.get_feature_names_out(), weights, strict=True)
            if row.any()
        },
    }


def _runs(text: str) -> set[str]:
    return {text[at : at + n] for n in (1, 2) for at in range(len(text) - n + 1)}


def _neutral(table: dict[str, Any]) -> MechanismWeights:
    page = {strength: [0] * (len(PAGE_MARKS) + 1) for strength in STRENGTHS}
    return MechanismWeights({**table, "page": page, "blank_over": BLANK_OVER})


def fit_pages(pages: Sequence[Page]) -> dict[str, list[int]]:
    """Fit how the sentences of an article together show a mechanism; each author's are weighed by what others wrote."""
    from sklearn.linear_model import LogisticRegression

    marks, gold = [], []
    for source in sorted({page.source for page in pages} - IN_SIGHT):
        weights = _neutral(fit_sentences([page for page in pages if page.source != source]))
        for page in pages:
            if page.source == source:
                probability = sentence_probabilities(page.texts, weights=weights)
                marks.append(page_marks(probability, [strength for strength, _ in page.found]))
                gold += page.gold
    model = LogisticRegression(C=PAGE_INVERSE_PENALTY, max_iter=5000, tol=1e-6)
    model.fit(np.concatenate(marks), gold)
    order = [list(model.classes_).index(strength) for strength in STRENGTHS]
    rows = np.column_stack([model.coef_, model.intercept_])[order]
    return {
        strength: np.round(1000 * row).astype(int).tolist()
        for strength, row in zip(STRENGTHS, rows, strict=True)
    }


def train(pages: Sequence[Page]) -> dict[str, Any]:
    """Fit on all pages; return what is stored."""
    return {
        "about": "weights, in thousandths, by which mechanisms are read; benchmarks/train_mechanisms.py",
        **fit_sentences(pages),
        "page": fit_pages(pages),
        "blank_over": BLANK_OVER,
    }


def check() -> None:
    """Save and print equal cells and F1 of each author's pages, by the expressions alone and weighed by what others wrote."""
    pages = read_pages()
    saved: list[dict[str, Any]] = []
    everything: dict[str, list[tuple[str, str]]] = defaultdict(list)
    evidence: dict[str, list[bool]] = defaultdict(list)
    for source in sorted({page.source for page in pages} - IN_SIGHT):
        weights = MechanismWeights(train([page for page in pages if page.source != source]))
        cells: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for page in pages:
            if page.source == source:
                verdicts = weigh_article(page.texts, page.found, weights=weights)
                cells["expressions"] += zip(page.gold, [strength for strength, _ in page.found], strict=True)
                cells["weighed"] += zip(page.gold, [verdict.strength for verdict in verdicts], strict=True)
                count_evidence(evidence["expressions"], page, page.found)
                count_evidence(evidence["weighed"], page, verdicts)
        saved.append({"source": source, **{name: scores(pairs) for name, pairs in cells.items()}})
        print(saved[-1], flush=True)
        for name, pairs in cells.items():
            everything[name] += pairs
    saved.append(
        {"source": "all"}
        | {
            name: scores(pairs) | {"evidence": round(float(np.mean(evidence[name])), 3)}
            for name, pairs in everything.items()
        }
    )
    print(saved[-1])
    RESULT.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def count_evidence(right: list[bool], page: Page, given: Sequence[tuple[str, int]]) -> None:
    """Note of each deed that the reader found too whether its sentence is one the reader marked."""
    for mechanism, (strength, sentence) in enumerate(given):
        if strength == page.gold[mechanism] == "concrete" and page.shown is not None:
            right.append(bool(page.shown[sentence, mechanism] == STRENGTHS.index("concrete")))


def scores(cells: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Give the share of equal cells and F1 of not blank."""
    equal = sum(gold == given for gold, given in cells) / len(cells)
    both = sum(bool(gold) and bool(given) for gold, given in cells)
    f1 = 2 * both / sum(bool(gold) + bool(given) for gold, given in cells)
    return {"cells equal": round(equal, 3), "F1": round(f1, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        check()
        return
    content = train(read_pages())
    runs = content.pop("runs")
    lines = [f" {json.dumps(run, ensure_ascii=False)}: {json.dumps(row)}" for run, row in runs.items()]
    head = json.dumps(content, ensure_ascii=False)[:-1]
    TARGET.write_text(head + ', "runs": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    print(f"{len(lines)} runs: {TARGET}")


if __name__ == "__main__":
    main()
