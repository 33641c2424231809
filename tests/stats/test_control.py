"""XmR, p′ and u′ charts: published limits, what always holds, and what the door refuses."""

import math
import statistics
import time
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tp_metrics.stats.control import ADDED, laney_p, laney_u, xmr

NHS = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
VISCOSITY = [33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84]


def frame(values, **columns):
    values = pl.Series("value", values, dtype=pl.Float64)
    return pl.DataFrame([values]).with_columns(month=pl.int_range(1, pl.len() + 1), **columns)


@pytest.mark.parametrize(
    ("values", "screened", "mean", "lower", "upper", "within"),
    [
        (NHS, False, 1.944444, -3.062614, 6.951503, 1e-6),  # NHS Making Data Count, by NHSRplotthedots
        (NHS, True, 1.944444, -0.715556, 4.604444, 1e-6),  # the same, screened
        (NIST, False, 50.81, 45.8159, 55.8041, 2e-3),  # NIST/SEMATECH e-Handbook 6.3.2.2, with 3 / 1.128 for 2.66
        (VISCOSITY, False, 33.52, 32.24, 34.80, 6e-3),  # Montgomery, Introduction to Statistical Quality Control, paint
    ],
)
def test_xmr_gives_published_limits(values, screened, mean, lower, upper, within):
    found = xmr(frame(values), screened=screened).select("mean", "lower", "upper").row(0)
    assert found == pytest.approx((mean, lower, upper), abs=within)


def test_near_limits_stand_two_thirds_of_the_way():
    chart = xmr(frame(NIST)).row(0, named=True)
    assert chart["near_upper"] == pytest.approx(chart["mean"] + (chart["upper"] - chart["mean"]) * 2 / 3)
    assert chart["near_lower"] == pytest.approx(chart["mean"] - (chart["mean"] - chart["lower"]) * 2 / 3)


def test_one_to_seven_is_a_trend_whose_ends_lie_outside():
    assert xmr(frame([*range(1, 8)]))["rule"].to_list() == ["outside", *["trend"] * 5, "outside"]
    assert set(xmr(frame([1, 2, 3, 3, 4, 5, 6]))["rule"]) <= {"outside", "two of three", None}


@pytest.mark.parametrize(
    ("better", "rise", "fall"),
    [("higher", "improvement", "concern"), ("lower", "concern", "improvement"), ("neither", "neutral", "neutral")],
)
def test_a_signal_is_named_by_what_is_better(better, rise, fall):
    values = [5, 6, 5, 6, 5, 6, 25, 6, 5, 6, 5, 6, 5, -14, None]
    chart = xmr(frame(values, way=pl.lit(better)), better=better)
    assert chart["signal"].to_list() == [*["usual"] * 6, rise, *["usual"] * 6, fall, None]
    assert xmr(frame(values, way=pl.lit(better)), better="way")["signal"].to_list() == chart["signal"].to_list()


def test_a_break_restarts_mean_limits_and_runs():
    values = [10, 12, 11, 12, 10, 11, 20, 22, 21, 22, 20, 21]
    dated = [False, None, False, False, False, False, True, False, False, False, False, False]
    chart = xmr(frame(values, step=pl.Series(dated)), breaks="step")
    assert chart["segment"].to_list() == [1] * 6 + [2] * 6
    assert chart["mean"].to_list() == pytest.approx([11] * 6 + [21] * 6)
    assert chart["moving_range"].null_count() == 2
    assert chart["rule"].null_count() == 12
    at_the_start = xmr(frame([1, 2], step=pl.Series([True, False])), breaks="step")
    assert at_the_start["segment"].to_list() == [1, 1]


def test_a_baseline_fixes_the_limits_by_its_known_points():
    values = [None, 1, 2, 1, 2, 1, 2, 9, 9, 9]
    chart = xmr(frame(values), baseline=6, least=6)
    assert chart["mean"].unique().to_list() == [1.5]
    assert chart["upper"][0] == pytest.approx(1.5 + 2.66)
    assert chart["rule"].to_list()[-3:] == ["outside"] * 3
    assert not chart["trial"].any()
    assert xmr(frame(values), baseline=6)["trial"].all()  # limits that rest on six points are on trial


