"""Hot issues in the report, and the reports of news and of governance, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytestmark = pytest.mark.browser
Calls = Callable[[], list[str]]
MEAN = "<script>window.hit=1</script><img src=x onerror='window.hit=1'>\"'><svg onload=window.hit=1>{{ 7*7 }}"
ISSUES = (
    ("投诉青枫雅苑旁搅拌站噪音扰民", "甲", "2023-01-05"),
    (f"青枫雅苑小区搅拌站粉尘噪音污染严重{MEAN}", "乙", "2023-01-20"),
    ("青枫雅苑附近违建搅拌站噪音扰民", "丙", "2023-03-02"),
    ("青枫雅苑搅拌站夜间噪音粉尘何时治理", "丁", "2023-03-09"),
    ("白鹭家园小区广场舞噪音扰民", "戊", "2023-02-01"),
    ("投诉白鹭家园广场舞太吵扰民", "己", "2023-02-11"),
    ("白鹭家园广场舞音响噪音没人管", "庚", "2023-02-12"),
    ("松涛路路灯不亮请维修", "辛", "2023-04-01"),
    ("咨询医保报销比例", "壬", "2023-04-02"),
)


def _by(page: Any, selector: str) -> Any:
    return page.find_element("css selector", selector)


def _column(page: Any, at: int) -> list[str]:
    return page.execute_script(
        "return [...document.querySelectorAll('table.hot tbody tr')].map(r => r.cells[arguments[0]].textContent)",
        at,
    )


@pytest.fixture(scope="module", params=["en", "zh"])
def hot(request: pytest.FixtureRequest, browser: Any, tmp_path_factory: Any, save_page: Any) -> str:
    from textmine.reading.tables import read_table
    from textmine.report.complaints import render_complaints_report

    titles, people, days = zip(*ISSUES, strict=True)
    ids = [f"R{at}" for at in range(len(ISSUES))]
    frame = pd.DataFrame({"留言编号": ids, "留言主题": titles, "留言时间": days, "留言用户": people})
    frame = frame.assign(点赞数=range(len(ISSUES)), category="pollution", confidence=0.9, needs_review=False)
    path = tmp_path_factory.mktemp("hot") / "classified.csv"
    frame.to_csv(path, index=False)
    return str(save_page(render_complaints_report(read_table(path), lang=request.param)))


@pytest.fixture
def page(hot: str, browser: Any, console: Calls, asked: Calls) -> Any:
    browser.get(hot)
    return browser


def test_hot_issues_stand_in_the_report_and_their_texts_stay_texts(
    hot: str, page: Any, console: Calls, asked: Calls
) -> None:
    assert [a for a in asked() if not a.startswith("data:")] == [hot]
    assert not console()
    assert _column(page, 0) == ["1", "2"]
    assert _column(page, 2) == ["青枫雅苑", "白鹭家园"]
    assert _column(page, 5) == ["4", "3"]
    assert _column(page, 6) == ["4", "3"]
    made = page.execute_script(
        "return [window.hit === undefined, document.querySelectorAll('script').length, document.querySelectorAll('img, svg').length]"
    )
    assert made == [True, 1, 0]
    assert MEAN in page.execute_script("return document.body.textContent")


def test_growth_is_drawn_over_the_same_months_and_told_in_words(page: Any) -> None:
    heights = page.execute_script(
        "return [...document.querySelectorAll('.spark')].map(s => [...s.children].map(b => b.getBoundingClientRect().height))"
    )
    assert [len(h) for h in heights] == [3, 3]
    assert heights[0][0] == heights[0][2] > heights[0][1] == 0
    assert heights[1][1] > heights[1][0] == heights[1][2] == 0
    told = [spark.get_attribute("aria-label") for spark in page.find_elements("css selector", ".spark")]
    assert told == ["2023-01: 2 · 2023-03: 2", "2023-02: 3"]


def test_whisker_spans_the_interval_of_heat(page: Any) -> None:
    low, dot, high, right = page.execute_script(
        """const box = s => document.querySelector(s).getBoundingClientRect(), line = box('.whisker .line'), dot = box('.whisker .dot');
        return [line.left, dot.left + dot.width / 2, line.right, box('.whisker').right];"""
    )
    assert low < dot < high <= right + 1


def test_hot_issues_sort_and_lead_to_their_rows(page: Any) -> None:
    shown = "return [...document.querySelectorAll('#rows tbody tr')].filter(r => !r.hidden).map(r => r.cells[0].textContent).sort()"
    buttons = page.find_elements("css selector", "table.hot thead button.sort")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", buttons[0])
    buttons[3].click()
    assert _column(page, 0) == ["2", "1"]
    assert len(page.execute_script(shown)) == len(ISSUES)
    first = _by(page, "table.hot tbody button")
    first.click()
    assert page.execute_script(shown) == ["R4", "R5", "R6"]
    assert first.get_attribute("aria-pressed") == "true"
    _by(page, "#clear").click()
    assert len(page.execute_script(shown)) == len(ISSUES)


def test_arrow_keys_follow_the_sorted_order(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    page.execute_script("document.querySelectorAll('table.hot thead button.sort')[3].click()")
    page.execute_script("document.querySelector('table.hot tbody button').focus()")
    ActionChains(page).send_keys(Keys.ARROW_DOWN).perform()
    assert page.execute_script("return document.activeElement.closest('tr').cells[0].textContent") == "1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hot_issues_can_be_read_in_both_schemes_and_on_a_phone(
    page: Any, screen: Callable[..., None], contrasts: Callable[[], list[Any]], scheme: str
) -> None:
    screen(1280, scheme=scheme)
    assert not [row for row in contrasts() if row[0] < row[1]]
    screen(420, scheme=scheme)
    assert page.execute_script("return document.documentElement.scrollWidth") <= 420


def test_hot_issues_print_whole(page: Any, screen: Callable[..., None]) -> None:
    screen(1039, medium="print")
    clipped = page.execute_script(
        """const w = document.documentElement.clientWidth;
        return [...document.querySelectorAll('table')].filter(t => t.getBoundingClientRect().right > w + 1).map(t => t.className)
          .concat([...document.querySelectorAll('.scroll')].filter(s => s.scrollHeight > s.clientHeight + 1).map(() => 'clipped'));"""
    )
    assert not clipped
    assert _by(page, ".spark").is_displayed()


@pytest.fixture(scope="module")
def news_pages(tmp_path_factory: Any) -> list[Path]:
    from textmine.report.newsroom import read_news, write_news

    folder = tmp_path_factory.mktemp("news")
    said = f"区里选派38名干部任社区第一书记{MEAN}，化粪池渗漏的问题当天解决。"
    html = said.replace("<", "&lt;")
    page = f"<html><head><title>{html}</title></head><body><h1>{html}</h1><p>{html}</p><p>楼道灯坏了没人修，{html}</p></body></html>"
    (folder / "a.html").write_text(page, encoding="utf-8")
    (folder / "b.txt").write_text(said, encoding="utf-8")
    out = folder / "out"
    out.mkdir()
    write_news(read_news([folder / "a.html", folder / "b.txt"]), out, lang="zh")
    return [out / "report.html", *sorted(out.glob("model-*.html"))]


def _calm(browser: Any, address: str, console: Calls, asked: Calls) -> None:
    """Check that a page asks for nothing, runs nothing and says nothing on the console."""
    console()
    asked()
    browser.get(address)
    assert [a for a in asked() if not a.startswith("data:")] == [address]
    assert not console()
    made = browser.execute_script(
        """const all = [...document.querySelectorAll('*')];
        return [window.hit === undefined, document.querySelectorAll('script, iframe, object, base, svg').length,
          all.filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
          [...document.querySelectorAll('img')].filter(i => !i.src.startsWith('data:image/svg+xml') || !i.alt).length];"""
    )
    assert made == [True, 0, 0, 0]
    nameless = browser.execute_script(
        "return [...document.querySelectorAll('.scroll')].filter(s => s.tabIndex !== 0 || !(s.getAttribute('aria-label') || s.getAttribute('aria-labelledby'))).length"
    )
    assert nameless == 0
    assert (
        browser.execute_script("return [...document.querySelectorAll('th')].filter(t => !t.scope).length")
        == 0
    )


def test_news_reports_keep_the_words_of_pages_words(
    browser: Any, news_pages: list[Path], console: Calls, asked: Calls, contrasts: Callable[[], list[Any]]
) -> None:
    assert len(news_pages) >= 2
    for path in news_pages:
        _calm(browser, path.as_uri(), console, asked)
        assert not [row for row in contrasts() if row[0] < row[1]]
    everything = "".join(path.read_text(encoding="utf-8") for path in news_pages)
    # Cleaning may take a tag for a tag; what it leaves is text.
    assert "&lt;svg onload=window.hit=1" in everything
    assert "<svg onload" not in everything
    assert "window.hit=1</script>" not in everything


def test_news_reports_lead_to_one_another(browser: Any, news_pages: list[Path]) -> None:
    browser.get(news_pages[0].as_uri())
    _by(browser, "h2 a").click()
    assert browser.current_url.split("/")[-1].startswith("model-")
    assert "第一书记" in _by(browser, "h1").text


@pytest.fixture(scope="module")
def governance_page(tmp_path_factory: Any) -> Path:
    from textmine.governance.comparison import compare_models
    from textmine.governance.panel import build_panel
    from textmine.governance.simulation import simulate_city
    from textmine.report.governance import write_report

    city = simulate_city(seed=7, scenario="S1")
    first = sorted(city.adoption["model_id"].dropna().unique())[0]
    adoption = city.adoption.assign(model_id=city.adoption["model_id"].replace({first: MEAN}))
    folder = Path(tmp_path_factory.mktemp("governance"))
    write_report(
        compare_models(build_panel(city.cases, city.communities, adoption), seed=1), folder, lang="zh"
    )
    return folder / "report.html"


def test_governance_report_keeps_the_names_of_models_names(
    browser: Any, governance_page: Path, console: Calls, asked: Calls, contrasts: Callable[[], list[Any]]
) -> None:
    _calm(browser, governance_page.as_uri(), console, asked)
    assert MEAN in browser.execute_script("return document.body.textContent")
    assert not [row for row in contrasts() if row[0] < row[1]]
    widths = browser.execute_script(
        "return Promise.all([...document.images].map(i => i.decode().then(() => i.naturalWidth)))"
    )
    assert len(widths) >= 3
    assert min(widths) > 100
