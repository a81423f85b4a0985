"""The commands segment, words, duplicates and mask keep the contract."""

from __future__ import annotations

import hashlib
import json

import openpyxl
import pytest

from textmine.cli import main


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as stopped:
        main([str(a) for a in arguments])
    out = capsys.readouterr()
    return stopped.value.code, out.out, out.err


@pytest.fixture
def complaints(tmp_path):
    file = tmp_path / "来信.csv"
    file.write_text(
        "工单编号,联系电话,诉求内容\n"
        "001,13974028816,我叫何秀英，丽景小区南门夜宵摊噪音太大，半夜还在放音响\n"
        "002,,我叫何秀英，丽景小区南门夜宵摊噪音太大，半夜还在放音响！\n"
        "003,,丽景小区南门停车乱，电话139 7402 8816\n",
        encoding="utf-8",
    )
    return file


def test_segment_ends_documents_at_line_feeds_only(tmp_path, capsys):
    source, target = tmp_path / "a.txt", tmp_path / "neu" / "b.txt"
    source.write_bytes("路灯不亮\n\n a\tb\x0b退休\u2028党支部\r\n最后".encode())
    code, out, err = run(capsys, "segment", source, target, "--no-lexicon", "--json")
    assert (code, json.loads(out)["n_documents"]) == (0, 4)
    assert err
    assert target.read_bytes().decode() == "路 灯不亮\n\na b 退休 党支部\n最后\n"


def test_segment_takes_the_documents_of_a_table(complaints, tmp_path, capsys):
    target = tmp_path / "b.txt"
    assert run(capsys, "segment", complaints, target, "--quiet")[0] == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


def test_segment_uses_the_lexicon_given(tmp_path, capsys):
    source, words, target = tmp_path / "a.txt", tmp_path / "w.txt", tmp_path / "b.txt"
    source.write_text("退休党支部来了", encoding="utf-8")
    words.write_text("退休党支部来 9999 n\n", encoding="utf-8")
    assert run(capsys, "segment", source, target, "--lexicon", words)[0] == 0
    assert target.read_text(encoding="utf-8") == "退休党支部来 了\n"
    code, _, err = run(capsys, "segment", source, tmp_path / "c.txt", "--lexicon", words, "--no-lexicon")
    assert (code, "exclude each other" in err) == (2, True)


def test_segment_refuses_a_target_that_exists(tmp_path, capsys):
    source = tmp_path / "a.txt"
    source.write_text("路灯", encoding="utf-8")
    code, out, err = run(capsys, "segment", source, source)
    assert (code, out) == (2, "")
    assert "--force" in err
    assert run(capsys, "segment", tmp_path / "nichts.txt", tmp_path / "b.txt")[0] == 2


def test_mask_tags_text_and_telephone_columns(complaints, tmp_path, capsys):
    target = tmp_path / "b.csv"
    code, out, _ = run(capsys, "mask", complaints, target, "--json")
    result = json.loads(out)
    assert code == 0
    assert result["n_places"]["PHONE"] == 2
    assert result["n_values"]["PHONE"] == 1
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines[1].startswith("001,[PHONE_1],我叫[NAME_1]，")
    assert lines[3] == "003,,丽景小区南门停车乱，电话[PHONE_1]"


def test_mask_refuses_unknown_kinds_in_chinese(complaints, tmp_path, capsys):
    code, _, err = run(capsys, "mask", complaints, tmp_path / "b.csv", "--kinds", "face", "--lang", "zh")
    assert code == 2
    assert "未知类型" in err


def test_duplicates_tells_copies_from_incidents(complaints, tmp_path, capsys):
    target = tmp_path / "b.jsonl"
    code, out, _ = run(capsys, "duplicates", complaints, target, "--json")
    result = json.loads(out)
    assert (code, result["n_duplicate_groups"], result["n_duplicates"]) == (0, 1, 1)
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [row["duplicate_group"] for row in rows] == [0, 0, 1]
    assert [row["incident_group"] for row in rows] == [0, 0, 1]
    assert [row["is_representative"] for row in rows] == [True, False, True]


