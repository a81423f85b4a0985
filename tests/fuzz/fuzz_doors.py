"""Feed mutated bytes to every door, guided by the code they reach; only a refusal in words counts as an answer.

Needs atheris (``pip install atheris``; not among the project's libraries), so it is no part of the test suite::

    python tests/fuzz/fuzz_doors.py csv FOLDER -max_total_time=60 -timeout=20 -rss_limit_mb=3000

Targets: csv, jsonl, html, workbook, parquet, page, text, model, archive. FOLDER keeps the inputs that reached new code. What it
finds becomes a case of tests/gate/test_hostile.py.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import logging
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["textmine"]):
    from textmine.classify.model import ComplaintClassifier
    from textmine.classify.store import load_model, save_model
    from textmine.errors import InputError
    from textmine.news.articles import clean_page
    from textmine.reading.pages import read_page
    from textmine.reading.stream import open_stream
    from textmine.reading.tables import read_complaints, read_table
    from textmine.text.normalize import repair_text
    from textmine.text.privacy import find_personal_data
    from textmine.writing.tables import write_table

FOLDER = Path(tempfile.mkdtemp(prefix="textmine-fuzz-"))


def read_both(content: bytes, name: str) -> None:
    """Read whole and streamed: no other error than a refusal, and the same number of rows; write what was read."""
    path = FOLDER / name
    path.write_bytes(content)
    try:
        whole = read_table(path)
    except InputError:
        whole = None
    else:
        for kind in ("csv", "parquet", "jsonl"):
            write_table(whole.frame, FOLDER / f"out.{kind}", force=True)
        with contextlib.suppress(InputError):
            read_complaints(path)
    try:
        stream = open_stream(path, stream_from=0)
        n_streamed = sum(len(chunk.frame) for chunk in stream.chunks(3))
    except InputError:
        return
    if whole is not None and n_streamed != len(whole.frame):
        raise AssertionError(f"{len(whole.frame)} rows read whole, {n_streamed} streamed")


def fuzz_workbook(content: bytes) -> None:
    """Put the bytes where the XML of the first sheet belongs, with checksums that fit."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(SEEDS / "a.xlsx") as source, zipfile.ZipFile(buffer, "w") as archive:
        for part in source.namelist():
            archive.writestr(part, content if part == "xl/worksheets/sheet1.xml" else source.read(part))
    read_both(buffer.getvalue(), "a.xlsx")


def fuzz_page(content: bytes) -> None:
    path = FOLDER / "page.html"
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        clean_page(read_page(path).text)


def fuzz_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    repair_text(text)
    before = 0
    for start, stop, _ in find_personal_data(text):
        if not before <= start < stop <= len(text):
            raise AssertionError("spans out of order")
        before = stop


def fuzz_model(content: bytes) -> None:
    """Swap one part of a model for the bytes, and make all checksums fit: what a stranger who knows the format can do."""
    if len(content) < 2:
        return
    with zipfile.ZipFile(SEEDS / "a.tmm") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    names = sorted(manifest["sha256"])
    if content[0] == 255:
        parts["manifest.json"] = content[1:]
    else:
        name = names[content[0] % len(names)]
        parts[name] = content[1:]
        manifest["sha256"][name] = hashlib.sha256(content[1:]).hexdigest()
        parts["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
    path = FOLDER / "a.tmm"
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.comment = hashlib.sha256(parts["manifest.json"]).hexdigest().encode()
    _load(path)


def fuzz_archive(content: bytes) -> None:
    path = FOLDER / "b.tmm"
    path.write_bytes(content)
    _load(path)


def _load(path: Path) -> None:
    try:
        model = load_model(path)
    except InputError:
        return
    # What is not refused must work.
    for mode in ("fast", "best"):
        p, _ = model.predict_with_evidence(["路灯不亮", "", "x" * 50], mode=mode)
        if not (abs(p.sum(axis=1) - 1) < 1e-6).all():
            raise AssertionError("probabilities do not add up to 1")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "csv": lambda content: read_both(content, "a.csv"),
    "jsonl": lambda content: read_both(content, "a.jsonl"),
    "html": lambda content: read_both(content, "a.xls"),
    "parquet": lambda content: read_both(content, "a.parquet"),
    "workbook": fuzz_workbook,
    "page": fuzz_page,
    "text": fuzz_text,
    "model": fuzz_model,
    "archive": fuzz_archive,
}
SEEDS = FOLDER / "seeds"


def make_seeds(target: str, corpus: Path) -> None:
    """Write one small good input of each kind."""
    import pandas as pd

    SEEDS.mkdir()
    frame = pd.DataFrame(
        {"编号": ["1", "2"], "诉求内容": ["路灯不亮", "停车难"], "时间": ["2025-01-02", None]}
    )
    for kind in ("csv", "xlsx", "parquet", "jsonl"):
        write_table(frame, SEEDS / f"a.{kind}")
    texts = ["路灯坏了不亮", "小区路灯不亮", "晚上路灯全黑", "停车位太少", "路边乱停车", "没有停车位"]
    save_model(ComplaintClassifier(calibrate=False).fit(texts, ["灯"] * 3 + ["车"] * 3), SEEDS / "a.tmm")
    corpus.mkdir(parents=True, exist_ok=True)
    page = "<html><head><title>路灯</title></head><body><p>记者 何秀英</p><p>小区路灯不亮，电话13974028816。</p></body></html>"
    with zipfile.ZipFile(SEEDS / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(SEEDS / "a.tmm") as archive:
        parts = [archive.read(name) for name in sorted(archive.namelist()) if name != "manifest.json"]
        manifest = archive.read("manifest.json")
    good = {
        "csv": [(SEEDS / "a.csv").read_bytes(), '编号;内容\r\n1;"路\n灯"\r\n'.encode("gb18030")],
        "jsonl": [(SEEDS / "a.jsonl").read_bytes()],
        "html": [b"<table><tr><th>\xe5\x86\x85\xe5\xae\xb9<td rowspan=2>x</tr><tr><td>a</table>"],
        "parquet": [(SEEDS / "a.parquet").read_bytes()],
        "workbook": [sheet],
        "page": [page.encode(), page.encode("gb18030")],
        "text": ["我叫何秀英，电话13974028816，身份证110101199003070000".encode()],
        "model": [bytes([at]) + part for at, part in enumerate(parts)] + [b"\xff" + manifest],
        "archive": [(SEEDS / "a.tmm").read_bytes()],
    }[target]
    for number, content in enumerate(good):
        (corpus / f"seed{number}").write_bytes(content)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    chosen, folder = sys.argv[1], Path(sys.argv[2])
    make_seeds(chosen, folder)
    run = TARGETS[chosen]
    atheris.Setup(
        [sys.argv[0], *sys.argv[2:], "-max_len=4096" if chosen != "archive" else "-max_len=16384"], run
    )
    atheris.Fuzz()
