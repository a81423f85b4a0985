"""The report in a real browser: no network, no script but its own, usable by hand, by keyboard, on paper."""

from __future__ import annotations

import base64
import http.server
import itertools
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest

pytestmark = pytest.mark.browser
A4_LANDSCAPE_PIXELS = 1039  # 297 mm less two margins of 11 mm, at 96 pixels an inch

TEXTS = (
    ("XQ001", "电梯一直停运", "三号楼电梯停了两周，老人下不了楼。", "2024-01-05", "梧桐社区", "property", 0.91),
    ("XQ002", "物业费上涨", "物业没有开会就涨价，收费不公示。", "2024-01-19", "梧桐社区", "property", 0.42),
    ("XQ003", "污水横流", "楼下下水道堵了，味道很大。", "2024-02-11", "河湾社区", "utilities", 0.83),
    ("XQ004", "夜里施工", "工地半夜打桩，孩子睡不着。", "2024-04-02", "河湾社区", "pollution", 0.77),
    ("XQ005", "工资拖欠", "饭店三个月没有发工资。", "2024-04-20", "", "labour", 0.35),
)  # fmt: skip
COLUMNS = ("编号", "标题", "内容", "受理时间", "所属社区", "category", "confidence")
MEAN_THINGS = (
    "<script>window.hit=1</script>",
    '"><img src=x onerror="window.hit=1">',
    "</style><script>window.hit=1</script>",
    "</textarea></td></table><svg onload=window.hit=1>",
    "<a href='javascript:window.hit=1'>点这里</a>",
    "<!--<script>window.hit=1</script>",
    "' onmouseover='window.hit=1' data-x='",
    "{{ 7*7 }}{% raw %}@@FONT@@@@FONT-HASH@@",
    "\u2028</title><base href=https://example.invalid/>",
)


def _table(rows: list[tuple[Any, ...]], folder: Path) -> Any:
    from textmine.reading.tables import read_table

    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["needs_review"] = frame["confidence"] < 0.6
    path = folder / "classified.csv"
    frame.to_csv(path, index=False)
    return read_table(path)


def _page(rows: list[tuple[Any, ...]], folder: Path, **options: Any) -> str:
    from textmine.report.complaints import render_complaints_report

    return render_complaints_report(_table(rows, folder), **options)


@pytest.fixture(scope="module", params=["en", "zh"])
def report(request: pytest.FixtureRequest, browser: Any, tmp_path_factory: Any, save_page: Any) -> Any:
    folder = tmp_path_factory.mktemp("report")
    return request.param, save_page(_page(list(TEXTS), folder, lang=request.param))


@pytest.fixture
def page(report: tuple[str, str], browser: Any, console: Any, asked: Any) -> Any:
    browser.get(report[1])
    return browser


def _shown(page: Any) -> list[str]:
    return page.execute_script(
        "return [...document.querySelectorAll('#rows tbody tr')].filter(r => !r.hidden).map(r => r.cells[0].textContent)"
    )


def _by(page: Any, selector: str) -> Any:
    return page.find_element("css selector", selector)


def test_report_opens_without_network_and_without_a_word_on_the_console(
    report: tuple[str, str], browser: Any, console: Callable[[], list[str]], asked: Callable[[], list[str]]
) -> None:
    browser.get(report[1])
    assert not console()
    addresses = asked()
    assert report[1] in addresses
    assert {address.split(":", 1)[0] for address in addresses} <= {"file", "data"}
    assert [a for a in addresses if a.startswith("file:")] == [report[1]]


def test_report_speaks_the_language_asked_for_with_its_own_glyphs(report: tuple[str, str], page: Any) -> None:
    lang = page.execute_script("return document.documentElement.lang")
    assert lang == {"en": "en", "zh": "zh-CN"}[report[0]]
    title = _by(page, "h1").text
    assert title == {"en": "What residents report", "zh": "居民诉求分类报告"}[report[0]]
    assert page.execute_script(
        "return document.fonts.ready.then(() => document.fonts.check('16px textmine', '梯'))"
    )
    faces = page.execute_script("return [...document.fonts].map(f => f.family + f.status)")
    assert [face.replace('"', "") for face in faces] == ["textmineloaded"]


