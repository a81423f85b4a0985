"""Score what extraction finds against a reading by people: figures, problems, mechanisms, pages' bodies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from textmine.news.claims import find_claims
from textmine.news.issues import Issue, classify_issues, find_issues
from textmine.news.mechanisms import MECHANISM_CODES, find_mechanisms
from textmine.news.sentences import split_sentences

__all__ = ["NewsScore", "body_score", "score_pages"]


@dataclass(frozen=True)
class NewsScore:
    """Hold the measures of docs/news.md, each a share from 0 to 1, with the counts they rest on."""

    n_pages: int
    n_figures: int
    n_issues: int
    numbers_recall: float
    numbers_precision: float
    kind_accuracy: float
    grade_accuracy: float
    issues_recall: float
    issues_precision: float
    category_accuracy: float
    status_accuracy: float
    mechanism_cells_equal: float
    mechanism_f1: float

    def to_frame(self) -> pd.DataFrame:
        """List the measures, one row each."""
        return pd.DataFrame({"measure": list(vars(self)), "value": list(vars(self).values())})


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else float("nan")


def score_pages(pages: Sequence[Mapping[str, Any]]) -> NewsScore:
    """Extract from authored pages and compare with their gold.

    A gold figure is found when an unused figure of its sentence has its value at either end of the range and a unit
    that begins alike; precision is over all figures found, background included, since the gold lists background too.
    A problem is found when an unused one quotes its sentence. Kinds, grades, categories and status are compared on
    what is found. Mechanisms: cells of page × 19 that are equal, and F1 of not blank.

    Parameters
    ----------
    pages : sequence of mapping
        Records of ``corpus/news``: paragraphs, claims, issues, mechanisms. No pages give not-a-number.

    Examples
    --------
    >>> page = {"paragraphs": ["办结5件。"], "issues": [], "mechanisms": [], "claims": [
    ...     {"value_low": 5, "value_high": 5, "unit": "件", "kind": "output", "grade": "G2", "sentence": "办结5件。"}]}
    >>> score = score_pages([page])
    >>> score.numbers_recall, score.kind_accuracy
    (1.0, 1.0)
    """
    n: Counter[str] = Counter()
    for page in pages:
        text = "\n".join(page["paragraphs"])
        _count_claims(page["claims"], find_claims(text), n)
        _count_issues(page["issues"], find_issues(text), n)
        _count_mechanisms(page["mechanisms"], text, n)
    return NewsScore(
        len(pages),
        n["figures"],
        n["issues"],
        _share(n["figures_found"], n["figures"]),
        _share(n["figures_found"], n["figures_given"]),
        _share(n["kinds"], n["figures_found"]),
        _share(n["grades"], n["graded"]),
        _share(n["issues_found"], n["issues"]),
        _share(n["issues_right"], n["issues_given"]),
        _share(n["categories"], n["issues_found"]),
        _share(n["statuses"], n["issues_found"]),
        _share(n["cells"], len(pages) * len(MECHANISM_CODES)),
        _share(2 * n["both"], 2 * n["both"] + n["only_found"] + n["only_gold"]),
    )


def _count_claims(
    gold: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]], n: Counter[str]
) -> None:
    n["figures"] += len(gold)
    n["figures_given"] += len(found)
    used: set[int] = set()
    for claim in gold:
        value = claim["value_low"] if claim["value_low"] is not None else claim["value_high"]
        for at, other in enumerate(found):
            same = str(other["sentence"]) in claim["sentence"] or claim["sentence"] in str(other["sentence"])
            if at in used or not same or not _same_unit(str(claim["unit"]), str(other["unit"])):
                continue
            if value in (other["value_low"], other["value_high"]):
                used.add(at)
                n["figures_found"] += 1
                n["kinds"] += other["kind"] == claim["kind"]
                n["graded"] += "grade" in claim
                n["grades"] += other["grade"] == claim.get("grade")
                break


def _same_unit(gold: str, given: str) -> bool:
    """Units are the same when they begin alike or the gold one holds the beginning of the other: 个工作日, 工作日."""
    return bool(given) and given[0] in gold


def _count_issues(gold: Sequence[Mapping[str, Any]], found: Sequence[Issue], n: Counter[str]) -> None:
    sentences = {issue["sentence"] for issue in gold}
    categories = classify_issues(found)
    n["issues"] += len(gold)
    n["issues_given"] += len(found)
    n["issues_right"] += sum(issue.sentence in sentences for issue in found)
    used: set[int] = set()
    # Of several problems in one sentence the one of the same category is the same problem.
    for issue in gold:
        options = [
            at for at, other in enumerate(found) if at not in used and other.sentence == issue["sentence"]
        ]
        if options:
            at = next((at for at in options if categories[at] == issue["category"]), options[0])
            used.add(at)
            n["issues_found"] += 1
            n["categories"] += categories[at] == issue["category"]
            n["statuses"] += found[at].status == issue["status"]


def _count_mechanisms(gold: Sequence[Mapping[str, Any]], text: str, n: Counter[str]) -> None:
    wanted = {item["mechanism"]: item["strength"] for item in gold}
    given = {code: strength for code, strength, _ in find_mechanisms(split_sentences(text))}
    for code in MECHANISM_CODES:
        one, other = wanted.get(code, ""), given.get(code, "")
        n["cells"] += one == other
        n["both"] += bool(one and other)
        n["only_found"] += bool(other and not one)
        n["only_gold"] += bool(one and not other)


def body_score(text: str, gold: str) -> tuple[float, float]:
    """Return character precision and recall of a cleaned text, by the longest common blocks in order.

    Examples
    --------
    >>> body_score("路灯亮了。广告", "路灯亮了。")
    (0.7142857142857143, 1.0)
    >>> body_score("", "")
    (1.0, 1.0)
    """
    import difflib

    if text == gold:
        return 1.0, 1.0
    blocks = difflib.SequenceMatcher(None, text, gold, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return same / max(len(text), 1), same / max(len(gold), 1)
