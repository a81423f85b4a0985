"""Fit the weights by which pieces of sentences are found to name problems of residents and their status told, from the authored pages alone."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from textmine.news import issue_items, issue_model, issues, status_model
from textmine.news.issue_features import Item, Reading, read_sentence
from textmine.news.issue_items import join_marks
from textmine.news.issue_marks import piece_marks, runs_of_characters
from textmine.news.issue_model import THRESHOLD, THRESHOLD_WITHOUT_THING, WEIGHTS, IssueWeights, weight_around
from textmine.news.issues import find_issues
from textmine.news.scoring import score_pages
from textmine.news.sentences import full_width, split_sentences
from textmine.news.status_model import STATUS_WEIGHTS, StatusMarks, StatusWeights, status_marks
from textmine.resources import corpus_path

AUTHORS = Path(__file__).resolve().parents[1] / "tests" / "news" / "data"
UNSEEN = {
    AUTHORS / f"{author}_author.jsonl"
    for author in (
        "tenth",
        "sixteenth",
        "twenty_first",
        "twenty_fifth",
        "twenty_sixth",
        "twenty_seventh",
        "twenty_eighth",
        "twenty_ninth",
    )
}  # Kept to be scored only.
RESULT = Path(__file__).with_name("results") / "news_problems_left_out.json"
TARGET = Path(__file__).resolve().parents[1] / "src" / "textmine" / "data" / WEIGHTS
STATUS_TARGET = TARGET.with_name(STATUS_WEIGHTS)
STATUS_INVERSE_PENALTY, MIN_PROBLEMS = 0.3, 5
MARKED = ("marked_pages.txt", "marked_stories.txt", "marked_problems.txt", "marked_bulletins.txt")
INVERSE_PENALTY, JOIN_INVERSE_PENALTY = 0.15, 0.5
MIN_PIECES = 10  # A run of characters of fewer pieces gets no weight.
LEAST_WEIGHT = 0.05
FOLDS = 10
_RUN, _AROUND = "run:", "around:"
_LEAST_SHARED = 2  # Characters that a piece and the wording of the gold have in common.
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


class Row(NamedTuple):
    """Hold a piece of a sentence: its marks, whether it names a problem (None: not told), and where only its sentence is known.

    Of the pieces of one `choice`, a sentence, the gold says only that `wanted` of them name problems.
    """

    marks: dict[str, float]
    named: bool | None
    choice: str = ""
    wanted: int = 0


class Pair(NamedTuple):
    """Hold two pieces of a sentence, and whether they tell of one problem."""

    marks: dict[str, float]
    joined: bool


def read_page(page: Page) -> tuple[list[Reading], list[tuple[int, tuple[int, int] | None]]]:
    """Read the sentences of a page, and say of each problem of the gold its sentence and, where told, the span of its wording."""
    sentences = split_sentences("\n".join(page["paragraphs"]))
    readings = [read_sentence(full_width(sentence.text)) for sentence in sentences]
    gold = []
    for issue in page["issues"]:
        wording = issue.get("wording", "")
        quote = wording or issue["sentence"]
        at = next((n for n, s in enumerate(sentences) if quote in s.text or s.text in quote), None)
        if at is None:
            at = next((n for n, s in enumerate(sentences) if issue["sentence"] in s.text), None)
        if at is None:
            continue
        low = sentences[at].text.find(wording) if wording else -1
        gold.append((at, (low, low + len(wording)) if low >= 0 else None))
    return readings, gold


def overlapping(items: Sequence[Item], span: tuple[int, int]) -> list[int]:
    """List the pieces that share characters with a span."""
    shared = [(n, min(item.end, span[1]) - max(item.start, span[0])) for n, item in enumerate(items)]
    return [n for n, own in shared if own >= min(_LEAST_SHARED, items[n].end - items[n].start)]


def best_piece(items: Sequence[Item], among: Sequence[int], span: tuple[int, int]) -> int:
    """Give the piece of a wording that names the problem: with a thing in trouble, a thing, a trouble, else the longest."""
    return max(
        among,
        key=lambda n: (
            bool(items[n].things) and items[n].has_trouble,
            bool(items[n].things),
            items[n].has_trouble,
            min(items[n].end, span[1]) - max(items[n].start, span[0]),
        ),
    )


def describe(reading: Reading) -> list[dict[str, float]]:
    """Give every mark of each piece of a sentence with its value."""
    around = {_AROUND + run: weight_around(reading.text) for run in _runs(reading.text)}
    return [
        {mark: 1.0 for group in groups for mark in group}
        | {_RUN + run: 1.0 for run in _runs(reading.text[item.start : item.end])}
        | around
        for item, groups in zip(reading.items, piece_marks(reading), strict=True)
    ]


def _runs(text: str) -> list[str]:
    return sorted(run for run in runs_of_characters(text) if _HAN.fullmatch(run))


def piece_rows(pages: Sequence[Page]) -> list[Row]:
    """Describe every piece, and say whether the gold has it name a problem; of a wording of several pieces one does."""
    rows: list[Row] = []
    for page in pages:
        readings, gold = read_page(page)
        for number, reading in enumerate(readings):
            spans = [span for at, span in gold if at == number]
            told: dict[int, bool | None] = {}
            for span in spans:
                if span and (among := overlapping(reading.items, span)):
                    told |= {n: told.get(n) for n in among}
                    told[best_piece(reading.items, among, span)] = True
            is_choice = bool(spans) and None in spans
            rows += [
                Row(marks, None, reading.text, len(spans)) if is_choice else Row(marks, told.get(n, False))
                for n, marks in enumerate(describe(reading))
            ]
    return rows


def join_rows(pages: Sequence[Page]) -> list[Pair]:
    """Describe pieces that follow each other in wordings of the gold; what follows a wording goes on about it."""
    rows = []
    for page in pages:
        readings, gold = read_page(page)
        for number in sorted({at for at, span in gold if span}):
            reading = readings[number]
            owner: dict[int, int] = {}
            for one, span in enumerate([span for at, span in gold if at == number]):
                for n in overlapping(reading.items, span) if span else ():
                    owner.setdefault(n, one)
            told = sorted(owner)
            pairs = [(n, m, owner[n] == owner[m]) for n, m in pairwise(told)]
            pairs += [(n, n + 1, True) for n in told if n + 1 < len(reading.items) and n + 1 not in owner]
            rows += [Pair(join_marks(reading, n, m), joined) for n, m, joined in pairs]
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
            items = list(readings[at].items)
            wording = issue.get("wording", "")
            low = sentences[at].text.find(wording) if wording else -1
            among = overlapping(items, (low, low + len(wording))) if low >= 0 else []
            if among:
                item = items[best_piece(items, among, (low, low + len(wording)))]
            else:
                fitting = [i for i in items if any(kind == issue["category"] for _, _, kind in i.things)]
                fitting = fitting or [i for i in items if i.things] or items
                item = fitting[min(used.get(at, 0), len(fitting) - 1)]
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


class Table:
    """Hold the pieces of pages as one matrix of marks, with what the gold says of each and the number of its page."""

    def __init__(self, pages: Sequence[Page]) -> None:
        from sklearn.feature_extraction import DictVectorizer

        self.named: list[bool | None] = []
        self.choices: list[tuple[str, int]] = []
        pages_of_rows: list[int] = []

        def marks() -> Iterator[dict[str, float]]:
            for number, page in enumerate(pages):
                for row in piece_rows([page]):
                    self.named.append(row.named)
                    self.choices.append((row.choice, row.wanted))
                    pages_of_rows.append(number)
                    yield row.marks

        table = DictVectorizer()
        self.values = table.fit_transform(marks()).tocsr()
        self.names = table.get_feature_names_out()
        self.page_of = np.array(pages_of_rows)
        self.pairs = [join_rows([page]) for page in pages]


def fit(table: Table, pages: Sequence[int]) -> dict[str, Any]:
    """Fit a logistic regression over marks and runs of characters of pieces, and one over pairs; return what is stored.

    Where the gold tells only the sentence, the weights fitted on the rest choose the pieces, then all is fitted together.

    Parameters
    ----------
    pages : sequence of int
        Numbers of the pages to learn from.
    """
    from sklearn.linear_model import LogisticRegression

    at = np.flatnonzero(np.isin(table.page_of, pages))
    values = table.values[at]
    is_kept = np.asarray((values > 0).sum(axis=0)).ravel() >= MIN_PIECES
    values = values[:, is_kept]

    def fitted(named: Sequence[bool | None]) -> LogisticRegression:
        known = np.array([one is not None for one in named])
        model = LogisticRegression(C=INVERSE_PENALTY, solver="liblinear", tol=1e-5, max_iter=2000)
        return model.fit(values[known], np.array([bool(one) for one in named])[known])

    named = [table.named[row] for row in at]
    first = fitted(named).decision_function(values)
    choices = defaultdict(list)
    for place, row in enumerate(at):
        choice, wanted = table.choices[row]
        if choice:
            choices[choice, wanted].append(place)
    for (_, wanted), among in choices.items():
        for place in sorted(among, key=lambda place: -first[place])[:wanted]:
            named[place] = True
    model = fitted(named)
    weights = dict(zip(table.names[is_kept].tolist(), np.round(model.coef_[0], 3).tolist(), strict=True))

    def of(prefix: str) -> dict[str, float]:
        return {
            name.removeprefix(prefix): weight
            for name, weight in weights.items()
            if name.startswith(prefix) and abs(weight) >= LEAST_WEIGHT
        }

    return {
        "about": "weights of logistic regressions over marks and runs of characters; benchmarks/train_news_issues.py",
        "intercept": round(float(model.intercept_[0]), 3),
        "marks": {name: weight for name, weight in weights.items() if not name.startswith((_RUN, _AROUND))},
        "joins": fit_joins([pair for page in pages for pair in table.pairs[page]]),
        "runs": of(_RUN),
        "around": of(_AROUND),
    }


def fit_joins(pairs: Sequence[Pair]) -> dict[str, float]:
    """Fit a logistic regression over the marks of pairs of pieces."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    table = DictVectorizer()
    model = LogisticRegression(C=JOIN_INVERSE_PENALTY, max_iter=2000, tol=1e-6)
    model.fit(table.fit_transform([pair.marks for pair in pairs]), [pair.joined for pair in pairs])
    weights = zip(table.get_feature_names_out(), np.round(model.coef_[0], 3).tolist(), strict=True)
    return {"intercept": round(float(model.intercept_[0]), 3)} | {
        name: weight for name, weight in weights if abs(weight) >= LEAST_WEIGHT
    }


