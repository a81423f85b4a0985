"""A community of which it is not known when, or what, it adopted is neither an adopter nor a control."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.errors import InputError
from textmine.governance.comparison import Comparison, compare_models
from textmine.governance.panel import build_panel
from textmine.report.governance_notes import note_sentence

IDS = [f"c{i:02d}" for i in range(36)]
MODEL = "first_secretary"


def tables(seed: int = 3) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw 24 adopters in month 9 of 16, with a rise of .2 in the share solved, and 12 that never adopt."""
    rng = np.random.default_rng(seed)
    rows = []
    for i, name in enumerate(IDS):
        for t in range(16):
            p = 0.5 + 0.2 * (i < 24 and t >= 8)
            rows += [
                (f"{i}-{t}-{k}", name, pd.Timestamp(2022, 1, 5) + pd.DateOffset(months=t), rng.random() < p)
                for k in range(10)
            ]
    cases = pd.DataFrame(rows, columns=["case_id", "community_id", "received_at", "solved"])
    cases = cases.assign(callback_valid=True, closed_at=cases["received_at"] + pd.Timedelta(days=4))
    communities = pd.DataFrame({"community_id": IDS, "name": IDS, "residents": 3000})
    adoption = pd.DataFrame({"community_id": IDS[:24], "model_id": MODEL, "adopted_month": "2022-09"})
    return cases, communities, adoption


def without(blank: list[str]) -> Comparison:
    cases, communities, adoption = (t.loc[~t["community_id"].isin(blank)] for t in tables())
    return compare_models(build_panel(cases, communities, adoption))


@pytest.mark.parametrize("column", ["adopted_month", "model_id"])
def test_an_adoption_half_known_changes_nothing_but_the_note(column: str) -> None:
    cases, communities, adoption = tables()
    blank = IDS[12:24]
    adoption.loc[adoption["community_id"].isin(blank), column] = None
    panel = build_panel(cases, communities, adoption)
    own = panel.loc[panel["community_id"].isin(blank)]
    assert set(own["unusable_reason"]) == {"start_unknown"}
    assert not own[["is_usable", "is_treated"]].to_numpy().any()
    found, dropped = compare_models(panel), without(blank)
    (effect,), (alone,) = found.of_record(), dropped.of_record()
    # Weights, too, must not learn from months that may have been treated.
    assert (effect.estimate, effect.low, effect.high) == pytest.approx(
        (alone.estimate, alone.low, alone.high)
    )
    assert (effect.n_treated, effect.n_controls) == (12, 12)
    assert ("start_unknown" in effect.flags) is (column == "adopted_month")
    for name in ("event_study", "pre_trends", "honest_bounds", "placebos", "other_methods", "closing"):
        numbers = found.tables[name].select_dtypes("number")
        pd.testing.assert_frame_equal(numbers, dropped.tables[name].select_dtypes("number"))
    for outcome in ("log_intake", "closed_30d_share", "rmst_days"):
        (one,) = [e.estimate for e in found.effects if e.outcome == outcome]
        (other,) = [e.estimate for e in dropped.effects if e.outcome == outcome]
        assert one == pytest.approx(other)


def test_the_note_says_that_they_serve_as_neither_in_both_languages() -> None:
    cases, communities, adoption = tables()
    adoption.loc[:9, "adopted_month"] = ""
    (note,) = [n for n in build_panel(cases, communities, adoption).attrs["notes"] if "adopt" in n]
    assert note.startswith("10 communities adopted without a known month or model: they serve neither")
    assert "既不作为采用社区，也不作为对照" in note_sentence(note, "zh")


def test_a_panel_read_from_a_file_keeps_them_out(tmp_path: object) -> None:
    cases, communities, adoption = tables()
    adoption.loc[12:, "adopted_month"] = ""
    path = f"{tmp_path}/panel.csv"
    build_panel(cases, communities, adoption).to_csv(path, index=False)
    found = compare_models(pd.read_csv(path))
    assert found.of_record()[0].n_controls == 12
    assert any("neither as adopters nor as controls" in note for note in found.notes)


def test_a_panel_of_ones_own_with_a_model_and_no_start_is_not_taken_for_untreated() -> None:
    cases, communities, adoption = tables()
    panel = build_panel(cases, communities, adoption)
    by_hand = panel.drop(columns=["g", "t", "is_usable", "is_treated", "unusable_reason"])
    by_hand.attrs = {}
    by_hand.loc[by_hand["community_id"].isin(IDS[12:24]), "adopted_month"] = ""
    (effect,) = compare_models(by_hand).of_record()
    assert (effect.n_treated, effect.n_controls) == (12, 12)
    assert "start_unknown" in effect.flags


def test_a_second_adoption_without_a_month_leaves_no_month_of_the_first() -> None:
    cases, communities, adoption = tables()
    both = pd.concat([adoption, adoption[:1].assign(model_id="secretary_workshop", adopted_month="")])
    own = build_panel(cases, communities, both).query("community_id == 'c00'")
    assert set(own["unusable_reason"]) == {"start_unknown"}
    assert set(own["model_id"]) == {MODEL}


@pytest.mark.parametrize("word", ["", None, "无", "None"])
def test_a_row_of_adoption_that_names_nothing_is_no_adoption(word: str | None) -> None:
    cases, communities, adoption = tables()
    rows = pd.DataFrame({"community_id": IDS[24:], "model_id": word, "adopted_month": None})
    panel = build_panel(cases, communities, pd.concat([adoption, rows]))
    assert panel.loc[panel["community_id"].isin(IDS[24:]), "is_usable"].all()
    (note,) = [n for n in panel.attrs["notes"] if "adopt" in n]
    assert note == "12 rows of adoption name neither a model nor a month: taken for no adoption"
    assert "视为未启用" in note_sentence(note, "zh")


def test_where_no_month_is_known_at_all_there_is_no_number() -> None:
    cases, communities, adoption = tables()
    (effect,) = compare_models(build_panel(cases, communities, adoption.assign(adopted_month=""))).of_record()
    assert not effect.is_known
    assert {"not_identified", "start_unknown"} <= set(effect.flags)


def test_a_half_known_adoption_by_an_unknown_community_is_refused() -> None:
    cases, communities, adoption = tables()
    stray = pd.DataFrame({"community_id": ["zz"], "model_id": [MODEL], "adopted_month": [""]})
    with pytest.raises(InputError, match="'zz'"):
        build_panel(cases, communities, pd.concat([adoption, stray]))
