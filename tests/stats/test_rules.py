"""The rules against published cases and a second implementation in plain Python; assurance; the latest signal."""

from itertools import chain, pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats.control import xmr
from tp_metrics.stats.rules import assurance, betterment, latest_signal, rules, steps

WIDE = {"mean": 0.0, "lower": -100.0, "upper": 100.0, "near_lower": -50.0, "near_upper": 50.0}


def points(values, group=0, **limits):
    return pl.DataFrame({"value": values}, schema={"value": pl.Float64}).with_columns(
        pl.lit(group).alias("group"), **{name: pl.lit(limit) for name, limit in {**WIDE, **limits}.items()}
    )


def flagged(values, **limits):
    return rules(points(values, **limits))["rule"].to_list()


UP, NO = "trend", None


@pytest.mark.parametrize(
    ("values", "expected"),
    [  # the runs of NHSRplotthedots' own tests; all seven points are flagged
        ([1, 2, 3, 4, 5, 6], [NO] * 6),
        ([1, 2, 3, 3, 4, 5, 6], [NO] * 7),
        ([1, 2, 3, 4, 5, 6, 7], [UP] * 7),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], [NO] + [UP] * 7 + [NO]),
        ([7, 6, 5, 4, 3, 2, 1], [UP] * 7),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], [NO] + [UP] * 7 + [NO]),
    ],
)
def test_a_trend_is_seven_points_and_a_tie_breaks_it(values, expected):
    alternating = points(values).with_columns(mean=pl.Series([-9.0, 9.0] * 5).head(len(values)))
    assert rules(alternating)["rule"].to_list() == expected  # a mean that jumps about, so that no shift is seen


@pytest.mark.parametrize(
    ("values", "expected"),
    [  # the runs of NHSRplotthedots' own tests
        ([1, 2] * 3, [NO] * 6),
        ([1, 2] * 3 + [-1], [NO] * 7),
        ([1, 2] * 4 + [-1], ["shift"] * 8 + [NO]),
        ([-1, -2] * 4 + [1], ["shift"] * 8 + [NO]),
        ([1, 2, 1, 0, 1, 2, 1, 2], [NO] * 8),  # a point on the mean breaks it
    ],
)
def test_a_shift_is_seven_points_on_one_side(values, expected):
    assert flagged(values) == expected


@pytest.mark.parametrize(
    ("close", "expected"),
    [  # the runs of NHSRplotthedots' own tests
        ([0, 0, 0], ""),
        ([1, 0, 1], "101"),
        ([0, 1, 1], "011"),
        ([1, 1, 0], "110"),
        ([0, 0, 1, 0, 1], "00101"),
        ([1, 0, 0, 1], "0000"),
        ([1, 0, 0, 1, 1], "00011"),
    ],
)
def test_two_of_three_flags_the_close_points(close, expected):
    assert [rule == "two of three" for rule in flagged([60 if one else 5 for one in close])] == [
        one == "1" for one in expected or "000"
    ]


@pytest.mark.parametrize("middle", [-1, 0, None])
def test_two_of_three_need_all_three_on_one_side(middle):
    assert flagged([60, middle, 60]) == [None, None, None]


def test_two_of_three_counts_a_point_beyond_the_far_limit_as_beyond_the_near_one():
    assert flagged([60, 5, 150]) == ["two of three", None, "outside"]


def test_a_point_on_a_limit_is_not_outside_it():
    assert flagged([100, -100, 101, -101]) == [None, None, "outside", "outside"]


def test_the_first_rule_names_the_point():
    values = [10, 20, 30, 40, 60, 70, 110]
    assert flagged(values) == ["trend"] * 6 + ["outside"]
    assert flagged([*values, 60, 59]) == ["trend"] * 6 + ["outside", "two of three", "two of three"]


def test_a_trend_has_the_direction_of_its_differences_and_the_others_that_of_their_side():
    falling = rules(points([49, 40, 30, 20, 10, 5, 1]))
    assert falling.rows() == [("trend", "fall")] * 7
    assert rules(points([-150])).row(0) == ("outside", "fall")
    peak = rules(points([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]))
    assert peak["direction"].to_list() == ["rise"] * 7 + ["fall"] * 6  # the summit ends the rise


