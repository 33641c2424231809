"""A pack before it has a form: titles, words, figures, tables, charts and maps, in sections.

A document is made from results and in their words, so that paper and screen cannot differ; it knows neither PDF nor
slides nor sheets. Each writer takes one document and gives one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

#: The protective marking where no other is asked for.
MARKING = "NOT PROTECTIVELY MARKED"


@dataclass(frozen=True)
class Words:
    """A paragraph in plain text: no Markdown and no markup, so that what people typed stays what they typed.

    `kind` is "lead" for the sentence that a section opens with, "body", "note" for small print, or "typed" for what
    somebody wrote down (a reason, a decision), whom `by` names.
    """

    text: str
    kind: Literal["lead", "body", "note", "typed"] = "body"
    by: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure as the screen's cards show it: label, value, change on a year before, and its signal in words."""

    label: str
    value: str
    change: str = ""
    signal: str = ""


@dataclass(frozen=True)
class Figures:
    """A few figures that stand side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """A table of texts and numbers, with its finding as title.

    `rows` are as the screen shows them; `numbers`, where there are any, hold the numbers behind columns of texts by the
    same names and in the same order, for a sheet's typed cells. `notes` say what it means: definition and caveats.
    """

    title: str
    rows: pl.DataFrame
    source: str
    numbers: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """What a native chart draws: a name, and a value or nothing to each of the plot's categories.

    One that `goes_on` is the line before it after a break, in the same stroke: no line joins what is counted anew. One
    with a `mark`, its shape and colour, has no line: it is the unusual points, marked as the screen does.
    """

    name: str
    values: tuple[float | None, ...]
    marked: bool = False
    goes_on: bool = False
    mark: tuple[str, str] | None = None


@dataclass(frozen=True)
class Plot:
    """The data of a chart that a slide draws as its own: lines, bars of places, shares of a hundred, or points.

    `across` says what the categories count where they are bare numbers; `chosen` is the category that stands out.

    Of points the categories are their names, and the first series says where each of them stands along, in what
    `across` counts. The others stand upright: a marked one and those with a mark are points, any other is a line.
    `named` are the points whose names stand beside them where there is room, the chosen one's before all; `centre` is
    where the lines that cut the plot in four cross.
    """

    kind: Literal["lines", "bars", "shares", "points"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    across: str = ""
    chosen: str = ""
    named: tuple[str, ...] = ()
    centre: tuple[float, float] | None = None


@dataclass(frozen=True)
class Chart:
    """A chart: its Vega-Lite description for paper, its data for a slide, its table for a sheet and for who cannot see.

    `spec` is what `tp_metrics.charts` gives in the light theme, `alt` the words of it.
    """

    title: str
    spec: Mapping[str, Any]
    plot: Plot
    rows: pl.DataFrame
    source: str
    alt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Map:
    """A map of places: outlines with a colour each, and the legend that says what the colours mean.

    `svg` is a whole picture, drawn as vectors; `rows` its table, `alt` the words of it.
    """

    title: str
    svg: str
    rows: pl.DataFrame
    source: str
    alt: str
    notes: tuple[str, ...] = ()


Block = Words | Figures | Table | Chart | Map


@dataclass(frozen=True)
class Section:
    """A part of a pack that begins on a page, slide or sheet of its own.

    Of level 2 it belongs to the one before, and begins a page only where what is left of one has no room for it.

    `front` is how many of its blocks are shown at its place in a meeting; slides have the others in an appendix.
    """

    title: str
    blocks: tuple[Block, ...]
    level: Literal[1, 2] = 1
    front: int | None = None


@dataclass(frozen=True)
class Document:
    """A whole pack.

    Attributes:
        kind: which pack it is: spr, kprm, borough, exceptions, justice or view.
        title, subtitle: what stands on its front.
        edition, as_at: the id of the edition and its day; `cut` says the data cut in words.
        marking: the protective marking that each page bears.
        demonstration: the words for data that are made up, wholly or in part; empty for real ones.
        filters: what was chosen, as name and value.
        definitions: each measure that occurs, with what it counts and its caveats.
        sections: its parts, in order.
    """

    kind: str
    title: str
    subtitle: str
    edition: str
    as_at: date
    cut: str
    marking: str
    demonstration: str
    filters: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(default=())
