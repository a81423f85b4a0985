"""A target is refused before any work is done where it stands in the way of something."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.errors import InputError
from textmine.writing.targets import check_target


def test_check_target_never_lets_an_input_be_replaced(tmp_path: Path) -> None:
    table = tmp_path / "三月.csv"
    table.write_text("内容\n路灯不亮\n", encoding="utf-8")
    for source in (table, tmp_path, tmp_path / "." / "三月.csv"):
        with pytest.raises(InputError, match="one of the inputs"):
            check_target(table, force=True, sources=[source])
    assert check_target(table, force=True, sources=[tmp_path / "二月.csv"]) == table


def test_check_target_lets_a_new_file_be_made_in_the_folder_that_is_read(tmp_path: Path) -> None:
    assert check_target(tmp_path / "out.csv", force=False, sources=[tmp_path]) == tmp_path / "out.csv"


def test_check_target_follows_links_to_an_input(tmp_path: Path) -> None:
    table, link = tmp_path / "三月.csv", tmp_path / "link.csv"
    table.write_text("内容\n", encoding="utf-8")
    link.symlink_to(table)
    with pytest.raises(InputError, match="one of the inputs"):
        check_target(link, force=True, sources=[table])
