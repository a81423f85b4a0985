"""Look for garbage seldom while much is made that lives on.

Python looks for cycles after every 700 new objects by default, and walks over what is still in use again and again: a fifth to a third
of the time of reading pages or a table, for next to nothing found.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["SELDOM", "seldom_collected"]

# New objects between two searches; and how many searches among the young there are to one among the older.
SELDOM = (50_000, 20, 20)
_lock = Lock()
_n_within = 0
_before = (0, 0, 0)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let Python look for garbage seldom within a block or, as a decorator, within a function; afterwards as before.

    A program that looks for none, or still more seldom, is left as it is. Blocks may lie in one another and in several threads:
    the last to end sets things back.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with seldom_collected():
    ...     within = gc.get_threshold()
    >>> within == SELDOM, gc.get_threshold() == before
    (True, True)
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _n_within, _before
    with _lock:
        _n_within += 1
        if _n_within == 1:
            _before = gc.get_threshold()
            if 0 < _before[0] < SELDOM[0]:
                gc.set_threshold(*SELDOM)


def _leave() -> None:
    global _n_within
    with _lock:
        _n_within -= 1
        if _n_within == 0 and gc.get_threshold() == SELDOM:
            gc.set_threshold(*_before)
