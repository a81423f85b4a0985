"""Fit the weights by which a sentence is found to name a problem of residents, from the authored pages alone."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from textmine.news.issue_features import read_sentence, sentence_marks
from textmine.news.issue_status import problem_status
from textmine.news.issues import THRESHOLD, WEIGHTS, problem_items
from textmine.news.sentences import full_width, split_sentences
from textmine.resources import corpus_path

TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / WEIGHTS
INVERSE_PENALTY = 0.3
Page = dict[str, Any]
_MARK = re.compile(r"\[\[(.*?)\|.\]\]|\{\{(.*?)/(.*?)\}\}")


def marked_pages(name: str) -> list[Page]:
    """Read pages in which a problem is marked behind its sentence: {{utilities/resolved}}."""
    pages = []
    for block in (corpus_path("news") / name).read_text(encoding="utf-8").strip().split("\n\n"):
        paragraphs: list[str] = []
        issues: list[dict[str, str]] = []
        for line in block.split("\n"):
            if line.startswith(("#", "mech")):
                continue
            plain, last, marks = "", 0, []
            for match in _MARK.finditer(line):
                plain += line[last : match.start()] + (match.group(1) or "")
                if match.group(2):
                    marks.append((len(plain), match.group(2), match.group(3)))
                last = match.end()
            plain += line[last:]
            paragraphs.append(plain)
            for at, category, status in marks:
                sentence = [s for s in split_sentences(plain) if s.start < at][-1]
                issues.append({"sentence": sentence.text, "category": category, "status": status})
        pages.append({"paragraphs": paragraphs, "issues": issues})
    return pages


def sources() -> dict[str, list[Page]]:
    """Read the pages of each source of the corpus."""
    gold = {
        name: [
            json.loads(line) for line in (corpus_path("news") / name).read_text(encoding="utf-8").splitlines()
        ]
        for name in ("pages.jsonl", "pages_second.jsonl")
    }
    return gold | {name: marked_pages(name) for name in ("marked_pages.txt", "marked_stories.txt")}


def sentence_rows(pages: Sequence[Page]) -> list[tuple[dict[str, float], bool]]:
    """Describe every sentence, and say whether the gold has a problem in it."""
    rows = []
    for page in pages:
        sentences = split_sentences("\n".join(page["paragraphs"]))
        readings = [read_sentence(full_width(sentence.text)) for sentence in sentences]
        gold = [issue["sentence"] for issue in page["issues"]]
        for number, sentence in enumerate(sentences):
            named = any(quote in sentence.text or sentence.text in quote for quote in gold)
            rows.append((sentence_marks(readings, sentences, number), named))
    return rows


def status_share(pages: Sequence[Page]) -> tuple[int, float]:
    """Compare the status of every gold problem with the rules'; nothing is fitted."""
    right = n = 0
    for page in pages:
        sentences = split_sentences("\n".join(page["paragraphs"]))
        readings = [read_sentence(full_width(sentence.text)) for sentence in sentences]
        gold = [issue["sentence"] for issue in page["issues"]]
        problems = {at for at, s in enumerate(sentences) if any(quote in s.text for quote in gold)}
        used: dict[int, int] = {}
        for issue in page["issues"]:
            at = next((n for n, s in enumerate(sentences) if issue["sentence"] in s.text), None)
            if at is None:
                continue
            items = problem_items(readings[at]) or list(readings[at].items)
            fitting = [i for i in items if any(kind == issue["category"] for _, _, kind in i.things)]
            item = (fitting or items)[min(used.get(at, 0), len(fitting or items) - 1)]
            used[at] = used.get(at, 0) + 1
            n += 1
            right += problem_status(readings, sentences, at, item, problems) == issue["status"]
    return n, right / n


def fit(rows: Sequence[tuple[dict[str, float], Any]]) -> tuple[Any, Any]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    table = DictVectorizer()
    marks = table.fit_transform([marks for marks, _ in rows])
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=5000, tol=1e-6)
    return table, model.fit(marks, [label for _, label in rows])


def check() -> None:
    """Print recall and precision of problem sentences and the share of right statuses, each source left out once."""
    parts = sources()
    for left_out, pages in parts.items():
        others = [page for name, part in parts.items() if name != left_out for page in part]
        table, model = fit(sentence_rows(others))
        rows = sentence_rows(pages)
        given = model.predict_proba(table.transform([marks for marks, _ in rows]))[:, 1] >= THRESHOLD
        wanted = np.array([named for _, named in rows])
        n, right = status_share(pages)
        print(
            f"{left_out}: {int(wanted.sum())} sentences, recall {(given & wanted).sum() / wanted.sum():.3f}, "
            f"precision {(given & wanted).sum() / given.sum():.3f}; {n} statuses (rules) {right:.3f}"
        )


def train() -> dict[str, Any]:
    """Fit on all sources; return what is stored."""
    pages = [page for part in sources().values() for page in part]
    table, model = fit(sentence_rows(pages))
    names = table.get_feature_names_out()
    return {
        "about": "weights of a logistic regression over marks of sentences; benchmarks/train_news_issues.py",
        "intercept": round(float(model.intercept_[0]), 3),
        "weights": dict(zip(names, np.round(model.coef_[0], 3).tolist(), strict=True)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        check()
        return
    TARGET.write_text(json.dumps(train(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(TARGET)


if __name__ == "__main__":
    main()
