"""The months (of a survey, the quarters) of a measure as control charts, and the runs of points that they flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.events import around, breaking, edition_in
from tp_metrics.results.keeping import Batch
from tp_metrics.results.selection import Figure, Selection
from tp_metrics.results.together import breakdowns
from tp_metrics.stats import Pattern, laney_p, laney_u, pattern, seasonally_adjusted, xmr

#: How far back a chart goes: three years of months, five of quarters, less where the source begins later.
MONTHS, QUARTERS = 36, 20
#: The columns of a chart beside its place and period.
LIMITS = ("mean", "lower", "upper", "near_lower", "near_upper")
_POINT = ("measure", "code", "place", "first_day", "last_day", "value", "plotted", "segment")
CHART = (*_POINT, *LIMITS, "rule", "direction", "signal", "trial")

#: How many selections' charts are kept, the latest drawn.
KEPT = 512

STOCK = "A strength moves slowly from month to month: no chart signal is drawn from it."
READY_MADE = "The source prints it ready made over windows that overlap: no chart signal can be drawn."
TOO_FEW = "There are too few months with a figure for a chart."
RARE = "There is less than one a month, or too few months with a figure: no chart signal can be drawn."
#: Events a month below which a place has no chart: where most months are 0 the usual variation is none, and 0 itself
#: would lie outside it.
LEAST_A_MONTH = 1


@dataclass(frozen=True)
class Run:
    """Points in a row that one rule of the control chart flags.

    Attributes:
        rule: "outside", "trend", "two of three" or "shift".
        direction: "rise" or "fall".
        signal: "improvement", "concern" or "neutral", by the measure's own direction.
        since, until: first day of the first and last day of the last flagged period.
        segment: which stretch between dated breaks it lies in, from 1; no run spans a break.
    """

    rule: str
    direction: str
    signal: str
    since: date
    until: date
    segment: int = 1


def why_no_chart(measure: Measure, figure: Figure) -> str:
    """Why no control chart could be drawn of a figure's measure and place."""
    if measure.kind == "stock":
        return STOCK
    ready_made = measure.kind in ("proportion", "ratio", "published") and figure.base is None
    return READY_MADE if ready_made else RARE if measure.kind in ("count", "quotient") else TOO_FEW


def charts(folder: Path, name: str, selection: Selection) -> pl.DataFrame:
    """The control charts of every place of a selection's breakdown, in the columns of CHART, in one reckoning; kept.

    `value` is the period's own figure in the measure's unit; `plotted`, the mean and the limits are what the chart
    judges: of counts and of what is divided by people, in an average month and freed of the season, which the places
    of one level share; of shares and ratios the figure itself, by p′ and u′. Provisional periods are left out. Empty
    where no chart can be drawn, as of counts of less than one a month.
    """
    return draw(folder, [(name, selection)])[name, selection]


def draw(folder: Path, wanted: Sequence[tuple[str, Selection]]) -> dict[tuple[str, Selection], pl.DataFrame]:
    """The charts of several measures, by id and selection; those of them that are not kept are drawn in one reckoning.

    One reckoning takes as long for forty measures as for one.
    """
    return {key[1:]: chart for key, chart in _charts.of((folder, *one) for one in wanted).items()}


def _drawn_anew(new: Sequence[tuple[Path, str, Selection]]) -> list[pl.DataFrame]:
    (folder,) = {one[0] for one in new}
    rows = breakdowns(edition_in(folder), [one[1:] for one in new]).rows
    # Two selections of one measure are told apart by their number, as if they were two measures.
    measures = {str(number): catalogue()[name] for number, (_, name, _) in enumerate(new)}
    chart = drawn(ready(folder, measures, rows.with_columns(measure=pl.col("number").cast(pl.String))))
    parts = chart.partition_by("measure", as_dict=True)
    nothing = chart.clear()
    return [
        parts.get((str(number),), nothing).with_columns(measure=pl.lit(name)) for number, (_, name, _) in enumerate(new)
    ]


