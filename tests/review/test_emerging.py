"""The last days: what each count's weeks give one by one, and nothing where an edition has no weeks."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import tp_metrics as tp
from tests.results import judged_store as made
from tp_metrics.results import Selection, result
from tp_metrics.review.emerging import COLUMNS, RANGE, WEEKS
from tp_metrics.stats import xmr


@pytest.mark.parametrize("count", [1, 4])
def test_all_counts_together_say_what_each_says_alone(edition, count):
    found = tp.review.emerging(edition, Selection()).filter(pl.col("days") == 7 * count)
    assert found["measure"].n_unique() > 10
    for row in found.iter_rows(named=True):
        asked = Selection(window="week", by=("week",), periods=WEEKS, edition=edition.id)
        weeks = result(edition, row["measure"], asked).rows.drop_nulls("value").sort("last_day")
        values, days = weeks["value"].to_list(), weeks["last_day"].to_list()
        assert row["last_day"] == days[-1]
        assert row["value"] == sum(values[-count:])
        year_before = days[-1] - timedelta(weeks=52)
        at = days.index(year_before) + 1 if year_before in days else 0
        assert row["previous"] == (sum(values[at - count : at]) if at >= count else None)
        ends = range(len(values) - count, count - 1, -count)
        past = [(days[end - 1], sum(values[end - count : end])) for end in ends][: RANGE // count]
        chart = xmr(pl.DataFrame(past[::-1], schema=["last_day", "value"], orient="row"), order="last_day")
        if chart["upper"][-1] is None:
            assert (row["lower"], row["upper"]) == (None, None)
        else:
            assert (row["lower"], row["upper"]) == pytest.approx((max(chart["lower"][-1], 0), chart["upper"][-1]))


def test_boroughs_are_told_apart(edition):
    found = tp.review.emerging(edition, Selection(), "borough")
    one = tp.review.emerging(edition, Selection(place=made.CAMDEN))
    own = found.filter(pl.col("code") == made.CAMDEN)
    assert_frame_equal(own, one.filter(pl.col("measure").is_in(own["measure"].implode())))
    assert own.height > 20


def test_an_edition_without_weeks_has_nothing_to_say(tmp_path):
    without = made.published(tmp_path / "data", made.END)[0]
    found = tp.review.emerging(without, Selection())
    assert found.is_empty()
    assert found.columns == list(COLUMNS)
