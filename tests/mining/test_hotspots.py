"""Hot issues: same thing, same place, several people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from textmine import InputError, find_hotspots
from textmine.mining.heat import measure_heat
from textmine.mining.inputs import complaints_of
from textmine.mining.places import find_places
from textmine.reading.tables import read_table
from textmine.text.segment import Segmenter

# Invented: one issue at two estates in the same words, one busy writer, and quiet rows.
PLANT = [
    "投诉青枫雅苑旁搅拌站噪音扰民",
    "青枫雅苑小区搅拌站粉尘噪音污染严重",
    "C2区青枫雅苑附近违建搅拌站扰民",
    "青枫雅苑搅拌站夜间噪音粉尘何时治理",
]
OTHER_PLANT = [
    "投诉白鹭家园旁搅拌站噪音扰民",
    "白鹭家园小区搅拌站粉尘噪音污染严重",
    "白鹭家园附近违建搅拌站扰民",
]
BUSY = ["松涛路路灯不亮请维修"] * 20
QUIET = [
    "咨询医保报销比例", "公积金提取需要什么材料", "图书馆周一为何闭馆", "居住证办理流程", "希望增加公交班次",
    "流浪狗没人管", "燃气表更换收费标准", "养老金认证操作不便", "快递柜超时收费不合理", "希望增设儿童滑梯",
]  # fmt: skip


def _complaints() -> pd.DataFrame:
    titles = PLANT + OTHER_PLANT + BUSY + QUIET
    people = [f"p{at}" for at in range(7)] + ["busy"] * 20 + [f"q{at}" for at in range(10)]
    times = pd.Series(pd.Timestamp("2023-01-01"), index=range(len(titles)))
    times.iloc[3] = pd.Timestamp("2025-06-01")  # a quiet gap of more than two years
    # The table itself has no gap: a date that nothing comes near would be taken for a slip.
    times.iloc[-len(QUIET) :] = pd.date_range("2023-03-01", "2025-05-01", periods=len(QUIET)).normalize()
    return pd.DataFrame(
        {
            "complaint_id": [str(1000 + at) for at in range(len(titles))],
            "title": titles,
            "text": [""] * len(titles),
            "person": people,
            "received_at": times.to_numpy(),
            "likes": [0] * len(titles),
        }
    )


def test_find_hotspots_separates_places_in_spite_of_equal_words() -> None:
    found = find_hotspots(_complaints())
    members = found.members.groupby("rank")["complaint_id"].agg(set).tolist()
    assert members == [{"1000", "1001", "1002", "1003"}, {"1004", "1005", "1006"}]
    assert found.issues["place"].str.contains("青枫雅苑|白鹭家园").all()
    assert "搅拌站" in found.issues["issue"].iloc[0]


def test_find_hotspots_does_not_split_at_a_quiet_gap() -> None:
    first = find_hotspots(_complaints()).issues.iloc[0]
    assert (first["to"] - first["from"]).days > 800
    assert first["n_messages"] == 4


def test_find_hotspots_leaves_out_one_person_writing_often() -> None:
    found = find_hotspots(_complaints())
    assert not found.issues["issue"].str.contains("松涛路").any()
    alone = find_hotspots(_complaints(), min_people=1).issues
    busy = alone[alone["n_messages"] == 20].iloc[0]
    assert busy["n_people"] == 1
    assert busy["rank"] > 1


def test_find_hotspots_counts_every_message_as_a_person_without_the_column() -> None:
    found = find_hotspots(_complaints().drop(columns="person"))
    assert found.issues["n_people"].max() == 20


@pytest.mark.parametrize(
    "nobody", ["[PERSON]", "匿名", "不详", "市民", "保密", "女士", "无", "未留名", " ", None]
)
def test_find_hotspots_counts_messages_that_name_nobody_as_persons_of_their_own(nobody: str | None) -> None:
    blank = find_hotspots(_complaints().assign(person=None))
    found = find_hotspots(_complaints().assign(person=nobody))
    assert found.issues["n_people"].max() == 20
    pd.testing.assert_frame_equal(found.issues, blank.issues)
    pd.testing.assert_frame_equal(found.growth(), blank.growth())


def test_find_hotspots_knows_a_numbered_tag_as_one_person() -> None:
    assert find_hotspots(_complaints().assign(person="[NAME_1]")).issues.empty


def test_find_hotspots_is_the_same_twice_and_changes_no_input() -> None:
    complaints = _complaints()
    before = complaints.copy(deep=True)
    one, two = find_hotspots(complaints), find_hotspots(complaints)
    pd.testing.assert_frame_equal(one.issues, two.issues)
    pd.testing.assert_frame_equal(one.members, two.members)
    pd.testing.assert_frame_equal(complaints, before)


def test_find_hotspots_finds_the_same_issues_in_any_order_of_rows() -> None:
    complaints = _complaints()
    turned = complaints.iloc[::-1].reset_index(drop=True)

    def sets(table: pd.DataFrame) -> set[frozenset[str]]:
        return {frozenset(g) for _, g in find_hotspots(table).members.groupby("rank")["complaint_id"]}

    assert sets(complaints) == sets(turned)


def test_find_hotspots_joins_a_new_batch_to_the_known_issue() -> None:
    complaints = _complaints()
    first = find_hotspots(complaints.drop(index=3))
    second = find_hotspots(complaints.loc[[3]], known=first)
    assert second.issues["n_messages"].tolist() == [4, 3]
    assert set(first.issues["issue_id"]) == set(second.issues["issue_id"])
    with pytest.raises(InputError, match="in the earlier result already"):
        find_hotspots(complaints.loc[[0]], known=first)


def test_find_hotspots_gives_an_empty_table_when_nothing_is_hot() -> None:
    for table in (_complaints().iloc[-10:], _complaints().iloc[:0]):
        found = find_hotspots(table)
        assert len(found.issues) == 0
        assert list(found.issues.columns[:4]) == ["rank", "heat", "issue", "place"]
        assert len(found.growth()) == 0


def test_find_hotspots_names_the_missing_column() -> None:
    with pytest.raises(InputError, match="column 'title'.*found: complaint_id"):
        find_hotspots(pd.DataFrame({"complaint_id": ["1"]}))


def test_growth_ends_at_the_number_of_messages_and_people() -> None:
    found = find_hotspots(_complaints())
    last = found.growth().groupby("rank").last()
    assert last["n_messages_so_far"].tolist() == found.issues["n_messages"].tolist()
    assert last["n_people_so_far"].tolist() == found.issues["n_people"].tolist()


def test_measure_heat_grows_with_people_and_falls_with_age() -> None:
    day, today = pd.Timestamp("2024-05-01"), pd.Timestamp("2024-05-01")
    few = measure_heat(["a", "b"], [day] * 2, [0, 0], today=today)
    many = measure_heat(list("abcdef"), [day] * 6, [0] * 6, today=today)
    old = measure_heat(list("abcdef"), [day - pd.Timedelta(days=720)] * 6, [0] * 6, today=today)
    liked = measure_heat(list("abcdef"), [day] * 6, [100] * 6, today=today)
    assert few.value == 2 < old.value < many.value == 6 < liked.value
    assert many.low <= many.value <= many.high


def test_find_places_reads_a_name_without_its_ending_elsewhere() -> None:
    texts = ["C2区栖云雅境小区漏水", "栖云雅境小区停电", "反对在栖云雅境旁建厂", "严重影响小区居民"]
    places = find_places(texts, words=Segmenter().segment(texts))
    assert places[:3] == [["栖云雅境"]] * 3
    assert places[3] == []


def test_find_hotspots_takes_the_community_for_the_place_where_texts_name_none() -> None:
    titles = ["烧烤店油烟扰民", "烧烤店夜里油烟太大", "烧烤店油烟没人管", *QUIET]
    complaints = pd.DataFrame(
        {"complaint_id": [str(at) for at in range(13)], "title": titles, "text": "", "community": "松涛社区"}
    )
    complaints.loc[3:, "community"] = [f"社区{at}" for at in range(10)]
    issue = find_hotspots(complaints).issues.iloc[0]
    assert (issue["place"], issue["kind"], issue["n_messages"]) == ("松涛社区", "issue", 3)


@pytest.mark.real_data
def test_find_hotspots_finds_the_known_issues_in_real_messages(real_data: Path) -> None:
    folder = real_data / "tipdm2020"
    found = find_hotspots(complaints_of(read_table(folder / "附件3.xlsx")))
    groups = [set(g) for _, g in found.members.groupby("rank")["complaint_id"]]
    silver = pd.read_csv(folder / "hot_issues_dev.csv", dtype=str)
    floors = dict(zip(silver["issue"].unique(), (0.90, 0.80), strict=True))
    for issue, ids in silver.groupby("issue")["留言编号"]:
        wanted = set(ids)
        best = max(2 * len(g & wanted) / (len(g) + len(wanted)) for g in groups)
        assert best >= floors[issue], issue


def _told(rows: list[tuple[str, str]]) -> pd.DataFrame:
    titles, texts = zip(*rows, strict=True)
    ids = [str(at) for at in range(len(rows))]
    return pd.DataFrame({"complaint_id": ids, "title": titles, "text": texts, "person": ids})


def test_find_hotspots_calls_a_group_a_topic_when_most_who_use_its_phrase_are_elsewhere() -> None:
    same = [("咨询社保断缴如何补", "换单位"), ("社保断缴影响看病吗", "急用"), ("社保断缴能补吗", "离职")]
    quiet = [(title, "") for title in QUIET]
    kind = find_hotspots(_told(same + quiet)).issues["kind"]
    assert kind.tolist() == ["issue"]
    # The same phrase in the bodies of other matters: it names nothing in particular.
    others = [(title, f"我们因为社保断缴也问过{at}次") for at, title in enumerate(QUIET)]
    found = find_hotspots(_told(same + others))
    assert "issue" not in found.issues["kind"].tolist()


def test_find_hotspots_calls_a_group_a_topic_when_its_messages_name_several_places() -> None:
    places = ["青枫雅苑", "白鹭家园", "春晓花园", "栖云华府"]
    rows = [(f"投诉{p}小区公积金贷款难办", "公积金贷款难办") for p in places]
    rows += [("请问公积金贷款难办怎么回事", "公积金贷款难办")] * 5
    table = _told(rows + [(title, "") for title in QUIET])
    found = find_hotspots(table, min_likeness=0.05)
    assert found.issues["n_messages"].iloc[0] >= 6
    assert found.issues["kind"].iloc[0] == "topic"


def test_find_places_reads_a_station_by_its_side_of_town() -> None:
    texts = ["汽车南站何时建好", "汽车南站售票窗口", "汽车南站出行难", "高铁南站打车难"]
    assert find_places(texts, words=Segmenter().segment(texts)) == [["汽车南站"]] * 3 + [["高铁南站"]]


def test_likes_are_read_as_pages_write_them(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    told = ["1,234", "１２", "12次", "1.2万", "", "无", "-3"]
    rows = [f'{at},路灯不亮,"{likes}"' for at, likes in enumerate(told)]
    file.write_text("\n".join(["编号,留言详情,点赞数", *rows, ""]), encoding="utf-8")
    assert complaints_of(read_table(file))["likes"].tolist() == [1234, 12, 12, 12000, 0, 0, 0]
