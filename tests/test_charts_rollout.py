"""Charts of a roll-out, and its map: valid, with their words, and what is drawn where."""

from __future__ import annotations

import json
from datetime import date

import altair as alt
import polars as pl
import pytest

from tests.test_charts import marks_of, rows_of, text_of
from tp_metrics import charts, maps

DAY = date(2010, 12, 31)


def place(name, since=None, further=None, planned=None, shown="–"):
    return {"name": name, "since": since, "further": further, "planned": planned, "shown": shown, "tip": {"Is": name}}


PLACES = [
    place("Early", date(2008, 6, 2), date(2010, 11, 1), shown="Jun 2008"),
    place("Later", planned=date(2011, 4, 11), shown="Apr 2011"),
    place("No day"),
]
EVENTS = pl.DataFrame(
    {"event": [-2, 0, 1], "effect": [0.1, 3.0, 2.5], "lower": [-1.0, 2.0, None], "upper": [1.2, 4.0, None],
     "treated": [9, 9, 1], "comparison": [5, 5, 4]}
)  # fmt: skip
LINES = pl.DataFrame(
    {"line": ["with", "with", "without", "without"], "month": [date(2010, 11, 1), date(2010, 12, 1)] * 2,
     "value": [20.0, 80.0, 18.0, None]}
)  # fmt: skip


def timeline(**options):
    return charts.timeline(
        PLACES, title="Who is live?", as_at=DAY, as_at_words="31 Dec 2010", source="Made up.", **options
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["timeline", "events", "shares", "dated"])
def test_every_chart_is_valid_in_both_themes_and_carries_its_words(theme, name):
    specs = {
        "timeline": lambda: timeline(theme=theme),
        "events": lambda: charts.event_time(EVENTS, title="T", unit="points", step="quarter", source="Made up.",
                                            theme=theme),
        "shares": lambda: charts.shares([{"name": "A", "x": 60.0, "y": 40.0}], {"x": "Good", "y": "Bad"}, title="T",
                                        unit="Per cent", source="Made up.", theme=theme),
        "dated": lambda: charts.dated(LINES, title="T", unit="per cent", chosen="with", source="Made up.", theme=theme,
                                      marks=[{"day": date(2011, 4, 30), "words": "decision"}]),
    }  # fmt: skip
    spec = specs[name]()
    alt.Chart.from_dict(spec, validate=True)
    assert "Made up." in text_of(spec)


def test_bars_go_from_the_day_a_place_went_live_to_the_editions_day_and_plans_are_rings():
    spec = timeline()
    bars = [row for layer in marks_of(spec, "bar") for row in rows_of(spec, layer)]
    assert [(row["name"], row["from"], row["to"]) for row in bars] == [
        ("Early", "2008-06-02", "2010-12-31"),
        ("Early", "2010-11-01", "2010-12-31"),
    ]
    rings = [row for layer in marks_of(spec, "point") for row in rows_of(spec, layer)]
    assert [(row["name"], row["from"]) for row in rings] == [("Later", "2011-04-11")]


def test_effects_have_an_interval_where_there_is_one():
    spec = charts.event_time(EVENTS, title="T", unit="points", step="quarter")
    points = [row["event"] for layer in marks_of(spec, "point") for row in rows_of(spec, layer)]
    assert sorted(points) == [-2, 0, 1]
    limited = [row for layer in marks_of(spec, "rule") for row in rows_of(spec, layer) if "lower" in row]
    assert sorted(row["event"] for row in limited) == [-2, 0]


def test_parts_lie_end_to_end_and_are_a_hundred():
    parts = {"a": "Went ahead", "b": "Cracked", "c": "Ineffective"}
    spec = charts.shares([{"name": "A", "a": 47.7, "b": 34.2, "c": 18.1}], parts, title="T", unit="Per cent")
    bars = [row for layer in marks_of(spec, "bar") for row in rows_of(spec, layer)]
    assert [(row["from"], row["to"]) for row in bars] == [(0, 47.7), (47.7, 81.9), (81.9, 100)]


def test_months_that_are_not_known_are_not_drawn():
    spec = charts.dated(LINES, title="T", unit="per cent", chosen="with")
    lines = {row["line"]: row["value"] for layer in marks_of(spec, "line") for row in rows_of(spec, layer)}
    assert lines == {"with": 80.0, "without": 18.0}


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda: charts.timeline(PLACES[2:], title="T", as_at=DAY, as_at_words=""), "needs a day"),
        (lambda: charts.event_time(EVENTS.head(0), title="T", unit="points", step="quarter"), "needs a point"),
        (lambda: charts.shares([], {}, title="T", unit="Per cent"), "needs? a bar"),
        (lambda: charts.dated(LINES.head(0), title="T", unit="per cent", chosen="with"), "need a month"),
    ],
)
def test_a_chart_of_nothing_is_refused(draw, says):
    with pytest.raises(ValueError, match=says):
        draw()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_colours_boroughs_by_state_and_hatches_those_in_none(tmp_path, theme):
    places = {
        "E09000006": ("live", "since June"),
        "E09000024": ("planned", "for April"),
        "E09000027": (None, "nothing"),
    }
    drawn = maps.states(places, ("planned", "live"), as_at=DAY, chosen="E09000006", theme=theme, folder=tmp_path)
    told = json.loads(drawn.to_json())
    layer = next(one for one in told["layers"] if one["id"] == maps.LAYER)
    by_code = {one["properties"]["code"]: one["properties"] for one in layer["data"]["features"]}
    assert set(by_code) == set(places)
    assert by_code["E09000006"]["said"] == "since June"
    assert len({tuple(one["fill"]) for one in by_code.values()}) == 3
    assert drawn.classes.labels == ("planned", "live")
    assert drawn.classes.counts == (1, 1)
    assert drawn.without == 1
    assert "mapProvider" not in told  # no tiles from the internet
    assert (
        maps.states(places, ("planned", "live"), as_at=DAY, chosen="E09000006", theme=theme, folder=tmp_path) is drawn
    )
