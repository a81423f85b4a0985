"""Commands that make reports: report, demo."""

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.console import Force, Json, Lang, Quiet, console_for
from textmine.cli.options import Encoding, Sheet
from textmine.errors import InputError
from textmine.writing.targets import check_folder, check_target

CHINESE = {
    "Make a report from a classified table: one HTML file for any browser.": "由分类结果生成报告：一个可在任何浏览器打开的 HTML 文件。",
    "Classify the shipped sample and show what comes of it.": "对自带示例分类并展示结果。",
    "A table that `textmine classify` wrote.": "textmine classify 输出的表格。",
    "Where the report is written (.html).": "报告输出路径（.html）。",
    "Folder for the sample, the workbook and the report.": "示例、工作簿与报告所在的文件夹。",
    "Title of the report.": "报告标题。",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(report)
    app.command()(demo)


def report(
    classified: Annotated[Path, typer.Argument(help="A table that `textmine classify` wrote.")],
    out_file: Annotated[Path, typer.Option("--out", help="Where the report is written (.html).")],
    title: Annotated[str, typer.Option("--title", help="Title of the report.")] = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Make a report from a classified table: one HTML file for any browser."""
    out = console_for(lang, quiet, json_)
    check_target(out_file, force=force, sources=[classified])
    from textmine.classify.corrections import remark_on_corrections
    from textmine.reading.straytimes import remarks_on_times
    from textmine.reading.tables import read_table
    from textmine.report.complaints import render_complaints_report
    from textmine.report.page import write_page

    with out.step("making the report", "正在生成报告"):
        table = read_table(classified, sheet=sheet, encoding=encoding)
        odd = [remark_on_corrections(table), *remarks_on_times(table)]
        facts = [(Path(s.path).name, f"SHA-256 {s.sha256}") for s in table.sources]
        write_page(
            render_complaints_report(table, lang=lang, title=title, facts=facts), out_file, force=force
        )
    for note in (*table.warnings, *filter(None, odd)):
        out.warn(note)
    out.say(f"{len(table.frame):,} rows -> {out_file}", f"{len(table.frame):,} 行 -> {out_file}")
    out.give({"output": str(out_file), "n_rows": len(table.frame)})


def demo(
    out_folder: Annotated[
        Path, typer.Option("--out", help="Folder for the sample, the workbook and the report.")
    ],
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Classify the shipped sample and show what comes of it."""
    out = console_for(lang, quiet, json_)
    check_folder(out_folder)
    if out_folder.is_file():
        raise InputError(
            "the target is a file", path=out_folder, fix="name a folder", zh="输出目标是文件，请给出文件夹"
        )
    from textmine.report.demo import run_demo

    made = run_demo(out_folder, lang=lang, force=force, say=out.say)
    report_path, workbook = made.folder / "report.html", made.folder / "classified.xlsx"
    out.say(
        f"\nOpen  {report_path}  in a browser and  {workbook}  in Excel.\n"
        f"{made.result.n_rows} complaints the model never saw: {made.accuracy:.0%} right; "
        f"{made.result.n_needs_review} flagged for review.\n"
        "Next, with your own file:\n"
        "  .venv/bin/textmine classify YOUR.xlsx out.xlsx --lang zh\n"
        "  .venv/bin/textmine report out.xlsx --out report.html --lang zh\n"
        "  make lab     (JupyterLab with the notebooks)",
        f"\n用浏览器打开  {report_path}，用 Excel 打开  {workbook}。\n"
        f"模型没有见过的 {made.result.n_rows} 条诉求：{made.accuracy:.0%} 正确，{made.result.n_needs_review} 条标记为需复核。\n"
        "换成自己的文件：\n"
        "  .venv/bin/textmine classify 你的文件.xlsx 结果.xlsx --lang zh\n"
        "  .venv/bin/textmine report 结果.xlsx --out 报告.html --lang zh\n"
        "  make lab     （打开 JupyterLab 看各个笔记本）",
    )
    out.give(
        {
            "folder": str(made.folder),
            "accuracy": made.accuracy,
            "macro_f1": made.macro_f1,
            **made.result.to_dict(),
        }
    )
