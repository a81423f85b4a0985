"""The command that reads news pages."""

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.console import Force, Json, Lang, Quiet, console_for
from textmine.cli.options import Sheet
from textmine.errors import InputError, Remark
from textmine.writing.targets import check_folder

CHINESE: dict[str, str] = {
    "Clean crawled news pages and extract issues, figures, mechanisms and an evidence report.": (
        "清洗新闻网页，提取居民问题、数字、机制，并写出证据报告。"
    ),
    "Pages (.txt, .html), folders of them, or tables with a page in each row (.xlsx, .csv, .jsonl).": "网页文件（.txt、.html）、文件夹，或每行一篇的表格（.xlsx、.csv、.jsonl）。",
    "Folder for articles.jsonl, issues.csv, claims.csv, mechanisms.csv, people.csv, places.csv, report.html and a page per model.": (
        "输出文件夹：articles.jsonl、issues.csv、claims.csv、mechanisms.csv、people.csv、places.csv、report.html，以及每种模式一页。"
    ),
    "Read pages in this encoding.": "按此编码读取网页。",
    "A vocabulary of mechanisms that adds to ours.": "补充的机制词表文件。",
    "Replace names of persons by numbered tags, and their numbers, in every output.": "在所有输出中把人名换成编号，把电话、证件号等遮盖。",
}


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("news")(news)


def news(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Pages (.txt, .html), folders of them, or tables with a page in each row (.xlsx, .csv, .jsonl)."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            help="Folder for articles.jsonl, issues.csv, claims.csv, mechanisms.csv, people.csv, places.csv, report.html and a page per model.",
        ),
    ],
    encoding: Annotated[str | None, typer.Option("--encoding", help="Read pages in this encoding.")] = None,
    sheet: Sheet = None,
    mechanisms: Annotated[
        Path | None, typer.Option("--mechanisms", help="A vocabulary of mechanisms that adds to ours.")
    ] = None,
    mask: Annotated[
        bool,
        typer.Option(
            "--mask", help="Replace names of persons by numbered tags, and their numbers, in every output."
        ),
    ] = False,
    force: Force = False,
    json: Json = False,
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Clean crawled news pages and extract issues, figures, mechanisms and an evidence report."""
    from textmine.reading.pages import other_files
    from textmine.report.newsroom import all_files, read_news, write_news

    console = console_for(lang=lang, quiet=quiet, is_json=json)
    for name in all_files():
        if (out / name).exists() and not force:
            raise InputError(
                "the target exists",
                path=out / name,
                fix="add --force to replace it",
                zh="输出文件已存在，加 --force 覆盖",
            )
    check_folder(out)
    failed: list[InputError] = []
    notes: list[str] = []
    with console.step("reading pages", "读取网页"):
        found = read_news(
            paths, encoding=encoding, sheet=sheet, mechanisms=mechanisms, failed=failed, notes=notes
        )
    write_news(found.masked() if mask else found, out, lang=lang)
    console.say(
        f"pages: {len(found.articles)}, issues: {len(found.issues)}, figures: {len(found.claims)}: {out / 'report.html'}",
        f"{len(found.articles)} 篇，问题 {len(found.issues)} 个，数字 {len(found.claims)} 个：{out / 'report.html'}",
    )
    console.give(
        {
            "out": str(out),
            "n_articles": len(found.articles),
            "n_issues": len(found.issues),
            "n_claims": len(found.claims),
            "n_mechanisms": len(found.mechanisms),
            "n_people": len(found.people),
            "failed": [error.message() for error in failed],
        }
    )
    for note in notes:
        console.warn(note)
    passed_over = [path.name for path in other_files(paths)]
    if passed_over:
        console.warn(_files_remark("file(s): no pages, passed over", "个文件不是网页，已略过", passed_over))
    blank = found.articles.loc[found.articles["text"] == "", "source_path"]
    if len(blank):
        console.warn(
            _files_remark("page(s): no text found", "篇没有正文", [Path(path).name for path in blank])
        )
    for error in failed[1:]:
        console.warn(error.message(lang))
    if failed:
        raise failed[0]


_NAMED_FILES = 5  # more say no more


def _files_remark(english: str, chinese: str, names: list[str]) -> Remark:
    more = " …" if len(names) > _NAMED_FILES else ""
    return Remark(
        f"{len(names)} {english}: {', '.join(names[:_NAMED_FILES])}{more}",
        zh=f"{len(names)} {chinese}：{'、'.join(names[:_NAMED_FILES])}{more}",
    )
