"""Commands of the case store: store add, store export, store info."""

from pathlib import Path
from typing import Annotated, Any

import typer

from textmine.cli.console import Force, Json, Lang, Quiet, console_for
from textmine.cli.inputs import raise_failures, warn_renamed
from textmine.cli.options import Columns, Encoding, Fast, Masked, Model, Sheet, Target
from textmine.errors import InputError, Remark, chinese_of
from textmine.writing.targets import check_target

CHINESE: dict[str, str] = {
    "Keep cases in one file: batches added once, corrections and answers of every model on record.": (
        "把案件存入一个文件：批次只入库一次，更正与各模型的结果都留痕。"
    ),
    "Classify a batch and add it to the store; rows already there are not added twice.": (
        "分类一批数据并入库；已有的行不会重复入库。"
    ),
    "Write any slice of the store as a table.": "把库中任意部分导出为表格。",
    "Count what the store holds, by month and category, and warn of drift.": "按月份和类别统计库中内容，并提示漂移。",
    "The store, one file (made when it is not there).": "案件库文件（不存在则新建）。",
    "The store.": "案件库文件。",
    "Tables or folders to add; none with --reclassify.": "要入库的表格或文件夹；--reclassify 时不给。",
    "Ask the model about everything in the store; earlier answers stay.": "用此模型重新分类全库；以前的结果保留。",
    "Only this category.": "只要此类别。",
    "Only this community.": "只要此社区。",
    "Only cases that came in on or after this day.": "只要此日及以后受理的案件。",
    "Only cases that came in on or before this day.": "只要此日及以前受理的案件。",
    "Older versions of corrected cases too.": "也包括被更正案件的旧版本。",
    "The answer of every model, not only the last.": "给出每个模型的结果，而不只是最近一次。",
}