def test_words_writes_candidates_with_examples(tmp_path, capsys):
    source, target = tmp_path / "a.txt", tmp_path / "b.csv"
    lines = [f"{a}栅格长{b}" for a in "东西南北甲乙丙丁" for b in ("来了", "走访", "开会", "很忙")]
    source.write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = run(capsys, "words", source, target, "--min-count", "20", "--json")
    assert code == 0
    assert json.loads(out)["n_documents"] == 32
    assert target.read_text(encoding="utf-8-sig").startswith("word,n,n_documents,cohesion")


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("mask", ["--kinds", "PHONE"], {"kinds": "PHONE"}),
        ("duplicates", ["--similarity", "0.6"], {"similarity": "0.6"}),
        ("hotspots", ["--min-people", "2"], {"min people": "2"}),
        ("keyness", ["--by", "工单编号"], {"by": "工单编号"}),
    ],
)
def test_a_workbook_says_what_it_was_made_of(complaints, tmp_path, capsys, command, options, told):
    target = tmp_path / "out.xlsx"
    code, _, err = run(capsys, command, complaints, target, *options)
    assert code == 0, err
    sheet = openpyxl.load_workbook(target)["provenance"]
    said = dict(list(sheet.values)[1:])
    assert said["command"] == command
    assert said["input 1"] == "来信.csv: 3 rows, utf-8"
    assert said["input 1 sha256"] == hashlib.sha256(complaints.read_bytes()).hexdigest()
    assert said["columns used"].startswith("text=诉求内容")
    assert told.items() <= said.items()


def test_a_workbook_of_ours_is_read_again_without_its_provenance(complaints, tmp_path, capsys):
    first, second = tmp_path / "a.xlsx", tmp_path / "b.csv"
    assert run(capsys, "mask", complaints, first)[0] == 0
    assert run(capsys, "duplicates", first, second)[0] == 0
    assert len(second.read_text(encoding="utf-8-sig").splitlines()) == 4


@pytest.mark.parametrize(
    "command", ["train IN OUT.tmm", "score default IN", "drift default IN", "label suspect IN OUT.csv"]
)
def test_what_is_odd_about_a_table_of_labels_is_said(tmp_path, capsys, command):
    source = tmp_path / "标注.csv"
    places = [
        "梧桐里",
        "望湖苑",
        "石桥头",
        "灯芯巷",
        "柳荫街",
        "青禾园",
        "望岳路",
        "云渡口",
        "墨池边",
        "老磨坊",
    ]
    told = {
        "路灯": "晚上路灯不亮看不清路",
        "水管": "自来水管漏水没人修",
        "停车": "门口车辆乱停堵住通道",
        "公交": "公交车改线以后等太久",
        "红灯": "路口没有红绿灯过街危险",
    }
    rows = [
        f"{place}{key},{place}{text},{'utilities' if key in ('路灯', '水管') else 'traffic'}"
        for place in places
        for key, text in told.items()
    ]
    source.write_text("编号,诉求内容,label\n" + "\n".join(rows) + "\n合计,共50件,\n", encoding="utf-8")
    words = [
        str(source) if w == "IN" else str(tmp_path / w) if w.startswith("OUT") else w for w in command.split()
    ]
    code, _, err = run(capsys, *words)
    assert code == 0, err
    assert "summary" in err


def test_a_text_has_no_sheets(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("路灯不亮\n", encoding="utf-8")
    for command, target in (("segment", "b.txt"), ("words", "b.csv")):
        code, _, err = run(
            capsys, command, tmp_path / "a.txt", tmp_path / target, "--sheet", "甲", "--lang", "zh"
        )
        assert (code, "文本文件没有工作表" in err, (tmp_path / target).exists()) == (2, True, False)