_charts = Batch(KEPT, _drawn_anew)


def ready(folder: Path, measures: Mapping[str, Measure], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of measures by place and period, ready to be charted; `measure` says which of `measures` a row is of.

    Only places with a figure; `method` ("shares", "ratios", "counts", or null for none), `better`, `factor`, `broken`
    (whether a dated event breaks the series there) and `alone` (whether its measure has no other place) are added, and
    provisional figures made null.
    """
    known = rows.filter(pl.col("value").is_not_null().any().over("measure", "code"))
    firm = known.with_columns(pl.when(~pl.col("provisional")).then(pl.col("value", "numerator", "denominator", "base")))
    counts = firm.group_by("measure").agg(
        pl.col("value", "base", "numerator").count(), places=pl.col("code").n_unique()
    )
    told = [
        (key, _method(measures[key], value, base, numerator), measures[key].better, measures[key].factor, places == 1)
        for key, value, base, numerator, places in counts.iter_rows()
    ]
    shape = {"measure": pl.String, "method": pl.String, "better": pl.String, "factor": pl.Float64, "alone": pl.Boolean}
    about = pl.DataFrame(told, schema=shape, orient="row")
    return firm.with_columns(_breaks(folder, measures, firm)).join(about, on="measure", maintain_order="left")


def _method(measure: Measure, values: int, bases: int, numerators: int) -> str | None:
    """How months of which so many have a value, a base and a numerator are charted; None for not at all."""
    if values < 2:
        return None
    if measure.kind == "proportion" and bases:
        return "shares"
    if measure.kind == "ratio" and numerators:
        return "ratios"
    return "counts" if measure.kind in ("count", "quotient") else None


def drawn(whole: pl.DataFrame) -> pl.DataFrame:
    """The control charts of what `ready` gives, of any number of measures at once, in the columns of CHART."""
    series = ["measure", "code"]
    told: dict[str, Any] = {"order": "first_day", "series": series, "breaks": "broken", "better": "better"}
    parts = []
    for method in whole["method"].drop_nulls().unique(maintain_order=True):
        rows = whole.filter(pl.col("method") == method)
        if method == "shares":
            shares = rows.with_columns(answered=pl.col("value") / pl.col("factor") * pl.col("base"))
            chart = _in_unit(laney_p(shares.rename({"value": "own"}), "answered", "base", **told))
        elif method == "ratios":
            chart = _in_unit(laney_u(rows.rename({"value": "own"}), "numerator", "denominator", **told))
        else:
            adjusted = pl.concat(_adjusted(one, series) for _, one in rows.group_by("alone", maintain_order=True))
            chart = xmr(adjusted.filter(_often(series)), value="adjusted", **told).with_columns(plotted="adjusted")
        parts.append(chart.filter(pl.col("value").is_not_null()).select(CHART))
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(CHART))


def _often(series: list[str]) -> pl.Expr:
    """Whether what is counted happens often enough to be charted by month; so does what has no count of its own."""
    return pl.col("numerator").mean().over(series).fill_null(LEAST_A_MONTH) >= LEAST_A_MONTH


def _adjusted(rows: pl.DataFrame, series: list[str]) -> pl.DataFrame:
    """Counts freed of the season, which places beside one another share; a place alone has its own."""
    shared = None if rows["alone"][0] else "measure"
    return seasonally_adjusted(rows, month="first_day", series=series, shared=shared)


def _in_unit(chart: pl.DataFrame) -> pl.DataFrame:
    return chart.with_columns(pl.col("value", *LIMITS) * pl.col("factor")).with_columns(plotted="value")


def _breaks(folder: Path, measures: Mapping[str, Measure], rows: pl.DataFrame) -> pl.Series:
    """Whether each row is the first at or after a dated event that breaks its place's series."""
    days = [(key, *one) for key, measure in measures.items() for one in breaking(folder, measure.id)]
    if not days:
        return pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True).alias("broken")
    codes = rows["code"].unique()
    here = [(code, name) for code in codes for name in (None, *dict.fromkeys(around(folder, code)))]
    text = dict.fromkeys(("measure", "at"), pl.String)
    broken = pl.DataFrame(days, schema={**text, "day": pl.Date}, orient="row")
    reached = pl.DataFrame(here, schema={"code": pl.String, "at": pl.String}, orient="row")
    known = broken.join(reached, on="at", nulls_equal=True).unique(["measure", "code", "day"])
    numbered = rows.select(
        "measure", "code", "first_day", earlier=pl.col("first_day").shift().over("measure", "code")
    ).with_row_index("row")
    crossed = numbered.join(known, on=["measure", "code"]).filter(
        (pl.col("earlier") < pl.col("day")) & (pl.col("day") <= pl.col("first_day"))
    )
    return numbered["row"].is_in(crossed["row"].implode()).alias("broken")


