"""What a figure is set beside, reckoned twice: similar boroughs, and the rest of the year."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.made_results import ROBBERY
from tests.results import judged_store as made
from tests.results import naive
from tests.results.judged_store import ASKED, CAMDEN, END
from tests.results.naive import FIRST, TO_DATE, YEAR, Z, to_date
from tp_metrics.editions import Edition
from tp_metrics.results import Selection, result
from tp_metrics.results.judging.rest_of_year import Asked, RestOfYear, rest_of_years
from tp_metrics.stats import outlook, projection, rank_intervals


def peer_codes(code):
    with (made.REFERENCE / "peers.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] == code]
    return [row["peer"] for row in sorted(rows, key=lambda row: int(row["rank"]))]


def test_a_count_is_held_against_the_rate_of_its_peers_without_itself(judged):
    found = judged("robbery", CAMDEN).judgement.peers
    rows = {one.code: one for one in judged("robbery_rate", "TP", by=("borough",)).figures}
    sums = {code: (to_date(made.counts("robbery_personal", code)), rows[code].denominator) for code in rows}
    peers = peer_codes(CAMDEN)
    assert found.codes == tuple(peers)
    assert CAMDEN not in found.codes
    k0, n0 = (sum(sums[code][part] for code in peers) for part in (0, 1))
    k1, n1 = sums[CAMDEN]
    assert found.measure.id == "robbery_rate"
    assert (found.own, found.value) == pytest.approx((1000 * k1 / n1, 1000 * k0 / n0))
    phi = naive.dispersion(made.counts("robbery_personal", CAMDEN))
    z = (k1 / n1 - k0 / n0) / math.sqrt(phi * (k1 + k0) / (n1 * n0))
    assert found.position == ("worse" if z > Z else "better" if z < -Z else "in line")
    values = {code: sums[code][0] / sums[code][1] for code in (CAMDEN, *peers)}
    assert found.rank == 1 + sum(value < values[CAMDEN] for value in values.values())
    frame = pl.DataFrame(
        [{"code": code, "value": k / n, "error": math.sqrt(k) / n} for code, (k, n) in sums.items() if code in values]
    )
    ranked = rank_intervals(frame, value="value", error="error", better="lower")
    limits = ranked.filter(pl.col("code") == CAMDEN).select("rank_lower", "rank_upper", "ranked").row(0)
    assert (found.rank_lower, found.rank_upper, found.ranked) == limits
    assert found.status == "illustrative"


def test_a_proportion_is_held_against_those_of_its_peers_that_were_asked(judged):
    found = judged("good_job", CAMDEN, "rolling 12 months").judgement.peers
    asked = [code for code in peer_codes(CAMDEN) if code in ASKED]
    told = [naive.answers(code, date(2010, 1, 1), END) for code in asked]
    base = sum(n for _, n in told)
    value = sum(share * n for share, n in told) / base
    own = naive.answers(CAMDEN, date(2010, 1, 1), END)
    assert found.codes == tuple(asked)
    assert (found.own, found.value) == pytest.approx((100 * own[0], 100 * value))
    lower, upper = naive.newcombe(*own, value, base)
    assert found.position == ("better" if lower > 0 else "worse" if upper < 0 else "in line")
    assert found.ranked == 1 + len(asked)


def test_where_neither_way_is_better_nobody_is_ranked(judged):
    found = judged("offences_per_officer", CAMDEN).judgement.peers
    assert (found.position, found.rank, found.ranked) == (None, None, None)
    assert found.value > 0


@pytest.mark.parametrize("place", ["TP", "AREA-N"])
def test_only_boroughs_have_peers(judged, place):
    answer = judged("robbery", place)
    assert answer.figure.value is not None
    assert answer.judgement.peers is None


def test_wards_have_no_peers_either(demonstration_edition):
    ward = result(demonstration_edition, "robbery", Selection("E05000153", END)).judgement
    assert ward.peers is None
    assert ward.signal == "concern"


@pytest.fixture
def demonstration_edition(demonstration_folder):
    return Edition("2010-12-31", demonstration_folder / "editions" / "2010-12-31")


def test_a_stock_has_no_peers(judged):
    assert judged("officers", CAMDEN).judgement.peers is None


def years(series):
    """Each whole past year's sum to December and in full."""
    return [(sum(series[at : at + TO_DATE]), sum(series[at : at + YEAR])) for at in (0, 12, 24)]


