"""Carry checks of an earlier answer over to a table that is classified again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from textmine.errors import Remark
from textmine.reading.answers import is_confirmation
from textmine.reading.sheets import to_text
from textmine.taxonomy import load_taxonomy

__all__ = ["EarlierChecks"]


@dataclass
class EarlierChecks:
    """Write out what 对 confirmed: beside a new answer it would confirm that one.

    Examples
    --------
    >>> checks = EarlierChecks({"category": "category", "checked_category": "checked_category"})
    >>> table = pd.DataFrame({"category": ["land", "land", ""], "checked_category": ["对", "ok", "对"]})
    >>> checks.written_out(table)["checked_category"].fillna("").tolist()
    ['征地拆迁', 'land', '']
    >>> len(checks.remarks())
    2
    """

    roles: Mapping[str, str]
    n_bound: int = 0
    n_unknown: int = 0

    def written_out(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with the category in the place of each confirmation; as it was typed: 对 by name, ok by code."""
        heading, answers = self.roles.get("checked_category"), self.roles.get("category")
        if heading is None or pd.api.types.is_numeric_dtype(frame[heading].dtype):
            return frame
        names = {c.code: c.zh for c in load_taxonomy().categories}
        old = frame[heading].tolist()
        said = [""] * len(frame) if answers is None else [to_text(v).strip() for v in frame[answers].tolist()]
        new = list(old)
        for at, value in enumerate(old):
            typed = to_text(value)
            if not is_confirmation(typed):
                continue
            new[at] = (said[at] if typed.isascii() else names.get(said[at], said[at])) or None
            self.n_bound += bool(said[at])
            self.n_unknown += not said[at]
        if all(a is b for a, b in zip(old, new, strict=True)):
            return frame
        kind = frame[heading].dtype
        is_text = pd.api.types.is_object_dtype(kind) or isinstance(kind, pd.StringDtype)
        return frame.assign(**{heading: pd.Series(new, index=frame.index, dtype=kind if is_text else "str")})

    def remarks(self) -> list[str]:
        """Say what was written out, and what confirmed an answer that nobody knows any more."""
        heading, answers = self.roles.get("checked_category"), self.roles.get("category")
        said: list[str] = []
        if self.n_bound:
            said.append(
                Remark(
                    f"{self.n_bound} confirmations in {heading} were made of the earlier answers in {answers}; they were "
                    "written out as the categories they confirmed",
                    zh=f"{heading} 列有 {self.n_bound} 个“对”是对先前 {answers} 列的确认，已写成当时所确认的类别",
                )
            )
        if self.n_unknown:
            said.append(
                Remark(
                    f"{self.n_unknown} confirmations in {heading} stood beside no answer and were left out of the output: "
                    "nobody knows what they confirmed",
                    zh=f"{heading} 列有 {self.n_unknown} 个“对”旁边没有当时的类别，不知确认的是什么，输出中已留空",
                )
            )
        return said
