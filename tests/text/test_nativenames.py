"""Names of other languages are found by their parts; places and kin are not drawn in."""

from __future__ import annotations

import pytest

from textmine.text.nativenames import native_runs


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("请白玛央金同志尽快联系", ["白玛央金"]),
        ("儿子的女友娜仁高娃在读研", ["娜仁高娃"]),
        ("哈斯其其格阿妈的低保", ["哈斯其其格"]),
        ("乌云其木格反映草场被占", ["乌云其木格"]),
        ("岩温香转学过来", ["岩温香"]),
        ("住在扎西多吉路", []),
        ("花岗岩香炉", []),
        ("沙子石一车", []),
        ("", []),
    ],
)
def test_native_runs(text: str, names: list[str]) -> None:
    assert [text[start:stop] for start, stop in native_runs(text)] == names
