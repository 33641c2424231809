"""Many breakdowns in one reckoning are those that `result` gives one by one, and say what the year before rests on."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.results.judged_store import BARKING, END
from tp_metrics.access import Scope
from tp_metrics.results import ROWS, NoSuchMeasure, Selection, breakdowns, result

MEASURES = ("robbery", "good_job", "sanction_detection_ratio", "offences_per_officer", "officers", "robbery_rate")
ASKED = {
    "boroughs": Selection(by=("borough",)),
    "boroughs to a day": Selection(end=END, by=("borough",)),
    "a month of areas": Selection(window="month", by=("area",)),
    "months of boroughs": Selection(end=END, by=("borough", "month"), periods=30),
    "quarters of a borough": Selection(place=BARKING, end=END, by=("quarter",), periods=8),
    "wards of a borough": Selection(place=BARKING, by=("ward",)),
    "of one source": Selection(by=("borough",), source="demonstration"),
    "of no source": Selection(by=("borough",), source="mps_borough_crime_2008"),
    "before there was anything": Selection(end=END.replace(year=1990), by=("borough",)),
    "nothing but the place": Selection(end=END),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
def test_breakdowns_asked_for_together_are_those_asked_for_one_by_one(edition, asked):
    found = breakdowns(edition, [(name, asked) for name in MEASURES])
    for number, name in enumerate(MEASURES):
        alone = result(edition, name, asked)
        assert found.windows[number] == alone.window
        assert found.sources[number] == alone.source_name
        rows = found.rows.filter(pl.col("number") == number).select(list(ROWS))
        if alone.window is not None:
            assert_frame_equal(rows, alone.rows, check_exact=True)
        else:
            assert rows.is_empty()


def test_each_question_has_its_own_selection(edition):
    asked = [("robbery", one) for one in ASKED.values()]
    found = breakdowns(edition, asked)
    for number, (name, one) in enumerate(asked):
        alone = result(edition, name, one)
        if alone.window is not None:
            rows = found.rows.filter(pl.col("number") == number).select(list(ROWS))
            assert_frame_equal(rows, alone.rows, check_exact=True)


@pytest.mark.parametrize("measure", ["robbery", "good_job", "sanction_detection_ratio", "offences_per_officer"])
def test_the_sums_a_year_before_are_those_of_the_window_before(edition, measure):
    asked = Selection(end=END, by=("borough",))
    found = breakdowns(edition, [(measure, asked)])
    window = found.windows[0]
    assert window is not None
    then = result(edition, measure, replace(asked, end=window.previous().last, window=window.kind)).rows
    columns = ("value", "numerator", "denominator", "base")
    before = found.rows.select("code", *(pl.col(f"{name}_before").alias(name) for name in columns))
    assert before["value"].count()
    assert_frame_equal(before, then.select("code", *columns))


def test_who_may_see_one_borough_is_given_no_other(edition):
    viewer = Scope("borough commander", frozenset({BARKING}), frozenset({"tp"}))
    asked = Selection(by=("borough",), viewer=viewer)
    found = breakdowns(edition, [("robbery", asked)]).rows
    assert found["code"].to_list() == [BARKING]
    assert_frame_equal(found.select(list(ROWS)), result(edition, "robbery", asked).rows)


def test_nothing_is_asked_and_a_measure_that_is_unknown_or_a_group_is_refused(edition):
    assert breakdowns(edition, []).rows.is_empty()
    with pytest.raises(NoSuchMeasure, match="there is no measure 'nonsense'"):
        breakdowns(edition, [("nonsense", Selection())])
    with pytest.raises(ValueError, match="one by one"):
        breakdowns(edition, [("good_job", Selection(by=("sex",)))])