@pytest.mark.parametrize("place", [CAMDEN, "TP"])
def test_the_year_is_projected_by_the_same_part_of_past_years(judged, place):
    series = made.counts("robbery_personal", None if place == "TP" else place)
    past = years(series)
    found = judged("robbery", place).judgement.outlook
    assert found.projected == pytest.approx(
        to_date(series) * sum(full for _, full in past) / sum(part for part, _ in past)
    )
    assert found.lower <= found.projected <= found.upper
    assert 0 <= found.coverage <= 1


def test_the_target_needs_what_it_leaves_of_the_rest_of_the_year(judged):
    series = made.counts("robbery_personal")
    last_part, last_full = years(series)[-1]
    found = judged("robbery").judgement.outlook
    needed = last_full * 0.5 - to_date(series)
    assert found.needed == pytest.approx(needed)
    assert found.needed_percent == pytest.approx(100 * (needed / (last_full - last_part) - 1))
    assert found.probability == "less than 5 %"
    assert found.settled == (needed < 0)
    assert found.missed_by == pytest.approx(100 * (found.projected / (last_full * 0.5) - 1))


def test_errors_of_past_years_are_pooled_over_the_boroughs_alone(judged):
    rows = [
        (borough or "TP", day.year - (day.month < 4), (day.month - 4) % 12 + 1, float(count))
        for borough in (*made.boroughs(), None)
        for day, count in zip(FIRST, made.counts("robbery_personal", borough), strict=True)
    ]
    frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    by_hand = outlook(projection(frame), better="lower", pooled=list(made.boroughs()))
    expected = by_hand.filter(pl.col("place") == "TP").select("projected", "lower", "upper", "coverage").row(0)
    found = judged("robbery").judgement.outlook
    assert (found.projected, found.lower, found.upper, found.coverage) == pytest.approx(expected)


def test_a_target_takes_its_per_cent_of_last_year_and_of_no_earlier_one():
    whole = [(day, 10.0) for day in FIRST[:24]]  # two whole years, one with a gap, and nine months
    gap = [(day, 10.0) for day in FIRST[24:36] if day.month != 2]
    rows = [("A", day, count) for day, count in (*whole, *gap, *((day, 10.0) for day in FIRST[36:]))]
    months = pl.DataFrame(rows, ["code", "first_day", "value"], orient="row")
    found = rest_of_year(months, "A", -5.0, ["A"])
    assert (found.projected, found.needed, found.plausibility) == (120.0, None, "")
    assert rest_of_year(months, "B", None, ["A"]) is None
    assert rest_of_year(months.clear(), "A", None, ["A"]) is None


def test_the_rest_of_the_year_of_all_boroughs_at_once_is_that_of_each():
    random = np.random.default_rng(2010)
    codes = [f"borough {number}" for number in range(12)]
    rows = [
        (code, day, float(random.poisson(5 + 8 * at)))
        for at, code in enumerate(codes)
        for day in FIRST
        if at or day != FIRST[20]  # one has a gap
    ]
    months = pl.DataFrame(rows, ["code", "first_day", "value"], orient="row")
    changes = {code: -4.0 * at for at, code in enumerate(codes) if at % 3}
    (found,) = rest_of_years([Asked(ROBBERY, months, months, changes)])
    assert found is not None
    assert list(found.at) == sorted(codes)
    for code in codes:
        alone = rest_of_year(months, code, changes.get(code), codes)
        of_all = found.of(code)
        assert of_all == alone
        assert_frame_equal(of_all.drawn, alone.drawn, check_exact=True)
        assert_frame_equal(of_all.months, months_of(months, code), check_exact=True)
    assert sum(found.of(code).odds is not None for code in codes) == 8
    assert found.of("elsewhere") is None


