"""Fit the weights by which figures get their kind, from the authored pages alone; --check leaves each source out once."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from textmine.news.figure_features import figure_features
from textmine.news.kinds import KINDS, WEIGHTS
from textmine.news.numbers import find_quantities
from textmine.news.sentences import split_sentences
from textmine.resources import corpus_path

TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / WEIGHTS
INVERSE_PENALTY = 0.3
_MARK = re.compile(r"\[\[(.*?)\|(.)\]\]|\{\{.*?\}\}")
_KIND_OF_LETTER = dict(zip("iaourc", KINDS, strict=True))
Row = tuple[set[str], str]


def gold_rows(name: str) -> list[Row]:
    """Read marks and kind of each figure of a file of pages with gold claims."""
    rows = []
    for line in (corpus_path("news") / name).read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        used: set[tuple[int, int]] = set()
        sentences = split_sentences("\n".join(page["paragraphs"]))
        found = [find_quantities(sentence.text) for sentence in sentences]
        for claim in page["claims"]:
            at = _place(claim, sentences, found, used)
            if at is not None:
                used.add(at)
                rows.append((figure_features(sentences[at[0]].text, found[at[0]])[at[1]], claim["kind"]))
    return rows


def _place(
    claim: dict[str, Any], sentences: Any, found: Any, used: set[tuple[int, int]]
) -> tuple[int, int] | None:
    value = claim["value_low"] if claim["value_low"] is not None else claim["value_high"]
    for number, sentence in enumerate(sentences):
        if claim["sentence"] not in sentence.text and sentence.text not in claim["sentence"]:
            continue
        for at, quantity in enumerate(found[number]):
            same = quantity.unit[:1] == claim["unit"][:1] and value in (quantity.low, quantity.high)
            if same and (number, at) not in used:
                return number, at
    return None


def marked_rows(name: str) -> list[Row]:
    """Read marks and kind of each figure of a file in which figures are marked in the text: [[38名|i]]."""
    rows: list[Row] = []
    for line in (corpus_path("news") / name).read_text(encoding="utf-8").splitlines():
        if line.startswith(("#", "mech")):
            continue
        plain, spans = unmark(line)
        for sentence in split_sentences(plain):
            quantities = find_quantities(sentence.text)
            marks = figure_features(sentence.text, quantities)
            for quantity, own in zip(quantities, marks, strict=True):
                start, end = sentence.start + quantity.start, sentence.start + quantity.end
                kind = next((kind for low, high, kind in spans if start < high and end > low), None)
                if kind is not None:
                    rows.append((own, kind))
    return rows


def unmark(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Take the marks out of a line; return the text and the spans of its figures with their kinds."""
    plain, spans, last = "", [], 0
    for match in _MARK.finditer(line):
        plain += line[last : match.start()]
        if match.group(1):
            spans.append((len(plain), len(plain) + len(match.group(1)), _KIND_OF_LETTER[match.group(2)]))
            plain += match.group(1)
        last = match.end()
    return plain + line[last:], spans


def sources() -> dict[str, list[Row]]:
    """Read the figures of each source of the corpus."""
    return {
        "pages.jsonl": gold_rows("pages.jsonl"),
        "pages_second.jsonl": gold_rows("pages_second.jsonl"),
        "marked_pages.txt": marked_rows("marked_pages.txt"),
        "marked_figures.txt": marked_rows("marked_figures.txt"),
    }


def fit(rows: Sequence[Row]) -> tuple[Any, Any]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    table = DictVectorizer()
    marks = table.fit_transform([dict.fromkeys(sorted(marks), 1.0) for marks, _ in rows])
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=5000, tol=1e-6)
    return table, model.fit(marks, [kind for _, kind in rows])


def check() -> None:
    """Print the share of right kinds on each source, fitted on the others."""
    parts = sources()
    for left_out, rows in parts.items():
        table, model = fit([row for name, part in parts.items() if name != left_out for row in part])
        given = model.predict(table.transform([dict.fromkeys(marks, 1.0) for marks, _ in rows]))
        wanted = np.array([kind for _, kind in rows])
        told = np.mean((given == "context") == (wanted == "context"))
        print(
            f"{left_out}: {len(rows)} figures, kind {np.mean(given == wanted):.3f}, background or not {told:.3f}"
        )


def train() -> dict[str, Any]:
    """Fit on all sources; return what is stored."""
    table, model = fit([row for part in sources().values() for row in part])
    order = [list(model.classes_).index(kind) for kind in KINDS]
    weights = np.round(model.coef_[order].T, 3)
    return {
        "about": "weights of a logistic regression over marks of figures; benchmarks/train_figure_kinds.py",
        "kinds": list(KINDS),
        "intercepts": np.round(model.intercept_[order], 3).tolist(),
        "weights": {
            mark: row.tolist()
            for mark, row in zip(table.get_feature_names_out(), weights, strict=True)
            if np.abs(row).max() >= 0.02
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        check()
        return
    content = train()
    lines = [
        f" {json.dumps(mark, ensure_ascii=False)}: {json.dumps(row)}"
        for mark, row in content["weights"].items()
    ]
    head = json.dumps({key: value for key, value in content.items() if key != "weights"}, ensure_ascii=False)[
        :-1
    ]
    TARGET.write_text(head + ', "weights": {\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8")
    print(f"{len(lines)} marks: {TARGET}")


if __name__ == "__main__":
    main()
