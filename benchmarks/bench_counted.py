"""Compare what figures count, and their periods, with what authors wrote: python benchmarks/bench_counted.py.

Authors word what a figure counts freely (装电梯的会 for 开了四次会): two nouns are alike that share .4 of their characters.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from textmine.news.claims import find_claims

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_name("results") / "news_counted.json"
PAGES = {
    "first corpus pages": "corpus/news/pages.jsonl",
    "second corpus pages": "corpus/news/pages_second.jsonl",
    "training author": "tests/news/data/training_author.jsonl",
    "sixth author": "tests/news/data/sixth_author.jsonl",
    "twenty-first author": "tests/news/data/twenty_first_author.jsonl",
}
LEAST_SHARED = 0.4


def are_alike(own: str, other: str) -> bool:
    """Tell whether two nouns share enough of their characters."""
    shared = sum((Counter(own) & Counter(other)).values())
    return bool(own and other) and 2 * shared >= LEAST_SHARED * (len(own) + len(other))


def _key(figure: dict[str, Any]) -> tuple[object, ...]:
    low, high = figure["value_low"], figure["value_high"]
    return figure["sentence"], low if low is not None and low == low else high, figure["unit"]


def measure(path: str) -> dict[str, float | int]:
    """Count the figures found that the author lists, and the shares whose noun is alike and whose period is equal."""
    counts: Counter[str] = Counter()
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        gold: dict[tuple[object, ...], dict[str, Any]] = {}
        for figure in page["claims"]:
            gold.setdefault(_key(figure), figure)
        for row in find_claims("\n".join(page["paragraphs"])):
            told = gold.get(_key(row))
            if told is None:
                continue
            counts["figures"] += 1
            counts["alike"] += are_alike(str(row["counts"]), str(told["counts"] or ""))
            if "period" in told:
                counts["dated"] += 1
                counts["same period"] += (told["period"] or "") == row["period"]
    result: dict[str, float | int] = {
        "figures": counts["figures"],
        "noun alike": round(counts["alike"] / counts["figures"], 3),
    }
    if counts["dated"]:
        result["period equal"] = round(counts["same period"] / counts["dated"], 3)
    return result


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    result = {author: measure(path) for author, path in PAGES.items()}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for author, own in result.items():
        print(author, own)


if __name__ == "__main__":
    main()
