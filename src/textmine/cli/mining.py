"""Commands about what residents talk about and how they are answered: hotspots, replies, trends, topics."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from textmine.cli.console import Console, Force, Json, Lang, Quiet, console_for
from textmine.cli.inputs import (
    about_run,
    open_table,
    raise_failures,
    warn_of_answers,
    warn_of_times,
    warn_renamed,
    words_of,
)
from textmine.cli.options import Columns, Encoding, Sheet, Table, Target
from textmine.writing.targets import check_target

CHINESE: dict[str, str] = {
    "Find the hot issues in a table of complaints: the same thing at the same place, told by several people.": (
        "找出诉求表中的热点问题：同一地点、同一事情、多人反映。"
    ),
    "Target for the issues; members go to its second sheet, or to NAME-members beside it.": (
        "热点问题输出文件；成员写入第二个工作表，或写入同目录下的 NAME-members 文件。"
    ),
    "Score official replies: relevance, parts, explanation, boilerplate and days to reply.": (
        "评估官方答复：相关度、要素、解释度、套话占比与答复天数。"
    ),
    "Count messages month by month: intervals, changes, warnings.": "逐月统计诉求：区间、变化点与预警。",
    "Heading or role that groups the rows; also month or year.": "分组用的列名或角色，也可用 month、year。",
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
}

By = Annotated[str, typer.Option("--by", help="Heading or role that groups the rows; also month or year.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("hotspots")(hotspots)
    app.command("replies")(replies)
    app.command("trends")(trends)
    app.command("topics")(topics)


def _write(
    sheets: Mapping[str, Any], output: Path, *, force: bool, about: Mapping[str, str], lang: str
) -> list[Path]:
    from textmine.mining.outputs import write_sheets

    return write_sheets(sheets, output, force=force, about=about, lang=lang)


def hotspots(
    source: Table,
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
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Find the hot issues in a table of complaints: the same thing at the same place, told by several people."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.mining.hotspots import find_hotspots
    from textmine.mining.inputs import complaints_of
    from textmine.mining.outputs import member_table, target_of
    from textmine.text.unnamed import names_nobody

    members_target = target_of(output, "members")
    if members_target != output:
        check_target(members_target, force=force, sources=[source])
    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    warn_of_times(console, table, "time")
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
    elif n_unnamed := sum(map(names_nobody, complaints["person"])):
        console.warn(
            f"{n_unnamed} 条留言未写明是谁（空白、匿名、[PERSON] 等），每条按一人计"
            if lang == "zh"
            else f"{n_unnamed} messages do not say who wrote (blank, 匿名, [PERSON] and the like); each counts as one person"
        )
    with console.step("looking for issues", "查找热点"):
        found = find_hotspots(complaints, min_people=min_people, known=known)
    members, renamed = member_table(frame, found)
    warn_renamed(console, renamed)
    paths = _write(
        {"issues": found.issues, "members": members, "growth": found.growth()},
        output,
        force=force,
        about=about_run("hotspots", table, min_people=min_people, join=join and join.name),
        lang=console.lang,
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
    raise_failures(console, table.failures)


def replies(
    source: Table,
    output: Target,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", help="Also compare days to reply between the values of this heading or role, or district."
        ),
    ] = None,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Score official replies: relevance, parts, explanation, boilerplate and days to reply."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.mining.inputs import add_columns, complaints_of, grouping_of, is_answered, require_reply
    from textmine.mining.outputs import target_of
    from textmine.mining.replies import score_replies

    if by is not None and target_of(output, "delays") != output:
        check_target(target_of(output, "delays"), force=force, sources=[source])
    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    complaints = complaints_of(require_reply(table))
    warn_of_answers(console, table, by or "")
    warn_of_times(console, table, "time", "reply_time")
    _warn_of_early_replies(console, complaints, table.first_row)
    delays = None
    if by is not None:
        answered = complaints.assign(is_answered=is_answered(table))
        delays = _delays(console, answered, by, grouping_of(table, by))
    with console.step("scoring", "评分"):
        scores = score_replies(complaints)
    result, renamed = add_columns(table.frame, scores.drop(columns="complaint_id"))
    warn_renamed(console, renamed)
    paths = _write(
        {"replies": result} if delays is None else {"replies": result, "delays": delays},
        output,
        force=force,
        about=about_run("replies", table, by=by),
        lang=console.lang,
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
    raise_failures(console, table.failures)


_NAMED_ROWS = 5  # more say no more


def _warn_of_early_replies(console: Console, complaints: Any, first_row: int) -> None:
    """Name the rows whose reply is dated before the message; their days to reply stay blank."""
    if not {"received_at", "replied_at"} <= set(complaints.columns):
        return
    from textmine.mining.delays import days_between
    from textmine.reading.straytimes import without_strays

    received, replied = (without_strays(complaints[name]) for name in ("received_at", "replied_at"))
    rows = [str(at + first_row) for at, days in enumerate(days_between(received, replied)) if days < 0]
    if rows:
        more = " …" if len(rows) > _NAMED_ROWS else ""
        console.warn(
            f"{len(rows)} 条答复的时间早于留言，答复天数留空：第 {'、'.join(rows[:_NAMED_ROWS])} {'行' if first_row > 1 else '条'}{more}"
            if console.lang == "zh"
            else f"{len(rows)} replies are dated before their message, their days stay blank: row "
            f"{', '.join(rows[:_NAMED_ROWS])}{more}"
        )


def _delays(console: Console, complaints: Any, by: str, groups: Any) -> Any:
    from textmine.errors import InputError
    from textmine.mining.delays import MIN_MESSAGES, compare_delays

    if not {"received_at", "replied_at"} <= set(complaints.columns):
        raise InputError(
            "days to reply need the time of the message and of the reply",
            fix="name them with --columns time=HEADING,reply_time=HEADING",
            zh="缺少留言时间或答复时间；请用 --columns time=列名,reply_time=列名 指定",
        )
    named = complaints.assign(
        unit=[None if g is None or g != g or not str(g).strip() else str(g) for g in groups]
    )
    n_undated = int((named["is_answered"] & named["replied_at"].isna()).sum())
    if n_undated:
        console.warn(
            f"{n_undated} 条有答复但没有可识别的答复时间，不计入答复天数的比较，也不算未答复"
            if console.lang == "zh"
            else f"{n_undated} messages have a reply but no time of it that is understood; they are left out of the comparison"
        )
    found = compare_delays(named.dropna(subset=["unit"]), by="unit")
    n_small = named["unit"].nunique() - len(found)
    if n_small:
        console.warn(
            f"{n_small} 个单位的留言不足 {MIN_MESSAGES} 条，未列入比较"
            if console.lang == "zh"
            else f"{n_small} units have fewer than {MIN_MESSAGES} messages and are left out of the comparison"
        )
    return found.rename(columns={"unit": by})


def trends(
    source: Table,
    output: Target,
    by: By,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Count messages month by month: intervals, changes, warnings."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.errors import InputError
    from textmine.mining.inputs import grouping_of
    from textmine.mining.trends import measure_trends
    from textmine.reading.times import parse_times

    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    times = table.column("time")
    if times is None:
        raise InputError(
            "no column is known to hold the time",
            fix=f"name it with --columns time=HEADING; found: {', '.join(map(str, table.frame.columns))}",
            zh="找不到时间列；请用 --columns time=列名 指定",
        )
    warn_of_answers(console, table, by)
    warn_of_times(console, table, "time")
    with console.step("counting", "统计"):
        found = measure_trends(parse_times(times), grouping_of(table, by))
    _write({"trends": found}, output, force=force, about=about_run("trends", table, by=by), lang=console.lang)
    n_warnings = int(found["is_warning"].sum())
    n_groups = int(found["group"].nunique()) - 1
    console.say(
        f"{n_groups} groups, {n_warnings} warnings: {output}", f"{n_groups} 组，{n_warnings} 个预警：{output}"
    )
    console.give({"n_groups": n_groups, "n_warnings": n_warnings, "files": [str(output)]})
    raise_failures(console, table.failures)


def topics(
    source: Table,
    output: Target,
    n_topics: Annotated[int, typer.Option("--n-topics", min=2, help="So many topics.")] = 10,
    columns: Columns = "",
    sheet: Sheet = None,
    encoding: Encoding = None,
    force: Force = False,
    lang: Lang = "en",
    quiet: Quiet = False,
    is_json: Json = False,
) -> None:
    """Find broad topics, with how far other seeds and unseen texts confirm them."""
    console = console_for(lang, quiet, is_json)
    check_target(output, force=force, sources=[source])
    from textmine.mining.topics import find_topics

    table = open_table(console, source, columns=columns, sheet=sheet, encoding=encoding)
    words = words_of(console, table)
    with console.step("looking for topics", "归纳主题"):
        found = find_topics(words, n_topics=n_topics)
    _write(
        {"topics": found.to_frame()},
        output,
        force=force,
        about=about_run("topics", table, n_topics=n_topics),
        lang=console.lang,
    )
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
    raise_failures(console, table.failures)