def test_heading_sorts_up_then_down_by_click(page: Any) -> None:
    button = _by(page, "th:nth-child(5) button.sort")
    button.click()
    assert _shown(page) == ["XQ005", "XQ002", "XQ004", "XQ003", "XQ001"]
    assert button.find_element("xpath", "..").get_attribute("aria-sort") == "ascending"
    button.click()
    assert _shown(page) == ["XQ001", "XQ003", "XQ004", "XQ002", "XQ005"]
    assert button.find_element("xpath", "..").get_attribute("aria-sort") == "descending"
    _by(page, "th:nth-child(2) button.sort").click()
    assert _shown(page) == ["XQ001", "XQ002", "XQ003", "XQ004", "XQ005"]


def test_sort_puts_blank_cells_last_in_both_directions(page: Any) -> None:
    button = _by(page, "th:nth-child(3) button.sort")
    button.click()
    assert _shown(page)[-1] == "XQ005"
    button.click()
    assert _shown(page)[-1] == "XQ005"


def test_heading_sorts_by_the_enter_key(page: Any) -> None:
    from selenium.webdriver.common.keys import Keys

    button = _by(page, "th:nth-child(1) button.sort")
    page.execute_script("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    button.send_keys(Keys.ENTER)
    assert _shown(page) == ["XQ005", "XQ004", "XQ003", "XQ002", "XQ001"]


def test_search_keeps_rows_with_every_word(page: Any) -> None:
    find = _by(page, "#find")
    find.send_keys("物业 涨价")
    assert _shown(page) == ["XQ002"]
    assert "1" in _by(page, "#said").text
    assert "5" in _by(page, "#said").text
    find.clear()
    find.send_keys("没有这个词")
    assert _shown(page) == []
    _by(page, "#clear").click()
    assert len(_shown(page)) == 5


def test_filters_join(page: Any) -> None:
    from selenium.webdriver.support.ui import Select

    Select(_by(page, "select[data-pick=community]")).select_by_value("梧桐社区")
    assert sorted(_shown(page)) == ["XQ001", "XQ002"]
    _by(page, "#only").click()
    assert _shown(page) == ["XQ002"]
    Select(_by(page, "select[data-pick=month]")).select_by_value("2024-04")
    assert _shown(page) == []


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (".bars button:nth-child(1)", ["XQ001", "XQ002"]),
        (".columns button:nth-of-type(4)", ["XQ004", "XQ005"]),
        ("table.heat td.c button", None),
        ("table.heat th button", None),
    ],
)
def test_click_on_a_bar_shows_its_rows_and_again_shows_all(
    page: Any, selector: str, expected: list[str] | None
) -> None:
    part = _by(page, selector)
    page.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", part)
    part.click()
    assert sorted(_shown(page)) == (expected or sorted(_shown(page)))
    assert 0 < len(_shown(page)) < 5
    assert part.get_attribute("aria-pressed") == "true"
    page.execute_script("arguments[0].click()", part)
    assert len(_shown(page)) == 5


