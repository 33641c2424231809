"""Charts of the methods: what the frame says is drawn, told by shape and colour, and valid in both themes."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import altair as alt
import polars as pl
import pytest

from tests.made_results import GOOD_JOB, figure, result
from tests.sight import contrast
from tests.test_charts import marks_of, rows_of, text_of
from tp_metrics import charts, stats
from tp_metrics.charts.control import _box, _spots, _touch, points, span
from tp_metrics.charts.palette import PALETTES
from tp_metrics.charts.signals import SIGNALS, apart, brief

WORDS = {"title": "What is it?", "unit": "offences", "source": "Made-up figures."}
RISING = [100.0, 104.0, 97.0, 101.0, 99.0, 103.0, 98.0, 102.0, 96.0, 100.0, 99.0, 130.0, None, 101.0]
SHARES = [0.55, 0.62, 0.95, 0.6, None]


#: Shares of the seven answers, the best first, to two questions.
ANSWERED = {"Contact": [30.0, 30.0, 20.0, 10.0, 5.0, 3.0, 2.0], "Follow-up": [10.0, 20.0, 20.0, 20.0, 10.0, 10.0, 10.0]}


def answered(**options):
    names = ["best", "better", "good", "neither", "bad", "worse", "worst"]
    shares = {title: pl.DataFrame({"answer": names, "share": parts}) for title, parts in ANSWERED.items()}
    return charts.answers(shares, result(figure(62.0), measure=GOOD_JOB), **options)


def months(count):
    return [date(2010 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(count)]


def chart_of(values=RISING, **options):
    return stats.xmr(pl.DataFrame({"month": months(len(values)), "value": values}), better="lower", **options)


def funnel_of(**options):
    places = pl.DataFrame({"place": list("ABCDE"), "good": [55, 62, 96, 60, None], "asked": [100, 100, 120, 90, 50]})
    return stats.funnel(places, numerator="good", denominator="asked", adjusted=False, better="higher", **options)


def wards():
    frame = pl.DataFrame({"ward": list("EDCBA"), "borough": "X", "share": SHARES, "asked": [90, 20, 80, 70, 0]})
    return stats.shrunk(frame, p="share", n="asked")


def year(target=None, places=12, months_known=6, places_of=("P3",)):
    rows = [
        (f"P{p}", 2005 + y, m, 100.0 + 5 * p + 3 * ((y * p + m) % 4))
        for p in range(places)
        for y in range(5)
        for m in range(1, 13)
        if y < 4 or m <= months_known
    ]
    frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    aims = None if target is None else pl.DataFrame({"place": ["P3"], "target": [target]})
    found = stats.outlook(stats.projection(frame), aims)
    return frame.filter(pl.col("place").is_in(places_of)), found.filter(pl.col("place").is_in(places_of))


def share_of_year():
    rows = [(f"P{p}", 2005 + y, m, 60.0 + p + (y + m) % 3) for p in range(8) for y in range(5) for m in (3, 6, 9, 12)]
    frame = pl.DataFrame(rows, ["place", "year", "month", "value"], orient="row")
    frame = frame.filter((pl.col("year") < 2009) | (pl.col("month") < 9))
    found = stats.outlook(stats.carried_forward(frame), better="higher")
    return frame.filter(pl.col("place") == "P1"), found.filter(pl.col("place") == "P1")


def curve(group="arm"):
    people = pl.DataFrame({"months": [1, 3, 5, 12, 2, 6, 12, 12], "again": [1, 1, 0, 0, 1, 1, 0, 0]})
    people = people.with_columns(arm=pl.Series(["scheme"] * 4 + ["control"] * 4))
    return stats.kaplan_meier(people, "months", "again", group)


CENTRE = (30.0, 8.0)
CORNERS = ("less in", "more in", "low", "high")


def crossed(**options):
    frame = pl.DataFrame(
        {"place": list("ABCDE"), "in": [20.0, 30.0, 41.0, 33.0, None], "out": [9.0, 8.0, 5.0, 7.9, 6.0]}
    )
    words = {"x_words": "offences", "y_words": "arrests", "centre": CENTRE, "corners": CORNERS}
    return charts.quadrant(frame, x="in", y="out", **words, title="What is it?", source="Made-up figures.", **options)


def year_round():
    return pl.DataFrame({"month": [4, 5, 3], "percent": [10.0, -12.4, 0.2], "latest": [False, True, False]})


def curved(**options):
    curve = stats.lorenz(pl.DataFrame({"place": list("ABCD"), "value": [60, 20, 10, 10]}))
    return charts.lorenz(curve, held=0.123, title="What is it?", unit="offences", source="Made-up figures.", **options)


SIZE = {"size": "asked", "size_words": "people asked", "scale": 100.0}
SEASON = {"title": "What is it?", "source": "Offences. Made-up figures."}
#: One of every chart of a method, drawn in a theme when it is asked for.
DRAWN = {
    "control": lambda theme: charts.control(chart_of(), levels={"target": 95.0}, theme=theme, **WORDS),
    "funnel": lambda theme: charts.funnel(funnel_of(), chosen="B", theme=theme, **SIZE, **WORDS),
    "quadrant": lambda theme: crossed(chosen="B", theme=theme),
    "lorenz": lambda theme: curved(theme=theme),
    "season": lambda theme: charts.season(year_round(), theme=theme, **SEASON),
    "estimates": lambda theme: charts.estimates(wards(), theme=theme, **WORDS),
    "fan": lambda theme: charts.fan(*year(target=1300.0), theme=theme, **WORDS),
    "fan of a share": lambda theme: charts.fan(*share_of_year(), theme=theme, **WORDS),
    "survival": lambda theme: charts.survival(curve(), theme=theme, **WORDS),
    "survival of all": lambda theme: charts.survival(curve(None), theme=theme, **WORDS),
}


@pytest.mark.trust
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_is_valid_carries_its_words_and_fits_its_width(name, theme):
    spec = DRAWN[name](theme)
    alt.Chart.from_dict(spec, validate=True)
    json.dumps(spec, allow_nan=False)
    said = text_of(spec)
    assert "ffences" in said or name.startswith("survival")
    assert "What is it?" in said
    assert "Made-up figures." in said
    assert spec["autosize"]["type"] == "fit-x"


def test_signals_differ_in_shape_and_colour_and_stand_out_on_both_grounds():
    shapes, colours = zip(*SIGNALS.values(), strict=True)
    assert len(set(shapes)) == len(set(colours)) == 3
    assert not {"#C0392B", "#E69F00", "#2E7D32"} & set(colours)
    assert all(contrast(colour, PALETTES[theme].ground) >= 3 for colour in colours for theme in PALETTES)


def points_of(spec, shape):
    return [
        row for layer in marks_of(spec, "point") if layer["mark"].get("shape") == shape for row in rows_of(spec, layer)
    ]


@pytest.mark.parametrize(("better", "shape"), [("lower", "diamond"), ("higher", "circle"), ("neither", "square")])
def test_a_flagged_point_is_told_by_the_shape_of_its_signal_and_by_an_arrow(better, shape):
    frame = stats.xmr(pl.DataFrame({"month": months(len(RISING)), "value": RISING}), better=better)
    spec = charts.control(frame, **WORDS)
    assert [row["value"] for row in points_of(spec, shape)] == [130.0]
    assert [row["value"] for row in points_of(spec, "triangle-up")] == [130.0]
    assert next(row["words"] for layer in marks_of(spec, "text") for row in rows_of(spec, layer)) == "outside"


def test_a_month_that_is_not_known_is_not_drawn_and_a_break_starts_new_lines():
    values = [10.0, 12.0, 11.0, None, 30.0, 31.0, 29.0]
    frame = pl.DataFrame({"month": months(7), "value": values, "new": [n == 4 for n in range(7)]})
    spec = charts.control(stats.xmr(frame, breaks="new"), **WORDS)
    line = rows_of(spec, marks_of(spec, "line")[0])
    assert [(row["value"], row["segment"]) for row in line] == [(10, 1), (12, 1), (11, 1), (30, 2), (31, 2), (29, 2)]
    assert all(layer["encoding"]["detail"]["field"] == "segment" for layer in marks_of(spec, "line"))
    said = text_of(spec)
    assert "new limits" in said
    assert "trial limits" in said
    assert rows_of(spec, marks_of(spec, "rule")[0]) == [{"when": "2010-08-01", "words": "new limits"}]


def test_a_run_is_named_once_and_periods_may_be_numbers():
    values = [*[100.0, 90.0] * 8, 92.0, 94.0, 96.0, 98.0, 101.0, 103.0, 105.0]
    frame = pl.DataFrame({"quarter": range(len(values)), "share": values})
    chart = stats.xmr(frame, value="share", order="quarter", better="higher")
    spec = charts.control(chart, value="share", order="quarter", scale=0.01, levels={"target": 0.9}, **WORDS)
    words = [row["words"] for layer in marks_of(spec, "text") for row in rows_of(spec, layer)]
    assert words.count("trend") == 1
    assert "target 0.9" in words
    assert len(points_of(spec, "circle")) == 8


def test_one_point_alone_is_drawn_without_limits():
    said = text_of(charts.control(chart_of([5.0]), **WORDS))
    assert "mean 5" in said
    assert "limit 5" not in said


def test_a_funnel_names_whom_it_calls_out_and_whom_was_chosen():
    spec = charts.funnel(funnel_of(), size="asked", size_words="people asked", scale=100.0, chosen="B", **WORDS)
    assert [row["place"] for row in points_of(spec, "circle")] == ["C"]
    named = [row["words"] for layer in marks_of(spec, "text") for row in rows_of(spec, layer)]
    assert set(named[-2:]) == {"B", "C"}
    assert {"95 %", "99.8 %"} <= set(named)
    line = marks_of(spec, "line")[0]
    assert [row["size"] for row in rows_of(spec, line)] == [90.0, 100.0, 100.0, 120.0]  # E has no value
    above, under = marks_of(spec, "text")[-2:]
    assert above["mark"]["dy"] < 0 < under["mark"]["dy"]
    assert ([row["words"] for row in rows_of(spec, above)], [row["words"] for row in rows_of(spec, under)]) == (
        ["C"],
        ["B"],
    )


def test_wards_stand_by_name_with_no_direct_figure_under_the_smallest_base():
    spec = charts.estimates(wards(), **WORDS)
    ring, dot = marks_of(spec, "point")[:2]
    assert [row["ward"] for row in rows_of(spec, ring)] == ["B", "C", "E"]
    assert [row["ward"] for row in rows_of(spec, dot)] == list("ABCDE")
    assert dot["encoding"]["y"]["sort"] == list("ABCDE")
    assert next(row["own"] for row in rows_of(spec, dot) if row["ward"] == "D") == "too few"
    assert dot["encoding"]["opacity"]["condition"]["test"] == "datum.told_apart"


def test_the_fan_opens_from_this_month_to_the_interval_of_the_outlook():
    months_of, outlook = year(target=1300.0)
    spec = charts.fan(months_of, outlook, **WORDS)
    fan = rows_of(spec, marks_of(spec, "area")[0])
    row = outlook.row(0, named=True)
    assert [step["month"] for step in fan] == list(range(6, 13))
    assert fan[0]["lower"] == fan[0]["upper"] == row["to_date"]
    assert (fan[-1]["lower"], fan[-1]["projected"], fan[-1]["upper"]) == (row["lower"], row["projected"], row["upper"])
    said = text_of(spec)
    assert "target 1,300" in said
    assert "interval, which held" in said
    assert marks_of(spec, "tick")


def test_without_an_interval_the_projection_stands_alone_and_the_foot_says_why():
    spec = charts.fan(*year(places=4), **WORDS)
    assert rows_of(spec, marks_of(spec, "area")[0]) == []
    said = text_of(spec)
    assert "too little history" in said
    assert "projected" in said
    early = text_of(charts.fan(*year(months_known=2), **WORDS))
    assert "too early in the year" in early
    assert "projected 1" not in early


def test_a_share_is_not_added_up():
    months_of, outlook = share_of_year()
    spec = charts.fan(months_of, outlook, **WORDS)
    this_year = marks_of(spec, "line")[-1]
    assert [row["value"] for row in rows_of(spec, this_year)] == months_of.filter(pl.col("year") == 2009)[
        "value"
    ].to_list()
    assert "added up" not in text_of(spec)


def test_words_at_the_end_of_a_fan_stand_apart_however_far_it_opens_downwards():
    months_of, outlook = share_of_year()
    spec = charts.fan(months_of, outlook.with_columns(lower=pl.col("projected") - 20), **WORDS)
    ends = sorted(row["value"] for row in rows_of(spec, marks_of(spec, "text")[-1]))
    assert len(ends) == 2
    assert ends[1] - ends[0] >= 16 * 20 / 250


def test_a_curve_stands_from_nothing_to_all_with_the_numbers_at_risk():
    spec = charts.survival(curve(), chosen="scheme", every=3.0, **WORDS)
    counted = [
        [row["words"] for row in rows_of(spec, layer)]
        for layer in marks_of(spec, "text")
        if all("time" in row and "group" in row and "value" not in row for row in rows_of(spec, layer))
    ]
    assert counted == [["4", "3", "3", "2", "2"], ["4", "3", "1", "1", "1"]]  # control, then scheme
    lines = {row["group"]: layer["mark"]["color"] for layer in marks_of(spec, "line") for row in rows_of(spec, layer)}
    assert lines == {"scheme": PALETTES["light"].chosen, "control": PALETTES["light"].edge}
    assert marks_of(spec, "point")[0]["encoding"]["y"]["scale"]["domain"] == [0, 100]
    assert all(row["lower"] is not None for layer in marks_of(spec, "area") for row in rows_of(spec, layer))


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda: charts.control(chart_of([None, None]), **WORDS), "a point that is known"),
        (lambda: charts.funnel(funnel_of().head(0), size="asked", size_words="asked", **WORDS), "a place with a value"),
        (lambda: charts.estimates(wards().head(0), **WORDS), "a ward with one"),
        (lambda: charts.fan(*year(places_of=("P2", "P3")), **WORDS), "one place"),
        (lambda: charts.fan(year(places_of=("P2", "P3"))[0], year()[1], **WORDS), "one place"),
        (lambda: charts.fan(year()[0].with_columns(value=pl.lit(None, pl.Float64)), year()[1], **WORDS), "a month"),
        (lambda: charts.survival(curve(None).head(0), **WORDS), "somebody"),
    ],
)
def test_a_chart_of_nothing_is_refused(draw, says):
    with pytest.raises(ValueError, match=says):
        draw()


def test_labels_are_kept_apart_and_numbers_short():
    moved = apart([{"value": 10.0}, {"value": 10.1}, {"value": 50.0}], 100.0, 160)
    assert [row["value"] for row in moved] == [10.0, 20.0, 50.0]
    assert [brief(number) for number in (1234.5, 99.95, 0.1234)] == ["1,234", "100", "0.123"]


def words_of(spec):
    return [row["words"] for layer in marks_of(spec, "text") for row in rows_of(spec, layer) if "words" in row]


def test_a_quadrant_shows_those_with_both_figures_and_names_the_chosen_and_the_farthest():
    spec = crossed(chosen="B")
    rings = {row["place"] for layer in marks_of(spec, "point") for row in rows_of(spec, layer)}
    assert rings == {"A", "B", "C", "D"}
    assert {"A", "B", "C"} <= set(words_of(spec))
    assert set(CORNERS) <= set(words_of(spec))
    rules = [row for layer in marks_of(spec, "rule") for row in rows_of(spec, layer)]
    assert {(row["x"], row["value"]) for row in rules} == {CENTRE}


def test_names_that_would_touch_are_left_to_the_tips():
    names = [f"Borough {n}" for n in range(8)]
    close = pl.DataFrame({"place": names, "in": [30.0 + n / 100 for n in range(7)] + [90.0], "out": [8.0] * 7 + [30.0]})
    spec = charts.quadrant(
        close, title="T", x="in", y="out", x_words="a", y_words="b", centre=CENTRE, corners=CORNERS, chosen="Borough 3"
    )
    assert set(words_of(spec)) - set(CORNERS) == {"Borough 3", "Borough 7"}


def test_answers_part_at_the_middle_of_the_middle_answer_and_fill_the_whole():
    for theme in ("light", "dark"):
        alt.Chart.from_dict(answered(theme=theme), validate=True)
    spec = answered()
    bars = rows_of(spec, marks_of(spec, "bar")[0])
    for title, shares in ANSWERED.items():
        mine = {row["answer"]: row for row in bars if row["question"] == title}
        assert mine["Neither"]["from"] == -mine["Neither"]["to"] == -shares[3] / 2
        assert mine["Worst"]["from"] == -(sum(shares[4:]) + shares[3] / 2)
        assert mine["Best"]["to"] == sum(shares[:3]) + shares[3] / 2
    assert "are dissatisfied, more than with any other stage" in text_of(spec)


def test_a_lorenz_curve_begins_at_nothing_ends_at_all_and_names_the_share_of_the_highest():
    spec = curved()
    line = rows_of(spec, marks_of(spec, "line")[0])
    assert [(row["x"], row["value"]) for row in line] == [(0, 0), (25, 60), (50, 80), (75, 90), (100, 100)]
    assert words_of(spec) == ["12.3 %"]


def test_a_season_says_each_month_with_its_sign():
    spec = charts.season(year_round(), title="T")
    assert [row["said"] for row in rows_of(spec, marks_of(spec, "bar")[0])] == ["+10 %", "−12 %", "0 %"]


def crossed_without():
    nothing = pl.DataFrame({"place": ["A"], "in": [None], "out": [1.0]}, schema_overrides={"in": pl.Float64})
    words = {"x_words": "a", "y_words": "b", "centre": CENTRE, "corners": CORNERS}
    return charts.quadrant(nothing, title="T", x="in", y="out", **words)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.lorenz(stats.lorenz(pl.DataFrame({"place": ["A"], "value": [0]})), title="T", unit="u"),
        lambda: charts.season(year_round().clear(), title="T"),
        crossed_without,
    ],
)
def test_a_chart_without_what_it_needs_is_refused(draw):
    with pytest.raises(ValueError, match="needs"):
        draw()


def test_names_of_rules_stand_on_no_other_and_the_newest_is_named():
    values = [100.0, 90.0] * 8 + [130.0, 131.0, 95.0, 132.0, 94.0, 133.0, 134.0, 135.0]
    frame = stats.xmr(pl.DataFrame({"month": months(len(values)), "value": values}))
    drawn = points(frame, "month", "value", 1.0)
    spec = charts.control(frame, **WORDS)
    named = [row for layer in marks_of(spec, "text") for row in rows_of(spec, layer) if "up" in row]
    spots = dict(zip((row["when"] for row in drawn), _spots(drawn, 210 / span(drawn, {})), strict=True))
    boxes = [_box(spots[row["when"]], row["words"], row["beside"], up=row["up"]) for row in named]
    assert len(boxes) > 1
    assert not any(_touch(one, other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])
    runs = [row["when"] for before, row in pairwise(drawn) if row["rule"] and row["rule"] != before["rule"]]
    assert runs[-1] in {row["when"] for row in named}
