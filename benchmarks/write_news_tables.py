"""Write the tables of docs/news.md from saved results: what authors left out score, and what pages scored at first sight.

``python benchmarks/write_news_tables.py`` fills the page between its markers; tests/news/test_other_authors.py fails when
a number there is not that of benchmarks/results.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textmine.news.scoring import score_pages

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "news.md"
KINDS = ("figures", "kind", "recall", "precision", "kind where found", "kind, its page left out")
PROBLEMS = ("problems", "recall", "precision", "category", "status", "status by rules alone")
FIRST_SIGHT = (
    "pages", "figures recall", "figures precision", "kind", "problems recall", "problems precision", "cells equal", "F1",
)  # fmt: skip

PLACE_NAMES = (
    "names, authors left out", "recall", "precision",
    "names, authors nothing is learned of", "recall there", "precision there",
)  # fmt: skip


def result(name: str) -> Any:
    """Read a saved result."""
    return json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))


def _cell(value: object) -> str:
    if isinstance(value, float) and value == value:
        return f"{value:.3f}".replace("0.", ".", 1) if value else "–"
    return "–" if value is None or value != value else str(value)


def _table(first: str, headings: Sequence[str], rows: Sequence[dict[str, Any]], key: str) -> str:
    lines = [f"| {first} | {' | '.join(headings)} |", "|---" * (len(headings) + 1) + "|"]
    lines += [f"| {row[key]} | {' | '.join(_cell(row.get(name)) for name in headings)} |" for row in rows]
    return "\n".join(lines)


UNSEEN = (
    "tenth",
    "sixteenth",
    "twenty_first",
    "twenty_fifth",
    "twenty_sixth",
    "twenty_seventh",
    "twenty_eighth",
    "twenty_ninth",
)
MEASURES = {
    "figures recall": "numbers_recall", "figures precision": "numbers_precision", "kind": "kind_accuracy", "grade": "grade_accuracy",
    "problems recall": "issues_recall", "problems precision": "issues_precision", "status": "status_accuracy",
    "cells equal": "mechanism_cells_equal", "F1": "mechanism_f1",
}  # fmt: skip


def unseen() -> list[dict[str, Any]]:
    """Score the present program on the bodies of authors nothing is learned from."""
    rows = []
    for author in UNSEEN:
        path = ROOT / "tests" / "news" / "data" / f"{author}_author.jsonl"
        score = score_pages([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
        rows.append({"author": author} | {name: getattr(score, own) for name, own in MEASURES.items()})
    return rows


def place_names() -> list[dict[str, Any]]:
    """Set the two measurements of names of places side by side, by level."""
    saved = result("news_place_names")
    left_out, unseen_ones = saved["authors left out"], saved["authors nothing is learned of"]
    return [
        {"level": level}
        | dict(zip(PLACE_NAMES, [*left_out[level].values(), *unseen_ones[level].values()], strict=True))
        for level in left_out
    ]


def tables() -> dict[str, str]:
    """Make every table, by its marker."""
    problems, mechanisms = result("news_problems_left_out"), result("news_mechanisms_left_out")
    total = {"source": "all, each page left out (status: each source)", **problems["all"]}
    cells = [
        {"source": row["source"]}
        | {f"{name}, {how}": row[how][name] for how in ("expressions", "weighed") for name in row[how]}
        for row in mechanisms
    ]
    return {
        "kinds": _table("source left out", KINDS, result("news_kinds_left_out"), "source"),
        "problems": _table("source left out", PROBLEMS, [*problems["sources"], total], "source"),
        "thresholds": _table(
            "one threshold of",
            ("recall", "precision", "recall of wordings", "precision of wordings"),
            [
                *problems["all"]["authors left out"],
                {"threshold": "the two in use, each page left out", **problems["all"]},
            ],
            "threshold",
        ),
        "mechanisms": _table(
            "author left out", [name for name in cells[0] if name != "source"], cells, "source"
        ),
        "first sight": _table("pages of", FIRST_SIGHT, result("news_first_sight")["pages"], "author"),
        "counted": _table(
            "pages of", ("figures", "noun alike", "period equal"),
            [{"author": author} | own for author, own in result("news_counted").items()], "author",
        ),
        "place names": _table(
            "names of", PLACE_NAMES, place_names(), "level"
        ),
        "places": _table(
            "places of", ("n", "given", "right", "right of given"),
            [{"what": what} | own for what, own in result("news_places").items()], "what",
        ),
        "unseen": _table("bodies of", list(MEASURES), unseen(), "author"),
        "bodies": _table(
            "bodies of",
            ("figures recall", "figures precision", "kind", "problems recall", "problems precision", "status", "cells equal", "F1"),
            result("news_first_sight")["bodies"],
            "author",
        ),
    }  # fmt: skip


def filled(text: str) -> str:
    """Fill a page between its markers."""
    for name, table in tables().items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        head, rest = text.split(begin)
        text = f"{head}{begin}\n\n{table}\n\n{end}{rest.split(end)[1]}"
    return text


def main() -> None:
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
