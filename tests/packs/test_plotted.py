"""What a slide draws of a chart that is read back is what the packs draw of its result; each kind of chart is read."""

from __future__ import annotations

import dataclasses
from datetime import date

import polars as pl
import pytest

import tp_metrics as tp
from tp_metrics import charts
from tp_metrics.packs import Chart, pieces, slide_charts
from tp_metrics.packs.asked import asked
from tp_metrics.packs.justice import courts, diamond, offenders, prosecution, restorative
from tp_metrics.packs.plotted import plotted
from tp_metrics.results import Selection


def number(said):
    """What is a number to five figures, as charts have them; else the text."""
    try:
        return pytest.approx(float(said.replace(",", "")), rel=2e-4)
    except ValueError:
        return said


def alike(read, by_hand, *, names=True):
    """Whether a plot that was read holds what one made by hand does; levels that it has besides are its own."""
    assert read.kind == by_hand.kind
    assert list(map(number, read.categories)) == list(map(number, by_hand.categories))
    own = {one.name: one for one in read.series}
    if len(by_hand.series) == 1 and not names:
        own = {by_hand.series[0].name: read.series[0]}
    for one in by_hand.series:
        found = own[one.name]
        expected = [None if value is None else pytest.approx(value, rel=1e-4, abs=6e-3) for value in one.values]
        assert list(found.values) == expected
        assert (found.goes_on, found.mark) == (one.goes_on, one.mark)
        assert found.marked == one.marked or len(by_hand.series) == 1
    return True


def of(demonstration, name, **selection):
    """A result of the newest edition, as a page asks for it."""
    return tp.result(name, dataclasses.replace(tp.spoken(name, tp.Selection()), **selection))


@pytest.mark.parametrize("name", ["robbery", "good_job", "total_notifiable_offences", "rape", "calls_per_officer"])
def test_a_line_over_time_is_read_with_its_breaks_as_the_packs_draw_it(name, demonstration):
    shown = [tp.trend(name, tp.spoken(name, tp.Selection()))]
    if name == "good_job":
        shown.append(tp.trend(name, tp.spoken(name, tp.Selection()), by="rolling 12 months", count=14))
    for result in shown:
        (block,) = pieces.trend(result)
        read = plotted(block.spec)
        assert alike(read, block.plot)
        assert read.unit == block.plot.unit
        own = charts.trend(result, theme="dark")  # with title and foot of its own, as in a meeting too
        assert plotted(own) == plotted({**own, "usermeta": {"embedOptions": {}}}) == read


@pytest.mark.parametrize("name", ["robbery", "good_job", "total_notifiable_offences", "rape", "calls_per_officer"])
def test_a_control_chart_is_read_with_limits_segments_targets_and_signals(name, demonstration):
    (block,) = pieces.control(of(demonstration, name))
    read = plotted(block.spec)
    known = [at for at, value in enumerate(tp.result(name, tp.spoken(name, tp.Selection())).judgement.chart["plotted"])
             if value is not None]  # fmt: skip
    kept = dataclasses.replace(
        block.plot,
        categories=tuple(block.plot.categories[at] for at in known),
        series=tuple(
            dataclasses.replace(one, values=tuple(one.values[at] for at in known)) for one in block.plot.series
        ),
    )
    assert alike(read, kept)
    assert [one.name for one in read.series] == [one.name for one in block.plot.series]
    assert read.unit == block.plot.unit


def test_bars_are_read_with_the_chosen_place(demonstration):
    for name in ("robbery", "good_job"):
        (block,) = pieces.bars(of(demonstration, name, by=("borough",)), "E09000008")
        read = plotted(block.spec, block.plot.series[0].name)
        assert alike(read, block.plot)
        assert (read.unit, read.chosen) == (block.plot.unit, "Croydon")
        assert plotted(block.spec).series[0].name == block.plot.unit.capitalize()


def test_the_wards_of_a_survey_are_read_as_own_answers_and_model(demonstration):
    (_, block) = pieces.wards(asked(demonstration, Selection()), "good_job", "E09000008")
    assert alike(plotted(block.spec), block.plot)
    (_, block) = pieces.wards(asked(demonstration, Selection()), "robbery", "E09000008")
    assert alike(plotted(block.spec), block.plot, names=False)


