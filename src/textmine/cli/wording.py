"""Commands about words: keyness, links, context."""

from typing import Annotated

import typer

from textmine.cli.console import Force, Json, Lang, Quiet, console_for
from textmine.cli.inputs import (
    about_run,
    open_table,
    raise_failures,
    warn_of_answers,
    warn_of_times,
    words_of,
)
from textmine.cli.options import Columns, Encoding, Sheet, Table, Target
from textmine.writing.targets import check_target

CHINESE: dict[str, str] = {
    "Find the words that mark each group of messages.": "找出各组文本的特征词。",
    "Words rarer than this in the whole table are left out.": "全表出现次数少于此数的词不计。",
    "Link words that stand in the same messages more often than chance.": "找出在同一留言中共现多于偶然的词对。",
    "Look at so many of the most frequent words.": "考察出现最多的若干词。",
    "Show every use of a word with the words around it.": "列出某词的每次出现及其上下文。",
    "The word.": "要查的词。",
    "So many words before and behind.": "前后各取几个词。",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("keyness")(keyness)
    app.command("links")(links)
    app.command("context")(context)


def keyness(
    source: Table,
    output: Target,
    by: Annotated[
        str, typer.Option("--by", help="Heading or role that groups the rows; also month or year.")
    ],
    min_count: Annotated[
        int, typer.Option("--min-count", min=1, help="Words rarer than this in the whole table are left out.")
    ] = 5,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Find the words that mark each group of messages."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.mining.inputs import grouping_of
    from textmine.mining.keyness import measure_keyness
    from textmine.mining.outputs import write_sheets
    from textmine.text.segment import Segmenter

    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    groups = grouping_of(table, by).tolist()
    warn_of_answers(console, table, by)
    if by in ("month", "year"):
        warn_of_times(console, table, "time")
    with console.step("counting words", "统计词语"):
        found = measure_keyness(Segmenter().segment(table.documents()), groups, min_count=min_count)
    about = about_run("keyness", table, by=by, min_count=min_count)
    write_sheets({"keyness": found}, output, force=force, about=about, lang=console.lang)
    n_groups = int(found["group"].nunique())
    console.say(
        f"{len(found)} words mark {n_groups} groups: {output}",
        f"{n_groups} 组共 {len(found)} 个特征词：{output}",
    )
    console.give({"n_words": len(found), "n_groups": n_groups, "files": [str(output)]})
    raise_failures(console, table.failures)


def links(
    source: Table,
    output: Target,
    n_words: Annotated[
        int, typer.Option("--n-words", min=2, help="Look at so many of the most frequent words.")
    ] = 200,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Link words that stand in the same messages more often than chance."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.mining.cooccurrence import link_words
    from textmine.mining.outputs import write_sheets

    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    found = link_words(words_of(console, table), n_words=n_words)
    write_sheets(
        {"links": found},
        output,
        force=force,
        about=about_run("links", table, n_words=n_words),
        lang=console.lang,
    )
    console.say(f"{len(found)} links: {output}", f"{len(found)} 个词对：{output}")
    console.give({"n_links": len(found), "files": [str(output)]})
    raise_failures(console, table.failures)


def context(
    source: Table,
    output: Target,
    word: Annotated[str, typer.Option("--word", help="The word.")],
    window: Annotated[int, typer.Option("--window", min=1, help="So many words before and behind.")] = 8,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Show every use of a word with the words around it."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.mining.dictionaries import keyword_in_context
    from textmine.mining.outputs import write_sheets

    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    found = keyword_in_context(words_of(console, table, is_content=False), word, window=window)
    found["document"] += 1
    ids = table.column("id")
    if ids is not None:
        found.insert(0, "id", ids.iloc[(found["document"] - 1).to_numpy()].to_numpy())
    about = about_run("context", table, word=word, window=window)
    write_sheets({"context": found}, output, force=force, about=about, lang=console.lang)
    console.say(f"{len(found)} uses: {output}", f"共 {len(found)} 处：{output}")
    console.give({"n_uses": len(found), "files": [str(output)]})
    raise_failures(console, table.failures)
