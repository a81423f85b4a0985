"""Commands of the labelling loop: label sample, label agree, label suspect."""

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli.console import Force, Json, Lang, Quiet, console_for
from textmine.cli.inputs import about_run, open_model, open_table, raise_failures
from textmine.cli.options import Columns, Encoding, Label, Labelled, Model, Sheet
from textmine.errors import InputError
from textmine.writing.targets import check_target

CHINESE = {
    "Label in rounds, with plain files.": "用普通表格文件分轮标注。",
    "Choose the rows to label next.": "挑选下一批最值得标注的行。",
    "Measure agreement between annotators and list the rows to adjudicate.": "计算标注者之间的一致性，列出需裁定的行。",
    "Rank labels that are probably wrong.": "按可疑程度列出可能标错的行。",
    "A table with texts.": "含文本的表格。",
    "Where the chosen rows are written.": "选出的行写到哪里。",
    "How many rows.": "行数。",
    "Rows of this table are labelled already and are left out.": "此表中的行已标注，不再选取。",
    "One table per annotator, with ids and labels.": "每位标注者一个表，含编号和标签。",
    "Where the rows to adjudicate are written.": "需裁定的行写到哪里。",
}

Count = Annotated[int, typer.Option("--n", min=1, help="How many rows.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(
        help="Label in rounds, with plain files.", no_args_is_help=True, rich_markup_mode=None
    )
    group.command()(sample)
    group.command()(agree)
    group.command()(suspect)
    app.add_typer(group, name="label")


def sample(
    source: Annotated[Path, typer.Argument(help="A table with texts.")],
    target: Annotated[Path, typer.Argument(help="Where the chosen rows are written.")],
    model: Model = "default",
    n: Count = 100,
    labelled: Annotated[
        Path | None,
        typer.Option("--labelled", help="Rows of this table are labelled already and are left out."),
    ] = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Choose the rows to label next."""
    out = console_for(lang, quiet, json_)
    check_target(target, force=force, sources=[source])
    from textmine.batch.earlier import EarlierChecks
    from textmine.classify.labelling import sample_to_label
    from textmine.classify.rows import add_columns
    from textmine.taxonomy import load_taxonomy
    from textmine.writing.classified import CHECKED, checked_choices
    from textmine.writing.tables import write_table

    table = open_table(out, source, columns=columns, sheet=sheet, encoding=encoding)
    done = open_table(out, labelled, encoding=encoding).documents() if labelled else []
    loaded, names = open_model(model), load_taxonomy()
    chosen = sample_to_label(table.documents(), loaded, n=n, exclude=done)
    checks = EarlierChecks(table.roles)
    rows = checks.written_out(table.frame.iloc[[at - 1 for at in chosen["row"]]].reset_index(drop=True))
    added = chosen.drop(columns="row")
    added.insert(1, "category_zh", [names.name_of(code) for code in added["category"]])
    at = added.columns.tolist().index("second_category") + 1
    added.insert(at, "second_category_zh", [names.name_of(code) for code in added["second_category"]])
    both, notes = add_columns(rows, added)
    for note in (*notes, *checks.remarks()):
        out.warn(note)
    checked = table.roles.get("checked_category", CHECKED)
    choices = checked_choices([str(label) for label in loaded.classes_.tolist()], names, lang=lang)
    write_table(
        both if checked in both else both.assign(**{checked: None}),
        target,
        force=force,
        about=about_run("label sample", table, model=model, n=n),
        choices={checked: choices},
        lang=lang,
    )
    out.say(
        f"{len(chosen)} rows -> {target}; choose or type labels in {checked}, ok where the answer is right",
        f"{len(chosen)} 行 -> {target}；请在 {checked} 列选择或填写标签，回答正确的选“对”",
    )
    out.give({"output": str(target), "n_rows": len(chosen)})
    raise_failures(out, table.failures)


def agree(
    sources: Annotated[list[Path], typer.Argument(help="One table per annotator, with ids and labels.")],
    target: Annotated[
        Path | None, typer.Option("--out", help="Where the rows to adjudicate are written.")
    ] = None,
    label: Label = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Measure agreement between annotators and list the rows to adjudicate."""
    out = console_for(lang, quiet, json_)
    if len(sources) < 2:
        raise InputError(
            "agreement needs the tables of two annotators", fix="give two files", zh="至少需要两位标注者的表"
        )
    if target is not None:
        check_target(target, force=force, sources=sources)
    from textmine.classify.labelling import measure_agreement
    from textmine.classify.training import keyed_labels
    from textmine.taxonomy import load_taxonomy
    from textmine.writing.tables import write_table

    said, failures = {}, []
    for path in sources:
        name = path.name if path.name not in said else str(path)
        table = open_table(out, path, columns=columns, sheet=sheet, encoding=encoding)
        said[name] = keyed_labels(table, label=label)
        ids = table.column("id")
        if ids is not None and (n_again := int(ids.duplicated().sum())):
            out.warn(
                f"{name}：{n_again} 行的编号前面已出现过（或为空），编号相同的行按先后顺序对应"
                if out.lang == "zh"
                else f"{name}: {n_again} rows have an id that came before, or none; rows of one id are paired in their order"
            )
        failures += table.failures
    found = measure_agreement(said)
    if target is not None:
        differ = found.to_adjudicate
        if out.lang == "zh":
            names = load_taxonomy()
            differ = differ.assign(**{name: differ[name].map(names.name_of) for name in said})
        write_table(differ, target, force=force)
    kappa = "" if found.kappa is None else f"kappa {found.kappa:.3f}, "
    out.say(
        f"{found.n} rows: {kappa}alpha {found.alpha:.3f} ({found.low:.3f} to {found.high:.3f}); "
        f"{len(found.to_adjudicate)} to adjudicate",
        f"{found.n} 行：{kappa}alpha {found.alpha:.3f}（{found.low:.3f}–{found.high:.3f}）；需裁定 {len(found.to_adjudicate)} 行",
    )
    out.give(found.to_dict())
    raise_failures(out, failures)


def suspect(
    source: Labelled,
    target: Annotated[Path, typer.Argument(help="Where the chosen rows are written.")],
    n: Count = 50,
    label: Label = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    json_: Json = False,
    quiet: Quiet = False,
    lang: Lang = "en",
) -> None:
    """Rank labels that are probably wrong."""
    out = console_for(lang, quiet, json_)
    check_target(target, force=force, sources=[source])
    from textmine.classify.labelling import find_suspect_labels, lone_labels
    from textmine.classify.training import labelled_rows
    from textmine.reading.headings import parse_columns
    from textmine.reading.tables import read_table
    from textmine.taxonomy import load_taxonomy
    from textmine.writing.tables import write_table

    table = read_table(source, columns=parse_columns(columns), sheet=sheet, encoding=encoding)
    documents, labels, _, notes = labelled_rows(table.require_text(), label=label)
    for note in notes:
        out.warn(note)
    if lone := lone_labels(documents, labels):
        names, n_left = load_taxonomy(), sum(label in lone for label in labels)
        out.warn(
            f"只有一条文本的标签无法检验，这 {n_left} 行未参加：{'、'.join(map(names.name_of, lone))}"
            if out.lang == "zh"
            else f"{n_left} rows carry a label that no other text has and were left out: {', '.join(lone)}"
        )
    found = find_suspect_labels(documents, labels, n=n)
    found["text"] = [documents[at - 1] for at in found["row"]]
    write_table(found, target, force=force)
    out.say(f"{len(found)} suspect labels -> {target}", f"{len(found)} 个可疑标签 -> {target}")
    out.give({"output": str(target), "n_rows": len(found)})
    raise_failures(out, table.failures)
