"""The corpus is what its datasheet says: schema, labels, variety, no borrowed text, checksums."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from textmine.taxonomy import load_taxonomy
from textmine.text.duplicates import near_duplicate_groups

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
KEYS = (
    "complaint_id", "category", "subcategory", "second_category", "community", "street", "district", "title", "text",
    "received_at", "channel", "person_id", "style", "incident", "writer",
)  # fmt: skip
REPLY_KEYS = ("reply", "replied_at", "is_closed", "closed_at", "satisfaction")
STYLES = {
    "angry", "polite", "rambling", "dialect", "elderly", "petition", "operator", "policy_question", "thanks",
    "followup", "short", "suggestion", "report", "plain",
}  # fmt: skip
# Wording that people really share; only these may stand in more than 0.5 % of rows. None is needed so far.
SET_PHRASES: tuple[str, ...] = ()
MAX_SHARE = 0.005


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


measures = script("corpus_measures")
manifest = script("write_manifest")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return measures.read_rows()


@pytest.fixture(scope="module")
def documents(rows: list[dict[str, Any]]) -> list[str]:
    return [measures.document(r) for r in rows]


@pytest.fixture(scope="module")
def masked(rows: list[dict[str, Any]], documents: list[str]) -> list[str]:
    places = measures.place_pattern(rows)
    return [measures.mask(d, places) for d in documents]


def read_csv(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# -- schema -----------------------------------------------------------------------------------------------------------


def test_rows_have_the_declared_keys_in_order(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        expected = (*KEYS, *REPLY_KEYS, "part") if "reply" in row else (*KEYS, "part")
        assert tuple(row) == expected, row["complaint_id"]


def test_ids_are_consecutive(rows: list[dict[str, Any]]) -> None:
    assert [r["complaint_id"] for r in rows] == [f"tm{n:05d}" for n in range(1, len(rows) + 1)]


def test_labels_come_from_the_taxonomy(rows: list[dict[str, Any]]) -> None:
    taxonomy = load_taxonomy()
    subs = {s.code for c in taxonomy.categories for s in c.subcategories}
    for row in rows:
        assert row["subcategory"] in subs, row["complaint_id"]
        assert row["subcategory"].split(".")[0] == row["category"], row["complaint_id"]
        assert row["second_category"] in {"", *taxonomy.codes} - {row["category"]}, row["complaint_id"]


def test_places_are_the_invented_ones(rows: list[dict[str, Any]]) -> None:
    known = {(c["community"], c["street"], c["district"]) for c in read_csv("communities.csv")}
    used = {(r["community"], r["street"], r["district"]) for r in rows}
    assert used == known


def test_values_are_plausible(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        at = row["complaint_id"]
        assert row["style"] in STYLES, at
        assert row["channel"] in {"热线", "网络", "公众号", "信件", "现场"}, at
        assert row["part"] in {"train", "heldout"}, at
        assert re.fullmatch(r"p\d{5}", row["person_id"]), at
        received = datetime.fromisoformat(row["received_at"])
        assert datetime(2023, 1, 1) <= received < datetime(2026, 1, 1), at
        if "reply" in row:
            replied = datetime.fromisoformat(row["replied_at"])
            assert received < replied, at
            assert row["reply"].strip(), at
            assert row["satisfaction"] in {"满意", "基本满意", "不满意", "未评价"}, at
            assert bool(row["closed_at"]) == row["is_closed"], at
            assert not row["closed_at"] or datetime.fromisoformat(row["closed_at"]) >= replied, at


def test_titles_and_texts_have_the_declared_length(rows: list[dict[str, Any]]) -> None:
    lengths = pd.Series([len(r["title"] + r["text"]) for r in rows], index=[r["complaint_id"] for r in rows])
    assert lengths[~lengths.between(10, 630)].empty
    assert max(len(r["text"]) for r in rows) <= 600
    assert (lengths < 40).mean() > 0.05
    assert (lengths > 200).mean() > 0.05


# -- size and balance -------------------------------------------------------------------------------------------------


def test_every_category_is_well_stocked(rows: list[dict[str, Any]]) -> None:
    assert len(rows) >= 3000
    counts = Counter(r["category"] for r in rows)
    assert set(counts) == set(load_taxonomy().codes)
    assert min(counts.values()) >= 120, counts


def test_every_second_level_code_is_used(rows: list[dict[str, Any]]) -> None:
    counts = Counter(r["subcategory"] for r in rows)
    for category in load_taxonomy().categories:
        for sub in category.subcategories:
            assert counts[sub.code] >= 20, sub.code


def test_a_tenth_is_held_out_and_incidents_stay_together(rows: list[dict[str, Any]]) -> None:
    table = pd.DataFrame(rows)
    held = table["part"] == "heldout"
    assert 0.09 < held.mean() < 0.11
    by_category = held.groupby(table["category"]).mean()
    assert by_category.between(0.08, 0.13).all(), by_category
    incidents = table[table["incident"] != ""].groupby("incident")
    assert incidents["part"].agg(lambda parts: len(set(parts)) == 1).all()
    assert (incidents["person_id"].nunique() == incidents.size()).all()
    assert incidents.size().between(2, 6).all()


def test_datasheet_counts_are_those_of_the_file(rows: list[dict[str, Any]]) -> None:
    sheet = (CORPUS / "DATASHEET.md").read_text(encoding="utf-8")
    lengths = pd.Series([len(r["text"]) for r in rows])
    counts = Counter(r["category"] for r in rows)
    for words in (
        f"{len(rows):,} messages in 17 categories",
        f"smallest category has {min(counts.values())} rows",
        f"- {sum(r['part'] == 'train' for r in rows):,} `train`, {sum(r['part'] == 'heldout' for r in rows)} `heldout`",
        f"Bodies of {lengths.min()} to {lengths.max()} characters (median {lengths.median():.0f},",
        f"- {sum('reply' in r for r in rows)} rows with a reply",
        f"- {sum(bool(r['second_category']) for r in rows)} rows with a second category",
        f"{len({r['incident'] for r in rows} - {''})} incidents",
        f"{sum(not r['title'] for r in rows)} rows have no title",
    ):
        assert words in sheet, words


def test_ambiguous_crosswalks_are_explained() -> None:
    import yaml

    tree = yaml.safe_load((CORPUS / "taxonomy.yaml").read_text(encoding="utf-8"))
    for category in tree["categories"]:
        for left, left_code, right, right_code in category["contrasts"]:
            assert left != right
            assert category["code"] == left_code != right_code
            assert right_code in load_taxonomy().codes
        for sub in category["subcategories"]:
            assert len(sub["examples"]) >= 2, sub["code"]
            assert sub["petition_is_ambiguous"] == ("petition_note" in sub) == (len(sub["petition"]) > 1), (
                sub["code"]
            )


def test_examples_of_the_taxonomy_are_not_rows_of_the_corpus(documents: list[str]) -> None:
    import yaml

    tree = yaml.safe_load((CORPUS / "taxonomy.yaml").read_text(encoding="utf-8"))
    runs = {run for text in documents for run in measures.han_runs(text, 12)}
    examples = [e for c in tree["categories"] for s in c["subcategories"] for e in s["examples"]]
    assert not [e for e in examples if len(e) >= 12 and measures.han_runs(e, 12) & runs]


# -- variety ----------------------------------------------------------------------------------------------------------


def test_no_run_of_twelve_characters_is_common(masked: list[str]) -> None:
    found = measures.common_runs(masked, more_than=int(MAX_SHARE * len(masked)))
    assert not [run for run in found if not any(run in phrase for phrase in SET_PHRASES)]


def test_common_runs_finds_a_template() -> None:
    texts = [f"尊敬的领导您好我要反映的问题是{word}" for word in ("路灯", "停车", "噪音")]
    assert "领导您好我要反映的问题是" in measures.common_runs(texts, more_than=2)


def test_near_duplicates_are_rare(rows: list[dict[str, Any]], documents: list[str]) -> None:
    pairs = measures.near_duplicate_pairs(documents)
    unmarked = [
        p for p in pairs if not rows[p[0]]["incident"] or rows[p[0]]["incident"] != rows[p[1]]["incident"]
    ]
    assert len(unmarked) < MAX_SHARE * len(rows), [
        (rows[a]["complaint_id"], rows[b]["complaint_id"]) for a, b, _ in unmarked
    ]


def test_near_duplicate_groups_agree(documents: list[str]) -> None:
    paired = {at for pair in measures.near_duplicate_pairs(documents) for at in pair[:2]}
    groups = pd.Series(near_duplicate_groups(documents))
    grouped = set(groups[groups.duplicated(keep=False)].index)
    assert len(grouped ^ paired) <= 2


def test_near_duplicate_pairs_finds_a_copy() -> None:
    texts = ["楼下烧烤店油烟太大，天天熏得睡不着", "楼下烧烤店油烟很大，天天熏得睡不着", "公交车班次太少"]
    assert [p[:2] for p in measures.near_duplicate_pairs(texts)] == [(0, 1)]


@pytest.mark.real_data
def test_wording_is_at_least_as_varied_as_real_messages(masked: list[str], real_data: Path) -> None:
    real = pd.read_csv(real_data / "tipdm2020" / "labelled_dev.csv")["text"].tolist()
    theirs = [measures.mask(text) for text in real]
    n = min(sum(map(len, masked)), sum(map(len, theirs))) * 9 // 10
    ours, other = (measures.distinct_share(t, n_characters=n) for t in (masked, theirs))
    assert ours >= other, f"distinct 4-grams in {n} characters: corpus {ours:.3f}, labelled_dev {other:.3f}"


# -- nobody's text but ours -------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_no_text_of_the_real_files(rows: list[dict[str, Any]], real_data: Path) -> None:
    ours = {
        run
        for r in rows
        for run in measures.han_runs("".join((r["title"], r["text"], r.get("reply", ""))), 20)
    }
    assert ours
    shared = set()
    for text in real_texts(real_data):
        shared |= measures.han_runs(text, 20) & ours
    assert not shared


def real_texts(folder: Path) -> list[str]:
    texts: list[str] = []
    for path in sorted((folder / "tipdm2020").glob("*.xlsx")):
        for sheet in pd.read_excel(path, dtype=str, sheet_name=None, engine="openpyxl").values():
            for column in sheet.columns:
                texts += sheet[column].dropna().tolist()
    for path in sorted((folder / "tipdm2020").glob("*.csv")):
        table = pd.read_csv(path, dtype=str)
        for column in table.columns:
            texts += table[column].dropna().tolist()
    assert len(texts) > 10_000
    return texts


def test_no_real_looking_numbers(rows: list[dict[str, Any]]) -> None:
    full = re.compile(
        r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)0\d{2,3}[-—]\d{7,8}(?!\d)|(?<!\d)[48]00[-—]?\d{3}[-—]?\d{4}"
    )
    assert full.search("请打13812345678")
    assert full.search("0731-84123456")
    found = [
        r["complaint_id"] for r in rows for k in ("title", "text", "reply") if full.search(str(r.get(k, "")))
    ]
    assert not found


def test_no_well_known_brands_or_cities(rows: list[dict[str, Any]]) -> None:
    names = re.compile(
        "淘宝|京东|拼多多|美团|饿了么|微信|支付宝|抖音|小红书|顺丰|菜鸟驿站|万科|碧桂园|恒大|肯德基|星巴克|工商银行|"
        "农业银行|中国移动|中国电信|国家电网|北京|上海|天津市|重庆|广州|深圳|长沙|武汉|成都|南京|杭州|西安|郑州|济南"
    )
    found = [
        (r["complaint_id"], m[0])
        for r in rows
        for k in ("title", "text", "reply")
        if (m := names.search(str(r.get(k, ""))))
    ]
    assert not found


# -- labelling --------------------------------------------------------------------------------------------------------


def test_second_labels_are_blind_and_cover_every_category(rows: list[dict[str, Any]]) -> None:
    second = read_csv("labelling/second_labels.csv")
    assert len(second) >= 500
    assert len({r["complaint_id"] for r in second}) == len(second)
    assert {r["first"] for r in second} == set(load_taxonomy().codes)
    order = [int(r["complaint_id"][2:]) for r in second]
    assert abs(pd.Series(order).corr(pd.Series(range(len(order))))) < 0.1  # shuffled


def test_every_disagreement_is_adjudicated_and_applied(rows: list[dict[str, Any]]) -> None:
    by_id = {r["complaint_id"]: r for r in rows}
    disagreed = {
        r["complaint_id"] for r in read_csv("labelling/second_labels.csv") if r["first"] != r["second"]
    }
    adjudicated = read_csv("labelling/adjudication.csv")
    assert {r["complaint_id"] for r in adjudicated} == disagreed
    for entry in adjudicated:
        assert entry["reason"]
        assert by_id[entry["complaint_id"]]["subcategory"] == entry["adjudicated_subcategory"], entry[
            "complaint_id"
        ]


def test_corrections_are_applied(rows: list[dict[str, Any]]) -> None:
    by_id = {r["complaint_id"]: r for r in rows}
    corrections = read_csv("labelling/corrections.csv")
    assert corrections
    for entry in corrections:
        row = by_id[entry["complaint_id"]]
        assert (row["subcategory"], row["second_category"]) == (
            entry["subcategory"],
            entry["second_category"],
        )
        assert entry["reason"]


def test_two_readers_agree() -> None:
    second = read_csv("labelling/second_labels.csv")
    value = measures.kappa([r["first"] for r in second], [r["second"] for r in second])
    assert value >= 0.85


def test_kappa_is_zero_at_chance_and_one_when_equal() -> None:
    assert measures.kappa(list("aabb"), list("abab")) == 0
    assert measures.kappa(list("aabb"), list("aabb")) == 1
    assert measures.kappa(list("aabb"), list("bbaa")) == -1


# -- checksums --------------------------------------------------------------------------------------------------------


def test_manifest_matches_the_files() -> None:
    stored = json.loads((CORPUS / "MANIFEST.json").read_text(encoding="utf-8"))
    assert stored == manifest.build_manifest(), "run python benchmarks/write_manifest.py"
