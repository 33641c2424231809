"""What a target needs of the rest of the year, and whether that was ever done."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stats.test_projections import long
from tp_metrics.stats.needs import needed, needs, plausibility
from tp_metrics.stats.projections import carried_forward, projection


def target(value):
    return pl.DataFrame({"place": ["Camden"], "target": [value]})


# Rests of the years from the seventh month: 60, 90, 45, 54: +50 %, −50 %, +20 %.
COUNTS = projection(
    long(
        {"Camden": {2006 + i: [10] * 6 + [rest / 6] * 6 for i, rest in enumerate([60, 90, 45, 54])} | {2010: [10] * 6}}
    )
)


def test_the_reference_target_needs_6250_against_6500():
    last = [900] * 5 + [6500 / 7] * 7
    frame = projection(long({"Camden": {2009: last, 2010: [840] * 5}}))
    row = needs(frame, target(0.95 * 11_000)).row(0, named=True)
    assert row["needed"] == pytest.approx(6250)
    assert row["needed_percent"] == pytest.approx(-3.846, abs=5e-4)
    assert row["plausibility"] is None  # one past year has no year before it


def test_needed_is_null_in_per_cent_where_last_year_had_none():
    assert pl.select(needed(pl.lit(10), pl.lit(4), pl.lit(0))[1]).item() is None
    assert pl.select(needed(pl.lit(10), pl.lit(4), pl.lit(None, pl.Float64))[1]).item() is None


@pytest.mark.parametrize(
    ("aim", "better", "words"),
    [
        (60 + 54 * 0.49, "lower", "never done"),
        (60 + 54 * 0.50, "lower", "has been done in 1 of 3 past years"),  # −50 % was done once, exactly
        (60 + 54 * 1.20, "lower", "has been done in 2 of 3 past years"),
        (60 + 54 * 1.60, "lower", "has been done in 3 of 3 past years"),
        (60 + 54 * 1.60, "higher", "never done"),
        (60 + 54 * 1.20, "higher", "has been done in 2 of 3 past years"),
        (60, "lower", "never done"),  # none at all may happen any more
        (59, "lower", "out of reach: already passed"),
        (60, "higher", "already reached"),
    ],
)
def test_plausibility_counts_the_years_that_did_as_much(aim, better, words):
    assert needs(COUNTS, target(aim), better=better)["plausibility"].item() == words


@pytest.mark.parametrize(
    ("done", "years", "words"),
    [
        (2, 3, "has been done in 2 of 3 past years"),
        (1, 1, "has been done in 1 of 1 past year"),
        (0, 3, "never done"),
        (0, 0, None),
        (None, None, None),
    ],
)
def test_plausibility_has_words(done, years, words):
    assert pl.select(plausibility(pl.lit(done, pl.Int64), pl.lit(years, pl.Int64))).item() == words


def test_a_proportion_needs_points():
    years = {2007: [50.0] * 11 + [55.0], 2008: [50.0] * 11 + [51.0], 2009: [50.0] * 11 + [49.0], 2010: [60.0] * 6}
    frame = carried_forward(long({"Camden": years}))
    row = needs(frame, target(61.0), better="higher").row(0)
    assert row == ("Camden", 61.0, 1.0, None, "has been done in 2 of 3 past years")


def test_only_places_with_a_target_are_asked():
    assert needs(COUNTS, target(10).clear()).is_empty()
    elsewhere = pl.DataFrame({"place": ["Barnet"], "target": [10.0]})
    assert needs(COUNTS, elsewhere).is_empty()
    assert needs(COUNTS, target(None)).row(0) == ("Camden", None, None, None, None)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
def test_what_is_needed_brings_the_year_to_its_target(aim, to_date, rest):
    events, per_cent = pl.select(*map(pl.Expr.alias, needed(pl.lit(aim), pl.lit(to_date), pl.lit(rest)), "ab")).row(0)
    assert to_date + events == pytest.approx(aim, abs=1e-6)
    assert rest * (1 + per_cent / 100) == pytest.approx(events, abs=1e-4)


@pytest.mark.parametrize(
    ("targets", "better", "says"),
    [
        (pl.DataFrame({"place": ["Camden"] * 2, "target": [1.0, 2.0]}), "lower", "two targets"),
        (target(-1.0), "lower", "negative"),
        (target(1.0), "down", "not down"),
    ],
)
def test_an_impossible_target_is_refused(targets, better, says):
    with pytest.raises(ValueError, match=says):
        needs(COUNTS, targets, better=better)
