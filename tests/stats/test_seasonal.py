"""Seasonal adjustment against statsmodels and published factors, and what it does to false alarms."""

from calendar import monthrange
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tp_metrics.stats.control import xmr
from tp_metrics.stats.seasonal import seasonally_adjusted

# Airline passengers, thousands a month, 1949 to 1960: Box and Jenkins 1976, series G
PASSENGERS = """
112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140
145 150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194
196 196 236 235 229 243 264 272 237 211 180 201 204 188 235 227 234 264 302 293 259 229 203 229
242 233 267 269 270 315 364 347 312 274 237 278 284 277 317 313 318 374 413 405 355 306 271 306
315 301 356 348 355 422 465 467 404 347 305 336 340 318 362 348 363 435 491 505 404 359 310 337
360 342 406 396 420 472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461 390 432
"""
# Their factors from R 4, decompose(AirPassengers, "multiplicative")$figure
FACTORS = [0.9102304, 0.8836253, 1.0073663, 0.9759060, 0.9813780, 1.1127758]
FACTORS += [1.2265555, 1.2199110, 1.0604919, 0.9217572, 0.8011781, 0.8988244]


def months(count, first=2008):
    return [date(first + index // 12, index % 12 + 1, 1) for index in range(count)]


def days(month):
    return monthrange(month.year, month.month)[1]


def frame(values, first=2008, **columns):
    values, dated = (
        pl.Series("value", values, dtype=pl.Float64),
        pl.Series("month", months(len(values), first), pl.Date),
    )
    return pl.DataFrame([dated, values]).with_columns(**columns)


def daily(per_day, first=2008):
    """Counts of months with so many events a day."""
    return frame([each * days(month) for each, month in zip(per_day, months(len(per_day), first), strict=True)], first)


def airline():
    return daily([float(word) for word in PASSENGERS.split()], first=1949)


def test_factors_come_near_those_published_of_the_airline_series():
    """Near, because the first and last half year count too, against the nearest average, in a steep trend."""
    factors = seasonally_adjusted(airline())["factor"]
    assert factors[:12].to_list() == pytest.approx(FACTORS, abs=0.006)
    assert factors.to_list() == factors[:12].to_list() * 12


def plain_average(per_day):
    return np.convolve(per_day, [0.5, *[1.0] * 11, 0.5], "valid") / 12


def statsmodels_average(per_day):
    from statsmodels.tsa.seasonal import seasonal_decompose

    return seasonal_decompose(np.array(per_day), model="multiplicative", period=12).trend[6:-6]


def oracle(per_day, average):
    """Factors by ratio to a centred average whose ends are carried outwards."""
    ratios = np.array(per_day) / np.pad(average(per_day), 6, mode="edge")
    means = np.array([ratios[month::12].mean() for month in range(12)])
    return means / means.mean()


@pytest.mark.parametrize("average", [plain_average, pytest.param(statsmodels_average, marks=pytest.mark.trust)])
@pytest.mark.parametrize("length", [24, 30, 45, 144])
def test_factors_agree_with_a_second_implementation(length, average):
    series = airline().head(length)
    expected = oracle([value / days(month) for month, value in series.select("month", "value").rows()], average)
    found = seasonally_adjusted(series)
    assert found["factor"][:12].to_list() == pytest.approx(expected)
    assert found["adjusted"].to_list() == pytest.approx(
        [per / expected[at % 12] * 365.25 / 12 for at, per in enumerate(found["per_day"])]
    )


def test_the_same_ratios_without_the_ends_average_to_the_published_factors():
    series = airline()
    per_day = (series["value"] / series["month"].dt.month_end().dt.day()).to_numpy()
    ratios = np.pad(per_day[6:-6] / plain_average(per_day), 6, constant_values=np.nan).reshape(12, 12)
    means = np.nanmean(ratios, axis=0)
    assert (means / means.mean()).tolist() == pytest.approx(FACTORS, abs=1e-7)


def test_a_pure_season_is_found_and_removed():
    season = np.array([0.8, 0.7, 0.9, 1.0, 1.1, 1.2, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8])
    found = seasonally_adjusted(daily(list(20 * season) * 4))
    assert found["factor"][:12].to_list() == pytest.approx(season / season.mean())
    assert found["adjusted"].to_list() == pytest.approx([20 * season.mean() * 365.25 / 12] * 48)


def test_the_length_of_the_month_alone_makes_no_season():
    found = seasonally_adjusted(daily([10.0] * 36))
    assert found["per_day"].to_list() == pytest.approx([10] * 36)
    assert found["factor"].to_list() == pytest.approx([1] * 36)


@pytest.mark.parametrize(("known", "told"), [(23, False), (24, True)])
def test_a_season_needs_twenty_four_known_months(known, told):
    found = seasonally_adjusted(pl.concat([daily([5.0] * known), frame([None], first=2020)]))
    assert found["factor"].is_not_null().any() is told
    assert found["adjusted"].to_list()[:known] == pytest.approx([5 * 365.25 / 12] * known)
    assert found["adjusted"][known] is None
    assert seasonally_adjusted(daily([5.0] * 20), least=18)["factor"].unique().to_list() == [1.0]


def test_a_series_of_zeros_has_the_factor_one():
    found = seasonally_adjusted(frame([0] * 30))
    assert found.select("factor", "adjusted").unique().rows() == [(1.0, 0.0)]


def test_a_month_of_the_year_that_never_saw_an_event_gives_no_factor():
    found = seasonally_adjusted(daily([0.0 if index % 12 == 1 else 3.0 for index in range(48)]))
    assert found["factor"].is_null().all()
    assert found["adjusted"].to_list() == pytest.approx((found["per_day"] * 365.25 / 12).to_list())


def test_an_empty_frame_and_one_of_nulls_stay_so():
    assert seasonally_adjusted(frame([])).columns == ["month", "value", "per_day", "factor", "adjusted"]
    found = seasonally_adjusted(frame([None] * 30))
    assert found.select(pl.col("per_day", "factor", "adjusted").is_null().all()).row(0) == (True, True, True)


def test_a_missing_row_counts_as_an_unknown_month():
    series = airline().head(60)
    unknown = series.with_columns(value=pl.when(pl.int_range(pl.len()) != 30).then("value"))
    with_null, without = seasonally_adjusted(unknown), seasonally_adjusted(unknown.drop_nulls())
    assert with_null["factor"][:12].to_list() == pytest.approx(without["factor"][:12].to_list())
    assert with_null["adjusted"][30] is None


def many(areas, seed=3, months_=45):
    """Poisson series with one season, of different sizes."""
    rng = np.random.default_rng(seed)
    season = (1 + 0.3 * np.sin(np.arange(months_) * np.pi / 6)) * [days(month) / 30 for month in months(months_)]
    return pl.concat(
        frame(rng.poisson(30 * (area + 1) * season), area=pl.lit(area), kind=pl.lit(area % 2)) for area in range(areas)
    )


def test_many_series_at_once_are_each_as_alone_whatever_their_order():
    whole = many(5)
    together = seasonally_adjusted(whole.sample(fraction=1, shuffle=True, seed=4), series=["kind", "area"])
    for alone in whole.partition_by("area"):
        expected = seasonally_adjusted(alone)
        assert_frame_equal(together.filter(pl.col("area") == alone["area"][0]), expected)


def test_a_shared_season_is_that_of_all_together_and_nearer_the_truth():
    truth = 1 + 0.3 * np.sin(np.arange(12) * np.pi / 6)
    whole = many(30)
    own = seasonally_adjusted(whole, series="area")
    shared = seasonally_adjusted(whole, series="area", shared="kind")
    assert shared.group_by("kind", pl.col("month").dt.month()).agg(pl.col("factor").n_unique())["factor"].max() == 1
    assert shared["factor"].n_unique() == 24
    error = [(found["factor"].to_numpy().reshape(-1, 45)[:, :12] - truth).std() for found in (own, shared)]
    assert error[1] < error[0] / 2


def test_a_shared_season_of_one_series_is_its_own_by_level():
    flat = daily(list(np.tile([0.9, 1.1, *[1.0] * 10], 4) * 8))
    one = flat.with_columns(all=pl.lit("all"))
    assert seasonally_adjusted(one, shared=["all"])["factor"].to_list() == pytest.approx(
        seasonally_adjusted(flat)["factor"].to_list()
    )


@settings(max_examples=40)
@given(st.lists(st.one_of(st.integers(0, 500), st.none()), max_size=60))
def test_factors_average_one_and_nothing_known_is_lost(values):
    found = seasonally_adjusted(frame(values))
    assert found["adjusted"].null_count() == found["value"].null_count()
    assert not found["adjusted"].is_infinite().any()
    factors = found.select(pl.col("month").dt.month(), "factor").unique().drop_nulls()
    if factors.height:
        assert factors["factor"].mean() == pytest.approx(1)
        assert factors["factor"].min() > 0


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        ({"value": pl.lit(-1)}, {}, "value below 0"),
        ({"month": pl.int_range(3)}, {}, "holds Int64, not dates"),
        ({"month": pl.date_range(date(2011, 1, 1), date(2011, 1, 3))}, {}, "two rows in one month"),
        ({}, {"shared": "measure"}, "no column 'measure'"),
        ({}, {"value": "offences"}, "no column 'offences'"),
        ({"factor": pl.lit(1)}, {"value": "factor"}, "would be overwritten"),
    ],
)
def test_what_cannot_be_adjusted_is_refused_in_words(change, arguments, message):
    with pytest.raises(ValueError, match=message):
        seasonally_adjusted(frame([1, 2, 3]).with_columns(**change), **arguments)