def asked_series(selection: Selection, measure: Measure, level: str, parent: str, end: date) -> Selection:
    """The selection whose rows are the series of a place and of those beside it, up to a day."""
    by = ("quarter",) if measure.weighted else ("month",)
    periods = QUARTERS if measure.weighted else MONTHS
    whole = {"borough": "TP", "area": "TP", "ward": parent}.get(level)
    beside = (level, *by) if whole else by
    return replace(selection, place=whole or selection.place, by=beside, periods=periods, end=end)


def runs(chart: pl.DataFrame) -> tuple[Run, ...]:
    """The runs of flagged points of one place's chart, oldest first; a dated break and an unknown period end one."""
    found: list[Run] = []
    before: tuple[object, ...] = ()
    columns = ("rule", "direction", "segment", "signal", "first_day", "last_day")
    for rule, direction, segment, signal, first, last in chart.sort("first_day").select(columns).iter_rows():
        alike = (rule, direction, segment, first)
        if rule is not None:
            if alike == before:
                found[-1] = replace(found[-1], until=last)
            else:
                found.append(Run(rule, direction, signal, first, last, segment))
        before = (rule, direction, segment, last + timedelta(days=1))
    return tuple(found)


def stretch(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The last runs that touch and tell of one thing: being high or low, or (of trends) rising or falling.

    A trend is told apart because it may rise from far below the mean: not all of it is high.
    """
    at = len(runs) - 1
    while at > 0 and _one_thing(runs[at - 1], runs[at]):
        at -= 1
    return runs[max(at, 0) :]


def _one_thing(before: Run, after: Run) -> bool:
    touching = (after.since - before.until).days == 1 and before.segment == after.segment
    return touching and before.direction == after.direction and (before.rule == "trend") == (after.rule == "trend")


def shape(chart: pl.DataFrame) -> tuple[Pattern, date | None, float | None]:
    """The plain shape of what one place's chart plots since its last dated break.

    With the day of a step or outlier, and the shape's size in the unit of the chart. Level where no rule was hit: a
    shape describes a signal and is none itself.
    """
    last = chart.filter(pl.col("segment") == pl.col("segment").max()).sort("first_day")
    if not last["rule"].count():
        return Pattern("level"), None, None
    found, plotted = pattern(last["plotted"]), last["plotted"]
    if found.size is None:
        return found, None, None
    if found.at is None:
        return found, None, found.size / 100 * float(plotted.mean())  # type: ignore[arg-type]
    before, after = plotted[: found.at], plotted[found.at + 1 :]
    others = before if found.shape == "step" else pl.concat([before, after])
    return found, last["first_day"][found.at], found.size / 100 * float(others.mean())  # type: ignore[arg-type]


def latest(chart: pl.DataFrame) -> dict[str, object] | None:
    """The last known point of one place's chart, in the columns of CHART; None without a chart."""
    if chart.is_empty():
        return None
    known = chart.filter(pl.col("plotted").is_not_null()).sort("first_day")
    return known.row(-1, named=True) if known.height else dict.fromkeys(chart.columns)