def check(thresholds: Sequence[float]) -> None:
    """Save and print what pages score when the weights were fitted on other sources, then when fitted on other pages."""
    parts = sources()
    every = [(name, page) for name, pages in parts.items() for page in pages]
    table = Table([page for _, page in every])
    status_parts = {name: status_rows(pages) for name, pages in parts.items()}
    hits: dict[float, Counter[str]] = defaultdict(Counter)
    saved: list[dict[str, Any]] = []
    for left_out, pages in parts.items():
        use(fit(table, [n for n, (name, _) in enumerate(every) if name != left_out]))
        own = status_parts[left_out]
        use_status(
            learned := fit_status(
                [row for name, part in status_parts.items() if name != left_out for row in part]
            )
        )
        if left_out not in MARKED:
            for threshold in thresholds:
                issues.THRESHOLD = issues.THRESHOLD_WITHOUT_THING = threshold
                for page in pages:
                    hits[threshold].update(count_problems(page))
            issues.THRESHOLD, issues.THRESHOLD_WITHOUT_THING = THRESHOLD, THRESHOLD_WITHOUT_THING
        by_rules = sum(f"rule {status}" in marks.facts for marks, status in own)
        saved.append(
            {
                "source": left_out,
                **scores(pages),
                "statuses": len(own),
                "status": round(status_share(learned, own), 3),
                "status by rules alone": round(by_rules / len(own), 3),
            }
        )
        print(saved[-1], flush=True)
    n = sum(row["statuses"] for row in saved)
    pages_left_out = count_pages_left_out([page for _, page in every], table)
    summary = {
        "problems": pages_left_out["gold"],
        **shares(pages_left_out),
        "status": round(sum(row["status"] * row["statuses"] for row in saved) / n, 3),
        "status by rules alone": round(
            sum(row["status by rules alone"] * row["statuses"] for row in saved) / n, 3
        ),
        "authors left out": [{"threshold": threshold, **shares(hits[threshold])} for threshold in thresholds],
    }
    print(summary)
    content = {"sources": saved, "all": summary}
    RESULT.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def shares(counts: Counter[str]) -> dict[str, float]:
    """Give recall and precision, by sentences and, where the gold tells wordings, by wordings, each found once."""
    return {
        "recall": round(counts["found"] / counts["gold"], 3),
        "precision": round(counts["right"] / counts["given"], 3),
        "recall of wordings": round(counts["wordings"] / counts["worded"], 3),
        "precision of wordings": round(counts["wordings"] / counts["given where worded"], 3),
    }


