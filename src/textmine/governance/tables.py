"""Fetch the tables of an evaluation from files, by the documented headings or by the usual Chinese ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from textmine.reading.tables import read_table

__all__ = ["load_tables"]

_ROLES = {
    "id": "case_id",
    "community": "community_id",
    "time": "received_at",
    "title": "title",
    "text": "text",
    "category": "category",
    "channel": "channel",
    "reply_time": "replied_at",
    "closed_time": "closed_at",
    "satisfaction": "satisfaction",
    "person": "person_id",
}


def load_tables(
    cases: Path, communities: Path, adoption: Path
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Read cases, communities and adoption; known headings of cases in other words take the documented names.

    Raises
    ------
    InputError
        When a file cannot be read.
    """
    told = read_table(cases)
    renamed = {
        heading: _ROLES[role]
        for role, heading in told.roles.items()
        if role in _ROLES and _ROLES[role] not in told.frame.columns
    }
    return told.frame.rename(columns=renamed), read_table(communities).frame, read_table(adoption).frame
