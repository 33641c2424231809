"""A small answer is kept in few bytes and is the same again; a large one, or one that is given rows, stays as it is."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.made_results import ROBBERY
from tp_metrics.results import Selection, selection
from tp_metrics.results.keeping import COLUMN, RESULT, bytes_of
from tp_metrics.results.packed import MOST, Packed
from tp_metrics.results.selection import ROWS, Figure, small

FLOATS = st.none() | st.floats(allow_nan=False)
COLUMNS = {"code": pl.String, "first_day": pl.Date, "value": pl.Float64, "records": pl.Int64, "provisional": pl.Boolean}
LINES = st.tuples(
    st.none() | st.text(),
    st.none() | st.dates(),
    FLOATS,
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.booleans(),
)


@given(st.lists(LINES, max_size=MOST))
def test_what_was_packed_is_the_same_again(rows):
    frame = pl.DataFrame(rows, COLUMNS, orient="row")
    assert_frame_equal(Packed(frame).frame(), frame, check_exact=True)


def test_what_is_no_number_or_has_no_end_is_the_same_again():
    frame = pl.DataFrame({"value": [math.nan, math.inf, -math.inf, -0.0, None]})
    assert str(Packed(frame).frame()["value"].to_list()) == str(frame["value"].to_list())


def row(code: str, value: float) -> dict[str, object]:
    days = {"window": "month", "first_day": date(2011, 4, 1), "last_day": date(2011, 4, 30)}
    said = {"place": f"Place {code}", "code": code, "level": "ward", "dimension": "total", "category": "total"}
    return {**dict.fromkeys(ROWS), **said, **days, "source": "made", "value": value, "provisional": False, "note": ""}


def answered(rows: pl.DataFrame | None):
    figure = Figure(**row("TP", 3.0))
    about = dict.fromkeys(("edition", "source", "source_name", "attribution"), "made")
    told = {"as_at": date(2011, 4, 30), "window": None, "fell_back": False, "vintage": None, "demonstration": False}
    events = pl.DataFrame({"words": ["one event", "another"]})
    return small(
        rows, measure=ROBBERY, selection=Selection(), figure=figure, caveats=(), events=events, **about, **told
    )


def wards(many: int) -> pl.DataFrame:
    return pl.DataFrame([row(f"E{number}", float(number)) for number in range(many)], schema=ROWS)


@pytest.mark.parametrize("many", [0, 1, MOST, MOST + 1])
def test_the_rows_of_an_answer_are_those_of_its_breakdown_however_many(many):
    rows = wards(many)
    found = answered(rows)
    assert_frame_equal(found.rows, rows, check_exact=True)
    assert ("packed" in vars(found)) == (many <= MOST)
    assert [one.code for one in found.figures] == rows["code"].to_list()


def test_the_rows_are_the_very_same_until_many_others_were_asked_for_and_then_made_anew():
    found, held = answered(wards(3)), answered(wards(4))
    first, in_hand = found.rows, held.rows
    assert found.rows is first
    del first
    gc.collect()
    assert vars(found)["latest"]() is not None
    for _ in range(selection._LAST.maxlen):
        assert answered(wards(2)).rows.height == 2
    gc.collect()
    assert vars(found)["latest"]() is None
    assert_frame_equal(found.rows, wards(3), check_exact=True)
    assert held.rows is in_hand


def test_rows_that_are_put_in_their_place_are_kept():
    found = replace(answered(wards(3)), rows=wards(2))
    assert found.rows.height == 2
    assert replace(found, source="other").rows is found.rows


def test_an_answer_weighs_its_packed_rows_and_not_the_events_that_it_shares():
    alone, few, many = answered(None), answered(wards(33)), answered(wards(MOST + 1))
    assert bytes_of(alone) == RESULT
    assert RESULT < bytes_of(few) < RESULT + 2_000
    assert bytes_of(many) > RESULT + COLUMN * len(ROWS)
