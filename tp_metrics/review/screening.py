"""Every place × measure screened at once: what is unusual, and what has clearly changed on a year before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results import Breakdowns, Selection, breakdowns, edition_in
from tp_metrics.results.events import unlike
from tp_metrics.results.judging.series import asked_series, drawn, ready
from tp_metrics.review.kept import kept
from tp_metrics.stats import (
    discoveries,
    dispersions,
    expected_false_alarms,
    latest_signal,
    p_value,
    rates_z,
)

#: What a meeting is asked to look at: no strengths, and no rate beside its count.
THEMES = ("confidence", "satisfaction", "priority crime", "demand", "productivity", "justice")
#: The false discovery rate within which changes are listed.
RATE = 0.10

SCREENED = (
    "measure",
    "code",
    "place",
    "level",
    "window",
    "value",
    "previous",
    "change",
    "change_percent",
    "p",
    "discovered",
    "signal",
    "rule",
    "direction",
    "since",
    "effect",
    "way",
)


@dataclass(frozen=True)
class Screen:
    """What screening found.

    Attributes:
        rows: one to each place and measure with a figure, in the columns of SCREENED; `way` is "concern",
            "improvement" or "neutral" by the measure's own direction where the row is an exception, else null;
            `effect` is the size of the change in events or people, by which exceptions are ranked.
        charts: how many control charts were judged, and `expected` false alarms among their latest points.
        tested: how many changes were tested; those discovered hold at most a tenth of false ones.
    """

    rows: pl.DataFrame
    charts: int
    expected: float
    tested: int

    @property
    def exceptions(self) -> pl.DataFrame:
        """The exceptions, the largest effect first."""
        return self.rows.filter(pl.col("way").is_not_null()).sort("effect", descending=True, nulls_last=True)


def screened_measures(edition: Edition, themes: tuple[str, ...] = THEMES) -> list[Measure]:
    """The measures of an edition that are screened, in the order of the catalogue."""
    return [
        one
        for one in catalogue().values()
        if one.theme in themes
        and one.kind != "stock"
        and not one.cohort
        and not one.pilot
        and not one.id.endswith("_rate")
        and edition.holds(one.of[0] if one.of else one.id)
        and (one.of is None or edition.holds(one.of[1]))
    ]


def title_of(measure: str) -> str:
    """The title of a measure by its id."""
    return catalogue()[measure].title


def measure_of(name: str) -> Measure:
    """A measure by its id."""
    return catalogue()[name]


def screen(edition: Edition, selection: Selection, level: str = "borough") -> Screen:
    """Every measure at every place of a level within the selection's place, over its window; kept for the edition.

    A place is an exception where its control chart's latest point is flagged, or where its change on a year before is
    a discovery among all that were tested. Raises what `result` raises.
    """
    asked = replace(selection, edition=edition.id, by=() if level == "tp" else (level,))
    return _screened(edition.folder, asked, level)


@kept
def _screened(folder: Path, selection: Selection, level: str) -> Screen:
    edition = edition_in(folder)
    measures, found = screened_measures(edition), screened_places(edition, selection)
    valued = sorted(found.rows.filter(pl.col("value").is_not_null())["number"].unique())
    answered = [(measures[number], window) for number in valued if (window := found.windows[number])]
    if not answered:
        return Screen(pl.DataFrame(schema=dict.fromkeys(SCREENED)), 0, 0.0, 0)
    asked = [(one.id, _series_of(selection, one, level, window)) for one, window in answered]
    now = _named(found.rows, measures)
    months = _named(breakdowns(edition, asked).rows, [one for one, _ in answered])
    charts = drawn(ready(folder, {one.id: one for one, _ in answered}, months))
    judged = latest_signal(charts, ["measure", "code"], order="first_day", value="plotted")
    signals = judged.select("measure", "code", "signal", "rule", "direction", "since")
    rows = _changes(folder, now, months).join(signals, on=["measure", "code"], how="left", maintain_order="left")
    rows = rows.with_columns(discovered=discoveries(pl.col("p"), rate=RATE)).with_columns(way=_way())
    return Screen(
        rows=rows.select(SCREENED),
        charts=signals.height,
        expected=expected_false_alarms(signals.height),
        tested=rows["p"].count(),
    )


def screened_places(edition: Edition, selection: Selection) -> Breakdowns:
    """The breakdown of every measure that is screened, in their order; kept for the edition."""
    return _places(edition.folder, replace(selection, edition=edition.id))


@kept
def _places(folder: Path, selection: Selection) -> Breakdowns:
    edition = edition_in(folder)
    return breakdowns(edition, [(one.id, selection) for one in screened_measures(edition)])


def _named(rows: pl.DataFrame, measures: list[Measure]) -> pl.DataFrame:
    """Rows of breakdowns with the id of the measure that each is of."""
    return rows.with_columns(pl.Series("measure", [one.id for one in measures], pl.String).gather(rows["number"]))


def _series_of(selection: Selection, measure: Measure, level: str, window: periods.Window) -> Selection:
    """The months (or quarters) of every place of the level that the selection holds."""
    asked = asked_series(replace(selection, by=()), measure, "tp" if level == "tp" else level, "TP", window.last)
    return replace(asked, place=selection.place)


def _changes(folder: Path, now: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """The places of all measures with the p-value of their change on a year before, and the size of its effect.

    `months` are those (or the quarters) of the same measures. All of them are reckoned in one go.
    """
    firm = months.filter(~pl.col("provisional")).sort("measure", "code", "first_day")
    # φ of a share is its sample's own; of counts, and of what is counted over officers, the place's history tells it.
    spread = dispersions(firm, "numerator", ["measure", "code"])
    named = [catalogue()[name] for name in now["measure"].unique()]
    told = [(one.id, one.better, one.kind, one.factor) for one in named]
    about = pl.DataFrame(told, schema=("measure", "better", "kind", "factor"), orient="row")
    whole = now.filter(pl.col("value").is_not_null())
    whole = whole.join(about, on="measure", maintain_order="left")
    whole = whole.join(spread, on=["measure", "code"], how="left", maintain_order="left")
    # The score has a column of its own: within another expression it is reckoned as often as it stands there.
    return whole.with_columns(_alike(folder, whole), z=_z()).select(
        "measure",
        "better",
        *("code", "place", "level", "window", "value", "previous", "change", "change_percent"),
        p=pl.when("alike").then(p_value(pl.col("z"))).cast(pl.Float64),
        effect=_effect().abs().cast(pl.Float64),
    )


def _alike(folder: Path, rows: pl.DataFrame) -> pl.Series:
    """Of each row whether it can be held against the year before."""
    asked = rows.select("measure", "code", "first_day", "last_day", pl.col("change").is_not_null()).iter_rows()
    return pl.Series("alike", [not (changed and unlike(folder, *days)) for *days, changed in asked], pl.Boolean)


def _z() -> pl.Expr:
    """The standard score of the change on a year before, by the kind of measure."""
    phi, one, factor = pl.col("phi").fill_null(1.0), pl.lit(1.0), pl.col("factor")
    n1, n0 = pl.col("base"), pl.col("base_before")
    p1, p0 = pl.col("value") / factor, pl.col("value_before") / factor
    pooled = (p1 * n1 + p0 * n0) / (n1 + n0)
    shares = (p1 - p0) / (pooled * (1 - pooled) * (1 / n1 + 1 / n0)).sqrt()
    sums = (pl.col(name) for name in ("numerator", "denominator", "numerator_before", "denominator_before"))
    return (
        pl.when(pl.col("kind") == "count")
        .then(rates_z(pl.col("value"), one, pl.col("previous"), one, dispersion=phi))
        .when(pl.col("kind") == "proportion")
        .then(shares)
        .otherwise(rates_z(*sums, dispersion=phi))
    )


def _effect() -> pl.Expr:
    """The size of a change in events, or in answers: points × those who were asked, excess × those who deal with it."""
    kind = pl.col("kind")
    resting = pl.when(kind == "proportion").then("base").otherwise("denominator")
    return pl.when(kind == "count").then("change").otherwise(pl.col("change") / pl.col("factor") * resting)


def _way() -> pl.Expr:
    """What an exception is, by its chart where that is flagged and by its change otherwise; null for none."""
    better = pl.col("better")
    up = pl.when(better == "higher").then(pl.lit("improvement")).otherwise(pl.lit("concern"))
    down = pl.when(better == "higher").then(pl.lit("concern")).otherwise(pl.lit("improvement"))
    by_change = pl.when(better == "neither").then(pl.lit("neutral")).when(pl.col("change") > 0).then(up).otherwise(down)
    flagged = pl.col("rule").is_not_null()
    return pl.when(flagged).then(pl.col("signal")).when(pl.col("discovered")).then(by_change)
