"""Words must be jieba's, and together give the text back."""

from __future__ import annotations

import itertools
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text import jiebawords
from textmine.text.jiebawords import JiebaWords, default_words
from textmine.text.lexicon import Lexicon, domain_lexicon
from textmine.text.segment import Segmenter


@pytest.fixture(scope="module")
def jieba_itself():
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


AWKWARD = [
    "2-3栋", "baidu.com", "x_1", "2018.1.2", "1.2.3.4", "a.b_c-d", "3.14%啊", "C++和AT&T", "一\r\n二\n\n三", "见㐂喜",
    "龥鿕鿖", "\ud800啊", "𠀀的路", "一\r㐂\n二\r\n𠀀", "楼道㓜垃圾2-3㚖栋", "１２３ＡＢ", "卡拉OK", "4S店", "--..__", "", " ", "1.5a", "a-", "-a", "T恤2-3",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD)
def test_segment_equals_jieba_on_awkward_texts(text, jieba_itself):
    assert Segmenter().segment([text]) == [jieba_itself.lcut(text)]
    assert Segmenter(use_hmm=False).segment([text]) == [jieba_itself.lcut(text, HMM=False)]
    assert Segmenter().segment_for_search([text]) == [jieba_itself.lcut_for_search(text)]


def test_segment_equals_jieba_when_one_text_of_many_is_odd(jieba_itself):
    assert Segmenter().segment(AWKWARD) == [jieba_itself.lcut(text) for text in AWKWARD]


def test_segment_equals_jieba_on_fuzzed_texts(fuzzed_texts, jieba_itself):
    texts = list(fuzzed_texts(3_000, list(jieba_itself.FREQ)[::37]))
    assert [Segmenter().segment([text])[0] for text in texts] == [jieba_itself.lcut(text) for text in texts]


@pytest.mark.slow
def test_segment_equals_jieba_on_200_000_fuzzed_texts(fuzzed_texts, jieba_itself):
    words = list(jieba_itself.FREQ)[::37]
    segmenter = Segmenter()
    differing = [
        t for t in fuzzed_texts(200_000, words, seed=77) if segmenter.segment([t])[0] != jieba_itself.lcut(t)
    ]
    assert differing == []


def test_segment_without_the_port_is_jieba(monkeypatch, jieba_itself):
    monkeypatch.setattr(jiebawords, "_port", lambda: None)
    assert JiebaWords().cut(AWKWARD) == [jieba_itself.lcut(text) for text in AWKWARD]
    assert JiebaWords().knows("电梯")


BARE, OURS = Segmenter(), Segmenter(domain_lexicon())


@given(st.lists(st.text(max_size=40), max_size=4))
@settings(max_examples=60, deadline=None)
def test_segment_loses_no_character(texts):
    for segmenter in (BARE, OURS):
        assert ["".join(words) for words in segmenter.segment(texts)] == texts


def test_spans_and_word_ends_agree_with_words():
    texts = ["物业费涨了，没人通知", "", "A座2-3单元"]
    words = Segmenter().segment(texts)
    spans = Segmenter().spans(texts)
    assert [[text[a:b] for a, b in found] for text, found in zip(texts, spans, strict=True)] == words
    ends, first = Segmenter().word_ends(texts)
    assert first.tolist() == [0, *itertools.accumulate(map(len, words))]
    assert ends.tolist() == [b for found in spans for _, b in found]


def test_lexicon_stays_with_its_segmenter():
    before = Segmenter().segment(["退休党支部来了"])
    assert "退休党支部" in Segmenter(Lexicon().add("退休党支部")).segment(["退休党支部来了"])[0]
    assert Segmenter().segment(["退休党支部来了"]) == before


def test_removed_word_is_never_formed(jieba_itself):
    segmenter = Segmenter(Lexicon().remove("路灯").remove("灯不亮"))
    texts = ["路灯不亮", "修路灯", "路灯坏了\U00020000"]
    for text, words in zip(texts, segmenter.segment(texts), strict=True):
        assert "路灯" not in words
        assert "".join(words) == text
    assert "路灯" in jieba_itself.lcut("修路灯")


def test_lexicon_words_agree_between_port_and_jieba(monkeypatch):
    texts = [
        "社区第一书记召集业委会议事",
        "网格员入户走访，挂牌督办",
        "二次供水和飞线充电2-3处",
        "楼道灯不亮",
    ]
    fast = Segmenter(domain_lexicon()).segment(texts)
    monkeypatch.setattr(jiebawords, "_port", lambda: None)
    assert Segmenter(domain_lexicon()).segment(texts) == fast


def test_lexicon_keeps_words_with_joined_letters_whole():
    assert "A-B区" in Segmenter(Lexicon().add("A-B区", frequency=1000)).segment(["在A-B区"])[0]


def test_tag_uses_the_lexicon_and_jiebas_tags():
    assert Segmenter().tag(["电梯坏了"]) == [[("电梯", "n"), ("坏", "a"), ("了", "ul")]]
    assert ("退休党支部", "nt") in Segmenter(Lexicon().add("退休党支部", tag="nt")).tag(["退休党支部来了"])[0]


def test_domain_lexicon_keeps_terms_whole(term_gold):
    """Boundary F1 on the terms of the authored gold; the floor is below the measured .98 and above the bare .83."""

    def score(segmenter):
        right = wrong = missed = 0
        for text, spans in term_gold:
            ends = {0, *(b for _, b in segmenter.spans([text])[0])}
            for a, b, _ in spans:
                right += (a in ends) + (b in ends)
                missed += (a not in ends) + (b not in ends)
                wrong += sum(a < end < b for end in ends)
        return 2 * right / (2 * right + wrong + missed)

    assert len(term_gold) >= 400
    bare, ours = score(Segmenter()), score(Segmenter(domain_lexicon()))
    assert ours >= 0.975
    assert ours > bare + 0.1


def test_segmenter_survives_pickling():
    segmenter = Segmenter(Lexicon().add("退休党支部"))
    segmenter.segment(["暖机"])
    again = pickle.loads(pickle.dumps(Segmenter(segmenter.lexicon)))
    assert again.segment(["退休党支部"]) == [["退休党支部"]]


def test_import_is_light_and_silent():
    code = (
        "import sys, textmine; textmine.Segmenter; "
        "print([m for m in ('jieba', 'rjieba', 'numpy', 'pandas') if m in sys.modules]); "
        "textmine.Segmenter().segment(['见㐂喜'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_segment_cuts_at_rare_characters_without_loading_jieba():
    code = (
        "import sys; from textmine import Segmenter; "
        "words = Segmenter().segment(['路灯㐂不亮' + chr(0x20000) * 2, chr(0xd800) + '停车费']); "
        "assert words == [['路灯', '㐂', '不亮', chr(0x20000), chr(0x20000)], [chr(0xd800), '停车费']], words; "
        "print('jieba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_jieba_tokenizer_of_ours_is_not_the_global_one():
    import jieba

    assert default_words().tokenizer is not jieba.dt
    assert not jieba.finalseg.Force_Split_Words
