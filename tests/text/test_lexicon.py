"""A lexicon never changes; its files are jieba's."""

from __future__ import annotations

import io

import pytest

from textmine.errors import InputError
from textmine.resources import corpus_path
from textmine.text.jiebawords import default_words
from textmine.text.lexicon import Lexicon, domain_lexicon, read_stop_words
from textmine.text.lexiconchange import compare_lexicons


def test_add_gives_a_new_lexicon():
    empty = Lexicon()
    full = empty.add("网格员", frequency=5, tag="n")
    assert len(empty) == 0
    assert full.entries["网格员"].frequency == 5
    with pytest.raises(TypeError):
        full.entries["楼栋长"] = None


def test_remove_and_add_undo_each_other():
    assert "网格员" not in Lexicon().add("网格员").remove("网格员")
    assert not Lexicon().remove("网格员").add("网格员").removed


def test_reweigh_changes_what_wins():
    from textmine.text.segment import Segmenter

    weak = Lexicon().add("在小区", frequency=1)
    strong = weak.reweigh("在小区", 10_000_000)
    assert "在小区" not in Segmenter(weak).segment(["住在小区里"])[0]
    assert "在小区" in Segmenter(strong).segment(["住在小区里"])[0]
    with pytest.raises(InputError, match="does not hold"):
        weak.reweigh("没有的词", 3)


@pytest.mark.parametrize("word", ["", "网格 员", "网格，员", "㐀村"])
def test_add_refuses_what_jieba_cannot_find(word):
    with pytest.raises(InputError, match="never be found"):
        Lexicon().add(word)


def test_add_refuses_a_frequency_below_one():
    with pytest.raises(InputError, match="below 1"):
        Lexicon().add("网格员", frequency=0)


def test_lines_round_trip(tmp_path):
    lexicon = Lexicon().add("网格员", frequency=5).add("楼栋长", tag="").remove("灯不亮")
    file = tmp_path / "词表.txt"
    file.write_text("\ufeff# 注释\n\n" + "\n".join(lexicon.lines()) + "\n", encoding="utf-8")
    again = Lexicon.read(file)
    assert again.lines() == lexicon.lines()


def test_read_names_the_line_that_is_wrong(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("网格员 3 n\n，，， 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 2") as caught:
        Lexicon.read(file)
    assert "词频" in caught.value.message("zh")
    file.write_bytes("网格员".encode("gb18030"))
    with pytest.raises(InputError, match="not UTF-8"):
        Lexicon.read(file)
    with pytest.raises(InputError, match="cannot read"):
        Lexicon.read(tmp_path / "nichts.txt")


def test_domain_frequencies_are_those_jieba_suggests():
    suggest = default_words().tokenizer.suggest_freq
    assert {e.word: e.frequency for e in domain_lexicon().entries.values()} == {
        e.word: suggest(e.word) for e in domain_lexicon().entries.values()
    }


def test_domain_file_can_be_loaded_by_jieba_itself():
    import jieba

    content = (corpus_path("lexicon") / "domain.txt").read_bytes()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = dict(default_words().tokenizer.FREQ), default_words().tokenizer.total
    tokenizer.initialized = True
    tokenizer.load_userdict(io.BytesIO(content))
    jieba.finalseg.Force_Split_Words.clear()
    assert "退休党支部" in tokenizer.lcut("退休党支部来了")


def test_stop_words_spare_negation_and_duty():
    stop = read_stop_words()
    assert not {"不", "没", "没有", "未", "必须", "应该"} & set(stop)
    assert all(stop.values())


def test_compare_lexicons_reports_changed_documents_and_words():
    texts = ["退休党支部来了", "今天下雨"]
    change = compare_lexicons(texts, None, Lexicon().add("退休党支部"))
    assert change.documents == (0,)
    assert change.to_frame().values.tolist()[0] == ["退休党支部", 0, 1, 1]
    assert compare_lexicons(texts, None, None).to_frame().empty