@pytest.mark.parametrize("page", [diamond, restorative, offenders, prosecution, courts])
def test_the_charts_of_justice_are_read_as_the_summary_draws_them(page, demonstration):
    given = asked(demonstration, Selection())
    found = [one for one in page.blocks(given) if isinstance(one, Chart)]
    assert found
    for block in found:
        read = plotted(block.spec, block.plot.series[0].name if len(block.plot.series) == 1 else "")
        assert alike(read, block.plot, names=False), block.title
        assert read.across == block.plot.across
        percent = "per cent" if block.plot.unit.startswith("per cent") else block.plot.unit
        assert read.unit.lower().startswith(percent.lower())


def test_a_fan_is_read_month_by_month_with_what_is_ahead(demonstration):
    result = of(demonstration, "robbery")
    outlook = result.judgement.outlook
    row = outlook.drawn.row(0, named=True)
    read = plotted(
        charts.fan(outlook.months, outlook.drawn, title="The rest of the year", unit=result.measure.unit, source="here")
    )
    lines = {one.name: one.values for one in read.series}
    assert (read.kind, len(read.categories), read.categories[0], read.unit) == ("lines", 12, "Apr", "offences")
    now = outlook.months.filter(pl.col("year") == outlook.months["year"].max()).sort("month")["value"]
    assert [value for value in lines["This year"] if value is not None] == pytest.approx(now.cum_sum().to_list())
    ends = {name: values[-1] for name, values in lines.items()}
    names = {"Projected": "projected", "80 % interval": "lower", "80 % interval, upper end": "upper"}
    assert {name: ends[name] for name in names} == {name: pytest.approx(row[of]) for name, of in names.items()}
    assert ends.get("Target") == row["target"]
    assert [one.name for one in read.series if one.marked] == ["This year"]


PLACES = pl.DataFrame({"place": [f"Place {n:02}" for n in range(20)], "a": [float(n) for n in range(20)],
                       "b": [float(n % 7) for n in range(20)]})  # fmt: skip


def quadrant(places=PLACES, chosen="Place 03"):
    """A quadrant of these places."""
    words = {"x": "a", "y": "b", "x_words": "officers, full-time equivalents", "y_words": "offences per officer"}
    return charts.quadrant(places, title="Q", **words, centre=(9.5, 3.0), corners=("", "", "", ""), chosen=chosen)


def test_a_quadrant_is_read_as_points_with_both_axes_and_the_names_that_the_screen_gives():
    read = plotted(quadrant())
    along, upright = read.series
    assert read.kind == "points"
    assert (read.across, read.unit, read.chosen) == (along.name[:1].lower() + along.name[1:], "offences per officer",
                                                     "Place 03")  # fmt: skip
    assert read.across == "officers, full-time equivalents"
    assert read.centre == (9.5, 3.0)
    spots = dict(zip(read.categories, zip(along.values, upright.values, strict=True), strict=True))
    assert spots == {one["place"]: (one["a"], one["b"]) for one in PLACES.iter_rows(named=True)}
    assert 1 < len(read.named) <= 7
    assert "Place 03" in read.named
    few = plotted(quadrant(PLACES.head(5), None))
    assert (sorted(few.named), few.chosen) == (sorted(PLACES["place"].head(5)), "")


def test_a_funnel_is_read_with_its_limits_as_lines_and_its_unusual_places(demonstration):
    result = of(demonstration, "good_job", by=("borough",))
    limited = tp.review.funnelled(result)
    more = {"title": "F", "unit": "per cent", "size": "denominator", "size_words": "answers"}
    read = plotted(charts.funnel(limited, **more, chosen="Croydon"))
    rows = {row["place"]: row for row in limited.filter(pl.col("value").is_not_null()).iter_rows(named=True)}
    series = {one.name: dict(zip(read.categories, one.values, strict=True)) for one in read.series}
    assert series["Answers"] == pytest.approx({name: row["denominator"] for name, row in rows.items()})
    for name, column in (("95 % limits", "lower_95"), ("99.8 % limits, upper", "upper_998")):
        assert series[name] == {place: pytest.approx(row[column]) for place, row in rows.items()}
    points = [one for one in read.series if one.marked or one.mark]
    found = {place: value for one in points for place, value in series[one.name].items() if value is not None}
    assert found == {place: pytest.approx(row["value"]) for place, row in rows.items()}
    outside = {name for name, row in rows.items() if row["position"] not in ("in line", None)}
    assert set(read.named) == {name for one in points if one.mark for name, value in series[one.name].items()
                               if value is not None} | {"Croydon"}  # fmt: skip
    assert set(read.named) - {"Croydon"} <= outside