@pytest.mark.parametrize(("known", "trial"), [(12, True), (13, False)])
def test_fewer_than_thirteen_known_points_give_trial_limits(known, trial):
    assert xmr(frame([1, None, *range(known - 1)]))["trial"].unique().to_list() == [trial]


def test_a_null_counts_for_nothing_and_no_moving_range_spans_it():
    chart = xmr(frame([1, 2, None, 9, 10]))
    assert chart["mean"][0] == 5.5
    assert chart["moving_range"].to_list() == [None, 1, None, None, 1]
    assert chart["upper"][2] == pytest.approx(5.5 + 2.66)
    assert chart.row(2, named=True)["signal"] is None


@pytest.mark.parametrize("values", [[], [None], [None, None], [5], [None, 5, None]])
def test_a_series_of_one_point_or_none_has_no_limits_and_no_signal(values):
    chart = xmr(frame(values))
    assert chart.columns == ["value", "month", *ADDED]
    assert chart["lower"].null_count() == chart["rule"].null_count() == len(values)
    assert chart["mean"].drop_nulls().unique().to_list() == ([5] if 5 in values else [])
    assert chart.schema == xmr(frame([1, 2, 3])).schema


@pytest.mark.parametrize("value", [0, 0.1, 1 / 3, 1e9 + 0.1])
@pytest.mark.parametrize("screened", [True, False])
def test_a_constant_series_is_usual_with_limits_on_its_mean(value, screened):
    chart = xmr(frame([value] * 20), screened=screened)
    assert chart["signal"].unique().to_list() == ["usual"]
    assert chart["lower"].to_list() == chart["upper"].to_list() == pytest.approx([value] * 20)


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({}, {"value": "offences"}, "no column 'offences'"),
        ({}, {"order": "week"}, "no column 'week'"),
        ({}, {"series": "borough"}, "no column 'borough'"),
        ({}, {"breaks": "month"}, "not true and false"),
        ({}, {"better": "up"}, "not 'up'"),
        ({}, {"baseline": 1}, "two points at least"),
        ({"mean": 1}, {"value": "mean"}, "would be overwritten"),
        ({"month": pl.lit(None, pl.Int64)}, {}, "every row needs its period"),
        ({"month": 1}, {}, "two rows of the same 'month'"),
        ({"value": math.inf}, {}, "infinite or not a number"),
        ({"value": math.nan}, {}, "infinite or not a number"),
        ({"value": pl.lit("many")}, {}, "holds String, not numbers"),
    ],
)
def test_what_cannot_be_charted_is_refused_in_words(change, arguments, message):
    columns = {name: value if isinstance(value, pl.Expr) else pl.lit(value) for name, value in change.items()}
    with pytest.raises(ValueError, match=message):
        xmr(frame([1, 2, 3]).with_columns(**columns), **arguments)


def many(names, seed=5, months=30):
    rng = np.random.default_rng(seed)
    values = [None if rng.random() < 0.1 else float(rng.poisson(9)) for _ in range(len(names) * months)]
    step = [month == 17 for _ in names for month in range(months)]
    keys = {"theme": [name[0] for name in names for _ in range(months)], "name": np.repeat(names, months)}
    month = [*range(months)] * len(names)
    return pl.DataFrame({**keys, "month": month, "value": pl.Series(values, dtype=pl.Float64), "step": step})


def test_many_series_at_once_are_each_as_alone_whatever_their_order():
    whole = many(["a1", "a2", "b1", "b2"])
    together = xmr(whole.sample(fraction=1, shuffle=True, seed=3), series=["theme", "name"], breaks="step", baseline=9)
    for alone in whole.partition_by("name"):
        expected = xmr(alone, breaks="step", baseline=9)
        assert_frame_equal(together.filter(pl.col("name") == alone["name"][0]), expected)


