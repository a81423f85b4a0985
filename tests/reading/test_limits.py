"""What the reader does just below and just above each of its limits."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.reading.delimited import delimited_records, sniff_delimiter
from textmine.reading.formats import RawFile, detect_format, packed_limit
from textmine.reading.headings import find_header_row, normalise_heading
from textmine.reading.pages import _or_big5, _with_lost_paragraphs, read_page
from textmine.reading.plausibility import check_columns
from textmine.reading.sheets import read_sheets
from textmine.reading.tables import read_table
from textmine.reading.times import parse_time

PROSE = "社区的路灯坏了三天，居民晚上出门很不方便，希望有关部门尽快派人来修。"


def _sentences(n: int) -> str:
    return "\n".join(f"{at}号楼的{PROSE}" for at in range(n))


@pytest.mark.parametrize("n_cells", [16384, 16385])
def test_delimited_records_take_as_many_columns_as_a_sheet_of_excel(n_cells: int) -> None:
    line = ",".join(["甲"] * n_cells) + "\n"
    if n_cells == 16384:
        assert len(next(delimited_records([line], ",")).cells) == n_cells
    else:
        with pytest.raises(InputError, match="16,385 columns"):
            next(delimited_records([line], ","))


@pytest.mark.parametrize(("n_lines", "is_one"), [(4998, True), (5000, False)])
def test_a_quoted_cell_may_have_five_thousand_lines(n_lines: int, is_one: bool) -> None:
    lines = ['1,"开头\n', *["路灯不亮\n"] * n_lines, '结尾"\n', "2,停车难\n"]
    found = list(delimited_records(lines, ","))
    assert found[-1].cells == ["2", "停车难"]
    assert (len(found) == 2) is is_one
    assert (found[0].problem is None) is is_one


@pytest.mark.parametrize(("n_megabytes", "is_one"), [(15, True), (17, False)])
def test_a_quoted_cell_may_have_sixteen_million_characters(n_megabytes: int, is_one: bool) -> None:
    lines = ['1,"开头\n', *["a" * (1 << 20) + "\n"] * n_megabytes, '结尾"\n', "2,停车难\n"]
    found = list(delimited_records(lines, ","))
    assert (found[0].problem is None) is is_one


def test_sniff_delimiter_looks_at_the_first_65536_characters_only() -> None:
    row = "1;" + "好" * 1998 + "\n"
    commas = "一,二,三,四,五\n" * 40
    # Rows split by semicolons fill what is looked at; what follows has commas and many more rows.
    assert sniff_delimiter(row * 33 + commas) == ";"
    assert sniff_delimiter(row * 10 + commas) == ","


@pytest.mark.parametrize(("n_above", "found"), [(29, 29), (30, 0)])
def test_find_header_row_looks_at_thirty_rows(n_above: int, found: int) -> None:
    rows = [[f"说明{at}", ""] for at in range(n_above)] + [["编号", "内容"], ["1", "路灯不亮"]]
    assert find_header_row(rows) == found


@pytest.mark.parametrize(("n_above", "heading"), [(29, "内容"), (35, "第0行")])
def test_a_large_file_is_read_with_the_headings_of_its_first_rows(
    tmp_path: Path, n_above: int, heading: str
) -> None:
    path = tmp_path / "长.csv"
    path.write_text(
        "".join(f"第{at}行,说明\n" for at in range(n_above)) + "内容,编号\n路灯不亮,1\n", encoding="utf-8"
    )
    columns = None if heading == "内容" else {"text": heading}
    assert heading in read_table(path, columns=columns).frame.columns


def test_normalise_heading_reads_two_hundred_characters() -> None:
    assert len(normalise_heading("长" * 200)) == len(normalise_heading("长" * 201)) == 200


@pytest.mark.parametrize(
    ("n_bytes", "limit"),
    [(1, 64 * 1024**2), (1024**2, 300 * 1024**2), (1024**3, 4 * 1024**3)],
)
def test_packed_limit_lets_small_files_grow_most_and_none_beyond_four_gigabytes(
    n_bytes: int, limit: int
) -> None:
    assert packed_limit(n_bytes) == limit


def _workbook_that_unpacks_to(n_bytes: int, *, padding: int = 0) -> bytes:
    """Make a workbook in which one part says it is so large; `padding` bytes are stored as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/media/picture.bin", b"0" * padding)
    content = bytearray(buffer.getvalue())
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = (n_bytes).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("n_megabytes", "padding", "is_taken"),
    [(63, 0, True), (66, 0, False), (280, 1 << 20, True), (330, 1 << 20, False)],
)
def test_a_workbook_may_unpack_to_64_megabytes_or_three_hundred_times_its_size(
    n_megabytes: int, padding: int, is_taken: bool
) -> None:
    content = _workbook_that_unpacks_to(n_megabytes * 1024**2, padding=padding)
    if is_taken:
        assert detect_format(content, Path("工单.xlsx")) == "xlsx"
    else:
        with pytest.raises(InputError, match="unpacks to"):
            detect_format(content, Path("工单.xlsx"))


