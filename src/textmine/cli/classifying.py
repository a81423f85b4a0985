"""Commands that classify: classify, train, score, explain, drift."""

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from textmine.cli.console import Console, Force, Json, Lang, Quiet, console_for
from textmine.cli.inputs import open_model, open_table, raise_failures
from textmine.cli.options import (
    Columns,
    Encoding,
    Fast,
    Label,
    Labelled,
    Masked,
    Model,
    ModelName,
    Sheet,
    Tables,
)
from textmine.errors import InputError
from textmine.writing.targets import check_target

CHINESE = {
    "Put every row of a table of complaints into an issue category.": "把诉求表的每一行归入问题类别。",
    "Tables (xlsx, xls, csv, tsv, jsonl, parquet; also .gz) or a folder of tables; last, the target: "
    "its ending says the format: xlsx, csv, tsv, jsonl or parquet.": (
        "表格文件（xlsx、xls、csv、tsv、jsonl、parquet，可 .gz）或装有表格的文件夹；最后一个是输出文件，扩展名决定格式：xlsx、csv、tsv、jsonl、parquet。"
    ),
    "Learn a model from a table with labels.": "用已标注的表训练模型。",
    "Score a model on a table with labels.": "用已标注的表评估模型。",
    "Explain why a text gets its category: which words speak for it and which against.": (
        "解释一段文字为何归入某类：哪些字词支持，哪些反对。"
    ),
    "Compare a new batch with what the model was trained on.": "比较新一批数据与模型训练数据的差异。",
    "Words and characters: the default up to 100,000 rows.": "词与字特征：10 万行以内的默认方式。",
    "Share that should be right among rows not flagged for review.": "未标记复核的行中应有多大比例正确。",
    "Add the classes of an official scheme: petition.": "另加官方分类：petition（信访一级分类）。",
    "Threads that classify; 0 takes one for each processor.": "用于分类的线程数；0 表示每个处理器一个。",
    "Keep unfinished work in OUTPUT.partial and take it up where it stood.": (
        "未完成的工作保存在 OUTPUT.partial，可从中断处继续。"
    ),
    "Where to classify: local, or dask for a cluster.": "在何处分类：local（本机），dask（集群）。",
    "Address of a running Dask scheduler: tcp://HOST:PORT.": "正在运行的 Dask 调度器地址：tcp://主机:端口。",
    "Worker processes of a local Dask cluster; 0 takes one for each processor.": (
        "本机 Dask 集群的工作进程数；0 表示每个处理器一个。"
    ),
    "Where the model is written (ending .tmm).": "模型输出路径（扩展名 .tmm）。",
    "Further texts of the same source, without labels; may be given several times.": "同来源的未标注文本，可多次给出。",
    "Learn without labels from the category words of a taxonomy file, refined on --unlabelled texts.": (
        "不用标签：从分类体系文件的类别词出发，并在 --unlabelled 文本上自举。"
    ),
    "The text to explain.": "要解释的文字。",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(classify)
    app.command()(train)
    app.command()(score)
    app.command()(explain)
    app.command()(drift)


def _mode(fast: bool, best: bool) -> str | None:
    if fast and best:
        raise InputError(
            "--fast and --best exclude each other", fix="give one of them", zh="--fast 与 --best 只能选一个"
        )
    return "fast" if fast else "best" if best else None


def _progress(out: Console) -> Any:
    """Show a line that counts rows, on a terminal only."""
    if out.is_quiet or not sys.stderr.isatty():
        return None

    start = time.monotonic()

    def show(done: int, total: int) -> None:
        seconds = max(time.monotonic() - start, 1e-6)
        rate = done / seconds
        left = (total - done) / rate if rate else 0.0
        unit, remaining = ("行/秒", "剩余") if out.lang == "zh" else ("rows/s", "left")
        end = "\n" if done >= total else ""
        sys.stderr.write(f"\r  {done:,} / {total:,}  {rate:,.0f} {unit}  {left:,.0f} s {remaining}   {end}")
        sys.stderr.flush()

    return show


def classify(
    source: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT... OUTPUT",
            help="Tables (xlsx, xls, csv, tsv, jsonl, parquet; also .gz) or a folder of tables; last, the target: "
            "its ending says the format: xlsx, csv, tsv, jsonl or parquet.",
        ),
    ],
    model: Model = "default",
    fast: Fast = False,
    best: Annotated[
        bool, typer.Option("--best", help="Words and characters: the default up to 100,000 rows.")
    ] = False,
    columns: Columns = "",
    review_target: Annotated[
        float,
        typer.Option("--review-target", help="Share that should be right among rows not flagged for review."),
    ] = 0.9,
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Add the classes of an official scheme: petition.")
    ] = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    jobs: Annotated[
        int, typer.Option("--jobs", help="Threads that classify; 0 takes one for each processor.")
    ] = 0,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Keep unfinished work in OUTPUT.partial and take it up where it stood."
        ),
    ] = False,
    mask: Masked = False,
    engine: Annotated[
        str, typer.Option("--engine", help="Where to classify: local, or dask for a cluster.")
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", help="Address of a running Dask scheduler: tcp://HOST:PORT.")
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", help="Worker processes of a local Dask cluster; 0 takes one for each processor."
        ),
    ] = 0,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Put every row of a table of complaints into an issue category."""
    out = console_for(lang, quiet, json_)
    if len(source) < 2:
        raise InputError(
            "classify needs INPUT and OUTPUT",
            fix="textmine classify INPUT OUTPUT",
            zh="需要输入与输出两个路径",
        )
    *inputs, target = source
    from textmine.batch.distributed import batch_engine
    from textmine.batch.folders import check_folder_target, classify_folder, wants_folder
    from textmine.batch.options import BatchOptions
    from textmine.batch.stream import classify_file
    from textmine.classify.rows import ClassifyOptions
    from textmine.reading.headings import parse_columns
    from textmine.writing.tables import format_of

    is_folder = wants_folder(inputs, target)
    if is_folder:
        check_folder_target(target, inputs[0], force=force or resume)
    else:
        check_target(target, force=force or resume, sources=inputs)
        format_of(target)
    options = ClassifyOptions(mode=_mode(fast, best), review_target=review_target, scheme=scheme)
    roles = parse_columns(columns)
    with out.step("loading the model", "载入模型"):
        loaded = open_model(model)
    with (
        out.step(
            f"classifying {', '.join(p.name for p in inputs)}",
            f"正在分类 {'、'.join(p.name for p in inputs)}",
        ),
        batch_engine(engine, scheduler=scheduler, n_workers=workers, model_name=model) as cluster,
    ):
        how: dict[str, Any] = {
            "columns": roles,
            "encoding": encoding,
            "force": force,
            "model_name": model,
            "batch": BatchOptions(jobs=jobs, is_resumable=resume, is_masked=mask, cluster=cluster),
            "progress": _progress(out),
        }
        if is_folder:
            result = classify_folder(inputs[0], target, loaded, options, **how)
        else:
            result = classify_file(inputs, target, loaded, options, sheet=sheet, lang=lang, **how)
    if result.was_complete:
        out.say(f"already complete -> {target}", f"此前已完成 -> {target}")
        out.give(result.to_dict())
        raise_failures(out, result.failures)
        return
    for note in result.warnings:
        out.warn(note)
    out.say(
        f"{result.n_rows:,} rows: {result.n_ok:,} classified, {result.n_empty:,} empty, {result.n_unreadable:,} unreadable; "
        f"{result.n_needs_review:,} need review -> {target}",
        f"共 {result.n_rows:,} 行：已分类 {result.n_ok:,}，空 {result.n_empty:,}，无法读取 {result.n_unreadable:,}；"
        f"需复核 {result.n_needs_review:,} -> {target}",
    )
    if result.columns_left:
        out.say(
            f"left as they are: {', '.join(result.columns_left)}",
            f"原样保留的列：{'、'.join(result.columns_left)}",
        )
    out.give(result.to_dict())
    raise_failures(out, result.failures)


def train(
    labelled: Labelled,
    target: Annotated[
        Path, typer.Argument(metavar="MODEL", help="Where the model is written (ending .tmm).")
    ],
    label: Label = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(
            "--unlabelled",
            help="Further texts of the same source, without labels; may be given several times.",
        ),
    ] = None,
    no_labels: Annotated[
        Path | None,
        typer.Option(
            "--no-labels",
            help="Learn without labels from the category words of a taxonomy file, refined on --unlabelled texts.",
        ),
    ] = None,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Learn a model from a table with labels."""
    out = console_for(lang, quiet, json_)
    check_target(target, force=force, sources=[labelled])
    from textmine.classify.store import save_model
    from textmine.classify.training import train_from_seeds, train_from_table
    from textmine.reading.headings import parse_columns

    failed: list[InputError] = []
    with out.step("learning", "正在训练"):
        if no_labels is not None:
            model = train_from_seeds(
                no_labels,
                [labelled, *(unlabelled or [])],
                columns=parse_columns(columns),
                sheet=sheet,
                encoding=encoding,
            )
        else:
            model = train_from_table(
                labelled,
                label=label,
                columns=parse_columns(columns),
                sheet=sheet,
                encoding=encoding,
                unlabelled=unlabelled or (),
                failed=failed,
            )
    save_model(model, target, force=force)
    about = model.training_
    for note in about.get("notes", []):
        out.warn(note)
    out.say(
        f"{about['n_rows']:,} rows, {len(model.classes_)} labels -> {target}",
        f"{about['n_rows']:,} 行，{len(model.classes_)} 个标签 -> {target}",
    )
    for mode, scores in about["out_of_fold"].items():
        out.say(
            f"  {mode}: accuracy {scores['accuracy']:.3f}, macro-F1 {scores['macro_f1']:.3f} on rows left out in turn",
            f"  {mode}：轮流留出的行上准确率 {scores['accuracy']:.3f}，宏 F1 {scores['macro_f1']:.3f}",
        )
    if default := about.get("default_model"):
        n = default["n_rows"]
        out.say(
            f"  default model: accuracy {default['accuracy']:.3f}, macro-F1 {default['macro_f1']:.3f} on {n:,} rows people labelled",
            f"  默认模型：人工标注的 {n:,} 行上准确率 {default['accuracy']:.3f}，宏 F1 {default['macro_f1']:.3f}",
        )
    out.give({"model": str(target), "classes": [str(c) for c in model.classes_.tolist()], **about})
    raise_failures(out, failed)


