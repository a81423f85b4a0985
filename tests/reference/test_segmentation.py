"""Words equal jieba's on real messages and on the SIGHAN 2005 test sets, with the published F1 of jieba."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.reading.tables import read_table
from textmine.text.segment import Segmenter
from textmine.text.wordscore import score_words

pytestmark = pytest.mark.real_data


def _find(folder: Path, name: str) -> Path:
    return next(path for path in folder.rglob(name))


@pytest.fixture(scope="module")
def jieba_itself():
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@pytest.mark.slow
@pytest.mark.parametrize(("name", "n_rows"), [("附件3.xlsx", 4326), ("附件4.xlsx", 2816)])
def test_segment_equals_jieba_on_real_messages(name, n_rows, real_data, jieba_itself):
    table = read_table(real_data / "tipdm2020" / name)
    texts = [f"{a}\n{b}" for a, b in zip(table.frame["留言主题"], table.frame["留言详情"], strict=True)]
    assert len(texts) == n_rows
    assert Segmenter().segment(texts) == [jieba_itself.lcut(text) for text in texts]


@pytest.mark.parametrize(("name", "f1"), [("pku", 0.818), ("msr", 0.814)])
def test_segment_scores_as_jieba_does_on_sighan(name, f1, real_data, jieba_itself):
    gold = [
        line.split()
        for line in _find(real_data / "icwb2", f"{name}_test_gold.utf8").read_text("utf-8").splitlines()
    ]
    texts = ["".join(words) for words in gold]
    words = Segmenter().segment(texts)
    assert words[::5] == [jieba_itself.lcut(text) for text in texts[::5]]
    assert score_words(gold, words).f1 == pytest.approx(f1, abs=0.0011)
