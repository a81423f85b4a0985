"""Say in words what a figure shows: for readers who cannot see it, and for tests that compare data, not pixels."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["describe_figure", "describe_in_notebook"]

_MOST_VALUES = 30  # More are told by number, sum, smallest and largest.
_DESCRIBED: weakref.WeakSet[Any] = weakref.WeakSet()


def describe_figure(figure: Any) -> str:
    """Return what is drawn on a matplotlib figure as text: words, categories and values, one line a part.

    Values are rounded to four digits. A figure without axes gives its size alone.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(4, 3))
    >>> _ = figure.subplots().barh(["物业管理", "道路交通"], [12, 7])
    >>> print(describe_figure(figure))
    Figure 400 x 300
      y: 物业管理, 道路交通
      bars: 12 7
    """
    width, height = figure.get_size_inches() * figure.dpi
    lines = [f"Figure {width:.0f} x {height:.0f}"]
    for axis in figure.axes:
        if axis.get_label() != "<colorbar>":
            lines += [f"  {part}" for part in _parts(axis)]
    return "\n".join(lines)


def describe_in_notebook(figure: Any) -> None:
    """Let a notebook keep the description of a figure beside its picture; elsewhere nothing happens."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or figure in _DESCRIBED:
        return
    _DESCRIBED.add(figure)
    shell.display_formatter.formatters["text/plain"].for_type(type(figure), _print)


def _print(figure: Any, printer: Any, _cycle: bool) -> None:
    # A user's own figures keep the name matplotlib gives them.
    printer.text(describe_figure(figure) if figure in _DESCRIBED else repr(figure))


def _parts(axis: Any) -> Iterator[str]:
    from matplotlib.container import BarContainer

    words = (axis.get_title(), axis.get_xlabel(), axis.get_ylabel())
    if any(words):
        yield "words: " + " | ".join(word for word in words if word)
    for name, which in (("x", axis.xaxis), ("y", axis.yaxis)):
        if labels := _categories(which):
            yield f"{name}: " + ", ".join(labels)
    for bars in axis.containers:
        if isinstance(bars, BarContainer):
            sideways = bars.orientation == "horizontal"
            yield "bars: " + _numbers(p.get_width() if sideways else p.get_height() for p in bars)
    for line in axis.lines:
        yield f"line{_name(line)}: " + _numbers(line.get_ydata(orig=False)) + _across(line)
    for collection in axis.collections:
        yield from _of_collection(collection)
    for picture in axis.images:
        values = _filled(picture.get_array())
        yield f"grid {' x '.join(map(str, values.shape))}: " + _numbers(values.ravel())
    if texts := [text.get_text().strip() for text in axis.texts]:
        yield "texts: " + ", ".join(texts)


def _name(artist: Any) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else f" {label}"


def _across(line: Any) -> str:
    """Positions on the other axis, where they are more than a count from nought."""
    x = np.asarray(line.get_xdata(orig=False), dtype=float)
    return "" if np.array_equal(x, np.arange(len(x))) else " at " + _numbers(x)


def _of_collection(collection: Any) -> Iterator[str]:
    from matplotlib.collections import LineCollection, PathCollection

    if isinstance(collection, PathCollection):
        points = _filled(collection.get_offsets())
        yield f"points{_name(collection)}: " + _numbers(points[:, 0]) + " at " + _numbers(points[:, 1])
    elif isinstance(collection, LineCollection):
        ends = [float(v) for segment in collection.get_segments() for v in np.asarray(segment).ravel()]
        yield f"spans{_name(collection)}: " + _numbers(ends)
    else:
        corners = [float(v) for path in collection.get_paths() for v in path.vertices[:, 1]]
        yield f"area{_name(collection)}: " + _numbers(corners)


def _filled(values: Any) -> npt.NDArray[np.float64]:
    return np.asarray(np.ma.filled(np.ma.asarray(values, dtype=float), np.nan), dtype=np.float64)


def _categories(axis: Any) -> list[str]:
    """Labels somebody set; those matplotlib chooses by itself say nothing about the data."""
    from matplotlib.category import StrCategoryLocator
    from matplotlib.ticker import FixedLocator

    if not isinstance(axis.get_major_locator(), FixedLocator | StrCategoryLocator):
        return []
    return [label for tick in axis.get_ticklabels() if (label := tick.get_text().strip())]


def _numbers(values: Iterable[Any]) -> str:
    given = np.asarray([float(v) for v in values])
    if len(given) <= _MOST_VALUES:
        return " ".join(_number(v) for v in given)
    finite = given[np.isfinite(given)]
    if not len(finite):
        return f"{len(given)} values, none finite"
    total, low, high = (_number(v) for v in (finite.sum(), finite.min(), finite.max()))
    return f"{len(given)} values, sum {total}, from {low} to {high}"


def _number(value: float) -> str:
    # Adding nought turns -0 into 0; what is nothing but rounding error is nought.
    return f"{0.0 if abs(value) < 1e-9 else value + 0.0:.4g}"
