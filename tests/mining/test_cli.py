"""The four commands: one object on stdout, targets, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from textmine.cli import main
from textmine.reading.tables import read_table


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(list(words))
    out = capsys.readouterr()
    return int(end.value.code or 0), out.out, out.err


@pytest.fixture
def table(tmp_path: Path) -> Path:
    titles = [
        "青枫雅苑搅拌站噪音扰民",
        "青枫雅苑小区搅拌站粉尘噪音",
        "投诉青枫雅苑搅拌站扰民",
        "咨询医保报销",
    ]
    frame = pd.DataFrame(
        {
            "留言编号": ["001", "002", "003", "004"],
            "留言用户": list("甲乙丙丁"),
            "留言主题": titles,
            "留言详情": ["详情" + str(at) for at in range(4)],
            "留言时间": ["2024-01-02", "2024-02-03", "2024-02-05", "2024-03-01"],
            "答复意见": ["经查属实。", "", "已责令整改。", "根据《办法》执行。"],
            "答复时间": ["2024-01-04", "", "2024-02-08", "2024-03-05"],
            "rank": ["a", "b", "c", "d"],
        }
    )
    path = tmp_path / "in.csv"
    frame.to_csv(path, index=False, encoding="utf-8")
    return path


def test_hotspots_writes_issues_and_members_with_every_input_column(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = _run(capsys, "hotspots", str(table), str(tmp_path / "hot.csv"), "--json")
    assert code == 0
    assert json.loads(out)["n_issues"] == 1
    assert "textmine_rank" in err
    issues = read_table(tmp_path / "hot.csv").frame
    assert list(issues.columns[:9]) == [
        "rank",
        "heat",
        "issue",
        "place",
        "from",
        "to",
        "n_messages",
        "n_people",
        "likes",
    ]
    members = read_table(tmp_path / "hot-members.csv").frame
    assert members["留言编号"].tolist() == ["001", "002", "003"]
    assert {"textmine_rank", "rank", "答复意见"} <= set(members.columns)


def test_hotspots_puts_members_on_the_second_sheet(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "hot.xlsx"
    assert _run(capsys, "hotspots", str(table), str(target), "--quiet")[0] == 0
    with pd.ExcelFile(target, engine="openpyxl") as book:
        assert book.sheet_names[:2] == ["issues", "members"]
    code, _, err = _run(capsys, "hotspots", str(table), str(target))
    assert code == 2
    assert "--force" in err


def test_replies_adds_its_columns_to_every_row(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = _run(capsys, "replies", str(table), str(tmp_path / "r.jsonl"), "--json")
    assert code == 0
    assert json.loads(out)["n_replies"] == 3
    frame = read_table(tmp_path / "r.jsonl").frame
    assert len(frame) == 4
    assert {"relevance", "parts", "explanation", "boilerplate_share", "days_to_reply"} <= set(frame.columns)


def test_keyness_and_trends_group_by_a_heading_or_a_part_of_time(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(capsys, "keyness", str(table), str(tmp_path / "k.csv"), "--by", "month")[0] == 0
    assert _run(capsys, "trends", str(table), str(tmp_path / "t.csv"), "--by", "rank")[0] == 0
    assert len(read_table(tmp_path / "t.csv").frame) == 5 * 3
    code, _, err = _run(capsys, "trends", str(table), str(tmp_path / "u.csv"), "--by", "街道")
    assert code == 2
    assert "留言编号" in err


def test_hotspots_joins_a_new_batch_to_the_issues_of_an_earlier_run(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = tmp_path / "first.xlsx"
    assert _run(capsys, "hotspots", str(table), str(first), "--quiet")[0] == 0
    new = tmp_path / "new.csv"
    rows = {
        "留言编号": ["003", "009"],
        "留言用户": ["丙", "戊"],
        "留言主题": ["投诉青枫雅苑搅拌站扰民", "青枫雅苑搅拌站又在夜间施工噪音"],
        "留言详情": ["", ""],
        "留言时间": ["2024-02-05", "2025-09-01"],
    }
    pd.DataFrame(rows).to_csv(new, index=False, encoding="utf-8")
    code, out, _ = _run(
        capsys, "hotspots", str(new), str(tmp_path / "second.csv"), "--join", str(first), "--json"
    )
    assert code == 0
    assert json.loads(out)["n_new_messages"] == 1
    members = read_table(tmp_path / "second-members.csv").frame
    assert members["留言编号"].tolist() == ["001", "002", "003", "009"]
    assert set(members["issue_id"]) == set(read_table(first, sheet="members").frame["issue_id"])
    third = tmp_path / "third.csv"
    assert _run(capsys, "hotspots", str(new), str(third), "--join", str(tmp_path / "second.csv"))[0] == 0
    assert (
        read_table(tmp_path / "third-members.csv").frame["留言编号"].tolist() == members["留言编号"].tolist()
    )


def test_hotspots_says_what_to_join_and_what_is_missing(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = _run(capsys, "hotspots", str(table), str(tmp_path / "a.csv"), "--join", str(table))
    assert code == 2
    assert "issue_id" in err
    first = tmp_path / "first.csv"
    assert _run(capsys, "hotspots", str(table), str(first), "--quiet")[0] == 0
    plain = tmp_path / "plain.csv"
    pd.DataFrame({"留言主题": ["路灯不亮"]}).to_csv(plain, index=False)
    code, _, err = _run(capsys, "hotspots", str(plain), str(tmp_path / "b.csv"), "--join", str(first))
    assert code == 2
    assert "--columns id=" in err


def test_topics_links_and_context_write_their_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["小区停车位收费太贵", "夜间施工噪音扰民", "电梯停运老人被困", "公交车间隔太长"] * 20
    path = tmp_path / "in.csv"
    pd.DataFrame({"编号": [f"{at:03d}" for at in range(80)], "内容": texts}).to_csv(path, index=False)
    code, out, _ = _run(
        capsys,
        "topics",
        str(path),
        str(tmp_path / "t.csv"),
        "--n-topics",
        "4",
        "--json",
        "--columns",
        "id=编号",
    )
    assert code == 0
    assert json.loads(out)["stability"] > 0.9
    assert len(read_table(tmp_path / "t.csv").frame) == 4
    code, out, _ = _run(capsys, "links", str(path), str(tmp_path / "l.csv"), "--json")
    assert code == 0
    assert json.loads(out)["n_links"] == len(read_table(tmp_path / "l.csv").frame) > 0
    code, out, _ = _run(
        capsys,
        "context",
        str(path),
        str(tmp_path / "c.csv"),
        "--word",
        "电梯",
        "--json",
        "--columns",
        "id=编号",
    )
    assert code == 0
    assert json.loads(out)["n_uses"] == 20
    assert read_table(tmp_path / "c.csv").frame["id"].tolist()[:2] == ["002", "006"]


def test_replies_compares_districts_named_in_the_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    n = 60
    frame = pd.DataFrame(
        {
            "留言编号": [f"{at:03d}" for at in range(n)],
            "留言主题": [f"C{1 + at % 3}区第{at}盏路灯不亮" for at in range(n)],
            "留言时间": ["2024-01-02"] * n,
            "答复意见": ["已修复。"] * n,
            "答复时间": [f"2024-01-{3 + (at % 3) * 5 + at % 4:02d}" for at in range(n)],
        }
    )
    path = tmp_path / "in.csv"
    frame.to_csv(path, index=False, encoding="utf-8")
    assert _run(capsys, "replies", str(path), str(tmp_path / "r.csv"), "--by", "district")[0] == 0
    delays = read_table(tmp_path / "r-delays.csv").frame
    assert delays["district"].tolist() == ["C1区", "C2区", "C3区"]
    assert delays["n_messages"].tolist() == ["20"] * 3
    code, _, err = _run(capsys, "replies", str(path), str(tmp_path / "s.csv"), "--by", "街道")
    assert code == 2
    assert "留言编号" in err


def test_category_to_group_by_is_the_column_of_labels_where_there_is_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = pd.DataFrame({"内容": ["路灯坏了", "车位太少"] * 10, "类别": ["市政公用", "道路交通"] * 10})
    frame.to_csv(tmp_path / "in.csv", index=False)
    found = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for by, target in zip(("category", "类别"), found, strict=True):
        assert _run(capsys, "keyness", str(tmp_path / "in.csv"), str(target), "--by", by)[0] == 0
    assert found[0].read_bytes() == found[1].read_bytes()
    assert set(read_table(found[0]).frame["group"]) == {"市政公用", "道路交通"}


def test_a_table_is_read_as_often_as_one_likes_and_no_column_is_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The third run ended in a defect: two columns had one name; that of duplicates replaced the second's."""
    frame = pd.DataFrame(
        {"诉求内容": ["路灯坏了", "车位太少"] * 10, "答复内容": ["已修好", "已转办交警"] * 10}
    )
    frame.to_csv(tmp_path / "0.csv", index=False)
    for command, ours in (("replies", "boilerplate_share"), ("duplicates", "duplicate_group")):
        for at in range(3):
            told = _run(
                capsys, command, str(tmp_path / f"{at}.csv"), str(tmp_path / f"{at + 1}.csv"), "--force"
            )
            assert told[0] == 0, told
        headings = list(read_table(tmp_path / "3.csv").frame.columns)
        assert [h for h in headings if h.endswith(ours)] == [
            ours,
            f"textmine_{ours}",
            f"textmine_textmine_{ours}",
        ]
        assert f"ours is called textmine_textmine_{ours}" in told[2]
