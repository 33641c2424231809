"""How sure a projection is, by its own past errors, and how likely a target."""

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.stats.test_projections import SEASON, long
from tp_metrics.stats.outlook import outlook, probability, probability_words
from tp_metrics.stats.projections import carried_forward, projection


def boroughs(seed=1, places=12, years=5, month=6, mean=60):
    """Places of their own steadiness whose crime drifts from year to year."""
    dice = np.random.default_rng(seed)
    frame = {}
    for place in range(places):
        level = mean * np.exp(dice.normal(0, 0.1 + 0.02 * place, (years, 2)))
        counts = [dice.poisson(np.repeat(halves, 6) * np.array(SEASON) / 100) for halves in level]
        frame[f"B{place:02d}"] = {2005 + i: list(map(float, months)) for i, months in enumerate(counts)}
        frame[f"B{place:02d}"][2004 + years] = frame[f"B{place:02d}"][2004 + years][:month]
    return long(frame)


def targets(projections, share):
    return projections.filter(pl.col("year") == pl.col("year").max()).select(
        "place", target=share * pl.col("projected")
    )


def second(projections, place, aim, better):
    """The outlook of one place in plain Python: lower, upper, coverage and probability."""
    rows = [row for row in projections.iter_rows(named=True) if row["actual"] is not None and row["projected"]]
    errors = [(row["place"], row["year"], row["actual"] / row["projected"] - 1) for row in rows]

    def spread(own, pooled):
        square = sum(e * e for e in pooled) / len(pooled)
        return math.sqrt((sum(e * e for e in own) + 4 * square) / ((len(own) + 4) * square))

    def tails(pooled):
        return min(0.0, np.quantile(pooled, 0.1)), max(0.0, np.quantile(pooled, 0.9))

    now = max(projections.filter(pl.col("place") == place).iter_rows(named=True), key=lambda row: row["year"])
    every = [e for _, _, e in errors]
    ratio = spread([e for at, _, e in errors if at == place], every)
    ends = [now["projected"] * (1 + ratio * tail) for tail in tails(every)]
    outcomes = [now["projected"] * (1 + ratio * e) for e in every]
    reached = [max(o, now["to_date"]) <= aim if better == "lower" else max(o, now["to_date"]) >= aim for o in outcomes]
    held = []
    for at, year, error in errors:
        pooled = [e for _, other, e in errors if other != year]
        own = [e for a, other, e in errors if a == at and other != year]
        low, high = (spread(own, pooled) * tail for tail in tails(pooled))
        held.append(low <= error <= high)
    return max(ends[0], now["to_date"]), ends[1], sum(held) / len(held), sum(reached) / len(reached)


@pytest.mark.parametrize("better", ["lower", "higher"])
@pytest.mark.parametrize(("seed", "month", "share"), [(1, 6, 0.95), (2, 3, 1.02), (3, 11, 0.5), (4, 9, 1.0)])
def test_the_outlook_is_that_of_its_second_implementation(seed, month, share, better):
    projections = projection(boroughs(seed, month=month))
    aims = targets(projections, share)
    for row in outlook(projections, aims, better=better).iter_rows(named=True):
        lower, upper, coverage, chance = second(projections, row["place"], row["target"], better)
        assert (row["lower"], row["upper"], row["coverage"]) == pytest.approx((lower, upper, coverage))
        assert row["probability"] == pytest.approx(chance)
        assert (row["note"], row["errors"]) == (None, 36)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(3, 12), st.integers(2, 80))
def test_limits_hold_the_projection_and_never_undo_what_has_happened(seed, month, mean):
    projections = projection(boroughs(seed, month=month, mean=mean))
    found = outlook(projections, targets(projections, 1.0)).drop_nulls(["lower", "upper"])
    assert (found["lower"] <= found["projected"] + 1e-9).all()
    assert (found["projected"] <= found["upper"] + 1e-9).all()
    assert (found["lower"] >= found["to_date"]).all()
    assert found["probability"].is_between(0, 1).all()
    assert found["coverage"].is_between(0, 1).all()


def test_an_easier_target_is_the_likelier():
    projections = projection(boroughs())
    chances = [outlook(projections, targets(projections, share))["probability"] for share in (0.5, 0.9, 1.0, 1.1, 2.0)]
    assert all((harder <= easier).all() for harder, easier in pairwise(chances))
    assert chances[0].eq(0).any()
    assert chances[-1].eq(1).all()


