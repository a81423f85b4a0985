"""Hostile and broken inputs: each is refused with a reason, or read with every row kept, in bounded time and memory."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import pickle
import random
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.classify.model import ComplaintClassifier
from textmine.classify.store import load_model, save_model
from textmine.errors import InputError
from textmine.reading.stream import open_stream
from textmine.reading.tables import read_table
from textmine.writing.tables import write_table

BOMB_SECONDS = 20.0


def workbook(path: Path, sheet_xml: bytes, *, extra: dict[str, bytes] | None = None) -> Path:
    """Write the smallest workbook around one sheet's XML."""
    parts = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": b'<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        b' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1"'
        b' r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/'
        b'2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
        **(extra or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def sheet(cells: str, *, head: str = "") -> bytes:
    text = f'<?xml version="1.0"?>{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{text}<sheetData>{cells}</sheetData></worksheet>".encode()


def cell(at: str, value: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'


def test_read_table_refuses_a_workbook_that_unpacks_to_an_absurd_size(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", sheet("") + b" " * 80_000_000)
    start = time.monotonic()
    with pytest.raises(InputError, match="unpacks to"):
        read_table(path)
    assert time.monotonic() - start < BOMB_SECONDS


def test_read_table_refuses_a_gzip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 80_000_000))
    for reader in (read_table, open_stream):
        with pytest.raises(InputError, match="absurd size"):
            reader(path)


def test_read_table_refuses_absurd_dimensions(tmp_path: Path) -> None:
    cells = f'<row r="1">{cell("A1", "诉求内容")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'
    with pytest.raises(InputError, match="spans"):
        read_table(workbook(tmp_path / "wide.xlsx", sheet(cells)))


def test_read_table_reads_no_file_through_an_xml_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    cells = f'<row r="1">{cell("A1", "诉求内容")}</row><row r="2">{cell("A2", "&e;")}</row>'
    try:
        frame = read_table(workbook(tmp_path / "a.xlsx", sheet(cells, head=head))).frame
    except InputError:
        return
    assert "秘密" not in frame.to_string()


def test_read_table_expands_no_nested_entities(tmp_path: Path) -> None:
    names = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{names}]>'
    cells = f'<row r="1">{cell("A1", "诉求内容")}</row><row r="2">{cell("A2", "&e9;")}</row>'
    start = time.monotonic()
    try:
        frame = read_table(workbook(tmp_path / "a.xlsx", sheet(cells, head=head))).frame
        assert frame.map(lambda v: len(str(v))).to_numpy().max() < 1000
    except InputError:
        pass
    assert time.monotonic() - start < BOMB_SECONDS


@pytest.mark.parametrize("text", ['{"text": ' + "[" * 100_000, '{"a": ' * 50_000])
def test_read_table_survives_deep_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text('{"text": "路灯不亮"}\n' + text + "\n", encoding="utf-8")
    for table in (read_table(path), open_stream(path, stream_from=0)):
        assert (len(table.frame) if hasattr(table, "frame") else table.n_rows) == 2


def test_read_table_survives_a_page_with_deep_tables_and_huge_spans(tmp_path: Path) -> None:
    path = tmp_path / "page.xls"
    text = "<table><tr><td colspan=999999999>诉求内容</td></tr><tr><td rowspan=999999999>路灯不亮</td></tr></table>"
    path.write_text(text + "<table><tr><td>" * 3000, encoding="utf-8")
    start = time.monotonic()
    with contextlib.suppress(InputError):
        read_table(path)
    assert time.monotonic() - start < BOMB_SECONDS


