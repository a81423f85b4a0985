"""Fit the weights by which a line of a crawled page is found to be furniture, from authored crawls and their bodies alone."""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from textmine.news import steps
from textmine.news.linemarks import line_marks, page_lines
from textmine.news.linemodel import LINE_WEIGHTS, can_be_furniture, least_odds
from textmine.news.wrappedlines import join_timed_lines, join_wrapped_lines
from textmine.text.normalize import repair_text

PAGES = Path(__file__).resolve().parents[1] / "tests" / "news" / "data"
TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / LINE_WEIGHTS
AUTHORS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
INVERSE_PENALTY = 0.3
MIN_LINES = 3  # A mark of fewer lines gets no weight.
LEAST_WEIGHT = 0.03
_LONG, _VERY_LONG = (
    12,
    30,
)  # Characters from which a line that is part of a paragraph, or like one, is left out.
_WIDTHS = str.maketrans("，：；？！（）。、“”‘’", ",:;?!().,\"\"''")
Row = tuple[str, str, bool, set[str]]  # author, line, is furniture, marks


def lines_of(text: str) -> list[str]:
    """Give the lines of a page as the program looks at them."""
    repaired, _ = repair_text(text)
    for join in (join_timed_lines, join_wrapped_lines):
        repaired = join(repaired).text
    lines = [line.strip(" \t\u3000") for line in repaired.split("\n")]
    return steps.drop_link_farms([line for line in lines if line])[0]


def plain(line: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", line)).translate(_WIDTHS)


def pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def is_furniture(line: str, paragraphs: Sequence[str], title: str) -> bool | None:
    """Say whether a line is no paragraph; nothing of the headline and of parts of paragraphs."""
    own = plain(line)
    if own in paragraphs:
        return False
    if own == title:
        return None
    whole = "".join(paragraphs)
    if len(own) >= _LONG and (own in whole or any(len(p) > _LONG and p in own for p in paragraphs)):
        return None
    if len(own) > _VERY_LONG and any(2 * len(pairs(own) & pairs(p)) > len(pairs(own)) for p in paragraphs):
        return None
    return True


def read_rows() -> list[Row]:
    """Read the short lines of all authors' crawled pages."""
    rows = []
    for author in AUTHORS:
        for record in (PAGES / f"{author}_author.jsonl").read_text(encoding="utf-8").splitlines():
            content = json.loads(record)
            lines = lines_of(content["page"])
            page = page_lines(lines)
            paragraphs, title = [plain(p) for p in content["paragraphs"]], plain(content["title"])
            for at, line in enumerate(lines):
                label = is_furniture(line, paragraphs, title)
                if label is not None and not page.is_body[at]:
                    rows.append((author, line, label, line_marks(page, at)))
    return rows


def fit(rows: Sequence[Row]) -> dict[str, float]:
    """Fit the weights of the marks by logistic regression with an L2 penalty."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = Counter(mark for *_, marks in rows for mark in marks)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(
        [{mark: 1.0 for mark in sorted(marks) if seen[mark] >= MIN_LINES} for *_, marks in rows]
    )
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000, tol=1e-6)
    model.fit(matrix, [row[2] for row in rows])
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0].tolist(), strict=True))
    return {"bias": round(float(model.intercept_[0]), 3)} | {
        mark: round(weight, 3) for mark, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT
    }


def by_author(rows: Sequence[Row]) -> None:
    """Print, with weights fitted without each author, what is caught and what is lost of the lines that may be weighed."""
    caught, lost = Counter[str](), Counter[str]()
    totals: Counter[tuple[str, bool]] = Counter()
    for author in AUTHORS:
        weights = fit([row for row in rows if row[0] != author])
        for _, line, label, marks in (row for row in rows if row[0] == author):
            if not can_be_furniture(line):
                continue
            odds = weights["bias"] + sum(weights.get(mark, 0.0) for mark in sorted(marks))
            totals[author, label] += 1
            if odds >= least_odds(marks):
                (caught if label else lost)[author] += 1
    for author in AUTHORS:
        print(
            f"{author}: {caught[author]} of {totals[author, True]} lines of furniture, "
            f"{lost[author]} of {totals[author, False]} lines of the text"
        )
    n, m = (sum(count for (_, label), count in totals.items() if label is wanted) for wanted in (True, False))
    print(f"all: {np.round(caught.total() / n, 3)} of {n}, {lost.total()} of {m}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--by-author", action="store_true", help="judge each author's pages without that author's pages"
    )
    rows = read_rows()
    if parser.parse_args().by_author:
        by_author(rows)
        return
    content = {
        "made_by": "benchmarks/train_page_lines.py",
        "learned_from": "authored crawled pages and the bodies their authors wrote",
        "weights": fit(rows),
    }
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(rows):,} lines, {len(content['weights']):,} weights")


if __name__ == "__main__":
    main()
