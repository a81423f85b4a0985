"""Classify without labels: start from the words that mark each category, refine on the user's own texts.

Texts in which one category's words clearly prevail become provisional examples; a model learns from them, relabels the
texts it is surest of, and learns again. What comes out has never seen a true label: it says so, and everything should be
checked before it is believed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from textmine.classify.features import Features, Prepared, join_prepared, prepare
from textmine.classify.linear import fit_linear
from textmine.classify.model import SCALES, ComplaintClassifier
from textmine.errors import InputError
from textmine.taxonomy import Taxonomy

__all__ = ["fit_from_seeds", "score_seeds"]

Scores = npt.NDArray[np.float64]

_MIN_TEXTS = 50
# How the words are read. docs/classification.md has what each is worth on three tasks.
_PART_WEIGHT = 0.5  # of a word inside a seed phrase, against the whole phrase
_HEAD_CHARACTERS = 40
_HEAD_WEIGHT = 2.0
_BALANCE = 0.3  # power of a category's mean score that its scores are divided by
# How the texts are learnt from.
_N_ROUNDS = 3
_KEPT_SHARE = 0.6  # of the texts given to a category, those furthest ahead
_PENALTY = 0.2  # provisional labels are often wrong: stronger regularisation than with true ones


def score_seeds(taxonomy: Taxonomy, documents: Sequence[str]) -> Scores:
    """Score documents by seed words.

    A seed counts as written and, for half as much, by each of the words inside it of two characters or more: official names
    such as 城镇职工医疗保险 rarely stand in a message as a whole. A word counts more the fewer documents hold it
    (``log(1 + n / df)``) and the fewer categories own it (``1 - log(owners) / log(categories)``: one that all own
    counts nothing); its repetitions count by ``1 + log``, places among the first 40 characters twice. Last, a category's
    scores are divided by its mean score to the power .3: one with many or common words would draw everything.

    Returns
    -------
    documents × categories
        Zero where no word of a category occurs.

    Examples
    --------
    >>> from textmine.taxonomy import load_taxonomy
    >>> taxonomy = load_taxonomy()
    >>> texts = ["公交车班次太少，站台也没有", "幼儿园学费太贵", "路灯不亮", "楼上漏水"]
    >>> taxonomy.codes[int(score_seeds(taxonomy, texts)[0].argmax())]
    'transport'
    """
    import ahocorasick_rs

    owners = _owned_words(taxonomy)
    n_categories = len(taxonomy.categories)
    scores = np.zeros((len(documents), n_categories))
    if not owners or not documents:
        return scores
    words = sorted(owners)
    automaton = ahocorasick_rs.AhoCorasick(words)
    hits = [automaton.find_matches_as_indexes(text, overlapping=True) for text in documents]
    held = [at for found in hits for at in {at for at, _, _ in found}]
    df = np.bincount(np.array(held, dtype=np.int64), minlength=len(words))
    weights = np.zeros((len(words), n_categories))
    for at, word in enumerate(words):
        specificity = 1 - math.log(len(owners[word])) / math.log(max(n_categories, 2))
        for category, weight in owners[word].items():
            weights[at, category] = weight * specificity * math.log1p(len(documents) / max(df[at], 1))
    for doc, found in enumerate(hits):
        counted: dict[int, float] = {}
        for at, start, _ in found:
            counted[at] = counted.get(at, 0.0) + (_HEAD_WEIGHT if start < _HEAD_CHARACTERS else 1.0)
        for at, count in counted.items():
            scores[doc] += weights[at] * (1 + math.log(count))
    mean = scores.mean(axis=0)
    used = mean > 0
    if not used.any():
        return scores
    scores[:, used] *= (mean[used].mean() / mean[used]) ** _BALANCE
    return scores


def _owned_words(taxonomy: Taxonomy) -> dict[str, dict[int, float]]:
    """Return, for each seed and each word inside one, the categories that own it with the word's weight there."""
    from textmine.text.segment import Segmenter

    segment = Segmenter(lexicon=None).segment_for_search
    owners: dict[str, dict[int, float]] = {}
    for category, described in enumerate(taxonomy.categories):
        seeds = [seed.strip() for seed in described.seeds if seed.strip()]
        for seed, parts in zip(seeds, segment(seeds), strict=True):
            owners.setdefault(seed, {})[category] = 1.0
            for part in parts:
                if len(part) >= 2 and part != seed:
                    own = owners.setdefault(part, {})
                    own[category] = max(own.get(category, 0.0), _PART_WEIGHT)
    return owners


