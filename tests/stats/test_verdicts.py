"""The corporate RAG by its rule, and the words for its quarrels with the chart."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats.verdicts import disagreement, rag, target_level

FIGURES = st.one_of(st.none(), st.floats(0, 1000, allow_nan=False))


def colour(value, previous, target, better):
    return pl.select(rag(*(pl.lit(x, pl.Float64) for x in (value, previous, target)), better=better)).item()


@pytest.mark.parametrize(
    ("value", "previous", "target", "better", "expected"),
    [
        # red: off target and worse than the same time last year
        (58, 61, 65, "higher", "red"),
        (110, 105, 100, "lower", "red"),
        # amber: off target but better; equal counts as amber
        (61, 58, 65, "higher", "amber"),
        (104, 105, 100, "lower", "amber"),
        (61, 61, 65, "higher", "amber"),
        (0.1 + 0.2, 0.3, 0.2, "lower", "amber"),  # equal but for rounding
        # green: on or better than target, whatever last year was
        (65, 70, 65, "higher", "green"),
        (66, None, 65, "higher", "green"),
        (100, 90, 100, "lower", "green"),
        (0, 0, 0, "lower", "green"),
        (0.1 + 0.2, 0.1, 0.3, "lower", "green"),  # on target but for rounding
        # no target: no RAG; nothing known: no RAG
        (61, 58, None, "higher", None),
        (57, 58, None, "higher", None),
        (None, 58, 65, "higher", None),
        (61, None, 65, "higher", None),
        (float("nan"), 58, 65, "higher", None),
        (61, 58, float("nan"), "lower", None),
    ],
)
def test_the_rag_follows_the_rule_of_its_period(value, previous, target, better, expected):
    assert colour(value, previous, target, better) == expected


@settings(max_examples=60)
@given(FIGURES, FIGURES, FIGURES)
def test_the_rag_of_a_measure_turned_over_is_the_same(value, previous, target):
    turned = [None if x is None else -x for x in (value, previous, target)]
    assert colour(value, previous, target, "higher") == colour(*turned, "lower")


@pytest.mark.parametrize("better", ["neither", "Higher", ""])
def test_a_measure_without_a_good_direction_is_refused(better):
    with pytest.raises(ValueError, match='"higher" or "lower"'):
        colour(1, 1, 1, better)


@pytest.mark.parametrize(
    ("target", "kind", "previous", "level"),
    [
        (-5, "change_percent", 11_000, 10_450),
        (-5, "change_percent", 4_500, 4_275),  # the same months of last year, not the whole of it
        (10, "change_percent", 0, 0),
        (-100, "change_percent", 7, 0),
        (65, "level", 58, 65),
        (65, "level", None, 65),
        (-5, "change_percent", None, None),
        (None, "change_percent", 100, None),
        (None, "level", 100, None),
        (-101, "change_percent", 100, None),
        (float("nan"), "level", 100, None),
    ],
)
def test_a_target_becomes_the_level_that_it_asks_for(target, kind, previous, level):
    asked = pl.lit(target, pl.Float64), pl.lit(previous, pl.Float64)
    expected = None if level is None else pytest.approx(level)
    assert pl.select(target_level(asked[0], kind, asked[1])).item() == expected
    assert pl.select(target_level(asked[0], pl.lit(kind), asked[1])).item() == expected


def test_a_target_of_another_kind_is_refused_and_in_a_column_is_null():
    with pytest.raises(ValueError, match='"level" or "change_percent"'):
        target_level(pl.lit(1), "per cent", pl.lit(1))
    assert pl.select(target_level(pl.lit(1), pl.lit("per cent"), pl.lit(1))).item() is None


def test_a_count_on_a_per_cent_target_is_green_in_spite_of_binary_fractions():
    frame = pl.DataFrame({"previous": [100.0 * n for n in range(1, 200)]})
    level = target_level(pl.lit(-5.0), "change_percent", pl.col("previous"))
    found = frame.select(rag((pl.col("previous") * 95 / 100).round(6), pl.col("previous"), level, better="lower"))
    assert set(found.to_series()) == {"green"}


@pytest.mark.parametrize(
    ("red_amber_green", "signal", "words"),
    [
        ("red", "usual", "Red, but within its usual variation"),
        ("red", "improvement", "Red, but a real improvement has begun"),
        ("red", "concern", ""),
        ("amber", "usual", "Amber, but within its usual variation"),
        ("amber", "improvement", ""),
        ("amber", "concern", "Amber, but a real deterioration has begun"),
        ("green", "usual", ""),
        ("green", "improvement", ""),
        ("green", "concern", "Green, but a real deterioration has begun"),
        (None, "concern", ""),
        ("red", None, ""),
        (None, None, ""),
        ("red", "neutral", ""),
    ],
)
def test_where_the_two_verdicts_differ_the_page_says_so(red_amber_green, signal, words):
    asked = disagreement(pl.lit(red_amber_green, pl.String), pl.lit(signal, pl.String))
    assert pl.select(asked).item() == words


def test_verdicts_are_made_for_whole_columns():
    frame = pl.DataFrame({"value": [58, 66, 61], "previous": [61, 70, 58], "signal": ["usual", "concern", None]})
    made = frame.with_columns(rag=rag(pl.col("value"), pl.col("previous"), pl.lit(65), better="higher"))
    assert made["rag"].to_list() == ["red", "green", "amber"]
    words = made.select(disagreement(pl.col("rag"), pl.col("signal"))).to_series().to_list()
    assert words == ["Red, but within its usual variation", "Green, but a real deterioration has begun", ""]
