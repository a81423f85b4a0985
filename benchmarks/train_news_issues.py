"""Fit the weights by which a sentence is found to name a problem of residents and its status told, from the authored pages alone."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from textmine.news import issue_model, status_model
from textmine.news.issue_features import read_sentence
from textmine.news.issue_items import problem_items
from textmine.news.issue_marks import GRAM, sentence_grams, sentence_marks
from textmine.news.issue_model import THRESHOLD, WEIGHTS, IssueWeights
from textmine.news.issues import find_issues
from textmine.news.scoring import score_pages
from textmine.news.sentences import full_width, split_sentences
from textmine.news.status_model import STATUS_WEIGHTS, StatusMarks, StatusWeights, status_marks
from textmine.resources import corpus_path

AUTHORS = Path(__file__).resolve().parents[1] / "tests" / "news" / "data"
UNSEEN = {AUTHORS / f"{author}_author.jsonl" for author in ("tenth", "fourteenth")}  # Kept to be scored only.
RESULT = Path(__file__).with_name("results") / "news_problems_left_out.json"
TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / WEIGHTS
STATUS_TARGET = TARGET.with_name(STATUS_WEIGHTS)
STATUS_INVERSE_PENALTY, MIN_PROBLEMS = 0.3, 5
MARKED = ("marked_pages.txt", "marked_stories.txt", "marked_problems.txt", "marked_bulletins.txt")
INVERSE_PENALTY = 0.3
# A run of characters of fewer sentences gets no weight: three times as many weights find no more.
MIN_SENTENCES = 8
LEAST_WEIGHT = 0.05
FOLDS = 10
_GRAM = "gram:"
_HAN = re.compile(r"[\u4e00-\u9fff]+")
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
    """Read the pages of each source: the corpus and the pages of further authors."""
    gold = {
        name: [
            json.loads(line) for line in (corpus_path("news") / name).read_text(encoding="utf-8").splitlines()
        ]
        for name in ("pages.jsonl", "pages_second.jsonl")
    }
    for path in sorted(set(AUTHORS.glob("*_author.jsonl")) - UNSEEN):
        gold[path.name] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return gold | {name: marked_pages(name) for name in MARKED}


def sentence_rows(pages: Sequence[Page]) -> list[tuple[dict[str, float], bool]]:
    """Describe every sentence, and say whether the gold has a problem in it."""
    rows = []
    for page in pages:
        sentences = split_sentences("\n".join(page["paragraphs"]))
        readings = [read_sentence(full_width(sentence.text)) for sentence in sentences]
        gold = [issue["sentence"] for issue in page["issues"]]
        for number, sentence in enumerate(sentences):
            named = any(quote in sentence.text or sentence.text in quote for quote in gold)
            grams = {
                _GRAM + gram: GRAM for gram in sentence_grams(readings[number].text) if _HAN.fullmatch(gram)
            }
            rows.append((sentence_marks(readings, sentences, number) | grams, named))
    return rows


def status_rows(pages: Sequence[Page]) -> list[tuple[StatusMarks, str]]:
    """Describe every gold problem, and say its status."""
    rows = []
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
            rows.append((status_marks(readings, sentences, at, item, problems), issue["status"]))
    return rows


def fit_status(rows: Sequence[tuple[StatusMarks, str]]) -> dict[str, dict[str, float]]:
    """Fit one multinomial logistic regression over the marks of problems; return the weights of each status."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    values = [marks.values() for marks, _ in rows]
    times = Counter(name for own in values for name in own)
    kept = [{m: v for m, v in own.items() if times[m] >= MIN_PROBLEMS} for own in values]
    table = DictVectorizer()
    model = LogisticRegression(C=STATUS_INVERSE_PENALTY, max_iter=5000, tol=1e-6)
    model.fit(table.fit_transform(kept), [status for _, status in rows])
    names = table.get_feature_names_out().tolist()
    return {
        str(status): {"bias": round(float(bias), 3)}
        | {
            name: round(weight, 3)
            for name, weight in zip(names, line.tolist(), strict=True)
            if abs(weight) >= LEAST_WEIGHT
        }
        for status, bias, line in zip(model.classes_, model.intercept_, model.coef_, strict=True)
    }


def status_share(table: dict[str, dict[str, float]], rows: Sequence[tuple[StatusMarks, str]]) -> float:
    """Give the share of gold problems whose status the weights give."""
    weights = StatusWeights(table)
    right = sum(weights.status_of(marks) == status for marks, status in rows)
    return right / len(rows)


