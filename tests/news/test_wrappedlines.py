"""Lines broken by a page are joined; lines that a page means stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.news.articles import clean_page
from textmine.news.wrappedlines import join_timed_lines, join_unfinished_lines, join_wrapped_lines

PARAGRAPHS = [
    "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾的人不用再摸着墙走，孩子们数着灯跑了三趟，谁也没早睡，老人搬出竹椅坐到了十点多，说起早年间巷子里的两盏油灯。",
    "阅读室也重新开了，退休教师殷小荷每周三来值班，孩子们放学后都去那里写作业，一个月来了三百二十人次，借走的书有四百多册，还回来的也有三百八十册，丢了两本。",
    "社区党委书记说，下一步还要把巷口的化粪池清一遍，再给两栋老楼装上扶手，一共要花十一万元，其中三万元由居民自己出，剩下的向街道申请，最迟年底动工。",
]


def wrapped(width: int, indent: str = "", between: tuple[str, ...] = ()) -> str:
    lines: list[str] = []
    for paragraph in PARAGRAPHS:
        text = indent + paragraph
        lines += [text[at : at + width] for at in range(0, len(text), width)]
        lines += between
    return "\n".join(lines)


@pytest.mark.parametrize("width", [20, 27, 34])
@pytest.mark.parametrize(("indent", "between"), [("\u3000\u3000", ()), ("", ("",)), ("\u3000\u3000", ("",))])
def test_wrapped_paragraphs_are_whole_again(width: int, indent: str, between: tuple[str, ...]) -> None:
    joined = join_wrapped_lines(wrapped(width, indent, between))
    assert [line.strip() for line in joined.text.split("\n") if line.strip()] == PARAGRAPHS
    assert joined.n >= 6
    assert joined.kind == "wrapped_lines"


def test_paragraphs_of_their_own_length_stay() -> None:
    text = "\n".join([*PARAGRAPHS, "小标题", "又及：灯没再坏过。"])
    assert join_wrapped_lines(text).text == text


@given(st.text(alphabet="灯亮了，。\n 数ab12", max_size=300))
def test_joining_loses_no_character(text: str) -> None:
    kept = join_unfinished_lines(join_wrapped_lines(text).text).text
    squeezed = "".join(text.split())
    assert "".join(kept.split()) == squeezed


@pytest.mark.parametrize(("n_codes", "is_joined"), [(2, False), (3, True)])
def test_three_time_codes_make_a_transcript(n_codes: int, is_joined: bool) -> None:
    text = "\n".join(f"00:0{n}\n灯亮了，\n没人早睡。" for n in range(n_codes))
    assert (join_timed_lines(text).n > 0) is is_joined


@pytest.mark.parametrize(
    ("lines", "n"),
    [
        ([PARAGRAPHS[0][:-6] + "，", PARAGRAPHS[1]], 1),
        ([PARAGRAPHS[0][:-1], PARAGRAPHS[1]], 1),
        (["一、把灯修好", PARAGRAPHS[1]], 0),
        ([PARAGRAPHS[0], PARAGRAPHS[1]], 0),
        ([PARAGRAPHS[0][:-1], "中共灯芯巷社区委员会"], 0),
        ([""], 0),
    ],
)
def test_only_what_breaks_off_goes_on(lines: list[str], n: int) -> None:
    assert join_unfinished_lines("\n".join(lines)).n == n


def test_a_wrapped_page_is_cleaned_as_the_whole_one() -> None:
    head = "灯芯巷的路灯亮了\n2023-06-14 来源：澜溪日报 记者：殷小荷\n"
    cleaned = clean_page(head + wrapped(30, "\u3000\u3000"))
    assert cleaned.paragraphs == PARAGRAPHS
    assert "wrapped_lines" in [repair["kind"] for repair in cleaned.repairs]


def test_a_paragraph_of_many_lines_is_joined_in_one_piece() -> None:
    # A hundred thousand lines: joined one to the next they would be copied a hundred thousand times.
    line = "灯芯巷的路灯亮了坏了快两个月的那一盏也亮了倒，"
    text = "\n".join([line] * 100_000)
    assert join_wrapped_lines(text).text == line * 100_000
    assert join_unfinished_lines(text).n == 100_000 - 1