def test_a_season_is_read_with_the_latest_month_marked():
    months = pl.DataFrame({"month": [4, 5, 6], "percent": [2.4, -3.9, 0.0], "latest": [False, True, False]})
    read = plotted(charts.season(months, title="S", source="Source: here"))
    assert (read.kind, read.categories, read.chosen) == ("bars", ("Apr", "May", "Jun"), "May")
    assert read.series[0].values == (2.4, -3.9, 0.0)
    assert read.unit == "per cent above or below an average day"


def test_wards_of_london_are_read_as_the_lowest_the_middle_and_the_highest_of_each_borough():
    wards = pl.DataFrame(
        {
            **{"code": list("abcd"), "place": list("ABCD"), "borough": ["X", "X", "X", "Y"]},
            **{"shown": [1.0, 5.0, 3.0, 2.0], "said": list("1532"), "told_apart": [True, False, True, None]},
        }
    )
    read = plotted(charts.strip(wards, title="W", unit="per cent", measure="M", source="Source: here"))
    lines = {one.name: one.values for one in read.series}
    assert (read.kind, read.categories, read.unit) == ("bars", ("X", "Y"), "per cent")
    assert lines == {"Ward in the middle": (3.0, 2.0), "Lowest ward": (1.0, 2.0), "Highest ward": (5.0, 2.0)}


def test_completeness_is_read_as_the_share_of_months_in_each_state():
    rows = pl.DataFrame(
        {
            "place": ["A", "A", "B", "B"],
            "month": [date(2010, 11, 1), date(2010, 12, 1)] * 2,
            "state": ["figures", "provisional", "figures", "figures"],
            "counted": [1.0, 2.0, 3.0, 4.0],
        }
    )
    read = plotted(charts.completeness(rows, "Months", "Source: here"))
    assert (read.kind, read.categories) == ("shares", ("A", "B"))
    assert {one.name: one.values for one in read.series} == {"Figures": (50.0, 100.0), "Provisional": (50.0, 0.0)}


@pytest.mark.parametrize("boroughs", [3, 32])
def test_small_multiples_are_lines_which_slides_set_apart_where_they_are_many(boroughs, demonstration):
    months = of(demonstration, "robbery", by=("borough", "month"))
    names = sorted({one.place for one in months.figures})[:boroughs]
    few = dataclasses.replace(months, rows=months.rows.filter(pl.col("place").is_in(names)))
    read = plotted(charts.small_multiples(few, chosen=next(one.code for one in few.figures if one.place == names[1])))
    last = {one.place: one.value for one in few.figures if one.last_day == max(each.last_day for each in few.figures)}
    assert (read.kind, read.unit) == ("lines", "offences")
    assert {one.name: one.values[-1] for one in read.series} == last
    assert [one.name for one in read.series if one.marked] == [names[1]]
    apart = slide_charts.parts(read)
    assert [one for plots in apart for plot in plots for one in plot.series] == list(read.series)
    assert max(len(plot.series) for plots in apart for plot in plots) <= 6
    assert len(apart) == (1 if boroughs == 3 else 3)


def test_a_lorenz_curve_is_read_as_lines_over_numbers():
    curve = pl.DataFrame({"place": ["A", "B"], "places": [0.5, 1.0], "total": [0.8, 1.0]})
    read = plotted(charts.lorenz(curve, title="L", unit="offences", held=0.2))
    assert (read.kind, read.across, read.unit) == ("points", "per cent of wards", "per cent of offences")
    assert [(one.name, one.values) for one in read.series] == [
        ("Per cent of wards", (0.0, 50.0, 100.0)),
        ("Per cent of offences", (0.0, 80.0, 100.0)),
        ("Even spread", (0.0, 50.0, 100.0)),
    ]


def test_a_chart_of_nothing_is_an_empty_plot_and_one_of_an_unknown_kind_is_told(demonstration):
    nothing = dataclasses.replace(of(demonstration, "robbery"), rows=of(demonstration, "robbery").rows.head(0))
    for spec in ({}, charts.trend(nothing), charts.bare(charts.bars(nothing))):
        assert (plotted(spec).categories, plotted(spec).series) == ((), ())
    data = {"values": [{"kind": "a", "count": 1}]}
    pie = {"data": data, "mark": "arc", "encoding": {"theta": {"field": "count"}, "x": {"field": "kind"}}}
    with pytest.raises(ValueError, match="arc by kind along and nothing upright"):
        plotted(pie)
