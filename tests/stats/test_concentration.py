"""Concentration: the curve, its top end, and what chance alone would make of it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tp_metrics.stats import lorenz, share_by_chance, top_share

COUNTS = st.lists(st.integers(0, 500), min_size=1, max_size=60)


def wards(values):
    return pl.DataFrame({"ward": [f"ward {n}" for n in range(len(values))], "value": values}, strict=False)


def test_the_curve_goes_from_the_most_to_the_fewest():
    curve = lorenz(wards([10, 60, 20, 10]))
    assert curve["ward"].to_list() == ["ward 1", "ward 2", "ward 0", "ward 3"]
    assert curve["places"].to_list() == [0.25, 0.5, 0.75, 1.0]
    assert curve["total"].to_list() == [0.6, 0.8, 0.9, 1.0]


def test_a_place_that_is_not_known_is_left_out_and_nothing_counted_has_no_share():
    assert lorenz(wards([10, None, 30]))["places"].to_list() == [0.5, 1.0]
    assert lorenz(wards([0, 0]))["total"].to_list() == [None, None]
    assert top_share(wards([0, 0])) is None
    assert top_share(wards([])) is None


@pytest.mark.parametrize(
    ("share", "held"),
    [(0.25, 0.6), (0.5, 0.8), (0.375, 0.7), (0.05, 0.12), (1.0, 1.0)],  # a part of a ward counts for its part
)
def test_the_top_share_is_read_off_the_curve(share, held):
    assert top_share(wards([10, 60, 20, 10]), share=share) == pytest.approx(held)


@given(COUNTS, st.floats(0.01, 1))
def test_the_highest_places_hold_their_share_at_least(counts, share):
    held = top_share(wards(counts), share=share)
    if sum(counts):
        assert share - 1e-9 <= held <= 1 + 1e-9
    else:
        assert held is None


@given(COUNTS, st.floats(0.01, 1))
def test_the_top_share_is_that_of_a_plain_count(counts, share):
    ranked, wanted, held = sorted(counts, reverse=True), share * len(counts), 0.0
    for count in ranked:
        held += count * min(max(wanted, 0.0), 1.0)
        wanted -= 1
    found = top_share(wards(counts), share=share)
    assert found == (pytest.approx(held / sum(counts)) if sum(counts) else None)


@pytest.mark.parametrize("events", [60, 133, 700, 5_000, 66_000])
def test_chance_alone_gives_what_a_throw_of_the_events_gives(events):
    rng = np.random.default_rng(events)
    thrown = [top_share(wards(rng.multinomial(events, [1 / 624] * 624))) for _ in range(60)]
    assert share_by_chance(events, 624) == pytest.approx(np.mean(thrown), abs=0.004 + 0.02 * np.mean(thrown))


def test_chance_gives_all_of_a_few_events_to_few_places():
    assert share_by_chance(5, 624) == pytest.approx(1.0)
    assert share_by_chance(0, 624) is None
    assert share_by_chance(50, 624, share=1) == 1.0


@pytest.mark.parametrize("call", [lambda: top_share(wards([1]), share=0.0), lambda: share_by_chance(1, 0)])
def test_what_has_no_meaning_is_refused(call):
    with pytest.raises(ValueError, match=r"share of places|cannot be"):
        call()


def test_a_count_below_nothing_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        lorenz(wards([1, -1]))
