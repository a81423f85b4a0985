"""Commands for words, duplicates and personal data."""

from pathlib import Path
from typing import Annotated, Any

import typer

from textmine.cli.console import Console, Force, Json, Lang, Quiet, console_for
from textmine.cli.inputs import about_run, open_table, raise_failures, warn_renamed
from textmine.cli.options import Columns, Encoding, Sheet
from textmine.errors import InputError
from textmine.writing.targets import check_target

Input = Annotated[
    Path, typer.Argument(metavar="INPUT", help="Table, folder or plain text, one document a line.")
]
Output = Annotated[Path, typer.Argument(metavar="OUTPUT", help="File to write.")]
Lexicon = Annotated[
    Path | None, typer.Option("--lexicon", help="Lexicon in jieba's format; the shipped one without this.")
]

CHINESE: dict[str, str] = {
    "Table, folder or plain text, one document a line.": "表格、文件夹，或每行一篇的纯文本。",
    "File to write.": "输出文件。",
    "Lexicon in jieba's format; the shipped one without this.": "jieba 格式的词表；不给则用自带词表。",
    "Use jieba's dictionary alone.": "只用 jieba 自带词典。",
    "Cut documents into words, one document a line, words joined by one space.": (
        "把文档切成词：每行一篇，词间一个空格。"
    ),
    "Propose words the lexicon lacks, with scores and examples.": "从语料中发现词表没有的词，附得分与例句。",
    "Fewest occurrences of a proposed word.": "候选词最少出现次数。",
    "Number documents that say the same, or are about the same incident.": "标出内容相同、或说同一件事的文档。",
    "Least overlap (Jaccard, 0.3 to 1) of duplicates.": "判为重复的最低重合度（Jaccard，0.3 到 1）。",
    "Replace telephones, names, plates and the like by tags in every text column.": (
        "把各文本列中的电话、姓名、车牌等替换为标签。"
    ),
    "Mask these kinds only, separated by commas.": "只处理这些类型，用逗号分隔。",
}
_TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx", ".xls")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("segment")(segment)
    app.command("words")(words)
    app.command("duplicates")(duplicates)
    app.command("mask")(mask)


