"""Find a Chromium and hold it for the session; without one these tests skip, under `make test-browser` they fail."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
WHERE = (
    "needs a Chromium and its chromedriver (Debian: apt-get install chromium chromium-driver); "
    "TEXTMINE_CHROMIUM and TEXTMINE_CHROMEDRIVER name them where they are not on the path"
)

CONTRASTS = """
const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return [m[0], m[1], m[2], m.length > 3 ? m[3] : 1]; };
const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
const lum = c => { const v = c.slice(0, 3).map(x => { x /= 255; return x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4; }); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
const canvas = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
const out = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || ['SCRIPT', 'STYLE', 'OPTION'].includes(e.tagName) || !e.getClientRects().length) continue;
  const layers = []; for (let p = e; p; p = p.parentElement) layers.push(parse(getComputedStyle(p).backgroundColor));
  const back = layers.reverse().reduce((under, layer) => over(layer, under), canvas);
  const style = getComputedStyle(e), ink = over(parse(style.color), back), a = lum(ink), b = lum(back);
  const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
  out.push([(Math.max(a, b) + .05) / (Math.min(a, b) + .05), large ? 3 : 4.5, e.className || e.tagName, walker.currentNode.textContent.trim().slice(0, 20)]);
}
return out;
"""


def _found(variable: str, names: tuple[str, ...]) -> str | None:
    named = os.environ.get(variable)
    return named or next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start one headless Chromium; what it logs and asks the network for is on record."""
    program = _found("TEXTMINE_CHROMIUM", BROWSERS)
    driver = _found("TEXTMINE_CHROMEDRIVER", ("chromedriver",))
    if program is None or driver is None:
        if os.environ.get("TEXTMINE_BROWSER_REQUIRED"):
            pytest.fail(WHERE)
        pytest.skip(WHERE)
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in (
        "--headless=new",
        "--no-sandbox",  # A container's root may not make the sandbox; the pages are our own.
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--window-size=1280,900",
        "--disable-background-networking",
        "--force-prefers-reduced-motion",  # Nothing glides away from under the pointer.
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    # Selenium would look for a driver on the network; the one named here is all there is.
    held = webdriver.Chrome(options=options, service=Service(executable_path=driver))
    held.set_script_timeout(60)
    yield held
    held.quit()


@pytest.fixture
def console(browser: Any) -> Callable[[], list[str]]:
    """Give what the page said on the console since the last time: warnings and errors."""
    browser.get_log("browser")

    def said() -> list[str]:
        return [line["message"] for line in browser.get_log("browser") if line["level"] != "INFO"]

    return said


@pytest.fixture
def asked(browser: Any) -> Callable[[], list[str]]:
    """Give the addresses the browser asked for since the last time."""
    browser.get_log("performance")

    def addresses() -> list[str]:
        events = [json.loads(line["message"])["message"] for line in browser.get_log("performance")]
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    return addresses


@pytest.fixture
def screen(browser: Any) -> Iterator[Callable[..., None]]:
    """Set the width of the window, the medium and the colour scheme; everything is put back afterwards."""

    def set_screen(width: int = 1280, *, medium: str = "", scheme: str = "light") -> None:
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
        )
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})

    yield set_screen
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@pytest.fixture(scope="session")
def save_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Write a page and return its address."""
    folder: Path = tmp_path_factory.mktemp("pages")

    def save(html: str) -> str:
        path = folder / f"{len(list(folder.iterdir()))}.html"
        path.write_text(html, encoding="utf-8")
        return path.as_uri()

    return save


@pytest.fixture
def contrasts(browser: Any) -> Callable[[], list[Any]]:
    """Measure every text of the page: its contrast, what it should be (WCAG 2.2, 1.4.3), where, its first letters."""
    return lambda: browser.execute_script(CONTRASTS)
