"""Wrong calls and help pages in the user's language."""

from __future__ import annotations

import re
from typing import Any

import pytest

import textmine
from textmine.cli import build_command, main, usage


def said(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


WRONG_CALLS = (
    ("classify --bogus", "没有选项 --bogus"),
    ("classify", "缺少参数 输入"),
    ("panel a.csv b.csv", "缺少选项 --communities"),
    ("classify a.csv b.csv --review-target abc", "选项 --review-target 的值无效：应为数字"),
    ("hotspots a.csv b.csv --min-people 0", "选项 --min-people 的值无效：不得小于 1"),
    ("topics a.csv b.csv --n-topics 两个", "选项 --n-topics 的值无效：应为整数"),
    ("duplicates a.csv b.csv --similarity 1.5", "选项 --similarity 的值无效：不得大于 1"),
    ("score a b c d", "多出的参数：c d"),
    ("classify a.csv b.csv --sheet", "选项 --sheet 后面缺少值"),
    ("score a b --json=3", "选项 --json 不接受值"),
    ("bogus", "没有命令“bogus”"),
    ("label bogus", "没有命令“bogus”"),
)


@pytest.mark.parametrize(("call", "expected"), WRONG_CALLS)
def test_a_wrong_call_is_said_in_chinese(
    call: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said("--lang", "zh", *call.split(), capsys=capsys)
    # The language is read before the command, and inside it too, wherever it stands.
    if "--sheet" not in call:
        assert said(*call.split(), "--lang", "zh", capsys=capsys) == (code, out, err)
    assert code == 2
    assert expected in err
    assert not out
    assert "Usage" not in err
    assert "Error" not in err


@pytest.mark.parametrize(("call", "_"), WRONG_CALLS)
def test_a_wrong_call_is_said_in_english_otherwise(
    call: str, _: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = said(*call.split(), capsys=capsys)
    assert code == 2
    assert "Error: " in err
    assert not re.search("[\u4e00-\u9fff]", err.replace("两个", ""))


def test_a_sentence_nobody_foresaw_is_kept() -> None:
    class OddError(Exception):
        message = "The moon is full."

    assert usage.chinese_problem(OddError()) == "命令写法有误（The moon is full.）"


def commands(command: Any, name: str = "") -> list[str]:
    found = [name]
    for child, part in getattr(command, "commands", {}).items():
        found += commands(part, f"{name} {child}".strip())
    return found


@pytest.mark.parametrize("name", commands(build_command()))
def test_every_help_page_is_chinese_with_the_language_before_and_after(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, page, err = said(*name.split(), "--help", "--lang", "zh", capsys=capsys)
    assert (code, err) == (0, "")
    assert said("--lang=zh", *name.split(), "--help", capsys=capsys) == (0, page, "")
    assert said(*name.split(), "--lang", "zh", "--help", capsys=capsys) == (0, page, "")
    assert page.startswith("用法：textmine")
    for english in ("Usage", "Arguments", "Options:", "Commands", "OPTIONS", "required", "default:"):
        assert english not in page
    kinds = {kind for kind in re.findall(r"<([^<>]+)>", page) if kind.isascii()}
    assert not kinds
    # Every entry says something in Chinese, in lines that fit a terminal.
    assert all(usage._width(line) <= 100 for line in page.splitlines())
    for entry in re.split(r"\n  (?=\S)", page)[1:]:
        assert re.search("[\u4e00-\u9fff]", entry), entry


def test_arguments_have_chinese_names() -> None:
    def arguments(command: Any) -> set[str]:
        own = {p.metavar or p.name for p in command.params if p.param_type_name == "argument"}
        return own.union(*(arguments(part) for part in getattr(command, "commands", {}).values()))

    assert arguments(build_command()) <= set(usage.CHINESE_NAMES)


@pytest.mark.parametrize("words", [["--help", "--lang", "fr"], ["--lang=fr", "label", "--help"]])
def test_an_unknown_language_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(*words, capsys=capsys)
    assert code == 2
    assert "unknown language 'fr'" in err


def test_the_language_of_a_command_is_left_to_it() -> None:
    command = build_command()
    kept = usage.without_language(["label", "--lang", "zh", "sample", "a", "--lang", "zh"], command)
    assert kept == ["label", "sample", "a", "--lang", "zh"]
    assert usage.without_language(["context", "a", "--word", "--lang"], command)[-1] == "--lang"


@pytest.mark.parametrize("more", [[], ["--lang", "zh"]])
def test_version_is_printed(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert said("--version", *more, capsys=capsys) == (0, f"textmine {textmine.__version__}\n", "")


def test_an_interrupt_gives_130_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("textmine.cli.reports.check_folder", interrupted)
    code, _, err = said("demo", "--out", "x", "--lang", "zh", capsys=capsys)
    assert (code, err) == (130, "已中断\n")


def test_wrapping_keeps_words_and_counts_chinese_as_two() -> None:
    lines = usage.wrap_wide("把 textmine 的结果写进 Excel，再逐行核对。", 16)
    assert "".join(lines).replace(" ", "") == "把textmine的结果写进Excel，再逐行核对。"
    assert max(map(usage._width, lines)) <= 18
    assert any("textmine" in line for line in lines)
    assert usage.wrap_wide("", 10) == [""]