VALUES = st.lists(st.one_of(st.integers(-1000, 1000), st.none()), min_size=1, max_size=40)


@settings(max_examples=60)
@given(VALUES, st.booleans())
def test_limits_hold_the_near_limits_and_these_the_mean(values, screened):
    for row in xmr(frame(values), screened=screened).drop_nulls("lower").iter_rows(named=True):
        limits = [row[name] for name in ("lower", "near_lower", "mean", "near_upper", "upper")]
        assert limits == sorted(limits)


@settings(max_examples=60)
@given(VALUES)
def test_screening_never_widens_the_limits(values):
    wide, narrow = (xmr(frame(values), screened=screened)["upper"] for screened in (False, True))
    assert not (narrow > wide + 1e-9).any()


@settings(max_examples=60)
@given(VALUES, st.integers(1, 50), st.integers(-500, 500))
def test_another_unit_has_the_same_signals(values, scale, origin):
    other = [None if value is None else scale * value + origin for value in values]
    chart, moved = xmr(frame(values)), xmr(frame(other))
    assert chart.select("rule", "direction").equals(moved.select("rule", "direction"))
    assert moved["mean"].to_list() == pytest.approx(
        [scale * mean + origin for mean in chart["mean"].drop_nulls()] or [None] * len(values)
    )


def ratio(k, n, **columns):
    counts = [pl.Series("k", k, dtype=pl.Float64), pl.Series("n", n, dtype=pl.Float64)]
    return pl.DataFrame(counts).with_columns(month=pl.int_range(pl.len()), **columns)


SOLVED, OFFENCES = [10, 14, 9, 33, 21, 18, 5], [50, 60, 45, 90, 88, 71, 30]


@pytest.mark.parametrize(("chart", "kind"), [(laney_p, "p"), (laney_u, "u")])
def test_laneys_limits_are_those_of_his_formula(chart, kind):
    mean = sum(SOLVED) / sum(OFFENCES)
    sigma = [math.sqrt(mean * ((1 - mean) if kind == "p" else 1) / n) for n in OFFENCES]
    z = [(k / n - mean) / s for k, n, s in zip(SOLVED, OFFENCES, sigma, strict=True)]
    scale = statistics.mean(abs(after - before) for before, after in pairwise(z)) / 1.128
    found = chart(ratio(SOLVED, OFFENCES), "k", "n")
    assert found["mean"].to_list() == pytest.approx([mean] * 7)
    assert found["lower"].to_list() == pytest.approx([max(mean - 3 * s * scale, 0) for s in sigma])
    assert found["upper"].to_list() == pytest.approx([mean + 3 * s * scale for s in sigma])
    assert found["near_upper"].to_list() == pytest.approx([mean + 2 * s * scale for s in sigma])
    assert found.columns == ["k", "n", "month", "value", *ADDED]


@pytest.mark.parametrize("chart", [laney_p, laney_u])
@pytest.mark.parametrize("screened", [True, False])
def test_with_one_denominator_laneys_chart_is_an_xmr_chart(chart, screened):
    """Laney 2002: the denominator cancels, and 3 / 1.128 is 2.66."""
    rng = np.random.default_rng(11)
    counts = ratio(rng.binomial(400, 0.3, 24), [400] * 24)
    found = chart(counts, "k", "n", screened=screened)
    expected = xmr(counts.with_columns(value=pl.col("k") / 400), screened=screened)
    for name in ("mean", "lower", "upper"):
        assert found[name].to_list() == pytest.approx(expected[name].to_list(), abs=1e-4)