def alarms(table, value):
    """Share of points flagged, of series ever flagged, of last points flagged, of points outside."""
    chart = xmr(table, value=value, series="series")
    flags = chart["rule"].is_not_null().to_numpy().reshape(-1, 45)
    return (
        flags.mean(),
        flags.any(axis=1).mean(),
        flags[:, -1].mean(),
        (chart["rule"] == "outside").fill_null(False).mean(),
    )


@pytest.mark.trust
def test_false_alarms_of_stable_series_before_and_after_the_season_is_removed():
    """3,000 stable series of 45 months: Poisson of 10 and of 50, and normal, with a fifth more or less by season."""
    rng = np.random.default_rng(20100401)
    dated = pl.Series("month", months(45))
    names = pl.Series("series", np.repeat(np.arange(3000), 45)), pl.concat([dated] * 3000)
    season = 1 + 0.2 * np.sin(np.arange(45) * np.pi / 6)
    length = np.array([days(month) for month in dated]) / (365.25 / 12)

    def table(level):
        kinds = rng.poisson(10 * level), rng.poisson(50 * level), rng.normal(100 * level, 10).clip(0)
        flat = pl.Series("value", np.concatenate(kinds).ravel().astype(float))
        return pl.DataFrame([*names, flat]).with_columns(measure=pl.col("series") // 32)

    seasonal = table(np.broadcast_to(season * length, (1000, 45)))
    rates = {
        "without season": alarms(table(np.ones((1000, 45))), "value"),
        "season left in": alarms(seasonal, "value"),
        "own season removed": alarms(seasonally_adjusted(seasonal, series="series"), "adjusted"),
        "season of 32 removed": alarms(seasonally_adjusted(seasonal, series="series", shared="measure"), "adjusted"),
    }
    print("\nfalse alarms           points  series ever  last point  outside")
    for name, (points, ever, last, outside) in rates.items():
        print(f"{name:22} {points:6.2%} {ever:12.1%} {last:11.2%} {outside:8.2%}")
    plain = rates["without season"]
    assert rates["season of 32 removed"][0] == pytest.approx(plain[0], rel=0.2)
    assert rates["season of 32 removed"][1] == pytest.approx(plain[1], rel=0.2)
    # A season of one series alone is taken from its own chance: a third to a half more points are flagged.
    assert plain[0] < rates["own season removed"][0] < 1.6 * plain[0]
    assert rates["season left in"][0] > 2 * rates["own season removed"][0]