def test_what_has_happened_settles_the_target():
    projections = projection(boroughs(month=11))
    aims = projections.filter(pl.col("year") == 2009).select("place", target=pl.col("to_date") - 1)
    assert outlook(projections, aims)["probability"].eq(0).all()
    assert outlook(projections, aims, better="higher")["probability"].eq(1).all()
    assert outlook(projections, aims)["plausibility"].unique().to_list() == ["out of reach: already passed"]


def test_a_steady_place_has_the_narrower_interval():
    found = outlook(projection(boroughs(places=20, years=8)))
    width = ((found["upper"] - found["lower"]) / found["projected"]).to_list()
    assert np.mean(width[:5]) < np.mean(width[-5:])


def test_a_total_is_scaled_but_not_pooled():
    frame = boroughs()
    total = frame.group_by("year", "month").agg(pl.col("value").sum()).select(pl.lit("TP").alias("place"), pl.all())
    both = projection(pl.concat([frame, total.select(frame.columns)]))
    alone = outlook(projection(frame))
    found = outlook(both, pooled=alone["place"].to_list())
    assert found.filter(pl.col("place") != "TP").equals(alone)
    row = found.row(by_predicate=pl.col("place") == "TP", named=True)
    assert row["errors"] == 36
    assert row["lower"] < row["projected"] < row["upper"]
    assert outlook(both)["errors"].unique().to_list() == [39]


@pytest.mark.parametrize(
    ("frame", "note"),
    [
        (boroughs(month=2), "too early in the year"),
        (boroughs(years=2), "too little history"),  # no year before the only past one
        (boroughs(places=6, years=5), "too little history"),  # 18 errors
        (boroughs(years=1), "too little history"),
    ],
)
def test_a_note_says_why_there_is_no_interval(frame, note):
    projections = projection(frame)
    found = outlook(projections, pl.DataFrame({"place": ["B00"], "target": [100.0]}))
    assert found["note"].unique().to_list() == [note]
    for column in ("lower", "upper", "coverage", "probability"):
        assert found[column].is_null().all()
    assert found["projected"].is_null().all() == (note == "too early in the year" or frame["year"].max() == 2005)
    assert found["needed"][0] is not None


def test_twenty_errors_are_enough_and_one_past_year_has_no_coverage():
    found = outlook(projection(boroughs(places=20, years=3)))
    assert found["errors"].unique().to_list() == [20]
    assert found["lower"].is_not_null().all()
    assert found["coverage"].is_null().all()


def test_a_place_that_stands_apart_has_its_own_note():
    frame = boroughs()
    late = frame.filter(~((pl.col("place") == "B00") & (pl.col("year") == 2009) & (pl.col("month") == 6)))
    gone = late.filter(~((pl.col("place") == "B01") & (pl.col("year") == 2009)))
    calm = gone.with_columns(
        value=pl.when((pl.col("place") == "B02") & (pl.col("year") == 2009)).then(0.0).otherwise(pl.col("value"))
    )
    new = calm.filter(~((pl.col("place") == "B03") & (pl.col("year") < 2009)))
    first = new.filter(~((pl.col("place") == "B04") & (pl.col("year") < 2008)))
    notes = dict(outlook(projection(first)).select("place", "note").rows())
    incomplete = "the year to date is not complete"
    assert [notes[f"B0{i}"] for i in range(4)] == [incomplete, incomplete, "nothing recorded yet", "too little history"]
    assert notes["B04"] is None  # no errors of its own: it has the pooled spread


def test_constant_crime_has_an_interval_of_no_width():
    frame = long({f"B{i:02d}": dict.fromkeys(range(2005, 2009), [5] * 12) | {2009: [5] * 6} for i in range(12)})
    projections = projection(frame)
    row = outlook(projections, targets(projections, 1.0)).row(0, named=True)
    assert (row["lower"], row["projected"], row["upper"]) == (60, 60, 60)
    assert (row["coverage"], row["probability"]) == (1, 1)


def test_a_proportion_has_errors_in_its_unit_and_stays_within_the_whole():
    dice = np.random.default_rng(5)
    frame = long({f"B{i:02d}": {y: list(dice.uniform(92, 100, 12)) for y in (2007, 2008, 2009)} for i in range(15)})
    frame = frame.filter((pl.col("year") < 2009) | (pl.col("month") <= 6))
    projections = carried_forward(frame)
    found = outlook(projections, targets(projections, 0.99), better="higher")
    assert found["errors"][0] == 30
    assert found["note"].is_null().all()
    assert (found["lower"] < found["projected"]).all()
    assert found["upper"].max() == 100
    assert found["probability"].is_between(0.2, 0.98).all()
    assert found["needed"].to_list() == pytest.approx((-0.01 * found["to_date"]).to_list())
    assert found["needed_percent"].is_null().all()


