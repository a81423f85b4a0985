"""What a command's exit code tells the program that called it."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.cli import console, usage
from textmine.cli.mining import _warn_of_early_replies
from textmine.cli.pages import _files_remark
from textmine.errors import InputError, chinese_of


@pytest.mark.parametrize(("error", "code"), [(InputError("no such file"), 2), (ZeroDivisionError("x"), 1)])
def test_exit_codes_tell_wrong_input_from_a_defect(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    assert console.run(fail) == code
    assert str(error) in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("n", [5, 6])
def test_five_rows_with_early_replies_are_named(
    lang: str, n: int, capsys: pytest.CaptureFixture[str]
) -> None:
    days = pd.to_datetime(["2025-03-02"] * n)
    complaints = pd.DataFrame({"received_at": days, "replied_at": days - pd.Timedelta(days=1)})
    _warn_of_early_replies(console.console_for(lang=lang), complaints, 1)
    said = capsys.readouterr().err
    comma = "、" if lang == "zh" else ", "
    assert comma.join("12345") in said
    assert comma.join("123456") not in said
    assert ("…" in said) is (n == 6)


@pytest.mark.parametrize("n", [5, 6])
def test_five_files_passed_over_are_named(n: int) -> None:
    remark = _files_remark("no pages", "不是网页", [f"表{at}.csv" for at in range(1, n + 1)])
    for said in (str(remark), chinese_of(remark)):
        assert "表5.csv" in said
        assert "表6.csv" not in said
        assert said.endswith("…") is (n == 6)


@pytest.mark.parametrize(("code", "is_interrupt"), [(130, True), (131, False), (0, False)])
def test_invoke_takes_exit_code_130_of_a_command_for_an_interrupt(code: int, is_interrupt: bool) -> None:
    class Command:
        def main(self, **_: object) -> int:
            return code

    if is_interrupt:
        with pytest.raises(KeyboardInterrupt):
            usage.invoke(Command(), [])
    else:
        assert usage.invoke(Command(), []) == code
