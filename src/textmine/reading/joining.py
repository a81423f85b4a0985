"""Tell whether two sheets or files hold one table: the same headings, or a column more or less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from textmine.errors import InputError, Remark

__all__ = ["headings_together", "is_same_table", "other_headings", "remark_on_headings"]

_SOURCES = {"source_file", "source_sheet"}
_TEXTS = ("text", "title")
_LEAST_SHARED = 0.5  # of all headings of both; a sheet of notes or sums shares fewer


def is_same_table(
    first: Iterable[str],
    first_roles: Mapping[str, str],
    other: Iterable[str],
    other_roles: Mapping[str, str],
) -> bool:
    """Tell whether rows under `other` headings belong below rows under the `first` ones.

    They do where the headings are the same in any order, and where a column was added or left out: the text stands under the
    same heading, no role changed its heading, and half of all headings are shared.

    Examples
    --------
    >>> roles = {"text": "内容", "id": "编号"}
    >>> is_same_table(["编号", "内容"], roles, ["编号", "内容", "备注"], roles)
    True
    >>> is_same_table(["编号", "内容"], roles, ["编号", "诉求内容"], {"text": "诉求内容", "id": "编号"})
    False
    """
    ours, theirs = set(first) - _SOURCES, set(other) - _SOURCES
    if ours == theirs:
        return True
    both_roles = set(first_roles) & set(other_roles)
    return (
        any(role in both_roles for role in _TEXTS)
        and all(first_roles.get(role) == other_roles.get(role) for role in _TEXTS)
        and all(first_roles[role] == other_roles[role] for role in both_roles)
        and len(ours & theirs) >= _LEAST_SHARED * len(ours | theirs)
    )


def headings_together(several: Iterable[Iterable[str]]) -> list[str]:
    """List every heading once, in the order of its first appearance.

    Examples
    --------
    >>> headings_together([["编号", "内容"], ["编号", "备注", "内容"]])
    ['编号', '内容', '备注']
    """
    return list(dict.fromkeys(heading for headings in several for heading in headings))


def remark_on_headings(name: str, first: Iterable[str], other: Iterable[str]) -> Remark | None:
    """Say which columns a joined part has more and which it lacks; None where the headings are the same.

    Parameters
    ----------
    name : str
        Of the sheet or file.

    Examples
    --------
    >>> remark_on_headings("三月", ["编号", "内容"], ["编号", "内容", "备注"])
    "'三月' has further columns (备注), blank in the other rows"
    """
    ours, theirs = list(first), list(other)
    more = [heading for heading in theirs if heading not in ours and heading not in _SOURCES]
    less = [heading for heading in ours if heading not in theirs and heading not in _SOURCES]
    if not more and not less:
        return None
    parts = [f"has further columns ({', '.join(more)}), blank in the other rows"] if more else []
    parts += [f"lacks columns ({', '.join(less)}), which are blank in its rows"] if less else []
    parts_zh = [f"多出列（{'、'.join(more)}），其他行中留空"] if more else []
    parts_zh += [f"缺少列（{'、'.join(less)}），其行中留空"] if less else []
    return Remark(f"{name!r} {' and '.join(parts)}", zh=f"“{name}”{'；'.join(parts_zh)}")


def other_headings(path: Path, found: Sequence[str], expected: Iterable[str]) -> InputError:
    """Refuse a file whose rows do not belong below those of the first one."""
    names, wanted = ", ".join(found), ", ".join(sorted(set(expected) - _SOURCES))
    return InputError(
        "its headings differ from the first file's",
        path=path,
        fix=f"found: {names}; expected: {wanted}; make them the same, or run the command on this file alone",
        zh=f"列名与第一个文件不同；现有列：{names}；应有列：{wanted}；请统一列名，或单独处理此文件",
    )
