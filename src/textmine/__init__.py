"""Text mining for the study of how Chinese residential communities (社区) are governed.

Importing this package is light: no dictionary, model or plotting library is loaded until it is used.

Examples
--------
>>> import textmine
>>> "read_complaints" in dir(textmine)
True
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "ComplaintClassifier": "classify.model",
    "InputError": "errors",
    "Segmenter": "text.segment",
    "build_panel": "governance.panel",
    "clean_pages": "news.articles",
    "compare_models": "governance.comparison",
    "default_model": "classify.store",
    "extract_claims": "news.claims",
    "find_hotspots": "mining.hotspots",
    "load_corpus": "reading.corpus",
    "load_model": "classify.store",
    "load_taxonomy": "taxonomy",
    "mask_personal_data": "text.privacy",
    "read_complaints": "reading.tables",
    "save_model": "classify.store",
    "score_replies": "mining.replies",
    "simulate_city": "governance.simulation",
}

__all__ = [*sorted(_WHERE), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"textmine has no {name!r}; public names: {', '.join(sorted(_WHERE))}")
    return getattr(importlib.import_module(f"textmine.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
