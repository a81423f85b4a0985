"""Compare the places given to problems with those their authors named: python benchmarks/bench_places.py."""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

from textmine.news.issues import find_issues

AUTHORS = Path(__file__).resolve().parents[1] / "tests" / "news" / "data"
RESULT = Path(__file__).with_name("results") / "news_places.json"


def count_places(path: Path) -> Counter[str]:
    """Count the problems found in a sentence of the gold, and those whose place is or overlaps one the author named there."""
    counts: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        named = defaultdict(set)
        for issue in page["issues"]:
            if "place" in issue:  # some authors name no places
                named[issue["sentence"]].add(issue["place"] or "")
        for found in find_issues("\n".join(page["paragraphs"])):
            if found.sentence not in named:
                continue
            gold = named[found.sentence]
            overlaps = any(one and found.place and (one in found.place or found.place in one) for one in gold)
            counts["problems"] += 1
            counts["given"] += bool(found.place)
            counts["equal"] += found.place in gold
            counts["right"] += overlaps or found.place in gold
            counts["given and right"] += overlaps
    return counts


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    total: Counter[str] = Counter()
    for path in sorted(AUTHORS.glob("*_author.jsonl")):
        total += count_places(path)
    result = dict(total) | {
        "equal": round(total["equal"] / total["problems"], 3),
        "right": round(total["right"] / total["problems"], 3),
        "right of given": round(total["given and right"] / total["given"], 3),
    }
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(result)


if __name__ == "__main__":
    main()
