"""Before and after where places begin one after another: by hand, against other software, and on simulated panels."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats import staggered

#: Two groups that begin in periods 1 and 2, and one place that does not.
HAND = [("A", 1, (10, 15, 18)), ("B", 2, (20, 22, 27)), ("C", None, (30, 31, 33))]


def panel(rows) -> pl.DataFrame:
    """Places (name, first, values) as a panel."""
    long = [(unit, time, value, first) for unit, first, values in rows for time, value in enumerate(values)]
    kinds = {"unit": pl.String, "time": pl.Int64, "value": pl.Float64, "first": pl.Int64}
    return pl.DataFrame(long, schema=kinds, orient="row")


def simulated(seed: int, effect: float, *, begin: int = 27, never: int = 5, periods: int = 19) -> pl.DataFrame:
    """Places with a level of their own, a course that all share, errors that last, and an effect from the beginning."""
    rng = np.random.default_rng(seed)
    first = [int(one) for one in rng.integers(2, 15, begin)] + [None] * never
    error = rng.normal(size=(begin + never, periods))
    for time in range(1, periods):
        error[:, time] += 0.4 * error[:, time - 1]
    course, level = rng.normal(0, 3, periods), rng.normal(0, 5, begin + never)
    after = [[effect if one is not None and time >= one else 0.0 for time in range(periods)] for one in first]
    values = level[:, None] + course + error + np.array(after)
    return panel([(f"u{at}", one, values[at]) for at, one in enumerate(first)])


def test_two_groups_and_three_periods_come_out_as_by_hand():
    """A: 15−10 less the mean of B's 2 and C's 1; 18−10 less C's 3. B: 27−22 less C's 2. Before: B 20−22 less C's −1."""
    found = staggered(panel(HAND), base=1)
    told = {row["event"]: (row["effect"], row["treated"], row["comparison"]) for row in found.events.to_dicts()}
    assert told == {-2: (-1.0, 1, 1), -1: (0.0, 2, 1), 0: (3.25, 2, 1), 1: (5.0, 1, 1)}
    assert found.effect == pytest.approx((3.5 + 5.0 + 3.0) / 3)
    assert (found.treated, found.last, found.left_out) == (2, 2, 0)


def test_where_leaving_one_out_leaves_nothing_there_are_no_limits():
    found = staggered(panel([HAND[0], HAND[2]]), base=1)
    assert found.effect == ((15 - 10 - 1) + (18 - 10 - 3)) / 2
    assert (found.lower, found.upper, found.p, found.detectable) == (None, None, None, None)
    assert found.events["lower"].null_count() == found.events.height
    assert not found.clear


def test_the_base_is_the_mean_of_the_periods_before():
    rows = [("A", 2, (10, 14, 20)), ("B", None, (5, 7, 8))]
    assert staggered(panel(rows), base=2).effect == (20 - 12) - (8 - 6)
    assert staggered(panel(rows), base=1).effect == (20 - 14) - (8 - 7)


def test_with_one_beginning_it_is_the_plain_difference_in_differences_of_a_regression():
    rng = np.random.default_rng(4)
    rows = [(f"u{at}", 3 if at < 6 else None, rng.normal(at, 1, 6) + (2 if at < 6 else 0)) for at in range(14)]
    long = panel(rows).with_columns(after=pl.col("time") >= 3, begins=pl.col("first").is_not_null())
    frame = long.select("value", pl.col("after", "begins").cast(pl.Int64)).to_pandas()
    told = smf.ols("value ~ after * begins", data=frame).fit().params["after:begins"]
    assert staggered(panel(rows), base=3).effect == pytest.approx(told)


def test_a_place_that_has_begun_is_never_held_against():
    """Where the effect grows, a regression of places and periods is misled by the early; this is not."""
    rows = [("early", 1, (0, 10, 20, 30, 40)), ("late", 3, (0, 0, 0, 10, 20)), ("never", None, (0, 0, 0, 0, 0))]
    found = staggered(panel(rows), base=1)
    assert found.effect == pytest.approx((10 + 20 + 30 + 40 + 10 + 20) / 6)
    assert found.events.filter(pl.col("event") < 0)["effect"].to_list() == [0.0, 0.0, 0.0]


