"""Curves and rungs: lines named at their ends, points called out, and what the lines of rungs are."""

from __future__ import annotations

import json

import altair as alt
import polars as pl
import pytest

from tests.test_charts import marks_of, rows_of, text_of
from tp_metrics import charts
from tp_metrics.charts.palette import PALETTES

LINES = pl.DataFrame(
    {"line": ["one"] * 3 + ["two"] * 3 + [""] * 2, "x": [1, 2, 3] * 2 + [3, 3], "value": [1.0, 4, 9, 2, None, 3, 5, 7]}
)
MARKS = pl.DataFrame({"x": [2.0, 3.0], "value": [4.0, 9.0], "words": ["four", "nine"], "left": [False, True]})
WORDS = {"title": "What follows?", "unit": "squares", "x_words": "numbers", "source": "Made-up figures."}


def curved(**options):
    return charts.curves(LINES, **WORDS, **options)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_curves_are_valid_and_carry_their_words(theme):
    spec = curved(theme=theme, marks=MARKS, levels={"enough": 5.0}, zero=True, log=True)
    alt.Chart.from_dict(spec, validate=True)
    said = text_of(spec)
    for words in ("What follows?", "Squares, by numbers", "Made-up figures.", "four", "nine", "enough"):
        assert words in said
    assert spec["autosize"]["type"] == "fit-x"


def words_at(spec):
    return {row["words"]: row for layer in marks_of(spec, "text") for row in rows_of(spec, layer)}


def test_each_line_is_named_at_its_end_but_one_without_a_name():
    found = words_at(curved())
    assert set(found) == {"one", "two"}
    assert (found["one"]["x"], found["one"]["value"]) == (3, 9)


def test_what_is_not_known_is_not_drawn():
    lines = [
        [(row["x"], row["value"]) for row in rows_of(spec, layer)]
        for spec in [curved()]
        for layer in marks_of(spec, "line")
    ]
    assert lines == [[(1, 2), (3, 3)], [(3, 5), (3, 7)], [(1, 1), (2, 4), (3, 9)]]


@pytest.mark.parametrize(("options", "firm"), [({}, "one"), ({"chosen": "two"}, "two")])
def test_the_chosen_line_is_firm_and_the_others_are_told_by_dashes_too(options, firm):
    spec = curved(**options)
    drawn = {rows_of(spec, layer)[0]["line"]: layer["mark"] for layer in marks_of(spec, "line")}
    assert [name for name, mark in drawn.items() if mark["color"] == PALETTES["light"].chosen] == [firm]
    dashes = [tuple(mark["strokeDash"]) for name, mark in drawn.items() if name != firm]
    assert len(set(dashes)) == len(dashes) == 2


def test_curves_of_nothing_are_refused():
    with pytest.raises(ValueError, match="a point that is known"):
        charts.curves(LINES.clear(), **WORDS)


MARK = {"head": "Ranks", "name": "Camden", "shown": "2", "strong": True, "tip": {"is": "Camden"}}


@pytest.mark.parametrize(
    ("options", "foot"),
    [
        ({"at": 1.0, "at_words": "the first"}, "Rank, with 95 % interval. Dashed: the first."),
        ({"at": None, "at_words": "", "line_words": "with 90 % interval"}, "Rank, with 90 % interval."),
    ],
)
def test_rungs_say_what_their_lines_are(options, foot):
    spec = charts.rungs([MARK | {"value": 2.0, "lower": 1.0, "upper": 4.0}], title="T", unit="Rank", **options)
    alt.Chart.from_dict(spec, validate=True)
    [axis] = {
        " ".join(layer["encoding"]["x"]["axis"]["title"]).replace("\u00a0", " ")
        for layer in marks_of(spec, "point")
        if "axis" in layer["encoding"]["x"]
    }
    assert axis == foot
    assert bool(marks_of(spec, "rule")[0]["mark"].get("strokeDash")) is (options["at"] is not None)


def test_rungs_of_nothing_are_refused():
    with pytest.raises(ValueError, match="need a mark"):
        charts.rungs([], title="T", unit="Rank", at=None, at_words="")


def test_numbers_along_can_stand_for_days_and_hours_read_as_times():
    days = {at: f"{at} Oct" for at in range(1, 20)}
    lines = pl.DataFrame({"line": [""] * 2, "x": [1, 19], "value": [16.5, 18.5]})
    spec = charts.curves(lines, **WORDS, along=days, clock=True)
    alt.Chart.from_dict(spec, validate=True)
    points = [row for layer in marks_of(spec, "point") for row in rows_of(spec, layer)]
    assert [(row["when"], row["read"]) for row in points] == [("1 Oct", "16:30"), ("19 Oct", "18:30")]
    axes = [layer["encoding"][way]["axis"] for layer in marks_of(spec, "point") for way in ("x", "y")]
    across, upright = axes
    assert len(across["values"]) <= 6
    assert '"1": "1 Oct"' in across["labelExpr"]
    assert "datum.value" in upright["labelExpr"]


def test_shares_have_no_label_below_nought_and_differences_have():
    mark = {"head": "H", "name": "a", "shown": "", "strong": True, "tip": {"What": "a"}}
    for lower, hides in ((0.5, True), (-0.5, False)):
        spec = charts.rungs([{**mark, "value": 1.0, "lower": lower, "upper": 2.0}], title="T", unit="Per cent", at=None,
                            at_words="")  # fmt: skip
        assert ("datum.value < 0 ? ''" in json.dumps(spec)) is hides


@pytest.mark.parametrize(
    ("options", "said"),
    [({}, True), ({"zero": True}, False), ({"clock": True}, False), ({"levels": {"the same": 0.0}}, False)],
)
def test_an_upright_axis_that_starts_elsewhere_than_at_nought_says_so(options, said):
    assert ("does not start at 0" in str(text_of(curved(**options)))) is said