def count_pages_left_out(pages: Sequence[Page], table: Table) -> Counter[str]:
    """Count problems found on each page when the weights were fitted without it."""
    total: Counter[str] = Counter()
    for fold in range(FOLDS):
        use(fit(table, [n for n in range(len(pages)) if n % FOLDS != fold]))
        for page in pages[fold::FOLDS]:
            total.update(count_problems(page))
    return total


def use(table: dict[str, Any]) -> None:
    """Let the program weigh with these weights."""
    weights = IssueWeights(table)
    issue_model._weights = lambda: weights
    issue_items.weight_table = lambda: table


def use_status(table: dict[str, dict[str, float]]) -> None:
    """Let the program weigh statuses with these weights."""
    weights = StatusWeights(table)
    status_model._weights = lambda: weights


def scores(pages: Sequence[Page]) -> dict[str, Any]:
    score = score_pages([{"claims": [], "mechanisms": [], **page} for page in pages])
    return {
        "problems": score.n_issues,
        "recall": score.issues_recall,
        "precision": score.issues_precision,
        "category": score.category_accuracy,
    }


def count_problems(page: Page) -> Counter[str]:
    issues_found = find_issues("\n".join(page["paragraphs"]))
    found = [issue.sentence for issue in issues_found]
    gold = [issue["sentence"] for issue in page["issues"]]
    both = Counter(found) & Counter(gold)
    counts = Counter(
        gold=len(gold), given=len(found), found=both.total(), right=sum(quote in gold for quote in found)
    )
    worded = [issue["wording"] for issue in page["issues"] if "wording" in issue]
    if len(worded) == len(gold):
        left = [issue.wording for issue in issues_found]
        for wording in worded:
            match = next((own for own in left if _share_words(own, wording)), None)
            if match is not None:
                left.remove(match)
                counts["wordings"] += 1
        counts.update({"worded": len(gold), "given where worded": len(found)})
    return counts


def _share_words(one: str, other: str) -> bool:
    """Tell whether two wordings have a run of three characters in common."""
    return not {one[n : n + 3] for n in range(len(one) - 2)}.isdisjoint(
        other[n : n + 3] for n in range(len(other) - 2)
    )


def train() -> dict[str, Any]:
    """Fit on all sources; return what is stored."""
    pages = [page for part in sources().values() for page in part]
    return fit(Table(pages), range(len(pages)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        check((0.12, 0.16, 0.2, 0.25, 0.3))
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