def test_laneys_scale_is_about_one_where_chance_is_binomial_and_more_where_it_is_not():
    rng = np.random.default_rng(12)
    n = rng.integers(500, 5000, 400)
    widths = []
    for extra in (0.0, 0.05):
        found = laney_p(ratio(rng.binomial(n, rng.normal(0.3, extra, 400).clip(0, 1)), n), "k", "n")
        widths.append(((found["upper"] - found["mean"]) / (3 * (0.21 / found["n"]).sqrt())).mean())
    assert widths[0] == pytest.approx(1, abs=0.1)
    assert widths[1] > 3


def test_laneys_limits_stay_within_what_a_proportion_can_be():
    found = laney_p(ratio([0, 5, 0, 1, 3, 1], [3, 5, 2, 2, 3, 2]), "k", "n")
    assert found["lower"].min() >= 0
    assert found["upper"].max() <= 1
    assert laney_u(ratio([0, 50, 0, 10], [3, 5, 2, 2]), "k", "n")["upper"].max() > 1


@pytest.mark.parametrize("k", [0, 20])
def test_a_proportion_of_none_or_all_is_usual_with_limits_on_its_mean(k):
    found = laney_p(ratio([k] * 15, [20] * 15), "k", "n")
    assert found["upper"].to_list() == found["lower"].to_list() == [k / 20] * 15
    assert found["signal"].unique().to_list() == ["usual"]


def test_a_month_without_a_base_is_not_known():
    found = laney_p(ratio([5, 0, 7, None, 6], [20, 0, 20, 20, 20]), "k", "n")
    assert found["value"].to_list() == [0.25, None, 0.35, None, 0.3]
    assert found["mean"].to_list() == pytest.approx([0.3] * 5)
    assert found["signal"].to_list() == ["usual", None, "usual", None, "usual"]
    assert laney_p(ratio([0], [0]), "k", "n").row(0, named=True)["mean"] is None


@pytest.mark.parametrize(
    ("k", "n", "message"),
    [(-1, 5, "'k' has a value below 0"), (1, -5, "'n' has a value below 0"), (6, 5, "no proportion is above 1")],
)
def test_impossible_counts_are_refused(k, n, message):
    with pytest.raises(ValueError, match=message):
        laney_p(ratio([k], [n]), "k", "n")


def test_a_numerator_named_as_what_is_added_is_refused():
    with pytest.raises(ValueError, match="'value' would be overwritten"):
        laney_u(frame([1]).with_columns(n=1), "value", "n")


def test_laneys_charts_keep_series_and_segments_apart():
    parts = [ratio(SOLVED, OFFENCES, area=pl.lit(area), step=pl.int_range(pl.len()) == 4) for area in "ab"]
    whole = laney_u(pl.concat(parts), "k", "n", series="area", breaks="step", baseline=3)
    for part in parts:
        expected = laney_u(part, "k", "n", breaks="step", baseline=3)
        assert_frame_equal(whole.filter(pl.col("area") == part["area"][0]), expected)


def quickest(*works, runs=25):
    """Seconds of the quickest of several runs of each, turn about, so that other load falls on all."""
    times = [[] for _ in works]
    for _ in range(runs):
        for work, seconds in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return map(min, times)


@pytest.mark.trust
@pytest.mark.timed
def test_640_series_of_45_months_cost_no_more_than_twenty_group_bys():
    months = pl.date_range(date(2008, 1, 1), date(2011, 9, 1), "1mo", eager=True)
    names = [f"borough {index // 20}, measure {index % 20}" for index in range(640)]
    values = np.random.default_rng(1).poisson(50, 640 * 45)
    whole = pl.DataFrame({"series": np.repeat(names, 45), "month": pl.concat([months] * 640), "value": values})
    plain, chart = quickest(
        lambda: whole.group_by("series").agg(mean=pl.col("value").mean(), spread=pl.col("value").std()),
        lambda: xmr(whole, series="series", better="lower"),
    )
    print(f"\nxmr of 640 × 45 points: {1000 * chart:.1f} ms, {chart / plain:.1f} × a group-by of {1000 * plain:.2f} ms")
    assert chart < 0.1
    assert chart < 20 * plain
