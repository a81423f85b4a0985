"""Tags stand in the place of what was found, and every character knows where it came from."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from textmine.text.privacy import mask_personal_data
from textmine.text.tags import put_tags


def test_a_text_without_anything_found_is_itself() -> None:
    tagged, origin = put_tags("路灯坏了", [])
    assert tagged == "路灯坏了"
    assert list(origin) == [0, 1, 2, 3, 4]
    assert put_tags("", [])[0] == ""


def test_spans_in_any_order_and_tags_of_an_earlier_run_are_written_alike() -> None:
    text = "王磊住翠园3栋501，电话[PHONE_2]"
    tagged, origin = put_tags(text, [(5, 11, "DOOR"), (0, 2, "NAME")])
    assert tagged == "[NAME]住翠园[DOOR]电话[PHONE]"
    assert origin[tagged.index("住")] == 2
    assert origin[tagged.index("电")] == 11
    assert origin[-1] == len(text)


@given(st.text(alphabet="王住3栋501[]_NAME，", max_size=40), st.integers(0, 20), st.integers(1, 9))
def test_characters_outside_tags_are_kept(text: str, start: int, length: int) -> None:
    stop = min(len(text), start + length)
    spans = [(start, stop, "NAME")] if start < stop else []
    tagged, origin = put_tags(text, spans)
    assert len(origin) == len(tagged) + 1
    assert all(low <= high for low, high in pairwise(origin))
    tagged_places = {at for match in re.finditer(r"\[NAME\]", tagged) for at in range(*match.span())}
    outside = [(c, text[origin[at]]) for at, c in enumerate(tagged) if at not in tagged_places]
    assert all(one == other for one, other in outside)
    # Brackets of the text itself may read as a tag; everything else outside the span is still there.
    if "[" not in text:
        assert "".join(one for one, _ in outside) == (text[:start] + text[stop:] if spans else text)


def test_a_masked_door_does_not_bring_others_to_light() -> None:
    texts = ["房号写在合同上，是2703，实际给的是2603。", "202和302两家为漏水吵，楼上402也来了。"]
    once = mask_personal_data(texts).texts
    assert mask_personal_data(list(once)).texts == once
