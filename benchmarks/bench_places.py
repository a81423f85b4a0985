"""Compare the places given to problems and figures with those their authors named: python benchmarks/bench_places.py.

A place is right when it is the smallest unit of the author's (东坝头街道机床社区: 机床社区), or that unit with or without its
house number or the word for its kind (机床, 机床社区12栋).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from textmine.news import placechoice
from textmine.news.claims import find_claims
from textmine.news.issues import find_issues

ROOT = Path(__file__).resolve().parents[1]
AUTHORS = ROOT / "tests" / "news" / "data"
RESULT = Path(__file__).with_name("results") / "news_places.json"
UNSEEN = ("tenth", "sixteenth", "twenty_first", "twenty_fifth", "twenty_sixth", "twenty_seventh", "twenty_eighth", "twenty_ninth")  # fmt: skip
_HOUSE = re.compile(r"[（(].*|(?<=[\u4e00-\u9fff])\d+(?:[号栋幢]|号楼|栋楼|幢楼)$")
_UNITS = re.compile(r"(?<=[\u4e00-\u9fff]{2}[省市区县])(?!域)|(?<=街道)|(?<=[^城]镇)|(?<=社区)")
_KIND = re.compile(r"(?:小区|社区|街道|居民区)$")


def read_pages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the author and the content of each authored page."""
    for path in [
        *sorted(AUTHORS.glob("*_author.jsonl")),
        *sorted((ROOT / "corpus" / "news").glob("*.jsonl")),
    ]:
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path.stem.removesuffix("_author"), json.loads(line)


def is_same_place(name: str, gold: str) -> bool:
    """Tell whether a place is the smallest unit of the one an author named; none is the same as none."""
    if not name or not gold:
        return name == gold
    unit = [part for part in _UNITS.split(_HOUSE.sub("", gold)) if part][-1:] or [""]
    core, gold_core = _KIND.sub("", name), _KIND.sub("", unit[0])
    return name.endswith(unit[0]) or unit[0].endswith(name) or (len(core) > 1 and core == gold_core)


def count_places(what: str, authors: Collection[str]) -> Counter[str]:
    """Count the problems or figures of these authors, those given a place, and those given the right one."""
    counts: Counter[str] = Counter()
    for author, page in read_pages():
        if author not in authors:
            continue
        text = "\n".join(page["paragraphs"])
        gold = defaultdict(list)
        for told in page[what]:
            if "place" in told:  # some authors name no places
                gold[_key(told)].append(told["place"] or "")
        rows = find_issues(text) if what == "issues" else find_claims(text)
        for row in rows if gold else ():
            found = row if isinstance(row, dict) else {"sentence": row.sentence, "place": row.place}
            if _key(found) not in gold:
                continue
            is_right = any(is_same_place(str(found["place"]), own) for own in gold[_key(found)])
            counts["n"] += 1
            counts["given"] += bool(found["place"])
            counts["right"] += is_right
            counts["given and right"] += is_right and bool(found["place"])
    return counts


def _key(told: dict[str, Any]) -> tuple[object, ...]:
    if "unit" not in told:
        return (told["sentence"],)
    low, high = told["value_low"], told["value_high"]
    return told["sentence"], low if low is not None and low == low else high, told["unit"]


def shares(counts: Counter[str]) -> dict[str, float | int]:
    """Give the shares: of all, those with a place and those with the right one or rightly none; of the places given, the right ones."""
    return {
        "n": counts["n"],
        "given": round(counts["given"] / counts["n"], 3),
        "right": round(counts["right"] / counts["n"], 3),
        "right of given": round(counts["given and right"] / counts["given"], 3),
    }


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    from train_place_choice import weights_without_authors

    shipped = placechoice._weights
    result = {"problems, authors nothing is learned of": shares(count_places("issues", UNSEEN))}
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for authors, weights in weights_without_authors():
        placechoice._weights = weights  # type: ignore[assignment]
        placechoice._weigh.cache_clear()
        placechoice._index_once.cache_clear()
        totals["problems, each author left out"] += count_places("issues", authors)
        for corpus in ("pages", "pages_second"):
            if corpus in authors:
                totals[f"figures of corpus/news/{corpus}.jsonl, left out"] += count_places("claims", [corpus])
    placechoice._weights = shipped
    result |= {title: shares(counts) for title, counts in sorted(totals.items())}
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for title, own in result.items():
        print(title, own)


if __name__ == "__main__":
    main()