def test_estimation_ends_where_nobody_is_left():
    rows = [("A", 1, (0, 1, 1, 1)), ("B", 2, (0, 0, 1, 1)), ("C", 3, (0, 0, 0, 1))]
    found = staggered(panel(rows), base=1)
    assert found.last == 2  # in period 3 all have begun
    assert found.treated == 2
    assert found.left_out == 1
    assert found.events.filter(pl.col("event") >= 0)["event"].to_list() == [0, 1]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("A", 1, (0, 1)), ("B", 1, (0, 1))], "nobody is left that has not begun"),
        ([("A", None, (0, 1)), ("B", None, (0, 1))], "nobody begins within the panel"),
        ([("A", 0, (0, 1)), ("B", None, (0, 1))], "nobody begins within the panel"),
        ([("A", 1, (0, 1)), ("A", 1, (0, 1))], "two values for one period"),
    ],
)
def test_what_cannot_be_estimated_is_refused(rows, says):
    with pytest.raises(ValueError, match=says):
        staggered(panel(rows))


def test_two_beginnings_of_one_place_are_refused():
    broken = panel(HAND).with_columns(first=pl.when(pl.col("time") == 2).then(2).otherwise("first"))
    with pytest.raises(ValueError, match="unit A has two beginnings"):
        staggered(broken)


def test_a_beginning_after_the_panel_is_none_yet_and_gaps_are_left_out():
    later = [(name, 9 if first is None else first, values) for name, first, values in HAND]
    assert staggered(panel(later), base=1).events.equals(staggered(panel(HAND), base=1).events)
    gap = panel(HAND).with_columns(
        value=pl.when((pl.col("unit") == "B") & (pl.col("time") == 1)).then(None).otherwise("value")
    )
    found = staggered(gap, base=1)
    # Without B's period 1 there is no base for B, and C alone to hold A against.
    assert found.events.filter(pl.col("event") >= 0)["effect"].to_list() == [5 - 1, 8 - 3]


def test_what_is_put_in_is_found_and_what_is_not_is_no_evidence():
    found, nothing = staggered(simulated(3, 3.0)), staggered(simulated(3, 0.0))
    assert found.clear
    assert found.lower < 3.0 < found.upper
    assert found.p < 0.001
    assert not nothing.clear
    assert nothing.p > 0.05
    assert found.effect - nothing.effect == pytest.approx(3.0)
    assert 0 < nothing.detectable < 1.5
    assert nothing.detectable > (nothing.upper - nothing.lower) / 2


def test_intervals_hold_nought_about_as_often_as_they_promise():
    """200 panels as the boroughs are, five of them not live: the binomial 99 % range of 95 % is 90 to 98.5 %."""
    found = [staggered(simulated(seed, 0.0)) for seed in range(200)]
    assert 0.90 <= np.mean([one.lower <= 0 <= one.upper for one in found]) <= 0.985
    assert abs(np.mean([one.effect for one in found])) < 0.06


def test_with_hardly_anybody_left_the_interval_is_wide():
    found = {never: [staggered(simulated(seed, 0.0, never=never)) for seed in range(20)] for never in (2, 12)}
    few, many = (np.mean([one.upper - one.lower for one in found[never]]) for never in (2, 12))
    assert few > 2 * many
    assert max(one.freedom for one in found[2]) < max(one.freedom for one in found[12])


def test_an_effect_without_scatter_is_certain():
    rows = [*((f"t{at}", 2, (at, at, at + 3)) for at in range(3)), *((f"c{at}", None, (at, at, at)) for at in range(3))]
    found = staggered(panel(rows), base=2)
    assert (found.effect, found.lower, found.upper, found.p, found.detectable) == (3.0, 3.0, 3.0, 0.0, 0.0)
    still = panel(rows).with_columns(value=pl.lit(1.0))
    assert (staggered(still).p, staggered(still).clear) == (1.0, False)


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(-5, 5))
def test_what_all_share_and_each_ones_level_do_not_matter(seed, level, slope):
    """Adding to a place a level, and to all a course, changes nothing."""
    plain = simulated(seed, 1.0, begin=6, never=3, periods=8)
    moved = plain.with_columns(
        value=pl.col("value") + slope * pl.col("time") ** 2 + level * (pl.col("unit").rank("dense") % 3)
    )
    try:
        one = staggered(plain)
    except ValueError:
        with pytest.raises(ValueError, match="nobody"):
            staggered(moved)
        return
    other = staggered(moved)
    assert other.effect == pytest.approx(one.effect, abs=1e-6)
    assert (other.lower is None) == (one.lower is None)
    if one.lower is not None:
        assert (other.lower, other.upper) == pytest.approx((one.lower, one.upper), abs=1e-6)
