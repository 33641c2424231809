"""The declaration of a measure: a numerator over a denominator, with the words that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import narwhals as nw

Kind = Literal["count", "proportion", "ratio", "stock", "published", "quotient"]
Better = Literal["higher", "lower", "neither"]
Disclosure = Literal["none", "5", "base"]

KINDS: tuple[Kind, ...] = ("count", "proportion", "ratio", "stock", "published", "quotient")
THEMES = ("confidence", "satisfaction", "priority crime", "demand", "workforce", "productivity", "justice")
UNITS = (
    *("offences", "per cent", "officers", "people", "households", "calls", "stops", "incidents", "FTE", "headcount"),
    *("arrests", "detections", "interventions", "cases"),
    *("records", "reports"),
)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure: what a record adds to its numerator and denominator, and the words to read it by.

    Attributes:
        title: the measure's name as a meeting says it, sentence case.
        why: one sentence on why it matters.
        theme: one of THEMES.
        kind: one of KINDS; see architecture.md.
        table: the record table that it counts; empty for a quotient.
        sources: names of the sources that may answer, in order of preference.
        numerator: Narwhals expression on a record; null where the record does not count.
        denominator: the same; for a count it is left out (each counted record), for a stock likewise, unless zero is a
            strength too: it is then 1 for each record that says one.
        of: for a quotient, the ids of the two measures: above and below the line.
        unit: what the value counts, or "per cent".
        better: which way is good.
        window: the kind of window it is read in when no other is asked for or can be tiled.
        groups: dimension name → Narwhals expression that gives the category of a record.
        group_levels: the levels at which its groups are kept; all of them where none is named.
        rate: the id of the stock by which the count is divided for its rate twin, with `per` of them.
        smallest_base: below this base (effective number of answers) the value is null.
        disclosure: "none", "5" (counts under five are withheld) or "base".
        weighted: True where a record is an answer and its weight the denominator: the base is then Kish's.
        standing: True for a stock of one figure a performance year, read at the year in which the window ends.
        cohort: True where it is counted from people followed one by one, as known at the edition's day: it is
            counted over the whole cohort, or by few events a month, and screened for no signal.
        pilot: True where it is counted in the few places of a pilot that is being built up: it is not screened.
        optional: True where a source may leave out what is counted: a period in which it gives none anywhere is not
            known, rather than zero.
        overlaps: True where its records are also counted elsewhere, so that it is never added to others.
        caveats: sentences that stand beside every figure.
        example: records (column → values) and the value that they give.
        reviewed: month in which the definition was last read against its source.
        id: the measure's file name; filled in by the catalogue.
    """

    title: str
    why: str
    theme: str
    kind: Kind
    unit: str
    better: Better
    window: str
    reviewed: str
    table: str = ""
    sources: tuple[str, ...] | list[str] = ()
    numerator: nw.Expr | None = None
    denominator: nw.Expr | None = None
    of: tuple[str, str] | None = None
    groups: Mapping[str, nw.Expr] = field(default_factory=dict)
    group_levels: tuple[str, ...] | list[str] = ()
    rate: str | None = None
    per: int = 1
    smallest_base: int = 0
    disclosure: Disclosure = "none"
    weighted: bool = False
    standing: bool = False
    cohort: bool = False
    pilot: bool = False
    optional: bool = False
    overlaps: bool = False
    caveats: tuple[str, ...] | list[str] = ()
    example: tuple[Mapping[str, list[Any]], float] | None = None
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that could not be computed."""
        if self.kind not in KINDS:
            raise ValueError(f"{self.title}: '{self.kind}' is no kind of measure; there are {', '.join(KINDS)}")
        if self.theme not in THEMES:
            raise ValueError(f"{self.title}: '{self.theme}' is no theme; there are {', '.join(THEMES)}")
        if self.better not in ("higher", "lower", "neither"):
            raise ValueError(f"{self.title}: better is 'higher', 'lower' or 'neither', not '{self.better}'")
        if (self.kind == "quotient") != (self.of is not None):
            raise ValueError(f"{self.title}: a quotient, and only a quotient, names the two measures that it is of")
        if self.kind not in ("quotient", "published") and (self.numerator is None or not self.table):
            raise ValueError(f"{self.title}: a {self.kind} needs a table and a numerator")
        if self.kind in ("proportion", "ratio") and self.denominator is None:
            raise ValueError(f"{self.title}: a {self.kind} needs a denominator")

    @property
    def factor(self) -> float:
        """What numerator over denominator is multiplied by to be in the measure's unit."""
        return 100.0 if self.unit == "per cent" else float(self.per)

    def named(self, name: str) -> Measure:
        """The same measure under the id that its file name gives."""
        return replace(self, id=name)
