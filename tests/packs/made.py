"""Documents that tests of the writers write: of the demonstration's results, and hostile ones made by hand."""

from __future__ import annotations

from datetime import date

import polars as pl

import tp_metrics as tp
from tp_metrics.packs import Chart, Document, Figure, Figures, Map, Plot, Section, Series, Table, Words

#: A borough that nobody should call so, and a comment that somebody may well write.
BOROUGH = '=HYPERLINK("x")<script>'
COMMENT = ("لا توجد شرطة كافية في الشارع 🚓🙂 " * 170)[:5000]


def document(*sections: Section, **changes: object) -> Document:
    """A document of sections, with all that stands around them."""
    around: dict[str, object] = {
        "kind": "spr",
        "title": "Strategic performance review",
        "subtitle": "Territorial Policing, April to December 2010",
        "edition": "2010-12-31",
        "as_at": date(2010, 12, 31),
        "cut": "data cut 31 Dec 2010",
        "marking": "RESTRICTED",
        "demonstration": "Demonstration data",
        "filters": (("Place", "TP"), ("Window", "Performance year to date")),
        "definitions": (("Robbery", "Robberies recorded. Personal and of businesses."),),
    }
    return Document(**{**around, **changes}, sections=sections)  # type: ignore[arg-type]


SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400" viewBox="0 0 600 400">'
    '<rect width="600" height="400" fill="#9DB8D9"/><path d="M10 10L300 390L590 10Z" fill="#1D4F91"/></svg>'
)


def of_the_demonstration(edition: str = "2010-12-31") -> Document:
    """A review of the demonstration's figures: scorecard, cards, line, bars, answers, boroughs and a map."""
    opened, asked = tp.edition(edition), tp.Selection(edition=edition)
    lines = tp.review.scorecard(opened, asked)
    boroughs = tp.result("robbery", tp.Selection(edition=edition, by=("borough",)))
    months = tp.trend("robbery", asked)
    confidence = tp.trend("good_job", tp.spoken("good_job", asked), by="rolling 12 months", count=14)
    source = tp.words.source_line(boroughs)
    scorecard = Table(
        "Where we stand",
        tp.words.scorecard_table(lines).drop("36 months"),
        tp.words.sources_line([line.result for line in lines]),
        tp.words.scorecard_numbers(lines),
        (tp.words.SIGNAL_KEY,),
    )
    cards = Figures(
        tuple(
            Figure(
                line.result.measure.title,
                tp.words.value(line.result.figure, line.result.measure),
                tp.words.changed(line.result),
                tp.words.signal_mark(line.result),
            )
            for line in lines[:10]
        )
    )
    return document(
        Section("Where we stand", (Words(" ".join(tp.words.headline_sentences(lines)), "lead"), scorecard)),
        Section("The first figures", (Words("Those that the meeting opens with.", "note"), cards)),
        Section("Robbery", (line_chart(months), bar_chart(boroughs), boroughs_table(boroughs, source))),
        Section("Confidence", (line_chart(confidence),), 2),
        Section("On the map", (map_of(boroughs, source), Words("Seen, and left.", "typed", "Cmdr A. Name"))),
    )


def line_chart(result: tp.Result) -> Chart:
    """The line of a result with the year before."""
    rows = sorted((one for one in result.figures if one.value is not None), key=lambda one: str(one.last_day))
    plot = Plot(
        "lines",
        tuple(tp.words.period(one) for one in rows),
        (
            Series(result.measure.title, tuple(one.value for one in rows), marked=True),
            Series("A year before", tuple(one.previous for one in rows)),
        ),
        result.measure.unit,
    )
    return Chart(
        tp.words.trend_title(result),
        tp.charts.trend(result),
        plot,
        tp.words.months_table(result),
        tp.words.source_line(result),
        tp.words.trend_alt(result),
        tuple(tp.words.caveats(result)),
    )


def bar_chart(result: tp.Result) -> Chart:
    """The boroughs of a result, Croydon marked."""
    rows = tp.words.ranked(result)
    marked = tuple(one.value if one.place == "Croydon" else None for one in rows)
    others = tuple(None if one.place == "Croydon" else one.value for one in rows)
    plot = Plot(
        "bars",
        tuple(one.place for one in rows),
        (Series("Croydon", marked, marked=True), Series("Other boroughs", others)),
        result.measure.unit,
    )
    return Chart(
        tp.words.bars_title(result) if hasattr(tp.words, "bars_title") else "Robbery by borough",
        tp.charts.bars(result, chosen="E09000008"),
        plot,
        tp.words.places_table(result),
        tp.words.source_line(result),
        tp.words.bars_alt(result),
    )


def boroughs_table(result: tp.Result, source: str) -> Table:
    """The table of boroughs."""
    return Table("Robbery, borough by borough", tp.words.places_table(result), source)


def map_of(result: tp.Result, source: str) -> Map:
    """A picture in the place of a map."""
    return Map("Robbery on the map", SQUARE, tp.words.places_table(result), source, "Boroughs by robberies")


def hostile() -> Document:
    """Everything that somebody may type, where figures, names and words stand."""
    names = [
        BOROUGH,
        "+1",
        "-2+3",
        "@SUM(A1)",
        "https://example.org/?a=1&b=<2>",
        "mailto:a@example.org",
        "\x00\x07bell",
    ]
    rows = pl.DataFrame(
        {
            "Borough": names,
            "Offences": [1234, 0, None, 5, 6, 7, -8],
            "Change, %": [-1.25, 0.04, -0.04, None, 62.5, 0.0, 12.0],
            "Comment": [COMMENT, None, "", "two\nlines", "=1+1", "_x0041_", "'quoted"],
        }
    )
    plot = Plot("bars", tuple(names), (Series("=1+1", (1.0, 2.0, None, 4.0, 5.0, 6.0, 7.0), marked=True),), "offences")
    two = (Series("=1+1", tuple(map(float, range(7)))), Series("=1+2", tuple(map(float, range(7))), marked=True))
    points = Plot("points", tuple(names), two, BOROUGH, BOROUGH, BOROUGH, tuple(names), (3.0, 3.0))
    return document(
        Section(BOROUGH, (Words(COMMENT, "typed", BOROUGH), Table(BOROUGH, rows, BOROUGH))),
        Section(BOROUGH, (Chart(BOROUGH, {}, plot, rows, BOROUGH, BOROUGH, (COMMENT,)),)),
        Section("Points", (Chart(BOROUGH, {}, points, rows, BOROUGH, BOROUGH),)),
        Section("[]:*?/\\ a name of a sheet that is far longer than thirty-one characters", (Words(BOROUGH),)),
        Section("", ()),
        title=BOROUGH,
        subtitle=BOROUGH,
        marking=BOROUGH,
        filters=((BOROUGH, BOROUGH),),
        definitions=((BOROUGH, COMMENT),),
    )
