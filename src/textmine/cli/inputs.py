"""Open what commands read: tables and models, with their warnings said."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from textmine.cli.console import Console
from textmine.errors import InputError, chinese_of


def open_model(name: str) -> Any:
    """Load a model by path, or the default one."""
    from textmine.classify.store import default_model, load_model

    return default_model() if name == "default" else load_model(name)


def open_table(
    console: Console,
    path: Path | Sequence[Path],
    *,
    columns: str = "",
    sheet: str | None = None,
    encoding: str | None = None,
) -> Any:
    """Read a table and say what is odd about it."""
    from textmine.reading.headings import parse_columns
    from textmine.reading.tables import read_table

    with console.step("reading", "读取"):
        table = read_table(path, columns=parse_columns(columns), sheet=sheet, encoding=encoding)
    for note in table.warnings:
        console.warn(note)
    return table


def about_run(command: str, table: Any, **settings: object) -> dict[str, str]:
    """Say what a result was made of and with what, for the last sheet of its workbook; no time is in it."""
    import textmine
    from textmine.reading.tables import describe_sources

    told = {name.replace("_", " "): str(value) for name, value in settings.items() if value is not None}
    return {
        "textmine": textmine.__version__,
        "command": command,
        **told,
        **describe_sources(table.sources, table.roles),
    }


def raise_failures(console: Console, failures: Sequence[InputError | str]) -> None:
    """Name every file of a folder that could not be read, after the others are done.

    Raises
    ------
    InputError
        When there is one: the first; the others are said before it.
    """
    errors = [
        error
        if isinstance(error, InputError)
        else InputError(error, fix="the other files are done", zh=f"{chinese_of(error)}（其他文件已处理）")
        for error in failures
    ]
    for error in errors[1:]:
        console.warn(error.message(console.lang))
    if errors:
        raise errors[0]


def warn_renamed(console: Console, names: Mapping[str, str]) -> None:
    """Say which of our columns got another name because the input has one of that name."""
    for name, ours in names.items():
        console.warn(
            f"输入表已有列 {name}，本程序的列写为 {ours}"
            if console.lang == "zh"
            else f"the input has a column {name!r}; ours is called {ours}"
        )


def words_of(console: Console, table: Any, *, is_content: bool = True) -> list[list[str]]:
    """Return the words of each message; content words alone where the stop words would drown them."""
    from textmine.text.lexicon import read_stop_words
    from textmine.text.segment import Segmenter

    with console.step("segmenting", "分词"):
        words = Segmenter().segment(table.documents())
        if is_content:
            stop = read_stop_words()
            words = [[w for w in document if w not in stop] for document in words]
    return words


def warn_of_answers(console: Console, table: Any, by: str) -> None:
    """Say which column is grouped by where the table holds answers of several runs, and which checks are no categories."""
    chosen = table.roles.get("category")
    if by in ("category", chosen):
        from textmine.classify.corrections import remark_on_corrections

        if (odd := remark_on_corrections(table)) is not None:
            console.warn(odd)
    if by == "category" and chosen not in (None, "category") and "category" in table.frame.columns:
        console.warn(
            f"按最新的类别列 {chosen} 分组；要按较早的列，请加 --columns category=category"
            if console.lang == "zh"
            else f"grouped by {chosen}, the newest answer; --columns category=category takes the earlier one"
        )


def warn_of_times(console: Console, table: Any, *roles: str) -> None:
    """Say which times are in no count: not understood, or far from all others."""
    from textmine.reading.straytimes import remarks_on_times

    for remark in remarks_on_times(table, roles):
        console.warn(remark)
