"""Measure how varied a set of texts is: set phrases, near-duplicates, distinct n-grams, agreement of two readers."""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

Words = Sequence[str] | np.ndarray
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
RUN_LENGTH = 12
_NUMBER = re.compile(r"[\dA-Za-zＡ-Ｚａ-ｚ零〇一二三四五六七八九十百千万亿两半多几余*＊.:%％]+")
_NAME = re.compile(
    r"[A-Z\d]*[\u4e00-\u9fff]{2,4}(?:社区|街道|小区|花园|家园|大道|大桥)|[\u4e00-\u9fff]某+|[\u4e00-\u9fff]{1,2}\*+[\u4e00-\u9fff]?"
)


def read_rows() -> list[dict[str, object]]:
    """Read the authored complaints as they stand in the file."""
    with (CORPUS / "complaints.jsonl").open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def document(row: dict[str, object]) -> str:
    """Return title, newline, text."""
    return f"{row['title']}\n{row['text']}".strip()


def mask(text: str, places: re.Pattern[str] | None = None) -> str:
    """Put one sign in the place of every number, and one in the place of every name."""
    if places is not None:
        text = places.sub("地", text)
    return _NUMBER.sub("0", _NAME.sub("地", text))


def place_pattern(rows: Iterable[dict[str, object]]) -> re.Pattern[str]:
    """Compile the invented districts, streets and communities, longest first."""
    names = {str(r[k]) for r in rows for k in ("community", "street", "district")}
    return re.compile("|".join(sorted(names, key=len, reverse=True)))


def common_runs(texts: Sequence[str], *, more_than: int, length: int = RUN_LENGTH) -> dict[str, int]:
    """Count in how many texts each run of characters stands, white space left out; keep the frequent ones."""
    counts: Counter[str] = Counter()
    for text in texts:
        packed = re.sub(r"\s+", "", text)
        counts.update({packed[at : at + length] for at in range(len(packed) - length + 1)})
    return {run: n for run, n in counts.items() if n > more_than}


def han_runs(text: str, length: int) -> set[str]:
    """Return all runs of that many characters, only Chinese characters, letters and digits counted."""
    packed = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]+", "", text)
    return {packed[at : at + length] for at in range(len(packed) - length + 1)}


def near_duplicate_pairs(texts: Sequence[str], *, similarity: float = 0.5) -> list[tuple[int, int, float]]:
    """Find all pairs whose character 3-gram Jaccard similarity exceeds a threshold, exactly.

    Two sets this alike must share one of their rarest grams (prefix filter), so only such pairs are compared.
    """
    grams = [{t[at : at + 3] for at in range(len(t) - 2)} for t in (re.sub(r"\s+", "", x) for x in texts)]
    df = Counter(g for s in grams for g in s)
    index: dict[str, list[int]] = defaultdict(list)
    pairs = []
    for at, own in enumerate(grams):
        prefix = sorted(own, key=lambda g: (df[g], g))[: len(own) - int(np.ceil(similarity * len(own))) + 1]
        candidates = {other for g in prefix for other in index[g]}
        for other in candidates:
            shared = len(own & grams[other])
            likeness = shared / (len(own) + len(grams[other]) - shared)
            if likeness > similarity:
                pairs.append((other, at, likeness))
        for g in prefix:
            index[g].append(at)
    return sorted(pairs)


def distinct_share(texts: Sequence[str], *, n_characters: int, n: int = 4, seeds: int = 5) -> float:
    """Return the share of distinct character n-grams among all in texts drawn to a total length, mean over draws."""
    shares = []
    for seed in range(seeds):
        order = list(texts)
        random.Random(seed).shuffle(order)
        seen: set[str] = set()
        total = length = 0
        for text in order:
            packed = re.sub(r"\s+", "", text)[: max(0, n_characters - length)]
            length += len(packed)
            grams = [packed[at : at + n] for at in range(len(packed) - n + 1)]
            seen.update(grams)
            total += len(grams)
            if length >= n_characters:
                break
        shares.append(len(seen) / total)
    return float(np.mean(shares))


def kappa(first: Words, second: Words, category: str | None = None) -> float:
    """Return Cohen's κ of two readers; with a category, of the yes/no judgement whether a row belongs to it."""
    a, b = (np.asarray(x) for x in (first, second))
    if category is not None:
        a, b = a == category, b == category
    observed = float((a == b).mean())
    expected = float(sum((a == v).mean() * (b == v).mean() for v in np.union1d(a, b)))
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def kappa_interval(
    first: Words,
    second: Words,
    category: str | None = None,
    *,
    n_draws: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of κ over rows."""
    rng = np.random.default_rng(seed)
    a, b = np.asarray(first), np.asarray(second)
    draws = (rng.integers(0, len(a), len(a)) for _ in range(n_draws))
    values = [kappa(a[rows], b[rows], category) for rows in draws]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
