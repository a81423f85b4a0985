"""Write the report of a comparison of governance models."""

from __future__ import annotations

from pathlib import Path

from textmine.governance.comparison import Comparison
from textmine.writing.tables import write_table

__all__ = ["write_report"]


def write_report(comparison: Comparison, folder: Path, *, lang: str = "en", force: bool = False) -> None:
    """Write tables, figures and report.html of a comparison into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_table(comparison.to_frame(), folder / "effects.csv", force=force)