def test_pointer_on_a_bar_tells_its_numbers(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    tip = _by(page, "#tip")
    assert not tip.is_displayed()
    ActionChains(page).move_to_element(_by(page, ".bars button:nth-child(1)")).perform()
    assert tip.is_displayed()
    assert "2" in tip.text
    assert "66%" in tip.text or "67%" in tip.text
    ActionChains(page).send_keys(Keys.ESCAPE).perform()
    assert not tip.is_displayed()
    month = _by(page, ".columns button:nth-of-type(4)")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", month)
    ActionChains(page).move_to_element(month).move_by_offset(1, 1).perform()
    assert tip.text == "2024-04: 2"


def test_tab_reaches_every_part_in_order_with_visible_focus(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    visited: list[str] = []
    for _ in range(40):
        ActionChains(page).send_keys(Keys.TAB).perform()
        state = page.execute_script(
            """const e = document.activeElement, s = getComputedStyle(e), all = [...document.querySelectorAll('*')];
            return [all.indexOf(e), e.id || e.className || e.tagName, s.outlineStyle, parseFloat(s.outlineWidth), e.matches(':focus-visible'), e.tagName];"""
        )
        if state[5] == "BODY" or (visited and state[0] <= visited[-1][0]):
            break
        assert state[2] != "none", state
        assert state[3] >= 1, state
        assert state[4], state
        visited.append(state)
    names = " ".join(str(v[1]) for v in visited)
    for part in ("skip", "bare", "find", "only", "clear", "sort"):
        assert part in names, (part, names)
    # A figure is one stop, however many bars it has.
    assert len(visited) < 25


def test_arrow_keys_walk_along_the_bars_and_enter_picks(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    page.execute_script("document.querySelector('.columns button').focus()")
    ActionChains(page).send_keys(Keys.ARROW_RIGHT).perform()
    assert page.execute_script("return document.activeElement.dataset.tip") == "2024-02: 1"
    assert _by(page, "#tip").is_displayed()
    ActionChains(page).send_keys(Keys.ENTER).perform()
    assert _shown(page) == ["XQ003"]
    ActionChains(page).send_keys(Keys.END).perform()
    assert page.execute_script("return document.activeElement.dataset.tip") == "2024-04: 2"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    page: Any, screen: Callable[..., None], contrasts: Callable[[], list[Any]], scheme: str
) -> None:
    # WCAG 2.2, criterion 1.4.3: 4.5 to 1, and 3 to 1 for large letters.
    screen(1280, scheme=scheme)
    found = contrasts()
    assert len(found) > 80
    assert not [row for row in found if row[0] < row[1]]


def test_contrast_check_would_see_pale_text(page: Any, contrasts: Callable[[], list[Any]]) -> None:
    page.execute_script("document.querySelector('.note').style.color = '#bbbbbb'")
    assert [row for row in contrasts() if row[0] < row[1]]


def test_pictures_and_controls_have_names(page: Any) -> None:
    nameless = page.execute_script(
        """const name = e => (e.getAttribute('alt') || e.getAttribute('aria-label') || e.textContent ||
              (e.labels && e.labels[0] && e.labels[0].textContent) || '').trim();
        const by = e => e.getAttribute('aria-labelledby') && document.getElementById(e.getAttribute('aria-labelledby')).textContent;
        return [...document.querySelectorAll('img, svg, button, input, select, a, [role=toolbar], [role=region]')]
          .filter(e => !name(e) && !by(e)).map(e => e.outerHTML.slice(0, 80));"""
    )
    assert not nameless
    levels = page.execute_script("return [...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    scopes = page.execute_script("return [...document.querySelectorAll('th')].filter(t => !t.scope).length")
    assert scopes == 0


@pytest.mark.parametrize("width", [420, 768, 1280])
def test_page_never_scrolls_sideways(page: Any, screen: Callable[..., None], width: int) -> None:
    screen(width)
    assert page.execute_script("return document.documentElement.scrollWidth") <= width


def test_print_holds_every_section_and_clips_no_table(
    report: tuple[str, str], page: Any, screen: Callable[..., None], tmp_path: Path
) -> None:
    screen(A4_LANDSCAPE_PIXELS, medium="print")
    hidden = page.execute_script(
        """const w = document.documentElement.clientWidth;
        return [...document.querySelectorAll('table, .bars, .columns')].filter(t => t.getBoundingClientRect().right > w + 1 || t.scrollWidth > t.clientWidth + 1)
          .map(t => t.id || t.className)
          .concat([...document.querySelectorAll('.scroll')].filter(s => s.scrollHeight > s.clientHeight + 1).map(s => 'clipped'));"""
    )
    assert not hidden
    assert not _by(page, ".tools").is_displayed()
    headings = page.execute_script("return [...document.querySelectorAll('h2')].map(h => h.textContent)")
    made = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(base64.b64decode(made["data"]))
    assert pdf.read_bytes().startswith(b"%PDF")
    if shutil.which("pdftotext"):
        said = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
        squeezed = "".join(said.split())
        for heading in headings:
            assert "".join(heading.split()) in squeezed, heading
        for row in TEXTS:
            assert row[0] in squeezed
            assert "".join(row[2].split()) in squeezed


@pytest.fixture(scope="module")
def mean_page(tmp_path_factory: Any) -> str:
    from textmine.report.complaints import Extra

    rows = [
        (f"{thing}{at}", thing, f"内容{thing}", "2024-01-01", thing, thing, 0.5)
        for at, thing in enumerate(MEAN_THINGS)
    ]
    extras = [Extra(thing, (thing,), (thing,), ((thing,),)) for thing in MEAN_THINGS]
    folder = tmp_path_factory.mktemp("mean")
    facts = [(thing + ".xlsx", thing) for thing in MEAN_THINGS]
    return _page(rows, folder, title=MEAN_THINGS[0], facts=facts, extras=extras)


def test_texts_that_look_like_scripts_stay_texts(
    browser: Any, mean_page: str, save_page: Callable[[str], str], console: Callable[[], list[str]]
) -> None:
    browser.get(save_page(mean_page))
    assert not console()
    made = browser.execute_script(
        "return [window.hit === undefined, document.querySelectorAll('script').length, document.querySelectorAll('img, svg, base, iframe, object').length,"
        " document.querySelectorAll('style').length, document.querySelectorAll('a[href^=javascript]').length, document.querySelectorAll('#rows tbody tr').length]"
    )
    assert made == [True, 1, 0, 2, 0, len(MEAN_THINGS)]
    handlers = browser.execute_script(
        "return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
    )
    assert handlers == 0
    texts = browser.execute_script(
        "return [...document.querySelectorAll('#rows td.text')].map(c => c.textContent)"
    )
    assert all(any(thing in text for text in texts) for thing in MEAN_THINGS)
    # Every filter still works with such values.
    for button in browser.find_elements("css selector", ".bars button"):
        browser.execute_script("arguments[0].click()", button)
    assert browser.execute_script("return window.hit === undefined")


class _Ear(http.server.BaseHTTPRequestHandler):
    heard: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the tests look at what was heard."""


@pytest.fixture
def ear() -> Iterator[tuple[str, list[str]]]:
    """Listen on this machine for whatever a page asks for."""
    _Ear.heard.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Ear) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", _Ear.heard
        server.shutdown()


def test_policy_stops_what_a_forgotten_escape_would_let_in(
    browser: Any, mean_page: str, save_page: Callable[[str], str], console: Any, ear: tuple[str, list[str]]
) -> None:
    here, heard = ear
    broken = (
        "<script>window.hit=1</script><img src=x onerror='window.hit=1'><style>main{display:none}</style>"
        f"<img src='{here}/img'><link rel=stylesheet href='{here}/css'><script src='{here}/js'></script>"
        f"<iframe src='{here}/frame'></iframe><video src='{here}/video'></video><object data='{here}/object'></object>"
        f"<a id=out href='javascript:window.hit=1'>x</a><div style='background:url({here}/back)'>y</div>"
    )
    browser.get(save_page(mean_page.replace("</main>", broken + "</main>")))
    browser.execute_script("document.getElementById('out').click()")
    sent = browser.execute_async_script(
        "const done = arguments[1]; navigator.sendBeacon(arguments[0] + '/beacon');"
        "fetch(arguments[0] + '/fetch', {mode: 'no-cors'}).then(() => done('out'), () => done('stopped'))",
        here,
    )
    assert sent == "stopped"
    assert browser.execute_script("return window.hit === undefined")
    assert browser.find_element("css selector", "main").is_displayed()
    assert sum("Content Security Policy" in line for line in console()) >= 6
    assert heard == []


def test_ear_would_hear_a_page_without_the_policy(
    browser: Any, save_page: Callable[[str], str], ear: tuple[str, list[str]]
) -> None:
    here, heard = ear
    browser.get(save_page(f"<script>window.hit=1</script><img src='{here}/img'>"))
    assert heard == ["/img"]
    assert browser.execute_script("return window.hit") == 1