def test_differences_of_rounding_are_ties():
    assert flagged([0.1 + 0.2, 0.3] * 5, mean=0.3, lower=0.3, upper=0.3) == [None] * 10
    assert pl.select(steps(pl.Series([0.3, 0.1 + 0.2]), pl.Series([True, False]))).to_series().to_list() == [None, 0]


@pytest.mark.parametrize(
    ("values", "rule"), [([1, 2, 3, None, 4, 5, 6, 7], "trend"), ([1, 2, 1, None, 1, 2, 1, 2], "shift")]
)
def test_a_null_breaks_a_run_and_is_never_flagged(values, rule):
    whole = [value for value in values if value is not None]
    assert set(flagged(whole)) == {rule}
    assert set(flagged(values)) == {None}


def test_a_run_never_leaves_its_group():
    both = pl.concat([points([1, 2, 3, 4], 0), points([5, 6, 7, 8], 1)])
    assert rules(both)["rule"].to_list() == [None] * 8
    pair = pl.concat([points([60], 0), points([60, 5], 1)])
    assert rules(pair)["rule"].to_list() == [None] * 3


def test_limits_may_vary_from_point_to_point():
    varying = points([60, 60, 60, -1]).with_columns(upper=pl.Series([50.0, 60.0, 70.0, 70.0]), near_upper=65.0)
    assert rules(varying)["rule"].to_list() == ["outside", None, None, None]


def naive(values, lower, upper, near_lower, near_upper, mean=0):
    """The same rules, window by window, in plain Python."""
    found = [(None, None)] * len(values)

    def windows(size):
        for start in range(len(values) - size + 1):
            window = values[start : start + size]
            if None not in window:
                yield start, window

    for start, window in windows(7):
        for sign, word in ((1, "rise"), (-1, "fall")):
            if all(sign * (value - mean) > 0 for value in window):
                found[start : start + 7] = [("shift", word)] * 7
    for start, window in windows(3):
        for sign, word, near in ((1, "rise", near_upper), (-1, "fall", near_lower)):
            close = [sign * value > sign * near for value in window]
            if all(sign * (value - mean) > 0 for value in window) and sum(close) >= 2:
                for index, one in enumerate(close):
                    if one:
                        found[start + index] = ("two of three", word)
    for sign, word in ((-1, "fall"), (1, "rise")):
        for start, window in windows(7):
            if all(sign * (after - before) > 0 for before, after in pairwise(window)):
                found[start : start + 7] = [("trend", word)] * 7
    for index, value in enumerate(values):
        if value is not None and not lower <= value <= upper:
            found[index] = ("outside", "rise" if value > upper else "fall")
    return found


runs = st.lists(st.integers(-12, 12), max_size=8).map(sorted)
SERIES = st.one_of(
    st.lists(st.one_of(st.integers(-12, 12), st.none()), max_size=30),
    st.lists(st.one_of(runs, runs.map(lambda run: run[::-1]), st.just([None])), max_size=6).map(
        lambda all_: list(chain.from_iterable(all_))
    ),
)


@settings(max_examples=150)
@given(SERIES, SERIES)
def test_the_rules_agree_with_plain_python(first, second):
    limits = {"lower": -10.0, "upper": 10.0, "near_lower": -6.0, "near_upper": 6.0}
    both = pl.concat([points(first, 0, **limits), points(second, 1, **limits)])
    assert rules(both).rows() == [*naive(first, **limits), *naive(second, **limits)]


@settings(max_examples=50)
@given(SERIES)
def test_a_mirrored_series_has_the_same_rules_and_the_other_directions(values):
    mirrored = rules(points([None if value is None else -value for value in values]))
    assert mirrored["rule"].to_list() == rules(points(values))["rule"].to_list()
    # Where a rise and a fall meet, the rise names the summit and the valley alike; elsewhere all turns round.
    turned = zip(mirrored["direction"], rules(points(values))["direction"], strict=True)
    assert all({mine, theirs} in ({None}, {"rise", "fall"}, {"rise"}) for mine, theirs in turned)


