"""Garbage is looked for seldom while pages are read, and as before afterwards."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pandas as pd
import pytest

from textmine.garbage import SELDOM, seldom_collected
from textmine.news.claims import extract_claims
from textmine.news.issues import extract_issues
from textmine.news.mechanisms import detect_mechanisms


@pytest.fixture(autouse=True)
def usual() -> Iterator[tuple[int, int, int]]:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield 700, 10, 10
    gc.set_threshold(*before)


def test_blocks_may_lie_in_one_another(usual: tuple[int, int, int]) -> None:
    with seldom_collected():
        with seldom_collected():
            assert gc.get_threshold() == SELDOM
        assert gc.get_threshold() == SELDOM
    assert gc.get_threshold() == usual


def test_an_error_sets_things_back(usual: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="lost"), seldom_collected():
        raise ValueError("lost")
    assert gc.get_threshold() == usual


@pytest.mark.parametrize("chosen", [(0, 10, 10), (SELDOM[0] + 1, 3, 3)])
def test_what_the_user_has_set_to_less_is_left(chosen: tuple[int, int, int]) -> None:
    gc.set_threshold(*chosen)
    with seldom_collected():
        assert gc.get_threshold() == chosen
    assert gc.get_threshold() == chosen


def test_what_is_set_within_a_block_stays() -> None:
    with seldom_collected():
        gc.set_threshold(123, 4, 5)
    assert gc.get_threshold() == (123, 4, 5)


def test_the_last_of_several_threads_sets_things_back(usual: tuple[int, int, int]) -> None:
    both_within, first_is_out = Barrier(2), Barrier(2)
    seen = []

    def first() -> None:
        with seldom_collected():
            both_within.wait()
        first_is_out.wait()

    def second() -> None:
        with seldom_collected():
            both_within.wait()
            first_is_out.wait()
            seen.append(gc.get_threshold())

    threads = [Thread(target=first), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [SELDOM]
    assert gc.get_threshold() == usual


@pytest.mark.parametrize("extract", [extract_claims, extract_issues, detect_mechanisms])
def test_pages_are_read_with_few_searches_for_garbage(
    extract: Callable[[pd.DataFrame], pd.DataFrame], usual: tuple[int, int, int]
) -> None:
    text = "灯芯巷社区的化粪池渗漏，没人来修。社区党委召开议事会，调解纠纷12起，走访居民300余户。" * 400

    def n_searches(read: Callable[[pd.DataFrame], pd.DataFrame], last: str) -> int:
        articles = pd.DataFrame({"article_id": ["a"], "title": [""], "text": [text + last]})
        searches: list[str] = []
        gc.collect()
        gc.callbacks.append(lambda phase, _: searches.append(phase))
        try:
            read(articles)
        finally:
            gc.callbacks.pop()
        return len(searches) // 2

    n_searches(extract, "")  # Tables are read in the first time.
    seldom, usually = n_searches(extract, "路灯坏了。"), n_searches(extract.__wrapped__, "路灯亮了。")  # type: ignore[attr-defined]
    assert usually > 5 * max(1, seldom)
    assert gc.get_threshold() == usual
