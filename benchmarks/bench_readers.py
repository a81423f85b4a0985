"""Measure how far a second reader of the same pages agrees with the first: what no program can be asked to exceed.

    python benchmarks/bench_readers.py            print the table
    python benchmarks/bench_readers.py --docs     write it into docs/news.md

The measures are those by which the program is scored: of figures that are no background, a figure of the other reading
with its value and the beginning of its unit; the share of equal kinds among these; problems by their sentence; cells of
page × 19 mechanisms that are equal, and F1 of not blank. The first reader is the author of the pages.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textmine.news.mechanisms import MECHANISM_CODES

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "news" / "data"
AUTHORS = ("fourth", "fifth", "eighth", "fourteenth", "twenty_first")
Reading = Mapping[str, Any]


def load(name: str) -> list[Reading]:
    """Read pages, one a line."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def agreement(first: Sequence[Reading], second: Sequence[Reading]) -> dict[str, float]:
    """Score the second reading by the first."""
    n = dict.fromkeys(
        ("asked", "found", "kinds", "given", "right", "problems", "recalled", "named", "held", "cells"), 0
    )
    both = blank_first = blank_second = 0
    for one, other in zip(first, second, strict=True):
        used = _count_figures(one["claims"], other["claims"], n)
        given = [at for at, claim in enumerate(other["claims"]) if claim["kind"] != "context"]
        n["given"] += len(given)
        n["right"] += sum(at in used for at in given)
        wanted, named = ({issue["sentence"] for issue in page["issues"]} for page in (one, other))
        n["problems"], n["named"] = n["problems"] + len(wanted), n["named"] + len(named)
        n["recalled"] += len(wanted & named)
        left, right = (
            {item["mechanism"]: item["strength"] for item in page["mechanisms"]} for page in (one, other)
        )
        n["cells"] += sum(left.get(code) == right.get(code) for code in MECHANISM_CODES)
        both += len(left.keys() & right.keys())
        blank_first += len(right.keys() - left.keys())
        blank_second += len(left.keys() - right.keys())
    return {
        "figures": n["asked"],
        "recall": n["found"] / n["asked"],
        "precision": n["right"] / n["given"],
        "kind": n["kinds"] / n["found"],
        "problems": n["problems"],
        "problems recall": n["recalled"] / n["problems"],
        "problems precision": n["recalled"] / n["named"],
        "cells equal": n["cells"] / (len(first) * len(MECHANISM_CODES)),
        "F1 of not blank": 2 * both / (2 * both + blank_first + blank_second),
    }


def _count_figures(first: Sequence[Reading], second: Sequence[Reading], n: dict[str, int]) -> set[int]:
    """Count the figures of the first reading that are no background; return the places used in the second."""
    used: set[int] = set()
    for claim in first:
        is_background = claim["kind"] == "context"
        n["asked"] += not is_background
        for at, other in enumerate(second):
            if (
                at in used
                or other["value"] not in (claim["value_low"], claim["value_high"])
                or not other["unit"]
                or other["unit"][0] not in claim["unit"]
                or not (other["sentence"] in claim["sentence"] or claim["sentence"] in other["sentence"])
                or (other["kind"] == "context" and not is_background)
            ):
                continue
            used.add(at)
            n["found"] += not is_background
            n["kinds"] += not is_background and other["kind"] == claim["kind"]
            break
    return used


def table() -> str:
    """Make the table of docs/news.md."""
    rows = []
    for author in AUTHORS:
        found = agreement(load(f"{author}_author.jsonl"), load(f"{author}_second_reading.jsonl"))
        told = [str(v) if isinstance(v, int) else f"{v:.3f}".removeprefix("0") for v in found.values()]
        rows.append(f"| {author} author's | {' | '.join(told)} |")
    heads = " | ".join(found)
    return "\n".join([f"| pages | {heads} |", "|---" * (len(found) + 1) + "|", *rows])


def main() -> None:
    """Print the table, or write it into the docs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--docs", action="store_true", help="write the table into docs/news.md")
    made = table()
    print(made)
    if parser.parse_args().docs:
        page = ROOT / "docs" / "news.md"
        text = page.read_text(encoding="utf-8")
        new = re.sub(
            r"(<!-- readers -->\n).*?(<!-- /readers -->)", rf"\1\n{made}\n\n\2", text, flags=re.DOTALL
        )
        page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
