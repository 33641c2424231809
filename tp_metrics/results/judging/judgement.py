"""The judgement on a result's own figure, put together once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tp_metrics import periods
from tp_metrics.access import EVERYONE
from tp_metrics.editions import Edition
from tp_metrics.measure import Measure
from tp_metrics.measures import catalogue
from tp_metrics.results.answer import figures, result
from tp_metrics.results.events import edition_in
from tp_metrics.results.judging.changes import Change, change, read_changes
from tp_metrics.results.judging.peers import Peers, peers
from tp_metrics.results.judging.rest_of_year import Asked, RestOfYear, RestOfYears, projects, rest_of_years
from tp_metrics.results.judging.scatter import read_months, settled
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
from tp_metrics.results.keeping import Batch, bytes_of
from tp_metrics.results.selection import Figure, Result, Selection
from tp_metrics.stats import Pattern, assurance, disagreement
from tp_metrics.stats.outlook import TOO_EARLY

#: Of whom the rest of the year is asked: the measure, the boroughs' months, those of its own level, and the end.
Rest = tuple[str, Selection, Selection, date]
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


@lru_cache(maxsize=384)
def judgement(folder: Path, name: str, selection: Selection) -> Judgement:
    """The judgement on the own figure of a selection that names its edition; of an unknown figure nothing is said.

    Each part is worked out when it is first asked for, as most of those who ask want one or two of them.
    """
    judging = _Judging(edition_in(folder), catalogue()[name], replace(selection, by=()))
    window = judging.answer.window
    if window is None or judging.figure.value is None:
        return Judgement(no_chart=judging.answer.note)
    return _Judged(judging, window)


def prepare(answers: Iterable[Result]) -> None:
    """Reckon together what the judgements on some results will ask for: their charts, months and years before."""
    wanted: dict[Path, list[tuple[_Judging, periods.Window]]] = {}
    for one in answers:
        if one.folder is not None and one.window is not None and one.figure.value is not None:
            asked = replace(one.selection, edition=one.edition, by=())
            judging = _Judging(edition_in(one.folder), one.measure, asked)
            wanted.setdefault(one.folder, []).append((judging, one.window))
    for folder, judged in wanted.items():
        draw(folder, [(one.measure.id, one.series(window)) for one, window in judged])
        read_months(folder, [months for one, window in judged for months in one.read(window)])
        figures(edition_in(folder), [(one.measure.id, one.before(window)) for one, window in judged])
        read_changes([one.changed(window) for one, window in judged if not one.answer.unlike])
        _rests.of((folder, *rest) for one, window in judged if (rest := one.rest(window)))


class _Part:
    """An attribute that is worked out when it is first asked for, then kept.

    `functools.cached_property` would let all judgements wait for one another in Python 3.11: its lock is the class's.
    """

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, judged: Any, owner: type) -> Any:
        if judged is None:
            return self
        found = judged.__dict__[self.name] = self.work(judged)
        return found


def _of_the_point(name: str) -> _Part:
    """What the latest point of the chart says."""
    return _Part(lambda judged: judged.point[name] if judged.point else None)


class _Judged(Judgement):
    """The judgement on a known figure, part by part."""

    def __init__(self, judging: _Judging, window: periods.Window) -> None:
        self.__dict__.update(judging=judging, window=window)

    change = _Part(lambda self: self.judging.change(self.window, self.dispersion))
    dispersion = _Part(lambda self: self.judging.dispersion(self.window))
    chart = _Part(lambda self: self.judging.chart(self.window))
    point = _Part(lambda self: latest(self.chart))
    signal = _Part(lambda self: str(self.point["signal"]) if self.point and self.point["signal"] else None)
    rule, direction = _of_the_point("rule"), _of_the_point("direction")
    trial = _Part(lambda self: bool(self.point and self.point["trial"]))
    no_chart = _Part(lambda self: "" if self.point else why_no_chart(self.judging.measure, self.judging.figure))
    runs = _Part(lambda self: runs(self.chart))
    look = _Part(lambda self: shape(self.chart))
    pattern = _Part(lambda self: self.look[0])
    pattern_day = _Part(lambda self: self.look[1])
    pattern_amount = _Part(lambda self: self.look[2])
    target = _Part(lambda self: self.judging.target(self.window))
    assurance = _Part(lambda self: self.judging.assurance(self.point, self.target))
    disagreement = _Part(lambda self: _disagreement(self.target, self.signal))
    peers = _Part(lambda self: self.judging.peers(self.dispersion))
    outlook = _Part(lambda self: self.judging.outlook(self.window))


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

    def change(self, window: periods.Window, spread: float) -> Change | None:
        if self.answer.unlike:
            return None
        return change(self.measure, self.figure, self._before(window), spread)

    def changed(self, window: periods.Window) -> tuple[Measure, Figure, Figure, float]:
        """What the limits of the change rest on, with the scatter of the place's own months."""
        return self.measure, self.figure, self._before(window), self.dispersion(window)

    def target(self, window: periods.Window) -> Target | None:
        return target(self.edition, self.measure, self.figure, window.last)

    def before(self, window: periods.Window) -> Selection:
        """The selection of the same window a year before, of the same source."""
        before = window.previous()
        return replace(self.selection, end=before.last, window=before.kind, source=self.answer.source_name)

    def _before(self, window: periods.Window) -> Figure:
        """The figure of the same window a year before, with what it rests on."""
        found = result(self.edition, self.measure.id, self.before(window))
        return found.figure if found.window == window.previous() else replace(self.figure, value=None)

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

    def read(self, window: periods.Window) -> list[tuple[str, Selection]]:
        """The months that the judgement may ask for: of the place's scatter, and of the rest of the year."""
        levels = dict.fromkeys((self.figure.level, "borough")) if self._projects(window) else ()
        projected = [(self.measure.id, self._asked_months(window, level, self.measure.id)) for level in levels]
        return [months for months in (self.scattered(window), *projected) if months]

    def chart(self, window: periods.Window) -> pl.DataFrame:
        series = self.series(window)
        return charts(self.edition.folder, self.measure.id, series).filter(pl.col("code") == self.selection.place)

    def series(self, window: periods.Window) -> Selection:
        """The series that the chart is drawn of."""
        place = self.edition.places.place(self.selection.place)
        return self._asked_series(place.level, self.measure.id, window.last)

    def scattered(self, window: periods.Window) -> tuple[str, Selection] | None:
        """The months whose scatter tells how sure a change is; None where it plays no part."""
        name = self.measure.of[0] if self.measure.of else self.measure.id
        if catalogue()[name].kind not in ("count", "ratio"):
            return None
        level = self.edition.places.place(self.selection.place).level
        return name, self._asked_months(window, level, name)

    def dispersion(self, window: periods.Window) -> float:
        """How many times a Poisson variance the months of the place's own count show."""
        if (months := self.scattered(window)) is None:
            return 1.0
        return settled(self.edition.folder, *months).dispersion.get(self.selection.place) or 1.0

    def assurance(self, point: dict[str, object] | None, aimed: Target | None) -> str | None:
        # A target of a year's count says nothing of a month; a level in per cent does.
        if point is None or aimed is None or aimed.level is None or self.measure.unit != "per cent":
            return None
        limits = (pl.lit(point["lower"]), pl.lit(point["upper"]), pl.lit(aimed.level))
        found: str | None = pl.select(assurance(*limits, better=self.measure.better)).item()
        return found

    def peers(self, spread: float) -> Peers | None:
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

    def _projects(self, window: periods.Window) -> bool:
        """Whether the rest of the year is asked after: of a year to date of what is counted and has a good way."""
        return window.kind == TO_DATE and periods.is_month_end(window.last) and projects(self.measure)

    def rest(self, window: periods.Window) -> Rest | None:
        """What the rest of the year is asked of; None where it is not asked after."""
        if not self._projects(window):
            return None
        boroughs, own = (self._asked_months(window, level, self.measure.id) for level in ("borough", self.figure.level))
        return self.measure.id, boroughs, own, window.last

    def outlook(self, window: periods.Window) -> RestOfYear | None:
        if (asked := self.rest(window)) is None:
            return None
        question = self.edition.folder, *asked
        of_all = _rests.of([question])[question]
        if of_all is None:
            return None
        return of_all.of(self.figure.code) if of_all.latest >= window.first else TOO_SOON


def _reckoned(new: Sequence[tuple[Path, str, Selection, Selection, date]]) -> list[RestOfYears | None]:
    """The rest of the year of every place of a level: each rests on the past errors of all boroughs."""
    read_months(new[0][0], [(name, months) for _, name, *both, _ in new for months in both])
    asked = []
    for folder, name, boroughs, own, end in new:
        measure = catalogue()[name]
        pooled, months = (settled(folder, name, some).rows for some in (boroughs, own))
        targets = standing(edition_in(folder), measure, end)
        changes = {code: float(row["value"]) for code, row in targets.items() if row["kind"] == CHANGE}
        asked.append(Asked(measure, pooled, months, changes))
    return rest_of_years(asked)


#: The outlooks of a level that are kept, in bytes: of all boroughs for some 350 measures and ends.
_rests: Batch[tuple[Path, str, Selection, Selection, date], RestOfYears | None] = Batch(16 * 2**20, _reckoned, bytes_of)


def _disagreement(aimed: Target | None, signal: str | None) -> str:
    if aimed is None or aimed.rag is None or signal is None:
        return ""
    return str(pl.select(disagreement(pl.lit(aimed.rag), pl.lit(signal))).item())