def test_a_proportion_of_zero_is_an_outlook_too():
    frame = long({f"B{i:02d}": {y: [0.0] * 12 for y in (2007, 2008)} | {2009: [0.0] * 6} for i in range(15)})
    row = outlook(carried_forward(frame)).row(0, named=True)
    assert (row["lower"], row["projected"], row["upper"], row["note"]) == (0, 0, 0, None)


def test_a_proportion_above_the_whole_is_refused():
    frame = carried_forward(long({"Camden": {2009: [60.0] * 12}}))
    with pytest.raises(ValueError, match="above the whole, 1"):
        outlook(frame, whole=1.0)


def test_a_direction_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not up"):
        outlook(projection(boroughs()), better="up")
    with pytest.raises(ValueError, match="not up"):
        probability(pl.Series([0.0]), pl.Series([0.0]), better="up")


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0, "less than 5 %"),
        (0.0499, "less than 5 %"),
        (0.05, "5 %"),
        (0.374, "37 %"),
        (0.95, "95 %"),
        (0.951, "more than 95 %"),
        (1.0, "more than 95 %"),
        (None, None),
    ],
)
def test_a_probability_is_printed_between_five_and_ninety_five(p, words):
    assert pl.select(probability_words(pl.lit(p, pl.Float64))).item() == words


def test_the_probability_counts_errors_and_a_tie_reaches_the_target():
    errors = pl.Series([-0.2, -0.1, 0.0, 0.1, None])
    sought = pl.Series([-0.3, -0.1, 0.05, 0.2, None])
    assert probability(errors, sought).to_list() == [0, 0.5, 0.75, 1, None]
    assert probability(errors, sought, better="higher").to_list() == [1, 0.75, 0.25, 0, None]
    assert probability(pl.Series([], dtype=pl.Float64), sought).to_list() == [None] * 5


def test_several_measures_at_once_are_each_as_alone():
    parts = {
        "robbery": boroughs(1, places=9, month=9),
        "knife crime": boroughs(2, places=9, month=5, mean=4),
        "detections": boroughs(3, places=2, years=2, month=2),
    }
    ways = {"robbery": "lower", "knife crime": "lower", "detections": "higher"}
    pooled = {"robbery": [f"B{place:02d}" for place in range(8)], "knife crime": ["B02"], "detections": []}
    several = pl.concat([part.with_columns(measure=pl.lit(name)) for name, part in parts.items()])
    projections = projection(several.sample(fraction=1, shuffle=True, seed=7), measure="measure")
    aims = projections.filter(pl.col("year") == pl.col("year").max().over("measure")).select(
        "measure", "place", target=0.97 * pl.col("projected")
    )
    places = pl.DataFrame(
        [(name, place) for name, some in pooled.items() for place in some], ["measure", "place"], orient="row"
    )
    found = outlook(projections, aims, better=ways, pooled=places, measure="measure")
    assert found.columns[:2] == ["measure", "place"]
    for name, part in parts.items():
        mine, own = pl.col("measure") == name, projection(part)
        assert_frame_equal(projections.filter(mine).drop("measure"), own)
        its = aims.filter(mine).drop("measure")
        assert_frame_equal(
            found.filter(mine).drop("measure"), outlook(own, its, better=ways[name], pooled=pooled[name])
        )
    assert found.filter(pl.col("measure") == "robbery")["probability"].null_count() == 0
    assert set(found.filter(pl.col("measure") == "detections")["note"]) == {"too early in the year"}


def test_several_ways_need_a_column_that_tells_measures_apart():
    with pytest.raises(ValueError, match="the column that tells one measure from another"):
        outlook(projection(boroughs()), better={"robbery": "lower"})
    several = projection(boroughs().with_columns(measure=pl.lit("robbery")), measure="measure")
    with pytest.raises(ValueError, match="better is lower or higher, not up"):
        outlook(several, better={"robbery": "up"}, measure="measure")
    with pytest.raises(ValueError, match="missing: measure"):
        projection(boroughs(), measure="measure")


def test_nothing_projected_has_no_outlook():
    nothing = projection(boroughs()).clear()
    assert outlook(nothing).is_empty()
