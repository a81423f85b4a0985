"""A page is one file whose policy lets a browser fetch nothing and run its own script only."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from textmine.errors import InputError
from textmine.report.page import render_page, write_page

PLAIN = "plain.html.j2"


def _policy(html: str) -> dict[str, str]:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert found
    return dict(part.strip().split(" ", 1) for part in found.group(1).split(";"))


def _sha(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_render_page_names_the_hash_of_every_style_and_no_other() -> None:
    html = render_page(PLAIN, title="社区", lang="zh", body="正文")
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len(styles) == 2
    assert _policy(html)["style-src-elem"].split() == [_sha(style) for style in styles]


def test_render_page_forbids_scripts_where_the_page_has_none() -> None:
    policy = _policy(render_page(PLAIN, title="a", lang="en", body="b"))
    assert policy["script-src"] == "'none'"
    assert policy["default-src"] == "'none'"
    assert "connect-src" not in policy
    assert not [value for value in policy.values() if "http" in value or "*" in value]


def test_render_page_escapes_title_and_body() -> None:
    html = render_page(PLAIN, title="</title><script>1</script>", lang="en", body="<img src=x onerror=1>")
    assert "<script" not in html
    assert "<img" not in html


def test_render_page_leaves_our_marks_in_a_text_alone() -> None:
    plain = render_page(PLAIN, title="@@FONT@@", lang="en", body="@@FONT-HASH@@ @@FONT@@")
    assert "<p>@@FONT-HASH@@ @@FONT@@</p>" in plain
    assert "<title>@@FONT@@</title>" in plain
    assert plain.count("data:font/woff;") == 1


def test_render_page_is_the_same_twice() -> None:
    assert render_page(PLAIN, title="社区", lang="zh", body="x") == render_page(
        PLAIN, title="社区", lang="zh", body="x"
    )


def test_render_page_holds_no_address_to_fetch() -> None:
    html = render_page(PLAIN, title="社区", lang="zh", body="x")
    assert not re.findall(r'(?:src|href)="(?!#|data:)', html)
    assert "http" not in html.replace("http-equiv", "")


def test_write_page_keeps_an_existing_file(tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    write_page("<p>1</p>", target)
    with pytest.raises(InputError):
        write_page("<p>2</p>", target)
    assert target.read_text(encoding="utf-8") == "<p>1</p>"
