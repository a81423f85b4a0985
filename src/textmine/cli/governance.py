"""Commands about communities and governance models: simulate, panel, compare."""

import json
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.console import Console, Force, Json, Lang, Quiet, console_for
from textmine.cli.options import Encoding
from textmine.errors import InputError
from textmine.writing.targets import check_folder, check_target

CHINESE: dict[str, str] = {
    "Make a city in which the effect of every governance model is known.": (
        "生成一座各治理模式效果已知的模拟城市。"
    ),
    "Count cases into a balanced panel of communities and months.": "把工单汇总成社区—月份面板表。",
    "Compare governance models: effects, measures, rankings, figures and a report.": (
        "比较各治理模式：效果、指标、排名、图表与报告。"
    ),
    "Folder for cases.parquet, communities.csv, adoption.csv and truth.json.": (
        "输出文件夹（cases.parquet、communities.csv、adoption.csv、truth.json）。"
    ),
    "The same seed gives the same result.": "随机种子，相同种子得到相同结果。",
    "What is true in the city: S0 to S9.": "情景：S0 至 S9。",
    "Table of cases.": "工单表。",
    "Table of communities.": "社区表。",
    "Table of adoptions.": "模式启用表。",
    "Panel to write.": "要写出的面板表。",
    "Headings of the cases by role: role=heading,role=heading.": "工单表的列名，按角色指定：角色=列名,角色=列名。",
    "Read this sheet of the cases only.": "只读工单表的此工作表。",
    "Encoding of the cases, when it is guessed wrong.": "工单表的编码（自动判断有误时使用）。",
    "Last day the data know about, such as 2023-12-31.": "数据截止日期，例如 2023-12-31。",
    "Panel made by textmine panel.": "由 textmine panel 生成的面板表。",
    "Folder for tables, figures, comparison.json and report.html.": (
        "输出文件夹（表格、图、comparison.json、report.html）。"
    ),
}

Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same result.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("simulate")(simulate)
    app.command("panel")(panel)
    app.command("compare")(compare)


def simulate(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Folder for cases.parquet, communities.csv, adoption.csv and truth.json."
        ),
    ],
    seed: Seed = 0,
    scenario: Annotated[str, typer.Option("--scenario", help="What is true in the city: S0 to S9.")] = "S1",
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Make a city in which the effect of every governance model is known."""
    console = console_for(lang, quiet, is_json)
    from textmine.governance.simulation import simulate_city, write_city

    check_folder(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(
            "the target is a file", path=folder, fix="name a folder", zh="输出目标是文件，请给出文件夹"
        )
    with console.step("drawing the city", "生成城市"):
        city = simulate_city(seed=seed, scenario=scenario)
        paths = write_city(city, folder, force=force)
    console.say(f"{len(city.cases)} cases in {folder}", f"{len(city.cases)} 件工单，写入 {folder}")
    console.give({"n_cases": len(city.cases), "files": [str(p) for p in paths], "truth": city.truth})


def panel(
    cases: Annotated[Path, typer.Argument(metavar="CASES", help="Table of cases.")],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Panel to write.")],
    communities: Annotated[Path, typer.Option("--communities", help="Table of communities.")],
    adoption: Annotated[Path, typer.Option("--adoption", help="Table of adoptions.")],
    columns: Annotated[
        str, typer.Option("--columns", help="Headings of the cases by role: role=heading,role=heading.")
    ] = "",
    sheet: Annotated[str | None, typer.Option("--sheet", help="Read this sheet of the cases only.")] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Encoding of the cases, when it is guessed wrong.")
    ] = None,
    censor_date: Annotated[
        str, typer.Option("--censor-date", help="Last day the data know about, such as 2023-12-31.")
    ] = "",
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Count cases into a balanced panel of communities and months."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[cases, communities, adoption])
    from textmine.governance.panel import build_panel
    from textmine.governance.tables import load_tables, with_whole_counts
    from textmine.reading.headings import parse_columns
    from textmine.writing.tables import write_table

    with console.step("reading", "读取"):
        tables = load_tables(
            cases, communities, adoption, columns=parse_columns(columns), sheet=sheet, encoding=encoding
        )
    with console.step("counting", "汇总"):
        result = build_panel(
            *tables[:3], censor_date=censor_date or None, paths=(str(cases), str(communities), str(adoption))
        )
        write_table(with_whole_counts(result), output, force=force)
    notes = list(result.attrs["notes"])
    _warn_of_unknown_models(console, set(result["model_id"]) - {""})
    from textmine.report.governance_notes import note_sentence

    for note in notes:
        console.warn(note_sentence(note, lang))
    n_communities, n_months = result["community_id"].nunique(), result["t"].nunique()
    console.say(
        f"{n_communities} communities x {n_months} months", f"{n_communities} 个社区 × {n_months} 个月"
    )
    console.give(
        {"n_communities": n_communities, "n_months": n_months, "output": str(output), "notes": notes}
    )
    if tables.failures:
        raise tables.failures[0]


def _warn_of_unknown_models(console: Console, named: set[str]) -> None:
    """Say which models the catalogue does not hold: a model of the user's own, or a slip in typing."""
    from difflib import get_close_matches

    from textmine.news.catalogue import load_models

    known = [model.model_id for model in load_models()]
    for name in sorted(named - set(known)):
        near = get_close_matches(name, known, n=1)
        console.warn(
            (f"治理模式 {name} 不在目录中，按单独一种模式计" + (f"；是否为 {near[0]}？" if near else ""))
            if console.lang == "zh"
            else f"the catalogue has no model {name!r}; it counts as one of its own"
            + (f" (did you mean {near[0]!r}?)" if near else "")
        )


def compare(
    panel: Annotated[Path, typer.Argument(metavar="PANEL", help="Panel made by textmine panel.")],
    out: Annotated[
        Path, typer.Option("--out", help="Folder for tables, figures, comparison.json and report.html.")
    ],
    seed: Seed = 0,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Compare governance models: effects, measures, rankings, figures and a report."""
    console = console_for(lang, quiet, is_json)
    check_folder(out)
    target = out / "comparison.json"
    for name in ("comparison.json", "report.html", "effects.csv"):
        check_target(out / name, force=force)
    for name in ("tables", "figures"):
        if (out / name).exists() and not force:
            raise InputError(
                "the target exists",
                path=out / name,
                fix="add --force to replace it",
                zh="输出目标已存在，加 --force 覆盖",
            )
    from textmine.governance.comparison import compare_models
    from textmine.reading.tables import read_table
    from textmine.writing.targets import complete_or_nothing

    table = read_table(panel, encoding=encoding).frame
    with console.step("estimating", "估计效果"):
        comparison = compare_models(table, seed=seed, path=str(panel))
    record = comparison.to_record()
    from textmine.report.governance import write_report

    with console.step("drawing and writing", "绘图与撰写报告"):
        write_report(comparison, out, lang=lang, force=force)
    with complete_or_nothing(target, force=force) as partial:
        partial.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    from textmine.report.governance_notes import note_sentence

    for note in comparison.notes:
        console.warn(note_sentence(note, lang))
    console.say(f"report: {out / 'report.html'}", f"报告：{out / 'report.html'}")
    console.give(record)
