"""What a year is projected to come to: the simple rule, smoothing, the last value, and which of them erred less."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tp_metrics.stats.projections import backtested, carried_forward, ets_projection, projection

SEASON = [80, 85, 90, 100, 110, 120, 130, 120, 110, 100, 90, 65]


def long(places):
    """Long form of {place: {year: [months from the first]}}."""
    rows = [
        (place, year, month, value)
        for place, years in places.items()
        for year, values in years.items()
        for month, value in enumerate(values, start=1)
    ]
    return pl.DataFrame(
        rows, {"place": pl.String, "year": pl.Int64, "month": pl.Int64, "value": pl.Float64}, orient="row"
    )


def this_year(projections, place="Camden"):
    return projections.filter(pl.col("place") == place).sort("year").row(-1, named=True)


def test_the_reference_year_is_projected_to_10_267():
    last = [900] * 5 + [6500 / 7] * 7  # 11,000, of them 4,500 in the first five months
    found = projection(long({"Camden": {2009: last, 2010: [840] * 5}}))
    assert this_year(found)["projected"] == pytest.approx(10_266.67, abs=0.005)
    assert (this_year(found)["to_date"], this_year(found)["actual"]) == (4200, None)
    assert found.columns == ["place", "year", "month", "to_date", "actual", "projected", "method"]


def test_past_years_are_pooled_and_each_knows_only_those_before_it():
    years = {2007: [10] * 6 + [10] * 6, 2008: [10] * 6 + [30] * 6, 2009: [20] * 6 + [20] * 6, 2010: [15] * 6}
    found = projection(long({"Camden": years})).sort("year")
    assert found["projected"].to_list() == pytest.approx(
        [None, 60 * 120 / 60, 120 * (120 + 240) / 120, 90 * (120 + 240 + 240) / (60 + 60 + 120)]
    )
    assert found["actual"].to_list() == [120, 240, 240, None]


def test_in_the_twelfth_month_the_projection_is_the_year():
    found = projection(long({"Camden": {2009: SEASON, 2010: [0.1 * value for value in SEASON]}}))
    assert this_year(found)["projected"] == this_year(found)["to_date"]


def test_an_incomplete_past_year_is_left_out():
    whole = long({"Camden": {2008: [10] * 6 + [20] * 6, 2009: [10] * 12, 2010: [10] * 6}})
    gap = whole.filter(~((pl.col("year") == 2009) & (pl.col("month") == 3)))
    row = this_year(projection(gap))
    assert row["projected"] == 60 * 180 / 60
    unknown = whole.with_columns(
        value=pl.when((pl.col("year") == 2009) & (pl.col("month") == 3)).then(None).otherwise(pl.col("value"))
    )
    assert this_year(projection(unknown)) == row


@pytest.mark.parametrize(
    ("years", "why"),
    [
        ({2010: [10] * 6}, "no past year"),
        ({2009: [0] * 6 + [10] * 6, 2010: [10] * 6}, "nothing in the same part"),
        ({2009: [10] * 11, 2010: [10] * 6}, "no complete past year"),
    ],
)
def test_without_a_past_to_go_by_nothing_is_projected(years, why):
    assert this_year(projection(long({"Camden": years})))["projected"] is None, why


def test_a_place_that_lacks_a_month_is_not_projected():
    found = projection(long({"Camden": {2009: [10] * 12, 2010: [10] * 6}, "Barnet": {2009: [10] * 12, 2010: [10] * 5}}))
    row = this_year(found, "Barnet")
    assert (row["to_date"], row["projected"], row["month"]) == (None, None, 6)
    assert this_year(found)["projected"] == 120


def test_a_place_without_crime_is_projected_to_have_none():
    assert this_year(projection(long({"Camden": {2009: [10] * 12, 2010: [0] * 6}})))["projected"] == 0


months = st.lists(st.integers(0, 50), min_size=12, max_size=12)


@settings(max_examples=40)
@given(st.lists(months, min_size=2, max_size=4), st.integers(1, 12))
def test_the_simple_rule_is_that_of_its_second_implementation(years, month):
    *past, now = years
    frame = long({"Camden": {2000 + i: year for i, year in enumerate(past)} | {2000 + len(past): now[:month]}})
    part = sum(sum(year[:month]) for year in past)
    expected = sum(now[:month]) * sum(map(sum, past)) / part if part else None
    found = this_year(projection(frame))
    assert found["projected"] == pytest.approx(expected)
    assert found["projected"] is None or found["projected"] >= found["to_date"]


def test_a_proportion_keeps_its_last_value():
    found = carried_forward(
        long({"Camden": {2009: [60.0] * 11 + [63.0], 2010: [64.0] * 6}, "Barnet": {2009: [50.0] * 6, 2010: [51.0] * 5}})
    )
    assert this_year(found)["projected"] == 64
    assert found.filter(pl.col("place") == "Camden").row(0)[3:6] == (60.0, 63.0, 60.0)
    assert this_year(found, "Barnet")["projected"] is None  # its sixth month is not known
    assert found.filter(pl.col("place") == "Barnet")["actual"].to_list() == [None, None]


def test_smoothing_repeats_a_season_that_repeats():
    found = ets_projection(long({"Camden": dict.fromkeys(range(2006, 2010), SEASON) | {2010: SEASON[:6]}}))
    rows = found.sort("year")
    assert rows["projected"].to_list()[:3] == [None, None, None]  # under 36 months
    assert rows["projected"].to_list()[3:] == pytest.approx([sum(SEASON)] * 2, rel=1e-3)
    assert rows["method"].unique().to_list() == ["exponential smoothing"]


def test_smoothing_takes_months_without_crime():
    quiet = [0, 2, 1, 0, 3, 1, 2, 0, 1, 1, 0, 2]
    found = ets_projection(long({"Camden": dict.fromkeys(range(2006, 2010), quiet) | {2010: quiet[:6]}}))
    assert this_year(found)["projected"] == pytest.approx(sum(quiet), rel=0.05)


def test_smoothing_starts_after_the_last_gap():
    frame = long({"Camden": dict.fromkeys(range(2005, 2010), SEASON) | {2010: SEASON[:6]}})
    early = frame.filter(~((pl.col("year") == 2005) & (pl.col("month") == 4)))
    late = frame.filter(~((pl.col("year") == 2008) & (pl.col("month") == 4)))
    assert this_year(ets_projection(early))["projected"] == pytest.approx(sum(SEASON), rel=1e-3)
    assert this_year(ets_projection(late))["projected"] is None


@pytest.mark.parametrize("value", [0, 7])
def test_smoothing_of_a_constant_is_the_constant(value):
    found = ets_projection(long({"Camden": dict.fromkeys(range(2006, 2010), [value] * 12) | {2010: [value] * 6}}))
    assert this_year(found)["projected"] == 12 * value


def test_a_whole_year_needs_no_smoothing():
    found = ets_projection(long({"Camden": dict.fromkeys(range(2006, 2011), SEASON)}))
    assert this_year(found)["projected"] == sum(SEASON)


# A first year unlike all others throws the pooled rule for good, while smoothing forgets it.
ODD_START = {2004: [400] * 6 + [20] * 6} | dict.fromkeys(range(2005, 2010), SEASON) | {2010: SEASON[:6]}


def test_the_method_that_erred_less_is_chosen():
    assert backtested(long({"Camden": ODD_START}))["method"][0] == "exponential smoothing"


@pytest.mark.parametrize(
    "places",
    [
        {"Camden": dict.fromkeys(range(2009, 2010), SEASON) | {2010: SEASON[:6]}},  # too short to smooth
        {"Camden": dict.fromkeys(range(2006, 2010), [7] * 12) | {2010: [7] * 6}},  # both without error
        {"Camden": ODD_START, "Barnet": {2009: SEASON, 2010: SEASON[:6]}},  # smoothing leaves Barnet out
    ],
)
def test_the_simple_rule_stands_where_smoothing_does_not_beat_it_everywhere(places):
    assert backtested(long(places)).equals(projection(long(places)))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("Camden", 2010, 13, 1.0)], "from 1 to 12"),
        ([("Camden", 2010, 0, 1.0)], "from 1 to 12"),
        ([("Camden", 2010, 1, -1.0)], "value below 0"),
        ([("Camden", 2010, 1, float("nan"))], "not a number"),
        ([("Camden", 2010, 1, 1.0), ("Camden", 2010, 1, 2.0)], "two values for one month"),
        ([(None, 2010, 1, 1.0)], "is null"),
        ([("Camden", 2010, 1, None)], "at least one month"),
        ([], "at least one month"),
    ],
)
@pytest.mark.parametrize("method", [projection, carried_forward, ets_projection, backtested])
def test_impossible_months_are_refused(method, rows, says):
    schema = {"place": pl.String, "year": pl.Int64, "month": pl.Int64, "value": pl.Float64}
    with pytest.raises(ValueError, match=says):
        method(pl.DataFrame(rows, schema, orient="row"))


def test_a_frame_of_other_columns_is_refused():
    with pytest.raises(ValueError, match="missing: month, value"):
        projection(pl.DataFrame({"place": ["Camden"], "year": [2010]}))
