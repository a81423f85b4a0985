"""Each repair does its own work, reports it, and leaves clean text alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.text.normalize import (
    repair_text,
    restore_encoding,
    restore_shifted_bytes,
    simplify_script,
    strip_invisible,
    strip_pinyin_glosses,
    strip_tags,
)

CLEAN = (
    "灯芯巷社区的老书记说：“路灯亮了吗？亮了!”“怎么办?!没人管。”他用APP(app)报修，1,268户、50%、3>2，"
    "乾县、綦江的亲戚也来了——“《五员》队伍”……"
)
DAMAGED = "“路灯不亮。”李强光说，社区没有人管。".encode("gb18030").replace(b"\xa1\xa3\xa1\xb1", b"\xa1!\xb1")


def test_repair_text_leaves_clean_simplified_text_byte_for_byte() -> None:
    assert repair_text(CLEAN) == (CLEAN, [])


@pytest.mark.parametrize(
    "text", ["", "\n", "The lamp (men) is broken. <3 A>B & co", "１２３ＡＢＣ　全角", "a?!b ?! ?!!"]
)
def test_repair_text_leaves_other_text_alone(text: str) -> None:
    assert repair_text(text)[0] == text


@given(st.text(alphabet="灯亮社区了。，“”？！（）abcAB12 \n:%—", max_size=200))
@settings(max_examples=200, deadline=None)
def test_repair_text_twice_is_once(text: str) -> None:
    once = repair_text(text)[0]
    assert repair_text(once)[0] == once


def test_strip_invisible_reports_what_it_dropped() -> None:
    result = strip_invisible("路\u200b灯\u00a0亮\r\n了\x07")
    assert (result.text, result.n) == ("路灯 亮\n了", 4)


def test_strip_tags_keeps_comparisons() -> None:
    assert strip_tags("3<5且p>q，<b>灯</b>亮&amp;好/p>").text == "3<5且p>q，灯亮&好"


def test_strip_pinyin_glosses_takes_doubled_and_toneless_ones_too() -> None:
    text = "帮(bāng)(bāng)我们(men)写(dìxiě)着，社区（shèqū）的(de)事"
    assert strip_pinyin_glosses(text).text == "帮我们写着，社区的事"


def test_strip_pinyin_glosses_keeps_english_and_few_glosses() -> None:
    text = "郜(gào)佳雯、褚(chǔ)伟用(app)和(WeChat)"
    assert strip_pinyin_glosses(text).text == text


def test_strip_pinyin_glosses_keeps_english_on_a_glossed_page() -> None:
    assert strip_pinyin_glosses("社(shè)区(qū)治(zhì)理(plus)").text == "社区治理(plus)"


def test_simplify_script_converts_a_traditional_page() -> None:
    assert (
        simplify_script("黨員幹部們著手解決這個問題，書記說路燈會亮。").text
        == "党员干部们着手解决这个问题，书记说路灯会亮。"
    )


def test_simplify_script_leaves_a_quotation_in_a_simplified_page() -> None:
    text = "碑上刻着“為人民服務”。" + "乾县的居民说路灯亮了，大家都很高兴。" * 20
    assert simplify_script(text).text == text


def test_restore_shifted_bytes_restores_a_name() -> None:
    damaged = DAMAGED.decode("gb18030", "replace").replace("\ufffd", "?")
    assert "李强光" not in damaged
    assert restore_shifted_bytes(damaged).text == "“路灯不亮。”李强光说，社区没有人管。"


def test_restore_shifted_bytes_marks_what_is_lost() -> None:
    damaged = "“灯亮。”他说了3遍".encode("gb18030").replace(b"\xa1\xa3\xa1\xb1", b"\xa1!\xb1")
    fixed = restore_shifted_bytes(damaged.decode("gb18030", "replace").replace("\ufffd", "?")).text
    assert fixed == "“灯亮。”他说□3遍"


def test_restore_shifted_bytes_names_the_word_whose_end_was_hit() -> None:
    damaged = "他常常“晴天”出门A".encode("gb18030").replace(b"\xb3\xa3\xa1\xb0", b"\xb3!\xb0")
    # The second 常 lost its lead byte; the first one tells which character it was.
    assert damaged.count(b"!") == 1
    text = damaged.decode("gb18030", "replace").replace("\ufffd", "?")
    assert restore_shifted_bytes(text).text.startswith("他常常“晴天”")


@pytest.mark.parametrize("text", ["怎么办?!班长来了。", "真的吗?!不会吧", "?!", "好?!?"])
def test_restore_shifted_bytes_leaves_real_question_marks(text: str) -> None:
    assert restore_shifted_bytes(text).n == 0


@pytest.mark.parametrize(("right", "wrong"), [("utf-8", "latin-1"), ("gb18030", "latin-1")])
def test_restore_encoding_reads_again(right: str, wrong: str) -> None:
    text = "灯芯巷社区的路灯亮了，大家都很高兴。"
    result = restore_encoding(text.encode(right).decode(wrong))
    assert (result.text, result.n) == (text, 1)


def test_restore_encoding_leaves_french_alone() -> None:
    text = "Événement à Montréal: la lumière éclaire la rue, déjà réparée."
    assert restore_encoding(text).text == text


@pytest.mark.parametrize("brackets", ["({})", "（{}）", "[{}]", "【{}】", "{}"])
def test_strip_pinyin_glosses_in_any_brackets(brackets):
    readings = {"社区": "shèqū", "楼": "lóu", "党员": "dǎngyuán", "有": "yǒu"}
    text = "社区里每栋楼都有一名党员，有事找他。"
    glossed = text
    for word, reading in readings.items():
        glossed = glossed.replace(word, word + brackets.format(reading))
    assert strip_pinyin_glosses(glossed).text == text


def test_strip_pinyin_glosses_keeps_latin_words():
    text = "咖啡(café)店、应用(app)和[A]栋、【B】区、São Paulo的事"
    assert strip_pinyin_glosses(text).text == text


@pytest.mark.parametrize(("wrong", "right"), [("latin-1", "utf-8"), ("latin-1", "gb18030")])
def test_restore_encoding_of_one_line_and_of_all(wrong, right):
    lines = [
        "社区里有一位老书记，大家都叫他老周。",
        "他说，路灯的事要一件一件地办。",
        "居民们都说好，第二天就开工了。",
    ]
    damaged = [line.encode(right).decode(wrong) for line in lines]
    assert restore_encoding("\n".join(damaged)).text == "\n".join(lines)
    assert restore_encoding("\n".join([lines[0], damaged[1], lines[2]])).text == "\n".join(lines)


def test_restore_encoding_of_a_text_read_wrongly_twice():
    text = "社区里有一位老书记，大家都叫他老周。"
    twice = text.encode().decode("latin-1").encode().decode("latin-1")
    assert restore_encoding(twice).text == text


def test_restore_shifted_bytes_behind_a_colon():
    damaged = (
        "居民反映问题。和物业商量后，答复很快。".encode("gb18030")
        .replace(b"\xa3\xba", b":")
        .decode("gb18030", "replace")
    )
    assert restore_shifted_bytes(damaged).text == "居民反映问题。和物业商量后，答复很快。"


def test_simplify_script_of_some_lines():
    lines = [
        "社区里有一位老书记，大家都叫他老周，路灯的事、修路的事都找他。" * 8,
        "居民們說，樓棟的路燈還沒開。",
        "書記與黨員們開會議論這個問題。",
        "門衞說沒關係，車輛從這條路過。",
    ]
    cleaned = simplify_script("\n".join(lines)).text.split("\n")
    assert cleaned == [
        lines[0],
        "居民们说，楼栋的路灯还没开。",
        "书记与党员们开会议论这个问题。",
        "门卫说没关系，车辆从这条路过。",
    ]
    quoted = "\n".join([lines[0] * 3, "牌匾上写着“爲人民服務”。"])
    assert simplify_script(quoted).text == quoted


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["pku_test", "msr_test"])
def test_repair_text_leaves_clean_text_byte_for_byte(name, real_data):
    text = (real_data / "icwb2" / f"{name}.utf8").read_text(encoding="utf-8-sig")
    lines = text.replace("\r\n", "\n").split("\n")
    for start in range(0, len(lines), 50):
        page = "\n".join(lines[start : start + 50])
        assert repair_text(page) == (page, [])