@pytest.mark.parametrize(("last", "is_taken"), [("A60000000", True), ("B30000001", False)])
def test_a_sheet_may_span_sixty_million_cells(last: str, is_taken: bool) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", f'<c r="A1"><v>1</v></c><c r="{last}"><v>1</v></c>')
    if is_taken:
        assert detect_format(buffer.getvalue(), Path("工单.xlsx")) == "xlsx"
    else:
        with pytest.raises(InputError, match="30,000,001 rows by 2 columns"):
            detect_format(buffer.getvalue(), Path("工单.xlsx"))


@pytest.mark.parametrize(("n_tables", "is_taken"), [(1000, True), (1001, False)])
def test_a_page_may_hold_a_thousand_tables(n_tables: int, is_taken: bool) -> None:
    tables = "<table><tr><td>内容</td></tr><tr><td>路灯不亮</td></tr></table>" * n_tables
    raw = RawFile(Path("导出.xls"), "html", f"<html><body>{tables}</body></html>".encode())
    if is_taken:
        assert len(read_sheets(raw)) == n_tables
    else:
        with pytest.raises(InputError, match="1,001 tables"):
            read_sheets(raw)


def test_a_page_may_hold_five_million_cells() -> None:
    # Rows that reach down fill the columns without being written: 1000 cells of 3 rows each, again and again.
    row = "<tr>" + '<td rowspan="1000">灯</td>' * 600 + "</tr>"
    page = ("<table>" + row + "<tr></tr>" * 999 + "</table>") * 9
    raw = RawFile(Path("导出.xls"), "html", page.encode())
    with pytest.raises(InputError, match="absurd number of cells"):
        read_sheets(raw)
    assert len(read_sheets(RawFile(raw.path, "html", page[: len(page) // 9].encode()))[0].rows) == 1000


@pytest.mark.parametrize(("wide", "is_taken"), [(1000, True), (1001, False)])
def test_a_page_may_hold_twenty_thousand_spanned_cells(tmp_path: Path, wide: int, is_taken: bool) -> None:
    # A span counts as at most a thousand cells, so that the twenty-first row is the first too many.
    path = tmp_path / "导出.xls"
    n_rows = 20 if is_taken else 21
    rows = f'<tr><td colspan="{wide}">路灯不亮</td></tr>' * n_rows
    path.write_text(f"<table><tr><td>内容</td></tr>{rows}</table>", encoding="utf-8")
    if is_taken:
        assert len(read_table(path).frame) == n_rows
    else:
        with pytest.raises(InputError, match="absurd number of cells"):
            read_table(path)


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (19999.0, None),
        (20000.0, dt.datetime(1954, 10, 3)),
        (80000.0, dt.datetime(2119, 1, 11)),
        (80001.0, None),
    ],
)
def test_parse_time_takes_serial_numbers_of_our_times(serial: float, expected: dt.datetime | None) -> None:
    assert parse_time(serial) == expected


@pytest.mark.parametrize(("n_odd", "is_refused"), [(20, False), (21, True)])
def test_read_page_refuses_more_than_two_per_cent_of_binary(
    tmp_path: Path, n_odd: int, is_refused: bool
) -> None:
    path = tmp_path / "页.txt"
    path.write_text("亮" * (1000 - n_odd) + "\x01" * n_odd, encoding="utf-8")
    if is_refused:
        with pytest.raises(InputError, match="not a text file"):
            read_page(path)
    else:
        assert len(read_page(path).text) == 1000


def test_read_page_builds_no_tree_of_more_than_three_million_characters(tmp_path: Path) -> None:
    body = "".join(f"<p>{at}号楼的{PROSE}</p>" for at in range(40))
    page = "<html><head><title>路灯坏了</title></head><body><article>{}</article>{}</body></html>"
    small, large = tmp_path / "小.html", tmp_path / "大.html"
    small.write_text(page.format(body, "<!-- -->"), encoding="utf-8")
    large.write_text(page.format(body, f"<!-- {'x' * 3_000_000} -->"), encoding="utf-8")
    assert read_page(small).head["title"] == "路灯坏了"
    assert read_page(large).head == {}
    assert PROSE in read_page(large).text


def test_read_page_asks_the_first_four_thousand_characters_which_encoding_reads_better(
    tmp_path: Path,
) -> None:
    traditional = "社區的路燈壞了三天，居民晚上出門很不方便，希望有關部門盡快派人來修，這是大家共同的心願。"
    path = tmp_path / "頁.txt"
    path.write_bytes((traditional * 200).encode("big5hkscs"))
    assert read_page(path).text.startswith("社區的路燈")
    path.write_bytes((PROSE * 200).encode("gb18030"))
    assert read_page(path).text.startswith("社区的路灯")


@pytest.mark.parametrize(("n", "is_noticed"), [(4, False), (5, True)])
def test_check_columns_wants_five_values(n: int, is_noticed: bool) -> None:
    table = pd.DataFrame({"诉求内容": ["2025-01-02"] * n})
    assert bool(check_columns(table, {"text": "诉求内容"})) is is_noticed


@pytest.mark.parametrize(("n_right", "is_noticed"), [(1, True), (2, False)])
def test_check_columns_notices_a_column_odd_in_more_than_four_fifths(n_right: int, is_noticed: bool) -> None:
    table = pd.DataFrame({"诉求内容": ["2025-01-02"] * (10 - n_right) + [PROSE] * n_right})
    assert bool(check_columns(table, {"text": "诉求内容"})) is is_noticed


@pytest.mark.parametrize(("n", "is_noticed"), [(9, False), (10, True)])
def test_check_columns_wants_ten_keys(n: int, is_noticed: bool) -> None:
    table = pd.DataFrame({"编号": ["甲"] * n})
    assert bool(check_columns(table, {"id": "编号"})) is is_noticed


@pytest.mark.parametrize(("n_characters", "is_noticed"), [(40, False), (41, True)])
def test_check_columns_notices_names_of_more_than_forty_characters(
    n_characters: int, is_noticed: bool
) -> None:
    table = pd.DataFrame({"所属社区": [f"{at}" + "长" * (n_characters - 1) for at in range(8)]})
    assert bool(check_columns(table, {"community": "所属社区"})) is is_noticed


def test_check_columns_looks_at_the_first_five_hundred_rows() -> None:
    table = pd.DataFrame({"诉求内容": ["2025-01-02"] * 500 + [PROSE] * 500})
    assert "500 of 500 rows" in check_columns(table, {"text": "诉求内容"})[0]


def _mixture(n_common: int, n_rare: int) -> str:
    return "鑫" * n_rare + "的" * n_common


@pytest.mark.parametrize(("n_common", "is_kept"), [(25, True), (24, False)])
def test_a_page_a_quarter_of_common_characters_is_not_read_as_another_encoding(
    n_common: int, is_kept: bool
) -> None:
    text, better = _mixture(n_common, 100 - n_common), "的" * 100
    assert _or_big5(better.encode("big5hkscs"), text) == (text if is_kept else better)


@pytest.mark.parametrize(("n_common", "is_taken"), [(30, False), (31, True)])
def test_a_page_is_read_as_big5_from_three_tenths_of_common_characters_on(
    n_common: int, is_taken: bool
) -> None:
    other = _mixture(n_common, 100 - n_common)
    assert _or_big5(other.encode("big5hkscs"), "鑫" * 100) == (other if is_taken else "鑫" * 100)


@pytest.mark.parametrize(("n_rare", "is_taken"), [(2700, True), (3000, False)])
def test_the_first_four_thousand_characters_tell_the_encoding(n_rare: int, is_taken: bool) -> None:
    other = _mixture(6000, n_rare)
    assert _or_big5(other.encode("big5hkscs"), "鑫" * 9000) == (other if is_taken else "鑫" * 9000)


def test_four_lines_of_particulars_above_an_article_are_put_back() -> None:
    particulars = [f"来源：第{at}报" for at in range(5)]
    found = _with_lost_paragraphs(PROSE, "\n".join([*particulars, PROSE]))
    assert found.split("\n") == [*particulars[1:], PROSE]


@pytest.mark.parametrize(("n", "is_laid_out"), [(7, False), (8, True)])
def test_paragraphs_of_eight_characters_show_an_article_laid_out_in_a_table(
    n: int, is_laid_out: bool
) -> None:
    lines = ["一" * n, "小标题", "二" * 20]
    whole = lines[0] + lines[2]
    assert _with_lost_paragraphs(whole, "\n".join(lines)) == ("\n".join(lines) if is_laid_out else whole)
