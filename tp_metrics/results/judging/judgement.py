"""The judgement on a result's own figure, put together once and kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from tp_metrics import periods
from tp_metrics.access import EVERYONE
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.answer import result
from tp_metrics.results.events import edition_in
from tp_metrics.results.judging.changes import Change, change
from tp_metrics.results.judging.peers import Peers, peers
from tp_metrics.results.judging.rest_of_year import RestOfYear, rest_of_year, rest_of_years
from tp_metrics.results.judging.series import (
    CHART,
    Run,
    asked_series,
    charts,
    draw,
    latest,
    runs,
    shape,
    stretch,
    why_no_chart,
)
from tp_metrics.results.judging.targets import CHANGE, Target, standing, target
from tp_metrics.results.selection import Figure, Result, Selection
from tp_metrics.stats import Pattern, assurance, disagreement, dispersions
from tp_metrics.stats.outlook import TOO_EARLY

TO_DATE = "performance year to date"
#: How many months back a place's own scatter and its past years are read.
HISTORY = 60
#: What is said of a year none of whose months is settled yet.
TOO_SOON = RestOfYear(None, None, None, None, "", None, None, "", "", TOO_EARLY)


@dataclass(frozen=True)
class Judgement:
    """What may be said of a figure beyond its value.

    Attributes:
        change: the interval of its change on a year before; None where it cannot be told, or the two are not alike.
        dispersion: how many times a Poisson variance the place's own history shows; 1 where it plays no part.
        signal: of the chart's latest point: "improvement", "concern", "neutral" or "usual"; None without a chart.
        rule, direction: the rule that flags it, and whether it is a "rise" or a "fall"; None where it is usual.
        runs: every run of flagged points of the chart, oldest first.
        pattern: the plain shape of the chart's last segment, level where no rule was hit in it; with the day of its
            step or outlier in `pattern_day` and its size in the chart's own unit in `pattern_amount`.
        trial: whether the limits rest on fewer than 13 points.
        chart: the place's control chart, in the columns of series.CHART; empty without one.
        no_chart: why there is none.
        target: the dated target with the corporate verdict; None where there is none.
        assurance: "consistently meets", "consistently misses" or "hit and miss"; None without a level target.
        disagreement: where the corporate verdict and the chart differ, in words; empty where they do not.
        peers: the standing among similar boroughs; None for other places.
        outlook: the rest of the year, for a year to date of a count; None otherwise.
    """

    change: Change | None = None
    dispersion: float = 1.0
    signal: str | None = None
    rule: str | None = None
    direction: str | None = None
    runs: tuple[Run, ...] = ()
    pattern: Pattern = field(default_factory=lambda: Pattern("level"))
    pattern_day: date | None = None
    pattern_amount: float | None = None
    trial: bool = False
    chart: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(CHART)), repr=False, compare=False
    )
    no_chart: str = ""
    target: Target | None = None
    assurance: str | None = None
    disagreement: str = ""
    peers: Peers | None = None
    outlook: RestOfYear | None = None

    @property
    def since(self) -> date | None:
        """The first day of the unusual stretch that the chart's latest point belongs to; None where it is usual."""
        return stretch(self.runs)[0].since if self.rule else None


@lru_cache(maxsize=1024)
def judgement(folder: Path, name: str, selection: Selection) -> Judgement:
    """The judgement on the own figure of a selection that names its edition; of an unknown figure nothing is said."""
    return _Judging(edition_in(folder), catalogue()[name], replace(selection, by=())).judgement()


def prepare(answers: Iterable[Result]) -> None:
    """Draw the control charts that the judgements on some results will ask for, all of them in one reckoning."""
    wanted: dict[Path, list[tuple[str, Selection]]] = {}
    for one in answers:
        if one.folder is not None and one.window is not None and one.figure.value is not None:
            asked = replace(one.selection, edition=one.edition, by=())
            series = _Judging(edition_in(one.folder), one.measure, asked).series(one.window)
            wanted.setdefault(one.folder, []).append((one.measure.id, series))
    for folder, charted in wanted.items():
        draw(folder, charted)


