"""Know the five governance models of the catalogue, and say which of them a page is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from textmine.errors import InputError
from textmine.resources import corpus_path
from textmine.schema import Column, TableSchema

__all__ = [
    "COMPARISON",
    "GovernanceModel",
    "ModelGuess",
    "assign_model",
    "compare_with_catalogue",
    "load_models",
]


@dataclass(frozen=True)
class GovernanceModel:
    """Describe one governance model as its page reports it; every fact has a locator in `record`."""

    model_id: str
    zh: str
    en: str
    document: str
    mechanisms: dict[str, str]
    not_reported: tuple[str, ...]
    cues: tuple[tuple[re.Pattern[str], float], ...]
    record: dict[str, Any]


@dataclass(frozen=True)
class ModelGuess:
    """Hold the model a text is about, or none, with a confidence from 0 to 1 and the points of each model."""

    model_id: str
    confidence: float
    points: dict[str, float]

    def to_frame(self) -> pd.DataFrame:
        """List the models by points."""
        rows = sorted(self.points.items(), key=lambda item: -item[1])
        return pd.DataFrame(rows, columns=["model_id", "points"])


@lru_cache(maxsize=4)
def _load(path: str) -> tuple[GovernanceModel, ...]:
    import yaml

    try:
        content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        return tuple(
            GovernanceModel(
                str(item["model_id"]),
                str(item["zh"]),
                str(item["en"]),
                str(item.get("document", "")),
                {code: str(fact["strength"]) for code, fact in item.get("mechanisms", {}).items()},
                tuple(map(str, item.get("not_reported", ()))),
                tuple(
                    (re.compile(str(words)), float(points)) for words, points in item.get("cues", {}).items()
                ),
                item,
            )
            for item in content["models"]
        )
    except FileNotFoundError:
        raise InputError("no such file", path=path, zh="文件不存在") from None
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, UnicodeDecodeError, re.error) as error:
        raise InputError(
            f"this is not a catalogue of models ({type(error).__name__}: {str(error)[:80]})",
            path=path,
            fix="it needs a list `models` with model_id, zh, en, mechanisms and cues",
            zh="不是治理模式目录，需要 models 列表",
        ) from None


def load_models(path: str | Path | None = None) -> tuple[GovernanceModel, ...]:
    """Read the catalogue of governance models: ours, or a user's file of the same form.

    Raises
    ------
    InputError
        When the file is missing or is no catalogue.

    Examples
    --------
    >>> [model.zh for model in load_models()][:2]
    ['老书记工作室', '退休党支部 + 楼栋长 + 五员队伍']
    """
    return _load(str(path or corpus_path("governance_models.yaml")))


# Saturation: the tenth mention of a cue says little more than the third.
_MAX_MENTIONS = 4
_TITLE_WEIGHT = 2.0
_MIN_POINTS = 6.0
_MIN_CONFIDENCE = 0.5


def assign_model(title: str, text: str, models: tuple[GovernanceModel, ...] | None = None) -> ModelGuess:
    """Assign a page to the nearest model of the catalogue, or to none.

    Each cue gives its points for up to four mentions; mentions in the headline count double. The confidence is the
    share of the best model's points among the best two. Below 6 points or a confidence of .5 the page is of none.
    Both limits were set on the authored development pages.

    Examples
    --------
    >>> guess = assign_model("社区来了第一书记", "区里选派38名干部任社区第一书记，第一书记每月走访。")
    >>> guess.model_id, guess.confidence > 0.8
    ('first_secretary', True)
    >>> assign_model("换物业为何一换两年", "小区业主投票换了物业。").model_id
    ''
    """
    points: dict[str, float] = {}
    for model in models or load_models():
        total = 0.0
        for pattern, weight in model.cues:
            n = min(sum(1 for _ in pattern.finditer(text[:200_000])), _MAX_MENTIONS)
            total += weight * (n + _TITLE_WEIGHT * bool(pattern.search(title)))
        points[model.model_id] = total
    best, second = sorted(points.values(), reverse=True)[:2]
    confidence = best / (best + second) if best else 0.0
    name = max(points, key=lambda key: points[key]) if best else ""
    if best < _MIN_POINTS or confidence < _MIN_CONFIDENCE:
        return ModelGuess("", round(1 - confidence, 3) if best else 1.0, points)
    return ModelGuess(name, round(confidence, 3), points)


COMPARISON = TableSchema(
    "comparison with the catalogue",
    (),
    (
        Column("model_id", "code", "governance model", "治理模式"),
        Column("mechanism", "code", "mechanism", "机制"),
        Column("catalogue", "code", "strength in the catalogue; blank: not there", "目录强度"),
        Column("found", "code", "strongest strength found in the pages; blank: not found", "篇中强度"),
        Column("agrees", "bool", "both say the same", "一致"),
    ),
)


def compare_with_catalogue(mechanisms: pd.DataFrame) -> pd.DataFrame:
    """Set what extraction finds in pages beside what the catalogue says of their model.

    Parameters
    ----------
    mechanisms : DataFrame
        Schema ``MECHANISMS``. Rows without a model are passed over.

    Returns
    -------
    DataFrame
        Schema ``COMPARISON``, a row per model that has a page and mechanism named by either side.

    Examples
    --------
    >>> found = pd.DataFrame({"model_id": ["first_secretary"], "mechanism": ["emergency"], "strength": ["concrete"]})
    >>> table = compare_with_catalogue(found)
    >>> table[table["mechanism"] == "emergency"].values.tolist()
    [['first_secretary', 'emergency', 'concrete', 'concrete', True]]
    """
    rows: list[dict[str, object]] = []
    for model in load_models():
        own = mechanisms[mechanisms["model_id"] == model.model_id]
        if own.empty:
            continue
        found: dict[str, str] = {}
        for code, strength in zip(own["mechanism"], own["strength"], strict=True):
            found[code] = "concrete" if "concrete" in (strength, found.get(code)) else str(strength)
        for code in dict.fromkeys([*model.mechanisms, *found]):
            said, seen = model.mechanisms.get(code, ""), found.get(code, "")
            rows.append(
                {
                    "model_id": model.model_id,
                    "mechanism": code,
                    "catalogue": said,
                    "found": seen,
                    "agrees": said == seen,
                }
            )
    return COMPARISON.frame(rows)