def test_read_table_follows_no_link_out_of_a_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("编号,诉求内容\n1,秘密\n", encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_text("编号,诉求内容\n1,路灯不亮\n", encoding="utf-8")
    (folder / "b.csv").symlink_to(outside / "secret.csv")
    (folder / "c").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    assert read_table(folder).frame["诉求内容"].tolist() == ["路灯不亮"]


def test_read_table_survives_a_pipe_among_the_files(tmp_path: Path) -> None:
    import os

    (tmp_path / "a.csv").write_text("编号,诉求内容\n1,路灯不亮\n", encoding="utf-8")
    os.mkfifo(tmp_path / "b.csv")
    assert len(read_table(tmp_path).frame) == 1


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+1+1",
        "-1+cmd",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
        "\t=1",
        "\r=1",
        "=1\r+1",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_write_table_writes_no_formula(tmp_path: Path, value: str, kind: str) -> None:
    path = write_table(pd.DataFrame({value: [value]}), tmp_path / f"a.{kind}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter="," if kind == "csv" else "\t"))
    assert rows == [["'" + value]] * 2


def test_write_table_keeps_every_character_of_a_cell_too_long_for_a_sheet(tmp_path: Path) -> None:
    long = "路灯不亮" * 20_000
    path = write_table(pd.DataFrame({"诉求内容": [long]}), tmp_path / "a.xlsx")
    frame = read_table(path).frame
    assert "".join(frame.iloc[0].tolist()) == long


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = ["路灯坏了不亮", "小区路灯不亮", "晚上路灯全黑", "停车位太少", "路边乱停车", "没有停车位"]
    model = ComplaintClassifier(calibrate=False).fit(texts, ["灯"] * 3 + ["车"] * 3)
    return save_model(model, tmp_path_factory.mktemp("model") / "a.tmm")


class Trap:
    """A pickle that would create a file when it is unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (Path.touch, (self.path,))


@pytest.mark.filterwarnings("ignore::UserWarning")  # zipfile warns of the duplicate name we write on purpose
def test_load_model_unpacks_nothing_executable(tmp_path: Path, model_file: Path) -> None:
    flag = tmp_path / "executed"
    buffer = io.BytesIO()
    np.save(buffer, np.array([Trap(flag)], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(model_file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        comment = archive.comment
    victims = [pickle.dumps(Trap(flag))]
    for name in [n for n in parts if n.endswith("keys.npy")][:1]:
        target = tmp_path / "swapped.tmm"
        with zipfile.ZipFile(target, "w") as archive:
            for other, content in parts.items():
                archive.writestr(other, buffer.getvalue() if other == name else content)
            archive.comment = comment
        victims.append(target.read_bytes())
    for number, content in enumerate(victims):
        path = tmp_path / f"{number}.tmm"
        path.write_bytes(content)
        with pytest.raises(InputError, match="refused"):
            load_model(path)
    assert not flag.exists()


@pytest.mark.parametrize(
    "header",
    [
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }",
        b"{'descr'':< f9', 'fortran_order': False, ), }",  # found by tests/fuzz/fuzz_doors.py
        b"{'descr': [[[[",
        b"{'descr': 1, 'fortran_order': False, 'shape': 'x'}",
    ],
)
def test_load_model_refuses_absurd_headers(tmp_path: Path, model_file: Path, header: bytes) -> None:
    """A header that promises a petabyte, or is no header, must not be believed, even when all checksums fit."""
    import hashlib

    header += b" " * (63 - (len(header) + 10) % 64) + b"\n"
    lie = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + b"\x00" * 64
    with zipfile.ZipFile(model_file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    name = next(n for n in manifest["sha256"] if n.endswith("idf.npy"))
    parts[name] = lie
    manifest["sha256"][name] = hashlib.sha256(lie).hexdigest()
    parts["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    path = tmp_path / "a.tmm"
    with zipfile.ZipFile(path, "w") as archive:
        for other, content in parts.items():
            archive.writestr(other, content)
        archive.comment = hashlib.sha256(parts["manifest.json"]).hexdigest().encode()
    with pytest.raises(InputError, match="refused"):
        load_model(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), n=st.integers(1, 40), cut=st.floats(0.05, 1.0))
def test_load_model_refuses_or_loads_any_damaged_file(
    tmp_path: Path, model_file: Path, seed: int, n: int, cut: float
) -> None:
    draw = random.Random(seed)
    content = bytearray(model_file.read_bytes())
    for _ in range(n):
        content[draw.randrange(len(content))] = draw.randrange(256)
    path = tmp_path / "damaged.tmm"
    path.write_bytes(bytes(content[: int(len(content) * cut)]))
    with contextlib.suppress(InputError):
        load_model(path)


SEEDS = {
    "xlsx": None,
    "parquet": None,
    "jsonl": '{"编号": 1, "诉求内容": "路灯不亮"}\n{"编号": "2", "诉求内容": null}\n'.encode(),
    "csv": '编号,诉求内容\n1,"路灯""不亮"\n2,停车难\n'.encode(),
    "gb.csv": "编号,诉求内容\n1,路灯不亮\n".encode("gb18030"),
    "xls": "<html><table><tr><th>诉求内容</th></tr><tr><td>路灯不亮</td></tr></table></html>".encode(),
    "csv.gz": gzip.compress("编号,诉求内容\n1,路灯不亮\n".encode()),
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("seeds")
    frame = pd.DataFrame({"编号": ["1", "2"], "诉求内容": ["路灯不亮", "停车难"]})
    made = {kind: write_table(frame, folder / f"a.{kind}").read_bytes() for kind in ("xlsx", "parquet")}
    return {**{k: v for k, v in SEEDS.items() if v is not None}, **made}


@pytest.mark.parametrize("kind", SEEDS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), n=st.integers(0, 12), cut=st.floats(0.2, 1.0))
def test_readers_refuse_or_read_any_damaged_file(
    tmp_path: Path, seeds: dict[str, bytes], kind: str, seed: int, n: int, cut: float
) -> None:
    draw = random.Random(seed)
    content = bytearray(seeds[kind])
    for _ in range(n):
        at = draw.randrange(len(content))
        content[at : at + draw.randrange(2)] = bytes(
            [draw.choice((0, 10, 13, 34, 44, 60, 123, 255, draw.randrange(256)))]
        )
    path = tmp_path / f"damaged.{kind}"
    path.write_bytes(bytes(content[: int(len(content) * cut)]))
    whole = streamed = None
    with contextlib.suppress(InputError):
        whole = read_table(path)
    try:
        stream = open_stream(path, stream_from=0)
        streamed = sum(len(chunk.frame) for chunk in stream.chunks(3))
    except InputError:
        return
    if whole is not None:
        assert streamed == max(len(whole.frame), 0)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_readers_refuse_or_read_any_bytes(tmp_path: Path, content: bytes) -> None:
    for kind in ("csv", "xlsx", "jsonl", "parquet"):
        path = tmp_path / f"any.{kind}"
        path.write_bytes(content)
        for reader in (read_table, open_stream):
            with contextlib.suppress(InputError):
                reader(path)


def test_a_parquet_file_with_text_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"诉求内容": ["路灯不亮", "停车难"]}).to_parquet(path, compression=None)
    whole = path.read_bytes()
    # In a cell, and in every place the heading stands; neither changes a length.
    for old in ("停车难", "诉求内容"):
        path.write_bytes(whole.replace(old.encode(), b"\xbc" * len(old.encode())))
        with pytest.raises(InputError, match="cannot be read"):
            read_table(path)
        with pytest.raises(InputError, match="cannot be read"):
            list(open_stream(path, stream_from=0).chunks(3))


def test_a_model_whose_list_of_parts_is_no_text_is_refused(tmp_path: Path, model_file: Path) -> None:
    content = model_file.read_bytes()
    with zipfile.ZipFile(model_file) as archive:
        part = archive.infolist()[1]
    name = part.filename.encode()
    at = part.header_offset + 30  # the name in the part's own head, not the one in the list at the end
    flags = part.header_offset + 7  # bit 11 says that names are UTF-8
    damaged = bytearray(content)
    assert damaged[at : at + len(name)] == name
    damaged[at] = 0xA5
    damaged[flags] |= 0x08
    path = tmp_path / "a.tmm"
    path.write_bytes(bytes(damaged))
    with pytest.raises(InputError, match="refused"):
        load_model(path)
