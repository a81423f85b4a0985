"""Hold what a repair of a text did."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Repair"]


@dataclass(frozen=True)
class Repair:
    """Hold a repaired text with the kind of repair, how often it acted and a sample of what it met."""

    text: str
    kind: str
    n: int = 0
    sample: str = ""
