"""What the reading of news does just below and just above each of its limits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from textmine.news import steps
from textmine.news.catalogue import assign_model, load_models
from textmine.news.claims import find_claims, link_repeats
from textmine.news.header import read_header
from textmine.news.issue_features import read_sentence
from textmine.news.issue_items import named_problems
from textmine.news.issue_status import problem_status
from textmine.news.issues import Issue, _chosen, _issue, _Told
from textmine.news.noise import CleanPage, add_noise
from textmine.news.numbers import find_quantities
from textmine.news.numerals import parse_numeral
from textmine.news.people import find_people
from textmine.news.placechoice import index_places
from textmine.news.placenames import earliest_begin
from textmine.news.sentences import quote_window, split_sentences
from textmine.news.splices import drop_spliced_fragments


@pytest.mark.parametrize(("n", "n_pieces"), [(1000, 1), (1001, 2)])
def test_split_sentences_cuts_what_has_no_end_within_a_thousand_characters(n: int, n_pieces: int) -> None:
    found = split_sentences("灯" * n)
    assert len(found) == n_pieces
    assert "".join(s.text for s in found) == "灯" * n


@pytest.mark.parametrize(("n", "is_whole"), [(150, True), (151, False)])
def test_quote_window_quotes_a_hundred_and_fifty_characters(n: int, is_whole: bool) -> None:
    sentence = "办结5件" + "灯" * (n - 4)
    window = quote_window(sentence, 0, 4)
    assert (window == sentence) is is_whole
    assert len(window) <= 150


@pytest.mark.parametrize(("written", "is_read"), [("9万亿元", True), ("11万亿元", False)])
def test_find_quantities_takes_no_sum_above_ten_million_million(written: str, is_read: bool) -> None:
    assert bool(find_quantities(f"全市投入{written}。")) is is_read


@pytest.mark.parametrize(("exact", "is_linked"), [("11190", True), ("11210", False), ("9990", False)])
def test_link_repeats_takes_an_exact_figure_for_a_rounded_one_within_twelve_per_cent(
    exact: str, is_linked: bool
) -> None:
    claims = find_claims(f"全省1万多家单位报到。目前共有{exact}家单位下沉社区。")
    assert (link_repeats(claims)[0] is not None) is is_linked


@pytest.mark.parametrize(("n_figures", "is_linked"), [(49, True), (60, False)])
def test_link_repeats_compares_fifty_exact_figures(n_figures: int, is_linked: bool) -> None:
    claims = [
        {"value_low": 10000 + at, "value_high": 10000 + at, "unit": "家", "counts": "店铺"}
        for at in range(n_figures)
    ]
    claims.append({"value_low": 10500, "value_high": 10500, "unit": "家", "counts": "单位"})
    rounded = {"value_low": 10000, "value_high": None, "unit": "家", "counts": "单位"}
    assert (link_repeats([*claims, rounded])[-1] is not None) is is_linked


def test_assign_model_counts_four_mentions_of_a_cue_and_twice_what_the_headline_says() -> None:
    model = next(m for m in load_models() if m.model_id == "first_secretary")
    weight = next(w for pattern, w in model.cues if pattern.search("第一书记"))

    def points(title: str, n: int) -> float:
        return assign_model(title, "灯亮了，第一书记。" * n).points["first_secretary"]

    assert points("", 4) - points("", 3) == points("", 3) - points("", 2) > 0
    assert points("", 5) == points("", 4)
    assert points("第一书记", 1) - points("", 1) == pytest.approx(2 * weight) or points(
        "第一书记", 1
    ) > points("", 3)


def test_assign_model_wants_six_points() -> None:
    guesses = [assign_model("", "灯亮了，第一书记。" * n) for n in range(1, 5)]
    for guess in guesses:
        assert bool(guess.model_id) is (max(guess.points.values()) >= 6)
    assert {bool(guess.model_id) for guess in guesses} == {True, False} or guesses[0].points[
        "first_secretary"
    ] >= 6


@pytest.mark.parametrize(("n_filler", "is_done"), [(59_000, True), (61_000, False)])
def test_drop_spliced_fragments_reads_pages_of_sixty_thousand_characters(
    n_filler: int, is_done: bool
) -> None:
    title = "件件小事暖人心——江边街道的党员干部下楼服务记"
    text = "楼道的灯亮了，边街大家都高兴，道的老人也下楼了，心江孩子跑了一圈。"
    found = drop_spliced_fragments([text, "灯" * n_filler], title)[1]
    assert (found is not None) is is_done


BODY = "灯芯巷的路灯亮了，坏了快两个月的那一盏也亮了，倒垃圾不用再摸着墙走。"
HEADLINE = "坏了的路灯亮了"
SOURCE = "2023-06-14 来源：澜溪日报"


@pytest.mark.parametrize(("n", "title"), [(90, HEADLINE), (91, "")])
def test_a_line_of_more_than_ninety_characters_is_no_headline_but_the_article(n: int, title: str) -> None:
    assert read_header(["巷" * n, HEADLINE, BODY]).title == title


@pytest.mark.parametrize(("n", "title"), [(7, HEADLINE), (8, "")])
def test_a_sentence_of_eight_characters_begins_the_article(n: int, title: str) -> None:
    assert read_header(["巷" * (n - 1) + "。", HEADLINE, BODY]).title == title


@pytest.mark.parametrize(("n", "outlet"), [(160, "澜溪日报"), (161, "")])
def test_particulars_are_lines_of_up_to_160_characters(n: int, outlet: str) -> None:
    assert read_header([HEADLINE, "来源：澜溪日报 ".ljust(n, "巷"), BODY]).outlet == outlet


@pytest.mark.parametrize(("n_behind", "title"), [(3, "楼上楼下一家亲"), (4, "")])
def test_particulars_in_the_last_four_lines_make_the_first_line_a_headline(n_behind: int, title: str) -> None:
    foot = ["小标题"] * n_behind
    assert read_header(["楼上楼下一家亲", BODY, BODY[:-1] + "吗。", SOURCE, *foot]).title == title


@pytest.mark.parametrize(("n_above", "title"), [(24, HEADLINE), (25, "")])
def test_a_headline_is_looked_for_in_twenty_five_lines(n_above: int, title: str) -> None:
    above = [f"第{at}行，" for at in range(n_above)]
    assert read_header([*above, HEADLINE, SOURCE, BODY]).title == title


@pytest.mark.parametrize(("n", "is_headline"), [(3, False), (4, True), (70, True), (71, False)])
def test_a_headline_has_four_to_seventy_characters(n: int, is_headline: bool) -> None:
    line = ("楼上楼下一家亲" * 20)[:n]
    assert read_header([line, SOURCE, BODY]).title == (line if is_headline else "")


@pytest.mark.parametrize(("line", "is_headline"), [("路灯亮了吗好看", True), ("路灯亮了吗好看些", False)])
def test_a_headline_without_particulars_shares_half_of_its_pairs_with_the_article(
    line: str, is_headline: bool
) -> None:
    assert read_header([line, BODY]).title == (line if is_headline else "")


@pytest.mark.parametrize(
    ("line", "is_foreign"),
    [("路灯亮邻县投入八千七百万元修三条大路来回走", True), ("路灯亮邻县投入八千七百万元修三", False)],
)
def test_a_foreign_headline_shares_at_most_a_tenth_of_its_pairs_with_the_article(
    line: str, is_foreign: bool
) -> None:
    found = read_header([line, line, BODY])
    assert ("foreign_headline" in [record.kind for record in found.removed]) is is_foreign


@pytest.mark.parametrize(("n", "is_body"), [(25, True), (24, False)])
def test_a_paragraph_has_twenty_five_characters(n: int, is_body: bool) -> None:
    assert steps.is_body_line("灯" * (n - 1) + "。") is is_body


@pytest.mark.parametrize(("n_above", "is_dropped"), [(24, True), (25, False)])
def test_a_summary_stands_in_the_first_twenty_five_lines(n_above: int, is_dropped: bool) -> None:
    lines = [*(f"第{at}行" for at in range(n_above)), "摘要：" + BODY[:20] + "……", BODY]
    assert (steps.drop_summary(lines)[1] is not None) is is_dropped


@pytest.mark.parametrize(("n_same", "is_dropped"), [(16, True), (15, False)])
def test_a_summary_begins_as_a_paragraph_does_for_sixteen_characters(n_same: int, is_dropped: bool) -> None:
    lines = ["摘要：" + BODY[:n_same] + "某某某某", BODY]
    assert (steps.drop_summary(lines)[1] is not None) is is_dropped


@pytest.mark.parametrize(("n", "n_left"), [(2, 4), (3, 3)])
def test_three_paragraphs_printed_twice_make_short_ones_copies_too(n: int, n_left: int) -> None:
    lines = [line for at in range(n) for line in (f"小标题{at}", f"小标题{at}")]
    assert len(steps.drop_repeated_blocks(lines)[0]) == n_left


@pytest.mark.parametrize(("n", "is_dropped"), [(1, False), (2, True)])
def test_two_headlines_with_a_bullet_close_a_page(n: int, is_dropped: bool) -> None:
    links = [f"· 邻县修路{at}条开工" for at in range(n)]
    assert (steps.drop_snippets([BODY, *links])[1] is not None) is is_dropped


@pytest.mark.parametrize(("n_before", "n_left"), [(3, 3), (2, 10)])
def test_related_news_ends_a_page_behind_three_tenths_of_it(n_before: int, n_left: int) -> None:
    body = [f"{at}{BODY}" for at in range(10)]
    assert len(steps.cut_tail([*body[:n_before], "猜你喜欢", *body[n_before:]])[0]) == n_left


@pytest.mark.parametrize(("n", "is_notice"), [(200, True), (201, False)])
def test_a_notice_has_up_to_two_hundred_characters(n: int, is_notice: bool) -> None:
    assert (steps.cut_tail([BODY, "版权声明：".ljust(n, "巷")])[1] is not None) is is_notice


@pytest.mark.parametrize(("n_behind", "n_left"), [(1, 2), (2, 4)])
def test_a_notice_with_two_paragraphs_behind_it_does_not_end_the_page(n_behind: int, n_left: int) -> None:
    body = [f"{at}{BODY}" for at in range(2 + n_behind)]
    assert len(steps.cut_tail([*body[:2], "版权声明：归本报", *body[2:]])[0]) == n_left


@pytest.mark.parametrize(
    ("written", "value"),
    [("俩", 2), ("两", 2), ("〇", 0), ("二〇", 20), ("两千", 2000), ("一亿", 1e8), ("三点零五", 3.05)],
)
def test_parse_numeral_reads_rare_digits(written: str, value: float) -> None:
    assert parse_numeral(written) == (value, value)


def _status(first: str, n_between: int, last: str) -> str:
    """Say how a problem ends that its last sentence tells of, behind so many sentences about something else."""
    sentences = split_sentences(first + "天气一天比一天热。" * n_between + last)
    readings = [read_sentence(sentence.text) for sentence in sentences]
    item = next(item for item in readings[0].items if item.things)
    return problem_status(readings, sentences, 0, item, {0})


@pytest.mark.parametrize(
    ("first", "last", "limit"),
    [
        ("化粪池漏了。", "第二天修好了。", 4),
        ("化粪池漏了。", "下水道修好了。", 8),
        ("化粪池漏了。", "化粪池修好了。", 24),
        ("化粪池漏水，居民反映得最多。", "化粪池修好了。", 3),
    ],
)
def test_a_story_ends_within_so_many_sentences(first: str, last: str, limit: int) -> None:
    # It goes on for four sentences without a name, for eight by another thing of the category, for twenty-four by the
    # thing itself; of what a survey names for three.
    assert _status(first, limit - 1, last) == "resolved"
    assert _status(first, limit, last) == "raised"


def _is_told_on(first: str, other: str, n_behind: int, *, places: tuple[str, str] = ("甲村", "乙村")) -> bool:
    told = _Told()
    before, here = read_sentence(first), read_sentence(other)
    told.add(before, 0, before.items[0], places[0])
    return told.is_known(here, n_behind, here.items[0], places[1])


@pytest.mark.parametrize(("n_behind", "is_same"), [(8, True), (9, False)])
def test_a_thing_named_again_within_eight_sentences_is_the_same_problem(n_behind: int, is_same: bool) -> None:
    assert _is_told_on("化粪池漏了。", "化粪池又漏了。", n_behind) is is_same


@pytest.mark.parametrize(("n_behind", "is_same"), [(4, True), (5, False)])
def test_a_repair_within_four_sentences_is_that_of_the_problem_before(n_behind: int, is_same: bool) -> None:
    assert _is_told_on("化粪池漏了。", "下水道修好了。", n_behind) is is_same


@pytest.mark.parametrize(("thing", "is_same"), [("化粪池", True), ("路灯", False)])
def test_a_name_of_three_characters_is_the_same_thing_anywhere_in_one_place(
    thing: str, is_same: bool
) -> None:
    assert _is_told_on(f"{thing}坏了。", f"{thing}又坏了。", 30, places=("甲村", "甲村")) is is_same


@pytest.mark.parametrize(("probability", "category"), [(0.9, "noise"), (0.89, "property")])
def test_the_classifier_overrules_the_vocabulary_from_nine_tenths_on(
    probability: float, category: str
) -> None:
    issue = Issue("", "", "", "property", "raised", "", ("property",))
    assert _chosen(issue, {"property": 0.05, "noise": probability}) == category


@pytest.mark.parametrize(("n", "n_shown"), [(120, 120), (121, 120)])
def test_a_hundred_and_twenty_characters_of_a_problem_are_shown(n: int, n_shown: int) -> None:
    sentence = split_sentences("楼道灯坏了没人修".ljust(n, "灯") + "。")[0]
    (problem,) = named_problems(read_sentence(sentence.text), [1.0], 0.5)
    assert len(_issue(sentence, problem, "", "raised").wording) == n_shown


@pytest.mark.parametrize("n", [14, 15])
def test_what_a_figure_counts_has_up_to_fourteen_characters(n: int) -> None:
    noun = "楼道照明改造工程配套设施建设事项"[:n]
    claims = find_claims(f"全年办结5件{noun}。")
    assert claims[0]["counts"] == noun[:14]


@pytest.mark.parametrize(("n", "first"), [(6, 0), (7, 0), (8, 1)])
def test_the_name_of_a_place_has_up_to_seven_characters_before_its_kind(n: int, first: int) -> None:
    assert earliest_begin("湖" * n + "小区", n) == first


@pytest.mark.parametrize(("n", "is_found"), [(59, True), (60, False)])
def test_sixty_mentions_are_looked_through_for_the_place(n: int, is_found: bool) -> None:
    text = "望湖社区的灯亮了。" + "青桥社区的灯亮了。" * n
    names = [name for name, _ in index_places(text).candidates(n, 8)]
    assert ("望湖社区" in names) is is_found


@pytest.mark.parametrize(("name", "is_person"), [("白云", True), ("白石", False)])
def test_a_person_is_read_where_the_name_is_at_least_as_likely_as_words(name: str, is_person: bool) -> None:
    # 白云 and 白石 are words as well; the one is a little likelier a name, the other a little less.
    assert [p.name for p in find_people(f"支部书记{name}天天去看。")] == ([name] if is_person else [])


def test_shifted_bytes_damages_four_lines() -> None:
    page = CleanPage("灯亮了", "澜溪日报", "殷小荷", "2024-01-05", ())
    lines = [f"“路灯亮了{at}。”老人们都说很好很好。" for at in range(6)]
    damaged = add_noise(replace(page, paragraphs=tuple(lines)), ["shifted_bytes"], seed=1)
    assert damaged.count("?!") == 4


@pytest.mark.parametrize(("last", "is_done"), [("心江孩子", True), ("孩子", False)])
def test_a_headline_is_taken_for_spliced_in_from_three_of_its_pieces_on(last: str, is_done: bool) -> None:
    title = "件件小事暖人心——江边街道的党员干部下楼服务记"
    text = f"楼道的灯亮了，边街大家都高兴，道的老人也下楼了，{last}跑了一圈。"
    assert (drop_spliced_fragments([text], title)[1] is not None) is is_done


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("投入3至5百元", 300, 500),
        ("投入3至5千元", 3000, 5000),
        ("投入3至5万元", 3e4, 5e4),
        ("投入3到5亿元", 3e8, 5e8),
        ("投入3百至5百元", 300, 500),
        ("约二三百人", 200, 300),
        ("交了5块钱", 5, 5),
        ("投入十二万元", 12e4, 12e4),
    ],
)
def test_find_quantities_lets_both_ends_share_a_scale(written: str, low: float, high: float) -> None:
    (quantity,) = find_quantities(f"{written}。")
    assert (quantity.low, quantity.high) == (low, high)
