"""A line that lost a byte is named and kept; its neighbours are read as if nothing had happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.reading import lines
from textmine.reading.encodings import decode_line, decode_text, is_mostly
from textmine.reading.lines import DAMAGED, find_encoding, text_lines

ROWS = ["工单号,诉求内容", *[f"{n},{n}号楼的楼道灯坏了，没有人来修" for n in range(1, 40)]]


def damaged(at: int, encoding: str) -> bytes:
    """Write the rows; the one at this place loses its last byte."""
    encoded = [row.encode(encoding) for row in ROWS]
    encoded[at] = encoded[at][:-1]
    return b"\n".join(encoded) + b"\n"


@pytest.mark.parametrize("at", [1, 20, 39])
@pytest.mark.parametrize(
    ("encoding", "found"), [("gb18030", "gb18030"), ("utf-8", "mixed utf-8 and gb18030")]
)
def test_one_damaged_line_is_odd_and_no_other(at: int, encoding: str, found: str) -> None:
    decoded = decode_text(damaged(at, encoding))
    assert decoded.odd_lines == (at + 1,)
    assert decoded.encoding == found
    read = decoded.text.split("\n")
    assert read[:at] == ROWS[:at]
    assert read[at + 1 : -1] == ROWS[at + 1 :]
    assert read[at].startswith(ROWS[at][:-1])


@pytest.mark.parametrize("at", [1, 39])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_stream_reads_what_a_small_file_reads(at: int, encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(damaged(at, encoding))
    odd: set[int] = set()
    name = find_encoding(file)
    assert name == (DAMAGED if encoding == "gb18030" else "mixed")
    assert "".join(text_lines(file, name, odd)) == decode_text(file.read_bytes()).text
    assert odd == {at + 1}


def test_damage_in_a_later_block_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "BLOCK_BYTES", 256)
    file = tmp_path / "cases.csv"
    file.write_bytes(damaged(39, "gb18030"))
    assert find_encoding(file) == DAMAGED


def test_bytes_that_are_no_text_are_not_taken_for_damaged_text() -> None:
    noise = b"\n".join(bytes([0x80 + n % 8, 0xFF, 0x81, 0x20]) for n in range(20))
    assert not is_mostly(noise.split(b"\n"), "gb18030")
    assert len(decode_text(noise).odd_lines) == 20


def test_lines_of_two_encodings_are_still_told_apart() -> None:
    mixed = "停车难\n".encode() * 5 + "路灯不亮\n".encode("gb18030")
    decoded = decode_text(mixed)
    assert decoded.odd_lines == (6,)
    assert decoded.text.split("\n")[5] == "路灯不亮"


@pytest.mark.parametrize(
    ("line", "text"),
    [(b"1\xab00", "1�00"), (b"1\xff4", "1�4"), (b"\xab", "�"), (b"", ""), (b"1\x812", "1�2")],
)
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_what_follows_a_damaged_byte_stays_and_lines_stay_apart(line: bytes, text: str, end: bytes) -> None:
    for encoding in ("gb18030", "mixed"):
        assert decode_line(line + end, encoding)[0] == text + end.decode()
