"""What opens every method on a sequence."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tp_metrics.stats.sequence import first_of_series, in_time_order, numbers, series_columns


@pytest.mark.parametrize(
    ("series", "columns"), [(None, []), ("borough", ["borough"]), (("borough", "measure"), ["borough", "measure"])]
)
def test_series_are_told_apart_by_no_column_one_or_several(series, columns):
    assert series_columns(series) == columns


def frame(names, months):
    return pl.DataFrame({"area": names, "month": months}, schema={"area": pl.String, "month": pl.Int64})


@pytest.mark.parametrize(
    ("names", "months"),
    [
        ("bbaa", [1, 2, 1, 2]),  # series together, in their own order
        ("aabb", [1, 2, 1, 2]),
        (["a", None, None], [5, 1, 2]),  # no name is a name too
        ("", []),
        ("a", [1]),
    ],
)
def test_rows_that_stand_in_order_are_left_as_they_are(names, months):
    given = frame(list(names), months)
    assert_frame_equal(in_time_order(given, "month", "area", reads=[], adds=[]), given)


@pytest.mark.parametrize(
    ("names", "months"),
    [("abab", [1, 1, 2, 2]), ("bbaa", [2, 1, 2, 1]), ("baab", [2, 1, 2, 1]), ("aabb", [1, 2, 2, 1])],
)
def test_rows_out_of_order_are_sorted_by_series_and_time(names, months):
    found = in_time_order(frame(list(names), months), "month", "area", reads=[], adds=[])
    assert found.rows() == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]


@pytest.mark.parametrize("names", ["aab", "aba"])
def test_two_rows_of_one_series_in_one_period_are_refused(names):
    with pytest.raises(ValueError, match="two rows of the same 'month'"):
        in_time_order(frame(list(names), [1, 1, 1]), "month", "area", reads=[], adds=[])


def test_a_series_is_told_by_all_its_columns_together():
    both = pl.DataFrame({"area": ["a", "a", "b", "b"], "kind": [1, 2, 2, 2]})
    assert both.select(first_of_series(["area", "kind"])).to_series().to_list() == [True, True, True, False]
    assert both.select(first_of_series(None)).to_series().to_list() == [True, False, False, False]
    assert both.clear().select(first_of_series(None)).height == 0


def test_columns_that_are_missing_or_would_be_overwritten_are_refused():
    with pytest.raises(ValueError, match="no column 'value'"):
        in_time_order(frame(["a"], [1]), "month", "area", reads=["value"], adds=[])
    with pytest.raises(ValueError, match="'area' would be overwritten"):
        in_time_order(frame(["a"], [1]), "month", "area", reads=[], adds=["area"])
    with pytest.raises(ValueError, match="every row needs its period"):
        in_time_order(frame(["a"], [None]), "month", "area", reads=[], adds=[])


@pytest.mark.parametrize("values", [[1, None, 3], [], [None], [0.5], [True]])
def test_numbers_are_floats_and_the_rest_is_refused(values):
    column = pl.DataFrame({"value": values}, schema=None if values else {"value": pl.Int64})
    if values == [True]:
        with pytest.raises(ValueError, match="holds Boolean, not numbers"):
            numbers(column, "value")
    else:
        assert numbers(column, "value").to_list() == values
        assert numbers(column, "value").dtype == pl.Float64


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_infinite_or_no_number_is_refused(value):
    with pytest.raises(ValueError, match="infinite or not a number"):
        numbers(pl.DataFrame({"value": [value, 1.0]}), "value")


def test_numbers_below_the_least_are_refused():
    below = pl.DataFrame({"value": [-1, None]})
    assert numbers(below, "value", least=-1).to_list() == [-1, None]
    with pytest.raises(ValueError, match="below 0"):
        numbers(below, "value", least=0)