def score(
    model: ModelName,
    labelled: Labelled,
    label: Label = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    fast: Fast = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Score a model on a table with labels."""
    out = console_for(lang, quiet, json_)
    from textmine.classify.training import score_on_table
    from textmine.reading.headings import parse_columns
    from textmine.taxonomy import load_taxonomy

    loaded = open_model(model)
    mode = "fast" if fast else "best"
    failed: list[InputError] = []
    result, notes = score_on_table(
        loaded,
        labelled,
        label=label,
        columns=parse_columns(columns),
        sheet=sheet,
        encoding=encoding,
        mode=mode,
        failed=failed,
    )
    for note in notes:
        out.warn(note)
    if out.is_json:
        out.give(result)
        raise_failures(out, failed)
        return
    low, high = result["intervals"]["macro_f1"]
    out.say(
        f"{result['n']} rows: accuracy {result['accuracy']:.3f}, macro-F1 {result['macro_f1']:.3f} "
        f"({low:.3f} to {high:.3f}), ECE {result['ece']:.3f}",
        f"{result['n']} 行：准确率 {result['accuracy']:.3f}，宏 F1 {result['macro_f1']:.3f}"
        f"（{low:.3f}–{high:.3f}），校准误差 {result['ece']:.3f}",
    )
    names = load_taxonomy()
    for name, scores in result["per_class"].items():
        out.say(
            f"  {name}: F1 {scores['f1']:.3f} ({scores['n']})",
            f"  {names.name_of(name)}：F1 {scores['f1']:.3f}（{scores['n']}）",
        )
    raise_failures(out, failed)


def explain(
    model: ModelName,
    text: Annotated[str, typer.Argument(help="The text to explain.")],
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Explain why a text gets its category: which words speak for it and which against."""
    out = console_for(lang, quiet, json_)
    from textmine.classify.explanation import explain_text
    from textmine.taxonomy import load_taxonomy

    if not text.strip():
        raise InputError(
            "there is no text to explain", fix='textmine explain default "..."', zh="没有要解释的文字"
        )
    loaded = open_model(model)
    found = explain_text(loaded, text)
    if out.is_json:
        out.give(found.to_dict())
        return
    names = load_taxonomy()
    out.say(
        f"{found.label} {names.name_of(found.label)}: confidence {found.confidence:.2f}; "
        f"next {found.second_label} {names.name_of(found.second_label)} {found.second_confidence:.2f}",
        f"{names.name_of(found.label)}（{found.label}）：置信度 {found.confidence:.2f}；"
        f"其次 {names.name_of(found.second_label)} {found.second_confidence:.2f}",
    )
    for title, title_zh, words in (
        ("for", "支持", found.words_for),
        ("against", "反对", found.words_against),
    ):
        listed = "  ".join(f"{word} {value:+.2f}" for word, value in words)
        out.say(f"  {title}: {listed}", f"  {title_zh}：{listed}")


def drift(
    model: ModelName,
    source: Tables,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Compare a new batch with what the model was trained on."""
    out = console_for(lang, quiet, json_)
    from textmine.classify.drift import measure_drift

    table = open_table(out, source, columns=columns, sheet=sheet, encoding=encoding)
    found = measure_drift(open_model(model), table.documents())
    out.give(found.to_dict())
    out.say(json.dumps(found.to_dict(), ensure_ascii=False, indent=1), found.sentence_zh)
    raise_failures(out, table.failures)
