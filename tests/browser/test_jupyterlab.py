"""JupyterLab as people open it: a notebook in the browser, Run All Cells, figures on the screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
TOKEN = "invented-for-this-test"
START_SECONDS, RUN_SECONDS = 90, 300
SETTINGS = {
    # Cells out of sight are otherwise not in the page at all.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def _blank(notebook: Path, folder: Path) -> Path:
    """Copy a notebook without its outputs: what is seen later was made by the run."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    target = folder / notebook.name
    target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start JupyterLab on a free port of this machine, away from the user's own settings."""
    home: Path = tmp_path_factory.mktemp("jupyter")
    work = home / "work"
    work.mkdir()
    for name, values in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_RUNTIME_DIR": home / "run",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
    }
    environment = {k: v for k, v in os.environ.items() if k not in ("MPLBACKEND", "PYTEST_CURRENT_TEST")}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        "--ServerApp.port=0", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={work}",
    ]  # fmt: skip
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=work,
            env=environment | {k: str(v) for k, v in places.items()},
        )
    try:
        yield _address(server, home), work
    finally:
        server.terminate()
        server.wait(timeout=30)


def _address(server: subprocess.Popen[bytes], home: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        for info in (home / "run").glob("jpserver-*.json"):
            try:
                url = str(json.loads(info.read_text(encoding="utf-8"))["url"])
                with urllib.request.urlopen(f"{url}api/status?token={TOKEN}", timeout=5):
                    return url
            except (OSError, ValueError, KeyError):
                continue
        time.sleep(0.3)
    pytest.fail("JupyterLab did not start: " + (home / "log").read_text(encoding="utf-8")[-2000:])


def _wait(browser: Any, script: str, seconds: float, what: str) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := browser.execute_script(script):
            return value
        time.sleep(0.3)
    state = browser.execute_script("return document.body.innerText.slice(-1500)")
    pytest.fail(f"{what} did not come within {seconds:.0f} s; the page says: {state}")


def _run_all(browser: Any, address: str, notebook: Path) -> None:
    browser.get(f"{address}lab/tree/{notebook.name}?token={TOKEN}&reset")
    _wait(
        browser,
        "return document.querySelectorAll('.jp-Notebook .jp-CodeCell').length",
        START_SECONDS,
        "the notebook",
    )
    _kernel_ready(address, notebook.name)
    idle = "return !!document.querySelector('.jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status=idle]')"
    _wait(browser, idle, START_SECONDS, "a kernel")
    _choose(browser, "Run", "runmenu:run-all")
    cells = sum(c["cell_type"] == "code" for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    done = (
        "const p = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(e => e.textContent.trim());"
        f'return document.querySelector(\'[data-mime-type="application/vnd.jupyter.stderr"], .jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]\')'
        f" || (p.length === {cells} && p.every(t => /^\\[\\d+\\]:$/.test(t)));"
    )
    _wait(browser, done, RUN_SECONDS, "the end of the run")


def _kernel_ready(address: str, name: str) -> None:
    """Wait until the server says that the notebook has a kernel and a browser talks to it.

    The page shows "idle" before there is a kernel, and a run asked for then opens a dialog instead.
    """
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{address}api/sessions?token={TOKEN}", timeout=10) as answer:
            sessions = json.load(answer)
        kernels = [s["kernel"] for s in sessions if s["path"] == name]
        if any(k["execution_state"] == "idle" and k["connections"] > 0 for k in kernels):
            return
        time.sleep(0.3)
    pytest.fail(f"no kernel for {name}: {sessions}")


def _choose(browser: Any, menu: str, command: str) -> None:
    label = f"//div[contains(@class,'lm-MenuBar-itemLabel') and text()='{menu}']"
    browser.find_element("xpath", label).click()
    _wait(browser, f"return !!document.querySelector('.lm-Menu [data-command=\"{command}\"]')", 10, menu)
    browser.find_element("css selector", f".lm-Menu [data-command='{command}']").click()


FIGURES = """
return Promise.all([...document.querySelectorAll('.jp-OutputArea-output img')].map(i => i.decode().then(() => i)))
  .then(all => all.map(i => [i.naturalWidth, i.naturalHeight, i.getBoundingClientRect().width, i.getBoundingClientRect().height]));
"""
OUTPUTS = """
return {
  error: [...document.querySelectorAll('[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]')].map(e => e.textContent.slice(0, 500)),
  tables: document.querySelectorAll('.jp-OutputArea-output table').length,
  prompts: [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(e => e.textContent.trim()),
};
"""


def test_first_notebook_runs_in_jupyterlab_and_shows_its_figures(
    browser: Any, lab: tuple[str, Path], asked: Callable[[], list[str]]
) -> None:
    address, work = lab
    notebook = _blank(ROOT / "notebooks" / "00_quickstart.ipynb", work)
    _run_all(browser, address, notebook)
    seen = browser.execute_script(OUTPUTS)
    assert seen["error"] == []
    assert seen["prompts"] == [f"[{at}]:" for at in range(1, len(seen["prompts"]) + 1)]
    assert seen["tables"] >= 3
    figures = browser.execute_script(FIGURES)
    assert len(figures) >= 2
    for natural_width, natural_height, width, height in figures:
        assert min(natural_width, natural_height) > 200
        assert min(width, height) > 200
    outside = [a for a in asked() if not a.startswith(("data:", "blob:", address))]
    assert outside == []


def test_run_that_fails_is_seen_as_failed(browser: Any, lab: tuple[str, Path]) -> None:
    address, work = lab
    notebook = _blank(ROOT / "notebooks" / "00_quickstart.ipynb", work)
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"] = content["cells"][:1] + [c for c in content["cells"] if c["cell_type"] == "code"][:1]
    content["cells"][1]["source"] = ["raise ValueError('没有这一列')"]
    broken = work / "broken.ipynb"
    broken.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    _run_all(browser, address, broken)
    assert "没有这一列" in browser.execute_script(OUTPUTS)["error"][0]


def test_menus_appear_where_somebody_can_use_them_and_change_the_table(
    browser: Any, lab: tuple[str, Path]
) -> None:
    from selenium.webdriver.support.ui import Select

    address, work = lab
    notebook = _blank(ROOT / "notebooks" / "00_quickstart.ipynb", work)
    content = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(c for c in content["cells"] if c["cell_type"] == "code")
    cell["source"] = [
        "import pandas as pd\n",
        "from textmine.figures.exploration import explore\n",
        "rows = pd.DataFrame({'community': ['梧桐社区', '河湾社区'], 'text': ['路灯不亮', '水压低']})\n",
        "explore(rows, columns=['text'])",
    ]
    content["cells"] = [cell]
    (work / "menus.ipynb").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    _run_all(browser, address, work / "menus.ipynb")
    shown = "return (document.querySelector('.jp-OutputArea-output .widget-html') || {}).innerText || ''"
    assert "路灯不亮" in _wait(browser, shown, 30, "the table")
    Select(browser.find_element("css selector", ".jp-OutputArea-output select")).select_by_index(1)
    only = f"const t = (() => {{ {shown} }})(); return t.includes('1 条') ? t : ''"
    said = _wait(browser, only, 30, "the chosen rows")
    assert ("路灯不亮" in said) != ("水压低" in said)
