"""The figures show the evidence as it is."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from textmine.figures.news import draw_grades, draw_mechanisms
from textmine.news.claims import extract_claims
from textmine.news.evidence import build_evidence
from textmine.news.mechanisms import MECHANISM_CODES, detect_mechanisms

ARTICLES = pd.DataFrame(
    {"article_id": ["a1"], "title": [""], "text": ["选派38名干部任社区第一书记，宣讲300场，办结5件。"]}
)
MODELS = {"a1": "first_secretary"}
EVIDENCE = build_evidence(
    ARTICLES, extract_claims(ARTICLES, models=MODELS), detect_mechanisms(ARTICLES, models=MODELS), MODELS
)


def test_draw_grades_draws_every_figure_but_background() -> None:
    ax = draw_grades(EVIDENCE, Figure().subplots())
    assert sum(bar.get_width() for bar in ax.patches) == 3


def test_draw_mechanisms_has_a_row_a_mechanism() -> None:
    ax = draw_mechanisms(EVIDENCE, Figure().subplots())
    shown = ax.images[0].get_array()
    assert shown.shape == (19, 1)
    assert shown[MECHANISM_CODES.index("reporting_for_duty"), 0] == 2
    assert shown[MECHANISM_CODES.index("emergency"), 0] == 0
