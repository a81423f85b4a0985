"""Print the numbers of docs/text.md: words, terms, masking, duplicates, new words. Real files are used where present."""

from __future__ import annotations

import os
import random
import runpy
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
REAL = Path(os.environ.get("TEXTMINE_REAL_DATA", HERE.parent / "shared" / "data"))


def cpu(call: Callable[[], Any], n_rounds: int = 3) -> float:
    """Return the least CPU seconds of some rounds."""
    best = float("inf")
    for _ in range(n_rounds):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def jieba_tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def messages() -> list[str]:
    from textmine.reading.tables import read_table

    texts = []
    for name in ("附件3.xlsx", "附件4.xlsx"):
        frame = read_table(REAL / "tipdm2020" / name).frame
        texts += [f"{a}\n{b}" for a, b in zip(frame["留言主题"], frame["留言详情"], strict=True)]
    return texts


def bench_words(texts: list[str], tokenizer: Any) -> None:
    from textmine.text.segment import Segmenter
    from textmine.text.wordscore import score_words

    segmenter = Segmenter()
    segmenter.segment(texts[:50])
    ours = segmenter.segment(texts)
    theirs = [tokenizer.lcut(text) for text in texts]
    print(
        f"messages: {len(texts)}, differing from jieba: {sum(a != b for a, b in zip(ours, theirs, strict=True))}"
    )
    part = texts[::4]
    slow, fast = cpu(lambda: [tokenizer.lcut(t) for t in part], 2), cpu(lambda: segmenter.segment(part), 4)
    print(f"CPU, raw texts: jieba {slow:.2f} s, Segmenter {fast:.3f} s, {slow / fast:.1f} x")
    for name in ("pku", "msr"):
        path = next((REAL / "icwb2").rglob(f"{name}_test_gold.utf8"))
        gold = [line.split() for line in path.read_text("utf-8").splitlines()]
        lines = ["".join(words) for words in gold]
        found = segmenter.segment(lines)
        n_other = sum(a != tokenizer.lcut(b) for a, b in zip(found, lines, strict=True))
        print(f"{name}: {len(lines)} lines, differing {n_other}, F1 {score_words(gold, found).f1:.3f}")


def bench_fuzz(tokenizer: Any, n_texts: int) -> None:
    from textmine.text.segment import Segmenter

    fuzzed = runpy.run_path(str(HERE / "tests/text/fuzz.py"))["fuzzed_texts"]
    segmenter = Segmenter()
    texts = fuzzed(n_texts, list(tokenizer.FREQ)[::37], seed=77)
    n_other = sum(segmenter.segment([text])[0] != tokenizer.lcut(text) for text in texts)
    print(f"fuzzed texts: {n_texts}, differing from jieba: {n_other}")


def bench_gold() -> None:
    from textmine.text.lexicon import domain_lexicon
    from textmine.text.privacy import find_personal_data
    from textmine.text.segment import Segmenter

    gold = runpy.run_path(str(HERE / "tests/text/conftest.py"))
    terms = gold["_read"]("domain_terms.txt", gold["_TERM"])
    for title, rows in (("terms", terms), ("terms not in the lexicon", terms[-20:])):
        for name, segmenter in (
            ("jieba's dictionary", Segmenter()),
            ("with the lexicon", Segmenter(domain_lexicon())),
        ):
            right = wrong = missed = whole = n = 0
            for text, spans in rows:
                words = segmenter.spans([text])[0]
                ends = {0, *(b for _, b in words)}
                for a, b, _ in spans:
                    n, whole = n + 1, whole + ((a, b) in words)
                    right += (a in ends) + (b in ends)
                    missed += (a not in ends) + (b not in ends)
                    wrong += sum(a < end < b for end in ends)
            f1 = 2 * right / (2 * right + wrong + missed)
            print(f"{title}, {name}: {len(rows)} sentences, {whole} of {n} whole, boundary F1 {f1:.3f}")
    for name in ("privacy_seen.txt", "privacy_unseen.txt"):
        right = wrong = missed = 0
        rows = gold["_read"](name, gold["_MARK"])
        for text, spans in rows:
            found = set(find_personal_data(text))
            right, wrong, missed = (
                right + len(found & spans),
                wrong + len(found - spans),
                missed + len(spans - found),
            )
        print(
            f"{name}: {len(rows)} sentences, precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}"
        )


def bench_corpus(texts: list[str]) -> None:
    from textmine.text.duplicates import near_duplicate_groups
    from textmine.text.incidents import group_incidents
    from textmine.text.newwords import discover_words
    from textmine.text.privacy import mask_personal_data

    near_duplicate_groups(texts[:20])
    print(
        f"near-duplicates: {len(texts)} messages in {cpu(lambda: near_duplicate_groups(texts), 1):.1f} s CPU"
    )
    rnd = random.Random(1)
    many = [rnd.choice(texts)[:200] + rnd.choice(texts)[:150] for _ in range(100_000)]
    print(f"near-duplicates: 100,000 texts in {cpu(lambda: near_duplicate_groups(many), 1):.1f} s CPU")
    part = texts[:2000]
    print(f"incidents: {len(part)} messages in {cpu(lambda: group_incidents(part), 1):.1f} s CPU")
    print(f"masking: {len(part)} messages in {cpu(lambda: mask_personal_data(part), 1):.1f} s CPU")
    print(f"new words: {len(part)} messages in {cpu(lambda: discover_words(part), 1):.1f} s CPU")


def main() -> None:
    tokenizer = jieba_tokenizer()
    bench_gold()
    bench_fuzz(tokenizer, int(os.environ.get("TEXTMINE_FUZZ", "20000")))
    if REAL.is_dir():
        texts = messages()
        bench_words(texts, tokenizer)
        bench_corpus(texts)
    else:
        print("real files are absent: set TEXTMINE_REAL_DATA for the rest")


if __name__ == "__main__":
    main()