Store = Annotated[Path, typer.Argument(metavar="STORE", help="The store.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(
        help="Keep cases in one file: batches added once, corrections and answers of every model on record.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command()(add)
    group.command()(export)
    group.command()(info)
    app.add_typer(group, name="store")


def _stored_model(name: str, is_fast: bool) -> Any:
    from textmine.batch.store import StoredModel
    from textmine.batch.stream import ChunkWorker
    from textmine.classify.rows import ClassifyOptions
    from textmine.classify.store import default_model_path, load_model, model_checksum

    path = default_model_path() if name == "default" else Path(name)
    worker = ChunkWorker(load_model(path), ClassifyOptions(), "fast" if is_fast else "best")
    return StoredModel(worker, path.name, model_checksum(path))


def add(
    store: Annotated[
        Path, typer.Argument(metavar="STORE", help="The store, one file (made when it is not there).")
    ],
    source: Annotated[
        list[Path] | None,
        typer.Argument(metavar="INPUT...", help="Tables or folders to add; none with --reclassify."),
    ] = None,
    model: Model = "default",
    fast: Fast = False,
    reclassify: Annotated[
        bool,
        typer.Option(
            "--reclassify", help="Ask the model about everything in the store; earlier answers stay."
        ),
    ] = False,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Classify a batch and add it to the store; rows already there are not added twice."""
    out = console_for(lang, quiet, json_)
    if bool(source) == reclassify:
        raise InputError(
            "store add needs either files or --reclassify",
            fix="textmine store add STORE INPUT",
            zh="请给出要入库的文件，或用 --reclassify",
        )
    from textmine.batch.store import add_batch, answer_all
    from textmine.reading.headings import parse_columns

    roles = parse_columns(columns)
    with out.step("loading the model", "载入模型"):
        loaded = _stored_model(model, fast)
    if reclassify:
        n = answer_all(store, loaded)
        out.say(f"{n:,} new answers -> {store}", f"新增 {n:,} 条结果 -> {store}")
        out.give({"store": str(store), "n_answers": n})
        return
    with out.step("adding", "正在入库"):
        result = add_batch(store, source or [], loaded, columns=roles, sheet=sheet, encoding=encoding)
    for note in result.warnings:
        out.warn(note)
    if result.was_known:
        out.say(
            f"this input is in the store already, as batch {result.batch_id}",
            f"此输入已在库中，批次 {result.batch_id}",
        )
    else:
        out.say(
            f"batch {result.batch_id}: {result.n_rows:,} rows: {result.n_new:,} new, {result.n_corrected:,} corrected, "
            f"{result.n_reopened:,} re-opened, {result.n_repeated:,} already there -> {store}",
            f"批次 {result.batch_id}：{result.n_rows:,} 行，新增 {result.n_new:,}，更正 {result.n_corrected:,}，"
            f"重新打开 {result.n_reopened:,}，已有 {result.n_repeated:,} -> {store}",
        )
    out.give(result.to_dict())
    raise_failures(out, result.failures)


def export(
    store: Store,
    target: Target,
    category: Annotated[str, typer.Option("--category", help="Only this category.")] = "",
    community: Annotated[str, typer.Option("--community", help="Only this community.")] = "",
    since: Annotated[str, typer.Option("--since", help="Only cases that came in on or after this day.")] = "",
    until: Annotated[
        str, typer.Option("--until", help="Only cases that came in on or before this day.")
    ] = "",
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="Older versions of corrected cases too.")
    ] = False,
    all_answers: Annotated[
        bool, typer.Option("--all-answers", help="The answer of every model, not only the last.")
    ] = False,
    mask: Masked = False,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Write any slice of the store as a table."""
    out = console_for(lang, quiet, json_)
    check_target(target, force=force)
    from textmine.batch.slices import Slice, export_slice, masked_slice
    from textmine.writing.tables import format_of, write_table

    format_of(target)
    frame = export_slice(store, Slice(category, community, since, until, all_versions, all_answers))
    warn_renamed(out, frame.attrs["renamed"])
    written = masked_slice(frame) if mask else frame.copy(deep=False)
    for note in written.attrs.get("remarks", ()):
        out.warn(note)
    written.attrs.clear()  # said here, and no part of the table
    write_table(written, target, force=force)
    if not len(frame):
        out.warn(
            Remark(
                "no case fits; see textmine store info",
                zh="没有符合条件的案件；可用 textmine store info 查看",
            )
        )
    out.say(f"{len(frame):,} rows -> {target}", f"{len(frame):,} 行 -> {target}")
    out.give({"output": str(target), "n_rows": len(frame)})


def info(store: Store, json_: Json = False, quiet: Quiet = False, lang: Lang = "en") -> None:
    """Count what the store holds, by month and category, and warn of drift."""
    out = console_for(lang, quiet, json_)
    from textmine.batch.slices import store_info
    from textmine.taxonomy import load_taxonomy

    found = store_info(store)
    out.say(
        f"{found['n_cases']:,} cases in {found['n_versions']:,} versions, from {found['n_rows']:,} rows of "
        f"{len(found['batches'])} batches",
        f"案件 {found['n_cases']:,} 件，版本 {found['n_versions']:,} 个，来自 {len(found['batches'])} 个批次的 "
        f"{found['n_rows']:,} 行",
    )
    taxonomy, fates = load_taxonomy(), {"empty": "没有文本", "unreadable": "无法读取"}
    for category, n in found["by_category"].items():
        out.say(f"  {category}: {n:,}", f"  {fates.get(category) or taxonomy.name_of(category)}：{n:,}")
    for month, counts in found["by_month"].items():
        total = sum(counts.values())
        out.say(f"  {month or '(no date)'}: {total:,}", f"  {month or '（无日期）'}：{total:,}")
    drift = found["drift"]["sentence"]
    if found["drift"]["is_warning"]:
        out.warn(drift)
    else:
        out.say(drift, chinese_of(drift))
    out.give(found)
