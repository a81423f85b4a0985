"""Hold the options and arguments that several commands share, so that they read the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

Columns = Annotated[
    str, typer.Option("--columns", help="Which heading plays which role: role=heading,role=heading.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Read this sheet only.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="Encoding of a text file; found by itself otherwise.")
]
Table = Annotated[
    Path,
    typer.Argument(
        metavar="INPUT",
        help="A table (xlsx, xls, csv, tsv, jsonl, parquet; also .gz) or a folder of tables.",
    ),
]
Tables = Annotated[
    list[Path],
    typer.Argument(help="A table (xlsx, xls, csv, tsv, jsonl, parquet; also .gz) or a folder of tables."),
]
Target = Annotated[
    Path,
    typer.Argument(
        metavar="OUTPUT", help="Target; its ending says the format: xlsx, csv, tsv, jsonl or parquet."
    ),
]
Model = Annotated[
    str, typer.Option("--model", help="A model made by `textmine train`; without it, the default model.")
]
ModelName = Annotated[str, typer.Argument(help="A model file, or `default`.")]
Fast = Annotated[
    bool, typer.Option("--fast", help="Characters only, in one compiled pass: for very large files.")
]
Masked = Annotated[
    bool, typer.Option("--mask", help="Mask personal data in the texts of the output, and the person.")
]
Labelled = Annotated[Path, typer.Argument(help="A table with texts and labels.")]
Label = Annotated[str | None, typer.Option("--label", help="Heading of the labels.")]

CHINESE = {
    "Which heading plays which role: role=heading,role=heading.": "指定列的角色：角色=列名,角色=列名。",
    "Read this sheet only.": "只读此工作表。",
    "Encoding of a text file; found by itself otherwise.": "文本文件的编码；不给则自动判断。",
    "A table (xlsx, xls, csv, tsv, jsonl, parquet; also .gz) or a folder of tables.": (
        "表格文件（xlsx、xls、csv、tsv、jsonl、parquet，可 .gz），或装有表格的文件夹。"
    ),
    "Target; its ending says the format: xlsx, csv, tsv, jsonl or parquet.": (
        "输出文件，扩展名决定格式：xlsx、csv、tsv、jsonl、parquet。"
    ),
    "A model made by `textmine train`; without it, the default model.": "用 textmine train 训练的模型；不给则用默认模型。",
    "A model file, or `default`.": "模型文件，或 default（默认模型）。",
    "Characters only, in one compiled pass: for very large files.": "只用字特征、一遍编译扫描：适合超大文件。",
    "Mask personal data in the texts of the output, and the person.": "在输出的文本与来电人列中遮盖个人信息。",
    "A table with texts and labels.": "含文本和标签的表格。",
    "Heading of the labels.": "标签列的列名。",
}