@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        (75, "higher", "consistently misses"),  # above all that the series does by chance
        (55, "higher", "consistently meets"),
        (65, "higher", "hit and miss"),
        (70, "higher", "hit and miss"),  # on the limit: strictly beyond alone counts, as in NHSRplotthedots
        (60, "higher", "hit and miss"),
        (75, "lower", "consistently meets"),
        (55, "lower", "consistently misses"),
        (65, "lower", "hit and miss"),
        (75, "neither", None),
        (None, "higher", None),
    ],
)
def test_assurance_by_limits_target_and_direction(target, better, expected):
    row = pl.DataFrame({"lower": [60], "upper": [70], "target": [target], "better": [better]}, strict=False)
    limits = pl.col("lower"), pl.col("upper"), pl.col("target").cast(pl.Float64)
    assert row.select(assurance(*limits, better=better)).item() == expected
    assert row.select(assurance(*limits, better=pl.col("better"))).item() == expected


def test_assurance_without_limits_is_null_and_another_word_is_refused():
    none = pl.lit(None, pl.Float64)
    assert pl.select(assurance(none, none, pl.lit(1.0), better="higher")).item() is None
    assert pl.select(assurance(none, pl.lit(0.5), pl.lit(1.0), better="higher")).item() is None
    with pytest.raises(ValueError, match="not 'up'"):
        assurance(none, none, none, better="up")


def test_what_is_better_is_a_word_or_a_column_of_words():
    frame = pl.DataFrame({"good": ["higher", "lower", "neither"], "bad": ["higher", None, "lower"]})
    assert betterment(frame, "good").to_list() == [1, -1, 0]
    assert betterment(frame, "lower").to_list() == [-1, -1, -1]
    with pytest.raises(ValueError, match="or a column, not 'up'"):
        betterment(frame, "up")
    with pytest.raises(ValueError, match="column 'bad' holds something other"):
        betterment(frame, "bad")


def charted(values, **names):
    """A chart with limits by hand, so that the runs are plain to see."""
    frame = points(values).with_columns(month=pl.int_range(1, pl.len() + 1), segment=1, **names)
    return frame.hstack(rules(frame)).with_columns(signal=pl.lit("usual"), trial=False)


@pytest.mark.parametrize(
    ("values", "rule", "since"),
    [
        ([1, -1, 1], None, None),
        ([-1, 5, 4, 3, 4, 5, 4, 5], "shift", 2),
        ([-1, 0, 5, 4, 3, 4, 5, 4, 5], "shift", 3),
        ([1, -3, -2, -1, 1, 2, 3, 4], "trend", 2),
        ([None, -3, -2, -1, 1, 2, 3, 4], "trend", 2),
        ([-3, -2, -1, 1, 2, 3, 4], "trend", 1),
        ([-3, -3, -2, -1, 1, 2, 3, 4], "trend", 2),
        ([-1, 150, 120], "outside", 2),
        ([150, 5, 120], "outside", 3),
        ([150, -120], "outside", 2),
        ([-5, 60, 5, 60], "two of three", 2),
        ([-5, 5, 60, 60], "two of three", 3),
        ([60, None, 150], "outside", 3),
    ],
)
def test_the_latest_signal_says_since_when(values, rule, since):
    found = latest_signal(charted(values))
    assert found.height == 1
    assert found.select("rule", "since").row(0) == (rule, since)


def test_the_latest_signal_is_that_of_the_last_known_point_of_each_series():
    first, second = charted([150, None], borough=pl.lit("Brent")), charted([None, None], borough=pl.lit("Camden"))
    found = latest_signal(pl.concat([first, second]), "borough")
    assert found.select("borough", "month", "rule", "direction", "since").rows() == [
        ("Brent", 1, "outside", "rise", 1),
        ("Camden", None, None, None, None),
    ]


def test_the_latest_signal_looks_no_further_back_than_its_segment():
    frame = charted([1, 2, 1, 2, 1, 2, 1, 2]).with_columns(segment=pl.Series([1] + [2] * 7))
    assert latest_signal(frame)["since"].item() == 2


def test_the_latest_signal_takes_what_a_chart_returns():
    values = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 12]
    chart = xmr(pl.DataFrame({"month": range(15), "offences": values}), value="offences", better="lower")
    found = latest_signal(chart, value="offences")
    assert found.columns[:2] == ["month", "offences"]
    assert found.select("month", "rule", "signal", "trial", "since").row(0) == (14, "outside", "concern", False, 14)
    several = chart.with_columns(borough=pl.lit("Brent")).clear()
    assert latest_signal(several, "borough", value="offences").height == 0
