"""What a command's exit code tells the program that called it."""

from __future__ import annotations

import pytest

from textmine.cli import console
from textmine.errors import InputError


@pytest.mark.parametrize(("error", "code"), [(InputError("no such file"), 2), (ZeroDivisionError("x"), 1)])
def test_exit_codes_tell_wrong_input_from_a_defect(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    assert console.run(fail) == code
    assert str(error) in capsys.readouterr().err
