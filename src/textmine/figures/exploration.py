"""Look at the rows behind a bar: choose a community, a category, a month, and read."""

from __future__ import annotations

import html
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from textmine.errors import InputError

__all__ = ["Exploration", "explore"]

_ALL = "全部"


@dataclass(frozen=True)
class Exploration:
    """Hold rows and what was chosen; a notebook shows the rows, and menus where there is somebody to use them."""

    rows: pd.DataFrame
    choices: tuple[str, ...]
    columns: tuple[str, ...]
    picked: Mapping[str, str] = field(default_factory=dict)
    n_rows: int = 5

    def to_frame(self) -> pd.DataFrame:
        """Return the chosen rows, all of them, in their order."""
        kept = pd.Series(True, index=self.rows.index)
        for name, value in self.picked.items():
            kept &= self.rows[name].astype("str") == value
        return self.rows.loc[kept, list(self.columns)]

    def pick(self, **values: str) -> Exploration:
        """Return the same with other choices; an empty choice means all.

        Raises
        ------
        InputError
            When a column offers no choice; the message lists those that do.
        """
        unknown = [name for name, value in values.items() if value and name not in self.choices]
        if unknown:
            raise InputError(
                f"there is no choice of {unknown[0]!r}",
                fix=f"choose by {', '.join(self.choices)}",
                zh=f"没有可选项“{unknown[0]}”，可选：{'、'.join(self.choices)}",
            )
        picked = {name: value for name, value in {**self.picked, **values}.items() if value}
        return replace(self, picked=picked)

    def options(self, name: str) -> list[tuple[str, str]]:
        """Return what a column offers, most frequent first: shown text with its count, and value."""
        counts = self.rows[name].dropna().astype("str").value_counts().sort_index()
        order = counts.sort_index() if name == "month" else counts.sort_values(ascending=False, kind="stable")
        return [(f"{_ALL}（{len(self.rows)}）", "")] + [
            (f"{v}（{n}）", str(v)) for v, n in order.items() if v
        ]

    def sentence(self) -> str:
        """Say what was chosen and how many rows it has."""
        said = "，".join(f"{name} = {value}" for name, value in self.picked.items()) or _ALL
        found = len(self.to_frame())
        return f"{said}：{found} 条" + (f"，前 {self.n_rows} 条：" if found > self.n_rows else "")

    def __repr__(self) -> str:
        with pd.option_context("display.width", 160, "display.max_colwidth", 40):
            return f"{self.sentence()}\n{self.to_frame().head(self.n_rows).to_string(index=False)}"

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            table = self.to_frame().head(self.n_rows).to_html(index=False, border=0)
        return f"<p>{html.escape(self.sentence())}</p>{table}"

    def menus(self) -> Any:
        """Return one menu a choice above the table, as ipywidgets; the table follows the menus."""
        import ipywidgets

        shown = ipywidgets.HTML(self._repr_html_())
        menus = [
            ipywidgets.Dropdown(options=self.options(name), value=self.picked.get(name, ""), description=name)
            for name in self.choices
        ]

        def follow(_: Any) -> None:
            chosen = {name: menu.value for name, menu in zip(self.choices, menus, strict=True)}
            shown.value = self.pick(**chosen)._repr_html_()

        for menu in menus:
            menu.observe(follow, names="value")
        return ipywidgets.VBox([ipywidgets.HBox(menus), shown])

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if _somebody_looks():
            display(self.menus())
        else:
            display({"text/plain": repr(self), "text/html": self._repr_html_()}, raw=True)


def _somebody_looks() -> bool:
    """Tell whether a page with menus shows this: JupyterLab names the cell it runs, a batch run does not.

    A stored or printed notebook holds the table alone, which needs no kernel and is the same on every run.
    """
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    shell = sys.modules["IPython"].get_ipython()
    kernel = getattr(shell, "kernel", None)
    asked = kernel.get_parent("shell") if kernel is not None else None
    return bool(asked and asked.get("metadata", {}).get("cellId"))


def explore(
    rows: pd.DataFrame,
    *,
    choices: Sequence[str] = ("community", "category", "month"),
    columns: Sequence[str] = (),
    time: str = "received_at",
    n_rows: int = 5,
    **picked: str,
) -> Exploration:
    """Offer rows to look at by the values of some columns.

    Parameters
    ----------
    choices : columns to choose by
        ``month`` is made from the column `time`; columns the table lacks or leaves blank offer nothing.
    columns : columns to show; empty: all of the table
    n_rows : so many rows are shown
    picked : the first choice, by column

    Examples
    --------
    >>> rows = pd.DataFrame({"community": ["梧桐社区", "河湾社区"], "text": ["路灯不亮", "水压低"]})
    >>> explore(rows, columns=["text"], community="河湾社区")
    community = 河湾社区：1 条
    text
     水压低
    """
    table = rows
    if "month" in choices and "month" not in rows.columns and time in rows.columns:
        table = rows.assign(month=pd.to_datetime(rows[time]).dt.strftime("%Y-%m"))
    offered = tuple(name for name in choices if name in table.columns and table[name].notna().any())
    shown = tuple(name for name in columns if name in rows.columns) or tuple(rows.columns)
    return Exploration(table, offered, shown, {}, n_rows).pick(**picked)
