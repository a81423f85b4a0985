"""One set of versions: pyproject, constraints and environment.yml agree, and name no package index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; .*)?(?: \\)?$", re.MULTILINE)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(path: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall((ROOT / path).read_text(encoding="utf-8")):
        found.setdefault(canonical(name), set()).add(version)
    return found


def names_of(requirements: list[str]) -> set[str]:
    return {canonical(re.split(r"[<>=!~\[; ]", r, maxsplit=1)[0]) for r in requirements} - {"textmine"}


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_constraints_pin_every_dependency(project: dict[str, object]) -> None:
    assert names_of(project["dependencies"]) <= set(pins("constraints/main.txt"))
    extras = [r for group in project["optional-dependencies"].values() for r in group]
    assert names_of(extras) <= set(pins("constraints/all.txt"))


def test_all_pins_contain_main_pins() -> None:
    everything = pins("constraints/all.txt")
    for name, versions in pins("constraints/main.txt").items():
        assert everything[name] == versions, name


@pytest.mark.parametrize("path", ["constraints/main.txt", "constraints/all.txt"])
def test_constraints_are_hashed_and_name_no_index(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count("--hash=sha256:") >= len(pins(path))
    assert "://" not in text
    assert "index" not in re.sub(r"^[a-z0-9._-]+==.*$", "", text, flags=re.MULTILINE)


def test_environment_gives_conda_users_the_same_versions(project: dict[str, object]) -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    listed = next(d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    exact = dict(line.split("==") for line in listed if "==" in line)
    pinned = pins("constraints/all.txt")
    for name, version in exact.items():
        assert version in pinned[canonical(name)], name
    assert names_of(project["dependencies"]) <= {canonical(n) for n in exact}
    assert names_of(project["optional-dependencies"]["notebooks"]) <= {canonical(n) for n in exact}


def test_installed_versions_are_the_pinned_ones() -> None:
    from importlib.metadata import version

    pinned = pins("constraints/all.txt")
    for name in ("pandas", "numpy", "scikit-learn", "jieba", "rjieba", "numba"):
        assert version(name) in pinned[name]
