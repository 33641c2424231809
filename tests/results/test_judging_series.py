"""The control charts behind a signal, drawn once more in plain Python; their runs, stretches and shapes."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.made_results import GOOD_JOB, OFFICERS, ROBBERY, figure
from tests.results import judged_store as made
from tests.results import naive
from tests.results.judged_store import BARKING, CAMDEN, END, HACKNEY, MONTHS, SETTLED
from tests.results.naive import FIRST
from tp_metrics.results import Selection, result
from tp_metrics.results.judging import Run, series
from tp_metrics.results.judging.series import (
    RARE,
    READY_MADE,
    STOCK,
    TOO_FEW,
    charts,
    draw,
    drawn,
    runs,
    shape,
    stretch,
    why_no_chart,
)
from tp_metrics.stats import pattern, seasonally_adjusted, xmr


def naive_xmr(values):
    """Mean and limits of individual values, moving ranges of 3.267 times their mean or more left out once."""
    ranges = [abs(after - before) for before, after in pairwise(values)]
    kept = [each for each in ranges if each < 3.267 * mean(ranges)]
    middle = mean(values)
    return middle, middle - 2.66 * mean(kept), middle + 2.66 * mean(kept)


@pytest.mark.parametrize("place", [CAMDEN, BARKING, HACKNEY])
def test_the_chart_is_xmr_of_the_last_36_months_freed_of_the_season_of_all_boroughs(judged, place):
    rows = pl.DataFrame(
        [
            {"code": borough, "first_day": day, "value": count, "measure": "robbery"}
            for borough in made.boroughs()
            for day, count in zip(FIRST[-36:], made.counts("robbery_personal", borough)[-36:], strict=True)
        ]
    )
    adjusted = seasonally_adjusted(rows, month="first_day", series="code", shared="measure")
    own = adjusted.filter(pl.col("code") == place)["adjusted"].to_list()
    middle, lower, upper = naive_xmr(own)
    found = judged("robbery", place).judgement
    assert found.chart["plotted"].to_list() == pytest.approx(own)
    assert found.chart["value"].to_list() == made.counts("robbery_personal", place)[-36:]
    assert found.chart.select("mean", "lower", "upper").row(-1) == pytest.approx((middle, lower, upper))
    outside = [day for day, value in zip(FIRST[-36:], own, strict=True) if not lower <= value <= upper]
    assert found.chart.filter(pl.col("rule") == "outside")["first_day"].to_list() == outside
    assert found.pattern == pattern(pl.Series(own)) or not found.runs


@pytest.mark.parametrize(
    ("place", "signal", "direction"), [(CAMDEN, "concern", "rise"), (HACKNEY, "improvement", "fall")]
)
def test_a_step_is_signalled_since_its_month(judged, place, signal, direction):
    found = judged("robbery", place).judgement
    assert (found.signal, found.direction) == (signal, direction)
    assert found.rule in {run.rule for run in found.runs}
    assert found.since == date(2010, 6, 1)
    assert (found.pattern.shape, found.pattern_day) == ("step", date(2010, 6, 1))
    before = found.chart.filter(pl.col("first_day") < date(2010, 6, 1))["plotted"].mean()
    after = found.chart.filter(pl.col("first_day") >= date(2010, 6, 1))["plotted"].mean()
    assert found.pattern_amount == pytest.approx(after - before)
    assert not found.trial


def test_tp_alone_is_freed_of_its_own_season(judged):
    rows = pl.DataFrame({"first_day": FIRST[-36:], "value": made.counts("robbery_personal")[-36:]})
    chart = xmr(seasonally_adjusted(rows, month="first_day"), value="adjusted", order="first_day", better="lower")
    found = judged("robbery").judgement.chart
    assert found["plotted"].to_list() == pytest.approx(chart["adjusted"].to_list())
    assert found["upper"].to_list() == pytest.approx(chart["upper"].to_list())
    assert found["rule"].to_list() == chart["rule"].to_list()


def test_a_provisional_month_is_left_out_of_chart_scatter_and_projection(editions):
    early, late = (result(each, "robbery", Selection(CAMDEN, END)).judgement for each in editions)
    assert late.chart["first_day"].max() == date(2010, 12, 1)
    assert early.chart["first_day"].max() == date(2010, 11, 1)
    series = made.counts("robbery_personal", CAMDEN)
    assert early.change.dispersion == pytest.approx(naive.dispersion(series[:-1]))
    parts = [[sum(series[12 * year : 12 * year + 8]), sum(series[12 * year : 12 * year + 12])] for year in range(3)]
    so_far = sum(series[36:44])
    assert early.outlook.projected == pytest.approx(so_far * sum(full for _, full in parts) / sum(p for p, _ in parts))


def test_a_year_of_which_only_provisional_months_are_known_is_too_young_to_project(editions):
    asked = Selection(CAMDEN, date(2010, 4, 30))
    with_april = made.published(editions[0].folder.parents[1].with_name("april"), date(2010, 4, 30))[0]
    found = result(with_april, "robbery", asked)
    assert found.figure.value == made.counts("robbery_personal", CAMDEN)[36]
    assert found.figure.provisional
    assert (found.judgement.outlook.projected, found.judgement.outlook.note) == (None, "too early in the year")


def test_a_dated_break_starts_the_limits_afresh(judged):
    found = judged("gun_crime", CAMDEN).judgement
    first, second = (found.chart.filter(pl.col("segment") == number) for number in (1, 2))
    assert second["first_day"].min() == date(2009, 4, 1)
    for part in (first, second):
        middle, lower, upper = naive_xmr(part["plotted"].to_list())
        assert part.select("mean", "lower", "upper").row(0) == pytest.approx((middle, lower, upper))
    assert second["mean"][0] > 1.7 * first["mean"][0]
    assert found.signal == "usual"  # what doubled is what is counted, and no more than that
    assert found.pattern.shape == "level"


@pytest.mark.parametrize("place", [CAMDEN, "TP"])
def test_a_survey_is_charted_by_quarters_on_p_prime_and_afresh_after_a_break(judged, place):
    found = judged("good_job", place, "rolling 12 months").judgement
    ends = [day for day in (month.last for month in MONTHS) if day.month % 3 == 0]
    quarters = [((day - timedelta(days=70)).replace(day=1), day) for day in ends]
    told = [naive.answers(place, *quarter) for quarter in quarters]
    chart = found.chart.sort("first_day")
    assert chart["value"].to_list() == pytest.approx([100 * share for share, _ in told])
    broken = [first for first, _ in quarters].index(date(2010, 4, 1))  # the survey's fieldwork starts afresh then
    assert chart["segment"].to_list() == [1] * broken + [2] * (len(quarters) - broken)
    for part, rows in ((told[:broken], chart[:broken]), (told[broken:], chart[broken:])):
        middle = sum(share * base for share, base in part) / sum(base for _, base in part)
        scores = [(share - middle) / math.sqrt(middle * (1 - middle) / base) for share, base in part]
        sigma = mean(abs(b - a) for a, b in pairwise(scores)) / 1.128
        upper = [min(1.0, middle + 3 * sigma * math.sqrt(middle * (1 - middle) / base)) for _, base in part]
        assert rows["mean"].to_list() == pytest.approx([100 * middle] * len(part))
        assert rows["upper"].to_list() == pytest.approx([100 * each for each in upper])
    assert found.trial  # three quarters since the break


def test_a_ratio_is_charted_on_u_prime_without_a_season(judged):
    offences, solved = (
        made.counts("robbery_personal", CAMDEN, column)[-36:] for column in ("offences", "sanction_detections")
    )
    middle = sum(solved) / sum(offences)
    scores = [(k / n - middle) / math.sqrt(middle / n) for k, n in zip(solved, offences, strict=True)]
    sigma = mean(abs(b - a) for a, b in pairwise(scores)) / 1.128
    chart = judged("robbery_detection_ratio", CAMDEN).judgement.chart
    assert chart["plotted"].to_list() == pytest.approx([100 * k / n for k, n in zip(solved, offences, strict=True)])
    assert chart["mean"].to_list() == pytest.approx([100 * middle] * 36)
    assert chart["upper"].to_list() == pytest.approx(
        [100 * (middle + 3 * sigma * math.sqrt(middle / n)) for n in offences]
    )


def charted(*points):
    """A chart of months from January 2010: (rule, direction, segment), None for an unknown month."""
    rows = []
    for number, point in enumerate(points, start=1):
        if point is not None:
            rule, direction, segment = point
            month = MONTHS[FIRST.index(date(2010, number, 1))]
            signal = {"rise": "concern", "fall": "improvement"}.get(direction, "usual")
            rows.append((month.first, month.last, 1.0, rule, direction, signal, segment))
    columns = ("first_day", "last_day", "plotted", "rule", "direction", "signal", "segment")
    strings = dict.fromkeys(("rule", "direction", "signal"), pl.String)
    return pl.DataFrame(rows, columns, orient="row", schema_overrides=strings)


def run_of(rule, direction, first, last, segment=1):
    signal = {"rise": "concern", "fall": "improvement"}[direction]
    return Run(rule, direction, signal, date(2010, first, 1), MONTHS[FIRST.index(date(2010, last, 1))].last, segment)


NONE, HIGH, LOW = (None, None, 1), ("shift", "rise", 1), ("shift", "fall", 1)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((), ()),
        ((NONE, NONE), ()),
        ((HIGH, HIGH, NONE), (run_of("shift", "rise", 1, 2),)),
        ((HIGH, LOW, LOW), (run_of("shift", "rise", 1, 1), run_of("shift", "fall", 2, 3))),
        ((HIGH, ("outside", "rise", 1)), (run_of("shift", "rise", 1, 1), run_of("outside", "rise", 2, 2))),
        ((HIGH, NONE, HIGH), (run_of("shift", "rise", 1, 1), run_of("shift", "rise", 3, 3))),
        ((HIGH, None, HIGH), (run_of("shift", "rise", 1, 1), run_of("shift", "rise", 3, 3))),  # nobody knows February
        ((HIGH, ("shift", "rise", 2)), (run_of("shift", "rise", 1, 1), run_of("shift", "rise", 2, 2, 2))),  # a break
    ],
)
def test_flagged_points_in_a_row_are_one_run(points, expected):
    assert runs(charted(*points)) == expected


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ((run_of("shift", "rise", 1, 2), run_of("outside", "rise", 3, 3)), 1),
        ((run_of("shift", "fall", 1, 2), run_of("outside", "rise", 3, 3)), 3),  # the other way
        ((run_of("shift", "rise", 1, 2), run_of("outside", "rise", 4, 4)), 4),  # a usual month between
        ((run_of("shift", "rise", 1, 2), run_of("outside", "rise", 3, 3, 2)), 3),  # a dated break between
        ((run_of("trend", "rise", 1, 7), run_of("outside", "rise", 8, 8)), 8),  # rising, not high
        ((run_of("trend", "rise", 1, 7),), 1),
    ],
)
def test_runs_that_touch_and_go_the_same_way_are_one_stretch(given, first):
    assert stretch(given)[0].since == date(2010, first, 1)


def test_without_a_run_there_is_no_stretch():
    assert stretch(()) == ()


def test_a_shape_is_told_only_where_a_rule_was_hit():
    days = {"first_day": FIRST[:12], "segment": [1] * 12, "plotted": [10.0, 11, 10, 9, 10, 11, 20, 21, 19, 20, 21, 20]}
    rules = {"rule": [None] * 11 + ["shift"]}
    found, day, amount = shape(pl.DataFrame(days | rules))
    assert (found.shape, day) == ("step", FIRST[6])
    assert amount == pytest.approx(121 / 6 - 61 / 6)
    quiet = pl.DataFrame(days | {"rule": pl.Series([None] * 12, dtype=pl.String)})
    assert shape(quiet)[0].shape == "level"


@pytest.mark.parametrize(
    ("values", "told", "amount"),
    [
        ([float(10 + each) for each in range(12)], "trend", 1.0),
        ([10.0, 11, 10, 9, 10, 11, 50, 10, 9, 10, 11, 10], "outlier", 50 - 111 / 11),
    ],
)
def test_a_shape_has_its_size_in_the_unit_of_the_chart(values, told, amount):
    frame = pl.DataFrame({"first_day": FIRST[:12], "segment": 1, "plotted": values, "rule": "outside"})
    found, _, size = shape(frame)
    assert (found.shape, size) == (told, pytest.approx(amount))


def test_scatter_is_read_from_the_same_month_of_the_year_though_a_month_is_missing(tmp_path):
    gap = date(2009, 8, 1)
    (edition,) = made.published(tmp_path / "data", SETTLED, without=[(CAMDEN, gap)])
    answer = result(edition, "robbery", Selection(CAMDEN, END, "quarter"))
    series = [
        None if day == gap else count for day, count in zip(FIRST, made.counts("robbery_personal", CAMDEN), strict=True)
    ]
    assert answer.judgement.change.dispersion == pytest.approx(naive.dispersion(series))
    assert gap not in set(answer.judgement.chart["first_day"])


@pytest.mark.parametrize(
    ("measure", "own", "why"),
    [
        (OFFICERS, figure(20599.0), STOCK),
        (GOOD_JOB, figure(63.0), READY_MADE),  # printed over twelve months, without the number asked
        (GOOD_JOB, figure(63.0, base=640.0), TOO_FEW),
        (ROBBERY, figure(7.0), RARE),
    ],
)
def test_why_there_is_no_chart_is_said(measure, own, why):
    assert why_no_chart(measure, own) == why


def test_charts_that_are_drawn_together_are_those_drawn_alone(edition):
    by_borough = Selection(end=END, by=("borough", "month"), periods=36, edition=edition.id)
    alone = Selection(end=END, by=("month",), periods=36, edition=edition.id)
    wanted = [("robbery", by_borough), ("robbery", alone), ("total_notifiable_offences", alone)]
    series._charts.clear()
    together = draw(edition.folder, wanted)
    series._charts.clear()
    for name, asked in wanted:
        assert_frame_equal(together[name, asked], charts(edition.folder, name, asked))


def test_of_less_than_one_a_month_there_is_no_chart_and_so_nothing_unusual_about_none():
    def ready(code, counts):
        month = pl.date_range(date(2008, 1, 1), date(2010, 12, 1), "1mo", eager=True)
        return pl.DataFrame({"first_day": month, "value": pl.Series(counts, dtype=pl.Float64)}).with_columns(
            pl.lit(code).alias("code"),
            place=pl.lit(code),
            last_day=pl.col("first_day").dt.month_end(),
            numerator="value",
            measure=pl.lit("homicide"),
            better=pl.lit("lower"),
            broken=pl.lit(value=False),
            method=pl.lit("counts"),
            alone=pl.lit(value=False),
        )

    rare, common = ready("rare", [0, 0, 1, 0, 0, 0, 0, 0, 0] * 4), ready("common", [1, 0, 2] * 12)
    chart = drawn(pl.concat([rare, common]))
    assert set(chart["code"]) == {"common"}
    assert drawn(rare).is_empty()
