"""What the reading of texts does just below and just above each of its limits."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.text.duplicates import _bucket_pairs, _candidates
from textmine.text.freenames import find_free_names
from textmine.text.identifiers import is_identity_number
from textmine.text.incidents import group_incidents
from textmine.text.misreadings import restore_encoding
from textmine.text.normalize import repair_text, simplify_script, strip_pinyin_glosses
from textmine.text.personnames import find_names

PLAIN = "社区的路灯坏了，居民晚上出门很不方便，请有关部门派人来修。"


def _with_traditional(n: int, n_han: int) -> str:
    """Make a text of so many characters of which so many are traditional, each on a line of its own among others."""
    text = list(("路灯坏了居民" * n_han)[:n_han])
    for at in range(n):
        text[at * (n_han // max(n, 1))] = "樓"
    return "".join(text)


@pytest.mark.parametrize(("n", "is_done"), [(2, False), (3, True)])
def test_strip_pinyin_glosses_wants_three_with_tones(n: int, is_done: bool) -> None:
    text = "".join(["社区(shèqū)", "楼栋(lóudòng)", "都有(yǒu)"][:n]) + "灯"
    assert (strip_pinyin_glosses(text).n > 0) is is_done
    bare = "".join(["社区shèqū的", "楼栋lóudòng都", "都有yǒu灯"][:n])
    assert (strip_pinyin_glosses(bare).n > 0) is is_done


@pytest.mark.parametrize(("n", "is_done"), [(7, False), (8, True)])
def test_simplify_script_wants_eight_traditional_characters_in_a_long_text(n: int, is_done: bool) -> None:
    assert (simplify_script(_with_traditional(n, 200)).n > 0) is is_done


@pytest.mark.parametrize(("n", "is_done"), [(19, False), (20, True)])
def test_simplify_script_wants_two_per_cent_of_the_characters(n: int, is_done: bool) -> None:
    assert (simplify_script(_with_traditional(n, 1000)).n > 0) is is_done


@pytest.mark.parametrize(("n_lines", "is_done"), [(2, False), (3, True)])
def test_simplify_script_takes_a_page_of_two_hands_for_one_from_three_lines(
    n_lines: int, is_done: bool
) -> None:
    text = "\n".join(["居民們對書記說，樓棟的路燈還沒開。"] * n_lines + [PLAIN] * 120)
    assert (simplify_script(text).n > 0) is is_done


@pytest.mark.parametrize(("n", "is_one"), [(2000, True), (2001, False)])
def test_a_place_named_by_more_than_two_thousand_documents_tells_no_incident(n: int, is_one: bool) -> None:
    others = [f"丽景新城小区{at}" for at in range(n - 2)]
    first, second = "丽景新城小区电梯停运老人下不了楼", "丽景新城小区电梯坏了没有人来修理"
    groups = group_incidents([first, second, *others], similarity=0.15).group
    assert bool(groups[0] == groups[1]) is is_one


def _sketches(likeness: float, n: int) -> np.ndarray:
    """Make so many pairs of sketches whose values agree with this probability, as those of texts so alike do."""
    rng = np.random.default_rng(7)
    left = rng.integers(0, 2**32, (n, 96), dtype=np.uint32)
    right = np.where(rng.random((n, 96)) < likeness, left, rng.integers(0, 2**32, (n, 96), dtype=np.uint32))
    return np.stack([left, right], axis=1).reshape(2 * n, 96).astype(np.uint32)


@pytest.mark.parametrize(
    ("likeness", "least", "most"), [(0.5, 0.975, 0.999), (0.3, 0.05, 0.42), (0.22, 0.0, 0.1)]
)
def test_candidates_hold_nearly_all_pairs_at_the_threshold_and_few_far_below(
    likeness: float, least: float, most: float
) -> None:
    left, right = _candidates(_sketches(likeness, 2000), 0.5)
    assert least <= float((left // 2 == right // 2).sum()) / 2000 <= most


def test_copies_in_one_bucket_are_paired_with_sixteen_neighbours_when_there_are_many() -> None:
    # Every pair of 64 copies, and of more so many that the work grows with the copies and not with their square.
    assert len(_bucket_pairs(np.zeros(64, dtype=np.uint64), 64)) == 64 * 63 // 2
    pairs = _bucket_pairs(np.zeros(1000, dtype=np.uint64), 1000)
    assert int((pairs % 1000 - pairs // 1000).max()) == 16
    assert len(pairs) < 16 * 1000


@pytest.mark.parametrize(("n", "left"), [(3, "&"), (4, "&amp;")])
def test_repair_text_goes_over_a_text_three_times(n: int, left: str) -> None:
    assert repair_text("路灯亮了&" + "amp;" * n + "又暗了")[0] == f"路灯亮了{left}又暗了"


@pytest.mark.parametrize(("n_plain", "n_repaired"), [(1500, 1), (1900, 0)])
def test_two_thousand_characters_tell_whether_a_text_was_read_wrongly(n_plain: int, n_repaired: int) -> None:
    misread = ("社区的路灯坏了三天没人来修理" * 40).encode().decode("latin-1")
    assert restore_encoding("a" * n_plain + misread).n == n_repaired


@pytest.mark.parametrize("at", range(17))
def test_a_slip_in_any_digit_of_an_identity_number_is_noticed(at: int) -> None:
    # The weight of a place is 2 to the number of places behind it, modulo 11 (GB 11643-1999).
    for number in ("320311199912301", "620723198811192"):
        first = number + "47"
        total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first))
        whole = first + "0123456789X"[(12 - total) % 11]
        assert is_identity_number(whole)
        slipped = str((int(whole[at]) + 1) % 10)
        assert not is_identity_number(whole[:at] + slipped + whole[at + 1 :])


@pytest.mark.parametrize(
    ("word", "name"), [("维吾尔", "买提·吐尔逊"), ("内蒙古", "买提·吐尔逊"), ("乌日图", "乌日图买提·吐尔逊")]
)
def test_a_long_word_before_a_dotted_name_is_part_of_it_unless_it_is_common(word: str, name: str) -> None:
    # 维吾尔 is three nats likelier as a word than as three characters of a name, 乌日图 not: one more part of a name.
    text = f"{word}买提·吐尔逊,住一楼"
    assert [text[start:stop] for start, stop in find_free_names(text)] == [name]


@pytest.mark.parametrize(("n_blank", "n_found"), [(57, 1), (58, 0)])
def test_a_signature_begins_in_the_last_sixty_characters(n_blank: int, n_found: int) -> None:
    # The stop in front of the name belongs to what is looked for.
    assert len(list(find_names("楼道的灯坏了请尽快处理。方力" + " " * n_blank))) == n_found


@pytest.mark.parametrize(("n", "is_done"), [(20, True), (21, False)])
def test_a_line_is_in_traditional_characters_from_a_tenth_of_them_on(n: int, is_done: bool) -> None:
    lines = ["樓樓" + "坏" * (n - 2)] * 4
    assert (simplify_script("\n".join([*lines, *[PLAIN] * 120])).n > 0) is is_done


@pytest.mark.parametrize(
    ("place", "name", "words"),
    [
        ("路口,{},男,", "成长", "水月"),
        ("{}13800138000", "安心", "花水"),
        ("请尽快处理。{}", "方力", "成东"),
        ("联系人:张丽君、{}", "白玉", "水花"),
        ("来电人:张丽君,{},", "方力", "成东"),
        ("我({})不满", "方力", "成东"),
        ("我叫{}", "水成长", "水平天"),
        ("联系人:{}来", "水和来", "水平海"),
        ("联系人{}的", "江心", "白石"),
        ("我妈{}说", "温水", "成月"),
        ("我是{}在", "江家", "阳家"),
        ("联系{}问", "高新", "时玉"),
        ("业主{},", "白石", "温水"),
    ],
)
def test_what_announces_a_name_says_how_likely_it_must_be(place: str, name: str, words: str) -> None:
    # The first of each pair lies above the limit of its place, the second below.
    for run, is_name in ((name, True), (words, False)):
        text = place.replace("{}", run)
        assert (run in [text[start:stop] for start, stop, _ in find_names(text)]) is is_name


@pytest.mark.parametrize(("name", "n"), [("白玉", 2), ("白月", 1)])
def test_a_name_of_two_characters_is_found_again_where_it_reads_as_one(name: str, n: int) -> None:
    assert len(list(find_names(f"联系人:{name}。后来{name}去"))) == n