def fit_from_seeds(taxonomy: Taxonomy, documents: Sequence[str], *, seed: int = 0) -> ComplaintClassifier:
    """Learn a classifier from seed words and unlabelled documents.

    Three rounds: the documents furthest ahead in each category (six in ten of them) and the category's own words, as short
    documents, train a linear SVC, which scores all documents anew.

    Raises
    ------
    InputError
        When there are fewer than 50 documents, or the words of fewer than two categories occur in them.

    Examples
    --------
    >>> from textmine.taxonomy import load_taxonomy
    >>> fit_from_seeds(load_taxonomy(), ["路灯不亮"])
    Traceback (most recent call last):
        ...
    textmine.errors.InputError: 1 documents are too few to learn from without labels; give at least 50
    """
    texts = [text for text in dict.fromkeys(documents) if text.strip()]
    if len(texts) < _MIN_TEXTS:
        raise InputError(
            f"{len(texts)} documents are too few to learn from without labels",
            fix=f"give at least {_MIN_TEXTS}",
            zh=f"只有 {len(texts)} 条文本，无标签训练至少需要 {_MIN_TEXTS} 条",
        )
    words = _unambiguous(taxonomy)
    prepared = prepare(texts, with_words=True)
    scores = score_seeds(taxonomy, texts)
    for _ in range(_N_ROUNDS - 1):
        rows, labels = _surest(scores)
        scores = _score_anew(prepared, rows, labels, words, len(taxonomy.codes), seed)
    rows, labels = _surest(scores)
    codes = np.array(taxonomy.codes)
    there = set(codes[labels].tolist())
    model = ComplaintClassifier(calibrate=False, self_training=False, penalty=_PENALTY, random_state=seed)
    model.fit(
        [texts[at] for at in rows],
        codes[labels],
        unlabelled=texts,
        keywords={code: listed for code, listed in words.items() if code in there},
    )
    model.training_["labels"] = (
        "none: seed words of a taxonomy, refined on unlabelled texts; never checked against true labels"
    )
    return model


def _unambiguous(taxonomy: Taxonomy) -> dict[str, list[str]]:
    """Return each category's seeds that no other category has."""
    owners = _owned_words(taxonomy)
    return {
        category.code: [s for s in category.seeds if len(owners.get(s.strip(), ())) == 1]
        for category in taxonomy.categories
    }


def _score_anew(
    prepared: Prepared,
    rows: npt.NDArray[np.int64],
    labels: npt.NDArray[np.int64],
    words: Mapping[str, Sequence[str]],
    n_categories: int,
    seed: int,
) -> Scores:
    """Learn from the rows and the words; return scores of all documents, minus infinity for categories without rows."""
    present = np.unique(labels)
    position = {category: at for at, category in enumerate(present.tolist())}
    pairs = [
        (word, position[at]) for at, listed in enumerate(words.values()) if at in position for word in listed
    ]
    extra = prepare([word for word, _ in pairs], with_words=True)
    both = join_prepared(prepared.take(rows), extra)
    truth = np.concatenate([np.searchsorted(present, labels), [at for _, at in pairs]]).astype(np.int64)
    features = Features.fit(both, scales=SCALES["best"], unlabelled=prepared)
    weights, intercepts = fit_linear(
        features.transform(both), truth, n_classes=len(present), penalty=_PENALTY, seed=seed
    )
    scores = np.full((len(prepared), n_categories), -np.inf)
    scores[:, present] = features.scorer(weights).score(prepared)[0] + intercepts
    return scores


def _surest(scores: Scores) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Choose, per category, the documents whose best category is furthest ahead of the next."""
    ranked = np.sort(scores, axis=1)
    margin = ranked[:, -1] - ranked[:, -2]
    best = scores.argmax(axis=1)
    chosen = []
    for category in np.unique(best[margin > 0]):
        members = np.flatnonzero((best == category) & (margin > 0))
        order = members[np.argsort(-margin[members], kind="stable")]
        chosen.append(order[: max(2, int(np.ceil(_KEPT_SHARE * len(order))))])
    if len(chosen) < 2:
        raise InputError(
            "the words of fewer than two categories occur in the documents",
            fix="add words to `seeds`",
            zh="文本中出现的类别词不足两类；请在 seeds 中补充词语",
        )
    rows = np.sort(np.concatenate(chosen))
    return rows, best[rows]
