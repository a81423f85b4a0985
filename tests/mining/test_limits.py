"""What mining does just below and just above each of its limits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from textmine.mining.cooccurrence import link_words
from textmine.mining.delays import compare_delays, shrink_medians
from textmine.mining.grouping import group_messages
from textmine.mining.heat import measure_heat
from textmine.mining.hotspots import _is_all_over
from textmine.mining.likeness import MessageSpace, build_space
from textmine.mining.naming import name_issue, name_place
from textmine.mining.places import _names_before_followers, find_districts, find_places, name_core
from textmine.mining.relevance import PairSpace
from textmine.mining.replies import score_replies
from textmine.mining.topics import find_topics
from textmine.mining.trends import find_change, measure_trends, warns
from textmine.text.segment import Segmenter

TODAY = pd.Timestamp("2025-06-30")


def _found(texts: list[str]) -> list[list[str]]:
    return find_places(texts, words=Segmenter().segment(texts))


@pytest.mark.parametrize(("n_documents", "is_linked"), [(49, True), (50, False)])
def test_link_words_leaves_stock_words_out_of_tables_of_fifty(n_documents: int, is_linked: bool) -> None:
    texts = [["停车", "车位"]] * 20 + [["噪音", "施工"]] * (n_documents - 20)
    found = link_words(texts, max_q=1.0)
    assert ("停车" in set(found["first"])) is is_linked


@pytest.mark.parametrize(("n_with", "is_linked"), [(30, True), (31, False)])
def test_link_words_knows_a_stock_word_by_three_documents_in_ten(n_with: int, is_linked: bool) -> None:
    texts = [["停车", "车位"]] * n_with + [[f"别的{at % 9}", f"其他{at % 9}"] for at in range(100 - n_with)]
    assert ("停车" in set(link_words(texts, max_q=1.0)["first"])) is is_linked


@pytest.mark.parametrize(("n_documents", "is_known"), [(48, True), (52, False)])
def test_find_topics_leaves_stock_words_out_of_tables_of_fifty(n_documents: int, is_known: bool) -> None:
    texts = [["您好", "停车", "车位"] if at % 2 else ["您好", "噪音", "施工"] for at in range(n_documents)]
    extra = [[f"词{at % 4}", *words] for at, words in enumerate(texts)]
    said = " ".join(find_topics(extra, n_topics=2, n_runs=2).topics.astype(str).to_numpy().ravel())
    assert ("您好" in said) is is_known


@pytest.mark.parametrize(("n_units", "is_shrunk"), [(2, False), (3, True)])
def test_shrink_medians_wants_three_units(n_units: int, is_shrunk: bool) -> None:
    median = np.array([5.0, 10.0, 20.0])[:n_units]
    shrunk = shrink_medians(median, median * 0.5, median * 2)[0]
    assert bool((shrunk != median).any()) is is_shrunk


@pytest.mark.parametrize(("n_months", "is_warned"), [(3, False), (4, True)])
def test_warns_wants_four_months(n_months: int, is_warned: bool) -> None:
    assert warns([10, 12, 9, 11][:n_months], 60) is is_warned


@pytest.mark.parametrize(("n_months", "is_found"), [(5, False), (6, True)])
def test_find_change_wants_six_months(n_months: int, is_found: bool) -> None:
    half = n_months // 2
    place, p = find_change([5] * half + [500] * (n_months - half))
    assert (place is not None or p < 1) is is_found


@pytest.mark.parametrize(("n_months", "uses_season"), [(23, False), (24, True)])
def test_find_change_takes_the_season_out_of_two_years(n_months: int, uses_season: bool) -> None:
    calendar = np.arange(n_months) % 12 + 1
    counts = np.where(calendar > 6, 60, 20)
    with_season, plain = find_change(counts, calendar=calendar)[1], find_change(counts)[1]
    assert (with_season != plain) is uses_season


def test_measure_trends_compares_a_month_with_the_twelve_before_it() -> None:
    # Twenty a month in the first year, a hundred in the second: in the thirteenth month of the hundred, a hundred is usual.
    months = pd.period_range("2023-01", periods=26, freq="M")
    n_of = [20] * 12 + [100] * 13 + [100]
    times = pd.Series([m.to_timestamp() for m, n in zip(months, n_of, strict=True) for _ in range(n)])
    found = measure_trends(times, pd.Series("停车", index=times.index))
    assert not bool(found.iloc[-1].filter(like="warn").any())


def test_own_ranks_are_not_given_for_more_than_five_thousand_replies() -> None:
    assert np.isnan(PairSpace([], 5001).own_ranks()).all()
    assert np.isfinite(PairSpace([], 5000).own_ranks()).all()


def _stock_share(n: int, n_with: int) -> float:
    stock = "电梯钥匙放在门卫室抽屉，领取须登记姓名。"
    replies = [
        f"{chr(0x5000 + at)}{chr(0x6000 + at)}的{chr(0x7000 + at)}已修好。" + (stock if at < n_with else "")
        for at in range(n)
    ]
    table = pd.DataFrame({"title": "", "text": [f"{at}号楼路灯不亮" for at in range(n)], "reply": replies})
    table["received_at"] = table["replied_at"] = pd.NaT
    table["complaint_id"] = [str(at) for at in range(n)]
    return float(score_replies(table)["boilerplate_share"].iloc[0])


def test_a_sentence_is_boilerplate_when_three_replies_have_it() -> None:
    assert _stock_share(8, 3) > _stock_share(8, 2)


def test_a_sentence_is_boilerplate_in_one_reply_of_a_hundred() -> None:
    assert _stock_share(450, 5) > _stock_share(450, 4)


def test_a_voice_counts_half_when_it_is_old_and_three_quarters_after_half_a_year() -> None:
    def value(days: float) -> float:
        return measure_heat(["甲"], [TODAY - pd.Timedelta(days=days)], [0], today=TODAY).value

    assert value(180) / value(0) == pytest.approx(0.75, abs=0.01)
    assert value(36500) / value(0) == pytest.approx(0.5, abs=0.01)


def test_heat_rises_by_a_tenth_when_voices_spread_over_twice_as_many_weeks() -> None:
    def value(n_weeks: int) -> float:
        times = [TODAY - pd.Timedelta(weeks=at % n_weeks) for at in range(4)]
        plain = sum(0.5 + 0.5 * 0.5 ** ((TODAY - t).days / 180) for t in times)
        return measure_heat(list("甲乙丙丁"), times, [0] * 4, today=TODAY).value / plain

    assert value(2) / value(1) == pytest.approx(1.1, abs=0.005)


def test_likeness_of_the_same_words_halves_between_communities_and_doubles_in_one() -> None:
    titles = ["夜里打桩噪音扰民", "夜里打桩噪音很大", "楼道堆满杂物"]
    alike = {
        key: float(build_space(titles, [""] * 3, communities).likeness([0, 1])[0, 1])
        for key, communities in (("none", None), ("same", ["甲", "甲", "甲"]), ("other", ["甲", "乙", "丙"]))
    }
    assert alike["other"] == pytest.approx(alike["none"] / 2, rel=1e-5)
    assert alike["same"] == pytest.approx(min(1.0, alike["none"] * 2), rel=1e-5)


def test_a_place_is_read_in_the_first_150_characters_of_a_body() -> None:
    names = [f"{way}丽景新城小区" for way in ("", "")]
    filler = "物业" * 80
    near = build_space(["", ""], [f"{names[0]}的电梯停了", f"{filler[:130]}{names[1]}的电梯停了"])
    far = build_space(["", ""], [f"{names[0]}的电梯停了", f"{filler}{names[1]}的电梯停了"])
    assert near.has_place.tolist() == [True, True]
    assert far.has_place.tolist() == [True, False]


def test_name_core_keeps_three_characters() -> None:
    assert name_core("丽景城小区") == "丽景城"
    assert name_core("丽景小区") == "丽景小区"


@pytest.mark.parametrize(
    ("middle", "cores"), [("滨江风华", ["北岸丽景滨江风华"]), ("滨江风华月", ["北岸丽景", "滨江风华月"])]
)
def test_a_name_grows_to_ten_characters(middle: str, cores: list[str]) -> None:
    words = ["北岸丽景", middle, "小区"]
    assert find_places(["".join(words)] * 2, words=[words] * 2)[0] == cores


def test_find_places_takes_what_many_texts_name_for_no_place() -> None:
    texts = [f"诺亚山林小区{at}栋漏水" for at in range(50)]
    assert _found(texts)[0] == ["诺亚山林"]
    assert _found([*texts, "诺亚山林小区51栋漏水"])[0] != ["诺亚山林"]


def test_find_places_grants_a_large_table_a_twentieth() -> None:
    texts = [f"诺亚山林小区{at}栋漏水" for at in range(60)]
    assert _found([*texts, *["路灯不亮"] * 1140])[0] == ["诺亚山林"]
    assert _found([*texts, *["路灯不亮"] * 1000])[0] != ["诺亚山林"]


def test_name_issue_is_at_most_thirty_characters_long() -> None:
    title = "丽景新城搅拌站噪音" + "扰" * 40
    assert len(name_issue([title], [["搅拌站"]], place="丽景新城", thing=["搅拌站"])) == 30


@pytest.mark.parametrize(("n", "has_place"), [(6, True), (7, False)])
def test_name_place_wants_a_third_of_the_messages(n: int, has_place: bool) -> None:
    places = [["丽景新城"]] * 2 + [[] for _ in range(n - 2)]
    texts = ["丽景新城漏水"] * 2 + ["漏水"] * (n - 2)
    assert (name_place(places, texts)[0] == "丽景新城") is has_place


def test_find_districts_reads_a_code_before_a_name() -> None:
    assert find_districts(["云渡市望岳区修路，A7县也修"], [""]) == ["A7县"]


def _space(words: list[list[float]] | sp.csr_matrix, names: list[list[float]] | None = None) -> MessageSpace:
    matrix = sp.csr_matrix(words, dtype=np.float32)
    n = matrix.shape[0]
    placed = sp.csr_matrix(np.zeros((n, 1)) if names is None else np.array(names), dtype=np.float32)
    return MessageSpace(matrix, placed, [[] for _ in range(n)], [[] for _ in range(n)], np.full(n, -1))


@pytest.mark.parametrize(("cosine", "is_copy"), [(0.79, False), (0.81, True)])
def test_messages_with_a_cosine_of_four_fifths_count_as_one_text(cosine: float, is_copy: bool) -> None:
    # As two texts they are less alike than .95 and stay apart; copies are one text before they are compared.
    rest = (1 - cosine**2) ** 0.5
    rows = [[1.0, 0.0, 0.0], [cosine, rest, 0.0]]
    space = _space(rows)
    assert (len(set(group_messages(space, min_likeness=0.95))) == 1) is is_copy


@pytest.mark.parametrize(("overlap", "is_stray"), [(0.04, True), (0.06, False)])
def test_a_message_whose_names_hardly_overlap_with_those_of_most_is_elsewhere(
    overlap: float, is_stray: bool
) -> None:
    names = [[1.0, 0.0]] * 3 + [[overlap, (1 - overlap**2) ** 0.5]]
    space = _space([[1.0]] * 4, names)
    assert (len(set(group_messages(space, min_likeness=0.15))) == 2) is is_stray


@pytest.mark.parametrize(("n_with", "is_found"), [(156, True), (164, False)])
def test_beyond_eight_thousand_messages_only_pairs_that_share_a_rare_word_are_joined(
    n_with: int, is_found: bool
) -> None:
    # In 8001 messages 160 are two per cent. So many share one word and each has a word of its own besides.
    n = 8001
    half = np.float32(0.5**0.5)
    own = sp.identity(n, format="csr", dtype=np.float32)
    shared = sp.csr_matrix((np.full(n_with, half), (np.arange(n_with), np.zeros(n_with))), shape=(n, 1))
    words = sp.hstack(
        [sp.diags(np.r_[np.full(n_with, half), np.ones(n - n_with)]) @ own, shared], format="csr"
    )
    groups = group_messages(_space(words), min_likeness=0.3)
    assert (len(set(groups[:n_with].tolist())) == 1) is is_found


def _before_owners(words: list[str], n: int, *others: list[str]) -> str:
    told = _names_before_followers([*[[*words, "业主"]] * n, *others])
    return told[0][0] if told[0] else ""


@pytest.mark.parametrize(("n", "name"), [(2, ""), (3, "云海星河")])
def test_a_name_without_an_ending_is_used_three_times(n: int, name: str) -> None:
    assert _before_owners(["云海", "星河"], n) == name


def test_a_name_without_an_ending_has_up_to_four_words() -> None:
    words = ["云海", "星光", "翠屏", "锦绣", "融科"]
    assert _before_owners(words[1:], 3) == _before_owners(words, 3) == "星光翠屏锦绣融科"


@pytest.mark.parametrize(("n", "name"), [(6, "云海星河湾"), (5, "星河湾")])
def test_a_name_grows_to_the_left_by_what_stands_there_six_times_in_ten(n: int, name: str) -> None:
    others = [["在", "星河", "湾", "业主"]] * (10 - n)
    assert _before_owners(["云海", "星河", "湾"], n, *others) == name


@pytest.mark.parametrize(("n_plain", "places"), [(9, ["诺亚山林"]), (10, [])])
def test_a_place_is_named_with_its_ending_one_time_in_ten(n_plain: int, places: list[str]) -> None:
    words = [["诺亚山林", "小区", "漏水"], *[["去", "诺亚山林", "看看"]] * n_plain]
    assert find_places(["".join(w) for w in words], words=words)[1] == places


@pytest.mark.parametrize(("n_placed", "is_all_over"), [(2, False), (3, True)])
def test_messages_are_from_all_over_when_three_name_places_and_these_differ(
    n_placed: int, is_all_over: bool
) -> None:
    places = [[name] for name in "甲乙丙"[:n_placed]] + [[]] * (8 - n_placed)
    assert _is_all_over(places, 1 / 8) is is_all_over


@pytest.mark.parametrize(("n_at_one", "is_all_over"), [(2, False), (1, True)])
def test_messages_are_from_all_over_when_less_than_half_of_those_with_places_name_one(
    n_at_one: int, is_all_over: bool
) -> None:
    places = [["甲"]] * n_at_one + [[f"{at}"] for at in range(4 - n_at_one)] + [[]] * 6
    assert _is_all_over(places, n_at_one / 10) is is_all_over


@pytest.mark.parametrize(("n", "is_warned"), [(32, False), (33, True)])
def test_warns_in_one_quiet_month_of_a_hundred(n: int, is_warned: bool) -> None:
    # After a year of twenty a month a negative binomial month of 33 or more has a probability of under one per cent.
    assert warns([20, 22, 19, 21, 20, 18, 21, 20, 22, 19, 20, 21], n) is is_warned


@pytest.mark.parametrize(("n", "is_found"), [(23, False), (24, True)])
def test_find_change_names_a_month_when_its_p_is_at_most_five_per_cent(n: int, is_found: bool) -> None:
    place, p = find_change([20, 22, 19, 21, 20, 18, 21, n, n, n])
    assert (p <= 0.05) is (place == 7) is is_found
    assert p < 0.1


@pytest.mark.parametrize(("n", "n_units"), [(19, 1), (20, 2)])
def test_compare_delays_leaves_out_units_of_fewer_than_twenty_messages(n: int, n_units: int) -> None:
    received = pd.Timestamp("2025-01-01")
    table = pd.DataFrame({"district": ["甲"] * n + ["乙"] * 60, "received_at": received})
    table["replied_at"] = received + pd.to_timedelta(table.index % 17 + 1, unit="D")
    assert len(compare_delays(table, by="district")) == n_units