def segment(
    source: Input,
    target: Output,
    lexicon: Lexicon = None,
    no_lexicon: Annotated[bool, typer.Option("--no-lexicon", help="Use jieba's dictionary alone.")] = False,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Cut documents into words, one document a line, words joined by one space."""
    from textmine.text.segment import Segmenter
    from textmine.writing.targets import complete_or_nothing

    console = console_for(lang, quiet, as_json)
    check_target(target, force=force, sources=[source])
    texts, failures = _documents(source, columns, sheet, encoding, console)
    found = Segmenter(_lexicon(lexicon, no_lexicon)).segment(texts)
    n_words = 0
    with (
        complete_or_nothing(target, force=force) as partial,
        partial.open("w", encoding="utf-8", newline="") as file,
    ):
        for cut in found:
            kept = [word for word in cut if not word.isspace()]
            n_words += len(kept)
            file.write(" ".join(kept) + "\n")
    console.say(
        f"{len(texts)} documents, {n_words} words → {target}", f"{len(texts)} 篇，{n_words} 词 → {target}"
    )
    console.give({"n_documents": len(texts), "n_words": n_words, "output": str(target)})
    raise_failures(console, failures)


def words(
    source: Input,
    target: Output,
    lexicon: Lexicon = None,
    min_count: Annotated[
        int, typer.Option("--min-count", min=2, help="Fewest occurrences of a proposed word.")
    ] = 5,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Propose words the lexicon lacks, with scores and examples."""
    from textmine.text.newwords import discover_words
    from textmine.writing.tables import format_of, write_table

    console = console_for(lang, quiet, as_json)
    check_target(target, force=force, sources=[source])
    format_of(target)
    texts, failures = _documents(source, columns, sheet, encoding, console)
    with console.step("looking for words", "正在寻找新词"):
        found = discover_words(texts, lexicon=_lexicon(lexicon, False), min_count=min_count)
    write_table(found.to_frame(), target, force=force)
    n = len(found.table)
    console.say(f"{n} candidates → {target}", f"{n} 个候选词 → {target}")
    console.give({"n_documents": len(texts), "n_candidates": n, "output": str(target)})
    raise_failures(console, failures)


def duplicates(
    source: Input,
    target: Output,
    similarity: Annotated[
        float,
        typer.Option(
            "--similarity", min=0.3, max=1.0, help="Least overlap (Jaccard, 0.3 to 1) of duplicates."
        ),
    ] = 0.5,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Number documents that say the same, or are about the same incident."""
    from textmine.text.duplicates import group_duplicates
    from textmine.text.incidents import group_incidents
    from textmine.writing.tables import format_of, write_table

    console = console_for(lang, quiet, as_json)
    check_target(target, force=force, sources=[source])
    format_of(target)
    table = _table(source, columns, sheet, encoding, console)
    texts = table.documents()
    with console.step("comparing documents", "正在比较文档"):
        same = group_duplicates(texts, similarity=similarity)
        incidents = group_incidents(texts, days=_days(table))
    frame = table.frame.copy()
    added = {
        "duplicate_group": same.group,
        "is_representative": same.representative == range(len(texts)),
        "duplicate_similarity": same.similarity,
        "incident_group": incidents.group,
        "incident_similarity": incidents.similarity,
    }
    for name, values in added.items():
        frame[_heading(name, table.frame, console)] = values
    write_table(
        frame,
        target,
        force=force,
        about=about_run("duplicates", table, similarity=similarity),
        lang=console.lang,
    )
    groups, events = same.to_frame(), incidents.to_frame()
    result = {
        "n_documents": len(texts),
        "n_duplicate_groups": len(groups),
        "n_duplicates": int((groups["n_documents"] - 1).sum()),
        "n_incident_groups": len(events),
        "output": str(target),
    }
    console.say(
        f"{len(groups)} groups of duplicates, {len(events)} shared incidents → {target}",
        f"{len(groups)} 组重复，{len(events)} 个共同事件 → {target}",
    )
    console.give(result)
    raise_failures(console, table.failures)


def mask(
    source: Input,
    target: Output,
    kinds: Annotated[
        str | None, typer.Option("--kinds", help="Mask these kinds only, separated by commas.")
    ] = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Replace telephones, names, plates and the like by tags in every text column."""
    from textmine.batch.masking import masked_record
    from textmine.text.privacy import mask_columns
    from textmine.text.privatecolumns import columns_to_mask, remarks_on_keys
    from textmine.writing.tables import format_of, write_table

    console = console_for(lang, quiet, as_json)
    check_target(target, force=force, sources=[source])
    format_of(target)
    table = _table(source, columns, sheet, encoding, console)
    frame = table.frame.copy()
    headings = columns_to_mask(frame, table.roles)
    for note in remarks_on_keys(frame, table.roles, headings):
        console.warn(note)
    wanted = None if kinds is None else [kind.strip().upper() for kind in kinds.split(",") if kind.strip()]
    with console.step("masking", "正在处理"):
        frame, masked = mask_columns(frame, headings, kinds=wanted)
    about = masked_record(about_run("mask", table, kinds=kinds))
    write_table(frame, target, force=force, about=about, lang=console.lang)
    counts = masked.to_frame()
    for row in counts[counts["n_places"] > 0].to_dict("records"):
        console.say(
            f"  {row['kind']}: {_count(row['n_places'], 'place')}, {_count(row['n_values'], 'value')}",
            f"  {row['kind_zh']}：{row['n_places']} 处，{row['n_values']} 个",
        )
    console.say(
        f"masked columns: {', '.join(headings)} → {target}", f"已处理的列：{'、'.join(headings)} → {target}"
    )
    left = [str(name) for name in frame.columns if name not in headings]
    if left:
        console.say(f"left as they are: {', '.join(left)}", f"原样保留的列：{'、'.join(left)}")
    console.give(
        {
            "n_documents": len(frame),
            "columns": list(headings),
            "columns_left": left,
            "n_places": {row["kind"]: row["n_places"] for row in counts.to_dict("records")},
            "n_values": {row["kind"]: row["n_values"] for row in counts.to_dict("records")},
            "output": str(target),
        }
    )
    raise_failures(console, table.failures)


def _is_table(source: Path) -> bool:
    name = source.name.lower().removesuffix(".gz")
    return source.is_dir() or name.endswith(_TABLES)


def _documents(
    source: Path, columns: str, sheet: str | None, encoding: str | None, console: Console
) -> tuple[list[str], tuple[InputError, ...]]:
    """Read the documents of a table, or the lines of a text: only a line feed ends one. Second, the files that failed."""
    if _is_table(source):
        table = _table(source, columns, sheet, encoding, console)
        return table.documents(), table.failures
    if sheet is not None:
        raise InputError(
            "a text has no sheets",
            path=source,
            fix="leave out --sheet",
            zh="文本文件没有工作表；请去掉 --sheet",
        )
    from textmine.reading.encodings import decode_text
    from textmine.reading.formats import open_raw

    if source.is_file() and source.stat().st_size == 0:
        return [], ()
    raw = open_raw(source)  # unpacks gzip within bounds, and refuses pictures and programs
    if raw.format in ("xlsx", "xls", "parquet"):
        raise InputError(
            f"this is a table ({raw.format}), not a text",
            path=source,
            fix=f"give it the ending .{raw.format}",
            zh=f"这是表格（{raw.format}），不是文本；请把扩展名改为 .{raw.format}",
        )
    lines = decode_text(raw.content, encoding=encoding, path=source).text.split("\n")
    return (lines[:-1] if lines[-1] == "" else lines), ()


def _table(source: Path, columns: str, sheet: str | None, encoding: str | None, console: Console) -> Any:
    return open_table(console, source, columns=columns, sheet=sheet, encoding=encoding).require_text()


def _lexicon(path: Path | None, is_bare: bool) -> Any:
    from textmine.text import lexicon

    if path is not None and is_bare:
        raise InputError(
            "--lexicon and --no-lexicon exclude each other", zh="--lexicon 与 --no-lexicon 不能同时使用"
        )
    return None if is_bare else lexicon.Lexicon.read(path) if path is not None else lexicon.domain_lexicon()


def _days(table: Any) -> list[float] | None:
    """Read the day of each document where the table has times; unknown times are near nothing."""
    values = table.column("time")
    if values is None:
        return None
    from textmine.reading.times import parse_times

    times = parse_times(values)
    first = times.min()
    return [float((t - first).days) if t == t else float("nan") for t in times]


def _heading(name: str, frame: Any, console: Console) -> str:
    from textmine.reading.headings import free_heading

    ours = free_heading(name, frame.columns)
    if ours != name:
        warn_renamed(console, {name: ours})
    return ours


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