def fit(rows: Sequence[tuple[dict[str, float], Any]]) -> dict[str, Any]:
    """Fit one logistic regression over marks and runs of characters; return what is stored."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    times = Counter(name for marks, _ in rows for name in marks if name.startswith(_GRAM))
    kept = [
        ({m: v for m, v in marks.items() if times.get(m, MIN_SENTENCES) >= MIN_SENTENCES})
        for marks, _ in rows
    ]
    table = DictVectorizer()
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=5000, tol=1e-6)
    model.fit(table.fit_transform(kept), [label for _, label in rows])
    weights = dict(zip(table.get_feature_names_out(), np.round(model.coef_[0], 3).tolist(), strict=True))
    return {
        "about": "weights of a logistic regression over marks and runs of characters; benchmarks/train_news_issues.py",
        "intercept": round(float(model.intercept_[0]), 3),
        "marks": {name: weight for name, weight in weights.items() if not name.startswith(_GRAM)},
        "grams": {
            name.removeprefix(_GRAM): weight
            for name, weight in weights.items()
            if name.startswith(_GRAM) and abs(weight) >= LEAST_WEIGHT
        },
    }


def probability(table: dict[str, Any], marks: dict[str, float]) -> float:
    score = table["intercept"] + sum(
        (
            table["grams"].get(m.removeprefix(_GRAM), 0.0)
            if m.startswith(_GRAM)
            else table["marks"].get(m, 0.0)
        )
        * v
        for m, v in marks.items()
    )
    return float(1 / (1 + np.exp(-score)))


def check(thresholds: Sequence[float]) -> None:
    """Save and print what pages score when the weights were fitted on other sources, then when fitted on other pages."""
    parts = sources()
    rows = {name: [sentence_rows([page]) for page in pages] for name, pages in parts.items()}
    status_parts = {name: status_rows(pages) for name, pages in parts.items()}
    hits: Counter[tuple[float, str]] = Counter()
    saved: list[dict[str, Any]] = []
    for left_out, pages in parts.items():
        table = fit([row for name, part in rows.items() if name != left_out for page in part for row in page])
        given = np.array([probability(table, marks) for page in rows[left_out] for marks, _ in page])
        wanted = np.array([named for page in rows[left_out] for _, named in page])
        for threshold in thresholds:
            hits[threshold, "right"] += int(((given >= threshold) & wanted).sum())
            hits[threshold, "given"] += int((given >= threshold).sum())
            hits[threshold, "wanted"] += int(wanted.sum())
        own = status_parts[left_out]
        use_status(
            learned := fit_status(
                [row for name, part in status_parts.items() if name != left_out for row in part]
            )
        )
        by_rules = sum(f"rule {status}" in marks.facts for marks, status in own)
        saved.append(
            {
                "source": left_out,
                **scores(table, pages),
                "statuses": len(own),
                "status": round(status_share(learned, own), 3),
                "status by rules alone": round(by_rules / len(own), 3),
            }
        )
        print(saved[-1], flush=True)
    n = sum(row["statuses"] for row in saved)
    pages_left_out = count_pages_left_out(parts, rows)
    summary = {
        "problems": pages_left_out["gold"],
        "recall": round(pages_left_out["found"] / pages_left_out["gold"], 3),
        "precision": round(pages_left_out["right"] / pages_left_out["given"], 3),
        "status": round(sum(row["status"] * row["statuses"] for row in saved) / n, 3),
        "status by rules alone": round(
            sum(row["status by rules alone"] * row["statuses"] for row in saved) / n, 3
        ),
        "sentences": [
            {
                "threshold": threshold,
                "recall": round(hits[threshold, "right"] / hits[threshold, "wanted"], 3),
                "precision": round(hits[threshold, "right"] / hits[threshold, "given"], 3),
            }
            for threshold in thresholds
        ],
    }
    print(summary)
    content = {"sources": saved, "all": summary}
    RESULT.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def count_pages_left_out(parts: dict[str, list[Page]], rows: dict[str, list[Any]]) -> Counter[str]:
    """Count problems found on each page when the weights were fitted without it."""
    every = [(page, row) for name in parts for page, row in zip(parts[name], rows[name], strict=True)]
    total: Counter[str] = Counter()
    for fold in range(FOLDS):
        use(fit([r for n, (_, row) in enumerate(every) if n % FOLDS != fold for r in row]))
        for page, _ in every[fold::FOLDS]:
            total.update(count_problems(page))
    return total


def use(table: dict[str, Any]) -> None:
    """Let the program weigh with these weights."""
    weights = IssueWeights(table)
    issue_model._weights = lambda: weights


def use_status(table: dict[str, dict[str, float]]) -> None:
    """Let the program weigh statuses with these weights."""
    weights = StatusWeights(table)
    status_model._weights = lambda: weights


def scores(table: dict[str, Any], pages: Sequence[Page]) -> dict[str, Any]:
    use(table)
    score = score_pages([{"claims": [], "mechanisms": [], **page} for page in pages])
    return {
        "problems": score.n_issues,
        "recall": score.issues_recall,
        "precision": score.issues_precision,
        "category": score.category_accuracy,
    }


def count_problems(page: Page) -> Counter[str]:
    found = [issue.sentence for issue in find_issues("\n".join(page["paragraphs"]))]
    gold = [issue["sentence"] for issue in page["issues"]]
    both = Counter(found) & Counter(gold)
    return Counter(
        gold=len(gold), given=len(found), found=both.total(), right=sum(quote in gold for quote in found)
    )


def train() -> dict[str, Any]:
    """Fit on all sources; return what is stored."""
    return fit(sentence_rows([page for part in sources().values() for page in part]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        check((THRESHOLD, 0.2, 0.24, 0.28, 0.32, 0.36))
        return
    TARGET.write_text(json.dumps(train(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(TARGET)
    rows = [row for part in sources().values() for row in status_rows(part)]
    content = {
        "about": "weights of a multinomial logistic regression over marks of problems; benchmarks/train_news_issues.py",
        "weights": fit_status(rows),
    }
    STATUS_TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(STATUS_TARGET)


if __name__ == "__main__":
    main()