def test_the_rest_of_the_year_of_several_counts_at_once_is_that_of_each():
    random = np.random.default_rng(2012)
    codes = [f"borough {number}" for number in range(12)]

    def months(mean: float, days: list[date]) -> pl.DataFrame:
        rows = [(code, day, float(random.poisson(mean))) for code in codes for day in days]
        return pl.DataFrame(rows, ["code", "first_day", "value"], orient="row")

    detections = replace(ROBBERY, id="detections", better="higher")
    boroughs, fewer, earlier = months(40, FIRST), months(9, FIRST), months(20, FIRST[:-3])
    area = months(300, FIRST).filter(pl.col("code") == codes[0]).with_columns(code=pl.lit("the area"))
    asked = [
        Asked(ROBBERY, boroughs, boroughs, {codes[1]: -5.0}),
        Asked(detections, boroughs, boroughs, {codes[1]: -5.0}),  # the same months, the other way better
        Asked(ROBBERY, fewer.clear(), fewer.clear(), {codes[1]: -5.0}),
        Asked(ROBBERY, fewer, fewer, {}),
        Asked(ROBBERY, earlier, earlier, dict.fromkeys(codes, 2.0)),  # known for less of the year
        Asked(ROBBERY, fewer, area, {"the area": 0.0}),
        Asked(ROBBERY, fewer.clear(), area, {}),  # nobody's errors are pooled
    ]
    together = rest_of_years(asked)
    assert [one is None for one in together] == [False, False, True, False, False, False, False]
    for one, of_all in zip(asked, together, strict=True):
        (alone,) = rest_of_years([one])
        assert (alone is None) == (of_all is None)
        if alone is not None:
            assert (of_all.at, of_all.latest, of_all.measure) == (alone.at, alone.latest, alone.measure)
            assert_frame_equal(of_all.months, alone.months, check_exact=True)
            assert_frame_equal(of_all.drawn, alone.drawn, rel_tol=1e-12)
            assert of_all.words.to_list() == alone.words.to_list()
    lower, higher = (found.of(codes[1]) for found in together[:2])
    assert lower.odds + higher.odds == pytest.approx(1)
    assert together[4].latest == FIRST[-4]
    assert list(together[5].at) == ["the area"]
    assert together[6].of("the area").note == "too little history"


def rest_of_year(months: pl.DataFrame, code: str, change: float | None, pooled: list[str]) -> RestOfYear | None:
    """The outlook of one place alone."""
    boroughs, own = (months.filter(pl.col("code").is_in(some)) for some in (pooled, [code]))
    (found,) = rest_of_years([Asked(ROBBERY, boroughs, own, {} if change is None else {code: change})])
    return found.of(code) if found else None


def months_of(months: pl.DataFrame, code: str) -> pl.DataFrame:
    """The months of one place as a projection takes them."""
    day = pl.col("first_day")
    year = day.dt.year() - (day.dt.month() < 4).cast(pl.Int32)
    month = (day.dt.month().cast(pl.Int32) - 4) % 12 + 1
    return months.filter(pl.col("code") == code).select(place="code", year=year, month=month, value="value")


@pytest.mark.parametrize(
    ("measure", "window"),
    [
        ("robbery", "quarter"),
        ("robbery", "rolling 12 months"),
        ("robbery", "month"),
        ("robbery_detection_ratio", "performance year to date"),
        ("offences_per_officer", "performance year to date"),
    ],
)
def test_nothing_is_projected_of_another_window_or_of_what_is_no_count(judged, measure, window):
    answer = judged(measure, CAMDEN, window)
    assert answer.figure.value is not None
    assert answer.judgement.outlook is None