class _Judging:
    """One figure on its way to its judgement."""

    def __init__(self, edition: Edition, measure: Measure, selection: Selection) -> None:
        self.edition = edition
        self.measure = measure
        self.selection = selection
        self.answer = result(edition, measure.id, selection)

    @property
    def figure(self) -> Figure:
        return self.answer.figure

    def judgement(self) -> Judgement:
        window = self.answer.window
        if window is None or self.figure.value is None:
            return Judgement(no_chart=self.answer.note)
        chart = self._chart(window)
        point = latest(chart)
        aimed = target(self.edition, self.measure, self.figure, window.last)
        spread = self._dispersion(window)
        signal = str(point["signal"]) if point and point["signal"] else None
        look, day, amount = shape(chart)
        return Judgement(
            change=None if self.answer.unlike else change(self.measure, self.figure, self._before(window), spread),
            dispersion=spread,
            signal=signal,
            rule=point["rule"] if point else None,  # type: ignore[arg-type]
            direction=point["direction"] if point else None,  # type: ignore[arg-type]
            runs=runs(chart),
            pattern=look,
            pattern_day=day,
            pattern_amount=amount,
            trial=bool(point and point["trial"]),
            chart=chart,
            no_chart="" if point else why_no_chart(self.measure, self.figure),
            target=aimed,
            assurance=self._assurance(point, aimed),
            disagreement=_disagreement(aimed, signal),
            peers=self._peers(spread),
            outlook=self._outlook(window, aimed),
        )

    def _before(self, window: periods.Window) -> Figure:
        """The figure of the same window a year before, with what it rests on."""
        before, source = window.previous(), self.answer.source_name
        asked = replace(self.selection, end=before.last, window=before.kind, source=source)
        found = result(self.edition, self.measure.id, asked)
        return found.figure if found.window == before else replace(self.figure, value=None)

    def _asked_series(self, level: str, measure: str, end: date) -> Selection:
        """The series of a place and of those beside it, whoever asks.

        What is said of a figure rests on what all boroughs share, season and past errors, and must not differ from
        viewer to viewer; nothing but the place's own leaves here, and that only for a viewer who sees its figure.
        """
        place = self.edition.places.place(self.selection.place)
        asked = asked_series(self.selection, catalogue()[measure], level, place.parent or "TP", end)
        return replace(asked, viewer=EVERYONE)

    def _asked_months(self, window: periods.Window, level: str, measure: str) -> Selection:
        """The months of a measure for a place, or every place of its level."""
        asked = self._asked_series(level, measure, window.last)
        return replace(asked, by=(*asked.by[:-1], "month"), periods=HISTORY)

    def _months(self, window: periods.Window, level: str, measure: str) -> pl.DataFrame:
        return _settled_months(self.edition.folder, measure, self._asked_months(window, level, measure))

    def _chart(self, window: periods.Window) -> pl.DataFrame:
        series = self.series(window)
        return charts(self.edition.folder, self.measure.id, series).filter(pl.col("code") == self.selection.place)

    def series(self, window: periods.Window) -> Selection:
        """The series that the chart is drawn of."""
        place = self.edition.places.place(self.selection.place)
        return self._asked_series(place.level, self.measure.id, window.last)

    def _dispersion(self, window: periods.Window) -> float:
        """How many times a Poisson variance the months of the place's own count show."""
        name = self.measure.of[0] if self.measure.of else self.measure.id
        if catalogue()[name].kind not in ("count", "ratio"):
            return 1.0
        level = self.edition.places.place(self.selection.place).level
        found = _dispersions(self.edition.folder, name, self._asked_months(window, level, name))
        return found.get(self.selection.place) or 1.0

    def _assurance(self, point: dict[str, object] | None, aimed: Target | None) -> str | None:
        # A target of a year's count says nothing of a month; a level in per cent does.
        if point is None or aimed is None or aimed.level is None or self.measure.unit != "per cent":
            return None
        limits = (pl.lit(point["lower"]), pl.lit(point["upper"]), pl.lit(aimed.level))
        found: str | None = pl.select(assurance(*limits, better=self.measure.better)).item()
        return found

    def _peers(self, spread: float) -> Peers | None:
        if self.figure.level != "borough":
            return None
        compared = self.measure
        if self.measure.kind == "count":
            compared = catalogue().get(f"{self.measure.id}_rate", self.measure)
        window = self.answer.window
        assert window is not None
        asked = replace(self.selection, place="TP", by=("borough",), end=window.last, window=window.kind)
        rows = result(self.edition, compared.id, asked).rows
        return peers(self.edition, compared, rows, self.figure.code, spread)

    def _outlook(self, window: periods.Window, aimed: Target | None) -> RestOfYear | None:
        if window.kind != TO_DATE or not periods.is_month_end(window.last):
            return None
        if self.measure.kind != "count" or self.measure.better == "neither":
            return None
        months = boroughs = self._months(window, "borough", self.measure.id).drop_nulls("value")
        if self.figure.level != "borough":
            own = self._months(window, self.figure.level, self.measure.id).drop_nulls("value")
            months = pl.concat([boroughs, own.filter(pl.col("code") == self.figure.code)]).unique(
                ["code", "first_day"], maintain_order=True
            )
        latest_day: date | None = months["first_day"].max()  # type: ignore[assignment]
        if latest_day is not None and latest_day < window.first:
            return TOO_SOON
        if self.figure.level == "borough":
            asked = self._asked_months(window, "borough", self.measure.id)
            return _of_boroughs(self.edition.folder, self.measure.id, asked, window.last).get(self.figure.code)
        pooled = boroughs["code"].unique().to_list()
        change_asked = aimed.asked if aimed and aimed.kind == CHANGE else None
        return rest_of_year(self.measure, months, self.figure.code, change_asked, pooled)


def _settled_months(folder: Path, measure: str, asked: Selection) -> pl.DataFrame:
    """The months of a selection; null where they are not settled."""
    rows = result(edition_in(folder), measure, asked).rows
    settled = pl.col("value").is_not_null() & ~pl.col("provisional")
    return rows.with_columns(pl.when(settled).then(pl.col("value", "numerator")))


@lru_cache(maxsize=512)
def _dispersions(folder: Path, measure: str, asked: Selection) -> dict[str, float]:
    """By place, how many times a Poisson variance its months show."""
    months = _settled_months(folder, measure, asked).sort("code", "first_day")
    return dict(dispersions(months, "numerator", ["code"]).iter_rows())


@lru_cache(maxsize=256)
def _of_boroughs(folder: Path, measure: str, asked: Selection, end: date) -> dict[str, RestOfYear]:
    """The rest of the year of every borough, by code: each rests on the past errors of all of them."""
    edition, declared = edition_in(folder), catalogue()[measure]
    months = _settled_months(folder, measure, asked).drop_nulls("value")
    codes = months["code"].unique().to_list()
    targets = standing(edition, declared, end)
    changes = {code: float(row["value"]) for code, row in targets.items() if row["kind"] == CHANGE}
    return rest_of_years(declared, months, {code: changes.get(code) for code in codes}, codes)


def _disagreement(aimed: Target | None, signal: str | None) -> str:
    if aimed is None or aimed.rag is None or signal is None:
        return ""
    return str(pl.select(disagreement(pl.lit(aimed.rag), pl.lit(signal))).item())
