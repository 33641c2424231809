"""Charts: valid Vega-Lite, honest axes, words on every picture, and each built once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import altair as alt
import polars as pl
import pytest

from tests.made_results import GOOD_JOB, ROBBERY, boroughs, figure, months, result
from tp_metrics import charts, stats
from tp_metrics.access import Scope
from tp_metrics.charts.kept import MOST, _charts
from tp_metrics.charts.palette import PALETTES

PLACES = boroughs({"Barnet": (10.0, 8.0), "Camden": (30.0, 31.0), "Brent": (None, None)})
MONTHS = months([100.0 + 3 * n for n in range(24)])
BREAK = pl.DataFrame(
    {"first_day": [date(2010, 4, 1)], "kind": ["survey"], "breaks": [True], "words": ["Fieldwork starts afresh: x."]}
)
GROUPS = [
    result(
        figure(60.0, window="12 months to Dec 2010"),
        [figure(v, limits=(v - 4, v + 4), group=("sex", g), window="12 months to Dec 2010") for g, v in given],
        measure=GOOD_JOB,
        demonstration=True,
    )
    for given in ([("female", 62.0), ("male", 58.0)],)
]
EMPTY = result(figure(None, note="no source in edition 2010-12-31 has it"))


#: One of every chart, drawn in a theme when it is asked for.
DRAWN = {
    "trend": lambda theme: charts.trend(MONTHS, theme=theme),
    "bars": lambda theme: charts.bars(PLACES, theme=theme, chosen="E00000001"),
    "groups": lambda theme: charts.groups(GROUPS, theme=theme),
    "stages": lambda theme: charts.stages([*GROUPS, *GROUPS], theme=theme),
    "small multiples": lambda theme: charts.small_multiples(PLACES, theme=theme),
    "sparkline": lambda theme: charts.sparkline(MONTHS, theme=theme),
    "blank": lambda theme: charts.trend(EMPTY, theme=theme),
}


def text_of(spec):
    """All words of a chart, their lines joined."""
    return json.dumps(spec).replace('", "', " ").replace("\\n", " ")


def marks_of(spec, kind):
    """The layers of a kind of mark; those of a layer that holds layers have its rows."""
    whole = [{"data": layer["data"], **part} for layer in spec["layer"] for part in layer.get("layer", ())]
    whole += [layer for layer in spec["layer"] if "mark" in layer]
    return [layer for layer in whole if layer["mark"]["type"] == kind]


def rows_of(spec, layer):
    """The rows that a layer draws: its own, or those of the whole chart."""
    return layer.get("data", spec.get("data"))["values"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_is_valid_vega_lite(name, theme):
    spec = DRAWN[name](theme)
    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec)


def test_a_chart_carries_its_title_units_source_and_demonstration():
    said = text_of(charts.groups(GROUPS))
    for words in ("Per cent", "MPS crime by borough", "31 December", "Demonstration"):
        assert words in said


def test_bars_rest_on_zero_are_sorted_and_mark_the_chosen_place():
    spec = charts.bars(PLACES, chosen="E00000001")
    bar = marks_of(spec, "bar")[0]
    assert bar["encoding"]["x"]["scale"]["zero"] is True
    assert bar["encoding"]["y"]["sort"] == ["Camden", "Barnet", "Brent"]
    assert [row["chosen"] for row in rows_of(spec, bar)] == [True, False, False]


def test_a_line_that_does_not_rest_on_zero_says_so():
    assert "does not start at 0" in text_of(charts.trend(MONTHS))
    assert "does not start at 0" not in text_of(charts.trend(months([1.0, 100.0])))


def test_provisional_months_are_dashed_and_ringed():
    spec = charts.trend(MONTHS)
    dashed = [line for line in marks_of(spec, "line") if line["mark"].get("strokeDash")]
    assert [row["day"] for row in rows_of(spec, dashed[0])] == ["2010-11-01", "2010-12-01"]
    assert not any(row["provisional"] for row in rows_of(spec, marks_of(spec, "line")[1]))


def test_an_event_that_breaks_the_series_breaks_the_line():
    spec = charts.trend(months([100.0 + n for n in range(24)], events=BREAK))
    line = marks_of(spec, "line")[1]
    parts = {row["day"]: row["part"] for row in rows_of(spec, line)}
    assert (parts["2010-03-01"], parts["2010-04-01"]) == (0, 1)
    assert "Fieldwork starts afresh" in text_of(spec)


def test_a_chart_of_nothing_says_why():
    assert "no source in edition 2010-12-31 has it" in text_of(charts.trend(EMPTY))


def test_the_same_chart_is_the_same_text_and_is_built_once():
    first = json.dumps(charts.trend(MONTHS))
    size = len(_charts)
    assert json.dumps(charts.trend(MONTHS)) == first
    assert len(_charts) == size
    _charts.clear()
    assert json.dumps(charts.trend(MONTHS)) == first


def test_themes_viewers_and_values_do_not_share_a_chart():
    _charts.clear()
    charts.trend(MONTHS)
    charts.trend(MONTHS, theme="dark")
    guest = replace(MONTHS.selection, viewer=Scope("guest", frozenset({"TP"})))
    charts.trend(replace(MONTHS, selection=guest))
    charts.trend(months([200.0 + n for n in range(24)]))
    assert len(_charts) == 4


def test_the_store_of_charts_is_bounded():
    for number in range(MOST + 5):
        _charts["filler", number] = b""
    charts.sparkline(months([1.0, 2.0, number]))
    assert len(_charts) <= MOST


def test_measures_in_the_wrong_direction_are_not_coloured_red_or_green():
    assert not {"#C0392B", "#2E7D32"} & set(vars(PALETTES["light"]).values())
    assert ROBBERY.better == "lower"


def test_a_line_of_years_has_no_line_of_the_year_before_and_its_marks_stand_over_their_labels():
    years = [figure(100.0 - n, 100.0 - n + 1, window=f"20{n:02}/{n + 1:02}") for n in range(2, 11)]
    spec = charts.trend(result(years[-1], years))
    assert "Offences, each year" in text_of(spec)
    assert "last year" not in text_of(spec)
    axes = [
        layer["encoding"]["x"]["axis"] for layer in spec["layer"] if "axis" in layer.get("encoding", {}).get("x", {})
    ]
    ticks = next(axis["values"] for axis in axes if axis and "values" in axis)
    assert [(tick["year"], tick["month"]) for tick in ticks] == [(year, 3) for year in range(2003, 2012)]
    monthly = charts.trend(MONTHS)
    assert "last year" in text_of(monthly)


def test_a_chart_of_a_method_is_built_once_for_the_same_values_and_anew_for_others():
    curve = pl.DataFrame({"place": ["A", "B"], "value": [3, 1]})
    _charts.clear()
    first = charts.lorenz(stats.lorenz(curve), title="T", unit="u")
    assert charts.lorenz(stats.lorenz(curve.clone()), title="T", unit="u") == first
    assert len(_charts) == 1
    other = charts.lorenz(stats.lorenz(curve.with_columns(value=pl.Series([4, 1]))), title="T", unit="u")
    assert other != first
    assert charts.lorenz(stats.lorenz(curve), title="T2", unit="u") != first
    assert len(_charts) == 3


def test_bars_name_the_window_of_their_places_where_the_whole_has_no_figure():
    silent = figure(None, window="")
    said = json.dumps(charts.bars(replace(PLACES, figure=silent)))
    assert "no window" not in said
    assert "April to December 2010. Upright tick" in said
