"""Commands about what residents talk about: hotspots, replies, keyness, trends."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from textmine.cli.console import Console, Force, Json, Lang, Quiet, console_for
from textmine.writing.targets import check_target

CHINESE: dict[str, str] = {
    "Find the hot issues in a table of complaints: the same thing at the same place, told by several people.": (
        "找出诉求表中的热点问题：同一地点、同一事情、多人反映。"
    ),
    "A table of complaints, or a folder of tables.": "诉求表，或装有表格的文件夹。",
    "Target for the issues; members go to its second sheet, or to NAME-members beside it.": (
        "热点问题输出文件；成员写入第二个工作表，或写入同目录下的 NAME-members 文件。"
    ),
    "Headings by role: role=heading,role=heading.": "按角色指定列名：角色=列名,角色=列名。",
    "Read this sheet only.": "只读此工作表。",
    "Encoding of a text file, when it is guessed wrong.": "文本文件的编码（自动判断有误时使用）。",
    "Score official replies: relevance, parts, explanation, boilerplate and days to reply.": (
        "评估官方答复：相关度、要素、解释度、套话占比与答复天数。"
    ),
    "Target; its ending says the format.": "输出文件，扩展名决定格式。",
    "Find the words that mark each group of messages.": "找出各组文本的特征词。",
    "Count messages month by month: intervals, changes, warnings.": "逐月统计诉求：区间、变化点与预警。",
    "Heading or role that groups the rows; also month or year.": "分组用的列名或角色，也可用 month、year。",
    "Words rarer than this in the whole table are left out.": "全表出现次数少于此数的词不计。",
    "Fewer different people make no hot issue.": "少于此人数不算热点。",
    "OUTPUT of an earlier run: new messages join its issues, which keep their issue_id.": (
        "此前一次运行的输出文件：新留言并入其中的问题，问题编号不变。"
    ),
    "Find broad topics, with how far other seeds and unseen texts confirm them.": (
        "归纳宽泛主题，并给出其稳定性与对未见文本的预测力。"
    ),
    "Also compare days to reply between the values of this heading or role, or district.": (
        "并按此列或角色（或 district，即文中区县）比较答复天数。"
    ),
    "So many topics.": "主题个数。",
    "Link words that stand in the same messages more often than chance.": "找出在同一留言中共现多于偶然的词对。",
    "Look at so many of the most frequent words.": "考察出现最多的若干词。",
    "Show every use of a word with the words around it.": "列出某词的每次出现及其上下文。",
    "The word.": "要查的词。",
    "So many words before and behind.": "前后各取几个词。",
}

Input = Annotated[Path, typer.Argument(metavar="INPUT", help="A table of complaints, or a folder of tables.")]
Columns = Annotated[
    str | None, typer.Option("--columns", help="Headings by role: role=heading,role=heading.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Read this sheet only.")]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="Encoding of a text file, when it is guessed wrong.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("hotspots")(hotspots)
    app.command("replies")(replies)
    app.command("keyness")(keyness)
    app.command("trends")(trends)
    app.command("topics")(topics)
    app.command("links")(links)
    app.command("context")(context)


def _read(console: Console, path: Path, columns: str | None, sheet: str | None, encoding: str | None) -> Any:
    from textmine.reading.headings import parse_columns
    from textmine.reading.tables import read_table

    with console.step("reading", "读取"):
        table = read_table(path, columns=parse_columns(columns), sheet=sheet, encoding=encoding)
    for note in table.warnings:
        console.warn(note)
    return table


def _warn_renamed(console: Console, names: list[str]) -> None:
    for name in names:
        console.warn(
            f"输入表已有列 {name}，本程序的列写为 textmine_{name}"
            if console.lang == "zh"
            else f"the input has a column {name!r}; ours is called textmine_{name}"
        )


def _write(sheets: Mapping[str, Any], output: Path, *, force: bool) -> list[Path]:
    from textmine.mining.outputs import write_sheets

    return write_sheets(sheets, output, force=force)


def _finish(console: Console, table: Any) -> None:
    """Name the files of a folder that could not be read; the others are done."""
    if table.failures:
        raise table.failures[0]


def hotspots(
    source: Input,
    output: Annotated[
        Path,
        typer.Argument(
            metavar="OUTPUT",
            help="Target for the issues; members go to its second sheet, or to NAME-members beside it.",
        ),
    ],
    min_people: Annotated[
        int, typer.Option("--min-people", min=1, help="Fewer different people make no hot issue.")
    ] = 3,
    join: Annotated[
        Path | None,
        typer.Option(
            "--join",
            help="OUTPUT of an earlier run: new messages join its issues, which keep their issue_id.",
        ),
    ] = None,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Find the hot issues in a table of complaints: the same thing at the same place, told by several people."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.mining.hotspots import find_hotspots
    from textmine.mining.inputs import complaints_of
    from textmine.mining.outputs import member_table, target_of

    members_target = target_of(output, "members")
    if members_target != output:
        check_target(members_target, force=force)
    table = _read(console, source, columns, sheet, encoding)
    frame, complaints, known = table.frame, complaints_of(table), None
    if join is not None:
        from textmine.mining.joining import earlier_issues, join_tables, read_members

        earlier = read_members(join)
        known = earlier_issues(earlier)
        frame, complaints = join_tables(earlier, table)
    if "person" not in complaints.columns:
        console.warn(
            "没有留言人一列，每条留言按一人计"
            if lang == "zh"
            else "no column says who wrote; every message counts as one person (--columns person=HEADING)"
        )
    with console.step("looking for issues", "查找热点"):
        found = find_hotspots(complaints, min_people=min_people, known=known)
    members, renamed = member_table(frame, found)
    _warn_renamed(console, renamed)
    paths = _write(
        {"issues": found.issues, "members": members, "growth": found.growth()}, output, force=force
    )
    n_issues = int((found.issues["kind"] == "issue").sum())
    n_topics = len(found.issues) - n_issues
    console.say(
        f"{n_issues} issues and {n_topics} topics in {len(frame)} messages: {paths[0]}",
        f"{len(frame)} 条留言中有 {n_issues} 个热点问题、{n_topics} 个宽泛话题：{paths[0]}",
    )
    console.give(
        {
            "n_messages": len(frame),
            "n_new_messages": len(complaints),
            "n_issues": n_issues,
            "n_topics": n_topics,
            "files": [str(p) for p in paths],
        }
    )
    _finish(console, table)


Output = Annotated[Path, typer.Argument(metavar="OUTPUT", help="Target; its ending says the format.")]


def replies(
    source: Input,
    output: Output,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", help="Also compare days to reply between the values of this heading or role, or district."
        ),
    ] = None,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Score official replies: relevance, parts, explanation, boilerplate and days to reply."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.mining.inputs import add_columns, complaints_of, grouping_of
    from textmine.mining.outputs import target_of
    from textmine.mining.replies import score_replies

    if by is not None and target_of(output, "delays") != output:
        check_target(target_of(output, "delays"), force=force)
    table = _read(console, source, columns, sheet, encoding)
    complaints = complaints_of(table)
    delays = None if by is None else _delays(complaints, by, grouping_of(table, by))
    with console.step("scoring", "评分"):
        scores = score_replies(complaints)
    result, renamed = add_columns(table.frame, scores.drop(columns="complaint_id"))
    _warn_renamed(console, renamed)
    paths = _write(
        {"replies": result} if delays is None else {"replies": result, "delays": delays}, output, force=force
    )
    n = int(scores["relevance"].notna().sum())
    median = scores["days_to_reply"].median()
    share = float((scores["relevance_rank"] == 1).mean())
    console.say(
        f"{n} replies of {len(scores)} messages, median {median:.1f} days: {output}",
        f"{len(scores)} 条留言，{n} 条答复，答复时间中位数 {median:.1f} 天：{output}",
    )
    console.warn(
        "这些指标不是经过验证的质量评价；请与答复字数对照使用"
        if lang == "zh"
        else "none of these measures is a validated judgement of quality; compare them with n_characters"
    )
    console.give(
        {
            "n_messages": len(scores),
            "n_replies": n,
            "median_days": None if median != median else float(median),
            "own_reply_first_share": share if scores["relevance_rank"].notna().any() else None,
            "files": [str(path) for path in paths],
        }
    )
    _finish(console, table)


def _delays(complaints: Any, by: str, groups: Any) -> Any:
    from textmine.errors import InputError
    from textmine.mining.delays import compare_delays

    if not {"received_at", "replied_at"} <= set(complaints.columns):
        raise InputError(
            "days to reply need the time of the message and of the reply",
            fix="name them with --columns time=HEADING,reply_time=HEADING",
            zh="缺少留言时间或答复时间；请用 --columns time=列名,reply_time=列名 指定",
        )
    named = complaints.assign(
        unit=[None if g is None or g != g or not str(g).strip() else str(g) for g in groups]
    )
    return compare_delays(named.dropna(subset=["unit"]), by="unit").rename(columns={"unit": by})


By = Annotated[str, typer.Option("--by", help="Heading or role that groups the rows; also month or year.")]


def keyness(
    source: Input,
    output: Output,
    by: By,
    min_count: Annotated[
        int, typer.Option("--min-count", min=1, help="Words rarer than this in the whole table are left out.")
    ] = 5,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Find the words that mark each group of messages."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.mining.inputs import grouping_of
    from textmine.mining.keyness import measure_keyness
    from textmine.text.segment import Segmenter

    table = _read(console, source, columns, sheet, encoding)
    groups = grouping_of(table, by).tolist()
    with console.step("counting words", "统计词语"):
        found = measure_keyness(Segmenter().segment(table.documents()), groups, min_count=min_count)
    _write({"keyness": found}, output, force=force)
    n_groups = int(found["group"].nunique())
    console.say(
        f"{len(found)} words mark {n_groups} groups: {output}",
        f"{n_groups} 组共 {len(found)} 个特征词：{output}",
    )
    console.give({"n_words": len(found), "n_groups": n_groups, "files": [str(output)]})
    _finish(console, table)


def trends(
    source: Input,
    output: Output,
    by: By,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Count messages month by month: intervals, changes, warnings."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.errors import InputError
    from textmine.mining.inputs import grouping_of
    from textmine.mining.trends import measure_trends
    from textmine.reading.times import parse_times

    table = _read(console, source, columns, sheet, encoding)
    times = table.column("time")
    if times is None:
        raise InputError(
            "no column is known to hold the time",
            fix=f"name it with --columns time=HEADING; found: {', '.join(map(str, table.frame.columns))}",
            zh="找不到时间列；请用 --columns time=列名 指定",
        )
    with console.step("counting", "统计"):
        found = measure_trends(parse_times(times), grouping_of(table, by))
    _write({"trends": found}, output, force=force)
    n_warnings = int(found["is_warning"].sum())
    n_groups = int(found["group"].nunique()) - 1
    console.say(
        f"{n_groups} groups, {n_warnings} warnings: {output}", f"{n_groups} 组，{n_warnings} 个预警：{output}"
    )
    console.give({"n_groups": n_groups, "n_warnings": n_warnings, "files": [str(output)]})
    _finish(console, table)


def _words(console: Console, table: Any, *, is_content: bool = True) -> list[list[str]]:
    """Return the words of each message; of content words alone where the stop words would drown them."""
    from textmine.text.lexicon import read_stop_words
    from textmine.text.segment import Segmenter

    with console.step("segmenting", "分词"):
        words = Segmenter().segment(table.documents())
        if is_content:
            stop = read_stop_words()
            words = [[w for w in document if w not in stop] for document in words]
    return words


def topics(
    source: Input,
    output: Output,
    n_topics: Annotated[int, typer.Option("--n-topics", min=2, help="So many topics.")] = 10,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Find broad topics, with how far other seeds and unseen texts confirm them."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.mining.topics import find_topics

    table = _read(console, source, columns, sheet, encoding)
    words = _words(console, table)
    with console.step("looking for topics", "归纳主题"):
        found = find_topics(words, n_topics=n_topics)
    _write({"topics": found.to_frame()}, output, force=force)
    stable = float(found.topics["stability"].mean())
    console.say(
        f"{n_topics} topics, stability {stable:.2f} (chance {found.chance:.2f}), {found.held_out_gain:.2f} bits a word "
        f"[{found.gain_low:.2f}, {found.gain_high:.2f}] better than none on unseen texts: {output}",
        f"{n_topics} 个主题，稳定性 {stable:.2f}（偶然水平 {found.chance:.2f}），对未见文本每词增益 {found.held_out_gain:.2f} 比特"
        f" [{found.gain_low:.2f}, {found.gain_high:.2f}]：{output}",
    )
    console.give(
        {
            "n_topics": n_topics,
            "stability": stable,
            "chance": found.chance,
            "held_out_gain": found.held_out_gain,
            "files": [str(output)],
        }
    )
    _finish(console, table)


def links(
    source: Input,
    output: Output,
    n_words: Annotated[
        int, typer.Option("--n-words", min=2, help="Look at so many of the most frequent words.")
    ] = 200,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Link words that stand in the same messages more often than chance."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.mining.cooccurrence import link_words

    table = _read(console, source, columns, sheet, encoding)
    found = link_words(_words(console, table), n_words=n_words)
    _write({"links": found}, output, force=force)
    console.say(f"{len(found)} links: {output}", f"{len(found)} 个词对：{output}")
    console.give({"n_links": len(found), "files": [str(output)]})
    _finish(console, table)


def context(
    source: Input,
    output: Output,
    word: Annotated[str, typer.Option("--word", help="The word.")],
    window: Annotated[int, typer.Option("--window", min=1, help="So many words before and behind.")] = 8,
    columns: Columns = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Show every use of a word with the words around it."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force)
    from textmine.mining.dictionaries import keyword_in_context

    table = _read(console, source, columns, sheet, encoding)
    found = keyword_in_context(_words(console, table, is_content=False), word, window=window)
    found["document"] += 1
    ids = table.column("id")
    if ids is not None:
        found.insert(0, "id", ids.iloc[(found["document"] - 1).to_numpy()].to_numpy())
    _write({"context": found}, output, force=force)
    console.say(f"{len(found)} uses: {output}", f"共 {len(found)} 处：{output}")
    console.give({"n_uses": len(found), "files": [str(output)]})
    _finish(console, table)
